//! Kubernetes in YAML: manifests, settings of kubeadm, kind and k3s, objects that `kubectl get -o yaml` prints.

use super::found::{Found, Owner};
use crate::read::WrittenAs;
use crate::read::address::prefix;
use crate::read::flags::role_of;
use crate::read::json::{Member, Node, Value};
use crate::text::Located;

/// Every range of a manifest with what it is for.
pub(super) fn ranges(found: &mut Found<'_>, root: &Node) {
    nodes(found, root);
    visit(found, root, &[]);
}

/// The addresses of nodes, by the nodes' names.
pub(super) fn nodes(found: &mut Found<'_>, root: &Node) {
    for node in root.walk() {
        let name = found.text(node.at(&["metadata", "name"]));
        for entry in node.at(&["status", "addresses"]).map_or(&[][..], Node::list) {
            let is_address = entry.get("type").and_then(Node::str).is_some_and(|kind| kind.ends_with("IP"));
            if let Some(address) = entry.get("address").filter(|_| is_address).and_then(|node| found.address(node)) {
                let owner = Owner { name: name.clone(), ..Owner::default() };
                found.prefix(address.map(crate::net::host), WrittenAs::Entry, owner);
            }
        }
    }
}

/// Recursion is bounded by the depth of the tree.
fn visit(found: &mut Found<'_>, node: &Node, path: &[&Located<String>]) {
    match &node.value {
        Value::Object(members) => members.iter().for_each(|member| inside(found, node, member, path)),
        Value::Array(elements) => elements.iter().for_each(|element| visit(found, element, path)),
        Value::String(text) => match flag(text) {
            Some((name, values, role)) => add(found, node, values, role, &Located::new(name.to_owned(), node.span)),
            None => leaf(found, node, text, path),
        },
        _ => {}
    }
}

fn inside(found: &mut Found<'_>, around: &Node, member: &Member, path: &[&Located<String>]) {
    // `name: CALICO_IPV4POOL_CIDR` with `value:` beside it.
    let variable = around.get("name").and_then(Node::text).filter(|_| member.key.value == "value");
    let role = variable.as_ref().and_then(|name| role_of(&name.value));
    if let (Some(name), Some(role), Some(text)) = (variable, role, member.value.str()) {
        return add(found, &member.value, text, role, &name);
    }
    let path: Vec<_> = path.iter().copied().chain([&member.key]).collect();
    visit(found, &member.value, &path);
}

/// `--cluster-cidr=10.42.0.0/16`, as an argument.
fn flag(text: &str) -> Option<(&str, &str, WrittenAs)> {
    let (name, values) = text.strip_prefix("--")?.split_once('=')?;
    Some((name, values, role_of(name)?))
}

/// Keys whose ranges say who may speak to whom, or name what a proxy leaves alone.
const RULES: &[&str] = &["ipBlock", "loadBalancerSourceRanges", "no_proxy", "noProxy", "NO_PROXY"];

/// A value: by its key, or by the keys above it.
fn leaf(found: &mut Found<'_>, node: &Node, text: &str, path: &[&Located<String>]) {
    let Some(key) = path.last().filter(|_| !path.iter().any(|key| RULES.contains(&key.value.as_str()))) else { return };
    let by_key = path.iter().rev().find_map(|key| role_of(&key.value));
    let role = by_key.unwrap_or_else(|| {
        let pools = path.iter().any(|key| key.value.to_lowercase().contains("ippool"));
        if pools || key.value == "cidr" { WrittenAs::Pods } else { WrittenAs::Entry }
    });
    add(found, node, text, role, key);
}

/// One or several ranges of a string.
fn add(found: &mut Found<'_>, node: &Node, values: &str, role: WrittenAs, name: &Located<String>) {
    let span = found.inside(node);
    for net in values.split(',').filter_map(|part| prefix(part.trim())) {
        found.prefix(Located::new(net, span), role, Owner { name: Some(name.clone()), ..Owner::default() });
    }
}
