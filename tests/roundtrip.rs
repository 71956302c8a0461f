//! What a tool would print of routes, ranges and settings is read equal to what it was printed from.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot build its world fails by saying so")]

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use nonoverlap::read::json::{Node, Value};
use nonoverlap::read::{Hop, Item, Kind, Route, RouteType, Way, read};
use nonoverlap::text::{Slot, Source};
use proptest::prelude::*;

/// A route without the places in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Plain {
    dst: IpNet,
    kind: RouteType,
    hops: Vec<Hop>,
    table: Option<String>,
    proto: Option<String>,
    src: Option<IpAddr>,
    metric: Option<u32>,
    on_link: bool,
}

impl From<&Route> for Plain {
    fn from(route: &Route) -> Self {
        let Way { kind, hops, table, proto, src, metric, on_link, .. } = (**route).clone();
        Self { dst: route.dst.value, kind, hops, table, proto, src, metric, on_link }
    }
}

fn items(kind: Kind, text: &str) -> Vec<Item> {
    let (documents, problems) = read(&Source::new(Slot::Any, text), None);
    assert!(problems.is_empty(), "{problems:?} in\n{text}");
    assert_eq!(documents.iter().map(|document| document.kind).collect::<Vec<_>>(), [kind], "{text}");
    documents.into_iter().flat_map(|document| document.items).collect()
}

fn routes(kind: Kind, text: &str) -> Vec<Plain> {
    items(kind, text)
        .iter()
        .filter_map(|item| if let Item::Route(route) = item { Some(route.into()) } else { None })
        .collect()
}

fn v4() -> impl Strategy<Value = Ipv4Addr> {
    (1..=223u8, any::<[u8; 3]>()).prop_map(|(a, [b, c, d])| Ipv4Addr::new(a, b, c, d))
}

fn net4(shortest: u8) -> impl Strategy<Value = IpNet> {
    (v4(), shortest..=32)
        .prop_map(|(address, length)| IpNet::V4(Ipv4Net::new(address, length).expect("a length").trunc()))
}

fn net6() -> impl Strategy<Value = IpNet> {
    (any::<u64>(), 16..=64u8).prop_map(|(high, length)| {
        let address = Ipv6Addr::from(u128::from(high) << 64 | 0x2000 << 112);
        IpNet::V6(Ipv6Net::new(address, length).expect("a length").trunc())
    })
}

fn dev() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["eth0", "ens5.100", "docker0", "br-0123456789ab", "tun0", "wg0", "tailscale0"])
            .prop_map(str::to_owned),
        "x[a-z0-9]{1,6}",
    ]
}

fn hop(via: impl Strategy<Value = Option<IpAddr>>) -> impl Strategy<Value = Hop> {
    (via, dev()).prop_map(|(via, dev)| Hop { via, dev: Some(dev.into()) })
}

fn via4() -> impl Strategy<Value = Option<IpAddr>> {
    prop::option::of(v4().prop_map(IpAddr::V4))
}

/// Any route that iproute2 prints for IPv4.
fn route() -> impl Strategy<Value = Plain> {
    let kinds =
        vec![RouteType::Unicast, RouteType::Blackhole, RouteType::Unreachable, RouteType::Prohibit, RouteType::Throw];
    let kind = prop_oneof![3 => Just(RouteType::Unicast), 1 => prop::sample::select(kinds)];
    let hops = prop_oneof![
        3 => prop::collection::vec(hop(via4()), 1),
        1 => prop::collection::vec(hop(v4().prop_map(|via| Some(via.into()))), 2..4),
    ];
    let table = prop::option::of(prop_oneof![(2..250u32).prop_map(|table| table.to_string()), Just("vpn".to_owned())]);
    let proto =
        prop::option::of(prop::sample::select(vec!["kernel", "dhcp", "static", "bird"]).prop_map(str::to_owned));
    let src = via4();
    (kind, net4(0), hops, table, proto, src, prop::option::of(1..u32::MAX)).prop_map(
        |(kind, dst, hops, table, proto, src, metric)| {
            let leads = kind == RouteType::Unicast;
            let hops = if leads { hops } else { Vec::new() };
            let on_link = leads && hops.iter().all(|hop| hop.via.is_none());
            Plain { dst, kind, src: src.filter(|_| leads), hops, table, proto, metric, on_link }
        },
    )
}

/// A route that net-tools show: unicast, one hop, the main table.
fn simple() -> impl Strategy<Value = Plain> {
    (net4(0), hop(via4()), prop::option::of(1..9_999_999u32)).prop_map(|(dst, hop, metric)| {
        let on_link = hop.via.is_none();
        Plain { dst, kind: RouteType::Unicast, hops: vec![hop], table: None, proto: None, src: None, metric, on_link }
    })
}

