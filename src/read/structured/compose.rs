//! Compose files: the networks that `docker compose up` will make with a subnet of their own, and addresses of services.

use std::borrow::Cow;

use ipnet::IpNet;

use super::found::{Found, Owner};
use super::{docker, keyed};
use crate::read::json::{Member, Node};
use crate::read::{DockerNetwork, NetworkSource, NetworkSubnet, WrittenAs};
use crate::text::{Located, Span, offset};

/// Every network of a file, of an override file, or of a part of one.
pub(super) fn networks(found: &mut Found<'_>, root: &Node<'_>) {
    let top = root.get("networks").filter(|networks| !networks.members().is_empty());
    let project = root.get("name").and_then(Node::str).map(str::to_owned);
    for member in top.map_or(&[][..], Node::members) {
        network(found, &member.key, &member.value, project.as_deref());
    }
    if top.is_none() {
        without_indentation(found, root, project.as_deref());
    }
    // `x-…` fragments are networks only where the file uses them, which anchors have done already.
    if top.is_none() && root.get("services").is_none() {
        for member in root.members().iter().filter(|member| member.value.get("ipam").is_some()) {
            network(found, &member.key, &member.value, project.as_deref());
        }
        if root.get("ipam").is_some_and(|ipam| !ipam.members().is_empty()) {
            let name = Located::new(Cow::default(), crate::text::Span { end: root.span.start, ..root.span });
            network(found, &name, root, project.as_deref());
        }
    }
    found_in_services(found, root);
}

/// A file whose indentation a web page or a chat took away: `config` with its subnets stands beside `ipam`, and the network's
/// name before it.
fn without_indentation(found: &mut Found<'_>, root: &Node<'_>, project: Option<&str>) {
    let members = root.members();
    let is_bare = |member: &Member<'_>| member.value.list().is_empty();
    let ipam = members.iter().position(|member| member.key.value == "ipam" && is_bare(member));
    let named = |at: usize| members.get(..at)?.iter().rfind(|member| is_bare(member) && member.key.value != "driver");
    let Some(key) = ipam.and_then(named) else { return };
    let subnets = subnets_of(found, root.get("config").map_or(&[][..], Node::list));
    let name = match project {
        Some(project) => key.key.clone().map(|key| format!("{project}_{key}")),
        None => key.key.clone().map(Cow::into_owned),
    };
    docker::add(found, DockerNetwork { subnets, ..docker::empty(name, root.span, NetworkSource::Compose) });
}

/// A network with its subnets. An external one was made by somebody else: the file only names it.
fn network(found: &mut Found<'_>, key: &Located<Cow<'_, str>>, node: &Node<'_>, project: Option<&str>) {
    let is_external = node.get("external").is_some_and(|external| external.bool() != Some(false));
    if is_external {
        return found.leave(key.span);
    }
    let subnets = subnets(found, node);
    let driver = node.get("driver").and_then(Node::str).map(str::to_owned);
    let bridge = node.at(&["driver_opts", "com.docker.network.bridge.name"]).and_then(Node::str).map(str::to_owned);
    let name = match (found.text(node.get("name")), project) {
        (Some(name), _) => name,
        (None, Some(project)) if !key.value.is_empty() => key.clone().map(|key| format!("{project}_{key}")),
        _ => key.clone().map(Cow::into_owned),
    };
    let network = DockerNetwork {
        driver,
        subnets,
        bridge,
        internal: node.get("internal").and_then(Node::bool) == Some(true),
        labels: project
            .map(|project| ("com.docker.compose.project".to_owned(), project.to_owned()))
            .into_iter()
            .collect(),
        ..docker::empty(name, node.span, NetworkSource::Compose)
    };
    docker::add(found, network);
}

/// The subnets of `ipam.config`; a variable with a default (`${NET:-10.5.0.0/24}`) is its default.
fn subnets(found: &mut Found<'_>, node: &Node<'_>) -> Vec<NetworkSubnet> {
    subnets_of(found, node.at(&["ipam", "config"]).map_or(&[][..], Node::list))
}

fn subnets_of(found: &mut Found<'_>, config: &[Node<'_>]) -> Vec<NetworkSubnet> {
    let mut subnets = Vec::new();
    for entry in config {
        let Some(written) = entry.get("subnet") else { continue };
        match net(found, written) {
            Some(subnet) => subnets.push(NetworkSubnet {
                subnet,
                range: entry.get("ip_range").and_then(|range| net(found, range)),
                gateway: entry.get("gateway").and_then(|gateway| found.address(gateway)),
                reserved: Vec::new(),
            }),
            None => found.leave(written.span),
        }
    }
    subnets
}

fn net(found: &Found<'_>, node: &Node<'_>) -> Option<Located<IpNet>> {
    found.net(node).or_else(|| {
        let default = default_of(node.str()?)?;
        Some(Located::new(crate::read::address::prefix(default)?, found.inside(node)))
    })
}

/// The default of `${NAME:-default}` and `${NAME-default}`.
fn default_of(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix("${")?.strip_suffix('}')?;
    let (_, default) = inside.split_once(":-").or_else(|| inside.split_once('-'))?;
    Some(default)
}

/// Nameservers and hosts that services name must be reached.
fn found_in_services(found: &mut Found<'_>, root: &Node<'_>) {
    let services: Vec<&Node<'_>> =
        root.get("services").map_or(&[][..], Node::members).iter().map(|member| &member.value).collect();
    for service in services {
        for server in service.get("dns").map_or(&[][..], Node::list) {
            if let Some(address) = found.address(server) {
                let name = Some(Located::new("dns".to_owned(), address.span));
                found.prefix(address.map(crate::net::host), WrittenAs::Entry, Owner { name, ..Owner::default() });
            }
        }
        let environment = service.get("environment");
        for member in environment.map_or(&[][..], Node::members) {
            variable(found, &member.key.value, &member.value);
        }
        for entry in environment.map_or(&[][..], Node::list) {
            let name = entry.str().and_then(|text| text.split_once('=')).map(|(name, _)| name.to_owned());
            variable(found, &name.unwrap_or_default(), entry);
        }
        for host in service.get("extra_hosts").map_or(&[][..], Node::list) {
            docker::host_address(found, host);
        }
        for member in service.get("extra_hosts").map_or(&[][..], Node::members) {
            if let Some(address) = found.address(&member.value) {
                let name = Some(member.key.clone().map(Cow::into_owned));
                found.prefix(address.map(crate::net::host), WrittenAs::Entry, Owner { name, ..Owner::default() });
            }
        }
    }
}

/// The address that a variable tells a service to connect to. What a service listens on is its own.
fn variable(found: &mut Found<'_>, name: &str, node: &Node<'_>) {
    let span = found.inside(node);
    let text = found.source().slice(span);
    let value = text.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')).unwrap_or(text);
    let host = keyed::host_of(value.trim_matches(['"', '\'']));
    let Some(address) = crate::read::address::address(host) else { return };
    let listens = ["BIND", "LISTEN"].iter().any(|word| name.to_ascii_uppercase().contains(word));
    if listens || address.is_unspecified() || address.is_loopback() {
        return;
    }
    let start = span.start + offset(host.as_ptr() as usize - text.as_ptr() as usize);
    let span = Span { start, end: start + offset(host.len()), ..span };
    let name = (!name.is_empty()).then(|| Located::new(name.to_owned(), span));
    found.prefix(Located::new(crate::net::host(address), span), WrittenAs::Entry, Owner { name, ..Owner::default() });
}
