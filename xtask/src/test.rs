//! `cargo xtask test`: every check there is, each counted, with the sum as the last line.

mod tally;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, anyhow};

use crate::console::say;
use crate::process::{self, shown};
use crate::rust::{self, PROGRAMS, Rust, WASM};
use crate::setup::{self, Workshop};
use crate::{build, dist, place, tools};
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
        setup::delivery_tools();
        setup::step_tools()?;
        let host = rust::with_lints(&workshop.rust)?;
        on_the_host(tally, &host)?;
        on_wasm(tally, &workshop.rust)?;
    }
    in_browsers(tally, &workshop, words)
}

fn on_the_host(tally: &mut Tally, rust: &Rust) -> Result<()> {
    check(tally, "format", cargo(rust, &["fmt", "--all", "--check"])?);
    check(tally, "lints", cargo(rust, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?);
    let mut docs =
        cargo(rust, &["doc", "--quiet", "--no-deps", "--lib", "--package", "nonoverlap", "--package", "xtask"])?;
    docs.env("RUSTDOCFLAGS", "-D warnings");
    check(tally, "documentation of the code", docs);
    suite(tally, "tests", cargo(rust, &["test", "--workspace", "--exclude", "page-tests", "--no-fail-fast"])?);
    // A workspace of its own, which nothing else here compiles.
    check(tally, "fuzz targets", cargo(rust, &["check", "--quiet", "--manifest-path", "fuzz/Cargo.toml", "--bins"])?);
    dependencies(tally, rust)
}

/// Licences, sources and advisories of what is compiled in, and whether all of it is used.
fn dependencies(tally: &mut Tally, rust: &Rust) -> Result<()> {
    let folders = tools::for_dependencies()?;
    let tool = |words: &[&str]| {
        let mut cargo = cargo(rust, words)?;
        cargo.env("PATH", process::path_with(&folders)?);
        Ok::<Command, anyhow::Error>(cargo)
    };
    check(tally, "unused dependencies", unused(&folders)?);
    check(tally, "licences and sources", tool(&["deny", "--workspace", "check", "licenses", "bans", "sources"])?);
    advisories(tally, tool(&["deny", "--workspace", "check", "advisories"])?)
}

/// Asked for by its own name: below `cargo run` it takes the name of cargo's subcommand for a folder.
fn unused(folders: &[PathBuf]) -> Result<Command> {
    let path = process::path_with(folders)?;
    let program = folders.iter().map(|folder| folder.join("cargo-machete")).find(|program| program.exists());
    let mut machete = Command::new(program.unwrap_or_else(|| "cargo-machete".into()));
    machete.env("PATH", path).env_remove("CARGO").current_dir(place::repository());
    Ok(machete)
}

/// The database of advisories lies on another host than the crates: where it cannot be had, nothing is known of them.
fn advisories(tally: &mut Tally, mut command: Command) -> Result<()> {
    let what = "advisories";
    say(what);
    let output = command.output().with_context(|| format!("cannot start {}", shown(&command)))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("failed to fetch advisory database") {
        say("skipped: advisories: their database cannot be fetched from here");
        return Ok(());
    }
    eprint!("{said}");
    let result = if output.status.success() { Ok(()) } else { Err(anyhow!("cargo deny found some")) };
    tally.check(what, &result);
    Ok(())
}

fn on_wasm(tally: &mut Tally, rust: &Rust) -> Result<()> {
    for (program, feature) in PROGRAMS {
        let lints = ["clippy", "--target", WASM, "--bin", program, "--features", feature, "--", "-D", "warnings"];
        check(tally, &format!("lints of {program}, for the browser"), cargo(rust, &lints)?);
    }
    Ok(())
}

fn in_browsers(tally: &mut Tally, workshop: &Workshop, words: &[String]) -> Result<()> {
    let browsers = setup::browsers()?;
    let built = build::with(workshop);
    tally.check("build of the page", &built);
    if built.is_err() {
        return Ok(());
    }
    if words.is_empty() {
        // That a second build gives the same bytes takes as long again: `cargo xtask dist --twice` holds it by hand.
        say("everything that goes out");
        tally.check("everything that goes out", &dist::with(workshop));
        with_the_static_command(tally)?;
    }
    let mut cargo = cargo(&Rust::ambient(), &["test", "--package", "page-tests", "--no-fail-fast", "--"])?;
    cargo.arg(words.join(" ")).envs(browsers.variables);
    suite(tally, "the page in Chromium, Firefox and WebKit", cargo);
    Ok(())
}

/// What takes an optimised build: the command on a real host with an engine, and its transcripts with long input.
fn with_the_static_command(tally: &mut Tally) -> Result<()> {
    let program = dist::program();
    if !program.exists() {
        return Ok(());
    }
    let mut lab = Command::new("bash");
    lab.current_dir(place::repository()).arg("tests/lab/command.sh").arg(&program);
    suite(tally, "the command on a host with a real engine", lab);
    let mut transcripts = cargo(&Rust::ambient(), &["test", "--package", "nonoverlap", "--test", "cli"])?;
    transcripts.env("NONOVERLAP_COMMAND", &program);
    suite(tally, "transcripts of the static command", transcripts);
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
