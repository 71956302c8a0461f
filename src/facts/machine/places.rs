//! Where each block was printed, as far as commands, prompts and headings say it: shells are entered and left, hosts are named.

use super::shows_bridges;
use crate::problem::{Arg, Message};
use crate::read::{Asked, Document, Item, Place, Runner, Sign, is_container_id};
use crate::text::Slot;

/// Where a block was printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// A container, a VM, or the host through a container.
    pub(super) place: Option<Place>,
    /// The host's name; empty for the one from which others were asked through SSH.
    host: Option<String>,
}

/// Where each block was printed.
pub(super) fn places(documents: &[Document]) -> Vec<Spot> {
    let mut walk = Walk::default();
    let named: Vec<_> = documents.iter().map(|document| walk.next(document)).collect();
    let asked: Vec<Slot> = documents
        .iter()
        .zip(&named)
        .filter(|(_, (_, host))| host.as_ref().is_some_and(|host| host.is_remote))
        .map(|(document, _)| document.span.slot)
        .collect();
    let spot = |(document, (place, host)): (&Document, (Option<Place>, Option<Host>))| {
        let is_asking = place.is_none() && asked.contains(&document.span.slot);
        Spot { place, host: host.map(|host| host.name).or_else(|| is_asking.then(String::new)) }
    };
    documents.iter().zip(named).map(spot).collect()
}

/// Why blocks are of other hosts than the one that the answer is about: of the first that shows Docker, else of the first.
/// Where one host alone printed everything, none are.
///
/// What is known to be no host's own (`is_known`, a block each) decides nothing.
pub(super) fn of_others(documents: &[Document], spots: &[Spot], is_known: &[bool]) -> Vec<Option<Message>> {
    let hosts: Vec<Option<&str>> = documents
        .iter()
        .zip(spots)
        .zip(is_known)
        .map(|((document, spot), is_known)| spot.host.as_deref().filter(|_| !is_known && tells_of_its_host(document)))
        .collect();
    let docker = documents.iter().zip(&hosts).find_map(|(document, host)| host.filter(|_| shows_docker(document)));
    let own = docker.or_else(|| hosts.iter().flatten().next().copied());
    let why = |host: Option<&str>| host.zip(own).filter(|(host, own)| host != own).map(|(host, own)| reason(host, own));
    hosts.into_iter().map(why).collect()
}

fn reason(name: &str, own: &str) -> Message {
    let code = |name: &str| Arg::Code(name.to_owned());
    match (name, own) {
        ("", own) => Message::new("machine.other.here").with("own", code(own)),
        (name, "") => Message::new("machine.other.remote").with("name", code(name)),
        (name, own) => Message::new("machine.other").with("name", code(name)).with("own", code(own)),
    }
}

/// Whether a block says something that holds for the host on which it was printed alone.
fn tells_of_its_host(document: &Document) -> bool {
    let others = document.items.past_prefixes();
    others.iter().any(|item| !matches!(item, Item::Prefix(_) | Item::Symptom(_) | Item::Advice(_)))
}

fn shows_docker(document: &Document) -> bool {
    let is_dockers =
        |item: &Item| matches!(item, Item::Daemon(_) | Item::Flag(_) | Item::DockerNetwork(_) | Item::Engine(_));
    shows_bridges(document) || document.items.past_prefixes().iter().any(is_dockers)
}

/// The host on which something was printed.
#[derive(Clone)]
struct Host {
    name: String,
    /// It was asked through SSH, for one command.
    is_remote: bool,
}

impl Host {
    /// Machines are known by the first label of their names.
    fn new(name: &str, is_remote: bool) -> Self {
        let label = name.split('.').next().unwrap_or(name);
        Self { name: label.to_ascii_lowercase(), is_remote }
    }
}

/// What holds between one block and the next of a box.
#[derive(Default)]
struct Walk {
    shell: Shell,
    host: Option<Host>,
}

impl Walk {
    fn next(&mut self, document: &Document) -> (Option<Place>, Option<Host>) {
        if self.shell.slot != Some(document.span.slot) {
            *self = Self { shell: Shell { slot: Some(document.span.slot), ..Shell::default() }, host: None };
        }
        let (mut place, mut beside) = (self.shell.place.clone(), None);
        for sign in &document.signs {
            match &sign.value {
                Sign::Command(asked) => {
                    self.host = asked_host(asked, self.host.take());
                    place = self.shell.next(asked);
                }
                Sign::Heading(Place::Named(name)) => self.host = Some(Host::new(name, false)),
                Sign::Heading(said) => place = Some(said.clone()),
                Sign::Host(name) => beside = Some(Host::new(name, false)),
                _ => {}
            }
        }
        let place = place.filter(|place| !matches!(place, Place::Named(_) | Place::Remote(_)));
        let host = beside.or_else(|| self.host.clone()).filter(|_| place.is_none());
        (place, host)
    }
}

/// The host that answers a command: the one it names, else that of the prompt, else the one before.
fn asked_host(asked: &Asked, before: Option<Host>) -> Option<Host> {
    match &asked.place {
        Some(Place::Named(name)) => Some(Host::new(name, false)),
        Some(Place::Remote(name)) => Some(Host::new(name, true)),
        _ if asked.leaves => None,
        _ => host_of_prompt(&asked.prompt).or_else(|| before.filter(|host| !host.is_remote)),
    }
}

/// `admin@web-1:~`, `[admin@web-1 etc]`; the names of containers that are their ids tell a container.
fn host_of_prompt(prompt: &str) -> Option<Host> {
    let (_, behind) = prompt.split_once('@')?;
    let end = behind.find(|c: char| !(c.is_ascii_alphanumeric() || "-._".contains(c))).unwrap_or(behind.len());
    let name = behind.get(..end).filter(|name| !name.is_empty() && !is_container_id(name))?;
    Some(Host::new(name, false))
}

/// A shell inside a container: it was opened below one prompt and is known by another.
#[derive(Default)]
struct Shell {
    slot: Option<Slot>,
    place: Option<Place>,
    outside: String,
    inside: Option<String>,
}

impl Shell {
    /// Where the output of a command comes from.
    fn next(&mut self, asked: &Asked) -> Option<Place> {
        if asked.leaves {
            *self = Self { slot: self.slot, ..Self::default() };
        }
        if asked.place.is_some() {
            let entered = asked.opens.then(|| asked.place.clone()).flatten();
            (self.place, self.outside, self.inside) = (entered, asked.prompt.clone(), None);
            return asked.place.clone();
        }
        let known = self.inside.get_or_insert_with(|| asked.prompt.clone()) == &asked.prompt;
        if self.place.is_some() && (!known || asked.prompt == self.outside && !asked.prompt.is_empty()) {
            self.place = None;
        }
        self.place.clone().or_else(|| of_prompt(&asked.prompt))
    }
}

/// `root@0d5c8e91ab37:/app`, `[root@0d5c8e91ab37 /]`: a container's host name is the beginning of its id.
fn of_prompt(prompt: &str) -> Option<Place> {
    let mut words = prompt.split(|c: char| !(c.is_ascii_alphanumeric() || "-._".contains(c)));
    words.find(|word| is_container_id(word)).map(|id| Place::Container(Runner::Docker, Some(id.to_owned())))
}
