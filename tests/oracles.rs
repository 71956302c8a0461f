//! Several tools print one table: what they say is read equal.
//!
//! Routes of every kind are made in a network namespace and printed by `ip`, `ip -j`, `route -n`, `netstat -rn` and busybox.
//! `ip -j` and `ip` must give the same routes word for word; the others show less, and are held to what they show.
//!
//! Needs Linux, iproute2, net-tools, busybox and the right to make network namespaces. Where they are missing it fails,
//! unless `NONOVERLAP_NO_NETNS=1` says that this is known.

#![allow(clippy::expect_used, reason = "a test that cannot build its world fails by saying so")]

use std::collections::BTreeSet;
use std::process::{Command, ExitCode, Stdio};

use nonoverlap::read::{Item, Route, RouteType, Way, read};
use nonoverlap::text::{Slot, Source};

/// The devices and routes, as lines of `ip -batch`.
const WORLD: &str = "link set lo up
link add eth0 type veth peer name peer0
link add eth1 type veth peer name peer1
link add docker0 type bridge
link add br-0123456789ab type bridge
link set eth0 up
link set peer0 up
link set eth1 up
link set peer1 up
link set docker0 up
link set br-0123456789ab up
addr add 10.20.0.5/24 dev eth0
addr add 10.21.0.5/16 dev eth1
addr add 172.17.0.1/16 dev docker0
addr add 172.18.0.1/16 dev br-0123456789ab
addr add fd00:20::5/64 dev eth0
route add default via 10.20.0.1 dev eth0 proto dhcp metric 100
route add default via 10.21.0.1 dev eth1 metric 200
route add 10.30.0.0/16 via 10.20.0.1 dev eth0
route add 10.31.0.0/16 dev eth1 scope link src 10.21.0.5 metric 50
route add 10.32.0.0/24 nexthop via 10.20.0.1 dev eth0 weight 1 nexthop via 10.21.0.1 dev eth1 weight 3
route add 10.33.0.7/32 via 10.21.0.9 dev eth1
route add 10.34.0.0/15 via 192.0.2.1 dev eth0 onlink
route add 172.16.0.0/12 via 10.20.0.9 dev eth0 mtu 1400 advmss 1360
route add 192.168.0.0/17 via 10.21.0.1 dev eth1 tos 0x10
route add 198.18.0.0/15 dev eth1
route add unreachable 10.40.0.0/16
route add blackhole 10.41.0.0/16 metric 7
route add prohibit 10.42.0.0/16
route add throw 10.43.0.0/16
route add 10.50.0.0/16 via 10.20.0.1 dev eth0 table 52
route add default via 10.21.0.1 dev eth1 table 100
-6 route add default via fd00:20::1 dev eth0 metric 1024
-6 route add fd00:30::/48 via fd00:20::9 dev eth0
-6 route add fd00:31::/64 dev eth1 metric 33
-6 route add unreachable fd00:40::/32
";

/// What is printed, each behind a line with its mark.
const PRINTS: [&str; 12] = [
    "ip route",
    "ip -j route",
    "ip -d route",
    "ip -o route",
    "ip route show table all",
    "ip -j route show table all",
    "ip -6 route",
    "ip -j -6 route",
    "route -n",
    "netstat -rn",
    "busybox route -n",
    "cat /proc/net/route",
];

/// Two commands and how much of a route both show.
#[allow(clippy::type_complexity, reason = "a table")]
const PAIRS: &[(&str, &str, fn(&Route) -> Option<String>)] = &[
    ("ip route", "ip -j route", whole),
    ("ip route", "ip -o route", whole),
    ("ip route", "ip -d route", whole),
    ("ip route show table all", "ip -j route show table all", whole),
    ("ip -6 route", "ip -j -6 route", whole),
    ("ip route", "route -n", first_hop),
    ("route -n", "netstat -rn", without_metric),
    ("route -n", "busybox route -n", first_hop),
    ("route -n", "cat /proc/net/route", first_hop),
];

