//! `sw.js`: the list of the page's files goes into `assets/sw.js`, under a name that changes with their content.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use sha2::{Digest, Sha256};

use super::{SINGLE_FILE, files_of, read};
use crate::place;

const FILES: &str = "__FILES__";
const VERSION: &str = "__VERSION__";

/// The service worker's script for the page in `dist`.
pub(super) fn for_page(dist: &Path) -> Result<String> {
    // Previews and the list of pages are for others than the reader.
    let is_kept = |file: &String| {
        file != SINGLE_FILE && file != "sw.js" && !file.starts_with("preview.") && !file.starts_with("sitemap.")
    };
    let files: Vec<String> = files_of(dist)?.into_iter().filter(is_kept).collect();
    let template = read(&place::repository().join("assets/sw.js"))?;
    ensure!(template.contains(FILES) && template.contains(VERSION), "assets/sw.js has lost its placeholders");
    let list: Vec<String> = files.iter().map(|file| format!("\"{file}\"")).collect();
    Ok(template.replace(FILES, &list.join(", ")).replace(VERSION, &version(dist, &files)?))
}

/// A short name for the content of all files together.
fn version(dist: &Path, files: &[String]) -> Result<String> {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file);
        hash.update(fs::read(dist.join(file))?);
    }
    Ok(hash.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
