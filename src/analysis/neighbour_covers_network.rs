//! `neighbour-covers-network`: a bridge of another tool on the host (libvirt, LXD, Podman, a Kubernetes CNI, `VirtualBox`)
//! overlaps a network in use, or contains an address that must be reached.
//!
//! Its connected route takes the packets of the host and of containers as docker0's would. No setting of Docker's moves it.
//! The same for what the platform brings along, Docker Desktop's VM for one.
//!
//! Example: virbr0 on 192.168.122.0/24, the range of an office behind the gateway.

use ipnet::IpNet;

use crate::docker::platform::{OwnNetwork, OwnUse};
use crate::facts::interfaces::{Owner, owner};
use crate::facts::tenants::{Holds, Tenant, tenant_of};
use crate::facts::{Network, Role};
use crate::net;
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Severity, Side, Victim};

use super::Context;
use super::overlap::{called, in_use, is_aggregate, list, planned, probe};

/// One finding for each bridge and severity.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for bridge in bridges(context) {
        for wanted in [Severity::Broken, Severity::WillBreak] {
            let hit = context
                .meeting(bridge.network.net, |other| is_hit(&bridge, other) && severity(&bridge, other) == wanted);
            let found = problem(&bridge, &hit, wanted);
            problems.extend(found.filter(|found| !problems.iter().any(|have| have.message == found.message)));
        }
    }
    problems.extend(platforms_own(context));
    problems
}

/// Networks of the platform itself: the way out of its VM, its Kubernetes. No paste shows their ranges, so that these are the
/// product's own unless they were moved, and a risk.
fn platforms_own(context: Context<'_>) -> Vec<Problem> {
    let fact = &context.facts.platform;
    let home = fact.platform.home();
    let known = home.own.iter().filter(|_| fact.reason.is_some());
    let ranges = known.filter_map(|own| Some((own, own.range.parse::<IpNet>().ok()?)));
    let problem = |(own, range): (&OwnNetwork, IpNet)| {
        let hit = context.meeting(range, |other| {
            // Kubernetes is there only where it was switched on: a wide network around its range says nothing.
            let is_around = other.net.contains(&range) && other.net != range;
            is_named(other) && !other.planned && (matches!(own.what, OwnUse::Vm | OwnUse::Machines) || !is_around)
        });
        let first = hit.first()?;
        let message = Message::new("finding.neighbour-covers-network.own")
            .with("product", Arg::Text(home.product.to_owned()))
            .with("range", range)
            .with("use", Message { key: use_key(own.what).into(), args: Vec::new() })
            .with("other", called(first));
        let moved = match own.moved_by {
            Some(place) => Message::new("finding.neighbour-covers-network.moved").with("place", place),
            None => Message::new("finding.neighbour-covers-network.fixed"),
        };
        let here = fact.span.map(|span| Label { span, side: Side::Here });
        let yours = hit.iter().filter_map(|network| network.span).map(|span| Label { span, side: Side::Yours });
        Some(Problem {
            labels: here.into_iter().chain(yours).collect(),
            clashes: hit.iter().map(|other| Clash { docker: range, other: other.net }).collect(),
            breaks: vec![Victim::Containers],
            verify: vec![format!("ip route get {}", probe(range))],
            details: vec![moved, Message::new("symptom.later")],
            ..Problem::new(Code::NeighbourCoversNetwork, Severity::Risk, message)
        })
    };
    ranges.filter_map(problem).collect()
}

/// Whether somebody named the network as one to reach.
fn is_named(other: &Network) -> bool {
    let named = [Role::Target, Role::Typed, Role::Vpc, Role::Subnet, Role::Peer, Role::CloudRoute, Role::Vpn];
    named.contains(&other.role)
}

const fn use_key(what: OwnUse) -> &'static str {
    match what {
        OwnUse::Vm => "finding.neighbour-covers-network.use-vm",
        OwnUse::Machines => "finding.neighbour-covers-network.use-machines",
        OwnUse::Pods => "finding.neighbour-covers-network.use-pods",
        OwnUse::Services => "finding.neighbour-covers-network.use-services",
    }
}

/// A bridge of another tool with its connected prefix.
struct Bridge<'a> {
    network: &'a Network,
    interface: &'a str,
    tenant: &'static Tenant,
}

