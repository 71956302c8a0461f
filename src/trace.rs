//! What happens to a packet for an address: through which rule, table, route and bridge it goes, from a container, from
//! the host, and for the answer to a peer. Each step quotes the line that it rests on.
//!
//! ```text
//! container ─ own subnet? ─ yes ─▶ ARP on its bridge            the host's routes are never asked
//!                 └─ no ─▶ gateway ─▶ host: rules ─▶ tables ─▶ a bridge of Docker's ─▶ ARP
//! host ────────────────────────────────▲                └────▶ another interface ─▶ it leaves
//! peer ─ request arrives ─ the answer ─┘
//! ```
//!
//! Errors and times are those of the Linux kernel, measured on 6.18: an address that nobody answers for by ARP gives
//! `EHOSTUNREACH` after three tries, 3.1 s; a verdict of the tables comes at once.

mod container;
pub mod fib;
pub mod packet;
mod rules;

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::net;
use crate::order::Order as _;
use crate::problem::{Arg, Message};
use crate::read::RouteType;
use crate::text::Span;
use fib::{Entry, Fib};
use packet::{Packet, Source};
pub use rules::{Decision, End};

/// Tenths of a second until the kernel gives up on an address that nobody answers for: three tries of one second.
const ARP_FAILS: u32 = 31;

/// The ways to one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The address.
    pub target: IpAddr,
    /// What was not given and is assumed.
    pub assumes: Vec<Message>,
    /// A connection that a program on the host opens.
    pub from_host: Path,
    /// A connection that a container opens, by Docker network.
    pub from_containers: Vec<NetworkPath>,
    /// A connection that the address opens to a service of the host itself: the way of the answer.
    pub from_peer: Path,
    /// A connection that the address opens to a published port, by the Docker network of the container that answers.
    pub published: Vec<NetworkPath>,
}

/// A path that belongs to a Docker network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkPath {
    /// The network's name.
    pub network: String,
    /// The path.
    pub path: Path,
}

/// One way of a packet, step by step, and how it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// The end.
    pub verdict: Verdict,
    /// Tenths of a second until the program hears of it; `None` where nothing fails, or where the program's own patience
    /// decides.
    pub tenths: Option<u32>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What happens.
    pub message: Message,
    /// The line that it rests on; `None` for what every kernel does.
    pub span: Option<Span>,
}

/// How a path ends for the program that opened the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The packet leaves by an interface that is not Docker's.
    Leaves,
    /// The address is one of the host's own: the host answers, or refuses at once.
    Host,
    /// The address is the container itself.
    Itself,
    /// `EHOSTUNREACH`, "No route to host": after 3.1 s from ARP, at once from a route.
    NoRouteToHost,
    /// `ENETUNREACH`, "Network is unreachable", at once.
    NetworkUnreachable,
    /// `EACCES`, "Permission denied", at once.
    PermissionDenied,
    /// `EINVAL`, "Invalid argument", at once.
    InvalidArgument,
    /// Packets are lost and nobody says so.
    Timeout,
    /// What was given does not tell; the last step says why.
    Unknown,
}

impl Verdict {
    /// The sentence for a path that a program on the host or in a container opens.
    pub fn message(self, tenths: Option<u32>) -> Message {
        match self {
            Self::Leaves => Message::new("trace.verdict.leaves"),
            Self::Host => Message::new("trace.verdict.host"),
            Self::Itself => Message::new("trace.verdict.itself"),
            Self::NoRouteToHost if tenths == Some(0) => Message::new("trace.verdict.no-route-at-once"),
            Self::NoRouteToHost => Message::new("trace.verdict.no-route"),
            Self::NetworkUnreachable => Message::new("trace.verdict.network-unreachable"),
            Self::PermissionDenied => Message::new("trace.verdict.permission-denied"),
            Self::InvalidArgument => Message::new("trace.verdict.invalid-argument"),
            Self::Timeout => Message::new("trace.verdict.timeout"),
            Self::Unknown => Message::new("trace.verdict.unknown"),
        }
    }
}

impl Path {
    /// The end in one sentence.
    pub fn summary(&self) -> Message {
        self.verdict.message(self.tenths)
    }

