//! Findings as cards that quote the lines they rest on.

use crate::examine::Report;
use crate::problem::{Arg, Label, Message, Problem, Severity};
use crate::text::{Source, Span};
use crate::words::{Lang, Piece, plain, render, word};

use super::screen::{Card, Quote};
use super::{page_about, slot_key};

/// Most lines that one card quotes; a finding over a thousand routes names the first ones.
const MOST_QUOTES: usize = 6;

/// All findings as cards, worst first. A paragraph that an earlier card has is not said again.
pub fn cards(report: &Report, sources: &[Source], lang: Lang) -> Vec<Card> {
    let mut said: Vec<Vec<Piece>> = Vec::new();
    let once = |problem| {
        let mut card = card(problem, sources, lang);
        card.details.retain(|paragraph| !said.contains(paragraph));
        said.extend(card.details.iter().cloned());
        card
    };
    report.problems.iter().map(once).collect()
}

fn card(problem: &Problem, sources: &[Source], lang: Lang) -> Card {
    Card {
        code: problem.code.name().to_owned(),
        page: page_about(problem, lang),
        severity: problem.severity.name().to_owned(),
        pill: word(lang, severity_key(problem.severity)).to_owned(),
        title: render(lang, &problem.message),
        quotes: quotes(&problem.labels, sources, lang),
        details: problem.details.iter().map(|message| render(lang, message)).collect(),
        verify: problem.verify.clone(),
    }
}

/// The lines that labels stand on, each once, the first ones only.
pub(super) fn quotes(labels: &[Label], sources: &[Source], lang: Lang) -> Vec<Quote> {
    let mut quotes: Vec<Quote> = Vec::new();
    for quote in labels.iter().filter_map(|label| quote(label.span, sources, lang)) {
        let is_quoted = |other: &Quote| (other.slot, other.line) == (quote.slot, quote.line);
        if quotes.len() < MOST_QUOTES && !quotes.iter().any(is_quoted) {
            quotes.push(quote);
        }
    }
    quotes
}

/// The line in which a span begins, by the file's name where its box was put together from files.
pub(super) fn quote(span: Span, sources: &[Source], lang: Lang) -> Option<Quote> {
    let source = sources.iter().find(|source| source.slot() == span.slot)?;
    let line = source.line(source.line_at(span.start));
    let (key, name, line_of_part) = match source.part_of(line.number) {
        Some((name, line)) => ("page.place.part", name, line),
        None => ("page.place", word(lang, slot_key(source.slot())), line.number),
    };
    let place = Message::new(key).with("box", Arg::Text(name.to_owned())).with("line", line_of_part);
    Some(Quote {
        place: plain(lang, &place),
        name: name.to_owned(),
        line_of_part,
        slot: source.slot(),
        line: line.number,
        text: line.text.trim_end().chars().take(300).collect(),
    })
}

/// The key of a severity's name in `words`.
pub const fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Broken => "page.severity.broken",
        Severity::WillBreak => "page.severity.will-break",
        Severity::Risk => "page.severity.risk",
        Severity::Note => "page.severity.note",
    }
}
