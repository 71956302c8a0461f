//! Where the parser stands: what comes next, what is passed over, and what is told of it.

use std::collections::BTreeSet;

use super::super::marks::{self, Mark};
use super::super::{Leniency, Member};
use super::{MAX_NOTES, Parser};
use crate::text::{Located, Span, offset};

/// Most objects have at most so many members.
const FEW: usize = 16;

impl<'a> Parser<'a, '_> {
    /// What comes next, behind blanks, comments and other things around the text.
    pub(super) fn peek(&mut self) -> Mark {
        loop {
            let blanks = self.text.as_bytes()[self.at..].iter().take_while(|b| marks::is_blank(char::from(**b)));
            self.at += blanks.count();
            let rest = self.rest();
            let Some(c) = rest.chars().next() else { return Mark::End };
            // No mark is ever passed.
            if let Some(mark) = Mark::of(c) {
                return mark;
            }
            if !self.pass() {
                let is_elision = matches!(c, '.' | '…' | '⋮') && marks::elision(self.rest()).is_some();
                return if is_elision { Mark::Elision } else { Mark::Word };
            }
        }
    }

    /// Passes one thing, no blank, that is no part of the value; `false` where there is none.
    fn pass(&mut self) -> bool {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return false };
        let (what, length) = if let Some(length) = marks::comment(rest) {
            (Leniency::Comment, length)
        } else if c == '\u{feff}' && self.is_blank_before() {
            (Leniency::ByteOrderMark, c.len_utf8())
        } else if marks::is_invisible(c) {
            (Leniency::FancyPunctuation, c.len_utf8())
        } else if let Some(length) = marks::colour(rest) {
            (Leniency::Noise, length)
        } else if marks::is_prefix(rest) {
            (Leniency::Noise, 1)
        } else if marks::is_noise(c) || (matches!(c, '+' | '-') && rest[1..].starts_with([' ', '\t'])) {
            (Leniency::Noise, c.len_utf8())
        } else {
            return false;
        };
        self.note(what, self.place(self.at, self.at + length));
        self.at += length;
        true
    }

    /// Whether nothing but blanks stands before: marks and blanks of a paste are no part of a file.
    fn is_blank_before(&self) -> bool {
        self.text.get(..self.at).is_some_and(|before| before.trim().is_empty())
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Takes the mark that `peek` found: one character.
    pub(super) fn take(&mut self) -> Span {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        let span = self.place(self.at, self.at + length);
        self.at += length;
        self.end = self.at;
        if length > 1 {
            self.note(Leniency::FancyPunctuation, span);
        }
        span
    }

    pub(super) fn take_noise(&mut self) {
        let span = self.take();
        self.note(Leniency::Noise, span);
    }

    pub(super) fn take_elision(&mut self) {
        let length = marks::elision(self.rest()).unwrap_or(0);
        self.note(Leniency::Elision, self.place(self.at, self.at + length));
        self.at += length;
        self.end = self.at;
    }

    /// Takes `:`, `=` or `=>`.
    pub(super) fn take_colon(&mut self) {
        let equals = self.rest().starts_with('=');
        let span = self.take();
        if equals {
            self.at += usize::from(self.rest().starts_with('>'));
            self.end = self.at;
            self.note(Leniency::Noise, span);
        }
    }

    /// Notes a leniency; one that goes on where the last of its kind on the line ended is made longer.
    pub(super) fn note(&mut self, what: Leniency, span: Span) {
        if self.notes.len() >= MAX_NOTES {
            return;
        }
        if let Some(last) = self.notes.last_mut()
            && last.value == what
            && matches!(what, Leniency::Noise | Leniency::TrailingComma | Leniency::StrayBracket)
            && last.span.end <= span.start
        {
            let between =
                &self.text[(last.span.end - self.span.start) as usize..(span.start - self.span.start) as usize];
            if between.chars().all(|c| c == ' ' || c == '\t') {
                last.span.end = span.end;
                return;
            }
        }
        self.notes.push(Located::new(what, span));
    }

    pub(super) fn report_duplicates(&mut self, members: &[Member<'_>]) {
        let mut seen = BTreeSet::new();
        for (at, member) in members.iter().enumerate() {
            // A few keys are compared with each other sooner than put in order.
            let is_new = if members.len() <= FEW {
                members.iter().take(at).all(|before| before.key.value != member.key.value)
            } else {
                seen.insert(&*member.key.value)
            };
            if !is_new && !member.key.value.is_empty() {
                self.note(Leniency::DuplicateKey, member.key.span);
            }
        }
    }

    pub(super) fn point(&self, at: usize) -> Span {
        self.place(at, at)
    }

    pub(super) fn place(&self, from: usize, to: usize) -> Span {
        let base = self.span.start;
        Span { slot: self.span.slot, start: base + offset(from), end: base + offset(to) }
    }
}
