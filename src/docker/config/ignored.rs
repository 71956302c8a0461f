//! What the engine accepts and does not use: where a wish is lost without a word.

use serde::{Deserialize, Serialize};

use super::directives::{Entry, as_switch};
use super::json::{Bytes, Tree, Value};
use super::keys;
use super::types::Type;
use crate::docker::{Config, Version};
use crate::order::Order as _;
use crate::problem::Message;

/// A key that is accepted and does nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignored {
    /// The key as written.
    pub key: String,
    /// Where it is written.
    pub span: Bytes,
    /// Why.
    pub why: Why,
    /// The key that would do it.
    pub suggestion: Option<String>,
}

/// Why a key does nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It is the name of a flag; the key is called otherwise, or there is none.
    FlagName,
    /// It stands inside an object of this name, which the engine does not know.
    Inside(String),
    /// It is no field of a pool.
    NotInPool,
    /// It comes again further down, and the last one wins.
    Again,
    /// It needs `ipv6`.
    NeedsIpv6,
    /// There is no default bridge.
    NoBridge,
}

impl Ignored {
    /// The sentence about it.
    pub fn message(&self) -> Message {
        let key = self.key.as_str();
        let plain = |topic| Message::new(topic).with("key", key);
        match (&self.why, &self.suggestion) {
            (Why::FlagName, Some(other)) => plain("docker.ignored.flag-name").with("other", other.as_str()),
            (Why::FlagName, None) => plain("docker.ignored.flag-only"),
            (Why::Inside(object), _) => plain("docker.ignored.inside").with("object", object.as_str()),
            (Why::NotInPool, _) => plain("docker.ignored.not-in-pool"),
            (Why::Again, _) => plain("docker.ignored.again"),
            (Why::NeedsIpv6, _) => plain("docker.ignored.needs-ipv6"),
            (Why::NoBridge, _) => plain("docker.ignored.no-bridge"),
        }
    }
}

/// Everything in the file that does nothing, in the order of the text.
pub(super) fn find(tree: &Tree, entries: &[Entry], config: &Config, version: Version) -> Vec<Ignored> {
    let mut found: Vec<Ignored> = entries.iter().filter_map(|entry| of_entry(tree, entry, config, version)).collect();
    found.extend(again(tree));
    found.extend(in_pools(tree));
    found.order_by_key(|ignored| ignored.span);
    found
}

fn of_entry(tree: &Tree, entry: &Entry, config: &Config, version: Version) -> Option<Ignored> {
    let ignored = |why: Why, suggestion: Option<&str>| {
        Some(Ignored { key: entry.name.to_owned(), span: entry.span, why, suggestion: suggestion.map(str::to_owned) })
    };
    let key = keys::find(entry.name, version);
    match entry.inside {
        Some("proxies") if entry.name.ends_with("-proxy") => None,
        Some(_) if !keys::is_accepted(entry.name, version) => None,
        // A boolean flag of that name takes the value from wherever the key stands.
        Some(_) if key.is_some_and(|key| key.kind == Type::Bool) && as_switch(tree, entry.value).is_some() => None,
        Some(object) => ignored(Why::Inside(object.to_owned()), None),
        None if key.is_some() => useless(entry.name, config, version).and_then(|why| ignored(why, None)),
        None => match keys::of_flag(entry.name, version) {
            Some(key) => ignored(Why::FlagName, Some(key.name)),
            None if !keys::is_flag_only(entry.name, version) => None,
            None => ignored(Why::FlagName, entry.name.ends_with("-proxy").then_some("proxies")),
        },
    }
}

/// Settings of a bridge, or of IPv6 on it, where there is none.
fn useless(key: &str, config: &Config, version: Version) -> Option<Why> {
    let v6 = matches!(key, "bip6" | "fixed-cidr-v6" | "default-gateway-v6");
    let v4 = matches!(key, "fixed-cidr" | "default-gateway" | "mtu" | "icc" | "ipv6");
    if (v4 || v6) && config.bridge.as_deref() == Some("none") {
        return Some(Why::NoBridge);
    }
    // Up to 27 the network lists the prefix all the same.
    (v6 && version.major >= 28 && config.ipv6 != Some(true)).then_some(Why::NeedsIpv6)
}

/// Keys that a later one of the same name overrides.
fn again(tree: &Tree) -> Vec<Ignored> {
    let members = tree.members(Tree::ROOT);
    let mut last = std::collections::BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        last.insert(member.key.as_str(), index);
    }
    let overridden = members.iter().enumerate().filter(|(index, member)| last.get(member.key.as_str()) != Some(index));
    let ignored = |(_, member): (usize, &super::json::Member)| Ignored {
        key: member.key.clone(),
        span: member.span,
        why: Why::Again,
        suggestion: None,
    };
    overridden.map(ignored).collect()
}

/// Fields of a pool other than `base` and `size`, whose case does not matter.
fn in_pools(tree: &Tree) -> Vec<Ignored> {
    let pools = tree.members(Tree::ROOT).iter().filter(|member| member.key == "default-address-pools");
    let elements = pools.filter_map(|member| match &tree.node(member.value).value {
        Value::Array(elements) => Some(elements.as_slice()),
        _ => None,
    });
    let fields = elements.flatten().flat_map(|&element| tree.members(element));
    let strange = fields.filter(|field| !matches!(field.key.to_ascii_lowercase().as_str(), "base" | "size"));
    let ignored = |field: &super::json::Member| Ignored {
        key: field.key.clone(),
        span: field.span,
        why: Why::NotInPool,
        suggestion: None,
    };
    strange.map(ignored).collect()
}
