//! The addresses in a line of any text, in every notation people use.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Subnets};
use smallvec::SmallVec;

use super::entry::{Entry, usual};
use crate::net;
use crate::problem::Message;
use crate::read::address::{number, prefix_or_host, short_destination};
use crate::read::view::Row;
use crate::text::Span;

/// An address in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read) struct Found {
    pub atom: Atom,
    /// First byte in the line.
    pub from: usize,
    /// One past the last byte in the line.
    pub to: usize,
    pub span: Span,
}

/// What an address is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read) enum Atom {
    /// Written with its length.
    Prefix(IpNet),
    /// Written in an unusual way, and how.
    Guessed(IpNet, Guess),
    /// An address alone.
    Address(IpAddr),
    /// A range from an address to another, as prefixes.
    Range(Vec<IpNet>),
    /// Meant as an address and not readable, and why.
    Unreadable(Fault),
}

/// The unusual ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Guess {
    /// `172.28.0.0\16`.
    Backslash,
    /// `172.30.x.x`, `10.*`.
    Placeholder,
    /// `10/8`, `172.16/12`, `172.22.1`.
    Short,
    /// `10.0.0.0 0.0.255.255`.
    Wildcard,
}

/// Why an address is not readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Fault {
    /// `10.***.1.0/24`.
    Masked,
    /// `10.300.0.0/16`.
    Octet,
    /// `10.0.0.0/33`.
    Length,
    /// `10.0.0.9-10.0.0.1`.
    Backwards,
}

impl Found {
    /// The range of an entry.
    pub(super) fn of(row: Row<'_>, entry: &Entry<'_>) -> Self {
        let to = row.text.len() - entry.behind.len();
        Self { atom: Atom::Prefix(entry.net.value), from: 0, to, span: entry.net.span }
    }

    pub(in crate::read) const fn is_readable(&self) -> bool {
        !matches!(self.atom, Atom::Unreadable(_))
    }

    /// Whether it is an address without a length.
    pub(in crate::read) const fn is_bare_address(&self) -> bool {
        matches!(self.atom, Atom::Address(_))
    }

    /// What must be told of it.
    pub(super) fn doubt(&self) -> Option<Message> {
        Some(match &self.atom {
            Atom::Guessed(net, guess) => Message::new(match guess {
                Guess::Backslash => "read.guess.backslash",
                Guess::Placeholder => "read.guess.placeholder",
                Guess::Short => "read.guess.short",
                Guess::Wildcard => "read.guess.wildcard",
            })
            .with("net", *net),
            Atom::Unreadable(fault) => Message::new(match fault {
                Fault::Masked => "read.fault.masked",
                Fault::Octet => "read.fault.octet",
                Fault::Length => "read.fault.length",
                Fault::Backwards => "read.fault.backwards",
            }),
            _ => return None,
        })
    }
}

/// Every address of a line, in order.
pub(in crate::read) fn atoms(row: Row<'_>) -> Vec<Found> {
    if let Some(entry) = Entry::of(row) {
        return vec![Found::of(row, &entry)];
    }
    let mut found: Vec<Found> = Vec::new();
    let place = |part: &str| {
        let from = part.as_ptr() as usize - row.text.as_ptr() as usize;
        (from, from + part.len())
    };
    for word in row.pieces(is_separator).filter(|word| may_name(word.value)) {
        if let Some((part, atom)) = whole(word.value) {
            let (from, to) = place(part);
            add(&mut found, row, atom, from, to);
            continue;
        }
        for part in parts(word.value) {
            let (from, to) = place(part);
            if let Some(atom) = atom(part).or_else(|| short(row.text, from, to)) {
                add(&mut found, row, atom, from, to);
            }
        }
    }
    // A mask without its address says nothing.
    found.retain(|found| !matches!(&found.atom, Atom::Address(address) if is_mask(*address)));
    found
}

/// Whether a word may have an address in it: one has a digit or begins with two colons.
fn may_name(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit()) || word.contains("::")
}

/// Adds an address, or joins it with the one before: a mask to its address, an end to its range.
fn add(found: &mut Vec<Found>, row: Row<'_>, atom: Atom, from: usize, to: usize) {
    if let Some(last) = found.last_mut() {
        let between = row.text.get(last.to..from).unwrap_or("");
        if let Some(joined) = join(&last.atom, between, &atom) {
            *last = Found { atom: joined, from: last.from, to, span: row.part(last.from, to).span };
            return;
        }
    }
    // 128.0.0.0 and 192.0.0.0 are masks and networks; what follows them tells. From 224 on there are no networks.
    let is_mask_only = |address: IpAddr| is_mask(address) && matches!(address, IpAddr::V4(v4) if v4.octets()[0] >= 224);
    if !matches!(&atom, Atom::Address(address) if is_mask_only(*address)) {
        found.push(Found { atom, from, to, span: row.part(from, to).span });
    }
}

