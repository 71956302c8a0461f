//! What a link to the page shows before anybody opens it: title, text and picture in a chat, and the list of pages for a
//! search engine; in both languages.
//!
//! A chat runs no program, so the Chinese page has an address of its own, `zh.html`: the same page, that says who it is for.
//! Addresses are relative unless the build is told where the site will be, in `NONOVERLAP_SITE`: some chats and every search
//! engine want them whole.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::offline::{SINGLE_FILE, files_of};
use crate::place;

/// The page in one language.
struct Front {
    file: &'static str,
    tag: &'static str,
    locale: &'static str,
    preview: &'static str,
    title: &'static str,
    description: &'static str,
}

/// The first is the page that trunk wrote.
const FRONTS: [Front; 2] = [
    Front {
        file: "index.html",
        tag: "en",
        locale: "en_US",
        preview: "preview.en",
        title: "nonoverlap: do Docker's networks collide with your VPC?",
        description: "Containers cannot reach the database and the host can? Paste routes and daemon.json: see which Docker network \
                      lies inside your VPC or VPN, and take the fixed daemon.json. Everything stays in your browser.",
    },
    Front {
        file: "zh.html",
        tag: "zh-Hans",
        locale: "zh_CN",
        preview: "preview.zh",
        title: "nonoverlap：Docker 的网络和你的 VPC 冲突吗？",
        description: "容器连不上数据库，主机却可以？贴上路由和 daemon.json，就能看出哪个 Docker 网络落在 VPC 或 VPN 的网段内，并拿到修好的 daemon.json。\
                      所有内容都留在你的浏览器里。",
    },
];

/// Where the site will be, with a slash at its end; empty where nobody said.
fn site() -> String {
    let site = std::env::var("NONOVERLAP_SITE").unwrap_or_default();
    if site.is_empty() || site.ends_with('/') { site } else { site + "/" }
}

/// Adds the words for chats to the page that trunk wrote, the Chinese page beside it, and the previews.
pub fn add(dist: &Path) -> Result<()> {
    let page = fs::read_to_string(dist.join("index.html")).context("trunk wrote no index.html")?;
    let site = site();
    for front in &FRONTS {
        fs::write(dist.join(front.file), dressed(&page, front, &site)?)?;
        let picture = preview(&place::repository().join(format!("assets/{}.svg", front.preview)))?;
        fs::write(dist.join(format!("{}.png", front.preview)), picture)?;
    }
    Ok(())
}

/// The page with the language, title and text of one front, and with what chats look for.
fn dressed(page: &str, front: &Front, site: &str) -> Result<String> {
    let page = replaced(page, "<html lang=\"", "\"", front.tag)?;
    let page = replaced(&page, "<title>", "</title>", front.title)?;
    let page = replaced(&page, "<meta name=\"description\" content=\"", "\"", front.description)?;
    let (before, after) = page.split_once("</head>").context("the page has no </head>")?;
    Ok(format!("{before}{}</head>{after}", tags(front, site)))
}

/// The page with another text between two marks.
fn replaced(page: &str, start: &str, end: &str, text: &str) -> Result<String> {
    let (before, rest) = page.split_once(start).with_context(|| format!("the page has no {start}"))?;
    let (_, after) = rest.split_once(end).with_context(|| format!("{start} does not end"))?;
    Ok(format!("{before}{start}{text}{end}{after}"))
}

fn tags(front: &Front, site: &str) -> String {
    let Front { title, description, locale, preview, .. } = front;
    let mut tags = format!(
        "<meta property=\"og:type\" content=\"website\">\n<meta property=\"og:site_name\" content=\"nonoverlap\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:description\" content=\"{description}\">\n\
         <meta property=\"og:locale\" content=\"{locale}\">\n<meta property=\"og:image\" content=\"{site}{preview}.png\">\n\
         <meta property=\"og:image:width\" content=\"1200\">\n<meta property=\"og:image:height\" content=\"630\">\n\
         <meta property=\"og:image:alt\" content=\"{title}\">\n<meta name=\"twitter:card\" content=\"summary_large_image\">\n"
    );
    if !site.is_empty() {
        // Writing to a string cannot fail.
        let _ = writeln!(tags, "<meta property=\"og:url\" content=\"{site}{}\">", address(front.file));
    }
    tags + &alternates(&[(FRONTS[0].tag, FRONTS[0].file), (FRONTS[1].tag, FRONTS[1].file)], site)
}

/// Links to the same page in each language; the first is for everybody else.
pub fn alternates(pages: &[(&str, &str)], site: &str) -> String {
    let all = pages.iter().copied().chain(pages.first().map(|(_, file)| ("x-default", *file)));
    let links: Vec<String> = all
        .map(|(tag, file)| format!("<link rel=\"alternate\" hreflang=\"{tag}\" href=\"{site}{}\">\n", address(file)))
        .collect();
    links.concat()
}

/// A folder's index is asked for by the folder's name; the page itself by `./`, as an empty address means the page that
/// names it.
fn address(file: &str) -> String {
    match file.strip_suffix("index.html") {
        Some("") => "./".to_owned(),
        Some(folder) => folder.to_owned(),
        None => file.to_owned(),
    }
}

/// A drawing as PNG.
fn preview(drawing: &Path) -> Result<Vec<u8>> {
    let svg = fs::read(drawing).with_context(|| format!("cannot read {}", drawing.display()))?;
    let tree = Tree::from_data(&svg, &Options::default())?;
    let size = tree.size().to_int_size();
    ensure!((size.width(), size.height()) == (1200, 630), "{} is not 1200x630, as chats want it", drawing.display());
    let mut pixels = Pixmap::new(size.width(), size.height()).context("no room for the preview")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    packed(&pixels)
}

