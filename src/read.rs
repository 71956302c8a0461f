//! From pasted text to documents: what was written, where, and nothing about what it means.
//!
//! Reading never fails. Every line of a box ends up in exactly one document or in none of them as not understood, and
//! in its document as one of the four [`LineUse`]s. Readers return what they could read and the problems they met.

use std::net::IpAddr;
use std::rc::Rc;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::problem::{Message, Problem};
use crate::text::{Located, Source, Span};

pub use collect::Collect;
pub use evidence::{Clue, Clues, Evidence, Scope, Standing};
pub use file::{file_span, file_text};
pub use item::{DaemonFlag, Item, Items};
pub use kind::Kind;
pub use machine::{Asked, Place, Runner, Sign, System, is_container_id};
pub use notes::one_of_a_kind;
pub use route::{Hop, Name, Route, RouteType, Way, per_way, ways};
pub use structured::is_daemon_key;
pub use vocabulary::{Sense, is_bridge_of_docker, says_later, says_whose, setting_of};

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineUse {
    /// Read into an item.
    Used,
    /// Known, and says nothing about networks: headers, prompts, comments, blank lines.
    Irrelevant,
    /// Known, and not read (yet).
    Unhandled,
    /// Not understood.
    NotUnderstood,
}

/// One recognised block of a box: what it is and all that was written in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The format.
    pub kind: Kind,
    /// Why it was taken for that, for example `read.why.header` with the header.
    pub why: Message,
    /// The whole block.
    pub span: Span,
    /// What was written, in the order of the text.
    pub items: Items,
    /// The 1-based lines of the box that the block covers, each with what became of it, ascending.
    pub lines: Vec<(u32, LineUse)>,
    /// What tells which machine printed it, in the order of the text.
    pub signs: Vec<Located<Sign>>,
}

/// A prefix as it was written, outside route tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenPrefix {
    /// The prefix with the address as written: host bits are kept.
    pub net: Located<IpNet>,
    /// Whether a length was written; without one it is an address.
    pub has_length: bool,
    /// A name or remark beside it: the VPC's, the subnet's, the label on the line.
    pub name: Option<Located<Name>>,
    /// What the format says this is.
    pub written_as: WrittenAs,
    /// The identifiers that a cloud gives it, if any.
    pub cloud: Option<Rc<CloudIds>>,
    /// What says whose it is.
    pub evidence: Evidence,
}

/// How a cloud calls a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudIds {
    /// The network it is part of (a VPC's id), for "a subnet is not a clash with its VPC".
    pub parent: Option<String>,
    /// Its own.
    pub id: Option<String>,
}

impl CloudIds {
    /// Those of a network, if it has any.
    pub fn of(parent: Option<String>, id: Option<String>) -> Option<Rc<Self>> {
        (parent.is_some() || id.is_some()).then(|| Rc::new(Self { parent, id }))
    }
}

/// What a format says a prefix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WrittenAs {
    /// An entry of a loose list.
    Entry,
    /// A range of a VPC, VNet or VCN.
    Vpc,
    /// A subnet or vSwitch of one.
    Subnet,
    /// The range of a peered network.
    Peer,
    /// The destination of a cloud's route.
    CloudRoute,
    /// The destination of a cloud's route that leads nowhere (state blackhole).
    CloudBlackhole,
    /// A route that a VPN sets or allows.
    VpnRoute,
    /// The range that a VPN gives to its members.
    VpnPool,
    /// Kubernetes pod addresses.
    Pods,
    /// Kubernetes service addresses.
    Services,
    /// A range of Podman's or another container engine's pools.
    OtherPool,
    /// A subnet that names a container in a list of containers' addresses.
    Container,
}

/// An address of an interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceAddress {
    /// The address with its length: host bits are kept.
    pub net: Located<IpNet>,
    /// The other end of a point-to-point link.
    pub peer: Option<IpNet>,
    /// The interface; empty where it was cut off.
    pub dev: String,
    /// Whether the interface is up; `true` where the format does not say.
    pub up: bool,
}