fn join(one: &Atom, between: &str, two: &Atom) -> Option<Atom> {
    let Atom::Address(IpAddr::V4(second)) = *two else { return join_range(one, between, two) };
    let Atom::Address(IpAddr::V4(first)) = *one else { return None };
    let sign = between.trim().trim_matches([',', ';', '/', '|', '(', ':', '，', '：', '=']).trim();
    let words = ["", "netmask", "mask", "subnet mask", "genmask", "掩码", "子网掩码"];
    if words.contains(&sign.to_lowercase().as_str()) {
        if let Some(length) = net::mask_length(second).filter(|_| is_mask(IpAddr::V4(second))) {
            return IpNet::new(first.into(), length).ok().map(Atom::Prefix);
        }
        // A wildcard is a mask upside down, as routers' access lists have it.
        if let Some(length) = wildcard_length(second) {
            return IpNet::new(first.into(), length).ok().map(|net| Atom::Guessed(net, Guess::Wildcard));
        }
    }
    join_range(one, between, two)
}

/// `a - b`, `a to b`, `a 至 b`.
fn join_range(one: &Atom, between: &str, two: &Atom) -> Option<Atom> {
    let (Atom::Address(first), Atom::Address(last)) = (one, two) else { return None };
    let sign = between.trim().to_lowercase();
    ["-", "–", "—", "~", "～", "to", "至", "到", "..", "...", "…", "－"]
        .contains(&sign.as_str())
        .then(|| range(*first, *last))
}

/// Signs of other scripts need no blank between them and a number: `网段为172.18.0.0/16`.
fn is_separator(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_whitespace()
            || matches!(
                c,
                '\u{b}'
                    | ','
                    | ';'
                    | '|'
                    | '"'
                    | '\''
                    | '`'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | '<'
                    | '>'
                    | '='
                    | '@'
                    | '!'
                    | '?'
            );
    }
    c.is_whitespace() || c.is_alphanumeric() || "＝，；：、（）【】《》「」『』“”‘’！？…→～–—－".contains(c)
}

/// The address that a word is as a whole, without the signs around it.
fn whole(word: &str) -> Option<(&str, Atom)> {
    let plain = without_end(word);
    let bold = Some(plain.trim_matches('*')).filter(|bold| bold.len() < plain.len());
    std::iter::once(plain).chain(bold).find_map(|part| Some((part, atom(part)?)))
}

/// The parts of a word that may be addresses: the pieces of `name:10.0.0.1`, `10.0.0.1:3306`, `http://10.0.0.1/x`.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    without_end(word).split(':').filter_map(url_part)
}

fn without_end(word: &str) -> &str {
    word.trim_end_matches(['.', ':', '。', '-', '/'])
}

/// Of `//10.0.0.5/path` only the host; a whole part otherwise.
fn url_part(part: &str) -> Option<&str> {
    let inner = part.trim_start_matches('/');
    let host = if part.len() - inner.len() == 2 { inner.split('/').next().unwrap_or(inner) } else { inner };
    (!host.is_empty()).then_some(host)
}

/// The address that a word is.
fn atom(word: &str) -> Option<Atom> {
    if !word.bytes().any(|b| b.is_ascii_digit()) && !word.starts_with("::") {
        return None;
    }
    if word.bytes().filter(|b| *b == b':').count() >= 2 {
        return v6(word);
    }
    if let Some((first, last)) = word.split_once(['-', '~']) {
        return v4_range(first, last);
    }
    v4(word)
}

fn v6(word: &str) -> Option<Atom> {
    let net = prefix_or_host(word)?;
    let has_length = word.contains('/');
    // `::` alone is punctuation more often than an address.
    if !has_length && word.len() < 4 && word != "::1" {
        return None;
    }
    Some(if has_length { Atom::Prefix(net) } else { Atom::Address(net.addr()) })
}

fn v4(word: &str) -> Option<Atom> {
    if let Some(net) = usual(word) {
        return Some(Atom::Prefix(net));
    }
    let (octets, length) = match word.split_once(['/', '\\']) {
        Some((octets, length)) => (octets, Some(length)),
        None => (word, None),
    };
    let is_number = length.is_none() && !octets.contains('.');
    if is_number || !octets.split('.').all(is_octet_like) {
        return None;
    }
    let parts: SmallVec<[&str; 4]> = octets.split('.').collect();
    if parts.len() > 4 {
        return None;
    }
    if parts.iter().all(|part| number(part).is_some()) {
        return plain(word, octets, parts.len(), length);
    }
    if parts.len() < 4 && !parts.contains(&"*") {
        return None;
    }
    Some(placeholder(&parts, length))
}

/// `IPV4_NETWORK=172.22.1`, or `172.17` alone on its line: octets of a private block, the others left out. Numbers of
/// versions look alike, so those that begin with 10 are none.
fn short(line: &str, from: usize, to: usize) -> Option<Atom> {
    let (before, word, after) = (line.get(..from)?, line.get(from..to)?, line.get(to..)?);
    let parts: SmallVec<[u8; 4]> = word.split('.').map(number).collect::<Option<_>>()?;
    let length = u8::try_from(parts.len() * 8).ok().filter(|length| matches!(length, 16 | 24))?;
    let bare = |text: &str| text.chars().all(|c| c.is_whitespace() || "\"'-*;,".contains(c));
    let is_value = before.trim_end_matches(['"', '\'']).ends_with('=') || bare(before);
    let mut octets = [0; 4];
    octets.iter_mut().zip(&parts).for_each(|(octet, part)| *octet = *part);
    let net = net::prefix(IpAddr::V4(octets.into()), length)?;
    (is_value && bare(after) && octets[0] != 10 && net::is_private(net)).then_some(Atom::Guessed(net, Guess::Short))
}

