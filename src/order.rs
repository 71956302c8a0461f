//! Sorting, once for all types: the standard library's code is made anew for each, and was a tenth of the core.
//!
//! Both keep the order of equal items. Sets and maps are filled one by one for the same reason.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Lists that are put in order.
pub(crate) trait Order<T> {
    /// Puts the items in their own order.
    fn order(&mut self)
    where
        T: Ord;

    /// Puts the items in the order of their keys.
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    /// Puts the items in this order.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);
}

impl<T> Order<T> for [T] {
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }

    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|one, other| key(one).cmp(&key(other)));
    }

    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let mut sources = sorted(self.len(), &mut |one, other| compare(&self[one], &self[other]));
        // Each cycle of the permutation is walked once; a place that is done is its own source.
        for start in 0..sources.len() {
            let mut place = start;
            while sources[place] != start {
                let source = std::mem::replace(&mut sources[place], place);
                self.swap(place, source);
                place = source;
            }
            sources[place] = place;
        }
    }
}

/// A set of these items.
pub(crate) fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// A map of these keys and values; of a key that comes twice the last value stays.
pub(crate) fn map<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(items);
    map
}

/// Adds to the first so many keys in order; of a key that comes twice the first value stays.
pub(crate) fn keep_least<K: Ord, V>(least: &mut BTreeMap<K, V>, most: usize, key: K, value: V) {
    if least.len() >= most && least.last_key_value().is_none_or(|(last, _)| *last < key) {
        return;
    }
    least.entry(key).or_insert(value);
    if least.len() > most {
        least.pop_last();
    }
}

/// The first so many keys in order, each with the first value that came with it.
pub(crate) fn least<K: Ord, V>(most: usize, items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut least = BTreeMap::new();
    items.into_iter().for_each(|(key, value)| keep_least(&mut least, most, key, value));
    least
}

/// The places of so many items in the order that their items have, nothing where that is their own: the one sort of the program.
fn sorted(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    // Most lists are in order already, and take no memory.
    if (1..count).all(|place| compare(place - 1, place).is_le()) {
        return Vec::new();
    }
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use super::Order as _;

    #[test]
    fn the_order_is_the_standard_librarys_and_equal_items_keep_theirs() {
        // Every list of up to six items of three kinds, each with its place.
        for length in 0..=6_u32 {
            for mut number in 0..3_u32.pow(length) {
                let mut list: Vec<(u32, u32)> = Vec::new();
                for place in 0..length {
                    list.push((number % 3, place));
                    number /= 3;
                }
                let (mut by_key, mut whole, mut expected) = (list.clone(), list.clone(), list.clone());
                by_key.order_by_key(|(kind, _)| std::cmp::Reverse(*kind));
                expected.sort_by_key(|(kind, _)| std::cmp::Reverse(*kind));
                assert_eq!(by_key, expected, "{list:?}");
                whole.order();
                expected.sort_unstable();
                assert_eq!(whole, expected, "{list:?}");
            }
        }
    }
}
