//! OpenVPN: directives of client and server files, with what a server pushes.

use std::net::IpAddr;

use crate::net;
use crate::problem::Message;
use crate::read::address::{address, masked, prefix};
use crate::read::block::{Claim, Reading, Recogniser};
use crate::read::noise::{Noise, noise};
use crate::read::signs::Signs;
use crate::read::view::{Directives, Row, Tells, View};
use crate::read::{Item, Kind, WrittenAs};
use crate::text::Located;

use super::range;

mod directives;
pub(in crate::read) use directives::DIRECTIVES;
use directives::{is_directive, is_own, may_be_name, number};

/// OpenVPN.
pub(in crate::read) const OPENVPN: Recogniser =
    Recogniser { kinds: &[Kind::Openvpn], begins: &[Signs::OF_OPENVPN], claim, read };

/// What a line is.
enum Line<'a> {
    /// A directive with the ranges that it names.
    Ranges(Vec<Item>),
    /// A directive about ranges that names none that the VPN leads to.
    NoRange,
    /// A directive with the arguments that it takes, by its name.
    Directive(&'a str),
    /// `<ca>` up to `</ca>`.
    Opening(&'a str),
    Other,
}

/// How many lines may stand above the one that gives the format away.
const NEAR: u32 = 60;

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    if !is_known(view, first, last.min(first.saturating_add(NEAR))) {
        return None;
    }
    let mut end = first;
    let mut number = first;
    while number <= last && number <= end.saturating_add(3) {
        let row = view.row(number);
        match line(row) {
            Line::Opening(name) => number = closing(view, number, last, name),
            Line::Other if row.is_blank() || noise(row) == Some(Noise::Remark) => {
                number += 1;
                continue;
            }
            Line::Other => break,
            _ => {}
        }
        end = number;
        number += 1;
    }
    Some(Claim::new(Kind::Openvpn, end, Message::new("read.why.openvpn")))
}

/// Whether the lines are of this format: one names a range, or several different directives stand together and one of them
/// is a word that nothing else has. Single words such as `log` or `client` begin lines of anything.
fn is_known(view: &View<'_>, first: u32, near: u32) -> bool {
    if !matches!(view.tells(first, tells), Tells::Range | Tells::Directive { .. }) {
        return false;
    }
    let alone = Directives { first, end: first, ..Directives::default() };
    let last = view.directives().get();
    // Where the lines from further up on are not enough, those from here on are not either.
    let mut all = if (last.first..last.end).contains(&first) { last } else { alone };
    all.take_up_to(view, near);
    if all.are_enough() && all.first < first {
        all = alone;
        all.take_up_to(view, near);
    }
    view.directives().set(all);
    all.are_enough()
}

impl Directives {
    /// Takes the lines up to one of them in, as far as they are of the format.
    fn take_up_to(&mut self, view: &View<'_>, near: u32) {
        while self.end <= near && !self.range {
            match view.tells(self.end, tells) {
                Tells::Range => self.range = true,
                Tells::Directive { name, own } => {
                    self.own = self.own || own;
                    if let Some(place) = self.names.iter_mut().find(|have| have.is_none_or(|have| have == name)) {
                        *place = Some(name);
                    }
                }
                Tells::Between => {}
                Tells::Nothing => break,
            }
            self.end += 1;
        }
    }

    /// Whether they make a file.
    fn are_enough(&self) -> bool {
        self.range || self.own && self.names.iter().all(Option::is_some)
    }
}

/// What a line tells of the format.
fn tells(row: Row<'_>) -> Tells {
    match line(row) {
        Line::Ranges(_) | Line::NoRange => Tells::Range,
        Line::Directive(name) => Tells::Directive { name: number(name), own: is_own(row, name) },
        Line::Other if row.is_blank() || noise(row) == Some(Noise::Remark) => Tells::Between,
        Line::Opening(_) | Line::Other => Tells::Nothing,
    }
}

