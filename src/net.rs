//! Address algebra: how two prefixes lie to each other, and sets of addresses.
//!
//! Parsing and printing is `ipnet`'s. Everything here works on the masked prefix: `10.0.0.5/8` is `10.0.0.0/8`.

pub mod index;
pub mod lpm;
pub mod neighbours;
pub mod set;
pub mod special;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

pub use index::Index;
pub use lpm::Lpm;
pub use set::AddrSet;
pub use special::is_public;

/// How one prefix lies to another. Prefixes never overlap in part: these four are all there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// No address in common, or not of one family.
    Disjoint,
    /// The same addresses.
    Equal,
    /// The first holds the second and more.
    Contains,
    /// The first lies inside the second.
    Within,
}

/// How `a` lies to `b`.
pub fn relation(a: IpNet, b: IpNet) -> Relation {
    let (a, b) = (a.trunc(), b.trunc());
    if a == b {
        Relation::Equal
    } else if a.contains(&b) {
        Relation::Contains
    } else if b.contains(&a) {
        Relation::Within
    } else {
        Relation::Disjoint
    }
}

/// Whether two prefixes have an address in common.
pub fn overlaps(a: IpNet, b: IpNet) -> bool {
    // They do where the bits of the shorter one are the same.
    let length = u32::from(a.prefix_len().min(b.prefix_len()));
    match (a.addr(), b.addr()) {
        (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= length,
        (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= length,
        _ => false,
    }
}

/// The prefix that holds one address only: /32 or /128.
pub fn host(address: IpAddr) -> IpNet {
    IpNet::from(address)
}

/// Whether the prefix is one address only.
pub fn is_host(prefix: IpNet) -> bool {
    prefix.prefix_len() == prefix.max_prefix_len()
}

/// Whether the prefix has length 0.
pub fn is_default(prefix: IpNet) -> bool {
    prefix.prefix_len() == 0
}

/// Whether the address has bits set behind the prefix length, as in `10.0.0.5/8`.
pub fn has_host_bits(prefix: IpNet) -> bool {
    prefix.addr() != prefix.network()
}

/// An address as a number; IPv4 counts from 0 to 2^32 - 1.
pub fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

/// The address of a number, in the family of `like`. IPv4 numbers past 2^32 - 1 become the last address.
pub fn address(number: u128, like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from(u32::try_from(number).unwrap_or(u32::MAX))),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(number)),
    }
}

/// First and last address of a prefix, as numbers.
pub fn bounds(prefix: IpNet) -> (u128, u128) {
    (number(prefix.network()), number(prefix.broadcast()))
}

/// A prefix of `length` that begins at `address`, masked; `None` if the length is too long for the family.
pub fn prefix(address: IpAddr, length: u8) -> Option<IpNet> {
    IpNet::new(address, length).ok().map(|net| net.trunc())
}

/// The length of a dotted netmask; `None` if its ones are not contiguous.
pub fn mask_length(mask: Ipv4Addr) -> Option<u8> {
    ipnet::ipv4_mask_to_prefix(mask).ok()
}

/// The three private blocks of RFC 1918.
pub fn private_blocks() -> [IpNet; 3] {
    [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16)]
        .map(|(octets, length)| IpNet::V4(ipnet::Ipv4Net::new_assert(Ipv4Addr::from(octets), length)))
}

/// Whether the whole prefix is private: inside RFC 1918, or inside `fc00::/7` (RFC 4193).
pub fn is_private(prefix: IpNet) -> bool {
    match prefix {
        IpNet::V4(_) => private_blocks().iter().any(|block| block.contains(&prefix)),
        IpNet::V6(v6) => v6.prefix_len() >= 7 && v6.network().octets()[0] & 0xfe == 0xfc,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> IpNet {
        text.parse().unwrap()
    }

    #[test]
    fn any_two_prefixes_are_disjoint_equal_or_nested() {
        for (a, b, expected) in [
            ("10.0.0.0/8", "10.1.0.0/16", Relation::Contains),
            ("10.1.0.0/16", "10.0.0.0/8", Relation::Within),
            ("10.0.0.5/8", "10.9.0.0/8", Relation::Equal),
            ("10.0.0.0/16", "10.1.0.0/16", Relation::Disjoint),
            ("0.0.0.0/0", "::/0", Relation::Disjoint),
            ("::/0", "fd00::/8", Relation::Contains),
        ] {
            assert_eq!(relation(net(a), net(b)), expected, "{a} to {b}");
            assert_eq!(overlaps(net(a), net(b)), expected != Relation::Disjoint, "{a} and {b}");
        }
    }

    #[test]
    fn private_is_whole_or_not_at_all() {
        for (text, expected) in [
            ("172.16.0.0/12", true),
            ("172.26.0.1/24", true),
            ("172.0.0.0/8", false),
            ("170.26.0.0/24", false),
            ("100.64.0.0/10", false),
            ("fd00::/8", true),
            ("2001:db8::/32", false),
        ] {
            assert_eq!(is_private(net(text)), expected, "{text}");
        }
    }
}
