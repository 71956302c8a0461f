//! The address map: a strip for each block that is involved, with lanes for what is yours, Docker's now, Docker's next
//! and after the fix.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::examine::Report;
use crate::facts::{Networks, State};
use crate::net::special::{Kind, special};
use crate::net::{Index, bounds, overlaps, prefix, private_blocks};
use crate::order::{self, Order as _};
use crate::problem::{Problem, Severity};

/// A bar narrower than this share of the strip would not be seen.
const NARROWEST: f64 = 0.006;

/// No more bars than can be told apart stand in a strip: those that clash and the widest.
const MOST: usize = 150;

/// Most blocks outside of private space.
const MOST_BLOCKS: usize = 6;

/// A block with what lies in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// The block.
    pub block: IpNet,
    /// The bars, wider ones first: what lies inside another range is drawn over it.
    pub bars: Vec<Bar>,
    /// Where the quarters of the block begin.
    pub ticks: Vec<Tick>,
}

/// A mark of the scale below a strip.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Its place, as a share of the strip from 0 to 1.
    pub at: f64,
    /// The address there without the octets that are zero; after the first mark only the octet that differs.
    pub text: String,
}

/// A range in a strip.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its lane.
    pub lane: Lane,
    /// The range.
    pub net: IpNet,
    /// What it is called.
    pub name: String,
    /// Where it begins, as a share of the strip from 0 to 1.
    pub start: f64,
    /// How wide it is, as a share of the strip.
    pub width: f64,
    /// A finding of severity broken or will-break names it on Docker's side.
    pub clashes: bool,
    /// A finding of severity broken or will-break names it, on either side.
    pub named: bool,
    /// It lies in a wider range of yours: a subnet in its VPC.
    pub nested: bool,
}

/// A row of a strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Networks and addresses in use.
    Yours,
    /// Docker's subnets.
    Docker,
    /// What Docker takes next.
    Next,
    /// What the fix gives to Docker.
    After,
}

impl Lane {
    /// All rows, from top to bottom.
    pub const ALL: [Self; 4] = [Self::Yours, Self::Docker, Self::Next, Self::After];

    /// The key of its name in `words`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Yours => "page.lane.yours",
            Self::Docker => "page.lane.docker",
            Self::Next => "page.lane.next",
            Self::After => "page.lane.after",
        }
    }
}

/// The strips of the blocks in which anything lies: the private ones first, in address order, then others.
pub fn strips(report: &Report) -> Vec<Strip> {
    let ranges = Ranges::of(report);
    blocks(&ranges).into_iter().filter_map(|block| strip(block, &ranges)).collect()
}

/// One block alone, whatever lies in it.
pub fn zoomed(report: &Report, block: IpNet) -> Option<Strip> {
    strip(block.trunc(), &Ranges::of(report))
}

/// Everything that may be drawn.
struct Ranges<'a> {
    yours: &'a Networks,
    /// Docker's: few, each with its lane and its name.
    dockers: Vec<(Lane, IpNet, String)>,
    marks: Marks,
}

impl<'a> Ranges<'a> {
    fn of(report: &'a Report) -> Self {
        let facts = &report.facts;
        let now = facts.docker.iter().filter(|subnet| matches!(subnet.state, State::Exists | State::Configured));
        let now = now.map(|subnet| (Lane::Docker, subnet.net, subnet.name.clone()));
        let next = report.prediction.next.iter().enumerate();
        let next = next.map(|(at, next)| (Lane::Next, next.subnet, (at + 1).to_string()));
        let candidate = report.plan.offer.iter().filter_map(|offer| offer.candidate.as_ref());
        let after = candidate.map(|candidate| (Lane::After, candidate.range, String::new()));
        let dockers = now.chain(next).chain(after).collect();
        Self { yours: &facts.networks, dockers, marks: Marks::of(&report.problems) }
    }

    /// What has an address in common with a block: lane, range and name. Of one range, the order is that of the paste.
    fn in_block(&self, block: IpNet) -> impl Iterator<Item = (Lane, IpNet, &str)> {
        let yours = self.yours.overlapping(block).filter_map(|at| self.yours.get(at));
        let yours = yours.map(|network| (Lane::Yours, network.net, network.name.as_deref().unwrap_or_default()));
        let dockers = self.dockers.iter().filter(move |(_, net, _)| overlaps(block, *net));
        yours.chain(dockers.map(|(lane, net, name)| (*lane, *net, name.as_str())))
    }
}

/// The blocks that hold all ranges: the private ones, and around what lies elsewhere a /16, or a /48 of IPv6. Addresses of one
/// link are left out: they are on every host.
fn blocks(ranges: &Ranges<'_>) -> Vec<IpNet> {
    let private = private_blocks();
    let is_private = |net: IpNet| private.iter().any(|block| overlaps(*block, net));
    let around = |net: IpNet| {
        let most = if net.addr().is_ipv4() { 16 } else { 48 };
        prefix(net.addr(), net.prefix_len().min(most)).filter(|block| block.prefix_len() > 0)
    };
    let all = ranges.yours.prefixes().map(|(net, _)| net);
    let mut blocks: Vec<IpNet> = all.chain(ranges.dockers.iter().map(|(_, net, _)| *net)).filter_map(around).collect();
    // By address, so that what lies in one block stands together.
    blocks.dedup();
    blocks.retain(|block| !is_private(*block));
    // Wider ones first: what lies in one of them has no strip of its own.
    blocks.order_by_key(|net| (net.prefix_len(), *net));
    let is_of_a_link = |net: IpNet| special(net).is_some_and(|special| special.kind == Kind::LinkLocal);
    let is_drawn = |block: IpNet| {
        let mut inside = ranges.in_block(block).filter(|(_, net, _)| around(*net) == Some(block));
        inside.any(|(_, net, _)| !is_of_a_link(net))
    };
    let mut kept: Vec<IpNet> = Vec::new();
    for block in blocks {
        if kept.len() == MOST_BLOCKS {
            break;
        }
        if !kept.iter().any(|have| overlaps(*have, block)) && is_drawn(block) {
            kept.push(block);
        }
    }
    kept.order();
    private.into_iter().chain(kept).collect()
}

