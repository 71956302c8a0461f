//! The host's routing tables as far as they were given, and the choice that the kernel makes in one of them.
//!
//! Order of the choice inside a table: longest prefix, type of service, metric, place in the list (`fib_find_alias` and
//! `fib_table_lookup` in `net/ipv4/fib_trie.c`). What `ip route` does not print and the kernel has all the same, addresses
//! of the host in the local table and bridges that only `docker network inspect` shows, is added here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::packet::Packet;
use crate::facts::interfaces::{Owner, owner};
use crate::facts::{DockerSubnet, Facts, State};
use crate::net::{self, Lpm};
use crate::order::Order as _;
use crate::read::{Hop, Route, RouteType, Rule, RuleAction, Way};
use crate::text::{Located, Slot, Span};

/// The tables and rules of one family.
#[derive(Debug)]
pub struct Fib<'a> {
    /// Tables by name; `main`, `local` and `default` have their names, others what was written.
    tables: BTreeMap<&'a str, Lpm<Entry<'a>>>,
    /// Rules in the order they are looked at.
    pub(super) rules: Vec<Cow<'a, Rule>>,
    /// Whether rules of this family were given; the default ones stand in otherwise.
    pub(super) rules_given: bool,
    /// Whether the main table was given, and not only what is known otherwise.
    pub(super) main_given: bool,
    /// Whether all tables were given: the local table, which nobody pastes alone, is the sign.
    all_given: bool,
}

/// A route with what is known of it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The route, as written or as known otherwise.
    pub route: Cow<'a, Route>,
    /// The line that shows it, if any does.
    pub span: Option<Span>,
    /// Docker's subnet on whose bridge the route leads.
    pub docker: Option<&'a DockerSubnet>,
    /// Whether it belongs to the local table.
    local: bool,
}

/// What a table says about a packet.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'f, 'a> {
    /// No route.
    Nothing,
    /// This route; the number counts the usable routes with the same prefix, itself included.
    Route(&'f Entry<'a>, usize),
    /// It depends on the packet's source address, which is not known.
    DependsOnSource(&'f Entry<'a>),
}

impl<'a> Fib<'a> {
    /// The tables for the family of `like`.
    pub fn new(facts: &'a Facts, like: IpAddr) -> Self {
        let family = |net: IpNet| net.addr().is_ipv4() == like.is_ipv4();
        let routes: Vec<&Route> = facts.routes.iter().filter(|route| family(route.dst.value)).collect();
        let is_of = |name: &str| routes.iter().any(|route| table_name(route.table.as_deref()) == name);
        let all_given = is_of("local");
        let main_given = is_of("main") || all_given;
        let (rules, rules_given) = rules(facts, like);
        // Until the first rule is added the kernel keeps IPv4's local and main tables in one trie (`fib_trie_unmerge`).
        let merged = like.is_ipv4() && is_default_list(&rules);

        let mut fib = Self { tables: BTreeMap::new(), rules, rules_given, main_given, all_given };
        for route in &routes {
            let docker = facts.docker.iter().find(|subnet| leads_to(route, subnet));
            fib.insert(Entry::written(route, docker), merged);
        }
        for entry in known_otherwise(facts, &routes, all_given, main_given) {
            if family(entry.route.dst.value) {
                fib.insert(entry, merged);
            }
        }
        fib
    }

    fn insert(&mut self, entry: Entry<'a>, merged: bool) {
        let table = match &entry.route {
            Cow::Borrowed(route) => table_name(route.table.as_deref()),
            Cow::Owned(_) if entry.local => "local",
            Cow::Owned(_) => "main",
        };
        let table = if merged && table == "local" { "main" } else { table };
        self.tables.entry(table).or_default().insert(entry.route.dst.value, entry);
    }

    /// Whether the content of a table is known. The local and the default table are known without a paste.
    pub(super) fn is_known(&self, table: &str) -> bool {
        match table {
            "local" | "default" => true,
            "main" => self.main_given,
            other => self.all_given || self.tables.contains_key(other),
        }
    }

