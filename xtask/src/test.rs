//! `cargo xtask test`: every check there is, each counted, with the sum as the last line.

mod tally;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};

use crate::console::say;
use crate::process::{self, shown};
use crate::rust::{self, Rust, WASM};
use crate::setup::{self, Workshop};
use crate::{build, place};
use tally::{Counter, Tally};

/// Runs everything; with `words`, only the browser tests whose names contain them as they stand.
pub fn run(words: &[String]) -> ExitCode {
    let mut tally = Tally::default();
    if let Err(problem) = everything(&mut tally, words) {
        eprintln!("error: {problem:#}");
        tally.failed += 1;
    }
    let _ = std::io::stdout().flush();
    println!("{tally}");
    if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn everything(tally: &mut Tally, words: &[String]) -> Result<()> {
    let workshop = setup::to_build()?;
    if words.is_empty() {
        setup::routing_tools()?;
        let host = rust::with_lints(&workshop.rust)?;
        on_the_host(tally, &host)?;
        on_wasm(tally, &workshop.rust)?;
    }
    in_browsers(tally, &workshop, words)
}

fn on_the_host(tally: &mut Tally, rust: &Rust) -> Result<()> {
    check(tally, "format", cargo(rust, &["fmt", "--all", "--check"])?);
    check(tally, "lints", cargo(rust, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?);
    suite(tally, "tests", cargo(rust, &["test", "--workspace", "--exclude", "page-tests", "--no-fail-fast"])?);
    Ok(())
}

fn on_wasm(tally: &mut Tally, rust: &Rust) -> Result<()> {
    let page = ["clippy", "--target", WASM, "--bin", "nonoverlap-page", "--features", "web", "--", "-D", "warnings"];
    check(tally, "lints of the page, for the browser", cargo(rust, &page)?);
    Ok(())
}

fn in_browsers(tally: &mut Tally, workshop: &Workshop, words: &[String]) -> Result<()> {
    let browsers = setup::browsers()?;
    let built = build::with(workshop);
    tally.check("build of the page", &built);
    if built.is_err() {
        return Ok(());
    }
    let mut cargo = cargo(&Rust::ambient(), &["test", "--package", "page-tests", "--no-fail-fast", "--"])?;
    cargo.arg(words.join(" ")).envs(browsers.variables);
    suite(tally, "the page in Chromium, Firefox and WebKit", cargo);
    Ok(())
}

fn cargo(rust: &Rust, arguments: &[&str]) -> Result<Command> {
    let mut cargo = rust.cargo()?;
    cargo.args(arguments).current_dir(place::repository());
    Ok(cargo)
}

/// One program that is right or wrong as a whole.
fn check(tally: &mut Tally, what: &str, mut command: Command) {
    say(what);
    tally.check(what, &process::run(&mut command));
}

/// A program that counts its own tests; one that fails without counting a failure is one.
fn suite(tally: &mut Tally, what: &str, mut command: Command) {
    say(what);
    let mut counter = Counter::default();
    let succeeded = match run_counted(&mut command, &mut counter) {
        Ok(succeeded) => succeeded,
        Err(problem) => {
            eprintln!("error: {problem:#}");
            false
        }
    };
    if !succeeded && counter.tally.failed == 0 {
        eprintln!("error: {} failed", shown(&command));
        counter.tally.failed = 1;
    }
    tally.add(counter.tally);
}

fn run_counted(command: &mut Command, counter: &mut Counter) -> Result<bool> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {}", shown(command)))?;
    let output = child.stdout.take().context("no output to read")?;
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        counter.read(&line);
    }
    Ok(child.wait()?.success())
}
