//! Names that tell whose networks these are: labels, VPC and Docker network names, ids, host names, user names in prompts.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Facts, Owner};
use crate::order::{self, Order as _};
use crate::read::{Asked, Document, EngineFact, Item, NetworkSource, Place, Sign, is_container_id, says_whose};

/// Docker's own names, which mean the same everywhere.
const KEPT: &[&str] = &["bridge", "host", "none", "ingress", "docker_gwbridge", "docker0", "default", "podman"];

/// Names already hidden, with what stands for them.
pub(super) struct Names {
    /// Words that the readers know to be names, each with its stand-in, longest first so that a name inside another waits.
    known: Vec<(String, String)>,
    hosts: BTreeMap<String, String>,
}

impl Names {
    /// Collects the names of the documents.
    pub(super) fn new(documents: &[Document], facts: &Facts) -> Self {
        let mut seen = BTreeSet::new();
        let mut known = Vec::new();
        let labels = facts.networks.iter().filter_map(|network| network.name.as_deref()).map(str::to_owned);
        // What is only planned breaks later: the stand-in says so too.
        let planned: BTreeSet<&str> = order::set(
            facts.networks.iter().filter(|network| network.planned).filter_map(|network| network.name.as_deref()),
        );
        // A word that says whose a range is must go on saying so, and a name that says nothing must not begin to.
        let mentioned: BTreeSet<&str> = order::set(
            facts
                .ranges
                .iter()
                .filter(|range| range.owner == Owner::Mentioned)
                .filter_map(|range| range.name.as_deref()),
        );
        let items = documents.iter().flat_map(|document| &document.items).flat_map(names_of);
        let signs = documents.iter().flat_map(|document| &document.signs).filter_map(|sign| machine_of(&sign.value));
        // The name by which the engine knows its host, unless it tells the platform.
        let hosts = documents.iter().flat_map(|document| &document.items).filter_map(|item| match item {
            Item::Engine(EngineFact::Name(name)) if facts.platform.span != Some(name.span) => Some(name.value.clone()),
            _ => None,
        });
        for name in items.chain(labels).chain(signs).chain(hosts) {
            let is_new = is_telling(&name) && !says_whose(&name) && seen.insert(name.clone());
            if is_new {
                let planned = if planned.contains(name.as_str()) { " (planned)" } else { "" };
                let kind = if mentioned.contains(name.as_str()) { "name" } else { "network" };
                known.push((name, format!("{kind}-{}{planned}", seen.len())));
            }
        }
        known.order_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        Self { known, hosts: BTreeMap::new() }
    }

    /// The text with all names replaced.
    pub(super) fn replace(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, stand_in) in &self.known {
            text = replace_words(&text, name, stand_in);
        }
        self.replace_hosts(&text)
    }

    /// Host names with a dot, and `user@host` of prompts.
    fn replace_hosts(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_host_letter) {
            let run = rest[start..].find(|c| !is_host_letter(c)).unwrap_or(rest.len() - start);
            let (before, tail) = rest.split_at(start);
            let (word, after) = tail.split_at(run);
            out.push_str(before);
            out.push_str(&self.host(word, before, after));
            rest = after;
        }
        out + rest
    }

    fn host(&mut self, word: &str, before: &str, after: &str) -> String {
        let core = word.trim_end_matches(['.', '-']);
        // `eth0@if8` is an interface and the index of its other end.
        let is_pair = is_other_end(core) && before.ends_with('@') || after.strip_prefix('@').is_some_and(is_other_end);
        let is_login = !is_pair && (before.ends_with('@') || after.starts_with('@'));
        if !(is_login || is_domain(core) && !before.ends_with('/') || is_domain(core) && before.ends_with("//")) {
            return word.to_owned();
        }
        let next = self.hosts.len() + 1;
        let stand_in = self.hosts.entry(core.to_owned()).or_insert_with(|| match is_login {
            // A container is told by the form of its host name.
            true if is_container_id(core) => format!("{next:012x}"),
            true => format!("name-{next}"),
            false => format!("host-{next}.example"),
        });
        format!("{stand_in}{}", &word[core.len()..])
    }
}

