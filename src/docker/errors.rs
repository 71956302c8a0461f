//! Why the engine does not do what it was asked, in its own words; the texts were recorded from 20.10.24 to 29.7.2.
//!
//! What a configuration is refused for on any host is in `config::start`; here is what depends on the host, on the
//! networks that exist, or on the request.

use std::net::IpAddr;

use ipnet::IpNet;

use super::allocator::{Denied, Family};
use super::config::class;
use super::rules::Change;
use super::{Refusal, Version};

/// A reason: a class that is stable across releases, and the engine's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// `pools-exhausted`, `pool-overlaps`, `network-name-taken`.
    pub class: &'static str,
    /// The engine's own words. Ids of networks, which are random, are written `ID`.
    pub text: String,
}

impl Reason {
    /// A reason from its class and text.
    pub(crate) fn new(class: &'static str, text: impl Into<String>) -> Self {
        Self { class, text: text.into() }
    }

    /// The refusal to start because docker0 cannot be created.
    pub(crate) fn creating_bridge(self, version: Version, keys: &[&str]) -> Refusal {
        let error = if version.has(Change::LowerCaseErrors) { "error" } else { "Error" };
        self.initialising(&format!("{error} creating default \"bridge\" network: "), keys)
    }

    /// The refusal to start while the network controller comes up.
    pub(crate) fn initialising(self, doing: &str, keys: &[&str]) -> Refusal {
        Refusal {
            class: self.class.to_owned(),
            text: format!("failed to start daemon: Error initializing network controller: {doing}{}", self.text),
            keys: keys.iter().map(|&key| key.to_owned()).collect(),
            offset: None,
        }
    }
}

/// The subnet was not given.
pub(crate) fn denied(version: Version, family: Family, denied: Denied) -> Reason {
    let number = if family == Family::V4 { 4 } else { 6 };
    match denied {
        Denied::Overlap => {
            let prefix = if version.has(Change::LowestFirst) { "invalid pool request: " } else { "" };
            Reason::new(class::POOL_OVERLAPS, format!("{prefix}Pool overlaps with other one on this address space"))
        }
        Denied::NoPoolWideEnough => Reason::new(class::POOLS_EXHAUSTED, "invalid address pool"),
        Denied::Exhausted if version.has(Change::LowestFirst) => {
            Reason::new(class::POOLS_EXHAUSTED, "all predefined address pools have been fully subnetted")
        }
        Denied::Exhausted => Reason::new(
            class::POOLS_EXHAUSTED,
            format!(
                "could not find an available, non-overlapping IPv{number} address pool among the defaults to assign to \
                 the network"
            ),
        ),
    }
}

/// 20.10 found no block for docker0 in its own scan. The engine lists every block where `...` stands.
pub(crate) fn no_block_elected() -> Refusal {
    let text = "PredefinedLocalScopeDefaultNetworks List: [...]: no available network";
    Reason::new(class::POOLS_EXHAUSTED, text).initialising("list bridge addresses failed: ", &["default-address-pools"])
}

/// The gateway cannot have its address.
pub(crate) fn no_gateway(asked: Option<IpAddr>, class: &'static str, why: &str) -> Reason {
    let asked = asked.map(|address| address.to_string()).unwrap_or_default();
    Reason::new(class, format!("failed to allocate gateway ({asked}): {why}"))
}

/// The bridge driver finds the subnet on another bridge.
pub(crate) fn bridges_conflict(interface: &str, family: Family) -> Reason {
    let number = if family == Family::V4 { 4 } else { 6 };
    Reason::new(
        "bridge-overlaps",
        format!(
            "cannot create network ID ({interface}): conflicts with network ID (br-ID): networks have overlapping IPv{number}"
        ),
    )
}

/// The kernel does not put the address on a bridge.
pub(crate) fn address_refused(address: IpNet) -> Reason {
    Reason::new(
        class::ADDRESS_REFUSED,
        format!("failed to add IPv6 address {address} to bridge: cannot assign requested address"),
    )
}

/// The subnet that a request names is not masked (25 and later).
pub(crate) fn host_bits(written: IpNet) -> Reason {
    invalid_request("host-bits-set", &format!("invalid subnet {written}: it should be {}", written.trunc()))
}

/// The range lies outside the subnet (25 and later).
pub(crate) fn range_outside(range: &str, subnet: Option<IpNet>) -> Reason {
    let subnet = subnet.map_or("invalid Prefix".to_owned(), |subnet| subnet.to_string());
    invalid_request(
        "range-outside",
        &format!("invalid ip-range {range}: parent subnet {subnet} doesn't contain ip-range"),
    )
}

/// The gateway lies outside the subnet (25 and later).
pub(crate) fn gateway_outside(gateway: IpAddr, subnet: Option<IpNet>) -> Reason {
    let subnet = subnet.map_or("invalid Prefix".to_owned(), |subnet| subnet.to_string());
    invalid_request(
        "gateway-outside",
        &format!("invalid gateway {gateway}: parent subnet {subnet} doesn't contain this address"),
    )
}

/// A range or a gateway was given without a subnet.
pub(crate) fn subnet_missing(version: Version, range: Option<IpNet>, gateway: Option<IpAddr>) -> Reason {
    if !version.has(Change::RequestsValidated) {
        return Reason::new("subnet-missing", "Invalid subnet  : invalid CIDR address: ");
    }
    let reason = match (range, gateway) {
        _ if !version.has(Change::SizeRequests) => {
            invalid_request("subnet-missing", "invalid subnet : invalid CIDR block notation")
        }
        (Some(range), _) => range_outside(&range.to_string(), None),
        (None, Some(gateway)) => gateway_outside(gateway, None),
        (None, None) => invalid_request("subnet-missing", ""),
    };
    Reason { class: "subnet-missing", ..reason }
}

fn invalid_request(class: &'static str, why: &str) -> Reason {
    Reason::new(class, format!("invalid network config:\n{why}"))
}
