//! `cargo xtask check`: what a change is looked at with while it is made, in under a minute once everything is compiled.

use anyhow::Result;

use crate::console::say;
use crate::rust::{self, Rust};
use crate::{place, process};

/// The tests that need no tool, no namespace and no browser.
const QUICK: &[&str] =
    &["cases", "cli", "config", "coverage", "docs", "engine", "formats", "layers", "roundtrip", "schema"];

/// Format, lints, quick tests; with words only the tests whose names hold one of them.
pub fn run(words: &[String]) -> Result<()> {
    let rust = rust::with_lints(&Rust::ambient())?;
    step(&rust, "format", &["fmt", "--all", "--check"])?;
    step(&rust, "lints", &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    let mut tests = vec!["test", "--quiet", "--lib"];
    tests.extend(QUICK.iter().flat_map(|name| ["--test", name]));
    tests.push("--");
    tests.extend(words.iter().map(String::as_str));
    step(&rust, "quick tests", &tests)?;
    say("all is well; the whole run is `cargo xtask test`");
    Ok(())
}

fn step(rust: &Rust, what: &str, words: &[&str]) -> Result<()> {
    say(what);
    let mut cargo = rust.cargo()?;
    process::run(cargo.current_dir(place::repository()).args(words))
}
