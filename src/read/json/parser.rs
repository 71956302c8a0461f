//! The parser: one pass, brackets by recursion to a fixed depth, every slip noted and passed.

mod cursor;

use std::borrow::Cow;

use super::marks::{Mark, closes};
use super::scalar::{Place, closing, escape, is_number, loose_constant, plain_length, unclosed, word_length};
use super::{Leniency, MAX_DEPTH, Member, Node, Parsed, Value};
use crate::order::Order as _;
use crate::text::{Located, Span};

/// How many leniencies are noted at most: a text with more is no JSON.
const MAX_NOTES: usize = 10_000;

/// Reads `text`, which stands at `span`.
pub(super) fn parse<'a>(text: &'a str, span: Span, passed: &dyn Fn(u32)) -> Parsed<'a> {
    let (members, elements, notes) = (Vec::new(), Vec::new(), Vec::new());
    let mut parser = Parser { text, span, passed, at: 0, end: 0, open: [0; 2], members, elements, notes };
    let root = parser.top();
    let mut leniencies = parser.notes;
    leniencies.order_by_key(|note| (note.span.start, note.span.end));
    Parsed { root, leniencies }
}

struct Parser<'a, 'w> {
    text: &'a str,
    /// Where the text stands.
    span: Span,
    /// Hears how far it is read.
    passed: &'w dyn Fn(u32),
    /// The next byte to read.
    at: usize,
    /// The end of what was taken last: blanks and comments behind it were passed and are no part of it.
    end: usize,
    /// How many objects and how many lists are open.
    open: [usize; 2],
    /// What was read of the objects and of the lists that are open, those of the innermost last: each gets a list of its own,
    /// no longer than it must be, when it is closed.
    members: Vec<Member<'a>>,
    elements: Vec<Node<'a>>,
    notes: Vec<Located<Leniency>>,
}

/// What stood before an element of a list or object.
enum Before {
    Start,
    Value(usize),
    Comma(Span),
    Elision,
}

/// What was read outside of all brackets.
#[derive(Default)]
struct Loose<'a> {
    values: Vec<Node<'a>>,
    members: Vec<Member<'a>>,
    words: Vec<Node<'a>>,
}

