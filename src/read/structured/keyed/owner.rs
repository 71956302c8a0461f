//! Whose a prefix is: the record around it with its name, its id and its VPC.

use std::borrow::Cow;

use super::path::{Path, member};
use super::template;
use crate::read::WrittenAs;
use crate::read::json::Node;
use crate::read::structured::found::{Found, Owner};
use crate::text::Located;

/// The nearest object around the value that names itself.
pub(super) fn record<'n>(path: &Path<'n>) -> Option<&'n Node<'n>> {
    path.outward().find(|object| member(object, IDS).is_some() || member(object, NAMES).is_some())
}

const IDS: &[&str] = &["subnetid", "vswitchid", "vpcid", "vcnid", "id", "selflink"];
const NAMES: &[&str] = &["subnetname", "vswitchname", "vpcname", "vpcid", "displayname", "name"];

/// The name, the id and the VPC of the record that a prefix stands in.
pub(super) fn owner(found: &Found<'_>, path: &Path<'_>, written_as: WrittenAs) -> Owner {
    if let Some(resource) = template::resource(path) {
        return of_resource(found, path, resource);
    }
    let mut owner = record(path).map(|record| of_record(found, path, record, written_as)).unwrap_or_default();
    if let Some((id, _)) = id_in_row(path) {
        owner.id = owner.id.or_else(|| id.str().map(str::to_owned));
    }
    owner.name = owner.name.or_else(|| name_in_row(found, path)).or_else(|| name_by_key(path));
    owner
}

fn of_record(found: &Found<'_>, path: &Path<'_>, record: &Node<'_>, written_as: WrittenAs) -> Owner {
    let text = |names: &[&str]| member(record, names).and_then(Node::str).filter(|text| !text.is_empty());
    let called = || member(record, &["subnetname", "vswitchname", "vpcname", "displayname", "name"]);
    // A subnet is not called by its VPC's id.
    let ids = if written_as == WrittenAs::Subnet { IDS.get(..2) } else { IDS.get(..4) }.unwrap_or(IDS);
    let name = || {
        let own = found.text(tag(record).or_else(called));
        own.or_else(|| found.text(resource_name(path))).or_else(|| found.text(member(record, ids)))
    };
    let network = member(record, &["ipcidrrange"]).and_then(|_| text(&["network"]));
    let vpc = text(&["vpcid", "vcnid", "virtualnetworkname"]).or(network).map(str::to_owned);
    match written_as {
        WrittenAs::Peer if is_route(path) => Owner { name: route_name(found, path), ..Owner::default() },
        WrittenAs::Vpc | WrittenAs::Peer => {
            Owner { name: name(), id: vpc.or_else(|| text(&["id", "selflink"]).map(str::to_owned)), parent: None }
        }
        WrittenAs::Subnet | WrittenAs::Pods | WrittenAs::Services => {
            let id = text(&["subnetid", "vswitchid", "id", "selflink"]).map(str::to_owned);
            let parent = vpc.or_else(|| outer(path, record)).or_else(|| above_subnets(id.as_deref()));
            Owner { name: name(), id, parent }
        }
        _ => Owner { name: route_name(found, path).or_else(name), id: None, parent: vpc },
    }
}

/// The resource of a template: its own key is what others refer to.
fn of_resource(found: &Found<'_>, path: &Path<'_>, resource: &Node<'_>) -> Owner {
    let key = path.key_of(resource).cloned().map(|key| key.map(Cow::into_owned));
    let properties = member(resource, &["properties"]);
    let name = found.text(properties.and_then(tag)).filter(|name| !name.value.contains('$'));
    let parent = properties.and_then(|properties| member(properties, &["vpcid"])).and_then(template::reference);
    Owner { id: key.as_ref().map(|key| key.value.clone()), name: name.or(key), parent: parent.map(str::to_owned) }
}

/// The id or name of the object around a record: the virtual network of a subnet that is listed inside it.
fn outer(path: &Path<'_>, record: &Node<'_>) -> Option<String> {
    let mut around = path.outward().skip_while(|object| !std::ptr::eq(*object, record)).skip(1);
    let named = around.find_map(|object| member(object, &["id", "vpcid", "name"]).filter(|_| !is_resource(object)));
    named.and_then(Node::str).map(str::to_owned)
}

/// Whether an object is a resource of Terraform's state, whose values are an object inside it.
pub(super) fn is_resource(object: &Node<'_>) -> bool {
    member(object, &["type"]).and_then(Node::str).is_some_and(|kind| kind.contains('_'))
}

/// The name that Terraform's files give to the resource.
fn resource_name<'n>(path: &Path<'n>) -> Option<&'n Node<'n>> {
    path.outward().find(|object| is_resource(object)).and_then(|object| member(object, &["name"]))
}

