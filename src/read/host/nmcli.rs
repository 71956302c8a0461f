//! NetworkManager: `nmcli device show`, `nmcli connection show NAME`.

use std::net::IpAddr;

use crate::problem::Message;
use crate::read::address::{address, default_route, prefix};
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{Hop, InterfaceAddress, Item, Kind, Name, Route, Way};
use crate::text::Located;

/// `nmcli`.
pub(in crate::read) const NMCLI: Recogniser =
    Recogniser { kinds: &[Kind::Nmcli], begins: &[Signs::COLON.and(Signs::DOT).and(Signs::OF_NMCLI)], claim, read };

/// Groups of keys, and those whose keys tell addresses.
pub(in crate::read) const GROUPS: &[&str] = &[
    "GENERAL",
    "IP4",
    "IP6",
    "DHCP4",
    "DHCP6",
    "WIRED-PROPERTIES",
    "WIFI-PROPERTIES",
    "CAPABILITIES",
    "INTERFACE-FLAGS",
    "CONNECTIONS",
    "BRIDGE",
    "connection",
    "ipv4",
    "ipv6",
    "802-3-ethernet",
    "proxy",
];
const OF_ADDRESSES: &[&str] = &["IP4", "IP6", "ipv4", "ipv6"];

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    setting(view.row(first))?;
    let near = last.min(first.saturating_add(60));
    // Other tools write keys with points too: `ipv4.address: 10.0.3.1/24` is LXD's.
    let tells = |row: Row<'_>| setting(row).is_some_and(|setting| !items(row, &setting, "").is_empty());
    view.rows(first, near).take_while(|row| row.is_blank() || setting(*row).is_some()).find(|row| tells(*row))?;
    let last = run(view, first, last, |row| setting(row).is_some());
    Some(Claim::new(Kind::Nmcli, last, Message::new("read.why.nmcli")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut dev = String::new();
    for row in view.rows(first, last) {
        let Some(setting) = setting(row) else { continue };
        if matches!((setting.group, setting.key), ("GENERAL", "DEVICE") | ("connection", "interface-name")) {
            setting.value.clone_into(&mut dev);
        }
        let items = items(row, &setting, &dev);
        let is_address = |word: &str| address(word).is_some() || prefix(word).is_some();
        if !items.is_empty() {
            reading.used(row, items);
        } else if setting.value.split([' ', ',']).any(is_address) {
            reading.unhandled(row);
        } else {
            reading.irrelevant(row);
        }
    }
    reading
}

/// `IP4.ROUTE[1]:  dst = 10.20.30.0/24, nh = 0.0.0.0, mt = 100`.
struct Setting<'a> {
    group: &'a str,
    key: &'a str,
    value: &'a str,
}

fn setting(row: Row<'_>) -> Option<Setting<'_>> {
    let (name, value) = row.text.trim().split_once(':')?;
    let (group, key) = name.split_once('.')?;
    let key = key.split('[').next().unwrap_or(key);
    GROUPS.contains(&group).then_some(Setting { group, key, value: value.trim() })
}

fn items(row: Row<'_>, setting: &Setting<'_>, dev: &str) -> Vec<Item> {
    if !OF_ADDRESSES.contains(&setting.group) {
        return Vec::new();
    }
    let words = || setting.value.split([' ', ',']).filter(|word| !word.is_empty());
    match setting.key {
        "ADDRESS" | "addresses" => {
            words().filter_map(|word| Some(own(dev, Located::new(prefix(word)?, row.locate(word))))).collect()
        }
        "DNS" | "dns" => {
            words().filter_map(|word| Some(Item::Nameserver(Located::new(address(word)?, row.locate(word))))).collect()
        }
        "GATEWAY" | "gateway" => words().filter_map(address).map(|via| gateway(row, via, dev)).collect(),
        "ROUTE" => route(row, setting.value, dev).into_iter().collect(),
        // `{ ip = 10.0.0.0/8, nh = 10.1.1.1 }; { … }`
        "routes" => setting.value.split(';').filter_map(|part| route(row, part, dev)).collect(),
        _ => Vec::new(),
    }
}

fn own(dev: &str, net: Located<ipnet::IpNet>) -> Item {
    Item::from(InterfaceAddress { net, peer: None, dev: dev.to_owned(), up: true })
}

fn gateway(row: Row<'_>, via: IpAddr, dev: &str) -> Item {
    let hops = vec![Hop { via: Some(via), dev: device(dev) }];
    let dst = Located::new(default_route(via.is_ipv6()), row.span());
    Item::Route(Route::new(dst, row.span(), Way { hops, ..Way::default() }))
}

fn device(dev: &str) -> Option<Name> {
    (!dev.is_empty()).then(|| dev.into())
}

fn route(row: Row<'_>, text: &str, dev: &str) -> Option<Item> {
    let value = |names: &[&str]| {
        let parts = text.split(',').map(|part| part.trim_matches([' ', '{', '}']));
        parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| names.contains(&name.trim()))
            .map(|(_, value)| value.trim())
    };
    let written = value(&["dst", "ip"])?;
    let via = value(&["nh"]).and_then(address).filter(|via| !via.is_unspecified());
    let way = Way {
        hops: vec![Hop { via, dev: device(dev) }],
        on_link: via.is_none(),
        metric: value(&["mt"]).and_then(|metric| metric.parse().ok()),
        ..Way::default()
    };
    Some(Item::Route(Route::new(Located::new(prefix(written)?, row.locate(written)), row.span(), way)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::check;
    use crate::read::signs::all_give;

    #[test]
    fn its_words_give_their_sign() {
        all_give(Signs::OF_NMCLI, GROUPS);
    }

    #[test]
    fn devices_and_connections() {
        check(
            "nmcli",
            &[
                (
                    "a device",
                    "GENERAL.DEVICE:                         eth0\nGENERAL.STATE:                          100 (connected)\nIP4.ADDRESS[1]:                         10.20.30.40/24\nIP4.GATEWAY:                            10.20.30.1\nIP4.ROUTE[1]:                           dst = 10.20.30.0/24, nh = 0.0.0.0, mt = 100\nIP4.ROUTE[2]:                           dst = 172.16.0.0/12, nh = 10.20.30.1, mt = 50\nIP4.DNS[1]:                             10.20.0.53\nIP4.DOMAIN[1]:                          corp.example\nDHCP4.OPTION[1]:                        dhcp_server_identifier = 10.20.30.1\n",
                    "..uuuuu.-",
                    &[
                        "address 10.20.30.40/24 dev eth0",
                        "route 0.0.0.0/0 via 10.20.30.1 dev eth0",
                        "route 10.20.30.0/24 dev eth0 on-link metric 100",
                        "route 172.16.0.0/12 via 10.20.30.1 dev eth0 metric 50",
                        "nameserver 10.20.0.53",
                    ],
                ),
                (
                    "a connection",
                    "connection.id: office\nipv4.dns: 10.0.0.2,10.0.0.3\nipv4.routes: { ip = 10.0.0.0/8, nh = 10.1.1.1 }; { ip = 10.9.0.0/16, nh = 10.1.1.2 }\n",
                    ".uu",
                    &[
                        "nameserver 10.0.0.2",
                        "nameserver 10.0.0.3",
                        "route 10.0.0.0/8 via 10.1.1.1",
                        "route 10.9.0.0/16 via 10.1.1.2",
                    ],
                ),
            ],
        );
    }
}
