//! What programs put in front of every line of another program's output: the host that a parallel shell asked, the service of
//! `docker compose logs`, the time and unit of a log.

use std::collections::BTreeSet;

use super::numbers::Lengths;
use super::paste::{Paste, Pasted};
use crate::order;
use crate::read::machine::is_machine;
use crate::read::signs::Signs;
use crate::text::Slot;

/// How long a prefix may be.
const LONGEST: usize = 120;

/// The bytes before each line: those of a listing's numbers, and the prefixes behind them.
///
/// A word and a colon may be a label or a key too, so that what follows must look like the output of a tool. Times never are.
pub(super) fn lengths(paste: &Paste<'_, '_>, mut lengths: Lengths) -> Lengths {
    let mut run: Vec<Entry<'_>> = Vec::new();
    let mut is_first = true;
    let mut extent = Extent::WholeBox { is_named: paste.source.slot() != Slot::Any };
    for pasted in paste.lines() {
        if run.is_empty() && pasted.is_bare() && !may_have(pasted.signs) {
            // Only a box whose first line begins the run is one run.
            let is_blank = !pasted.signs.has(Signs::INK) && pasted.line().text.trim().is_empty();
            extent = if is_blank { extent } else { Extent::Part };
            is_first &= is_blank;
            continue;
        }
        let text = pasted.content(None, lengths.of(pasted.number));
        if text.trim().is_empty() {
            continue;
        }
        let prefix = prefix(text, pasted.signs);
        let goes_on = matches!((run.last(), prefix), (Some(last), Some(next)) if last.prefix.form == next.form);
        if !goes_on {
            extent = if is_first { extent } else { Extent::Part };
            take(&mut lengths, &run, extent);
            run.clear();
        }
        run.extend(prefix.map(|prefix| Entry { line: pasted.number, prefix, text }));
        is_first = false;
    }
    take(&mut lengths, &run, extent);
    if paste.has(Signs::DASH) && paste.source.text().contains("@@ -") {
        diff(paste, &mut lengths);
    }
    if paste.has(Signs::TAB) {
        tabs(paste, &mut lengths);
    }
    lengths
}

/// Whether a line with these signs can begin with a prefix: a word or a number, or a bracket, and what ends it.
fn may_have(signs: Signs) -> bool {
    signs.has_any(Signs::OPEN | Signs::FIRST_DIGIT | Signs::FIRST_LETTER)
        && signs.has_any(Signs::COLON | Signs::BAR | Signs::OPEN | Signs::FOREIGN)
}

/// Tabs that every line begins with are the paste's: files that part with blanks hold none.
fn tabs(paste: &Paste<'_, '_>, lengths: &mut Lengths) {
    let depth = |pasted: Pasted<'_>| {
        let text = pasted.content(None, lengths.of(pasted.number));
        (!text.trim().is_empty()).then(|| text.bytes().take_while(|b| *b == b'\t').count())
    };
    let mut common = usize::MAX;
    for depth in paste.lines().filter_map(depth) {
        common = common.min(depth);
        if common == 0 {
            return;
        }
    }
    let deep: Vec<u32> = paste.lines().filter(|pasted| depth(*pasted).is_some()).map(|pasted| pasted.number).collect();
    for line in deep {
        lengths.add(line, common);
    }
}

/// How much of a box a run of lines with prefixes is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// `is_named`: the box is for one thing, and not for anything.
    WholeBox {
        is_named: bool,
    },
    Part,
}

/// In the hunks of a diff the sign before each line goes, and a line that was taken out goes whole.
fn diff(paste: &Paste<'_, '_>, lengths: &mut Lengths) {
    let mut in_hunk = false;
    for pasted in paste.lines() {
        let text = pasted.content(None, 0);
        match text.chars().next() {
            _ if text.starts_with("@@ -") => in_hunk = true,
            _ if text.starts_with("diff ") || text.starts_with("--- ") || text.starts_with("+++ ") => in_hunk = false,
            Some('-') if in_hunk => lengths.add(pasted.number, text.len()),
            Some('+' | ' ') if in_hunk => lengths.add(pasted.number, 1),
            None => {}
            Some(_) => in_hunk = false,
        }
    }
}

