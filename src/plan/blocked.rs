//! What keeps Docker out of private space, by name: whoever reads that nothing cures it is told why.

use ipnet::IpNet;

use super::claims::{Claim, Claims};
use super::trouble::Trouble;
use crate::facts::{self, DockerSubnet, Facts};
use crate::net::{self, AddrSet};
use crate::problem::{Arg, Code, Message};
use crate::read::Route;

/// How many ranges of a kind are named.
const NAMED: usize = 3;

/// What is in the way of curing what is `left`; empty where nothing is.
///
/// `masked` is what the engine's own rules keep its pools from.
pub(super) fn blockers(facts: &Facts, claims: &Claims<'_>, masked: &AddrSet, left: &Trouble) -> Vec<Arg> {
    let is_overlay =
        |subnet: &&DockerSubnet| subnet.is_overlay() && left.clashes.iter().any(|clash| clash.docker == subnet.net);
    let overlays: Vec<&DockerSubnet> = facts.docker.iter().filter(is_overlay).collect();
    let is_local = left.clashes.iter().any(|clash| overlays.iter().all(|subnet| subnet.net != clash.docker));
    let is_short = left.codes.contains(&Code::PoolsExhausted);
    let mut found = Vec::new();
    if !overlays.is_empty() {
        found.push(Message::new("plan.blocked.overlay"));
    }
    if is_local || is_short {
        found.extend(bridge(facts));
    }
    if is_short {
        found.extend(masks(facts, masked));
    }
    if is_local || is_short {
        found.extend(taken(claims));
    }
    found.into_iter().map(Arg::from).collect()
}

/// The widest ranges in private space that are in use, none inside another.
pub(super) fn taken(claims: &Claims<'_>) -> Vec<Message> {
    let blocks = net::private_blocks();
    let mut list: Vec<_> =
        claims.list.iter().filter(|claim| blocks.iter().any(|block| net::overlaps(*block, claim.net))).collect();
    list.sort_by_key(|claim| claim.net.prefix_len());
    let mut is_news = news();
    list.into_iter().filter(|claim| is_news(claim.net)).take(NAMED).map(Claim::what).collect()
}

/// Whether a prefix lies in none of those that came before.
fn news() -> impl FnMut(IpNet) -> bool {
    let mut seen = AddrSet::default();
    move |net| {
        let is_news = !seen.covers(net);
        seen = seen.union(&AddrSet::of([net]));
        is_news
    }
}

/// Routes of others that the engine keeps its pools clear of, the widest first, where these leave the pools nothing.
pub(super) fn masks(facts: &Facts, masked: &AddrSet) -> Vec<Message> {
    let blocks = net::private_blocks();
    let in_private = |route: &&Route| blocks.iter().any(|block| net::overlaps(*block, route.dst.value.trunc()));
    let bridges = facts::bridges(&facts.docker);
    let is_mask = |route: &&Route| {
        let is_foreign = route.dev().is_none_or(|dev| !bridges.contains(dev));
        is_foreign && !net::is_default(route.dst.value) && masked.covers(route.dst.value.trunc())
    };
    let mut routes: Vec<_> = facts.routes.iter().filter(in_private).filter(is_mask).collect();
    routes.sort_by_key(|route| route.dst.value.prefix_len());
    let name = |route: &Route| {
        Message::new("plan.blocked.route")
            .with("net", Arg::Yours(route.dst.value.trunc()))
            .with("dev", Arg::Code(route.dev().unwrap_or("?").to_owned()))
    };
    let mut is_news = news();
    routes.into_iter().filter(|route| is_news(route.dst.value.trunc())).take(NAMED).map(name).collect()
}

/// A bridge of the user's own in docker0's place.
fn bridge(facts: &Facts) -> Option<Message> {
    let bridge = facts.config.as_ref()?.config.bridge.clone()?;
    Some(Message::new("plan.blocked.bridge").with("bridge", Arg::Code(bridge)))
}