/// Digits, or signs that stand for them.
fn is_octet_like(part: &str) -> bool {
    let stars = part.chars().all(|c| "*xX".contains(c)) && part.len() <= 4;
    !part.is_empty() && (stars || (part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit())))
}

fn plain(word: &str, octets: &str, count: usize, length: Option<&str>) -> Option<Atom> {
    let Some(length) = length else {
        return (count == 4).then(|| octets.parse().ok().map(Atom::Address)).flatten();
    };
    if count < 4 {
        // `1/2` is a fraction and `10/8` a network; a date is neither. Only private blocks are written so short.
        let net = short_destination(word)?;
        return (net::is_private(net) && !net::has_host_bits(net)).then_some(Atom::Guessed(net, Guess::Short));
    }
    let address: Ipv4Addr = octets.parse().ok()?;
    if let Ok(mask) = length.parse::<Ipv4Addr>() {
        let length = net::mask_length(mask).or_else(|| wildcard_length(mask));
        return Some(
            length
                .and_then(|length| IpNet::new(address.into(), length).ok())
                .map_or(Atom::Unreadable(Fault::Length), Atom::Prefix),
        );
    }
    // Behind a path's slash there may be anything: `10.0.0.1/index` is an address.
    if !length.bytes().all(|b| b.is_ascii_digit()) || length.is_empty() {
        return Some(Atom::Address(address.into()));
    }
    let net = number(length).and_then(|length| IpNet::new(address.into(), length).ok());
    Some(match net {
        Some(net) if word.contains('\\') => Atom::Guessed(net, Guess::Backslash),
        Some(net) => Atom::Prefix(net),
        None => Atom::Unreadable(Fault::Length),
    })
}

/// `172.30.x.x`: signs at the end stand for all numbers; signs before a number hide one.
fn placeholder(parts: &[&str], length: Option<&str>) -> Atom {
    let known: Vec<u8> = parts.iter().map_while(|part| number(part)).collect();
    let rest = parts.get(known.len()..).unwrap_or(&[]);
    if rest.iter().any(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        let hidden = rest.iter().any(|part| part.contains(['*', 'x', 'X']));
        return Atom::Unreadable(if hidden { Fault::Masked } else { Fault::Octet });
    }
    let written = length.and_then(number);
    let own = u8::try_from(known.len() * 8).unwrap_or(32);
    // A length that reaches into what is hidden: the network is not known.
    if known.is_empty() || written.is_some_and(|written| written > own) || (length.is_some() && written.is_none()) {
        return Atom::Unreadable(Fault::Masked);
    }
    let mut octets = [0; 4];
    octets.iter_mut().zip(&known).for_each(|(octet, known)| *octet = *known);
    net::prefix(IpAddr::V4(octets.into()), written.unwrap_or(own))
        .map_or(Atom::Unreadable(Fault::Length), |net| Atom::Guessed(net, Guess::Placeholder))
}

/// `10.0.0.1-10.0.0.9`, `10.0.0.1-9`.
fn v4_range(first: &str, last: &str) -> Option<Atom> {
    let first: Ipv4Addr = first.parse().ok()?;
    let last = match number(last) {
        Some(octet) => {
            let [a, b, c, _] = first.octets();
            Ipv4Addr::new(a, b, c, octet)
        }
        None => last.parse().ok()?,
    };
    Some(range(first.into(), last.into()))
}

/// The fewest prefixes that make up a range.
fn range(first: IpAddr, last: IpAddr) -> Atom {
    match (first, last) {
        (IpAddr::V4(a), IpAddr::V4(b)) if a <= b => Atom::Range(Ipv4Subnets::new(a, b, 0).map(IpNet::V4).collect()),
        (IpAddr::V6(a), IpAddr::V6(b)) if a <= b => {
            Atom::Range(ipnet::Ipv6Subnets::new(a, b, 0).map(IpNet::V6).collect())
        }
        _ => Atom::Unreadable(Fault::Backwards),
    }
}

/// Whether an address is a netmask as tables write it: 255.0.0.0 and longer, or a shorter one of ones.
fn is_mask(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(v4) if v4.octets()[0] >= 128 && net::mask_length(v4).is_some_and(|length| length >= 1))
}

/// The length of a wildcard mask, `0.0.255.255`; all zeros is no wildcard here.
fn wildcard_length(wildcard: Ipv4Addr) -> Option<u8> {
    let ones = u32::from(wildcard);
    (ones != 0 && wildcard.octets()[0] == 0).then(|| net::mask_length(Ipv4Addr::from(!ones))).flatten()
}