/// A policy rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Lower is looked at first.
    pub priority: u32,
    /// `not` was written: the rule matches what its selectors do not.
    pub invert: bool,
    /// Source selector; `None` is all.
    pub from: Option<IpNet>,
    /// Destination selector; `None` is all.
    pub to: Option<IpNet>,
    /// Mark and mask.
    pub fwmark: Option<(u32, u32)>,
    /// Incoming interface.
    pub iif: Option<String>,
    /// Outgoing interface.
    pub oif: Option<String>,
    /// What happens.
    pub action: RuleAction,
    /// `suppress_prefixlength`: routes of this length or shorter are passed over.
    pub suppress: Option<u8>,
    /// Selectors that were written and are not understood here (`ipproto tcp`, `uidrange`): whether it matches is unknown.
    pub other: bool,
    /// Whether the rule is of the IPv6 list, where the text tells.
    pub v6: bool,
    /// The line.
    pub span: Span,
}

impl Rule {
    /// A rule that every packet of its family matches.
    pub const fn every(priority: u32, action: RuleAction, span: Span) -> Self {
        Self {
            priority,
            invert: false,
            from: None,
            to: None,
            fwmark: None,
            iif: None,
            oif: None,
            action,
            suppress: None,
            other: false,
            v6: false,
            span,
        }
    }
}

/// What a rule does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleAction {
    /// Looks into a table.
    Lookup(String),
    /// Ends the search as the route type does.
    Type(RouteType),
    /// Goes on at another priority.
    Goto(u32),
    /// Does nothing.
    Nop,
}

/// A Docker or Podman network as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DockerNetwork {
    /// The name; empty where a filter dropped it.
    pub name: Located<String>,
    /// The full or short id.
    pub id: Option<String>,
    /// The driver: bridge, overlay, macvlan, host, null.
    pub driver: Option<String>,
    /// `local`, `swarm`.
    pub scope: Option<String>,
    /// Subnets with the range and gateway, in order.
    pub subnets: Vec<NetworkSubnet>,
    /// The bridge interface, where the format names it (`com.docker.network.bridge.name`).
    pub bridge: Option<String>,
    /// `Ingress: true`.
    pub ingress: bool,
    /// `Internal: true`.
    pub internal: bool,
    /// What else it was made with; `None` where the format does not show it, labels included.
    pub made_with: Option<MadeWith>,
    /// Where it comes from: a running engine, or a file that will make it.
    pub source: NetworkSource,
    /// Names of the containers on it.
    pub containers: Vec<String>,
    /// Labels that tell the compose project, as (key, value).
    pub labels: Vec<(String, String)>,
    /// The whole object.
    pub span: Span,
}

/// What a network was made with beside its subnets, its driver and its labels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeWith {
    /// The driver's options as (key, value): `com.docker.network.driver.mtu`, `1400`.
    pub options: Vec<(String, String)>,
    /// `Attachable: true`.
    pub attachable: bool,
    /// `EnableIPv6: true`.
    pub ipv6: bool,
    /// `EnableIPv4: false`, from 28 on.
    pub without_ipv4: bool,
    /// The driver that gives the addresses, where it is not `default`.
    pub ipam_driver: Option<String>,
    /// That driver's options as (key, value).
    pub ipam_options: Vec<(String, String)>,
}

/// One subnet of a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkSubnet {
    /// The subnet, host bits kept.
    pub subnet: Located<IpNet>,
    /// `IPRange`.
    pub range: Option<Located<IpNet>>,
    /// The gateway.
    pub gateway: Option<Located<IpAddr>>,
    /// `AuxiliaryAddresses`: names and addresses that containers do not get.
    pub reserved: Vec<(String, IpAddr)>,
}

/// Who says that a network is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkSource {
    /// A running Docker engine: it exists.
    Docker,
    /// A running Podman.
    Podman,
    /// A compose file or a command: it will be made.
    Compose,
}

