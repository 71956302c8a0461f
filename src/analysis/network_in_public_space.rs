//! `network-in-public-space`: a network of yours lies in public space. Owned by you, or a slip, as 172.168.0.0/16 often is?

use crate::facts::{Network, Role};
use crate::net::special::is_public;
use crate::problem::{Code, Label, Message, Problem, Severity, Side};

use super::Context;
use super::overlap::called;

/// One finding for each network.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let named = |network: &&Network| {
        matches!(network.role, Role::Typed | Role::Vpc | Role::Subnet | Role::Peer | Role::Vpn | Role::CloudRoute)
    };
    let public = |network: &&Network| network.net.addr().is_ipv4() && is_public(network.net);
    context.facts.networks.iter().filter(named).filter(public).map(problem).collect()
}

fn problem(network: &Network) -> Problem {
    let message = Message::new("finding.network-in-public-space").with("net", called(network));
    Problem {
        labels: network.span.map(|span| Label { span, side: Side::Yours }).into_iter().collect(),
        details: vec![Message::new("finding.network-in-public-space.why")],
        ..Problem::new(Code::NetworkInPublicSpace, Severity::Note, message)
    }
}
