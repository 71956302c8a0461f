//! `cargo xtask bench`: loads and keystrokes of the built page, reading, and the engine model.

use anyhow::Result;

use crate::console::say;
use crate::rust::Rust;
use crate::{build, place, process, setup};

/// Builds the page and measures it, in Chromium or in the browser that is named; without a name also the library's own `cargo bench`.
pub fn run(browser: Option<&str>) -> Result<()> {
    build::run()?;
    let browsers = setup::browsers()?;
    say("loads and keystrokes");
    let mut cargo = Rust::ambient().cargo()?;
    cargo.current_dir(place::repository()).args(["run", "--quiet", "--package", "page-tests", "--bin", "bench", "--"]);
    process::run(cargo.args(browser).envs(browsers.variables))?;
    if browser.is_some() {
        return Ok(());
    }
    say("reading and the engine model");
    let mut cargo = Rust::ambient().cargo()?;
    process::run(cargo.current_dir(place::repository()).args(["bench", "--quiet"]))
}
