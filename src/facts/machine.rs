//! Which machine a table is of: the one whose engine the question is about, the machine around that engine's VM or namespace,
//! or a container's own.
//!
//! ```text
//! macOS, Windows ─┐ around: networks in use, which the engine does not see
//!                 └─ VM or Linux host ─┐ the engine's: its on-link routes and nameservers are gone around
//!                                      └─ container: names one subnet of Docker's and its gateway, and reserves nothing
//! another host: its networks are shown and asked about
//! ```
//!
//! A container is told by a command that runs inside it, or by several weak signs together. What only a host has (a bridge of
//! Docker's, a lease) outweighs them: LXC's containers look alike and are hosts here.

mod places;

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::Platform;
use super::interfaces::{Owner, connected, owner};
use crate::docker::pools::default_pools;
use crate::net;
use crate::problem::{Arg, Message};
use crate::read::{Asked, Document, InterfaceAddress, Item, Place, Route, Runner, Sign, Way, per_way, ways};
use crate::text::Span;

use places::{of_others, places};

/// Which machine a table is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Machine {
    /// The machine around the engine's VM or namespace: its networks are in use and reserve nothing.
    Around,
    /// A container: nothing in its table is the host's.
    Container,
    /// Another host than the one that the answer is about.
    Other,
}

impl Machine {
    /// Nothing in the tables of such a machine is the engine's host's, or in use around it.
    pub(super) const fn is_apart(self) -> bool {
        matches!(self, Self::Container | Self::Other)
    }
}

/// A block that is not of the engine's own host, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The block.
    pub span: Span,
    /// Whose it is.
    pub machine: Machine,
    /// The sign that told it.
    pub reason: Message,
}

/// A network that a container's own table shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ContainerNet {
    /// The connected prefix, masked.
    pub(super) net: IpNet,
    /// The gateway of its default route, where it lies in the prefix.
    pub(super) gateway: Option<IpAddr>,
    /// The interface inside.
    pub(super) dev: String,
    /// Whose container it is.
    pub(super) runner: Runner,
    /// The container's name, where a command says it.
    pub(super) container: Option<String>,
    /// The line.
    pub(super) span: Span,
}

/// The blocks that are not of the engine's own host, in the order of the paste.
pub(super) fn elsewhere(documents: &[Document], platform: Platform) -> Vec<Elsewhere> {
    let spots = places(documents);
    let pooled = pooled(documents);
    let found: Vec<_> = documents
        .iter()
        .zip(&spots)
        .map(|(document, spot)| {
            let inside = container(document, spot.place.as_ref(), &pooled);
            let machine = inside.map(|reason| (Machine::Container, reason));
            machine.or_else(|| around(document, platform).map(|reason| (Machine::Around, reason)))
        })
        .collect();
    let is_known: Vec<bool> = found.iter().map(Option::is_some).collect();
    let others = of_others(documents, &spots, &is_known);
    let other = |reason: Message| (Machine::Other, reason);
    let all = documents.iter().zip(found).zip(others);
    all.filter_map(|((document, found), of_other)| {
        let (machine, reason) = found.or_else(|| of_other.map(other))?;
        Some(Elsewhere { span: document.span, machine, reason })
    })
    .collect()
}

/// Why a table is of the machine around the engine.
fn around(document: &Document, platform: Platform) -> Option<Message> {
    let of_system = document.signs.iter().find_map(|sign| match sign.value {
        Sign::System(system) => Some(system),
        _ => None,
    });
    if let Some(system) = of_system {
        return Some(match system {
            crate::read::System::MacOs => Message::new("machine.macos"),
            crate::read::System::Windows => Message::new("machine.windows"),
        });
    }
    let is_table = document
        .items
        .past_prefixes()
        .iter()
        .any(|item| matches!(item, Item::Route(_) | Item::Address(_) | Item::Nameserver(_)));
    let of_vm = document
        .signs
        .iter()
        .any(|sign| matches!(&sign.value, Sign::Command(Asked { place: Some(Place::Vm(_) | Place::Host), .. })));
    let outside = is_table && platform.hides_bridges() && !shows_bridges(document) && !of_vm;
    outside.then(|| Message::new("machine.around").with("product", Arg::Text(platform.home().product.to_owned())))
}

/// Whether a block shows a bridge of Docker's, as only the engine's own host does.
pub(super) fn shows_bridges(document: &Document) -> bool {
    devices(document).any(|dev| owner(dev) == Owner::Docker)
}

/// The interfaces that the routes and addresses of a block name.
fn devices(document: &Document) -> impl Iterator<Item = &str> {
    ways(routes(document)).filter_map(Way::dev).chain(addresses(document).map(|found| found.dev.as_str()))
}

/// Signs of the interfaces that lie in one connected prefix, wherever they were pasted: one machine printed them all.
type Pooled = BTreeMap<IpNet, i32>;

