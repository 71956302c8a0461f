//! Docker's subnets: those that routes, addresses and `docker network inspect` show, and those the configuration sets.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;

use crate::docker::Config;
use crate::docker::pools::default_pools;
use crate::net;
use crate::read::{DockerNetwork, InterfaceAddress, NetworkSource, Route, Runner, per_way};
use crate::text::Span;

use super::interfaces::{Owner, first_address, owner};
use super::machine::ContainerNet;
use super::networks::{bridges, is_docker_route};
use super::{ConfigFact, Crowd, DockerSubnet, LeftOut, State, Written, add};

/// Every Docker subnet, one entry for each that is shown, however many lines show it.
pub(super) fn docker_subnets(
    written: &Written<'_>,
    told: impl Iterator<Item = DockerSubnet>,
    config: Option<&ConfigFact>,
    left_out: &mut Vec<LeftOut>,
) -> Vec<DockerSubnet> {
    let mut found = Subnets::default();
    for network in written.networks.iter().filter(|network| network.source == NetworkSource::Docker) {
        for subnet in inspected(network, State::Exists) {
            found.merge(subnet, left_out);
        }
    }
    for subnet in connected_routes(written, &bridges(&found.list)) {
        found.merge(subnet, left_out);
    }
    for address in &written.addresses {
        let is_plain = !super::networks::is_link_local(address.net.value);
        if is_plain && (owner(&address.dev) == Owner::Docker || is_bridge(&found.list, &address.dev)) {
            found.merge(shown(address.net.value.trunc(), &address.dev, address.net.span), left_out);
        }
    }
    for subnet in inside_containers(written) {
        found.merge(subnet, left_out);
    }
    for subnet in told {
        if !is_told_otherwise(&found.list, &subnet) {
            found.merge(subnet, left_out);
        }
    }
    name_bridges(&mut found.list, &written.networks);
    for network in written.networks.iter().filter(|network| network.source == NetworkSource::Compose) {
        for subnet in inspected(network, State::Composed) {
            found.merge(subnet, left_out);
        }
    }
    for subnet in config.into_iter().flat_map(configured) {
        add_configured(&mut found.list, subnet);
    }
    found.list
}

/// The subnets that were found so far, and the places of each range among them.
#[derive(Default)]
struct Subnets {
    list: Vec<DockerSubnet>,
    places: BTreeMap<IpNet, Vec<usize>>,
}

impl Subnets {
    /// Adds a subnet, or its line to the entry that shows the same subnet of the same network.
    fn merge(&mut self, new: DockerSubnet, left_out: &mut Vec<LeftOut>) {
        let mut places = self.places.get(&new.net).into_iter().flatten();
        let known = places.find(|at| self.list.get(**at).is_some_and(|have| same_network(have, &new)));
        if let Some(have) = known.and_then(|at| self.list.get_mut(*at)) {
            have.spans.extend(new.spans);
            have.gateway = have.gateway.or(new.gateway);
            have.interface = have.interface.take().or(new.interface);
        } else if let Some(&span) = new.spans.first() {
            let (at, net) = (self.list.len(), new.net);
            add(&mut self.list, new, Crowd::DockerSubnets, span, left_out);
            if at < self.list.len() {
                self.places.entry(net).or_default().push(at);
            }
        }
    }
}

/// Whether tables and tools show another range of the interface that words name: they know better.
fn is_told_otherwise(found: &[DockerSubnet], subnet: &DockerSubnet) -> bool {
    let is_same = |have: &DockerSubnet| have.interface.is_some() && have.interface == subnet.interface;
    let family = |subnet: &DockerSubnet| subnet.net.addr().is_ipv4();
    let shown: Vec<_> = found.iter().filter(|have| is_same(have) && family(have) == family(subnet)).collect();
    !shown.is_empty() && shown.iter().all(|have| have.net != subnet.net)
}

/// A subnet that nothing but a word says is Docker's.
pub(super) fn named(net: IpNet, span: Span) -> DockerSubnet {
    DockerSubnet { interface: None, ..shown(net, &net.to_string(), span) }
}

