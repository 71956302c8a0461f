//! Line numbers that a listing puts in front of each line: `cat -n`, `nl`, editors, pages with code.

use std::collections::BTreeMap;

use super::paste::Paste;
use crate::read::signs::Signs;

/// How many lines must be numbered in a row before the numbers are a listing's.
const FEWEST: usize = 2;

/// The bytes that lines of a source begin with and that are not theirs; none for most texts.
#[derive(Default)]
pub(super) struct Lengths {
    bytes: BTreeMap<u32, usize>,
    /// The lines at which the output of another host begins, each with its name; `None` where no host is named any more.
    pub(super) hosts: BTreeMap<u32, Option<String>>,
}

impl Lengths {
    /// The bytes of a line's number and the sign behind it; 0 for a line without.
    pub(super) fn of(&self, line: u32) -> usize {
        if self.bytes.is_empty() { 0 } else { self.bytes.get(&line).copied().unwrap_or(0) }
    }
}

impl Lengths {
    /// Notes more bytes before a line.
    pub(super) fn add(&mut self, line: u32, bytes: usize) {
        *self.bytes.entry(line).or_default() += bytes;
    }

    /// Notes that the output of a host begins, or of none in particular.
    pub(super) fn begin(&mut self, line: u32, host: Option<&str>) {
        self.hosts.insert(line, host.map(str::to_owned));
    }
}

/// The numbers of a listing.
///
/// Numbers are a listing's only where they go up by one from line to line; those that iproute2 gives to interfaces and rules
/// are its own.
pub(super) fn lengths(paste: &Paste<'_, '_>) -> Lengths {
    let mut lengths = Lengths::default();
    let mut run: Vec<(u32, Number)> = Vec::new();
    for pasted in paste.lines() {
        if run.is_empty() && pasted.is_bare() && !pasted.signs.has(Signs::FIRST_DIGIT) {
            continue;
        }
        let text = pasted.content(None, 0);
        let number = number(text);
        let has_ink = pasted.is_bare() && pasted.signs.has(Signs::INK);
        if number.is_none() && !has_ink && text.trim().is_empty() {
            continue;
        }
        let goes_on = matches!((run.last(), number), (Some((_, last)), Some(next)) if next.follows(*last));
        if !goes_on {
            take(&mut lengths, &run);
            run.clear();
        }
        run.extend(number.map(|number| (pasted.number, number)));
    }
    take(&mut lengths, &run);
    lengths
}

/// Notes the numbers of a run that is long enough. `cat -n` puts a number before the only line of a file too.
fn take(lengths: &mut Lengths, run: &[(u32, Number)]) {
    // Blanks alone part the columns of tables too, whose first may be a number; a listing begins with its first line.
    let begins = run.first().is_some_and(|(line, first)| match first.sign {
        Sign::Padded => first.value == 1 && (run.len() >= FEWEST || *line == 1),
        Sign::Blanks => first.value == 1 && run.len() >= FEWEST,
        _ => run.len() >= FEWEST,
    });
    if begins {
        lengths.bytes.extend(run.iter().map(|(line, number)| (*line, number.length)));
    }
}

/// A number at the beginning of a line.
#[derive(Clone, Copy)]
struct Number {
    value: u32,
    sign: Sign,
    /// Bytes up to the end of the sign.
    length: usize,
}

/// What stands behind a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// `1: `
    Colon,
    /// `1 | `, `1 │ `
    Bar,
    /// `1. `
    Point,
    /// `1) `
    Bracket,
    /// `1  `, `1⇥`
    Blanks,
    /// `     1⇥`, as `cat -n` writes them.
    Padded,
}

impl Number {
    fn follows(self, last: Self) -> bool {
        // An empty line has its number and no sign.
        let is_open = |sign: Sign| matches!(sign, Sign::Blanks | Sign::Padded);
        let fits = self.sign == last.sign || is_open(self.sign) || is_open(last.sign);
        fits && last.value.checked_add(1) == Some(self.value)
    }
}

fn number(line: &str) -> Option<Number> {
    let text = line.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = text.get(..digits).filter(|_| (1..=6).contains(&digits))?.parse().ok()?;
    let behind = text.get(digits..)?;
    let rest = behind.trim_start_matches(' ');
    let (sign, rest) = match rest.chars().next() {
        Some('|' | '│') => (Sign::Bar, rest.get(rest.chars().next().map_or(0, char::len_utf8)..)?),
        Some(':') => (Sign::Colon, rest.get(1..)?),
        Some('.') => (Sign::Point, rest.get(1..)?),
        Some(')') => (Sign::Bracket, rest.get(1..)?),
        _ if behind.starts_with('\t') && line.starts_with("  ") => (Sign::Padded, behind),
        _ => (Sign::Blanks, behind),
    };
    if !(rest.is_empty() || rest.starts_with([' ', '\t'])) || is_of_iproute(rest) {
        return None;
    }
    // The blank that parts the sign from the line is no indentation of the line.
    let rest = rest.strip_prefix([' ', '\t']).unwrap_or(rest);
    Some(Number { value, sign, length: line.len() - rest.len() })
}

/// `1: lo: <LOOPBACK,UP>`, `2: eth0    inet 10.0.0.5/24` in one line, `0: from all lookup local`.
fn is_of_iproute(rest: &str) -> bool {
    let mut words = rest.split_whitespace();
    let (first, second) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    matches!(first, "from" | "not") || second.starts_with('<') || matches!(second, "inet" | "inet6" | "link")
}