/// As many weak signs make a container.
const ENOUGH: i32 = 2;
/// A sign that only a host has.
const NEVER: i32 = -100;

fn pooled(documents: &[Document]) -> Pooled {
    let mut pooled = Pooled::new();
    for document in documents.iter().filter(|document| !has_host_marks(document)) {
        let weight = weight(document);
        for net in connected_nets(document) {
            let sum = pooled.entry(net).or_default();
            *sum = sum.saturating_add(weight);
        }
    }
    pooled
}

/// Why a block is a container's own table; `None` where it is not.
fn container(document: &Document, place: Option<&Place>, pooled: &Pooled) -> Option<Message> {
    if document.signs.iter().any(|sign| sign.value == Sign::ContainerResolver) {
        return Some(Message::new("machine.container.resolver"));
    }
    let is_table =
        connected_nets(document).next().is_some() || lone_default(document).is_some() || has_nameserver(document);
    if !is_table || has_host_marks(document) {
        return None;
    }
    match place {
        Some(Place::Container(_, name)) => Some(match name {
            Some(name) => Message::new("machine.container.named").with("name", Arg::Code(name.clone())),
            None => Message::new("machine.container.command"),
        }),
        Some(Place::Host | Place::Vm(_)) => None,
        Some(Place::Named(_) | Place::Remote(_)) | None => {
            let told = connected_nets(document).any(|net| pooled.get(&net).is_some_and(|sum| *sum >= ENOUGH));
            told.then(|| Message::new("machine.container.signs"))
        }
    }
}

fn has_nameserver(document: &Document) -> bool {
    document.items.past_prefixes().iter().any(|item| matches!(item, Item::Nameserver(_)))
}

/// What only a host shows: bridges of Docker's and others, its own end of a container's pair, a radio, names by slot and port,
/// a route that a lease or a daemon set, a metric.
fn has_host_marks(document: &Document) -> bool {
    const HOST: &[&str] = &["veth", "wl", "en", "em", "ens", "eno", "enp", "bond", "docker", "wwan"];
    let by_name = devices(document).any(|dev| {
        matches!(owner(dev), Owner::Docker | Owner::OtherBridge) || HOST.iter().any(|start| dev.starts_with(start))
    });
    let is_set = |way: &Way| way.metric.is_some() || matches!(way.proto.as_deref(), Some("dhcp" | "static" | "ra"));
    by_name
        || ways(routes(document)).any(is_set)
        || document.signs.iter().any(|sign| matches!(sign.value, Sign::Leased | Sign::System(_)))
}

/// How much the signs of a block speak for a container.
fn weight(document: &Document) -> i32 {
    let addresses: Vec<IpAddr> = addresses(document).map(|found| found.net.value.addr()).collect();
    let signs = document.signs.iter().map(|sign| match &sign.value {
        Sign::Pair(name) if name.starts_with("eth") => 1,
        Sign::Hardware(name, hardware) if name.starts_with("eth") => of_hardware(*hardware, &addresses),
        _ => 0,
    });
    // A prompt that is nothing but a path is a small shell's, as images have.
    let prompt = document.signs.iter().rev().find_map(|sign| match &sign.value {
        Sign::Command(asked) => Some(i32::from(asked.prompt.starts_with('/'))),
        _ => None,
    });
    signs.sum::<i32>() + prompt.unwrap_or(0) + i32::from(lone_default(document).is_some_and(is_dockers_choice))
}

/// Docker made hardware addresses of 02:42 and the IPv4 address until 28, and random ones since; a card's or another
/// hypervisor's is registered.
fn of_hardware(hardware: [u8; 6], addresses: &[IpAddr]) -> i32 {
    let [first, second, rest @ ..] = hardware;
    let of_address = addresses.iter().any(|address| matches!(address, IpAddr::V4(v4) if v4.octets() == rest));
    match (first, second) {
        (0x02, 0x42) if of_address => ENOUGH,
        (0x02, 0x42) => 1,
        // The second bit says that the address was made up here.
        (first, _) if first & 2 == 0 => NEVER,
        _ => 0,
    }
}

/// A block that Docker's built-in pools give.
fn is_dockers_choice(net: IpNet) -> bool {
    default_pools().iter().any(|pool| pool.base.contains(&net) && pool.size == net.prefix_len())
}

/// The one connected prefix of a table that has nothing else but a default route through its first address.
fn lone_default(document: &Document) -> Option<IpNet> {
    let two: Vec<&Route> = routes(document).take(3).collect();
    let (default, link) = match two[..] {
        [one, other] if net::is_default(one.dst.value) => (one, other),
        [one, other] => (other, one),
        _ => return None,
    };
    if !net::is_default(default.dst.value) || net::is_default(link.dst.value) {
        return None;
    }
    let gateway = default.via()?;
    let net = link.dst.value.trunc();
    let is_bridge = gateway == super::interfaces::first_address(net);
    (is_bridge && link.on_link && link.dev().is_some_and(|dev| dev.starts_with("eth"))).then_some(net)
}

