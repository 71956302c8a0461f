//! The pasted lines as far as they are read, each with the signs that stand in it.

use super::bare::content;
use super::progress::{Progress, Stage};
use crate::read::signs::Signs;
use crate::text::{Line, Source};

/// The most lines that are read of a box: past them a worker of the browser has no memory, and nobody looks.
pub(in crate::read) const MOST_LINES: u32 = if cfg!(target_family = "wasm") { 1_000_000 } else { 2_000_000 };

/// The most megabytes that are read of a box.
pub(in crate::read) const MOST_MEGABYTES: u32 = if cfg!(target_family = "wasm") { 64 } else { 200 };

/// A box as far as it is read.
pub(super) struct Paste<'a, 'w> {
    pub(super) source: &'a Source,
    progress: &'w Progress<'a>,
    signs: Vec<Signs>,
    /// What stands in any line.
    all: Signs,
}

impl<'a, 'w> Paste<'a, 'w> {
    pub(super) fn new(source: &'a Source, progress: &'w Progress<'a>, last: u32) -> Self {
        let signs = |number| {
            let line = source.line(number);
            progress.at(line.span.start);
            Signs::of(line.text)
        };
        let signs: Vec<Signs> = (1..=last).map(signs).collect();
        let all = signs.iter().fold(Signs::ANY, |all, signs| all | *signs);
        Self { source, progress, signs, all }
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = Pasted<'a>> {
        self.progress.begin(Stage::Cleaning);
        (1..).zip(&self.signs).map(|(number, signs)| {
            self.progress.at(self.source.line_start(number));
            Pasted { source: self.source, number, signs: *signs }
        })
    }

    /// Whether a sign stands in any line.
    pub(super) const fn has(&self, sign: Signs) -> bool {
        self.all.has(sign)
    }
}

/// A pasted line.
#[derive(Clone, Copy)]
pub(super) struct Pasted<'a> {
    source: &'a Source,
    /// Its 1-based number in the box.
    pub(super) number: u32,
    pub(super) signs: Signs,
}

impl<'a> Pasted<'a> {
    #[inline]
    pub(super) fn line(self) -> Line<'a> {
        self.source.line(self.number)
    }

    /// Whether neither quote marks nor tags stand in it.
    pub(super) const fn is_bare(self) -> bool {
        !self.signs.has(Signs::MORE) && !self.signs.has(Signs::LESS)
    }

    /// The line without quote marks, tags at its ends, `number` bytes of what programs put before it and, if given, the
    /// comment mark.
    pub(super) fn content(self, mark: Option<&str>, number: usize) -> &'a str {
        let text = self.line().text;
        if self.is_bare() && number == 0 && mark.is_none() { text } else { content(text, mark, number) }
    }
}

/// The last line that is read of a source.
pub(super) fn last_read(source: &Source, most_lines: u32, most_bytes: u32) -> u32 {
    let count = source.line_count().min(most_lines);
    let at = count.min(source.line_at(most_bytes));
    if source.line(at).span.end <= most_bytes { at } else { at - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Slot;

    #[test]
    fn a_text_is_read_up_to_the_last_line_that_ends_within_the_bounds() {
        let source = Source::new(Slot::Any, "ab\ncd\nef");
        for (lines, bytes, expected) in
            [(9, 99, 3), (2, 99, 2), (9, 8, 3), (9, 7, 2), (9, 5, 2), (9, 4, 1), (9, 1, 0), (0, 9, 0)]
        {
            assert_eq!(last_read(&source, lines, bytes), expected, "{lines} lines, {bytes} bytes");
        }
        assert_eq!(last_read(&Source::new(Slot::Any, ""), 9, 9), 0);
    }
}
