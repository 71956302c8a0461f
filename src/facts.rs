//! From documents to facts: the only place that gives meaning. Whose a network is, which interface is Docker's, what the
//! configuration sets. Facts never lose their origin.

mod config;
mod crowd;
mod docker_subnets;
mod failed;
mod host;
mod in_use;
pub mod interfaces;
mod machine;
mod networks;
mod owners;
mod platform;
mod routes;
mod survey;
pub mod tenants;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::rc::Rc;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::docker::{Config, Version, WrittenPool};
use crate::read::{
    Advice, CloudIds, DockerNetwork, Document, EngineFact, InterfaceAddress, Item, Name, Rule, Symptom, WrittenPrefix,
};
use crate::text::{Located, Source, Span};

use crowd::add;
pub use crowd::{Crowd, LeftOut};
pub use host::{clouds, existing, host};
pub use in_use::Networks;
use machine::{ContainerNet, machine_at};
pub use machine::{Elsewhere, Machine};
pub use networks::bridges;
pub use owners::{OwnedRange, Owner};
pub use platform::{Platform, PlatformFact};
pub use routes::Routes;
pub use survey::Survey;

/// Everything known of the host, the networks it must reach and its Docker engine. A clone shares the long lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Networks and addresses in use that are not Docker's, in the order of the paste.
    pub networks: Networks,
    /// Docker's subnets: those that exist, and those the configuration puts into effect.
    pub docker: Vec<DockerSubnet>,
    /// Every route as written, Docker's own included, for reservation and trace.
    pub routes: Routes,
    /// Policy rules as written.
    pub rules: Vec<Rule>,
    /// The host's own addresses with their interface.
    pub addresses: Vec<HostAddress>,
    /// Nameservers of the host: the engine reserves them, and containers use them unless told otherwise.
    pub nameservers: Vec<Located<IpAddr>>,
    /// Nameservers that `dns` in the configuration gives to containers. The engine does not reserve these.
    pub container_resolvers: Vec<Located<IpAddr>>,
    /// The configuration, if a daemon.json or dockerd flags were given.
    pub config: Option<Rc<ConfigFact>>,
    /// The pools that the running engine says it has, in its order; empty where it says nothing.
    pub engine_pools: Vec<WrittenPool>,
    /// The engine's version, if the paste says it.
    pub version: Option<Located<Version>>,
    /// What is known of a Swarm; `None` when nothing says that there is one.
    pub swarm: Option<Swarm>,
    /// live-restore, by `docker info` or the file.
    pub live_restore: bool,
    /// Pasted messages that tell what happened.
    pub symptoms: Vec<Symptom>,
    /// Pasted commands that do harm or nothing against an overlap.
    pub advice: Vec<Advice>,
    /// Where the engine runs, and how that is known.
    pub platform: PlatformFact,
    /// Blocks of the paste that are of another machine than the engine's host, in the order of the paste.
    pub elsewhere: Vec<Elsewhere>,
    /// The ranges that words, settings and Docker's tools name and those that the user spoke of, each with its owner and the
    /// reason, in the order of the paste. All others are networks in use, whose role tells both ([`Facts::owned`]).
    pub ranges: Rc<Vec<OwnedRange>>,
    /// What was given at all: a verdict names what it rests on.
    pub given: Given,
    /// What is more than any host has, and was left out.
    pub left_out: Vec<LeftOut>,
}

impl Facts {
    /// Whether the engine's bridges are in a VM or a namespace, where the tables of the machine around it do not show them.
    pub fn hidden_bridges(&self) -> bool {
        self.platform.platform.hides_bridges()
    }

    /// The owner and the reason of a network that [`Facts::ranges`] does not have.
    pub fn owned(&self, network: &Network) -> Option<OwnedRange> {
        let at = self.ranges.binary_search_by_key(&network.span, |range| range.span);
        at.is_err().then(|| owners::of_network(network))
    }

    /// The same, the owner alone.
    pub fn owner_of(&self, network: &Network) -> Option<Owner> {
        let at = self.ranges.binary_search_by_key(&network.span, |range| range.span);
        at.is_err().then(|| owners::owner_by_role(network.role).0)
    }

