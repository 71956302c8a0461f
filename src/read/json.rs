//! JSON as people paste it, with the place of every value.
//!
//! Lenient in: comments, trailing commas, single quotes, bare words, Python literals, fragments without braces, dots and a
//! cut end are read and each leniency is reported. What dockerd says of the same bytes is `docker::config`'s matter.
//!
//! Why not a crate: those that keep spans refuse the first slip, and those that forgive keep no spans and name no slips.
//! Strict JSON has no leniency here and equals what `serde_json` reads; the tests hold both directions.

mod extent;
mod marks;
mod parser;
mod scalar;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::text::{Located, Source, Span};

pub use extent::extent;
pub(super) use extent::extent_of;
pub(super) use scalar::escape;

/// How deep brackets may be nested. What lies deeper is passed over and reported; `serde_json` stops at the same depth.
pub const MAX_DEPTH: usize = 128;

/// Reads a piece of a source as JSON, whatever it holds. Linear in its length; never fails.
pub fn parse(source: &Source, span: Span) -> Parsed<'_> {
    parse_text(source.slice(span), span, &|_| {})
}

/// [`parse`] of the text of a span in which other bytes stand for some: as many as they are. `passed` hears where each value
/// in brackets begins.
pub(super) fn parse_text<'a>(text: &'a str, span: Span, passed: &dyn Fn(u32)) -> Parsed<'a> {
    parser::parse(text, span, passed)
}

/// A value with its place. What a text holds as it stands is not copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node<'a> {
    /// The value.
    pub value: Value<'a>,
    /// From its first to its last character, brackets and quotes included.
    pub span: Span,
}

/// A JSON value. Numbers keep the text as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value<'a> {
    /// `null`, `None`.
    Null,
    /// `true`, `True`.
    Bool(bool),
    /// A number, as written.
    Number(Cow<'a, str>),
    /// A string, unescaped.
    String(Cow<'a, str>),
    /// A list.
    Array(Vec<Node<'a>>),
    /// An object: members in order, duplicates kept.
    Object(Vec<Member<'a>>),
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member<'a> {
    /// The key, unescaped; the span includes the quotes.
    pub key: Located<Cow<'a, str>>,
    /// The value.
    pub value: Node<'a>,
}

/// What JSON does not allow and was read anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leniency {
    /// `// …`, `# …`, `/* … */`.
    Comment,
    /// A comma before `}` or `]`.
    TrailingComma,
    /// Two values without a comma between.
    MissingComma,
    /// `'text'`.
    SingleQuotes,
    /// A key or value without quotes.
    BareWord,
    /// `…`, `...`, `. . .` in place of what was left out.
    Elision,
    /// The end is missing.
    Cut,
    /// Members or elements without their brackets around them.
    Fragment,
    /// Closing brackets that close nothing.
    StrayBracket,
    /// Characters in between that are no JSON.
    Noise,
    /// Typographic or full-width quotes, commas or colons.
    FancyPunctuation,
    /// A byte order mark at the beginning.
    ByteOrderMark,
    /// A key that comes twice in one object.
    DuplicateKey,
    /// A key without a colon behind it.
    MissingColon,
    /// A key with a colon and nothing behind it.
    MissingValue,
    /// A quote that is not closed on its line.
    UnclosedString,
    /// A backslash before a character that JSON does not escape, or a raw control character in a string.
    BadEscape,
    /// Brackets nested deeper than [`MAX_DEPTH`], passed over.
    TooDeep,
}

/// The outcome: the tree, as far as it was read, and every leniency with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed<'a> {
    /// The value; `None` for a text without any.
    pub root: Option<Node<'a>>,
    /// What strict JSON does not allow, in the order of the text.
    pub leniencies: Vec<Located<Leniency>>,
}

impl Parsed<'_> {
    /// The same with copies of all that it has from the text.
    pub fn into_owned(self) -> Parsed<'static> {
        Parsed { root: self.root.map(Node::into_owned), leniencies: self.leniencies }
    }

    /// Where the text ends before every bracket is closed: the rest of it was not pasted.
    pub fn cut(&self) -> Option<Span> {
        let end = self.root.as_ref()?.span.end;
        let is_end = |slip: &&Located<Leniency>| slip.value == Leniency::Cut && slip.span.start >= end;
        self.leniencies.iter().find(is_end).map(|slip| slip.span)
    }
}

impl Member<'_> {
    fn into_owned(self) -> Member<'static> {
        Member { key: self.key.map(|key| key.into_owned().into()), value: self.value.into_owned() }
    }
}

impl<'a> Node<'a> {
    /// The same with copies of all that it has from the text.
    pub fn into_owned(self) -> Node<'static> {
        let value = match self.value {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(value),
            Value::Number(text) => Value::Number(text.into_owned().into()),
            Value::String(text) => Value::String(text.into_owned().into()),
            Value::Array(elements) => Value::Array(elements.into_iter().map(Node::into_owned).collect()),
            Value::Object(members) => Value::Object(members.into_iter().map(Member::into_owned).collect()),
        };
        Node { value, span: self.span }
    }

    /// The value of a key; of a key that comes twice the last, as Go's decoder takes it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().rev().find(|member| member.key.value == key).map(|member| &member.value)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text of a string.
    pub fn str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a string with its place, quotes included.
    pub fn text(&self) -> Option<Located<String>> {
        self.str().map(|text| Located::new(text.to_owned(), self.span))
    }

    /// The value of a Boolean.
    pub const fn bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The members of an object; none of anything else.
    pub fn members(&self) -> &[Member<'a>] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements of a list; none of anything else.
    pub fn elements(&self) -> &[Self] {
        match &self.value {
            Value::Array(elements) => elements,
            _ => &[],
        }
    }

    /// The elements of a list, or the value itself where a tool wrote a single one without brackets. `null` has none.
    pub fn list(&self) -> &[Self] {
        match &self.value {
            Value::Array(elements) => elements,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// This value and every one inside it, each before its own contents.
    pub fn walk(&self) -> impl Iterator<Item = &Self> {
        let mut waiting = vec![self];
        std::iter::from_fn(move || {
            let node = waiting.pop()?;
            waiting.extend(node.members().iter().rev().map(|member| &member.value));
            waiting.extend(node.elements().iter().rev());
            Some(node)
        })
    }
}
