//! Whose a range is, told by evidence, and the user's last word over it.
//!
//! ```text
//! the user's choice > the box "networks" at its word > a denial, an example, a default > the nearest word > the heading > a list
//! ```

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{DockerSubnet, Network, Role, State, docker_subnets, interfaces, networks};
use crate::net;
use crate::order::{self, Order as _};
use crate::problem::Message;
use crate::read::{Clue, Name, Scope, Sense, Standing, WrittenAs, WrittenPrefix, says_later, setting_of};
use crate::text::{Slot, Source, Span};

/// Whose a range is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// A network or an address of the user's that must be reached.
    Yours,
    /// The same, not in use yet.
    Planned,
    /// A subnet of Docker's.
    Docker,
    /// An address or a link of this host's own.
    Host,
    /// A network in the table of another host.
    OtherMachine,
    /// Only mentioned: it breaks nothing and claims nothing.
    Mentioned,
}

/// A range of the paste with its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedRange {
    /// The range, masked; /32 or /128 for an address.
    pub net: IpNet,
    /// What people call it: a label, a name, an interface.
    pub name: Option<Name>,
    /// Whose it is.
    pub owner: Owner,
    /// The evidence, in words: the tool, the word on the line, the heading, the list, the user's own choice.
    pub reason: Message,
    /// Where it was written; `None` for an address that came with the question.
    pub span: Option<Span>,
    /// The user has named the owner.
    pub chosen: bool,
    /// The words around it do not say whose it is: a question for the user.
    pub is_question: bool,
    /// A table, a tool, a setting or the question shows it, and no words do.
    pub is_shown: bool,
}

/// The owners that the user named, by range.
pub(super) type Choices = BTreeMap<IpNet, Owner>;

/// A written prefix with its owner.
#[derive(Clone, Debug)]
pub(super) struct Judged<'a> {
    pub prefix: &'a WrittenPrefix,
    pub range: OwnedRange,
    /// The word that told, where one did.
    word: Option<Span>,
}

/// The owner of every written prefix.
pub(super) fn judge<'a>(prefixes: &[&'a WrittenPrefix], sources: &[Source], choices: &Choices) -> Vec<Judged<'a>> {
    prefixes
        .iter()
        .map(|&prefix| match choices.get(&prefix.net.value.trunc()) {
            Some(owner) => {
                let range = OwnedRange { chosen: true, is_question: false, ..in_words(prefix, *owner, "owner.chosen") };
                Judged { prefix, range, word: None }
            }
            None => by_evidence(prefix, sources),
        })
        .collect()
}

/// A range of the text.
fn in_words(prefix: &WrittenPrefix, owner: Owner, reason: &'static str) -> OwnedRange {
    OwnedRange {
        net: prefix.net.value.trunc(),
        name: prefix.name.as_ref().map(|name| name.value.clone()),
        owner,
        reason: Message::new(reason),
        span: Some(prefix.net.span),
        chosen: false,
        is_question: owner == Owner::Mentioned,
        is_shown: false,
    }
}

fn by_evidence<'a>(prefix: &'a WrittenPrefix, sources: &[Source]) -> Judged<'a> {
    let judged = |owner, key| Judged { prefix, range: in_words(prefix, owner, key), word: None };
    let by_word = |owner, key, clue: &Clue| {
        let word =
            sources.iter().find(|source| source.slot() == clue.span.slot).map_or("", |source| source.slice(clue.span));
        let range = in_words(prefix, owner, key);
        let reason = range.reason.with("word", word);
        Judged { prefix, range: OwnedRange { reason, ..range }, word: Some(clue.span) }
    };
    let clues = &prefix.evidence.clues;
    let first =
        |scope: Scope, test: fn(Sense) -> bool| clues.iter().find(|clue| clue.scope == scope && test(clue.sense));
    let weakening = |scope| first(scope, Sense::weakens);
    let is_later = || clues.iter().any(|clue| clue.sense == Sense::Later);
    let yours = || if is_later() { Owner::Planned } else { Owner::Yours };
    match prefix.evidence.standing {
        Standing::Format if prefix.written_as == WrittenAs::Container => {
            return judged(Owner::Docker, "owner.container");
        }
        Standing::Format => {
            let is_later = prefix.name.as_ref().is_some_and(|name| says_later(&name.value));
            let owner = if is_later { Owner::Planned } else { Owner::Yours };
            return judged(owner, "owner.format");
        }
        Standing::List | Standing::Text => {}
    }
    let told = told(clues, Scope::Sentence);
    if prefix.net.span.slot == Slot::Networks {
        return match (told, weakening(Scope::Sentence)) {
            (Some((Owner::Docker, _)), Some(clue)) => by_word(Owner::Mentioned, weak_key(clue.sense), clue),
            (Some((Owner::Docker, clue)), None) => by_word(Owner::Docker, "owner.docker-word", clue),
            _ => judged(yours(), "owner.box"),
        };
    }
    let by_place = |scope, told: Option<(Owner, &Clue)>| {
        if let Some(clue) = weakening(scope) {
            return Some(by_word(Owner::Mentioned, weak_key(clue.sense), clue));
        }
        told.map(|(owner, clue)| match (owner, scope) {
            (Owner::Docker, _) => by_word(Owner::Docker, "owner.docker-word", clue),
            (Owner::Mentioned, _) => by_word(Owner::Mentioned, "owner.engine-word", clue),
            (_, Scope::Sentence) => by_word(yours(), "owner.word", clue),
            (_, Scope::Heading) => by_word(yours(), "owner.heading", clue),
        })
    };
    by_place(Scope::Sentence, told)
        .or_else(|| by_place(Scope::Heading, self::told(clues, Scope::Heading)))
        .unwrap_or_else(|| match prefix.evidence.standing {
            Standing::List => judged(yours(), "owner.list"),
            _ => judged(Owner::Mentioned, "owner.no-word"),
        })
}

