//! Traces of hosts that were built by hand and measured, and of each way a path can end.

use super::*;
use crate::facts::{DockerSubnet, HostAddress, State};
use crate::read::{Hop, Route, Rule, RuleAction, Way};
use crate::text::{Located, Slot, offset};

/// A host: lines of `ip route` with the words these tests need, rules, and Docker networks as `name subnet interface`.
#[derive(Default)]
struct Given<'a> {
    routes: &'a [&'a str],
    rules: &'a [Rule],
    docker: &'a [&'a str],
}

fn span(at: usize) -> Span {
    Span { slot: Slot::Routes, start: offset(at), end: offset(at) + 1 }
}

fn facts(given: &Given<'_>) -> Facts {
    let subnets = given.docker.iter().enumerate().map(|(at, line)| subnet(line, span(1000 + at)));
    let docker: Vec<_> = subnets.collect();
    let routes: Vec<_> = given.routes.iter().enumerate().map(|(at, line)| route(line, span(at))).collect();
    let is_docker = |dev: Option<&str>| docker.iter().any(|subnet| subnet.interface.as_deref() == dev);
    let addresses = routes.iter().filter(|route| !is_docker(route.dev())).filter_map(own_address).collect();
    Facts { routes: routes.into_iter().collect(), docker, addresses, rules: given.rules.to_vec(), ..Facts::default() }
}

fn own_address(route: &Route) -> Option<HostAddress> {
    let dev = route.dev()?.to_owned();
    Some(HostAddress { address: route.src?, connected: route.dst.value, dev, span: route.span })
}

fn subnet(line: &str, span: Span) -> DockerSubnet {
    let words: Vec<_> = line.split(' ').collect();
    DockerSubnet {
        net: words[1].parse().unwrap(),
        name: words[0].to_owned(),
        interface: words.get(2).map(|&name| name.to_owned()),
        state: State::Exists,
        driver: words.get(3).map(|&name| name.to_owned()),
        project: None,
        ingress: false,
        container: None,
        gateway: None,
        spans: vec![span],
    }
}

fn route(line: &str, span: Span) -> Route {
    let words: Vec<_> = line.split(' ').collect();
    let after = |word: &str| words.iter().position(|have| *have == word).map(|at| words[at + 1]);
    let kinds = [
        ("blackhole", RouteType::Blackhole),
        ("unreachable", RouteType::Unreachable),
        ("prohibit", RouteType::Prohibit),
        ("throw", RouteType::Throw),
    ];
    let kind = kinds.iter().find(|(name, _)| *name == words[0]).map_or(RouteType::Unicast, |(_, kind)| *kind);
    let dst = if kind == RouteType::Unicast { words[0] } else { words[1] };
    let dst = if dst == "default" { "0.0.0.0/0" } else { dst };
    let way = Way {
        kind,
        hops: vec![Hop { via: after("via").map(|via| via.parse().unwrap()), dev: after("dev").map(Into::into) }],
        on_link: line.contains("scope link"),
        table: after("table").map(str::to_owned),
        proto: after("proto").map(str::to_owned),
        src: after("src").map(|src| src.parse().unwrap()),
        metric: after("metric").map(|metric| metric.parse().unwrap()),
        from: None,
        tos: None,
        flags: words.iter().filter(|word| **word == "linkdown").map(|word| (*word).to_owned()).collect(),
    };
    Route::new(Located::new(dst.parse().unwrap(), span), span, way)
}

fn rule(priority: u32, table: &str) -> Rule {
    Rule::every(priority, RuleAction::Lookup(table.to_owned()), span(2000))
}

/// The three ways to an address as verdicts: host, container on the first network, answer to the peer.
fn verdicts(given: &Given<'_>, target: &str) -> (Verdict, Verdict, Verdict) {
    let trace = trace(&facts(given), target.parse().unwrap());
    (trace.from_host.verdict, trace.from_containers[0].path.verdict, trace.from_peer.verdict)
}

const DOCKER0: &str = "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1";
const BRIDGE: &[&str] = &["docker0 172.17.0.0/16 docker0"];

