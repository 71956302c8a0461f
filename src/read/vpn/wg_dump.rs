//! `wg show wg0 dump` and `wg show all dump`: tabs between the fields, a line for each interface and each peer.
//!
//! ```text
//! wg0  private-key  public-key  port  fwmark
//! wg0  public-key  preshared-key  endpoint  allowed-ips  latest-handshake  received  sent  keepalive
//! ```
//!
//! The name of the interface stands first only where all of them are shown.

use super::range;
use crate::problem::Message;
use crate::read::address::prefix_or_host;
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{Kind, WrittenAs};
use crate::text::Located;

/// `wg show dump`.
pub(in crate::read) const WG_DUMP: Recogniser = Recogniser {
    kinds: &[Kind::Wireguard],
    begins: &[Signs::BLANK.and(Signs::DIGIT).and(Signs::EQUALS), Signs::BLANK.and(Signs::DIGIT).and(Signs::SLASH)],
    claim,
    read,
};

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let row = view.row(first);
    let begins = peer(row).is_some() || (is_interface(row) && peer(view.row(first.saturating_add(1))).is_some());
    let mine = |row: Row<'_>| peer(row).is_some() || is_interface(row);
    let why = Message::new("read.why.wireguard");
    begins.then(|| Claim::new(Kind::Wireguard, run(view, first, last, mine), why))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    for row in view.rows(first, last) {
        let Some(peer) = peer(row) else {
            if is_interface(row) {
                reading.irrelevant(row);
            }
            continue;
        };
        let words = peer.allowed.value.split(',').filter(|word| *word != "(none)");
        let nets = words.filter_map(|word| Some((prefix_or_host(word)?.trunc(), row.locate(word))));
        let routes = nets.map(|(net, span)| range(net, span, WrittenAs::VpnRoute, peer.interface.as_ref()));
        reading.used(row, routes.collect::<Vec<_>>());
    }
    reading
}

/// What a line of a peer says of the networks behind it.
struct Peer<'a> {
    interface: Option<Located<String>>,
    allowed: Located<&'a str>,
}

fn peer(row: Row<'_>) -> Option<Peer<'_>> {
    let words = row.words();
    let (interface, fields) = match words.len() {
        8 => (None, words.as_slice()),
        9 => (words.first(), words.get(1..)?),
        _ => return None,
    };
    let [_, _, endpoint, allowed, handshake, received, sent, keepalive] = fields else { return None };
    let is_number = |word: &Located<&str>| word.value.bytes().all(|b| b.is_ascii_digit());
    let is_endpoint = endpoint.value == "(none)"
        || endpoint.value.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let are_nets = allowed.value.split(',').all(|word| word == "(none)" || prefix_or_host(word).is_some());
    let is_peer = is_endpoint
        && are_nets
        && [handshake, received, sent].into_iter().all(is_number)
        && (keepalive.value == "off" || is_number(keepalive));
    is_peer.then(|| Peer { interface: interface.map(|name| name.map(str::to_owned)), allowed: *allowed })
}

/// The line of an interface: its port, and a mark or `off`, behind two keys.
fn is_interface(row: Row<'_>) -> bool {
    let words = row.words();
    let Some([.., port, mark]) = words.get(words.len().saturating_sub(2)..) else { return false };
    let is_mark = mark.value == "off" || mark.value.starts_with("0x");
    (3..=5).contains(&words.len()) && is_mark && port.value.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use crate::read::check::check;

    #[test]
    fn both_forms() {
        check(
            "wireguard",
            &[
                (
                    "all interfaces",
                    "wg0\tprivatekey=\tpublickey=\t51820\toff\nwg0\tpeerkey=\t(none)\t203.0.113.5:51820\t10.66.0.0/16,10.67.0.0/24\t1732900000\t1024\t2048\t25\n",
                    ".u",
                    &["vpnroute 10.66.0.0/16 'wg0'", "vpnroute 10.67.0.0/24 'wg0'"],
                ),
                (
                    "one interface",
                    "privatekey=\tpublickey=\t51820\toff\npeerkey=\t(none)\t(none)\t10.68.0.3/32\t0\t0\t0\toff\n",
                    ".u",
                    &["vpnroute 10.68.0.3"],
                ),
            ],
        );
    }
}
