//! Configurations of VPNs: WireGuard and OpenVPN.

mod openvpn;
mod wg_dump;
mod wireguard;

use ipnet::IpNet;

pub(super) use openvpn::{DIRECTIVES, OPENVPN};
pub(super) use wg_dump::WG_DUMP;
pub(super) use wireguard::{KEYS as WIREGUARD_KEYS, WIREGUARD};

use super::{Evidence, Item, Name, WrittenAs, WrittenPrefix};
use crate::net;
use crate::text::{Located, Span};

/// A range that a VPN leads to or gives to its members.
fn range(net: IpNet, span: Span, written_as: WrittenAs, name: Option<&Located<String>>) -> Item {
    let has_length = !net::is_host(net);
    Item::from(WrittenPrefix {
        net: Located::new(net, span),
        has_length,
        name: name.cloned().map(|name| name.map(Name::from)),
        written_as,
        cloud: None,
        evidence: Evidence::default(),
    })
}
