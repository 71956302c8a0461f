//! Space that is neither private nor anybody's: the special-purpose address registries, as a table.
//!
//! Rows of the IANA IPv4 and IPv6 special-purpose address registries (state of July 2026), multicast, and the IPv6 space
//! that is not delegated (RFC 4291). Left out are the private blocks, which [`super::is_private`] knows, and the rows that
//! are reachable like any other public address (AS112, AMT): for Docker those belong to others.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::OnceLock;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{AddrSet, is_private, overlaps, private_blocks};
use Advice::{Avoid, Reject};
use Kind::{
    Anycast, Benchmark, Broadcast, CarrierNat, Deprecated, Discard, Documentation, Identifier, LinkLocal, Loopback,
    Multicast, Reserved, Translation, Tunnel,
};

/// A block of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Special {
    /// The block.
    pub net: IpNet,
    /// Its name in the registry, in English as published.
    pub name: &'static str,
    /// What it is for.
    pub kind: Kind,
    /// The document that reserves it.
    pub rfc: &'static str,
    /// What that means for a Docker network.
    pub advice: Advice,
}

/// What special space is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// One service at many places.
    Anycast,
    /// Tests of network devices.
    Benchmark,
    /// The limited broadcast address.
    Broadcast,
    /// Between a provider and its customers, and used by clouds and Tailscale.
    CarrierNat,
    /// Was for something once.
    Deprecated,
    /// Packets are thrown away.
    Discard,
    /// Examples in texts.
    Documentation,
    /// Identifiers that look like addresses.
    Identifier,
    /// One link only; cloud metadata lives here.
    LinkLocal,
    /// The host itself.
    Loopback,
    /// Groups.
    Multicast,
    /// Kept back by the IETF.
    Reserved,
    /// Between IPv4 and IPv6.
    Translation,
    /// IPv6 over IPv4.
    Tunnel,
}

impl Kind {
    /// The key of its words.
    pub const fn key(self) -> &'static str {
        match self {
            Anycast => "plan.special.anycast",
            Benchmark => "plan.special.benchmark",
            Broadcast => "plan.special.broadcast",
            CarrierNat => "plan.special.carrier-nat",
            Deprecated => "plan.special.deprecated",
            Discard => "plan.special.discard",
            Documentation => "plan.special.documentation",
            Identifier => "plan.special.identifier",
            LinkLocal => "plan.special.link-local",
            Loopback => "plan.special.loopback",
            Multicast => "plan.special.multicast",
            Reserved => "plan.special.reserved",
            Translation => "plan.special.translation",
            Tunnel => "plan.special.tunnel",
        }
    }
}

/// What a block's purpose means for a Docker network in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Advice {
    /// Works until something else uses the space as it is meant.
    Avoid,
    /// Never works well.
    Reject,
}

/// The special block that matters for a prefix: the longest that holds it, else the widest inside it.
///
/// `None` for private and for ordinary public space, and for prefixes as wide as a default route or half of one.
pub fn special(net: IpNet) -> Option<&'static Special> {
    if is_private(net) || net.prefix_len() < 2 {
        return None;
    }
    let around = TABLE.iter().filter(|row| row.net.contains(&net.trunc()));
    let inside = TABLE.iter().filter(|row| overlaps(row.net, net));
    around.max_by_key(|row| row.net.prefix_len()).or_else(|| inside.min_by_key(|row| row.net.prefix_len()))
}

/// Whether any address of the prefix belongs to others on the internet: it is neither private nor special.
pub fn is_public(net: IpNet) -> bool {
    static RESERVED: OnceLock<AddrSet> = OnceLock::new();
    let unique_local = v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7);
    let reserved = RESERVED.get_or_init(|| {
        let special = TABLE.iter().map(|row| row.net);
        AddrSet::of(special.chain(private_blocks()).chain([unique_local]))
    });
    !reserved.covers(net)
}

/// An IPv4 prefix of a table; checked when the program is compiled.
pub(super) const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length))
}

/// An IPv6 prefix of a table; checked when the program is compiled.
pub(super) const fn v6(parts: [u16; 8], length: u8) -> IpNet {
    let mut bits = 0;
    let mut at = 0;
    while at < parts.len() {
        bits = bits << 16 | parts[at] as u128;
        at += 1;
    }
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::from_bits(bits), length))
}

const fn row(net: IpNet, name: &'static str, kind: Kind, rfc: &'static str, advice: Advice) -> Special {
    Special { net, name, kind, rfc, advice }
}

