//! Nameservers: `resolv.conf`, macOS's `scutil --dns`, and systemd's `resolvectl`.

use std::net::IpAddr;

use super::address::address;
use super::block::{Claim, Reading, Recogniser, run};
use super::noise::noise;
use super::view::{Row, View};
use super::{Item, Kind};
use crate::problem::Message;
use crate::read::signs::Signs;
use crate::text::Located;

/// `resolv.conf`.
pub(super) const RESOLV_CONF: Recogniser = Recogniser {
    kinds: &[Kind::ResolvConf],
    begins: &[Signs::WORDS.and(Signs::OF_RESOLVERS)],
    claim: claim_conf,
    read: read_conf,
};
/// `resolvectl`.
pub(super) const RESOLVECTL: Recogniser =
    Recogniser { kinds: &[Kind::Resolvectl], begins: &[Signs::OF_RESOLVECTL], claim: claim_ctl, read: read_ctl };

fn claim_conf(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let near = last.min(first.saturating_add(8));
    if !is_setting(view.row(first)) || !view.rows(first, near).any(|row| nameserver(row).is_some()) {
        return None;
    }
    let mine =
        |row: Row<'_>| is_setting(row) || noise(row).is_some_and(|_| row.text.trim_start().starts_with(['#', ';']));
    let mut end = run(view, first, last, mine);
    while end > first && !is_setting(view.row(end)) {
        end -= 1;
    }
    Some(Claim::new(Kind::ResolvConf, end, Message::new("read.why.resolv-conf")))
}

fn read_conf(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    for row in view.rows(first, last) {
        match nameserver(row) {
            Some(Some(found)) => reading.used(row, [Item::Nameserver(found)]),
            Some(None) => reading.lost(row),
            None if is_setting(row) => reading.irrelevant(row),
            None => {}
        }
    }
    reading
}

/// A line of the file; the order of the keywords is free.
fn is_setting(row: Row<'_>) -> bool {
    let mut words = row.text.split_whitespace();
    let (Some(key), Some(value)) = (words.next(), words.next()) else { return false };
    match key {
        _ if is_of_scutil(row) => true,
        "search" | "domain" => value != "=" && !value.contains('=') && words.next().is_none_or(|third| third != "="),
        "options" => [
            "timeout:",
            "attempts:",
            "ndots:",
            "rotate",
            "edns0",
            "trust-ad",
            "single-request",
            "use-vc",
            "inet6",
            "debug",
            "no-",
        ]
        .iter()
        .any(|option| value.starts_with(option)),
        "sortlist" => true,
        _ => nameserver(row).is_some(),
    }
}

/// The lines that macOS prints around its nameservers.
fn is_of_scutil(row: Row<'_>) -> bool {
    const KEYS: &[&str] =
        &["search domain", "domain", "if_index", "flags", "reach", "options", "order", "timeout", "port"];
    let text = row.text.trim();
    let is_number = |number: &str| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let key = || text.split_once(" : ").map(|(key, _)| key.split('[').next().unwrap_or(key).trim());
    text == "DNS configuration"
        || text.starts_with("DNS configuration (for scoped queries)")
        || text.strip_prefix("resolver #").is_some_and(is_number)
        || row.signs().has(Signs::COLON) && key().is_some_and(|key| KEYS.contains(&key))
}

/// The nameserver of a line: the address, or that it is not readable.
#[allow(clippy::option_option, reason = "no line of a nameserver; one without an address; one with it")]
fn nameserver(row: Row<'_>) -> Option<Option<Located<IpAddr>>> {
    if !row.text.trim_start().starts_with("nameserver") {
        return None;
    }
    let words = row.words();
    let key = words.first()?.value;
    // `nameserver[0] : 10.0.0.2` of scutil.
    let value =
        if key.starts_with("nameserver[") && words.get(1)?.value == ":" { words.get(2)? } else { words.get(1)? };
    let is_key = key == "nameserver" || key.starts_with("nameserver[");
    (is_key && words.len() <= 12).then(|| address(value.value).map(|address| Located::new(address, value.span)))
}

/// The keys of `resolvectl status` in the order it prints them; most say nothing about addresses.
pub(super) const KEYS: &[&str] = &[
    "Protocols",
    "resolv.conf mode",
    "Current DNS Server",
    "DNS Servers",
    "DNS Domain",
    "Fallback DNS Servers",
    "Current Scopes",
    "DefaultRoute setting",
    "Default Route",
    "LLMNR setting",
    "MulticastDNS setting",
    "DNSOverTLS setting",
    "DNSSEC setting",
    "DNSSEC supported",
    "DNSSEC NTA",
];

fn claim_ctl(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let begins = view.row(first);
    let begins_with_key = key(begins).is_some() || dns_of_link(begins).is_some();
    let below = || key(view.row(first.saturating_add(1))).is_some();
    if !(begins_with_key || (is_section(begins) && below())) {
        return None;
    }
    let mine = |row: Row<'_>| {
        key(row).is_some() || is_section(row) || dns_of_link(row).is_some() || continuation(row).is_some()
    };
    Some(Claim::new(Kind::Resolvectl, run(view, first, last, mine), Message::new("read.why.resolvectl")))
}

