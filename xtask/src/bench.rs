//! `cargo xtask bench`: the time from a keystroke to the painted result, and of the engine model.

use anyhow::Result;

use crate::console::say;
use crate::rust::Rust;
use crate::{build, place, process, setup};

/// Builds the page and measures; the engine model's measurement is the library's own, `cargo bench`.
pub fn run() -> Result<()> {
    build::run()?;
    let browsers = setup::browsers()?;
    say("keystroke to painted result, in Chromium");
    let mut cargo = Rust::ambient().cargo()?;
    cargo.current_dir(place::repository()).args(["run", "--quiet", "--package", "page-tests", "--bin", "bench"]);
    process::run(cargo.envs(browsers.variables))?;
    if !place::repository().join("benches").exists() {
        return Ok(());
    }
    say("the engine model");
    let mut cargo = Rust::ambient().cargo()?;
    process::run(cargo.current_dir(place::repository()).args(["bench", "--quiet"]))
}
