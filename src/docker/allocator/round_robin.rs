//! The order up to 26: every block of every pool in written order, from where the last one was taken.
//!
//! ```text
//! blocks     0   1   2   3   4   5   6   7        (all pools of both families, one after the other)
//!            ■       ▒           ■   ▒            ■ a network has it   ▒ overlaps a route or nameserver
//! cursor             ^
//! search             hold 2, take 3, cursor to 4
//! ```
//!
//! A block that fails the check against routes and nameservers is held until the search is over, and while held it
//! is in the way of blocks of overlapping pools. The cursor passes it. The cursor is one for both families; the first
//! block that is found behind the end of the list sets it to 0, not behind that block (libnetwork/ipam/allocator.go).

use ipnet::IpNet;

use super::{Family, Run, Step};
use crate::docker::blocks::{block_at, first_block, nth_block};
use crate::docker::occupied::Occupied;
use crate::docker::ranges::Ranges;
use crate::docker::{Pool, Skipped};
use crate::net::{bounds, number};

/// A place in the list of blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cursor {
    pool: usize,
    block: u128,
}

/// One search after the other, each from the cursor that the last one left.
pub(super) struct Search<'a> {
    pools: &'a [Pool],
    family: Family,
    /// What networks have, with the runs of this search.
    taken: Ranges,
    held: Ranges,
    avoided: Ranges,
    networks: &'a Occupied,
    reserved: &'a Occupied,
    cursor: Cursor,
    began: Cursor,
    at: Cursor,
    lap: Lap,
    longest_run: u128,
}

/// How far around the list a search is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lap {
    /// Not past the end.
    First,
    /// Past the end, nothing found there yet.
    JustWrapped,
    /// Past the end.
    Second,
}

/// What lies at a place of the list.
enum Found {
    Taken(u128),
    Held(u128),
    Avoided(u128),
    Free(u128),
}

impl<'a> Search<'a> {
    /// A search that gives runs of at most `longest_run` blocks.
    pub(super) fn new(
        pools: &'a [Pool],
        cursor: Cursor,
        family: Family,
        networks: &'a Occupied,
        reserved: &'a Occupied,
        longest_run: u128,
    ) -> Self {
        let stretches = |occupied: &Occupied| {
            Ranges::of(occupied.iter().filter(|&(net, _)| Family::of(net) == family).map(|(net, _)| bounds(net)))
        };
        Self {
            pools,
            family,
            taken: stretches(networks),
            held: Ranges::default(),
            avoided: stretches(reserved),
            networks,
            reserved,
            cursor,
            began: cursor,
            at: cursor,
            lap: Lap::First,
            longest_run,
        }
    }

    /// Where the next search begins.
    pub(super) fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The pool at the current place and how many of its blocks this search may still look at.
    /// Goes on to the next pool of the family; `None` when the search has come around.
    fn settle(&mut self) -> Option<(Pool, u128)> {
        loop {
            let Some(&pool) = self.pools.get(self.at.pool) else {
                if self.lap != Lap::First {
                    return None;
                }
                (self.lap, self.at) = (Lap::JustWrapped, Cursor::default());
                continue;
            };
            if self.lap != Lap::First && self.at >= self.began {
                return None;
            }
            let last_lap = self.lap != Lap::First && self.at.pool == self.began.pool;
            let end = if last_lap { block_count(pool).min(self.began.block) } else { block_count(pool) };
            if Family::of(pool.base) == self.family && self.at.block < end {
                return Some((pool, end - self.at.block));
            }
            self.at = Cursor { pool: self.at.pool + 1, block: 0 };
        }
    }

    /// What is at `block`, and over how many blocks from there on at most `most`.
    fn look(&self, block: IpNet, most: u128) -> Found {
        let (start, end) = bounds(block);
        let up_to = |last: u128| blocks_up_to(block, last).clamp(1, most);
        if let Some((_, last)) = self.taken.first_overlapping(start, end) {
            return Found::Taken(up_to(last));
        }
        if let Some((_, last)) = self.held.first_overlapping(start, end) {
            return Found::Held(up_to(last));
        }
        let before =
            |ranges: &Ranges| ranges.first_overlapping(start, u128::MAX).map(|(next, _)| blocks_before(block, next));
        let taken = before(&self.taken).unwrap_or(u128::MAX);
        let held = before(&self.held).unwrap_or(u128::MAX);
        if let Some((_, last)) = self.avoided.first_overlapping(start, end) {
            return Found::Avoided(up_to(last).min(taken).min(held));
        }
        let avoided = before(&self.avoided).unwrap_or(u128::MAX);
        Found::Free(taken.min(held).min(avoided).min(most).min(self.longest_run))
    }