    /// Whether a place of the paste is of the machine around the engine, whose routes the engine does not see.
    pub fn is_around(&self, span: Span) -> bool {
        machine::machine_at(&self.elsewhere, span) == Some(Machine::Around)
    }
}

/// Which kinds of evidence the paste holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each kind of evidence is given or not, apart from the others")]
pub struct Given {
    /// Networks that must be reached, typed or from a cloud.
    pub networks: bool,
    /// A route table.
    pub routes: bool,
    /// Tables other than main, or the rules.
    pub all_tables: bool,
    /// A daemon.json or dockerd flags, or the answer that there is no file.
    pub config: bool,
    /// The answer that there is no daemon.json: a known fact, and the plan makes the file.
    pub no_file: bool,
    /// Docker networks that exist.
    pub docker: bool,
    /// Nameservers.
    pub nameservers: bool,
}

/// A network or address in use that is not Docker's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// The prefix, masked; /32 or /128 for an address.
    pub net: IpNet,
    /// What people call it: the label on its line, the VPC's name, the interface.
    pub name: Option<Name>,
    /// Whose it is and how that is known.
    pub role: Role,
    /// Not in use yet: "planned", "from Monday", "when the VPN is up".
    pub planned: bool,
    /// The identifiers that a cloud gives it.
    pub cloud: Option<Rc<CloudIds>>,
    /// Where it was written; `None` for an address that came with the question and not in a box.
    pub span: Option<Span>,
}

/// Whose a network is and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// An address that must be reached.
    Target,
    /// A network that the user typed: taken at its word.
    Typed,
    /// A range of a VPC.
    Vpc,
    /// A subnet of a VPC.
    Subnet,
    /// A peered network.
    Peer,
    /// The destination of a cloud's route.
    CloudRoute,
    /// A VPN's route or pool.
    Vpn,
    /// Kubernetes pods or services.
    Kubernetes,
    /// Another container engine's pool or network.
    OtherEngine,
    /// An on-link route of the host.
    OnLink,
    /// A route of the host through a gateway or a tunnel.
    Routed,
    /// A route that leads nowhere on purpose: blackhole, unreachable, prohibit.
    Blocked,
}

/// A subnet of Docker's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DockerSubnet {
    /// The subnet, masked.
    pub net: IpNet,
    /// What people call it: `docker0`, `myproject_default`, `br-0d5c8e91ab37`.
    pub name: String,
    /// The bridge interface, where known.
    pub interface: Option<String>,
    /// Whether it exists or will.
    pub state: State,
    /// `bridge`, `overlay`, `macvlan`; `None` where only a route shows it.
    pub driver: Option<String>,
    /// The compose project, where labels tell it.
    pub project: Option<String>,
    /// Ingress of a Swarm.
    pub ingress: bool,
    /// The container whose own table shows the subnet, where nothing else does; empty where its name is not known. The network's
    /// name is what `docker inspect` says of that container.
    pub container: Option<String>,
    /// The gateway's address, where known.
    pub gateway: Option<IpAddr>,
    /// Every line that shows it.
    pub spans: Vec<Span>,
}

impl DockerSubnet {
    /// Whether it is the default bridge.
    pub fn is_default_bridge(&self) -> bool {
        self.name == "docker0" || self.name == "bridge"
    }

    /// Whether the subnet comes from a Swarm's pools.
    pub fn is_overlay(&self) -> bool {
        self.ingress || self.driver.as_deref() == Some("overlay")
    }
}

/// Whether a Docker subnet exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// A route, an address or `docker network inspect` shows it.
    Exists,
    /// daemon.json sets it and nothing in the paste shows another docker0: in effect.
    Configured,
    /// daemon.json sets it, and the paste shows that docker0 is still elsewhere: in effect after a restart.
    AfterRestart,
    /// A compose file will make it.
    Composed,
}

