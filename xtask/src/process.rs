//! Running other programs.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::console::{clock, say};
use crate::place;

/// How often a long step says that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// How much of a failed program's log is shown.
const LOG_TAIL: usize = 30;

/// Runs a program with its output on the screen; an error if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", shown(command)))?;
    ensure!(status.success(), "{} failed ({status})", shown(command));
    Ok(())
}

/// Runs a program with its output in a log, saying `what` it does, and shows the log's end if it fails.
pub fn run_logged(what: &str, command: &mut Command) -> Result<()> {
    let log = log_file(what)?;
    let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    say(format_args!("{what} …"));
    let start = Instant::now();
    let errors = output.try_clone()?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors)
        .spawn()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    let status = wait_with_heartbeat(&mut child, what, start)?;
    if status.success() {
        say(format_args!("{what}: done in {}", clock(start.elapsed())));
        return Ok(());
    }
    bail!("{what} failed ({status}): {}\n{}\nwhole log: {}", shown(command), end_of(&log), log.display())
}

/// What a program prints, if it can be started and succeeds.
pub fn answer_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The program of this name, looked for in `first` and then on PATH.
pub fn find(program: &str, first: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    first.iter().cloned().chain(env::split_paths(&path)).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// PATH with `first` in front.
pub fn path_with(first: &[PathBuf]) -> Result<std::ffi::OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::join_paths(first.iter().cloned().chain(env::split_paths(&path)))
        .context("a folder's name does not fit into PATH")
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn wait_with_heartbeat(child: &mut Child, what: &str, start: Instant) -> Result<ExitStatus> {
    let mut said = start;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if said.elapsed() >= HEARTBEAT {
            said = Instant::now();
            say(format_args!("{what}: still at it after {}", clock(start.elapsed())));
        }
        thread::sleep(Duration::from_millis(100));
    }
}

fn log_file(what: &str) -> Result<PathBuf> {
    let folder = place::cache()?.join("logs");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let name: String = what.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    Ok(folder.join(format!("{name}.log")))
}

fn end_of(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LOG_TAIL)..].join("\n")
}