fn read_ctl(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    // Servers of a list go on in the lines below it.
    let mut in_servers = false;
    for row in view.rows(first, last) {
        if let Some((name, value)) = key(row) {
            in_servers = name == "DNS Servers";
            let servers = if in_servers { servers(row, value) } else { Vec::new() };
            note_servers(&mut reading, row, servers);
        } else if let Some(value) = dns_of_link(row) {
            note_servers(&mut reading, row, servers(row, value));
        } else if let Some(server) = continuation(row) {
            let found = if in_servers { servers(row, server) } else { Vec::new() };
            note_servers(&mut reading, row, found);
        } else if is_section(row) {
            in_servers = false;
            reading.irrelevant(row);
        }
    }
    reading
}

fn note_servers(reading: &mut Reading, row: Row<'_>, servers: Vec<Located<IpAddr>>) {
    if servers.is_empty() {
        reading.irrelevant(row);
    } else {
        reading.used(row, servers.into_iter().map(Item::Nameserver));
    }
}

fn key(row: Row<'_>) -> Option<(&'static str, &str)> {
    let (name, value) = row.text.split_once(':')?;
    let name = name.trim();
    let name = KEYS.iter().find(|key| **key == name)?;
    Some((name, value))
}

/// `Global`, `Link 2 (eth0)`.
fn is_section(row: Row<'_>) -> bool {
    let text = row.text.trim();
    text == "Global" || (text.starts_with("Link ") && text.ends_with(')') && text.len() < 60)
}

/// `Link 2 (eth0): 10.0.0.2 10.0.0.3` of `resolvectl dns`.
fn dns_of_link(row: Row<'_>) -> Option<&str> {
    let (link, servers) = row.text.split_once(": ").or_else(|| row.text.split_once(':'))?;
    let is_link = link == "Global" || (link.starts_with("Link ") && link.ends_with(')'));
    let are_servers = || servers.split_whitespace().all(|word| server(word).is_some());
    (is_link && are_servers()).then_some(servers)
}

/// A line with nothing but one more server or domain.
fn continuation(row: Row<'_>) -> Option<&str> {
    let text = row.text.trim();
    (row.text.starts_with("     ")
        && !text.contains(char::is_whitespace)
        && (server(text).is_some() || is_domain(text)))
    .then_some(text)
}

/// `~.`, `~corp.example`, `corp`.
fn is_domain(text: &str) -> bool {
    let name = text.trim_start_matches('~');
    !text.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

fn servers(row: Row<'_>, value: &str) -> Vec<Located<IpAddr>> {
    value.split_whitespace().filter_map(|word| Some(Located::new(server(word)?, row.locate(word)))).collect()
}

/// `10.0.0.2`, `10.0.0.2#name`, `10.0.0.2:53`, `[fe80::1]:53%2#name`.
fn server(word: &str) -> Option<IpAddr> {
    let word = word.split('#').next().unwrap_or(word);
    address(word)
        .or_else(|| address(word.strip_prefix('[')?.split(']').next()?))
        .or_else(|| address(word.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))?.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::{check, see};
    use crate::read::signs::all_give;

    #[test]
    fn its_words_give_their_sign() {
        all_give(Signs::OF_RESOLVECTL, KEYS);
    }

    #[test]
    fn files() {
        check(
            "resolv.conf",
            &[
                (
                    "with comments and options",
                    "# Generated by NetworkManager\nsearch example.com\nnameserver 10.0.0.2\nnameserver fe80::1%eth0\n; nameserver 10.9.9.9\noptions timeout:2 attempts:3 rotate\n",
                    "..uu..",
                    &["nameserver 10.0.0.2", "nameserver fe80::1"],
                ),
                ("one line", "nameserver 127.0.0.53", "u", &["nameserver 127.0.0.53"]),
                (
                    "macOS",
                    "  nameserver[0] : 10.0.0.2\n  nameserver[1] : 10.0.0.3\n",
                    "uu",
                    &["nameserver 10.0.0.2", "nameserver 10.0.0.3"],
                ),
                (
                    "macOS in full",
                    "DNS configuration\n\nresolver #1\n  search domain[0] : corp.example\n  nameserver[0] : 10.0.0.53\n  if_index : 14 (en0)\n  flags    : Request A records\n  reach    : 0x00000002 (Reachable)\n\nresolver #2\n  domain   : local\n  options  : mdns\n  timeout  : 5\n",
                    "....u........",
                    &["nameserver 10.0.0.53"],
                ),
                (
                    "a server that is none",
                    "nameserver 10.0.0.2\nnameserver dns.example\n",
                    "u?",
                    &["nameserver 10.0.0.2"],
                ),
            ],
        );
    }

    #[test]
    fn status() {
        check(
            "resolvectl",
            &[
                (
                    "by link",
                    "Global\n         Protocols: -LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported\n  resolv.conf mode: stub\n\nLink 2 (eth0)\n    Current Scopes: DNS\n         Protocols: +DefaultRoute\nCurrent DNS Server: 172.31.0.2\n       DNS Servers: 172.31.0.2\n                    172.31.0.3#dns.example\n        DNS Domain: ~.\n                    ~example.com\n",
                    "........uu..",
                    &["nameserver 172.31.0.2", "nameserver 172.31.0.3"],
                ),
                (
                    "servers alone",
                    "Global: 1.1.1.1 [2606:4700::1111]:53\nLink 2 (eth0): 10.0.0.2:53\nLink 3 (docker0):\n",
                    "uu.",
                    &["nameserver 1.1.1.1", "nameserver 2606:4700::1111", "nameserver 10.0.0.2"],
                ),
            ],
        );
    }

    #[test]
    fn a_search_line_of_something_else_is_none() {
        assert_eq!(see("search the logs").lines, "?");
    }
}
