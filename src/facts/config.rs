//! The configuration: daemon.json read leniently and dockerd flags, as one typed [`Config`] with the place of each key.
//!
//! What was meant, not what dockerd says of it: `docker::config` judges the bytes.

use std::net::IpAddr;

use crate::docker::config::keys::long_flag;
use crate::docker::{Config, WrittenPool};
use crate::read::json::{Member, Node, Parsed, Value};
use crate::read::{self, DaemonFlag, Document, Item};
use crate::text::{Located, Source, Span};

use super::ConfigFact;
use super::machine::{Elsewhere, Machine, machine_at};
use super::owners::Setting;

/// The configuration of the last daemon.json in the paste, all flags, and what files of other tools set; `None` when there is none.
pub(super) fn config(
    documents: &[Document],
    elsewhere: &[Elsewhere],
    sources: &[Source],
    settings: &[Setting],
) -> Option<ConfigFact> {
    let is_ours = |document: &&Document| machine_at(elsewhere, document.span) != Some(Machine::Other);
    let items = || {
        documents
            .iter()
            .filter(is_ours)
            .flat_map(|document| document.items.past_prefixes().iter().map(move |item| (document, item)))
    };
    let mut files = items().filter_map(|(document, item)| match item {
        Item::Daemon(parsed) => Some((document, parsed)),
        _ => None,
    });
    let flags: Vec<_> = items().filter_map(|(_, item)| flag(item)).collect();
    let last = files.next_back();
    if last.is_none() && flags.is_empty() && settings.is_empty() {
        return None;
    }
    let file = last.and_then(|(document, parsed)| whole_file(document, parsed, documents, sources));
    let members = last.and_then(|(_, parsed)| parsed.root.as_ref()).map_or(&[][..], Node::members);
    let cut = last.is_some_and(|(_, parsed)| parsed.cut().is_some());
    let mut fact = ConfigFact { file, cut, flags, ..from_members(members) };
    // dockerd refuses a key in both places; what the file says is then the later wish.
    let of_file: Vec<String> = fact.keys.iter().map(|(key, _)| key.clone()).collect();
    let is_in_file = |name: &str| {
        let name = long_flag(name);
        of_file.iter().any(|key| key == name || (name == "default-address-pool" && key == "default-address-pools"))
    };
    for (name, value, span) in fact.flags.clone().into_iter().filter(|(name, ..)| !is_in_file(name)) {
        apply_flag(&mut fact, &name, &value, span);
    }
    // What the daemon itself was shown to have is nearer than the file of a tool that writes it.
    for Setting { key, value, span } in settings {
        if fact.place(key).is_none() {
            apply_flag(&mut fact, key, value, *span);
            fact.settings.push(((*key).to_owned(), *span));
        }
    }
    Some(fact)
}

/// A flag of dockerd's: name, value, place.
fn flag(item: &Item) -> Option<(String, String, Span)> {
    let Item::Flag(flag) = item else { return None };
    let DaemonFlag { name, value } = &**flag;
    Some((name.value.clone(), value.value.clone(), name.span.to(value.span)))
}

/// The text of the file: the whole box where nothing else stands in it, so that a byte order mark and what trails the object
/// are judged too, without the lines of a terminal around it.
fn whole_file(document: &Document, parsed: &Parsed<'_>, documents: &[Document], sources: &[Source]) -> Option<Span> {
    let slot = document.span.slot;
    let alone = documents.iter().filter(|other| other.span.slot == slot).count() == 1;
    let source = sources.iter().find(|source| source.slot() == slot)?;
    Some(read::file_span(source, if alone { source.span() } else { document.span }, parsed))
}

const fn empty() -> ConfigFact {
    ConfigFact {
        config: EMPTY,
        file: None,
        cut: false,
        keys: Vec::new(),
        pools: Vec::new(),
        resolvers: Vec::new(),
        flags: Vec::new(),
        settings: Vec::new(),
    }
}

const EMPTY: Config = Config {
    bip: None,
    bip6: None,
    fixed_cidr: None,
    fixed_cidr_v6: None,
    default_gateway: None,
    default_gateway_v6: None,
    bridge: None,
    ipv6: None,
    iptables: None,
    ip6tables: None,
    icc: None,
    live_restore: None,
    experimental: None,
    mtu: None,
    pools: Vec::new(),
};