fn bridges(context: Context<'_>) -> impl Iterator<Item = Bridge<'_>> {
    let on_link =
        context.facts.networks.iter().filter(|network| network.role == Role::OnLink && !net::is_host(network.net));
    on_link.filter_map(|network| {
        let interface = network.name.as_deref()?;
        Some(Bridge { network, interface, tenant: tenant_of(interface)? })
    })
}

/// Whether a network is another one than the bridge's own: named by the user or a cloud, or a route that leads elsewhere.
fn is_hit(bridge: &Bridge<'_>, other: &Network) -> bool {
    match other.role {
        Role::OtherEngine | Role::Kubernetes | Role::Blocked => false,
        Role::OnLink | Role::Routed => leads_elsewhere(other),
        _ => in_use(other) && is_named(other) && !speaks_of(bridge, other),
    }
}

/// A route of a card or a tunnel. What another bridge has is that one's matter.
fn leads_elsewhere(route: &Network) -> bool {
    route.name.as_deref().is_some_and(|dev| matches!(owner(dev), Owner::Host | Owner::Tunnel))
}

/// Whether the label of a range says that it is the bridge's own: "libvirt 192.168.122.0/24", "pods 10.244.0.0/16".
fn speaks_of(bridge: &Bridge<'_>, other: &Network) -> bool {
    const OF_PODS: &[&str] = &["pod", "k8s", "k3s", "kube", "cluster", "cni", "集群"];
    let Some(name) = other.name.as_deref().map(str::to_lowercase) else { return false };
    let product = bridge.tenant.product.to_lowercase();
    let of_pods = bridge.tenant.holds == Holds::Pods && OF_PODS.iter().any(|word| name.contains(word));
    name.contains(&product) || name.contains(&bridge.interface.to_lowercase()) || of_pods
}

/// As for a bridge of Docker's: a route as wide as a private block says only that something may live there.
fn severity(bridge: &Bridge<'_>, other: &Network) -> Severity {
    if other.planned || is_aggregate(bridge.network.net, other) { Severity::WillBreak } else { Severity::Broken }
}

fn problem(bridge: &Bridge<'_>, hit: &[&Network], severity: Severity) -> Option<Problem> {
    let first = hit.first()?;
    let message = Message::new(match hit {
        [one] if one.role == Role::Target => "finding.neighbour-covers-network.address",
        [_] => "finding.neighbour-covers-network.one",
        _ => "finding.neighbour-covers-network.many",
    })
    .with("name", bridge.interface)
    .with("bridge", Arg::Prefix(bridge.network.net))
    .with("product", Arg::Text(bridge.tenant.product.to_owned()))
    .with("other", called(first))
    .with("n", hit.len())
    .with("list", list(hit));
    let set = Message::new("finding.neighbour-covers-network.set")
        .with("product", Arg::Text(bridge.tenant.product.to_owned()))
        .with("place", bridge.tenant.set_in);
    let narrowest = hit.iter().map(|network| network.net).chain([bridge.network.net]).max_by_key(IpNet::prefix_len)?;
    Some(Problem {
        labels: labels(bridge.network, hit),
        clashes: hit.iter().map(|other| Clash { docker: bridge.network.net, other: other.net }).collect(),
        breaks: vec![Victim::Containers, Victim::Host, Victim::Peers],
        verify: vec![format!("ip route get {}", probe(narrowest)), format!("ip -br addr show {}", bridge.interface)],
        details: planned(hit).into_iter().chain([why(bridge.tenant), set, Message::new("symptom.no-route")]).collect(),
        ..Problem::new(Code::NeighbourCoversNetwork, severity, message)
    })
}

fn why(tenant: &Tenant) -> Message {
    let holds = match tenant.holds {
        Holds::Machines => "finding.neighbour-covers-network.machines",
        Holds::Containers => "finding.neighbour-covers-network.containers",
        Holds::Pods => "finding.neighbour-covers-network.pods",
    };
    Message::new("finding.neighbour-covers-network.why").with("holds", Message { key: holds.into(), args: Vec::new() })
}

/// The bridge's line, then those of the networks.
fn labels(bridge: &Network, hit: &[&Network]) -> Vec<Label> {
    let own = bridge.span.map(|span| Label { span, side: Side::Here });
    let yours = hit.iter().filter_map(|network| network.span).map(|span| Label { span, side: Side::Yours });
    own.into_iter().chain(yours).collect()
}

#[cfg(test)]
mod tests {
    use crate::analysis::testing::{facts, network, run};
    use crate::facts::Role;
    use crate::problem::Severity::{Broken, WillBreak};

    #[test]
    fn a_bridge_of_another_tool_meets_what_is_elsewhere() {
        for (says, dev, net, role, name, other, expected) in [
            (
                "the office has the very range",
                "virbr0",
                "192.168.122.0/24",
                Role::Typed,
                "office",
                "192.168.122.0/24",
                Some(Broken),
            ),
            ("an address inside", "podman0", "10.88.0.0/16", Role::Target, "db", "10.88.14.20/32", Some(Broken)),
            ("a VPN's route inside", "lxdbr0", "10.94.129.0/24", Role::Routed, "tun0", "10.94.129.0/25", Some(Broken)),
            (
                "a whole private block through a gateway",
                "cni0",
                "10.42.0.0/24",
                Role::Routed,
                "eth0",
                "10.0.0.0/8",
                Some(WillBreak),
            ),
            ("a VPC around it", "vboxnet0", "192.168.56.0/24", Role::Vpc, "prod", "192.168.0.0/16", Some(Broken)),
            ("the cluster's own range", "cni0", "10.42.0.0/24", Role::Typed, "k3s pods", "10.42.0.0/16", None),
            ("the tool's own name", "virbr0", "192.168.122.0/24", Role::Typed, "libvirt", "192.168.122.0/24", None),
            (
                "another node of the cluster",
                "flannel.1",
                "10.244.0.0/16",
                Role::Routed,
                "flannel.1",
                "10.244.1.0/24",
                None,
            ),
            ("somewhere else", "virbr0", "192.168.122.0/24", Role::Typed, "office", "192.168.123.0/24", None),
            ("a card's own network", "enp3s0", "192.168.122.0/24", Role::Typed, "office", "192.168.122.0/24", None),
        ] {
            let facts =
                facts(Vec::new(), vec![network(net, Role::OnLink, Some(dev)), network(other, role, Some(name))]);
            let found = run(super::check, &facts);
            assert_eq!(found.first().map(|problem| problem.severity), expected, "{says}");
            assert!(
                found.iter().flat_map(|problem| &problem.clashes).all(|clash| clash.docker.to_string() == net),
                "{says}"
            );
        }
    }
}
