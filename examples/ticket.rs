//! The page without a browser: reads boxes from files or a share link, and prints the whole result.
//!
//! ```text
//! cargo run --example ticket -- networks=vpc.txt routes=routes.txt daemon_json=/etc/docker/daemon.json as=json
//! cargo run --example ticket -- 'link=#vpc=172.16.0.0/12&bip=172.17.0.1/16' lang=zh
//! ```

use std::process::ExitCode;

use nonoverlap::session::ticket::{Format, Privacy, ticket};
use nonoverlap::session::{Action, Session, apply, link};
use nonoverlap::text::Slot;
use nonoverlap::words::{Lang, plain};

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: impl Iterator<Item = String>) -> Result<String, String> {
    let mut session = Session::default();
    let (mut format, mut privacy) = (Format::Markdown, Privacy::Open);
    for arg in args {
        let (key, value) = arg.split_once('=').ok_or_else(|| format!("{arg}: key=value is expected"))?;
        match (key, value) {
            ("as", "json") => format = Format::Json,
            ("as", "svg") => format = Format::Picture,
            ("as", "markdown") => format = Format::Markdown,
            ("lang", "zh") => session = apply(session, Action::Speak(Lang::Zh)),
            ("lang", "en") => session = apply(session, Action::Speak(Lang::En)),
            ("mask", "yes") => privacy = Privacy::Masked,
            ("link", fragment) => session = open(session, fragment)?,
            ("engine", version) => session = apply(session, Action::Engine(version.parse().ok())),
            ("range", range) => session = apply(session, Action::Range(range.parse().ok())),
            (name, path) => session = fill(session, name, path)?,
        }
    }
    Ok(ticket(&session, format, privacy))
}

fn open(session: Session, fragment: &str) -> Result<Session, String> {
    let read = link::read(fragment).map_err(|error| plain(Lang::En, &error.message()))?;
    let read = read.ok_or_else(|| format!("{fragment} is no link of this page"))?;
    Ok(apply(session, Action::Open(Box::new(read.opened))))
}

fn fill(session: Session, name: &str, path: &str) -> Result<Session, String> {
    let slot = Slot::ALL.into_iter().find(|slot| slot.name() == name).ok_or_else(|| format!("{name} is no box"))?;
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    Ok(apply(session, Action::Type(slot, text)))
}
