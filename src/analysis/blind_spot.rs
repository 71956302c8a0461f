//! `blind-spot`: a pool overlaps a network that Docker cannot see, beyond the networks looked ahead: luck decides.
//!
//! A block that is reserved by an on-link route, a nameserver or a network of Docker's is no danger, even where the network
//! reaches into it: Docker never uses a block in part.

use std::collections::BTreeMap;

use ipnet::IpNet;

use crate::docker::Pool;
use crate::facts::Network;
use crate::net::{self, AddrSet, Index};
use crate::order::Order as _;
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Severity, Side};

use super::overlap::{called, in_use, verify_networks};
use super::{Context, LOOKED_AT, MOST};

/// One finding for all networks that lie in the pools.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let kept = context.prediction.pools.iter().filter(|fate| fate.dropped_for.is_none());
    let pools: Vec<Pool> = kept.map(|fate| fate.pool).collect();
    let named = named_already(context);
    let all = &context.facts.networks;
    let in_pools = pools.iter().flat_map(|pool| all.overlapping(pool.base));
    let mut networks = all.at(in_pools).filter(|network| in_use(network) && !named.overlaps(network.net)).peekable();
    if networks.peek().is_none() {
        return Vec::new();
    }
    let mut pools = Pools::new(pools.clone(), reserved(context));
    let hit: Vec<(&Network, Pool)> = networks.filter_map(|network| Some((network, pools.open(network.net)?))).collect();
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
            .take(MOST)
            .map(|span| Label { span, side: Side::Yours })
            .collect(),
        clashes: hit.iter().take(MOST).map(|(network, pool)| Clash { docker: pool.base, other: network.net }).collect(),
        details: vec![Message::new("finding.blind-spot.why"), Message::new("symptom.later")],
        verify: verify_networks(),
        ..Problem::new(Code::BlindSpot, Severity::Risk, message)
    }]
}

/// What the engine will not take: reservations and the networks that exist or are about to be made.
fn reserved(context: Context<'_>) -> Vec<IpNet> {
    let host = &context.survey.host;
    let routes = host.routes.iter().filter(|route| route.on_link).map(|route| route.dst);
    let servers = host.nameservers.iter().map(|server| net::host(*server));
    routes.chain(servers).chain(context.subnets().map(|subnet| subnet.net)).collect()
}

/// The allocations that were looked ahead and the subnets that exist: what meets a network there, another finding says.
fn named_already(context: Context<'_>) -> AddrSet {
    let next = context.prediction.next.iter().map(|next| next.subnet);
    AddrSet::of(next.chain(context.subnets().map(|subnet| subnet.net)))
}

/// The pools with the blocks in them that are not free.
struct Pools {
    list: Vec<Pool>,
    index: Index,
    reserved: Vec<IpNet>,
    by_address: Index,
    /// The blocks of each pool that a network was looked for in.
    blocks: BTreeMap<usize, AddrSet>,
}

impl Pools {
    fn new(list: Vec<Pool>, reserved: Vec<IpNet>) -> Self {
        let index = Index::of(list.iter().map(|pool| pool.base));
        let by_address = Index::of(reserved.iter().copied());
        Self { list, index, reserved, by_address, blocks: BTreeMap::new() }
    }

    /// The first pool of which a whole free block touches the network.
    fn open(&mut self, network: IpNet) -> Option<Pool> {
        let mut places: Vec<usize> = self.index.overlapping(network).take(LOOKED_AT).collect();
        places.order();
        places.into_iter().find(|&at| self.is_open(at, network)).and_then(|at| self.list.get(at).copied())
    }

    fn is_open(&mut self, at: usize, network: IpNet) -> bool {
        let pool = self.list[at];
        let block = |net: IpNet| net::prefix(net.addr(), net.prefix_len().min(pool.size)).unwrap_or(net);
        let blocks = self.blocks.entry(at).or_insert_with(|| {
            let inside = self.by_address.overlapping(pool.base).filter_map(|at| self.reserved.get(at));
            AddrSet::of(inside.map(|net| block(*net)))
        });
        let common = if network.prefix_len() > pool.base.prefix_len() { block(network) } else { pool.base };
        !blocks.covers(common)
    }
}
