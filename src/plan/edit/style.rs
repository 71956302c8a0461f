//! How a JSON file is laid out: newline, indentation, the space around colons and commas. Read before writing.

use super::super::Edit;
use crate::read::json::{Node, Value};
use crate::text::offset;

/// Where a member stands, in bytes of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// First byte of the key.
    pub(super) key: usize,
    /// One past the key.
    pub(super) key_end: usize,
    /// First byte of the value.
    pub(super) value: usize,
    /// One past the value.
    pub(super) end: usize,
}

/// The layout of a file.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// `\n` or `\r\n`.
    pub(super) newline: &'static str,
    /// White space before a top-level member; `None` where all stands on one line.
    indent: Option<String>,
    /// Between a key and its value.
    pub(super) colon: String,
    /// Between two members.
    pub(super) separator: String,
}

impl Style {
    /// The layout of a file with these members; a file without any is laid out afresh.
    pub(super) fn of(text: &str, members: &[Place]) -> Self {
        let fresh = Self::fresh(text);
        let Some(last) = members.last() else { return fresh };
        let between = text.get(last.key_end..last.value).unwrap_or("");
        let colon = if is_colon(between) { between.to_owned() } else { fresh.colon };
        if let Some(indent) = indent_before(text, last.key) {
            let separator = format!(",{}{indent}", fresh.newline);
            return Self { newline: fresh.newline, indent: Some(indent), colon, separator };
        }
        let gap = members.windows(2).find_map(|pair| text.get(pair[0].end..pair[1].key));
        let usual = if colon.ends_with(' ') { ", " } else { "," };
        let separator = gap.filter(|gap| gap.trim() == "," && !gap.contains('\n')).unwrap_or(usual).to_owned();
        Self { newline: fresh.newline, indent: None, colon, separator }
    }

    /// Two spaces, a member a line, in the newlines that the text has.
    pub(super) fn fresh(text: &str) -> Self {
        let newline = match text.find('\n') {
            Some(at) if text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        Self { newline, indent: Some("  ".to_owned()), colon: ": ".to_owned(), separator: format!(",{newline}  ") }
    }

    /// Between the opening brace and the first member.
    pub(super) fn open(&self) -> String {
        self.indent.as_ref().map(|indent| format!("{}{indent}", self.newline)).unwrap_or_default()
    }

    /// Between the last member and the closing brace.
    pub(super) fn close(&self) -> &str {
        if self.indent.is_some() { self.newline } else { "" }
    }

    /// A list of elements that are text already: one stays on the line, more take a line each.
    pub(super) fn list(&self, elements: &[String]) -> String {
        match &self.indent {
            Some(indent) if elements.len() > 1 => {
                let line = format!("{}{indent}{}", self.newline, unit(indent));
                let inner = elements.join(&format!(",{line}"));
                format!("[{line}{inner}{}{indent}]", self.newline)
            }
            _ => format!("[{}]", elements.join(if self.is_tight() { "," } else { ", " })),
        }
    }

    /// `{ "base": "10.0.0.0/16", "size": 24 }`.
    pub(super) fn pool(&self, base: &str, size: u8) -> String {
        if self.is_tight() {
            return format!("{{\"base\":\"{base}\",\"size\":{size}}}");
        }
        format!("{{ \"base\": \"{base}\", \"size\": {size} }}")
    }

    /// A whole tree, a member a line, at a depth of nesting.
    pub(super) fn tree(&self, node: &Node<'_>, depth: usize) -> String {
        let line = |depth: usize| format!("{}{}", self.newline, "  ".repeat(depth));
        let block = |open: char, parts: Vec<String>, close: char| {
            if parts.is_empty() {
                return format!("{open}{close}");
            }
            let inner = parts.join(&format!(",{}", line(depth + 1)));
            format!("{open}{}{inner}{}{close}", line(depth + 1), line(depth))
        };
        match &node.value {
            Value::Array(elements) if elements.iter().all(is_scalar) => {
                format!("[{}]", elements.iter().map(|element| self.tree(element, depth)).collect::<Vec<_>>().join(", "))
            }
            Value::Array(elements) => block('[', elements.iter().map(|e| self.tree(e, depth + 1)).collect(), ']'),
            Value::Object(members) => {
                let last = |at: usize, key: &str| members[at + 1..].iter().all(|later| later.key.value != key);
                let parts = members.iter().enumerate().filter(|(at, member)| last(*at, &member.key.value));
                let part = |member: &crate::read::json::Member| {
                    format!("{}: {}", super::quoted(&member.key.value), self.tree(&member.value, depth + 1))
                };
                block('{', parts.map(|(_, member)| part(member)).collect(), '}')
            }
            _ => super::plain(node).to_string(),
        }
    }

    fn is_tight(&self) -> bool {
        self.indent.is_none() && self.colon == ":"
    }
}

/// The removal of a comment: with its line where it stands alone, with the space before it where it ends a line.
pub(super) fn comment(text: &str, start: usize, end: usize) -> Edit {
    let before = text.get(..start).unwrap_or("");
    let after = text.get(end..).unwrap_or("");
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let blank_before = before[line..].trim_matches([' ', '\t']).is_empty();
    let rest = after.find('\n').map_or(after.len(), |at| at + 1);
    let alone = blank_before && after[..rest].trim().is_empty();
    let trimmed = before.trim_end_matches([' ', '\t']).len();
    let (start, end) = if alone { (line, end + rest) } else { (trimmed, end) };
    Edit { start: offset(start), end: offset(end), text: String::new() }
}

/// White space from the beginning of the line to a byte; `None` where something else stands before it.
fn indent_before(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?;
    let line = &before[before.rfind('\n')? + 1..];
    line.chars().all(|c| c == ' ' || c == '\t').then(|| line.to_owned())
}

/// One step of indentation, as the top level has it.
fn unit(indent: &str) -> &str {
    if indent.is_empty() { "  " } else { indent }
}

fn is_colon(between: &str) -> bool {
    between.trim() == ":" && !between.contains(['\n', '\r'])
}

const fn is_scalar(node: &Node<'_>) -> bool {
    !matches!(node.value, Value::Array(_) | Value::Object(_))
}
