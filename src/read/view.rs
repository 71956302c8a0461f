//! A box's text as readers see it: without the dirt that terminals, mails and web pages put around it.
//!
//! ```text
//! what was pasted      "> 172。17．0.0／16\u{a0}dev \x1b[36mdocker0\x1b[0m<br/>"
//!                        │ quote mark, full-width signs, colours and tags fall away or become plain
//! what a reader sees   "172.17.0.0/16 dev docker0"
//! ```
//!
//! Lines keep their numbers and every piece knows where it stood, so spans always point into the pasted text.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use ipnet::IpNet;

use crate::read::evidence::Clues;
use crate::read::signs::Signs;
use crate::text::{Line, Slot, Source, Span, offset};

mod ahead;
mod bare;
mod clean;
mod memory;
mod numbers;
mod paste;
mod prefixes;
mod progress;
mod row;

use ahead::Ahead;
pub(super) use ahead::Landmark;
use memory::{Last, Memory};
pub(super) use paste::{MOST_LINES, MOST_MEGABYTES};
use progress::Progress;
pub(super) use progress::Stage;
#[cfg(test)]
pub(super) use progress::TELLING;
pub(super) use row::{Row, Words};

/// What a line is that no document needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noise {
    /// White space only.
    Blank,
    /// A prompt with or without a command, or a command alone. What follows is its output: a document of its own.
    Command,
    /// A comment or a code fence.
    Remark,
}

/// What a line tells of a format whose lines are words of any language one by one: OpenVPN's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tells {
    /// It names a range: nothing else is written so.
    Range,
    /// A directive, by a number for its name, and whether nothing else has it.
    Directive { name: u8, own: bool },
    /// A blank line or a comment.
    Between,
    /// It is no line of the format.
    Nothing,
}

/// Lines of OpenVPN's that stand together, and what they tell.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Directives {
    /// The first line.
    pub first: u32,
    /// One past the last line.
    pub end: u32,
    /// Different names of directives, as far as they count.
    pub names: [Option<u8>; 3],
    /// Whether nothing else has one of them.
    pub own: bool,
    /// Whether a line names a range.
    pub range: bool,
}

/// The cleaned text of a box. Line `n` of it is line `n` of the source.
#[derive(Debug)]
pub(super) struct View<'a> {
    source: &'a Source,
    /// The number of the last line that is read; 0 for an empty box.
    last: u32,
    text: Cow<'a, str>,
    /// Byte offset in `text` of the first character of each line; empty as long as they are the source's.
    line_starts: Vec<u32>,
    pieces: Vec<Piece>,
    /// The piece that was asked about last.
    piece: Cell<usize>,
    /// Every line of the box was a comment, and the marks were taken off.
    commented: bool,
    /// For each line the bytes of the marks before and behind it that the cleaned text lacks: quotes, numbers, comments, tags;
    /// nothing from the line on behind which no line has any.
    marks: Vec<(u32, u32)>,
    /// The lines at which the output of another host begins, as a parallel shell names it; see [`numbers::Lengths`].
    hosts: BTreeMap<u32, Option<String>>,
    /// Words that end a text which a command takes from the lines below it.
    ends: BTreeSet<String>,
    /// What stands in each line, with what its words tell once that was asked.
    signs: Vec<Cell<Signs>>,
    /// What noise each line is, once it was asked: every reader asks.
    noise: Memory<Option<Noise>>,
    /// For each line whether it is a ruler, a heading or a message of a tool, once it was asked.
    decorations: Memory<bool>,
    /// For each line whether it is an entry of a list, once it was asked.
    items: Memory<bool>,
    /// For each line the line above the list that it is in, once it was asked.
    headings: Memory<Option<NonZeroU32>>,
    /// What the heading says that was asked about last: a long list has one.
    said: Last<Clues>,
    /// Where the lines that were asked for last begin and end, one of even and one of odd number: each reader asks for the
    /// same one, and some for the next.
    row: [Last<(u32, u32)>; 2],
    /// The entry that was asked about last, see [`View::entry`]: its reader asks, and so do its neighbours.
    entry: Last<Option<(usize, IpNet)>>,
    /// What each line tells of OpenVPN, once it was asked.
    tells: Memory<Tells>,
    /// The lines in which its directives were looked for last.
    directives: Cell<Directives>,
    /// What was looked for below lines already.
    ahead: Ahead,
    progress: Progress<'a>,
}

/// A stretch of the cleaned text and the stretch of the source it comes from; sorted by both.
///
/// Equal lengths mean that the bytes are the same; otherwise the piece is one character that was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    clean: u32,
    clean_end: u32,
    original: u32,
    original_end: u32,
}

