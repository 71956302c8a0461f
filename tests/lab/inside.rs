//! One host from its first start to the way back.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, ExitCode, Stdio};

use nonoverlap::docker::Version;
use nonoverlap::plan::Offer;
use nonoverlap::text::Slot;
use nonoverlap::view::script;
use nonoverlap::words::Lang;
use nonoverlap::{Inputs, Question, Report, examine};

use crate::host::Host;
use crate::judge::{self, Engine};
use crate::programs::{self, LOG};

const FILE: &str = "/etc/docker/daemon.json";

/// Lives through the host of a seed, and prints what was done and what went wrong.
pub(crate) fn run(seed: u64) -> ExitCode {
    let host = Host::random(seed);
    set_up(&host);
    if let Some(text) = &host.first_file {
        fs::write(FILE, text).expect("a file can be written");
    }
    if shell("systemctl start docker").is_ok() {
        live(&host);
    }
    if let Some(text) = &host.pending_file {
        fs::write(FILE, text).expect("a file can be written");
    }
    let before = Engine::look();
    if before.is_none() {
        println!("did an engine that does not start");
    }
    let report = examined(&host, before.as_ref());
    match &report.plan.offer {
        None => println!("did no offer: {}", report.plan.no_offer.as_ref().map_or("", |why| why.key.as_ref())),
        Some(offer) => apply(&host, &report, offer, before.as_ref()),
    }
    println!("done");
    ExitCode::SUCCESS
}

/// A machine of its own: state in memory, the programs that steps call, the network.
fn set_up(host: &Host) {
    let folders = ["/var/lib/docker", "/var/lib/containerd", "/etc/docker", "/etc/systemd/system"];
    for folder in ["/run"].into_iter().chain(folders) {
        fs::create_dir_all(folder).expect("a folder");
        expect(&format!("mount -t tmpfs tmpfs {folder}"));
    }
    for folder in ["/run/lab/bin", "/run/lab/home"] {
        fs::create_dir_all(folder).expect("a folder");
    }
    let me = std::env::current_exe().expect("this program has a path");
    for name in ["systemctl", "sudo"] {
        symlink(&me, format!("/run/lab/bin/{name}")).expect("a link");
    }
    fs::write("/run/lab/flags", programs::FLAGS).expect("a file can be written");
    fs::write("/run/lab/resolv.conf", &host.resolv_conf).expect("a file can be written");
    // A link is mounted over where it leads.
    expect("mount --bind /run/lab/resolv.conf \"$(readlink -f /etc/resolv.conf)\"");
    fs::write("/run/lab/network", &host.network).expect("a file can be written");
    // A route that the network already has is no matter.
    let _ = shell("ip -force -batch /run/lab/network");
}

/// The engine's own past. What it refuses, it refuses.
fn live(host: &Host) {
    if host.history.is_empty() {
        return;
    }
    let image = "tar -c --files-from /dev/null | docker import - lab:1";
    for command in [image].into_iter().chain(host.history.iter().map(String::as_str)) {
        let _ = shell(command);
    }
}

/// What the tools print, as it is pasted.
fn examined(host: &Host, engine: Option<&Engine>) -> Report {
    let printed = |command: &str| shell(command).unwrap_or_default();
    let routes = printed("ip route show table all; ip rule; ip -br addr");
    let resolver = printed("cat /etc/resolv.conf");
    let file = fs::read_to_string(FILE).unwrap_or_default();
    let docker = engine.map(|_| printed("docker network ls -q | xargs docker network inspect")).unwrap_or_default();
    let version = printed("docker version");
    let texts = if host.one_box {
        let shown = if file.is_empty() { String::new() } else { format!("$ cat {FILE}\n{file}\n") };
        let any = format!(
            "$ ip route show table all; ip rule; ip -br addr\n{routes}\n$ cat /etc/resolv.conf\n{resolver}\n{shown}\
             $ docker network inspect $(docker network ls -q)\n{docker}\n$ docker version\n{version}\n"
        );
        vec![(Slot::Networks, host.wanted.clone()), (Slot::Any, any)]
    } else {
        let any = resolver + "\n" + &version;
        let boxes = [Slot::Networks, Slot::Routes, Slot::DaemonJson, Slot::Docker, Slot::Any];
        boxes.into_iter().zip([host.wanted.clone(), routes, file, docker, any]).collect()
    };
    let texts = texts.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect();
    let question = Question { engine: version_of_dockerd(), ..Question::default() };
    let inputs = Inputs { texts, ..Inputs::default() };
    if std::env::var_os("NONOVERLAP_LAB_SHOW").is_some() {
        for (slot, text) in &inputs.texts {
            println!("--- {}\n{text}", slot.name());
        }
    }
    examine(&inputs, &question)
}

