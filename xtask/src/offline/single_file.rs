//! `nonoverlap.html`: the whole page in one file that works from a disk.
//!
//! A page from `file://` may not fetch its neighbours, so everything is inside: styles as they are, both programs as gzip in
//! base64, and wasm-bindgen's module together with the lines that start it as one script, which the file's own
//! Content-Security-Policy names by hash. The core's script is a text from which the page makes a worker. The policy allows no
//! request at all.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::{base64, read};
use crate::painted::attribute;
use crate::place;

/// What starts a program that is inside the page instead of beside it.
const STARTER: &str = "assets/start-single.js";
/// What chooses language and colours before anything is painted.
const DRESS: &str = "assets/dress.js";

/// The single file's text, from the page that trunk wrote to `dist`.
pub(super) fn from_page(dist: &Path) -> Result<String> {
    let page = read(&dist.join("index.html"))?;
    let dress = read(&place::repository().join(DRESS))?;
    let script = script(dist, &page)?;
    let styles = read(&dist.join(sheet(&page)?))?;
    ensure!(!styles.contains("</style") && !styles.contains("url("), "the style sheet cannot be put into the page");
    let icon = fs::read(dist.join("icon.svg")).context("the page has no icon.svg")?;
    let head = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<link rel=\"icon\" href=\"data:image/svg+xml;base64,{}\">\n",
        policy(&[&dress, &script], &styles),
        base64(&icon)
    );
    let program = packed(dist, attribute(&page, "data-wasm")?)?;
    let core = packed(dist, attribute(&page, "data-core-wasm")?)?;
    let rest = packed(dist, attribute(&page, "data-rest")?)?;
    let core_script = read(&dist.join(attribute(&page, "data-core")?))?;
    ensure!(!core_script.contains("</script"), "the core's script would end the element it is put into");
    let body = format!(
        "<script type=\"application/wasm+gzip+base64\" id=\"program\">{program}</script>\n\
         <script type=\"application/wasm+gzip+base64\" id=\"core-program\">{core}</script>\n\
         <script type=\"application/wasm+gzip+base64\" id=\"core-rest\">{rest}</script>\n\
         <script type=\"text/plain\" id=\"core-script\">{core_script}</script>\n\
         <script type=\"module\" id=\"single-file\">{script}</script>\n"
    );
    let styles = format!("<style>{styles}</style>\n<script>{dress}</script>\n");
    let bare = without_references(&page);
    let (before_head_end, rest) = bare.split_once("</head>").context("the page has no </head>")?;
    let (before_body_end, end) = rest.rsplit_once("</body>").context("the page has no </body>")?;
    let (start, after_charset) =
        before_head_end.split_once("<meta charset=\"utf-8\">").context("the page does not name its charset")?;
    Ok(format!(
        "{start}<meta charset=\"utf-8\">\n{head}{after_charset}{styles}</head>{before_body_end}{body}</body>{end}"
    ))
}

/// wasm-bindgen's module and the starter, one after the other: inside a module the former's `export` is simply unused.
fn script(dist: &Path, page: &str) -> Result<String> {
    let glue = read(&dist.join(attribute(page, "data-glue")?))?;
    ensure!(!glue.contains("from './") && !glue.contains("from \"./"), "the page's module imports other files");
    let starter = read(&place::repository().join(STARTER))?;
    let script = format!("{glue}\n{starter}");
    ensure!(!script.contains("</script"), "the page's module would end the script element it is put into");
    Ok(script)
}

/// A program as gzip in base64.
fn packed(dist: &Path, file: &str) -> Result<String> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&fs::read(dist.join(file))?)?;
    Ok(base64(&gzip.finish()?))
}

/// The page's one style sheet.
fn sheet(page: &str) -> Result<&str> {
    let (_, link) = page.split_once("<link rel=\"stylesheet\"").context("the page has no style sheet")?;
    attribute(link, "href")
}

fn policy(scripts: &[&str], styles: &str) -> String {
    let scripts: Vec<String> = scripts.iter().map(|script| format!("'{}'", hash(script))).collect();
    format!(
        "default-src 'none'; script-src 'wasm-unsafe-eval' {}; style-src '{}'; worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'",
        scripts.join(" "),
        hash(styles)
    )
}

fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text)))
}

/// The page without its links to files, its starter and its policy, each of which the single file has in its own form.
fn without_references(page: &str) -> String {
    let mut rest = page;
    let mut kept = String::with_capacity(page.len());
    while let Some(start) = rest.find('<') {
        let (text, tag_on) = rest.split_at(start);
        kept.push_str(text);
        let end = tag_on.find('>').map_or(tag_on.len(), |end| end + 1);
        let (tag, after) = tag_on.split_at(end);
        if refers(tag) {
            rest = after.strip_prefix("</script>").unwrap_or(after);
        } else {
            kept.push_str(tag);
            rest = after;
        }
    }
    kept.push_str(rest);
    kept
}

fn refers(tag: &str) -> bool {
    tag.starts_with("<link ") || tag.starts_with("<script ") || tag.contains("Content-Security-Policy")
}

#[cfg(test)]
mod tests {
    use super::without_references;

    #[test]
    fn links_scripts_and_the_policy_go_and_the_rest_stays() {
        let page = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'\"><title>a &lt; b</title>\
                    <link rel=\"stylesheet\" href=\"a.css\"></head><body><p>text</p><script type=\"module\" src=\"s.js\"></script></body>";
        assert_eq!(without_references(page), "<head><title>a &lt; b</title></head><body><p>text</p></body>");
    }
}