    /// The same path as the peer at its other end sees it: whatever fails here, the peer only waits in vain.
    fn seen_by_peer(self) -> Self {
        match self.verdict {
            Verdict::Leaves | Verdict::Host | Verdict::Itself | Verdict::Unknown => self,
            _ => Self { verdict: Verdict::Timeout, tenths: None, ..self },
        }
    }

    /// The same path behind other steps.
    fn after(self, mut steps: Vec<Step>) -> Self {
        steps.extend(self.steps);
        Self { steps, ..self }
    }
}

/// Traces an address from every side.
pub fn trace(facts: &Facts, target: IpAddr) -> Trace {
    let fib = Fib::new(facts, target);
    Trace {
        target,
        assumes: assumptions(&fib),
        from_host: from_host(&fib, target),
        from_containers: container::outbound(facts, &fib, target),
        from_peer: from_peer(facts, &fib, target),
        published: container::published(facts, &fib, target),
    }
}

fn assumptions(fib: &Fib<'_>) -> Vec<Message> {
    let no_routes = (!fib.main_given).then(|| Message::new("trace.assume.no-routes"));
    let no_rules = (!fib.rules_given).then(|| Message::new("trace.assume.no-rules"));
    no_routes.into_iter().chain(no_rules).collect()
}

fn from_host(fib: &Fib<'_>, target: IpAddr) -> Path {
    let Decision { steps, end } = fib.decide(&Packet::of_host(target));
    arrive(&end, target, Sender::Host).after(steps)
}

fn from_peer(facts: &Facts, fib: &Fib<'_>, target: IpAddr) -> Path {
    let mut steps = vec![step(Message::new("trace.peer.arrives").with("address", target), None)];
    let answer = Packet { source: own_source(facts, target), ..Packet::of_host(target) };
    let decision = fib.decide(&answer);
    steps.extend(decision.steps);
    arrive(&decision.end, target, Sender::Host).seen_by_peer().after(steps)
}

/// The source of the host's answers, where it has one address only that is not Docker's.
fn own_source(facts: &Facts, target: IpAddr) -> Source {
    let is_docker = |address: IpAddr| facts.docker.iter().any(|subnet| subnet.net.contains(&address));
    let written = facts.addresses.iter().map(|address| address.address);
    let preferred = facts.routes.iter().filter_map(|route| route.src);
    let mut own: Vec<_> = written
        .chain(preferred)
        .filter(|address| address.is_ipv4() == target.is_ipv4() && !address.is_loopback() && !is_docker(*address))
        .collect();
    own.order();
    own.dedup();
    match own[..] {
        [only] => Source::Within(net::host(only)),
        _ => Source::Unknown,
    }
}

/// Who made the packet: a refusal looks different to the host's own programs and to a container behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sender {
    Host,
    Container,
}

/// What becomes of a packet after the tables decided.
fn arrive(end: &End<'_, '_>, target: IpAddr, sender: Sender) -> Path {
    match end {
        End::Nothing => {
            ended(Message::new("trace.end.nothing").with("address", target), None, Verdict::NetworkUnreachable, Some(0))
        }
        End::Unknown(why) => ended(why.clone(), None, Verdict::Unknown, None),
        End::Refused(kind) => {
            refused(*kind, Message::new("trace.end.rule-refuses"), None, sender, Verdict::NetworkUnreachable)
        }
        End::Route(entry) => follow(entry, target, sender),
    }
}

fn follow(entry: &Entry<'_>, target: IpAddr, sender: Sender) -> Path {
    let (prefix, span) = (entry.route.dst.value, entry.span);
    match entry.route.kind {
        RouteType::Unicast => leave(entry, target),
        RouteType::Local | RouteType::Anycast => {
            ended(Message::new("trace.end.local").with("address", target), span, Verdict::Host, Some(0))
        }
        RouteType::Broadcast | RouteType::Multicast => ended(
            Message::new("trace.end.broadcast").with("address", target),
            span,
            Verdict::NetworkUnreachable,
            Some(0),
        ),
        RouteType::Blackhole | RouteType::Unreachable | RouteType::Prohibit => {
            let message = Message::new("trace.end.route-refuses").with("prefix", prefix);
            refused(entry.route.kind, message, span, sender, Verdict::NoRouteToHost)
        }
        RouteType::Throw | RouteType::Other => {
            ended(Message::new("trace.unknown.type").with("prefix", prefix), span, Verdict::Unknown, None)
        }
    }
}

