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

use serde::{Deserialize, Serialize};

use crate::text::{Located, Source, Span};

pub use extent::extent;
pub(super) use extent::extent_of;

/// How deep brackets may be nested. What lies deeper is passed over and reported; `serde_json` stops at the same depth.
pub const MAX_DEPTH: usize = 128;

/// Reads a piece of a source as JSON, whatever it holds. Linear in its length; never fails.
pub fn parse(source: &Source, span: Span) -> Parsed {
    parser::parse(source.slice(span), span)
}

/// [`parse`] of the text of a span in which other bytes stand for some: as many as they are.
pub(super) fn parse_text(text: &str, span: Span) -> Parsed {
    parser::parse(text, span)
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// From its first to its last character, brackets and quotes included.
    pub span: Span,
}

/// A JSON value. Numbers keep the text as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// `null`, `None`.
    Null,
    /// `true`, `True`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// An object: members in order, duplicates kept.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The key, unescaped; the span includes the quotes.
    pub key: Located<String>,
    /// The value.
    pub value: Node,
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
pub struct Parsed {
    /// The value; `None` for a text without any.
    pub root: Option<Node>,
    /// What strict JSON does not allow, in the order of the text.
    pub leniencies: Vec<Located<Leniency>>,
}

impl Parsed {
    /// Where the text ends before every bracket is closed: the rest of it was not pasted.
    pub fn cut(&self) -> Option<Span> {
        let end = self.root.as_ref()?.span.end;
        let is_end = |slip: &&Located<Leniency>| slip.value == Leniency::Cut && slip.span.start >= end;
        self.leniencies.iter().find(is_end).map(|slip| slip.span)
    }
}

impl Node {
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
    pub fn members(&self) -> &[Member] {
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
