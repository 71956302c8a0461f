//! What is tried for a scope: which ranges, of which size, best first. All space is used before giving up: one block, several
//! blocks, smaller networks, and the last rest.

use super::Wish;
use super::choose::{self, Choice};
use super::claims::Claims;
use super::draft::Scope;
use super::need::{self, Need};
use crate::net::AddrSet;

/// What ranges are chosen from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Space<'a> {
    /// What is in use.
    pub(super) claims: &'a Claims<'a>,
    /// What the engine's own rules keep its pools from.
    pub(super) masked: &'a AddrSet,
    /// What is needed.
    pub(super) need: Need,
    /// How many networks beside docker0 are enough, those that are made again included.
    pub(super) enough: u64,
}

/// The layouts for a scope, best first; one `None` where it needs no range.
pub(super) fn layouts(space: Space<'_>, scope: Scope, wish: &Wish) -> Vec<Option<Choice>> {
    let found = match (scope, wish.range) {
        (Scope::Repair, _) => return vec![None],
        (_, Some(range)) => vec![choose::typed(space.claims, range.trunc(), space.need.size)],
        (Scope::Bip, None) => docker0_alone(space, wish),
        (Scope::Pools | Scope::Both, None) => networks(space, wish),
    };
    found.into_iter().map(Some).collect()
}

/// The lengths that a network may have, the wanted one first.
fn sizes(need: Need, wish: &Wish) -> std::ops::RangeInclusive<u8> {
    need.size..=if wish.size.is_some() { need.size } else { need::LONGEST.max(need.size) }
}

/// A range for docker0 by itself. The pools' masks do not matter to an address that is given by hand.
fn docker0_alone(space: Space<'_>, wish: &Wish) -> Vec<Choice> {
    let ranges = |size| choose::ranges(space.claims, &space.claims.taken, size, size);
    let mut found = sizes(space.need, wish).map(ranges).find(|found| !found.is_empty()).unwrap_or_default();
    // In the last gaps a smaller docker0 leaves room for networks that must be made again.
    let is_last = found.len() < choose::ALTERNATIVES && wish.size.is_none();
    if is_last && found.iter().all(|choice| choice.size < need::LONGEST) {
        found.extend(ranges(need::LONGEST));
    }
    found
}

/// Ranges for the networks, and for docker0 if it moves with them.
fn networks(space: Space<'_>, wish: &Wish) -> Vec<Choice> {
    let busy = space.claims.taken.union(space.masked);
    let enough = sizes(space.need, wish).find_map(|size| {
        let single = one_block(space, &busy, size).filter(|found| has_enough(space, found));
        single.or_else(|| {
            choose::several(space.claims, &busy, size, space.enough + 1)
                .map(|found| vec![found])
                .filter(|found| has_enough(space, found))
        })
    });
    enough.unwrap_or_else(|| rests(space, &busy, wish))
}

/// The shortest blocks that there are for a size, up to as much as is needed.
fn one_block(space: Space<'_>, busy: &AddrSet, size: u8) -> Option<Vec<Choice>> {
    let need = Need { size, ..space.need };
    let lengths = need.block()..=size;
    lengths.map(|length| choose::ranges(space.claims, busy, length, size)).find(|found| !found.is_empty())
}

fn has_enough(space: Space<'_>, found: &[Choice]) -> bool {
    found.first().is_some_and(|choice| choice.networks() > space.enough)
}

/// Where nothing holds enough networks: what there is, for each size.
fn rests(space: Space<'_>, busy: &AddrSet, wish: &Wish) -> Vec<Choice> {
    sizes(space.need, wish)
        .flat_map(|size| {
            let several = choose::several(space.claims, busy, size, space.enough + 1);
            several.into_iter().chain(one_block(space, busy, size).into_iter().flatten().take(1))
        })
        .collect()
}
