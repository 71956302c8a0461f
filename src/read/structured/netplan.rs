//! Netplan: the settings of Ubuntu's network cards.

use super::found::Found;
use crate::read::address::default_route;
use crate::read::json::{Member, Node, Value};
use crate::read::{Hop, InterfaceAddress, Item, Route, Way};
use crate::text::{Located, Span};

/// Groups of devices below `network`.
pub(super) const GROUPS: &[&str] =
    &["ethernets", "wifis", "bonds", "bridges", "vlans", "tunnels", "modems", "dummy-devices"];

/// Addresses, routes and nameservers of every device.
pub(super) fn devices(found: &mut Found<'_>, root: &Node<'_>) {
    let network = root.get("network").unwrap_or(root);
    let groups = GROUPS.iter().filter_map(|group| network.get(group));
    for device in groups.flat_map(Node::members) {
        addresses(found, device);
        for route in device.value.get("routes").map_or(&[][..], Node::list) {
            match written(found, route, &device.key.value) {
                Some(item) => {
                    let span = item.span;
                    found.add(Item::Route(item), span);
                }
                None => found.leave(route.span),
            }
        }
        for server in device.value.at(&["nameservers", "addresses"]).map_or(&[][..], Node::list) {
            if let Some(server) = found.address(server) {
                found.add(Item::Nameserver(server), server.span);
            }
        }
    }
}

/// `10.1.2.3/24`, or a mapping with it as the key.
fn addresses(found: &mut Found<'_>, device: &Member<'_>) {
    for entry in device.value.get("addresses").map_or(&[][..], Node::list) {
        let key = || {
            entry
                .members()
                .first()
                .map(|member| Node { value: Value::String(member.key.value.clone()), span: member.key.span })
        };
        if let Some(net) = found.net(entry).or_else(|| key().and_then(|key| found.net(&key))) {
            let item = InterfaceAddress { net, peer: None, dev: device.key.value.to_string(), up: true };
            found.add(Item::from(item), net.span);
        }
    }
}

fn written(found: &Found<'_>, route: &Node<'_>, dev: &str) -> Option<Route> {
    let via = route.get("via").and_then(|via| found.address(via)).map(|via| via.value);
    let to = route.get("to")?;
    let dst = match to.str()? {
        "default" => Located::new(default_route(via.is_some_and(|via| via.is_ipv6())), to.span),
        _ => found.net(to).or_else(|| found.address(to).map(|address| address.map(crate::net::host)))?,
    };
    let metric = match route.get("metric").map(|metric| &metric.value) {
        Some(Value::Number(metric)) => metric.parse().ok(),
        _ => None,
    };
    let hops = vec![Hop { via, dev: Some(dev.into()) }];
    // A mapping of YAML ends where the next one begins.
    let span = route.members().last().map_or(route.span, |last| Span { end: last.value.span.end, ..route.span });
    Some(Route::new(dst, span, Way { hops, on_link: via.is_none(), metric, ..Way::default() }))
}

#[cfg(test)]
mod tests {
    use crate::read::check::check;

    #[test]
    fn devices_with_routes_and_nameservers() {
        check(
            "netplan",
            &[(
                "a card",
                "network:\n  version: 2\n  ethernets:\n    eth0:\n      addresses: [10.1.2.3/24]\n      routes:\n        - to: 172.16.0.0/12\n          via: 10.1.2.1\n        - to: default\n          via: 10.1.2.254\n      nameservers:\n        search: [corp.example]\n        addresses: [10.1.0.53]\n",
                "....u.uuuu..u",
                &[
                    "address 10.1.2.3/24 dev eth0",
                    "route 172.16.0.0/12 via 10.1.2.1 dev eth0",
                    "route 0.0.0.0/0 via 10.1.2.254 dev eth0",
                    "nameserver 10.1.0.53",
                ],
            )],
        );
    }
}
