//! What a recogniser is: how it claims lines of a box and what it returns for them.

use smallvec::SmallVec;

use crate::problem::{Code, Message, Problem, Severity, Side};
use crate::read::route::Ways;
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{Item, Kind, LineUse};
use crate::text::Span;

/// A reader with its way to find its lines.
pub(super) struct Recogniser {
    /// The formats that it finds. With one of them chosen by the user it reads the whole box.
    pub kinds: &'static [Kind],
    /// What stands in any line that can begin its block: all of one of these sets. About other lines it is never asked.
    pub begins: &'static [Signs],
    /// Looks at the lines that begin at `first`; `last` is the last of the box.
    ///
    /// A refusal must have looked at a bounded number of lines, so that a long text stays linear.
    pub claim: fn(view: &View<'_>, first: u32, last: u32) -> Option<Claim>,
    /// Reads the lines from `first` to `last` as one of its kinds.
    pub read: fn(view: &View<'_>, kind: Kind, first: u32, last: u32) -> Reading,
}

impl Recogniser {
    /// Whether a line with these signs can begin its block.
    pub(super) fn may_begin(&self, signs: Signs) -> bool {
        self.begins.iter().any(|begins| signs.has(*begins))
    }
}

/// Lines that a recogniser takes for its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// The format.
    pub kind: Kind,
    /// The last line it takes.
    pub last: u32,
    /// What gave the format away.
    pub why: Message,
    /// What was read on the way, where the claim read the lines whole.
    pub reading: Option<Reading>,
}

impl Claim {
    /// Lines that are still to be read.
    pub(super) const fn new(kind: Kind, last: u32, why: Message) -> Self {
        Self { kind, last, why, reading: None }
    }
}

/// What was read of a stretch of lines. Of a long text most stretches are one line with one item, which take no memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// What was written, in the order of the text.
    pub items: SmallVec<[Item; 1]>,
    /// What became of each line. Lines that are left out count as not understood, unless they are noise in any text.
    pub lines: Lines,
    /// What had to be assumed.
    pub problems: Vec<Problem>,
    /// By which the routes among the items leave.
    pub(super) ways: Ways,
}

/// Lines, each with what became of it.
pub(super) type Lines = SmallVec<[(u32, LineUse); 2]>;

impl Reading {
    /// Notes a line that says nothing about networks.
    pub(super) fn irrelevant(&mut self, row: Row<'_>) {
        self.lines.push((row.number, LineUse::Irrelevant));
    }

    /// Notes a line that is known and not read.
    pub(super) fn unhandled(&mut self, row: Row<'_>) {
        self.lines.push((row.number, LineUse::Unhandled));
    }

    /// Notes a line that no rule fits.
    pub(super) fn lost(&mut self, row: Row<'_>) {
        self.lines.push((row.number, LineUse::NotUnderstood));
    }

    /// Adds what was written.
    pub(super) fn add(&mut self, mut item: Item) {
        self.ways.share(&mut item);
        self.items.push(item);
    }

    /// Notes a line that was read, with what it gave.
    pub(super) fn used(&mut self, row: Row<'_>, items: impl IntoIterator<Item = Item>) {
        items.into_iter().for_each(|item| self.add(item));
        self.lines.push((row.number, LineUse::Used));
    }
}

/// The last line of the run that begins at `first` and in which `mine` holds.
///
/// Blank lines inside the run belong to it when another line of its own follows.
pub(super) fn run(view: &View<'_>, first: u32, last: u32, mut mine: impl FnMut(Row<'_>) -> bool) -> u32 {
    let mut end = first;
    for row in view.rows(first.saturating_add(1), last) {
        if row.is_blank() {
            // Three blank lines end any run: without a limit, blank lines would be looked at again and again.
            if row.number > end.saturating_add(3) {
                break;
            }
        } else if mine(row) {
            end = row.number;
        } else {
            break;
        }
    }
    end
}

/// A note about a place in the text.
pub(super) fn note(code: Code, message: Message, span: Span) -> Problem {
    Problem::new(code, Severity::Note, message).at(span, Side::Here)
}
