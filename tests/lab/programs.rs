//! Programs that this one plays on a host of the lab under their names: `systemctl` and `sudo`.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// The engine's process id.
const PID: &str = "/run/docker.pid";
/// What the engine prints.
pub(crate) const LOG: &str = "/run/lab/dockerd.log";
/// The drop-in that steps write.
const DROP_IN: &str = "/etc/systemd/system/docker.service.d/zz-addresses.conf";
/// dockerd with what the unit gives it. No rule of iptables is looked at here, and without them a start is quick.
pub(crate) const FLAGS: &str = "-H unix:///run/docker.sock --iptables=false";

/// How long is waited for anything, in tenths of a second.
const PATIENCE: usize = 600;

/// Where a program lies on PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Plays the program whose name this one was called by.
pub(crate) fn played() -> Option<ExitCode> {
    let mut words = std::env::args();
    let name = words.next()?;
    let arguments: Vec<String> = words.collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match Path::new(&name).file_name()?.to_str()? {
        "sudo" => Some(sudo(&arguments)),
        "systemctl" => Some(if systemctl(&arguments) { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
        _ => None,
    }
}

fn sudo(arguments: &[&str]) -> ExitCode {
    let mut words = arguments.iter().skip_while(|word| word.starts_with('-'));
    let Some(program) = words.next() else { return ExitCode::FAILURE };
    // Only a failure comes back.
    eprintln!("sudo: {}", Command::new(program).args(words).exec());
    ExitCode::FAILURE
}

/// What the steps ask of systemd, for the one engine of the host.
fn systemctl(arguments: &[&str]) -> bool {
    match arguments {
        ["start", "docker"] => start(),
        ["restart", "docker"] => stop() && start(),
        ["stop", "docker"] => stop(),
        ["is-active", "docker"] => answers(),
        ["daemon-reload"] => true,
        ["cat", "docker"] => {
            println!("[Service]\nExecStart=/usr/sbin/dockerd {}", flags());
            true
        }
        _ => {
            eprintln!("systemctl {}: this host knows no such thing", arguments.join(" "));
            false
        }
    }
}

/// The flags in effect: those of the last `ExecStart` of a drop-in, else the unit's, which a host may have set itself.
fn flags() -> String {
    let written = fs::read_to_string(DROP_IN).ok();
    let last = written.as_deref().and_then(|text| text.lines().rev().find_map(|line| line.strip_prefix("ExecStart=/")));
    let words = last.and_then(|line| line.split_once(' ')).map(|(_, flags)| flags.to_owned());
    words.or_else(|| fs::read_to_string("/run/lab/flags").ok()).unwrap_or_else(|| FLAGS.to_owned())
}

fn stop() -> bool {
    let Ok(pid) = fs::read_to_string(PID) else { return true };
    let killed = Command::new("kill").arg(pid.trim()).status().is_ok_and(|status| status.success());
    killed && wait(|| !Path::new(PID).exists())
}

fn start() -> bool {
    let log = fs::File::options().create(true).append(true).open(LOG).expect("a log");
    let more = log.try_clone().expect("the same log");
    let mut dockerd = Command::new("dockerd");
    dockerd.args(["--pidfile", PID]).args(flags().split_whitespace());
    let mut child =
        dockerd.process_group(0).stdin(Stdio::null()).stdout(log).stderr(more).spawn().expect("dockerd runs");
    let mut ended = false;
    let up = wait(|| {
        ended = child.try_wait().is_ok_and(|status| status.is_some());
        ended || answers()
    });
    up && !ended
}

fn answers() -> bool {
    let mut docker = Command::new("docker");
    docker.arg("version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    docker.status().is_ok_and(|status| status.success())
}

fn wait(mut is_done: impl FnMut() -> bool) -> bool {
    (0..PATIENCE).any(|_| {
        is_done() || {
            sleep(Duration::from_millis(100));
            false
        }
    })
}
