//! Programs that only the system's package manager can put on the machine: browsers, a linker, the distribution's Rust.

use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::console::say;
use crate::process::{answer_of, find, run_logged};

/// A program that must be there, and where it comes from.
#[derive(Clone, Copy)]
pub struct Need {
    /// Any one of these on PATH is enough.
    pub programs: &'static [&'static str],
    /// The package that brings it on Debian and Ubuntu.
    pub package: &'static str,
}

/// Makes sure that each program is there, installing packages where this process may.
///
/// Without root, or without apt, the error names what is missing and the command that would bring it.
pub fn ensure_programs(why: &str, needs: &[Need]) -> Result<()> {
    let missing = missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    ensure_packages(why, &missing.iter().map(|need| need.package).collect::<Vec<_>>())?;
    let still: Vec<&str> = self::missing(needs).iter().filter_map(|need| need.programs.first().copied()).collect();
    ensure!(still.is_empty(), "{why} needs {}, which the packages did not bring", still.join(", "));
    Ok(())
}

/// Installs the packages that are not installed yet.
pub fn ensure_packages(why: &str, packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    ensure!(find("apt-get", &[]).is_some(), "{why} needs what Debian packages as {list}; please install it");
    if !is_root() {
        bail!(
            "{why} needs system packages. Please run\n\n  sudo apt-get install --no-install-recommends {list}\n\nand start again"
        );
    }
    say(format_args!("{why} needs system packages; installing {list}"));
    if install(&missing).is_err() {
        run_logged("updating the package lists", Command::new("apt-get").args(["update", "--quiet"]))?;
        install(&missing)?;
    }
    Ok(())
}

/// Whether the package manager has a package of this name to offer.
pub fn offered(package: &str) -> bool {
    answer_of(Command::new("apt-cache").args(["show", package])).is_some_and(|text| !text.trim().is_empty())
}

/// Fetches the package manager's lists if this process may, so that [`offered`] can answer on a fresh machine.
pub fn refresh_lists() -> Result<()> {
    if find("apt-get", &[]).is_none() || !is_root() {
        return Ok(());
    }
    run_logged("updating the package lists", Command::new("apt-get").args(["update", "--quiet"]))
}

fn missing(needs: &[Need]) -> Vec<&Need> {
    needs.iter().filter(|need| !need.programs.iter().any(|program| find(program, &[]).is_some())).collect()
}

fn install(packages: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    // Another installation on the same machine is waited for, not run into.
    command.args(["-o", "DPkg::Lock::Timeout=300", "install", "--yes", "--quiet", "--no-install-recommends"]);
    run_logged("installing packages", command.args(packages)).context("apt-get could not install them")
}

fn installed(package: &str) -> bool {
    answer_of(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}

fn is_root() -> bool {
    answer_of(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}
