//! Choosing ranges, by rules: private space only, nothing that is in use, away from well-known neighbours, one block for
//! all, as far from the next use as its private block allows.

use ipnet::IpNet;

use super::claims::{Claims, neighbour};
use crate::net::{self, AddrSet};
use crate::problem::{Arg, Message};

/// A range that could be taken, with why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// The range.
    pub(super) range: IpNet,
    /// Why it is a good choice, best reason first.
    pub(super) reasons: Vec<Message>,
    /// How it compares; smaller is better.
    rank: Rank,
}

/// What decides between two ranges, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// A second choice inside a block that has a first one already.
    again: usize,
    /// It touches a well-known neighbour.
    near: bool,
    /// The private block has claims of yours, so that more of them may come.
    crowded: bool,
    /// The private block's place in [`BLOCKS`].
    block: usize,
}

/// The private blocks in the order they are tried: 192.168/16 has the emptiest corner, 10/8 the most room, and 172.16/12
/// is where every other Docker host takes its networks.
fn blocks() -> [IpNet; 3] {
    let [ten, twelve, sixteen] = net::private_blocks();
    [sixteen, ten, twelve]
}

/// How many ranges are offered.
const ALTERNATIVES: usize = 3;

/// The best ranges of `length`, from different private blocks where that is possible, best first; at most three.
pub(super) fn ranges(claims: &Claims, length: u8) -> Vec<Choice> {
    let mut found: Vec<Choice> =
        blocks().into_iter().enumerate().flat_map(|(at, block)| inside(claims, at, block, length)).collect();
    found.sort_by_key(|choice| (choice.rank, choice.range));
    found.truncate(ALTERNATIVES);
    found
}

/// A range that the user typed, already found fit.
pub(super) fn typed(claims: &Claims, range: IpNet) -> Choice {
    let block = net::private_blocks().into_iter().find(|block| block.contains(&range)).unwrap_or(range);
    let near = claims.near(range).next().is_some();
    Choice { range, reasons: reasons(claims, block, range), rank: Rank { again: 0, near, crowded: false, block: 0 } }
}

/// The longest useful range up to `length` that exists anywhere, so that less than what was wished for is offered before
/// nothing is.
pub(super) fn shrunk(claims: &Claims, length: u8, longest: u8) -> Option<(u8, Vec<Choice>)> {
    (length..=longest).map(|length| (length, ranges(claims, length))).find(|(_, found)| !found.is_empty())
}

/// The ranges of one private block, best first.
fn inside(claims: &Claims, at: usize, block: IpNet, length: u8) -> Vec<Choice> {
    let free = AddrSet::of([block]).minus(&claims.taken);
    let quiet = free.minus(&claims.shunned);
    let places = places(&quiet, block, length);
    let near = places.is_empty();
    let places = if near { self::places(&free, block, length) } else { places };
    let crowded = claims.list.iter().any(|claim| net::overlaps(claim.net, block));
    places
        .into_iter()
        .take(ALTERNATIVES)
        .enumerate()
        .map(|(again, range)| Choice {
            range,
            reasons: reasons(claims, block, range),
            rank: Rank { again, near, crowded, block: at },
        })
        .collect()
}

/// One range in each gap of the free space that is wide enough, the one with the most room around it first.
fn places(free: &AddrSet, block: IpNet, length: u8) -> Vec<IpNet> {
    let mut found: Vec<_> = free.intervals(block).filter_map(|gap| place(gap, block, length)).collect();
    found.sort_by_key(|(room, range)| (std::cmp::Reverse(*room), *range));
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

fn reasons(claims: &Claims, block: IpNet, range: IpNet) -> Vec<Message> {
    let mut reasons = vec![Message::new("plan.reason.private").with("block", block)];
    reasons.push(Message::new("plan.reason.unclaimed"));
    let near: Vec<Arg> = claims.near(range).take(3).map(|row| neighbour(row).what.into()).collect();
    reasons.push(if near.is_empty() {
        Message::new("plan.reason.no-neighbour")
    } else {
        Message::new("plan.reason.near").with("who", Arg::List(near))
    });
    if !claims.list.iter().any(|claim| net::overlaps(claim.net, block)) {
        reasons.push(Message::new("plan.reason.empty-block").with("block", block));
    }
    for cloud in &claims.clouds {
        reasons.push(Message::new("plan.reason.cloud").with("cloud", Arg::Text(cloud.name().to_owned())));
    }
    reasons
}

/// What of each private block was not taken and why: the widest claims and neighbours in it.
pub(super) fn rejected(claims: &Claims) -> Vec<(IpNet, Message)> {
    blocks().into_iter().flat_map(|block| rejected_in(claims, block)).collect()
}

/// How many reasons are given for a private block.
const REASONS_PER_BLOCK: usize = 3;

fn rejected_in(claims: &Claims, block: IpNet) -> Vec<(IpNet, Message)> {
    let taken = claims.list.iter().map(|claim| (false, claim.net, claim.what.clone()));
    let near = claims.near(block).map(|row| (true, row.net, neighbour(row).what));
    let mut found: Vec<_> = taken.chain(near).filter(|(_, net, _)| net::overlaps(*net, block)).collect();
    found.sort_by_key(|(near, net, _)| (*near, net.prefix_len(), *net));
    let mut seen = AddrSet::default();
    // What lies inside ranges that are named already adds nothing.
    let mut is_news = |net: IpNet| {
        let is_news = !seen.covers(net);
        if is_news {
            seen = seen.union(&AddrSet::of([net]));
        }
        is_news
    };
    found
        .into_iter()
        .filter(|(_, net, _)| is_news(*net))
        .take(REASONS_PER_BLOCK)
        .map(|(_, net, what)| (if net.contains(&block) { block } else { net }, what))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(taken: &[&str], shunned: &[&str]) -> Claims {
        let nets = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpNet>>();
        let list = nets(taken)
            .into_iter()
            .map(|net| super::super::claims::Claim { net, what: Message::new("test.claim") })
            .collect();
        Claims {
            list,
            taken: AddrSet::of(nets(taken)),
            shunned: AddrSet::of(nets(shunned)),
            clouds: std::collections::BTreeSet::new(),
        }
    }

    fn best(taken: &[&str], shunned: &[&str], length: u8) -> Vec<String> {
        ranges(&claims(taken, shunned), length).into_iter().map(|choice| choice.range.to_string()).collect()
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
        let rest =
            claims(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/17", "192.168.192.0/18", "192.168.128.0/19"], &[]);
        let (length, found) = shrunk(&rest, 17, 24).unwrap();
        assert_eq!((length, found[0].range.to_string()), (19, "192.168.160.0/19".to_owned()));
    }
}
