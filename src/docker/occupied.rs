//! Prefixes that are in the way of an allocation, each with what it is. They may lie in one another.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use ipnet::IpNet;

use super::SkipReason;
use crate::net::{address, bounds, prefix};

/// Prefixes by address and then by length: the order in which the engine goes through them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Occupied {
    prefixes: BTreeMap<IpNet, SkipReason>,
    /// How many prefixes there are of each length: only these can cover another.
    lengths: BTreeMap<u8, usize>,
}

impl Occupied {
    /// Adds a prefix; the first reason given for it stays.
    pub(crate) fn add(&mut self, net: IpNet, reason: SkipReason) {
        if let Entry::Vacant(place) = self.prefixes.entry(net.trunc()) {
            place.insert(reason);
            *self.lengths.entry(net.prefix_len()).or_default() += 1;
        }
    }

    /// Takes a prefix away.
    pub(crate) fn remove(&mut self, net: IpNet) {
        if self.prefixes.remove(&net.trunc()).is_none() {
            return;
        }
        if let Entry::Occupied(mut count) = self.lengths.entry(net.prefix_len()) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }

    /// Every prefix with its reason, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (IpNet, SkipReason)> {
        self.prefixes.iter().map(|(&net, &reason)| (net, reason))
    }

    /// The prefixes that cover `net` and all behind it, in order.
    pub(crate) fn from(&self, net: IpNet) -> impl Iterator<Item = (IpNet, SkipReason)> {
        let net = net.trunc();
        let wider = self.lengths.range(..net.prefix_len()).filter_map(move |(&length, _)| prefix(net.addr(), length));
        let covering = wider.filter_map(|wider| self.prefixes.get_key_value(&wider));
        covering.chain(self.prefixes.range(net..)).map(|(&net, &reason)| (net, reason))
    }

    /// A prefix that overlaps `net`: the widest that covers it, else the first inside it.
    pub(crate) fn overlapping(&self, net: IpNet) -> Option<(IpNet, SkipReason)> {
        self.covering(net).or_else(|| self.first_inside(net))
    }

    /// The widest prefix that covers `net`.
    pub(crate) fn covering(&self, net: IpNet) -> Option<(IpNet, SkipReason)> {
        self.lengths
            .range(..=net.prefix_len())
            .filter_map(|(&length, _)| prefix(net.addr(), length))
            .find_map(|wider| self.prefixes.get_key_value(&wider))
            .map(|(&found, &reason)| (found, reason))
    }

    fn first_inside(&self, net: IpNet) -> Option<(IpNet, SkipReason)> {
        let last = address(bounds(net).1, net.addr());
        let range = net.trunc()..=IpNet::from(last);
        self.prefixes.range(range).next().map(|(&found, &reason)| (found, reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_cover_is_found_before_what_lies_inside() {
        let net = |text: &str| text.parse::<IpNet>().unwrap();
        let mut occupied = Occupied::default();
        for text in ["10.0.0.0/20", "10.0.4.9/32", "192.168.0.0/16"] {
            occupied.add(net(text), SkipReason::Route);
        }
        for (asked, expected) in [
            ("10.0.4.0/24", Some("10.0.0.0/20")),
            ("10.0.0.0/8", Some("10.0.0.0/20")),
            ("10.0.16.0/24", None),
            ("192.168.3.0/24", Some("192.168.0.0/16")),
            ("::/0", None),
        ] {
            assert_eq!(occupied.overlapping(net(asked)).map(|found| found.0), expected.map(net), "{asked}");
        }
    }
}
