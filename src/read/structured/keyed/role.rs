//! What a prefix is, by its key, by the keys above it and by the record that it stands in.

use super::path::{Path, member};
use super::{owner, template};
use crate::read::WrittenAs;
use crate::read::json::Node;

/// Whether a value under such a key should have been a prefix: a masked or interpolated one.
pub(super) fn is_left(node: &Node<'_>, path: &Path<'_>) -> bool {
    let key = path.key();
    let masked = node.str().is_some_and(|text| text.contains(['/', '*', '$']) && !text.contains("://"));
    let is_computed = node.str().is_some_and(|text| text.starts_with(super::COMPUTED));
    is_computed
        || masked
            && (key.contains("cidr") || key.contains("subnet") && key.contains("addr") || key.contains("addressprefix"))
}

/// Keys whose prefixes say who may speak to whom, not where a network is.
const RULES_OF_ACCESS: &[&str] = &[
    "ingress",
    "egress",
    "inbound",
    "outbound",
    "security",
    "firewall",
    "networkacl",
    "ipacl",
    "aclentr",
    "aclrule",
    "sourceranges",
    "destinationranges",
    "ippermissions",
    "cidrip",
    "remoteipprefix",
    "allowed",
    "authorized",
    "publicaccess",
    "allowlist",
    "whitelist",
    "denylist",
    "blacklist",
    "trusted",
    "noproxy",
    "ipblock",
];

/// Keys that stand beside the prefix of a rule of access.
const PARTS_OF_A_RULE: &[&str] = &["fromport", "toport", "portrange", "ipprotocol", "direction"];

/// Words of a key that names a network, whatever else it says: `AzureFirewallSubnet`.
const NETWORKS: &[&str] = &["subnet", "vswitch", "vpc", "vnet", "virtualnetwork"];

/// Whether a prefix names no network of the user's: who may speak to whom, or what Docker itself has, on a cluster's nodes too.
pub(in crate::read::structured) fn is_not_yours(path: &Path<'_>) -> bool {
    let has = |key: &str, words: &[&str]| words.iter().any(|word| key.contains(word));
    let is_rule = |key: &str| has(key, RULES_OF_ACCESS) && !has(key, NETWORKS);
    let is_docker = |key: &str| key.starts_with("docker");
    path.words().any(is_docker)
        || path.words().enumerate().any(|(at, key)| path.remembers(key, is_rule) && !path.is_name_in(at, NETWORKS))
        || path.outward().take(2).any(|object| member(object, PARTS_OF_A_RULE).is_some())
}

/// What a prefix is; `None` for one that names no network.
pub(super) fn written_as(path: &Path<'_>, default: WrittenAs) -> Option<WrittenAs> {
    if is_not_yours(path) {
        return None;
    }
    // A plan repeats its values in other words.
    if path.keys.first().is_some_and(|key| key == "configuration") {
        return None;
    }
    if path.key().starts_with("clientcidr") {
        return Some(WrittenAs::VpnPool);
    }
    if owner::is_route(path) {
        return Some(route(path.outward().next()));
    }
    if let Some(role) = cluster(path) {
        return Some(role);
    }
    if path.keys.iter().any(|key| ["peer", "remote", "accepter", "requester"].iter().any(|word| key.contains(word))) {
        return Some(WrittenAs::Peer);
    }
    if let Some(kind) = template::resource(path).and_then(template::kind) {
        return Some(by_resource(kind).unwrap_or(default));
    }
    if is_terraform(path) {
        return terraform(path).or_else(|| Some(by_record(path).unwrap_or(default)));
    }
    let by_row = || owner::id_in_row(path).map(|(_, role)| role);
    Some(by_record(path).or_else(|| by_key(&path.keys)).or_else(|| by_type(path)).or_else(by_row).unwrap_or(default))
}

/// Terraform names every resource's type, in the keys above it (HCL) or beside it (state, plan).
fn is_terraform(path: &Path<'_>) -> bool {
    const BLOCKS: &[&str] = &["resource", "data", "module", "variable", "locals"];
    path.keys.first().is_some_and(|key| BLOCKS.contains(&key.as_str())) || path.outward().any(owner::is_resource)
}

/// The keys inside a resource say more than its type: a subnet may be listed in its network.
fn terraform(path: &Path<'_>) -> Option<WrittenAs> {
    let inner = usize::from(path.keys.first().is_some_and(|key| key == "resource"));
    let by_label = || path.keys.get(1).filter(|_| inner > 0).and_then(|kind| by_resource(kind));
    by_key(path.keys.get(inner..)?).or_else(|| by_type(path)).or_else(by_label)
}

/// The destination of a cloud's route: the VPC itself where the route is local.
fn route(record: Option<&Node<'_>>) -> WrittenAs {
    let value = |name: &str| record.and_then(|record| member(record, &[name])).and_then(Node::str).unwrap_or("");
    if value("state").eq_ignore_ascii_case("blackhole") {
        WrittenAs::CloudBlackhole
    } else if value("gatewayid") == "local" || value("nexthoptype").eq_ignore_ascii_case("VnetLocal") {
        WrittenAs::Vpc
    } else if !value("vpcpeeringconnectionid").is_empty()
        || value("gatewayid").starts_with("pcx-")
        || value("nexthoptype").eq_ignore_ascii_case("VNetPeering")
    {
        WrittenAs::Peer
    } else {
        WrittenAs::CloudRoute
    }
}

/// Ranges of pods and services, by their key or by the name of a secondary range.
fn cluster(path: &Path<'_>) -> Option<WrittenAs> {
    let key = path.key();
    let names = ["rangename", "name"];
    let secondary = path.keys.iter().any(|key| key.contains("secondary"));
    let name = path.outward().next().filter(|_| secondary).and_then(|record| member(record, &names));
    let name = name.and_then(Node::str).map(str::to_lowercase).unwrap_or_default();
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
    let record = owner::record(path)?;
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
    path.outward().find_map(|object| member(object, &["type"])).and_then(Node::str).and_then(by_resource)
}

/// By the type of a resource: `aws_subnet`, `azurerm_virtual_network`, `AWS::EC2::VPC`.
pub(in crate::read::structured) fn by_resource(resource: &str) -> Option<WrittenAs> {
    let resource = resource.replace('_', "").to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| resource.contains(word));
    if has(&["peer"]) {
        Some(WrittenAs::Peer)
    } else if has(&["subnet", "vswitch", "virtualnetworks/subnets"]) {
        Some(WrittenAs::Subnet)
    } else if has(&["route"]) {
        Some(WrittenAs::CloudRoute)
    } else if has(&["vpc", "virtualnetwork", "vcn", "vnet"]) || resource.ends_with("network") {
        Some(WrittenAs::Vpc)
    } else {
        None
    }
}

/// By the keys above, the nearest first.
pub(in crate::read::structured) fn by_key(keys: &[String]) -> Option<WrittenAs> {
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
