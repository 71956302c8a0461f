//! `ip addr` of iproute2 and BusyBox: in full, on one line (`-o`) and in brief (`-br`).

use ipnet::IpNet;

use super::address::{prefix, prefix_or_host};
use super::block::{Claim, Reading, Recogniser, run};
use super::view::{Row, View};
use super::{InterfaceAddress, Item, Kind};
use crate::problem::Message;
use crate::read::signs::Signs;
use crate::text::Located;

/// Every line has a word and more.
const WORDS: Signs = Signs::WORDS.and(Signs::LETTER);

/// `ip addr`.
pub(super) const IP_ADDR: Recogniser = Recogniser {
    kinds: &[Kind::IpAddr],
    // `inet`, the index of an interface, the state of one.
    begins: &[WORDS.and(Signs::INET), WORDS.and(Signs::OF_INTERFACE_STATES), WORDS.and(Signs::COLON).and(Signs::LESS)],
    claim,
    read,
};

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let begins = matches!(Line::of(view.row(first)), Line::Header { .. } | Line::Address(_) | Line::Brief(_));
    let mine = |row: Row<'_>| !matches!(Line::of(row), Line::Other);
    begins.then(|| Claim::new(Kind::IpAddr, run(view, first, last, mine), Message::new("read.why.ip-addr")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut interface: Option<(String, bool)> = None;
    for row in view.rows(first, last) {
        match Line::of(row) {
            Line::Header { name, up } => {
                interface = Some((name.to_owned(), up));
                reading.irrelevant(row);
            }
            Line::Address(mut found) => {
                if let (Some((name, up)), true) = (&interface, row.text.starts_with(char::is_whitespace)) {
                    found.dev.clone_from(name);
                    found.up = *up;
                }
                reading.used(row, [Item::from(found)]);
            }
            Line::Brief(found) if found.is_empty() => reading.irrelevant(row),
            Line::Brief(found) => reading.used(row, found.into_iter().map(Item::from)),
            Line::Detail => reading.irrelevant(row),
            Line::Other => {}
        }
    }
    reading
}

/// The interface whose lines a line of `ip addr` in full stands among; `None` where its header is not right above.
pub(super) fn interface_above(row: Row<'_>) -> Option<String> {
    let near = (row.number.saturating_sub(3)..row.number).rev();
    near.map(|number| row.view().row(number)).find_map(|above| match Line::of(above) {
        Line::Header { name, .. } => Some(name.to_owned()),
        _ => None,
    })
}

/// What a line is.
enum Line<'a> {
    /// `2: eth0@if5: <BROADCAST,UP> mtu 1500 …`
    Header {
        name: &'a str,
        up: bool,
    },
    /// `inet 10.0.0.5/24 brd … eth0`, on a line of its own or behind the interface's name.
    Address(InterfaceAddress),
    /// `eth0  UP  10.0.0.5/24 fe80::1/64`.
    Brief(Vec<InterfaceAddress>),
    /// Lines below a header that tell nothing of addresses.
    Detail,
    Other,
}

impl<'a> Line<'a> {
    fn of(row: Row<'a>) -> Self {
        let words = row.words();
        let word = |at: usize| words.get(at).map_or("", |word| word.value);
        let first = word(0);
        let has_index =
            first.strip_suffix(':').is_some_and(|index| !index.is_empty() && index.bytes().all(|b| b.is_ascii_digit()));
        if has_index && word(2).starts_with('<') {
            let up = word(2).trim_matches(['<', '>']).split(',').any(|flag| flag == "UP");
            return Self::Header { name: bare_name(word(1).trim_end_matches(':')), up };
        }
        if has_index && matches!(word(2), "inet" | "inet6") {
            return address_line(words.get(2..).unwrap_or(&[]), Some(bare_name(word(1))))
                .map_or(Self::Other, Self::Address);
        }
        if matches!(first, "inet" | "inet6") {
            return address_line(&words, None).map_or(Self::Other, Self::Address);
        }
        if let Some(found) = brief(&words) {
            return Self::Brief(found);
        }
        let is_detail = first.starts_with("link/")
            || matches!(first, "valid_lft" | "altname" | "link-netns" | "link-netnsid" | "alias");
        if is_detail
            || (row.text.starts_with(' ')
                && matches!(first, "bridge" | "veth" | "vxlan" | "tun" | "wireguard" | "vlan" | "bond" | "RX:" | "TX:"))
        {
            return Self::Detail;
        }
        Self::Other
    }
}

/// The name without its peer: `veth1@if4`.
fn bare_name(name: &str) -> &str {
    name.split('@').next().unwrap_or(name)
}

