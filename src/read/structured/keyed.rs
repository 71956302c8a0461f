//! Prefixes in a tree, told by the keys above them and by the record that they stand in.
//!
//! ```text
//! {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "Tags": [{"Key": "Name", "Value": "core"}]}]}
//!            ╰─ record: id, name ─╯ ╰─ key ─╯  ╰─ prefix ─╯
//! ```
//!
//! The clouds agree on this shape and differ in case and marks only (`CidrBlock`, `cidr_block`, `cidr-block`), so one
//! set of rules reads them all, Terraform's state too, and what comes next.

use std::collections::BTreeSet;

use ipnet::IpNet;

use super::found::{Found, Owner};
use crate::read::WrittenAs;
use crate::read::json::{Node, Value};
use crate::text::Located;

/// Adds every prefix of a tree. `default` is what one is where nothing tells.
pub(super) fn sweep(found: &mut Found<'_>, root: &Node, default: WrittenAs) {
    let mut sweep = Sweep { found, default, seen: BTreeSet::new() };
    sweep.visit(root, &mut Path::default());
}

/// Where in the tree a value stands.
#[derive(Default)]
pub(super) struct Path<'n> {
    /// The keys from the root, lower case, letters and digits only. Elements of a list have the key of the list.
    keys: Vec<String>,
    /// The objects from the root.
    objects: Vec<&'n Node>,
}

struct Sweep<'f, 's> {
    found: &'f mut Found<'s>,
    default: WrittenAs,
    /// Prefixes with what they are and whose: formats say many things twice.
    seen: BTreeSet<(IpNet, WrittenAs, Option<String>)>,
}

impl Sweep<'_, '_> {
    /// Recursion is bounded by the depth of the tree.
    fn visit<'n>(&mut self, node: &'n Node, path: &mut Path<'n>) {
        match &node.value {
            Value::Object(members) => {
                path.objects.push(node);
                for member in members {
                    path.keys.push(plain(&member.key.value));
                    self.visit(&member.value, path);
                    path.keys.pop();
                }
                path.objects.pop();
            }
            Value::Array(elements) => elements.iter().for_each(|element| self.visit(element, path)),
            Value::String(text) if text.contains([',', ' ']) && !text.contains(['"', '\'']) => {
                self.list(node, text, path);
            }
            Value::String(_) => self.leaf(node, path),
            _ => {}
        }
    }

    fn leaf(&mut self, node: &Node, path: &Path<'_>) {
        match self.found.net(node) {
            Some(net) => self.prefix(net, path),
            None if is_left(node, path) => self.found.leave(node.span),
            None => {}
        }
    }

    /// `"10.0.0.0/16,fd00::/56"`: several prefixes in one string.
    fn list(&mut self, node: &Node, text: &str, path: &Path<'_>) {
        let span = self.found.inside(node);
        for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
            if let Some(net) = crate::read::address::prefix(part) {
                self.prefix(Located::new(net, span), path);
            }
        }
    }

    fn prefix(&mut self, net: Located<IpNet>, path: &Path<'_>) {
        let Some(written_as) = written_as(path, self.default) else { return };
        let owner = owner(self.found, path, written_as);
        let whose = owner.id.clone().or_else(|| owner.name.as_ref().map(|name| name.value.clone()));
        if self.seen.insert((net.value, written_as, whose)) {
            self.found.prefix(net, written_as, owner);
        } else {
            self.found.use_all(net.span);
        }
    }
}

