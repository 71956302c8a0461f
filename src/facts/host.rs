//! The host and its engine: own addresses, what the engine sees of the routes, version, Swarm, and what was given at all.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;

use crate::docker::{Existing, Host, HostRoute, Version, WrittenPool};
use crate::net;
use crate::net::neighbours::{Cloud, cloud_of};
use crate::order;
use crate::read::{Document, EngineFact, Item, Kind, Route, RouteType, Way, per_way, ways};
use crate::text::Located;

use super::interfaces::{Owner, connected, owner};
use super::machine::{Elsewhere, Machine, machine_at};
use super::networks::{bridges, is_docker_route, is_internal};
use super::{ConfigFact, DockerSubnet, Facts, Given, HostAddress, Network, Role, State, Swarm, Written};

/// What the engine sees: the main table without Docker's own routes, and the nameservers.
///
/// Where no route table was pasted the connected prefixes of the host's addresses stand for them.
pub fn host(facts: &Facts) -> Host {
    let bridges = bridges(&facts.docker);
    let mut leads_out = per_way(|way| {
        is_main(way.table.as_deref())
            && !is_docker_route(way, &bridges)
            && !matches!(way.kind, RouteType::Local | RouteType::Broadcast | RouteType::Multicast | RouteType::Anycast)
    });
    let mut routes: Vec<_> = facts
        .routes
        .iter()
        .filter(|route| leads_out(route) && !net::is_default(route.dst.value) && !facts.is_around(route.span))
        .map(|route| {
            let on_link = route.on_link && route.kind == RouteType::Unicast;
            HostRoute { dst: route.dst.value.trunc(), on_link }
        })
        .collect();
    if !facts.given.routes {
        let is_seen = |network: &&Network| network.span.is_none_or(|span| !facts.is_around(span));
        let connected = facts.networks.iter().filter(|network| network.role == Role::OnLink).filter(is_seen);
        routes.extend(connected.map(|network| HostRoute { dst: network.net, on_link: true }));
    }
    let nameservers = facts.nameservers.iter().map(|server| server.value).collect();
    Host { routes, nameservers, ..Host::default() }
}

/// Whether a table is the one the engine and plain `ip route` look at.
pub(super) fn is_main(table: Option<&str>) -> bool {
    matches!(table, None | Some("main" | "254"))
}

/// The networks that exist, for the prediction: one entry a network.
pub fn existing(facts: &Facts) -> Vec<Existing> {
    let mut networks: Vec<Existing> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for subnet in facts.docker.iter().filter(|subnet| subnet.state == State::Exists) {
        let name = if subnet.is_default_bridge() { "bridge" } else { &subnet.name };
        let at = *places.entry(name).or_insert(networks.len());
        match networks.get_mut(at) {
            Some(network) => network.subnets.push(subnet.net),
            None => networks.push(Existing {
                name: name.to_owned(),
                subnets: vec![subnet.net],
                global: subnet.is_overlay(),
            }),
        }
    }
    networks
}

/// Clouds told by addresses that only one of them has: resolvers, gateways, routes to metadata services.
pub fn clouds(facts: &Facts) -> BTreeSet<Cloud> {
    let servers = facts.nameservers.iter().chain(&facts.container_resolvers);
    let resolvers = servers.map(|server| net::host(server.value));
    let gateways = ways(facts.routes.iter()).filter_map(Way::via).map(net::host);
    let destinations = facts.routes.iter().map(|route| route.dst.value);
    let networks = facts.networks.iter().map(|network| network.net);
    order::set(resolvers.chain(gateways).chain(destinations).chain(networks).filter_map(cloud_of))
}

/// The host's own addresses: those of its interfaces, and the sources that its routes name.
pub(super) fn addresses(written: &Written<'_>, docker: &[DockerSubnet]) -> Vec<HostAddress> {
    let bridges = bridges(docker);
    let is_docker = |dev: &str| owner(dev) == Owner::Docker || bridges.contains(dev);
    let mut found: Vec<HostAddress> = written
        .addresses
        .iter()
        .filter(|address| !is_docker(&address.dev) && !is_internal(net::host(address.net.value.addr())))
        .map(|address| HostAddress {
            address: address.net.value.addr(),
            connected: connected(address.net.value, address.peer),
            dev: address.dev.clone(),
            span: address.net.span,
        })
        .collect();
    let mut known: BTreeSet<_> = order::set(found.iter().map(|host| host.address));
    let is_of_host = |way: &Way| !is_docker_route(way, &bridges);
    let mut is_local = per_way(|way| way.kind == RouteType::Local && is_of_host(way));
    let mut has_source = per_way(|way| way.on_link && way.src.is_some() && is_of_host(way));
    let local = written.tables.iter().filter(|route| is_local(route)).filter_map(|route| local_address(written, route));
    let sources = written.tables.iter().filter(|route| has_source(route)).filter_map(|route| {
        let source = route.src.filter(|source| route.dst.value.contains(source))?;
        let dev = route.dev().unwrap_or_default().to_owned();
        Some(HostAddress { address: source, connected: route.dst.value.trunc(), dev, span: route.span })
    });
    for host in sources.chain(local) {
        if !is_internal(net::host(host.address)) && known.insert(host.address) {
            found.push(host);
        }
    }
    found
}

