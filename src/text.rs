//! What was pasted, and where in it: sources, lines and spans.
//!
//! Inside the library a position is a byte offset into one box's text. The browser counts UTF-16 code units; the
//! conversion happens once, at its door ([`Source::utf16`]).

use serde::{Deserialize, Serialize};

/// The text of a file: UTF-8 as it is, UTF-16 by its first mark, as Windows PowerShell writes it. What is neither is replaced
/// letter by letter.
pub fn decode(bytes: Vec<u8>) -> String {
    let units = |pair: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|two| pair([two[0], two[1]]));
        char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// A text in small letters. Texts of scripts that have no others are taken as they are, which is much quicker.
pub fn lowercase(text: &str) -> String {
    let is_one_case = |c: char| {
        c.is_ascii() || matches!(c, '\u{2000}'..='\u{206f}' | '\u{2e80}'..='\u{a63f}' | '\u{ff00}'..='\u{ff20}')
    };
    if text.chars().all(is_one_case) { text.to_ascii_lowercase() } else { text.to_lowercase() }
}

/// A box of the page. Any box takes any format; the name only says where the text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// "Networks you must reach".
    Networks,
    /// "Host routes".
    Routes,
    /// "daemon.json".
    DaemonJson,
    /// "Existing Docker networks".
    Docker,
    /// "Anything else": output of the collecting command, dropped files.
    Any,
}

impl Slot {
    /// Every box, in the order of the page.
    pub const ALL: [Self; 5] = [Self::Networks, Self::Routes, Self::DaemonJson, Self::Docker, Self::Any];

    /// The name used in links and in test data: `daemon_json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Networks => "networks",
            Self::Routes => "routes",
            Self::DaemonJson => "daemon_json",
            Self::Docker => "docker",
            Self::Any => "any",
        }
    }
}

/// A half-open range of bytes in one box's text, always on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The box.
    pub slot: Slot,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span that holds both. Both must be of one box; otherwise the first is returned.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.slot != other.slot {
            return self;
        }
        Self { slot: self.slot, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `offset` lies inside.
    pub const fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }
}

/// A value and where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Located<T> {
    /// A value with its place.
    #[inline]
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// The same place, another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: change(self.value), span: self.span }
    }
}

/// One line of a source, without its line ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// 1-based number in the box.
    pub number: u32,
    /// The text without `\n` or `\r\n`.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
}

impl<'a> Line<'a> {
    /// The words of the line (runs of non-white-space), each with its place.
    pub fn words(self) -> Vec<Located<&'a str>> {
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in self.text.char_indices().chain([(self.text.len(), ' ')]) {
            match (start, c.is_whitespace()) {
                (None, false) => start = Some(at),
                (Some(from), true) => {
                    words.push(self.part(from, at));
                    start = None;
                }
                _ => {}
            }
        }
        words
    }

    /// The piece from byte `from` to byte `to` of the line, with its place.
    ///
    /// Both must lie on character boundaries inside the line.
    pub fn part(self, from: usize, to: usize) -> Located<&'a str> {
        let base = self.span.start;
        let span = Span { slot: self.span.slot, start: base + offset(from), end: base + offset(to) };
        Located::new(&self.text[from..to], span)
    }
}

/// The text of one box with an index of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    slot: Slot,
    text: String,
    /// Byte offset of the first character of each line; the first is 0.
    line_starts: Vec<u32>,
    /// What the text was put together from, ascending; empty for a text that was pasted as it is.
    parts: Vec<Part>,
}

/// A file, or the output of a command, that stands in a box together with others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    name: String,
    /// The 1-based line of the box where it begins.
    first_line: u32,
}

impl Source {
    /// Largest text kept, in bytes: small enough for 32-bit offsets. How much of it is read is for `read` to say.
    pub const LIMIT: usize = 1 << 31;

