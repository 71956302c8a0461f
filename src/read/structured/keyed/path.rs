//! Where in a tree a value stands, and keys without what formats differ in.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use crate::read::WrittenAs;
use crate::read::json::{Member, Node, Value};
use crate::text::Located;

/// Where in the tree a value stands.
#[derive(Default)]
pub(in crate::read::structured) struct Path<'n> {
    /// The keys from the root, lower case, letters and digits only. Elements of a list have the key of the list.
    pub keys: Vec<String>,
    /// The same keys as they are written.
    pub written: Vec<&'n Located<Cow<'n, str>>>,
    /// The objects from the root.
    objects: Vec<Around<'n>>,
    /// The list of plain values that a value stands in: `["vpc-0a1", "10.0.0.0/16"]`.
    pub(super) row: Row<'n>,
    /// Whether the value is the one that a reference leads to.
    pub is_reference: bool,
    /// Whether the next object is an element of a list.
    listed: bool,
    /// Keys that were left, whose memory the next ones take.
    spare: Vec<String>,
    /// What [`Path::remembers`]: a long list has the same few keys again and again.
    known: RefCell<BTreeMap<String, bool>>,
}

/// A list of plain values, with the places of what was looked for in it: every value of a long list asks.
#[derive(Default)]
pub(super) struct Row<'n> {
    pub values: &'n [Node<'n>],
    /// The identifier of a network, and of what.
    pub id: OnceCell<Option<(usize, WrittenAs)>>,
    /// The first word that may be a name.
    pub word: OnceCell<Option<usize>>,
}

/// A parameter with a default.
#[derive(Clone, Copy)]
pub(super) struct Parameter<'n> {
    pub key: &'n Located<Cow<'n, str>>,
    pub value: &'n Node<'n>,
}

/// An object on the way to a value.
#[derive(Clone, Copy)]
pub(super) struct Around<'n> {
    pub node: &'n Node<'n>,
    /// How many keys are above it.
    above: usize,
    /// Whether it is an element of a list, so that the key above is not its own.
    listed: bool,
}

impl<'n> Path<'n> {
    /// The path of a parameter's default.
    pub(super) fn of_parameter(name: &str, parameter: &Parameter<'n>) -> Self {
        Self { keys: vec![plain(name)], written: vec![parameter.key], ..Self::default() }
    }

    pub(in crate::read::structured) fn enter(&mut self, node: &'n Node<'n>) {
        let listed = std::mem::take(&mut self.listed);
        self.objects.push(Around { node, above: self.keys.len(), listed });
    }

    pub(in crate::read::structured) fn leave(&mut self) {
        self.listed = self.objects.pop().is_some_and(|around| around.listed);
    }

    /// Goes to the value of a key and back.
    pub(in crate::read::structured) fn below(&mut self, key: &'n Located<Cow<'n, str>>, go: impl FnOnce(&mut Self)) {
        let mut name = self.spare.pop().unwrap_or_default();
        add_plain(&mut name, &key.value);
        self.keys.push(name);
        self.written.push(key);
        self.listed = false;
        go(self);
        self.written.pop();
        if let Some(mut name) = self.keys.pop() {
            name.clear();
            self.spare.push(name);
        }
    }