/// The name of a container or of a host that a command, a heading or a parallel shell says.
fn machine_of(sign: &Sign) -> Option<String> {
    match sign {
        Sign::Command(Asked { place: Some(Place::Container(_, name)), .. }) => name.clone(),
        Sign::Command(Asked { place: Some(Place::Named(name) | Place::Remote(name)), .. })
        | Sign::Heading(Place::Named(name))
        | Sign::Host(name) => Some(name.clone()),
        _ => None,
    }
}

/// Whether the text begins with `if8`.
fn is_other_end(text: &str) -> bool {
    text.strip_prefix("if").is_some_and(|index| index.starts_with(|c: char| c.is_ascii_digit()))
}

/// Letters of a host name; anything outside ASCII is left alone.
fn is_host_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '.' || c == '-' || c == '_'
}

/// Two labels or more, the last of letters and known as a place for hosts rather than a file's ending.
fn is_domain(word: &str) -> bool {
    const FILES: &[&str] = &[
        "json", "conf", "yaml", "yml", "network", "docker", "service", "toml", "txt", "log", "sh", "tf", "go",
        "driver", "name", "id",
    ];
    let labels: Vec<_> = word.split('.').collect();
    let [.., before, last] = labels.as_slice() else { return false };
    let is_top = last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic()) && !FILES.contains(last);
    let is_package = matches!(labels.first(), Some(&("com" | "org" | "net" | "io"))) && labels.len() > 2;
    is_top && !before.is_empty() && !is_package
}

/// What an item calls itself and others.
fn names_of(item: &Item) -> Vec<String> {
    match item {
        Item::Prefix(prefix) => {
            let name = prefix.name.as_ref().map(|name| name.value.to_string());
            let ids = prefix.cloud.iter().flat_map(|cloud| cloud.id.iter().chain(&cloud.parent)).cloned();
            name.into_iter().chain(ids).collect()
        }
        Item::DockerNetwork(network) => {
            let labels = network.labels.iter().map(|(_, value)| value.clone());
            let composed = (network.source == NetworkSource::Compose).then(|| network.name.value.clone());
            let name = composed.unwrap_or_else(|| network.name.value.clone());
            [name]
                .into_iter()
                .chain(network.containers.iter().cloned())
                .chain(network.id.clone())
                .chain(labels)
                .collect()
        }
        Item::Symptom(symptom) => symptom.target.iter().map(|target| target.value.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Addresses are masked by their bits, interfaces tell nothing, and words of one letter would tear others apart.
fn is_telling(name: &str) -> bool {
    let is_address = name.parse::<std::net::IpAddr>().is_ok() || name.parse::<ipnet::IpNet>().is_ok();
    let is_interface =
        ["eth", "ens", "enp", "eno", "br-", "veth", "tun", "tap", "wg", "utun", "wlan", "wlp", "en", "lo"].iter().any(
            |start| {
                name.strip_prefix(start).is_some_and(|rest| {
                    rest.bytes().all(|b| b.is_ascii_alphanumeric()) && rest.bytes().any(|b| b.is_ascii_digit())
                })
            },
        );
    name.chars().count() > 1 && !KEPT.contains(&name) && !is_address && !is_interface
}

/// Replaces `name` where it stands as a word of its own.
fn replace_words(text: &str, name: &str, stand_in: &str) -> String {
    let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, tail) = rest.split_at(at);
        let after = &tail[name.len()..];
        let stands_alone = !before.ends_with(inside) && !after.starts_with(inside);
        out.push_str(before);
        out.push_str(if stands_alone { stand_in } else { name });
        rest = after;
    }
    out + rest
}
