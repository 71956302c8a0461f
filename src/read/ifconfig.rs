//! `ifconfig` of Linux (old and new layout), macOS and the BSDs, whole or only the lines with `inet`.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::address::{address, prefix, prefix_or_host};
use super::block::{Claim, Reading, Recogniser, run};
use super::view::{Row, View};
use super::{InterfaceAddress, Item, Kind};
use crate::net;
use crate::problem::Message;
use crate::read::signs::Signs;
use crate::text::Located;

/// `ifconfig`.
pub(super) const IFCONFIG: Recogniser =
    Recogniser { kinds: &[Kind::Ifconfig], begins: &[Signs::INET, Signs::OF_IFCONFIG.and(Signs::WORDS)], claim, read };

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let begins = header(view.row(first)).is_some() || inet(view.row(first)).is_some();
    let mine = |row: Row<'_>| header(row).is_some() || inet(row).is_some() || is_detail(row);
    begins.then(|| Claim::new(Kind::Ifconfig, run(view, first, last, mine), Message::new("read.why.ifconfig")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let (mut dev, mut up) = (String::new(), true);
    // The old layout tells whether an interface is up in a line below its addresses.
    let mut of_interface = 0;
    for row in view.rows(first, last) {
        if let Some(found) = inet(row) {
            reading.used(row, [Item::from(InterfaceAddress { dev: dev.clone(), up, ..found })]);
        } else if let Some((name, is_up)) = header(row) {
            (dev, up) = (name.to_owned(), is_up);
            of_interface = reading.items.len();
            let found = beside_headers(row);
            if found.is_empty() {
                reading.irrelevant(row);
            } else {
                reading.used(row, found.into_iter().map(Item::from));
            }
        } else if is_detail(row) {
            if row.words().first().is_some_and(|word| word.value == "UP") {
                up = true;
                set_up(reading.items.get_mut(of_interface..).unwrap_or(&mut []));
            }
            reading.irrelevant(row);
        }
    }
    reading
}

fn set_up(items: &mut [Item]) {
    for item in items {
        if let Item::Address(found) = item {
            found.up = true;
        }
    }
}

/// `eth0: flags=4163<UP,BROADCAST> mtu 1500` or `eth0      Link encap:Ethernet …`: the name, and whether it is up.
fn header(row: Row<'_>) -> Option<(&str, bool)> {
    // Only the name of an interface stands at the margin, unless the paste is indented as a whole.
    let text = if row.text.contains(": flags=") { row.text.trim_start() } else { row.text };
    let (name, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    if let Some(name) = name.strip_suffix(':') {
        let flags = rest.strip_prefix("flags=")?.split_once('<')?.1.split('>').next()?;
        return Some((without_alias(name), flags.split(',').any(|flag| flag == "UP")));
    }
    // "UP" comes in a line of its own.
    rest.starts_with("Link encap:").then_some((without_alias(name), false))
}

/// The interface of a line: its own header's, or that of the header a few lines above.
pub(super) fn interface_of(row: Row<'_>) -> Option<String> {
    let near = (row.number.saturating_sub(4)..=row.number).rev();
    near.map(|number| row.view().row(number)).find_map(|above| header(above)).map(|(name, _)| name.to_owned())
}

/// `eth0:1` is a second address of `eth0`.
fn without_alias(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

/// A line with an address.
fn inet(row: Row<'_>) -> Option<InterfaceAddress> {
    row.text.trim_start().starts_with("inet").then(|| inet_of(row, &row.words())).flatten()
}

/// The addresses of a text whose lines were joined to one, each behind the name of its interface.
fn beside_headers(row: Row<'_>) -> Vec<InterfaceAddress> {
    let words = row.words();
    let begins = |pair: &[Located<&str>]| match pair {
        [name, next] => (name.value.ends_with(':') && next.value.starts_with("flags=")) || next.value == "Link",
        _ => false,
    };
    parts(&words, |at| words.get(at..at + 2).is_some_and(begins))
        .flat_map(|of_one| {
            let dev = of_one.first().map_or("", |name| without_alias(name.value));
            let is_up = |word: &Located<&str>| word.value == "UP" || word.value.contains("<UP,");
            let up = of_one.iter().any(is_up);
            let is_family = |word: &Located<&str>| matches!(word.value, "inet" | "inet6");
            let found = parts(of_one, |at| of_one.get(at).is_some_and(is_family)).filter_map(|part| inet_of(row, part));
            found.map(|found| InterfaceAddress { dev: dev.to_owned(), up, ..found }).collect::<Vec<_>>()
        })
        .collect()
}

/// The stretches of words that begin where `begins` says so, each up to the next.
fn parts<'w, 'a>(
    words: &'w [Located<&'a str>],
    begins: impl Fn(usize) -> bool,
) -> impl Iterator<Item = &'w [Located<&'a str>]> {
    let starts: Vec<usize> = (0..words.len()).filter(|&at| begins(at)).collect();
    let ends: Vec<usize> = starts.iter().copied().skip(1).chain([words.len()]).collect();
    starts.into_iter().zip(ends).filter_map(|(start, end)| words.get(start..end))
}

/// The address that words beginning with its family give.
fn inet_of(row: Row<'_>, words: &[Located<&str>]) -> Option<InterfaceAddress> {
    let family = words.first()?.value;
    if !matches!(family, "inet" | "inet6") {
        return None;
    }
    // `inet addr:10.1.2.3` and `inet6 addr: fe80::1/64` of the old layout, whose words are translated.
    let at = words.get(1)?;
    let own = match at.value.split_once(':').filter(|_| prefix_or_host(at.value).is_none()) {
        Some((_, "")) => *words.get(2)?,
        Some((_, rest)) => Located::new(rest, row.locate(rest)),
        None => *at,
    };
    let after = |key: &str| {
        words.iter().position(|word| word.value == key).and_then(|at| words.get(at + 1)).map(|word| word.value)
    };
    let attached = |key: &str| words.iter().find_map(|word| word.value.strip_prefix(key));
    let length = after("netmask")
        .and_then(mask_length)
        .or_else(|| {
            words.iter().rev().filter_map(|word| word.value.split_once(':')).find_map(|(_, mask)| mask_length(mask))
        })
        .or_else(|| after("prefixlen")?.parse().ok());
    let net = match length {
        Some(length) => IpNet::new(address(own.value)?, length).ok()?,
        // NetBSD and the old layout of IPv6 write the length behind the address. `ip addr` does so too, and is asked first.
        None => prefix(own.value)?,
    };
    let peer = after("-->").or_else(|| attached("P-t-P:")).and_then(prefix_or_host);
    Some(InterfaceAddress { net: Located::new(net, own.span), peer, dev: String::new(), up: true })
}

/// `255.255.255.0` or `0xffffff00`.
fn mask_length(word: &str) -> Option<u8> {
    let mask = match word.strip_prefix("0x") {
        Some(digits) => Ipv4Addr::from(u32::from_str_radix(digits, 16).ok()?),
        None => match word.parse().ok()? {
            IpAddr::V4(mask) => mask,
            IpAddr::V6(_) => return None,
        },
    };
    net::mask_length(mask)
}

/// Lines of an interface that tell nothing of its addresses.
fn is_detail(row: Row<'_>) -> bool {
    const STARTS: &[&str] = &[
        "ether",
        "lladdr",
        "loop",
        "unspec",
        "options=",
        "options:",
        "media:",
        "status:",
        "nd6",
        "RX",
        "TX",
        "collisions:",
        "Interrupt:",
        "UP",
        "groups:",
        "member:",
        "inet6",
        "txqueuelen",
        "device",
        "Memory:",
        "index",
        "priority:",
        "ec_capabilities",
        "ec_enabled",
        "capabilities",
        "enabled",
        "address:",
        "linkstr:",
        "agrext:",
        "Configuration:",
        "ifmaxaddr",
        "id",
        "maxage",
        "root",
        "ipfilter",
        "priority",
        "flags=",
        "hwaddr",
        "BROADCAST",
        "tunnel",
        "zone",
        "type:",
        "scheduler:",
        "effective",
        "low",
        "qosmarking",
        "netif:",
        "flowswitch:",
    ];
    let first = row.text.split_whitespace().next().unwrap_or("");
    row.text.starts_with(char::is_whitespace)
        && STARTS.iter().any(|start| first == *start || (start.ends_with(['=', ':']) && first.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use crate::read::check::check;

    #[test]
    fn every_layout() {
        check(
            "ifconfig",
            &[
                (
                    "Linux",
                    "docker0: flags=4099<UP,BROADCAST,MULTICAST>  mtu 1500\n        inet 172.17.0.1  netmask 255.255.0.0  broadcast 172.17.255.255\n        inet6 fe80::42:d4ff:fe00:1  prefixlen 64  scopeid 0x20<link>\n        ether 02:42:d4:00:00:01  txqueuelen 0  (Ethernet)\n        RX packets 0  bytes 0 (0.0 B)\n        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\neth1: flags=4098<BROADCAST,MULTICAST>  mtu 1500\n        inet 10.1.0.5  netmask 255.255.255.0  broadcast 10.1.0.255\n",
                    ".uu.....u",
                    &[
                        "address 172.17.0.1/16 dev docker0",
                        "address fe80::42:d4ff:fe00:1/64 dev docker0",
                        "address 10.1.0.5/24 dev eth1 down",
                    ],
                ),
                (
                    "old Linux",
                    "eth0      Link encap:Ethernet  HWaddr 00:16:3e:00:00:01  \n          inet addr:10.81.70.31  Bcast:10.81.127.255  Mask:255.255.192.0\n          inet6 addr: fe80::216:3eff:fe00:1/64 Scope:Link\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n          RX packets:1 errors:0 dropped:0 overruns:0 frame:0\n          collisions:0 txqueuelen:1000 \n\ntun0      Link encap:UNSPEC  HWaddr 00-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00  \n          inet addr:10.8.0.6  P-t-P:10.8.0.5  Mask:255.255.255.255\n",
                    ".uu.....u",
                    &[
                        "address 10.81.70.31/18 dev eth0",
                        "address fe80::216:3eff:fe00:1/64 dev eth0",
                        "address 10.8.0.6/32 dev tun0 peer 10.8.0.5/32 down",
                    ],
                ),
                (
                    "macOS",
                    "en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500\n\toptions=400<CHANNEL_IO>\n\tether f0:18:98:00:00:01 \n\tinet6 fe80::1c:2b3a:4d5e:6f70%en0 prefixlen 64 secured scopeid 0x6 \n\tinet 192.168.1.5 netmask 0xffffff00 broadcast 192.168.1.255\n\tnd6 options=201<PERFORMNUD,DAD>\n\tmedia: autoselect\n\tstatus: active\nutun3: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1500\n\tinet 10.8.0.6 --> 10.8.0.5 netmask 0xffffffff\n",
                    "...uu....u",
                    &[
                        "address fe80::1c:2b3a:4d5e:6f70/64 dev en0",
                        "address 192.168.1.5/24 dev en0",
                        "address 10.8.0.6/32 dev utun3 peer 10.8.0.5/32",
                    ],
                ),
                (
                    "a bridge of macOS",
                    "bridge100: flags=8a63<UP,BROADCAST,SMART,RUNNING> mtu 1500\n\tether 3e:22:fb:11:22:64\n\tinet 192.168.64.1 netmask 0xffffff00 broadcast 192.168.64.255\n\tConfiguration:\n\t\tid 0:0:0:0:0:0 priority 0 hellotime 0 fwddelay 0\n\t\tmaxage 0 holdcnt 0 proto stp maxaddr 100 timeout 1200\n\t\troot id 0:0:0:0:0:0 priority 0 ifcost 0 port 0\n\t\tipfilter disabled flags 0x0\n\tmember: vmenet0 flags=3<LEARNING,DISCOVER>\n\t        ifmaxaddr 0 port 20 priority 0 path cost 0\n\tstatus: active\n",
                    "..u........",
                    &["address 192.168.64.1/24 dev bridge100"],
                ),
                (
                    "several interfaces in one line",
                    "eth0: flags=4098<BROADCAST> mtu 1500 inet 10.0.0.5 netmask 255.255.255.0 inet 10.0.1.5 netmask 255.255.255.0 docker0: flags=4099<UP,BROADCAST> mtu 1500 inet 172.17.0.1 netmask 255.255.0.0\n",
                    "u",
                    &[
                        "address 10.0.0.5/24 dev eth0 down",
                        "address 10.0.1.5/24 dev eth0 down",
                        "address 172.17.0.1/16 dev docker0",
                    ],
                ),
                (
                    "the old layout in one line",
                    "docker0 Link encap:Ethernet HWaddr 02:42:7a:00:00:01 inet addr:172.17.0.1 Bcast:0.0.0.0 Mask:255.255.0.0 UP BROADCAST eth0 Link encap:Ethernet inet addr:10.0.0.5 Mask:255.255.255.0 UP\n",
                    "u",
                    &["address 172.17.0.1/16 dev docker0", "address 10.0.0.5/24 dev eth0"],
                ),
                (
                    "only the lines with addresses",
                    "inet 127.0.0.1 netmask 0xff000000 \ninet 10.40.1.163 netmask 0xffffff00 broadcast 10.40.1.255\ninet 192.168.1.115 --> 192.168.1.115 netmask 0xffffff00\n",
                    "uuu",
                    &[
                        "address 127.0.0.1/8 dev ",
                        "address 10.40.1.163/24 dev ",
                        "address 192.168.1.115/24 dev  peer 192.168.1.115/32",
                    ],
                ),
            ],
        );
    }
}