    /// Goes to the elements of a list and back.
    pub(in crate::read::structured) fn through(&mut self, elements: &'n [Node<'n>], go: impl FnOnce(&mut Self)) {
        let is_plain = |node: &Node<'_>| !matches!(node.value, Value::Object(_) | Value::Array(_));
        let values = if elements.iter().all(is_plain) { elements } else { &[] };
        let row = Row { values, ..Row::default() };
        let around = std::mem::replace(&mut self.row, row);
        let listed = std::mem::replace(&mut self.listed, true);
        go(self);
        self.row = around;
        self.listed = listed;
    }

    /// Goes to the value of a reference and back.
    pub(super) fn referring(&mut self, go: impl FnOnce(&mut Self)) {
        self.is_reference = true;
        go(self);
        self.is_reference = false;
    }

    /// What `tell` finds of a key, asked once for each key.
    pub(super) fn remembers(&self, key: &str, tell: impl FnOnce(&str) -> bool) -> bool {
        let known = self.known.borrow().get(key).copied();
        known.unwrap_or_else(|| {
            let found = tell(key);
            self.known.borrow_mut().insert(key.to_owned(), found);
            found
        })
    }

    /// Whether the innermost object is the root.
    pub(super) fn is_root(&self) -> bool {
        self.objects.len() == 1
    }

    /// The key that the value has.
    pub(in crate::read::structured) fn key(&self) -> &str {
        self.keys.last().map_or("", String::as_str)
    }

    /// The objects around the value, the innermost first.
    pub(in crate::read::structured) fn outward(&self) -> impl Iterator<Item = &'n Node<'n>> {
        self.objects.iter().rev().map(|around| around.node)
    }

    /// The key of an object around the value, where it has one of its own.
    pub(super) fn key_of(&self, object: &Node<'_>) -> Option<&'n Located<Cow<'n, str>>> {
        let around = self.objects.iter().rev().find(|around| std::ptr::eq(around.node, object))?;
        let last = around.above.checked_sub(1).filter(|_| !around.listed)?;
        self.written.get(last).copied()
    }

    /// Whether a key, by its place in [`Path::words`], is a name that somebody gave in a map of networks.
    pub(super) fn is_name_in(&self, word: usize, networks: &[&str]) -> bool {
        let has_label = self.label() <= word;
        let at = word + usize::from(has_label);
        let is_map = self.objects.iter().any(|around| around.above == at && !around.listed);
        let above =
            self.keys.get(..at).unwrap_or(&[]).iter().rev().find(|key| !matches!(key.as_str(), "default" | "value"));
        let is_of_networks =
            |key: &String| key == "foreach" || key.ends_with('s') && networks.iter().any(|word| key.contains(word));
        is_map && above.is_some_and(is_of_networks)
    }

    /// The place of the label that Terraform's authors give to a block, among the keys.
    fn label(&self) -> usize {
        match self.keys.first().map(String::as_str) {
            Some("resource" | "data") => 2,
            Some("module") => 1,
            _ => usize::MAX,
        }
    }

    /// The keys without the labels that Terraform's authors give to their blocks.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let label = self.label();
        self.keys.iter().enumerate().filter(move |(at, _)| *at != label).map(|(_, key)| key.as_str())
    }
}

/// A key without what formats differ in.
pub(in crate::read) fn plain(key: &str) -> String {
    let mut name = String::new();
    add_plain(&mut name, key);
    name
}

/// Adds the letters and digits of a key to a name that has none yet.
fn add_plain(name: &mut String, key: &str) {
    name.push_str(key);
    name.make_ascii_lowercase();
    if !key.bytes().all(|b| b.is_ascii_alphanumeric()) {
        name.retain(|c| c.is_ascii_alphanumeric());
    }
}

fn plain_letters(key: &str) -> impl Iterator<Item = char> {
    key.bytes().filter(u8::is_ascii_alphanumeric).map(|b| char::from(b.to_ascii_lowercase()))
}

/// No cloud's record has more keys.
const MOST_KEYS: usize = 128;

/// The first of some members that is there; names are compared plain, and the order is that of `names`.
pub(in crate::read) fn member<'n>(object: &'n Node<'n>, names: &[&str]) -> Option<&'n Node<'n>> {
    // A record has few keys; what has more is a list by name, or many fragments of records.
    if object.members().len() > MOST_KEYS {
        return None;
    }
    let find = |name: &&str| object.members().iter().find(|member| same(&member.key.value, name));
    names.iter().find_map(find).map(|Member { value, .. }| value)
}

/// Whether a key is a plain name, without building the plain form.
pub(in crate::read) fn same(key: &str, name: &str) -> bool {
    // Almost all keys differ in length or in the first letter.
    let differs = |(key, name): (&u8, &u8)| key.is_ascii_alphanumeric() && key.to_ascii_lowercase() != *name;
    if key.len() < name.len() || key.as_bytes().first().zip(name.as_bytes().first()).is_some_and(differs) {
        return false;
    }
    // A key as long as the name has nothing that formats differ in.
    if key.len() == name.len() { key.eq_ignore_ascii_case(name) } else { plain_letters(key).eq(name.chars()) }
}
