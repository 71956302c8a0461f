//! Settings in YAML and TOML: compose files, Kubernetes manifests and the settings of kubeadm, kind and k3s, and Podman's
//! `containers.conf`.
//!
//! ```text
//! text ─ yaml, toml ─▶ the tree that JSON gives ─ compose │ keyed ─▶ networks, prefixes with role
//! ```

use std::borrow::Cow;

use super::found::Found;
use super::{compose, docker, keyed, kubernetes, netplan, shape, toml, yaml};
use crate::order;
use crate::problem::Message;
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::flags::role_of;
use crate::read::json::{Node, Parsed};
use crate::read::noise::{Noise, noise};
use crate::read::signs::Signs;
use crate::read::symptom::is_message;
use crate::read::view::{Landmark, Row, View};
use crate::read::{Kind, LineUse, WrittenAs};
use crate::text::offset;

/// YAML of Compose and Kubernetes.
pub(in crate::read) const YAML: Recogniser =
    Recogniser { kinds: YAML_KINDS, begins: &[Signs::COLON, Signs::DASH], claim: claim_yaml, read: read_yaml };

/// Compose, Kubernetes, and the clouds whose tools print YAML too.
const YAML_KINDS: &[Kind] = &[
    Kind::Compose,
    Kind::DockerNetworkInspect,
    Kind::Netplan,
    Kind::Kubernetes,
    Kind::GcloudSubnets,
    Kind::AwsVpcs,
    Kind::AwsSubnets,
    Kind::AwsRouteTables,
    Kind::AwsPeerings,
    Kind::AwsTransitGatewayRoutes,
    Kind::AwsClientVpnRoutes,
    Kind::AzureVnets,
];

/// Podman's TOML.
pub(in crate::read) const CONTAINERS_CONF: Recogniser = Recogniser {
    kinds: &[Kind::ContainersConf],
    begins: &[Signs::EQUALS.and(Signs::OF_CONTAINERS_CONF), Signs::OPEN.and(Signs::OF_CONTAINERS_CONF)],
    claim: claim_toml,
    read: read_toml,
};

/// How many lines below the first are looked at for the key that tells the kind.
const NEAR: u32 = 60;

fn claim_yaml(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let row = view.row(first);
    let indent = indent_of(row.text);
    let is_near = |mark, tells: fn(Row<'_>) -> bool| view.is_near(mark, first, first.saturating_add(NEAR), tells);
    let may_tell = || is_near(Landmark::YamlKey, tells) || view.has_tries() && is_near(Landmark::CloudKey, is_of_cloud);
    if !may_tell() || !is_top(row.text) {
        return None;
    }
    let near = view.rows(first, last.min(first.saturating_add(NEAR))).take_while(|row| is_yaml(*row, indent));
    let keys: Vec<(u32, &str)> = near.filter_map(|row| Some((row.number, key_of(row.text)?.0))).collect();
    let (kind, key) = kind_of(&keys).or_else(|| cloud(view, first, &keys))?;
    let why = Message::new("read.why.yaml").with("key", key);
    Some(Claim::new(kind, run(view, first, last, |row| is_yaml(row, indent)), why))
}

/// Keys that tell the kind, wherever they stand.
const COMPOSE: &[&str] = &["services", "networks", "ipam"];
/// Keys of a service: other programs have services too.
const SERVICE: &[&str] = &[
    "image",
    "build",
    "container_name",
    "ports",
    "volumes",
    "environment",
    "env_file",
    "command",
    "entrypoint",
    "depends_on",
    "restart",
    "network_mode",
    "networks",
    "extra_hosts",
    "dns",
    "deploy",
    "extends",
    "expose",
    "<<",
];

/// Keys of what `docker network inspect` says, printed as YAML.
const INSPECT: &[&str] = &["IPAM"];

/// Whether a line has a key without which no kind is told but by the tree of some lines.
fn tells(row: Row<'_>) -> bool {
    let kinds = [COMPOSE, INSPECT, netplan::GROUPS, &["apiVersion"]];
    key_of(row.text).is_some_and(|(key, _)| is_cluster(key) || kinds.iter().any(|keys| keys.contains(&key)))
}

/// Whether a line has a key with a range in what clouds print.
fn is_of_cloud(row: Row<'_>) -> bool {
    key_of(row.text).is_some_and(|(key, _)| CLOUDS.contains(&key))
}

/// A key of a cluster's settings. What `kubectl describe` prints begins its keys with capitals and is no YAML.
fn is_cluster(key: &str) -> bool {
    let is_range = !key.starts_with(|c: char| c.is_uppercase()) && role_of(key).is_some();
    is_range || matches!(key, "dnsDomain" | "net-conf.json")
}

/// What the keys of some lines tell. A manifest may have `networks` inside, so its head is looked for first.
fn kind_of<'a>(keys: &[(u32, &'a str)]) -> Option<(Kind, &'a str)> {
    let first = |names: &[&str]| keys.iter().map(|(_, key)| *key).find(|key| names.contains(key));
    if let (Some(head), Some(_)) = (first(&["apiVersion"]), first(&["kind"])) {
        return Some((Kind::Kubernetes, head));
    }
    let compose = || first(COMPOSE).filter(|key| *key != "services" || first(SERVICE).is_some());
    if let (Some(_), Some(key)) = (first(&["network"]), first(netplan::GROUPS)) {
        return Some((Kind::Netplan, key));
    }
    keys.iter()
        .map(|(_, key)| *key)
        .find(|key| is_cluster(key))
        .map(|key| (Kind::Kubernetes, key))
        .or_else(|| first(INSPECT).map(|key| (Kind::DockerNetworkInspect, key)))
        .or_else(|| compose().map(|key| (Kind::Compose, key)))
}

