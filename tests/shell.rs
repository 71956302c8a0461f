//! The commands of every step as shellcheck reads them: each command alone, each step, the way back, and the whole script.
//!
//! Prints a line a remark of shellcheck's and `N passed, M failed` last. Without shellcheck it says so and passes.

#![allow(clippy::expect_used, reason = "a test that cannot build its world fails by saying so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use nonoverlap::text::Slot;
use nonoverlap::view::script;
use nonoverlap::words::Lang;
use nonoverlap::{Inputs, Question, examine};
use serde_json::Value;

/// How many files one call of shellcheck gets.
const AT_ONCE: usize = 100;

fn main() -> ExitCode {
    if Command::new("shellcheck").arg("--version").output().is_err() {
        println!("skipped: shellcheck is not installed\n0 passed, 0 failed");
        return ExitCode::SUCCESS;
    }
    let folder = std::env::temp_dir().join(format!("nonoverlap-shell-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the scripts");
    let files = write_all(&folder);
    let failed = files.chunks(AT_ONCE).map(remarks).sum::<usize>();
    let _ = fs::remove_dir_all(&folder);
    println!("{} passed, {failed} failed", files.len() - failed.min(files.len()));
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes each text once, under the name of the first case that has it.
fn write_all(folder: &Path) -> Vec<PathBuf> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (name, inputs) in cases() {
        let report = examine(&inputs, &Question::default());
        let Some(offer) = &report.plan.offer else { continue };
        for (at, step) in offer.steps.iter().enumerate() {
            for (nth, command) in step.commands.iter().chain(&step.undo).enumerate() {
                texts.entry(command.clone()).or_insert_with(|| format!("{name}.{at}.{nth}"));
            }
        }
        texts.extend(script(offer, Lang::Zh).map(|text| (text, format!("{name}.script"))));
    }
    let write = |(text, name): (String, String)| {
        let path = folder.join(name + ".sh");
        fs::write(&path, text + "\n").expect("a script can be written");
        path
    };
    texts.into_iter().map(write).collect()
}

/// The cases of the project and of the folder in `NONOVERLAP_CASES`, by file name.
fn cases() -> BTreeMap<String, Inputs> {
    let own = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases"));
    let more = std::env::var_os("NONOVERLAP_CASES").map(PathBuf::from);
    let files = [Some(own), more].into_iter().flatten().flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let paths: BTreeSet<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    let jsons = paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "json"));
    jsons.map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), inputs(&path))).collect()
}

fn inputs(path: &Path) -> Inputs {
    let case: Value = serde_json::from_slice(&fs::read(path).expect("a case")).expect("JSON");
    let paste = |slot: Slot| Some((slot, case["paste"][slot.name()].as_str()?.to_owned()));
    Inputs { texts: Slot::ALL.into_iter().filter_map(paste).collect(), ..Inputs::default() }
}

/// Prints what shellcheck says, and counts the files it has a remark on.
fn remarks(files: &[PathBuf]) -> usize {
    let output = Command::new("shellcheck").args(["--shell=bash", "--format=gcc"]).args(files).output();
    let text = String::from_utf8_lossy(&output.expect("shellcheck runs").stdout).into_owned();
    let mut named = BTreeSet::new();
    for line in text.lines() {
        println!("{}", line.rsplit('/').next().unwrap_or(line));
        named.insert(line.split(':').next().unwrap_or(line));
    }
    named.len()
}
