//! Settings of one interface as keys and values: netctl's profiles, `ifcfg-eth0`, systemd-networkd's `.network` files.
//!
//! Grammars: `man 5 netctl.profile`, `man 5 ifcfg`, `man 5 systemd.network`.

use ipnet::IpNet;

use crate::net;
use crate::problem::Message;
use crate::read::address::{address, masked, prefix};
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::signs::Signs;
use crate::read::view::{Landmark, Row, View};
use crate::read::{InterfaceAddress, Item, Kind};
use crate::text::Located;

/// A file with the settings of one interface.
pub(in crate::read) const PROFILE: Recogniser =
    Recogniser { kinds: &[Kind::NetworkProfile], begins: &[Signs::EQUALS, Signs::OPEN], claim, read };

/// How many lines of a profile are looked at for its interface and its address.
const NEAR: u32 = 24;

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let near = first.saturating_add(NEAR);
    if !view.is_near(Landmark::ProfileAddress, first, near, is_address) || !is_setting(view.row(first)) {
        return None;
    }
    let end = run(view, first, last.min(near), is_setting);
    let rows = || view.rows(first, end);
    let has_address = rows().any(|row| is_address(row) && !values(row).is_empty());
    (has_address && device(view, first, end).is_some())
        .then(|| Claim::new(Kind::NetworkProfile, end, Message::new("read.why.profile")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let dev = device(view, first, last).unwrap_or_default();
    let length = view.rows(first, last).find_map(|row| {
        let (key, value) = setting(row)?;
        matches!(key.as_str(), "netmask" | "prefix").then_some(value)
    });
    for row in view.rows(first, last).filter(|row| !row.is_blank()) {
        let found = values(row);
        let Some((key, _)) = setting(row) else {
            reading.irrelevant(row);
            continue;
        };
        if is_address(row) && !found.is_empty() {
            let item = |written: &Located<&str>| {
                let net = prefix(written.value)
                    .or_else(|| masked(written.value, length?))
                    .or_else(|| address(written.value).map(net::host))?;
                // A mask leaves the host's bits out, which are the address.
                let net = address(written.value).and_then(|own| IpNet::new(own, net.prefix_len()).ok()).unwrap_or(net);
                let net = Located::new(net, written.span);
                Some(Item::from(InterfaceAddress { net, peer: None, dev: dev.to_owned(), up: true }))
            };
            reading.used(row, found.iter().filter_map(item).collect::<Vec<_>>());
        } else if key.starts_with("dns") {
            let servers = found.iter().filter_map(|word| Some(Located::new(address(word.value)?, word.span)));
            reading.used(row, servers.map(Item::Nameserver).collect::<Vec<_>>());
        } else if key.contains("route") && !found.is_empty() {
            reading.unhandled(row);
        } else {
            reading.irrelevant(row);
        }
    }
    reading
}

/// The interface that the lines are about.
fn device<'a>(view: &'a View<'_>, first: u32, last: u32) -> Option<&'a str> {
    let mut section = "";
    view.rows(first, last).find_map(|row| {
        if let Some(name) = section_of(row) {
            section = name;
        }
        let (key, value) = setting(row)?;
        let names = match key.as_str() {
            "interface" | "device" => true,
            "name" => matches!(section, "Match" | "NetDev"),
            _ => false,
        };
        let is_name = !value.is_empty() && value.len() <= 15 && !value.contains([' ', '/', '.', ':']);
        (names && is_name).then_some(value)
    })
}

/// `[Match]`
fn section_of(row: Row<'_>) -> Option<&str> {
    row.text.trim().strip_prefix('[')?.strip_suffix(']').filter(|name| name.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// `Address=('172.20.0.1/16')`, `IPADDR="10.0.0.5"`: the key in small letters and the value without its quotes.
fn setting(row: Row<'_>) -> Option<(String, &str)> {
    let (key, value) = row.text.split_once('=')?;
    let key = key.trim();
    let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_key.then(|| (key.to_ascii_lowercase(), value.trim().trim_matches(['"', '\'', '(', ')'])))
}

fn is_setting(row: Row<'_>) -> bool {
    setting(row).is_some() || section_of(row).is_some() || row.text.trim_start().starts_with('#')
}

fn is_address(row: Row<'_>) -> bool {
    let is = |key: &str| key == "address" || key.strip_prefix("ipaddr").is_some_and(|n| n.len() < 3);
    setting(row).is_some_and(|(key, _)| is(&key))
}

/// The words of a value that are addresses or prefixes.
fn values(row: Row<'_>) -> Vec<Located<&str>> {
    let words = row.split(|c| c.is_whitespace() || "=()'\",".contains(c));
    words.into_iter().skip(1).filter(|word| prefix(word.value).is_some() || address(word.value).is_some()).collect()
}

#[cfg(test)]
mod tests {
    use crate::read::check::check;

    #[test]
    fn profiles() {
        check(
            "network profile",
            &[
                (
                    "netctl",
                    "Description=\"Docker bridge\"\nInterface=docker0\nConnection=bridge\nIP=static\nAddress=('172.20.0.1/16')\nDNS=('10.0.0.2')\n",
                    "....uu",
                    &["address 172.20.0.1/16 dev docker0", "nameserver 10.0.0.2"],
                ),
                (
                    "ifcfg",
                    "DEVICE=eth0\nBOOTPROTO=none\nIPADDR=10.1.2.5\nNETMASK=255.255.255.0\nGATEWAY=10.1.2.1\n",
                    "..u..",
                    &["address 10.1.2.5/24 dev eth0"],
                ),
                (
                    "systemd-networkd",
                    "[Match]\nName=br0\n\n[Network]\nAddress=10.9.0.1/24\n",
                    "....u",
                    &["address 10.9.0.1/24 dev br0"],
                ),
            ],
        );
    }
}
