//! `route print` and `netstat -r` of Windows. The words are translated, so rows are known by their shape alone:
//! a dotted destination, a dotted mask, a gateway in words or as an address, the adapter's address, a number.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use crate::net;
use crate::order;
use crate::problem::Message;
use crate::read::address::{address, masked, prefix};
use crate::read::block::{Claim, Reading, Recogniser};
use crate::read::noise::noise;
use crate::read::signs::Signs;
use crate::read::view::{Landmark, Row, View};
use crate::read::{Hop, Item, Kind, Route, RouteType, Way};
use crate::text::Located;

/// `route print`.
pub(in crate::read) const ROUTE_PRINT: Recogniser =
    Recogniser { kinds: &[Kind::RoutePrint], begins: &[Signs::ANY], claim, read };

/// From the first ruler over the list of interfaces to the first route there are at most this many lines.
const PREFACE: u32 = 60;

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    if !may_begin(view, first, last) {
        return None;
    }
    let begins = match shape(view.row(first)) {
        Shape::Active(_) | Shape::Active6(_) => true,
        Shape::Words if is_table_name(view.row(first).text) => true,
        Shape::Ruler | Shape::Interface => has_route(view, first, last.min(first.saturating_add(PREFACE))),
        Shape::Words => is_title(view.row(first)) && has_route(view, first, last.min(first.saturating_add(8))),
        _ => false,
    };
    if !begins {
        return None;
    }
    let mut end = first;
    let mut below_row = true;
    for row in view.rows(first, last) {
        let fits = match shape(row) {
            Shape::Blank => {
                below_row = false;
                continue;
            }
            // Words stand directly below a ruler or another line of the table: headings, "None", a wrapped gateway.
            Shape::Words => {
                below_row
                    || is_title(row)
                    || row.number + 1 < last && matches!(shape(view.row(row.number + 1)), Shape::Ruler)
            }
            Shape::Gateway6 => below_row,
            Shape::Other => false,
            _ => true,
        };
        if !fits || row.number > end.saturating_add(4) {
            break;
        }
        below_row = true;
        end = row.number;
    }
    Some(Claim::new(Kind::RoutePrint, end, Message::new("read.why.route-print")))
}

fn has_route(view: &View<'_>, first: u32, last: u32) -> bool {
    view.is_near(Landmark::RoutePrint, first, last, |row| {
        let is_row = |words: &[Located<&str>]| active(row, words).is_some() || persistent(row, words).is_some();
        is_table_name(row.text) || begins_with_mask(row) && is_row(&row.words())
    })
}

/// The headings that stand over an empty table too.
const NAMES: &[&str] = &[
    "IPv4 Route Table",
    "IPv6 Route Table",
    "Active Routes:",
    "Persistent Routes:",
    "IPv4 路由表",
    "IPv6 路由表",
    "活动路由:",
    "永久路由:",
    "IPv4-Routentabelle",
    "IPv6-Routentabelle",
    "Aktive Routen:",
    "Ständige Routen:",
];

/// Whether a line is one of them.
fn is_table_name(text: &str) -> bool {
    NAMES.contains(&text.trim())
}

/// A row of the table, or a line with one near below it: what can begin a table at all.
fn may_begin(view: &View<'_>, first: u32, last: u32) -> bool {
    let row = view.row(first);
    let is_row = || {
        let words = row.words();
        active(row, &words).is_some() || active6(row, &words).is_some()
    };
    let signs = row.signs();
    let begins_with_number = || signs.has(Signs::FIRST_DIGIT) || !signs.has(Signs::FIRST_LETTER);
    let may_be_row = || signs.has(Signs::BLANK) && signs.has_any(Signs::OCTETS | Signs::RANGE) && begins_with_number();
    has_route(view, first, last.min(first.saturating_add(PREFACE))) || may_be_row() && is_row()
}