/// Azure's ids are paths: the virtual network of a subnet is what stands before `/subnets/`.
fn above_subnets(id: Option<&str>) -> Option<String> {
    id?.split_once("/subnets/").map(|(vnet, _)| vnet.to_owned())
}

/// Whether the value is the destination of a route, by its key or by the list that it is in.
pub(super) fn is_route(path: &Path<'_>) -> bool {
    let any = |words: &[&str]| path.words().any(|key| words.iter().any(|word| key.contains(word)));
    let is_resource = path.keys.first().is_some_and(|key| key == "resource");
    path.key().starts_with("dest")
        || is_resource && path.keys.get(1).is_some_and(|kind| kind.ends_with("route"))
        || any(&["routes", "routeset", "routeentr"]) && !any(&["peer"])
        || path.words().any(|key| key == "route")
}

/// Where a route leads, in place of a name.
fn route_name(found: &Found<'_>, path: &Path<'_>) -> Option<Located<String>> {
    let hops =
        ["transitgatewayid", "vpcpeeringconnectionid", "natgatewayid", "gatewayid", "nexthopid", "networkinterfaceid"];
    let record = path.outward().next()?;
    hops.iter().find_map(|hop| found.text(member(record, &[hop])))
}

/// The value of the tag `Name`, in the two ways in which clouds write tags.
fn tag<'n>(record: &'n Node<'n>) -> Option<&'n Node<'n>> {
    let tags = member(record, &["tags", "tagset", "freeformtags"])?;
    let pair = |tag: &&Node<'_>| member(tag, &["key", "tagkey"]).and_then(Node::str) == Some("Name");
    let listed = tags.elements().iter().find(pair).and_then(|tag| member(tag, &["value", "tagvalue"]));
    listed.or_else(|| tags.get("Name"))
}

/// The identifier of a network in a list of plain values, and of what: `vpc-0a1b2c3d`.
pub(super) fn id_in_row<'n>(path: &Path<'n>) -> Option<(&'n Node<'n>, WrittenAs)> {
    let role = |node: &Node<'_>| match node.str()?.split_once('-')?.0 {
        "vpc" => Some(WrittenAs::Vpc),
        "subnet" | "vsw" => Some(WrittenAs::Subnet),
        _ => None,
    };
    // A row of a subnet has its VPC too.
    let found = path.row.id.get_or_init(|| {
        let ids = path.row.values.iter().enumerate().filter_map(|(at, node)| Some((at, role(node)?)));
        ids.reduce(|best, next| if next.1 == WrittenAs::Subnet { next } else { best })
    });
    found.and_then(|(at, role)| Some((path.row.values.get(at)?, role)))
}

/// The name in a list of plain values, or the identifier where there is none: `["vpc-0a1", "10.0.0.0/16", "prod"]`.
fn name_in_row(found: &Found<'_>, path: &Path<'_>) -> Option<Located<String>> {
    let id = id_in_row(path).map(|(id, _)| id);
    let is_word = |node: &Node<'_>| {
        let text = node.str().unwrap_or("");
        text.contains(char::is_alphabetic) && !text.contains(['/', '$']) && found.net(node).is_none()
    };
    let is_other = |node: &Node<'_>| id.is_none_or(|id| !std::ptr::eq(node, id));
    let values = path.row.values;
    let word = path.row.word.get_or_init(|| values.iter().position(|node| is_other(node) && is_word(node)));
    found.text(word.and_then(|at| values.get(at)).or(id))
}

/// What a key says besides that a range stands there; longer words before those that are in them.
const WORDS_OF_RANGES: &[&str] = &[
    "destination",
    "addresses",
    "address",
    "prefixes",
    "prefix",
    "networks",
    "network",
    "subnets",
    "subnet",
    "defaultvalue",
    "default",
    "blocks",
    "block",
    "cidrs",
    "cidr",
    "ranges",
    "range",
    "endpoint",
    "space",
    "values",
    "value",
    "host",
    "list",
    "ipv4",
    "ipv6",
    "addr",
    "url",
    "uri",
    "ip",
];

/// Keys that formats put around what people name.
const WORDS_OF_FORMATS: &[&str] = &["locals", "properties", "spec", "data", "values", "outputs"];

/// The key in place of a name: its own if it says more than that a range stands there, else that of the object around.
pub(super) fn name_by_key(path: &Path<'_>) -> Option<Located<String>> {
    let says_more =
        |key: &str| !WORDS_OF_RANGES.iter().fold(key.to_owned(), |key, word| key.replace(word, "")).is_empty();
    let own = path.written.last().filter(|key| !key.value.is_ascii() || says_more(path.key())).copied();
    let around = || path.outward().next().and_then(|object| path.key_of(object));
    let around = || around().filter(|key| !WORDS_OF_FORMATS.contains(&&*key.value));
    own.or_else(around).cloned().map(|key| key.map(Cow::into_owned))
}
