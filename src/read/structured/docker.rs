//! Docker's and Podman's JSON: networks, containers, the engine.

use std::borrow::Cow;
use std::net::IpAddr;

use ipnet::IpNet;

use super::found::{Found, Owner};
use super::keyed::same;
use crate::read::json::{Member, Node, Value};
use crate::read::{DockerNetwork, EngineFact, Item, MadeWith, NetworkSource, NetworkSubnet, WrittenAs};
use crate::text::{Located, Span};

/// `docker network inspect`, whole, cut or filtered, and `docker network ls --format json`.
pub(super) fn networks(found: &mut Found<'_>, root: &Node<'_>) {
    for node in records(root, is_network) {
        let network = network(found, node, NetworkSource::Docker);
        add(found, network);
    }
}

/// `podman network inspect`: lower-case keys; older releases show the file of the CNI plugin.
pub(super) fn podman(found: &mut Found<'_>, root: &Node<'_>) {
    let is_network = |node: &Node<'_>| ["subnets", "plugins", "cniVersion"].iter().any(|key| node.get(key).is_some());
    for node in records(root, is_network) {
        let network = network(found, node, NetworkSource::Podman);
        add(found, network);
    }
}

/// `docker inspect` of containers: each network that one is on, with the subnet that its address and length give.
pub(super) fn containers(found: &mut Found<'_>, root: &Node<'_>) {
    for container in root.walk() {
        for member in container.members().iter().filter(|member| member.value.get("IPPrefixLen").is_some()) {
            let name = if member.key.value == "NetworkSettings" {
                Located::new("bridge".to_owned(), member.key.span)
            } else {
                member.key.clone().map(Cow::into_owned)
            };
            if let Some(network) = endpoint(found, name, &member.value, container_name(root)) {
                add(found, network);
            }
        }
        if let Some(host) = container.get("HostConfig") {
            to_reach(found, host);
        }
    }
}

/// Resolvers and hosts that a container was told: addresses that it must reach.
fn to_reach(found: &mut Found<'_>, host: &Node<'_>) {
    for server in host.get("Dns").map_or(&[][..], Node::list) {
        if let Some(address) = found.address(server) {
            let name = Some(Located::new("Dns".to_owned(), address.span));
            found.prefix(address.map(crate::net::host), WrittenAs::Entry, Owner { name, ..Owner::default() });
        }
    }
    host.get("ExtraHosts").map_or(&[][..], Node::list).iter().for_each(|host| host_address(found, host));
}

fn container_name(root: &Node<'_>) -> Option<String> {
    let container = root.elements().first().unwrap_or(root);
    container.get("Name").and_then(Node::str).map(|name| name.trim_start_matches('/').to_owned())
}

/// The network of a container's endpoint; `None` for one without an address.
fn endpoint(
    found: &Found<'_>,
    name: Located<String>,
    node: &Node<'_>,
    container: Option<String>,
) -> Option<DockerNetwork> {
    let subnet = |address: &str, length: &str, gateway: &str| {
        let address = found.address(node.get(address)?)?;
        let length = number::<u8>(node.get(length))?.value;
        let subnet = IpNet::new(address.value, length).ok()?.trunc();
        let gateway = node.get(gateway).and_then(|gateway| found.address(gateway));
        let subnet = Located::new(subnet, address.span);
        Some(NetworkSubnet { subnet, range: None, gateway, reserved: Vec::new() })
    };
    let v4 = subnet("IPAddress", "IPPrefixLen", "Gateway")?;
    let v6 = subnet("GlobalIPv6Address", "GlobalIPv6PrefixLen", "IPv6Gateway");
    Some(DockerNetwork {
        id: node.get("NetworkID").and_then(Node::str).map(str::to_owned),
        subnets: std::iter::once(v4).chain(v6).collect(),
        containers: container.into_iter().collect(),
        ..empty(name, node.span, NetworkSource::Docker)
    })
}

/// `docker info` and `docker version` as JSON.
pub(super) fn engine(found: &mut Found<'_>, root: &Node<'_>) {
    let version = root.get("ServerVersion").or_else(|| root.at(&["Server", "Version"])).or_else(|| root.get("Version"));
    if let Some(version) = found.text(version) {
        found.add(Item::Engine(EngineFact::Version(version.clone())), version.span);
    }
    if let Some(state) = root.walk().find_map(|node| node.get("LocalNodeState")) {
        let active = Located::new(state.str() == Some("active"), state.span);
        found.add(Item::Engine(EngineFact::Swarm(active)), state.span);
    }
    for node in root.walk() {
        swarm_pools(found, node);
        if let (Some(base), Some(size)) = (node.get("Base").and_then(|base| found.net(base)), number(node.get("Size")))
        {
            found.add(Item::Engine(EngineFact::Pool(base, size.value)), base.span.to(size.span));
        }
    }
    host_facts(found, root);
}

