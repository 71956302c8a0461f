//! JSON as Go's `encoding/json` reads it: what it refuses, at which byte, and in which words.
//!
//! A separate reader from `read::json`, which takes what people paste: this one says what dockerd says. The states and
//! messages follow the scanner of Go's standard library (`encoding/json/scanner.go`, 1.15 and later).

use super::go::quote;
use crate::text::offset;

/// Go refuses deeper nesting than this.
const MAX_DEPTH: usize = 10_000;

/// Whether text may follow the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// `json.Unmarshal`: only white space.
    Whole,
    /// `json.Decoder`, as up to 20.10: anything, even nothing at all is told apart ("EOF").
    FirstValue,
}

/// Why the text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Go's message.
    pub text: String,
    /// The byte that was one too many, or the length of the text when it ends too early.
    pub at: u32,
}

/// Half-open range of bytes in the text that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Bytes {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A value's place in its [`Tree`].
pub type Id = usize;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// As written.
    Number(String),
    /// Unescaped; bytes that are no UTF-8 and lone surrogates are U+FFFD.
    String(String),
    /// Elements, by their place in the tree.
    Array(Vec<Id>),
    /// Members in order, duplicates kept.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key, unescaped.
    pub key: String,
    /// The key with its quotes.
    pub span: Bytes,
    /// The value.
    pub value: Id,
}

/// A value with its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// From its first to its last byte.
    pub span: Bytes,
}

/// All values, in the order in which they begin; the first is the root. Flat, so that ten thousand levels of nesting need
/// no stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// The outermost value.
    pub const ROOT: Id = 0;

    /// The value at a place of this tree.
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// Every value, in the order in which they begin.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The members, if the value is an object.
    pub fn members(&self, id: Id) -> &[Member] {
        match &self.nodes[id].value {
            Value::Object(members) => members,
            _ => &[],
        }
    }
}

/// Reads one value.
pub fn parse(text: &[u8], ending: Ending) -> Result<Tree, Fault> {
    let mut scan = Scan { text, ending, at: 0, nodes: Vec::new(), open: Vec::new() };
    scan.value()?;
    if ending == Ending::Whole {
        scan.skip_space();
        if scan.at < text.len() {
            return Err(scan.fault("after top-level value"));
        }
    }
    Ok(Tree { nodes: scan.nodes })
}

/// A container that is not closed yet.
struct Open {
    id: Id,
    /// The key whose value comes next, in an object.
    key: Option<(String, Bytes)>,
}

struct Scan<'a> {
    text: &'a [u8],
    ending: Ending,
    at: usize,
    nodes: Vec<Node>,
    open: Vec<Open>,
}

