//! The address map: a strip for each private block that is involved, with lanes for what is yours, Docker's now, Docker's next
//! and after the fix.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::examine::Report;
use crate::facts::State;
use crate::net::{Index, bounds, overlaps, private_blocks};
use crate::problem::Severity;

/// A bar narrower than this share of the strip would not be seen.
const NARROWEST: f64 = 0.006;

/// No more bars than a screen has columns stand in a strip: those that clash and the widest.
const MOST: usize = 4_000;

/// A private block with what lies in it.
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

/// The strips of the blocks in which anything lies, in address order.
pub fn strips(report: &Report) -> Vec<Strip> {
    let ranges = ranges(report);
    let grave = report.problems.iter().filter(|problem| problem.severity <= Severity::WillBreak);
    let clashing: BTreeSet<IpNet> =
        grave.flat_map(|problem| problem.clashes.iter().map(|clash| clash.docker)).collect();
    let strip = |block: IpNet| {
        let inside = ranges.iter().filter(|(_, net, _)| overlaps(block, *net));
        let mut bars: Vec<Bar> = inside.map(|(lane, net, name)| bar(block, *lane, *net, name, &clashing)).collect();
        if bars.len() > MOST {
            bars.sort_by_key(|bar| (!bar.clashes, bar.net.prefix_len()));
            bars.truncate(MOST);
        }
        bars.sort_by_key(|bar| bar.net.prefix_len());
        nest(&mut bars);
        (!bars.is_empty()).then(|| Strip { block, bars, ticks: ticks(block) })
    };
    private_blocks().into_iter().filter_map(strip).collect()
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

fn ranges(report: &Report) -> Vec<(Lane, IpNet, String)> {
    let facts = &report.facts;
    let yours =
        facts.networks.iter().map(|network| (Lane::Yours, network.net, network.name.clone().unwrap_or_default()));
    let now = facts.docker.iter().filter(|subnet| matches!(subnet.state, State::Exists | State::Configured));
    let now = now.map(|subnet| (Lane::Docker, subnet.net, subnet.name.clone()));
    let next = report.prediction.next.iter().enumerate();
    let next = next.map(|(at, next)| (Lane::Next, next.subnet, (at + 1).to_string()));
    let candidate = report.plan.offer.iter().filter_map(|offer| offer.candidate.as_ref());
    let after = candidate.map(|candidate| (Lane::After, candidate.range, String::new()));
    yours.chain(now).chain(next).chain(after).collect()
}

/// The quarters of a block.
fn ticks(block: IpNet) -> Vec<Tick> {
    let length = block.prefix_len() + 2;
    let quarters = block.subnets(length).into_iter().flatten();
    let octets = usize::from(length.div_ceil(8));
    let whole = |net: IpNet| net.network().to_string().split('.').take(octets).collect::<Vec<_>>().join(".");
    let last = |text: &str| text.rsplit_once('.').map(|(_, last)| format!(".{last}")).unwrap_or_default();
    let text = |at: f64, net| if at > 0.0 { last(&whole(net)) } else { whole(net) };
    [0.0, 0.25, 0.5, 0.75].into_iter().zip(quarters).map(|(at, net)| Tick { at, text: text(at, net) }).collect()
}

fn bar(block: IpNet, lane: Lane, net: IpNet, name: &str, clashing: &BTreeSet<IpNet>) -> Bar {
    let ((first, last), (from, to)) = (bounds(block), bounds(net));
    let share = |count: u128| {
        #[allow(clippy::cast_precision_loss, reason = "a share of a strip, of numbers below 2^32")]
        let share = count as f64 / (last - first + 1) as f64;
        share
    };
    let (from, to) = (from.max(first), to.min(last));
    let width = share(to - from + 1).max(NARROWEST);
    let start = share(from - first).min(1.0 - width);
    let clashes = matches!(lane, Lane::Docker | Lane::Next) && clashing.contains(&net);
    Bar { lane, net, name: name.to_owned(), start, width, clashes, nested: false }
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
