//! Findings as cards that quote the lines they rest on.

use crate::examine::Report;
use crate::problem::{Arg, Message, Problem, Severity};
use crate::text::{Slot, Source};
use crate::words::{Lang, Piece, plain, render, word};

use super::{page_of, slot_key};

/// Most lines that one card quotes; a finding over a thousand routes names the first ones.
const MOST_QUOTES: usize = 6;

/// A finding, worded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The code people link to.
    pub code: &'static str,
    /// The address of the page about the code, relative to the calculator.
    pub page: String,
    /// The severity's name, for colours and tests.
    pub severity: &'static str,
    /// The severity in words.
    pub pill: &'static str,
    /// One sentence.
    pub title: Vec<Piece>,
    /// The lines it rests on.
    pub quotes: Vec<Quote>,
    /// Paragraphs.
    pub details: Vec<Vec<Piece>>,
    /// Read-only commands that verify it.
    pub verify: Vec<String>,
}

impl Card {
    /// The prefixes that the title names, as they are written there.
    pub fn prefixes(&self) -> Vec<String> {
        self.title
            .iter()
            .filter(|piece| !matches!(piece, Piece::Text(_)))
            .map(|piece| piece.text().to_owned())
            .collect()
    }
}

/// A quoted line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// "Host routes, line 3".
    pub place: String,
    /// The box.
    pub slot: Slot,
    /// The 1-based line in the box.
    pub line: u32,
    /// The line as pasted.
    pub text: String,
}

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
    let (severity, pill) = severity(problem.severity, lang);
    let mut quotes: Vec<Quote> = Vec::new();
    for label in &problem.labels {
        let Some(source) = sources.iter().find(|source| source.slot() == label.span.slot) else { continue };
        let line = source.line(source.line_at(label.span.start));
        let place = plain(
            lang,
            &Message::new("page.place")
                .with("box", Arg::Text(word(lang, slot_key(source.slot())).to_owned()))
                .with("line", line.number),
        );
        let quote = Quote {
            place,
            slot: source.slot(),
            line: line.number,
            text: line.text.trim_end().chars().take(300).collect(),
        };
        if !quotes.contains(&quote) && quotes.len() < MOST_QUOTES {
            quotes.push(quote);
        }
    }
    Card {
        code: problem.code.name(),
        page: page_of(problem.code, lang),
        severity,
        pill,
        title: render(lang, &problem.message),
        quotes,
        details: problem.details.iter().map(|message| render(lang, message)).collect(),
        verify: problem.verify.clone(),
    }
}

fn severity(severity: Severity, lang: Lang) -> (&'static str, &'static str) {
    match severity {
        Severity::Broken => ("broken", word(lang, "page.severity.broken")),
        Severity::WillBreak => ("will-break", word(lang, "page.severity.will-break")),
        Severity::Risk => ("risk", word(lang, "page.severity.risk")),
        Severity::Note => ("note", word(lang, "page.severity.note")),
    }
}
