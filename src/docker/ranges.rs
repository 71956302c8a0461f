//! Disjoint stretches of addresses that grow while a search runs.

use std::collections::BTreeMap;

/// Closed, disjoint intervals of numbers of one family, by their start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ranges {
    ends: BTreeMap<u128, u128>,
}

impl Ranges {
    /// The stretches that the given ones make together; they may overlap.
    pub(crate) fn of(stretches: impl IntoIterator<Item = (u128, u128)>) -> Self {
        let mut ranges = Self::default();
        for (start, end) in stretches {
            ranges.add(start, end);
        }
        ranges
    }

    /// Adds a stretch and joins it with those it overlaps.
    pub(crate) fn add(&mut self, start: u128, end: u128) {
        let (mut start, mut end) = (start, end);
        while let Some((first, last)) = self.first_overlapping(start, end) {
            self.ends.remove(&first);
            (start, end) = (start.min(first), end.max(last));
        }
        self.ends.insert(start, end);
    }

    /// The first stretch with an address in `start..=end`.
    pub(crate) fn first_overlapping(&self, start: u128, end: u128) -> Option<(u128, u128)> {
        let before = self.ends.range(..=start).next_back().filter(|&(_, &last)| last >= start);
        before.or_else(|| self.ends.range(start..=end).next()).map(|(&first, &last)| (first, last))
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.ends.clear();
    }
}