/// The address that a line of table `local` names: `local 10.0.0.5 dev eth0 table local proto kernel scope host`.
fn local_address(written: &Written<'_>, route: &Route) -> Option<HostAddress> {
    let net = route.dst.value;
    let dev = route
        .dev()
        .filter(|dev| route.kind == RouteType::Local && net::is_host(net) && owner(dev) != Owner::Loopback)?;
    let connected = written.tables.iter().filter(|other| other.on_link && other.kind == RouteType::Unicast);
    let connected = connected.filter(|other| other.dev() == Some(dev) && other.dst.value.contains(&net));
    let connected = connected.map(|other| other.dst.value.trunc()).max_by_key(IpNet::prefix_len).unwrap_or(net);
    Some(HostAddress { address: net.addr(), connected, dev: dev.to_owned(), span: route.span })
}

/// The engine's version, if the paste names one that can be read.
pub(super) fn version(written: &Written<'_>) -> Option<Located<Version>> {
    written.engine.iter().find_map(|fact| match fact {
        EngineFact::Version(text) => Some(Located::new(text.value.parse().ok()?, text.span)),
        _ => None,
    })
}

/// The pools that `docker info` shows: those of the file or the flags that the engine was started with.
pub(super) fn engine_pools(written: &Written<'_>) -> Vec<WrittenPool> {
    let pools = written.engine.iter().filter_map(|fact| match fact {
        EngineFact::Pool(base, size) => {
            Some(WrittenPool { base: base.value.to_string(), size: i64::from(*size), null: false })
        }
        _ => None,
    });
    pools.collect()
}

/// A Swarm, if the paste says that it is active or shows its networks.
pub(super) fn swarm(written: &Written<'_>) -> Option<Swarm> {
    let mut swarm = Swarm::default();
    let mut active = None;
    let mut size = 24;
    for fact in &written.engine {
        match fact {
            EngineFact::Swarm(state) => {
                active = Some(state.value);
                swarm.span = Some(state.span);
            }
            EngineFact::SwarmSize(length) => size = length.value,
            _ => {}
        }
    }
    for fact in &written.engine {
        if let EngineFact::SwarmPool(pool) = fact {
            swarm.pools.push((pool.value.trunc(), size));
            swarm.span = Some(pool.span);
        }
    }
    let shown = written.networks.iter().find(|network| network.ingress || network.scope.as_deref() == Some("swarm"));
    let span = shown.map(|network| network.span);
    let is_active = active.unwrap_or_else(|| shown.is_some() || !swarm.pools.is_empty());
    is_active.then_some(Swarm { span: swarm.span.or(span), ..swarm })
}

/// live-restore: the running engine's word before the file's.
pub(super) fn live_restore(written: &Written<'_>, config: Option<&ConfigFact>) -> bool {
    let running = written.engine.iter().find_map(|fact| match fact {
        EngineFact::LiveRestore(on) => Some(on.value),
        _ => None,
    });
    running.or_else(|| config?.config.live_restore).unwrap_or(false)
}

/// Whether a document shows the routes that a host has. Settings and commands name those that somebody adds to them.
pub(super) fn has_table(document: &Document) -> bool {
    let is_part = matches!(document.kind, Kind::Commands | Kind::Interfaces | Kind::NetworkProfile | Kind::Netplan);
    !is_part && document.items.routes().next().is_some()
}

/// What the paste holds at all.
pub(super) fn given(documents: &[Document], elsewhere: &[Elsewhere], networks: &[Network], config: bool) -> Given {
    let of_host = |document: &&Document| !machine_at(elsewhere, document.span).is_some_and(Machine::is_apart);
    let any = |test: fn(&Item) -> bool| {
        documents.iter().filter(of_host).flat_map(|document| document.items.past_prefixes()).any(test)
    };
    // A nameserver in a table of macOS or Windows is no network that somebody named.
    let is_written_for_us =
        |network: &Network| network.span.is_none_or(|span| machine_at(elsewhere, span) != Some(Machine::Around));
    let is_theirs = |role| !matches!(role, Role::OnLink | Role::Routed | Role::Blocked);
    let file = any(|item| matches!(item, Item::Daemon(_)));
    let no_file = !file && any(|item| matches!(item, Item::Engine(EngineFact::NoFile(_))));
    Given {
        networks: networks.iter().any(|network| is_theirs(network.role) && is_written_for_us(network)),
        routes: documents.iter().filter(of_host).any(has_table),
        all_tables: any(|item| match item {
            Item::Route(route) => !is_main(route.table.as_deref()),
            Item::Rule(_) => true,
            _ => false,
        }),
        config: config || no_file || documents.iter().filter(of_host).any(|document| document.kind == Kind::DaemonJson),
        no_file,
        docker: any(|item| matches!(item, Item::DockerNetwork(_))),
        nameservers: any(|item| matches!(item, Item::Nameserver(_))),
    }
}
