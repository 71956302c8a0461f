//! The smallest change that is safe: which ranges, the edited daemon.json, and the steps to apply it.

mod blocked;
mod check;
mod choose;
mod claims;
mod companions;
mod course;
mod draft;
pub mod edit;
mod layouts;
mod make;
mod need;
mod recreate;
mod several;
mod shell;
mod steps;
mod trouble;
mod withheld;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::docker::Pool;
use crate::problem::{Clash, Message};

pub use make::{Situation, plan};

/// What the user may choose. The default asks for the smallest safe change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// How many automatic networks must fit; `None` lets the plan choose.
    pub networks: Option<u32>,
    /// The prefix length of each network; `None` is /24.
    pub size: Option<u8>,
    /// A range typed by hand, checked and then used if it is safe.
    pub range: Option<IpNet>,
    /// Which of the ranked candidates to use; 0 is the best.
    pub choice: usize,
}

/// The plan: what to write, why, and how to apply it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The change; `None` when nothing has to change, or nothing safe exists.
    pub offer: Option<Offer>,
    /// Why there is no change: nothing to solve, private space is full, a typed range is refused.
    pub no_offer: Option<Message>,
    /// The ranked candidates, best first; at most three.
    pub candidates: Vec<Candidate>,
    /// Ranges that were looked at and not taken, each with the reason.
    pub rejected: Vec<(IpNet, Message)>,
}

/// A range for Docker and what it gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The whole range taken.
    pub range: IpNet,
    /// docker0's address with its length, if bip is written.
    pub bip: Option<IpNet>,
    /// The pools, if they are written.
    pub pools: Vec<Pool>,
    /// Automatic networks that fit beside docker0.
    pub networks: u64,
    /// Containers that fit into each.
    pub containers: u64,
    /// Why it is a good choice, best reason first.
    pub reasons: Vec<Message>,
}

/// A change of daemon.json with everything around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The candidate it uses; `None` where no range changes: a repair of the file, or networks to make again.
    pub candidate: Option<Candidate>,
    /// Sorted, disjoint replacements in the bytes of the old file (offsets from the file's first byte).
    pub edits: Vec<Edit>,
    /// The old file; empty when there was none.
    pub before: String,
    /// The new file: strict JSON.
    pub after: String,
    /// What strict JSON or dockerd forced to change beside the ranges (comments dropped, a key removed).
    pub losses: Vec<Message>,
    /// The clashes that it solves once the steps are done.
    pub solves: Vec<Clash>,
    /// Whether the model of the engine starts with the new file on this host.
    pub starts: bool,
    /// What the change does not cure and what it rests on.
    pub cautions: Vec<Message>,
    /// Networks that keep their subnet until they are made again; docker0 is listed as `bridge` where a restart moves it.
    pub recreate: Vec<Recreate>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Other files and commands that belong to it: compose ipam, `docker network create docker_gwbridge`, containers.conf.
    pub companions: Vec<Companion>,
}

/// A replacement of bytes `start..end` of the old file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Edit {
    /// First byte replaced.
    pub start: u32,
    /// One past the last byte replaced; equal to `start` for an insertion.
    pub end: u32,
    /// What stands there afterwards.
    pub text: String,
}

/// A network that must be made again to move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recreate {
    /// Its name (`bridge` for docker0) or, where unknown, its interface.
    pub name: String,
    /// The subnet it leaves.
    pub subnet: IpNet,
    /// Further subnets that it leaves at the same time: of a network with IPv4 and IPv6.
    pub also: Vec<IpNet>,
    /// The compose project, if labels tell it.
    pub project: Option<String>,
    /// The subnet that it must be given by hand; `None` where the pools give it one.
    pub to: Option<IpNet>,
    /// The commands, in order; none where the restart does it.
    pub commands: Vec<String>,
    /// The commands that make it again as it was; none where that cannot be said.
    pub undo: Vec<String>,
}

/// One step of applying the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What to do and why, one sentence.
    pub message: Message,
    /// Commands to copy, safe over SSH. Each stands alone: as root or through sudo, a second time too, and it stops at the
    /// first thing that fails.
    pub commands: Vec<String>,
    /// What it interrupts, if anything.
    pub interrupts: Option<Message>,
    /// How to take it back.
    pub undo: Vec<String>,
    /// Cautions.
    pub warnings: Vec<Message>,
}

/// Something beside daemon.json.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Companion {
    /// What it is and when it is needed.
    pub message: Message,
    /// The file's name or a title: `compose.yaml`, `containers.conf`.
    pub name: String,
    /// Its text, or commands.
    pub text: String,
}
