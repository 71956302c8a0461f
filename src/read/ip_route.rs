//! `ip route` of iproute2 and BusyBox: all tables, one line a route or several, with every word of its grammar.
//!
//! The order of words is fixed (`print_route` of `ip/iproute.c`), but filters drop some and old releases add blanks, so a route is
//! read as a loop of keywords that each take their own arguments. `encap` has a `src` and a `dst` of its own and is skipped whole.

use std::net::IpAddr;

use ipnet::IpNet;

use super::address::{address, prefix_or_host};
use super::block::{Claim, Reading, Recogniser, note};
use super::noise::{command_after_prompt, noise};
use super::view::{self, Row, View};
use super::{Hop, Item, Kind, Route, RouteType, Way};
use crate::problem::{Code, Message};
use crate::read::signs::Signs;
use crate::text::{Located, Span};

mod words;

use words::{destination, is_flag, is_keyword, is_masked};

/// `ip route`.
pub(super) const IP_ROUTE: Recogniser = Recogniser {
    kinds: &[Kind::IpRoute],
    begins: &[
        Signs::FIRST_NUMBER,
        Signs::OF_IP_ROUTE,
        Signs::BACKSLASH.and(Signs::DIGIT),
        Signs::BACKSLASH.and(Signs::COLON),
    ],
    claim,
    read,
};

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let row = view.row(first);
    let below = || view.row(first.saturating_add(1));
    // A destination alone is a route where its hops follow.
    let is_more = row.signs().has(Signs::WORDS) || row.signs().has(Signs::BACKSLASH);
    // A range with one word behind it is a route where the word is a flag.
    let is_entry = row.signs().has(Signs::ENTRY.and(Signs::WORDS)) && !row.text.rsplit(' ').next().is_some_and(is_flag);
    if is_entry || !may_begin(row.text) || !is_more && !may_go_on(below().text) {
        return None;
    }
    let begins = Line::begin(row);
    let begins_a_hop_list = begins.is_bare() && Line::begin(below()).is_continuation();
    if !(begins.is_route() || begins_a_hop_list) {
        return None;
    }
    let mut table = Table::default();
    let mut end = first;
    for row in view.rows(first, last) {
        // The first line begins the block, whatever it is elsewhere.
        if row.number > first && noise(row).is_some() || !table.take(row) {
            break;
        }
        end = row.number;
    }
    let why = Message::new("read.why.ip-route");
    Some(Claim { reading: Some(table.reading), ..Claim::new(Kind::IpRoute, end, why) })
}

