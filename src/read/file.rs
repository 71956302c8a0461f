//! Which bytes of a paste are the configuration's: what dockerd would get, without what stands around it in a terminal.
//!
//! ```text
//! $ cat /etc/docker/daemon.json     a command                      > {                     the marks of a quote, for which
//! {                                 ╮                              >   "bip": "…"          blanks stand
//!   "bip": "…"                      │ the file                     > }
//! }                                 ╯
//! $ systemctl restart docker        a command                      echo '{"bip": "…"}' | sudo tee …   the object alone
//! ```

use std::borrow::Cow;

use super::json::Parsed;
use super::noise::{Noise, is_decoration, noise};
use super::view::{Row, View};
use crate::text::{Slot, Source, Span};

/// The text of the file inside `span`: what stands there, without the lines around the object that are no file's.
///
/// What else trails the object stays, for dockerd reads it too.
pub fn file_span(source: &Source, span: Span, parsed: &Parsed<'_>) -> Span {
    let Some(root) = parsed.root.as_ref().map(|root| root.span) else { return span };
    let view = View::new(source);
    let line = |at: u32| source.line_at(at);
    let (first, last) = (line(root.start), line(root.end.max(1) - 1));
    if typed_object(view.row(first).text).is_some() {
        return root;
    }
    let above = (line(span.start)..first).rev().find(|&number| is_beside(view.row(number)));
    let above = above.max(remarks_above(&view, line(span.start), first));
    // What is no JSON below the last bracket is what people say, not what dockerd reads.
    let ends_below = |row: Row<'_>| is_beside(row) || (is_mixed(&view) && !is_json(row));
    let below = (last + 1..=line(span.end)).find(|&number| ends_below(view.row(number)));
    let start = above.map_or(span.start, |number| source.line(number + 1).span.start);
    let end = below.map_or(span.end, |number| source.line(number).span.start);
    Span { start: start.max(span.start).min(root.start), end: end.min(span.end).max(root.end), ..span }
}

/// The last line above the object that is no part of the file, in a box that holds more than a file: a comment is the file's
/// own where its command stands above it, and the end of another output or somebody's remark elsewhere.
fn remarks_above(view: &View<'_>, from: u32, first: u32) -> Option<u32> {
    let is_other = |&number: &u32| !is_comment(view.row(number));
    let other = (from..first).rev().find(is_other).filter(|_| is_mixed(view));
    let above = other.or_else(|| first.checked_sub(1).filter(|_| is_mixed(view)))?;
    let command = (1..=above).rev().map(|number| view.row(number)).find(|row| !row.is_blank() && !is_comment(*row));
    let names_file = command.is_some_and(|row| noise(row) == Some(Noise::Command) && row.text.contains("daemon.json"));
    if names_file { other } else { first.checked_sub(1).filter(|&number| number >= from) }
}

/// What stands beside a file in any box: prompts, fences, headlines, and sentences.
fn is_beside(row: Row<'_>) -> bool {
    is_around(row) || is_talk(row) || row.was_marks()
}

/// A sentence: words and no sign of JSON.
fn is_talk(row: Row<'_>) -> bool {
    let text = row.text.trim();
    let is_plain = !text.contains(['"', '{', '}', '[', ']']) && text.starts_with(char::is_alphabetic);
    is_plain && (text.split_whitespace().count() >= 3 || text.chars().filter(|c| !c.is_ascii()).count() >= 4)
}

/// Whether a line can be of JSON at all.
fn is_json(row: Row<'_>) -> bool {
    let text = row.text.trim();
    text.starts_with(['{', '}', '[', ']', '"', ',', '/', '*'])
}

/// A prompt, a fence, a headline, the end of a text typed into a shell. Comments are the file's own.
fn is_around(row: Row<'_>) -> bool {
    let is_fence = row.text.trim_start().starts_with(['`', '~']);
    is_fence || noise(row) == Some(Noise::Command) || is_decoration(row)
}

/// Whether a box holds what people say beside what they paste.
fn is_mixed(view: &View<'_>) -> bool {
    view.slot() != Slot::DaemonJson
}

/// A comment as dockerd's users write it into the file, and dockerd refuses it.
fn is_comment(row: Row<'_>) -> bool {
    row.text.trim_start().starts_with(['/', '#', '*'])
}

/// The text of a file's span with blanks for marks of the paste, so that every byte keeps its place.
pub fn file_text(source: &Source, span: Span) -> Cow<'_, str> {
    let view = View::new(source);
    let (first, last) = (source.line_at(span.start), source.line_at(span.end.max(1) - 1));
    let lines = view.lines_span(first, last);
    // A file whose every line is a comment is one.
    let unmarked = if view.commented() { Cow::Borrowed(source.slice(lines)) } else { view.unmarked(first, last) };
    let from = span.start.saturating_sub(lines.start) as usize;
    let text = match unmarked {
        Cow::Borrowed(_) => Cow::Borrowed(source.slice(span)),
        Cow::Owned(text) => {
            let inside = text.get(from..text.len().min(from + (span.end - span.start) as usize)).unwrap_or_default();
            // The line break of the last line is no part of its lines' span.
            let behind = Span { start: lines.end.min(span.end), ..span };
            Cow::Owned(inside.to_owned() + source.slice(behind))
        }
    };
    let text = unescaped(&text).map_or(text, Cow::Owned);
    mark_first(&text).map_or(text, Cow::Owned)
}

/// The text with its byte order mark before the blanks that a paste has put in front of it.
fn mark_first(text: &str) -> Option<String> {
    const MARK: char = '\u{feff}';
    let (blanks, rest) = text.split_once(MARK)?;
    (!blanks.is_empty() && blanks.trim().is_empty()).then(|| format!("{MARK}{blanks}{rest}"))
}

/// The text of an object in quotes of a shell, with blanks for the backslashes: `{\"bip\": \"10.9.0.1/24\"}`.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let inside = text.strip_prefix('{')?.trim_start();
    if !inside.starts_with("\\\"") {
        return None;
    }
    let mut pieces = text.split("\\\"");
    let mut out = pieces.next()?.to_owned();
    // The blank stands outside of the string: before the quote that opens it, behind the one that closes it.
    for (quote, piece) in [" \"", "\" "].into_iter().cycle().zip(pieces) {
        out.push_str(quote);
        out.push_str(piece);
    }
    Some(out)
}

/// The object that a command line holds as text to be written into daemon.json, or the beginning of one.
pub(super) fn typed_object(line: &str) -> Option<&str> {
    let (command, _) = line.split_once('{')?;
    let writes =
        command.split_whitespace().any(|word| matches!(word, "echo" | "printf" | "tee" | "cat" | "bash" | "sh"));
    let quoted = command.trim_end().ends_with(['\'', '"', '“', '‘', '\\']) || command.ends_with([' ', '\t']);
    (writes && quoted).then(|| &line[command.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_comes_first() {
        for (text, expected) in
            [("  \u{feff}{}", Some("\u{feff}  {}")), ("\u{feff}{}", None), ("{\u{feff}}", None), ("{}", None)]
        {
            assert_eq!(mark_first(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn escaped_quotes_become_quotes_of_the_same_length() {
        for (text, expected) in
            [(r#"{\"a\": \"b\"}"#, Some(r#"{ "a" :  "b" }"#)), (r#"{"a": "b\"c"}"#, None), ("{}", None)]
        {
            assert_eq!(unescaped(text).as_deref(), expected, "{text}");
            assert!(expected.is_none_or(|expected| expected.len() == text.len()), "{text}");
        }
    }
}
