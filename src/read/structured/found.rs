//! What a reader of a tree has found so far: items, and the places that they came from.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::read::address;
use crate::read::block::Reading;
use crate::read::json::{Leniency, Node, Parsed};
use crate::read::view::View;
use crate::read::{CloudIds, Evidence, Item, LineUse, Name, WrittenAs, WrittenPrefix};
use crate::text::{Located, Source, Span, offset};

/// Items and the text they came from.
pub(super) struct Found<'a> {
    view: &'a View<'a>,
    pub reading: Reading,
    used: Vec<Span>,
    /// Values that should be a network and cannot be read as one.
    unhandled: Vec<Span>,
}

/// How many lines are looked at one by one for a place.
const NEAR: u32 = 16;

/// Whose prefix it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Owner {
    pub name: Option<Located<String>>,
    pub id: Option<String>,
    pub parent: Option<String>,
}

impl<'a> Found<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Self {
        Self { view, reading: Reading::default(), used: Vec::new(), unhandled: Vec::new() }
    }

    pub(super) const fn source(&self) -> &'a Source {
        self.view.source()
    }

    /// Adds an item that came from a place.
    pub(super) fn add(&mut self, item: Item, span: Span) {
        self.use_all(span);
        self.reading.add(item);
    }

    /// Notes that a place was read.
    pub(super) fn use_all(&mut self, span: Span) {
        self.view.passes(span.start);
        self.used.push(span);
    }

    /// Notes a value that is known and cannot be read.
    pub(super) fn leave(&mut self, span: Span) {
        self.unhandled.push(span);
    }

    /// Adds a prefix with its owner.
    pub(super) fn prefix(&mut self, net: Located<IpNet>, written_as: WrittenAs, owner: Owner) {
        let Owner { name, id, parent } = owner;
        // A length that was computed stands nowhere in the text.
        let has_length = !crate::net::is_host(net.value) || self.source().slice(net.span).contains(['/', '\\']);
        let (name, cloud) = (name.map(|name| name.map(Name::from)), CloudIds::of(parent, id));
        let item = WrittenPrefix { net, has_length, name, written_as, cloud, evidence: Evidence::default() };
        self.add(Item::from(item), net.span);
    }

    /// The prefix that a string holds, length and all, with the place inside the quotes.
    pub(super) fn net(&self, node: &Node<'_>) -> Option<Located<IpNet>> {
        let text = node.str()?.trim();
        let net = if text.contains('\\') { address::prefix(&text.replace('\\', "/")) } else { address::prefix(text) };
        Some(Located::new(net?, self.inside(node)))
    }

    /// The address that a string holds; a length behind it is dropped, as in `"Gateway": "172.20.0.1/16"`.
    pub(super) fn address(&self, node: &Node<'_>) -> Option<Located<IpAddr>> {
        let text = node.str()?.trim();
        let text = text.split('/').next().unwrap_or(text);
        Some(Located::new(address::address(text)?, self.inside(node)))
    }

    /// A string that is not empty, with the place inside the quotes.
    pub(super) fn text(&self, node: Option<&Node<'_>>) -> Option<Located<String>> {
        let node = node?;
        let text = node.str().filter(|text| !text.is_empty())?;
        Some(Located::new(text.to_owned(), self.inside(node)))
    }

    /// The place of a string without its quotes, which a text in a text has as `\"`.
    pub(super) fn inside(&self, node: &Node<'_>) -> Span {
        let is_quote = |c: char| matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’');
        let text = self.source().slice(node.span);
        let escape = usize::from(text.starts_with("\\\""));
        let start = escape + text[escape..].chars().next().filter(|&c| is_quote(c)).map_or(0, char::len_utf8);
        let end = text[start..].chars().next_back().filter(|&c| is_quote(c)).map_or(0, char::len_utf8);
        let end = end + escape * usize::from(text[start..text.len() - end].ends_with('\\'));
        Span { start: node.span.start + offset(start), end: node.span.end - offset(end), ..node.span }
    }

    /// What became of each line of the tree, which covers lines `first` to `last`.
    pub(super) fn finish(self, parsed: &Parsed<'_>, first: u32, last: u32) -> Reading {
        let mut lines: Vec<_> = (first..=last).map(|line| (line, LineUse::Irrelevant)).collect();
        let mut mark = |from: u32, to: u32, mark: LineUse| {
            let marked = from.saturating_sub(first) as usize..(to + 1).saturating_sub(first) as usize;
            let end = marked.end.min(lines.len());
            lines.get_mut(marked.start..end).into_iter().flatten().for_each(|(_, used)| *used = mark);
        };
        // What is said later holds.
        let (mut from, mut to);
        for (spans, used) in [(&self.unhandled, LineUse::Unhandled), (&self.used, LineUse::Used)] {
            to = first;
            for span in spans {
                (from, to) = self.lines_of(*span, to);
                mark(from, to, used);
            }
        }
        for line in self.lost_lines(parsed) {
            mark(line, line, LineUse::NotUnderstood);
        }
        Reading { lines: lines.into(), ..self.reading }
    }

    /// The first and the last line of a place, which is mostly a few lines below another one.
    fn lines_of(&self, span: Span, other: u32) -> (u32, u32) {
        let has =
            |line: u32, byte: u32| (self.source().line_start(line)..self.source().line_start(line + 1)).contains(&byte);
        let of = |byte: u32, near: u32| {
            (near..near + NEAR).find(|line| has(*line, byte)).unwrap_or_else(|| self.source().line_at(byte))
        };
        let first = of(span.start, other);
        (first, of(span.end.max(1) - 1, first))
    }

    /// Lines with nothing but dots in place of what was left out, or with nothing that could be read.
    fn lost_lines(&self, parsed: &Parsed<'_>) -> BTreeSet<u32> {
        let mut lost = BTreeSet::new();
        let mut counted: (u32, usize) = (0, 0);
        for note in &parsed.leniencies {
            if !matches!(note.value, Leniency::Elision | Leniency::Noise) {
                continue;
            }
            let line = self.source().line_at(note.span.start);
            let length = self.source().slice(note.span).chars().filter(|c| !c.is_whitespace()).count();
            counted = (line, if counted.0 == line { counted.1 + length } else { length });
            let text = self.source().line(line).text;
            // A line of one minified file is none of those; counting it again and again would take too long.
            if text.len() > 1000 {
                continue;
            }
            if text.chars().filter(|c| !c.is_whitespace() && *c != ',').count() <= counted.1 && !text.trim().is_empty()
            {
                lost.insert(line);
            }
        }
        lost
    }
}
