//! What changed between releases, as one table. Everything else in the model holds for all of them.

use super::Version;

macro_rules! changes {
    ($($(#[$doc:meta])* $name:ident = ($major:literal, $minor:literal, $patch:literal),)*) => {
        /// A change of behaviour and, by [`Change::since`], the release that brought it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Change { $($(#[$doc])* $name,)* }

        impl Change {
            /// Every change.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The first release that behaves so.
            pub const fn since(self) -> Version {
                match self { $(Self::$name => Version::new($major, $minor, $patch),)* }
            }
        }
    };
}

changes! {
    /// Only `scope link` routes are avoided; before, every route but the default one.
    /// The filter is absent in the source of 20.10.14 and present in 20.10.15 (`netutils/utils_linux.go`).
    OnLinkRoutesOnly = (20, 10, 15),

    /// docker0 is allocated like any network. 20.10 chose its block in a scan of its own that looked at routes and
    /// nameservers only and did not move the cursor (measured on 20.10.24).
    BridgeIsAllocated = (23, 0, 0),
    /// `fixed-cidr` alone is docker0's subnet; before, only a range inside a block from the pools (20.10.24, 23.0.18).
    FixedCidrIsSubnet = (23, 0, 0),
    /// /31 and /32 subnets have a gateway, their first address; before, none was available (20.10.24, 23.0.18).
    TinySubnets = (23, 0, 0),

    /// "error creating default", written "Error creating default" before (23.0.18, 24.0.9).
    LowerCaseErrors = (24, 0, 0),
    /// An IPv4-mapped base as in `::ffff:10.60.0.0/112` no longer passes for IPv4 (23.0.18, 24.0.9).
    MappedPoolRefused = (24, 0, 0),
    /// Requests are validated before anything is allocated: host bits, ranges and gateways outside (24.0.9, 25.0.17).
    RequestsValidated = (25, 0, 0),
    /// "no available addresses", "No available addresses" before (24.0.9, 25.0.17).
    NoAddressesLowerCase = (25, 0, 0),
    /// Pools are sorted, overlapping ones dropped, and the lowest free block is taken, also a freed one.
    /// Before: written order, round robin (26.1.5, 27.5.1; `ipams/defaultipam/address_space.go`).
    LowestFirst = (27, 0, 0),
    /// A route whose destination address is 0.0.0.0 is not avoided, whatever its length (26.1.5, 27.5.1).
    ZeroRoutesIgnored = (27, 0, 0),
    /// An IPv6 pool exists without being configured, derived from the engine id (26.1.5, 27.5.1).
    UlaPool = (27, 0, 0),
    /// Two macvlan networks may share a parent interface (26.1.5, 27.5.1).
    SharedParent = (27, 0, 0),
    /// `bip6`; docker0 gets IPv6 from the pools; the address on docker0 yields to `fixed-cidr` (27.5.1, 28.5.2).
    BridgeIpv6Allocated = (28, 0, 0),

    /// A network may do without IPv4 (27.5.1, 28.5.2).
    Ipv4Optional = (28, 0, 0),

    /// An IPv6 subnet of a network without IPv6 is dropped, not only left unused (28.5.2, 29.7.2).
    UnusedSubnetsDropped = (29, 0, 0),
    /// A subnet with address 0.0.0.0 or :: asks for a block of that length from the pools (28.5.2, 29.7.2).
    SizeRequests = (29, 0, 0),
}

impl Version {
    /// Whether this release behaves as `change` says.
    pub fn has(self, change: Change) -> bool {
        self >= change.since()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_listed_in_the_order_they_came() {
        assert!(Change::ALL.windows(2).all(|pair| pair[0].since() <= pair[1].since()));
    }
}