/// Whether the first two words are a destination and its mask.
fn begins_with_mask(row: Row<'_>) -> bool {
    let mut words = row.text.split_whitespace();
    words.next().zip(words.next()).is_some_and(|(destination, mask)| masked(destination, mask).is_some())
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    for row in view.rows(first, last) {
        match shape(row) {
            Shape::Active(route) => reading.used(row, [Item::Route(route)]),
            Shape::Active6(mut route) => {
                wrapped_gateway(&mut route, view.row(row.number.saturating_add(1)));
                reading.used(row, [Item::Route(route)]);
            }
            Shape::Gateway6 => reading.used(row, []),
            Shape::Persistent(route) if !is_known(&reading.items, &route) => reading.used(row, [Item::Route(route)]),
            Shape::Persistent(_) => reading.unhandled(row),
            Shape::Ruler | Shape::Interface | Shape::Words | Shape::Blank => reading.irrelevant(row),
            Shape::Other => {}
        }
    }
    broadcasts(&mut reading.items);
    reading
}

/// What a line looks like.
enum Shape {
    Ruler,
    /// `17...00 1c 42 86 10 92 ......Intel(R) …`
    Interface,
    Active(Route),
    Active6(Route),
    /// The gateway of the long destination above.
    Gateway6,
    /// A route that is set at the next start, active or not.
    Persistent(Route),
    /// Words without a number: titles, headings, "None".
    Words,
    Blank,
    Other,
}

fn shape(row: Row<'_>) -> Shape {
    let text = row.text.trim();
    if text.is_empty() {
        return Shape::Blank;
    }
    if text.len() >= 20 && text.bytes().all(|b| b == b'=') {
        return Shape::Ruler;
    }
    let words = row.words();
    if let Some(route) = active(row, &words) {
        return Shape::Active(route);
    }
    if let Some(route) = persistent(row, &words) {
        return Shape::Persistent(route);
    }
    if let Some(route) = active6(row, &words) {
        return Shape::Active6(route);
    }
    if words.len() == 1 && row.text.starts_with(' ') && address(text).is_some_and(|gateway| gateway.is_ipv6()) {
        return Shape::Gateway6;
    }
    let number = text.split('.').next().unwrap_or("");
    if text.contains("...") && (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) {
        return Shape::Interface;
    }
    let plain = text.replace("IPv4", "").replace("IPv6", "");
    let is_words = !plain.contains(|c: char| c.is_ascii_digit() || "{}[]\"'=<>|".contains(c))
        && words.len() <= 12
        && noise(row).is_none();
    if is_words { Shape::Words } else { Shape::Other }
}

/// A heading that begins a table where the rulers were not pasted.
fn is_title(row: Row<'_>) -> bool {
    let words = row.text.split_whitespace().count();
    row.text.contains("IPv4")
        || row.text.contains("IPv6")
        || row.text.trim().ends_with([':', '：'])
        || (4..=12).contains(&words)
}

/// `172.18.0.0  255.255.0.0  10.90.0.1  10.90.0.14  2`; the gateway may be two words (`Auf Verbindung`).
fn active(row: Row<'_>, words: &[Located<&str>]) -> Option<Route> {
    let [destination, mask, gateway @ .., adapter, metric] = words else { return None };
    let net = masked(destination.value, mask.value)?;
    let adapter: Ipv4Addr = adapter.value.parse().ok()?;
    let metric: u32 = metric.value.parse().ok()?;
    let via = match gateway {
        [word] => address(word.value),
        [_, _] | [_, _, _] => None,
        _ => return None,
    };
    // "On-link" in any language has letters.
    if via.is_none() && !gateway.iter().any(|word| word.value.contains(char::is_alphabetic)) {
        return None;
    }
    let kind = kind(net, IpAddr::V4(adapter), via.is_none());
    let on_link = via.is_none() && kind == RouteType::Unicast;
    let hops = via.map(|via| Hop { via: Some(via), dev: None }).into_iter().collect();
    let dst = Located::new(net, destination.span);
    let way = Way { kind, hops, on_link, src: Some(adapter.into()), metric: Some(metric), ..Way::default() };
    Some(Route::new(dst, row.span(), way))
}