fn inspected(network: &DockerNetwork, state: State) -> Vec<DockerSubnet> {
    let label = |key: &str| network.labels.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    network
        .subnets
        .iter()
        .map(|subnet| DockerSubnet {
            net: subnet.subnet.value.trunc(),
            name: name_of(network),
            interface: interface_of(network),
            state,
            driver: network.driver.clone(),
            project: label("com.docker.compose.project"),
            ingress: network.ingress,
            container: None,
            gateway: subnet.gateway.map(|gateway| gateway.value),
            spans: vec![subnet.subnet.span],
        })
        .collect()
}

/// Gives bridges that only a table shows the names of `docker network ls`, whose ids tell the bridges.
fn name_bridges(found: &mut [DockerSubnet], listed: &[&DockerNetwork]) {
    let is_listed = |network: &&&DockerNetwork| network.subnets.is_empty() && !network.name.value.is_empty();
    for network in listed.iter().filter(|network| network.source == NetworkSource::Docker).filter(is_listed) {
        let Some(bridge) = interface_of(network) else { continue };
        let is_unnamed =
            |subnet: &&mut DockerSubnet| subnet.interface.as_ref() == Some(&bridge) && subnet.name == bridge;
        for subnet in found.iter_mut().filter(is_unnamed).filter(|subnet| !subnet.is_default_bridge()) {
            subnet.name.clone_from(&network.name.value);
            subnet.driver.clone_from(&network.driver);
        }
    }
}

/// The name, or the id where a filter dropped the name.
fn name_of(network: &DockerNetwork) -> String {
    if network.name.value.is_empty() {
        let id = network.id.as_deref().unwrap_or_default();
        return id.chars().take(12).collect();
    }
    network.name.value.clone()
}

/// The interface that inspect names, or the one Docker derives from the id of a bridge network.
fn interface_of(network: &DockerNetwork) -> Option<String> {
    let is_bridge = network.driver.as_deref().is_none_or(|driver| driver == "bridge");
    network.bridge.clone().or_else(|| match (network.name.value.as_str(), &network.id) {
        ("bridge", _) => Some("docker0".to_owned()),
        ("docker_gwbridge", _) => Some("docker_gwbridge".to_owned()),
        (_, Some(id)) if is_bridge && id.len() >= 12 => Some(format!("br-{}", id.chars().take(12).collect::<String>())),
        _ => None,
    })
}

/// What the connected routes on bridges of Docker's show.
fn connected_routes(written: &Written<'_>, bridges: &BTreeSet<&str>) -> Vec<DockerSubnet> {
    let mut is_on_bridge = per_way(|way| is_docker_route(way, bridges));
    written.tables.iter().filter(|route| is_on_bridge(route)).filter_map(from_route).collect()
}

/// A connected route on a bridge of Docker's. Routes through such a bridge to elsewhere are not its subnet.
fn from_route(route: &Route) -> Option<DockerSubnet> {
    let dev = route.dev().filter(|dev| !dev.is_empty())?;
    let is_subnet = route.via().is_none() && !net::is_default(route.dst.value) && !net::is_host(route.dst.value);
    let is_plain = !super::networks::is_internal(route.dst.value) && !super::networks::is_link_local(route.dst.value);
    (is_subnet && is_plain).then(|| shown(route.dst.value.trunc(), dev, route.span))
}

/// The subnets that tables inside containers show. One that the host itself has on a card is of macvlan or ipvlan: the link's
/// own range, which Docker does not take from anybody.
fn inside_containers(written: &Written<'_>) -> impl Iterator<Item = DockerSubnet> {
    let on_card = |net: IpNet| {
        let is_card = |dev: &str| owner(dev) != Owner::Docker;
        let route = |route: &Route| route.on_link && route.dst.value.trunc() == net && route.dev().is_some_and(is_card);
        let address = |found: &InterfaceAddress| found.net.value.trunc() == net && is_card(&found.dev);
        written.tables.iter().any(route) || written.addresses.iter().any(|found| address(found))
    };
    let of_docker = |found: &&ContainerNet| found.runner == Runner::Docker;
    written.container_nets.iter().filter(of_docker).filter(move |found| !on_card(found.net)).map(|found| {
        let container = found.container.clone().unwrap_or_default();
        let of = if container.is_empty() { "container" } else { &container };
        let name = if is_first_block(found.net) { "docker0".to_owned() } else { format!("{of}:{}", found.dev) };
        let interface = is_first_block(found.net).then(|| "docker0".to_owned());
        DockerSubnet {
            gateway: found.gateway,
            interface,
            name,
            container: Some(container),
            ..shown(found.net, "", found.span)
        }
    })
}