impl<'a> Parser<'a, '_> {
    /// Everything, outside of all brackets: one value, or the pieces of a fragment.
    fn top(&mut self) -> Option<Node<'a>> {
        let mut loose = Loose::default();
        let mut comma = None;
        loop {
            match self.peek() {
                Mark::End => break,
                Mark::Comma => {
                    // Before the first value it parts nothing; behind the last it is noted at the end.
                    if let Some(leading) = comma.replace(self.take()).filter(|_| loose.is_empty()) {
                        self.note(Leniency::TrailingComma, leading);
                    }
                }
                Mark::Colon => self.take_noise(),
                Mark::Elision => self.take_elision(),
                Mark::CloseObject | Mark::CloseArray => {
                    let bracket = self.take();
                    self.note(Leniency::StrayBracket, bracket);
                    loose.seal();
                }
                _ => {
                    if let Some(leading) = comma.take().filter(|_| loose.is_empty()) {
                        self.note(Leniency::TrailingComma, leading);
                    }
                    self.loose(&mut loose);
                }
            }
        }
        if let Some(comma) = comma {
            self.note(Leniency::TrailingComma, comma);
        }
        self.whole(loose)
    }

    /// One value or member outside of all brackets.
    fn loose(&mut self, loose: &mut Loose<'a>) {
        match self.peek() {
            Mark::OpenObject | Mark::OpenArray => loose.values.push(self.value()),
            mark => {
                let node = self.scalar(Place::Either);
                if self.peek() != Mark::Colon {
                    let list = if mark == Mark::Quote { &mut loose.values } else { &mut loose.words };
                    return list.push(node);
                }
                let assigned = mark == Mark::Word && self.rest().starts_with('=');
                self.take_colon();
                if assigned && matches!(self.peek(), Mark::OpenObject | Mark::OpenArray) {
                    return loose.values.push(self.value());
                }
                let value = self.behind_colon();
                loose.members.push(Member { key: key(node, self.text, self.span), value });
            }
        }
    }

    /// The root made of what stood outside of all brackets.
    fn whole(&mut self, mut loose: Loose<'a>) -> Option<Node<'a>> {
        if loose.values.is_empty() && loose.members.is_empty() {
            std::mem::swap(&mut loose.values, &mut loose.words);
        }
        for word in loose.words.drain(..) {
            self.note(Leniency::Noise, word.span);
        }
        if loose.members.is_empty() && loose.values.len() < 2 {
            return loose.values.pop();
        }
        let only_members = loose.values.is_empty();
        self.report_duplicates(&loose.members);
        let object = loose.object();
        let root = if only_members {
            object?
        } else {
            loose.values.extend(object);
            let span = around(&loose.values)?;
            Node { value: Value::Array(loose.values), span }
        };
        self.note(Leniency::Fragment, root.span);
        Some(root)
    }

    /// A value. Must stand on a mark that begins one.
    fn value(&mut self) -> Node<'a> {
        if self.open[0] + self.open[1] >= MAX_DEPTH && matches!(self.peek(), Mark::OpenObject | Mark::OpenArray) {
            return self.too_deep();
        }
        match self.peek() {
            Mark::OpenObject => self.object(),
            Mark::OpenArray => self.array(),
            _ => self.scalar(Place::Value),
        }
    }

    fn object(&mut self) -> Node<'a> {
        let first = self.members.len();
        let span = self.items(Mark::CloseObject, |parser| {
            let member = parser.member();
            parser.members.push(member);
        });
        let members = self.members.split_off(first);
        self.report_duplicates(&members);
        Node { value: Value::Object(members), span }
    }

    fn array(&mut self) -> Node<'a> {
        let first = self.elements.len();
        let span = self.items(Mark::CloseArray, |parser| {
            let element = parser.element();
            parser.elements.push(element);
        });
        Node { value: Value::Array(self.elements.split_off(first)), span }
    }

    /// The inside of a pair of brackets: calls `item` where an element begins. Returns the span, brackets included.
    fn items(&mut self, close: Mark, mut item: impl FnMut(&mut Self)) -> Span {
        let open = self.take();
        self.open[index(close)] += 1;
        let mut before = Before::Start;
        let end = loop {
            match self.peek() {
                mark if mark == close => break self.take(),
                Mark::CloseObject | Mark::CloseArray if self.open[1 - index(close)] == 0 => {
                    let bracket = self.take();
                    self.note(Leniency::StrayBracket, bracket);
                }
                Mark::CloseObject | Mark::CloseArray | Mark::End => {
                    let end = self.point(self.end);
                    self.note(Leniency::Cut, end);
                    break end;
                }
                Mark::Comma => {
                    let comma = self.take();
                    if matches!(before, Before::Start | Before::Comma(_)) {
                        self.note(Leniency::TrailingComma, comma);
                    }
                    before = Before::Comma(comma);
                }
                Mark::Colon => self.take_noise(),
                Mark::Elision => {
                    self.take_elision();
                    before = Before::Elision;
                }
                _ => {
                    if let Before::Value(end) = before {
                        let end = self.point(end);
                        self.note(Leniency::MissingComma, end);
                    }
                    (self.passed)(self.point(self.at).start);
                    item(self);
                    before = Before::Value(self.end);
                }
            }
        };
        if let Before::Comma(comma) = before {
            self.note(Leniency::TrailingComma, comma);
        }
        self.open[index(close)] -= 1;
        open.to(end)
    }

    /// A key with its value; a value alone gets an empty key.
    fn member(&mut self) -> Member<'a> {
        if matches!(self.peek(), Mark::OpenObject | Mark::OpenArray) {
            let here = self.point(self.at);
            self.note(Leniency::MissingColon, here);
            return Member { key: Located::new(Cow::default(), here), value: self.value() };
        }
        let before = self.point(self.at);
        let node = self.scalar(Place::Key);
        match self.peek() {
            Mark::Colon => {
                self.take_colon();
                let value = self.behind_colon();
                Member { key: key(node, self.text, self.span), value }
            }
            Mark::Quote | Mark::Word | Mark::OpenObject | Mark::OpenArray
                if !self.text[self.end..self.at].contains('\n') =>
            {
                let here = self.point(self.end);
                self.note(Leniency::MissingColon, here);
                let value = self.value();
                Member { key: key(node, self.text, self.span), value }
            }
            _ => {
                self.note(Leniency::MissingColon, node.span);
                Member { key: Located::new(Cow::default(), before), value: node }
            }
        }
    }

    /// An element of a list. Members without braces around them are gathered in an object.
    fn element(&mut self) -> Node<'a> {
        if matches!(self.peek(), Mark::OpenObject | Mark::OpenArray) {
            return self.value();
        }
        let node = self.scalar(Place::Either);
        if self.peek() != Mark::Colon {
            return node;
        }
        self.take_colon();
        self.note(Leniency::Fragment, node.span);
        let value = self.behind_colon();
        let span = node.span.to(value.span);
        let member = Member { key: key(node, self.text, self.span), value };
        Node { value: Value::Object(vec![member]), span }
    }

    /// The value behind a colon; `null` where there is none.
    fn behind_colon(&mut self) -> Node<'a> {
        loop {
            match self.peek() {
                Mark::Colon => self.take_noise(),
                Mark::Comma | Mark::CloseObject | Mark::CloseArray | Mark::End => {
                    let here = self.point(self.end);
                    self.note(Leniency::MissingValue, here);
                    return Node { value: Value::Null, span: here };
                }
                Mark::Elision => {
                    let start = self.at;
                    self.take_elision();
                    return Node { value: Value::Null, span: self.place(start, self.at) };
                }
                _ => return self.value(),
            }
        }
    }

    /// Brackets beyond the depth that is read: passed over without recursion.
    fn too_deep(&mut self) -> Node<'a> {
        let start = self.at;
        let mut depth = 0usize;
        loop {
            match self.peek() {
                Mark::End => break,
                Mark::OpenObject | Mark::OpenArray => depth += 1,
                Mark::CloseObject | Mark::CloseArray => depth -= 1,
                Mark::Quote | Mark::Word => {
                    self.scalar(Place::Value);
                    continue;
                }
                Mark::Elision => {
                    self.take_elision();
                    continue;
                }
                _ => {}
            }
            self.take();
            if depth == 0 {
                break;
            }
        }
        let span = self.place(start, self.end);
        self.note(Leniency::TooDeep, span);
        Node { value: Value::Null, span }
    }

    /// A string, number or word.
    fn scalar(&mut self, place: Place) -> Node<'a> {
        let first = self.rest().chars().next().unwrap_or(' ');
        let node = match closes(first) {
            Some(plain) => self.string(first, plain),
            None => self.word(place),
        };
        self.end = self.at;
        node
    }

    /// A quoted string; it ends at the latest where its line ends.
    fn string(&mut self, quote: char, plain: char) -> Node<'a> {
        let start = self.at;
        if quote == '"'
            && let Some(length) = plain_length(&self.text[start + 1..], b'"')
        {
            self.at += length + 2;
            let text = Cow::Borrowed(&self.text[start + 1..self.at - 1]);
            return Node { value: Value::String(text), span: self.place(start, self.at) };
        }
        if quote != plain {
            self.note(Leniency::FancyPunctuation, self.place(self.at, self.at + quote.len_utf8()));
        } else if quote == '\'' {
            self.note(Leniency::SingleQuotes, self.place(self.at, self.at + 1));
        }
        let inside = start + quote.len_utf8();
        let rest = &self.text[inside..];
        let end = closing(rest, |c| c == quote || (quote != plain && closes(c) == Some(plain)))
            .or_else(|| closing(rest, |c| closes(c) == Some(plain)));
        let (content, closed) =
            end.map_or_else(|| (unclosed(rest), None), |at| (&rest[..at], rest[at..].chars().next()));
        let after = inside + content.len();
        self.at = after + closed.map_or(0, char::len_utf8);
        match closed {
            None if self.text[after..].trim().is_empty() => self.note(Leniency::Cut, self.point(self.at)),
            None => self.note(Leniency::UnclosedString, self.place(start, self.at)),
            Some(c) if c != quote => self.note(Leniency::FancyPunctuation, self.place(after, self.at)),
            Some(_) => {}
        }
        let text = self.unescape(content, inside);
        Node { value: Value::String(text.into()), span: self.place(start, self.at) }
    }

    /// The text that a string's inside stands for. A backslash that escapes nothing is kept, as in `172.28.0.0\16`.
    fn unescape(&mut self, content: &str, at: usize) -> String {
        let mut text = String::with_capacity(content.len());
        let mut rest = content;
        while let Some(c) = rest.chars().next() {
            let used = at + content.len() - rest.len();
            let (read, length) = match (c, escape(rest)) {
                ('\\', Some((read, length))) => (read, length),
                _ => (c, c.len_utf8()),
            };
            if (c == '\\' && (length == 1 || read == '\'')) || c < ' ' {
                self.note(Leniency::BadEscape, self.place(used, used + 1));
            }
            text.push(read);
            rest = &rest[length..];
        }
        text
    }

    /// A word without quotes: a number, a constant, or text.
    fn word(&mut self, place: Place) -> Node<'a> {
        let start = self.at;
        let length = word_length(self.rest(), place);
        self.at += length;
        let span = self.place(start, self.at);
        let word = &self.text[start..self.at];
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ if is_number(word) => Value::Number(word.into()),
            _ => {
                self.note(Leniency::BareWord, span);
                loose_constant(word)
            }
        };
        if place == Place::Key && !matches!(value, Value::String(_)) {
            self.note(Leniency::BareWord, span);
        }
        Node { value, span }
    }
}

impl<'a> Loose<'a> {
    const fn is_empty(&self) -> bool {
        self.values.is_empty() && self.members.is_empty() && self.words.is_empty()
    }

    /// A bracket closed what was open before the fragment began: the members so far are one object.
    fn seal(&mut self) {
        if let Some(object) = self.object() {
            self.values.push(object);
        }
    }

    /// The members so far as an object.
    fn object(&mut self) -> Option<Node<'a>> {
        let members = std::mem::take(&mut self.members);
        let span = members.first()?.key.span.to(members.last()?.value.span);
        Some(Node { value: Value::Object(members), span })
    }
}

/// The span from the first to the last of some values.
fn around(nodes: &[Node<'_>]) -> Option<Span> {
    nodes.iter().map(|node| node.span).reduce(Span::to)
}

const fn index(close: Mark) -> usize {
    matches!(close, Mark::CloseArray) as usize
}

/// A scalar as a key: its text as written where it is no string.
fn key<'a>(Node { value, span }: Node<'a>, text: &'a str, whole: Span) -> Located<Cow<'a, str>> {
    let name = match value {
        Value::String(name) => name,
        _ => text[(span.start - whole.start) as usize..(span.end - whole.start) as usize].into(),
    };
    Located::new(name, span)
}
