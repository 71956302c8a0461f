//! Choosing ranges, by rules: private space only, nothing that is in use, away from well-known neighbours, one block for
//! all, as far from the next use as its private block allows.

use ipnet::IpNet;

use super::claims::{Claim, Claims, neighbour};
use crate::net::neighbours::Neighbour;
use crate::net::{self, AddrSet};
use crate::order::Order as _;
use crate::problem::{Arg, Message};

/// A range that could be taken, with why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// The range; docker0 lies in it where it moves too.
    pub(super) range: IpNet,
    /// Further ranges for networks, behind it, where no block holds all of them.
    pub(super) more: Vec<IpNet>,
    /// The prefix length of each network.
    pub(super) size: u8,
    /// Why it is a good choice, best reason first.
    pub(super) reasons: Vec<Message>,
}

/// What decides between two ranges, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// A second choice inside a block that has a first one already.
    again: usize,
    /// How near it is: 0 touches nothing, 1 what a route throws away, 2 a well-known neighbour.
    near: usize,
    /// The private block has claims of yours, so that more of them may come.
    crowded: bool,
    /// The private block's place in [`BLOCKS`].
    block: usize,
}

impl Choice {
    /// The ranges, ascending.
    pub(super) fn ranges(&self) -> impl Iterator<Item = IpNet> {
        std::iter::once(self.range).chain(self.more.iter().copied())
    }

    /// How many networks the ranges hold, docker0 included.
    pub(super) fn networks(&self) -> u64 {
        self.ranges().map(|range| blocks_in(range, self.size)).fold(0, u64::saturating_add)
    }
}

/// How many networks of a size a range holds.
fn blocks_in(range: IpNet, size: u8) -> u64 {
    size.checked_sub(range.prefix_len()).map_or(0, |bits| 1u64.checked_shl(u32::from(bits)).unwrap_or(u64::MAX))
}

/// The private blocks in the order they are tried: 192.168/16 has the emptiest corner, 10/8 the most room, and 172.16/12
/// is where every other Docker host takes its networks.
fn blocks() -> [IpNet; 3] {
    let [ten, twelve, sixteen] = net::private_blocks();
    [sixteen, ten, twelve]
}

/// How many ranges are offered.
pub(super) const ALTERNATIVES: usize = 3;

/// The best ranges of `length` for networks of `size`, from different private blocks where that is possible, best first; at
/// most three. `busy` is what they must not touch.
pub(super) fn ranges(claims: &Claims<'_>, busy: &AddrSet, length: u8, size: u8) -> Vec<Choice> {
    let mut found: Vec<(Rank, IpNet, IpNet)> =
        blocks().into_iter().enumerate().flat_map(|(at, block)| inside(claims, busy, (at, block), length)).collect();
    found.order();
    found.truncate(ALTERNATIVES);
    let choice =
        |(_, range, block)| Choice { range, more: Vec::new(), size, reasons: reasons(claims, block, &[range]) };
    found.into_iter().map(choice).collect()
}

/// A range that the user typed, already found fit.
pub(super) fn typed(claims: &Claims<'_>, range: IpNet, size: u8) -> Choice {
    let block = net::private_blocks().into_iter().find(|block| block.contains(&range)).unwrap_or(range);
    Choice { range, more: Vec::new(), size, reasons: reasons(claims, block, &[range]) }
}

/// Several ranges that hold `wanted` networks of `size` together, or as many as there is room for: the widest first, quiet ones
/// before those that touch a neighbour.
pub(super) fn several(claims: &Claims<'_>, busy: &AddrSet, size: u8, wanted: u64) -> Option<Choice> {
    let mut taken: Vec<IpNet> = Vec::new();
    let mut room = 0u64;
    for busy in claims.quietest_first(busy) {
        for range in rest(&busy, size) {
            if room < wanted && !taken.iter().any(|have| net::overlaps(*have, range)) {
                room = room.saturating_add(blocks_in(range, size));
                taken.push(range);
            }
        }
    }
    taken.order();
    let (&range, more) = taken.split_first()?;
    let block = net::private_blocks().into_iter().find(|block| block.contains(&range)).unwrap_or(range);
    Some(Choice { range, more: more.to_vec(), size, reasons: reasons(claims, block, &taken) })
}

/// The prefixes of private space beside `busy` that hold a network of `size`, the widest first.
fn rest(busy: &AddrSet, size: u8) -> Vec<IpNet> {
    let free = |block: IpNet| AddrSet::of([block]).minus(busy).prefixes(block).collect::<Vec<_>>();
    let mut found: Vec<IpNet> = blocks().into_iter().flat_map(free).filter(|net| net.prefix_len() <= size).collect();
    found.order_by_key(IpNet::prefix_len);
    found
}