/// A refusal; `unreachable` is what that word means here: a route's is of the host, a rule's of the network.
fn refused(kind: RouteType, message: Message, span: Option<Span>, sender: Sender, unreachable: Verdict) -> Path {
    let (word, verdict, tenths) = match (kind, sender) {
        (RouteType::Blackhole, Sender::Host) => ("blackhole", Verdict::InvalidArgument, Some(0)),
        (RouteType::Blackhole, Sender::Container) => ("blackhole", Verdict::Timeout, None),
        (RouteType::Prohibit, Sender::Host) => ("prohibit", Verdict::PermissionDenied, Some(0)),
        // The host answers "administratively filtered", which Linux reports as EHOSTUNREACH (net/ipv4/icmp.c).
        (RouteType::Prohibit, Sender::Container) => ("prohibit", Verdict::NoRouteToHost, Some(0)),
        _ => ("unreachable", unreachable, Some(0)),
    };
    ended(message.with("kind", word), span, verdict, tenths)
}

/// A route that leads somewhere: onto a bridge of Docker's, or away.
fn leave(entry: &Entry<'_>, target: IpAddr) -> Path {
    let route = &entry.route;
    let taken = step(route_message(entry, target), entry.span);
    match (entry.bridge_of(), route.via()) {
        (Some(_), Some(_)) => {
            let why = Message::new("trace.unknown.container-gateway");
            ended(why, None, Verdict::Unknown, None).after(vec![taken])
        }
        (Some(network), None) => {
            let mut steps = vec![taken];
            if route.flags.iter().any(|flag| flag == "linkdown") {
                steps.push(step(Message::new("trace.route.linkdown"), entry.span));
            }
            let dev = route.dev().unwrap_or(network);
            nobody_answers(dev, target).after(steps)
        }
        (None, _) => Path { steps: vec![taken], verdict: Verdict::Leaves, tenths: None },
    }
}

fn route_message(entry: &Entry<'_>, target: IpAddr) -> Message {
    let route = &entry.route;
    let prefix = route.dst.value;
    let message = match (entry.bridge_of(), &route.hops[..], route.via(), route.dev()) {
        (Some(network), _, None, Some(dev)) => {
            let message = Message::new("trace.route.bridge").with("network", network).with("dev", dev);
            return message.with("prefix", Arg::Docker(prefix)).with("address", target);
        }
        (_, [_, _, ..], _, _) => Message::new("trace.route.multipath").with("n", route.hops.len()),
        (_, _, Some(via), Some(dev)) => Message::new("trace.route.via").with("via", via).with("dev", dev),
        (_, _, Some(via), None) => Message::new("trace.route.gateway").with("via", via),
        (_, _, None, Some(dev)) => Message::new("trace.route.link").with("dev", dev),
        (_, _, None, None) => Message::new("trace.route.bare"),
    };
    message.with("prefix", prefix).with("address", target)
}

/// The end on a bridge where nobody has the address.
fn nobody_answers(dev: &str, target: IpAddr) -> Path {
    let asks = match target {
        IpAddr::V4(_) => Message::new("trace.end.arp"),
        IpAddr::V6(_) => Message::new("trace.end.ndp"),
    };
    ended(asks.with("dev", dev).with("address", target), None, Verdict::NoRouteToHost, Some(ARP_FAILS))
}

fn ended(message: Message, span: Option<Span>, verdict: Verdict, tenths: Option<u32>) -> Path {
    Path { steps: vec![step(message, span)], verdict, tenths }
}

const fn step(message: Message, span: Option<Span>) -> Step {
    Step { message, span }
}

/// The next address; the last of its family has none and stays.
fn after(address: IpAddr) -> IpAddr {
    net::address(net::number(address).saturating_add(1), address)
}

#[cfg(test)]
mod tests;
