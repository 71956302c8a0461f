//! JSON as people paste it, with the place of every value.
//!
//! Lenient in: comments, trailing commas, single quotes, bare words, Python literals, fragments without braces, dots and a
//! cut end are read and each leniency is reported. What dockerd says of the same bytes is `docker::config`'s matter.

use serde::{Deserialize, Serialize};

use crate::text::{Located, Span};

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
}

/// The outcome: the tree, as far as it was read, and every leniency with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed {
    /// The value; `None` for a text without any.
    pub root: Option<Node>,
    /// What strict JSON does not allow, in the order of the text.
    pub leniencies: Vec<Located<Leniency>>,
}
