//! `route-inside-bridge`: a route that is not Docker's lies inside a Docker subnet, or has the same prefix.
//!
//! The longer route wins for the host and for replies to containers that have an address in that slice; containers
//! themselves still look for it on the bridge. With equal prefixes the one added first wins.

use crate::facts::{DockerSubnet, Network, Role};
use crate::net::{self, Relation};
use crate::problem::{Arg, Code, Message, Problem, Severity, Victim};

use super::Context;
use super::overlap::{called, clashes, labels, list, probe, severity, verify};

/// One finding for each Docker subnet and severity.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for subnet in context.subnets().filter(|subnet| !subnet.is_overlay()) {
        for wanted in [Severity::Broken, Severity::WillBreak] {
            let hit = context.meeting(subnet.net, |other| counts(subnet, other) && severity(subnet, other) == wanted);
            problems.extend(problem(subnet, &hit, wanted));
        }
    }
    problems
}

fn counts(subnet: &DockerSubnet, network: &Network) -> bool {
    matches!(network.role, Role::OnLink | Role::Routed)
        && matches!(net::relation(subnet.net, network.net), Relation::Contains | Relation::Equal)
}

fn problem(subnet: &DockerSubnet, hit: &[&Network], severity: Severity) -> Option<Problem> {
    let first = hit.first()?;
    let equal = hit.iter().any(|network| network.net == subnet.net);
    let message = Message::new(match (hit.len(), equal) {
        (1, true) => "finding.route-inside-bridge.equal",
        (1, false) => "finding.route-inside-bridge.part",
        _ => "finding.route-inside-bridge.many",
    })
    .with("name", subnet.name.as_str())
    .with("docker", Arg::Docker(subnet.net))
    .with("other", called(first))
    .with("n", hit.len())
    .with("list", list(hit));
    let why = if equal {
        Message::new("finding.route-inside-bridge.why-equal")
    } else {
        Message::new("finding.route-inside-bridge.why")
    };
    Some(Problem {
        labels: labels(subnet, hit),
        clashes: clashes(subnet, hit),
        subnets: vec![subnet.net],
        breaks: vec![Victim::Containers, Victim::Peers],
        verify: verify(probe(first.net)),
        details: vec![why, Message::new("symptom.lan")],
        ..Problem::new(Code::RouteInsideBridge, severity, message)
    })
}
