//! The lossless edit of daemon.json: sorted, disjoint replacements that leave every other byte as it was.
//!
//! ```text
//! {                                          {
//!   "log-driver": "json-file" // text   ──▶    "log-driver": "json-file",
//! }                                            "bip": "192.168.224.1/24"
//!                                            }
//! ```
//!
//! The result is strict JSON whatever came in: comments and trailing commas are taken out in place, anything worse makes
//! the whole file be written anew from what was understood. Either way the result is read back and compared.

mod style;
#[cfg(test)]
mod tests;

use serde_json::Value as Json;

use super::Edit;
use crate::docker::Pool;
use crate::problem::Message;
use crate::read::json::{Leniency, Member, Node, Parsed, Value};
use crate::text::{Slot, Source, Span, offset};
use style::Style;

/// The old file: its text and what was read of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The text; empty when there is no file.
    pub text: String,
    /// Where the text begins in its box; spans of the tree count from the beginning of the box.
    base: u32,
    parsed: Parsed<'static>,
}

/// What a key becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Gone.
    Remove,
    /// A plain value.
    Set(Json),
    /// `default-address-pools`, element by element.
    Pools(Vec<PoolText>),
}

/// An element of `default-address-pools` in the new file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PoolText {
    /// The old element of this position, as it was written.
    Kept(usize),
    /// A new one.
    New(Pool),
}

/// The outcome of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// Sorted, disjoint replacements in the old text.
    pub edits: Vec<Edit>,
    /// The new text: strict JSON.
    pub after: String,
    /// What strict JSON forced to change beside the keys that were asked for.
    pub losses: Vec<Message>,
}

impl File {
    /// No file, or an empty one.
    pub fn empty() -> Self {
        Self { text: String::new(), base: 0, parsed: Parsed { root: None, leniencies: Vec::new() } }
    }

    /// The file in a box: `span` is its document. Lines around it that are no part of the file (a prompt, a headline) are
    /// left out.
    pub fn of(source: &Source, span: Span, parsed: &Parsed<'static>) -> Self {
        let mut span = span;
        if let Some(root) = &parsed.root {
            let is_plain = |start, end| {
                let around = Span { start, end, ..span };
                is_blank_or_comment(source, around, parsed)
            };
            if !is_plain(span.start, root.span.start) {
                span.start = root.span.start;
            }
            if !is_plain(root.span.end, span.end) {
                span.end = root.span.end;
            }
        }
        Self { text: crate::read::file_text(source, span).into_owned(), base: span.start, parsed: parsed.clone() }
    }

    /// A file that stands nowhere in the paste.
    pub fn of_text(text: &str) -> Self {
        let source = Source::new(Slot::DaemonJson, text);
        let span = Span { slot: Slot::DaemonJson, start: 0, end: offset(text.len()) };
        Self { text: text.to_owned(), base: 0, parsed: crate::read::json::parse(&source, span).into_owned() }
    }

    /// The value that counts for a key, as strict JSON.
    pub fn json(&self, key: &str) -> Option<Json> {
        self.value(key).map(plain)
    }

    /// The top-level members; `None` where the file holds no object.
    pub fn members(&self) -> Option<&[Member<'_>]> {
        match &self.parsed.root.as_ref()?.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The value that counts for a key: the last one.
    pub fn value(&self, key: &str) -> Option<&Node<'_>> {
        self.members()?.iter().rev().find(|member| member.key.value == key).map(|member| &member.value)
    }

    fn start(&self, span: Span) -> usize {
        (span.start.saturating_sub(self.base) as usize).min(self.text.len())
    }

    fn end(&self, span: Span) -> usize {
        (span.end.saturating_sub(self.base) as usize).min(self.text.len())
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(self.start(span)..self.end(span)).unwrap_or("")
    }
}