impl Scan<'_> {
    /// Reads a value with all that is in it, without recursion.
    fn value(&mut self) -> Result<(), Fault> {
        self.skip_space();
        if self.at == self.text.len() && self.ending == Ending::FirstValue {
            return Err(Fault { text: "EOF".to_owned(), at: offset(self.at) });
        }
        self.begin()?;
        while let Some(open) = self.open.last() {
            let is_object = matches!(self.nodes[open.id].value, Value::Object(_));
            let is_empty = match &self.nodes[open.id].value {
                Value::Array(elements) => elements.is_empty(),
                Value::Object(members) => members.is_empty(),
                _ => true,
            };
            self.skip_space();
            let close = if is_object { b'}' } else { b']' };
            match self.peek() {
                Some(byte) if byte == close => self.close(),
                _ if is_empty => self.entry(is_object)?,
                Some(b',') => {
                    self.at += 1;
                    self.skip_space();
                    self.entry(is_object)?;
                }
                Some(_) if is_object => return Err(self.fault("after object key:value pair")),
                Some(_) => return Err(self.fault("after array element")),
                None => return Err(self.cut()),
            }
        }
        Ok(())
    }

    /// Reads an element, or a key, its colon and the beginning of its value.
    fn entry(&mut self, is_object: bool) -> Result<(), Fault> {
        if is_object {
            let start = self.at;
            match self.peek() {
                Some(b'"') => {}
                Some(_) => return Err(self.fault("looking for beginning of object key string")),
                None => return Err(self.cut()),
            }
            let key = self.string()?;
            let span = Bytes { start: offset(start), end: offset(self.at) };
            self.skip_space();
            match self.peek() {
                Some(b':') => self.at += 1,
                Some(_) => return Err(self.fault("after object key")),
                None => return Err(self.cut()),
            }
            if let Some(open) = self.open.last_mut() {
                open.key = Some((key, span));
            }
            self.skip_space();
        }
        self.begin()
    }

    /// Reads a scalar, or opens a container.
    fn begin(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => return self.open(Value::Object(Vec::new())),
            Some(b'[') => return self.open(Value::Array(Vec::new())),
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(b't') => self.literal("true", Value::Bool(true))?,
            Some(b'f') => self.literal("false", Value::Bool(false))?,
            Some(b'n') => self.literal("null", Value::Null)?,
            Some(_) => return Err(self.fault("looking for beginning of value")),
            None => return Err(self.cut()),
        };
        self.add(value, start);
        Ok(())
    }

    fn open(&mut self, value: Value) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.fault("exceeded max depth"));
        }
        let id = self.add(value, self.at);
        self.open.push(Open { id, key: None });
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) {
        self.at += 1;
        if let Some(open) = self.open.pop() {
            self.nodes[open.id].span.end = offset(self.at);
        }
    }

    /// Puts a value into the tree and into the container that is open.
    fn add(&mut self, value: Value, start: usize) -> Id {
        let id = self.nodes.len();
        self.nodes.push(Node { value, span: Bytes { start: offset(start), end: offset(self.at) } });
        if let Some(open) = self.open.last_mut() {
            let key = open.key.take();
            match (&mut self.nodes[open.id].value, key) {
                (Value::Array(elements), _) => elements.push(id),
                (Value::Object(members), Some((key, span))) => members.push(Member { key, span, value: id }),
                _ => {}
            }
        }
        id
    }

    fn literal(&mut self, word: &'static str, value: Value) -> Result<Value, Fault> {
        for expected in word.bytes() {
            match self.peek() {
                Some(byte) if byte == expected => self.at += 1,
                _ => return Err(self.inside(&format!("in literal {word} (expecting '{}')", char::from(expected)))),
            }
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<String, Fault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits("in numeric literal")?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(String::from_utf8_lossy(&self.text[start..self.at]).into_owned())
    }

    /// One digit or more.
    fn digits(&mut self, context: &str) -> Result<(), Fault> {
        match self.peek() {
            Some(b'0'..=b'9') => {}
            _ => return Err(self.inside(context)),
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    /// A string with its quotes, unescaped.
    fn string(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(0..0x20) => return Err(self.fault("in string literal")),
                Some(_) => self.at += 1,
                None => return Err(self.cut()),
            }
        }
        let text = unescape(&self.text[start..self.at]);
        self.at += 1;
        Ok(text)
    }

    fn escape(&mut self) -> Result<(), Fault> {
        self.at += 1;
        let hex = match self.peek() {
            Some(b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"') => 0,
            Some(b'u') => 4,
            _ => return Err(self.inside("in string escape code")),
        };
        self.at += 1;
        for _ in 0..hex {
            match self.peek() {
                Some(byte) if byte.is_ascii_hexdigit() => self.at += 1,
                _ => return Err(self.inside("in \\u hexadecimal character escape")),
            }
        }
        Ok(())
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Go's message about the byte that comes next.
    fn fault(&self, context: &str) -> Fault {
        let byte = self.peek().unwrap_or(b' ');
        Fault { text: format!("invalid character {} {context}", quote_byte(byte)), at: offset(self.at) }
    }

    /// A fault in the middle of a word. At the end of the text `json.Unmarshal` tries one more space and complains of it.
    fn inside(&self, context: &str) -> Fault {
        match (self.peek(), self.ending) {
            (None, Ending::FirstValue) => self.cut(),
            _ => self.fault(context),
        }
    }

    fn cut(&self) -> Fault {
        let text = if self.ending == Ending::Whole { "unexpected end of JSON input" } else { "unexpected EOF" };
        Fault { text: text.to_owned(), at: offset(self.text.len()) }
    }
}

/// A byte as Go shows it: taken for the character of that number, so that `“` shows as `â`.
fn quote_byte(byte: u8) -> String {
    match byte {
        b'\'' => r"'\''".to_owned(),
        b'"' => "'\"'".to_owned(),
        _ => {
            let quoted = quote(&char::from(byte).to_string());
            format!("'{}'", quoted.trim_start_matches('"').trim_end_matches('"'))
        }
    }
}

/// The text of a string whose escapes have been checked.
fn unescape(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let (mut out, mut units, mut rest) = (String::new(), Vec::new(), text.as_ref());
    while let Some((before, after)) = rest.split_once('\\') {
        if !before.is_empty() {
            flush(&mut units, &mut out);
            out.push_str(before);
        }
        let letter = after.chars().next().unwrap_or('\\');
        rest = after.get(letter.len_utf8()..).unwrap_or("");
        if letter == 'u' {
            let (digits, tail) = rest.split_at_checked(4).unwrap_or((rest, ""));
            units.push(u16::from_str_radix(digits, 16).unwrap_or(0xfffd));
            rest = tail;
            continue;
        }
        flush(&mut units, &mut out);
        out.push(unescaped(letter));
    }
    flush(&mut units, &mut out);
    out + rest
}

fn unescaped(letter: char) -> char {
    match letter {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        other => other,
    }
}

/// Appends escaped UTF-16 units; a lone surrogate becomes U+FFFD.
fn flush(units: &mut Vec<u16>, out: &mut String) {
    out.extend(char::decode_utf16(units.drain(..)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
}
