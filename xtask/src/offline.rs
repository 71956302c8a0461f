//! What makes the built page work without a network: a service worker that keeps it, and a single file that needs no server.

mod service_worker;
mod single_file;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// The single file's name.
pub const SINGLE_FILE: &str = "nonoverlap.html";

/// Adds the service worker and the single file to a page that trunk has built.
pub fn complete(dist: &Path) -> Result<()> {
    fs::write(dist.join(SINGLE_FILE), single_file::from_page(dist)?)?;
    fs::write(dist.join("sw.js"), service_worker::for_page(dist)?)?;
    Ok(())
}

/// Every file below a folder, by its path from there with `/` between names, in order.
pub fn files_of(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let here = folder.join(&below);
        for entry in fs::read_dir(&here).with_context(|| format!("cannot list {}", here.display()))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else {
                files.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}