/// Whether a line can be one that goes on with the route above.
fn may_go_on(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\\').starts_with(['n', 'c', '['])
}

/// Whether the first word can be a destination, or stands in front of one.
fn may_begin(text: &str) -> bool {
    let first = text.split(|c: char| c.is_whitespace() || c == '\\').find(|word| !word.is_empty()).unwrap_or("");
    let is_digit = |c: char| c.is_ascii_hexdigit() || c == ':';
    let is_address = || first.starts_with(is_digit) && first.contains(['.', ':', '/']);
    is_address()
        || matches!(first, "default" | GONE)
        || first.starts_with("[ROUTE]")
        || RouteType::of_word(first).is_some()
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut table = Table::default();
    for row in view.rows(first, last) {
        if !table.take(row) && noise(row).is_none() && command_after_prompt(row.text).is_none() {
            table.reading.lost(row);
        }
    }
    table.reading
}

/// A table as far as it is read.
#[derive(Default)]
struct Table<'a> {
    reading: Reading,
    /// The last destination was of IPv6: `default` alone does not tell.
    v6: bool,
    /// The last plain route, and the text behind its destination: in long tables many lines differ by the destination alone.
    before: Option<(&'a str, Route)>,
}

impl<'a> Table<'a> {
    /// Reads a line; `false` for one that no table has.
    fn take(&mut self, row: Row<'a>) -> bool {
        if let Some(route) = self.like_before(row) {
            self.reading.used(row, [Item::Route(route)]);
            return true;
        }
        let line = Line::of(row);
        if line.is_continuation() {
            go_on(&mut self.reading, row, &line);
            return true;
        }
        // A bare destination between routes is a multipath route of BusyBox, which does not print the hops.
        let Some((route, parts)) = line.route(row.span(), self.v6) else { return false };
        self.v6 = matches!(route.dst.value, IpNet::V6(_));
        if line.first() == GONE || is_lookup(&line, below(row)) {
            self.reading.unhandled(row);
        } else {
            let is_plain = parts.unknown.is_empty() && parts.cut.is_none();
            self.before = behind_prefix(row.text).filter(|_| is_plain).map(|behind| (behind, route.clone()));
            note_words(&mut self.reading, parts);
            self.reading.used(row, [Item::Route(route)]);
        }
        true
    }

    /// The route of a line that says behind its prefix what the last plain one said behind its own.
    fn like_before(&self, row: Row<'_>) -> Option<Route> {
        let (behind, route) = self.before.as_ref()?;
        let prefix = row.text.strip_suffix(behind)?;
        let net: IpNet = prefix.parse().ok()?;
        let is_alike = net.addr().is_ipv6() == route.dst.value.addr().is_ipv6() && !may_be_cached(below(row));
        is_alike.then(|| route.beside(Located::new(net, row.part(0, prefix.len()).span), row.span()))
    }
}

fn below(row: Row<'_>) -> Row<'_> {
    row.view().row(row.number.saturating_add(1))
}

/// What stands behind the prefix at the margin, with the blank before it; `None` where either is missing.
fn behind_prefix(text: &str) -> Option<&str> {
    let (prefix, behind) = text.split_at(text.find(' ')?);
    // `0/8` and addresses without a length depend on what stands around them.
    let is_prefix = prefix.parse::<IpNet>().is_ok();
    Some(behind).filter(|behind| is_prefix && !behind.trim().is_empty())
}

/// The route that the words behind `ip route add` name.
pub(super) fn of_words(words: &[Located<&str>], span: Span) -> Option<Route> {
    Some(Line::of_words(words.into()).route(span, false)?.0)
}

/// Adds a line that belongs to the route above: a next hop, or words that say nothing about where it leads.
fn go_on(reading: &mut Reading, row: Row<'_>, line: &Line<'_>) {
    if line.first() != "nexthop" {
        return reading.irrelevant(row);
    }
    let Some(Item::Route(route)) = reading.items.last_mut() else { return reading.lost(row) };
    let words = Words { list: &line.words, at: 0 };
    let mut parts = Parts::default();
    parts.take(words);
    route.way_mut().hops.extend(parts.hops);
    route.span = route.span.to(row.span());
    reading.used(row, []);
}

/// `ip route get` answers for one address; the answer is no entry of a table.
fn is_lookup(line: &Line<'_>, below: Row<'_>) -> bool {
    let has = |word: &str| line.words.iter().any(|have| have.value == word);
    has("uid")
        || has("cache")
        || may_be_cached(below) && Line::begin(below).first() == "cache"
        || line.words.windows(2).any(|pair| pair[0].value == "from" && pair[1].value == "::")
}

/// Whether the line can say that the route above is one of the cache.
fn may_be_cached(row: Row<'_>) -> bool {
    row.signs().has(Signs::FIRST_LETTER) && row.text.trim_start().starts_with("cache")
}

/// Tells what was passed over and what is missing.
fn note_words(reading: &mut Reading, parts: Strange<'_>) {
    for word in parts.unknown {
        let message = Message::new("read.ip-route.unknown-word").with("word", word.value);
        reading.problems.push(note(Code::ReadByGuess, message, word.span));
    }
    if let Some(word) = parts.cut {
        let message = Message::new("read.cut-after").with("word", word.value);
        reading.problems.push(note(Code::TextCut, message, word.span));
    }
}

/// What `ip monitor` writes before a route that was taken away.
const GONE: &str = "Deleted";

/// The words of a line; a backslash stands for a line break in `ip -o`.
struct Line<'a> {
    words: view::Words<'a>,
    kind: Option<RouteType>,
    /// Index of the destination.
    dst: usize,
    /// The destination, of IPv4 where it does not tell.
    net: Option<IpNet>,
}

impl<'a> Line<'a> {
    fn of(row: Row<'a>) -> Self {
        Self::first_words(row, usize::MAX)
    }

    /// As many words of a line as tell what it is.
    fn begin(row: Row<'a>) -> Self {
        Self::first_words(row, 7)
    }

    fn first_words(row: Row<'a>, most: usize) -> Self {
        let mut words: view::Words<'a> = row.pieces(|c| c.is_whitespace() || c == '\\').take(most).collect();
        // `ip monitor` writes its label without a blank behind it.
        if let Some(rest) = words.first().and_then(|first| first.value.strip_prefix("[ROUTE]")) {
            words.remove(0);
            if !rest.is_empty() {
                words.insert(0, Located::new(rest, row.locate(rest)));
            }
        }
        Self::of_words(words)
    }

    fn of_words(words: view::Words<'a>) -> Self {
        let mut dst = usize::from(words.first().is_some_and(|word| word.value == GONE));
        let kind = words.get(dst).and_then(|word| RouteType::of_word(word.value));
        dst += usize::from(kind.is_some());
        let net = words.get(dst).and_then(|word| destination(word.value, false));
        Self { words, kind, dst, net }
    }

    fn first(&self) -> &'a str {
        self.words.first().map_or("", |word| word.value)
    }

    fn word(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |word| word.value)
    }

    fn after_destination(&self) -> &[Located<&'a str>] {
        self.words.get(self.dst + 1..).unwrap_or(&[])
    }

    /// `nexthop …`, `cache …`, `nh_info …` below a route.
    fn is_continuation(&self) -> bool {
        match self.first() {
            "nexthop" => matches!(self.word(1), "via" | "dev" | "encap" | "as"),
            "nh_info" => self.word(1) == "id",
            "cache" => self.words.len() == 1 || self.word(1).starts_with('<') || is_keyword(self.word(1)),
            _ => false,
        }
    }

    /// A destination and nothing else.
    fn is_bare(&self) -> bool {
        self.words.len() == self.dst + 1 && self.net.is_some()
    }

    /// Whether the line can be nothing but a route.
    fn is_route(&self) -> bool {
        if self.net.is_none() {
            return false;
        }
        let (next, argument) = (self.word(self.dst + 1), self.word(self.dst + 2));
        match next {
            // `blackhole 10.0.0.0/8` is whole; `local 10.0.0.0/8` may be a label and a prefix.
            "" => self.kind.is_some_and(RouteType::leads_nowhere),
            // `10.0.0.0/8 dev cluster` may be a prefix and a label.
            "dev" => {
                self.words.len() > self.dst + 3
                    || argument == "lo"
                    || argument.contains(|c: char| c.is_ascii_digit())
                    || self.word(self.dst) == "default"
            }
            "via" => {
                address(argument).is_some() || is_masked(argument) || matches!(argument, "inet" | "inet6" | "mpls")
            }
            "from" => prefix_or_host(argument).is_some() || argument == "default" || argument.starts_with("0/"),
            word if is_flag(word) => true,
            word => is_keyword(word) && !argument.is_empty(),
        }
    }

    /// The route, and which of its words are none of a route's.
    fn route(&self, span: Span, v6: bool) -> Option<(Route, Strange<'a>)> {
        if !(self.is_route() || self.is_bare()) {
            return None;
        }
        let mut parts = Parts::default();
        parts.take(Words { list: self.after_destination(), at: 0 });
        let v6 = parts.is_v6().unwrap_or(v6);
        let dst = self.words.get(self.dst)?;
        let net = if v6 { destination(dst.value, v6) } else { self.net };
        let dst = Located::new(net?, dst.span);
        let strange = Strange { unknown: std::mem::take(&mut parts.unknown), cut: parts.cut };
        Some((parts.route(dst, self.kind.unwrap_or_default(), span), strange))
    }
}

