//! One record as a table of two columns, which `openstack … show` and others print: its keys, and their values.
//!
//! ```text
//! | Field | Value       |
//! | cidr  | 10.0.0.0/24 |
//! ```

use super::found::Found;
use super::keyed;
use crate::problem::Message;
use crate::read::address::prefix;
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::json::{Member, Node, Parsed, Value};
use crate::read::noise::is_ruler;
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{Kind, WrittenAs};
use crate::text::Located;

/// A record between bars.
pub(in crate::read) const RECORD_TABLE: Recogniser =
    Recogniser { kinds: &[Kind::CidrList], begins: &[Signs::ANY], claim, read };

/// How many lines below the names of the columns are looked at for a range.
const NEAR: u32 = 40;

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    if !(first..=last.min(first + 1)).any(|number| view.signs(number).has(Signs::BAR)) {
        return None;
    }
    let is_inside = |row: Row<'_>| cells(row).is_some() || is_ruler(row.text.trim());
    let head = view.rows(first, last.min(first + 1)).find(|row| cells(*row).is_some())?;
    let (key, value) = cells(head)?;
    let is_head = ["field", "property", "key"].contains(&key.value.to_lowercase().as_str());
    if !is_head || !value.value.eq_ignore_ascii_case("value") {
        return None;
    }
    let mut near = view.rows(head.number, last.min(head.number + NEAR)).take_while(|row| is_inside(*row));
    near.find(|row| cells(*row).is_some_and(|(_, value)| prefix(value.value).is_some()))?;
    let why = Message::new("read.why.table").with("columns", format!("{}, {}", key.value, value.value));
    Some(Claim::new(Kind::CidrList, run(view, first, last, is_inside), why))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let members = view.rows(first, last).filter_map(cells).map(|(key, value)| {
        let node = Node { value: Value::String(value.value.into()), span: value.span };
        Member { key: key.map(Into::into), value: node }
    });
    let root = Node { value: Value::Object(members.collect()), span: view.lines_span(first, last) };
    let mut found = Found::new(view);
    keyed::sweep(&mut found, &root, WrittenAs::Entry);
    found.finish(&Parsed { root: None, leniencies: Vec::new() }, first, last)
}

/// The two cells of a line.
fn cells(row: Row<'_>) -> Option<(Located<&str>, Located<&str>)> {
    let inside = row.text.trim().strip_prefix('|')?.strip_suffix('|')?;
    let (key, value) = inside.split_once('|')?;
    let (key, value) = (key.trim(), value.trim());
    Some((Located::new(key, row.locate(key)), Located::new(value, row.locate(value))))
}
