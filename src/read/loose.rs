//! Loose lists: prefixes, addresses, ranges and masks with names before or behind them, in tickets, tables and sentences.
//!
//! The last reader that is asked. It takes one line at a time, and only lines that hold an address.

mod atom;
mod entry;
mod label;

use ipnet::IpNet;

use super::block::{Claim, Reading, Recogniser, note};
use super::evidence::{Tellings, Told, is_name, tell};
use super::noise::is_ruler;
use super::view::{Row, View};
use super::{Hop, Item, Kind, Name, Route, Sense, Way, WrittenAs, WrittenPrefix};
use crate::problem::{Code, Message};
use crate::read::sieve::Phrases;
use crate::read::signs::Signs;
use crate::text::{Located, Span, lowercase};
use atom::Atom;
pub(super) use atom::{Found, atoms};
pub(super) use entry::Entry;

/// Loose lists.
pub(super) const LOOSE: Recogniser = Recogniser { kinds: &[Kind::CidrList], begins: &[Signs::ANY], claim, read };

/// What stands in any line that names an address.
const OF_ADDRESSES: Signs = Signs::DIGIT.and(Signs::ADDRESS);

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let claim = |last| Claim::new(Kind::CidrList, last, Message::new("read.why.cidr-list"));
    let row = view.row(first);
    let mut reading = Reading::default();
    if line(&mut reading, row) {
        return Some(Claim { reading: Some(reading), ..claim(first) });
    }
    let may_have = |line| view.signs(line).has(OF_ADDRESSES);
    if !(first + 1..=last.min(first + 2)).any(may_have) {
        return None;
    }
    let below = (first + 1..=last.min(first + 2)).find(|&line| !is_ruler(view.row(line).text.trim()))?;
    // A headline may stand over another format's value as well.
    let is_list = |row: Row<'_>| addresses(row).is_some() && !row.text.trim_start().starts_with(['{', '[']);
    (is_column_heading(row) && is_list(view.row(below))).then(|| claim(below))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    for row in view.rows(first, last) {
        if !line(&mut reading, row) && is_column_heading(row) {
            reading.irrelevant(row);
        }
    }
    reading
}

/// Reads a line; `false` for one that names no address.
fn line(reading: &mut Reading, row: Row<'_>) -> bool {
    if let Some(entry) = Entry::of(row) {
        read_entry(reading, row, &entry);
    } else if let Some(found) = addresses(row) {
        read_all(reading, row, &found);
    } else {
        return false;
    }
    true
}

/// The addresses of a line that names at least one and is not what a program logged.
fn addresses(row: Row<'_>) -> Option<Vec<Found>> {
    if !row.signs().has(OF_ADDRESSES) || is_log(row.text) && !tells_of_docker0(row.text) {
        return None;
    }
    Some(atoms(row)).filter(|found| found.iter().any(names_something))
}

/// dockerd says in its log which range docker0 has (moby, `initBridgeDriver` of `daemon/daemon_unix.go`).
fn tells_of_docker0(text: &str) -> bool {
    text.contains("(docker0) is assigned with an IP address ")
}

/// `0.0.0.0` alone stands for every address in settings of programs.
fn names_something(found: &Found) -> bool {
    !matches!(&found.atom, Atom::Address(address) if address.is_unspecified())
}

/// Names of columns over a table of ranges.
fn is_column_heading(row: Row<'_>) -> bool {
    static PARTS: Phrases = Phrases::of(&[&[
        "cidr", "subnet", "prefix", "network", "address", "range", "netmask", "网段", "地址", "子网", "掩码", "vpc",
    ]]);
    let is_plain = !row.signs().has(Signs::FOREIGN) && row.text.bytes().any(|b| b.is_ascii_lowercase());
    if is_plain && !PARTS.stand_in(row.text) {
        return false;
    }
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '，' | '；' | '、');
    let has_cells = |count: usize| row.text.split(is_between).filter(|cell| !cell.is_empty()).nth(count - 1).is_some();
    let in_capitals = || has_cells(3) && row.text.chars().all(|c| !c.is_lowercase());
    row.text.len() < 400 && has_cells(2) && (PARTS.stand_in(&lowercase(row.text)) || in_capitals())
}

/// `2026-02-07 01:36:44 …`, `Feb  7 01:36:44 …`, `[12:00:01] …`, `INFO …`, `time="…"`.
fn is_log(text: &str) -> bool {
    const LEVELS: &[&str] = &["INFO", "WARN", "WARNING", "ERROR", "DEBUG", "TRACE", "FATAL", "time=\"", "level="];
    const MONTHS: &[&str] = &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = text.trim_start().trim_start_matches('[');
    let mut words = text.split_whitespace();
    let (one, two, three) = (words.next().unwrap_or(""), words.next().unwrap_or(""), words.next().unwrap_or(""));
    let level = one.trim_end_matches([':', ']']);
    LEVELS.contains(&level)
        || one.starts_with("time=\"")
        || is_clock(one)
        || (is_date(one) && (is_clock(two) || one.contains('T')))
        || (MONTHS.contains(&one) && is_clock(three))
}