/// The configuration with where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigFact {
    /// The address settings, file and flags together.
    pub config: Config,
    /// The span of the file's text in its box; `None` when only flags were given.
    pub file: Option<Span>,
    /// The file ends before its brackets are closed: what stands behind the end was not pasted.
    pub cut: bool,
    /// Where the value of each top-level key stands, in the order of the text.
    pub keys: Vec<(String, Span)>,
    /// Spans of the elements of `default-address-pools`, in the order of `config.pools`.
    pub pools: Vec<Span>,
    /// The addresses under `dns`.
    pub resolvers: Vec<Located<IpAddr>>,
    /// dockerd flags: name without dashes, value, place.
    pub flags: Vec<(String, String, Span)>,
    /// Keys that the file of another tool sets (Ansible, Salt, kops, a variable), each with its place.
    pub settings: Vec<(String, Span)>,
}

impl ConfigFact {
    /// Where the value of a key stands, in the file or as a flag.
    pub fn place(&self, key: &str) -> Option<Span> {
        let in_file = self.keys.iter().rev().find(|(name, _)| name == key).map(|(_, span)| *span);
        let as_flag = || self.flags.iter().find(|(name, ..)| name == key).map(|(.., span)| *span);
        let elsewhere = || self.settings.iter().find(|(name, _)| name == key).map(|(_, span)| *span);
        in_file.or_else(as_flag).or_else(elsewhere)
    }
}

/// An address of the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostAddress {
    /// The address.
    pub address: IpAddr,
    /// The connected prefix, masked; /32 or /128 where that is all it has.
    pub connected: IpNet,
    /// The interface; empty where unknown.
    pub dev: String,
    /// Where it was written.
    pub span: Span,
}

/// A Swarm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swarm {
    /// Its pools with the size of each network; empty means Docker's default, 10.0.0.0/8 in /24.
    pub pools: Vec<(IpNet, u8)>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// What the user said beside the boxes; it outweighs every sign in them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told<'a> {
    /// Addresses that must be reached.
    pub reach: &'a [IpAddr],
    /// Where the engine runs.
    pub platform: Option<Platform>,
    /// Whose ranges are.
    pub owners: Option<&'a BTreeMap<IpNet, Owner>>,
}

/// Gives the documents their meaning. `sources` are the boxes.
pub fn facts(documents: &[Document], sources: &[Source], told: Told<'_>) -> Facts {
    let platform = platform::platform(told.platform, documents);
    let elsewhere = machine::elsewhere(documents, platform.platform);
    let written = Written::collect(documents, &elsewhere);
    let mut left_out = written.left_out.clone();
    let choices = told.owners.cloned().unwrap_or_default();
    let judged = owners::judge(&written.prefixes, sources, &choices);
    let settings: Vec<_> = judged.iter().filter_map(|judged| judged.setting(sources)).collect();
    let config = config::config(documents, &elsewhere, sources, &settings);
    let named = judged.iter().filter_map(|judged| judged.subnet(sources));
    let mut docker = docker_subnets::docker_subnets(&written, named, config.as_ref(), &mut left_out);
    let addresses = host::addresses(&written, &docker);
    let mut networks = networks::networks(&written, &judged, &docker, told.reach);
    let others: Vec<_> =
        machine::nets_of_others(documents, &elsewhere).map(|seen| owners::of_other(seen, &docker)).collect();
    let settled = owners::choices_outside_words(&judged, &choices);
    let ranges = owners::ranges(judged, &networks, &docker, &others, &settled);
    owners::overrule(&mut networks, &mut docker, &others, &settled);
    Facts {
        given: host::given(documents, &elsewhere, &networks, config.is_some()),
        swarm: host::swarm(&written),
        live_restore: host::live_restore(&written, config.as_ref()),
        version: host::version(&written),
        engine_pools: host::engine_pools(&written),
        nameservers: written.nameservers.clone(),
        container_resolvers: container_resolvers(&written, config.as_ref()),
        symptoms: written.symptoms.into_iter().cloned().collect(),
        advice: written.advice.into_iter().cloned().collect(),
        routes: written.tables,
        rules: written.rules.into_iter().cloned().collect(),
        platform,
        elsewhere,
        ranges: Rc::new(ranges),
        left_out,
        networks: networks.into(),
        docker,
        addresses,
        config: config.map(Rc::new),
    }
}

