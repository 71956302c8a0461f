//! Route tables in columns: net-tools `route` and `netstat -rn` of Linux, BusyBox, macOS, the BSDs and Solaris.
//!
//! No two systems print the same columns, so the heading tells which column is where. Rows of Linux are known without one.

mod columns;
mod row;

use std::net::Ipv4Addr;

use super::block::{Claim, Reading, Recogniser, note};
use super::noise::{is_ruler, noise};
use super::view::{Row, View};
use super::{Item, Kind};
use crate::problem::{Code, Message};
use crate::read::signs::Signs;
use columns::Columns;
use row::{Entry, entry, is_separator};

/// `route -n`, `netstat -rn`.
pub(super) const NETSTAT: Recogniser = Recogniser {
    kinds: &[Kind::RouteN, Kind::NetstatRn],
    begins: &[Signs::OF_NETSTAT, Signs::FOREIGN, Signs::OCTETS.and(Signs::WORDS), Signs::OCTETS.and(Signs::BAR)],
    claim,
    read,
};

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let mut table = Table::default();
    let row = view.row(first);
    // Almost all lines end here, before their words are taken with their places.
    let has_mask = || {
        let mask = row.text.split(is_separator).filter(|word| !word.is_empty()).nth(2);
        mask.is_some_and(|mask| mask.parse::<Ipv4Addr>().is_ok())
    };
    let begins_with_row = || has_mask() && matches!(entry(row, &Columns::default()), Some(Entry::Route(_)));
    if Columns::of(row).is_none() && !is_title(row.text) && !begins_with_row() {
        return None;
    }
    let heading =
        (first..=last.min(first + 4)).find_map(|line| Columns::of(view.row(line)).map(|columns| (line, columns)));
    let kind = match heading {
        Some((line, columns)) if line == first || is_title(row.text) => columns.kind(),
        _ if begins_with_row() => Kind::RouteN,
        _ => return None,
    };
    let why = Message::new(if heading.is_some() { "read.why.columns" } else { "read.why.route-rows" });
    let mut reading = Reading::default();
    let mut end = first;
    for row in view.rows(first, last) {
        match table.line(row) {
            Use::Blank => {}
            Use::None => break,
            found => {
                end = row.number;
                take(&mut reading, row, found);
            }
        }
        // Blank lines stand between the tables of the two families.
        if row.number > end + 3 {
            break;
        }
    }
    Some(Claim { reading: Some(reading), ..Claim::new(kind, end, why) })
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut table = Table::default();
    for row in view.rows(first, last) {
        take(&mut reading, row, table.line(row));
    }
    reading
}

/// Adds what a line is.
fn take(reading: &mut Reading, row: Row<'_>, found: Use) {
    match found {
        Use::Entry(Entry::Route(route)) => reading.used(row, [Item::Route(route)]),
        Use::Entry(Entry::Cut(route)) => {
            reading.problems.push(note(Code::TextCut, Message::new("read.row-cut"), row.span()));
            reading.used(row, [Item::Route(route)]);
        }
        Use::Entry(Entry::Short) => {
            reading.problems.push(note(Code::TextCut, Message::new("read.row-cut"), row.span()));
            reading.unhandled(row);
        }
        Use::Entry(Entry::Neighbour) | Use::Heading => reading.irrelevant(row),
        Use::Entry(Entry::NoLength) => {
            reading.problems.push(note(Code::LineNotHandled, Message::new("read.netstat.no-length"), row.span()));
            reading.unhandled(row);
        }
        Use::Entry(Entry::Name) => reading.unhandled(row),
        Use::Blank | Use::None => {}
    }
}

/// What a line is in a table.
enum Use {
    Heading,
    Entry(Entry),
    Blank,
    None,
}

/// The columns of the heading above a line.
#[derive(Default)]
struct Table {
    columns: Columns,
    /// A heading was read: a row that ends early is one all the same.
    headed: bool,
}

impl Table {
    fn line(&mut self, row: Row<'_>) -> Use {
        if row.is_blank() {
            return Use::Blank;
        }
        if let Some(columns) = Columns::of(row) {
            self.columns = columns;
            self.headed = true;
            return Use::Heading;
        }
        if is_title(row.text) || is_ruler(row.text.trim()) {
            return Use::Heading;
        }
        if noise(row).is_some() {
            return Use::None;
        }
        let found = entry(row, &self.columns);
        found.or_else(|| short(row).filter(|_| self.headed)).map_or(Use::None, Use::Entry)
    }
}

/// The last row of a table that was cut in it: a destination, and no more than a gateway and a part of a mask.
fn short(row: Row<'_>) -> Option<Entry> {
    let words = row.split(is_separator);
    let is_number = |text: &str| text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_part = (1..=3).contains(&words.len()) && words.iter().all(|word| is_number(word.value));
    let ends = |row: Row<'_>| row.is_blank() || noise(row).is_some() || !row.signs().has(Signs::DIGIT);
    let ends = row.view().rows(row.number.saturating_add(1), row.number.saturating_add(1)).all(ends);
    (is_part && ends).then_some(Entry::Short)
}

/// The lines above a heading.
const TITLES: &[&str] = &[
    "Kernel IP routing table",
    "Kernel IPv6 routing table",
    "Routing tables",
    "Routing Table:",
    "IPv6 Routing table",
    "Internet:",
    "Internet6:",
    "Route tables",
    "Route Tree for Protocol Family",
    "Route tree for Protocol Family",
    "Kernel IP Route Table",
    "IRE Table:",
    "Kernel-IP-Routentabelle",
    "Table de routage IP du noyau",
    "Tabla de rutas IP del núcleo",
    "Tabella di routing IP del kernel",
    "Tabela de Roteamento IP do Kernel",
    "Таблица маршутизации ядра протокола IP",
    "Таблица маршрутизации ядра протокола IP",
    "カーネルIP経路テーブル",
    "内核 IP 路由表",
    "内核IP路由表",
];

/// Whether a line is one of those above a heading.
fn is_title(text: &str) -> bool {
    let text = text.trim();
    !text.starts_with(|c: char| c.is_ascii_digit())
        && TITLES.iter().any(|title| text.starts_with(title))
        && text.chars().count() < 60
}

#[cfg(test)]
mod tests;