/// Whether a piece of the box has nothing but white space, a byte order mark and comments.
fn is_blank_or_comment(source: &Source, piece: Span, parsed: &Parsed<'_>) -> bool {
    let harmless = |at: u32| {
        parsed.leniencies.iter().any(|leniency| {
            matches!(leniency.value, Leniency::Comment | Leniency::ByteOrderMark) && leniency.span.contains(at)
        })
    };
    let text = source.slice(piece);
    text.char_indices().all(|(at, c)| c.is_whitespace() || c == '\u{feff}' || harmless(piece.start + offset(at)))
}

/// Edits the file so that each key becomes what is asked; all other keys keep their values.
pub fn rewrite(file: &File, changes: &[(String, Change)]) -> Rewrite {
    if file.text.trim().is_empty() && changes.is_empty() {
        return Rewrite { edits: Vec::new(), after: file.text.clone(), losses: Vec::new() };
    }
    let wanted = wanted(file, changes);
    let fits =
        |edits: &Vec<Edit>| serde_json::from_str::<Json>(&apply(&file.text, edits)).ok().as_ref() == Some(&wanted);
    let (edits, losses) = match in_place(file, changes).filter(fits) {
        Some(edits) => (edits, small_losses(file)),
        None => (anew(file, changes), vec![Message::new("plan.loss.rewritten")]),
    };
    let losses = if file.text.trim().is_empty() { Vec::new() } else { losses };
    Rewrite { after: apply(&file.text, &edits), edits, losses }
}

/// Applies sorted, disjoint replacements.
pub fn apply(before: &str, edits: &[Edit]) -> String {
    let mut after = String::with_capacity(before.len());
    let mut at = 0;
    for edit in edits {
        after.push_str(before.get(at..edit.start as usize).unwrap_or(""));
        after.push_str(&edit.text);
        at = edit.end as usize;
    }
    after + before.get(at..).unwrap_or("")
}

fn small_losses(file: &File) -> Vec<Message> {
    let has = |kind| file.parsed.leniencies.iter().any(|leniency| leniency.value == kind);
    [
        (Leniency::Comment, "plan.loss.comments"),
        (Leniency::TrailingComma, "plan.loss.trailing-commas"),
        (Leniency::ByteOrderMark, "plan.loss.byte-order-mark"),
    ]
    .into_iter()
    .filter(|(kind, _)| has(*kind))
    .map(|(_, key)| Message { key: key.into(), args: Vec::new() })
    .collect()
}

/// The value that the new file must have.
fn wanted(file: &File, changes: &[(String, Change)]) -> Json {
    let mut object = serde_json::Map::new();
    for member in file.members().unwrap_or_default() {
        object.insert(member.key.value.to_string(), plain(&member.value));
    }
    for (key, change) in changes {
        match change {
            Change::Remove => {
                object.remove(key);
            }
            Change::Set(value) => {
                object.insert(key.clone(), value.clone());
            }
            Change::Pools(pools) => {
                let elements = pools.iter().map(|pool| pool_value(file, pool)).collect();
                object.insert(key.clone(), Json::Array(elements));
            }
        }
    }
    Json::Object(object)
}

fn pool_value(file: &File, pool: &PoolText) -> Json {
    match pool {
        PoolText::Kept(index) => old_pool(file, *index).map_or(Json::Null, plain),
        PoolText::New(pool) => serde_json::json!({ "base": pool.base.to_string(), "size": pool.size }),
    }
}

/// The old element of a position; a single object in place of the list counts as its only element.
fn old_pool(file: &File, index: usize) -> Option<&Node<'_>> {
    let node = file.value("default-address-pools")?;
    match &node.value {
        Value::Array(elements) => elements.get(index),
        Value::Object(_) if index == 0 => Some(node),
        _ => None,
    }
}

/// A tree as strict JSON knows it. A number that JSON cannot hold becomes the text that was written.
pub(super) fn plain(node: &Node<'_>) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.to_string())),
        Value::String(text) => Json::String(text.to_string()),
        Value::Array(elements) => Json::Array(elements.iter().map(plain).collect()),
        Value::Object(members) => {
            members.iter().map(|member| (member.key.value.to_string(), plain(&member.value))).collect()
        }
    }
}

