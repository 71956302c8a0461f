//! JSON of iproute2: `ip -j route`, `ip -j rule`, `ip -j addr`.
//!
//! Its keys are not the words of the text: `prefsrc` is `src`, `protocol` is `proto`, `gateway` is `via`. Up to 6.3 the words of a
//! tunnel stand beside those of the route, so that `dst` comes twice: the first is the route's.

use std::net::IpAddr;

use ipnet::IpNet;

use super::found::Found;
use crate::net;
use crate::read::address::{address, default_route, prefix_or_host};
use crate::read::json::{Node, Value};
use crate::read::{Hop, InterfaceAddress, Item, Name, Route, RouteType, Rule, RuleAction, Way};
use crate::text::Located;

/// Routes; objects without a destination, which some releases print, are passed over.
pub(super) fn routes(found: &mut Found<'_>, root: &Node<'_>) {
    for node in root.walk() {
        if let Some(route) = route(found, node) {
            found.add(Item::Route(route), node.span);
        }
    }
}

fn route(found: &Found<'_>, node: &Node<'_>) -> Option<Route> {
    let written = first(node, "dst")?;
    let own = hop(node);
    let v6 = own.via.or_else(|| host(node, "prefsrc")).is_some_and(|address| address.is_ipv6())
        || node.get("pref").is_some();
    let net = if written.str()? == "default" { default_route(v6) } else { prefix_or_host(written.str()?)? };
    // `ip -j route get` answers for one address; the answer is no entry of a table.
    if node.get("cache").is_some() || node.get("uid").is_some() {
        return None;
    }
    let kind = node.get("type").and_then(Node::str).map_or(RouteType::Unicast, kind_of);
    let mut hops: Vec<Hop> =
        node.get("nexthops").map(|list| list.elements().iter().map(hop).collect()).unwrap_or_default();
    if own != Hop::default() && !kind.leads_nowhere() {
        hops.insert(0, own);
    }
    let has_gateway = hops.iter().any(|hop| hop.via.is_some());
    let is_link = word(node, "scope").is_some_and(|scope| scope == "link" || scope == "253");
    let on_link = is_link || (matches!(net, IpNet::V6(_)) && !has_gateway && !hops.is_empty());
    let flags =
        node.get("flags").map(|flags| flags.elements().iter().filter_map(Node::str).map(str::to_owned).collect());
    let way = Way {
        kind,
        hops,
        on_link,
        table: word(node, "table").filter(|name| !matches!(*name, "main" | "254")).map(str::to_owned),
        proto: text(node, "protocol"),
        src: host(node, "prefsrc"),
        metric: number(node, "metric"),
        from: node.get("from").and_then(Node::str).and_then(prefix_or_host),
        tos: text(node, "tos"),
        flags: flags.unwrap_or_default(),
    };
    Some(Route::new(Located::new(net, found.inside(written)), node.span, way))
}

fn hop(node: &Node<'_>) -> Hop {
    Hop { via: gateway(node), dev: text(node, "dev").map(Name::from) }
}

/// `"gateway": "10.0.0.1"`, or for another family `"via": {"family": "inet6", "host": "fe80::1"}`.
fn gateway(node: &Node<'_>) -> Option<IpAddr> {
    host(node, "gateway").or_else(|| node.at(&["via", "host"]).and_then(Node::str).and_then(address))
}

fn kind_of(word: &str) -> RouteType {
    RouteType::of_word(word).unwrap_or(RouteType::Other)
}

/// Policy rules.
pub(super) fn rules(found: &mut Found<'_>, root: &Node<'_>) {
    let (mut seen_first, mut second_list) = (false, false);
    for node in root.walk() {
        let Some(mut rule) = rule(node) else { continue };
        // The list of IPv6 looks like the one of IPv4 and begins again at 0.
        second_list |= seen_first && rule.priority == 0;
        seen_first |= rule.priority == 0;
        rule.v6 |= second_list;
        found.add(Item::from(rule), node.span);
    }
}

