//! What strict JSON does not allow and was read anyway, as notes: each slip of a configuration, one note for other files.

use super::found::Found;
use crate::problem::{Arg, Code, Message};
use crate::read::Kind;
use crate::read::block::note;
use crate::read::json::{Leniency, Parsed};
use crate::text::{Located, Span, offset};

/// Slips of a configuration that are named one by one. A file with more is no configuration.
const MOST: usize = 20;

/// Notes the slips of a tree.
pub(super) fn report(found: &mut Found<'_>, kind: Kind, parsed: &Parsed<'_>) {
    let slips: Vec<_> = parsed.leniencies.iter().filter(|slip| !is_quoting(found, **slip)).copied().collect();
    if kind == Kind::DaemonJson {
        let notes: Vec<_> = slips.iter().take(MOST).map(|slip| one(found, *slip)).collect();
        found.reading.problems.extend(notes);
    } else if let Some(first) = slips.iter().find(|slip| slip.value != Leniency::Fragment) {
        let note = note(Code::LenientJson, all(found, &slips), shown(found, first.span));
        found.reading.problems.push(note);
    }
    if let Some(cut) = parsed.cut() {
        found.reading.problems.push(note(Code::TextCut, Message::new("read.json-cut"), cut));
    }
}

/// Marks of a quoted mail or of a diff before a line are the paste's, not the file's.
fn is_quoting(found: &Found<'_>, slip: Located<Leniency>) -> bool {
    slip.value == Leniency::Noise && found.source().slice(slip.span).chars().all(|c| matches!(c, '>' | '+' | ' '))
}

fn one(found: &Found<'_>, slip: Located<Leniency>) -> crate::problem::Problem {
    let place = found.source().position(slip.span.start);
    let message =
        Message::new("read.slip").with("what", name(slip.value)).with("line", place.0).with("column", place.1);
    note(Code::LenientJson, message, shown(found, slip.span))
}

/// A slip between two characters is shown on the one before it.
fn shown(found: &Found<'_>, span: Span) -> Span {
    let before = found.source().text().get(..span.start as usize).and_then(|text| text.chars().next_back());
    let back = before.filter(|_| span.start == span.end).map_or(0, char::len_utf8);
    Span { start: span.start - offset(back), ..span }
}

/// Each kind of slip once, with the first line it is on.
fn all(found: &Found<'_>, slips: &[Located<Leniency>]) -> Message {
    let mut named: Vec<Leniency> = Vec::new();
    let mut list: Vec<Arg> = Vec::new();
    for slip in slips {
        if slip.value != Leniency::Fragment && !named.contains(&slip.value) {
            named.push(slip.value);
            let line = found.source().position(slip.span.start).0;
            list.push(Message::new("read.slip-on-line").with("what", name(slip.value)).with("line", line).into());
        }
    }
    Message::new("read.slips").with("slips", list)
}

const fn name(slip: Leniency) -> Message {
    Message::new(match slip {
        Leniency::Comment => "read.slip.comment",
        Leniency::TrailingComma => "read.slip.trailing-comma",
        Leniency::MissingComma => "read.slip.missing-comma",
        Leniency::SingleQuotes => "read.slip.single-quotes",
        Leniency::BareWord => "read.slip.bare-word",
        Leniency::Elision => "read.slip.elision",
        Leniency::Cut => "read.slip.cut",
        Leniency::Fragment => "read.slip.fragment",
        Leniency::StrayBracket => "read.slip.stray-bracket",
        Leniency::Noise => "read.slip.noise",
        Leniency::FancyPunctuation => "read.slip.fancy",
        Leniency::ByteOrderMark => "read.slip.bom",
        Leniency::DuplicateKey => "read.slip.duplicate-key",
        Leniency::MissingColon => "read.slip.missing-colon",
        Leniency::MissingValue => "read.slip.missing-value",
        Leniency::UnclosedString => "read.slip.unclosed-string",
        Leniency::BadEscape => "read.slip.bad-escape",
        Leniency::TooDeep => "read.slip.too-deep",
    })
}