/// `01:36:44`, also with a fraction.
fn is_clock(word: &str) -> bool {
    let mut parts = word.trim_end_matches([']', ',']).split(':');
    let two = |part: Option<&str>| part.is_some_and(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()));
    two(parts.next())
        && two(parts.next())
        && parts.next().is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()))
}

/// `2026-02-07`, `2026/02/07`, also with a time behind a T.
fn is_date(word: &str) -> bool {
    let bytes = word.as_bytes();
    let digits = |from: usize, to: usize| bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let mark = |at: usize| matches!(bytes.get(at), Some(b'-' | b'/'));
    digits(0, 4) && mark(4) && digits(5, 7) && mark(7) && digits(8, 10)
}

/// Reads the usual line of a list.
fn read_entry(reading: &mut Reading, row: Row<'_>, entry: &Entry<'_>) {
    let word = entry.word();
    if row.signs().has(Signs::RULE) && word.contains(OF_PING) {
        return reading.irrelevant(row);
    }
    let name = (!word.is_empty() && is_name(word)).then(|| Located::new(word.into(), row.locate(word)));
    let found = [Found::of(row, entry)];
    let told = tell(row, &found, &found).into_iter().zip([name]);
    reading.used(row, told.map(|(told, name)| Item::from(prefix(row, entry.net, name, told))));
}

/// Reads one line with all its addresses.
fn read_all(reading: &mut Reading, row: Row<'_>, all: &[Found]) {
    let found: Vec<_> = all.iter().filter(|found| names_something(found)).cloned().collect();
    for guess in &found {
        if let Some(message) = guess.doubt() {
            let code = if guess.is_readable() { Code::ReadByGuess } else { Code::LineNotUnderstood };
            reading.problems.push(note(code, message, guess.span));
        }
    }
    if !found.iter().any(Found::is_readable) {
        return reading.lost(row);
    }
    if let Some(route) = arrow(row, &found) {
        return reading.used(row, [Item::Route(route)]);
    }
    if row.signs().has(Signs::LETTER) && is_report(row) {
        return reading.irrelevant(row);
    }
    let told = tell(row, &found, all);
    if is_rule(row.text) {
        return rule(reading, row, &found, told);
    }
    if told.iter().all(|told| told.is_version) {
        return reading.irrelevant(row);
    }
    reading.used(row, entries(row, &found, told));
}

/// In each reply to a ping.
const OF_PING: &str = "icmp_seq";

/// What tools report of their own doing: replies to a ping, hops of a trace, the summary lines of a router, a login.
fn is_report(row: Row<'_>) -> bool {
    const PARTS: &[&str] = &[
        OF_PING,
        " bytes from ",
        " bytes of data",
        " packets transmitted",
        "ping statistics",
        "Pinging ",
        "Reply from ",
        "的回复: ",
        "正在 Ping ",
        "traceroute to ",
        "Tracing route to ",
        " is subnetted, ",
        " is variably subnetted, ",
        "Last login: ",
    ];
    PARTS.iter().any(|part| row.text.contains(part))
}

/// A rule of a firewall, as `iptables-save`, `iptables -L -n` and `nft list` print it.
fn is_rule(text: &str) -> bool {
    let text = text.trim_start();
    let is_saved = ["-A ", "-I ", "-N ", "-P "].iter().any(|start| text.starts_with(start));
    let is_listed =
        text.contains("  --  ") || text.contains(" -- ") && text.starts_with(|c: char| c.is_ascii_uppercase());
    let is_nft = ["ip saddr ", "ip daddr ", "ip6 saddr ", "ip6 daddr "].iter().any(|part| text.contains(part));
    is_saved || is_nft || is_listed && text.split_whitespace().count() >= 5
}

/// A rule says who may speak to whom and names no network in use, but on a bridge of Docker's it names that bridge's range.
fn rule(reading: &mut Reading, row: Row<'_>, found: &[Found], told: Tellings) {
    let is_docker = |item: &Item| {
        matches!(item, Item::Prefix(prefix)
            if prefix.has_length && prefix.evidence.clues.iter().any(|clue| clue.sense == Sense::Docker))
    };
    let ranges: Vec<_> = entries(row, found, told).into_iter().filter(is_docker).collect();
    if ranges.is_empty() { reading.irrelevant(row) } else { reading.used(row, ranges) }
}

