//! Problems are data: a code, a severity, the lines they rest on and parameters. No sentence is built here;
//! `words` alone turns a [`Message`] into English or Chinese.

use std::borrow::Cow;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::text::Span;

/// How bad, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Broken now.
    Broken,
    /// Breaks at the next `compose up`, restart, reboot, or when a VPN connects.
    WillBreak,
    /// Works, and may not.
    Risk,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The name, for colours and tests: `will-break`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::WillBreak => "will-break",
            Self::Risk => "risk",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What kind of problem. A code names the problem, not the remedy, and has a page of its own in `docs/findings/`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code { $($(#[$doc])* #[serde(rename = $text)] $name,)* }

        impl Code {
            /// Every code, in the order findings of equal severity are shown.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name people link to: `bridge-covers-network`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// dockerd will not start because of the configuration itself.
    EngineRefusesConfig = "engine-refuses-config",
    /// A Docker subnet contains an address that must be reached.
    BridgeCoversAddress = "bridge-covers-address",
    /// A Docker subnet overlaps a network in use.
    BridgeCoversNetwork = "bridge-covers-network",
    /// A Docker subnet contains a nameserver.
    ResolverInSubnet = "resolver-in-subnet",
    /// A Docker subnet contains one of the host's own addresses.
    HostAddressInSubnet = "host-address-in-subnet",
    /// A more specific or equal route that is not Docker's lies inside a Docker subnet.
    RouteInsideBridge = "route-inside-bridge",
    /// A bridge of another tool on the host overlaps a network in use or contains an address that must be reached.
    NeighbourCoversNetwork = "neighbour-covers-network",
    /// A rule's table catches a Docker subnet before main does.
    PolicyTableShadowsBridge = "policy-table-shadows-bridge",
    /// Two Docker networks overlap, or two VPCs do.
    NetworksOverlap = "networks-overlap",
    /// One of the next allocations overlaps a network in use.
    NextNetworkCollides = "next-network-collides",
    /// Fewer automatic networks than wanted.
    PoolsExhausted = "pools-exhausted",
    /// A Swarm's ingress or overlay pool overlaps a network in use.
    SwarmPoolCollides = "swarm-pool-collides",
    /// The allocator of 27 and later continues inside an on-link subnet behind a nested prefix.
    NestedReservation = "nested-reservation",
    /// An existing network keeps its subnet whatever daemon.json says.
    ChangeNeedsRecreate = "change-needs-recreate",
    /// The file says otherwise than what runs.
    ChangeNeedsRestart = "change-needs-restart",
    /// fixed-cidr lies outside the subnet of bip.
    RangeOutsideSubnet = "range-outside-subnet",
    /// A Docker range uses addresses that belong to others on the internet.
    PublicSpace = "public-space",
    /// A Docker range lies in space reserved for something else.
    SpecialRange = "special-range",
    /// A Docker range overlaps a well-known default of another product.
    KnownNeighbour = "known-neighbour",
    /// dockerd accepts a setting and ignores it.
    SettingIgnored = "setting-ignored",
    /// A pool overlaps a network that Docker cannot see.
    BlindSpot = "blind-spot",
    /// A network of yours lies in public space.
    NetworkInPublicSpace = "network-in-public-space",
    /// A pasted error message or stack trace was recognised.
    SymptomRecognised = "symptom-recognised",
    /// Advice that does harm was found in the paste.
    HarmfulAdvice = "harmful-advice",
    /// Lines that no reader understood.
    LineNotUnderstood = "line-not-understood",
    /// A format that is known and not read.
    LineNotHandled = "line-not-handled",
    /// A prefix was written with bits set behind its length.
    HostBitsSet = "host-bits-set",
    /// JSON that Docker's strict decoder refuses was read anyway.
    LenientJson = "lenient-json",
    /// Something was written in an unusual way and read by a guess.
    ReadByGuess = "read-by-guess",
    /// The text ends in the middle.
    TextCut = "text-cut",
}

/// A value inside a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arg {
    /// A prefix of Docker's.
    Docker(IpNet),
    /// A prefix that is yours.
    Yours(IpNet),
    /// Any other prefix.
    Prefix(IpNet),
    /// An address.
    Address(IpAddr),
    /// A name, key, command or file, shown as code.
    Code(String),
    /// Plain words, as they were written.
    Text(String),
    /// A count; templates choose singular or plural by it.
    Number(u64),
    /// Several values, joined as the language joins them.
    List(Vec<Arg>),
    /// A message inside a message.
    Message(Box<Message>),
}

impl From<&str> for Arg {
    fn from(name: &str) -> Self {
        Self::Code(name.to_owned())
    }
}
impl From<String> for Arg {
    fn from(name: String) -> Self {
        Self::Code(name)
    }
}
impl From<IpAddr> for Arg {
    fn from(address: IpAddr) -> Self {
        Self::Address(address)
    }
}
impl From<IpNet> for Arg {
    fn from(prefix: IpNet) -> Self {
        Self::Prefix(prefix)
    }
}
impl From<u64> for Arg {
    fn from(count: u64) -> Self {
        Self::Number(count)
    }
}
impl From<u32> for Arg {
    fn from(count: u32) -> Self {
        Self::Number(count.into())
    }
}
impl From<usize> for Arg {
    fn from(count: usize) -> Self {
        Self::Number(count as u64)
    }
}
impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}
impl<T: Into<Arg>> From<Vec<T>> for Arg {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

/// A sentence before it has a language: the key of a template in `words` and the values it names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Message {
    /// The template's key, for example `finding.public-space`.
    pub key: Cow<'static, str>,
    /// The values, by the names the template uses.
    pub args: Vec<(Cow<'static, str>, Arg)>,
}

impl Message {
    /// A message without values.
    pub const fn new(key: &'static str) -> Self {
        Self { key: Cow::Borrowed(key), args: Vec::new() }
    }

    /// The same message with one more value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }
}

/// Which side of a clash a quoted line is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The line gives a range of Docker's.
    Docker,
    /// The line gives a range of yours.
    Yours,
    /// The line itself is the matter.
    Here,
}

/// A piece of the pasted text that a problem rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// Which side of the clash it is.
    pub side: Side,
}

