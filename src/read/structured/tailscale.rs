//! `tailscale status --json`: the own addresses, and the routes that subnet routers offer.

use super::found::{Found, Owner};
use crate::net;
use crate::read::WrittenAs;
use crate::read::json::Node;
use crate::text::Located;

/// The addresses of this machine and every route of its tailnet. Addresses of other machines are no routes.
pub(super) fn routes(found: &mut Found<'_>, root: &Node<'_>) {
    for own in [root.get("Self"), Some(root)].into_iter().flatten().filter_map(|node| node.get("TailscaleIPs")).take(1)
    {
        for address in own.list().iter().filter_map(|address| found.address(address)).collect::<Vec<_>>() {
            found.prefix(address.map(net::host), WrittenAs::VpnPool, owner(found, root.get("Self")));
        }
    }
    for machine in root.walk() {
        let lists = ["PrimaryRoutes", "AllowedIPs"].into_iter().filter_map(|key| machine.get(key));
        let mut seen: Vec<ipnet::IpNet> = Vec::new();
        for route in lists.flat_map(Node::list).filter_map(|route| found.net(route)).collect::<Vec<_>>() {
            if seen.contains(&route.value) {
                found.use_all(route.span);
            } else if !is_address_of(machine, route) {
                seen.push(route.value);
                found.prefix(route, WrittenAs::VpnRoute, owner(found, Some(machine)));
            }
        }
    }
}

/// Whether a route is only the address of the machine itself.
fn is_address_of(machine: &Node<'_>, route: Located<ipnet::IpNet>) -> bool {
    let own = machine.get("TailscaleIPs").map_or(&[][..], Node::list);
    net::is_host(route.value) && own.iter().any(|own| own.str() == Some(route.value.addr().to_string().as_str()))
}

fn owner(found: &Found<'_>, machine: Option<&Node<'_>>) -> Owner {
    Owner { name: found.text(machine.and_then(|machine| machine.get("HostName"))), ..Owner::default() }
}
