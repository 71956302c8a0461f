//! docker0: where its subnet comes from.
//!
//! ```text
//! bip  >  an address already on the bridge  >  fixed-cidr  >  the pools
//! ```
//!
//! Up to 27 an address on docker0 stands against `fixed-cidr`; from 28 on `fixed-cidr` wins. In 20.10 `fixed-cidr` is
//! never the subnet, only a range (`daemon/daemon_unix.go`; measured on 20.10.24 to 29.7.2).

use std::net::IpAddr;

use ipnet::IpNet;

use super::allocator::Family;
use super::config::go::{Cidr, parse_cidr};
use super::errors::Reason;
use super::network::SubnetRequest;
use super::rules::Change;
use super::{Config, Version};
use crate::net::{address, number, prefix};

/// Which bridge the network named `bridge` is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Device {
    /// docker0, made by the engine.
    Docker0,
    /// A bridge that the user made, by the key `bridge`.
    Named(String),
    /// None: `bridge` is `none`.
    Off,
}

/// Whether the kernel can have an interface of that name: it has 15 bytes for one (`IFNAMSIZ`; measured on 20.10.24).
pub(super) const fn can_exist(name: &str) -> bool {
    name.len() <= 15
}

impl Device {
    /// The device that the configuration names.
    pub(super) fn of(config: &Config) -> Self {
        match config.bridge.as_deref().unwrap_or_default() {
            "" | DOCKER0 => Self::Docker0,
            "none" => Self::Off,
            name => Self::Named(name.to_owned()),
        }
    }

    /// The name of a bridge of the user's.
    pub(super) fn named(self) -> Option<String> {
        match self {
            Self::Named(name) => Some(name),
            Self::Docker0 | Self::Off => None,
        }
    }

    /// The interface's name.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Docker0 => DOCKER0,
            Self::Named(name) => name,
            Self::Off => "",
        }
    }
}

/// The interface of the default bridge.
pub(super) const DOCKER0: &str = "docker0";

/// What the default bridge asks for: IPv4 always, IPv6 if it is on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// The IPv4 request.
    pub(super) v4: SubnetRequest,
    /// The IPv6 request.
    pub(super) v6: Option<SubnetRequest>,
}

/// The request for the default bridge from the configuration and the addresses already on the interface.
pub(super) fn asked(version: Version, config: &Config, present: &[IpNet]) -> Result<Asked, Reason> {
    let named = config.bridge.as_deref().is_some_and(|name| !name.is_empty());
    let keys = |bip: Option<&str>, fixed: Option<&str>| Keys { bip: cidr(bip), fixed: cidr(fixed), named };
    let v4 = keys(config.bip.as_deref(), config.fixed_cidr.as_deref());
    let v6 = keys(config.bip6.as_deref(), config.fixed_cidr_v6.as_deref());
    let of = |family: Family| present.iter().copied().filter(|&net| Family::of(net) == family).collect::<Vec<_>>();
    if version.has(Change::BridgeIpv6Allocated) {
        let asked_v6 = config.ipv6.unwrap_or_default().then(|| v6.since_28(&without_link_local(of(Family::V6), &v6)));
        return Ok(Asked { v4: v4.since_28(&of(Family::V4))?, v6: asked_v6.transpose()? });
    }
    let asked_v6 = v6.fixed.filter(|_| config.ipv6.unwrap_or_default()).map(|fixed| SubnetRequest {
        subnet: Some(fixed.net),
        range: None,
        gateway: of(Family::V6).iter().map(IpNet::addr).find(|&address| fixed.net.contains(&address)),
    });
    Ok(Asked { v4: v4.up_to_27(version, &of(Family::V4)), v6: asked_v6 })
}

/// What the network lists without using it: up to 27 `fixed-cidr-v6` also without `ipv6`.
pub(super) fn unused(version: Version, config: &Config) -> Vec<IpNet> {
    if version.has(Change::BridgeIpv6Allocated) || config.ipv6.unwrap_or_default() {
        return Vec::new();
    }
    cidr(config.fixed_cidr_v6.as_deref()).map(|fixed| fixed.net).into_iter().collect()
}

/// The keys of one family.
struct Keys {
    bip: Option<Cidr>,
    fixed: Option<Cidr>,
    /// The user named the bridge.
    named: bool,
}