fn strip(block: IpNet, ranges: &Ranges<'_>) -> Option<Strip> {
    let marks = &ranges.marks;
    let key = |lane, net: IpNet| (!marks.is_named(lane, net), net.prefix_len(), net, lane);
    let first = order::least(MOST, ranges.in_block(block).map(|(lane, net, _)| (key(lane, net), (lane, net))));
    let mut bars: Vec<Bar> = first.into_values().map(|(lane, net)| bar(block, lane, net, ranges)).collect();
    bars.order_by_key(|bar| bar.net.prefix_len());
    nest(&mut bars);
    (!bars.is_empty()).then(|| Strip { block, bars, ticks: ticks(block) })
}

/// What findings of severity broken or will-break name.
struct Marks {
    docker: BTreeSet<IpNet>,
    named: BTreeSet<IpNet>,
}

impl Marks {
    fn of(problems: &[Problem]) -> Self {
        let grave = problems.iter().filter(|problem| problem.severity <= Severity::WillBreak);
        let clashes: Vec<_> = grave.flat_map(|problem| &problem.clashes).collect();
        let docker = order::set(clashes.iter().map(|clash| clash.docker));
        let named = order::set(clashes.iter().flat_map(|clash| [clash.docker, clash.other]));
        Self { docker, named }
    }

    fn clashes(&self, lane: Lane, net: IpNet) -> bool {
        matches!(lane, Lane::Docker | Lane::Next) && self.docker.contains(&net)
    }

    fn is_named(&self, lane: Lane, net: IpNet) -> bool {
        lane != Lane::After && self.named.contains(&net)
    }
}

/// Notes which of your ranges lie in wider ones.
fn nest(bars: &mut [Bar]) {
    let yours: Vec<IpNet> = bars.iter().filter(|bar| bar.lane == Lane::Yours).map(|bar| bar.net).collect();
    let index = Index::of(yours.iter().copied());
    for bar in bars.iter_mut().filter(|bar| bar.lane == Lane::Yours) {
        let widest = index.overlapping(bar.net).next().and_then(|at| yours.get(at));
        bar.nested = widest.is_some_and(|net| net.prefix_len() < bar.net.prefix_len());
    }
}

/// The quarters of a block; of IPv6, whose addresses are long, its beginning and its middle.
fn ticks(block: IpNet) -> Vec<Tick> {
    let length = (block.prefix_len() + 2).min(block.max_prefix_len());
    let quarters = block.subnets(length).into_iter().flatten();
    let places = [0.0, 0.25, 0.5, 0.75].into_iter().zip(quarters);
    if block.addr().is_ipv6() {
        let halves = places.step_by(2);
        return halves.map(|(at, net)| Tick { at, text: net.network().to_string() }).collect();
    }
    let octets = usize::from(length.div_ceil(8));
    let whole = |net: IpNet| net.network().to_string().split('.').take(octets).collect::<Vec<_>>().join(".");
    let last = |text: &str| text.rsplit_once('.').map(|(_, last)| format!(".{last}")).unwrap_or_default();
    let text = |at: f64, net| if at > 0.0 { last(&whole(net)) } else { whole(net) };
    places.map(|(at, net)| Tick { at, text: text(at, net) }).collect()
}

/// A bar by the first name that its range has.
fn bar(block: IpNet, lane: Lane, net: IpNet, ranges: &Ranges<'_>) -> Bar {
    let ((first, last), (from, to)) = (bounds(block), bounds(net));
    let share = |count: u128| {
        #[allow(clippy::cast_precision_loss, reason = "a share of a strip")]
        let share = count as f64 / ((last - first) as f64 + 1.0);
        share
    };
    let (from, to) = (from.max(first), to.min(last));
    let width = (share(to - from) + share(1)).max(NARROWEST);
    let start = share(from - first).min(1.0 - width);
    let mut here = ranges.in_block(net).filter(|(of, other, name)| (*of, *other) == (lane, net) && !name.is_empty());
    let name = here.next().map(|(.., name)| name.to_owned()).unwrap_or_default();
    let (clashes, named) = (ranges.marks.clashes(lane, net), ranges.marks.is_named(lane, net));
    Bar { lane, net, name, start, width, clashes, named, nested: false }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::examine::{Inputs, Question, examine};
    use crate::text::Slot;

    #[test]
    fn what_lies_in_a_wider_range_of_yours_is_nested() {
        let texts = BTreeMap::from([
            (Slot::Networks, "172.16.0.0/12\n172.16.0.0/12\n172.17.48.6\n".to_owned()),
            (Slot::Routes, "172.31.80.0/20 dev eth0 scope link\n172.17.0.0/16 dev docker0 scope link\n".to_owned()),
        ]);
        let report = examine(&Inputs { texts, ..Inputs::default() }, &Question::default());
        let strips = strips(&report);
        let bars = strips.iter().flat_map(|strip| &strip.bars);
        let nested: Vec<_> = bars.filter(|bar| bar.nested).map(|bar| bar.net.to_string()).collect();
        assert_eq!(nested, ["172.31.80.0/20", "172.17.48.6/32"]);
    }
}