/// 172.17.0.0/16: the first of the built-in pools, which docker0 takes on a host that sets nothing else.
fn is_first_block(net: IpNet) -> bool {
    default_pools().first().is_some_and(|pool| pool.base == net)
}

fn is_bridge(found: &[DockerSubnet], dev: &str) -> bool {
    !dev.is_empty() && found.iter().any(|subnet| subnet.interface.as_deref() == Some(dev))
}

fn shown(net: IpNet, dev: &str, span: Span) -> DockerSubnet {
    DockerSubnet {
        net,
        name: dev.to_owned(),
        interface: Some(dev.to_owned()),
        state: State::Exists,
        driver: None,
        project: None,
        ingress: false,
        container: None,
        gateway: None,
        spans: vec![span],
    }
}

/// Whether two entries of one subnet can be one network: by interface, by name, or because one of them does not say.
fn same_network(a: &DockerSubnet, b: &DockerSubnet) -> bool {
    // A table inside a container says nothing of the network's name.
    if a.is_default_bridge() && b.is_default_bridge() || a.container.is_some() || b.container.is_some() {
        return true;
    }
    match (&a.interface, &b.interface) {
        (Some(own), Some(other)) => own == other || is_bridge_of(a, b) || is_bridge_of(b, a),
        _ => a.name == b.name || a.interface.is_none() != b.interface.is_none(),
    }
}

/// Whether one entry is only a bridge that a table shows and the other a user's network that `docker network inspect` names.
///
/// An engine gives a subnet to one network only, so an id that differs was edited or belongs to an earlier life of the network.
fn is_bridge_of(bridge: &DockerSubnet, network: &DockerSubnet) -> bool {
    let user_bridge = |subnet: &DockerSubnet| subnet.interface.as_deref().is_some_and(|name| name.starts_with("br-"));
    let only_shown = |subnet: &DockerSubnet| subnet.interface.as_ref() == Some(&subnet.name);
    user_bridge(bridge) && user_bridge(network) && only_shown(bridge) && !only_shown(network)
}

/// docker0's subnets that the configuration sets, IPv4 before IPv6. Values that dockerd refuses are taken as meant.
///
/// From 23 on fixed-cidr alone is docker0's subnet; `analysis` leaves it out where an older engine is asked about.
fn configured(fact: &ConfigFact) -> Vec<DockerSubnet> {
    let Config { bip, bip6, fixed_cidr, fixed_cidr_v6, ipv6, bridge, .. } = &fact.config;
    if bridge.is_some() {
        return Vec::new();
    }
    let v6 = ipv6.unwrap_or(false);
    let first = |keys: [(&str, &Option<String>); 2]| {
        keys.into_iter()
            .find_map(|(key, value)| Some((key.to_owned(), value.as_deref()?.trim().parse::<IpNet>().ok()?)))
    };
    let v4 = first([("bip", bip), ("fixed-cidr", fixed_cidr)]);
    let v6 = v6.then(|| first([("bip6", bip6), ("fixed-cidr-v6", fixed_cidr_v6)])).flatten();
    v4.into_iter()
        .chain(v6)
        .filter_map(|(key, value)| {
            let span = fact.place(&key)?;
            let gateway = if net::has_host_bits(value) { value.addr() } else { first_address(value) };
            let state = State::Configured;
            Some(DockerSubnet { state, gateway: Some(gateway), ..shown(value.trunc(), "docker0", span) })
        })
        .collect()
}

/// What the file sets is in effect unless the paste shows docker0 elsewhere; then a restart is due.
fn add_configured(found: &mut Vec<DockerSubnet>, new: DockerSubnet) {
    let same_family = |have: &&mut DockerSubnet| have.net.addr().is_ipv4() == new.net.addr().is_ipv4();
    let running: Vec<_> = found
        .iter_mut()
        .filter(|have| have.is_default_bridge() && have.state == State::Exists)
        .filter(same_family)
        .collect();
    if running.is_empty() {
        return found.push(new);
    }
    match running.into_iter().find(|have| have.net == new.net) {
        Some(have) => have.spans.extend(new.spans),
        None => found.push(DockerSubnet { state: State::AfterRestart, ..new }),
    }
}
