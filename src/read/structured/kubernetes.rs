//! Kubernetes as YAML or JSON: manifests, settings of kubeadm, kind, k3s, RKE and the clouds' clusters, and objects that
//! `kubectl get -o yaml` prints.

use std::borrow::Cow;

use super::found::{Found, Owner};
use super::inner::Places;
use super::keyed::{Path, by_key, by_resource, is_not_yours, member, same};
use super::yaml;
use crate::read::WrittenAs;
use crate::read::address::{is_range, prefix};
use crate::read::flags::role_of;
use crate::read::json::{Member, Node, Value, parse_text};
use crate::text::{Located, Span, offset};

/// Every range of a manifest with what it is for.
pub(super) fn ranges(found: &mut Found<'_>, root: &Node<'_>) {
    nodes(found, root);
    visit(found, root, &mut Path::default());
}

/// The addresses of nodes, by the nodes' names.
fn nodes(found: &mut Found<'_>, root: &Node<'_>) {
    for node in root.walk() {
        let Some(addresses) = node.at(&["status", "addresses"]) else { continue };
        let name = found.text(node.at(&["metadata", "name"]));
        for entry in addresses.list() {
            let is_address = entry.get("type").and_then(Node::str).is_some_and(|kind| kind.ends_with("IP"));
            if let Some(address) = entry.get("address").filter(|_| is_address).and_then(|node| found.address(node)) {
                let owner = Owner { name: name.clone(), ..Owner::default() };
                found.prefix(address.map(crate::net::host), WrittenAs::Entry, owner);
            }
        }
    }
}

/// Recursion is bounded by the depth of the tree.
fn visit<'n>(found: &mut Found<'_>, node: &'n Node<'n>, path: &mut Path<'n>) {
    match &node.value {
        Value::Object(members) => {
            path.enter(node);
            for member in members {
                inside(found, node, member, path);
            }
            path.leave();
        }
        Value::Array(elements) => {
            path.through(elements, |path| elements.iter().for_each(|element| visit(found, element, path)));
        }
        Value::String(text) => match flag(text) {
            Some((name, values, role)) => add(found, node, values, role, &Located::new(name.to_owned(), node.span)),
            None if text.contains('\n') => file(found, node, text),
            None => leaf(found, node, text, path),
        },
        _ => {}
    }
}

fn inside<'n>(found: &mut Found<'_>, around: &Node<'_>, member: &'n Member<'n>, path: &mut Path<'n>) {
    // `name: CALICO_IPV4POOL_CIDR` with `value:` beside it.
    let name = (member.key.value == "value").then(|| super::keyed::member(around, &["name"])).flatten();
    let variable = name.and_then(Node::text);
    let role = variable.as_ref().and_then(|name| role_of(&name.value));
    if let (Some(name), Some(role), Some(text)) = (variable, role, member.value.str()) {
        return add(found, &member.value, text, role, &name);
    }
    path.below(&member.key, |path| visit(found, &member.value, path));
}

/// `--cluster-cidr=10.42.0.0/16`, as an argument.
fn flag(text: &str) -> Option<(&str, &str, WrittenAs)> {
    let (name, values) = text.strip_prefix("--")?.split_once('=')?;
    Some((name, values, role_of(name)?))
}

/// A file in a `ConfigMap`: flannel's `net-conf.json`, kubeadm's `ClusterConfiguration`.
fn file(found: &mut Found<'_>, node: &Node<'_>, text: &str) {
    let before = found.reading.items.len();
    let places = Places::of(found.source(), node.span, text);
    let roots = if text.trim_start().starts_with('{') {
        let span = Span { start: 0, end: offset(text.len()), ..node.span };
        parse_text(text, span, &|_| {}).root.map(|root| places.placed(root)).into_iter().collect()
    } else {
        yaml::read(text, &|from, to| places.span(from, to)).roots
    };
    // Text in a text ends here: what a file holds is no `ConfigMap`.
    let is_flat = |root: &&Node<'_>| !root.walk().any(|node| node.str().is_some_and(|text| text.contains('\n')));
    roots.iter().filter(is_flat).for_each(|root| visit(found, root, &mut Path::default()));
    let is_range = |word: &str| prefix(word.trim_matches(|c: char| "\"',;[]".contains(c))).is_some();
    if before == found.reading.items.len() && text.split_whitespace().any(is_range) {
        found.leave(node.span);
    }
}

/// Keys whose inside is of pods or of services.
const AROUND: &[(&str, WrittenAs)] = &[
    ("pods", WrittenAs::Pods),
    ("ippools", WrittenAs::Pods),
    ("clusternetwork", WrittenAs::Pods),
    ("services", WrittenAs::Services),
    ("servicenetwork", WrittenAs::Services),
];

/// A value: by its key, by the keys above it, or by the kind of the manifest.
fn leaf(found: &mut Found<'_>, node: &Node<'_>, text: &str, path: &Path<'_>) {
    let Some(key) = path.written.last().copied() else { return };
    let has_prefix = text.contains('/') && text.split(',').any(|part| prefix(part.trim()).is_some());
    if !has_prefix && !is_range(text) {
        return;
    }
    let manifest = path.outward().find(|object| member(object, &["kind"]).is_some());
    let kind = manifest.and_then(|manifest| manifest.get("kind")).and_then(Node::str).unwrap_or("").to_lowercase();
    if is_not_yours(path) || kind.contains("policy") || is_range(text) {
        return found.leave(node.span);
    }
    let by_word =
        |word: &Located<Cow<'_, str>>| AROUND.iter().find(|(have, _)| same(&word.value, have)).map(|(_, role)| *role);
    let named = |key: &Located<Cow<'_, str>>| key.clone().map(Cow::into_owned);
    let words = || path.written.iter().rev().copied();
    let own = words().find_map(|word| Some((role_of(&word.value)?, None)));
    let around = || words().find_map(|word| Some((by_word(word)?, Some(named(word)))));
    let name = found.text(manifest.and_then(|manifest| manifest.at(&["metadata", "name"])));
    let by_manifest = || (by_key(&path.keys).or_else(|| by_kind(&kind)).or_else(|| flannel(path)), name);
    let (role, name) = own.or_else(around).map_or_else(by_manifest, |(role, name)| (Some(role), name));
    add(found, node, text, role.unwrap_or(WrittenAs::Entry), &name.unwrap_or_else(|| named(key)));
}

/// By the kind of a manifest: Calico's and Cilium's pools, resources of a cloud that a controller makes.
fn by_kind(kind: &str) -> Option<WrittenAs> {
    let is_pool = kind.contains("ippool") && !kind.contains("balancer");
    is_pool.then_some(WrittenAs::Pods).or_else(|| by_resource(kind).filter(|_| kind != "network"))
}

/// `"Network"` beside `"Backend"` is what flannel gives to pods.
fn flannel(path: &Path<'_>) -> Option<WrittenAs> {
    path.outward().next().and_then(|object| member(object, &["backend"])).map(|_| WrittenAs::Pods)
}

/// One or several ranges of a string.
fn add(found: &mut Found<'_>, node: &Node<'_>, values: &str, role: WrittenAs, name: &Located<String>) {
    let span = found.inside(node);
    for net in values.split(',').filter_map(|part| prefix(part.trim())) {
        found.prefix(Located::new(net, span), role, Owner { name: Some(name.clone()), ..Owner::default() });
    }
}
