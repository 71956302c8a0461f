//! TOML as the tree that JSON gives: from the parser's events, errors passed over.

use std::borrow::Cow;

use toml_parser::Source;
use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};

use crate::read::json::{Member, Node, Value};
use crate::text::{Located, Span};

/// How deep arrays and inline tables may be nested.
const DEEPEST: u32 = 64;

/// What could be read.
pub(super) struct Read<'a> {
    pub root: Node<'a>,
    /// Where the text is no TOML, in bytes.
    pub errors: Vec<usize>,
}

/// Reads a text; `place` says where its bytes stand in the paste.
pub(super) fn read<'a>(text: &'a str, place: &'a dyn Fn(usize, usize) -> Span) -> Read<'a> {
    let source = Source::new(text);
    let tokens: Vec<_> = source.lex().into_vec();
    let (mut events, mut errors) = (Vec::new(), Vec::new());
    {
        let mut collect = |event: Event| events.push(event);
        let mut guard = RecursionGuard::new(&mut collect, DEEPEST);
        let mut sink = |error: toml_parser::ParseError| {
            errors.extend(error.unexpected().or_else(|| error.context()).map(|span| span.start()));
        };
        parse_document(&tokens, &mut guard, &mut sink);
    }
    let mut tree =
        Tree { text, place, root: Vec::new(), table: Vec::new(), path: Vec::new(), header: false, open: Vec::new() };
    for event in events {
        tree.event(&event);
    }
    while !tree.open.is_empty() {
        tree.close(text.len());
    }
    Read { root: Node { value: Value::Object(tree.root), span: place(0, text.len()) }, errors }
}

struct Tree<'a> {
    text: &'a str,
    place: &'a dyn Fn(usize, usize) -> Span,
    root: Vec<Member<'a>>,
    /// The header above.
    table: Vec<Located<Cow<'a, str>>>,
    /// The key so far.
    path: Vec<Located<Cow<'a, str>>>,
    /// Inside the brackets of a header.
    header: bool,
    open: Vec<Open<'a>>,
}

/// An array or inline table that is not closed yet, with the key that it is the value of.
struct Open<'a> {
    start: usize,
    key: Vec<Located<Cow<'a, str>>>,
    kind: Collection<'a>,
}

enum Collection<'a> {
    Array(Vec<Node<'a>>),
    Table(Vec<Member<'a>>),
}

impl<'a> Tree<'a> {
    fn event(&mut self, event: &Event) {
        let (start, end) = (event.span().start(), event.span().end());
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                self.header = true;
                self.path.clear();
            }
            EventKind::StdTableClose | EventKind::ArrayTableClose => {
                self.header = false;
                self.table = std::mem::take(&mut self.path);
            }
            EventKind::SimpleKey => {
                let name = self.text.get(start..end).unwrap_or("");
                let name = name.trim_matches(['"', '\'']);
                self.path.push(Located::new(name.into(), (self.place)(start, end)));
            }
            EventKind::Scalar => {
                let value = scalar(self.text.get(start..end).unwrap_or(""), event.encoding());
                self.add(Node { value, span: (self.place)(start, end) });
            }
            EventKind::ArrayOpen => self.push(start, Collection::Array(Vec::new())),
            EventKind::InlineTableOpen => self.push(start, Collection::Table(Vec::new())),
            EventKind::ArrayClose | EventKind::InlineTableClose => self.close(end),
            // A key without a value ends with its line.
            EventKind::Newline if !self.header && self.open.is_empty() => self.path.clear(),
            _ => {}
        }
    }

    fn push(&mut self, start: usize, kind: Collection<'a>) {
        let key = std::mem::take(&mut self.path);
        self.open.push(Open { start, key, kind });
    }

    fn close(&mut self, end: usize) {
        let Some(Open { start, key, kind }) = self.open.pop() else { return };
        let value = match kind {
            Collection::Array(elements) => Value::Array(elements),
            Collection::Table(members) => Value::Object(members),
        };
        self.path = key;
        self.add(Node { value, span: (self.place)(start, end) });
    }

    fn add(&mut self, node: Node<'a>) {
        let key = std::mem::take(&mut self.path);
        // Tables are made one inside the other for each name of a key.
        if key.len() + self.table.len() > DEEPEST as usize {
            return;
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            Some(Collection::Array(elements)) => elements.push(node),
            Some(Collection::Table(members)) => insert(members, &key, node),
            None => insert(&mut self.root, &[self.table.clone(), key].concat(), node),
        }
    }
}

/// Puts a value at the end of a path of keys; tables of the same name are one.
fn insert<'a>(members: &mut Vec<Member<'a>>, path: &[Located<Cow<'a, str>>], node: Node<'a>) {
    let Some((key, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        return members.push(Member { key: key.clone(), value: node });
    }
    let is_table =
        |member: &Member<'_>| member.key.value == key.value && matches!(member.value.value, Value::Object(_));
    let at = members.iter().position(is_table).unwrap_or_else(|| {
        let value = Node { value: Value::Object(Vec::new()), span: node.span };
        members.push(Member { key: key.clone(), value });
        members.len() - 1
    });
    if let Some(Member { value: Node { value: Value::Object(inner), .. }, .. }) = members.get_mut(at) {
        insert(inner, rest, node);
    }
}

fn scalar(written: &str, encoding: Option<Encoding>) -> Value<'_> {
    if encoding.is_some() {
        return Value::String(written.trim_matches(['"', '\'']).into());
    }
    match written {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => Value::Number(written.into()),
    }
}