/// The edits that keep all else; `None` where the file is too far from JSON for that.
fn in_place(file: &File, changes: &[(String, Change)]) -> Option<Vec<Edit>> {
    let members = file.members()?;
    let root = file.parsed.root.as_ref()?;
    let mut edits = repairs(file)?;
    let gone = gone(members, changes);
    edits.extend(removals(file, members, &gone));
    let style = Style::of(&file.text, &members.iter().map(|member| file.place(member)).collect::<Vec<_>>());
    let mut fresh = Vec::new();
    for (key, change) in changes {
        if *change == Change::Remove {
            continue;
        }
        match members.iter().rposition(|member| member.key.value == *key) {
            Some(at) => edits.extend(replacement(file, &members[at], change, &style)),
            None => fresh.push(format!("{}{}{}", quoted(key), style.colon, render(file, change, &style))),
        }
    }
    let last = members.iter().zip(&gone).rev().find(|(_, gone)| !**gone).map(|(member, _)| file.end(member.value.span));
    edits.extend(insertion(file, root, last, &fresh, &style));
    merged(edits)
}

impl File {
    fn place(&self, member: &Member<'_>) -> style::Place {
        let (key, value) = (member.key.span, member.value.span);
        style::Place { key: self.start(key), key_end: self.end(key), value: self.start(value), end: self.end(value) }
    }
}

/// Which members go: those asked for, and all but the last of a key that changes.
fn gone(members: &[Member<'_>], changes: &[(String, Change)]) -> Vec<bool> {
    let change = |key: &str| changes.iter().find(|(name, _)| name == key).map(|(_, change)| change);
    members
        .iter()
        .enumerate()
        .map(|(at, member)| match change(&member.key.value) {
            None => false,
            Some(Change::Remove) => true,
            Some(_) => members[at + 1..].iter().any(|later| later.key.value == member.key.value),
        })
        .collect()
}

/// Takes members out with the comma beside them.
fn removals(file: &File, members: &[Member<'_>], gone: &[bool]) -> Vec<Edit> {
    let leading = gone.iter().take_while(|gone| **gone).count();
    let mut edits = Vec::new();
    if let (Some(first), Some(last)) = (members.first(), leading.checked_sub(1).and_then(|at| members.get(at))) {
        //  {"a": 1, "b": 2, "c": 3}     a and b go: from the first key to the first key that stays
        //   ~~~~~~~~~~~~~~~~
        let end = members.get(leading).map_or(file.end(last.value.span), |next| file.start(next.key.span));
        edits.push(cut(file.start(first.key.span), end));
    }
    for (pair, gone) in members.windows(2).zip(&gone[1.min(gone.len())..]).skip(leading.saturating_sub(1)) {
        //  {"a": 1, "b": 2, "c": 3}     b goes: from the end of what stands before it
        //         ~~~~~~~~
        if *gone && file.end(pair[0].value.span) >= edits.last().map_or(0, |edit| edit.end as usize) {
            edits.push(cut(file.end(pair[0].value.span), file.end(pair[1].value.span)));
        }
    }
    edits
}

fn cut(start: usize, end: usize) -> Edit {
    Edit { start: offset(start), end: offset(end), text: String::new() }
}

/// Takes out what strict JSON does not have; `None` if that is more than comments, commas and a byte order mark.
fn repairs(file: &File) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for leniency in &file.parsed.leniencies {
        let (start, end) = (file.start(leniency.span), file.end(leniency.span));
        match leniency.value {
            Leniency::Comment => edits.push(style::comment(&file.text, start, end)),
            Leniency::TrailingComma | Leniency::ByteOrderMark => edits.push(cut(start, end)),
            Leniency::DuplicateKey => {}
            _ => return None,
        }
    }
    Some(edits)
}

/// Replaces the value of a member, unless it already says the same.
fn replacement(file: &File, member: &Member<'_>, change: &Change, style: &Style) -> Option<Edit> {
    let span = member.value.span;
    let same = match change {
        Change::Set(value) => *value == plain(&member.value),
        Change::Pools(pools) => {
            let new: Vec<_> = pools.iter().map(|pool| pool_value(file, pool)).collect();
            plain(&member.value) == Json::Array(new)
        }
        Change::Remove => true,
    };
    let text = || render(file, change, style);
    (!same).then(|| Edit { start: offset(file.start(span)), end: offset(file.end(span)), text: text() })
}

/// Puts new members behind the last one that stays, or into the empty object.
fn insertion(file: &File, root: &Node<'_>, last: Option<usize>, fresh: &[String], style: &Style) -> Option<Edit> {
    if fresh.is_empty() {
        return None;
    }
    if let Some(at) = last {
        let text = format!("{}{}", style.separator, fresh.join(&style.separator));
        return Some(Edit { start: offset(at), end: offset(at), text });
    }
    let (start, end) = (file.start(root.span) + 1, file.end(root.span).saturating_sub(1));
    let text = format!("{}{}{}", style.open(), fresh.join(&style.separator), style.close());
    Some(Edit { start: offset(start), end: offset(end.max(start)), text })
}

/// Sorted edits, those inside another left out and those that touch at one place joined; `None` if two cross.
fn merged(mut edits: Vec<Edit>) -> Option<Vec<Edit>> {
    edits.sort_by_key(|edit| (edit.start, std::cmp::Reverse(edit.end)));
    let mut out: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match out.last_mut() {
            Some(last) if edit.start == last.start || edit.end <= last.end && edit.start < last.end => {
                // A piece that is taken out inside a piece that is replaced is gone already.
                last.text.push_str(&edit.text);
            }
            Some(last) if edit.start < last.end => return None,
            _ => out.push(edit),
        }
    }
    Some(out)
}