fn type_word(kind: RouteType) -> Option<&'static str> {
    Some(match kind {
        RouteType::Blackhole => "blackhole",
        RouteType::Unreachable => "unreachable",
        RouteType::Prohibit => "prohibit",
        RouteType::Throw => "throw",
        _ => return None,
    })
}

fn destination(dst: IpNet) -> String {
    match dst.prefix_len() {
        0 => "default".to_owned(),
        32 => dst.addr().to_string(),
        _ => dst.to_string(),
    }
}

fn hop_words(hop: &Hop) -> String {
    let via = hop.via.map(|via| format!(" via {via}")).unwrap_or_default();
    let dev = hop.dev.as_ref().map(|dev| format!(" dev {dev}")).unwrap_or_default();
    format!("{via}{dev}")
}

/// As `ip route show table all` prints it.
fn ip_route(route: &Plain) -> String {
    let mut line = type_word(route.kind).map(|word| format!("{word} ")).unwrap_or_default() + &destination(route.dst);
    let [hop] = route.hops.as_slice() else {
        add_words(&mut line, route);
        return route.hops.iter().fold(line, |text, hop| format!("{text}\n\tnexthop{} weight 1", hop_words(hop)));
    };
    line += &hop_words(hop);
    add_words(&mut line, route);
    line
}

fn add_words(line: &mut String, route: &Plain) {
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            write!(line, " {name} {value}").expect("a string takes it");
        }
    };
    add("table", route.table.clone());
    add("proto", route.proto.clone());
    add("scope", route.on_link.then(|| "link".to_owned()));
    add("src", route.src.map(|src| src.to_string()));
    add("metric", route.metric.map(|metric| metric.to_string()));
}

/// As `ip -j route show table all` prints it.
fn ip_json(route: &Plain) -> serde_json::Value {
    let hop = |hop: &Hop| {
        let mut object = serde_json::Map::new();
        object.extend(hop.via.map(|via| ("gateway".to_owned(), via.to_string().into())));
        object.extend(hop.dev.as_ref().map(|dev| ("dev".to_owned(), (**dev).into())));
        object
    };
    let mut object = serde_json::Map::new();
    object.extend(type_word(route.kind).map(|word| ("type".to_owned(), word.into())));
    object.insert("dst".to_owned(), destination(route.dst).into());
    match route.hops.as_slice() {
        [only] => object.extend(hop(only)),
        [] => {}
        several => {
            object.insert("nexthops".to_owned(), several.iter().map(hop).collect());
        }
    }
    object.extend(route.table.as_ref().map(|table| ("table".to_owned(), table.as_str().into())));
    object.extend(route.proto.as_ref().map(|proto| ("protocol".to_owned(), proto.as_str().into())));
    object.extend(route.on_link.then(|| ("scope".to_owned(), "link".into())));
    object.extend(route.src.map(|src| ("prefsrc".to_owned(), src.to_string().into())));
    object.extend(route.metric.map(|metric| ("metric".to_owned(), metric.into())));
    object.insert("flags".to_owned(), serde_json::json!([]));
    object.into()
}

/// Destination, mask, gateway as numbers, the flags, the metric and the interface: what net-tools and the kernel show.
fn row(route: &Plain) -> (Ipv4Addr, Ipv4Addr, Ipv4Addr, String, u32, String) {
    let IpNet::V4(dst) = route.dst else { panic!("IPv4 routes only") };
    let hop = &route.hops[0];
    let gateway = match hop.via {
        Some(IpAddr::V4(via)) => via,
        _ => Ipv4Addr::UNSPECIFIED,
    };
    let flags =
        format!("U{}{}", if hop.via.is_some() { "G" } else { "" }, if dst.prefix_len() == 32 { "H" } else { "" });
    (
        dst.addr(),
        dst.netmask(),
        gateway,
        flags,
        route.metric.unwrap_or(0),
        hop.dev.as_deref().unwrap_or_default().to_owned(),
    )
}

fn route_n(routes: &[Plain]) -> String {
    let head =
        "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n";
    routes.iter().map(row).fold(head.to_owned(), |text, (dst, mask, gateway, flags, metric, dev)| {
        format!("{text}{dst:<15} {gateway:<15} {mask:<15} {flags:<5} {metric:<6} 0        0 {dev}\n")
    })
}

