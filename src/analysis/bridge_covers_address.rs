//! `bridge-covers-address`: a Docker subnet contains an address that must be reached: a database, a registry, a metadata
//! service.
//!
//! Example: docker0 on 172.17.0.0/16, a database at 172.17.48.6. Containers get "No route to host" after about three seconds,
//! or the wrong answer if a container of this host has that address.

use crate::facts::{DockerSubnet, Network, Role};
use crate::order::Order as _;
use crate::problem::{Arg, Code, Message, Problem, Severity};

use super::overlap::{called, clashes, labels, now_or_later, planned, verify, victims};
use super::{Context, MOST};

/// One finding for each address and Docker subnet.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for subnet in context.subnets() {
        // What is written in a box comes before what came with the question, so that the finding can quote its line.
        let mut targets =
            context.meeting(subnet.net, |other| other.role == Role::Target && subnet.net.contains(&other.net));
        targets.order_by_key(|target| target.span.is_none());
        for target in targets {
            let found = problem(context, subnet, target);
            if problems.len() <= MOST && !problems.iter().any(|have| have.clashes == found.clashes) {
                problems.push(found);
            }
        }
    }
    problems
}

fn problem(context: Context<'_>, subnet: &DockerSubnet, target: &Network) -> Problem {
    let message = Message::new("finding.bridge-covers-address")
        .with("name", subnet.name.as_str())
        .with("docker", Arg::Docker(subnet.net))
        .with("target", called(target));
    let severity = if target.planned { Severity::WillBreak } else { now_or_later(subnet) };
    Problem {
        labels: labels(subnet, &[target]),
        clashes: clashes(subnet, &[target]),
        subnets: vec![subnet.net],
        breaks: victims(context, subnet),
        verify: verify(target.net.addr()),
        details: planned(&[target])
            .into_iter()
            .chain(
                [
                    "finding.bridge-covers-network.why",
                    "finding.bridge-covers-network.no-route-helps",
                    "symptom.no-route",
                ]
                .map(Message::new),
            )
            .collect(),
        ..Problem::new(Code::BridgeCoversAddress, severity, message)
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::testing::{docker, facts, network, run};
    use crate::facts::Role;

    #[test]
    fn only_addresses_inside_are_named_and_each_once() {
        let facts = facts(
            vec![docker("docker0", "172.17.0.0/16")],
            vec![
                network("172.17.48.6/32", Role::Target, Some("rds")),
                network("172.17.48.6/32", Role::Target, None),
                network("172.18.0.1/32", Role::Target, None),
            ],
        );
        let found = run(super::check, &facts);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].clashes[0].other.to_string(), "172.17.48.6/32");
    }
}