/// Writes the whole file anew from the tree.
fn anew(file: &File, changes: &[(String, Change)]) -> Vec<Edit> {
    let members = file.members().unwrap_or_default();
    let gone = gone(members, changes);
    let style = Style::fresh(&file.text);
    let mut lines = Vec::new();
    for (at, member) in members.iter().enumerate().filter(|(at, _)| !gone[*at]) {
        let key = &member.key.value;
        // Of a key that comes twice only the last counts, and only that can be written strictly.
        if members[at + 1..].iter().any(|later| later.key.value == *key) {
            continue;
        }
        let change = changes.iter().find(|(name, _)| name == key).map(|(_, change)| change);
        let value = change.map_or_else(|| style.tree(&member.value, 1), |change| render(file, change, &style));
        lines.push(format!("{}: {value}", quoted(key)));
    }
    for (key, change) in changes.iter().filter(|(_, change)| *change != Change::Remove) {
        if !members.iter().any(|member| member.key.value == *key) {
            lines.push(format!("{}: {}", quoted(key), render(file, change, &style)));
        }
    }
    let text = format!("{{{}{}{}}}{}", style.open(), lines.join(&style.separator), style.close(), style.newline);
    vec![Edit { start: 0, end: offset(file.text.len()), text }]
}

/// A new value in the file's style.
fn render(file: &File, change: &Change, style: &Style) -> String {
    match change {
        Change::Remove => String::new(),
        Change::Set(value) => value.to_string(),
        Change::Pools(pools) => style.list(&pools.iter().map(|pool| pool_text(file, pool, style)).collect::<Vec<_>>()),
    }
}

fn pool_text(file: &File, pool: &PoolText, style: &Style) -> String {
    match pool {
        PoolText::Kept(index) => {
            let Some(node) = old_pool(file, *index) else { return "null".to_owned() };
            let raw = file.slice(node.span);
            let is_strict = serde_json::from_str::<Json>(raw).ok().as_ref() == Some(&plain(node));
            if is_strict { raw.to_owned() } else { plain(node).to_string() }
        }
        PoolText::New(pool) => style.pool(&pool.base.to_string(), pool.size),
    }
}

fn quoted(text: &str) -> String {
    Json::String(text.to_owned()).to_string()
}
