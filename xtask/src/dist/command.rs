//! The command as one program that needs nothing of the system it runs on, with its man page and completions.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::console::say;
use crate::place;
use crate::process::{answer_of, run_logged};
use crate::rust::{self, Rust, STATIC};

/// Where it is once it is built.
pub fn program() -> PathBuf {
    place::release().join(format!("nonoverlap-{}", STATIC.replace("-unknown", "")))
}

/// Builds it. Where the standard library for it cannot be had, the site goes out without it.
pub(super) fn build() -> Result<()> {
    if let Err(problem) = rust::add_target(STATIC) {
        say(format_args!("skipped: the static command: {problem:#}"));
        return Ok(());
    }
    let mut cargo = Rust::ambient().cargo()?;
    cargo.current_dir(place::repository()).args(["build", "--release", "--bin", "nonoverlap", "--target", STATIC]);
    run_logged("compiling the command", &mut cargo)?;
    let program = program();
    fs::copy(place::target().join(STATIC).join("release/nonoverlap"), &program).context("the command was not built")?;
    let files = [
        ("nonoverlap.1", &["man"][..]),
        ("nonoverlap.bash", &["completions", "bash"]),
        ("_nonoverlap", &["completions", "zsh"]),
        ("nonoverlap.fish", &["completions", "fish"]),
    ];
    for (name, words) in files {
        let text = answer_of(Command::new(&program).args(["--lang", "en"]).args(words));
        fs::write(place::release().join(name), text.with_context(|| format!("the command gives no {name}"))?)?;
    }
    Ok(())
}
