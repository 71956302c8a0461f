//! How far a piece of JSON goes that begins at a line, also where its brackets are missing or its end is cut off.

use super::marks::{self, Mark, closes};
use super::scalar::plain_length;
use crate::text::Source;

/// How many lines that are no JSON may stand between lines that are.
const MAX_NOISE: u32 = 2;

/// How many comments and blank lines may stand before a value.
const MAX_PREFACE: u32 = 16;

/// How many lines a JSON-like value that begins at `first_line` covers, not beyond `last_line`; `None` where none begins.
///
/// A fragment goes on as long as its lines look like JSON. Objects of one line each (`jq -c`, `--format json`) are one value.
/// A refusal has looked at a handful of lines.
pub fn extent(source: &Source, first_line: u32, last_line: u32) -> Option<u32> {
    extent_of(|number| source.line(number).text, first_line, last_line)
}

/// [`extent`] of lines that come from anywhere: `line` gives a line by its number.
pub(in crate::read) fn extent_of<'a>(line: impl Fn(u32) -> &'a str, first_line: u32, last_line: u32) -> Option<u32> {
    let start = (first_line..=last_line.min(first_line.saturating_add(MAX_PREFACE))).find(|&n| !is_preface(line(n)))?;
    if !begins(line(start)) && (start > first_line || !begins_with_closers(&line, start, last_line)) {
        return None;
    }
    let mut scan = Scan::default();
    let (mut end, mut noise) = (start, 0);
    for number in start..=last_line {
        // Most blanks are those of an indent.
        let text = line(number).trim_ascii().trim();
        if number > start && scan.is_over(text, number == end + 1) {
            break;
        }
        if text.is_empty() {
            continue;
        }
        if number > start && !continues(text) {
            noise += 1;
            if noise > MAX_NOISE || scan.depth == 0 || is_prompt(text) {
                break;
            }
            continue;
        }
        noise = 0;
        scan.line(text);
        end = number;
    }
    Some(end - first_line + 1)
}

/// The brackets that are open, line by line.
#[derive(Default)]
struct Scan {
    depth: usize,
    /// The first line opened a bracket: the value is over when it is closed.
    whole: bool,
    /// Every line so far was a value by itself.
    line_values: bool,
    lines: u32,
    /// A comma stands at the end of the last line.
    comma: bool,
}

impl Scan {
    /// Whether the value ended before `next`, a line without the blanks around it. `adjacent`: no blank line between.
    fn is_over(&self, next: &str, adjacent: bool) -> bool {
        if self.depth > 0 || self.comma {
            return false;
        }
        if next.starts_with(['}', ']', ',']) {
            return false;
        }
        if self.whole && next.starts_with(['{', '[']) {
            return !(self.line_values && adjacent && is_line_value(next));
        }
        self.whole && !is_member(next)
    }

    /// Goes past a line without the blanks around it.
    fn line(&mut self, text: &str) {
        self.lines += 1;
        if self.lines == 1 {
            self.whole = !is_member(text) && !text.starts_with(['}', ']']);
            self.line_values = true;
        }
        self.line_values = self.line_values && is_line_value(text);
        self.comma = text.ends_with([',', '，']);
        self.depth = brackets(text, self.depth);
    }
}

/// The depth behind a line, strings and comments left out. A bracket that closes nothing is passed over.
fn brackets(text: &str, depth: usize) -> usize {
    let mut depth = depth;
    let mut rest = text;
    while let Some(at) = rest.bytes().position(may_matter) {
        rest = &rest[at..];
        let Some(c) = rest.chars().next() else { break };
        let mut length = c.len_utf8();
        match Mark::of(c) {
            Some(Mark::OpenObject | Mark::OpenArray) => depth += 1,
            Some(Mark::CloseObject | Mark::CloseArray) => depth = depth.saturating_sub(1),
            Some(Mark::Quote) => length += string_length(&rest[length..], c),
            None if marks::comment(rest).is_some() => break,
            _ => {}
        }
        rest = &rest[length..];
    }
    depth
}

/// Whether a bracket, a quote or a comment may begin with this byte.
const fn may_matter(b: u8) -> bool {
    matches!(b, b'{' | b'}' | b'[' | b']' | b'"' | b'\'' | b'#' | b'/' | 0x80..)
}

/// The length of the rest of a string with its closing quote; of the rest of the line where it is not closed.
fn string_length(text: &str, quote: char) -> usize {
    let plain = u8::try_from(quote).ok().filter(u8::is_ascii);
    if let Some(length) = plain.and_then(|quote| plain_length(text, quote)) {
        return length + 1;
    }
    let mut hidden = false;
    for (at, c) in text.char_indices() {
        if !hidden && (c == quote || (quote != '"' && quote != '\'' && closes(c) == closes(quote))) {
            return at + c.len_utf8();
        }
        hidden = !hidden && c == '\\';
    }
    text.len()
}

