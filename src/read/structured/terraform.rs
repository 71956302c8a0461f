//! Terraform: HCL files, fragments of them, and what `terraform plan` and `terraform show` print.
//!
//! ```text
//! text ─ repair ─▶ HCL ─ hcl-edit ─▶ body ─ tree ─▶ the tree that JSON gives ─ keyed ─▶ prefixes with role, name, parent
//! ```
//!
//! State and plan as JSON are read as JSON. Only literals can be read, and what follows from literals of the same text:
//! variables' defaults, locals, attributes of other resources, `cidrsubnet`. What depends on more is known and not handled.

mod repair;
#[cfg(test)]
mod tests;
mod tree;

use super::found::Found;
use super::keyed;
use crate::problem::Message;
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::json::Parsed;
use crate::read::noise::{Noise, noise};
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{Kind, WrittenAs};

/// Terraform as text.
pub(in crate::read) const TERRAFORM: Recogniser = Recogniser {
    kinds: &[Kind::Terraform],
    begins: &[
        Signs::EQUALS.and(Signs::BLANK),
        Signs::OF_TERRAFORM.and(Signs::QUOTE),
        Signs::OF_TERRAFORM.and(Signs::OPEN),
    ],
    claim,
    read,
};

/// How many lines are looked at for a second sign where one attribute alone could be of any language.
const NEAR: u32 = 12;

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let text = without_mark(view.row(first).text);
    let begins = is_block(text) || is_fragment(view, text, first, last);
    begins.then(|| Claim::new(Kind::Terraform, end(view, first, last), Message::new("read.why.terraform")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let (text, at) = view.block(first, last);
    let repaired = repair::parse(text);
    let place = |from: usize, to: usize| view.span(at + crate::text::offset(from), at + crate::text::offset(to));
    let built = tree::build(&repaired.body, text, &place);
    let mut found = Found::new(view);
    keyed::sweep(&mut found, &built.root, WrittenAs::Entry);
    built.references.into_iter().for_each(|span| found.use_all(span));
    let mut reading = found.finish(&Parsed { root: None, leniencies: Vec::new() }, first, last);
    let lost = repaired.lost.into_iter().map(|line| first + line);
    let lost = lost.filter(|line| !is_summary(view.row(*line)) && noise(view.row(*line)).is_none());
    reading.lines.extend(lost.map(|line| (line, crate::read::LineUse::NotUnderstood)).collect::<Vec<_>>());
    reading
}

/// A line without the mark that a plan puts before it: `+`, `-/+`, `~`, `<=`.
fn without_mark(text: &str) -> &str {
    let text = text.trim();
    ["-/+ ", "+/- ", "<= ", "+ ", "- ", "~ "]
        .iter()
        .find_map(|mark| text.strip_prefix(mark))
        .unwrap_or(text)
        .trim_start()
}

/// `resource "aws_vpc" "main" {`, `module "vpc" {`, `locals {`.
fn is_block(text: &str) -> bool {
    let (word, rest) = text.split_at(text.find([' ', '{', '"']).unwrap_or(text.len()));
    let rest = rest.trim_start();
    match word {
        "resource" | "data" | "module" | "variable" | "output" | "provider" => rest.starts_with('"'),
        "locals" | "terraform" => rest.starts_with('{'),
        _ => false,
    }
}

/// Attributes without the block around them: several, or one whose name tells that it holds a range.
fn is_fragment(view: &View<'_>, text: &str, first: u32, last: u32) -> bool {
    let Some((name, value)) = attribute(text) else { return false };
    let near = || view.rows(first + 1, last.min(first + NEAR)).map(|row| without_mark(row.text));
    // An open bracket must hold HCL: Python and others write `name = [` too.
    if value.ends_with(['[', '{']) {
        let mut inside = near().filter(|line| !line.is_empty() && !matches!(*line, "{" | "["));
        return inside.next().is_some_and(|line| {
            attribute(line).is_some() || is_object_key(line) || holds_range(name) && is_element(line)
        });
    }
    let quoted = value.starts_with(['"', '['])
        || value.starts_with("var.")
        || value.starts_with("local.")
        || value == "(known after apply)";
    quoted
        && (holds_range(name)
            || near().any(|line| is_block(line) || attribute(line).is_some_and(|(name, _)| holds_range(name))))
}

fn holds_range(name: &str) -> bool {
    ["cidr", "subnet", "address_prefix", "address_space", "ip_range"].iter().any(|part| name.contains(part))
}

/// `"web" = {`, `10.0 = …`: a key of an object in quotes.
fn is_object_key(line: &str) -> bool {
    let key = line.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    key.is_some_and(|(_, rest)| rest.trim_start().starts_with("= "))
}

fn is_element(line: &str) -> bool {
    line.starts_with('"') && line.trim_end_matches(',').ends_with('"') && !line.contains(':')
}

/// `name = value` as Terraform writes it: a lower-case name, blanks around the sign, a value in quotes, brackets or words.
fn attribute(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let (bare, value) = (name.trim_end(), value.trim());
    let is_name = bare.starts_with(|c: char| c.is_ascii_lowercase())
        && bare.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
    let is_value = !value.is_empty() && !value.starts_with(['=', '>', '~', '{']) || value == "{";
    (is_name && bare.len() < name.len() && is_value).then_some((bare, value))
}

/// The last line of the text that begins at `first`: blocks and attributes, and everything inside their brackets.
fn end(view: &View<'_>, first: u32, last: u32) -> u32 {
    let mut scan = repair::Scan::default();
    scan.line(view.row(first).text);
    run(view, first, last, |row| {
        let text = without_mark(row.text);
        let is_prompt = noise(row) == Some(Noise::Command);
        let inside = scan.depth() > 0 && !is_prompt;
        let mine = inside
            || is_comment(row)
            || closes(text)
            || is_block(text)
            || attribute(text).is_some()
            || is_inner_block(text);
        if mine {
            scan.line(row.text);
        }
        mine || is_summary(row)
    })
}

fn closes(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '}' | ']' | ')' | ',' | ' '))
}

/// `subnet {`: a block inside a block whose own head was not pasted.
fn is_inner_block(text: &str) -> bool {
    let name = text.strip_suffix('{').map(str::trim_end);
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
}

fn is_comment(row: Row<'_>) -> bool {
    noise(row) == Some(Noise::Remark)
}

/// What `terraform plan` says around the resources.
fn is_summary(row: Row<'_>) -> bool {
    let text = row.text.trim();
    ["Plan: ", "Terraform ", "Changes to Outputs:", "Note: ", "Outputs:"].iter().any(|start| text.starts_with(start))
}