/// The ranges of one private block with their rank, best first.
fn inside(claims: &Claims<'_>, busy: &AddrSet, (at, block): (usize, IpNet), length: u8) -> Vec<(Rank, IpNet, IpNet)> {
    let levels = claims.quietest_first(busy).enumerate();
    let mut found = levels.map(|(near, busy)| (near, places(&AddrSet::of([block]).minus(&busy), block, length)));
    let Some((near, places)) = found.find(|(_, places)| !places.is_empty()) else { return Vec::new() };
    let crowded = claims.taken.overlaps(block);
    let rank = |again| Rank { again, near, crowded, block: at };
    places.into_iter().take(ALTERNATIVES).enumerate().map(|(again, range)| (rank(again), range, block)).collect()
}

/// One range in each gap of the free space that is wide enough, the one with the most room around it first.
fn places(free: &AddrSet, block: IpNet, length: u8) -> Vec<IpNet> {
    let mut found: Vec<_> = free.intervals(block).filter_map(|gap| place(gap, block, length)).collect();
    found.order_by_key(|(room, range)| (std::cmp::Reverse(*room), *range));
    found.into_iter().map(|(_, range)| range).collect()
}

/// The range in a gap that is farthest from the gap's ends; an end of the private block itself needs no distance.
///
/// ```text
///  block  |...........................................|
///  gap           [~~~~~~~~~~~~~~~~~~]                     in between: the middle, on a round number if that fits
///  gap                              [~~~~~~~~~~~~~~~~~]   at the end: the last range
/// ```
fn place(gap: (u128, u128), block: IpNet, length: u8) -> Option<(u128, IpNet)> {
    let (first, last) = net::bounds(block);
    let size = 1u128.checked_shl(u32::from(block.max_prefix_len().checked_sub(length)?))?;
    let lowest = gap.0.checked_next_multiple_of(size)?;
    let highest = (gap.1 + 1).checked_sub(size)? / size * size;
    if length < block.prefix_len() || lowest > highest {
        return None;
    }
    let start = match (gap.0 == first, gap.1 == last) {
        (_, true) => highest,
        (true, false) => lowest,
        (false, false) => round(lowest + (highest - lowest) / 2, size, lowest),
    };
    let below = if gap.0 == first { u128::MAX } else { start - gap.0 };
    let above = if gap.1 == last { u128::MAX } else { gap.1 - (start + size - 1) };
    let range = net::prefix(net::address(start, block.addr()), length)?;
    Some((below.min(above), range))
}

/// A start that is easy to remember (a multiple of 2^16), if it is not below the gap; else one that fits the size.
fn round(middle: u128, size: u128, lowest: u128) -> u128 {
    let step = size.max(1 << 16);
    let rounded = middle / step * step;
    if rounded >= lowest { rounded } else { middle / size * size }
}

fn reasons(claims: &Claims<'_>, block: IpNet, ranges: &[IpNet]) -> Vec<Message> {
    let mut reasons = vec![Message::new("plan.reason.private").with("block", block)];
    reasons.push(Message::new("plan.reason.unclaimed"));
    let near: Vec<Arg> =
        ranges.iter().flat_map(|range| claims.near(*range)).take(3).map(|row| neighbour(row).into()).collect();
    reasons.push(if near.is_empty() {
        Message::new("plan.reason.no-neighbour")
    } else {
        Message::new("plan.reason.near").with("who", Arg::List(near))
    });
    if !claims.taken.overlaps(block) {
        reasons.push(Message::new("plan.reason.empty-block").with("block", block));
    }
    for cloud in &claims.clouds {
        reasons.push(Message::new("plan.reason.cloud").with("cloud", Arg::Text(cloud.name().to_owned())));
    }
    reasons
}

/// What of each private block was not taken and why: the widest claims and neighbours in it.
pub(super) fn rejected(claims: &Claims<'_>) -> Vec<(IpNet, Message)> {
    blocks().into_iter().flat_map(|block| rejected_in(claims, block)).collect()
}

/// Why a range was not taken.
enum Reason<'a> {
    Claim(&'a Claim<'a>),
    Neighbour(&'static Neighbour),
}

impl Reason<'_> {
    fn what(&self) -> Message {
        match self {
            Self::Claim(claim) => claim.what(),
            Self::Neighbour(row) => neighbour(row),
        }
    }
}

/// How many reasons are given for a private block.
const REASONS_PER_BLOCK: usize = 3;

