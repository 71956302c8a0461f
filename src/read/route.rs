//! A route as it was written. Most routes of a table leave by the same few ways: a route is its destination and its place, and
//! shares all else with its like.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::ops::Deref;
use std::rc::Rc;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::Item;
use crate::text::{Located, Span};

/// A name that many share: of an interface, of a network.
pub type Name = Rc<str>;

/// A route. It reads as its [`Way`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The destination; length 0 for a default route.
    pub dst: Located<IpNet>,
    /// The whole line or lines.
    pub span: Span,
    way: Rc<Way>,
}

/// Everything that a line of a route table says beside the destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Way {
    /// The type word; unicast where none was written.
    pub kind: RouteType,
    /// Next hops in order; more than one for a multipath route, none for types that lead nowhere or where the tool drops them.
    pub hops: Vec<Hop>,
    /// Whether the table says that the destination is on-link: `scope link`, gateway `0.0.0.0`, `On-link`, `link#4`.
    pub on_link: bool,
    /// The table by name or number; `None` is main (or what the tool shows).
    pub table: Option<String>,
    /// Who set it: `kernel`, `dhcp`; `None` where the format does not say.
    pub proto: Option<String>,
    /// The preferred source address.
    pub src: Option<IpAddr>,
    /// The priority; `None` is the format's default (0).
    pub metric: Option<u32>,
    /// `from` of a source-specific route.
    pub from: Option<IpNet>,
    /// Type of service, as written.
    pub tos: Option<String>,
    /// Flags such as `linkdown`, `onlink`, `dead`.
    pub flags: Vec<String>,
}

impl Route {
    /// A route to a destination by a way.
    pub fn new(dst: Located<IpNet>, span: Span, way: Way) -> Self {
        Self { dst, span, way: Rc::new(way) }
    }

    /// A route to another destination by the way of this one.
    pub(super) fn beside(&self, dst: Located<IpNet>, span: Span) -> Self {
        Self { dst, span, way: self.way.clone() }
    }

    /// The way, to be changed for this route alone.
    pub fn way_mut(&mut self) -> &mut Way {
        Rc::make_mut(&mut self.way)
    }

    /// Whether both leave by one way that they share.
    pub fn goes_with(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.way, &other.way)
    }
}

impl Deref for Route {
    type Target = Way;

    fn deref(&self) -> &Way {
        &self.way
    }
}

impl Way {
    /// The first interface it names.
    pub fn dev(&self) -> Option<&str> {
        self.dev_name().map(|name| &**name)
    }

    /// The same, to be shared.
    pub fn dev_name(&self) -> Option<&Name> {
        self.hops.iter().find_map(|hop| hop.dev.as_ref())
    }

    /// The first gateway it names.
    pub fn via(&self) -> Option<IpAddr> {
        self.hops.iter().find_map(|hop| hop.via)
    }
}

/// Where a route leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hop {
    /// The gateway.
    pub via: Option<IpAddr>,
    /// The interface.
    pub dev: Option<Name>,
}

/// The type of a route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the kernel's own words")]
pub enum RouteType {
    #[default]
    Unicast,
    Local,
    Broadcast,
    Anycast,
    Multicast,
    Blackhole,
    Unreachable,
    Prohibit,
    Throw,
    Other,
}

impl RouteType {
    /// The type that iproute2 writes as a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "unicast" => Self::Unicast,
            "local" => Self::Local,
            "broadcast" => Self::Broadcast,
            "anycast" => Self::Anycast,
            "multicast" => Self::Multicast,
            "blackhole" => Self::Blackhole,
            "unreachable" => Self::Unreachable,
            "prohibit" => Self::Prohibit,
            "throw" => Self::Throw,
            "nat" | "xresolve" | "none" => Self::Other,
            _ => return None,
        })
    }

    /// Whether a route of this type has no next hop, whatever interface the tool prints for it.
    pub const fn leads_nowhere(self) -> bool {
        matches!(self, Self::Blackhole | Self::Unreachable | Self::Prohibit | Self::Throw)
    }
}

/// The ways of routes, one for all that follow one another by the same.
pub fn ways<'a>(routes: impl Iterator<Item = &'a Route>) -> impl Iterator<Item = &'a Way> {
    let mut last: Option<&Route> = None;
    routes.filter_map(move |route| {
        let is_new = !last.is_some_and(|before| before.goes_with(route));
        last = Some(route);
        is_new.then_some(&**route)
    })
}

/// Asks a question about the way of one route after another, once for all that follow one another by the same way.
pub fn per_way<'a, T: Copy>(ask: impl Fn(&'a Way) -> T) -> impl FnMut(&'a Route) -> T {
    let mut last: Option<(&'a Route, T)> = None;
    move |route| match last {
        Some((before, answer)) if before.goes_with(route) => answer,
        _ => {
            let answer = ask(route);
            last = Some((route, answer));
            answer
        }
    }
}

/// The ways that were read so far, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ways {
    last: Option<Rc<Way>>,
    known: BTreeSet<Rc<Way>>,
}

impl Ways {
    /// Lets a route share its way with those before it.
    pub(super) fn share(&mut self, item: &mut Item) {
        let Item::Route(route) = item else { return };
        if self.last.as_ref() != Some(&route.way) {
            if !self.known.contains(&route.way) {
                self.known.insert(route.way.clone());
            }
            self.last = self.known.get(&route.way).cloned();
        }
        if let Some(way) = &self.last {
            route.way.clone_from(way);
        }
    }
}
