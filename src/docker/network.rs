//! A network as it is asked for and as it is given: subnet, range, gateway.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::Version;
use super::allocator::{Denied, Family, Space};
use super::config::class;
use super::errors::{Reason, denied, no_gateway};
use super::occupied::Occupied;
use super::rules::Change;
use crate::net::{address, bounds, number};

/// What is asked of the address management for one family. Nothing given means "from the pools".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubnetRequest {
    /// The subnet, host bits kept as written.
    pub subnet: Option<IpNet>,
    /// The range that containers get addresses from.
    pub range: Option<IpNet>,
    /// The address of the bridge.
    pub gateway: Option<IpAddr>,
}

/// What was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    /// The subnet, masked.
    pub subnet: IpNet,
    /// The range as it was asked for, masked. The engine does not check that it lies in the subnet of docker0.
    pub range: Option<IpNet>,
    /// The address of the bridge.
    pub gateway: IpAddr,
}

/// Takes a subnet and its gateway; gives the subnet back where there is no gateway.
pub(super) fn allocate(
    version: Version,
    space: &mut Space,
    family: Family,
    request: &SubnetRequest,
    avoided: &Occupied,
) -> Result<Subnet, Reason> {
    let range = request.range.map(|range| range.trunc());
    let subnet = take(version, space, family, request, avoided).map_err(|why| denied(version, family, why))?;
    gateway(version, subnet, range, request.gateway)
        .map(|gateway| Subnet { subnet, range, gateway })
        .inspect_err(|_| space.release(subnet, range))
}

fn take(
    version: Version,
    space: &mut Space,
    family: Family,
    request: &SubnetRequest,
    avoided: &Occupied,
) -> Result<IpNet, Denied> {
    let by_size = |net: &IpNet| version.has(Change::SizeRequests) && net.addr().is_unspecified();
    match request.subnet {
        None if version.has(Change::SizeRequests) && !space.has_pool(family) => Err(Denied::NoPoolWideEnough),
        None => space.take_next(family, avoided),
        Some(net) if by_size(&net) && net.prefix_len() == 0 => space.take_next(family, avoided),
        Some(net) if by_size(&net) => space.take_sized(family, net.prefix_len(), avoided),
        Some(net) => space.take(net.trunc(), request.range.map(|range| range.trunc())).map(|()| net.trunc()),
    }
}

/// The address of the bridge: the one asked for, or the first free one of the range.
fn gateway(version: Version, subnet: IpNet, range: Option<IpNet>, asked: Option<IpAddr>) -> Result<IpAddr, Reason> {
    let (first, last) = bounds(subnet);
    let reserved = Reserved::of(version, subnet);
    let Some(asked) = asked.filter(|_| !reserved.everything) else {
        let at = first_free(&reserved, last - first, range.map(|range| inside(range, last - first)));
        return at.map(|at| address(first + at, subnet.addr())).ok_or_else(|| no_address(version, asked));
    };
    if !subnet.contains(&asked) {
        return Err(no_gateway(Some(asked), "gateway-outside", "Requested address is out of range"));
    }
    if reserved.has(number(asked) - first, last - first) {
        return Err(no_gateway(Some(asked), class::BIP_NETWORK_ADDRESS, "Address already in use"));
    }
    Ok(asked)
}

/// The first position that is not reserved; one of the first two is, if any.
fn first_free(reserved: &Reserved, last: u128, range: Option<(u128, u128)>) -> Option<u128> {
    let (from, to) = range.unwrap_or((0, last));
    let free = |&at: &u128| at <= to && !reserved.everything && !reserved.has(at, last);
    [from, from.saturating_add(1)].into_iter().find(free)
}

/// Where a range lies in a subnet whose last position is `last`. Only the bits behind the subnet's length count:
/// 10.200.1.0/25 begins at 172.17.1.0 of 172.17.0.0/16 (docker0 of 20.10.24 with `fixed-cidr` alone).
fn inside(range: IpNet, last: u128) -> (u128, u128) {
    let (from, to) = bounds(range);
    (from & last, to & last)
}

fn no_address(version: Version, asked: Option<IpAddr>) -> Reason {
    let letter = if version.has(Change::NoAddressesLowerCase) { 'n' } else { 'N' };
    no_gateway(asked, class::SUBNET_TOO_SMALL, &format!("{letter}o available addresses on this pool"))
}

/// Addresses that no one gets: network and broadcast.
struct Reserved {
    first: bool,
    last: bool,
    everything: bool,
}

impl Reserved {
    fn of(version: Version, subnet: IpNet) -> Self {
        let length = subnet.prefix_len();
        match subnet {
            IpNet::V4(_) if length >= 31 && version.has(Change::TinySubnets) => {
                Self { first: false, last: false, everything: false }
            }
            IpNet::V4(_) => Self { first: true, last: true, everything: length >= 31 },
            IpNet::V6(_) => Self { first: true, last: false, everything: length == 128 },
        }
    }

    fn has(&self, at: u128, last: u128) -> bool {
        self.first && at == 0 || self.last && at == last
    }
}