/// Each row is a host that was built in network namespaces on kernel 6.18, with what connections did there.
#[test]
fn hosts_that_were_measured() {
    use Verdict::{Leaves, NoRouteToHost, Timeout};
    let lost = (NoRouteToHost, NoRouteToHost, Timeout);
    for (says, routes, target, expected) in [
        (
            "a VPC behind the default gateway, and its address inside docker0",
            &["default via 192.0.2.1 dev eth0", DOCKER0][..],
            "172.17.50.10",
            lost,
        ),
        (
            "the same without any container: linkdown is no defence",
            &[
                "default via 192.0.2.1 dev eth0",
                "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown",
            ],
            "172.17.50.10",
            lost,
        ),
        (
            "an address outside docker0 is nobody's trouble",
            &["default via 192.0.2.1 dev eth0", DOCKER0],
            "172.18.0.9",
            (Leaves, Leaves, Leaves),
        ),
        (
            "a longer route cures the host and leaves the container",
            &["default via 192.0.2.1 dev eth0", DOCKER0, "172.17.50.0/24 via 192.0.2.1 dev eth0"],
            "172.17.50.10",
            (Leaves, NoRouteToHost, Leaves),
        ),
        (
            "a route with a metric loses to docker0",
            &["default via 192.0.2.1 dev eth0", "172.17.0.0/16 via 192.0.2.1 dev eth0 metric 50", DOCKER0],
            "172.17.50.10",
            lost,
        ),
        (
            "docker0 contains the LAN: the LAN is longer for the host",
            &[
                "default via 172.17.48.1 dev eth0",
                DOCKER0,
                "172.17.48.0/20 dev eth0 proto kernel scope link src 172.17.48.5",
            ],
            "172.17.48.9",
            (Leaves, NoRouteToHost, Leaves),
        ),
        (
            "docker0 equals the LAN, which came first: containers lose the Internet to the way back",
            &[
                "default via 172.17.48.1 dev eth0",
                "172.17.0.0/16 dev eth0 proto kernel scope link src 172.17.48.5",
                DOCKER0,
            ],
            "198.51.100.7",
            (Leaves, Timeout, Leaves),
        ),
        (
            "the LAN contains docker0",
            &[
                "default via 172.20.0.1 dev eth0",
                "172.16.0.0/12 dev eth0 proto kernel scope link src 172.20.0.5",
                DOCKER0,
            ],
            "172.17.9.9",
            lost,
        ),
        (
            "a tunnel's longer route takes the answers of the first containers",
            &["default via 192.0.2.1 dev eth0", DOCKER0, "172.17.0.0/20 dev tun0 scope link"],
            "198.51.100.7",
            (Leaves, Timeout, Leaves),
        ),
        (
            "the broadcast address of docker0",
            &["default via 192.0.2.1 dev eth0", DOCKER0],
            "172.17.255.255",
            (Verdict::NetworkUnreachable, Verdict::NetworkUnreachable, Timeout),
        ),
        (
            "the gateway is the host",
            &["default via 192.0.2.1 dev eth0", DOCKER0],
            "172.17.0.1",
            (Verdict::Host, Verdict::Host, Verdict::Host),
        ),
    ] {
        assert_eq!(verdicts(&Given { routes, docker: BRIDGE, ..Given::default() }, target), expected, "{says}");
    }
}

#[test]
fn refusals_look_different_to_the_host_and_to_a_container() {
    for (word, host, container) in [
        ("blackhole", (Verdict::InvalidArgument, Some(0)), (Verdict::Timeout, None)),
        ("unreachable", (Verdict::NoRouteToHost, Some(0)), (Verdict::NoRouteToHost, Some(0))),
        ("prohibit", (Verdict::PermissionDenied, Some(0)), (Verdict::NoRouteToHost, Some(0))),
        ("throw", (Verdict::NetworkUnreachable, Some(0)), (Verdict::NetworkUnreachable, Some(0))),
    ] {
        let line = format!("{word} 10.0.0.0/8");
        let routes: &[&str] = &["default via 192.0.2.1 dev eth0", DOCKER0, &line];
        let facts = facts(&Given { routes, docker: BRIDGE, ..Given::default() });
        let trace = trace(&facts, "10.1.2.3".parse().unwrap());
        assert_eq!((trace.from_host.verdict, trace.from_host.tenths), host, "{word}");
        let path = &trace.from_containers[0].path;
        assert_eq!((path.verdict, path.tenths), container, "{word}");
    }
}