/// `inet 10.8.0.6 peer 10.8.0.5/32 scope global tun0`; the last word is the interface or its label.
fn address_line(words: &[Located<&str>], name: Option<&str>) -> Option<InterfaceAddress> {
    let own = words.get(1)?;
    let has_word = |word: &str| words.iter().any(|have| have.value == word);
    let peer = has_word("peer").then(|| words.iter().skip_while(|word| word.value != "peer").nth(1)).flatten();
    // `ifconfig` writes `inet 10.0.0.5 netmask …`: here there is a length or a peer.
    let net = match peer {
        Some(_) => prefix_or_host(own.value)?,
        None => prefix(own.value)?,
    };
    if !(words.len() == 2 || has_word("scope") || has_word("brd") || peer.is_some()) {
        return None;
    }
    let label = words
        .iter()
        .rev()
        .map(|word| word.value)
        .find(|word| !matches!(*word, "dynamic" | "noprefixroute" | "secondary" | "deprecated"));
    let label = label.filter(|_| words.iter().any(|word| word.value == "scope") && !is_setting(words)).unwrap_or("");
    let dev = name.unwrap_or_else(|| label.split(':').next().unwrap_or(label)).to_owned();
    Some(InterfaceAddress {
        net: Located::new(net, own.span),
        peer: peer.and_then(|peer| prefix_or_host(peer.value)),
        dev,
        up: true,
    })
}

/// IPv6 lines end with their scope and flags and name no interface.
fn is_setting(words: &[Located<&str>]) -> bool {
    let from_end =
        |back: usize| words.len().checked_sub(back).and_then(|at| words.get(at)).map_or("", |word| word.value);
    words.first().is_some_and(|word| word.value == "inet6") || from_end(2) == "scope"
}

/// The states of `ip -br addr`.
pub(super) const STATES: &[&str] = &["UP", "DOWN", "UNKNOWN", "LOWERLAYERDOWN", "DORMANT", "NOTPRESENT", "TESTING"];

/// The addresses of a line of `ip -br addr`.
fn brief(words: &[Located<&str>]) -> Option<Vec<InterfaceAddress>> {
    let [name, state, rest @ ..] = words else { return None };
    if !STATES.contains(&state.value) {
        return None;
    }
    let mut found: Vec<InterfaceAddress> = Vec::new();
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        match (word.value, found.last_mut()) {
            ("peer", Some(last)) => last.peer = rest.next().and_then(|peer| prefix_or_host(peer.value)),
            ("metric", Some(_)) => {
                rest.next();
            }
            _ => {
                let net: IpNet = prefix_or_host(word.value)?;
                let dev = bare_name(name.value).to_owned();
                // A bridge without containers is DOWN here and holds its range all the same.
                found.push(InterfaceAddress { net: Located::new(net, word.span), peer: None, dev, up: true });
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::check;
    use crate::read::signs::all_give;

    #[test]
    fn its_words_give_their_sign() {
        all_give(Signs::OF_INTERFACE_STATES, STATES);
    }

    #[test]
    fn full_brief_and_one_line() {
        check(
            "ip addr",
            &[
                (
                    "in full",
                    "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000\n    link/ether 00:16:3e:00:00:01 brd ff:ff:ff:ff:ff:ff link-netnsid 0\n    altname enp0s3\n    inet 172.31.80.12/20 metric 100 brd 172.31.95.255 scope global dynamic eth0\n       valid_lft 315334650sec preferred_lft 315334650sec\n    inet6 fe80::216:3eff:fe00:1/64 scope link \n3: br-0d5c8e91ab37: <NO-CARRIER,BROADCAST,MULTICAST> mtu 1500 qdisc noqueue state DOWN group default \n    inet 172.18.0.1/16 brd 172.18.255.255 scope global br-0d5c8e91ab37\n4: tun0: <POINTOPOINT,UP,LOWER_UP> mtu 1500\n    inet 10.8.0.6 peer 10.8.0.5/32 scope global tun0\n",
                    "..u....u.u.u.u",
                    &[
                        "address 127.0.0.1/8 dev lo",
                        "address 172.31.80.12/20 dev eth0",
                        "address fe80::216:3eff:fe00:1/64 dev eth0",
                        "address 172.18.0.1/16 dev br-0d5c8e91ab37 down",
                        "address 10.8.0.6/32 dev tun0 peer 10.8.0.5/32",
                    ],
                ),
                (
                    "on one line",
                    "2: eth0    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0\\       valid_lft forever preferred_lft forever\n",
                    "u",
                    &["address 10.0.0.5/24 dev eth0"],
                ),
                (
                    "in brief",
                    "lo               UNKNOWN        127.0.0.1/8 ::1/128 \neth0@if7         UP             10.0.0.5/24 metric 100 fe80::1/64 \ndocker0          DOWN           172.17.0.1/16 \nveth12@if3       UP             \ntun0             UNKNOWN        10.8.0.6 peer 10.8.0.5/32 \n",
                    "uuu.u",
                    &[
                        "address 127.0.0.1/8 dev lo",
                        "address ::1/128 dev lo",
                        "address 10.0.0.5/24 dev eth0",
                        "address fe80::1/64 dev eth0",
                        "address 172.17.0.1/16 dev docker0",
                        "address 10.8.0.6/32 dev tun0 peer 10.8.0.5/32",
                    ],
                ),
                (
                    "lines picked by grep",
                    "    inet 10.0.0.5/24 brd 10.0.0.255 scope global dynamic noprefixroute wlan0\n    inet 172.17.0.1/16 brd 172.17.255.255 scope global docker0\n",
                    "uu",
                    &["address 10.0.0.5/24 dev wlan0", "address 172.17.0.1/16 dev docker0"],
                ),
            ],
        );
    }
}