/// A line with a prefix.
struct Entry<'a> {
    line: u32,
    prefix: Prefix<'a>,
    text: &'a str,
}

impl<'a> Entry<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.prefix.length..).unwrap_or("")
    }
}

/// Notes the prefixes of a run that are a program's.
fn take(lengths: &mut Lengths, run: &[Entry<'_>], extent: Extent) {
    if is_of_a_program(run, extent) {
        for entry in run {
            lengths.add(entry.line, entry.prefix.length);
        }
        hosts(lengths, run);
    }
}

/// Notes where the output of each host begins, where there are several.
fn hosts(lengths: &mut Lengths, run: &[Entry<'_>]) {
    let named = || run.iter().filter(|entry| entry.prefix.form == Form::Name);
    let mut before = None;
    let starts: Vec<_> = named().filter(|entry| before.replace(entry.prefix.name) != Some(entry.prefix.name)).collect();
    if let ([_, _, ..], Some(last)) = (starts.as_slice(), run.last()) {
        for entry in &starts {
            lengths.begin(entry.line, Some(entry.prefix.name));
        }
        lengths.begin(last.line.saturating_add(1), None);
    }
}

/// Whether the prefixes of a run are a program's and no labels, keys or first columns.
fn is_of_a_program(run: &[Entry<'_>], extent: Extent) -> bool {
    let Some(first) = run.first() else { return false };
    let has_output = || run.iter().any(|entry| is_output(entry.rest()));
    // One line alone is a program's where nothing else stands in the box and the rest is plainly a tool's.
    let [_, _, ..] = run else {
        return extent != Extent::Part && is_of_a_program_alone(first, extent);
    };
    let names: BTreeSet<&str> = order::set(run.iter().map(|entry| entry.prefix.name));
    let is_one_machine = names.len() == 1 && is_machine(first.prefix.name);
    let is_program = match first.prefix.form {
        Form::Time => true,
        Form::Name => is_one_machine || has_output(),
        // One service and no further bars: a table has more columns.
        Form::Bar => has_output() || (names.len() == 1 && !run.iter().any(|entry| entry.rest().contains(['|', '│']))),
    };
    names.len() * 2 <= run.len() && is_program
}

/// The same of the only line of a box: what is behind the prefix, or the box, tells that it is no label and no line of a log.
fn is_of_a_program_alone(entry: &Entry<'_>, extent: Extent) -> bool {
    // Programs log in English; what is written in Chinese behind a time is somebody's message.
    let is_message = || entry.rest().contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let tells = extent == Extent::WholeBox { is_named: true } || is_output(entry.rest()) || is_message();
    match entry.prefix.form {
        Form::Time => tells,
        Form::Bar => is_machine(entry.prefix.name) && tells,
        Form::Name => is_machine(entry.prefix.name) && (entry.text.starts_with('[') || is_output(entry.rest())),
    }
}

/// What stands in front of a line.
#[derive(Clone, Copy)]
struct Prefix<'a> {
    form: Form,
    /// The host or service; empty for a time.
    name: &'a str,
    length: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `2026-11-29T08:12:44Z `, `Nov 29 08:12:44 web-1 app[2214]: `
    Time,
    /// `node07: `, `[node07] out: `
    Name,
    /// `web-1  | `
    Bar,
}

/// What stands in front of a line, of whose whole these are the signs.
fn prefix(line: &str, signs: Signs) -> Option<Prefix<'_>> {
    let may_have_bar = signs.has_any(Signs::BAR | Signs::FOREIGN);
    time(line)
        .or_else(|| may_have_bar.then(|| bar(line)).flatten())
        .or_else(|| bracket(line))
        .or_else(|| colon(line))
        .filter(|prefix| prefix.length <= LONGEST)
}

fn is_name(text: &str) -> bool {
    text.len() <= 63
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.contains(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
}

/// The length of a line up to `rest`, with one blank.
fn before(line: &str, rest: &str) -> usize {
    line.len() - rest.strip_prefix([' ', '\t']).unwrap_or(rest).len()
}

fn colon(line: &str) -> Option<Prefix<'_>> {
    let (name, rest) = line.split_once(':')?;
    let is_parted = rest.is_empty() || rest.starts_with([' ', '\t']);
    (is_parted && is_name(name)).then(|| Prefix { form: Form::Name, name, length: before(line, rest) })
}

fn bracket(line: &str) -> Option<Prefix<'_>> {
    let (name, rest) = line.strip_prefix('[')?.split_once(']')?;
    let after = rest.strip_prefix(" out:").unwrap_or(rest);
    let named =
        name.split(['/', ' ', '.']).all(|part| part.chars().all(|c| c.is_ascii_alphanumeric() || "-_:".contains(c)));
    (named && after.starts_with(' ')).then(|| Prefix { form: Form::Name, name, length: before(line, after) })
}