/// Keys of a rule that are read or say nothing about what it matches.
const RULE_KEYS: &[&str] = &[
    "priority",
    "src",
    "srclen",
    "dst",
    "dstlen",
    "fwmark",
    "fwmask",
    "iif",
    "oif",
    "table",
    "action",
    "not",
    "goto",
    "suppress_prefixlen",
    "suppress_prefixlength",
    "suppress_ifgroup",
    "protocol",
    "iif_detached",
    "oif_detached",
    "unresolved",
    "nop",
    "to_nop",
];

fn rule(node: &Node<'_>) -> Option<Rule> {
    let priority = number(node, "priority")?;
    let (from, to) = (selector(node, "src", "srclen"), selector(node, "dst", "dstlen"));
    let mark = word(node, "fwmark").and_then(hexadecimal);
    let mask = word(node, "fwmask").and_then(hexadecimal).unwrap_or(u32::MAX);
    let action = match (text(node, "table"), number(node, "goto"), word(node, "action").and_then(RouteType::of_word)) {
        (_, Some(priority), _) => RuleAction::Goto(priority),
        (_, _, Some(kind)) => RuleAction::Type(kind),
        (Some(table), ..) => RuleAction::Lookup(table),
        _ => RuleAction::Nop,
    };
    let suppress = number(node, "suppress_prefixlen").or_else(|| number(node, "suppress_prefixlength"));
    Some(Rule {
        priority,
        invert: node.get("not").is_some(),
        v6: [from, to].iter().flatten().any(|net| matches!(net, IpNet::V6(_))),
        from,
        to,
        fwmark: mark.map(|mark| (mark, mask)),
        iif: text(node, "iif"),
        oif: text(node, "oif"),
        action,
        suppress: suppress.and_then(|length| u8::try_from(length).ok()),
        other: node.members().iter().any(|member| !RULE_KEYS.contains(&&*member.key.value)),
        span: node.span,
    })
}

/// `"src": "10.9.0.0", "srclen": 24`; without a length it is one address, and `all` is no selector.
fn selector(node: &Node<'_>, key: &str, length: &str) -> Option<IpNet> {
    let net = prefix_or_host(node.get(key)?.str()?)?;
    let length = number(node, length).and_then(|length| u8::try_from(length).ok()).unwrap_or(net.prefix_len());
    IpNet::new(net.addr(), length).ok().filter(|net| !net::is_default(*net))
}

fn hexadecimal(word: &str) -> Option<u32> {
    word.strip_prefix("0x").map_or_else(|| word.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok())
}

/// Addresses of interfaces.
pub(super) fn addresses(found: &mut Found<'_>, root: &Node<'_>) {
    for interface in root.walk() {
        let (Some(dev), Some(list)) = (text(interface, "ifname"), interface.get("addr_info")) else { continue };
        let flags = interface.get("flags").map(|flags| flags.elements().iter().any(|flag| flag.str() == Some("UP")));
        for node in list.elements() {
            if let Some(net) = own_address(found, node) {
                let peer = node.get("address").and_then(Node::str).and_then(prefix_or_host);
                let item = InterfaceAddress { net, peer, dev: dev.clone(), up: flags.unwrap_or(true) };
                found.add(Item::from(item), node.span);
            }
        }
    }
}

/// `"local": "10.0.0.5", "prefixlen": 24`; with a peer the length is the peer's and the address is alone.
fn own_address(found: &Found<'_>, node: &Node<'_>) -> Option<Located<IpNet>> {
    let local = node.get("local")?;
    let own = address(local.str()?)?;
    let length = number(node, "prefixlen").and_then(|length| u8::try_from(length).ok());
    let net = match (length, node.get("address")) {
        (Some(length), None) => IpNet::new(own, length).ok()?,
        _ => net::host(own),
    };
    Some(Located::new(net, found.inside(local)))
}

/// The first value of a key that comes twice.
fn first<'a>(node: &'a Node<'a>, key: &str) -> Option<&'a Node<'a>> {
    node.members().iter().find(|member| member.key.value == key).map(|member| &member.value)
}

