//! Keys the engine does not know, and keys set twice: `findConfigurationConflicts`.

use serde::{Deserialize, Serialize};

use super::json::{Bytes, Id, Tree, Value};
use super::types::Type;
use super::{at, class, file_error, keys, refused};
use crate::docker::{Refusal, Version};
use crate::order::{self, Order as _};
use crate::problem::{Arg, Message};

/// A key that the release does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// The key as written.
    pub key: String,
    /// Where it is written.
    pub span: Bytes,
    /// The key that was probably meant.
    pub suggestion: Option<String>,
    /// The first release line that knows it, and the first that does not any more, for a key of other releases.
    pub lifetime: Option<((u16, u16), (u16, u16))>,
}

impl Unknown {
    /// The sentence about it.
    pub fn message(&self, version: Version) -> Message {
        let plain = |topic| Message::new(topic).with("key", self.key.as_str());
        let release = |release| Arg::Text(shown_release(release));
        match (&self.suggestion, self.lifetime) {
            (Some(other), _) => plain("docker.unknown.nearest").with("other", other.as_str()),
            (None, Some((since, _))) if since > (version.major, version.minor) => {
                plain("docker.unknown.later").with("since", release(since))
            }
            (None, Some((_, until))) => plain("docker.unknown.removed").with("until", release(until)),
            (None, None) => plain("docker.unknown.never"),
        }
    }
}

/// A release line as Docker writes it: the years 17 to 19 have months, `18.06`.
fn shown_release((major, minor): (u16, u16)) -> String {
    if (17..=19).contains(&major) { format!("{major}.{minor:02}") } else { format!("{major}.{minor}") }
}

/// A key as the engine checks it: at the top, or one level down in an object that is not known to be flat.
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) span: Bytes,
    pub(super) value: Id,
    /// The object around it.
    pub(super) inside: Option<&'a str>,
}

/// The keys that count, in the order of the text. Of equal keys in one object the last counts (configValuesSet).
pub(super) fn flatten(tree: &Tree, version: Version) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for member in last_of_each(tree, Tree::ROOT) {
        let is_object = matches!(tree.node(member.value).value, Value::Object(_));
        let (name, span, value) = (member.key.as_str(), member.span, member.value);
        if !is_object || keys::is_flat(name, version) {
            entries.push(Entry { name, span, value, inside: None });
            continue;
        }
        entries.extend(last_of_each(tree, value).into_iter().map(|inner| Entry {
            name: &inner.key,
            span: inner.span,
            value: inner.value,
            inside: Some(name),
        }));
    }
    entries
}

fn last_of_each(tree: &Tree, object: Id) -> Vec<&super::json::Member> {
    let members = tree.members(object);
    let last: std::collections::BTreeMap<&str, usize> =
        order::map(members.iter().enumerate().map(|(index, member)| (member.key.as_str(), index)));
    let is_last = |(index, member): &(usize, &super::json::Member)| last.get(member.key.as_str()) == Some(index);
    members.iter().enumerate().filter(is_last).map(|(_, member)| member).collect()
}

/// Of how many unknown keys it is asked which one was meant. A file with more of them is another file.
const SLIPS: usize = 1_000;

/// The keys that the release does not know.
pub(super) fn unknown(entries: &[Entry], version: Version) -> Vec<Unknown> {
    let unknown = entries.iter().filter(|entry| !keys::is_accepted(entry.name, version));
    let describe = |(at, entry): (usize, &Entry)| {
        let lifetime = keys::lifetime(entry.name);
        let is_slip = lifetime.is_none() && at < SLIPS;
        let nearest = if is_slip { keys::nearest(entry.name, version) } else { None };
        let suggestion = nearest.map(str::to_owned);
        Unknown { key: entry.name.to_owned(), span: entry.span, suggestion, lifetime }
    };
    unknown.enumerate().map(describe).collect()
}

/// Why the keys are refused as they stand, before their values are looked at.
pub(super) fn refusal(
    tree: &Tree,
    entries: &[Entry],
    flags: &[(String, String)],
    version: Version,
) -> Option<(Refusal, Vec<Bytes>)> {
    let strangers: Vec<&Entry> = entries.iter().filter(|entry| !keys::is_accepted(entry.name, version)).collect();
    if !strangers.is_empty() {
        let names: Vec<&str> = strangers.iter().map(|entry| entry.name).collect();
        // The engine lists them in an order of chance; ours is that of the text.
        let text = format!("the following directives don't match any configuration option: {}", names.join(", "));
        let spans = strangers.iter().map(|entry| entry.span).collect();
        return Some((refused(class::UNKNOWN_KEY, file_error(&text), &names), spans));
    }
    two_host_gateways(entries, version).or_else(|| twice(tree, entries, flags, version))
}

