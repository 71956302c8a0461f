//! How far a box is read, told again and again: whoever waits sees that it goes on, and may end it.

use std::cell::Cell;
use std::fmt;

/// How many bytes a pass over the lines goes between two tellings: far less than 50 milliseconds' work.
pub(in crate::read) const TELLING: u32 = 1 << 18;

/// What is done with the lines now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Stage {
    /// They are cleaned, in several passes: nothing is read yet.
    Cleaning,
    /// They are read from top to bottom.
    Reading,
    /// All is read; what became of each line is noted.
    Noting,
}

/// Tells how many bytes are read.
pub(super) struct Progress<'a> {
    watch: &'a dyn Fn(u32),
    stage: Cell<Stage>,
    /// The byte from which on it is told again.
    next: Cell<u32>,
    /// What was told last.
    told: Cell<u32>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(watch: &'a dyn Fn(u32)) -> Self {
        Self { watch, stage: Cell::new(Stage::Cleaning), next: Cell::new(TELLING), told: Cell::new(0) }
    }

    /// Begins to walk over the lines once more.
    pub(super) fn begin(&self, stage: Stage) {
        self.stage.set(stage);
        self.next.set(TELLING);
    }

    /// Goes over what stands behind a byte once more. What was told stays told.
    pub(super) fn again(&self, from: u32) {
        self.next.set(self.next.get().min(from.saturating_add(TELLING)));
    }

    /// Notes that the walk is at a byte.
    #[inline]
    pub(super) fn at(&self, byte: u32) {
        if byte >= self.next.get() {
            self.tell(byte);
        }
    }

    #[cold]
    fn tell(&self, byte: u32) {
        self.next.set(byte.saturating_add(TELLING));
        if self.stage.get() == Stage::Reading {
            self.told.set(self.told.get().max(byte));
        }
        (self.watch)(self.told.get());
    }
}

impl fmt::Debug for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("told", &self.told).finish_non_exhaustive()
    }
}