/// One fact about the engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineFact {
    /// `Server Version: 29.1.0`.
    Version(Located<String>),
    /// `Swarm: active`.
    Swarm(Located<bool>),
    /// `Live Restore Enabled: true`.
    LiveRestore(Located<bool>),
    /// A `Default Address Pool` of a Swarm.
    SwarmPool(Located<IpNet>),
    /// `SubnetSize` of a Swarm's pools.
    SwarmSize(Located<u8>),
    /// A default address pool of the engine as `docker info` shows it: base and size.
    Pool(Located<IpNet>, u8),
    /// `Operating System: Docker Desktop` and the like.
    OperatingSystem(Located<String>),
    /// `Docker Root Dir`.
    RootDir(Located<String>),
    /// Rootless mode.
    Rootless(Located<bool>),
    /// Running containers, by number.
    Running(Located<u32>),
    /// `Kernel Version: 6.6.78-Unraid`.
    Kernel(Located<String>),
    /// `Context: desktop-linux` of the client.
    Context(Located<String>),
    /// `Name: docker-desktop`, the host's name as the engine knows it.
    Name(Located<String>),
    /// `OSType: windows`.
    OsType(Located<String>),
    /// The product behind the word "Server" of `docker version`: `Docker Desktop 4.30.0 (149282)`.
    Product(Located<String>),
    /// `OS/Arch: darwin/arm64` of the client.
    Client(Located<String>),
    /// The line which says that there is no daemon.json.
    NoFile(Span),
}

/// A message that tells what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symptom {
    /// Which one: `pools-exhausted`, `no-route-to-host` and the others of `read/symptom/marks.rs`.
    pub which: String,
    /// Who says it.
    pub of: SymptomOf,
    /// The address or name that it names.
    pub target: Option<Located<String>>,
    /// The line.
    pub span: Span,
}

/// Who says a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SymptomOf {
    /// Docker or Compose: something was not done.
    Docker,
    /// Podman or minikube: the same of another engine, or of a tool above Docker.
    Other,
    /// A client program that reaches nobody.
    Client,
    /// A command of those that collect the evidence: its output is missing.
    Collecting,
}

/// A command that people are advised to try, and that does harm or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// Which one: `flush-rules`, `delete-bridge`, `delete-bridge-route`, `bridge-address`, `delete-store`, `prune-networks`,
    /// `reverse-path-filter`, `proxy-arp`, `ip-range`, `host-network`, `other-resolver`, `public-range`.
    pub which: String,
    /// The range that it gives to Docker, for `public-range`.
    pub net: Option<IpNet>,
    /// The line.
    pub span: Span,
}

/// Reads one box. `kind` overrides the recognition of the whole box.
///
/// Never fails: a text that nobody understands is a [`Kind::Unknown`] document with each line not understood.
pub fn read(source: &Source, kind: Option<Kind>) -> (Vec<Document>, Vec<Problem>) {
    read_watched(source, kind, &|_| {})
}

/// The same, telling from time to time how many bytes are read.
pub fn read_watched(source: &Source, kind: Option<Kind>, watch: &dyn Fn(u32)) -> (Vec<Document>, Vec<Problem>) {
    recognise::read(source, kind, watch)
}

mod address;
mod advice;
mod block;
#[cfg(test)]
mod check;
mod collect;
mod commands;
mod docker_lines;
mod docker_text;
mod docker_version;
mod evidence;
mod file;
mod flags;
mod glue;
mod host;
mod ifconfig;
mod ip_addr;
mod ip_route;
mod ip_rule;
mod item;
pub mod json;
mod kind;
mod loose;
mod machine;
mod netstat;
mod noise;
mod notes;
mod proc_net_route;
mod recognise;
mod resolver;
mod route;
mod sieve;
mod signs;
mod structured;
mod symptom;
mod tables;
mod view;
mod vocabulary;
mod vpn;
mod windows;
