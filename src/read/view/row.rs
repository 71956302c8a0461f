//! One line of a view, and what readers ask of it.

use std::cell::OnceCell;
use std::num::NonZeroU32;

use smallvec::SmallVec;

use super::{Noise, View};
use crate::read::signs::Signs;
use crate::text::{Located, Span, offset};

/// The words of a line. Those of an ordinary line need no memory of their own.
pub(in crate::read) type Words<'a> = SmallVec<[Located<&'a str>; 12]>;

/// One cleaned line.
#[derive(Clone, Copy, Debug)]
pub(in crate::read) struct Row<'a> {
    /// 1-based number in the box.
    pub number: u32,
    /// The cleaned text, without line ending.
    pub text: &'a str,
    /// Where it begins in the cleaned text, for [`View::span`].
    pub at: u32,
    pub(super) view: &'a View<'a>,
}

impl<'a> Row<'a> {
    /// The words of the line (runs of non-white-space), each with its place in the paste.
    pub(in crate::read) fn words(self) -> Words<'a> {
        self.split(char::is_whitespace)
    }

    /// The runs of characters between separators, each with its place in the paste.
    pub(in crate::read) fn split(self, separator: impl Fn(char) -> bool) -> Words<'a> {
        self.pieces(separator).collect()
    }

    /// The same, one after the other: a reader that knows by the first ones what the line is looks at no more.
    pub(in crate::read) fn pieces(self, separator: impl Fn(char) -> bool) -> impl Iterator<Item = Located<&'a str>> {
        let is_separator = move |at: usize| {
            let b = self.text.as_bytes().get(at).copied()?;
            let c = if b.is_ascii() { char::from(b) } else { self.text.get(at..)?.chars().next()? };
            Some((separator(c), c.len_utf8()))
        };
        let mut at = 0;
        std::iter::from_fn(move || {
            while let Some((true, length)) = is_separator(at) {
                at += length;
            }
            let from = at;
            while let Some((false, length)) = is_separator(at) {
                at += length;
            }
            (from < at).then(|| self.part(from, at))
        })
    }

    /// The piece from byte `from` to byte `to` of the cleaned line, with its place in the paste.
    #[inline]
    pub(in crate::read) fn part(self, from: usize, to: usize) -> Located<&'a str> {
        let span = self.view.span(self.at + offset(from), self.at + offset(to));
        Located::new(self.text.get(from..to).unwrap_or(""), span)
    }

    /// Where a slice of `text` stands in the paste. A slice of anything else gives the whole line.
    pub(in crate::read) fn locate(self, slice: &str) -> Span {
        let from = (slice.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if from > self.text.len() || from + slice.len() > self.text.len() {
            return self.span();
        }
        self.part(from, from + slice.len()).span
    }

    /// The line in the paste without the white space around it.
    pub(in crate::read) fn span(self) -> Span {
        let (behind, whole) = (self.text.trim_start(), self.text.trim_end());
        let from = self.text.len() - behind.len();
        self.part(from, whole.len().max(from)).span
    }

    /// The text that the line is of.
    pub(in crate::read) const fn view(self) -> &'a View<'a> {
        self.view
    }

    /// Whether it is the word that ends a text which a command above takes.
    pub(in crate::read) fn ends_text(self) -> bool {
        self.view.ends.contains(self.text.trim())
    }

    /// What stands in the line.
    #[inline]
    pub(in crate::read) fn signs(self) -> Signs {
        self.view.signs(self.number)
    }

    /// What stands in the line, with what its words tell.
    pub(in crate::read) fn all_signs(self) -> Signs {
        self.view.all_signs(self.number)
    }

    /// What noise the line is: remembered, or told by its text and its signs now.
    pub(in crate::read) fn noise(self, tell: fn(&str, Signs) -> Option<Noise>) -> Option<Noise> {
        let tell = || tell(self.text, self.signs());
        self.view.noise.of(self.number).map_or_else(tell, |known| *known.get_or_init(tell))
    }

    /// Whether the line is one that belongs to none of its neighbours: remembered, or told now.
    pub(in crate::read) fn is_decoration(self, tell: fn(Row<'a>) -> bool) -> bool {
        self.view.decorations.of(self.number).is_some_and(|known| *known.get_or_init(|| tell(self)))
    }

    /// Whether the line is an entry of a list: remembered, or told now.
    pub(in crate::read) fn is_item(self, tell: impl Fn(Row<'a>) -> bool) -> bool {
        self.view.items.of(self.number).is_some_and(|known| *known.get_or_init(|| tell(self)))
    }

    /// The number of the line above the list that the line is in, past one blank line; remembered, so that a long list is
    /// walked once.
    pub(in crate::read) fn heading(self, is_item: fn(Row<'a>) -> bool) -> Option<u32> {
        let known = |number: u32| self.view.headings.of(number);
        let above = |number: u32| number.checked_sub(1).and_then(NonZeroU32::new);
        let mut first = self.number;
        let found = loop {
            if let Some(found) = known(first).and_then(OnceCell::get) {
                break *found;
            }
            let Some(number) = above(first) else { break None };
            let row = self.view.row(number.get());
            if row.is_blank() {
                break above(number.get()).filter(|number| !self.view.row(number.get()).is_blank());
            }
            if !is_item(row) {
                break Some(number);
            }
            first = number.get();
        };
        for number in first..=self.number {
            known(number).map(|cell| cell.get_or_init(|| found));
        }
        found.map(NonZeroU32::get)
    }

    /// Whether the line was nothing but marks of a page: tags.
    pub(in crate::read) fn was_marks(self) -> bool {
        self.is_blank() && !self.view.original(self.number).text.trim().is_empty()
    }

    /// Whether nothing but white space is left.
    pub(in crate::read) fn is_blank(self) -> bool {
        !self.signs().has(Signs::INK) && self.text.trim().is_empty()
    }
}