fn bar(line: &str) -> Option<Prefix<'_>> {
    let (name, rest) = line.split_once(['|', '│'])?;
    let is_parted = rest.is_empty() || rest.starts_with(' ');
    let name = name.trim_end();
    (is_parted && is_name(name)).then(|| Prefix { form: Form::Bar, name, length: before(line, rest) })
}

/// A time, and behind it what a log says of the line's origin.
fn time(line: &str) -> Option<Prefix<'_>> {
    let rest = iso(line).or_else(|| syslog(line))?;
    let rest = rest.strip_prefix("stdout F ").or_else(|| rest.strip_prefix("stderr F ")).unwrap_or(rest);
    let rest = unit(rest).unwrap_or(rest);
    Some(Prefix { form: Form::Time, name: "", length: line.len() - rest.len() })
}

/// `2026-11-29T08:12:44.120Z `, `[2026-11-29 08:12:44] `
fn iso(line: &str) -> Option<&str> {
    let text = line.strip_prefix('[').unwrap_or(line);
    let is_date = text.get(..10).is_some_and(|date| shape(date, "0000-00-00") || shape(date, "0000/00/00"));
    let rest = text.get(10..)?.strip_prefix(['T', ' ']).filter(|_| is_date)?;
    after_clock(rest)
}

/// `Nov 29 08:12:44 `
fn syslog(line: &str) -> Option<&str> {
    const MONTHS: &[&str] =
        &["Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec "];
    let day = line.get(4..).filter(|_| MONTHS.iter().any(|month| line.starts_with(month)))?;
    let digits = day.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    after_clock(digits.strip_prefix(' ')?)
}

/// What stands behind `08:12:44`, a fraction, a zone and a blank.
fn after_clock(text: &str) -> Option<&str> {
    let rest = text.get(8..).filter(|_| text.get(..8).is_some_and(|clock| shape(clock, "00:00:00")))?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || ".,Z+:-]".contains(c));
    let rest = rest.strip_prefix(" UTC").unwrap_or(rest);
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') }
}

/// What stands behind `web-1 app[2214]: ` or `app[2214]: `.
fn unit(text: &str) -> Option<&str> {
    let (head, rest) = text.split_once("]:")?;
    let (names, number) = head.rsplit_once('[')?;
    let known = number.bytes().all(|b| b.is_ascii_digit())
        && names.split(' ').count() <= 2
        && names.split(' ').all(|name| is_name(name.trim_matches(['(', ')'])));
    known.then(|| rest.strip_prefix(' ').unwrap_or(rest))
}

/// Whether a text has the shape of a pattern in which 0 stands for any digit.
fn shape(text: &str, pattern: &str) -> bool {
    let fits = |(c, p): (u8, u8)| if p == b'0' { c.is_ascii_digit() } else { c == p };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(fits)
}