fn rejected_in(claims: &Claims<'_>, block: IpNet) -> Vec<(IpNet, Message)> {
    let taken = claims.list.iter().filter(|claim| net::overlaps(claim.net, block));
    let mut taken: Vec<_> = taken.map(|claim| (claim.net, Reason::Claim(claim))).collect();
    taken.order_by_key(|(net, _)| (net.prefix_len(), *net));
    let mut near: Vec<_> = claims.near(block).map(|row| (row.net, Reason::Neighbour(row))).collect();
    near.order_by_key(|(net, _)| (net.prefix_len(), *net));
    let mut seen = AddrSet::default();
    // What lies inside ranges that are named already adds nothing.
    let mut is_news = |net: IpNet| {
        let is_news = !seen.covers(net);
        if is_news {
            seen = seen.union(&AddrSet::of([net]));
        }
        is_news
    };
    taken
        .into_iter()
        .chain(near)
        .filter(|(net, _)| is_news(*net))
        .take(REASONS_PER_BLOCK)
        .map(|(net, why)| (if net.contains(&block) { block } else { net }, why.what()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(taken: &[&str], shunned: &[&str]) -> Claims<'static> {
        let nets = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpNet>>();
        Claims::test(&nets(taken), &nets(shunned))
    }

    fn best(taken: &[&str], shunned: &[&str], length: u8) -> Vec<String> {
        let claims = claims(taken, shunned);
        ranges(&claims, &claims.taken, length, length).into_iter().map(|choice| choice.range.to_string()).collect()
    }

    #[test]
    fn the_first_of_each_private_block_comes_before_a_second_of_any() {
        assert_eq!(best(&[], &[], 19), ["192.168.224.0/19", "10.255.224.0/19", "172.31.224.0/19"]);
        assert_eq!(best(&["172.16.0.0/12"], &[], 19), ["192.168.224.0/19", "10.255.224.0/19"]);
        assert_eq!(
            best(&["172.16.0.0/12", "192.168.0.0/16"], &["10.128.0.0/16"], 19),
            ["10.0.0.0/19", "10.255.224.0/19"]
        );
    }

    #[test]
    fn a_block_without_claims_comes_before_one_with_claims() {
        assert_eq!(best(&["192.168.1.0/24"], &[], 19)[0], "10.255.224.0/19");
    }

    #[test]
    fn neighbours_are_touched_only_where_nothing_else_is_left() {
        let all_but = &["10.0.0.0/8", "172.16.0.0/12", "192.168.128.0/17"];
        assert_eq!(best(all_but, &["192.168.0.0/18"], 19), ["192.168.64.0/19"]);
        assert_eq!(best(all_but, &["192.168.0.0/17"], 19), ["192.168.0.0/19"]);
    }

    #[test]
    fn the_middle_of_a_gap_is_a_round_number_where_that_fits() {
        let corners = &["10.0.0.0/10", "10.192.0.0/10", "172.16.0.0/12", "192.168.0.0/16"];
        assert_eq!(best(corners, &[], 19), ["10.127.0.0/19"]);
    }

    #[test]
    fn a_full_private_space_gives_nothing_and_a_small_rest_is_found() {
        assert!(best(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], &[], 24).is_empty());
    }

    #[test]
    fn several_rests_hold_what_no_block_holds() {
        let all_but = |rests: &[&str]| {
            let rests = AddrSet::of(rests.iter().map(|text| text.parse::<IpNet>().unwrap()));
            let all = net::private_blocks();
            let busy = AddrSet::of(all).minus(&rests);
            all.into_iter().flat_map(|block| busy.prefixes(block).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        for (rests, size, wanted, expected) in [
            (&["192.168.160.0/22", "10.9.8.0/21", "10.3.3.0/24"][..], 24, 9, "10.9.8.0/21 192.168.160.0/22"),
            (&["192.168.160.0/25", "10.9.8.0/24"], 24, 9, "10.9.8.0/24"),
            (&["192.168.160.0/25", "10.9.8.0/24"], 28, 9, "10.9.8.0/24"),
            (&["192.168.160.0/25", "10.9.8.0/24"], 28, 17, "10.9.8.0/24 192.168.160.0/25"),
            (&["192.168.160.0/25"], 24, 9, ""),
        ] {
            let claims = Claims { taken: AddrSet::of(all_but(rests)), ..claims(&[], &[]) };
            let found = several(&claims, &claims.taken, size, wanted);
            let ranges: Vec<_> = found.iter().flat_map(Choice::ranges).map(|range| range.to_string()).collect();
            assert_eq!(ranges.join(" "), expected, "{rests:?} /{size}");
        }
    }
}