/// `Docker version 20.10.24+dfsg1, build …`.
fn version_of_dockerd() -> Option<Version> {
    let text = shell("dockerd --version").ok()?;
    let word = text.split_whitespace().nth(2)?;
    word.split(['+', ',', '-']).next()?.parse().ok()
}

/// Runs the steps, looks at the engine, and goes back.
fn apply(host: &Host, report: &Report, offer: &Offer, before: Option<&Engine>) {
    println!("did an offer{}", if offer.candidate.is_some() { " of a range" } else { "" });
    let Some((back, there)) = offer.steps.split_last() else { return println!("FAILED an offer without steps") };
    let text = script(offer, Lang::En).unwrap_or_default();
    fs::write("/run/lab/apply.sh", text).expect("a file can be written");
    if host.as_script {
        check("the dry run", shell("bash /run/lab/apply.sh"));
        if Engine::look().as_ref() != before {
            println!("FAILED the dry run changed something");
        }
        for time in ["the script", "the script, a second time"] {
            check(time, shell("bash /run/lab/apply.sh --apply"));
            println!("did {time}");
        }
    } else {
        for command in there.iter().flat_map(|step| &step.commands) {
            check(command, strict(command));
        }
        println!("did the steps one by one");
    }
    let Some(after) = Engine::look() else {
        if before.is_some() || offer.starts {
            println!("FAILED the engine is down\n{}", last_words());
        }
        return;
    };
    if fs::read_to_string(FILE).unwrap_or_default().trim() != offer.after.trim() {
        println!("FAILED the file is not the offered one");
    }
    for wrong in judge::after(report, offer, before, &after) {
        println!("FAILED {wrong}");
    }
    if host.goes_back {
        go_back(&back.commands, offer, before, host.as_script);
    }
}

fn go_back(commands: &[String], offer: &Offer, before: Option<&Engine>, as_script: bool) {
    for number in 0..judge::NEXT {
        let _ = shell(&format!("docker network rm next{number}"));
    }
    let whole = ["bash /run/lab/apply.sh --undo".to_owned()];
    for command in if as_script { &whole[..] } else { commands } {
        check(command, strict(command));
    }
    println!("did the way back");
    let Some(now) = Engine::look() else {
        return println!("FAILED the engine is down on the way back\n{}", last_words());
    };
    for wrong in judge::back(before, &now) {
        println!("FAILED {wrong}");
    }
    let file = fs::read_to_string(FILE).unwrap_or_default();
    if let Some(wrong) = judge::file_back(&offer.before, &file) {
        println!("FAILED {wrong}");
    }
}

fn last_words() -> String {
    let text = fs::read_to_string(LOG).unwrap_or_default();
    let lines: Vec<_> = text.lines().rev().take(3).collect();
    lines.join("\n")
}

fn check(what: &str, done: Result<String, String>) {
    if let Err(said) = done {
        println!("FAILED {what}\n{said}");
    }
}

/// A command of a step, as the strictest shell runs it.
fn strict(command: &str) -> Result<String, String> {
    run_in(&["-euo", "pipefail", "-c", command])
}

/// What a command prints; what it printed and its errors where it failed.
pub(crate) fn shell(command: &str) -> Result<String, String> {
    run_in(&["-c", command])
}

fn run_in(arguments: &[&str]) -> Result<String, String> {
    let path = std::env::var("PATH").unwrap_or_default();
    let other = std::env::var("NONOVERLAP_LAB_DOCKERD").ok();
    let first = other.and_then(|file| Some(file.rsplit_once('/')?.0.to_owned() + ":")).unwrap_or_default();
    let output = Command::new("bash")
        .args(arguments)
        .env("PATH", format!("/run/lab/bin:{first}{path}"))
        .env("HOME", "/run/lab/home")
        .env("DOCKER_HOST", "unix:///run/docker.sock")
        .stdin(Stdio::null())
        .output()
        .expect("bash runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let printed = text(&output.stdout);
    if output.status.success() { Ok(printed) } else { Err(printed + &text(&output.stderr)) }
}

fn expect(command: &str) {
    if let Err(said) = shell(command) {
        panic!("{command}: {said}");
    }
}
