//! Debian's `/etc/network/interfaces`.

use ipnet::IpNet;

use crate::net;
use crate::problem::Message;
use crate::read::address::{address, number, prefix};
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::commands::set_by;
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{InterfaceAddress, Item, Kind, LineUse};
use crate::text::Located;

/// `/etc/network/interfaces`.
pub(in crate::read) const INTERFACES: Recogniser =
    Recogniser { kinds: &[Kind::Interfaces], begins: &[Signs::OF_INTERFACES], claim, read };

/// Words that begin a stanza.
pub(in crate::read) const STANZAS: &[&str] =
    &["auto", "allow-hotplug", "allow-auto", "iface", "mapping", "source", "source-directory"];

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let near = last.min(first.saturating_add(6));
    let begins = STANZAS.contains(&key(view.row(first)));
    if !begins || !view.rows(first, near).any(|row| interface(row).is_some()) {
        return None;
    }
    let mine = |row: Row<'_>| STANZAS.contains(&key(row)) || is_option(row) || row.text.trim_start().starts_with('#');
    Some(Claim::new(Kind::Interfaces, run(view, first, last, mine), Message::new("read.why.interfaces")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut dev = "";
    for row in view.rows(first, last) {
        let words = row.words();
        let value = words.get(1).map_or("", |word| word.value);
        if let Some(name) = interface(row) {
            dev = name;
            reading.irrelevant(row);
            continue;
        }
        match key(row) {
            "address" => own_address(&mut reading, row, dev),
            "netmask" => mask(&mut reading, row, value),
            "dns-nameservers" | "dns-nameserver" => {
                let servers =
                    words.iter().skip(1).filter_map(|word| Some(Located::new(address(word.value)?, word.span)));
                reading.used(row, servers.map(Item::Nameserver));
            }
            "up" | "post-up" | "pre-up" => {
                let set = set_by(words.get(1..).unwrap_or(&[]));
                if set.is_empty() { unread(&mut reading, row) } else { reading.used(row, set) }
            }
            "" => {}
            _ => unread(&mut reading, row),
        }
    }
    reading
}

/// A setting that is not read: it may name an address.
fn unread(reading: &mut Reading, row: Row<'_>) {
    let names = row.words().iter().any(|word| address(word.value).is_some() || prefix(word.value).is_some());
    // The gateway, the network and the broadcast address say nothing that the address does not.
    let is_known = matches!(key(row), "gateway" | "network" | "broadcast");
    if names && !is_known { reading.unhandled(row) } else { reading.irrelevant(row) }
}

fn own_address(reading: &mut Reading, row: Row<'_>, dev: &str) {
    let Some(word) = row.words().get(1).copied() else { return reading.lost(row) };
    match prefix(word.value).or_else(|| address(word.value).map(net::host)) {
        Some(net) => reading.used(
            row,
            [Item::from(InterfaceAddress {
                net: Located::new(net, word.span),
                peer: None,
                dev: dev.to_owned(),
                up: true,
            })],
        ),
        None => reading.lost(row),
    }
}

/// The mask of the address above.
fn mask(reading: &mut Reading, row: Row<'_>, value: &str) {
    let length = number(value).or_else(|| net::mask_length(value.parse().ok()?));
    if let (Some(Item::Address(found)), Some(length)) = (reading.items.last_mut(), length)
        && let Ok(net) = IpNet::new(found.net.value.addr(), length)
    {
        found.net.value = net;
        reading.lines.push((row.number, LineUse::Used));
    } else {
        reading.unhandled(row);
    }
}

fn key(row: Row<'_>) -> &str {
    row.text.split_whitespace().next().unwrap_or("")
}

/// `iface eth0 inet static`: the interface.
fn interface(row: Row<'_>) -> Option<&str> {
    let words: Vec<_> = row.text.split_whitespace().collect();
    match words.as_slice() {
        ["iface", name, "inet" | "inet6", ..] => Some(name),
        _ => None,
    }
}

/// A setting below a stanza: a word in small letters and a value.
fn is_option(row: Row<'_>) -> bool {
    let key = key(row);
    row.text.starts_with([' ', '\t'])
        && row.words().len() > 1
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::check;
    use crate::read::signs::all_give;

    #[test]
    fn its_words_give_their_sign() {
        all_give(Signs::OF_INTERFACES, STANZAS);
    }

    #[test]
    fn stanzas() {
        check(
            "/etc/network/interfaces",
            &[(
                "static, with a route",
                "auto eth0\niface eth0 inet static\n    address 192.168.10.5\n    netmask 255.255.255.0\n    gateway 192.168.10.1\n    dns-nameservers 192.168.10.2 192.168.10.3\n    up route add -net 172.16.0.0 netmask 255.240.0.0 gw 192.168.10.254\n    down route del -net 172.16.0.0 netmask 255.240.0.0\n\niface eth1 inet static\n    address 10.1.2.3/24\n    mtu 9000\n",
                "..uu.uu-..u.",
                &[
                    "address 192.168.10.5/24 dev eth0",
                    "nameserver 192.168.10.2",
                    "nameserver 192.168.10.3",
                    "route 172.16.0.0/12 via 192.168.10.254",
                    "address 10.1.2.3/24 dev eth1",
                ],
            )],
        );
    }
}
