//! Addresses in a tree: those of the host's own interfaces, and those that a key calls a machine to reach.

use std::net::IpAddr;

use ipnet::IpNet;

use super::owner;
use super::path::{Path, member, plain};
use crate::net;
use crate::read::InterfaceAddress;
use crate::read::address::address;
use crate::read::json::{Node, Value};
use crate::read::structured::found::Found;
use crate::text::{Located, Span, offset};

/// Keys whose address is of a machine that something connects to.
const HOSTS: &[&str] = &[
    "ip",
    "ipaddr",
    "ipaddress",
    "ipv4address",
    "address",
    "addr",
    "host",
    "hostname",
    "hostip",
    "server",
    "serverip",
    "endpoint",
    "privateip",
    "privateipaddress",
    "internalip",
    "connectionstring",
];

/// The address of an interface: `"address"` with `"netmask"` or `"prefix"` beside it, and an interface to stand on.
pub(super) fn interface(found: &Found<'_>, object: &Node<'_>, path: &Path<'_>) -> Option<InterfaceAddress> {
    let address = found.address(member(object, &["address"])?)?;
    let net = IpNet::new(address.value, length(object, address.value)?).ok()?;
    let around = std::iter::once(object).chain(path.outward());
    let dev = around.take(2).find_map(|object| member(object, &["interface", "device"])).and_then(Node::str)?;
    Some(InterfaceAddress { net: Located::new(net, address.span), peer: None, dev: dev.to_owned(), up: true })
}

/// The length that a mask or a number beside an address gives.
fn length(object: &Node<'_>, address: IpAddr) -> Option<u8> {
    let mask = member(object, &["netmask", "prefix"])?;
    match (&mask.value, address) {
        (Value::String(mask), IpAddr::V4(_)) => {
            mask.parse().ok().and_then(net::mask_length).or_else(|| mask.parse().ok())
        }
        (Value::String(length) | Value::Number(length), _) => length.parse().ok(),
        _ => None,
    }
}

/// The machine that a value names where its key says that it is one.
pub(super) fn target(found: &Found<'_>, node: &Node<'_>, path: &Path<'_>) -> Option<Located<IpNet>> {
    let is_host = HOSTS.contains(&path.key()) || node.str()?.contains("://");
    let is_interface =
        || path.outward().next().is_some_and(|object| member(object, &["netmask", "broadcast"]).is_some());
    if !is_host || is_interface() {
        return None;
    }
    let span = found.inside(node);
    let text = found.source().slice(span);
    let host = host_of(text);
    let address = address(host).filter(|address| !address.is_unspecified())?;
    let start = span.start + offset(host.as_ptr() as usize - text.as_ptr() as usize);
    Some(Located::new(net::host(address), Span { start, end: start + offset(host.len()), ..span }))
}

/// What a machine is called: the name or the identifier of the record around it, or its key.
pub(super) fn name(found: &Found<'_>, path: &Path<'_>) -> Option<Located<String>> {
    let is_name = |key: &str| key == "name" || key.ends_with("identifier") || key.ends_with("instanceid");
    let members = path.outward().take(3).flat_map(Node::members);
    let named = members.filter(|member| is_name(&plain(&member.key.value)));
    named.map(|member| &member.value).find_map(|value| found.text(Some(value))).or_else(|| owner::name_by_key(path))
}

/// The host of `10.0.0.5`, `10.0.0.5:3306`, `jdbc:mysql://10.0.0.5:3306/shop`, `[fd00::5]:80`.
pub(in crate::read::structured) fn host_of(text: &str) -> &str {
    let behind = text.rsplit_once("://").map_or(text, |(_, rest)| rest);
    let place = behind.split(['/', '?']).next().unwrap_or(behind);
    let place = place.rsplit_once('@').map_or(place, |(_, host)| host);
    if let Some(inside) = place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return inside.0;
    }
    match place.split_once(':') {
        Some((host, port)) if !port.contains(':') => host,
        _ => place,
    }
}
