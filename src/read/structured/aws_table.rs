//! `aws … --output table` with tables inside tables, as the tree that JSON gives.
//!
//! ```text
//! |       DescribeVpcs        |      one bar more for each level
//! ||          Vpcs           ||      a cell alone is the key of what stands below
//! ||  CidrBlock | 10.0.0.0/16 ||     a record as keys and values,
//! |||   Key  |    Value     |||      or, with a ruler below its first line, a list of records under the names of columns
//! ```

use super::found::Found;
use super::{default_role, keyed, shape};
use crate::problem::Message;
use crate::read::Kind;
use crate::read::address::prefix;
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::json::{Member, Node, Parsed, Value};
use crate::read::noise::is_ruler;
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::text::{Located, Span};

/// Nested tables of AWS's tool.
pub(in crate::read) const AWS_TABLE: Recogniser = Recogniser {
    kinds: &[
        Kind::AwsVpcs,
        Kind::AwsSubnets,
        Kind::AwsRouteTables,
        Kind::AwsPeerings,
        Kind::AwsTransitGatewayRoutes,
        Kind::AwsClientVpnRoutes,
    ],
    begins: &[Signs::BAR, Signs::DASH, Signs::EQUALS, Signs::RULE, Signs::FOREIGN],
    claim,
    read,
};

/// How deep tables may be nested; the tree is walked by recursion.
const DEEPEST: usize = 32;
/// How many lines below the title are looked at for a table inside.
const NEAR: u32 = 4;

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    if !(first..=last.min(first + 1)).any(|number| view.signs(number).has(Signs::BAR)) {
        return None;
    }
    let is_title = |row: Row<'_>| depth(row) == 1 && matches!(cells(row).as_slice(), [title] if is_name(title.value));
    let title =
        view.rows(first, last.min(first + 1)).find(|row| !is_ruler(row.text.trim())).filter(|row| is_title(*row))?;
    let mut near = view.rows(title.number + 1, last.min(title.number.saturating_add(NEAR)));
    near.find(|row| depth(*row) == 2 && matches!(cells(*row).as_slice(), [_]) || is_untitled(&cells(*row)))?;
    let end = run(view, first, last, |row| depth(row) > 0 || is_ruler(row.text.trim()));
    let tree = tree(view, first, end);
    let shape = shape::shape(&tree, view.slot());
    let (kind, keys) = if AWS_TABLE.kinds.contains(&shape.kind) {
        (shape.kind, shape.keys)
    } else {
        let title = *cells(title).first()?;
        (TITLES.iter().find(|(have, _)| *have == title.value)?.1, vec![title.value])
    };
    Some(Claim::new(kind, end, Message::new("read.why.keys").with("keys", keys)))
}

/// Titles of tables whose columns a `--query` left without names.
const TITLES: &[(&str, Kind)] = &[
    ("DescribeVpcs", Kind::AwsVpcs),
    ("DescribeSubnets", Kind::AwsSubnets),
    ("DescribeRouteTables", Kind::AwsRouteTables),
    ("DescribeVpcPeeringConnections", Kind::AwsPeerings),
    ("SearchTransitGatewayRoutes", Kind::AwsTransitGatewayRoutes),
    ("DescribeClientVpnRoutes", Kind::AwsClientVpnRoutes),
];

/// Whether a line is a record without the names of its values: `vpc-0a1 | 10.0.0.0/16`.
fn is_untitled(cells: &[Located<&str>]) -> bool {
    let has_range = cells.iter().any(|cell| prefix(cell.value).is_some());
    has_range && !matches!(cells, [name, _] if is_name(name.value))
}

fn read(view: &View<'_>, kind: Kind, first: u32, last: u32) -> Reading {
    let mut found = Found::new(view);
    keyed::sweep(&mut found, &tree(view, first, last), default_role(kind));
    found.finish(&Parsed { root: None, leniencies: Vec::new() }, first, last)
}

