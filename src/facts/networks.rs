//! Networks and addresses in use that are not Docker's, with their role.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ipnet::IpNet;

use crate::net::{self, AddrSet};
use crate::order::{self, Order as _};
use crate::read::{Name, NetworkSource, Route, RouteType, Runner, Way, WrittenAs, WrittenPrefix, per_way, ways};
use crate::text::Located;

use super::failed::failed;
use super::interfaces::{self, connected, owner};
use super::machine::ContainerNet;
use super::owners::{Judged, OwnedRange, Owner};
use super::{DockerSubnet, Network, Role, Routes, Written};

/// Everything in use, in the order: asked for, typed, other engines, routes, connected prefixes.
pub(super) fn networks(
    written: &Written<'_>,
    judged: &[Judged<'_>],
    docker: &[DockerSubnet],
    reach: &[IpAddr],
) -> Vec<Network> {
    let asked = reach.iter().map(|address| Network { span: None, ..network(net::host(*address), Role::Target) });
    let typed = judged.iter().filter(|judged| matches!(judged.range.owner, Owner::Yours | Owner::Planned)).map(typed);
    let mut all: Vec<_> = asked.chain(typed).chain(other_engines(written)).chain(other_containers(written)).collect();
    all.extend(resolvers_around(written));
    all.extend(failed(written, docker));
    all.extend(routed(written, docker));
    if !written.has_table {
        all.extend(connected_prefixes(written, docker));
    }
    all.retain(|network| is_in_use(network.net));
    all
}

pub(super) fn network(net: IpNet, role: Role) -> Network {
    Network { net: net.trunc(), name: None, role, planned: false, cloud: None, span: None }
}

fn typed(judged: &Judged<'_>) -> Network {
    let prefix = judged.prefix;
    Network {
        planned: judged.range.owner == Owner::Planned,
        cloud: prefix.cloud.clone(),
        span: Some(prefix.net.span),
        name: judged.range.name.clone(),
        ..network(prefix.net.value, typed_role(prefix))
    }
}

/// A subnet that was taken for Docker's and is the user's.
pub(super) fn taken_from(subnet: &DockerSubnet) -> Network {
    let name = Some(subnet.name.as_str()).filter(|name| !name.is_empty()).map(Name::from);
    Network { name, span: subnet.spans.first().copied(), ..network(subnet.net, Role::Typed) }
}

/// A network of another host's table that the user calls one to reach.
pub(super) fn seen_elsewhere(other: &OwnedRange) -> Network {
    Network { name: other.name.clone(), span: other.span, ..network(other.net, Role::Typed) }
}

fn typed_role(prefix: &WrittenPrefix) -> Role {
    match prefix.written_as {
        WrittenAs::Entry | WrittenAs::Container if prefix.has_length && !net::is_host(prefix.net.value) => Role::Typed,
        WrittenAs::Entry | WrittenAs::Container => Role::Target,
        WrittenAs::Vpc => Role::Vpc,
        WrittenAs::Subnet => Role::Subnet,
        WrittenAs::Peer => Role::Peer,
        WrittenAs::CloudRoute => Role::CloudRoute,
        WrittenAs::CloudBlackhole => Role::Blocked,
        WrittenAs::VpnRoute | WrittenAs::VpnPool => Role::Vpn,
        WrittenAs::Pods | WrittenAs::Services => Role::Kubernetes,
        WrittenAs::OtherPool => Role::OtherEngine,
    }
}

fn other_engines(written: &Written<'_>) -> Vec<Network> {
    written
        .networks
        .iter()
        .filter(|network| network.source == NetworkSource::Podman)
        .flat_map(|podman| {
            podman.subnets.iter().map(|subnet| Network {
                name: Some(podman.name.value.as_str().into()),
                span: Some(subnet.subnet.span),
                ..network(subnet.subnet.value, Role::OtherEngine)
            })
        })
        .collect()
}

/// Networks of containers that are not Docker's, by their own tables.
fn other_containers(written: &Written<'_>) -> Vec<Network> {
    let role = |found: &ContainerNet| match found.runner {
        Runner::Docker => None,
        Runner::Other => Some(Role::OtherEngine),
        Runner::Kubernetes => Some(Role::Kubernetes),
    };
    let network = |found: &ContainerNet| {
        Some(Network {
            name: found.container.as_deref().map(Name::from),
            span: Some(found.span),
            ..network(found.net, role(found)?)
        })
    };
    written.container_nets.iter().filter_map(network).collect()
}

/// Nameservers of the machine around the engine's VM: the engine asks its VM's own, so that these are addresses like any other.
fn resolvers_around(written: &Written<'_>) -> Vec<Network> {
    let target = |server: &Located<IpAddr>| Network {
        name: Some("DNS".into()),
        span: Some(server.span),
        ..network(net::host(server.value), Role::Target)
    };
    written.nameservers_around.iter().map(target).collect()
}

/// The host's routes that name a network which is not Docker's.
fn routed(written: &Written<'_>, docker: &[DockerSubnet]) -> Vec<Network> {
    let disguised = disguised_defaults(&written.tables);
    let bridges = bridges(docker);
    let own: BTreeSet<_> = order::set(written.addresses.iter().map(|address| net::host(address.net.value.addr())));
    let sources: BTreeSet<_> = order::set(ways(written.tables.iter()).filter_map(|way| way.src).map(net::host));
    let is_own = |net: &IpNet| net::is_host(*net) && (own.contains(net) || sources.contains(net));
    let is_disguised = |route: &Route| {
        !disguised.is_empty() && route.dev().is_some_and(|dev| disguised.contains(&(dev, route.dst.value.trunc())))
    };
    let mut role = per_way(|way| route_role(way).filter(|_| !is_docker_route(way, &bridges)));
    let network = |route| {
        let role = role(route)?;
        let name = route.dev_name().filter(|dev| !dev.is_empty()).cloned();
        let is_news = !is_own(&route.dst.value) && !is_disguised(route);
        is_news.then(|| Network { name, span: Some(route.span), ..network(route.dst.value, role) })
    };
    written.tables.iter().filter_map(network).collect()
}

/// What a route says of its destination; `None` for types that name no network in use.
fn route_role(route: &Way) -> Option<Role> {
    match route.kind {
        RouteType::Unicast if route.dev().is_some_and(|dev| owner(dev) == interfaces::Owner::Loopback) => None,
        RouteType::Unicast if route.on_link && route.via().is_none() => Some(Role::OnLink),
        RouteType::Unicast => Some(Role::Routed),
        RouteType::Blackhole | RouteType::Unreachable | RouteType::Prohibit => Some(Role::Blocked),
        _ => None,
    }
}

/// A route on a bridge of Docker's, or the connected route of one of its subnets under another interface name.
pub(super) fn is_docker_route(route: &Way, bridges: &BTreeSet<&str>) -> bool {
    route.dev().is_some_and(|dev| owner(dev) == interfaces::Owner::Docker || bridges.contains(dev))
}

/// The interfaces of Docker's subnets.
pub fn bridges(docker: &[DockerSubnet]) -> BTreeSet<&str> {
    order::set(docker.iter().filter_map(|subnet| subnet.interface.as_deref()))
}

/// Routes that together cover all unicast space (1.0.0.0 to 223.255.255.255, loopback aside) by one interface: a full tunnel
/// written as halves or as many prefixes, which names no network. Routes inside them are routes of their own: the tunnel has
/// them beside.
fn disguised_defaults(routes: &Routes) -> BTreeSet<(&str, IpNet)> {
    let unicast = AddrSet::of(
        [
            "1.0.0.0/8",
            "2.0.0.0/7",
            "4.0.0.0/6",
            "8.0.0.0/5",
            "16.0.0.0/4",
            "32.0.0.0/3",
            "64.0.0.0/3",
            "96.0.0.0/4",
            "112.0.0.0/5",
            "120.0.0.0/6",
            "124.0.0.0/7",
            "126.0.0.0/8",
            "128.0.0.0/2",
            "192.0.0.0/4",
            "208.0.0.0/4",
        ]
        .into_iter()
        .filter_map(|text| text.parse().ok()),
    );
    let leading = || routes.iter().filter(|route| !net::is_default(route.dst.value) && route.dev().is_some());
    let mut sizes: BTreeMap<&str, u128> = BTreeMap::new();
    for (route, dev) in leading().filter_map(|route| Some((route, route.dev()?))) {
        let (first, last) = net::bounds(route.dst.value);
        let size = sizes.entry(dev).or_default();
        *size = size.saturating_add(last - first).saturating_add(1);
    }
    // Few addresses cannot be all; most tables end here.
    sizes.retain(|_, size| *size >= unicast.size());
    let mut devices: BTreeMap<&str, Vec<IpNet>> = BTreeMap::new();
    for route in leading() {
        if let Some(dev) = route.dev().filter(|dev| sizes.contains_key(dev)) {
            devices.entry(dev).or_default().push(route.dst.value.trunc());
        }
    }
    let sets = devices.into_iter().map(|(dev, nets)| (dev, widest(nets)));
    sets.filter(|(_, nets)| unicast.minus(&AddrSet::of(nets.iter().copied())).is_empty())
        .flat_map(|(dev, nets)| nets.into_iter().map(move |net| (dev, net)))
        .collect()
}

/// The prefixes that lie in none of the others.
fn widest(mut nets: Vec<IpNet>) -> Vec<IpNet> {
    // By address, then the wider first: what lies in another follows it.
    nets.order_by_key(|net| (net.addr(), net.prefix_len()));
    let mut kept: Vec<IpNet> = Vec::new();
    for net in nets {
        if kept.last().is_none_or(|last| !last.contains(&net)) {
            kept.push(net);
        }
    }
    kept
}

fn connected_prefixes(written: &Written<'_>, docker: &[DockerSubnet]) -> Vec<Network> {
    let bridges = bridges(docker);
    written
        .addresses
        .iter()
        .filter(|address| address.up && owner(&address.dev) != interfaces::Owner::Loopback)
        .filter(|address| owner(&address.dev) != interfaces::Owner::Docker && !bridges.contains(address.dev.as_str()))
        .map(|address| (*address, connected(address.net.value, address.peer)))
        .filter(|(_, net)| !net::is_host(*net))
        .map(|(address, net)| Network {
            name: Some(address.dev.as_str()).filter(|dev| !dev.is_empty()).map(Name::from),
            span: Some(address.net.span),
            ..network(net, Role::OnLink)
        })
        .collect()
}

/// Whether a prefix can name a network in use at all. The default route and anything shorter than /8 (/16 for IPv6) is a
/// default in disguise; loopback, link-local and multicast are the host's own business.
pub(super) fn is_in_use(net: IpNet) -> bool {
    let shortest = if net.addr().is_ipv4() { 8 } else { 16 };
    net.prefix_len() >= shortest && !is_internal(net)
}

/// `169.254.0.0/16` and `fe80::/10`: addresses that a link gives itself.
pub(super) fn is_link_local(net: IpNet) -> bool {
    match net.addr() {
        IpAddr::V4(v4) => v4.is_link_local() && net.prefix_len() >= 16,
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

/// Loopback, multicast, IPv6 link-local and the limited broadcast address: never a network to reach.
pub(super) fn is_internal(net: IpNet) -> bool {
    match net.addr() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_multicast() || v4.is_broadcast() || v4.octets()[0] == 0,
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_multicast() || v6.is_unicast_link_local() || v6.is_unspecified(),
    }
}
