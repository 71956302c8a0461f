//! `cargo xtask build`: the page as it is published, in `dist/`.

use std::process::Command;

use anyhow::Result;

use crate::console::say;
use crate::setup::{self, Workshop};
use crate::{offline, pages, place, process};

/// Sets up what building takes, then builds.
pub fn run() -> Result<()> {
    with(&setup::to_build()?)
}

/// Builds with what is set up.
pub fn with(workshop: &Workshop) -> Result<()> {
    say("building the page with trunk");
    let mut trunk = Command::new(process::find("trunk", &workshop.tools).unwrap_or_else(|| "trunk".into()));
    trunk.current_dir(place::repository()).args(["build", "--release"]);
    // Trunk takes the variable for its own flag of that name and refuses values that others use.
    trunk.env_remove("NO_COLOR");
    // Its own stack says nothing about the page.
    trunk.env("RUST_BACKTRACE", "0");
    workshop.rust.choose_for(&mut trunk, &workshop.tools)?;
    process::run(&mut trunk)?;
    offline::complete(&place::dist())?;
    pages::add(&place::dist())?;
    say(format_args!("the page is in {}", place::dist().display()));
    Ok(())
}
