//! Sets of addresses: union, difference and free aligned blocks, without listing addresses.

use ipnet::IpNet;

use super::{bounds, prefix};

/// A set of addresses of both families.
///
/// Kept as closed intervals of numbers, per family: sorted, disjoint and not adjacent. The methods rely on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddrSet {
    v4: Vec<(u128, u128)>,
    v6: Vec<(u128, u128)>,
}

impl AddrSet {
    /// The set of all addresses in the prefixes.
    pub fn of(prefixes: impl IntoIterator<Item = IpNet>) -> Self {
        let mut set = Self::default();
        for net in prefixes {
            match net {
                IpNet::V4(_) => set.v4.push(bounds(net)),
                IpNet::V6(_) => set.v6.push(bounds(net)),
            }
        }
        set.v4 = normal(set.v4);
        set.v6 = normal(set.v6);
        set
    }

    /// Whether the set and the prefix have an address in common.
    pub fn overlaps(&self, net: IpNet) -> bool {
        let (first, last) = bounds(net);
        //      [----]      [--]    the first interval that does not end before `net`
        //         [==net==]        overlaps unless it begins behind it
        let list = self.family(net);
        list.get(list.partition_point(|&(_, end)| end < first)).is_some_and(|&(start, _)| start <= last)
    }

    /// Whether every address of the prefix is in the set.
    pub fn covers(&self, net: IpNet) -> bool {
        let (first, last) = bounds(net);
        let list = self.family(net);
        list.get(list.partition_point(|&(_, end)| end < first))
            .is_some_and(|&(start, end)| start <= first && last <= end)
    }

    /// Adds the addresses of a prefix.
    pub fn add(&mut self, net: IpNet) {
        let (first, last) = bounds(net);
        let list = match net {
            IpNet::V4(_) => &mut self.v4,
            IpNet::V6(_) => &mut self.v6,
        };
        // Those that overlap it or touch it become one with it.
        let from = list.partition_point(|&(_, end)| end.saturating_add(1) < first);
        let to = list.partition_point(|&(start, _)| start <= last.saturating_add(1));
        let start = list.get(from).filter(|_| from < to).map_or(first, |&(start, _)| start.min(first));
        let end = list[from..to].last().map_or(last, |&(_, end)| end.max(last));
        list.splice(from..to, [(start, end)]);
    }

    /// The addresses in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self { v4: merged(&self.v4, &other.v4), v6: merged(&self.v6, &other.v6) }
    }

    /// The addresses in this set and not in the other.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self { v4: difference(&self.v4, &other.v4), v6: difference(&self.v6, &other.v6) }
    }

    /// How many addresses it has; those of IPv6 past the largest number are not counted.
    pub fn size(&self) -> u128 {
        self.v4.iter().chain(&self.v6).fold(0, |sum, (first, last)| sum.saturating_add(last - first).saturating_add(1))
    }

    /// Whether there is no address in it.
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// The lowest aligned block of `length` inside `within` that has no address of the set; `None` if there is none.
    pub fn first_free(&self, within: IpNet, length: u8) -> Option<IpNet> {
        let (mut at, last) = bounds(within);
        let size = block_size(within, length)?;
        let list = self.family(within);
        for &(start, end) in &list[list.partition_point(|&(_, end)| end < at)..] {
            if end < at {
                continue;
            }
            if start >= at.checked_add(size)? {
                break;
            }
            at = end.checked_add(1)?.checked_next_multiple_of(size)?;
        }
        (at <= last && last - at >= size - 1).then(|| prefix(super::address(at, within.addr()), length)).flatten()
    }

    /// The closed intervals of the set that lie in a prefix, as numbers in its family, cut at its ends; ascending.
    pub fn intervals(&self, within: IpNet) -> impl Iterator<Item = (u128, u128)> {
        let (first, last) = bounds(within);
        let list = self.family(within);
        let inside =
            list[list.partition_point(|&(_, end)| end < first)..].iter().take_while(move |&&(start, _)| start <= last);
        inside.map(move |&(start, end)| (start.max(first), end.min(last)))
    }

    /// The widest prefixes that make up the set inside a prefix; ascending.
    pub fn prefixes(&self, within: IpNet) -> impl Iterator<Item = IpNet> {
        self.intervals(within).flat_map(move |(first, last)| {
            let mut rest = Some(first);
            std::iter::from_fn(move || {
                let at = rest?;
                let widest = widest(at, last, within)?;
                rest = bounds(widest).1.checked_add(1).filter(|&next| next <= last);
                Some(widest)
            })
        })
    }

    fn family(&self, net: IpNet) -> &[(u128, u128)] {
        match net {
            IpNet::V4(_) => &self.v4,
            IpNet::V6(_) => &self.v6,
        }
    }
}

/// The widest prefix that begins at `first` and ends at or before `last`.
fn widest(first: u128, last: u128, like: IpNet) -> Option<IpNet> {
    let fits = |net: &IpNet| bounds(*net).0 == first && bounds(*net).1 <= last;
    (0..=like.max_prefix_len()).filter_map(|length| prefix(super::address(first, like.addr()), length)).find(fits)
}

