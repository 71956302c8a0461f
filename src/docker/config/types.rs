//! Decoding into Go's types: what fits, and Go's words when it does not.

use super::go::{parse_addr, parse_ip, parse_prefix, quote};
use super::json::{Bytes, Id, Tree, Value};
use crate::docker::Version;

/// A Go type, as far as daemon.json uses it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Type {
    /// Anything.
    Any,
    /// `bool`.
    Bool,
    /// `int`, 64 bits.
    Int,
    /// `int64`.
    Int64,
    /// `string`.
    Text,
    /// A type of another name that decodes like the one inside.
    Named(&'static str, &'static Type),
    /// `net.IP`: a string with an address, or an empty one.
    Ip,
    /// `netip.Addr`: the same, read more strictly.
    Addr,
    /// `netip.Prefix`: a string with a prefix, or an empty one.
    Prefix,
    /// `opts.MemBytes`: a string such as `64M`.
    MemBytes,
    /// A list.
    List(&'static Type),
    /// An object with any keys.
    Map(&'static Type),
    /// An object with these keys, in any case; others are ignored.
    Struct(&'static Struct),
}

/// A Go struct inside the configuration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Struct {
    /// The name with its package.
    pub name: &'static str,
    /// The fields, by the name in JSON.
    pub fields: &'static [(&'static str, Type)],
    /// Whether lists and maps hold pointers to it.
    pub pointer: bool,
}

/// A key with the releases that read it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// The name in daemon.json.
    pub name: &'static str,
    /// The long name of the flag that sets the same; empty where there is none.
    pub flag: &'static str,
    /// The type it is decoded into.
    pub kind: Type,
    /// The embedded structs on the way to it, as the messages from 23.0 on name them.
    pub path: &'static str,
    /// First release, by its first two numbers; zeros where it is older than the releases that were read.
    pub since: (u16, u16),
    /// First release without it.
    pub until: (u16, u16),
}

/// A value that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// Go's message.
    pub(super) text: String,
    /// The value.
    pub(super) span: Bytes,
    /// Whether the value has the right JSON type, and its text does not parse.
    pub(super) bad_text: bool,
}

/// The first value of a key's tree that does not fit its type.
pub(super) fn misfit(tree: &Tree, key: &Key, id: Id, version: Version) -> Option<Misfit> {
    // Go names the embedded structs since 1.24, with which the recorded 23.0 and later were built.
    let path = if version.major < 23 { key.name.to_owned() } else { format!("{}{}", path(key, version), key.name) };
    check(tree, id, key.kind, &Place { version, path, owner: "Config" })
}

/// Before 25.0 the default bridge's keys lay in `BridgeConfig` itself.
fn path(key: &Key, version: Version) -> String {
    let path = key.path;
    if version.major < 25 { path.replace("DefaultBridgeConfig.", "") } else { path.to_owned() }
}

/// Where in the configuration a value goes.
struct Place {
    version: Version,
    path: String,
    /// The struct whose field it is.
    owner: &'static str,
}

impl Place {
    /// The field of a struct inside. Pools decode themselves: their message names the configuration, and 20.10's Go forgets
    /// the field.
    fn field(&self, inner: &Struct, name: &str) -> Self {
        let own = inner.name.rsplit('.').next().unwrap_or(inner.name);
        let is_pool = own == "NetworkToSplit";
        let path = if is_pool && self.version.major < 23 { self.path.clone() } else { format!("{}.{name}", self.path) };
        Self { version: self.version, path, owner: if is_pool { self.owner } else { own } }
    }
}

