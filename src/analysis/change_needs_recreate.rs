//! `change-needs-recreate`: an existing network keeps its subnet whatever daemon.json says.
//!
//! Docker stores the subnet with the network; pools are for new ones. docker0 too stays where a restart does not move it: the
//! file sets no bip, pools or, from 28 on, fixed-cidr, or live-restore keeps containers running on it.

use ipnet::IpNet;

use crate::docker::{Config, Version};
use crate::facts::{DockerSubnet, State};
use crate::net::Index;
use crate::problem::{Arg, Clash, Code, Message, Problem, Severity};

use super::Context;
use super::overlap::{clashes, docker_label, in_use, verify_networks};

/// One finding for those that clash, and one for those that only lie outside the new pools.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let stuck = context.subnets().filter(|subnet| stays(context, subnet));
    let (clashing, quiet): (Vec<_>, Vec<_>) = stuck.partition(|subnet| !pairs(context, subnet).is_empty());
    let outside = outside_new_pools(context, quiet);
    let clash = problem(&clashing, Severity::WillBreak).map(|problem| Problem {
        clashes: clashing.iter().flat_map(|subnet| pairs(context, subnet)).collect(),
        subnets: clashing.iter().map(|subnet| subnet.net).collect(),
        ..problem
    });
    clash.into_iter().chain(problem(&outside, Severity::Note)).collect()
}

/// Whether the network exists and neither a restart nor the file moves it.
fn stays(context: Context<'_>, subnet: &DockerSubnet) -> bool {
    if subnet.state != State::Exists || subnet.is_overlay() {
        return false;
    }
    let docker0_stays = |config: &Config| context.facts.live_restore || !sets_docker0(config, context.engine);
    !subnet.is_default_bridge() || context.facts.config.as_ref().is_some_and(|fact| docker0_stays(&fact.config))
}

/// Whether a restart with the file gives docker0 another address. Up to 27 fixed-cidr yields to the address that is there.
fn sets_docker0(config: &Config, engine: Version) -> bool {
    let by_range = config.fixed_cidr.is_some() && engine >= Version::new(28, 0, 0);
    config.bip.is_some() || by_range || !config.pools.is_empty()
}

fn pairs(context: Context<'_>, subnet: &DockerSubnet) -> Vec<Clash> {
    clashes(subnet, &context.meeting(subnet.net, in_use))
}

/// Where the file sets pools: the networks that are in none of them.
fn outside_new_pools<'a>(context: Context<'_>, mut subnets: Vec<&'a DockerSubnet>) -> Vec<&'a DockerSubnet> {
    let pools = context.facts.config.as_ref().map_or(&[][..], |fact| &fact.config.pools);
    if pools.is_empty() {
        return Vec::new();
    }
    let bases: Vec<IpNet> = pools.iter().filter_map(|pool| pool.base.parse().ok()).collect();
    let index = Index::of(bases.iter().copied());
    // The index gives the widest first.
    let widest = |net| index.overlapping(net).next().and_then(|at| bases.get(at));
    subnets.retain(|subnet| !widest(subnet.net).is_some_and(|base| base.trunc().contains(&subnet.net)));
    subnets
}

fn problem(subnets: &[&DockerSubnet], severity: Severity) -> Option<Problem> {
    if subnets.is_empty() {
        return None;
    }
    let names = subnets.iter().map(|subnet| Arg::Code(subnet.name.clone())).collect();
    let message = Message::new("finding.change-needs-recreate").with("n", subnets.len()).with("list", Arg::List(names));
    Some(Problem {
        labels: subnets.iter().filter_map(|subnet| docker_label(subnet)).collect(),
        details: vec![Message::new("finding.change-needs-recreate.why"), Message::new("symptom.silent")],
        verify: verify_networks(),
        ..Problem::new(Code::ChangeNeedsRecreate, severity, message)
    })
}
