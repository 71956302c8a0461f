//! Whose an interface is, told by its name. A name is a guess, and the page says so.

use std::net::IpAddr;

use ipnet::IpNet;

use super::tenants::tenant_of;
use crate::read::is_bridge_of_docker;

/// Who owns an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The default bridge, a bridge of a user network, or `docker_gwbridge`.
    Docker,
    /// Another tool that makes bridges, of [`super::tenants`]: libvirt, LXD, Podman, a Kubernetes CNI.
    OtherBridge,
    /// A tunnel: OpenVPN, WireGuard, Tailscale, PPP.
    Tunnel,
    /// The loopback.
    Loopback,
    /// A network card, or anything else.
    Host,
}

/// Beginnings of interface names and whose they are. The first that fits decides.
const BEGINNINGS: &[(&str, Owner)] = &[
    ("docker0", Owner::Docker),
    ("docker_g", Owner::Docker), // docker_gwbridge, also where `route -ee` cuts it at eight letters
    ("tun", Owner::Tunnel),
    ("tap", Owner::Tunnel),
    ("utun", Owner::Tunnel),
    ("wg", Owner::Tunnel),
    ("ppp", Owner::Tunnel),
    ("tailscale", Owner::Tunnel),
    ("zt", Owner::Tunnel),
    ("ipsec", Owner::Tunnel),
    ("vpn", Owner::Tunnel),
    ("gpd", Owner::Tunnel),
    ("cscotun", Owner::Tunnel),
];

/// Whose an interface of this name is, as far as the name tells.
pub fn owner(name: &str) -> Owner {
    if name == "lo" || name == "lo0" {
        return Owner::Loopback;
    }
    if is_bridge_of_docker(name) {
        return Owner::Docker;
    }
    if tenant_of(name).is_some() {
        return Owner::OtherBridge;
    }
    BEGINNINGS.iter().find(|(start, _)| name.starts_with(start)).map_or(Owner::Host, |(_, owner)| *owner)
}

/// The connected prefix of an interface address: itself masked, or the peer's prefix of a point-to-point link.
pub fn connected(net: IpNet, peer: Option<IpNet>) -> IpNet {
    peer.unwrap_or(net).trunc()
}

/// The first usable address of a subnet: the gateway Docker gives to a bridge.
pub fn first_address(net: IpNet) -> IpAddr {
    let (first, last) = crate::net::bounds(net);
    crate::net::address(if last - first > 1 { first + 1 } else { first }, net.addr())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_their_owner() {
        for (name, expected) in [
            ("docker0", Owner::Docker),
            ("docker_gwbridge", Owner::Docker),
            ("docker_g", Owner::Docker),
            ("br-828c78b615e2", Owner::Docker),
            ("br-828c7", Owner::Docker),
            ("br-lan", Owner::Host),
            ("br-int", Owner::Host),
            ("br1", Owner::Host),
            ("virbr0", Owner::OtherBridge),
            ("utun3", Owner::Tunnel),
            ("wg0", Owner::Tunnel),
            ("lo", Owner::Loopback),
            ("eth0", Owner::Host),
            ("", Owner::Host),
        ] {
            assert_eq!(owner(name), expected, "{name}");
        }
    }
}