impl<'a> View<'a> {
    /// Cleans a box's text.
    pub(super) fn new(source: &'a Source) -> Self {
        Self::watched(source, &|_| {})
    }

    /// The same, telling again and again how many bytes are read.
    pub(super) fn watched(source: &'a Source, watch: &'a dyn Fn(u32)) -> Self {
        Self::within(source, watch, (MOST_LINES, MOST_MEGABYTES << 20))
    }

    /// The same of the first so many lines and bytes, as far as lines are whole.
    pub(super) fn within(source: &'a Source, watch: &'a dyn Fn(u32), (lines, bytes): (u32, u32)) -> Self {
        clean::view(source, Progress::new(watch), paste::last_read(source, lines, bytes))
    }

    /// Says what is done with the lines from now on.
    pub(super) fn begin(&self, stage: Stage) {
        self.progress.begin(stage);
    }

    /// Goes over what stands behind a byte of the paste once more.
    pub(super) fn again(&self, from: u32) {
        self.progress.again(from);
    }

    /// Notes how far what is no line by line is read, in bytes of the paste.
    pub(super) fn passes(&self, byte: u32) {
        self.progress.at(byte);
    }

    /// The box.
    pub(super) const fn slot(&self) -> Slot {
        self.source.slot()
    }

    /// The pasted text itself.
    pub(super) const fn source(&self) -> &'a Source {
        self.source
    }

    /// The number of the last line that is read; 0 for an empty box.
    pub(super) const fn last(&self) -> u32 {
        self.last
    }

    /// Whether every line of the box was a comment, read here without the marks.
    pub(super) const fn commented(&self) -> bool {
        self.commented
    }

    /// The host whose output a line is, where a parallel shell asked several.
    pub(super) fn host_of(&self, line: u32) -> Option<&str> {
        self.hosts.range(..=line).next_back()?.1.as_deref()
    }

    /// The last line of the host whose output a line is, of the lines up to `last`.
    pub(super) fn end_of_host(&self, line: u32, last: u32) -> u32 {
        let next = self.hosts.range(line.saturating_add(1)..).next();
        next.map_or(last, |(next, _)| last.min(next - 1))
    }

    /// A line by its 1-based number; an empty one past the end.
    #[inline]
    pub(super) fn row(&self, number: u32) -> Row<'_> {
        let (from, end) = self.row[(number & 1) as usize].of(number, || self.extent(number));
        Row { number, text: self.text.get(from as usize..end as usize).unwrap_or(""), at: from, view: self }
    }

    /// Where a line begins and ends in the cleaned text.
    fn extent(&self, number: u32) -> (u32, u32) {
        let (from, to) = (self.start_of(number), self.start_of(number.saturating_add(1)));
        self.progress.at(if self.line_starts.is_empty() { from } else { self.source.line_start(number) });
        let ends_with_break = to > from && self.text.as_bytes().get(to as usize - 1) == Some(&b'\n');
        (from, to - u32::from(ends_with_break))
    }

    /// What stands in a line, by its 1-based number; nothing past the end.
    #[inline]
    pub(super) fn signs(&self, number: u32) -> Signs {
        number.checked_sub(1).and_then(|at| self.signs.get(at as usize)).map(Cell::get).unwrap_or_default()
    }

    /// The same with what its words tell: remembered, or told now.
    pub(super) fn all_signs(&self, number: u32) -> Signs {
        let known = number.checked_sub(1).and_then(|at| self.signs.get(at as usize));
        let Some(known) = known else { return Signs::ANY };
        if !known.get().has(Signs::TOLD) {
            known.set(known.get().with_words(self.row(number).text));
        }
        known.get()
    }

    /// Lines `first` to `last`.
    pub(super) fn rows(&self, first: u32, last: u32) -> impl Iterator<Item = Row<'_>> {
        (first..=last.min(self.last())).map(|number| self.row(number))
    }

    /// The cleaned text of lines `first` to `last` and its offset for [`View::span`].
    pub(super) fn block(&self, first: u32, last: u32) -> (&str, u32) {
        let (from, to) = (self.start_of(first), self.start_of(last.saturating_add(1)));
        (self.text.get(from as usize..to as usize).unwrap_or(""), from)
    }

    /// Where bytes `from` to `to` of the cleaned text stood in the paste.
    #[inline]
    pub(super) fn span(&self, from: u32, to: u32) -> Span {
        if let Cow::Borrowed(_) = self.text {
            return Span { slot: self.slot(), start: from, end: to.max(from) };
        }
        let start = self.piece_at(from).map_or_else(|| self.source.span().end, |piece| piece.original_of(from));
        let end = match to.checked_sub(1) {
            Some(last) if to > from => self.piece_at(last).map_or(start, |piece| piece.original_end_of(to)),
            _ => start,
        };
        Span { slot: self.slot(), start, end: end.max(start) }
    }

    /// The pasted lines `first` to `last`, whole.
    pub(super) fn lines_span(&self, first: u32, last: u32) -> Span {
        self.original(first).span.to(self.original(last).span)
    }

    /// The pasted lines `first` to `last` with blanks for the marks around each of them, so that every byte keeps its place.
    ///
    /// Marks are the paste's where each of the lines has them; the first may stand behind a command or another output.
    pub(super) fn unmarked(&self, first: u32, last: u32) -> Cow<'a, str> {
        let text = self.source.slice(self.lines_span(first, last));
        let is_bare = |number: u32| self.marks_of(number) == (0, 0) && !self.original(number).text.trim().is_empty();
        let is_tail = |number: u32| self.marks_of(number).1 > 0;
        let is_partly_bare = (first + 1..=last).any(is_bare) && !(first..=last).any(is_tail);
        if is_partly_bare || (first..=last).all(|number| self.marks_of(number) == (0, 0)) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(self.blanked(first, last))
    }

    /// The same whichever lines have marks.
    pub(super) fn blanked(&self, first: u32, last: u32) -> String {
        let text = self.source.slice(self.lines_span(first, last));
        let mut out = String::with_capacity(text.len());
        for (number, line) in (first..).zip(text.split_inclusive('\n')) {
            let (before, behind) = self.marks_of(number);
            let content = line.trim_end_matches(['\n', '\r']).len();
            let from = (before as usize).min(content);
            let to = content.saturating_sub(behind as usize).max(from);
            out.extend(std::iter::repeat_n(' ', from));
            out.push_str(line.get(from..to).unwrap_or_default());
            out.extend(std::iter::repeat_n(' ', content - to));
            out.push_str(line.get(content..).unwrap_or_default());
        }
        out
    }

    /// The bytes of the marks before and behind a line.
    fn marks_of(&self, number: u32) -> (u32, u32) {
        self.marks.get(number.saturating_sub(1) as usize).copied().unwrap_or_default()
    }

    /// Whether a line from `first` to `near` is what is looked for. Asked again a line further down, only new lines are
    /// looked at.
    pub(super) fn is_near(&self, mark: Landmark, first: u32, near: u32, test: impl Fn(Row<'_>) -> bool) -> bool {
        let is_one = |number| mark.may_be(self.all_signs(number)) && test(self.row(number));
        self.ahead.is_near(mark, first, near.min(self.last()), is_one)
    }

    /// What a line tells of a format: remembered, or told now.
    pub(super) fn tells(&self, number: u32, tell: fn(Row<'_>) -> Tells) -> Tells {
        self.tells.of(number).map_or(Tells::Nothing, |known| *known.get_or_init(|| tell(self.row(number))))
    }

    /// The lines in which directives of OpenVPN were looked for last.
    pub(super) const fn directives(&self) -> &Cell<Directives> {
        &self.directives
    }

    /// What the line above a list says: remembered, or told now.
    pub(super) fn said_above(&self, number: u32, tell: fn(Row<'_>) -> Clues) -> Clues {
        self.said.of(number, || tell(self.row(number)))
    }

    /// Where the range ends that an entry of a list begins with, and the range: remembered, or told now.
    #[inline]
    pub(super) fn entry(&self, number: u32, tell: impl FnOnce() -> Option<(usize, IpNet)>) -> Option<(usize, IpNet)> {
        self.entry.of(number, tell)
    }

    /// Whether something may be tried once more that takes long and leads to nothing where it fails.
    pub(super) fn may_try(&self) -> bool {
        self.ahead.may_try()
    }

    /// Whether that may still be asked.
    pub(super) fn has_tries(&self) -> bool {
        self.ahead.has_tries()
    }

    /// A pasted line as it was.
    pub(super) fn original(&self, number: u32) -> Line<'a> {
        self.source.line(number)
    }

    #[inline]
    fn start_of(&self, number: u32) -> u32 {
        if number > self.last {
            return offset(self.text.len());
        }
        let index = number.saturating_sub(1) as usize;
        self.line_starts.get(index).copied().unwrap_or_else(|| self.source.line_start(number))
    }

    /// The piece that holds a byte of the cleaned text.
    fn piece_at(&self, clean: u32) -> Option<&Piece> {
        let ends_before = |at: usize| self.pieces.get(at).is_some_and(|piece| piece.clean_end <= clean);
        let holds = |at: &usize| !ends_before(*at) && at.checked_sub(1).is_none_or(ends_before);
        // What is asked next stands near by.
        let near = self.piece.get();
        let at = [near, near + 1].into_iter().find(holds);
        let at = at.unwrap_or_else(|| self.pieces.partition_point(|piece| piece.clean_end <= clean));
        self.piece.set(at);
        self.pieces.get(at)
    }
}

impl Piece {
    const fn is_copy(&self) -> bool {
        self.clean_end - self.clean == self.original_end - self.original
    }

    fn original_of(&self, clean: u32) -> u32 {
        if self.is_copy() { self.original + clean.saturating_sub(self.clean) } else { self.original }
    }

    fn original_end_of(&self, clean: u32) -> u32 {
        if self.is_copy() { self.original + clean.saturating_sub(self.clean) } else { self.original_end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cleaned text of a paste.
    fn cleaned(paste: &str) -> String {
        View::new(&Source::new(Slot::Any, paste)).text.into_owned()
    }

    #[test]
    fn dirt_falls_away() {
        for (says, paste, expected) in [
            ("colours of ip -c", "via \x1b[35m10.1.0.1 \x1b[0mdev \x1b[36meth0 \x1b[0m", "via 10.1.0.1 dev eth0 "),
            ("colours whose escape was lost", "via [35m10.1.0.1 [0mdev", "via 10.1.0.1 dev"),
            ("escapes written as text", "via ^[[35m10.1.0.1^[[0m \\e[1mdev\\033[0m", "via 10.1.0.1 dev"),
            ("escapes as programs write them", "via \\x1b[35m10.1.0.1\\u001b[0m dev", "via 10.1.0.1 dev"),
            ("brackets that begin no escape", "a[b] [1] ^x \\n", "a[b] [1] ^x \\n"),
            ("a window title", "\x1b]0;me@host\x07$ ip r", "$ ip r"),
            ("quote marks", ">> > 10.0.0.0/8\n>x", "10.0.0.0/8\nx"),
            ("full-width digits and signs", "１７２．１７.0.0／１６", "172.17.0.0/16"),
            ("the full stop of a Chinese keyboard", "172。17。0。0。", "172.17.0.0。"),
            ("hard spaces", "a\u{a0}b\u{3000}c", "a b c"),
            ("a byte order mark and a zero-width space", "\u{feff}10.0\u{200b}.0.0/8", "10.0.0.0/8"),
            ("tags around a line", "<p><code>10.0.0.0/8</code><br/>\n<br>", "10.0.0.0/8\n"),
            ("carriage returns", "a\r\nb\r\n", "a\nb\n"),
            ("a comment in a list stays", "# office\n10.0.0.0/8", "# office\n10.0.0.0/8"),
            ("line numbers", "     1\ta\n     2\t\n     3\t b", "a\n\n b"),
            ("line numbers in a quote", "> 9: a\n> 10: b", "a\nb"),
            ("line numbers before a bar", " 7 | {\n 8 |   b", "{\n  b"),
            ("a list with numbers", "1. a\n\n2. b", "a\n\nb"),
            ("numbers that do not go up by one", "1: a\n3: b", "1: a\n3: b"),
            ("one number", "1: a", "1: a"),
            (
                "numbers of interfaces",
                "1: lo    inet 127.0.0.1/8\n2: eth0    inet 10.0.0.5/24",
                "1: lo    inet 127.0.0.1/8\n2: eth0    inet 10.0.0.5/24",
            ),
            (
                "numbers of rules",
                "0: from all lookup local\n1: from all lookup main",
                "0: from all lookup local\n1: from all lookup main",
            ),
            ("the first column of a table", "7  10.0.0.0/8\n8  10.1.0.0/16", "7  10.0.0.0/8\n8  10.1.0.0/16"),
            ("nothing but comments", "# a\n\n# # b", " a\n\n # b"),
            ("nothing but comments of another kind", "// a\n// b", " a\n b"),
        ] {
            assert_eq!(cleaned(paste), expected, "{says}");
        }
    }

    #[test]
    fn spans_point_into_the_paste() {
        for (paste, word, expected) in [
            ("> a \x1b[35mbc\x1b[0m d", "bc", "bc"),
            ("x １７２．1 y", "172.1", "１７２．1"),
            ("a\u{200b}b c", "ab", "a\u{200b}b"),
            ("<p>é10<br>", "é10", "é10"),
        ] {
            let source = Source::new(Slot::Any, paste);
            let view = View::new(&source);
            let words = view.row(1).words();
            let found = words.iter().find(|have| have.value == word).unwrap();
            assert_eq!(source.slice(found.span), expected, "{paste:?}");
        }
    }
}
