//! Which block comes next: two orders, one interface.
//!
//! ```text
//! up to 26   written order, round robin     cursor ──▶ skip taken, hold reserved ──▶ wrap once ──▶ exhausted
//! 27 on      sorted pools, lowest first     pools × obstacles in one pass from the lowest address
//! ```
//!
//! A search is a sequence of [`Step`]s. Free blocks come as a [`Run`]: as many as the engine would take one after the
//! other, so that counting a million networks costs as much as finding the obstacles between them.

mod lowest_first;
mod round_robin;

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;

use super::blocks::nth_block;
use super::occupied::Occupied;
use super::{Pool, SkipReason, Skipped};

pub(crate) use round_robin::{Cursor, elect};

/// What a search comes upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Blocks that are not taken.
    Passed(Skipped),
    /// Blocks that are taken next.
    Free(Run),
}

/// Blocks of one length that are taken one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The first.
    pub(crate) first: IpNet,
    /// How many; at least one.
    pub(crate) count: u128,
}

impl Run {
    /// The blocks in order.
    pub(crate) fn blocks(self) -> impl Iterator<Item = IpNet> {
        (0..self.count).map_while(move |index| nth_block(self.first, index))
    }
}

/// The two families of pools and subnets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// The family of a prefix.
    pub(crate) fn of(net: IpNet) -> Self {
        if net.max_prefix_len() == 32 { Self::V4 } else { Self::V6 }
    }
}

/// In which order blocks are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// From the lowest address, freed blocks at once.
    LowestFirst,
    /// In written order from where the last one was taken. The position is lost when dockerd stops.
    RoundRobin(Cursor),
}

/// An address space: pools in the order of use, and what was taken from them or beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Space {
    pools: Vec<Pool>,
    order: Order,
    taken: Occupied,
    holders: BTreeMap<IpNet, Holders>,
}

/// Who holds a subnet: one network the whole, or several a range each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Holders {
    whole: bool,
    ranges: BTreeSet<IpNet>,
}

/// Why a subnet is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    /// No block is left, or no pool.
    Exhausted,
    /// No pool is as wide as the block that was asked for.
    NoPoolWideEnough,
    /// Another network has it.
    Overlap,
}

impl Space {
    /// A space from which nothing is taken.
    pub(crate) fn new(pools: Vec<Pool>, order: Order) -> Self {
        Self { pools, order, taken: Occupied::default(), holders: BTreeMap::new() }
    }

    /// The subnets that networks have.
    pub(crate) fn taken(&self) -> &Occupied {
        &self.taken
    }

    /// A search through the pools of one family as they stand: what the next allocations would be.
    pub(crate) fn search<'a>(&'a self, family: Family, reserved: &'a Occupied) -> Box<dyn Iterator<Item = Step> + 'a> {
        match self.order {
            Order::LowestFirst => Box::new(self.lowest_first(self.pools.clone(), family, reserved)),
            Order::RoundRobin(cursor) => {
                Box::new(round_robin::Search::new(&self.pools, cursor, family, &self.taken, reserved, u128::MAX))
            }
        }
    }

    /// Takes the next block of a family.
    pub(crate) fn take_next(&mut self, family: Family, reserved: &Occupied) -> Result<IpNet, Denied> {
        let block = match self.order {
            Order::LowestFirst => first_free(self.lowest_first(self.pools.clone(), family, reserved)),
            Order::RoundRobin(cursor) => {
                let mut search = round_robin::Search::new(&self.pools, cursor, family, &self.taken, reserved, 1);
                let block = first_free(&mut search);
                self.order = Order::RoundRobin(search.cursor());
                block
            }
        };
        block.ok_or(Denied::Exhausted).inspect(|&block| self.hold_whole(block))
    }

    /// Takes the lowest free block of a length that a request names, from the pools that are wide enough.
    pub(crate) fn take_sized(&mut self, family: Family, length: u8, reserved: &Occupied) -> Result<IpNet, Denied> {
        let wide = |pool: &&Pool| Family::of(pool.base) == family && pool.base.prefix_len() <= length;
        let pools: Vec<Pool> = self.pools.iter().filter(wide).map(|pool| Pool { size: length, ..*pool }).collect();
        if pools.is_empty() {
            return Err(Denied::NoPoolWideEnough);
        }
        let block = first_free(self.lowest_first(pools, family, reserved));
        block.ok_or(Denied::Exhausted).inspect(|&block| self.hold_whole(block))
    }

    /// Takes a subnet that was asked for by name. With a range, only the same range of the same subnet is refused:
    /// the engine looks for overlaps of whole subnets only.
    pub(crate) fn take(&mut self, subnet: IpNet, range: Option<IpNet>) -> Result<(), Denied> {
        let Some(range) = range else {
            if self.taken.overlapping(subnet).is_some() {
                return Err(Denied::Overlap);
            }
            self.hold_whole(subnet);
            return Ok(());
        };
        self.taken.add(subnet, SkipReason::Network);
        if self.holders.entry(subnet).or_default().ranges.insert(range) { Ok(()) } else { Err(Denied::Overlap) }
    }

    /// Gives a subnet back.
    pub(crate) fn release(&mut self, subnet: IpNet, range: Option<IpNet>) {
        let Some(holders) = self.holders.get_mut(&subnet) else { return };
        match range {
            Some(range) => _ = holders.ranges.remove(&range),
            None => holders.whole = false,
        }
        if !holders.whole && holders.ranges.is_empty() {
            self.holders.remove(&subnet);
            self.taken.remove(subnet);
        }
    }

    /// Marks a subnet, or the range of it, as that of a network that exists.
    pub(crate) fn hold(&mut self, subnet: IpNet, range: Option<IpNet>) {
        match range {
            Some(_) => _ = self.take(subnet, range),
            None => self.hold_whole(subnet),
        }
    }

    /// Whether there is a pool of the family.
    pub(crate) fn has_pool(&self, family: Family) -> bool {
        self.pools.iter().any(|pool| Family::of(pool.base) == family)
    }

    /// Marks a subnet as a network's, without asking whether it overlaps.
    pub(crate) fn hold_whole(&mut self, subnet: IpNet) {
        self.taken.add(subnet, SkipReason::Network);
        self.holders.entry(subnet).or_default().whole = true;
    }

    fn lowest_first(&self, pools: Vec<Pool>, family: Family, reserved: &Occupied) -> lowest_first::Search {
        lowest_first::Search::new(pools, family, &self.taken, reserved)
    }
}

fn first_free(search: impl IntoIterator<Item = Step>) -> Option<IpNet> {
    search.into_iter().find_map(|step| match step {
        Step::Free(run) => Some(run.first),
        Step::Passed(_) => None,
    })
}
