//! `cargo xtask shots`: the page as it looks, at three widths, in both themes and both languages.

use anyhow::Result;

use crate::console::say;
use crate::rust::Rust;
use crate::{build, place, process, setup};

/// Builds the page and takes the pictures.
pub fn run() -> Result<()> {
    build::run()?;
    let browsers = setup::browsers()?;
    let folder = place::target().join("shots");
    let mut cargo = Rust::ambient().cargo()?;
    cargo.current_dir(place::repository()).args(["run", "--quiet", "--package", "page-tests", "--bin", "shots", "--"]);
    process::run(cargo.arg(&folder).envs(browsers.variables))?;
    say(format_args!("the pictures are in {}", folder.display()));
    Ok(())
}