/// The words after a destination, taken one by one.
struct Words<'a, 'b> {
    list: &'b [Located<&'a str>],
    at: usize,
}

impl<'a> Words<'a, '_> {
    fn next(&mut self) -> Option<Located<&'a str>> {
        let word = self.list.get(self.at).copied();
        self.at += 1;
        word
    }

    fn peek(&self) -> &'a str {
        self.list.get(self.at).map_or("", |word| word.value)
    }
}

/// Words that are not understood.
struct Strange<'a> {
    unknown: Vec<Located<&'a str>>,
    /// A keyword at the end without what must follow it.
    cut: Option<Located<&'a str>>,
}

/// What the words after a destination say.
#[derive(Default)]
struct Parts<'a> {
    hops: Vec<Hop>,
    /// The hop of the route's own line.
    own: Hop,
    table: Option<String>,
    proto: Option<String>,
    scope: Option<&'a str>,
    src: Option<IpAddr>,
    metric: Option<u32>,
    from: Option<IpNet>,
    tos: Option<String>,
    flags: Vec<String>,
    pref: bool,
    unknown: Vec<Located<&'a str>>,
    cut: Option<Located<&'a str>>,
}

impl<'a> Parts<'a> {
    fn take(&mut self, mut words: Words<'a, '_>) {
        while let Some(word) = words.next() {
            let takes_none = is_flag(word.value) || matches!(word.value, "nexthop" | "cache" | "equalize");
            if !takes_none && words.peek().is_empty() && is_keyword(word.value) {
                self.cut = Some(word);
                return;
            }
            self.keyword(word, &mut words);
        }
    }