impl Keys {
    fn up_to_27(&self, version: Version, present: &[IpNet]) -> SubnetRequest {
        let preferred = self.fixed.and_then(|fixed| present.iter().find(|net| fixed.net.contains(&net.addr())));
        let found = preferred.or(present.first()).copied();
        // A network address stays on the interface, but is not taken for the gateway.
        let gateway = found.filter(|net| net.addr() != net.network()).map(|net| net.addr());
        let fixed = self.fixed.map(|fixed| fixed.net);
        let own = fixed.filter(|_| version.has(Change::FixedCidrIsSubnet));
        match self.bip {
            Some(bip) => SubnetRequest { subnet: Some(bip.net), range: fixed, gateway: Some(bip.address) },
            None => SubnetRequest { subnet: found.map(|net| net.trunc()).or(own), range: fixed, gateway },
        }
    }

    fn since_28(&self, present: &[IpNet]) -> Result<SubnetRequest, Reason> {
        let own = self.bip.map(|bip| (bip.address, bip.net));
        let own = own.or_else(|| self.kept(present));
        let Some(fixed) = self.fixed else {
            return Ok(SubnetRequest { subnet: own.map(|own| own.1), range: None, gateway: own.map(|own| own.0) });
        };
        let Some((address, net)) = own else {
            return Ok(SubnetRequest { subnet: Some(fixed.net), range: Some(fixed.net), gateway: None });
        };
        let outside = self.named && !fits(fixed, net);
        if outside && net.max_prefix_len() == 128 {
            let text = format!(
                "fixed-cidr-v6={} is outside any subnet implied by addresses on the user-managed default bridge",
                written(fixed)
            );
            return Err(Reason::new("range-outside", text));
        }
        Ok(SubnetRequest { subnet: Some(net), range: (!outside).then_some(fixed.net), gateway: Some(address) })
    }

    /// The address on the bridge that is kept, and its subnet.
    fn kept(&self, present: &[IpNet]) -> Option<(IpAddr, IpNet)> {
        let first = *present.first()?;
        let Some(fixed) = self.fixed else { return Some((first.addr(), first.trunc())) };
        let around = present.iter().find(|net| net.contains(&fixed.address));
        let inside = || present.iter().find(|net| fixed.net.contains(&net.addr()));
        let chosen = around.or_else(inside).copied().unwrap_or(first);
        match () {
            () if self.named => Some((chosen.addr(), chosen.trunc())),
            () if !chosen.contains(&fixed.address) => None,
            () if fixed.net.prefix_len() < chosen.prefix_len() => Some((chosen.addr(), fixed.net)),
            () => Some((chosen.addr(), chosen.trunc())),
        }
    }
}

fn fits(fixed: Cidr, net: IpNet) -> bool {
    net.contains(&fixed.address) && fixed.net.prefix_len() >= net.prefix_len()
}

fn written(fixed: Cidr) -> String {
    format!("{}/{}", fixed.address, fixed.net.prefix_len())
}

/// The kernel's own `fe80::` address does not count, unless that prefix is asked for.
fn without_link_local(mut present: Vec<IpNet>, keys: &Keys) -> Vec<IpNet> {
    if !keys.fixed.is_some_and(|fixed| is_link_local(fixed.address)) {
        present.retain(|net| !is_link_local(net.addr()));
    }
    present
}

fn is_link_local(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(v6) if v6.segments()[..4] == [0xfe80, 0, 0, 0])
}

fn cidr(value: Option<&str>) -> Option<Cidr> {
    parse_cidr(value?).ok()
}

/// The addresses on the interface after the bridge got `given` for a family: the one in the same subnet, else the first
/// of the family, makes room. The kernel's own `fe80::` address stays.
///
/// Up to 24 an IPv4 address could be given for IPv6, by `fixed-cidr-v6`; it is put beside the other.
pub(super) fn with_address(present: &[IpNet], family: Family, given: IpNet) -> Vec<IpNet> {
    let own = |net: &&IpNet| Family::of(given) == family && Family::of(**net) == family && !is_link_local(net.addr());
    let inside = present.iter().filter(own).find(|net| given.contains(&net.addr()));
    let replaced = inside.or_else(|| present.iter().find(own)).copied();
    let mut addresses: Vec<IpNet> = present.iter().copied().filter(|&net| Some(net) != replaced).collect();
    addresses.push(given);
    addresses
}

/// What 23.0 makes of the gateway in a block of an IPv4-mapped pool: the four bytes at the wrong end, and 1.
pub(super) fn misplaced(block: IpNet) -> Option<IpNet> {
    let at = number(block.network()).checked_shl(96)?.checked_add(1)?;
    let v6 = address(at, IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED));
    prefix(v6, 128)?;
    IpNet::new(v6, block.prefix_len().checked_add(96)?).ok()
}
