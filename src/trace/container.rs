//! The part of the way that lies in a container and on Docker's bridges.
//!
//! For a container its own subnet is on the link: an address inside is asked for by ARP on the bridge, whatever routes
//! the host has. Everything else goes to the bridge's gateway, where the host decides as for any forwarded packet; and the
//! answer must find its way back to the container's address.

use std::net::IpAddr;

use super::fib::Fib;
use super::packet::{Packet, Source};
use super::{
    Decision, End, NetworkPath, Path, Sender, Step, Verdict, after, arrive, ended, from_host, from_peer,
    nobody_answers, step,
};
use crate::facts::interfaces::first_address;
use crate::facts::{DockerSubnet, Facts, State};
use crate::net;
use crate::problem::{Arg, Message};
use crate::read::RouteType;

/// A connection that a container on each network opens.
pub(super) fn outbound(facts: &Facts, fib: &Fib<'_>, target: IpAddr) -> Vec<NetworkPath> {
    let path = |network| from_container(facts, fib, network, target);
    networks(facts)
        .into_iter()
        .map(|network| NetworkPath { network: network.to_owned(), path: path(network) })
        .collect()
}

/// A connection that the address opens to a published port of a container on each bridge.
pub(super) fn published(facts: &Facts, fib: &Fib<'_>, target: IpAddr) -> Vec<NetworkPath> {
    let is_bridge = |network: &&str| members(facts, network).iter().any(|subnet| is_plain_bridge(subnet));
    let bridges = networks(facts).into_iter().filter(is_bridge);
    let path = |network| answer_of_container(facts, fib, network, target);
    bridges.map(|network| NetworkPath { network: network.to_owned(), path: path(network) }).collect()
}

/// The networks that exist, in the order of the facts, each once.
fn networks(facts: &Facts) -> Vec<&str> {
    let mut names = Vec::new();
    for subnet in facts.docker.iter().filter(|subnet| is_there(subnet)) {
        if !names.contains(&subnet.name.as_str()) {
            names.push(subnet.name.as_str());
        }
    }
    names
}

fn members<'a>(facts: &'a Facts, network: &str) -> Vec<&'a DockerSubnet> {
    facts.docker.iter().filter(|subnet| subnet.name == network && is_there(subnet)).collect()
}

fn is_there(subnet: &DockerSubnet) -> bool {
    matches!(subnet.state, State::Exists | State::Configured)
}

fn is_plain_bridge(subnet: &DockerSubnet) -> bool {
    !subnet.is_overlay() && matches!(subnet.driver.as_deref(), None | Some("bridge"))
}

fn answer_of_container(facts: &Facts, fib: &Fib<'_>, network: &str, target: IpAddr) -> Path {
    if facts.hidden_bridges() {
        return from_peer(facts, fib, target);
    }
    let steps = vec![step(Message::new("trace.peer.published").with("address", target).with("network", network), None)];
    from_container(facts, fib, network, target).seen_by_peer().after(steps)
}

fn from_container(facts: &Facts, fib: &Fib<'_>, network: &str, target: IpAddr) -> Path {
    if target.is_loopback() {
        return ended(Message::new("trace.container.itself").with("address", target), None, Verdict::Itself, Some(0));
    }
    let own = interfaces(facts, network);
    if let Some(subnet) = own.iter().find(|subnet| subnet.net.contains(&target)) {
        return on_link(subnet, target);
    }
    let same_family = |subnet: &&&DockerSubnet| subnet.net.addr().is_ipv4() == target.is_ipv4();
    // The last interface has the default route: an overlay's containers leave by docker_gwbridge.
    let Some(subnet) = own.iter().rfind(same_family) else {
        let none = Message::new("trace.container.no-family").with("network", network).with("address", target);
        return ended(none, None, Verdict::NetworkUnreachable, Some(0));
    };
    if !is_plain_bridge(subnet) {
        let why = Message::new("trace.unknown.driver").with("network", network);
        return ended(why, subnet.spans.first().copied(), Verdict::Unknown, None);
    }
    forward(facts, fib, subnet, target)
}

/// The subnets that a container on the network is connected to.
fn interfaces<'a>(facts: &'a Facts, network: &str) -> Vec<&'a DockerSubnet> {
    let mut own = members(facts, network);
    if own.iter().any(|subnet| subnet.is_overlay()) {
        own.extend(members(facts, "docker_gwbridge"));
    }
    own
}

