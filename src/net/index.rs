//! Which of many prefixes overlap one: found without looking at each.

use ipnet::IpNet;

use super::prefix;

/// Prefixes by address and then by length, each with its place in the list that it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    sorted: Vec<Entry>,
    /// The lengths that there are: only these can cover another prefix.
    lengths: Vec<u8>,
}

/// The beginning of a prefix, the prefix, its place. Numbers compare at once, prefixes part by part.
type Entry = (u64, IpNet, u32);

impl Index {
    /// The index of a list. Host bits are masked.
    pub fn of(nets: impl IntoIterator<Item = IpNet>) -> Self {
        let entry = |(net, place): (IpNet, u32)| (beginning(net), net, place);
        let mut sorted: Vec<Entry> = nets.into_iter().map(|net| net.trunc()).zip(0..).map(entry).collect();
        // There may be a million, and no two are equal: the sort of `order` takes three times as long.
        sorted.sort_unstable();
        let mut there = [false; 129];
        for (_, net, _) in &sorted {
            there[usize::from(net.prefix_len())] = true;
        }
        let lengths = (0..).zip(there).filter_map(|(length, is_there)| is_there.then_some(length)).collect();
        Self { sorted, lengths }
    }

    /// The places of the prefixes that have an address in common with `net`: wider ones first, then those inside it.
    pub fn overlapping(&self, net: IpNet) -> impl Iterator<Item = usize> {
        let net = net.trunc();
        let wider = self.lengths.iter().copied().take_while(move |length| *length < net.prefix_len());
        let wider = wider.filter_map(move |length| prefix(net.addr(), length));
        let wider = wider.flat_map(|wider| self.from(wider).take_while(move |(_, have, _)| *have == wider));
        wider
            .chain(self.from(net).take_while(move |(_, have, _)| net.contains(have)))
            .map(|(.., place)| *place as usize)
    }

    /// The different prefixes by address and then by length, each with its places.
    pub fn prefixes(&self) -> impl Iterator<Item = (IpNet, impl ExactSizeIterator<Item = usize>)> {
        let same = self.sorted.chunk_by(|(_, one, _), (_, other, _)| one == other);
        same.filter_map(|same| Some((same.first()?.1, same.iter().map(|(.., place)| *place as usize))))
    }

    /// For each place whether the prefix has an address in common with another one.
    pub fn shared(&self) -> Vec<bool> {
        let mut shared = vec![false; self.sorted.len()];
        let mut around: Option<(IpNet, u32)> = None;
        for (_, net, place) in &self.sorted {
            // What lies in others stands behind the widest of them, before anything outside of it.
            match around.filter(|(around, _)| around.contains(net)) {
                Some((_, outer)) => [outer, *place].iter().for_each(|place| shared[*place as usize] = true),
                None => around = Some((*net, *place)),
            }
        }
        shared
    }

    /// The entries from a prefix on.
    fn from(&self, net: IpNet) -> std::slice::Iter<'_, Entry> {
        let first = self.sorted.partition_point(|(from, have, _)| (*from, *have) < (beginning(net), net));
        self.sorted.get(first..).unwrap_or_default().iter()
    }
}

/// A number that is no greater than that of any later prefix: the whole of an IPv4 one, the first 63 bits of IPv6 behind a bit.
fn beginning(net: IpNet) -> u64 {
    match net {
        IpNet::V4(net) => u64::from(net.addr().to_bits()) << 8 | u64::from(net.prefix_len()),
        #[allow(clippy::cast_possible_truncation, reason = "63 bits")]
        IpNet::V6(net) => 1 << 63 | (net.addr().to_bits() >> 65) as u64,
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
        for few in (0..some.len()).map(|most| &some[..most]) {
            let is_shared = |at: usize| (0..few.len()).any(|other| other != at && overlaps(few[at], few[other]));
            let expected: Vec<bool> = (0..few.len()).map(is_shared).collect();
            assert_eq!(Index::of(few.iter().copied()).shared(), expected, "{few:?}");
        }
    }
}