fn proc_net_route(routes: &[Plain]) -> String {
    let head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
    let hex = |address: Ipv4Addr| format!("{:08X}", u32::from_le_bytes(address.octets()));
    routes.iter().map(row).fold(head.to_owned(), |text, (dst, mask, gateway, flags, metric, dev)| {
        let bits = 1 + 2 * u8::from(flags.contains('G')) + 4 * u8::from(flags.contains('H'));
        let (dst, mask, gateway) = (hex(dst), hex(mask), hex(gateway));
        format!("{text}{dev}\t{dst}\t{gateway}\t{bits:04X}\t0\t0\t{metric}\t{mask}\t0\t0\t0\n")
    })
}

/// A range as people write it, with the name of it.
fn written(net: IpNet, name: &str, how: usize) -> String {
    match (how, net) {
        (0, _) => format!("{net}"),
        (1, _) => format!("{name}: {net}"),
        (2, _) => format!("{name},{net},eu"),
        (3, _) => format!("- {net}  # {name}"),
        (4, IpNet::V4(v4)) => format!("{name} {} {}", v4.addr(), v4.netmask()),
        (5, IpNet::V4(v4)) => format!("{name} {} - {}", v4.network(), v4.broadcast()),
        (6, _) => format!("{name}　{}", net.to_string().replace('/', "／")),
        _ => format!("\"{net}\","),
    }
}

fn as_json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(text) => serde_json::from_str(text).expect("a number"),
        Value::String(text) => text.as_ref().into(),
        Value::Array(elements) => elements.iter().map(as_json).collect(),
        Value::Object(members) => {
            members.iter().map(|member| (member.key.value.clone(), as_json(&member.value))).collect()
        }
    }
}

/// Settings as they stand in a daemon.json, with keys and texts of any kind beside the known ones.
fn settings() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        "[ -~é中]{0,12}".prop_map(Into::into),
    ];
    let any_value = leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map("[a-z-]{1,8}", inner, 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    });
    (
        net4(8),
        prop::collection::vec((net4(8), 8..=30u8), 0..3),
        prop::collection::btree_map("x-[a-z]{1,8}", any_value, 0..4),
    )
        .prop_map(|(bip, pools, rest)| {
            let pools: Vec<_> =
                pools.iter().map(|(base, size)| serde_json::json!({"base": base, "size": size})).collect();
            let mut file = serde_json::json!({"bip": bip, "default-address-pools": pools});
            file.as_object_mut().into_iter().for_each(|object| object.extend(rest.clone()));
            file
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ip_route_lines(routes in prop::collection::vec(route(), 1..12)) {
        let text: String = routes.iter().map(|route| ip_route(route) + "\n").collect();
        prop_assert_eq!(self::routes(Kind::IpRoute, &text), routes, "{}", text);
    }

    #[test]
    fn ip_route_as_json(routes in prop::collection::vec(route(), 1..12), pretty in any::<bool>()) {
        let json: serde_json::Value = routes.iter().map(ip_json).collect();
        let text = if pretty { format!("{json:#}") } else { json.to_string() };
        prop_assert_eq!(self::routes(Kind::IpJsonRoute, &text), routes, "{}", text);
    }

    #[test]
    fn route_n_tables(routes in prop::collection::vec(simple(), 1..12)) {
        let text = route_n(&routes);
        prop_assert_eq!(self::routes(Kind::RouteN, &text), routes, "{}", text);
    }

    #[test]
    fn proc_net_route_tables(routes in prop::collection::vec(simple(), 1..12)) {
        let text = proc_net_route(&routes);
        prop_assert_eq!(self::routes(Kind::ProcNetRoute, &text), routes, "{}", text);
    }

    #[test]
    fn lists_of_ranges(nets in prop::collection::vec((prop_oneof![3 => net4(8).boxed(), 1 => net6().boxed()], "net-[a-z]{1,6}", 0..8usize), 1..12)) {
        let lines: Vec<_> = nets.iter().map(|(net, name, how)| written(*net, name, *how) + "\n").collect();
        let text = lines.concat();
        let found: Vec<IpNet> = items(Kind::CidrList, &text)
            .iter()
            .filter_map(|item| if let Item::Prefix(prefix) = item { Some(prefix.net.value) } else { None })
            .collect();
        prop_assert_eq!(found, nets.iter().map(|(net, ..)| *net).collect::<Vec<_>>(), "{}", text);
    }

    #[test]
    fn settings_of_the_engine(file in settings(), pretty in any::<bool>()) {
        let text = if pretty { format!("{file:#}") } else { file.to_string() };
        let roots: Vec<_> = items(Kind::DaemonJson, &text)
            .iter()
            .filter_map(|item| if let Item::Daemon(parsed) = item { parsed.root.as_ref().map(as_json) } else { None })
            .collect();
        prop_assert_eq!(roots, vec![file], "{}", text);
    }
}