/// The old key and the one that replaced it in 28.0.
fn two_host_gateways(entries: &[Entry], version: Version) -> Option<(Refusal, Vec<Bytes>)> {
    let (old, new) = ("host-gateway-ip", "host-gateway-ips");
    let entry = |name: &str| entries.iter().find(|entry| entry.name == name);
    let (first, _) = entry(old).zip(entry(new)).filter(|_| version.major >= 28)?;
    let text = format!("{old} and {new} must not both be specified in the config file");
    Some(at(refused(class::TWO_KEYS, file_error(&text), &[old, new]), first.span))
}

/// Keys that a flag sets too, in the order of the flags' names.
fn twice(
    tree: &Tree,
    entries: &[Entry],
    flags: &[(String, String)],
    version: Version,
) -> Option<(Refusal, Vec<Bytes>)> {
    let mut names: Vec<&str> = flags.iter().map(|(name, _)| keys::long_flag(name)).collect();
    names.order();
    names.dedup();
    let conflicts: Vec<(&Entry, String)> = names
        .into_iter()
        .flat_map(|flag| {
            let key = keys::of_flag(flag, version);
            let old = (flag == "host-gateway-ip").then_some(flag);
            let checked = [Some(key.map_or(flag, |key| key.name)), old];
            let clash = move |name: &str| entries.iter().find(|entry| entry.name == name && name != "runtimes");
            let shown = shown_flag(flags, flag, version);
            let mut found: Vec<_> =
                checked.into_iter().flatten().filter_map(clash).map(|e| (e, shown.clone())).collect();
            found.dedup_by_key(|(entry, _)| entry.span);
            found
        })
        .collect();
    if conflicts.is_empty() {
        return None;
    }
    let shown = |(entry, flag): &(&Entry, String)| {
        format!("{}: (from flag: {flag}, from file: {})", entry.name, shown_value(tree, entry.value, 0))
    };
    let list: Vec<String> = conflicts.iter().map(shown).collect();
    let text = format!(
        "the following directives are specified both as a flag and in the configuration file: {}",
        list.join(", ")
    );
    let names: Vec<&str> = conflicts.iter().map(|(entry, _)| entry.name).collect();
    let spans = conflicts.iter().map(|(entry, _)| entry.span).collect();
    Some((refused(class::FLAG_AND_FILE, file_error(&text), &names), spans))
}

/// A flag's value as the engine prints it: lists in brackets.
fn shown_flag(flags: &[(String, String)], flag: &str, version: Version) -> String {
    let values: Vec<&str> =
        flags.iter().filter(|(name, _)| keys::long_flag(name) == flag).map(|(_, value)| value.as_str()).collect();
    match keys::of_flag(flag, version).map(|key| key.kind) {
        Some(Type::List(Type::Struct(_))) => {
            let pools = values.iter().map(|pool| pool.replace("base=", "").replace(",size=", " "));
            pools.collect::<Vec<_>>().join(", ")
        }
        Some(Type::List(_)) => format!("[{}]", values.join(" ")),
        Some(Type::Map(_)) => format!("map[{}]", values.join(" ").replace('=', ":")),
        kind => match values.last().copied().unwrap_or("") {
            "" if kind == Some(Type::Bool) => "true".to_owned(),
            value => value.to_owned(),
        },
    }
}

/// A value as Go's `%v` prints it. What lies deeper than anything in a daemon.json is left out.
fn shown_value(tree: &Tree, id: Id, depth: usize) -> String {
    let inner = |id: Id| if depth < 16 { shown_value(tree, id, depth + 1) } else { String::new() };
    match &tree.node(id).value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(on) => on.to_string(),
        Value::Number(text) => shown_number(text),
        Value::String(text) => text.clone(),
        Value::Array(elements) => {
            format!("[{}]", elements.iter().map(|&element| inner(element)).collect::<Vec<_>>().join(" "))
        }
        Value::Object(_) => {
            let mut members: Vec<_> =
                last_of_each(tree, id).into_iter().map(|member| (member.key.as_str(), inner(member.value))).collect();
            members.order();
            let pairs: Vec<String> = members.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
            format!("map[{}]", pairs.join(" "))
        }
    }
}

/// A number as Go prints a float: whole and short up to 21 digits, else with an exponent of two digits or more.
fn shown_number(text: &str) -> String {
    let Ok(number) = text.parse::<f64>() else { return text.to_owned() };
    if number == 0.0 || (1e-4..1e21).contains(&number.abs()) {
        return number.to_string();
    }
    let short = format!("{number:e}");
    let Some((digits, exponent)) = short.split_once('e') else { return short };
    let sign = if exponent.starts_with('-') { '-' } else { '+' };
    format!("{digits}e{sign}{:0>2}", exponent.trim_start_matches('-'))
}

/// The value that a boolean flag takes from a key of its name, wherever the key stands: Go's `strconv.ParseBool` of `%v`.
pub(super) fn as_switch(tree: &Tree, id: Id) -> Option<bool> {
    match shown_value(tree, id, 0).as_str() {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