fn from_members(members: &[Member<'_>]) -> ConfigFact {
    let mut fact = empty();
    for member in members {
        fact.keys.push((member.key.value.to_string(), member.value.span));
        apply(&mut fact, &member.key.value, &member.value);
    }
    fact
}

fn apply(fact: &mut ConfigFact, key: &str, node: &Node<'_>) {
    let config = &mut fact.config;
    match key {
        "bip" => config.bip = text(node),
        "bip6" => config.bip6 = text(node),
        "fixed-cidr" => config.fixed_cidr = text(node),
        "fixed-cidr-v6" => config.fixed_cidr_v6 = text(node),
        "default-gateway" => config.default_gateway = text(node),
        "default-gateway-v6" => config.default_gateway_v6 = text(node),
        "bridge" => config.bridge = text(node),
        "ipv6" => config.ipv6 = boolean(node),
        "iptables" => config.iptables = boolean(node),
        "ip6tables" => config.ip6tables = boolean(node),
        "icc" => config.icc = boolean(node),
        "live-restore" => config.live_restore = boolean(node),
        "experimental" => config.experimental = boolean(node),
        "mtu" => config.mtu = number(node),
        "default-address-pools" => {
            // One object in place of the list is refused by dockerd, and its meaning is plain.
            let elements = match &node.value {
                Value::Array(elements) => elements.as_slice(),
                Value::Object(_) => std::slice::from_ref(node),
                _ => &[],
            };
            config.pools = elements.iter().map(pool).collect();
            fact.pools = elements.iter().map(|element| element.span).collect();
        }
        "dns" => fact.resolvers = resolvers(node),
        _ => {}
    }
}

fn pool(node: &Node<'_>) -> WrittenPool {
    let mut pool = WrittenPool { null: node.value == Value::Null, ..WrittenPool::default() };
    // Go matches the keys of inner objects without regard to case.
    for member in node.members() {
        match member.key.value.to_ascii_lowercase().as_str() {
            "base" => pool.base = text(&member.value).unwrap_or_default(),
            "size" => pool.size = number(&member.value).unwrap_or_default(),
            _ => {}
        }
    }
    pool
}

fn resolvers(node: &Node<'_>) -> Vec<Located<IpAddr>> {
    let Value::Array(elements) = &node.value else { return Vec::new() };
    elements
        .iter()
        .filter_map(|element| Some(Located::new(text(element)?.trim().parse().ok()?, element.span)))
        .collect()
}

/// A string that is set: dockerd takes the empty string as not given.
fn text(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::String(text) if !text.is_empty() => Some(text.to_string()),
        _ => None,
    }
}

fn boolean(node: &Node<'_>) -> Option<bool> {
    match node.value {
        Value::Bool(value) => Some(value),
        _ => None,
    }
}

fn number(node: &Node<'_>) -> Option<i64> {
    match &node.value {
        Value::Number(text) => text.parse().ok(),
        // `"24"` is refused by dockerd; what was meant is plain.
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn apply_flag(fact: &mut ConfigFact, name: &str, value: &str, span: Span) {
    let set = || (!value.is_empty()).then(|| value.to_owned());
    let switch = || Some(!matches!(value, "false" | "0" | "f" | "F" | "False" | "FALSE"));
    let config = &mut fact.config;
    match name {
        "bip" => config.bip = set(),
        "bip6" => config.bip6 = set(),
        "fixed-cidr" => config.fixed_cidr = set(),
        "fixed-cidr-v6" => config.fixed_cidr_v6 = set(),
        "default-gateway" => config.default_gateway = set(),
        "default-gateway-v6" => config.default_gateway_v6 = set(),
        "bridge" | "b" => config.bridge = set(),
        "ipv6" => config.ipv6 = switch(),
        "iptables" => config.iptables = switch(),
        "ip6tables" => config.ip6tables = switch(),
        "icc" => config.icc = switch(),
        "live-restore" => config.live_restore = switch(),
        "experimental" => config.experimental = switch(),
        "mtu" => config.mtu = value.parse().ok(),
        "default-address-pool" => {
            config.pools.push(flag_pool(value));
            fact.pools.push(span);
        }
        "dns" => fact.resolvers.extend(value.parse().ok().map(|address| Located::new(address, span))),
        _ => {}
    }
}

/// `base=10.10.0.0/16,size=24`.
fn flag_pool(value: &str) -> WrittenPool {
    let mut pool = WrittenPool::default();
    for part in value.split(',') {
        match part.split_once('=') {
            Some(("base", base)) => base.trim().clone_into(&mut pool.base),
            Some(("size", size)) => pool.size = size.trim().parse().unwrap_or_default(),
            _ => {}
        }
    }
    pool
}
