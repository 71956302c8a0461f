//! Prefixes in a tree, told by the keys above them and by the record that they stand in.
//!
//! ```text
//! {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "Tags": [{"Key": "Name", "Value": "core"}]}]}
//!            ╰─ record: id, name ─╯ ╰─ key ─╯  ╰─ prefix ─╯
//! ```
//!
//! The clouds agree on this shape and differ in case and marks only (`CidrBlock`, `cidr_block`, `cidr-block`), so one
//! set of rules reads them all, Terraform's state too, and what comes next.

mod host;
mod owner;
mod path;
mod role;
mod template;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ipnet::IpNet;

use super::found::{Found, Owner};
use crate::read::json::{Node, Value};
use crate::read::{Item, WrittenAs, address};
use crate::text::Located;

pub(super) use host::host_of;
pub(in crate::read) use path::same;
pub(super) use path::{Path, member, plain};
pub(super) use role::{by_key, by_resource, is_not_yours};

/// How a text begins that stands for ranges which only a program can compute.
pub(super) const COMPUTED: &str = "${/";

/// Adds every prefix of a tree. `default` is what one is where nothing tells.
pub(super) fn sweep(found: &mut Found<'_>, root: &Node<'_>, default: WrittenAs) {
    let parameters = template::parameters(root);
    let (first, seen, followed) = (HashMap::new(), BTreeSet::new(), BTreeSet::new());
    let mut sweep = Sweep { found, default, first, seen, parameters, followed };
    sweep.visit(root, &mut Path::default());
    let mut unused = std::mem::take(&mut sweep.parameters);
    unused.retain(|name, _| !sweep.followed.contains(name));
    for (name, parameter) in unused {
        sweep.visit(parameter.value, &mut Path::of_parameter(name, &parameter));
    }
}

struct Sweep<'f, 's, 'n> {
    found: &'f mut Found<'s>,
    default: WrittenAs,
    /// The place of the first item with each prefix. It is never listed, so that it need not be in order.
    first: HashMap<IpNet, usize>,
    /// Prefixes that came again, with what they are and whose: formats say many things twice.
    seen: BTreeSet<(IpNet, WrittenAs, Option<String>)>,
    /// Parameters of a template that were not visited yet, by name.
    parameters: BTreeMap<&'n str, path::Parameter<'n>>,
    /// Those that a resource refers to.
    followed: BTreeSet<&'n str>,
}

impl<'n> Sweep<'_, '_, 'n> {
    /// Recursion is bounded by the depth of the tree, and by one step for a parameter.
    fn visit(&mut self, node: &'n Node<'n>, path: &mut Path<'n>) {
        match &node.value {
            Value::Object(members) => {
                if let Some(address) = host::interface(self.found, node, path) {
                    let span = address.net.span;
                    self.found.add(Item::from(address), span);
                }
                path.enter(node);
                // What a template sets aside is read where it is used.
                let is_root = path.is_root();
                for member in members.iter().filter(|member| !(is_root && template::is_parameters(member))) {
                    if self.may_hold(&member.value) {
                        path.below(&member.key, |path| self.visit(&member.value, path));
                    }
                }
                path.leave();
            }
            Value::Array(elements) => path.through(elements, |path| {
                for element in elements {
                    self.visit(element, path);
                }
            }),
            _ if !self.may_hold(node) => {}
            Value::String(text) if text.contains([',', ' ']) => self.list(node, text, path),
            _ => self.leaf(node, path),
        }
    }

    /// Whether a prefix, an address or what stands for one may be in a value. Most values of a record end here.
    fn may_hold(&self, node: &Node<'_>) -> bool {
        let is_sign = |b: u8| matches!(b, b'/' | b'\\' | b'.' | b':' | b'*' | b'$');
        match &node.value {
            Value::Object(_) | Value::Array(_) => true,
            Value::String(text) => !self.parameters.is_empty() || text.bytes().any(is_sign),
            _ => false,
        }
    }

    fn leaf(&mut self, node: &'n Node<'n>, path: &mut Path<'n>) {
        if let Some(net) = self.found.net(node) {
            self.prefix(net, path);
        } else if let Some((name, value)) = template::refers(&self.parameters, node, path) {
            self.followed.insert(name);
            self.found.use_all(node.span);
            path.referring(|path| self.visit(value, path));
        } else if let Some(net) = host::target(self.found, node, path) {
            let name = host::name(self.found, path);
            self.found.prefix(net, WrittenAs::Entry, Owner { name, ..Owner::default() });
        } else if role::is_left(node, path) {
            self.found.leave(node.span);
        }
    }

    /// `"10.0.0.0/16,fd00::/56"`: several prefixes in one string.
    fn list(&mut self, node: &Node<'_>, text: &str, path: &Path<'n>) {
        let span = self.found.inside(node);
        for net in text.split([',', ' ']).filter_map(address::prefix) {
            // A text in a text repeats what stands elsewhere.
            if text.contains(['"', '\'']) {
                self.found.leave(node.span);
            } else {
                self.prefix(Located::new(net, span), path);
            }
        }
    }

    fn prefix(&mut self, net: Located<IpNet>, path: &Path<'n>) {
        let Some(written_as) = role::written_as(path, self.default) else { return self.found.leave(net.span) };
        let owner = owner::owner(self.found, path, written_as);
        if self.is_new(net.value, written_as, &owner) {
            self.found.prefix(net, written_as, owner);
        } else {
            self.found.use_all(net.span);
        }
    }

    /// Whether nothing says yet that a prefix is this and so-and-so's.
    fn is_new(&mut self, net: IpNet, written_as: WrittenAs, owner: &Owner) -> bool {
        let next = self.found.reading.items.len();
        let first = *self.first.entry(net).or_insert(next);
        if let Some(Item::Prefix(first)) = self.found.reading.items.get(first) {
            let id = first.cloud.as_ref().and_then(|ids| ids.id.as_deref());
            let whose = id.or_else(|| first.name.as_ref().map(|name| &*name.value));
            self.seen.insert((net, first.written_as, whose.map(str::to_owned)));
        }
        let whose = owner.id.as_ref().or_else(|| owner.name.as_ref().map(|name| &name.value));
        first == next || self.seen.insert((net, written_as, whose.cloned()))
    }
}