fn check(tree: &Tree, id: Id, kind: Type, place: &Place) -> Option<Misfit> {
    let node = tree.node(id);
    let wrong = |what: &str| {
        let text = format!(
            "json: cannot unmarshal {what} into Go struct field {}.{} of type {}",
            place.owner,
            place.path,
            name(kind, place.version)
        );
        Some(Misfit { text, span: node.span, bad_text: false })
    };
    let unreadable = |text: String| Some(Misfit { text, span: node.span, bad_text: true });
    match (kind, &node.value) {
        (Type::MemBytes, value) => match value {
            Value::String(text) => mem_bytes(text).and_then(unreadable),
            Value::Number(text) => unreadable(format!("invalid size: {}", quote(text))),
            Value::Bool(on) => unreadable(format!("invalid size: {}", quote(if *on { "true" } else { "false" }))),
            Value::Null => unreadable("invalid size: \"null\"".to_owned()),
            _ => wrong(kind_of(value)),
        },
        (Type::Any, _) | (_, Value::Null) | (Type::Bool, Value::Bool(_)) | (Type::Text, Value::String(_)) => None,
        (Type::Named(_, inner), value) if fits(*inner, value) => None,
        (Type::Int | Type::Int64, Value::Number(text)) => {
            if text.parse::<i64>().is_ok() {
                None
            } else {
                wrong(&format!("number {text}"))
            }
        }
        (Type::Ip, Value::String(text)) => match text.as_str() {
            "" => None,
            text => {
                if parse_ip(text).is_some() {
                    None
                } else {
                    unreadable(format!("invalid IP address: {text}"))
                }
            }
        },
        (Type::Addr, Value::String(text)) if !text.is_empty() => parse_addr(text).err().and_then(unreadable),
        (Type::Prefix, Value::String(text)) if !text.is_empty() => parse_prefix(text).err().and_then(unreadable),
        (Type::Addr | Type::Prefix, Value::String(_)) => None,
        (Type::List(inner), Value::Array(elements)) => {
            elements.iter().find_map(|&element| check(tree, element, *inner, place))
        }
        (Type::Map(inner), Value::Object(members)) => {
            members.iter().find_map(|member| check(tree, member.value, *inner, place))
        }
        (Type::Struct(inner), Value::Object(members)) => members.iter().find_map(|member| {
            let (name, kind) = inner.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(&member.key))?;
            check(tree, member.value, *kind, &place.field(inner, name))
        }),
        (_, value) => wrong(kind_of(value)),
    }
}

fn fits(kind: Type, value: &Value) -> bool {
    matches!((kind, value), (Type::Text, Value::String(_)))
}

/// A JSON type in Go's words.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A type's name as Go prints it.
fn name(kind: Type, version: Version) -> String {
    match kind {
        Type::Any => "interface {}".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Int64 => "int64".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Named(name, _) => name.to_owned(),
        Type::Ip => "net.IP".to_owned(),
        Type::Addr => "netip.Addr".to_owned(),
        Type::Prefix => "netip.Prefix".to_owned(),
        Type::MemBytes => "opts.MemBytes".to_owned(),
        Type::List(inner) => format!("[]{}", element(*inner, version)),
        Type::Map(inner) => format!("map[string]{}", element(*inner, version)),
        Type::Struct(inner) => struct_name(inner, version).to_owned(),
    }
}

fn element(kind: Type, version: Version) -> String {
    let star = if matches!(kind, Type::Struct(inner) if inner.pointer) { "*" } else { "" };
    format!("{star}{}", name(kind, version))
}

/// Packages that were renamed since.
fn struct_name(inner: &Struct, version: Version) -> &'static str {
    match (inner.name, version.major) {
        ("types.Runtime", 25..) => "system.Runtime",
        ("units.Ulimit", 29..) => "container.Ulimit",
        (name, _) => name,
    }
}

/// What `units.RAMInBytes` says of a size that it cannot read.
fn mem_bytes(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some(format!("invalid size: {}", quote("\"\"")));
    }
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = text[number.len()..].trim_start().to_ascii_lowercase();
    let unit_is_known =
        matches!(unit.strip_suffix("ib").or(unit.strip_suffix('b')).unwrap_or(&unit), "" | "k" | "m" | "g" | "t" | "p");
    if number.is_empty() || number.parse::<f64>().is_err() || number.starts_with(['-', '+']) {
        return Some(format!("invalid size: '{text}'"));
    }
    if unit_is_known { None } else { Some(format!("invalid suffix: '{unit}'")) }
}
