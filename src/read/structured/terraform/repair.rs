//! HCL as pasted, made readable for a strict parser without moving a byte.
//!
//! A plan's marks and `(known after apply)` become blanks and `null`, brackets that close nothing become blanks, a cut end
//! is closed, and a line that the parser refuses is left out and named.

use std::collections::BTreeSet;

use hcl_edit::structure::Body;

/// Lines left out one by one before the rest of the text is given up.
const MOST: usize = 12;

/// What could be read.
pub(super) struct Repaired {
    pub body: Body,
    /// Lines that were left out, counted from 0.
    pub lost: BTreeSet<u32>,
}

/// Reads a text whose bytes keep their places.
pub(super) fn parse(text: &str) -> Repaired {
    let mut lines: Vec<String> = text.split('\n').map(plain).collect();
    let mut lost = BTreeSet::new();
    for _ in 0..MOST {
        let text = balanced(&lines);
        let error = match hcl_edit::parser::parse_body(&text) {
            Ok(body) => return Repaired { body, lost },
            Err(error) => error.location().line().saturating_sub(1),
        };
        let Some(line) = blame(&lines, error) else { break };
        lost.insert(crate::text::offset(line));
        lines[line] = " ".repeat(lines[line].len());
    }
    let head = first_error(&lines).map_or(0, |line| line.min(lines.len()));
    lost.extend((head..lines.len()).filter(|line| !lines[*line].trim().is_empty()).map(crate::text::offset));
    lines.truncate(head);
    let body = hcl_edit::parser::parse_body(&balanced(&lines)).unwrap_or_default();
    Repaired { body, lost }
}

fn first_error(lines: &[String]) -> Option<usize> {
    hcl_edit::parser::parse_body(&balanced(lines)).err().map(|error| error.location().line().saturating_sub(1))
}

/// The line that an error at `line` is about: itself, or the last one before it with anything on it.
fn blame(lines: &[String], line: usize) -> Option<usize> {
    (0..=line.min(lines.len().checked_sub(1)?)).rev().find(|at| !lines[*at].trim().is_empty())
}

/// A line without what a plan adds to HCL, of the same length.
fn plain(line: &str) -> String {
    let start = line.len() - line.trim_start().len();
    let mark = ["-/+ ", "+/- ", "<= ", "+ ", "- ", "~ "].into_iter().find(|mark| line[start..].starts_with(mark));
    let blank = mark.map_or(0, str::len);
    let mut text = format!("{}{}{}", &line[..start], " ".repeat(blank), &line[start + blank..]);
    if text.contains('(') {
        for unknown in ["(known after apply)", "(sensitive value)", "(sensitive)", "(not known)"] {
            text = text.replace(unknown, &format!("{:<1$}", "null", unknown.len()));
        }
    }
    // Old and new value: both are or will be there.
    if mark.is_some() { text.replace(" -> ", " == ") } else { text }
}

/// The text with every bracket closed and none too many.
fn balanced(lines: &[String]) -> String {
    let mut scan = Scan::default();
    let mut out = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in lines {
        let from = out.len();
        out.push_str(line);
        scan.line(line).into_iter().for_each(|at| out.replace_range(from + at..=from + at, " "));
        out.push('\n');
    }
    out.extend(scan.open.iter().rev().map(|open| close(*open)).flat_map(|bracket| [bracket, '\n']));
    out
}

/// The brackets that are open, line by line; strings, comments and heredocs left out.
#[derive(Default)]
pub(super) struct Scan {
    open: Vec<char>,
    heredoc: Option<String>,
}

impl Scan {
    /// How many brackets are open.
    pub(super) const fn depth(&self) -> usize {
        self.open.len()
    }

    /// Goes over a line and returns the places of the brackets that close nothing.
    pub(super) fn line(&mut self, line: &str) -> Vec<usize> {
        let mut lost = Vec::new();
        if let Some(end) = &self.heredoc {
            if line.trim() == end {
                self.heredoc = None;
            }
            return lost;
        }
        let mut quoted = false;
        let mut bytes = line.bytes().enumerate();
        while let Some((at, b)) = bytes.next() {
            let c = char::from(b);
            match c {
                '\\' if quoted => _ = bytes.next(),
                '"' => quoted = !quoted,
                _ if quoted => {}
                '#' => return lost,
                '/' if line.as_bytes().get(at + 1) == Some(&b'/') => return lost,
                '{' | '[' | '(' => self.open.push(c),
                '}' | ']' | ')' if self.open.last().is_some_and(|open| close(*open) == c) => {
                    self.open.pop();
                }
                '}' | ']' | ')' => lost.push(at),
                _ => {}
            }
        }
        self.heredoc = heredoc(line);
        lost
    }
}

/// The word that ends a heredoc which begins on the line.
fn heredoc(line: &str) -> Option<String> {
    let (_, word) = line.split_once("<<")?;
    let word = word.trim_start_matches('-').trim();
    let is_word = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_word.then(|| word.to_owned())
}

const fn close(open: char) -> char {
    match open {
        '{' => '}',
        '[' => ']',
        _ => ')',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_keep_their_places_and_brackets_match() {
        for (says, text, expected) in [
            ("a cut end", "a {\n  b = [\n", "a {\n  b = [\n\n]\n}\n"),
            ("a bracket too many", "}\na = 1", " \na = 1\n"),
            ("brackets in strings and comments", "a = \"{\" # [\n", "a = \"{\" # [\n\n"),
            ("a plan", "  + a = (known after apply)", "    a = null               \n"),
            (
                "a change",
                "  ~ a = \"x\" -> \"y\" # forces replacement",
                "    a = \"x\" == \"y\" # forces replacement\n",
            ),
            ("a change of blocks", "-/+ resource \"a\" \"b\" {\n}", "    resource \"a\" \"b\" {\n}\n"),
        ] {
            let lines: Vec<String> = text.split('\n').map(plain).collect();
            assert_eq!(balanced(&lines), expected, "{says}");
        }
    }

    #[test]
    fn a_line_that_is_no_hcl_is_left_out() {
        let read = parse("a {\n  ...\n  b = 1\n}\n");
        assert_eq!(read.lost, BTreeSet::from([1]));
        assert_eq!(read.body.blocks().count(), 1);
        assert_eq!(read.body.blocks().next().map(|block| block.body.len()), Some(1));
    }
}
