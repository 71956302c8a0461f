//! What can be written, one entry of a block, and the entries of a block, which are never copied.

use std::net::IpAddr;
use std::ops::Deref;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Advice, DockerNetwork, EngineFact, InterfaceAddress, Route, Rule, Symptom, WrittenPrefix, json};
use crate::text::Located;

/// Something that was written. `facts` alone says what it means.
///
/// A route stands here as it is, for there may be a million; all else is one step away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Item {
    /// A prefix, range or address outside a route table.
    Prefix(Box<WrittenPrefix>),
    /// A line of a route table.
    Route(Route),
    /// An address of an interface.
    Address(Box<InterfaceAddress>),
    /// A nameserver.
    Nameserver(Located<IpAddr>),
    /// A policy rule.
    Rule(Box<Rule>),
    /// A daemon.json. The configuration is judged on the bytes of the span, and read leniently from the tree.
    Daemon(Box<json::Parsed<'static>>),
    /// A flag of dockerd's.
    Flag(Box<DaemonFlag>),
    /// A network of Docker's or Podman's, or one that a compose file will make.
    DockerNetwork(Box<DockerNetwork>),
    /// What `docker info`, `docker version` and the like say of the engine.
    Engine(EngineFact),
    /// A message of Docker's or of a client program that tells what happened.
    Symptom(Box<Symptom>),
    /// A command against an overlap that does harm or nothing.
    Advice(Box<Advice>),
}

/// A dockerd flag: `--bip=…` as (`bip`, value) without the dashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaemonFlag {
    /// The flag without dashes.
    pub name: Located<String>,
    /// Its value; empty for a bare flag.
    pub value: Located<String>,
}

/// Items of what is one step away.
macro_rules! boxed {
    ($($of:ty => $item:ident),* $(,)?) => {$(
        impl From<$of> for Item {
            fn from(item: $of) -> Self {
                Self::$item(Box::new(item))
            }
        }
    )*};
}

boxed! {
    WrittenPrefix => Prefix,
    InterfaceAddress => Address,
    Rule => Rule,
    json::Parsed<'static> => Daemon,
    DaemonFlag => Flag,
    DockerNetwork => DockerNetwork,
    Symptom => Symptom,
    Advice => Advice,
}

/// What was written in a block, in the order of the text. A clone shares it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Item>", into = "Vec<Item>")]
pub struct Items(Rc<Listed>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Listed {
    list: Vec<Item>,
    /// How many prefixes stand before anything else.
    prefixes: usize,
}

impl Items {
    /// Those behind the prefixes that the block begins with. A list may have a million prefixes: who looks for anything else
    /// begins here.
    pub fn past_prefixes(&self) -> &[Item] {
        self.0.list.get(self.0.prefixes..).unwrap_or_default()
    }

    /// Those that are routes.
    pub fn routes(&self) -> impl Iterator<Item = &Route> + Clone {
        self.past_prefixes().iter().filter_map(|item| if let Item::Route(route) = item { Some(route) } else { None })
    }

    /// Adds what a block goes on with.
    pub fn extend(&mut self, more: impl IntoIterator<Item = Item>) {
        let held = Rc::make_mut(&mut self.0);
        held.list.extend(more);
        held.count();
    }

    /// Keeps those that pass a test.
    pub fn retain(&mut self, test: impl FnMut(&Item) -> bool) {
        let held = Rc::make_mut(&mut self.0);
        held.list.retain(test);
        held.prefixes = 0;
        held.count();
    }
}

impl Listed {
    fn count(&mut self) {
        let more = self.list.iter().skip(self.prefixes);
        self.prefixes += more.take_while(|item| matches!(item, Item::Prefix(_))).count();
    }
}

impl Deref for Items {
    type Target = [Item];

    fn deref(&self) -> &[Item] {
        &self.0.list
    }
}

impl From<Vec<Item>> for Items {
    fn from(list: Vec<Item>) -> Self {
        let mut listed = Listed { list, prefixes: 0 };
        listed.count();
        Self(Rc::new(listed))
    }
}

impl From<Items> for Vec<Item> {
    fn from(items: Items) -> Self {
        Rc::unwrap_or_clone(items.0).list
    }
}

impl<'a> IntoIterator for &'a Items {
    type Item = &'a Item;
    type IntoIter = std::slice::Iter<'a, Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Items {
    type Item = Item;
    type IntoIter = std::vec::IntoIter<Item>;

    fn into_iter(self) -> Self::IntoIter {
        Vec::from(self).into_iter()
    }
}
