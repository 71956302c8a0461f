//! `/proc/net/route`: the kernel's IPv4 table in hexadecimal. Addresses are the bytes of the network order read as a
//! little-endian number, as nearly every machine prints them: `000011AC` is 172.17.0.0.

use std::net::Ipv4Addr;

use ipnet::IpNet;

use super::block::{Claim, Reading, Recogniser, run};
use super::view::{Row, View};
use super::{Hop, Item, Kind, Name, Route, RouteType, Way};
use crate::net;
use crate::problem::Message;
use crate::read::signs::Signs;
use crate::text::Located;

/// `/proc/net/route`.
pub(super) const PROC_NET_ROUTE: Recogniser = Recogniser {
    kinds: &[Kind::ProcNetRoute],
    // A row has eight words, a heading its first.
    begins: &[
        Signs::EIGHT_WORDS.and(Signs::DIGIT),
        Signs::EIGHT_WORDS.and(Signs::CAPITAL),
        Signs::OF_PROC_NET_ROUTE.and(Signs::WORDS),
    ],
    claim,
    read,
};

/// `RTF_GATEWAY` and `RTF_REJECT` of `linux/route.h`.
const GATEWAY: u32 = 0x2;
const REJECT: u32 = 0x200;

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let mine = |row: Row<'_>| is_heading(row) || route(row).is_some();
    mine(view.row(first))
        .then(|| Claim::new(Kind::ProcNetRoute, run(view, first, last, mine), Message::new("read.why.proc-net-route")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    for row in view.rows(first, last) {
        if let Some(route) = route(row) {
            reading.used(row, [Item::Route(route)]);
        } else if is_heading(row) {
            reading.irrelevant(row);
        }
    }
    reading
}

fn is_heading(row: Row<'_>) -> bool {
    row.text.trim_start().starts_with("Iface") && row.text.contains("RefCnt")
}

/// `Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT`.
fn route(row: Row<'_>) -> Option<Route> {
    if row.text.split_whitespace().nth(1).is_none_or(|dst| dst.len() != 8) {
        return None;
    }
    let words = row.words();
    let word = |at: usize| words.get(at).copied();
    if words.len() < 8 || words.len() > 11 {
        return None;
    }
    let flags =
        u32::from_str_radix(word(3)?.value, 16).ok().filter(|_| word(3).is_some_and(|flags| flags.value.len() == 4))?;
    let length = net::mask_length(hexadecimal(word(7)?.value)?)?;
    let dst = word(1)?;
    let net = IpNet::new(hexadecimal(dst.value)?.into(), length).ok()?;
    let gateway = hexadecimal(word(2)?.value)?;
    let dev = word(0).map(|name| name.value).filter(|name| *name != "*").map(Name::from);
    let kind = match (flags & REJECT, &dev) {
        (0, Some(_)) => RouteType::Unicast,
        // Blackhole and throw routes have no interface and no flag of their own.
        (0, None) => RouteType::Other,
        _ => RouteType::Unreachable,
    };
    let via = (flags & GATEWAY != 0 && !gateway.is_unspecified()).then_some(gateway.into());
    let hops = if dev.is_some() || via.is_some() { vec![Hop { via, dev }] } else { Vec::new() };
    let metric = word(6)?.value.parse().ok().filter(|metric| *metric != 0);
    let on_link = kind == RouteType::Unicast && flags & GATEWAY == 0;
    let way = Way { kind, hops, on_link, metric, ..Way::default() };
    Some(Route::new(Located::new(net, dst.span), row.span(), way))
}

fn hexadecimal(word: &str) -> Option<Ipv4Addr> {
    let number = u32::from_str_radix(word, 16).ok().filter(|_| word.len() == 8 && !word.starts_with('+'))?;
    Some(Ipv4Addr::from(number.to_le_bytes()))
}

#[cfg(test)]
mod tests {
    use crate::read::check::check;

    #[test]
    fn hexadecimal_rows() {
        check(
            "/proc/net/route",
            &[(
                "addresses are turned around, rejected routes and those without an interface are told apart",
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       \neth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0                                                                               \ndocker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0   \n*\t0000160A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0  \n*\t0000170A\t00000000\t0201\t0\t0\t9\t0000FFFF\t0\t0\t0   \n\n",
                ".uuuu.",
                &[
                    "route 0.0.0.0/0 via 192.0.2.1 dev eth0 metric 100",
                    "route 172.17.0.0/16 dev docker0 on-link",
                    "route other 10.22.0.0/16",
                    "route unreachable 10.23.0.0/16 metric 9",
                ],
            )],
        );
    }
}