    /// The route that a table has for a packet.
    pub(super) fn lookup(&self, table: &str, packet: &Packet) -> Found<'_, 'a> {
        let Some(table) = self.tables.get(table) else { return Found::Nothing };
        for (_, entries) in table.matches(packet.target) {
            let mut usable: Vec<_> = entries.iter().filter(|entry| entry.is_usable(packet)).collect();
            usable.order_by_key(|entry| (!entry.local, entry.route.metric.unwrap_or(0), entry.turns_away(packet)));
            let Some(first) = usable.first() else { continue };
            if first.route.from.is_some_and(|from| packet.source.is_in(from).is_none()) {
                return Found::DependsOnSource(first);
            }
            return Found::Route(first, usable.len());
        }
        Found::Nothing
    }
}

impl<'a> Entry<'a> {
    fn written(route: &'a Route, docker: Option<&'a DockerSubnet>) -> Self {
        let local = table_name(route.table.as_deref()) == "local";
        Self { route: Cow::Borrowed(route), span: Some(route.span), docker, local }
    }

    /// A route that is known from something else than a route table.
    fn known(dst: IpNet, kind: RouteType, dev: &str, span: Option<Span>) -> Self {
        let span_or_none = span.unwrap_or(Span { slot: Slot::Routes, start: 0, end: 0 });
        let dev = (!dev.is_empty()).then(|| dev.into());
        let way = Way { kind, hops: vec![Hop { via: None, dev }], on_link: true, ..Way::default() };
        let route = Route::new(Located::new(dst.trunc(), span_or_none), span_or_none, way);
        let local = kind != RouteType::Unicast;
        Self { route: Cow::Owned(route), span, docker: None, local }
    }

    /// The Docker network on whose bridge the route leads; the interface's name where no subnet of it is known.
    pub fn bridge_of(&self) -> Option<&str> {
        let by_name = || self.route.dev().filter(|dev| owner(dev) == Owner::Docker);
        self.docker.map(|subnet| subnet.name.as_str()).or_else(by_name)
    }

    /// Whether the route sends a forwarded IPv6 packet out by another interface than it came in by. Between equal IPv6
    /// routes the kernel prefers the one that does not (`rt6_score_route` in `net/ipv6/route.c`).
    fn turns_away(&self, packet: &Packet) -> bool {
        packet.target.is_ipv6() && packet.iif.is_some() && packet.iif.as_deref() != self.route.dev()
    }

    /// Whether the kernel would consider it for a packet of the default type of service.
    fn is_usable(&self, packet: &Packet) -> bool {
        let route = &self.route;
        let is_dead = route.hops.len() < 2 && route.flags.iter().any(|flag| flag == "dead");
        let has_tos = route.tos.as_deref().is_some_and(|tos| !matches!(tos, "0" | "0x0" | "0x00" | "default"));
        !is_dead && !has_tos && route.from.is_none_or(|from| packet.source.is_in(from) != Some(false))
    }
}

/// The name of a table: the three that every kernel has go by number, too.
pub(super) fn table_name(table: Option<&str>) -> &str {
    match table {
        None | Some("254") => "main",
        Some("255") => "local",
        Some("253") => "default",
        Some(other) => other,
    }
}

/// Whether a route is that of a Docker subnet's bridge.
fn leads_to(route: &Route, subnet: &DockerSubnet) -> bool {
    match (&subnet.interface, route.dev()) {
        (Some(interface), Some(dev)) => interface == dev,
        // Without the interface's name the same prefix on a bridge that is named as Docker names them must do.
        (None, Some(dev)) => route.dst.value.trunc() == subnet.net && owner(dev) == Owner::Docker,
        (_, None) => false,
    }
}

/// Whether a Docker subnet is on a bridge in the host's own network namespace now.
fn is_on_host(facts: &Facts, subnet: &DockerSubnet) -> bool {
    let is_bridge = matches!(subnet.driver.as_deref(), None | Some("bridge"));
    let exists = matches!(subnet.state, State::Exists | State::Configured);
    is_bridge && exists && !subnet.is_overlay() && !facts.hidden_bridges()
}

fn known_otherwise<'a>(facts: &'a Facts, routes: &[&Route], all_given: bool, main_given: bool) -> Vec<Entry<'a>> {
    let mut entries = if all_given { Vec::new() } else { local_entries(facts, routes) };
    if !main_given {
        let connected = facts.addresses.iter().filter(|address| !net::is_host(address.connected));
        entries.extend(
            connected
                .map(|address| Entry::known(address.connected, RouteType::Unicast, &address.dev, Some(address.span))),
        );
    }
    for subnet in facts.docker.iter().filter(|subnet| is_on_host(facts, subnet)) {
        if !routes.iter().any(|route| leads_to(route, subnet) && route.dst.value.trunc() == subnet.net) {
            let dev = subnet.interface.as_deref().unwrap_or(&subnet.name);
            let entry = Entry::known(subnet.net, RouteType::Unicast, dev, subnet.spans.first().copied());
            entries.push(Entry { docker: Some(subnet), ..entry });
        }
    }
    entries
}

