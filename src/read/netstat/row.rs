//! One row of a route table in columns.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::columns::{Columns, System};
use crate::net;
use crate::read::address::{address, default_route, masked, prefix, short_destination};
use crate::read::view::Row;
use crate::read::{Hop, Name, Route, RouteType, Way};
use crate::text::Located;

/// What a row is.
pub(super) enum Entry {
    Route(Route),
    /// A route whose row ends before the interface.
    Cut(Route),
    /// An entry of the neighbour cache, which BSD keeps in the route table.
    Neighbour,
    /// A destination without a length where the system does not tell it.
    NoLength,
    /// The name of a host in place of its address.
    Name,
    /// A row that ends before its mask.
    Short,
}

/// What parts the cells: blanks, and the bars of a page that laid the table out anew.
pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '│' | '┃' | '｜')
}

/// A row under the columns of its heading; `None` for a line that is no row.
pub(super) fn entry(row: Row<'_>, columns: &Columns) -> Option<Entry> {
    let words = row.split(is_separator);
    let cells = Cells { words: &words, columns };
    match columns.system {
        System::Linux { .. } => linux(row, &cells),
        System::Linux6 => linux6(row, &cells),
        System::Bsd => bsd(row, &cells),
    }
}

struct Cells<'a, 'b> {
    words: &'b [Located<&'a str>],
    columns: &'b Columns,
}

impl<'a> Cells<'a, '_> {
    fn get(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |word| word.value)
    }

    fn destination(&self, net: IpNet) -> Option<Located<IpNet>> {
        self.words.first().map(|word| Located::new(net, word.span))
    }

    fn flags(&self) -> &'a str {
        self.get(self.columns.flags)
    }

    fn metric(&self) -> Option<u32> {
        self.columns.metric.and_then(|at| self.get(at).parse().ok()).filter(|metric| *metric != 0)
    }

    /// The interface; a star or dash stands for none.
    fn dev(&self) -> Option<Name> {
        let name = self.get(self.columns.dev);
        (!matches!(name, "" | "*" | "-")).then(|| name.into())
    }

    fn is_cut(&self) -> bool {
        self.words.len() <= self.columns.dev
    }
}

/// Letters of net-tools and BusyBox; `!` stands for U in a rejected route.
fn are_linux_flags(flags: &str) -> bool {
    !flags.is_empty() && flags.chars().all(|c| "UGHRDMACacepln!bfisw".contains(c)) && flags.starts_with(['U', '!'])
}

fn linux(row: Row<'_>, cells: &Cells<'_, '_>) -> Option<Entry> {
    let (destination, gateway, mask) = (cells.get(0), cells.get(1), cells.get(2));
    if !are_linux_flags(cells.flags()) || net::mask_length(mask.parse().ok()?).is_none() {
        return None;
    }
    let net = match destination {
        "default" => masked("0.0.0.0", mask),
        // The names that /etc/networks gives on most systems.
        "link-local" => masked("169.254.0.0", mask),
        "loopback" => masked("127.0.0.0", mask),
        written => masked(written, mask),
    };
    let Some(net) = net else { return Some(Entry::Name) };
    let kind = if cells.flags().contains('!') {
        RouteType::Unreachable
    } else if cells.get(cells.columns.dev) == "*" {
        // Blackhole and throw routes look alike here, like routes without an interface.
        RouteType::Other
    } else {
        RouteType::Unicast
    };
    // A gateway of the other family is printed as 0.0.0.0, only the flag tells that there is one.
    let on_link = kind == RouteType::Unicast && !cells.flags().contains('G');
    let via = gateway_of(gateway).filter(|_| cells.flags().contains('G'));
    finish(row, cells, net, kind, on_link, via)
}

fn gateway_of(word: &str) -> Option<IpAddr> {
    address(word).filter(|address| !address.is_unspecified())
}