fn swarm_pools(found: &mut Found<'_>, node: &Node<'_>) {
    for pool in node.get("DefaultAddrPool").map_or(&[][..], Node::list) {
        if let Some(pool) = found.net(pool) {
            found.add(Item::Engine(EngineFact::SwarmPool(pool)), pool.span);
        }
    }
    if let Some(size) = number(node.get("SubnetSize")).filter(|size| size.value > 0) {
        found.add(Item::Engine(EngineFact::SwarmSize(size)), size.span);
    }
}

fn host_facts(found: &mut Found<'_>, root: &Node<'_>) {
    if let Some(live) = root.get("LiveRestoreEnabled").and_then(|node| Some(Located::new(node.bool()?, node.span))) {
        found.add(Item::Engine(EngineFact::LiveRestore(live)), live.span);
    }
    if let Some(system) = found.text(root.get("OperatingSystem")) {
        found.add(Item::Engine(EngineFact::OperatingSystem(system.clone())), system.span);
    }
    if let Some(folder) = found.text(root.get("DockerRootDir")) {
        found.add(Item::Engine(EngineFact::RootDir(folder.clone())), folder.span);
    }
    if let Some(running) = number(root.get("ContainersRunning")) {
        found.add(Item::Engine(EngineFact::Running(running)), running.span);
    }
    let options = root.get("SecurityOptions").map_or(&[][..], Node::elements);
    if let Some(option) = options.iter().find(|option| option.str().is_some_and(|text| text.contains("rootless"))) {
        found.add(Item::Engine(EngineFact::Rootless(Located::new(true, option.span))), option.span);
    }
}

/// A whole number that fits.
fn number<T: std::str::FromStr>(node: Option<&Node<'_>>) -> Option<Located<T>> {
    let node = node?;
    match &node.value {
        Value::Number(text) | Value::String(text) => Some(Located::new(text.parse().ok()?, node.span)),
        _ => None,
    }
}

/// The objects that `is_record` takes, in order; what is inside one of them is part of it.
fn records<'n>(root: &'n Node<'n>, is_record: impl Fn(&Node<'_>) -> bool) -> Vec<&'n Node<'n>> {
    let (mut found, mut waiting) = (Vec::new(), vec![root]);
    while let Some(node) = waiting.pop() {
        if is_record(node) {
            found.push(node);
        } else {
            waiting.extend(node.members().iter().rev().map(|member| &member.value));
            waiting.extend(node.elements().iter().rev());
        }
    }
    found
}

/// Whether the object is a network, or what a filter left of one.
fn is_network(node: &Node<'_>) -> bool {
    let has = |name: &str| member(node, name).is_some();
    let configured =
        member(node, "ipam").is_some_and(|ipam| ipam.get("Config").is_some() || ipam.get("Driver").is_some());
    configured || has("subnet") || has("subnets") || (has("scope") && has("driver"))
}

/// A member by its name in any case: filters rename as they like.
fn member<'n>(node: &'n Node<'n>, name: &str) -> Option<&'n Node<'n>> {
    node.members().iter().find(|member| same(&member.key.value, name)).map(|member| &member.value)
}

fn network(found: &Found<'_>, node: &Node<'_>, source: NetworkSource) -> DockerNetwork {
    let text = |name: &str| member(node, name).and_then(Node::str).map(str::to_owned);
    let flag =
        |name: &str| member(node, name).is_some_and(|flag| flag.bool() == Some(true) || flag.str() == Some("true"));
    let nothing = Located::new(String::new(), Span { end: node.span.start, ..node.span });
    let name = found.text(member(node, "name")).unwrap_or(nothing);
    let bridge = member(node, "options").and_then(|options| options.get("com.docker.network.bridge.name"));
    DockerNetwork {
        id: text("id"),
        driver: text("driver"),
        scope: text("scope"),
        subnets: subnets(found, node),
        bridge: bridge
            .and_then(Node::str)
            .map(str::to_owned)
            .or_else(|| text("networkinterface"))
            .or_else(|| cni_bridge(node)),
        ingress: flag("ingress"),
        internal: flag("internal"),
        made_with: made_with(node),
        containers: member(node, "containers").map_or_else(Vec::new, container_names),
        labels: labels(node),
        ..empty(name, node.span, source)
    }
}

/// What the network was made with, where the object shows it: a filter that left the labels out left out more.
fn made_with(node: &Node<'_>) -> Option<MadeWith> {
    let (Some(_), Some(options)) = (member(node, "labels"), member(node, "options")) else { return None };
    let is = |name: &str, state: bool| member(node, name).and_then(Node::bool) == Some(state);
    let ipam = member(node, "ipam");
    let driver = ipam.and_then(|ipam| member(ipam, "driver")).and_then(Node::str);
    Some(MadeWith {
        options: pairs(options),
        attachable: is("attachable", true),
        ipv6: is("enableipv6", true),
        without_ipv4: is("enableipv4", false),
        ipam_driver: driver.filter(|driver| !matches!(*driver, "" | "default")).map(str::to_owned),
        ipam_options: ipam.and_then(|ipam| member(ipam, "options")).map_or_else(Vec::new, pairs),
    })
}