/// A key without what formats differ in.
pub(super) fn plain(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a value under such a key should have been a prefix: a masked or interpolated one.
fn is_left(node: &Node, path: &Path<'_>) -> bool {
    let key = path.keys.last().map_or("", String::as_str);
    let masked = node.str().is_some_and(|text| text.contains(['/', '*', '$']) && !text.contains("://"));
    masked && (key.contains("cidr") || key.contains("subnet") && key.contains("addr") || key.contains("addressprefix"))
}

/// Keys whose prefixes say who may speak to whom, not where a network is.
const RULES_OF_ACCESS: &[&str] = &[
    "ingress",
    "egress",
    "security",
    "firewall",
    "acl",
    "sourceranges",
    "ippermissions",
    "allowedsource",
    "authorizednetworks",
    "allowedcidr",
    "allowedip",
    "whitelist",
];

/// What a prefix is; `None` for one that names no network.
fn written_as(path: &Path<'_>, default: WrittenAs) -> Option<WrittenAs> {
    let any = |words: &[&str]| path.keys.iter().any(|key| words.iter().any(|word| key.contains(word)));
    let record = path.objects.last().copied();
    if any(RULES_OF_ACCESS) && !any(&["networkacls"]) {
        return None;
    }
    // A plan repeats its values in other words.
    if path.keys.first().is_some_and(|key| key == "configuration") {
        return None;
    }
    if is_route(path) {
        return Some(route(record));
    }
    if let Some(role) = cluster(path) {
        return Some(role);
    }
    if any(&["peer", "remote", "accepter", "requester"]) {
        return Some(WrittenAs::Peer);
    }
    if is_terraform(path) {
        return terraform(path).or_else(|| Some(by_record(path).unwrap_or(default)));
    }
    Some(by_record(path).or_else(|| by_key(&path.keys)).or_else(|| by_type(path)).unwrap_or(default))
}

/// Terraform names every resource's type, in the keys above it (HCL) or beside it (state, plan).
fn is_terraform(path: &Path<'_>) -> bool {
    const BLOCKS: &[&str] = &["resource", "data", "module", "variable", "locals"];
    path.keys.first().is_some_and(|key| BLOCKS.contains(&key.as_str()))
        || path.objects.iter().any(|object| is_resource(object))
}

/// The keys inside a resource say more than its type: a subnet may be listed in its network.
fn terraform(path: &Path<'_>) -> Option<WrittenAs> {
    let inner = usize::from(path.keys.first().is_some_and(|key| key == "resource"));
    by_key(path.keys.get(inner..)?).or_else(|| by_type(path))
}

/// Whether the value is the destination of a route, by its key or by the list that it is in.
fn is_route(path: &Path<'_>) -> bool {
    let any = |words: &[&str]| path.keys.iter().any(|key| words.iter().any(|word| key.contains(word)));
    path.keys.last().is_some_and(|key| key.starts_with("dest"))
        || any(&["routes", "routeset", "routeentr"]) && !any(&["peer"])
        || path.keys.iter().any(|key| key == "route")
}

/// The destination of a cloud's route: the VPC itself where the route is local.
fn route(record: Option<&Node>) -> WrittenAs {
    let value = |name: &str| record.and_then(|record| member(record, &[name])).and_then(Node::str).unwrap_or("");
    if value("state").eq_ignore_ascii_case("blackhole") {
        WrittenAs::CloudBlackhole
    } else if value("gatewayid") == "local" || value("nexthoptype").eq_ignore_ascii_case("VnetLocal") {
        WrittenAs::Vpc
    } else if !value("vpcpeeringconnectionid").is_empty() || value("gatewayid").starts_with("pcx-") {
        WrittenAs::Peer
    } else {
        WrittenAs::CloudRoute
    }
}

/// Ranges of pods and services, by their key or by the name of a secondary range.
fn cluster(path: &Path<'_>) -> Option<WrittenAs> {
    let key = path.keys.last().map_or("", String::as_str);
    let names = ["rangename", "name"];
    let secondary = path.keys.iter().any(|key| key.contains("secondary"));
    let name = path.objects.last().filter(|_| secondary).and_then(|record| member(record, &names)).and_then(Node::str);
    let name = name.map(str::to_lowercase).unwrap_or_default();
    if key.contains("pod")
        || name.contains("pod")
        || matches!(key, "clustercidr" | "clusteripv4cidr" | "clusteripv4cidrblock")
    {
        Some(WrittenAs::Pods)
    } else if key.contains("service") && !key.contains("endpoint") || name.contains("service") || name.contains("svc") {
        Some(WrittenAs::Services)
    } else {
        None
    }
}

/// By the record's own keys: a subnet has an id of its own beside its VPC's.
fn by_record(path: &Path<'_>) -> Option<WrittenAs> {
    let record = record(path)?;
    let has = |names: &[&str]| member(record, names).is_some();
    let id = member(record, &["id"]).and_then(Node::str).unwrap_or("");
    let is_subnet = has(&["subnetid", "vswitchid", "subnetname", "vswitchname"])
        || id.contains("/subnets/")
        || id.contains("ocid1.subnet")
        || has(&["id", "name"]) && has(&["vpcid", "vcnid", "ipcidrrange"]);
    if is_subnet {
        return Some(WrittenAs::Subnet);
    }
    has(&["vpcid", "vpcname", "vcnid", "vcndomainname"]).then_some(WrittenAs::Vpc)
}

/// By the type that the nearest object names: a Terraform resource, an Azure resource.
fn by_type(path: &Path<'_>) -> Option<WrittenAs> {
    path.objects.iter().rev().find_map(|object| member(object, &["type"])).and_then(Node::str).and_then(by_resource)
}

/// By the type of a Terraform resource: `aws_subnet`, `azurerm_virtual_network`.
pub(super) fn by_resource(resource: &str) -> Option<WrittenAs> {
    let resource = resource.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| resource.contains(word));
    if has(&["peer"]) {
        Some(WrittenAs::Peer)
    } else if has(&["subnet", "vswitch", "virtualnetworks/subnets"]) {
        Some(WrittenAs::Subnet)
    } else if has(&["route"]) {
        Some(WrittenAs::CloudRoute)
    } else if has(&["vpc", "virtual_network", "virtualnetworks", "vcn", "vnet"]) {
        Some(WrittenAs::Vpc)
    } else {
        None
    }
}

/// By the keys above, the nearest first.
fn by_key(keys: &[String]) -> Option<WrittenAs> {
    keys.iter().rev().find_map(|key| {
        let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
        if has(&["subnet", "vswitch", "ipcidrrange"]) {
            Some(WrittenAs::Subnet)
        } else if has(&["vpc", "vcn", "vnet", "virtualnetwork", "addressspace", "secondarycidr", "usercidr"]) {
            Some(WrittenAs::Vpc)
        } else {
            None
        }
    })
}

