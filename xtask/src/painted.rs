//! The page as it is painted before any program arrives: index.html gets the empty page in both languages, one style sheet, and
//! the names of what is fetched next.
//!
//! The empty page is drawn by the page's own program, run on this machine, so it is what that program takes over in the browser.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::offline::files_of;
use crate::pages;
use crate::place;
use crate::process::answer_of;
use crate::programs;
use crate::rust::Rust;
use crate::shrink::{self, Script};

/// Where the painted page goes in index.html.
const PLACE: &str = "<!-- the painted page -->";

/// Finishes what trunk wrote to `dist`, with the tools in these folders.
pub fn finish(dist: &Path, tools: &[PathBuf]) -> Result<()> {
    let page = read(&dist.join("index.html"))?;
    let styles = one_sheet(dist, &page)?;
    let painted = Painted::read()?;
    let (glue, wasm) = programs::page(dist, tools)?;
    let (core, core_wasm, rest) = programs::core(dist, tools, &painted.visits)?;
    fs::write(dist.join("start.js"), asset("dress.js")? + &asset("start.js")?)?;
    shrink::script(tools, &dist.join("start.js"), Script::Classic)?;
    // What is fetched first stands first: the script finds under way what it asks for.
    let head = format!(
        "<link rel=\"stylesheet\" href=\"{styles}\">\n\
         <link rel=\"modulepreload\" href=\"{glue}\">\n\
         <link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" crossorigin>\n\
         <link rel=\"preload\" href=\"{core_wasm}\" as=\"fetch\" crossorigin>\n\
         <script src=\"start.js\" data-glue=\"{glue}\" data-wasm=\"{wasm}\" data-core=\"{core}\" data-core-wasm=\"{core_wasm}\" data-rest=\"{rest}\"></script>\n</head>"
    );
    let page = without_references(&page).replacen("</head>", &head, 1);
    ensure!(page.contains(PLACE), "index.html has lost the place of the painted page");
    fs::write(dist.join("index.html"), page.replacen(PLACE, &painted.pages, 1))?;
    Ok(())
}

/// What the page's program writes on this machine.
struct Painted {
    /// The empty page in each language: the first as it stands, the other to take its place before it is seen.
    pages: String,
    /// What visits ask first, for [`programs::core`].
    visits: String,
}

impl Painted {
    fn read() -> Result<Self> {
        let mut cargo = Rust::ambient().cargo()?;
        cargo.current_dir(place::repository());
        cargo.args([
            "run",
            "--quiet",
            "--bin",
            "nonoverlap-page",
            "--no-default-features",
            "--features",
            "paint",
            "--",
        ]);
        cargo.args(pages::links_to_the_page()?);
        let written = answer_of(&mut cargo).context("the page's program could not paint the empty page")?;
        let line = |line: &str| {
            let mut parts = line.splitn(3, '\t');
            let (lang, first, page) = (parts.next()?, parts.next()?, parts.next()?);
            Some((
                lang.to_owned(),
                format!("<div id=\"page\" lang=\"{lang}\" data-first=\"{first}\">{}</div>", without_names(page)),
            ))
        };
        let pages: Vec<_> = written.lines().filter_map(line).collect();
        let of = |lang: &str| pages.iter().find(|(named, _)| named.starts_with(lang)).map(|(_, page)| page.as_str());
        let (english, chinese) = of("en").zip(of("zh")).context("the empty page was not painted in both languages")?;
        let visits = written.lines().find_map(|line| line.strip_prefix("visits\t"));
        Ok(Self {
            pages: format!("{english}\n<template id=\"page-zh\">{chinese}</template>"),
            visits: visits.context("the page's program does not say what visits ask first")?.to_owned(),
        })
    }
}

/// The page without the names of components in its marks, which only a program built for debugging writes and reads.
fn without_names(page: &str) -> String {
    let mut parts = page.split("[nonoverlap_page::");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| page + "[" + &part[part.find(']').unwrap_or(0)..])
}

/// All style sheets as one, in the page's order, named by its content.
fn one_sheet(dist: &Path, page: &str) -> Result<String> {
    let mut sheets = Vec::new();
    for file in files_of(dist)?.into_iter().filter(|file| ends(file, "css")) {
        let at = page.find(&file).with_context(|| format!("the page does not link {file}"))?;
        sheets.push((at, read(&dist.join(&file))?));
        fs::remove_file(dist.join(&file))?;
    }
    sheets.sort();
    let whole = sheets.into_iter().map(|(_, text)| without_remarks(&text)).collect::<Vec<_>>().concat();
    named(dist, "page", "css", whole.as_bytes())
}

/// A style sheet without what is there for its readers: comments, indentation, lines where a sign parts what they hold.
fn without_remarks(sheet: &str) -> String {
    let mut parts = sheet.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    let kept = parts.fold(first, |kept, part| kept + part.split_once("*/").map_or("", |(_, rest)| rest));
    let end = |line: &str| if line.ends_with(['{', '}', ';', ',']) { "" } else { "\n" };
    kept.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| line.replace(" {", "{") + end(line))
        .collect()
}

/// Writes a file under a name that changes with its content.
pub(crate) fn named(dist: &Path, name: &str, kind: &str, content: &[u8]) -> Result<String> {
    let digest = Sha256::digest(content);
    let hash = digest.iter().take(8).fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
    let file = format!("{name}-{hash:016x}.{kind}");
    fs::write(dist.join(&file), content)?;
    Ok(file)
}

/// The page without the links and scripts of trunk's.
fn without_references(page: &str) -> String {
    let kept =
        page.lines().filter(|line| !line.trim_start().starts_with("<script ") && !line.contains("rel=\"stylesheet\""));
    let lines: Vec<&str> = kept.map(|line| if line.contains("</head>") { "</head>" } else { line }).collect();
    lines.into_iter().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n") + "\n"
}

fn ends(file: &str, ending: &str) -> bool {
    Path::new(file).extension().is_some_and(|found| found == ending)
}

pub(crate) fn asset(name: &str) -> Result<String> {
    read(&place::repository().join("assets").join(name))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// The value of the first attribute of this name.
pub(crate) fn attribute<'page>(page: &'page str, name: &str) -> Result<&'page str> {
    let (_, rest) = page.split_once(&format!("{name}=\"")).with_context(|| format!("the page has no {name}"))?;
    rest.split_once('"').map(|(value, _)| value).with_context(|| format!("{name} does not end"))
}

#[cfg(test)]
mod tests {
    use super::{attribute, without_references, without_remarks};

    #[test]
    fn a_style_sheet_goes_out_without_its_comments() {
        let sheet = "/* What it is for. */\n\n.a,\n.b > i {\n  color: red;\n  margin:\n    0;\n  /* why */\n}\n";
        assert_eq!(without_remarks(sheet), ".a,.b > i{color: red;margin:\n0;}");
    }

    #[test]
    fn what_trunk_links_goes_and_the_rest_stays() {
        let page = "<head>\n<link rel=\"icon\" href=\"icon.svg\">\n<link rel=\"stylesheet\" href=\"a.css\">\n\n\
                    <script src=\"start.js\" data-wasm=\"a.wasm\"></script>\n<link rel=\"modulepreload\" href=\"a.js\"></head>\n<body>\n";
        assert_eq!(without_references(page), "<head>\n<link rel=\"icon\" href=\"icon.svg\">\n</head>\n<body>\n");
        assert_eq!(attribute(page, "data-wasm").ok(), Some("a.wasm"));
        assert!(attribute(page, "data-none").is_err());
    }
}