/// How many colours a preview has: its few areas are of one colour each, the rest are the edges of letters.
const COLOURS: usize = 64;

type Colour = [u8; 3];

/// PNG with a palette, packed as small as it goes.
fn packed(pixels: &Pixmap) -> Result<Vec<u8>> {
    let colours: Vec<Colour> = pixels.pixels().iter().map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let (palette, places) = palette(&colours);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::Best);
    encoder.set_filter(png::FilterType::NoFilter);
    let indices: Vec<u8> = colours.iter().map(|colour| places[colour]).collect();
    encoder.write_header()?.write_image_data(&indices)?;
    Ok(bytes)
}

/// The most frequent colours, and for each colour the place of the nearest one among them.
fn palette(colours: &[Colour]) -> (Vec<Colour>, BTreeMap<Colour, u8>) {
    let mut counts: BTreeMap<Colour, usize> = BTreeMap::new();
    for colour in colours {
        *counts.entry(*colour).or_default() += 1;
    }
    let mut frequent: Vec<_> = counts.iter().map(|(colour, count)| (std::cmp::Reverse(*count), *colour)).collect();
    frequent.sort_unstable();
    let palette: Vec<Colour> = frequent.into_iter().take(COLOURS).map(|(_, colour)| colour).collect();
    let nearest = |colour: &Colour| (0_u8..).zip(&palette).min_by_key(|(_, other)| distance(*colour, **other));
    let places = counts.keys().map(|colour| (*colour, nearest(colour).map_or(0, |(place, _)| place))).collect();
    (palette, places)
}

fn distance(one: Colour, other: Colour) -> u32 {
    one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(other)).pow(2)).sum()
}

/// `sitemap.xml`: every page, each with the languages it has.
pub fn list(dist: &Path) -> Result<()> {
    let site = site();
    let files = files_of(dist)?;
    let is_page =
        |file: &&String| Path::new(file).extension().is_some_and(|ending| ending == "html") && *file != SINGLE_FILE;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for file in files.iter().filter(is_page) {
        let _ = write!(out, "<url><loc>{site}{}</loc>", address(file));
        for (tag, other) in languages(file).iter().filter(|(_, other)| files.contains(other)) {
            let _ = write!(out, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{site}{}\"/>", address(other));
        }
        out.push_str("</url>\n");
    }
    fs::write(dist.join("sitemap.xml"), out + "</urlset>\n")?;
    Ok(())
}

/// The files of a page in English and in Chinese: `findings/x.html` and `findings/zh/x.html`, `errors.html` and
/// `errors.zh.html`, the page itself and `zh.html`.
pub fn languages(file: &str) -> [(&'static str, String); 2] {
    let (folder, name) = file.rsplit_once('/').map_or(("", file), |(folder, name)| (folder, name));
    let in_folder =
        |folder: &str, name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let (english, chinese) = match (folder, name) {
        ("", "index.html" | "zh.html") => ("index.html".to_owned(), "zh.html".to_owned()),
        ("", name) => {
            let stem = name.trim_end_matches(".html").trim_end_matches(".zh");
            (format!("{stem}.html"), format!("{stem}.zh.html"))
        }
        (folder, name) => {
            let folder = folder.trim_end_matches("/zh");
            (in_folder(folder, name), in_folder(&format!("{folder}/zh"), name))
        }
    };
    [("en", english), ("zh-Hans", chinese)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<title>a</title>\n\
                        <meta name=\"description\" content=\"b\">\n</head><body></body></html>";

    #[test]
    fn each_language_has_its_title_text_and_picture() {
        for (front, other) in [(&FRONTS[0], "zh.html"), (&FRONTS[1], "./")] {
            let page = dressed(PAGE, front, "").unwrap();
            assert!(page.contains(&format!("<html lang=\"{}\">", front.tag)), "{page}");
            assert!(page.contains(&format!("<title>{}</title>", front.title)), "{page}");
            assert!(page.contains(&format!("content=\"{}.png\"", front.preview)), "{page}");
            assert!(page.contains(&format!("href=\"{other}\"")), "{page}");
            assert!(!page.contains("og:url"), "nobody said where the site is");
        }
        let page = dressed(PAGE, &FRONTS[1], "https://site.example/").unwrap();
        assert!(page.contains("content=\"https://site.example/preview.zh.png\""), "{page}");
        assert!(page.contains("og:url\" content=\"https://site.example/zh.html\""), "{page}");
    }

    #[test]
    fn the_previews_are_drawn_and_not_large() {
        for front in &FRONTS {
            let png = preview(&place::repository().join(format!("assets/{}.svg", front.preview))).unwrap();
            assert!(png.starts_with(b"\x89PNG") && png.len() < 100_000, "{} bytes", png.len());
        }
    }

    #[test]
    fn a_page_knows_its_other_language() {
        for (file, english, chinese) in [
            ("index.html", "index.html", "zh.html"),
            ("zh.html", "index.html", "zh.html"),
            ("errors.zh.html", "errors.html", "errors.zh.html"),
            ("findings/zh/x.html", "findings/x.html", "findings/zh/x.html"),
            ("findings/index.html", "findings/index.html", "findings/zh/index.html"),
        ] {
            assert_eq!(languages(file), [("en", english.to_owned()), ("zh-Hans", chinese.to_owned())], "{file}");
        }
    }
}
