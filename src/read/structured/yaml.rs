//! YAML as the tree that JSON gives: from the parser's events, so that a file cut in the middle gives what stands before.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::read::json::{Member, Node, Value};
use crate::text::{Located, Span};

/// Values that anchors may add, all in all: an alias repeats what it names.
const MOST_REPEATED: usize = 5_000;
/// How deep collections may be nested; the tree is walked by recursion.
const DEEPEST: usize = 128;

/// What could be read.
pub(super) struct Read<'t> {
    /// One tree a document; what was open at an error is closed there.
    pub roots: Vec<Node<'t>>,
    /// Where the parser gave up, in bytes of the text.
    pub error: Option<usize>,
}

/// Reads a text; `place` says where its bytes stand in the paste.
pub(super) fn read<'t>(text: &'t str, place: &dyn Fn(usize, usize) -> Span) -> Read<'t> {
    let mut tree = Tree { roots: Vec::new(), open: Vec::new(), anchors: BTreeMap::new(), budget: MOST_REPEATED, place };
    let mut bytes = Bytes { chars: text.char_indices(), at: 0, byte: 0, length: text.len() };
    let mut error = None;
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                let (start, end) = (bytes.of(span.start.index()), bytes.of(span.end.index()));
                if !tree.event(event, start, end) {
                    error = Some(start);
                    break;
                }
            }
            Err(failed) => {
                error = Some(bytes.of(failed.marker().index()));
                break;
            }
        }
    }
    while !tree.open.is_empty() {
        tree.close(error.unwrap_or(text.len()));
    }
    Read { roots: tree.roots, error }
}

/// The parser counts characters; its positions mostly ascend, so one walk along the text turns them into bytes.
struct Bytes<'a> {
    chars: std::str::CharIndices<'a>,
    at: usize,
    byte: usize,
    length: usize,
}

impl Bytes<'_> {
    /// The byte of a character; of one that was passed already, the byte reached.
    fn of(&mut self, index: usize) -> usize {
        while self.at < index {
            let Some((byte, c)) = self.chars.next() else {
                self.byte = self.length;
                break;
            };
            self.at += 1;
            self.byte = byte + c.len_utf8();
        }
        self.byte
    }
}

struct Tree<'t, 'p> {
    roots: Vec<Node<'t>>,
    open: Vec<Open<'t>>,
    anchors: BTreeMap<usize, Node<'t>>,
    budget: usize,
    place: &'p dyn Fn(usize, usize) -> Span,
}

/// A collection that is not closed yet.
struct Open<'t> {
    start: usize,
    anchor: usize,
    kind: Collection<'t>,
}

enum Collection<'t> {
    Sequence(Vec<Node<'t>>),
    /// Members so far, and the key whose value comes next.
    Mapping(Vec<Member<'t>>, Option<Located<Cow<'t, str>>>),
}

impl<'t> Tree<'t, '_> {
    /// Takes an event; `false` where the text nests too deep.
    fn event(&mut self, event: Event<'t>, start: usize, end: usize) -> bool {
        let kind = match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = scalar(text, style);
                let node = Node { value, span: (self.place)(start, end) };
                self.add(node, anchor);
                return true;
            }
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor).filter(|node| node.walk().count() <= self.budget).cloned();
                let node = known.unwrap_or_else(|| Node { value: Value::Null, span: (self.place)(start, end) });
                self.budget = self.budget.saturating_sub(node.walk().count());
                self.add(node, 0);
                return true;
            }
            Event::SequenceStart(anchor, _) => (Collection::Sequence(Vec::new()), anchor),
            Event::MappingStart(anchor, _) => (Collection::Mapping(Vec::new(), None), anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                self.close(end);
                return true;
            }
            _ => return true,
        };
        self.open.push(Open { start, anchor: kind.1, kind: kind.0 });
        self.open.len() < DEEPEST
    }

    fn close(&mut self, end: usize) {
        let Some(Open { start, anchor, kind }) = self.open.pop() else { return };
        let span = (self.place)(start, end.max(start));
        let value = match kind {
            Collection::Sequence(elements) => Value::Array(elements),
            Collection::Mapping(mut members, key) => {
                let null =
                    |key: Located<Cow<'t, str>>| Member { value: Node { value: Value::Null, span: key.span }, key };
                members.extend(key.map(null));
                Value::Object(members)
            }
        };
        self.add(Node { value, span }, anchor);
    }

    fn add(&mut self, node: Node<'t>, anchor: usize) {
        if anchor > 0 && node.walk().count() <= MOST_REPEATED {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.roots.push(node),
            Some(Collection::Sequence(elements)) => elements.push(node),
            Some(Collection::Mapping(_, key @ None)) => {
                let name = if let Value::String(text) = node.value { text } else { Cow::default() };
                *key = Some(Located::new(name, node.span));
            }
            Some(Collection::Mapping(members, key)) => match key.take() {
                // `<<: *common` puts the members of another mapping here.
                Some(merge) if merge.value == "<<" => members.extend(merged(&node)),
                Some(key) => members.push(Member { key, value: node }),
                None => {}
            },
        }
    }
}

fn merged<'t>(node: &Node<'t>) -> Vec<Member<'t>> {
    node.list().iter().flat_map(|mapping| mapping.members().to_vec()).collect()
}

/// A plain scalar is a number or a constant where it looks like one; in quotes it is text.
fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Value<'_> {
    if style != ScalarStyle::Plain {
        return Value::String(text);
    }
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if text.parse::<i64>().is_ok() => Value::Number(text),
        _ => Value::String(text),
    }
}
