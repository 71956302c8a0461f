//! The documentation as pages of the site: `docs/findings/public-space.md` becomes `findings/public-space.html`, where the
//! calculator's cards link to. Links between the pages follow; examples go back to the calculator.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::fronts::{alternates, languages};
use crate::offline::files_of;
use crate::place;

/// Renders every page of `docs/` into the built page's folder; what is no page goes there as it is.
pub fn add(dist: &Path) -> Result<()> {
    let styles: Vec<String> = files_of(dist)?.into_iter().filter(|file| ends(file, "css")).collect();
    for (file, text) in &sources()? {
        let target = dist.join(address(file));
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&target, page(file, text, &styles)).with_context(|| format!("cannot write {}", target.display()))?;
    }
    let docs = docs();
    for file in files_of(&docs)?.iter().filter(|file| !ends(file, "md")) {
        fs::copy(docs.join(file), dist.join(file)).with_context(|| format!("cannot copy docs/{file}"))?;
    }
    Ok(())
}

/// The fragments of the links by which the documentation opens the calculator, each once.
pub fn links_to_the_page() -> Result<BTreeSet<String>> {
    let mut links = BTreeSet::new();
    for (_, text) in &sources()? {
        for event in Parser::new(text) {
            if let Event::Start(Tag::Link { dest_url, .. }) = event
                && let Some((folders, fragment)) = dest_url.split_once('#')
                && !folders.is_empty()
                && folders.trim_end_matches("../").is_empty()
            {
                links.insert(fragment.to_owned());
            }
        }
    }
    Ok(links)
}

fn docs() -> PathBuf {
    place::repository().join("docs")
}

/// The pages as they are written, each with its path in `docs/`.
fn sources() -> Result<Vec<(String, String)>> {
    let pages = files_of(&docs())?.into_iter().filter(|file| ends(file, "md"));
    let read = |file: String| {
        let text = fs::read_to_string(docs().join(&file)).with_context(|| format!("cannot read docs/{file}"))?;
        Ok((file, text))
    };
    pages.map(read).collect()
}

fn ends(file: &str, ending: &str) -> bool {
    Path::new(file).extension().is_some_and(|found| found == ending)
}

/// The page's address for a source's: `findings/README.md` is the folder's index.
fn address(source: &str) -> String {
    source.replace("README.md", "index.md").trim_end_matches(".md").to_owned() + ".html"
}

fn page(file: &str, text: &str, styles: &[String]) -> String {
    let up = "../".repeat(file.matches('/').count());
    let language = if file.contains("zh") { "zh-Hans" } else { "en" };
    let title = escaped(text.lines().next().unwrap_or_default().trim_start_matches('#').trim());
    let description = escaped(&first_sentence(text));
    let links: Vec<_> =
        styles.iter().map(|style| format!("<link rel=\"stylesheet\" href=\"{up}{style}\">\n")).collect();
    let links = links.concat();
    let preview = if language == "en" { "preview.en.png" } else { "preview.zh.png" };
    let others = languages(&address(file)).map(|(tag, other)| (tag, format!("{up}{other}")));
    let others = alternates(&[(others[0].0, &others[0].1), (others[1].0, &others[1].1)], "");
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; img-src 'self'\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} · nonoverlap</title>\n<meta name=\"description\" content=\"{description}\">\n\
         <meta property=\"og:type\" content=\"article\">\n<meta property=\"og:site_name\" content=\"nonoverlap\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:description\" content=\"{description}\">\n\
         <meta property=\"og:image\" content=\"{up}{preview}\">\n{others}\
         <link rel=\"icon\" href=\"{up}icon.svg\" type=\"image/svg+xml\">\n{links}\
         </head>\n<body>\n<main class=\"document\">\n<p><a href=\"{up}\">nonoverlap</a></p>\n{}</main>\n</body>\n</html>\n",
        body(text)
    )
}

/// The first paragraph below a heading that is no list, table or code, without its marks: what a search shows.
fn first_sentence(text: &str) -> String {
    let mut events = Parser::new(text);
    let mut said = String::new();
    let mut inside = false;
    for event in events.by_ref() {
        match event {
            Event::Start(Tag::Paragraph) => inside = true,
            Event::End(TagEnd::Paragraph) if said.chars().count() > 40 => break,
            Event::End(TagEnd::Paragraph) => (inside, said) = (false, String::new()),
            Event::Text(text) | Event::Code(text) if inside => said.push_str(&text),
            Event::SoftBreak if inside => said.push(' '),
            _ => {}
        }
    }
    said
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

fn body(text: &str) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: followed(dest_url), title, id })
        }
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

/// A link to a source becomes one to its page.
fn followed(link: CowStr<'_>) -> CowStr<'_> {
    if ends(&link, "md") && !link.contains(':') { address(&link).into() } else { link }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{add, address, body};
    use crate::{offline, place};

    #[test]
    fn links_follow_the_pages_and_examples_stay() {
        for (text, expected) in [
            ("[a](public-space.md)", "<p><a href=\"public-space.html\">a</a></p>\n"),
            ("[a](../README.md)", "<p><a href=\"../index.html\">a</a></p>\n"),
            ("[a](../#bip=170.26.0.1/24)", "<p><a href=\"../#bip=170.26.0.1/24\">a</a></p>\n"),
        ] {
            assert_eq!(body(text), expected);
        }
        assert_eq!(address("findings/zh/README.md"), "findings/zh/index.html");
    }

    #[test]
    fn every_source_becomes_a_page() {
        let dist = place::target().join("pages-of-a-test");
        fs::create_dir_all(&dist).unwrap();
        fs::write(dist.join("tokens.css"), "").unwrap();
        add(&dist).unwrap();
        let pages = offline::files_of(&dist).unwrap();
        let chinese = fs::read_to_string(dist.join("findings/zh/public-space.html")).unwrap();
        let message = fs::read_to_string(dist.join("messages/no-route-to-host.html")).unwrap();
        fs::remove_dir_all(&dist).unwrap();
        let sources = offline::files_of(&place::repository().join("docs")).unwrap();
        assert_eq!(pages.len(), sources.len() + 1, "{pages:?}");
        assert!(chinese.contains("lang=\"zh-Hans\"") && chinese.contains("href=\"../../tokens.css\""), "{chinese}");
        assert!(chinese.contains("hreflang=\"en\" href=\"../../findings/public-space.html\""), "{chinese}");
        assert!(message.contains("<title>No route to host · nonoverlap</title>"), "{message}");
        assert!(message.contains("name=\"description\" content=\"Nobody answered"), "{message}");
        assert!(chinese.contains("href=\"../../#bip=170.26.0.1/24&amp;lang=zh\""), "{chinese}");
    }
}