/// The line that closes an inline file; the last one of the text if it is cut.
fn closing(view: &View<'_>, first: u32, last: u32, name: &str) -> u32 {
    let mark = format!("</{name}>");
    view.rows(first, last).find(|row| row.text.trim() == mark).map_or(last, |row| row.number)
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut number = first;
    while number <= last {
        let row = view.row(number);
        match line(row) {
            Line::Ranges(items) => reading.used(row, items),
            Line::NoRange => reading.unhandled(row),
            Line::Directive(_) => reading.irrelevant(row),
            Line::Opening(name) => {
                let end = closing(view, number, last, name);
                view.rows(number, end).for_each(|row| reading.irrelevant(row));
                number = end;
            }
            Line::Other => {}
        }
        number += 1;
    }
    reading
}

fn line(row: Row<'_>) -> Line<'_> {
    let text = row.text.trim();
    if let Some(name) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        let is_file = matches!(
            name,
            "ca" | "cert"
                | "key"
                | "tls-auth"
                | "tls-crypt"
                | "tls-crypt-v2"
                | "pkcs12"
                | "dh"
                | "extra-certs"
                | "secret"
                | "crl-verify"
        );
        return if is_file { Line::Opening(name) } else { Line::Other };
    }
    if !may_be_directive(text) {
        return Line::Other;
    }
    let words = words(row);
    let Some((first, rest)) = words.split_first() else { return Line::Other };
    match (first.value, rest) {
        ("push", [pushed, arguments @ ..]) => match directive(row, pushed.value, arguments) {
            // What a server tells its clients is in quotes.
            Line::Other if row.text.contains(['"', '\'']) => Line::Directive("push"),
            line => line,
        },
        (name, arguments) => directive(row, name, arguments),
    }
}

/// Whether the first word may be the name of a directive: small letters, digits and dashes.
fn may_be_directive(text: &str) -> bool {
    let text = text.trim_start_matches(is_between);
    let is_of_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let (first, rest) = text.split_at(text.bytes().position(|b| !is_of_name(b)).unwrap_or(text.len()));
    rest.chars().next().is_none_or(is_between) && may_be_name(first)
}

/// Whether a character parts the words of a line.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'')
}

/// The words in front of a comment, quotes taken off.
fn words(row: Row<'_>) -> Vec<Located<&str>> {
    let end = row.text.find(['#', ';']).unwrap_or(row.text.len());
    let to = row.part(0, end).span.end;
    row.split(is_between).into_iter().filter(|word| word.span.start < to).collect()
}

fn directive<'a>(row: Row<'_>, name: &'a str, arguments: &[Located<&str>]) -> Line<'a> {
    match (name, arguments) {
        ("route" | "iroute", [network, rest @ ..]) => route(row, *network, rest),
        ("server" | "server-bridge", [network, mask, ..]) => masked(network.value, mask.value)
            .map_or(Line::Other, |net| Line::Ranges(vec![range(net.trunc(), network.span, WrittenAs::VpnPool, None)])),
        ("server-bridge", []) => Line::Directive(name),
        ("route-ipv6" | "iroute-ipv6" | "server-ipv6" | "ifconfig-ipv6", [network, ..]) => {
            let written_as = if name.contains("route") { WrittenAs::VpnRoute } else { WrittenAs::VpnPool };
            prefix(network.value)
                .map_or(Line::Other, |net| Line::Ranges(vec![range(net.trunc(), network.span, written_as, None)]))
        }
        ("ifconfig", [own, second, ..]) => ifconfig(*own, *second),
        ("dhcp-option", [key, value, ..]) => option(key.value, *value),
        (name, _) if is_directive(name, arguments) => Line::Directive(name),
        _ => Line::Other,
    }
}

