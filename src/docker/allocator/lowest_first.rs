//! The order of 27 and later: pools sorted by address, always the lowest free block.
//!
//! The engine walks the pools and the obstacles together, both sorted by address and then length, and looks for a gap
//! of a whole block before each obstacle:
//!
//! ```text
//! pool       [-----------------------------------------------]
//! obstacles       [==]            [=======]
//! candidate  ^^ first block   ^^ behind the previous obstacle   ^^ behind the last
//! ```
//!
//! "Behind the previous obstacle" is behind the one that begins last, not the one that reaches furthest. Where an
//! obstacle lies inside another, the candidate is therefore inside the outer one (measured on 27.5.1, 28.5.2, 29.7.2):
//!
//! ```text
//! obstacles  [10.0.0.0/20 ============================]
//!              [10.0.0.2/32]
//! candidate                  ^^ 10.0.1.0/24
//! ```

use ipnet::IpNet;

use super::{Family, Run, Step};
use crate::docker::blocks::{block_after, block_at, blocks_between, blocks_to_end, first_block, nth_block};
use crate::docker::occupied::Occupied;
use crate::docker::{Pool, SkipReason, Skipped};
use crate::net::{bounds, overlaps};
use crate::order::Order as _;

/// One walk. Going on after a run equals beginning again with the run's blocks taken: they stand in the list of
/// obstacles just where the walk is.
pub(super) struct Search {
    pools: std::vec::IntoIter<Pool>,
    pool: Option<Pool>,
    obstacles: Vec<(IpNet, SkipReason)>,
    at: usize,
    previous: Option<IpNet>,
}

impl Search {
    pub(super) fn new(pools: Vec<Pool>, family: Family, taken: &Occupied, reserved: &Occupied) -> Self {
        let pools: Vec<Pool> = pools.into_iter().filter(|pool| Family::of(pool.base) == family).collect();
        // What ends before the lowest pool is in nobody's way.
        let near = pools.iter().map(|pool| pool.base).min();
        let obstacles = near.into_iter().flat_map(|lowest| taken.from(lowest).chain(reserved.from(lowest)));
        let mut obstacles: Vec<_> = obstacles.filter(|&(net, _)| Family::of(net) == family).collect();
        obstacles.order_by_key(|&(net, _)| net);
        let mut pools = pools.into_iter();
        Self { pool: pools.next(), pools, obstacles, at: 0, previous: None }
    }

    /// The block the engine would try next in this pool.
    fn candidate(&self, pool: Pool) -> Option<IpNet> {
        match self.previous {
            None => first_block(pool.base, pool.size),
            Some(previous) => block_after(previous, pool.size),
        }
    }

    fn next_pool(&mut self) {
        self.pool = self.pools.next();
        self.previous = None;
    }

    /// The rest of the pool from the candidate on; then the next pool.
    fn rest_of(&mut self, pool: Pool) -> Option<Step> {
        let candidate = self.candidate(pool);
        self.next_pool();
        let first = candidate?;
        let count = blocks_to_end(first, pool.base);
        (count > 0).then_some(Step::Free(Run { first, count }))
    }

    /// The whole blocks between the candidate and an obstacle in the pool, or the step over the obstacle.
    fn around(&mut self, pool: Pool, obstacle: (IpNet, SkipReason)) -> Step {
        let (net, reason) = obstacle;
        if net.prefix_len() <= pool.base.prefix_len() {
            self.next_pool();
            return passed(pool.base, obstacle);
        }
        if let Some(first) = self.candidate(pool) {
            let count = blocks_between(first, net, pool.size);
            if count > 0 {
                self.previous = nth_block(first, count - 1);
                return Step::Free(Run { first, count });
            }
        }
        self.at += 1;
        self.previous = Some(net);
        if bounds(net).1 == bounds(pool.base).1 {
            self.next_pool();
        }
        passed(block_at(net, pool.size), (net, reason))
    }
}

impl Iterator for Search {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while let Some(pool) = self.pool {
            let step = match self.obstacles.get(self.at).copied() {
                None => self.rest_of(pool),
                Some(obstacle) if overlaps(obstacle.0, pool.base) => Some(self.around(pool, obstacle)),
                Some(_) if self.previous.is_some() => self.rest_of(pool),
                Some((net, _)) if pool.base.network() < net.network() => self.rest_of(pool),
                Some(_) => {
                    self.at += 1;
                    None
                }
            };
            if step.is_some() {
                return step;
            }
        }
        None
    }
}

fn passed(block: IpNet, (because, reason): (IpNet, SkipReason)) -> Step {
    Step::Passed(Skipped { block, because, reason })
}