fn kind(net: IpNet, adapter: IpAddr, on_link: bool) -> RouteType {
    let IpAddr::V4(first) = net.addr() else { return RouteType::Unicast };
    if first.is_multicast() {
        RouteType::Multicast
    } else if first.is_broadcast() {
        RouteType::Broadcast
    } else if on_link && (first.is_loopback() || (net::is_host(net) && net.addr() == adapter)) {
        RouteType::Local
    } else {
        RouteType::Unicast
    }
}

/// Windows lists the last address of each of its networks as a route of its own.
fn broadcasts(items: &mut [Item]) {
    let key = |route: &Route| (route.src, net::bounds(route.dst.value).1);
    let ends: std::collections::BTreeSet<_> = order::set(items.iter().filter_map(|item| match item {
        Item::Route(route) if route.on_link && !net::is_host(route.dst.value) => Some(key(route)),
        _ => None,
    }));
    for item in items {
        if let Item::Route(route) = item
            && route.on_link
            && net::is_host(route.dst.value)
            && ends.contains(&key(route))
        {
            let way = route.way_mut();
            way.kind = RouteType::Broadcast;
            way.on_link = false;
        }
    }
}

/// `10.20.0.0  255.255.0.0  172.21.96.1  Default`.
fn persistent(row: Row<'_>, words: &[Located<&str>]) -> Option<Route> {
    let [destination, mask, gateway, metric] = words else { return None };
    let net = masked(destination.value, mask.value)?;
    let via = address(gateway.value)?;
    let dst = Located::new(net, destination.span);
    let hops = vec![Hop { via: Some(via), dev: None }];
    Some(Route::new(dst, row.span(), Way { hops, metric: metric.value.parse().ok(), ..Way::default() }))
}

/// Whether the active table has the destination, or it is the default.
fn is_known(items: &[Item], route: &Route) -> bool {
    let is_same = |item: &Item| matches!(item, Item::Route(have) if have.dst.value == route.dst.value);
    net::is_default(route.dst.value) || items.iter().any(is_same)
}

/// `1    331 ::1/128                  On-link`; a long destination leaves the gateway to the next line.
fn active6(row: Row<'_>, words: &[Located<&str>]) -> Option<Route> {
    let [interface, metric, destination, gateway @ ..] = words else { return None };
    interface.value.parse::<u16>().ok()?;
    let metric: u32 = metric.value.parse().ok()?;
    let net = prefix(destination.value).filter(|net| matches!(net, IpNet::V6(_)))?;
    let dst = Located::new(net, destination.span);
    let way = Way { metric: Some(metric), on_link: true, ..Way::default() };
    let mut route = Route::new(dst, row.span(), way);
    if let [word, ..] = gateway {
        set_gateway(&mut route, word.value);
    }
    if net::is_host(net) && route.on_link {
        route.way_mut().kind = RouteType::Local;
    }
    if matches!(net.addr(), IpAddr::V6(first) if first.is_multicast()) {
        route.way_mut().kind = RouteType::Multicast;
    }
    Some(route)
}

/// The line below a long destination is its gateway.
fn wrapped_gateway(route: &mut Route, below: Row<'_>) {
    if let [word] = below.words().as_slice()
        && below.text.starts_with(' ')
        && address(word.value).is_some()
    {
        set_gateway(route, word.value);
        route.span = route.span.to(below.span());
    }
}