/// Whether a text is a line that tools print about networks, or of a file in JSON.
fn is_output(text: &str) -> bool {
    let text = text.trim().trim_start_matches('\u{feff}');
    let has = |word: &str| text.split_whitespace().any(|have| have == word);
    let begins = |heads: &[&str]| heads.iter().any(|head| text.starts_with(head));
    let is_route =
        (has("dev") || has("via")) && (begins(&["default"]) || text.starts_with(|c: char| c.is_ascii_hexdigit()));
    let is_row =
        text.split_whitespace().count() >= 6 && ["U", "UG", "UH", "UGH", "UGS", "UGSc"].iter().any(|flags| has(flags));
    is_route
        || is_row
        || begins(&[
            "nameserver ",
            "inet ",
            "inet6 ",
            "link/",
            "Kernel IP routing",
            "Destination ",
            "{",
            "}",
            "\"",
            "[{",
            "$ ",
        ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::view::Progress;
    use crate::text::Source;

    #[test]
    fn prefixes_of_programs_fall_away_and_labels_stay() {
        for (says, lines, expected) in [
            (
                "a parallel shell",
                vec!["node07: default via 10.0.0.1 dev eth0", "node07: 10.0.0.0/24 dev eth0 scope link"],
                vec![8, 8],
            ),
            (
                "several hosts",
                vec![
                    "a1: 10.0.0.0/24 dev eth0",
                    "b22: 10.1.0.0/24 dev eth0",
                    "a1: 10.2.0.0/24 dev eth0",
                    "b22: 10.3.0.0/24 dev eth0",
                ],
                vec![4, 5, 4, 5],
            ),
            ("labels", vec!["VPC: 10.0.0.0/16", "VPC: 10.1.0.0/16"], vec![0, 0]),
            ("keys", vec!["bip: 10.0.0.1/24", "mtu: 1400"], vec![0, 0]),
            ("compose logs", vec!["web-1  | Error: a", "web-1  | at b", "web-1  |"], vec![9, 9, 8]),
            ("a table", vec!["vpc-1 | 10.0.0.0/16 | main", "vpc-2 | 10.1.0.0/16 | edge"], vec![0, 0]),
            ("times", vec!["2026-11-29T08:12:44.120Z {", "2026-11-29T08:12:44.121Z }"], vec![25, 25]),
            (
                "a journal",
                vec!["Nov 29 08:12:44 web-1 app[2214]: dial tcp", "Nov  3 08:12:44 web-1 app[2214]: exit"],
                vec![33, 33],
            ),
            ("one line of a host", vec!["node07: default via 10.0.0.1 dev eth0"], vec![8]),
            ("one line of JSON", vec!["web_1  | {\"bip\": \"10.0.0.1/24\"}"], vec![9]),
            ("one line beside others", vec!["node07: default via 10.0.0.1 dev eth0", "and so on"], vec![0, 0]),
            ("one key", vec!["options: {\"bip\": \"10.0.0.1/24\"}"], vec![0]),
            ("one label", vec!["site2: 10.0.0.0/16"], vec![0]),
            ("a host and its list", vec!["node-07: 10.0.0.0/16", "node-07: 10.1.0.0/16"], vec![9, 9]),
            ("an interface and its addresses", vec!["eth0: 10.0.0.5/24", "eth0: 10.1.0.5/24"], vec![0, 0]),
            ("one line of a log", vec!["2026-02-07 01:36:44 connected to 10.0.0.1"], vec![0]),
            ("what a host says of an error", vec!["[web-1] out: no space left"], vec![13]),
        ] {
            let source = Source::new(Slot::Any, lines.join("\n"));
            let found = lengths(&Paste::new(&source, &Progress::new(&|_| {}), source.line_count()), Lengths::default());
            let found: Vec<usize> = source.lines().map(|line| found.of(line.number)).collect();
            assert_eq!(found, expected, "{says}");
        }
    }
}