    /// Takes a box's text. Text past [`Source::LIMIT`] is cut at a character boundary.
    pub fn new(slot: Slot, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.len() > Self::LIMIT {
            let cut = (0..=Self::LIMIT).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            text.truncate(cut);
        }
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| offset(at + 1));
        let line_starts = std::iter::once(0).chain(breaks).collect();
        Self { slot, text, line_starts, parts: Vec::new() }
    }

    /// Several texts with their names as one box. Each begins on a line of its own.
    pub fn of_parts<'a>(slot: Slot, parts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let (mut whole, mut starts, mut line) = (String::new(), Vec::new(), 1);
        for (name, text) in parts {
            starts.push(Part { name: name.to_owned(), first_line: line });
            whole.push_str(text);
            if !text.is_empty() && !text.ends_with('\n') {
                whole.push('\n');
            }
            line += offset(text.lines().count());
        }
        Self { parts: starts, ..Self::new(slot, whole) }
    }

    /// The part that a line belongs to, and the 1-based line within it; `None` for a text without parts.
    pub fn part_of(&self, line: u32) -> Option<(&str, u32)> {
        let after = self.parts.partition_point(|part| part.first_line <= line);
        let part = self.parts.get(after.checked_sub(1)?)?;
        Some((&part.name, line - part.first_line + 1))
    }

    /// The names of the parts, in order.
    pub fn part_names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.name.as_str())
    }

    /// The box.
    pub const fn slot(&self) -> Slot {
        self.slot
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The span of the whole text.
    pub fn span(&self) -> Span {
        Span { slot: self.slot, start: 0, end: offset(self.text.len()) }
    }

    /// The text of a span made from this source; empty for a span of another.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Every line, in order. A text that ends with a line break has no empty line after it.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        (1..=self.line_count()).map(|number| self.line(number))
    }

    /// How many lines there are; 0 for the empty text.
    pub fn line_count(&self) -> u32 {
        let trailing = self.text.is_empty() || self.text.ends_with('\n');
        offset(self.line_starts.len()) - u32::from(trailing)
    }

    /// A line by its 1-based number; an empty one past the end.
    #[inline]
    pub fn line(&self, number: u32) -> Line<'_> {
        let (start, next) = (self.line_start(number), self.line_start(number.saturating_add(1)));
        let mut end = next as usize;
        for ending in [b'\n', b'\r'] {
            if end > start as usize && self.text.as_bytes()[end - 1] == ending {
                end -= 1;
            }
        }
        let text = &self.text[start as usize..end];
        let span = Span { slot: self.slot, start, end: start + offset(text.len()) };
        Line { number, text, span }
    }

    /// Where a line begins, by its 1-based number; the end of the text past the last one.
    #[inline]
    pub fn line_start(&self, number: u32) -> u32 {
        self.line_starts.get(number.saturating_sub(1) as usize).copied().unwrap_or_else(|| offset(self.text.len()))
    }

    /// The 1-based number of the line that holds a byte offset.
    pub fn line_at(&self, byte: u32) -> u32 {
        offset(self.line_starts.partition_point(|&start| start <= byte)).max(1)
    }

    /// 1-based line and 1-based column in characters, for people.
    pub fn position(&self, byte: u32) -> (u32, u32) {
        let line = self.line_at(byte);
        let start = self.line_starts[line as usize - 1] as usize;
        let before = self.text.get(start..byte as usize).unwrap_or("");
        (line, offset(before.chars().count()) + 1)
    }

    /// A byte offset as the browser counts: UTF-16 code units from the start of the text.
    pub fn utf16(&self, byte: u32) -> u32 {
        offset(self.text.get(..byte as usize).unwrap_or(&self.text).encode_utf16().count())
    }
}

/// The line that ends a text within another: `word`, longer where a line of the text is just that.
pub fn end_mark(word: &str, text: &str) -> String {
    let mut mark = word.to_owned();
    while text.lines().any(|line| line == mark) {
        mark.push('_');
    }
    mark
}

/// A byte count as an offset. [`Source::LIMIT`] keeps every text below 4 GiB.
#[inline]
pub fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_any_encoding_give_a_text() {
        for (bytes, text) in [
            (b"10.0.0.0/8".as_slice(), "10.0.0.0/8"),
            (b"\xff\xfe1\x000\x00.\x00", "10."),
            (b"\xfe\xff\x001\x000", "10"),
            (b"\xff\xfe1", ""),
            (b"caf\xe9", "caf\u{fffd}"),
            (b"", ""),
        ] {
            assert_eq!(decode(bytes.to_vec()), text, "{bytes:?}");
        }
    }

    #[test]
    fn lines_keep_numbers_spans_and_lose_their_endings() {
        let source = Source::new(Slot::Routes, "a b\r\n\nçd\n");
        let lines: Vec<_> = source.lines().map(|l| (l.number, l.text, l.span.start, l.span.end)).collect();
        assert_eq!(lines, [(1, "a b", 0, 3), (2, "", 5, 5), (3, "çd", 6, 9)]);
        assert_eq!(Source::new(Slot::Any, "").line_count(), 0);
        assert_eq!(Source::new(Slot::Any, "x").line_count(), 1);
    }

    #[test]
    fn positions_count_characters_for_people_and_utf16_for_the_browser() {
        let source = Source::new(Slot::Any, "x\n😀é=1");
        let equals = offset("x\n😀é".len());
        assert_eq!(source.position(equals), (2, 3));
        assert_eq!(source.utf16(equals), 5);
        assert_eq!(source.line_at(0), 1);
    }

    #[test]
    fn lines_of_a_box_made_of_parts_are_told_by_the_part() {
        let source = Source::of_parts(Slot::Any, [("a", "1\n2"), ("empty", ""), ("b", "3\n\n")]);
        assert_eq!(source.text(), "1\n2\n3\n\n");
        assert_eq!(
            (1..=4).filter_map(|line| source.part_of(line)).collect::<Vec<_>>(),
            [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
        );
        assert_eq!(Source::new(Slot::Any, "x").part_of(1), None);
    }

    #[test]
    fn words_have_places() {
        let source = Source::new(Slot::Any, " via  10.0.0.1\t");
        let words: Vec<_> = source.line(1).words().into_iter().map(|w| (w.value, w.span.start, w.span.end)).collect();
        assert_eq!(words, [("via", 1, 4), ("10.0.0.1", 6, 14)]);
    }
}
