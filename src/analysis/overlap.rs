//! What counts as a clash, and how bad it is: the relation, the kind of route, and whether it is there already.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Context;
use crate::facts::interfaces::{Owner, owner};
use crate::facts::{DockerSubnet, Network, Role, State};
use crate::net;
use crate::problem::{Arg, Clash, Label, Message, Severity, Side, Victim};

/// Whether something lives in the network, as far as the paste tells: a range blocked on purpose is nothing to reach.
pub fn in_use(network: &Network) -> bool {
    network.role != Role::Blocked
}

/// How bad it is that a Docker subnet and a network overlap, from when each of them is there.
pub(super) fn severity(subnet: &DockerSubnet, network: &Network) -> Severity {
    if is_later(subnet) || network.planned || is_aggregate(subnet.net, network) {
        Severity::WillBreak
    } else {
        Severity::Broken
    }
}

/// Whether the subnet comes into effect at a restart or with the next `docker compose up`.
pub(super) const fn is_later(subnet: &DockerSubnet) -> bool {
    matches!(subnet.state, State::AfterRestart | State::Composed)
}

/// The severity of a clash with something that is there now.
pub(super) const fn now_or_later(subnet: &DockerSubnet) -> Severity {
    if is_later(subnet) { Severity::WillBreak } else { Severity::Broken }
}

/// A route as wide as a whole private block, through a gateway or a tunnel, says only that something may live there.
pub(super) fn is_aggregate(subnet: IpNet, network: &Network) -> bool {
    let tunnelled = network.name.as_deref().is_some_and(|dev| owner(dev) == Owner::Tunnel);
    let through = network.role == Role::Routed || (network.role == Role::OnLink && tunnelled);
    let block = net::private_blocks().into_iter().find(|block| block.contains(&subnet));
    through && block.is_some_and(|block| network.net.contains(&block))
}

/// The lines that clash: where the Docker subnet stands and where the networks stand.
pub(super) fn labels(subnet: &DockerSubnet, networks: &[&Network]) -> Vec<Label> {
    let yours = networks.iter().filter_map(|network| network.span).map(|span| Label { span, side: Side::Yours });
    docker_label(subnet).into_iter().chain(yours).collect()
}

/// The first line that shows a Docker subnet.
pub(super) fn docker_label(subnet: &DockerSubnet) -> Option<Label> {
    subnet.spans.first().map(|&span| Label { span, side: Side::Docker })
}

/// The pairs of whole prefixes.
pub(super) fn clashes(subnet: &DockerSubnet, networks: &[&Network]) -> Vec<Clash> {
    networks.iter().map(|network| Clash { docker: subnet.net, other: network.net }).collect()
}

/// Who notices when addresses of a network lie inside a Docker subnet. An overlay changes nothing on the host, and neither does
/// a bridge that lies in a VM or a namespace of its own.
pub(super) fn victims(context: Context<'_>, subnet: &DockerSubnet) -> Vec<Victim> {
    if subnet.is_overlay() || context.facts.hidden_bridges() {
        vec![Victim::Containers]
    } else {
        vec![Victim::Containers, Victim::Host, Victim::Peers]
    }
}

/// A network as people call it: its prefix, with its name if it has one.
pub(super) fn called(network: &Network) -> Message {
    match &network.name {
        Some(name) => Message::new("analysis.network.named").with("name", Arg::Text(name.to_string())),
        None => Message::new("analysis.network"),
    }
    .with("net", Arg::Yours(network.net))
}

/// The paragraph over networks that are only planned, where there are any.
pub(super) fn planned(networks: &[&Network]) -> Option<Message> {
    let planned: Vec<_> = networks.iter().copied().filter(|network| network.planned).collect();
    (!planned.is_empty()).then(|| Message::new("finding.planned").with("list", list(&planned)))
}

/// Up to four networks as people call them.
pub(super) fn list(networks: &[&Network]) -> Vec<Message> {
    networks.iter().take(4).map(|network| called(network)).collect()
}

/// An address to ask for inside a prefix: the last usable one, which is neither a bridge's gateway nor a container's yet.
pub(super) fn probe(net: IpNet) -> IpAddr {
    let (first, last) = net::bounds(net);
    net::address(if last - first > 1 { last - 1 } else { last }, net.addr())
}

/// Read-only commands that show who owns an address, for the host and for a container.
pub(super) fn verify(address: IpAddr) -> Vec<String> {
    vec![
        format!("ip route get {address}"),
        format!("sudo nsenter -t \"$(docker inspect -f '{{{{.State.Pid}}}}' CONTAINER)\" -n ip route get {address}"),
        format!("ip neigh show to {address}"),
    ]
}

/// Read-only commands that show every subnet Docker has, and every route.
pub(super) fn verify_networks() -> Vec<String> {
    let list = "docker network inspect -f '{{.Name}} {{.Driver}} {{range .IPAM.Config}}{{.Subnet}} {{end}}' $(docker network ls -q)";
    [list, "ip route show table all"].map(str::to_owned).to_vec()
}
