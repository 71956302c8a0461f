//! What dockerd says of a daemon.json: `dockerd --validate` and a start, by version, in its own words.

pub mod go;
pub mod start;

use super::Refusal;

/// Classes of refusals, stable across releases. Each is what a reader must change, not how the engine found it.
pub mod class {
    /// `bip` (or `bip6`) is the network or the broadcast address of its subnet.
    pub const BIP_NETWORK_ADDRESS: &str = "bip-network-address";
    /// A value that must be `address/length` is not.
    pub const PREFIX_INVALID: &str = "prefix-invalid";
    /// IPv6 where IPv4 belongs, or the reverse.
    pub const WRONG_FAMILY: &str = "wrong-family";
    /// The subnet has no address left for the bridge.
    pub const SUBNET_TOO_SMALL: &str = "subnet-too-small";
    /// The default gateway lies outside the bridge's subnet.
    pub const GATEWAY_OUTSIDE: &str = "gateway-outside-subnet";
    /// The default gateway is the bridge's own, the network or the broadcast address.
    pub const GATEWAY_TAKEN: &str = "gateway-taken";
    /// A pool's base is no prefix.
    pub const POOL_BASE: &str = "pool-base-invalid";
    /// A pool's size is missing, or does not fit its base.
    pub const POOL_SIZE: &str = "pool-size";
    /// No pool has a free subnet for the bridge.
    pub const POOLS_EXHAUSTED: &str = "pools-exhausted";
    /// The engine dies of a null pointer.
    pub const PANIC: &str = "engine-panics";
    /// `ipv6` without an IPv6 subnet.
    pub const IPV6_WITHOUT_SUBNET: &str = "ipv6-without-subnet";
    /// `bridge` beside `bip` or `bip6`.
    pub const BRIDGE_AND_BIP: &str = "bridge-and-bip";
    /// `bridge` names an interface that is not there, or no bridge.
    pub const BRIDGE_MISSING: &str = "bridge-missing";
    /// `icc` off needs the packet filter that is off too.
    pub const ICC_WITHOUT_IPTABLES: &str = "icc-without-iptables";
    /// `mtu` is out of range.
    pub const MTU: &str = "mtu-range";
    /// The kernel or the packet filter refuses the bridge's address.
    pub const ADDRESS_REFUSED: &str = "address-refused";
    /// `fixed-cidr-v6` is no IPv6 prefix that the engine takes.
    pub const FIXED_CIDR_V6: &str = "fixed-cidr-v6-invalid";
    /// `ip6tables` before 27 without `experimental`.
    pub const NEEDS_EXPERIMENTAL: &str = "needs-experimental";
}

/// A refusal from its parts.
fn refused(class: &str, text: String, keys: &[&str]) -> Refusal {
    Refusal { class: class.to_owned(), text, keys: keys.iter().map(|&key| key.to_owned()).collect(), offset: None }
}