/// The local table, rebuilt from everything that names an address of the host.
fn local_entries<'a>(facts: &'a Facts, routes: &[&Route]) -> Vec<Entry<'a>> {
    let mut entries = vec![
        Entry::known(IpNet::V4(ipnet::Ipv4Net::new_assert([127, 0, 0, 0].into(), 8)), RouteType::Local, "lo", None),
        Entry::known(net::host(std::net::Ipv6Addr::LOCALHOST.into()), RouteType::Local, "lo", None),
    ];
    for address in &facts.addresses {
        entries.extend(own_address(address.address, address.connected, &address.dev, Some(address.span)));
    }
    for route in routes {
        // A preferred source is always an address of the host's own.
        if let (Some(src), Some(dev)) = (route.src, route.dev()) {
            let connected = if route.proto.as_deref() == Some("kernel") { route.dst.value } else { net::host(src) };
            entries.extend(own_address(src, connected, dev, Some(route.span)));
        }
    }
    for subnet in facts.docker.iter().filter(|subnet| is_on_host(facts, subnet)) {
        if let Some(gateway) = subnet.gateway {
            let dev = subnet.interface.as_deref().unwrap_or(&subnet.name);
            entries.extend(own_address(gateway, subnet.net, dev, subnet.spans.first().copied()));
        }
    }
    entries
}

/// An address of the host's own and the broadcast address that comes with it.
fn own_address<'a>(address: IpAddr, connected: IpNet, dev: &str, span: Option<Span>) -> Vec<Entry<'a>> {
    let mut entries = vec![Entry::known(net::host(address), RouteType::Local, dev, span)];
    if address.is_ipv4() && connected.prefix_len() < 31 && connected.contains(&address) {
        entries.push(Entry::known(net::host(connected.broadcast()), RouteType::Broadcast, dev, span));
    }
    entries
}

/// The rules of the family in their order, and whether they were given.
fn rules(facts: &Facts, like: IpAddr) -> (Vec<Cow<'_, Rule>>, bool) {
    let mut rules: Vec<_> = facts.rules.iter().filter(|rule| rule.v6 == like.is_ipv6()).map(Cow::Borrowed).collect();
    rules.order_by_key(|rule| rule.priority);
    let looks_up = |name| rules.iter().any(|rule| looks_into(rule, name));
    let rules_given = !rules.is_empty();
    // A list without both of them is an excerpt: a host has no use for it.
    if !looks_up("main") && !looks_up("local") {
        rules.extend(default_rules(like).into_iter().map(Cow::Owned));
        rules.order_by_key(|rule| rule.priority);
    }
    (rules, rules_given)
}

fn looks_into(rule: &Rule, name: &str) -> bool {
    matches!(&rule.action, RuleAction::Lookup(table) if table_name(Some(table)) == name)
}

/// The rules that every kernel starts with. IPv6 has no table `default`.
fn default_rules(like: IpAddr) -> Vec<Rule> {
    let of_both = [(0, "local"), (32766, "main")];
    let of_v4 = [(32767, "default")];
    let all = of_both.into_iter().chain(of_v4.into_iter().filter(|_| like.is_ipv4()));
    let nowhere = Span { slot: Slot::Routes, start: 0, end: 0 };
    let rule = |(priority, table): (u32, &str)| Rule::every(priority, RuleAction::Lookup(table.to_owned()), nowhere);
    all.map(rule).map(|rule| Rule { v6: like.is_ipv6(), ..rule }).collect()
}

/// Whether the list is the one that the kernel starts with.
fn is_default_list(rules: &[Cow<'_, Rule>]) -> bool {
    let default = default_rules(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
    let plain = |rule: &Rule| Rule { span: default[0].span, ..rule.clone() };
    rules.len() == default.len() && rules.iter().zip(&default).all(|(rule, other)| plain(rule) == *other)
}
