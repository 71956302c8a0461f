//! What was told of each line once, for all who ask again. It takes no memory before the first asks.

use std::cell::{OnceCell, RefCell};

/// An answer a line.
#[derive(Debug)]
pub(super) struct Memory<T> {
    lines: usize,
    cells: OnceCell<Vec<OnceCell<T>>>,
}

impl<T> Memory<T> {
    /// Without an answer, for so many lines.
    pub(super) const fn new(lines: usize) -> Self {
        Self { lines, cells: OnceCell::new() }
    }

    /// The place of a line's answer, by its 1-based number; `None` above the first and past the end.
    #[inline]
    pub(super) fn of(&self, number: u32) -> Option<&OnceCell<T>> {
        let fresh = || std::iter::repeat_with(OnceCell::new).take(self.lines).collect();
        self.cells.get_or_init(fresh).get(number.checked_sub(1)? as usize)
    }
}

/// The answer about the line that was asked about last: many lines ask about the same one.
#[derive(Debug)]
pub(super) struct Last<T>(RefCell<Option<(u32, T)>>);

impl<T: Clone> Last<T> {
    /// Without an answer.
    pub(super) const fn new() -> Self {
        Self(RefCell::new(None))
    }

    /// The answer about a line: remembered, or told now.
    pub(super) fn of(&self, number: u32, tell: impl FnOnce() -> T) -> T {
        if let Some((_, known)) = self.0.borrow().as_ref().filter(|(line, _)| *line == number) {
            return known.clone();
        }
        let answer = tell();
        self.0.replace(Some((number, answer.clone())));
        answer
    }
}