#[test]
fn a_rule_decides_before_a_longer_prefix() {
    let routes: &[&str] = &["default via 192.0.2.1 dev eth0", DOCKER0, "default dev tun0 table 52"];
    let vpn = [rule(0, "local"), rule(5270, "52"), rule(32766, "main")];
    let with = |rules: &[Rule]| verdicts(&Given { routes, rules, docker: BRIDGE }, "172.17.50.10");
    assert_eq!(with(&vpn), (Verdict::Leaves, Verdict::NoRouteToHost, Verdict::Leaves));

    let main_first = Rule { suppress: Some(0), ..rule(5000, "main") };
    let quick = [rule(0, "local"), main_first, rule(5270, "52"), rule(32766, "main")];
    assert_eq!(with(&quick).0, Verdict::NoRouteToHost, "suppress_prefixlength 0 keeps docker0 in front");

    let marked = Rule { fwmark: Some((0x1, 0xff)), ..rule(5270, "52") };
    assert_eq!(with(&[rule(0, "local"), marked.clone(), rule(32766, "main")]).0, Verdict::NoRouteToHost);
    let unmarked = Rule { invert: true, ..marked };
    assert_eq!(with(&[rule(0, "local"), unmarked, rule(32766, "main")]).0, Verdict::Leaves, "not fwmark");

    let missing = [rule(0, "local"), rule(100, "vpn"), rule(32766, "main")];
    assert_eq!(with(&missing).0, Verdict::Unknown, "a table that was not given");
    let strange = Rule { other: true, ..rule(100, "52") };
    assert_eq!(
        with(&[rule(0, "local"), strange, rule(32766, "main")]).0,
        Verdict::Unknown,
        "a selector not understood"
    );
}

#[test]
fn steps_quote_the_lines_they_rest_on() {
    let routes: &[&str] = &["default via 192.0.2.1 dev eth0", DOCKER0];
    let trace = trace(&facts(&Given { routes, docker: BRIDGE, ..Given::default() }), "172.17.50.10".parse().unwrap());
    assert_eq!(trace.from_host.steps[0].span, Some(span(1)));
    assert_eq!(trace.from_host.tenths, Some(31));
    assert_eq!(trace.from_containers[0].path.steps[0].span, Some(span(1000)));
    assert_eq!(trace.assumes, [Message::new("trace.assume.no-rules")]);
}

#[test]
fn networks_without_a_route_still_take_packets() {
    let docker = &["app 10.9.0.0/24 br-0123456789ab bridge", "mesh 10.0.9.0/24 none overlay"];
    let trace = |target: &str| trace(&facts(&Given { docker, ..Given::default() }), target.parse().unwrap());
    assert_eq!(trace("10.9.0.77").from_host.verdict, Verdict::NoRouteToHost, "known from inspect alone");
    assert_eq!(trace("10.0.9.77").from_host.verdict, Verdict::Unknown, "an overlay is not on the host");
    assert_eq!(trace("10.0.9.77").from_containers[1].path.verdict, Verdict::NoRouteToHost);
    assert_eq!(trace("10.0.9.77").published.len(), 1, "overlays publish through ingress, which is not followed");
    assert_eq!(trace("fd00::1").from_containers[0].path.verdict, Verdict::NetworkUnreachable);
}

#[test]
fn one_network_of_dockers_does_not_reach_another() {
    let routes: &[&str] = &["default via 192.0.2.1 dev eth0", DOCKER0, "172.18.0.0/16 dev br-0123456789ab scope link"];
    let docker: &[&str] = &["docker0 172.17.0.0/16 docker0", "app 172.18.0.0/16 br-0123456789ab"];
    let facts = facts(&Given { routes, docker, ..Given::default() });
    let trace = trace(&facts, "172.18.7.7".parse().unwrap());
    let ends: Vec<_> = trace.from_containers.iter().map(|from| (from.network.as_str(), from.path.verdict)).collect();
    assert_eq!(ends, [("docker0", Verdict::Timeout), ("app", Verdict::NoRouteToHost)]);
}
