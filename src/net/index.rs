//! Which of many prefixes overlap one: found without looking at each.

use ipnet::IpNet;

use super::prefix;

use crate::order;

/// Prefixes by address and then by length, each with its place in the list that it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    sorted: Vec<(IpNet, u32)>,
    /// The lengths that there are: only these can cover another prefix.
    lengths: Vec<u8>,
}

impl Index {
    /// The index of a list. Host bits are masked.
    pub fn of(nets: impl IntoIterator<Item = IpNet>) -> Self {
        let mut sorted: Vec<(IpNet, u32)> = nets.into_iter().map(|net| net.trunc()).zip(0..).collect();
        // There may be a million, and no two are equal: the sort of `order` takes three times as long.
        sorted.sort_unstable();
        let there = order::set(sorted.iter().map(|(net, _)| net.prefix_len()));
        Self { sorted, lengths: there.into_iter().collect() }
    }

    /// The places of the prefixes that have an address in common with `net`: wider ones first, then those inside it.
    pub fn overlapping(&self, net: IpNet) -> impl Iterator<Item = usize> {
        let net = net.trunc();
        let wider = self.lengths.iter().copied().take_while(move |length| *length < net.prefix_len());
        let wider = wider.filter_map(move |length| prefix(net.addr(), length));
        let wider = wider.flat_map(|wider| self.from(wider).take_while(move |(have, _)| *have == wider));
        wider.chain(self.from(net).take_while(move |(have, _)| net.contains(have))).map(|(_, place)| *place as usize)
    }

    /// The places of all prefixes, by address and then by length.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.sorted.iter().map(|(_, place)| *place as usize)
    }

    /// The entries from a prefix on.
    fn from(&self, net: IpNet) -> std::slice::Iter<'_, (IpNet, u32)> {
        let first = self.sorted.partition_point(|(have, _)| *have < net);
        self.sorted.get(first..).unwrap_or_default().iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::overlaps;

    #[test]
    fn what_overlaps_is_what_overlaps_when_each_is_looked_at() {
        let roots = ["10.0.0.0/28", "fd00::/124", "255.255.255.240/28"].map(|text| text.parse::<IpNet>().unwrap());
        let all: Vec<IpNet> = roots
            .into_iter()
            .flat_map(|root| (root.prefix_len()..=root.max_prefix_len()).flat_map(move |n| root.subnets(n).unwrap()))
            .chain(["0.0.0.0/0", "::/0"].map(|text| text.parse().unwrap()))
            .collect();
        let some: Vec<IpNet> = all.iter().copied().step_by(3).chain(all.iter().copied().step_by(5)).collect();
        let index = Index::of(some.iter().copied());
        for net in all {
            let mut found: Vec<usize> = index.overlapping(net).collect();
            found.sort_unstable();
            let expected: Vec<usize> = (0..some.len()).filter(|&at| overlaps(some[at], net)).collect();
            assert_eq!(found, expected, "{net}");
        }
    }
}