fn main() -> ExitCode {
    let tried = Command::new("unshare").args(["-n", "ip", "link"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !tried.is_ok_and(|status| status.success()) {
        return without_namespaces();
    }
    let printed = print_all();
    let routes = |command: &str| routes(&printed, command);
    let (mut passed, mut failed) = (0, 0);
    for (one, other, shown) in PAIRS {
        let (left, right) = (routes(one), routes(other));
        let left: BTreeSet<String> = left.iter().filter_map(shown).collect();
        let right: BTreeSet<String> = right.iter().filter_map(shown).collect();
        let differences: Vec<_> = left.symmetric_difference(&right).collect();
        if differences.is_empty() && !left.is_empty() {
            passed += 1;
        } else {
            failed += 1;
            println!("{one} | {other}: only one has {differences:#?}");
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn without_namespaces() -> ExitCode {
    if std::env::var("NONOVERLAP_NO_NETNS").is_ok_and(|value| value == "1") {
        println!("0 passed, 0 failed, {} skipped: no network namespaces here (NONOVERLAP_NO_NETNS=1)", PAIRS.len());
        return ExitCode::SUCCESS;
    }
    println!("network namespaces are not permitted here (`unshare -n ip link`); NONOVERLAP_NO_NETNS=1 skips this test");
    println!("0 passed, {} failed", PAIRS.len());
    ExitCode::FAILURE
}

/// Builds the world and lets every tool print it. A command that fails ends the test with its words.
fn print_all() -> Vec<(String, String)> {
    let prints: Vec<_> = PRINTS.iter().map(|command| format!("echo '@@ {command}'\n{command}\n")).collect();
    // `-6` is an option, not a line of a batch.
    let (v6, v4): (Vec<&str>, Vec<&str>) = WORLD.lines().partition(|line| line.starts_with("-6 "));
    let v6: Vec<_> = v6.iter().map(|line| format!("{}\n", &line[3..])).collect();
    let (prints, v6) = (prints.concat(), v6.concat());
    let script = format!(
        "set -e\necho 0 >/proc/sys/net/ipv6/conf/default/accept_dad\nip -batch - <<'END'\n{}\nEND\n\
         ip -6 -batch - <<'END'\n{v6}END\nsleep 1\n{prints}",
        v4.join("\n")
    );
    let output = Command::new("unshare").args(["-n", "sh", "-c", &script]).output().expect("unshare runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "a tool is missing or refused: {err}");
    let text = String::from_utf8(output.stdout).expect("the tools print ASCII");
    let parts = text.split("@@ ").skip(1).filter_map(|part| part.split_once('\n'));
    parts.map(|(command, text)| (command.to_owned(), text.to_owned())).collect()
}

/// The routes that are read of what a command printed; every line must be understood.
fn routes(printed: &[(String, String)], command: &str) -> Vec<Route> {
    let (_, text) = printed.iter().find(|(have, _)| have == command).expect("the command was run");
    let (documents, problems) = read(&Source::new(Slot::Any, text.as_str()), None);
    assert_eq!(documents.len(), 1, "{command} is one document");
    assert!(problems.is_empty(), "{command}: {problems:#?}\n{text}");
    documents
        .into_iter()
        .flat_map(|document| document.items)
        .filter_map(|item| if let Item::Route(route) = item { Some(route) } else { None })
        .collect()
}

/// Everything that iproute2 shows. `-d` names what the plain form leaves out: the usual type, scope and protocol.
#[allow(clippy::unnecessary_wraps, reason = "of the form that the table asks for")]
fn whole(route: &Route) -> Option<String> {
    let proto = route.proto.as_deref().filter(|proto| *proto != "boot");
    let dst = &route.dst;
    let Way { kind, hops, table, src, metric, from, tos, on_link, .. } = &**route;
    let table = table.as_deref().filter(|table| *table != "main");
    Some(format!("{} {kind:?} {hops:?} {table:?} {proto:?} {src:?} {metric:?} {from:?} {tos:?} {on_link}", dst.value))
}

/// Destination, first gateway, interface as far as eight letters go, and metric; net-tools show no more, and of the routes
/// that lead nowhere only `unreachable` and `prohibit`, as rejected.
fn first_hop(route: &Route) -> Option<String> {
    Some(format!("{} metric {}", without_metric(route)?, route.metric.unwrap_or(0)))
}

fn without_metric(route: &Route) -> Option<String> {
    if route.kind != RouteType::Unicast || route.table.is_some() {
        return None;
    }
    let dev: String = route.dev().unwrap_or_default().chars().take(8).collect();
    Some(format!("{} via {:?} dev {dev}", route.dst.value, route.via()))
}