/// Sorted by family and address.
static TABLE: &[Special] = &[
    row(v4(0, 0, 0, 0, 8), "This network", Reserved, "RFC 791 section 3.2", Reject),
    row(v4(0, 0, 0, 0, 32), "This host on this network", Reserved, "RFC 1122 section 3.2.1.3", Reject),
    row(v4(100, 64, 0, 0, 10), "Shared Address Space (CGNAT)", CarrierNat, "RFC 6598", Avoid),
    row(v4(127, 0, 0, 0, 8), "Loopback", Loopback, "RFC 1122 section 3.2.1.3", Reject),
    row(v4(169, 254, 0, 0, 16), "Link Local", LinkLocal, "RFC 3927", Reject),
    row(v4(192, 0, 0, 0, 24), "IETF Protocol Assignments", Reserved, "RFC 6890 section 2.1", Reject),
    row(v4(192, 0, 0, 0, 29), "IPv4 Service Continuity Prefix", Reserved, "RFC 7335", Reject),
    row(v4(192, 0, 0, 8, 32), "IPv4 dummy address", Reserved, "RFC 7600", Reject),
    row(v4(192, 0, 0, 9, 32), "Port Control Protocol Anycast", Anycast, "RFC 7723", Reject),
    row(v4(192, 0, 0, 10, 32), "Traversal Using Relays around NAT Anycast", Anycast, "RFC 8155", Reject),
    row(v4(192, 0, 0, 170, 32), "NAT64/DNS64 Discovery", Reserved, "RFC 8880, RFC 7050 section 2.2", Reject),
    row(v4(192, 0, 0, 171, 32), "NAT64/DNS64 Discovery", Reserved, "RFC 8880, RFC 7050 section 2.2", Reject),
    row(v4(192, 0, 2, 0, 24), "Documentation (TEST-NET-1)", Documentation, "RFC 5737", Reject),
    row(v4(192, 88, 99, 0, 24), "Deprecated (6to4 Relay Anycast)", Deprecated, "RFC 7526", Reject),
    row(v4(192, 88, 99, 2, 32), "6a44-relay anycast address", Anycast, "RFC 6751", Reject),
    row(v4(198, 18, 0, 0, 15), "Benchmarking", Benchmark, "RFC 2544", Avoid),
    row(v4(198, 51, 100, 0, 24), "Documentation (TEST-NET-2)", Documentation, "RFC 5737", Reject),
    row(v4(203, 0, 113, 0, 24), "Documentation (TEST-NET-3)", Documentation, "RFC 5737", Reject),
    row(v4(224, 0, 0, 0, 4), "Multicast (former Class D)", Multicast, "RFC 5771, RFC 1112", Reject),
    row(v4(240, 0, 0, 0, 4), "Reserved (former Class E)", Reserved, "RFC 1112 section 4", Reject),
    row(v4(255, 255, 255, 255, 32), "Limited Broadcast", Broadcast, "RFC 8190, RFC 919 section 7", Reject),
    row(v6([0, 0, 0, 0, 0, 0, 0, 0], 3), "Reserved by the IETF", Reserved, "RFC 4291", Reject),
    row(v6([0, 0, 0, 0, 0, 0, 0, 0], 128), "Unspecified Address", Reserved, "RFC 4291", Reject),
    row(v6([0, 0, 0, 0, 0, 0, 0, 0x1], 128), "Loopback Address", Loopback, "RFC 4291", Reject),
    row(v6([0, 0, 0, 0, 0, 0xffff, 0, 0], 96), "IPv4-mapped Address", Reserved, "RFC 4291", Reject),
    row(v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96), "IPv4-IPv6 Translation", Translation, "RFC 6052", Reject),
    row(v6([0x64, 0xff9b, 0x1, 0, 0, 0, 0, 0], 48), "IPv4-IPv6 Translation", Translation, "RFC 8215", Reject),
    row(v6([0x100, 0, 0, 0, 0, 0, 0, 0], 64), "Discard-Only Address Block", Discard, "RFC 6666", Reject),
    row(v6([0x100, 0, 0, 0x1, 0, 0, 0, 0], 64), "Dummy IPv6 Prefix", Reserved, "RFC 9780", Reject),
    row(v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), "IETF Protocol Assignments", Reserved, "RFC 2928", Reject),
    row(v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 32), "TEREDO", Tunnel, "RFC 4380, RFC 8190", Reject),
    row(v6([0x2001, 0x1, 0, 0, 0, 0, 0, 0x1], 128), "Port Control Protocol Anycast", Anycast, "RFC 7723", Reject),
    row(
        v6([0x2001, 0x1, 0, 0, 0, 0, 0, 0x2], 128),
        "Traversal Using Relays around NAT Anycast",
        Anycast,
        "RFC 8155",
        Reject,
    ),
    row(
        v6([0x2001, 0x1, 0, 0, 0, 0, 0, 0x3], 128),
        "DNS-SD Service Registration Protocol Anycast",
        Anycast,
        "RFC 9665",
        Reject,
    ),
    row(v6([0x2001, 0x2, 0, 0, 0, 0, 0, 0], 48), "Benchmarking", Benchmark, "RFC 5180", Reject),
    row(v6([0x2001, 0x10, 0, 0, 0, 0, 0, 0], 28), "Deprecated (previously ORCHID)", Deprecated, "RFC 4843", Reject),
    row(v6([0x2001, 0x20, 0, 0, 0, 0, 0, 0], 28), "ORCHIDv2", Identifier, "RFC 7343", Reject),
    row(
        v6([0x2001, 0x30, 0, 0, 0, 0, 0, 0], 28),
        "Drone Remote ID Protocol Entity Tags (DETs) Prefix",
        Identifier,
        "RFC 9374",
        Reject,
    ),
    row(v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), "Documentation", Documentation, "RFC 3849", Reject),
    row(v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), "6to4", Tunnel, "RFC 3056", Reject),
    row(v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), "Documentation", Documentation, "RFC 9637", Reject),
    row(v6([0x4000, 0, 0, 0, 0, 0, 0, 0], 2), "Reserved by the IETF", Reserved, "RFC 4291", Reject),
    row(v6([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16), "Segment Routing (SRv6) SIDs", Reserved, "RFC 9602", Reject),
    row(v6([0x8000, 0, 0, 0, 0, 0, 0, 0], 1), "Reserved by the IETF", Reserved, "RFC 4291", Reject),
    row(v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), "Link-Local Unicast", LinkLocal, "RFC 4291", Reject),
    row(v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10), "Deprecated site-local", Deprecated, "RFC 3879", Reject),
    row(v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8), "Multicast", Multicast, "RFC 4291", Reject),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> IpNet {
        text.parse().unwrap()
    }

    #[test]
    fn public_space_belongs_to_others() {
        for text in [
            "170.26.0.0/24",
            "172.80.0.0/16",
            "172.90.0.0/16",
            "172.32.0.0/16",
            "172.15.0.0/16",
            "192.169.0.0/16",
            "192.167.0.0/16",
            "11.0.0.0/8",
            "9.0.0.0/8",
            "30.0.0.0/8",
            "1.1.1.0/24",
            "171.17.0.0/16",
            "100.63.0.0/16",
            "100.128.0.0/16",
            "198.20.0.0/15",
            "192.31.196.0/24",
            "2600::/32",
            "2001:200::/32",
        ] {
            assert!(is_public(net(text)), "{text}");
            assert_eq!(special(net(text)), None, "{text}");
            assert!(!is_private(net(text)), "{text}");
        }
    }

    #[test]
    fn a_prefix_that_is_public_in_part_is_public() {
        for text in [
            "172.0.0.0/8",
            "10.0.0.0/7",
            "192.168.0.0/15",
            "172.16.0.0/11",
            "192.0.0.0/16",
            "198.16.0.0/12",
            "0.0.0.0/0",
        ] {
            assert!(is_public(net(text)), "{text}");
        }
    }

    #[test]
    fn private_space_is_neither_public_nor_special() {
        for text in
            ["10.0.0.0/8", "172.16.0.0/12", "172.31.255.0/24", "192.168.1.5/32", "fc00::/7", "fd12:3456:789a::/48"]
        {
            assert!(!is_public(net(text)), "{text}");
            assert_eq!(special(net(text)), None, "{text}");
        }
    }

    #[test]
    fn special_space_has_a_name() {
        for (text, kind) in [
            ("198.18.0.0/15", Benchmark),
            ("198.19.249.0/24", Benchmark),
            ("100.64.0.0/10", CarrierNat),
            ("100.100.100.200/32", CarrierNat),
            ("127.0.0.0/8", Loopback),
            ("169.254.0.0/16", LinkLocal),
            ("169.254.169.254/32", LinkLocal),
            ("224.0.0.0/4", Multicast),
            ("240.0.0.0/4", Reserved),
            ("255.255.255.255/32", Broadcast),
            ("192.0.2.0/24", Documentation),
            ("198.51.100.0/24", Documentation),
            ("203.0.113.128/25", Documentation),
            ("192.0.0.9/32", Anycast),
            ("2001:db8:1::/48", Documentation),
            ("64:ff9b::/96", Translation),
            ("fe80::/64", LinkLocal),
            ("1234::/16", Reserved),
        ] {
            assert!(!is_public(net(text)), "{text}");
            assert_eq!(special(net(text)).map(|row| row.kind), Some(kind), "{text}");
        }
    }

    #[test]
    fn a_prefix_around_special_space_names_the_widest_block_in_it() {
        assert_eq!(special(net("198.16.0.0/12")).map(|row| row.net), Some(net("198.18.0.0/15")));
        assert_eq!(special(net("96.0.0.0/5")).map(|row| row.net), Some(net("100.64.0.0/10")));
        assert_eq!(special(net("0.0.0.0/0")), None);
        assert_eq!(special(net("0.0.0.0/1")), None);
    }

    #[test]
    fn the_table_is_sorted_and_masked() {
        assert!(TABLE.iter().all(|row| row.net == row.net.trunc()));
        assert!(TABLE.windows(2).all(|pair| pair[0].net < pair[1].net));
    }
}