/// Two prefixes that overlap: one of Docker's, or of another bridge of the host, and the other side (an address is a /32 or
/// /128).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Clash {
    /// Docker's subnet, or that of the other bridge.
    pub docker: IpNet,
    /// The other side, whole.
    pub other: IpNet,
}

/// Who notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Victim {
    /// Connections that containers open.
    Containers,
    /// Connections that the host opens.
    Host,
    /// Peers that connect to the host or to published ports.
    Peers,
    /// dockerd itself.
    Engine,
}

/// One problem, ready to be worded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// What kind.
    pub code: Code,
    /// One sentence.
    pub message: Message,
    /// Why, what to expect, what to do: one paragraph each.
    pub details: Vec<Message>,
    /// The lines it rests on.
    pub labels: Vec<Label>,
    /// The pairs that overlap, if it names any.
    pub clashes: Vec<Clash>,
    /// Docker's ranges it names without a second side.
    pub subnets: Vec<IpNet>,
    /// Who notices.
    pub breaks: Vec<Victim>,
    /// Read-only commands that verify it on the host.
    pub verify: Vec<String>,
}

impl Problem {
    /// A problem with nothing but its sentence.
    pub const fn new(code: Code, severity: Severity, message: Message) -> Self {
        Self {
            severity,
            code,
            message,
            details: Vec::new(),
            labels: Vec::new(),
            clashes: Vec::new(),
            subnets: Vec::new(),
            breaks: Vec::new(),
            verify: Vec::new(),
        }
    }

    /// The same problem, resting on one more piece of text.
    #[must_use]
    pub fn at(mut self, span: Span, side: Side) -> Self {
        self.labels.push(Label { span, side });
        self
    }

    /// The same problem with one more paragraph.
    #[must_use]
    pub fn detail(mut self, message: Message) -> Self {
        self.details.push(message);
        self
    }
}