/// What containers ask: what `dns` of the configuration names, and what their own resolv.conf shows.
fn container_resolvers(written: &Written<'_>, config: Option<&ConfigFact>) -> Vec<Located<IpAddr>> {
    let set = config.map(|fact| fact.resolvers.as_slice()).unwrap_or_default();
    // Docker's own resolver stands on 127.0.0.11 inside.
    let inside = written.nameservers_inside.iter().filter(|server| !server.value.is_loopback());
    set.iter().chain(inside).copied().collect()
}

/// The items of all documents, sorted by what they are, in the order of the paste.
#[derive(Default)]
struct Written<'a> {
    /// Whether a route table is among the documents.
    has_table: bool,
    prefixes: Vec<&'a WrittenPrefix>,
    /// The blocks with routes of the host.
    tables: Routes,
    addresses: Vec<&'a InterfaceAddress>,
    nameservers: Vec<Located<IpAddr>>,
    /// Those of the machine around the engine's VM, and those of containers.
    nameservers_around: Vec<Located<IpAddr>>,
    nameservers_inside: Vec<Located<IpAddr>>,
    /// Networks that the tables of containers show.
    container_nets: Vec<ContainerNet>,
    rules: Vec<&'a Rule>,
    networks: Vec<&'a DockerNetwork>,
    engine: Vec<&'a EngineFact>,
    symptoms: Vec<&'a Symptom>,
    advice: Vec<&'a Advice>,
    left_out: Vec<LeftOut>,
}

impl<'a> Written<'a> {
    fn collect(documents: &'a [Document], elsewhere: &[Elsewhere]) -> Self {
        let machines: Vec<_> = documents.iter().map(|document| machine_at(elsewhere, document.span)).collect();
        let of_host = |(document, machine): (&Document, &Option<Machine>)| {
            !machine.is_some_and(Machine::is_apart) && host::has_table(document)
        };
        let mut all = Self {
            has_table: documents.iter().zip(&machines).any(of_host),
            container_nets: machine::container_nets(documents, elsewhere),
            tables: Routes::of(
                documents
                    .iter()
                    .zip(&machines)
                    .filter(|(_, machine)| !machine.is_some_and(Machine::is_apart))
                    .map(|(document, _)| document),
            ),
            ..Self::default()
        };
        let mut left_out = Vec::new();
        let items = documents
            .iter()
            .zip(machines)
            .flat_map(|(document, machine)| document.items.iter().map(move |item| (item, machine)));
        for (item, machine) in items {
            match item {
                Item::Prefix(prefix) => all.prefixes.push(prefix),
                // A container's own table is no table of the host, and another host's neither.
                Item::Address(_) | Item::Rule(_) if machine.is_some_and(Machine::is_apart) => {}
                Item::DockerNetwork(_) | Item::Engine(_) if machine == Some(Machine::Other) => {}
                Item::Address(found) => {
                    add(&mut all.addresses, &**found, Crowd::Addresses, found.net.span, &mut left_out);
                }
                Item::Nameserver(server) => {
                    let list = match machine {
                        None => &mut all.nameservers,
                        Some(Machine::Around) => &mut all.nameservers_around,
                        Some(Machine::Container) => &mut all.nameservers_inside,
                        Some(Machine::Other) => continue,
                    };
                    add(list, *server, Crowd::Nameservers, server.span, &mut left_out);
                }
                Item::Rule(rule) => add(&mut all.rules, &**rule, Crowd::Rules, rule.span, &mut left_out),
                Item::DockerNetwork(network) => all.networks.push(network),
                Item::Engine(fact) => all.engine.push(fact),
                Item::Advice(advice) => add(&mut all.advice, &**advice, Crowd::Advice, advice.span, &mut left_out),
                Item::Symptom(found) => {
                    add(&mut all.symptoms, &**found, Crowd::Symptoms, found.span, &mut left_out);
                }
                // Routes are collected by the block; the configuration needs the order of its documents.
                Item::Route(_) | Item::Daemon(_) | Item::Flag(_) => {}
            }
        }
        Self { left_out, ..all }
    }
}
