//! `blind-spot`: a pool overlaps a network that Docker cannot see, beyond the networks looked ahead: luck decides.
//!
//! A block that is reserved by an on-link route, a nameserver or a network of Docker's is no danger, even where the network
//! reaches into it: Docker never uses a block in part.

use ipnet::IpNet;

use crate::docker::Pool;
use crate::facts::{self, Network};
use crate::net::{self, AddrSet};
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Severity, Side};

use super::Context;
use super::overlap::{called, in_use, verify_networks};

/// One finding for all networks that lie in the pools.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let kept = context.prediction.pools.iter().filter(|fate| fate.dropped_for.is_none());
    let pools: Vec<Pool> = kept.map(|fate| fate.pool).collect();
    let reserved = reserved(context);
    let open = |network: &Network| pools.iter().copied().find(|pool| is_open(*pool, network.net, &reserved));
    let networks =
        context.facts.networks.iter().filter(|network| in_use(network) && !is_named_already(context, network));
    let hit: Vec<(&Network, Pool)> = networks.filter_map(|network| Some((network, open(network)?))).collect();
    let Some((first, pool)) = hit.first() else { return Vec::new() };
    let key = if hit.len() == 1 { "finding.blind-spot.one" } else { "finding.blind-spot.many" };
    let message = Message { key: key.into(), args: Vec::new() }
        .with("net", called(first))
        .with("pool", Arg::Docker(pool.base))
        .with("n", hit.len());
    vec![Problem {
        labels: hit
            .iter()
            .filter_map(|(network, _)| network.span)
            .map(|span| Label { span, side: Side::Yours })
            .collect(),
        clashes: hit.iter().map(|(network, pool)| Clash { docker: pool.base, other: network.net }).collect(),
        details: vec![Message::new("finding.blind-spot.why"), Message::new("symptom.later")],
        verify: verify_networks(),
        ..Problem::new(Code::BlindSpot, Severity::Risk, message)
    }]
}

/// What the engine will not take: reservations and the networks that exist or are about to be made.
fn reserved(context: Context<'_>) -> Vec<IpNet> {
    let host = facts::host(context.facts);
    let routes = host.routes.iter().filter(|route| route.on_link).map(|route| route.dst);
    let servers = host.nameservers.iter().map(|server| net::host(*server));
    routes.chain(servers).chain(context.subnets().map(|subnet| subnet.net)).collect()
}

/// Whether an allocation that was looked ahead, or a subnet that exists, meets the network: then another finding says so.
fn is_named_already(context: Context<'_>, network: &Network) -> bool {
    let next = context.prediction.next.iter().map(|next| next.subnet);
    next.chain(context.subnets().map(|subnet| subnet.net)).any(|subnet| net::overlaps(subnet, network.net))
}

/// Whether a whole free block of the pool touches the network.
fn is_open(pool: Pool, network: IpNet, reserved: &[IpNet]) -> bool {
    if !net::overlaps(pool.base, network) {
        return false;
    }
    let block = |net: IpNet| net::prefix(net.addr(), net.prefix_len().min(pool.size)).unwrap_or(net);
    let common = if network.prefix_len() > pool.base.prefix_len() { block(network) } else { pool.base };
    let blocks = AddrSet::of(reserved.iter().filter(|net| net::overlaps(**net, pool.base)).map(|net| block(*net)));
    !blocks.covers(common)
}
