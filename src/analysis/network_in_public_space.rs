//! `network-in-public-space`: a network of yours lies in public space. Owned by you, or a slip, as 172.168.0.0/16 often is?

use crate::facts::{Network, Role};
use crate::net::special::is_public;
use crate::order;
use crate::problem::{Code, Label, Message, Problem, Severity, Side};

use super::overlap::called;
use super::{Context, MOST};

/// One finding for each network, of more than are named those that come first.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let named = |network: &&Network| {
        matches!(network.role, Role::Typed | Role::Vpc | Role::Subnet | Role::Peer | Role::Vpn | Role::CloudRoute)
    };
    let public = |network: &&Network| network.net.addr().is_ipv4() && is_public(network.net);
    let found = context.facts.networks.iter().filter(named).filter(public).enumerate();
    // As findings are ordered: by what the sentence calls the network, then by its place.
    let keyed = found.map(|(at, network)| ((network.name.as_deref(), network.net, network.span, at), network));
    order::least(MOST + 1, keyed).into_values().map(problem).collect()
}

fn problem(network: &Network) -> Problem {
    let message = Message::new("finding.network-in-public-space").with("net", called(network));
    Problem {
        labels: network.span.map(|span| Label { span, side: Side::Yours }).into_iter().collect(),
        details: vec![Message::new("finding.network-in-public-space.why")],
        ..Problem::new(Code::NetworkInPublicSpace, Severity::Note, message)
    }
}
