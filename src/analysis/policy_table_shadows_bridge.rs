//! `policy-table-shadows-bridge`: a rule's table catches a Docker subnet before the main table is looked at.
//!
//! Rules come before prefix lengths: a default route in table 52 (a Tailscale exit node) or a /8 in a VPN's own table takes
//! the packets for a container although main has the longer route. Plain `ip route` does not show it.

use std::collections::BTreeMap;

use ipnet::IpNet;

use crate::facts::{DockerSubnet, Routes, State};
use crate::net::{self, Index};
use crate::order::Order as _;
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Severity, Side, Victim};
use crate::read::{Route, RouteType, Rule, RuleAction};

use super::overlap::{docker_label, probe, verify};
use super::{Context, LOOKED_AT};

/// One finding for each bridge that is shadowed.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let mut rules: Vec<_> = context.facts.rules.iter().filter(|rule| !rule.v6).collect();
    rules.order_by_key(|rule| rule.priority);
    let tables = tables(&context.facts.routes, &rules);
    let bridges = context
        .subnets()
        .filter(|subnet| subnet.state == State::Exists && !subnet.is_overlay() && subnet.net.addr().is_ipv4());
    bridges
        .filter_map(|subnet| {
            let (rule, route) = shadow(&rules, &tables, subnet.net)?;
            Some(problem(subnet, rule, route))
        })
        .collect()
}

/// The first rule before main's whose table has a route for the subnet, with that route.
fn shadow<'a>(rules: &[&'a Rule], tables: &BTreeMap<&str, Table<'a>>, subnet: IpNet) -> Option<(&'a Rule, &'a Route)> {
    for rule in rules.iter().filter(|rule| matches_any_packet(rule, subnet)) {
        let RuleAction::Lookup(table) = &rule.action else { continue };
        match table.as_str() {
            // Main has the bridge's own route, which a suppress_prefixlength of 0 does not pass over.
            "main" | "254" => return None,
            "local" | "255" => {}
            _ => {
                if let Some(route) = tables.get(table.as_str()).and_then(|table| table.catches(subnet, rule.suppress)) {
                    return Some((rule, route));
                }
            }
        }
    }
    None
}

/// Whether ordinary packets for the subnet meet the rule: unmarked, from anywhere. `not fwmark` holds for unmarked ones.
fn matches_any_packet(rule: &Rule, subnet: IpNet) -> bool {
    let to_fits = rule.to.is_none_or(|to| net::overlaps(to, subnet));
    let selects_little = rule.from.is_some() || rule.iif.is_some() || rule.oif.is_some() || rule.other;
    to_fits && !selects_little && rule.fwmark.is_some() == rule.invert
}

/// The routes of a table, in the order of the paste.
struct Table<'a> {
    routes: Vec<&'a Route>,
    index: Index,
}

/// The tables that rules name.
fn tables<'a>(routes: &'a Routes, rules: &[&'a Rule]) -> BTreeMap<&'a str, Table<'a>> {
    let mut lists: BTreeMap<&str, Vec<&Route>> = BTreeMap::new();
    for rule in rules {
        if let RuleAction::Lookup(table) = &rule.action {
            lists.entry(table.as_str()).or_default();
        }
    }
    for route in routes.iter() {
        if let Some(list) = route.table.as_deref().and_then(|table| lists.get_mut(table)) {
            list.push(route);
        }
    }
    let table = |routes: Vec<&'a Route>| Table { index: Index::of(routes.iter().map(|route| route.dst.value)), routes };
    lists.into_iter().map(|(name, routes)| (name, table(routes))).collect()
}

impl<'a> Table<'a> {
    /// The route that takes the subnet or a part of it; a `throw` that covers it hands it on.
    fn catches(&self, subnet: IpNet, suppress: Option<u8>) -> Option<&'a Route> {
        let mut places: Vec<usize> = self.index.overlapping(subnet).take(LOOKED_AT).collect();
        places.order();
        let near = || places.iter().filter_map(|at| self.routes.get(*at)).copied();
        let best = near()
            .filter(|route| route.dst.value.trunc().contains(&subnet))
            .max_by_key(|route| route.dst.value.prefix_len())
            .filter(|route| route.kind != RouteType::Throw);
        let inside =
            || near().find(|route| route.kind != RouteType::Throw && subnet.contains(&route.dst.value.trunc()));
        best.or_else(inside).filter(|route| suppress.is_none_or(|limit| route.dst.value.prefix_len() > limit))
    }
}

fn problem(subnet: &DockerSubnet, rule: &Rule, route: &Route) -> Problem {
    let message = Message::new("finding.policy-table-shadows-bridge")
        .with("name", subnet.name.as_str())
        .with("docker", Arg::Docker(subnet.net))
        .with("table", route.table.clone().unwrap_or_default())
        .with("priority", rule.priority);
    let here = [rule.span, route.span].map(|span| Label { span, side: Side::Yours });
    let other = route.dst.value.trunc();
    let names_a_network = other.prefix_len() >= 8;
    Problem {
        labels: docker_label(subnet).into_iter().chain(here).collect(),
        clashes: names_a_network.then_some(Clash { docker: subnet.net, other }).into_iter().collect(),
        subnets: vec![subnet.net],
        breaks: vec![Victim::Containers, Victim::Host, Victim::Peers],
        verify: verify(probe(subnet.net)),
        details: vec![Message::new("finding.policy-table-shadows-bridge.why"), Message::new("symptom.timeout")],
        ..Problem::new(Code::PolicyTableShadowsBridge, Severity::Broken, message)
    }
}