    /// The cursor goes behind a block that was found, `count` blocks from the current place.
    fn pass_cursor(&mut self, count: u128) {
        self.at.block = self.at.block.saturating_add(count);
        self.cursor = if self.lap == Lap::JustWrapped && count == 1 { Cursor::default() } else { self.normal(self.at) };
        if self.lap == Lap::JustWrapped {
            self.lap = Lap::Second;
        }
    }

    /// The same place, written as the beginning of the next pool where a pool ends; 0 at the end of the list.
    fn normal(&self, place: Cursor) -> Cursor {
        match self.pools.get(place.pool) {
            Some(&pool) if place.block < block_count(pool) => place,
            Some(_) if place.pool + 1 < self.pools.len() => Cursor { pool: place.pool + 1, block: 0 },
            _ => Cursor::default(),
        }
    }

    fn hold(&mut self, block: IpNet, count: u128) {
        let last = nth_block(block, count.saturating_sub(1)).unwrap_or(block);
        self.held.add(number(block.network()), bounds(last).1);
        self.pass_cursor(count);
    }

    fn take(&mut self, first: IpNet, count: u128) -> Run {
        let count = if self.lap == Lap::JustWrapped { 1 } else { count };
        let last = nth_block(first, count.saturating_sub(1)).unwrap_or(first);
        self.taken.add(number(first.network()), bounds(last).1);
        self.pass_cursor(count);
        self.held.clear();
        (self.began, self.at, self.lap) = (self.cursor, self.cursor, Lap::First);
        Run { first, count }
    }
}

impl Iterator for Search<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            let (pool, most) = self.settle()?;
            let Some(block) = first_block(pool.base, pool.size).and_then(|first| nth_block(first, self.at.block))
            else {
                self.at = Cursor { pool: self.at.pool + 1, block: 0 };
                continue;
            };
            let step = match self.look(block, most) {
                Found::Free(count) => return Some(Step::Free(self.take(block, count))),
                Found::Held(count) => {
                    self.at.block = self.at.block.saturating_add(count);
                    None
                }
                Found::Taken(count) => {
                    self.at.block = self.at.block.saturating_add(count);
                    passed(block, self.networks)
                }
                Found::Avoided(count) => {
                    self.hold(block, count);
                    passed(block, self.reserved)
                }
            };
            if step.is_some() {
                return step;
            }
        }
    }
}

/// The first block of the first pool, in written order and of either family, that nothing reserved overlaps.
///
/// 20.10 chooses docker0's block so, apart from every other allocation.
pub(crate) fn elect(pools: &[Pool], reserved: &Occupied) -> Option<IpNet> {
    let nothing = Occupied::default();
    pools.iter().find_map(|pool| {
        let family = Family::of(pool.base);
        let search = Search::new(std::slice::from_ref(pool), Cursor::default(), family, &nothing, reserved, 1);
        super::first_free(search)
    })
}

/// How many blocks the list has of a pool.
///
/// The list is made with 64-bit arithmetic: of an IPv6 pool it holds only the blocks inside the first /64, and the
/// same block again and again where blocks are that wide (moby issue 42801; measured up to 26.1.5).
fn block_count(pool: Pool) -> u128 {
    let length = match Family::of(pool.base) {
        Family::V4 => pool.base.prefix_len(),
        Family::V6 => pool.base.prefix_len().max(pool.size.min(64)),
    };
    1u128.checked_shl(u32::from(pool.size.saturating_sub(length))).unwrap_or(u128::MAX)
}

/// How many blocks from `block` on begin at or before the address `last`.
fn blocks_up_to(block: IpNet, last: u128) -> u128 {
    let width = u32::from(block.max_prefix_len() - block.prefix_len());
    last.saturating_sub(number(block.network())).checked_shr(width).unwrap_or(0).saturating_add(1)
}

/// How many whole blocks from `block` on end before the address `next`.
fn blocks_before(block: IpNet, next: u128) -> u128 {
    let width = u32::from(block.max_prefix_len() - block.prefix_len());
    next.saturating_sub(number(block.network())).checked_shr(width).unwrap_or(0)
}

/// The block, or all the blocks inside what is in the way.
fn passed(block: IpNet, in_the_way: &Occupied) -> Option<Step> {
    let (because, reason) = in_the_way.overlapping(block)?;
    Some(Step::Passed(Skipped { block: block_at(because, block.prefix_len()), because, reason }))
}
