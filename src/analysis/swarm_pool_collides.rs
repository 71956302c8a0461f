//! `swarm-pool-collides`: in a Swarm, ingress or an overlay overlaps a network in use, or the next overlays will.
//!
//! Overlay subnets come from the Swarm's own pool (10.0.0.0/8 in /24 unless `docker swarm init` was told otherwise) and are
//! compared with nothing on the host: measured on 20.10 to 29.

use ipnet::IpNet;

use crate::facts::{DockerSubnet, Network, Role, State, Swarm};
use crate::net::AddrSet;
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Severity, Side, Victim};

use super::Context;
use super::overlap::{called, clashes, in_use, labels, verify_networks};

/// Docker's default for overlay networks (moby libnetwork/ipamutils, globalScopeDefaultNetworks).
const DEFAULT_POOL: (&str, u8) = ("10.0.0.0/8", 24);

/// Overlays that exist, then the next ones.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let existing = context.subnets().filter(|subnet| subnet.is_overlay() && subnet.state == State::Exists);
    let broken: Vec<_> = existing.filter_map(|overlay| existing_problem(context, overlay)).collect();
    let next = context.facts.swarm.as_ref().and_then(|swarm| next_problem(context, swarm));
    broken.into_iter().chain(next).collect()
}

fn rivals(context: Context<'_>, net: IpNet) -> Vec<&Network> {
    context.meeting(net, |network| in_use(network) && network.role != Role::Target)
}

fn existing_problem(context: Context<'_>, overlay: &DockerSubnet) -> Option<Problem> {
    let hit = rivals(context, overlay.net);
    let message = Message::new("finding.swarm-pool-collides.now")
        .with("name", overlay.name.as_str())
        .with("docker", Arg::Docker(overlay.net))
        .with("other", called(hit.first()?));
    Some(Problem {
        labels: labels(overlay, &hit),
        clashes: clashes(overlay, &hit),
        subnets: vec![overlay.net],
        breaks: vec![Victim::Containers],
        details: vec![Message::new("finding.swarm-pool-collides.why"), Message::new("symptom.no-route")],
        verify: verify_swarm(),
        ..Problem::new(Code::SwarmPoolCollides, Severity::Broken, message)
    })
}

fn next_problem(context: Context<'_>, swarm: &Swarm) -> Option<Problem> {
    let against =
        |docker: IpNet| rivals(context, docker).into_iter().map(move |other| Clash { docker, other: other.net });
    let clashes: Vec<_> = next_overlays(context, swarm).into_iter().flat_map(against).collect();
    let first = clashes.first()?;
    let theirs = rivals(context, first.docker);
    let message = Message::new("finding.swarm-pool-collides.next")
        .with("docker", Arg::Docker(first.docker))
        .with("other", called(theirs.first()?));
    let here = swarm.span.map(|span| Label { span, side: Side::Docker });
    let yours = theirs.iter().filter_map(|network| network.span).map(|span| Label { span, side: Side::Yours });
    Some(Problem {
        labels: here.into_iter().chain(yours).collect(),
        subnets: vec![first.docker],
        clashes,
        breaks: vec![Victim::Containers],
        details: vec![Message::new("finding.swarm-pool-collides.why"), Message::new("symptom.later")],
        verify: verify_swarm(),
        ..Problem::new(Code::SwarmPoolCollides, Severity::WillBreak, message)
    })
}

/// Read-only commands that show the Swarm's pools and its networks.
fn verify_swarm() -> Vec<String> {
    let pools = "docker info -f '{{json .Swarm.Cluster}}'".to_owned();
    verify_networks().into_iter().take(1).chain([pools]).collect()
}

/// The lowest free blocks of the Swarm's pools, as many as are looked ahead.
fn next_overlays(context: Context<'_>, swarm: &Swarm) -> Vec<IpNet> {
    let default = DEFAULT_POOL.0.parse().ok().map(|base| (base, DEFAULT_POOL.1));
    let pools: Vec<(IpNet, u8)> =
        if swarm.pools.is_empty() { default.into_iter().collect() } else { swarm.pools.clone() };
    let mut taken = AddrSet::of(context.subnets().filter(|subnet| subnet.is_overlay()).map(|subnet| subnet.net));
    let mut next = Vec::new();
    for (base, size) in pools {
        while next.len() < context.look_ahead {
            let Some(block) = taken.first_free(base, size) else { break };
            taken = taken.union(&AddrSet::of([block]));
            next.push(block);
        }
    }
    next
}