/// How many addresses a block of `length` has, if such a block fits into `within`. IPv6 /0 does not count.
fn block_size(within: IpNet, length: u8) -> Option<u128> {
    let bits = within.max_prefix_len();
    (within.prefix_len() <= length && length <= bits).then(|| 1u128.checked_shl(u32::from(bits - length))).flatten()
}

/// Sorted, overlapping and adjacent intervals joined.
fn normal(mut list: Vec<(u128, u128)>) -> Vec<(u128, u128)> {
    // Equal intervals become one, so that any sort will do; a table may have a million.
    list.sort_unstable();
    joined(list.into_iter())
}

/// The intervals of two lists in normal form.
fn merged(a: &[(u128, u128)], b: &[(u128, u128)]) -> Vec<(u128, u128)> {
    let (mut a, mut b) = (a.iter().copied().peekable(), b.iter().copied().peekable());
    joined(std::iter::from_fn(|| match (a.peek(), b.peek()) {
        (Some(one), Some(other)) if one <= other => a.next(),
        (_, Some(_)) => b.next(),
        (_, None) => a.next(),
    }))
}

/// Sorted intervals, those that overlap or are adjacent as one.
fn joined(sorted: impl Iterator<Item = (u128, u128)>) -> Vec<(u128, u128)> {
    let mut out: Vec<(u128, u128)> = Vec::with_capacity(sorted.size_hint().0);
    for (start, end) in sorted {
        match out.last_mut() {
            Some(last) if start <= last.1.saturating_add(1) => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

/// `a` without `b`; both in normal form.
fn difference(a: &[(u128, u128)], b: &[(u128, u128)]) -> Vec<(u128, u128)> {
    let mut out = Vec::new();
    let first = a.first().map_or(0, |&(start, _)| start);
    let mut cuts = b[b.partition_point(|&(_, end)| end < first)..].iter().peekable();
    for &(start, end) in a {
        let mut at = Some(start);
        while let (Some(from), Some(&&(cut, stop))) = (at, cuts.peek()) {
            if cut > end {
                break;
            }
            //   [====a====]
            //       [cut]     what lies before the cut stays, the rest is looked at again behind it
            if stop >= from {
                if cut > from {
                    out.push((from, cut - 1));
                }
                at = stop.checked_add(1).filter(|&next| next <= end);
            }
            if stop > end {
                break;
            }
            cuts.next();
        }
        out.extend(at.map(|from| (from, end)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All prefixes inside 10.0.0.0/29, the eight-address universe of these tests.
    fn tiny_prefixes() -> Vec<IpNet> {
        let root: IpNet = "10.0.0.0/29".parse().unwrap();
        (29..=32).flat_map(|length| root.subnets(length).unwrap()).collect()
    }

    fn set_of(bits: u8) -> AddrSet {
        AddrSet::of((0..8).filter(|i| bits & (1 << i) != 0).map(|i| format!("10.0.0.{i}/32").parse().unwrap()))
    }

    fn mask_of(net: IpNet) -> u8 {
        let (first, last) = bounds(net);
        (first..=last).fold(0, |mask, n| mask | 1 << (n & 7))
    }

    #[test]
    fn every_pattern_of_eight_addresses_agrees_with_a_bit_mask() {
        for bits in 0..=255u8 {
            let set = set_of(bits);
            for net in tiny_prefixes() {
                assert_eq!(set.overlaps(net), bits & mask_of(net) != 0, "{bits:08b} {net}");
                assert_eq!(set.covers(net), bits & mask_of(net) == mask_of(net), "{bits:08b} {net}");
            }
            for length in 29..=32 {
                let expected = tiny_prefixes()
                    .into_iter()
                    .filter(|net| net.prefix_len() == length)
                    .find(|net| bits & mask_of(*net) == 0);
                assert_eq!(set.first_free("10.0.0.0/29".parse().unwrap(), length), expected, "{bits:08b} /{length}");
            }
        }
    }

    #[test]
    fn union_and_minus_agree_with_bit_masks() {
        for a in 0..=255u8 {
            for b in (0..=255u8).step_by(3) {
                assert_eq!(set_of(a).union(&set_of(b)), set_of(a | b), "{a:08b} | {b:08b}");
                assert_eq!(set_of(a).minus(&set_of(b)), set_of(a & !b), "{a:08b} - {b:08b}");
            }
        }
    }

    #[test]
    fn a_prefix_that_is_added_is_as_one_of_the_set() {
        for bits in 0..=255u8 {
            for net in tiny_prefixes() {
                let mut set = set_of(bits);
                set.add(net);
                assert_eq!(set, set_of(bits | mask_of(net)), "{bits:08b} + {net}");
            }
        }
        let mut all = AddrSet::default();
        for net in ["255.255.255.255/32", "0.0.0.0/0", "::/0"] {
            all.add(net.parse().unwrap());
        }
        assert_eq!(all, AddrSet::of(["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()]));
    }

    #[test]
    fn the_ends_of_the_address_space_do_not_overflow() {
        let all = AddrSet::of(["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()]);
        assert!(all.covers("255.255.255.255/32".parse().unwrap()));
        assert!(all.minus(&all).is_empty());
        assert_eq!(all.first_free("ffff::/16".parse().unwrap(), 64), None);
        let none = AddrSet::default();
        assert_eq!(none.first_free("255.0.0.0/8".parse().unwrap(), 8), "255.0.0.0/8".parse().ok());
    }
}
