//! Random hosts with a real dockerd, each in namespaces of its own: what the tools print there is examined, the offered file
//! and the steps are run as they are, eight networks are made, and on a part of the hosts the way back is gone.
//!
//! Needs root, namespaces, and Debian's packages docker.io (dockerd, docker, containerd, runc) and iproute2. Where they are not
//! there it says so and passes. Nothing of the machine is touched: mounts, network, processes are the namespaces' own, and all
//! that was started there ends with them.
//!
//! | variable | what |
//! |---|---|
//! | `NONOVERLAP_LAB_HOSTS` | how many hosts, 100 unless it says so |
//! | `NONOVERLAP_LAB_SEED` | the first seed; each host has the next |
//! | `NONOVERLAP_LAB_DOCKERD` | another dockerd; its folder comes first on PATH |
//! | `NONOVERLAP_LAB_SHOW` | prints what was pasted and done on each host |
//!
//! Prints a line a failure, with its seed, and `N passed, M failed` last.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::format_push_string,
    reason = "a test that cannot build its world fails by saying so"
)]

mod host;
mod inside;
mod judge;
mod programs;
#[path = "../kernel/random.rs"]
mod random;

use std::collections::BTreeMap;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// The programs that a host is made with.
const NEEDS: &[&str] = &["dockerd", "docker", "containerd", "runc", "ip", "unshare", "bash"];

/// Hosts at once.
const AT_ONCE: usize = 2;

fn main() -> ExitCode {
    if let Some(code) = programs::played() {
        return code;
    }
    if let Some(seed) = number("NONOVERLAP_LAB_INSIDE") {
        return inside::run(seed);
    }
    if let Some(why) = why_not() {
        println!("skipped: hosts with a real dockerd: {why}\n0 passed, 0 failed");
        return ExitCode::SUCCESS;
    }
    let hosts = number("NONOVERLAP_LAB_HOSTS").unwrap_or(100);
    let first = number("NONOVERLAP_LAB_SEED").unwrap_or(1);
    let began = Instant::now();
    let next = AtomicU64::new(first);
    let tally = Mutex::new(Tally::default());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + hosts {
                        break;
                    }
                    let seen = host_of(seed);
                    tally.lock().expect("no thread stopped").add(seed, &seen);
                }
            });
        }
    });
    let tally = tally.into_inner().expect("no thread stopped");
    println!("seeds {first} to {}, {} seconds", first + hosts - 1, began.elapsed().as_secs());
    for (what, count) in &tally.counts {
        println!("{count:5} {what}");
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What came of all hosts.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    counts: BTreeMap<String, u64>,
}

impl Tally {
    /// Adds what a host printed: `did …` for what happened, `FAILED …` for what must not, `done` at its end.
    fn add(&mut self, seed: u64, seen: &str) {
        let mut failures: Vec<&str> = seen.lines().filter(|line| line.starts_with("FAILED ")).collect();
        if !seen.lines().any(|line| line == "done") {
            failures.push("FAILED the host did not come to its end");
        }
        for line in seen.lines().filter_map(|line| line.strip_prefix("did ")) {
            *self.counts.entry(line.to_owned()).or_default() += 1;
        }
        if std::env::var_os("NONOVERLAP_LAB_SHOW").is_some() {
            println!("=== {seed}\n{seen}");
        }
        for failure in &failures {
            println!("seed {seed}: {failure}");
        }
        if failures.is_empty() { self.passed += 1 } else { self.failed += 1 }
    }
}

/// Runs this program again, in namespaces of its own. The first process of a process namespace takes all others with it.
fn host_of(seed: u64) -> String {
    let me = std::env::current_exe().expect("this program has a path");
    let mut command = Command::new("unshare");
    command.args(["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private"]);
    command.arg(me).env("NONOVERLAP_LAB_INSIDE", seed.to_string()).stdin(Stdio::null());
    let output = command.output().expect("unshare runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Why hosts cannot be made here.
fn why_not() -> Option<String> {
    if !cfg!(target_os = "linux") {
        return Some("Linux is needed".to_owned());
    }
    let missing: Vec<_> = NEEDS.iter().copied().filter(|program| programs::find(program).is_none()).collect();
    if !missing.is_empty() {
        return Some(format!("{} not installed", missing.join(", ")));
    }
    let mut tried = Command::new("unshare");
    tried.args(["--mount", "--net", "--pid", "--fork", "--mount-proc", "mount", "-t", "tmpfs", "tmpfs", "/run"]);
    let may = tried.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    (!may).then(|| "root and namespaces are needed".to_owned())
}
