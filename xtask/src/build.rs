//! `cargo xtask build`: the page as it is published, in `dist/`.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::Result;

use crate::console::say;
use crate::setup::{self, Workshop};
use crate::{fronts, offline, pages, painted, place, process};

/// What the page is made from, in the repository; `xtask` is there because it writes parts of it.
const SOURCES: &[&str] =
    &["src", "styles", "assets", "docs", "xtask", "index.html", "Trunk.toml", "Cargo.toml", "Cargo.lock"];

/// Sets up what building takes, then builds.
pub fn run() -> Result<()> {
    with(&setup::to_build()?)
}

/// Builds with what is set up.
pub fn with(workshop: &Workshop) -> Result<()> {
    if is_current(&place::dist()) {
        say("the page in dist is newer than all it is made from: nothing to build");
        return Ok(());
    }
    say("building the page with trunk");
    let mut trunk = Command::new(process::find("trunk", &workshop.tools).unwrap_or_else(|| "trunk".into()));
    trunk.current_dir(place::repository()).args(["build", "--release"]);
    // Trunk takes the variable for its own flag of that name and refuses values that others use.
    trunk.env_remove("NO_COLOR");
    // Its own stack says nothing about the page.
    trunk.env("RUST_BACKTRACE", "0");
    workshop.rust.choose_for(&mut trunk, &workshop.tools)?;
    process::run(&mut trunk)?;
    say("painting the empty page");
    painted::finish(&place::dist(), &workshop.tools)?;
    fronts::add(&place::dist())?;
    pages::add(&place::dist())?;
    fronts::list(&place::dist())?;
    offline::complete(&place::dist())?;
    say(format_args!("the page is in {}", place::dist().display()));
    Ok(())
}

/// Whether the page was finished after the last change of its sources. The service worker is written last.
fn is_current(dist: &Path) -> bool {
    let Some(built) = changed(&dist.join("sw.js")) else { return false };
    let sources = SOURCES.iter().map(|source| place::repository().join(source));
    sources.map(|source| newest(&source)).all(|changed| changed.is_some_and(|changed| changed < built))
}

/// When a file, or anything below a folder, was changed last; `None` if that cannot be told.
fn newest(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return changed(path);
    }
    let entries = fs::read_dir(path).ok()?.collect::<Result<Vec<_>, _>>().ok()?;
    let below = entries.iter().map(|entry| newest(&entry.path())).collect::<Option<Vec<_>>>()?;
    below.into_iter().chain(changed(path)).max()
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
