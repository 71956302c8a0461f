//! What the rules can ask of a packet.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use crate::net;

/// A packet before it has a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Where it goes.
    pub target: IpAddr,
    /// Where it comes from.
    pub source: Source,
    /// The interface it came in by; `None` for packets of the host's own (`lo` for the rules).
    pub iif: Option<String>,
    /// Its mark; 0 unless something marks it.
    pub mark: u32,
}

impl Packet {
    /// A packet of a program on the host that did not choose a source address.
    pub const fn of_host(target: IpAddr) -> Self {
        Self { target, source: Source::Unspecified, iif: None, mark: 0 }
    }
}

/// A packet's source address, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// None yet: the route decides.
    Unspecified,
    /// Some address of this prefix.
    Within(IpNet),
    /// Nothing is known.
    Unknown,
}

impl Source {
    /// Whether the source address lies in `prefix`; `None` if that is not known.
    ///
    /// A packet without a source yet counts as 0.0.0.0 for IPv4 rules; IPv6 rules with a source do not match it.
    pub(super) fn is_in(self, prefix: IpNet) -> Option<bool> {
        match self {
            Self::Unspecified => Some(prefix.contains(&IpAddr::V4(Ipv4Addr::UNSPECIFIED))),
            Self::Within(net) if prefix.contains(&net) => Some(true),
            Self::Within(net) if net::overlaps(prefix, net) => None,
            Self::Within(_) => Some(false),
            Self::Unknown => None,
        }
    }
}
