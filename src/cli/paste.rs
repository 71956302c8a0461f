//! What is examined: the boxes of the page, filled from this host, from files and from arguments.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use nonoverlap::examine::Question;
use nonoverlap::problem::Message;
use nonoverlap::session::{Action, Session, apply};
use nonoverlap::text::{Slot, Source};
use nonoverlap::words::Lang;

use crate::arguments::{Arguments, Ask};
use crate::failure::{Failure, text};
use crate::files;
use crate::host::{self, FromHost};

/// A file or the output of a command, with the name that is shown for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The file's path, the command, or the argument it came with.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) text: String,
}

/// Everything that is examined.
#[derive(Clone, Debug)]
pub(crate) struct Paste {
    /// The boxes and the wishes, as the page would have them.
    pub(crate) session: Session,
    /// What is asked.
    pub(crate) question: Question,
    /// The boxes with the names of what they were put together from.
    pub(crate) sources: Vec<Source>,
    /// What this host did not tell, and why.
    pub(crate) lacks: Vec<Message>,
}

impl Paste {
    /// The names of all that was read.
    pub(crate) fn names(&self) -> Vec<String> {
        self.sources.iter().flat_map(Source::part_names).map(str::to_owned).collect()
    }
}

/// What this host says of itself.
pub(crate) fn of_host(arguments: &Arguments, lang: Lang) -> Result<Paste, Failure> {
    let another = arguments.ask.daemon_json.is_some();
    let told =
        host::collect(&arguments.ask.root, if another { FromHost::AllButTheFile } else { FromHost::Everything })?;
    let paste = filled(&arguments.ask, None, told.parts, lang)?;
    Ok(Paste { lacks: told.lacks, ..paste })
}

/// Files, or standard input for `-`. A daemon.json goes into its box, as a file dropped on the page does.
pub(crate) fn of_files(arguments: &Arguments, paths: &[PathBuf], lang: Lang) -> Result<Paste, Failure> {
    let is_daemon = |path: &PathBuf| path.file_name().is_some_and(|name| name == "daemon.json");
    let own = paths.iter().find(|path| is_daemon(path)).filter(|_| arguments.ask.daemon_json.is_none());
    let others = paths.iter().filter(|path| Some(*path) != own);
    let parts = others.map(|path| part(path)).collect::<Result<_, _>>()?;
    filled(&arguments.ask, own, parts, lang)
}

/// Files where there are any, this host otherwise.
pub(crate) fn of_either(arguments: &Arguments, paths: &[PathBuf], lang: Lang) -> Result<Paste, Failure> {
    if paths.is_empty() { of_host(arguments, lang) } else { of_files(arguments, paths, lang) }
}

fn part(path: &Path) -> Result<Part, Failure> {
    let (name, text) = files::read(path)?;
    Ok(Part { name, text })
}

fn filled(ask: &Ask, daemon_json: Option<&PathBuf>, parts: Vec<Part>, lang: Lang) -> Result<Paste, Failure> {
    let daemon_json = ask.daemon_json.as_ref().or(daemon_json);
    let boxes = [
        (Slot::Networks, networks(ask)?),
        (Slot::DaemonJson, daemon_json.map(|path| part(path)).transpose()?.into_iter().collect()),
        (Slot::Any, parts),
    ];
    let filled = boxes.iter().filter(|(_, parts)| !parts.is_empty());
    let source = |(slot, parts): &(Slot, Vec<Part>)| {
        Source::of_parts(*slot, parts.iter().map(|part| (part.name.as_str(), part.text.as_str())))
    };
    let sources: Vec<Source> = filled.map(source).collect();
    let session = session(ask, &sources, lang);
    let question = session.question();
    Ok(Paste { session, question, sources, lacks: Vec::new() })
}

fn session(ask: &Ask, sources: &[Source], lang: Lang) -> Session {
    let typed = sources.iter().map(|source| Action::Type(source.slot(), source.text().to_owned()));
    let wishes = [
        Action::ReadAs(Slot::Any, ask.kind),
        Action::Engine(ask.engine),
        Action::Platform(ask.platform),
        Action::Networks(ask.networks),
        Action::Size(ask.size),
        Action::Range(ask.range),
        Action::Speak(lang),
    ];
    typed.chain(wishes).fold(Session::default(), apply)
}

/// What must be reached: the arguments as lines of the box for it, then the files.
fn networks(ask: &Ask) -> Result<Vec<Part>, Failure> {
    let lines: Vec<String> = ask.reach.iter().map(|entry| reach_line(entry)).collect::<Result<_, _>>()?;
    let typed = (!lines.is_empty()).then(|| Part { name: "--reach".to_owned(), text: lines.join("\n") + "\n" });
    let files = ask.reach_file.iter().map(|path| part(path)).collect::<Result<Vec<_>, _>>()?;
    Ok(typed.into_iter().chain(files).collect())
}

/// `db=172.17.48.6` as the line `172.17.48.6 db`.
fn reach_line(entry: &str) -> Result<String, Failure> {
    let (name, range) = entry.split_once('=').map_or(("", entry), |(name, range)| (name.trim(), range.trim()));
    let is_range = range.parse::<IpNet>().is_ok() || range.parse::<IpAddr>().is_ok();
    if is_range {
        return Ok(format!("{range} {name}").trim_end().to_owned());
    }
    let message = Message::new("cli.error.reach").with("text", text(range));
    Err(Failure::wrong_use(message).advising(Message::new("cli.advice.reach")))
}
