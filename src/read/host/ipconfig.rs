//! Windows' `ipconfig`, in any language: rows of words, dots, a colon and a value below the name of each adapter.
//!
//! An address is known by the mask in the row below it, a nameserver by "DNS", which no language translates.

use crate::problem::Message;
use crate::read::address::{address, masked};
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::signs::Signs;
use crate::read::view::{Landmark, Row, View};
use crate::read::{InterfaceAddress, Item, Kind};
use crate::text::Located;

/// `ipconfig`.
pub(in crate::read) const IPCONFIG: Recogniser =
    Recogniser { kinds: &[Kind::Ipconfig], begins: &[Signs::COLON, Signs::FOREIGN, Signs::CAPITAL], claim, read };

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    if !view.is_near(Landmark::IpconfigField, first, first.saturating_add(12), |row| field(row).is_some()) {
        return None;
    }
    let begins = view.row(first);
    let near = || view.rows(first.saturating_add(1), last.min(first.saturating_add(5)));
    let is_above =
        || (is_adapter(begins) || is_title(begins)) && near().any(|row| field(row).is_some() || is_adapter(row));
    let is_own = field(begins).is_some()
        || (is_above() && view.rows(first, last.min(first.saturating_add(12))).any(|row| field(row).is_some()));
    if !is_own {
        return None;
    }
    let mine = |row: Row<'_>| {
        field(row).is_some() || is_bare(row) || is_adapter(row) || is_title(row) || further(row).is_some()
    };
    Some(Claim::new(Kind::Ipconfig, run(view, first, last, mine), Message::new("read.why.ipconfig")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut dev = "";
    let mut in_servers = false;
    for row in view.rows(first, last) {
        if let Some((name, value)) = field(row) {
            in_servers = name.contains("DNS");
            let below = field(view.row(row.number.saturating_add(1))).map_or("", |(_, value)| value);
            take(&mut reading, row, in_servers, value, (dev, below));
        } else if let Some(value) = further(row) {
            take(&mut reading, row, in_servers, value, (dev, ""));
        } else if is_bare(row) {
            in_servers = false;
            reading.irrelevant(row);
        } else if is_adapter(row) || is_title(row) {
            dev = adapter(row.text);
            reading.irrelevant(row);
        }
    }
    reading
}

/// Notes a value; a mask belongs to the address above it.
fn take(reading: &mut Reading, row: Row<'_>, in_servers: bool, value: &str, (dev, below): (&str, &str)) {
    let word = value.split('(').next().unwrap_or(value).trim();
    let Some(found) = address(word) else { return reading.irrelevant(row) };
    let place = row.locate(word);
    let is_mask = found.to_string().starts_with("255.");
    if in_servers {
        reading.used(row, [Item::Nameserver(Located::new(found, place))]);
    } else if let Some(net) = masked(word, below).filter(|_| below.starts_with("255.") && !is_mask) {
        let net = Located::new(net, place);
        reading.used(row, [Item::from(InterfaceAddress { net, peer: None, dev: dev.to_owned(), up: true })]);
    } else if is_mask || found.is_ipv6() {
        reading.irrelevant(row);
    } else {
        reading.unhandled(row);
    }
}

/// `   IPv4 Address. . . . . . . . . . . : 172.24.160.1(Preferred)`: the name and the value.
fn field(row: Row<'_>) -> Option<(&str, &str)> {
    let (name, value) = row.text.split_once(" :").or_else(|| row.text.split_once(".:"))?;
    let is_field = row.text.starts_with(char::is_whitespace)
        && (name.contains(" . ") || name.ends_with(" ."))
        && row.text.len() < 300;
    is_field.then(|| (name.trim_matches([' ', '.']), value.trim()))
}

/// A field whose name is so long that no dots follow it: `Verbindungsspezifisches DNS-Suffix: corp.example`.
fn is_bare(row: Row<'_>) -> bool {
    let pair = row.text.split_once(':').filter(|_| row.text.starts_with("   ") && further(row).is_none());
    pair.is_some_and(|(name, value)| name.len() > 24 && address(value.trim()).is_none())
}

/// One more value below a field.
fn further(row: Row<'_>) -> Option<&str> {
    let text = row.text.trim();
    (row.text.starts_with("          ")
        && !text.contains(char::is_whitespace)
        && address(text.split('(').next()?).is_some())
    .then_some(text)
}

/// `Ethernet adapter vEthernet (WSL):`.
fn is_adapter(row: Row<'_>) -> bool {
    let text = row.text.trim_end();
    !row.text.starts_with(char::is_whitespace) && text.ends_with([':', '：']) && text.contains(' ') && text.len() < 120
}

/// `Windows IP Configuration`, `Windows-IP-Konfiguration`, `Windows IP 配置`.
fn is_title(row: Row<'_>) -> bool {
    let text = row.text.trim();
    text.contains("Windows") && text.contains("IP") && text.len() < 60
}

/// The adapter's name without what kind of adapter it is.
fn adapter(text: &str) -> &str {
    let text = text.trim().trim_end_matches([':', '：']);
    [" adapter ", "-Adapter ", " Adapter ", "适配器 "]
        .iter()
        .find_map(|kind| text.split_once(kind))
        .map_or(text, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use crate::read::check::check;

    #[test]
    fn adapters_in_any_language() {
        check(
            "ipconfig",
            &[
                (
                    "English",
                    "Windows IP Configuration\n\n\nEthernet adapter vEthernet (WSL):\n\n   Connection-specific DNS Suffix  . :\n   Link-local IPv6 Address . . . . . : fe80::1%5\n   IPv4 Address. . . . . . . . . . . : 172.24.160.1(Preferred)\n   Subnet Mask . . . . . . . . . . . : 255.255.240.0\n   Default Gateway . . . . . . . . . : 172.24.160.2\n   DNS Servers . . . . . . . . . . . : 192.168.1.1\n                                       8.8.8.8\n",
                    ".......u.-uu",
                    &["address 172.24.160.1/20 dev vEthernet (WSL)", "nameserver 192.168.1.1", "nameserver 8.8.8.8"],
                ),
                (
                    "German",
                    "Ethernet-Adapter Ethernet:\n\n   Verbindungsspezifisches DNS-Suffix: corp.example\n   IPv4-Adresse  . . . . . . . . . . : 10.1.2.3(Bevorzugt)\n   Subnetzmaske  . . . . . . . . . . : 255.255.255.0\n   DNS-Server  . . . . . . . . . . . : 10.1.0.53\n",
                    "...u.u",
                    &["address 10.1.2.3/24 dev Ethernet", "nameserver 10.1.0.53"],
                ),
                (
                    "Chinese",
                    "以太网适配器 以太网:\n\n   IPv4 地址 . . . . . . . . . . . . : 10.1.2.3(首选)\n   子网掩码  . . . . . . . . . . . . : 255.255.255.0\n",
                    "..u.",
                    &["address 10.1.2.3/24 dev 以太网"],
                ),
            ],
        );
    }
}