/// Keys with a range in what clouds print.
const CLOUDS: &[&str] = &[
    "ipCidrRange",
    "CidrBlock",
    "DestinationCidrBlock",
    "DestinationCidr",
    "addressPrefix",
    "addressPrefixes",
    "AddressPrefix",
    "AddressPrefixes",
];

/// The cloud whose keys some lines have, and the key with its range. The tree of the first lines tells it, as it does for JSON.
fn cloud<'a>(view: &View<'_>, first: u32, keys: &[(u32, &'a str)]) -> Option<(Kind, &'a str)> {
    let (_, key) = *keys.iter().find(|(_, key)| CLOUDS.contains(key)).filter(|_| view.may_try())?;
    let (text, at) = view.block(first, keys.last()?.0);
    let read = yaml::read(text, &|from, to| view.span(at + offset(from), at + offset(to)));
    let kind = shape::shape(read.roots.first()?, view.slot()).kind;
    YAML_KINDS.contains(&kind).then_some((kind, key))
}

/// Whether a line may be the first of a file or of a part of one: a key alone, or with a value that is no prefix.
fn is_top(text: &str) -> bool {
    text.trim() == "---" || key_of(text).is_some_and(|(_, value)| !value.starts_with("flags="))
}

/// The key and the value of a line `key: value`, also behind the dash of a list.
fn key_of(text: &str) -> Option<(&str, &str)> {
    let text = text.trim().trim_start_matches("- ").trim_start();
    let (key, value) = text.split_once(':')?;
    // PowerShell puts blanks before the colon.
    let (key, value) = (key.trim_end().trim_matches(['"', '\'']), value);
    let is_key = !key.is_empty()
        && !key.starts_with(|c: char| c.is_ascii_digit())
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
    (is_key && (value.is_empty() || value.starts_with(' '))).then_some((key, value.trim()))
}

/// Whether a line goes on with YAML whose first line had this indent.
fn is_yaml(row: Row<'_>, indent: usize) -> bool {
    let text = row.text.trim();
    let is_remark = text.starts_with('#') && noise(row) != Some(Noise::Command);
    if text.is_empty() || is_remark || text == "---" || text == "..." {
        return true;
    }
    if noise(row) == Some(Noise::Command) {
        return false;
    }
    let deeper = indent_of(row.text) > indent;
    if !deeper && is_message(row) {
        return false;
    }
    let is_item = text.starts_with("- ") || text == "-";
    deeper || is_top(row.text) || is_item || text.chars().all(|c| matches!(c, '}' | ']' | ','))
}

fn indent_of(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

fn read_yaml(view: &View<'_>, kind: Kind, first: u32, last: u32) -> Reading {
    let (text, at) = view.block(first, last);
    let place = |from: usize, to: usize| view.span(at + offset(from), at + offset(to));
    let read = yaml::read(text, &place);
    let mut found = Found::new(view);
    for root in &read.roots {
        match kind {
            Kind::Compose => compose::networks(&mut found, root),
            Kind::Netplan => netplan::devices(&mut found, root),
            Kind::DockerNetworkInspect => docker::networks(&mut found, root),
            Kind::Kubernetes => kubernetes::ranges(&mut found, root),
            _ => keyed::sweep(&mut found, root, super::default_role(kind)),
        }
    }
    let error = read.error.map(|byte| first + offset(text.get(..byte).unwrap_or(text).matches('\n').count()));
    finish(view, found, first, last, error)
}

/// A table that only Podman's file has, or one of its keys.
const TABLES: &[&str] = &["[network]", "[containers]", "[engine]", "[machine]", "[secrets]"];
const KEYS: &[&str] =
    &["default_subnet", "default_subnet_pools", "network_backend", "network_config_dir", "default_network"];

fn claim_toml(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let head = view.row(first).text.trim();
    let is_key = |text: &str| text.split_once('=').is_some_and(|(key, _)| KEYS.contains(&key.trim()));
    let near = || view.rows(first, last.min(first.saturating_add(NEAR)));
    let begins = is_key(head) || TABLES.contains(&head) && near().any(|row| is_toml_pair(row.text));
    if !begins {
        return None;
    }
    let mut depth = 0usize;
    let mut mine = |text: &str| {
        let inside = depth > 0;
        let opened = text.matches(['[', '{']).count();
        depth = (depth + opened).saturating_sub(text.matches([']', '}']).count());
        inside || is_toml_pair(text) || text.trim().starts_with(['[', ']', '#'])
    };
    mine(head);
    let end = run(view, first, last, |row| noise(row) != Some(Noise::Command) && mine(row.text));
    Some(Claim::new(Kind::ContainersConf, end, Message::new("read.why.line").with("line", head.to_owned())))
}

fn is_toml_pair(text: &str) -> bool {
    let pair = text.split_once('=');
    pair.is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'"' | b'.'))
    })
}