/// `10.96.0.0/12 -> 192.168.49.2` is a route: a destination and its gateway.
fn arrow(row: Row<'_>, found: &[Found]) -> Option<Route> {
    let [destination, gateway] = found else { return None };
    let (Atom::Prefix(net), Atom::Address(via)) = (&destination.atom, &gateway.atom) else { return None };
    let between = row.text.get(destination.to..gateway.from)?;
    let is_arrow = ["->", "→", "=>", " via "].iter().any(|sign| between.contains(sign));
    let hops = vec![Hop { via: Some(*via), dev: None }];
    let way = Way { hops, ..Way::default() };
    is_arrow.then(|| Route::new(Located::new(*net, destination.span), row.span(), way))
}

fn entries(row: Row<'_>, found: &[Found], told: Tellings) -> Vec<Item> {
    let mut items = Vec::new();
    for ((found, name), told) in found.iter().zip(names(row, found)).zip(told).filter(|(_, told)| !told.is_version) {
        let name = name.filter(|name| is_name(&name.value)).map(|name| name.map(Name::from));
        let prefix = |net| prefix(row, Located::new(net, found.span), name.clone(), told.clone());
        match &found.atom {
            Atom::Prefix(net) | Atom::Guessed(net, _) => items.push(Item::from(prefix(*net))),
            Atom::Address(address) => {
                items.push(Item::from(WrittenPrefix { has_length: false, ..prefix(IpNet::from(*address)) }));
            }
            Atom::Range(nets) => items.extend(nets.iter().map(|net| Item::from(prefix(*net)))),
            Atom::Unreadable(_) => {}
        }
    }
    items
}

/// A range of a list, with its name or what it is called.
fn prefix(row: Row<'_>, net: Located<IpNet>, name: Option<Located<Name>>, told: Told) -> WrittenPrefix {
    WrittenPrefix {
        net,
        has_length: true,
        name: name.or_else(|| Some(called(row, told.called?)).filter(|name| is_name(&name.value))),
        written_as: WrittenAs::Entry,
        cloud: None,
        evidence: told.evidence,
    }
}

/// The words of a sentence that call a range something, in place of a name that would be a sentence.
fn called(row: Row<'_>, span: Span) -> Located<Name> {
    Located::new(row.view().source().slice(span).into(), span)
}

/// The name beside each address: what stands before it if anything stands before the first one, else what stands behind.
fn names(row: Row<'_>, found: &[Found]) -> Vec<Option<Located<String>>> {
    // A name has a letter.
    if !row.signs().has(Signs::LETTER) {
        return vec![None; found.len()];
    }
    let edges: Vec<(usize, usize)> = found.iter().map(|found| (found.from, found.to)).collect();
    let (Some(first), Some(last)) = (edges.first(), edges.last()) else { return Vec::new() };
    let starts = std::iter::once(0).chain(edges.iter().map(|edge| edge.1));
    let before: Vec<_> = starts.zip(&edges).map(|(from, edge)| label::before(row, from, edge.0)).collect();
    let ends = edges.iter().skip(1).map(|edge| edge.0).chain([row.text.len().max(last.1)]);
    if label::before(row, 0, first.0).is_some() {
        // `prod: 10.0.0.0/16, 10.1.0.0/16`: the name goes on until the next one.
        let mut name = None;
        return before
            .into_iter()
            .zip(edges.iter().zip(ends))
            .zip(std::iter::once(0).chain(edges.iter().map(|edge| edge.1)))
            .map(|((own, (edge, to)), behind)| {
                let own = own.filter(|own| !is_remark(row, behind, edge.0, own));
                name = own.or_else(|| name.take());
                with_remark(row, name.as_ref(), edge.1, to)
            })
            .collect();
    }
    edges.iter().zip(ends).map(|(edge, to)| label::behind(row, edge.1, to)).collect()
}

/// Whether a label in front of an address is the remark of the address before: `10.0.0.0/16 (planned), 10.1.0.0/16`.
fn is_remark(row: Row<'_>, behind: usize, at: usize, label: &Located<String>) -> bool {
    let before = row.text.get(behind..at).unwrap_or("");
    let brackets = before.rfind(['(', '（']).zip(before.rfind([')', '）']));
    brackets.is_some_and(|(open, close)| {
        open < close && before.get(open..close).is_some_and(|inside| inside.contains(&label.value))
    })
}

/// A name with the remark in brackets behind its address: `prod: 10.0.0.0/16 (planned)` is `prod (planned)`.
fn with_remark(row: Row<'_>, name: Option<&Located<String>>, from: usize, to: usize) -> Option<Located<String>> {
    let name = name?;
    let behind = row.text.get(from..to).unwrap_or("").trim_start();
    let inside =
        behind.strip_prefix(['(', '（']).and_then(|rest| rest.split_once([')', '）'])).map(|(inside, _)| inside.trim());
    let remark = inside.filter(|inside| inside.chars().any(char::is_alphabetic));
    Some(remark.map_or_else(|| name.clone(), |remark| Located::new(format!("{} ({remark})", name.value), name.span)))
}

#[cfg(test)]
mod tests;
