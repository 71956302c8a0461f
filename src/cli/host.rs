//! This host, read only: what its own tools and files say, as one paste that a person could have made by hand.
//!
//! Each piece stands below a prompt with the command that prints it, so that it can be looked up, and read, the same way.

mod dockerd;
mod tool;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;

use nonoverlap::problem::Message;

use crate::failure::{Failure, text};
use crate::paste::Part;
use dockerd::Dockerd;
use tool::Trouble;

/// What the host told, and what it did not.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Prompts and what stands below them.
    pub(crate) parts: Vec<Part>,
    /// What is missing, with the reason.
    pub(crate) lacks: Vec<Message>,
}

/// How much of the host is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FromHost {
    /// All that it has.
    Everything,
    /// All but its daemon.json, in whose place another one is examined.
    AllButTheFile,
}

/// One thing that is asked for.
enum Piece {
    /// A command and what it printed.
    Printed(String, String),
    /// It cannot be had.
    Lacking(Message),
}

impl Piece {
    const fn is_printed(&self) -> bool {
        matches!(self, Self::Printed(..))
    }
}

/// Asks all tools at once. Files are those below `root`: `/`, or where a container has its host's.
pub(crate) fn collect(root: &Path, wanted: FromHost) -> Result<Told, Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::unreadable(Message::new("cli.error.no-linux")).advising(Message::new("cli.advice.check")));
    }
    let engine = Dockerd::find(root);
    let pieces = thread::scope(|scope| {
        let asked = [
            scope.spawn(|| routes(root)),
            scope.spawn(|| both_families("rule show")),
            scope.spawn(|| vec![ip("-j addr show")]),
            scope.spawn(|| resolver(root)),
            scope.spawn(|| engine.started_with()),
            scope.spawn(|| if wanted == FromHost::Everything { daemon_json(root, &engine) } else { Vec::new() }),
            scope.spawn(docker_networks),
            scope.spawn(docker_version),
        ];
        asked.map(|thread| thread.join().unwrap_or_default()).into_iter().flatten().collect::<Vec<_>>()
    });
    let told = told(pieces);
    if told.parts.iter().any(|part| part.name.starts_with("ip ") || part.name == PROC_ROUTES) {
        return Ok(told);
    }
    Err(Failure::unreadable(Message::new("cli.error.no-routes")).advising(Message::new("cli.advice.iproute2")))
}

/// The kernel's own main table, where iproute2 is not installed.
const PROC_ROUTES: &str = "/proc/net/route";

fn told(pieces: Vec<Piece>) -> Told {
    let mut told = Told::default();
    for piece in pieces {
        match piece {
            Piece::Printed(command, text) => {
                let name = command.strip_prefix("cat ").unwrap_or(&command).to_owned();
                told.parts.push(Part { name: "$".to_owned(), text: format!("$ {command}\n") });
                told.parts.push(Part { name, text });
            }
            Piece::Lacking(message) => told.lacks.push(message),
        }
    }
    told
}

/// The routes of all tables; without iproute2, those of the main table.
fn routes(root: &Path) -> Vec<Piece> {
    let mut told = both_families("route show table all");
    if !told.iter().any(Piece::is_printed) {
        told.extend(file(root, PROC_ROUTES));
    }
    told
}

/// Both families of what iproute2 shows. One that is switched off is not missed.
fn both_families(what: &str) -> Vec<Piece> {
    let both = ["-j -4", "-j -6"].map(|options| ip(&format!("{options} {what}")));
    let (printed, lacking): (Vec<_>, Vec<_>) = both.into_iter().partition(Piece::is_printed);
    if printed.is_empty() { lacking.into_iter().take(1).collect() } else { printed }
}

/// What iproute2 says, in JSON; as text where this `ip` knows no JSON.
fn ip(words: &str) -> Piece {
    let command = format!("ip {words}");
    let json = run(&command);
    match json.as_deref().map(tool::a_line_an_item) {
        Ok(Some(lines)) => Piece::Printed(command, lines),
        Ok(None) | Err(Trouble::Failed(_)) => printed(&command.replace(" -j", "")),
        Err(trouble) => Piece::Lacking(trouble.message(&command)),
    }
}

/// A command whose words hold no blanks.
fn run(command: &str) -> Result<String, Trouble> {
    let mut words = command.split(' ');
    tool::run(words.next().unwrap_or_default(), &words.collect::<Vec<_>>())
}

fn printed(command: &str) -> Piece {
    match run(command) {
        Ok(text) => Piece::Printed(command.to_owned(), text),
        Err(trouble) => Piece::Lacking(trouble.message(command)),
    }
}

/// The nameservers that programs are told, and those that systemd-resolved asks in their place.
fn resolver(root: &Path) -> Vec<Piece> {
    const STUB: &str = "127.0.0.53";
    let told = file(root, "/etc/resolv.conf");
    let is_stub = matches!(&told, Some(Piece::Printed(_, text)) if text.contains(STUB));
    let behind = is_stub.then(|| file(root, "/run/systemd/resolve/resolv.conf")).flatten();
    told.into_iter().chain(behind).collect()
}

/// The engine's file. That there is none is known too: it is said as the command says it.
fn daemon_json(root: &Path, engine: &Dockerd) -> Vec<Piece> {
    let files = engine.files();
    let found = files.iter().find_map(|path| file(root, path));
    let none = || {
        let path = files.first()?;
        Some(Piece::Printed(format!("cat {path}"), format!("cat: {path}: No such file or directory\n")))
    };
    found.or_else(none).into_iter().collect()
}

/// A file by the command that shows it; `None` where there is none.
fn file(root: &Path, path: &str) -> Option<Piece> {
    match fs::read(below(root, path)) {
        Ok(bytes) => Some(Piece::Printed(format!("cat {path}"), String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            let message = Message::new("cli.lacks.file").with("file", path).with("why", text(&error));
            Some(Piece::Lacking(message))
        }
    }
}

/// The place of an absolute path below a root.
fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

/// Every network of Docker's.
fn docker_networks() -> Vec<Piece> {
    const LIST: &str = "docker network ls -q";
    let list = match run(LIST) {
        Ok(list) => list,
        Err(trouble) => return vec![Piece::Lacking(trouble.message(LIST))],
    };
    let ids: Vec<&str> = list.split_whitespace().collect();
    if ids.is_empty() {
        return Vec::new();
    }
    vec![printed(&format!("docker network inspect {}", ids.join(" ")))]
}

/// The engine's version. That Docker cannot be asked at all is said once, of its networks.
fn docker_version() -> Vec<Piece> {
    const VERSION: &str = "docker version";
    run(VERSION).map(|text| Piece::Printed(VERSION.to_owned(), text)).into_iter().collect()
}