fn set_gateway(route: &mut Route, word: &str) {
    if let Some(via) = address(word) {
        let way = route.way_mut();
        way.hops = vec![Hop { via: Some(via), dev: None }];
        way.on_link = false;
        way.kind = RouteType::Unicast;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::{check, see};
    use crate::read::signs::all_give;

    #[test]
    fn its_words_give_their_sign() {
        let of_ascii: Vec<_> = NAMES.iter().copied().filter(|name| name.is_ascii()).collect();
        all_give(Signs::OF_ROUTE_PRINT, &of_ascii);
    }

    #[test]
    fn a_table_without_a_route_is_a_table_and_a_persistent_route_alone_is_one() {
        let table = |active: &str, persistent: &str| {
            format!(
                "===========================================================================\nActive Routes:\n{active}===========================================================================\nPersistent Routes:\n{persistent}"
            )
        };
        let empty = see(&table("  None\n", "  None\n"));
        assert_eq!((empty.kinds.as_slice(), empty.items.len()), (&["route print"][..], 0));
        let row = "  Network Address          Netmask  Gateway Address  Metric\n      10.50.0.0      255.255.0.0      10.0.0.254       1\n";
        assert_eq!(see(&table("", row)).items, ["route 10.50.0.0/16 via 10.0.0.254 metric 1"]);
    }

    #[test]
    fn tables_in_any_language() {
        check(
            "route print",
            &[
                (
                    "interfaces, rulers, active and persistent routes",
                    "===========================================================================\nInterface List\n 14...00 00 5e 00 53 11 ......Intel(R) Ethernet Connection\n  1...........................Software Loopback Interface 1\n===========================================================================\n\nIPv4 Route Table\n===========================================================================\nActive Routes:\nNetwork Destination        Netmask          Gateway       Interface  Metric\n          0.0.0.0          0.0.0.0      192.168.7.1     192.168.7.44     35\n        127.0.0.0        255.0.0.0         On-link         127.0.0.1    331\n      172.29.96.0    255.255.240.0         On-link       172.29.96.1   5256\n      172.29.96.1  255.255.255.255         On-link       172.29.96.1   5256\n   172.29.111.255  255.255.255.255         On-link       172.29.96.1   5256\n        224.0.0.0        240.0.0.0         On-link         127.0.0.1    331\n===========================================================================\nPersistent Routes:\n  Network Address          Netmask  Gateway Address  Metric\n          0.0.0.0          0.0.0.0      172.21.96.1  Default\n===========================================================================\n\nIPv6 Route Table\n===========================================================================\nActive Routes:\n If Metric Network Destination      Gateway\n  1    331 ::1/128                  On-link\n 17    281 2001:db8:1111:2222:3333:4444:5555:0/112\n                                    fe80::1\n===========================================================================\nPersistent Routes:\n  None\n",
                    "..........uuuuuu...-......uuu...",
                    &[
                        "route 0.0.0.0/0 via 192.168.7.1 src 192.168.7.44 metric 35",
                        "route local 127.0.0.0/8 src 127.0.0.1 metric 331",
                        "route 172.29.96.0/20 on-link src 172.29.96.1 metric 5256",
                        "route local 172.29.96.1/32 src 172.29.96.1 metric 5256",
                        "route broadcast 172.29.111.255/32 src 172.29.96.1 metric 5256",
                        "route multicast 224.0.0.0/4 src 127.0.0.1 metric 331",
                        "route local ::1/128 on-link metric 331",
                        "route 2001:db8:1111:2222:3333:4444:5555:0/112 via fe80::1 metric 281",
                    ],
                ),
                (
                    "German, with a gateway of two words",
                    "IPv4-Routentabelle\n===========================================================================\nAktive Routen:\n     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik\n          0.0.0.0          0.0.0.0      192.168.1.1      192.168.1.4     15\n      192.168.1.0    255.255.255.0   Auf Verbindung      192.168.1.4    261\n===========================================================================\nStändige Routen:\n  Keine\n",
                    "....uu...",
                    &[
                        "route 0.0.0.0/0 via 192.168.1.1 src 192.168.1.4 metric 15",
                        "route 192.168.1.0/24 on-link src 192.168.1.4 metric 261",
                    ],
                ),
                (
                    "Chinese",
                    "IPv4 路由表\n===========================================================================\n活动路由:\n网络目标        网络掩码          网关       接口   跃点数\n      172.22.32.0    255.255.240.0            在链路上       172.22.32.1    271\n===========================================================================\n永久路由:\n  无\n",
                    "....u...",
                    &["route 172.22.32.0/20 on-link src 172.22.32.1 metric 271"],
                ),
                (
                    "rows alone",
                    "      172.18.0.0      255.255.0.0       10.90.0.1        10.90.0.14      2",
                    "u",
                    &["route 172.18.0.0/16 via 10.90.0.1 src 10.90.0.14 metric 2"],
                ),
            ],
        );
    }
}