/// The strings of an object as (key, value).
fn pairs(node: &Node<'_>) -> Vec<(String, String)> {
    let members = node.members().iter();
    members.filter_map(|member| Some((member.key.value.to_string(), member.value.str()?.to_owned()))).collect()
}

/// Addresses of a subnet that containers do not get, by name.
fn reserved(found: &Found<'_>, names: &Node<'_>) -> Vec<(String, IpAddr)> {
    let members = names.members().iter();
    members.filter_map(|name| Some((name.key.value.to_string(), found.address(&name.value)?.value))).collect()
}

fn cni_bridge(node: &Node<'_>) -> Option<String> {
    let plugins = node.get("plugins").map_or(std::slice::from_ref(node), Node::elements);
    plugins.iter().find_map(|plugin| plugin.get("bridge")).and_then(Node::str).map(str::to_owned)
}

/// `db.internal:10.0.0.5`, or with `=`.
pub(super) fn host_address(found: &mut Found<'_>, node: &Node<'_>) {
    let Some((name, address)) = node.str().and_then(|text| text.split_once('=').or_else(|| text.split_once(':')))
    else {
        return;
    };
    if let Some(address) = crate::read::address::address(address.trim_matches(['[', ']'])) {
        let span = found.inside(node);
        let name = Some(Located::new(name.into(), span));
        found.add(
            Item::from(crate::read::WrittenPrefix {
                net: Located::new(crate::net::host(address), span),
                has_length: false,
                name,
                written_as: WrittenAs::Entry,
                cloud: None,
                evidence: crate::read::Evidence::default(),
            }),
            span,
        );
    }
}

pub(super) const fn empty(name: Located<String>, span: Span, source: NetworkSource) -> DockerNetwork {
    DockerNetwork {
        name,
        id: None,
        driver: None,
        scope: None,
        subnets: Vec::new(),
        bridge: None,
        ingress: false,
        internal: false,
        made_with: None,
        source,
        containers: Vec::new(),
        labels: Vec::new(),
        span,
    }
}

/// Every subnet in a network: objects with `Subnet`, and plain strings where a filter left only those.
fn subnets(found: &Found<'_>, node: &Node<'_>) -> Vec<NetworkSubnet> {
    let mut subnets: Vec<NetworkSubnet> = Vec::new();
    for group in node.walk().flat_map(|part| groups(part.members())) {
        let value = |name: &str| group.iter().find(|member| same(&member.key.value, name)).map(|member| &member.value);
        let strings = group.iter().filter(|member| is_subnet(member)).flat_map(|member| member.value.list());
        for subnet in strings.filter_map(|subnet| found.net(subnet)) {
            let range = value("iprange").and_then(|range| found.net(range));
            let gateway = value("gateway").and_then(|gateway| found.address(gateway));
            if !subnets.iter().any(|have| have.subnet.value == subnet.value) {
                let reserved = value("auxiliaryaddresses").map_or_else(Vec::new, |names| reserved(found, names));
                subnets.push(NetworkSubnet { subnet, range, gateway, reserved });
            }
        }
    }
    subnets
}

/// The members of an object by subnet: none, one group, or as many as there are subnets where a filter put two into one object.
fn groups<'n>(members: &'n [Member<'n>]) -> Vec<&'n [Member<'n>]> {
    let starts: Vec<usize> = (0..members.len()).filter(|&at| members.get(at).is_some_and(is_subnet)).collect();
    if starts.len() < 2 {
        return starts.iter().map(|_| members).collect();
    }
    let ends = starts.iter().skip(1).copied().chain([members.len()]);
    starts.iter().zip(ends).filter_map(|(&from, to)| members.get(from..to)).collect()
}

fn is_subnet(member: &Member<'_>) -> bool {
    same(&member.key.value, "subnet") || same(&member.key.value, "subnets")
}

/// Names of the containers on a network; the list that `podman` and Swarm's verbose form give has none.
fn container_names(node: &Node<'_>) -> Vec<String> {
    let names =
        node.members().iter().filter_map(|member| member.value.get("Name").or_else(|| member.value.get("name")));
    names.filter_map(Node::str).map(str::to_owned).collect()
}

/// Labels as (key, value): an object, or the one string of `docker network ls`.
fn labels(node: &Node<'_>) -> Vec<(String, String)> {
    let Some(labels) = member(node, "labels") else { return Vec::new() };
    let pair = |text: &str| text.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    let listed = labels.str().into_iter().flat_map(|text| text.split(',')).filter_map(pair);
    listed.chain(pairs(labels)).collect()
}

/// Adds a network with every place of it that was read.
pub(super) fn add(found: &mut Found<'_>, network: DockerNetwork) {
    let places = network.subnets.iter().flat_map(|subnet| {
        let more = subnet.gateway.map(|gateway| gateway.span).into_iter().chain(subnet.range.map(|range| range.span));
        std::iter::once(subnet.subnet.span).chain(more)
    });
    let places: Vec<_> = places.chain([network.name.span]).filter(|span| span.start < span.end).collect();
    for span in places {
        found.use_all(span);
    }
    found.reading.add(Item::from(network));
}
