//! WireGuard: `wg0.conf` and the output of `wg show`.

use crate::net;
use crate::problem::Message;
use crate::read::address::{address, prefix_or_host};
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::noise::noise;
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{Item, Kind, WrittenAs};
use crate::text::Located;

use super::range;

/// WireGuard.
pub(in crate::read) const WIREGUARD: Recogniser = Recogniser {
    kinds: &[Kind::Wireguard],
    begins: &[
        Signs::EQUALS.and(Signs::OF_WIREGUARD),
        Signs::COLON.and(Signs::OF_WIREGUARD),
        Signs::OPEN.and(Signs::OF_WIREGUARD),
    ],
    claim,
    read,
};

/// Keys of the file and of `wg show`, in lower case without blanks.
pub(in crate::read) const KEYS: &[&str] = &[
    "privatekey",
    "address",
    "dns",
    "listenport",
    "mtu",
    "table",
    "fwmark",
    "preup",
    "postup",
    "predown",
    "postdown",
    "saveconfig",
    "publickey",
    "presharedkey",
    "allowedips",
    "endpoint",
    "persistentkeepalive",
    "interface",
    "peer",
    "listeningport",
    "latesthandshake",
    "transfer",
    "jc",
    "jmin",
    "jmax",
    "s1",
    "s2",
    "h1",
    "h2",
    "h3",
    "h4",
];
/// Keys that no other format has.
const OWN_KEYS: &[&str] = &["privatekey", "publickey", "allowedips", "presharedkey", "listeningport"];

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    if !(is_section(view.row(first)) || setting(view.row(first)).is_some()) {
        return None;
    }
    let near = last.min(first.saturating_add(20));
    let own = |row: Row<'_>| setting(row).is_some_and(|(key, _)| OWN_KEYS.contains(&key.as_str()));
    let is_part =
        |row: &Row<'_>| row.is_blank() || is_section(*row) || setting(*row).is_some() || noise(*row).is_some();
    if !view.rows(first, near).take_while(is_part).any(own) {
        return None;
    }
    let mine = |row: Row<'_>| is_section(row) || setting(row).is_some() || row.text.trim_start().starts_with('#');
    Some(Claim::new(Kind::Wireguard, run(view, first, last, mine), Message::new("read.why.wireguard")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut name: Option<Located<String>> = None;
    for row in view.rows(first, last) {
        let Some((key, value)) = setting(row) else {
            if is_section(row) {
                name = None;
                reading.irrelevant(row);
            }
            continue;
        };
        let items = match key.as_str() {
            "interface" => {
                name = Some(value.map(str::to_owned));
                Vec::new()
            }
            "address" => values(row, value).filter_map(|word| member(word, name.as_ref())).collect(),
            "allowedips" => values(row, value)
                .filter_map(|word| {
                    Some(range(prefix_or_host(word.value)?.trunc(), word.span, WrittenAs::VpnRoute, name.as_ref()))
                })
                .collect(),
            // The tunnel's resolver must be reached through it.
            "dns" => values(row, value)
                .filter_map(|word| {
                    Some(range(net::host(address(word.value)?), word.span, WrittenAs::VpnRoute, name.as_ref()))
                })
                .collect(),
            _ => Vec::new(),
        };
        if items.is_empty() { reading.irrelevant(row) } else { reading.used(row, items) }
    }
    reading
}

/// The range of the members, by the address of one of them; a single address tells none.
fn member(word: Located<&str>, name: Option<&Located<String>>) -> Option<Item> {
    let net = prefix_or_host(word.value).filter(|net| !net::is_host(*net))?;
    Some(range(net.trunc(), word.span, WrittenAs::VpnPool, name))
}

fn is_section(row: Row<'_>) -> bool {
    matches!(row.text.trim(), "[Interface]" | "[Peer]")
}

/// `AllowedIPs = …` of the file, `  allowed ips: …` of the tool: the key in lower case without blanks, and the value.
fn setting(row: Row<'_>) -> Option<(String, Located<&str>)> {
    let text = row.text.split('#').next().unwrap_or(row.text);
    let at = text.find(['=', ':'])?;
    let key: String = text.get(..at)?.split_whitespace().collect::<String>().to_lowercase();
    let value = text.get(at + 1..)?.trim();
    KEYS.contains(&key.as_str()).then(|| (key, Located::new(value, row.locate(value))))
}

fn values<'a>(row: Row<'a>, value: Located<&'a str>) -> impl Iterator<Item = Located<&'a str>> {
    value
        .value
        .split([',', ' ', '\t'])
        .filter(|word| !word.is_empty())
        .map(move |word| Located::new(word, row.locate(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::check;
    use crate::read::signs::all_give;

    #[test]
    fn its_words_give_their_sign() {
        all_give(Signs::OF_WIREGUARD, KEYS);
    }

    #[test]
    fn files_and_output() {
        check(
            "wireguard",
            &[
                (
                    "a file",
                    "[Interface]\n# laptop\nPrivateKey = aaaa=\nAddress = 10.8.0.2/24, fd00:8::2/64\nDNS = 10.8.0.1\n\n[Peer]\nPublicKey = bbbb=\nAllowedIPs = 10.0.0.0/8,192.168.7.5/32, ::/0\nEndpoint = vpn.example.com:51820\nPersistentKeepalive = 25\n",
                    "...uu...u..",
                    &[
                        "vpnpool 10.8.0.0/24",
                        "vpnpool fd00:8::/64",
                        "vpnroute 10.8.0.1",
                        "vpnroute 10.0.0.0/8",
                        "vpnroute 192.168.7.5",
                        "vpnroute ::/0",
                    ],
                ),
                (
                    "the tool",
                    "interface: wg0\n  public key: aaaa=\n  private key: (hidden)\n  listening port: 51820\n\npeer: bbbb=\n  endpoint: 203.0.113.5:51820\n  allowed ips: 10.8.0.3/32, 172.20.0.0/16\n  latest handshake: 1 minute, 2 seconds ago\n  transfer: 1.20 KiB received, 2.31 KiB sent\n",
                    ".......u..",
                    &["vpnroute 10.8.0.3 'wg0'", "vpnroute 172.20.0.0/16 'wg0'"],
                ),
            ],
        );
    }
}
