//! `Get-NetRoute` of PowerShell, as a table or as a list of properties.

use crate::net;
use crate::problem::Message;
use crate::read::address::{address, prefix};
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::noise::{is_ruler, noise};
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{Hop, Item, Kind, Route, RouteType, Way};
use crate::text::Located;

/// `Get-NetRoute`.
pub(in crate::read) const GET_NET_ROUTE: Recogniser = Recogniser {
    kinds: &[Kind::GetNetRoute],
    begins: &[Signs::OF_NET_ROUTE, Signs::OF_NETSTAT, Signs::RANGE.and(Signs::FIRST_NUMBER).and(Signs::WORDS)],
    claim,
    read,
};

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let begins = view.row(first);
    let why = Message::new("read.why.get-net-route");
    if is_heading(begins) || row_route(begins).is_some() {
        let end =
            run(view, first, last, |row| is_heading(row) || is_ruler(row.text.trim()) || row_route(row).is_some());
        return Some(Claim::new(Kind::GetNetRoute, end, why));
    }
    let mut near = view.rows(first, last.min(first.saturating_add(30))).take_while(|row| property(*row).is_some());
    near.any(|row| property(row).is_some_and(|(key, _)| key == "DestinationPrefix")).then(|| {
        let end = run(view, first, last, |row| property(row).is_some());
        Claim::new(Kind::GetNetRoute, end, why)
    })
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut alias = None;
    for row in view.rows(first, last) {
        if let Some(route) = row_route(row) {
            reading.used(row, [Item::Route(route)]);
        } else if let Some((key, value)) = property(row) {
            property_of(&mut reading, row, key, value, &mut alias);
        } else if is_heading(row) || (noise(row).is_none() && is_ruler(row.text.trim())) {
            reading.irrelevant(row);
        }
    }
    reading
}

fn is_heading(row: Row<'_>) -> bool {
    row.all_signs().has(Signs::OF_NETSTAT)
        && row.text.contains("DestinationPrefix")
        && row.text.contains("NextHop")
        && !row.text.contains(':')
}

/// `7       10.0.0.0/8        0.0.0.0          256 25       ActiveStore`.
fn row_route(row: Row<'_>) -> Option<Route> {
    // The number of the interface stands first; a list of prefixes with gateways has none.
    let number = || row.text.split_whitespace().next().and_then(|first| first.parse::<u32>().ok());
    if !row.signs().has(Signs::RANGE) || number().is_none() {
        return None;
    }
    let words = row.words();
    let at = words.iter().position(|word| prefix(word.value).is_some())?;
    let (dst, hop, metric) = (words.get(at)?, words.get(at + 1)?, words.get(at + 2)?);
    let net = Located::new(prefix(dst.value)?, dst.span);
    let way = Way { metric: Some(metric.value.parse().ok()?), ..Way::default() };
    Some(leading(Route::new(net, row.span(), way), hop.value))
}

/// Sets the next hop; all zeros is on-link.
fn leading(mut route: Route, hop: &str) -> Route {
    let dst = route.dst.value;
    let way = route.way_mut();
    match address(hop) {
        Some(via) if !via.is_unspecified() => way.hops = vec![Hop { via: Some(via), dev: None }],
        _ => way.on_link = true,
    }
    if dst.addr().is_multicast() {
        way.kind = RouteType::Multicast;
    } else if net::is_host(dst) && way.on_link {
        // Own addresses and the last address of each network look alike; neither is a network in use.
        way.kind = RouteType::Local;
    }
    route
}

/// The names of properties.
pub(in crate::read) const KEYS: &[&str] = &[
    "ifIndex",
    "InterfaceIndex",
    "InterfaceAlias",
    "DestinationPrefix",
    "NextHop",
    "RouteMetric",
    "InterfaceMetric",
    "ifMetric",
    "PolicyStore",
    "AddressFamily",
    "Publish",
    "PreferredLifetime",
    "ValidLifetime",
    "Protocol",
    "State",
    "Store",
    "CompartmentId",
    "TypeOfRoute",
    "IsStatic",
    "Caption",
    "Description",
    "ElementName",
    "InstanceID",
    "AdminDistance",
    "DestinationAddress",
    "RouteDistance",
    "PSComputerName",
];

/// `DestinationPrefix : 10.0.0.0/8`.
fn property(row: Row<'_>) -> Option<(&str, Located<&str>)> {
    let (key, value) = row.text.split_once(':')?;
    let key = key.trim();
    KEYS.contains(&key).then(|| (key, Located::new(value.trim(), row.locate(value.trim()))))
}

fn property_of(reading: &mut Reading, row: Row<'_>, key: &str, value: Located<&str>, alias: &mut Option<String>) {
    match (key, reading.items.last_mut()) {
        ("InterfaceAlias", _) => {
            *alias = Some(value.value.to_owned());
            reading.irrelevant(row);
        }
        ("DestinationPrefix", _) => {
            let Some(net) = prefix(value.value) else { return reading.lost(row) };
            let hops = alias.take().map(|dev| Hop { via: None, dev: Some(dev.into()) }).into_iter().collect();
            let way = Way { hops, ..Way::default() };
            reading.used(row, [Item::Route(Route::new(Located::new(net, value.span), row.span(), way))]);
        }
        ("NextHop", Some(Item::Route(route))) => {
            let dev = route.way_mut().hops.pop().and_then(|hop| hop.dev);
            *route = leading(route.clone(), value.value);
            let hops = &mut route.way_mut().hops;
            match hops.first_mut() {
                Some(hop) => hop.dev = dev,
                None => hops.extend(dev.map(|dev| Hop { via: None, dev: Some(dev) })),
            }
            reading.used(row, []);
        }
        ("RouteMetric", Some(Item::Route(route))) => {
            route.way_mut().metric = value.value.parse().ok();
            reading.used(row, []);
        }
        _ => reading.irrelevant(row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::check;
    use crate::read::signs::all_give;

    #[test]
    fn its_words_give_their_sign() {
        all_give(Signs::OF_NET_ROUTE, KEYS);
    }

    #[test]
    fn tables_and_lists() {
        check(
            "Get-NetRoute",
            &[
                (
                    "a table",
                    "ifIndex DestinationPrefix                              NextHop                                  RouteMetric ifMetric PolicyStore\n------- -----------------                              -------                                  ----------- -------- -----------\n24      172.29.96.0/20                                 0.0.0.0                                          256 15       ActiveStore\n24      172.29.96.1/32                                 0.0.0.0                                          256 15       ActiveStore\n7       0.0.0.0/0                                      192.168.7.1                                        0 25       ActiveStore\n7       fd00:9::/64                                    ::                                               256 25       ActiveStore\n",
                    "..uuuu",
                    &[
                        "route 172.29.96.0/20 on-link metric 256",
                        "route local 172.29.96.1/32 on-link metric 256",
                        "route 0.0.0.0/0 via 192.168.7.1 metric 0",
                        "route fd00:9::/64 on-link metric 256",
                    ],
                ),
                (
                    "a list",
                    "ifIndex           : 24\nInterfaceAlias    : vEthernet (WSL)\nDestinationPrefix : 172.29.96.0/20\nNextHop           : 0.0.0.0\nRouteMetric       : 256\n\nInterfaceAlias    : VPN\nDestinationPrefix : 10.0.0.0/8\nNextHop           : 10.90.0.1\n",
                    "..uuu..uu",
                    &[
                        "route 172.29.96.0/20 dev vEthernet (WSL) on-link metric 256",
                        "route 10.0.0.0/8 via 10.90.0.1 dev VPN",
                    ],
                ),
            ],
        );
    }
}
