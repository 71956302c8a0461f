//! The names beside addresses: what stands before or behind them, without the signs of lists, links and assignments.

use crate::read::view::Row;
use crate::text::Located;

/// The name before an address that begins at `to`; `from` is where the address before it ends, or the line begins.
pub(super) fn before(row: Row<'_>, from: usize, to: usize) -> Option<Located<String>> {
    let text = row.text.get(from..to)?;
    let text = if from == 0 { without_marker(text) } else { text };
    let (text, scheme) = without_link(text);
    let text = assigned(text).unwrap_or(text);
    // In columns the first cell is the name: `worker-1   Ready   90d`.
    let start = text.trim_start_matches(is_sign);
    let cell = || start.split('\t').next().unwrap_or(start).split("   ").next().unwrap_or(start);
    let text = trimmed(if from == 0 { cell() } else { text });
    named(row, text).or_else(|| named(row, scheme))
}

/// The name behind an address that ends at `from`.
pub(super) fn behind(row: Row<'_>, from: usize, to: usize) -> Option<Located<String>> {
    let text = row.text.get(from..to)?;
    // A port or a path belongs to the address; what else a link carries may be secret.
    let text =
        if text.starts_with([':', '/', '?']) { text.trim_start_matches(|c: char| !c.is_whitespace()) } else { text };
    named(row, trimmed(text))
}

fn named(row: Row<'_>, text: &str) -> Option<Located<String>> {
    text.chars().any(char::is_alphabetic).then(|| Located::new(text.to_owned(), row.locate(text)))
}

fn is_sign(c: char) -> bool {
    c.is_whitespace() || "-–—*+•·,;:=＝|\"'`<>{}[]/\\，；：、。（）【】「」“”→#&".contains(c)
}

/// A text without the signs around it.
fn trimmed(text: &str) -> &str {
    let whole = text.trim_end_matches(|c| is_sign(c) && c != ']');
    let mut text = text.trim_matches(is_sign);
    // Brackets stay when they enclose a part of the name: `vpc-hz (planned)`, `eth0[1]`.
    if text.starts_with('(') && text.ends_with(')') {
        text = text.trim_matches(['(', ')']);
    }
    text = text.trim_start_matches([')', ' ']).trim_end_matches(['(', ' ']).trim_matches(is_sign);
    let closed = whole.trim_start_matches(is_sign);
    let is_index = text.contains('[') && !text.contains(']') && closed.len() == text.len() + 1;
    if is_index && closed.starts_with(text) { closed } else { text }
}

/// A line without the number of its place in a list: `1. `, `2) `, `- 3. `.
fn without_marker(text: &str) -> &str {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || "-*+•·".contains(c));
    let digits = start.bytes().take_while(u8::is_ascii_digit).count();
    let rest = start.get(digits..).and_then(|rest| rest.strip_prefix(['.', ')', '、', ']']));
    rest.filter(|rest| (1..=3).contains(&digits) && (rest.is_empty() || rest.starts_with(char::is_whitespace)))
        .unwrap_or(text)
}

/// A text in two: what stands before the link or the login that leads to the address, and what a link leads to.
///
/// `db: jdbc:mysql://user:secret@` is `db: ` and `mysql`. Logins are nobody's business.
fn without_link(text: &str) -> (&str, &str) {
    let is_whole = |at: &usize| !text[*at..].contains(char::is_whitespace);
    let Some(at) = text.rfind("://").filter(is_whole) else {
        let login = text.ends_with('@').then(|| text.trim_end_matches(|c: char| !c.is_whitespace()));
        return (login.unwrap_or(text), "");
    };
    let head = &text[..at];
    let link = head.rfind(|c: char| c.is_whitespace() || "=\"'<(".contains(c)).map_or(0, |at| at + 1);
    let scheme = head.get(link..).unwrap_or("");
    (head.get(..link).unwrap_or(""), scheme.rsplit(':').next().unwrap_or(scheme))
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