/// A string, or a number as written: tables without a name are numbers in some releases.
fn word<'n>(node: &'n Node<'n>, key: &str) -> Option<&'n str> {
    match &node.get(key)?.value {
        Value::String(text) | Value::Number(text) => Some(text),
        _ => None,
    }
}

/// The same, for an item to keep.
fn text(node: &Node<'_>, key: &str) -> Option<String> {
    word(node, key).map(str::to_owned)
}

fn host(node: &Node<'_>, key: &str) -> Option<IpAddr> {
    address(node.get(key)?.str()?)
}

fn number(node: &Node<'_>, key: &str) -> Option<u32> {
    word(node, key)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::read::check::{check, see};

    #[test]
    fn routes_as_json() {
        check(
            "ip -j route",
            &[
                (
                    "keys of their own, hops, types",
                    r#"[{"dst":"default","gateway":"192.0.2.1","dev":"eth0","protocol":"dhcp","metric":100,"flags":[]},{"dst":"10.9.0.0/24","dev":"d1","protocol":"kernel","scope":"link","prefsrc":"10.9.0.1","flags":["linkdown"]},{"type":"blackhole","dst":"10.22.0.0/16","flags":[]},{"dst":"10.26.0.0/16","flags":[],"nexthops":[{"gateway":"192.0.2.1","dev":"eth0","weight":1,"flags":[]},{"gateway":"192.0.2.3","dev":"eth1","weight":3,"flags":[]}]},{"dst":"10.27.0.0/16","via":{"family":"inet6","host":"fe80::1"},"dev":"eth0","flags":[]}]"#,
                    "u",
                    &[
                        "route 0.0.0.0/0 via 192.0.2.1 dev eth0 proto dhcp metric 100",
                        "route 10.9.0.0/24 dev d1 on-link proto kernel src 10.9.0.1 linkdown",
                        "route blackhole 10.22.0.0/16",
                        "route 10.26.0.0/16 via 192.0.2.1 dev eth0 + via 192.0.2.3 dev eth1",
                        "route 10.27.0.0/16 via fe80::1 dev eth0",
                    ],
                ),
                (
                    "the tunnel of 6.3 and earlier writes a second destination",
                    r#"[{"dst":"10.38.0.0/16","encap":"ip","id":7,"src":"0.0.0.0","dst":"192.0.2.1","ttl":0,"tos":0,"dev":"eth0","scope":"link","flags":[]}]"#,
                    "u",
                    &["route 10.38.0.0/16 dev eth0 on-link tos 0"],
                ),
                (
                    "empty objects between, IPv6",
                    "[{},{\"dst\":\"default\",\"gateway\":\"fe80::1\",\"dev\":\"eth0\",\"metric\":1024,\"flags\":[],\"pref\":\"medium\"},{}]",
                    "u",
                    &["route ::/0 via fe80::1 dev eth0 metric 1024"],
                ),
            ],
        );
    }

    #[test]
    fn rules_and_addresses_as_json() {
        let rules = see(
            r#"[{"priority":0,"src":"all","table":"local"},{"priority":32765,"src":"10.9.0.0","srclen":24,"table":"100"}]"#,
        );
        assert_eq!(rules.kinds, ["ip rule"]);
        assert_eq!(rules.items.len(), 2);
        check(
            "ip addr",
            &[(
                "addresses",
                r#"[{"ifindex":2,"ifname":"eth0","flags":["BROADCAST","UP"],"addr_info":[{"family":"inet","local":"10.0.0.5","prefixlen":24,"label":"eth0"}]},{"ifindex":3,"ifname":"tun0","flags":["POINTOPOINT"],"addr_info":[{"family":"inet","local":"10.8.0.6","address":"10.8.0.5","prefixlen":32}]}]"#,
                "u",
                &["address 10.0.0.5/24 dev eth0", "address 10.8.0.6/32 dev tun0 peer 10.8.0.5/32 down"],
            )],
        );
    }
}
