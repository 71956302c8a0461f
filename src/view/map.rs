//! The address map: a strip for each private block that is involved, with lanes for what is yours, Docker's now, Docker's next
//! and after the fix.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::examine::Report;
use crate::facts::State;
use crate::net::{Index, bounds, is_host, overlaps, private_blocks};
use crate::problem::Severity;
use crate::words::{Lang, word};

use super::screen::{Bar, Lane, Strip, Tick};

/// A bar narrower than this share of the strip would not be seen.
const NARROWEST: f64 = 0.006;

/// How many bars stand in a strip: those that clash and the widest. More could not be told apart, and would take longer to draw
/// than a frame.
const MOST: usize = 400;

/// How many ranges of a strip are told in words.
const TOLD: usize = 100;

/// A range on its way into a strip.
#[derive(Clone)]
struct Placed {
    lane: Lane,
    net: IpNet,
    name: String,
    clashes: bool,
}

/// The strips of the blocks in which anything lies, in address order.
pub fn strips(report: &Report, lang: Lang) -> Vec<Strip> {
    let ranges = ranges(report);
    let strip = |block: IpNet| {
        let mut inside: Vec<&Placed> = ranges.iter().filter(|range| overlaps(block, range.net)).collect();
        inside.sort_by_key(|range| (!range.clashes, range.net.prefix_len()));
        inside.truncate(MOST);
        inside.sort_by_key(|range| range.net.prefix_len());
        let told = inside.iter().take(TOLD).map(|range| told(range, lang)).collect::<Vec<_>>().join(", ");
        let mut bars: Vec<Bar> = inside.iter().map(|range| bar(block, range)).collect();
        nest(&mut bars, &inside);
        let told = format!("{block}: {told}");
        (!bars.is_empty()).then(|| Strip { block: block.to_string(), bars, ticks: ticks(block), told })
    };
    private_blocks().into_iter().filter_map(strip).collect()
}

fn told(range: &Placed, lang: Lang) -> String {
    let lane = match range.lane {
        Lane::Yours => "page.lane.yours",
        Lane::Docker => "page.lane.docker",
        Lane::Next => "page.lane.next",
        Lane::After => "page.lane.after",
    };
    format!("{}: {} {}", word(lang, lane), range.net, range.name)
}

/// Notes which of your ranges lie in wider ones.
fn nest(bars: &mut [Bar], placed: &[&Placed]) {
    let yours: Vec<IpNet> = placed.iter().filter(|range| range.lane == Lane::Yours).map(|range| range.net).collect();
    let index = Index::of(yours.iter().copied());
    for (bar, range) in bars.iter_mut().zip(placed).filter(|(bar, _)| bar.lane == Lane::Yours) {
        let widest = index.overlapping(range.net).next().and_then(|at| yours.get(at));
        bar.nested = widest.is_some_and(|net| net.prefix_len() < range.net.prefix_len());
    }
}

fn ranges(report: &Report) -> Vec<Placed> {
    let facts = &report.facts;
    let grave = report.problems.iter().filter(|problem| problem.severity <= Severity::WillBreak);
    let clashing: BTreeSet<IpNet> =
        grave.flat_map(|problem| problem.clashes.iter().map(|clash| clash.docker)).collect();
    let place = |lane, net, name: &str| {
        let clashes = matches!(lane, Lane::Docker | Lane::Next) && clashing.contains(&net);
        Placed { lane, net, name: name.to_owned(), clashes }
    };
    let yours = facts.networks.iter();
    let yours = yours.map(|network| place(Lane::Yours, network.net, network.name.as_deref().unwrap_or_default()));
    let now = facts.docker.iter().filter(|subnet| matches!(subnet.state, State::Exists | State::Configured));
    let now = now.map(|subnet| place(Lane::Docker, subnet.net, &subnet.name));
    let next = report.prediction.next.iter().enumerate();
    let next = next.map(|(at, next)| place(Lane::Next, next.subnet, &(at + 1).to_string()));
    let candidate = report.plan.offer.iter().filter_map(|offer| offer.candidate.as_ref());
    let after = candidate.map(|candidate| place(Lane::After, candidate.range, ""));
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

fn bar(block: IpNet, range: &Placed) -> Bar {
    let ((first, last), (from, to)) = (bounds(block), bounds(range.net));
    let share = |count: u128| {
        #[allow(clippy::cast_precision_loss, reason = "a share of a strip, of numbers below 2^32")]
        let share = count as f64 / (last - first + 1) as f64;
        share
    };
    let (from, to) = (from.max(first), to.min(last));
    let width = share(to - from + 1).max(NARROWEST);
    Bar {
        lane: range.lane,
        net: if is_host(range.net) { range.net.addr().to_string() } else { range.net.to_string() },
        name: range.name.clone(),
        start: share(from - first).min(1.0 - width),
        width,
        is_address: is_host(range.net),
        clashes: range.clashes,
        nested: false,
    }
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
        let strips = strips(&report, Lang::En);
        let bars = strips.iter().flat_map(|strip| &strip.bars);
        let nested: Vec<_> = bars.filter(|bar| bar.nested).map(|bar| bar.net.as_str()).collect();
        assert_eq!(nested, ["172.31.80.0/20", "172.17.48.6"]);
    }
}
