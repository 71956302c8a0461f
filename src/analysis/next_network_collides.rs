//! `next-network-collides`: one of the next allocations overlaps a network in use.
//!
//! Docker avoids on-link routes, nameservers and its own networks, nothing else. The clash comes with the next
//! `docker compose up`, not now.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::docker::Allocation;
use crate::net;
use crate::order::{self, Order as _};
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Severity, Side, Victim};

use super::Context;
use super::overlap::{called, in_use, planned, verify_networks};

/// One finding for all allocations looked ahead.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let next = context.prediction.next.iter().take(context.look_ahead);
    let clashes: Vec<_> = next.clone().flat_map(|allocation| against(context, allocation)).collect();
    let Some(first) = clashes.first() else { return Vec::new() };
    let mut hit: Vec<IpNet> = clashes.iter().map(|clash| clash.docker).collect();
    hit.dedup();
    let others: BTreeSet<IpNet> = order::set(clashes.iter().map(|clash| clash.other));
    let all = &context.facts.networks;
    let is_same = |net: IpNet| move |at: &usize| all.get(*at).is_some_and(|network| network.net == net);
    let mut theirs: Vec<_> =
        all.at(others.iter().flat_map(|net| all.overlapping(*net).filter(is_same(*net)))).collect();
    theirs.dedup_by_key(|network| network.net);
    let servers = context.facts.container_resolvers.iter().filter(|server| others.contains(&net::host(server.value)));
    let servers: Vec<_> = servers.collect();
    let other = match (theirs.first(), servers.first()) {
        (Some(network), _) => called(network),
        (None, Some(server)) => {
            Message::new("analysis.nameserver").with("address", Arg::Yours(net::host(server.value)))
        }
        (None, None) => Message::new("analysis.own-address"),
    };
    let message = Message::new(match theirs.as_slice() {
        [_] => "finding.next-network-collides.one",
        [] => "finding.next-network-collides.host",
        _ => "finding.next-network-collides.many",
    })
    .with("n", hit.len())
    .with("of", next.count())
    .with("first", Arg::Docker(first.docker))
    .with("other", other)
    .with("m", theirs.len());
    let taken = Arg::List(hit.iter().map(|net| Arg::Docker(*net)).collect());
    let spans = theirs.iter().filter_map(|network| network.span).chain(servers.iter().map(|server| server.span));
    let labels = spans.map(|span| Label { span, side: Side::Yours }).collect();
    vec![Problem {
        labels,
        clashes,
        subnets: hit,
        breaks: vec![Victim::Containers, Victim::Host, Victim::Peers],
        verify: verify_networks(),
        details: planned(&theirs)
            .into_iter()
            .chain([
                Message::new("finding.next-network-collides.list").with("list", taken),
                Message::new("finding.next-network-collides.why"),
                Message::new("symptom.later"),
            ])
            .collect(),
        ..Problem::new(Code::NextNetworkCollides, Severity::WillBreak, message)
    }]
}

fn against(context: Context<'_>, next: &Allocation) -> Vec<Clash> {
    let facts = context.facts;
    let networks = context.meeting(next.subnet, in_use).into_iter().map(|network| network.net);
    let own = facts.addresses.iter().filter(|host| next.subnet.contains(&host.address)).map(|host| host.connected);
    let servers = facts.container_resolvers.iter().map(|server| net::host(server.value));
    let overlapping = networks.chain(own).chain(servers).filter(|other| net::overlaps(next.subnet, *other));
    let mut others: Vec<_> = overlapping.collect();
    others.order();
    others.dedup();
    others.into_iter().map(|other| Clash { docker: next.subnet, other }).collect()
}
