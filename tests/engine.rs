//! Replays recordings of real engines through the model and compares every answer.
//!
//! Reads `tests/engine/*.jsonl` and every `*.jsonl` of the folder named by `NONOVERLAP_ENGINE`. Prints a line for each
//! failure, counts by version and by action, and `N passed, M failed` last.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its data must stop"
)]

#[path = "engine/compare.rs"]
mod compare;
#[path = "engine/host.rs"]
mod host;
#[path = "engine/replay.rs"]
mod replay;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use replay::{Outcome, Recording};

/// Recordings that differ from the model for a reason that lies in the recording.
const EXPLAINED: &[(&str, &str)] = &[];

fn main() -> ExitCode {
    let mut tally = Tally::default();
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            tally.add(&serde_json::from_str(line).unwrap());
        }
    }
    tally.print()
}

fn files() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine");
    let mut files = Vec::new();
    for folder in std::iter::once(own).chain(std::env::var_os("NONOVERLAP_ENGINE").map(PathBuf::from)) {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        files.extend(
            entries
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|end| end == "jsonl")),
        );
    }
    files.sort();
    files
}

/// Recordings passed and failed, in all and by version; answers compared, by action.
#[derive(Default)]
struct Tally {
    versions: BTreeMap<String, [usize; 2]>,
    actions: BTreeMap<String, [usize; 2]>,
    explained: Vec<String>,
    completed: usize,
}

impl Tally {
    fn add(&mut self, recording: &Recording) {
        let Outcome { differences, actions, completed } = replay::replay(recording);
        self.completed += usize::from(completed);
        for (action, [passed, failed]) in actions {
            let counts = self.actions.entry(action).or_default();
            *counts = [counts[0] + passed, counts[1] + failed];
        }
        let explained = EXPLAINED.iter().find(|(id, _)| *id == recording.id);
        if let (Some((id, reason)), false) = (explained, differences.is_empty()) {
            self.explained.push(format!("{id}: {reason} ({})", differences.join("; ")));
            return;
        }
        let counts = self.versions.entry(recording.engine.clone()).or_default();
        counts[usize::from(!differences.is_empty())] += 1;
        for difference in differences {
            println!("{}: {difference}", recording.id);
        }
    }

    fn print(&self) -> ExitCode {
        for (action, [passed, failed]) in &self.actions {
            println!("{action}: {passed} answers agree, {failed} differ");
        }
        println!("{} hosts with a bridge that only the engine's answer shows", self.completed);
        for line in &self.explained {
            println!("not counted: {line}");
        }
        for (version, [passed, failed]) in &self.versions {
            println!("{version}: {passed} passed, {failed} failed");
        }
        let sum = |index: usize| self.versions.values().map(|counts| counts[index]).sum::<usize>();
        println!("{} passed, {} failed", sum(0), sum(1));
        if sum(1) == 0 && sum(0) > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