/// What the words that tell say, the nearest first: a thing to reach or a subnet of Docker's before a network of nobody's in
/// particular. A network that is told beside the engine alone may be either's.
fn told(clues: &[Clue], scope: Scope) -> Option<(Owner, &Clue)> {
    let here = || clues.iter().filter(move |clue| clue.scope == scope);
    let specific = here().find_map(|clue| match clue.sense {
        Sense::Docker => Some((Owner::Docker, clue)),
        Sense::Reach | Sense::Reaching => Some((Owner::Yours, clue)),
        _ => None,
    });
    let engine = || here().find(|clue| clue.sense == Sense::Engine).map(|clue| (Owner::Mentioned, clue));
    let network =
        || here().find(|clue| matches!(clue.sense, Sense::Network | Sense::Own)).map(|clue| (Owner::Yours, clue));
    specific.or_else(|| network().map(|network| engine().unwrap_or(network)))
}

const fn weak_key(sense: Sense) -> &'static str {
    match sense {
        Sense::Example => "owner.example",
        Sense::Default => "owner.default",
        Sense::Quotation => "owner.quotation",
        _ => "owner.negation",
    }
}

/// A setting of the daemon's in the file of another tool.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// dockerd's key.
    pub key: &'static str,
    /// The value as it was written.
    pub value: String,
    pub span: Span,
}

impl Judged<'_> {
    /// The setting that a range is the value of: the key stands right before it with the sign of an assignment.
    pub(super) fn setting(&self, sources: &[Source]) -> Option<Setting> {
        let (word, span) = (self.word?, self.prefix.net.span);
        if self.range.owner != Owner::Docker || word.slot != span.slot || word.end > span.start {
            return None;
        }
        let source = sources.iter().find(|source| source.slot() == span.slot)?;
        let key = setting_of(source.slice(word))?;
        let gap = source.slice(Span { start: word.end, end: span.start, ..span });
        let is_assigned = gap.contains([':', '=']) && gap.chars().all(|c| c.is_whitespace() || "\"'`:=".contains(c));
        is_assigned.then(|| Setting { key, value: self.prefix.net.value.to_string(), span })
    }

    /// Docker's subnet that the words name; `None` for an address alone, which is not a subnet.
    pub(super) fn subnet(&self, sources: &[Source]) -> Option<DockerSubnet> {
        let net = self.prefix.net.value;
        if self.setting(sources).is_some() {
            return None;
        }
        if self.range.owner != Owner::Docker
            || !self.prefix.has_length
            || self.prefix.written_as == WrittenAs::Container
        {
            return None;
        }
        let word =
            self.word.and_then(|span| Some(sources.iter().find(|source| source.slot() == span.slot)?.slice(span)));
        let name = word.map_or_else(|| self.range.name.as_deref().unwrap_or_default(), interface_of);
        let interface = (interfaces::owner(name) == interfaces::Owner::Docker).then(|| name.to_owned());
        Some(DockerSubnet {
            net: net.trunc(),
            name: if name.is_empty() { net.trunc().to_string() } else { name.to_owned() },
            interface,
            state: State::Exists,
            driver: None,
            project: None,
            ingress: false,
            container: None,
            gateway: net::has_host_bits(net).then(|| net.addr()),
            spans: vec![self.prefix.net.span],
        })
    }
}

/// The interface that words name: the default bridge is docker0 in all of them.
fn interface_of(word: &str) -> &str {
    let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let is_default_bridge = ["docker0", "dockerbridge", "defaultbridge", "bip", "bridgeip", "fixedcidr", "dockerbip"]
        .iter()
        .any(|name| plain.starts_with(name));
    if is_default_bridge { "docker0" } else { word }
}