/// Whether the line is a bracketed value by itself.
fn is_line_value(text: &str) -> bool {
    let text = text.trim().trim_end_matches(',');
    text.starts_with(['{', '[']) && text.ends_with(['}', ']']) && brackets(text, 0) == 0
}

/// Whether the line may stand before a value: blank, or a comment of JavaScript.
fn is_preface(text: &str) -> bool {
    let text = text.trim().trim_start_matches('\u{feff}');
    text.is_empty() || text.starts_with("//") || (text.starts_with("/*") && text.ends_with("*/"))
}

/// Whether a value begins here: an open bracket, a quoted key, or a name with `=` and a bracket.
fn begins(text: &str) -> bool {
    let text = text.trim().trim_start_matches('\u{feff}');
    if let Some(inside) = text.strip_prefix('{') {
        return !inside.starts_with(['{', '%']) && is_inside(inside);
    }
    if let Some(inside) = text.strip_prefix('[') {
        let inside = inside.trim_start();
        return inside.is_empty() || inside.starts_with(['{', '[', '"', '\'', ']', '“']) || inside.starts_with("//");
    }
    is_member(text) || is_assignment(text)
}

/// Whether a text may follow an open brace: nothing, a quote, a bracket, a bare key with a colon, dots, a comment.
fn is_inside(text: &str) -> bool {
    let text = text.trim_start();
    // Ruby writes `:key=>`.
    let bare = || {
        let key = text.strip_prefix(':').unwrap_or(text);
        let end = key.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(key.len());
        let behind = key[end..].trim_start();
        end > 0 && (behind.starts_with(':') || behind.starts_with("=>"))
    };
    text.chars().next().is_none_or(|c| closes(c).is_some() || matches!(c, '{' | '[' | '}' | '#' | '/' | ',' | '…'))
        || text.starts_with("..")
        || bare()
}

/// Whether the line begins with a quoted key and a colon.
fn is_member(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(quote) = chars.next().filter(|&c| closes(c).is_some()) else { return false };
    let rest = chars.as_str();
    let behind = &rest[string_length(rest, quote)..];
    behind.trim_start().starts_with([':', '：'])
}

/// Whether the line is `name = {` with a quoted key and a colon behind, or with nothing behind: as in Python.
///
/// Terraform writes `name = {` too; its keys have `=` in place of the colon, and its reader comes first.
fn is_assignment(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else { return false };
    let name = name.trim();
    let value = value.trim_start_matches(['=', '>']).trim_start();
    let named = !name.is_empty()
        && name.split_whitespace().count() <= 3
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ' ' | ':' | '$'));
    let inside = value.trim_start_matches(['{', '[', ' ']);
    named && value.starts_with(['{', '[']) && (inside.is_empty() || is_member(inside))
}

/// Whether the line is nothing but closing brackets, and members follow within a few lines.
fn begins_with_closers<'a>(line: &impl Fn(u32) -> &'a str, first: u32, last: u32) -> bool {
    let text = line(first).trim();
    let closers = !text.is_empty() && text.chars().all(|c| matches!(c, '}' | ']' | ',' | ' '));
    let end = last.min(first.saturating_add(4));
    closers && (first + 1..=end).any(|number| is_member(line(number).trim()))
}

/// Whether the line, without the blanks around it, looks like the inside of JSON.
fn continues(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return true };
    if matches!(Mark::of(first), Some(mark) if mark != Mark::Colon) || marks::comment(text).is_some() {
        return true;
    }
    if matches!(first, '.' | '…' | '⋮') && marks::elision(text).is_some() {
        return true;
    }
    let word = text.trim_end_matches(['}', ']', ' ', ',']);
    let is_constant = !word.contains(char::is_whitespace) && (text.ends_with([',', ']', '}']) || is_constant(word));
    is_constant || is_bare_member(text)
}

fn is_constant(word: &str) -> bool {
    matches!(word, "null" | "true" | "false" | "None" | "True" | "False") || word.parse::<f64>().is_ok()
}

/// Whether the line is `key: value` with a bare key and a value as JSON writes it, or a comma at its end.
fn is_bare_member(text: &str) -> bool {
    let Some((key, value)) = text.split_once(':') else { return false };
    let value = value.trim();
    let bare = key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let json = value.is_empty() || value.ends_with([',', '{', '[']) || value.starts_with(['"', '\'', '{', '[']);
    bare && (json || is_constant(value))
}

/// Whether the line looks like a shell's prompt with a command.
fn is_prompt(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("$ ")
        || ["$ ", "# ", "% ", "> "].iter().any(|end| {
            text.split_once(end)
                .is_some_and(|(before, _)| before.contains(['@', '~', ':']) && !before.contains(['"', ',']))
        })
}
