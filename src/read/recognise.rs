//! Which format a block of text is: one ordered list of recognisers.

use crate::problem::{Message, Problem};
use crate::read::{Document, Kind, LineUse};
use crate::text::Source;

/// Takes a box apart into documents.
pub(super) fn read(source: &Source, _kind: Option<Kind>) -> (Vec<Document>, Vec<Problem>) {
    let lines: Vec<_> = source.lines().map(|line| (line.number, LineUse::NotUnderstood)).collect();
    let unknown = Document {
        kind: Kind::Unknown,
        why: Message::new("read.why.nothing"),
        span: source.span(),
        items: Vec::new(),
        lines,
    };
    (vec![unknown], Vec::new())
}
