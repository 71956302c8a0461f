//! What an automatic allocation keeps clear of on the host: routes and nameservers, looked up at every allocation.

use ipnet::IpNet;

use super::occupied::Occupied;
use super::rules::Change;
use super::{Host, HostRoute, SkipReason, Version};
use crate::net::{AddrSet, host, is_default};

/// The prefixes of the host that this release avoids.
///
/// Addresses of interfaces, other tables, and networks that are only behind a gateway are not among them
/// (`netutils/utils_linux.go`; measured on 20.10.24 to 29.7.2).
pub(crate) fn reserved(version: Version, machine: &Host) -> Occupied {
    let mut occupied = Occupied::default();
    for route in machine.routes.iter().filter(|route| avoids(version, route)) {
        occupied.add(route.dst, SkipReason::Route);
    }
    for &nameserver in &machine.nameservers {
        occupied.add(host(nameserver), SkipReason::Nameserver);
    }
    occupied
}

/// The addresses of the host from which this release takes no block.
pub fn masked(version: Version, machine: &Host) -> AddrSet {
    AddrSet::of(reserved(version, machine).iter().map(|(net, _)| net))
}

/// Whether a route keeps its destination free. No release looks at IPv6 routes or at the default route.
fn avoids(version: Version, route: &HostRoute) -> bool {
    let IpNet::V4(dst) = route.dst.trunc() else { return false };
    if is_default(route.dst) || version.has(Change::OnLinkRoutesOnly) && !route.on_link {
        return false;
    }
    !(version.has(Change::ZeroRoutesIgnored) && dst.addr().is_unspecified())
}