/// An address of the container's own subnet.
fn on_link(subnet: &DockerSubnet, target: IpAddr) -> Path {
    let span = subnet.spans.first().copied();
    let own = Message::new("trace.container.own-subnet").with("network", subnet.name.as_str());
    let steps = vec![step(own.with("prefix", Arg::Docker(subnet.net)).with("address", target), span)];
    let is_broadcast = target.is_ipv4() && subnet.net.prefix_len() < 31 && target == subnet.net.broadcast();
    let end = if target == gateway(subnet) && is_plain_bridge(subnet) {
        ended(Message::new("trace.container.gateway-is-host").with("address", target), None, Verdict::Host, Some(0))
    } else if is_broadcast {
        let broadcast = Message::new("trace.end.broadcast").with("address", target);
        ended(broadcast, None, Verdict::NetworkUnreachable, Some(0))
    } else {
        nobody_answers("eth0", target)
    };
    end.after(steps)
}

fn gateway(subnet: &DockerSubnet) -> IpAddr {
    subnet.gateway.unwrap_or_else(|| first_address(subnet.net))
}

/// Through the gateway into the host, which forwards.
fn forward(facts: &Facts, fib: &Fib<'_>, subnet: &DockerSubnet, target: IpAddr) -> Path {
    let to_gateway = Message::new("trace.container.to-gateway").with("prefix", Arg::Docker(subnet.net));
    let to_gateway = to_gateway.with("gateway", gateway(subnet)).with("address", target);
    let mut steps = vec![step(to_gateway, subnet.spans.first().copied())];
    if facts.hidden_bridges() {
        steps.push(step(Message::new("trace.container.proxy"), None));
        return from_host(fib, target).after(steps);
    }
    let packet = Packet {
        source: Source::Within(subnet.net),
        iif: Some(subnet.interface.clone().unwrap_or_else(|| subnet.name.clone())),
        ..Packet::of_host(target)
    };
    let Decision { steps: asked, end } = fib.decide(&packet);
    steps.extend(asked);
    out_of_host(facts, fib, subnet, target, &end).after(steps)
}

/// The end of a forwarded packet, and of the answer to it.
fn out_of_host(facts: &Facts, fib: &Fib<'_>, subnet: &DockerSubnet, target: IpAddr, end: &End<'_, '_>) -> Path {
    let path = arrive(end, target, Sender::Container);
    match (path.verdict, end) {
        (Verdict::NoRouteToHost, End::Route(entry)) if entry.bridge_of().is_some_and(|other| other != subnet.name) => {
            isolated(facts, path)
        }
        // Broadcasts are not forwarded, and nobody says so.
        (Verdict::NetworkUnreachable, End::Route(entry)) if entry.route.kind == RouteType::Broadcast => {
            Path { verdict: Verdict::Timeout, tenths: None, ..path }
        }
        (Verdict::Leaves, End::Route(entry)) => match lost_answer(fib, subnet, target, entry.route.dev()) {
            Some(lost) => Path { verdict: Verdict::Timeout, tenths: None, ..path }.and(lost),
            None => path.and(step(Message::new("trace.container.masquerade"), None)),
        },
        _ => path,
    }
}

impl Path {
    /// The same path with one more step at its end.
    fn and(mut self, more: Step) -> Self {
        self.steps.push(more);
        self
    }
}

/// Docker's firewall drops packets from one of its bridges to another, unless it may not write rules.
fn isolated(facts: &Facts, mut path: Path) -> Path {
    if facts.config.as_ref().is_some_and(|fact| fact.config.iptables == Some(false)) {
        return path;
    }
    // Nobody asks by ARP for a packet that is dropped before.
    path.steps.pop();
    Path { verdict: Verdict::Timeout, tenths: None, ..path }.and(step(Message::new("trace.container.isolated"), None))
}

/// The step that loses the answer on its way back to the container, if one does.
///
/// Containers take the addresses behind the gateway one after the other; the first stands for all.
fn lost_answer(fib: &Fib<'_>, subnet: &DockerSubnet, target: IpAddr, dev: Option<&str>) -> Option<Step> {
    let container = after(gateway(subnet));
    if !subnet.net.contains(&container) {
        return None;
    }
    let answer =
        Packet { source: Source::Within(net::host(target)), iif: dev.map(str::to_owned), ..Packet::of_host(container) };
    match fib.decide(&answer).end {
        End::Route(entry) if entry.bridge_of() == Some(&subnet.name) => None,
        End::Route(entry) => {
            let lost = Message::new("trace.container.answer-lost").with("prefix", entry.route.dst.value);
            Some(step(lost.with("container", container), entry.span))
        }
        End::Nothing | End::Refused(_) => {
            Some(step(Message::new("trace.container.answer-homeless").with("container", container), None))
        }
        End::Unknown(_) => None,
    }
}
