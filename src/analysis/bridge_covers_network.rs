//! `bridge-covers-network`: a Docker subnet in effect overlaps a network in use.
//!
//! Docker looks at on-link routes and nameservers only, so a VPC behind the default gateway, a peered VPC or a VPN that
//! connects later is invisible to it. Inside a container the subnet is on-link: packets for the network are looked for by
//! ARP on the bridge and never reach the host's routing table.
//!
//! Example: docker0 on 172.17.0.0/16, a VPC of 172.16.0.0/12.

use ipnet::IpNet;

use crate::facts::{DockerSubnet, Network, Role};
use crate::net::{self, Relation};
use crate::problem::{Arg, Code, Message, Problem, Severity};

use super::Context;
use super::overlap::{called, clashes, in_use, is_aggregate, labels, list, planned, probe, severity, verify, victims};

/// One finding for each Docker subnet and severity.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for subnet in context.subnets().filter(|subnet| !subnet.is_overlay()) {
        for wanted in [Severity::Broken, Severity::WillBreak] {
            let hit = context.meeting(subnet.net, |other| counts(subnet, other) && severity(subnet, other) == wanted);
            problems.extend(problem(context, subnet, &hit, wanted));
        }
    }
    problems
}

/// Whether the pair is this finding's: what the user named in any relation, and routes that contain the subnet. Routes inside
/// it are `route-inside-bridge`, single addresses `bridge-covers-address`.
fn counts(subnet: &DockerSubnet, network: &Network) -> bool {
    let relation = net::relation(subnet.net, network.net);
    match network.role {
        Role::Target => false,
        Role::OnLink | Role::Routed => relation == Relation::Within,
        _ => relation != Relation::Disjoint && in_use(network),
    }
}

fn problem(context: Context<'_>, subnet: &DockerSubnet, hit: &[&Network], severity: Severity) -> Option<Problem> {
    let first = hit.first()?;
    let message = Message::new(match (hit.len(), net::relation(subnet.net, first.net)) {
        (1, Relation::Equal) => "finding.bridge-covers-network.equal",
        (1, Relation::Contains) => "finding.bridge-covers-network.all",
        (1, _) => "finding.bridge-covers-network.part",
        _ => "finding.bridge-covers-network.many",
    })
    .with("name", subnet.name.as_str())
    .with("docker", Arg::Docker(subnet.net))
    .with("other", called(first))
    .with("n", hit.len())
    .with("list", list(hit));
    let why = if hit.iter().all(|network| is_aggregate(subnet.net, network)) {
        Message::new("finding.bridge-covers-network.aggregate")
    } else {
        Message::new("finding.bridge-covers-network.why")
    };
    let narrowest = hit.iter().map(|network| network.net).chain([subnet.net]).max_by_key(IpNet::prefix_len);
    Some(Problem {
        labels: labels(subnet, hit),
        clashes: clashes(subnet, hit),
        subnets: vec![subnet.net],
        breaks: victims(context, subnet),
        verify: narrowest.map(|net| verify(probe(net))).unwrap_or_default(),
        details: planned(hit)
            .into_iter()
            .chain([
                why,
                Message::new("finding.bridge-covers-network.no-route-helps"),
                Message::new("symptom.no-route"),
            ])
            .collect(),
        ..Problem::new(Code::BridgeCoversNetwork, severity, message)
    })
}

#[cfg(test)]
mod tests {
    use crate::analysis::testing::{docker, facts, network, run};
    use crate::facts::Role;
    use crate::problem::Severity::{Broken, WillBreak};

    #[test]
    fn severity_follows_the_kind_of_network() {
        for (says, role, name, net, expected) in [
            ("a typed network is taken at its word", Role::Typed, None, "172.16.0.0/12", Some(Broken)),
            (
                "an aggregate through a gateway may be empty",
                Role::Routed,
                Some("eth0"),
                "172.16.0.0/12",
                Some(WillBreak),
            ),
            ("a narrower route through a gateway is real", Role::Routed, Some("eth0"), "172.16.0.0/14", Some(Broken)),
            ("an on-link aggregate of a card is real", Role::OnLink, Some("eth1"), "172.16.0.0/12", Some(Broken)),
            (
                "an on-link aggregate of a tunnel may be empty",
                Role::OnLink,
                Some("tun0"),
                "172.16.0.0/12",
                Some(WillBreak),
            ),
            ("a blocked range is nothing to reach", Role::Blocked, None, "172.16.0.0/12", None),
            ("a neighbour is no clash", Role::Typed, None, "172.18.0.0/16", None),
        ] {
            let facts = facts(vec![docker("docker0", "172.17.0.0/16")], vec![network(net, role, name)]);
            let found = run(super::check, &facts);
            assert_eq!(found.first().map(|problem| problem.severity), expected, "{says}");
        }
    }
}
