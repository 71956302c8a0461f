//! What was read under each box: the formats, how many of what, and the lines not understood.

use crate::examine::Report;
use crate::order::Order as _;
use crate::problem::{Arg, Message};
use crate::read::{Document, Kind, LineUse};
use crate::text::{Slot, Span};
use crate::words::{Lang, plain, render};

use super::screen::Status;

/// How far around the first line in sight marks are given: more than any box is high.
const AROUND: u32 = 200;

/// How a box was read. `seen` is the first line in sight, near which lines are marked.
pub fn status(report: &Report, slot: Slot, lang: Lang, seen: u32) -> Status {
    let documents: Vec<_> = report.documents.iter().filter(|document| document.span.slot == slot).collect();
    let lost = lines(&documents, LineUse::NotUnderstood);
    let unhandled = lines(&documents, LineUse::Unhandled);
    let known = documents.iter().filter(|document| document.kind != Kind::Unknown).map(|document| counted(document));
    let parts: Vec<String> =
        known.chain(listed("page.read.lost", &lost, 5)).map(|message| plain(lang, &message)).collect();
    let details = documents
        .iter()
        .map(|document| recognised(document))
        .chain(elsewhere(report, slot))
        .chain(listed("page.read.unhandled", &unhandled, 20))
        .chain(listed("page.read.lost", &lost, 20));
    let numbers = documents.iter().flat_map(|document| &document.lines).map(|(number, _)| *number);
    Status {
        lines: numbers.max().unwrap_or_default(),
        text: parts.join(" · "),
        details: details.map(|message| render(lang, &message)).collect(),
        lost: near(&lost, seen),
        unhandled: near(&unhandled, seen),
        ..Status::default()
    }
}

/// Ascending numbers near the line in sight, as runs.
fn near(numbers: &[u32], seen: u32) -> Vec<(u32, u32)> {
    let from = numbers.partition_point(|line| *line + AROUND < seen);
    let to = numbers.partition_point(|line| *line <= seen + AROUND);
    let runs = numbers[from..to].chunk_by(|one, next| *next == one + 1);
    runs.filter_map(|run| Some((*run.first()?, *run.last()?))).collect()
}

/// `route -n: 7 routes`.
fn counted(document: &Document) -> Message {
    let routes = document.items.routes().count();
    let others = document.items.len() - routes;
    let counted = match (routes, others) {
        (0, n) => Message::new("page.read.items").with("n", n),
        (n, _) => Message::new("page.read.routes").with("n", n),
    };
    counted.with("kind", document.kind.name())
}

/// Which lines were taken for which format, and why.
fn recognised(document: &Document) -> Message {
    let numbers: Vec<u32> = document.lines.iter().map(|(number, _)| *number).collect();
    Message::new("page.read.recognised")
        .with("kind", Arg::Code(document.kind.name().to_owned()))
        .with("n", numbers.len())
        .with("list", runs(&numbers, 3))
        .with("why", document.why.clone())
}

/// Blocks that are of another machine than the engine's host, and what tells it.
fn elsewhere(report: &Report, slot: Slot) -> impl Iterator<Item = Message> {
    let first_line = |span: Span| {
        let here = report.documents.iter().find(|document| document.span == span);
        here.and_then(|document| document.lines.first()).map(|(number, _)| *number)
    };
    let blocks = report.facts.elsewhere.iter().filter(move |block| block.span.slot == slot);
    blocks.filter_map(move |block| {
        let line = first_line(block.span)?;
        Some(Message::new("page.read.elsewhere").with("line", line).with("reason", block.reason.clone()))
    })
}

/// A sentence over lines, if there are any.
fn listed(key: &'static str, lines: &[u32], most: usize) -> Option<Message> {
    (!lines.is_empty()).then(|| Message::new(key).with("n", lines.len()).with("list", runs(lines, most)))
}

/// Ascending numbers as runs, `3–7`, up to this many.
fn runs(numbers: &[u32], most: usize) -> Arg {
    let mut runs = numbers.chunk_by(|one, next| *next == one + 1).map(|run| match run {
        [first, .., last] => format!("{first}–{last}"),
        run => run.first().map(u32::to_string).unwrap_or_default(),
    });
    let mut shown: Vec<_> = runs.by_ref().take(most).map(Arg::Text).collect();
    shown.extend(runs.next().map(|_| Arg::Text("…".to_owned())));
    Arg::List(shown)
}

fn lines(documents: &[&Document], wanted: LineUse) -> Vec<u32> {
    let all = documents.iter().flat_map(|document| &document.lines);
    let mut found: Vec<u32> = all.filter(|(_, used)| *used == wanted).map(|(number, _)| *number).collect();
    found.order();
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::examine::{Inputs, Question, examine};
    use crate::words::Piece;

    #[test]
    fn every_document_says_why_and_every_lost_line_is_named() {
        let paste =
            "$ ip r\ndefault via 10.0.0.1 dev eth0\nwhat\nis\nthis\n10.9.0.0/16 dev tun0\nnameserver 10.0.0.2\n";
        let texts = BTreeMap::from([(Slot::Any, paste.to_owned())]);
        let report = examine(&Inputs { texts, ..Inputs::default() }, &Question::default());
        let status = status(&report, Slot::Any, Lang::En, 1);
        let details: Vec<String> =
            status.details.iter().map(|pieces| pieces.iter().map(Piece::text).collect()).collect();
        assert_eq!(status.text, "ip route: 2 routes · resolv.conf: 1 entry · lines 3–5 not understood");
        assert_eq!(
            details,
            [
                "ip route, lines 1–6: destinations followed by words such as via, dev and proto.",
                "resolv.conf, line 7: nameserver lines.",
                "lines 3–5 not understood"
            ]
        );
        assert_eq!((status.lost, status.unhandled), (vec![(3, 5)], vec![]));
    }

    #[test]
    fn marks_are_given_near_the_line_in_sight() {
        let numbers: Vec<u32> = (1..=100_000).filter(|line| line % 10 != 0).collect();
        let runs = near(&numbers, 50_000);
        assert_eq!((runs.first(), runs.last()), (Some(&(49_801, 49_809)), Some(&(50_191, 50_199))));
        assert_eq!(near(&numbers, 1).first(), Some(&(1, 9)));
    }
}