fn linux6(row: Row<'_>, cells: &Cells<'_, '_>) -> Option<Entry> {
    let flags = cells.flags();
    if !are_linux_flags(flags) {
        return None;
    }
    let net = match cells.get(0) {
        "default" | "[::]/0" => default_route(true),
        written => prefix(written).filter(|net| matches!(net, IpNet::V6(_)))?,
    };
    let kind = if flags.contains('!') {
        RouteType::Unreachable
    } else if net == multicast6() {
        RouteType::Multicast
    } else if flags.contains('n') {
        RouteType::Local
    } else {
        RouteType::Unicast
    };
    let via = gateway_of(cells.get(1)).filter(|_| flags.contains('G'));
    let on_link = kind == RouteType::Unicast && via.is_none();
    finish(row, cells, net, kind, on_link, via)
}

fn multicast6() -> IpNet {
    net::prefix(IpAddr::V6(std::net::Ipv6Addr::from(0xff00_u128 << 112)), 8).unwrap_or_else(|| default_route(true))
}

fn bsd(row: Row<'_>, cells: &Cells<'_, '_>) -> Option<Entry> {
    let (written, gateway, flags) = (cells.get(0), cells.get(1), cells.flags());
    if flags.is_empty()
        || !flags.chars().all(|c| c.is_ascii_alphanumeric())
        || !flags.starts_with(|c: char| c.is_ascii_uppercase())
    {
        return None;
    }
    // Cloned and learned entries for one neighbour each: "L" of the link layer with "H", or "W" of a clone.
    let is_neighbour =
        flags.contains('H') && (flags.contains('L') || flags.contains('W')) || is_hardware_address(gateway);
    let has_gateway = flags.contains('G');
    let v6 = written.contains(':') || gateway.contains(':');
    let net = bsd_destination(written, v6)?;
    if is_neighbour {
        return Some(Entry::Neighbour);
    }
    let full = !written.contains('/') && written.matches('.').count() == 3;
    if full && !flags.contains('H') && written.parse::<Ipv4Addr>().is_ok_and(|address| !address.is_unspecified()) {
        return Some(Entry::NoLength);
    }
    let kind = bsd_kind(net, flags, cells.dev().as_deref());
    let via = address(gateway).filter(|_| has_gateway);
    finish(row, cells, net, kind, kind == RouteType::Unicast && !has_gateway, via)
}

fn bsd_destination(written: &str, v6: bool) -> Option<IpNet> {
    if written == "default" {
        return Some(default_route(v6));
    }
    if written.contains(':') {
        // `fe80::%ena1/64` carries its zone before the length.
        return prefix(written).or_else(|| address(written).map(net::host));
    }
    short_destination(written)
}

fn bsd_kind(net: IpNet, flags: &str, dev: Option<&str>) -> RouteType {
    let own = dev.is_some_and(|dev| dev.starts_with("lo")) && net::is_host(net);
    if flags.contains('B') && !net::is_host(net) {
        RouteType::Blackhole
    } else if flags.contains('b') && flags.contains('H') {
        RouteType::Broadcast
    } else if flags.contains('R') {
        RouteType::Unreachable
    } else if flags.contains('l') || own {
        RouteType::Local
    } else {
        RouteType::Unicast
    }
}

/// `6e:45:83:dc:3a:98`, also with digits left out.
fn is_hardware_address(word: &str) -> bool {
    let parts: Vec<&str> = word.split([':', '.']).collect();
    parts.len() == 6
        && parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn finish(
    row: Row<'_>,
    cells: &Cells<'_, '_>,
    net: IpNet,
    kind: RouteType,
    on_link: bool,
    via: Option<IpAddr>,
) -> Option<Entry> {
    let dev = cells.dev();
    let hops = if dev.is_some() || via.is_some() { vec![Hop { via, dev }] } else { Vec::new() };
    let way = Way { kind, hops, on_link, metric: cells.metric(), ..Way::default() };
    let route = Route::new(cells.destination(net)?, row.span(), way);
    // Solaris leaves the interface out of routes through a gateway.
    let may_lack_interface = cells.columns.system == System::Bsd;
    Some(if cells.is_cut() && !may_lack_interface { Entry::Cut(route) } else { Entry::Route(route) })
}
