//! What was read under each box: the formats, how many of what, and the lines not understood.

use crate::Report;
use crate::problem::{Arg, Message};
use crate::read::{Document, Item, Kind, LineUse};
use crate::text::Slot;
use crate::words::{Lang, plain};

/// The line under a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The sentence; empty for an empty box.
    pub text: String,
    /// Whether a line was not understood.
    pub warns: bool,
    /// The 1-based lines not understood.
    pub lines: Vec<u32>,
}

/// How a box was read.
pub fn status(report: &Report, slot: Slot, lang: Lang) -> Status {
    let documents: Vec<_> = report.documents.iter().filter(|document| document.span.slot == slot).collect();
    let known = documents.iter().filter(|document| document.kind != Kind::Unknown);
    let mut parts: Vec<String> = known.map(|document| described(document, lang)).collect();
    let lines = lost(&documents);
    if !lines.is_empty() {
        let shown = lines.iter().take(5).map(|line| Arg::Text(line.to_string())).collect();
        let message = Message::new("page.read.lost").with("n", lines.len()).with("list", Arg::List(shown));
        parts.push(plain(lang, &message));
    }
    Status { text: parts.join(" · "), warns: !lines.is_empty(), lines }
}

fn described(document: &Document, lang: Lang) -> String {
    let routes = count(document, |item| matches!(item, Item::Route(_)));
    let others = document.items.len() - routes;
    let counted = match (routes, others) {
        (0, n) => Message::new("page.read.items").with("n", n),
        (n, _) => Message::new("page.read.routes").with("n", n),
    };
    plain(lang, &counted.with("kind", document.kind.name()))
}

fn count(document: &Document, test: fn(&Item) -> bool) -> usize {
    document.items.iter().filter(|item| test(item)).count()
}

fn lost(documents: &[&Document]) -> Vec<u32> {
    let lines = documents.iter().flat_map(|document| &document.lines);
    let mut lost: Vec<u32> =
        lines.filter(|(_, used)| *used == LineUse::NotUnderstood).map(|(number, _)| *number).collect();
    lost.sort_unstable();
    lost
}