fn read_toml(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let (text, at) = view.block(first, last);
    let place = |from: usize, to: usize| view.span(at + offset(from), at + offset(to));
    let read = toml::read(text, &place);
    let mut found = Found::new(view);
    pools(&mut found, &read.root);
    let mut reading = finish(view, found, first, last, None);
    let line = |byte: &usize| first + offset(text.get(..*byte).unwrap_or(text).matches('\n').count());
    let lost: std::collections::BTreeSet<u32> = order::set(read.errors.iter().take(1_000).map(line));
    let used: Vec<_> = reading.lines.iter().filter(|(_, used)| *used == LineUse::Used).map(|(line, _)| *line).collect();
    reading
        .lines
        .extend(lost.into_iter().filter(|line| !used.contains(line)).map(|line| (line, LineUse::NotUnderstood)));
    reading
}

/// `default_subnet` is the network `podman`; the pools are where the next ones come from.
fn pools(found: &mut Found<'_>, root: &Node<'_>) {
    let ranges = root.walk().flat_map(Node::members);
    let ranges: Vec<_> = ranges
        .filter(|member| matches!(&*member.key.value, "default_subnet" | "base"))
        .filter_map(|member| Some((found.net(&member.value)?, member.key.clone().map(Cow::into_owned))))
        .collect();
    for (net, key) in ranges {
        let owner = super::found::Owner { name: Some(key), ..Default::default() };
        found.prefix(net, WrittenAs::OtherPool, owner);
    }
}

/// The reading of a tree; nothing behind an error was read.
fn finish(view: &View<'_>, found: Found<'_>, first: u32, last: u32, error: Option<u32>) -> Reading {
    let mut reading = found.finish(&Parsed { root: None, leniencies: Vec::new() }, first, last);
    let lost = error.into_iter().flat_map(|line| line..=last);
    let lost = lost.filter(|line| !view.row(*line).is_blank()).map(|line| (line, LineUse::NotUnderstood));
    reading.lines.extend(lost.collect::<Vec<_>>());
    reading
}

#[cfg(test)]
mod tests;