/// `route network [netmask] [gateway] [metric]`; the netmask is 255.255.255.255 where none stands.
fn route<'a>(row: Row<'_>, network: Located<&str>, rest: &[Located<&str>]) -> Line<'a> {
    let word = |at: usize| rest.get(at).map_or("", |word: &Located<&str>| word.value);
    // Through the old gateway means: not through the VPN.
    if word(1) == "net_gateway" || matches!(network.value, "vpn_gateway" | "net_gateway" | "remote_host") {
        return Line::NoRange;
    }
    let mask = if matches!(word(0), "" | "default") { "255.255.255.255" } else { word(0) };
    let span = match rest.first() {
        Some(mask) if mask.value.contains('.') => network.span.to(mask.span),
        _ => network.span,
    };
    match masked(network.value, mask).or_else(|| prefix(network.value)) {
        Some(net) => Line::Ranges(vec![range(net.trunc(), span, WrittenAs::VpnRoute, None)]),
        // A name in place of the network, or `route print` of Windows.
        None if row.text.contains("vpn_gateway") => Line::NoRange,
        None => Line::Other,
    }
}

/// `ifconfig 10.8.0.1 255.255.255.0`; with two addresses each is alone on its end.
fn ifconfig<'a>(own: Located<&str>, second: Located<&str>) -> Line<'a> {
    let Some(address) = address(own.value).filter(IpAddr::is_ipv4) else { return Line::Other };
    let net = masked(own.value, second.value).filter(|_| second.value.starts_with("255."));
    match net {
        Some(net) => Line::Ranges(vec![range(net.trunc(), own.span, WrittenAs::VpnPool, None)]),
        None if crate::read::address::address(second.value).is_some() => {
            Line::Ranges(vec![range(net::host(address), own.span, WrittenAs::VpnPool, None)])
        }
        None => Line::Other,
    }
}

/// `dhcp-option DNS 10.8.0.1`: the resolver is reached through the VPN.
fn option<'a>(key: &str, value: Located<&str>) -> Line<'a> {
    match (key, address(value.value)) {
        ("DNS" | "DNS6", Some(address)) => {
            Line::Ranges(vec![range(net::host(address), value.span, WrittenAs::VpnRoute, None)])
        }
        _ => Line::Directive("dhcp-option"),
    }
}

#[cfg(test)]
mod tests {
    use crate::read::check::{check, see};

    #[test]
    fn clients_and_servers() {
        check(
            "openvpn",
            &[
                (
                    "a client with one route and its certificate",
                    "client\ndev tun\nproto udp\nremote vpn.example.com 1194\nroute-nopull\nroute 172.23.0.0 255.255.0.0 vpn_gateway\nroute 203.0.113.9 255.255.255.255 net_gateway\nroute 10.9.8.7\n<ca>\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n</ca>\nverb 3\n",
                    ".....u-u......",
                    &["vpnroute 172.23.0.0/16", "vpnroute 10.9.8.7"],
                ),
                (
                    "a server with comments",
                    "port 1194                #说明\nproto tcp                #说明\nserver 10.8.0.0 255.255.255.0        #说明\nifconfig-pool-persist ipp.txt\npush \"route 172.18.71.0 255.255.255.0 vpn_gateway\"    #说明\npush \"dhcp-option DNS 172.18.71.2\"\npush 'route-ipv6 fd00:7::/64'\n;push \"route 10.0.0.0 255.0.0.0\"\nclient-to-client  #说明\n",
                    "..u.uuu..",
                    &["vpnpool 10.8.0.0/24", "vpnroute 172.18.71.0/24", "vpnroute 172.18.71.2", "vpnroute fd00:7::/64"],
                ),
                ("a point-to-point link", "dev tun\nifconfig 10.4.0.1 10.4.0.2\n", ".u", &["vpnpool 10.4.0.1"]),
            ],
        );
    }

    #[test]
    fn words_alone_are_no_configuration() {
        for line in [
            "client",
            "port 80",
            "up 3 days",
            "user root\ngroup wheel",
            "log line 1 of nothing\nlog line 2 of nothing\nlog line 3 of nothing\n",
            "log a\nlog b\nlog c\nlog d\n",
            "user nginx\nport 80\nlog /var/log/x\n",
        ] {
            assert_eq!(see(line).kinds, ["unknown"], "{line}");
        }
    }
}
