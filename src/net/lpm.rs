//! A longest-prefix table: which of many prefixes hold an address, the longest first.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

/// Prefixes with values, looked up by address.
///
/// A sorted map of masked prefixes, asked once for each length: at most 33 or 129 looks for an address, however many
/// prefixes there are. Values under the same prefix keep the order in which they were added.
#[derive(Clone, Debug)]
pub struct Lpm<T> {
    entries: BTreeMap<IpNet, Vec<T>>,
}

impl<T> Default for Lpm<T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new() }
    }
}

impl<T> Lpm<T> {
    /// Adds a value behind those that the prefix already has. Host bits are masked.
    pub fn insert(&mut self, prefix: IpNet, value: T) {
        self.entries.entry(prefix.trunc()).or_default().push(value);
    }

    /// Every prefix that holds `address`, longest first, with its values.
    pub fn matches(&self, address: IpAddr) -> impl Iterator<Item = (IpNet, &[T])> {
        let longest = IpNet::from(address).max_prefix_len();
        (0..=longest).rev().filter_map(move |length| {
            let prefix = IpNet::new(address, length).ok()?.trunc();
            self.entries.get(&prefix).map(|values| (prefix, values.as_slice()))
        })
    }

    /// The values of the longest prefix that holds `address`.
    pub fn longest(&self, address: IpAddr) -> Option<(IpNet, &[T])> {
        self.matches(address).next()
    }

    /// The values of exactly this prefix; empty if it has none.
    pub fn exact(&self, prefix: IpNet) -> &[T] {
        self.entries.get(&prefix.trunc()).map_or(&[], Vec::as_slice)
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    /// The last three bits of an address: a universe of eight addresses and fifteen prefixes in each family.
    const BITS: u8 = 3;

    fn prefixes(base: IpAddr) -> Vec<IpNet> {
        let full = IpNet::from(base).max_prefix_len();
        let mut all = Vec::new();
        for length in (full - BITS)..=full {
            for address in addresses(base) {
                all.push(IpNet::new(address, length).unwrap().trunc());
            }
        }
        all.sort();
        all.dedup();
        all
    }

    fn addresses(base: IpAddr) -> Vec<IpAddr> {
        (0..1 << BITS).map(|n| crate::net::address(crate::net::number(base) + n, base)).collect()
    }

    /// What the table must say, by looking at every prefix.
    fn stupid(chosen: &[IpNet], address: IpAddr) -> Vec<(IpNet, Vec<usize>)> {
        let mut holding: Vec<_> = chosen.iter().copied().filter(|net| net.contains(&address)).collect();
        holding.sort_by_key(|net| std::cmp::Reverse(net.prefix_len()));
        holding.dedup();
        let places = |net| (0..chosen.len()).filter(|&at| chosen[at] == net).collect();
        holding.into_iter().map(|net| (net, places(net))).collect()
    }

    #[test]
    fn every_set_of_prefixes_in_a_universe_of_eight_addresses() {
        for base in [IpAddr::V4(Ipv4Addr::new(10, 0, 0, 8)), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
            let base = IpNet::new(base, IpNet::from(base).max_prefix_len() - BITS).unwrap().network();
            let universe = prefixes(base);
            assert_eq!(universe.len(), 15);
            for set in 0..1_u32 << universe.len() {
                let chosen: Vec<_> =
                    (0..universe.len()).filter(|at| set >> at & 1 == 1).map(|at| universe[at]).collect();
                check(&chosen, base);
            }
        }
    }

    #[test]
    fn values_of_one_prefix_keep_their_order() {
        let base = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 8));
        let universe = prefixes(base);
        for first in &universe {
            for second in &universe {
                check(&[*first, *second, *first, *second], base);
            }
        }
    }

    fn check(chosen: &[IpNet], base: IpAddr) {
        let mut table = Lpm::default();
        for (at, net) in chosen.iter().enumerate() {
            table.insert(*net, at);
        }
        assert_eq!(table.is_empty(), chosen.is_empty());
        for address in addresses(base) {
            let expected = stupid(chosen, address);
            let found: Vec<_> = table.matches(address).map(|(net, values)| (net, values.to_vec())).collect();
            assert_eq!(found, expected, "{address} in {chosen:?}");
            assert_eq!(table.longest(address).map(|(net, values)| (net, values.to_vec())), expected.first().cloned());
        }
    }

    #[test]
    fn host_bits_are_masked_and_families_stay_apart() {
        let mut table = Lpm::default();
        table.insert("10.0.0.5/8".parse().unwrap(), 'a');
        table.insert("::/0".parse().unwrap(), 'b');
        assert_eq!(table.exact("10.9.0.0/8".parse().unwrap()), ['a']);
        assert_eq!(table.longest("10.255.0.1".parse().unwrap()), Some(("10.0.0.0/8".parse().unwrap(), &['a'][..])));
        assert_eq!(table.longest("11.0.0.1".parse().unwrap()), None);
    }
}
