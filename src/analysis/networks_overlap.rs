//! `networks-overlap`: two Docker networks overlap, or two different VPCs of yours do. A subnet inside its own VPC is neither.

use ipnet::IpNet;

use crate::facts::{DockerSubnet, Network, Role, State};
use crate::net::Index;
use crate::order::Order as _;
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Severity, Side, Victim};

use super::overlap::{called, docker_label, verify_networks};
use super::{Context, LOOKED_AT, MOST};

/// One finding for each pair.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let subnets: Vec<_> = context.subnets().filter(|subnet| subnet.state != State::AfterRestart).collect();
    let networks = context.facts.networks.iter();
    let clouds: Vec<_> = networks.filter(|network| matches!(network.role, Role::Vpc | Role::Peer)).collect();
    let docker = pairs(&subnets, |subnet| subnet.net).filter(|(a, b)| rivals(a, b)).map(|(a, b)| docker_pair(a, b));
    let yours = pairs(&clouds, |network| network.net).filter(|(a, b)| are_different_clouds(a, b));
    docker.take(MOST + 1).chain(yours.map(|(a, b)| cloud_pair(a, b)).take(MOST + 1)).collect()
}

/// The pairs that overlap, each once, in the order of the list; as many as one can wait for.
fn pairs<'a, T>(list: &'a [&'a T], net: fn(&T) -> IpNet) -> impl Iterator<Item = (&'a T, &'a T)> {
    let index = Index::of(list.iter().map(|one| net(one)));
    let shared = list.iter().enumerate().zip(index.shared()).filter(|(_, is_shared)| *is_shared);
    let behind = move |((at, a), _): ((usize, &'a &'a T), bool)| {
        let mut others: Vec<usize> = index.overlapping(net(a)).filter(|other| *other > at).take(LOOKED_AT).collect();
        others.order();
        others.into_iter().map(move |other| (*a, list[other]))
    };
    shared.flat_map(behind).take(PAIRS)
}

/// How many pairs that overlap are looked at.
const PAIRS: usize = 1_000_000;

/// Overlays live in the namespaces of containers and macvlan networks on their parent: only bridges meet on the host.
fn rivals(a: &DockerSubnet, b: &DockerSubnet) -> bool {
    let on_host =
        |subnet: &DockerSubnet| !subnet.is_overlay() && subnet.driver.as_deref().is_none_or(|d| d == "bridge");
    let same = a.name == b.name || (a.interface.is_some() && a.interface == b.interface);
    !same && on_host(a) && on_host(b)
}

fn are_different_clouds(a: &Network, b: &Network) -> bool {
    identity(a).zip(identity(b)).is_some_and(|(a, b)| a != b)
}

fn identity(network: &Network) -> Option<&String> {
    let ids = network.cloud.as_ref()?;
    ids.id.as_ref().or(ids.parent.as_ref())
}

fn docker_pair(a: &DockerSubnet, b: &DockerSubnet) -> Problem {
    let message = Message::new("finding.networks-overlap.docker")
        .with("a", a.name.as_str())
        .with("a-net", Arg::Docker(a.net))
        .with("b", b.name.as_str())
        .with("b-net", Arg::Docker(b.net));
    let later = a.state == State::Composed || b.state == State::Composed;
    // Of a network that runs and one that a file only asks for, the one of the file can change without harm.
    let clash = if b.state == State::Composed && a.state != State::Composed {
        Clash { docker: b.net, other: a.net }
    } else {
        Clash { docker: a.net, other: b.net }
    };
    Problem {
        labels: docker_label(a).into_iter().chain(docker_label(b)).collect(),
        clashes: vec![clash],
        breaks: vec![Victim::Containers, Victim::Host],
        details: vec![Message::new("finding.networks-overlap.docker.why"), Message::new("symptom.timeout")],
        verify: verify_networks(),
        ..Problem::new(Code::NetworksOverlap, if later { Severity::WillBreak } else { Severity::Broken }, message)
    }
}

fn cloud_pair(a: &Network, b: &Network) -> Problem {
    let message = Message::new("finding.networks-overlap.yours").with("a", called(a)).with("b", called(b));
    let labels = [a, b].into_iter().filter_map(|network| network.span).map(|span| Label { span, side: Side::Yours });
    Problem {
        labels: labels.collect(),
        details: vec![Message::new("finding.networks-overlap.yours.why")],
        ..Problem::new(Code::NetworksOverlap, Severity::Risk, message)
    }
}
