//! What the next automatic allocations would be, without making any.

use ipnet::IpNet;

use super::{Engine, Running};
use crate::docker::allocator::{Family, Space, Step};
use crate::docker::occupied::Occupied;
use crate::docker::{Allocation, Skipped};
use crate::net::{Relation, relation};

/// The next IPv4 blocks, how many there are, and what was passed over before them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// The next blocks, as many as were asked for if there are so many.
    pub next: Vec<Allocation>,
    /// How many networks the pools give until the error.
    pub remaining: u64,
    /// What was passed over before and between `next`.
    pub skipped: Vec<Skipped>,
}

impl Engine {
    /// The subnet of the next automatic network of a running engine.
    pub fn next_subnet(&self) -> Option<IpNet> {
        self.next(1).first().map(|next| next.subnet)
    }

    /// The next `count` automatic networks of a running engine alone.
    pub fn next(&self, count: usize) -> Vec<Allocation> {
        let avoided = self.avoided();
        let next = |running: &Running| look(&mut steps(&running.local, &avoided), &avoided, count).next;
        self.running.as_ref().map(next).unwrap_or_default()
    }

    /// The same with how many there are, and what was passed over; nothing where it is stopped.
    pub fn outlook(&self, count: usize) -> Outlook {
        self.running.as_ref().map(|running| Outlook::of(&running.local, &self.avoided(), count)).unwrap_or_default()
    }
}

impl Outlook {
    /// The outlook of an address space.
    pub(in crate::docker) fn of(space: &Space, avoided: &Occupied, count: usize) -> Self {
        let mut steps = steps(space, avoided);
        let mut looked = look(&mut steps, avoided, count);
        steps.for_each(|step| looked.count(&step));
        looked
    }

    fn count(&mut self, step: &Step) {
        if let Step::Free(run) = step {
            self.remaining = self.remaining.saturating_add(u64::try_from(run.count).unwrap_or(u64::MAX));
        }
    }
}

/// The steps of a search until the error.
///
/// 27 and later can come upon a block inside a network of Docker's, behind a nested prefix: the bridge driver refuses it
/// then, and the engine offers it again and again.
fn steps<'a>(space: &'a Space, avoided: &'a Occupied) -> impl Iterator<Item = Step> + 'a {
    let is_refused = |step: &Step| matches!(step, Step::Free(run) if space.taken().covering(run.first).is_some());
    space.search(Family::V4, avoided).take_while(move |step| !is_refused(step))
}

/// Goes so far that `count` blocks are found.
fn look(steps: &mut impl Iterator<Item = Step>, avoided: &Occupied, count: usize) -> Outlook {
    let mut looked = Outlook::default();
    while looked.next.len() < count
        && let Some(step) = steps.next()
    {
        looked.count(&step);
        match step {
            Step::Passed(skipped) => looked.skipped.push(skipped),
            Step::Free(run) => {
                let allocation = |subnet| Allocation { subnet, inside: around(avoided, subnet) };
                looked.next.extend(run.blocks().take(count - looked.next.len()).map(allocation));
            }
        }
    }
    looked
}

fn around(avoided: &Occupied, subnet: IpNet) -> Option<IpNet> {
    avoided.covering(subnet).map(|(net, _)| net).filter(|&net| relation(net, subnet) == Relation::Contains)
}