fn routes(document: &Document) -> impl Iterator<Item = &Route> {
    document.items.routes()
}

fn addresses(document: &Document) -> impl Iterator<Item = &InterfaceAddress> {
    document.items.past_prefixes().iter().filter_map(|item| match item {
        Item::Address(found) => Some(&**found),
        _ => None,
    })
}

/// The connected prefixes of a block's cards, by its routes and its addresses.
fn connected_nets(document: &Document) -> impl Iterator<Item = IpNet> {
    let is_card = |dev: &str| owner(dev) == Owner::Host && !dev.is_empty();
    let mut is_on_card = per_way(move |way| way.on_link && way.dev().is_some_and(is_card));
    let routes = routes(document)
        .filter(move |route| is_on_card(route) && !net::is_default(route.dst.value))
        .map(|route| route.dst.value.trunc());
    let addresses = addresses(document)
        .filter(move |found| is_card(&found.dev))
        .map(|found| connected(found.net.value, found.peer));
    routes.chain(addresses).filter(|net| !net::is_host(*net) && !super::networks::is_internal(*net))
}

/// The networks that the tables of containers show, each once for a container.
pub(super) fn container_nets(documents: &[Document], elsewhere: &[Elsewhere]) -> Vec<ContainerNet> {
    let mut found: Vec<ContainerNet> = Vec::new();
    for (document, spot) in documents.iter().zip(places(documents)) {
        if machine_at(elsewhere, document.span) != Some(Machine::Container) {
            continue;
        }
        let (runner, container) = match spot.place {
            Some(Place::Container(runner, name)) => (runner, name),
            _ => (Runner::Docker, None),
        };
        for (net, dev, span) in spots(document) {
            let gateway =
                routes(document).filter(|route| net::is_default(route.dst.value)).find_map(|route| route.via());
            let new = ContainerNet {
                net,
                gateway: gateway.filter(|gateway| net.contains(gateway)),
                dev: dev.to_owned(),
                runner,
                container: container.clone(),
                span,
            };
            match found.iter_mut().find(|have| have.net == net) {
                Some(have) => {
                    have.gateway = have.gateway.or(new.gateway);
                    have.container = have.container.take().or(new.container);
                }
                None => found.push(new),
            }
        }
    }
    found
}

/// Each connected prefix of a block with its interface and line.
fn spots(document: &Document) -> impl Iterator<Item = (IpNet, &str, Span)> {
    let of_routes = routes(document)
        .filter(|route| route.on_link && !net::is_default(route.dst.value))
        .filter_map(|route| Some((route.dst.value.trunc(), route.dev()?, route.span)));
    let of_addresses =
        addresses(document).map(|found| (connected(found.net.value, found.peer), found.dev.as_str(), found.net.span));
    let is_card = |(net, dev, _): &(IpNet, &str, Span)| {
        owner(dev) == Owner::Host
            && !net::is_host(*net)
            && !super::networks::is_internal(*net)
            && !super::networks::is_link_local(*net)
    };
    of_routes.chain(of_addresses).filter(is_card)
}

/// The networks that the tables of other hosts show, each with its interface, line and machine.
pub(super) fn nets_of_others<'a>(
    documents: &'a [Document],
    elsewhere: &'a [Elsewhere],
) -> impl Iterator<Item = (IpNet, &'a str, Span, &'a Message)> {
    let reason = |document: &Document| {
        let block = block_at(elsewhere, document.span).filter(|block| block.machine == Machine::Other);
        block.map(|block| &block.reason)
    };
    let others = documents.iter().filter_map(move |document| Some((document, reason(document)?)));
    others.flat_map(|(document, reason)| {
        let routed =
            routes(document).map(|route| (route.dst.value.trunc(), route.dev().unwrap_or_default(), route.span));
        let own = addresses(document)
            .map(|found| (connected(found.net.value, found.peer), found.dev.as_str(), found.net.span));
        let is_in_use = |net: IpNet| super::networks::is_in_use(net) && !super::networks::is_link_local(net);
        let nets = routed.chain(own).filter(move |(net, ..)| is_in_use(*net));
        nets.map(move |(net, dev, span)| (net, dev, span, reason))
    })
}

/// Whose a place of the paste is; `None` for the engine's own host.
pub(super) fn machine_at(elsewhere: &[Elsewhere], span: Span) -> Option<Machine> {
    block_at(elsewhere, span).map(|block| block.machine)
}

fn block_at(elsewhere: &[Elsewhere], span: Span) -> Option<&Elsewhere> {
    let at = elsewhere.partition_point(|block| (block.span.slot, block.span.end) < (span.slot, span.end));
    elsewhere.get(at).filter(|block| block.span.slot == span.slot && block.span.start <= span.start)
}