/// The nearest object around the value that names itself.
fn record<'n>(path: &Path<'n>) -> Option<&'n Node> {
    let names = |object: &&Node| member(object, IDS).is_some() || member(object, NAMES).is_some();
    path.objects.iter().rev().copied().find(names)
}

const IDS: &[&str] = &["subnetid", "vswitchid", "vpcid", "vcnid", "id", "selflink"];
const NAMES: &[&str] = &["subnetname", "vswitchname", "vpcname", "vpcid", "displayname", "name"];

/// The name, the id and the VPC of the record that a prefix stands in.
fn owner(found: &Found<'_>, path: &Path<'_>, written_as: WrittenAs) -> Owner {
    let Some(record) = record(path) else { return Owner::default() };
    let text = |names: &[&str]| member(record, names).and_then(Node::str).filter(|text| !text.is_empty());
    let name = tag(record).or_else(|| member(record, &["subnetname", "vswitchname", "vpcname", "displayname", "name"]));
    // A subnet is not called by its VPC's id.
    let ids = if written_as == WrittenAs::Subnet { IDS.get(..2) } else { IDS.get(..4) }.unwrap_or(IDS);
    let name = found.text(name).or_else(|| found.text(resource_name(path))).or_else(|| found.text(member(record, ids)));
    let network = member(record, &["ipcidrrange"]).and_then(|_| text(&["network"]));
    let vpc = text(&["vpcid", "vcnid", "virtualnetworkname"]).or(network).map(str::to_owned);
    match written_as {
        WrittenAs::Peer if is_route(path) => Owner { name: route_name(found, path), ..Owner::default() },
        WrittenAs::Vpc | WrittenAs::Peer => {
            Owner { name, id: vpc.or_else(|| text(&["id", "selflink"]).map(str::to_owned)), parent: None }
        }
        WrittenAs::Subnet | WrittenAs::Pods | WrittenAs::Services => {
            let id = text(&["subnetid", "vswitchid", "id", "selflink"]).map(str::to_owned);
            let parent = vpc.or_else(|| outer(path, record)).or_else(|| above_subnets(id.as_deref()));
            Owner { name, id, parent }
        }
        _ => Owner { name: route_name(found, path).or(name), id: None, parent: vpc },
    }
}

/// The id or name of the object around a record: the virtual network of a subnet that is listed inside it.
fn outer(path: &Path<'_>, record: &Node) -> Option<String> {
    let mut around = path.objects.iter().rev().skip_while(|object| !std::ptr::eq(**object, record)).skip(1);
    let named = around.find_map(|object| member(object, &["id", "vpcid", "name"]).filter(|_| !is_resource(object)));
    named.and_then(Node::str).map(str::to_owned)
}

/// Whether an object is a resource of Terraform's state, whose values are an object inside it.
fn is_resource(object: &Node) -> bool {
    member(object, &["type"]).and_then(Node::str).is_some_and(|kind| kind.contains('_'))
}

/// The name that Terraform's files give to the resource.
fn resource_name<'n>(path: &Path<'n>) -> Option<&'n Node> {
    path.objects.iter().rev().find(|object| is_resource(object)).and_then(|object| member(object, &["name"]))
}

/// Azure's ids are paths: the virtual network of a subnet is what stands before `/subnets/`.
fn above_subnets(id: Option<&str>) -> Option<String> {
    id?.split_once("/subnets/").map(|(vnet, _)| vnet.to_owned())
}

/// Where a route leads, in place of a name.
fn route_name(found: &Found<'_>, path: &Path<'_>) -> Option<Located<String>> {
    let hops =
        ["transitgatewayid", "vpcpeeringconnectionid", "natgatewayid", "gatewayid", "nexthopid", "networkinterfaceid"];
    let record = path.objects.last()?;
    hops.iter().find_map(|hop| found.text(member(record, &[hop])))
}

/// The value of the tag `Name`, in the two ways in which clouds write tags.
fn tag(record: &Node) -> Option<&Node> {
    let tags = member(record, &["tags", "tagset", "freeformtags"])?;
    let pair = |tag: &&Node| member(tag, &["key", "tagkey"]).and_then(Node::str) == Some("Name");
    let listed = tags.elements().iter().find(pair).and_then(|tag| member(tag, &["value", "tagvalue"]));
    listed.or_else(|| tags.get("Name"))
}

/// No cloud's record has more keys.
const MOST_KEYS: usize = 128;

/// The first of some members that is there; names are compared plain, and the order is that of `names`.
pub(super) fn member<'n>(object: &'n Node, names: &[&str]) -> Option<&'n Node> {
    // A record has few keys; what has more is a list by name, or many fragments of records.
    if object.members().len() > MOST_KEYS {
        return None;
    }
    names.iter().find_map(|name| {
        object.members().iter().find(|member| same(&member.key.value, name)).map(|member| &member.value)
    })
}

/// Whether a key is a plain name, without building the plain form.
fn same(key: &str, name: &str) -> bool {
    if key.len() < name.len() {
        return false;
    }
    let plain = key.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
    plain.eq(name.bytes())
}
