//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// The repository's top folder.
pub fn repository() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// Cargo's folder for what it builds.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), |named| repository().join(named))
}

/// The built page.
pub fn dist() -> PathBuf {
    repository().join("dist")
}

/// What goes out beside the page.
pub fn release() -> PathBuf {
    repository().join("release")
}

/// The built page, or an error that says how to build it.
pub fn built_page() -> Result<PathBuf> {
    let dist = dist();
    ensure!(
        dist.join("index.html").exists(),
        "there is no page in {} yet: `cargo xtask build` makes it",
        dist.display()
    );
    Ok(dist)
}

/// The user's own folder for compilers and tools that no package manager put on the machine: shared by all clones.
pub fn cache() -> Result<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME").filter(|named| !named.is_empty()) {
        Some(named) => PathBuf::from(named),
        None => env::home_dir().context("neither HOME nor XDG_CACHE_HOME is set")?.join(".cache"),
    };
    Ok(base.join("nonoverlap"))
}
