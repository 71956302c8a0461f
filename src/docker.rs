//! What dockerd does, by version: its pools, what it reserves, the order it takes, and when it does not start.
//!
//! A model of the engine's behaviour, held against recordings of real engines (`tests/engine.rs`, `tests/config.rs`).
//! It knows nothing of pasted text: `facts` fills in [`Host`] and [`Config`].

mod allocator;
mod blocks;
mod bridge;
pub mod config;
pub mod engine;
pub mod errors;
mod explain;
pub mod network;
mod occupied;
pub mod platform;
pub mod pools;
mod predict;
mod ranges;
mod reserved;
pub mod rules;
pub mod version;

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

pub use platform::Platform;
pub use predict::{predict, predict_running};
pub use reserved::masked;
pub use version::Version;

/// What the engine sees of its host at the moment it allocates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Routes of the main table, Docker's own left out.
    pub routes: Vec<HostRoute>,
    /// Nameservers of the resolv.conf that the engine reads.
    pub nameservers: Vec<IpAddr>,
    /// Addresses found on bridges that exist before the start: (interface, address with length).
    pub bridges: Vec<(String, Vec<IpNet>)>,
    /// Names of the interfaces that are no bridges; `None` where they are not known.
    pub other_interfaces: Option<Vec<String>>,
    /// The engine's id, `ID` in `docker info`: the IPv6 pool of 27 and later is derived from it.
    pub engine_id: Option<String>,
}

/// A route as the engine looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HostRoute {
    /// The destination, masked.
    pub dst: IpNet,
    /// `scope link`.
    pub on_link: bool,
}

/// A pool of subnets: `{"base": "10.0.0.0/8", "size": 24}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pool {
    /// The range, host bits kept as written.
    pub base: IpNet,
    /// The prefix length of each subnet.
    pub size: u8,
}

/// The address settings of a configuration that parsed; `None` is "not set". Field names are daemon.json's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// `bip`, as written: a string that may not be an address at all.
    pub bip: Option<String>,
    /// `bip6`.
    pub bip6: Option<String>,
    /// `fixed-cidr`.
    pub fixed_cidr: Option<String>,
    /// `fixed-cidr-v6`.
    pub fixed_cidr_v6: Option<String>,
    /// `default-gateway`.
    pub default_gateway: Option<String>,
    /// `default-gateway-v6`.
    pub default_gateway_v6: Option<String>,
    /// `bridge`.
    pub bridge: Option<String>,
    /// `ipv6`.
    pub ipv6: Option<bool>,
    /// `iptables`.
    pub iptables: Option<bool>,
    /// `ip6tables`.
    pub ip6tables: Option<bool>,
    /// `icc`.
    pub icc: Option<bool>,
    /// `live-restore`.
    pub live_restore: Option<bool>,
    /// `experimental`.
    pub experimental: Option<bool>,
    /// `mtu`.
    pub mtu: Option<i64>,
    /// `default-address-pools`; an empty list means the built-in ones. A base that does not parse stays text.
    pub pools: Vec<WrittenPool>,
}

/// An element of `default-address-pools` as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenPool {
    /// `base` as written; empty if missing.
    pub base: String,
    /// `size`; 0 if missing.
    pub size: i64,
    /// The element is `null`.
    pub null: bool,
}

/// A network that exists before the question is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Existing {
    /// `bridge` for docker0, `docker_gwbridge`, `myproject_default`; an interface name where no better is known.
    pub name: String,
    /// Its subnets of both families, masked.
    pub subnets: Vec<IpNet>,
    /// Whether it takes its subnet from the Swarm's pools (overlay, ingress) and not from the local ones.
    pub global: bool,
}

/// What the engine will do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// The release it holds for.
    pub engine: Version,
    /// Why dockerd does not start with this configuration on this host; `None` when it starts.
    pub refusal: Option<Refusal>,
    /// The first IPv4 allocations, in order; begins with docker0 when docker0 is allocated dynamically and the paste shows none.
    pub next: Vec<Allocation>,
    /// The moment that `next`, `docker0`, `remaining` and `skipped` are of.
    pub moment: Moment,
    /// Where `next` is of the time after a restart: what the running engine takes until then, as far as that can be told.
    pub until_restart: Vec<Allocation>,
    /// The subnets of docker0 that the start gives (IPv4 first), if dockerd starts and makes one.
    pub docker0: Vec<IpNet>,
    /// Whether docker0's IPv4 subnet was taken from the pools just now.
    pub docker0_is_dynamic: bool,
    /// What a restart of dockerd with this configuration makes of docker0.
    pub restart: Restart,
    /// How many IPv4 networks the pools still give on this host until the error, docker0 included when dynamic.
    pub remaining: u64,
    /// How many IPv4 networks the pools give on an empty host, docker0 included when dynamic.
    pub capacity: u64,
    /// The pools in the order the engine uses them, each with what became of it.
    pub pools: Vec<PoolFate>,
    /// Blocks passed over before and between `next`, with the reason.
    pub skipped: Vec<Skipped>,
    /// What the prediction cannot know: the round-robin position of a running engine up to 26, the engine id.
    pub unknown: Vec<crate::problem::Message>,
}

/// The moment that a prediction is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// The file is in effect, or nothing tells that it is not.
    #[default]
    Now,
    /// docker0 is not where the file puts it: the file waits for a restart, and the prediction is of the state after it.
    AfterRestart,
}

/// What becomes of docker0 when dockerd is restarted. Every other network keeps its subnet, whatever the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restart {
    /// The subnets of docker0 afterwards (IPv4 first); empty if dockerd does not start or makes none.
    pub docker0: Vec<IpNet>,
    /// A docker0 that exists now has another IPv4 subnet afterwards, or none.
    pub docker0_moves: bool,
}

/// One automatic allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// The subnet.
    pub subnet: IpNet,
    /// It was carved from inside a reserved prefix, by the allocator of 27 and later (nested reservation).
    pub inside: Option<IpNet>,
}

/// A pool after the engine took it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolFate {
    /// The pool, masked.
    pub pool: Pool,
    /// Its position in the file, from 0; `None` for a built-in one.
    pub written: Option<usize>,
    /// The pool it overlaps and because of which it is dropped.
    pub dropped_for: Option<IpNet>,
}

/// Blocks that were not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The block or, where many were passed over at once, the pool.
    pub block: IpNet,
    /// What it overlaps.
    pub because: IpNet,
    /// What that is.
    pub reason: SkipReason,
}

/// Why a block was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// An on-link route (any route up to 20.10.14).
    Route,
    /// A nameserver.
    Nameserver,
    /// Another network of Docker's.
    Network,
}

/// Why dockerd does not start, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The class, stable across releases: `pools-exhausted`, `bip-network-address`, `unknown-key`, `json-syntax`.
    pub class: String,
    /// The engine's own text for this release, as far as it is known.
    pub text: String,
    /// The keys of daemon.json that are to blame.
    pub keys: Vec<String>,
    /// Byte offset in the file, for syntax errors.
    pub offset: Option<u32>,
}
