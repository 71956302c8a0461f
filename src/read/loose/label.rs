//! The names beside addresses: what stands before or behind them, without the signs of lists, links and assignments.

use crate::read::view::Row;
use crate::text::Located;

/// The name before an address that begins at `to`; `from` is where the address before it ends, or the line begins.
pub(super) fn before(row: Row<'_>, from: usize, to: usize) -> Option<Located<String>> {
    let text = row.text.get(from..to)?;
    let text = if from == 0 { without_marker(text) } else { text };
    let text = without_link(text);
    let text = assigned(text).unwrap_or(text);
    // In columns the first cell is the name: `worker-1   Ready   90d`.
    let start = text.trim_start_matches(is_sign);
    let cell = || start.split('\t').next().unwrap_or(start).split("   ").next().unwrap_or(start);
    let text = trimmed(if from == 0 { cell() } else { text });
    named(row, trimmed(balanced(text)))
}

/// The name behind an address that ends at `from`.
pub(super) fn behind(row: Row<'_>, from: usize, to: usize) -> Option<Located<String>> {
    let text = row.text.get(from..to)?;
    // A port or a path belongs to the address; what else a link carries may be secret.
    let text =
        if text.starts_with([':', '/', '?']) { text.trim_start_matches(|c: char| !c.is_whitespace()) } else { text };
    named(row, trimmed(balanced(trimmed(text))))
}

fn named(row: Row<'_>, text: &str) -> Option<Located<String>> {
    text.chars().any(char::is_alphabetic).then(|| Located::new(text.to_owned(), row.locate(text)))
}

fn is_sign(c: char) -> bool {
    c.is_whitespace() || "-–—*+•·,;:=＝|\"'`<>{}[]/\\，；：、。【】「」“”→#&".contains(c)
}

/// Brackets around a remark.
const OPENING: [char; 2] = ['(', '（'];
const CLOSING: [char; 2] = [')', '）'];

/// A text without the signs around it.
fn trimmed(text: &str) -> &str {
    let whole = text.trim_end_matches(|c| is_sign(c) && c != ']');
    let mut text = text.trim_matches(is_sign);
    // Brackets stay when they enclose a part of the name: `vpc-hz (planned)`, `eth0[1]`.
    if text.starts_with(OPENING) && text.ends_with(CLOSING) {
        text = text.trim_matches(OPENING).trim_matches(CLOSING);
    }
    let is_left = |c: char| is_sign(c) || CLOSING.contains(&c);
    let is_right = |c: char| is_sign(c) || OPENING.contains(&c);
    text = text.trim_start_matches(is_left).trim_end_matches(is_right).trim_matches(is_sign);
    let closed = whole.trim_start_matches(is_sign);
    let is_index = text.contains('[') && !text.contains(']') && closed.len() == text.len() + 1;
    if is_index && closed.starts_with(text) { closed } else { text }
}

/// Without the mark of a list: `1. `, `2) `, `a) `, `① `, `- [x] `.
fn without_marker(text: &str) -> &str {
    let inner = text.trim_start_matches(|c: char| c.is_whitespace() || "-*+•".contains(c));
    if let Some(rest) = inner.strip_prefix(|c| ('①'..='⑳').contains(&c)) {
        return rest;
    }
    if let Some(rest) = ["[x] ", "[X] ", "[ ] "].iter().find_map(|mark| inner.strip_prefix(mark)) {
        return rest;
    }
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let length = if digits > 0 { digits } else { inner.bytes().take_while(u8::is_ascii_alphabetic).count() };
    let is_number = (1..=3).contains(&digits) || length == 1;
    let behind = inner.get(length..).unwrap_or("");
    let rest = behind.strip_prefix([')', '、', '）']).or_else(|| behind.strip_prefix(". "));
    rest.filter(|_| is_number).unwrap_or(text)
}

/// Without what stands in front of a bracket or quote that was never opened, or behind one that is never closed.
fn balanced(text: &str) -> &str {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let closer = match c {
            '(' => Some(')'),
            '[' => Some(']'),
            '{' => Some('}'),
            '（' => Some('）'),
            '"' | '`' => Some(c),
            // An apostrophe stands between letters.
            '\'' if !before.is_alphanumeric() => Some(c),
            _ => None,
        };
        if open.last().is_some_and(|(_, closer)| *closer == c) {
            open.pop();
        } else if let Some(closer) = closer {
            open.push((at, closer));
        } else if matches!(c, ')' | ']' | '}' | '）') {
            start = at + c.len_utf8();
            open.clear();
        }
        before = c;
    }
    let end = open.first().map_or(text.len(), |(at, _)| *at);
    text.get(start..end).unwrap_or("")
}

/// A text without the link or the login that leads to the address: `db: jdbc:mysql://user:secret@` is `db: `.
///
/// Logins are nobody's business, and a scheme says little.
fn without_link(text: &str) -> &str {
    let is_whole = |at: &usize| !text[*at..].contains(char::is_whitespace);
    let Some(at) = text.rfind("://").filter(is_whole) else {
        return if text.ends_with('@') { text.trim_end_matches(|c: char| !c.is_whitespace()) } else { text };
    };
    let head = &text[..at];
    let link = head.rfind(|c: char| c.is_whitespace() || "=\"'<(".contains(c)).map_or(0, |at| at + 1);
    head.get(..link).unwrap_or("")
}

/// The name of a variable whose value holds the address: `export NO_PROXY=localhost,` is `NO_PROXY`.
fn assigned(text: &str) -> Option<&str> {
    let (name, value) = text.split_once('=')?;
    let name = name.rsplit(|c: char| c.is_whitespace() || "\"'".contains(c)).next()?;
    let is_name = name.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c));
    let is_variable = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    (is_name && !name.is_empty() && (is_variable || !value.is_empty()) && !value.contains(char::is_whitespace))
        .then_some(name)
}