    fn keyword(&mut self, word: Located<&'a str>, words: &mut Words<'a, '_>) {
        match word.value {
            "nexthop" => self.hops.push(Hop::default()),
            "via" => self.via(words),
            "dev" => self.hop().dev = words.next().map(|name| name.value.into()),
            "table" => self.table = words.next().map(|name| name.value.to_owned()),
            "proto" => self.proto = words.next().map(|name| name.value.to_owned()),
            "scope" => self.scope = words.next().map(|name| name.value),
            "src" => self.src = words.next().and_then(|value| address(value.value)),
            // The priority stands before the flags; an unknown metric of the kernel is printed by the same word behind them.
            "metric" => {
                let value = words.next().and_then(|value| value.value.parse().ok());
                self.metric = self.metric.or(value);
            }
            "from" => self.from = words.next().and_then(|value| prefix_or_host(value.value)),
            "tos" | "dsfield" => self.tos = words.next().map(|value| value.value.to_owned()),
            "pref" => {
                words.next();
                self.pref = true;
            }
            "encap" => skip_encap(words),
            "as" => {
                words.next();
                words.next();
            }
            "cache" => words.at = words.list.len(),
            flag if is_flag(flag) => self.flags.push(flag.to_owned()),
            metric if is_keyword(metric) => {
                if words.next().is_some_and(|value| value.value == "lock") {
                    words.next();
                }
            }
            _ => self.unknown.push(word),
        }
    }

    /// `via ADDR` or, for another family, `via inet6 ADDR`.
    fn via(&mut self, words: &mut Words<'a, '_>) {
        let word = words.next().map_or("", |word| word.value);
        let value = if address(word).is_none() && address(words.peek()).is_some() {
            words.next().map_or("", |w| w.value)
        } else {
            word
        };
        self.hop().via = address(value);
    }

    fn hop(&mut self) -> &mut Hop {
        self.hops.last_mut().unwrap_or(&mut self.own)
    }

    /// The family, where a word other than the destination tells it.
    fn is_v6(&self) -> Option<bool> {
        if self.pref {
            return Some(true);
        }
        self.src.or(self.own.via).map(|address| address.is_ipv6())
    }

    fn route(self, dst: Located<IpNet>, kind: RouteType, span: Span) -> Route {
        let v6 = matches!(dst.value, IpNet::V6(_));
        let mut hops = self.hops;
        // IPv6 prints `dev lo` for routes that lead nowhere; the kernel's own words count, not the interface.
        if self.own != Hop::default() && !kind.leads_nowhere() {
            hops.insert(0, self.own);
        }
        let gateway = hops.iter().any(|hop| hop.via.is_some());
        // IPv6 routes have no scope: one without a gateway is on-link.
        let on_link = matches!(self.scope, Some("link" | "253")) || (v6 && !gateway && !hops.is_empty());
        let (table, proto, src, metric) =
            (self.table.filter(|name| name != "main" && name != "254"), self.proto, self.src, self.metric);
        let way =
            Way { kind, hops, on_link, table, proto, src, metric, from: self.from, tos: self.tos, flags: self.flags };
        Route::new(dst, span, way)
    }
}

/// Goes past the words of an encapsulation: everything up to the route's own next keyword.
fn skip_encap(words: &mut Words<'_, '_>) {
    words.next();
    while !matches!(words.peek(), "" | "via" | "dev" | "table" | "proto" | "scope" | "metric" | "nexthop") {
        words.next();
    }
}

#[cfg(test)]
mod tests;