/// `DescribeVpcs`, `CidrBlockAssociationSet`.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// How many bars a line begins with.
fn depth(row: Row<'_>) -> usize {
    row.text.trim_start().bytes().take_while(|b| *b == b'|').count()
}

/// The cells between the bars, without those of a ruler.
fn cells(row: Row<'_>) -> Vec<Located<&str>> {
    let text = row.text.trim().trim_matches('|');
    if is_ruler(row.text.trim()) {
        return Vec::new();
    }
    text.split('|').map(str::trim).map(|cell| Located::new(cell, row.locate(cell))).collect()
}

/// A table that is not closed yet.
struct Open<'a> {
    key: Located<&'a str>,
    /// Lines between two rulers.
    groups: Vec<Vec<Vec<Located<&'a str>>>>,
    inside: Vec<Member<'a>>,
}

impl<'a> Open<'a> {
    const fn new(key: Located<&'a str>) -> Self {
        Self { key, groups: Vec::new(), inside: Vec::new() }
    }

    fn close(self) -> Member<'a> {
        let span = self.key.span;
        let node = |value| Node { value, span };
        let rows = || self.groups.iter().flatten();
        if rows().next().is_some_and(|row| is_untitled(row)) {
            let text = |cell: &Located<&'a str>| Node { value: Value::String(cell.value.into()), span: cell.span };
            let rows = rows().map(|row| node(Value::Array(row.iter().map(text).collect()))).collect();
            return Member { key: self.key.map(Into::into), value: node(Value::Array(rows)) };
        }
        let has_columns = self.groups.len() > 1 && self.groups.first().is_some_and(|group| group.len() == 1);
        let mut records: Vec<Vec<Member<'a>>> = if has_columns {
            let (names, rows) = self.groups.split_at(1);
            let names = names.iter().flatten().flatten().copied().collect::<Vec<_>>();
            rows.iter()
                .flatten()
                .map(|row| names.iter().zip(row).map(|(name, cell)| pair(*name, *cell)).collect())
                .collect()
        } else {
            let pairs = self.groups.iter().flatten().filter_map(|row| match row.as_slice() {
                [name, cell] => Some(pair(*name, *cell)),
                _ => None,
            });
            vec![pairs.collect()]
        };
        if let Some(last) = records.last_mut() {
            last.extend(self.inside);
        }
        let records = records.into_iter().map(|members| node(Value::Object(members))).collect();
        Member { key: self.key.map(Into::into), value: node(Value::Array(records)) }
    }
}

fn pair<'a>(name: Located<&'a str>, cell: Located<&'a str>) -> Member<'a> {
    let value = Node { value: Value::String(cell.value.into()), span: cell.span };
    Member { key: name.map(Into::into), value }
}

fn tree<'a>(view: &'a View<'_>, first: u32, last: u32) -> Node<'a> {
    let span = view.lines_span(first, last);
    let start = Located::new("", Span { end: span.start, ..span });
    let mut open = vec![Open::new(start)];
    let mut below_ruler = true;
    for row in view.rows(first, last) {
        let (depth, cells) = (depth(row).min(DEEPEST), cells(row));
        match cells.as_slice() {
            [] => below_ruler = true,
            [title] => {
                close_to(&mut open, depth);
                open.push(Open::new(*title));
                below_ruler = true;
            }
            _ => {
                close_to(&mut open, depth + 1);
                let Some(table) = open.last_mut() else { continue };
                if below_ruler || table.groups.is_empty() {
                    table.groups.push(Vec::new());
                    below_ruler = false;
                }
                table.groups.last_mut().into_iter().for_each(|group| group.push(cells.clone()));
            }
        }
    }
    close_to(&mut open, 1);
    let inside = open.pop().map_or_else(Vec::new, |root| root.inside);
    Node { value: Value::Object(inside), span }
}

/// Closes tables until so many are open.
fn close_to(open: &mut Vec<Open<'_>>, left: usize) {
    while open.len() > left.max(1) {
        let Some(member) = open.pop().map(Open::close) else { return };
        open.last_mut().into_iter().for_each(|around| around.inside.push(member.clone()));
    }
}