/// The ranges with owners that no network's role tells, in the order of the paste.
pub(super) fn ranges(
    judged: Vec<Judged<'_>>,
    networks: &[Network],
    docker: &[DockerSubnet],
    others: &[OwnedRange],
    settled: &Choices,
) -> Vec<OwnedRange> {
    let mut written: Vec<Span> = judged.iter().map(|judged| judged.prefix.net.span).collect();
    written.order();
    let in_use = judged.into_iter().filter(|judged| networks::is_in_use(judged.prefix.net.value));
    let mut ranges: Vec<_> = in_use.map(|judged| judged.range).collect();
    let is_new = |span: Option<Span>| span.is_none_or(|span| written.binary_search(&span).is_err());
    let is_apart = |network: &&Network| network.span.is_none() || settled.contains_key(&network.net);
    let networks = networks.iter().filter(is_apart).filter(|network| is_new(network.span)).map(of_network);
    let docker = docker.iter().filter(|subnet| is_new(subnet.spans.first().copied())).map(of_docker);
    ranges.extend(networks.chain(docker).chain(others.iter().cloned()).map(|range| match settled.get(&range.net) {
        Some(owner) => OwnedRange { owner: *owner, reason: Message::new("owner.chosen"), chosen: true, ..range },
        None => range,
    }));
    ranges.order_by_key(|range| range.span);
    ranges
}

/// The choices about ranges that only tables, tools and settings show. Where words name the same range the choice is about
/// the words: that docker0 has a range is not changed by whose the VPC of the same range is.
pub(super) fn choices_outside_words(judged: &[Judged<'_>], choices: &Choices) -> Choices {
    if choices.is_empty() {
        return Choices::default();
    }
    let in_words: BTreeSet<_> = order::set(judged.iter().map(|judged| judged.prefix.net.value.trunc()));
    order::map(choices.iter().filter(|(net, _)| !in_words.contains(net)).map(|(net, owner)| (*net, *owner)))
}

/// Whose a network is that no words name, with the key of the reason.
pub(super) const fn owner_by_role(role: Role) -> (Owner, &'static str) {
    match role {
        Role::OnLink => (Owner::Host, "owner.on-link"),
        Role::Routed => (Owner::Yours, "owner.routed"),
        Role::Blocked => (Owner::Host, "owner.blocked"),
        Role::OtherEngine => (Owner::Host, "owner.other-engine"),
        _ => (Owner::Yours, "owner.asked"),
    }
}

pub(super) fn of_network(network: &Network) -> OwnedRange {
    let (owner, key) = owner_by_role(network.role);
    let (reason, name) = (Message::new(key), network.name.clone());
    OwnedRange {
        net: network.net,
        name,
        owner,
        reason,
        span: network.span,
        chosen: false,
        is_question: false,
        is_shown: true,
    }
}

fn of_docker(subnet: &DockerSubnet) -> OwnedRange {
    let key = match subnet.state {
        State::Exists if subnet.interface.is_some() => "owner.interface",
        State::Exists => "owner.docker-network",
        State::Configured | State::AfterRestart => "owner.setting",
        State::Composed => "owner.composed",
    };
    OwnedRange {
        net: subnet.net,
        name: Some(subnet.name.as_str()).filter(|name| !name.is_empty()).map(Name::from),
        owner: Owner::Docker,
        reason: Message::new(key),
        span: subnet.spans.first().copied(),
        chosen: false,
        is_question: false,
        is_shown: true,
    }
}

/// A network that the table of another host shows: its prefix, interface, line, and what tells the host. Where it lies on a
/// subnet of Docker's here and is none of Docker's there, whether it must be reached decides.
pub(super) fn of_other((net, dev, span, reason): (IpNet, &str, Span, &Message), docker: &[DockerSubnet]) -> OwnedRange {
    OwnedRange {
        net,
        name: Some(dev).filter(|dev| !dev.is_empty()).map(Name::from),
        owner: Owner::OtherMachine,
        reason: reason.clone(),
        span: Some(span),
        chosen: false,
        is_question: interfaces::owner(dev) != interfaces::Owner::Docker
            && docker.iter().any(|subnet| net::overlaps(subnet.net, net)),
        is_shown: true,
    }
}

/// Lets the user overrule what tables, tools and settings say of ranges that stand in no words of their own.
pub(super) fn overrule(
    networks: &mut Vec<Network>,
    docker: &mut Vec<DockerSubnet>,
    others: &[OwnedRange],
    settled: &Choices,
) {
    for (&net, &owner) in settled {
        let subnet = docker.iter().find(|subnet| subnet.net == net).cloned();
        let span = networks.iter().find(|network| network.net == net).and_then(|network| network.span);
        let other = others.iter().find(|other| other.net == net);
        let is_planned = owner == Owner::Planned;
        match owner {
            Owner::Yours | Owner::Planned => {
                networks.iter_mut().filter(|have| have.net == net).for_each(|have| have.planned = is_planned);
                docker.retain(|have| have.net != net);
                let other = other.filter(|_| span.is_none() && subnet.is_none());
                networks.extend(other.map(|other| Network { planned: is_planned, ..networks::seen_elsewhere(other) }));
                networks.extend(subnet.map(|subnet| Network { planned: is_planned, ..networks::taken_from(&subnet) }));
            }
            Owner::Docker => {
                networks.retain(|have| have.net != net);
                let span = span.or_else(|| other.and_then(|other| other.span));
                docker.extend(span.filter(|_| subnet.is_none()).map(|span| docker_subnets::named(net, span)));
            }
            Owner::Host | Owner::OtherMachine | Owner::Mentioned => {
                networks.retain(|have| have.net != net);
                docker.retain(|have| have.net != net);
            }
        }
    }
}
