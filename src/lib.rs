//! nonoverlap: do Docker's networks collide with the networks you must reach?
//!
//! ```text
//! pasted text ─ read ─▶ documents ─ facts ─▶ facts ─ analysis ─▶ findings ─ plan ─▶ edits ─ view ─▶ page
//!              spans,     what was written   meaning,     clashes,            new daemon.json,
//!              problems                      with origin  prediction, trace   steps, alternatives
//! ```
//!
//! A module uses those left of it and none right of it. The page (`src/main.rs`, `src/web/`) is not part of the library.

pub mod analysis;
pub mod docker;
pub mod facts;
pub mod net;
pub mod plan;
pub mod problem;
pub mod read;
pub mod text;
pub mod trace;
pub mod words;

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use analysis::Verdict;
use docker::{Prediction, Version};
use facts::Facts;
use plan::{Plan, Wish};
use problem::Problem;
use read::{Document, Kind};
use text::Slot;

/// What the user entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The text of each box that has any.
    pub texts: BTreeMap<Slot, String>,
    /// Formats that the user chose for a box, in place of the recognised ones.
    pub kinds: BTreeMap<Slot, Kind>,
}

/// What the user wants to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The engine; `None` takes the version in the paste, else the newest.
    pub engine: Option<Version>,
    /// Addresses that containers must reach, beside those in the boxes.
    pub reach: Vec<IpAddr>,
    /// How many automatic networks to look ahead.
    pub look_ahead: usize,
    /// What the fix should look like.
    pub wish: Wish,
}

impl Default for Question {
    fn default() -> Self {
        Self { engine: None, reach: Vec::new(), look_ahead: 8, wish: Wish::default() }
    }
}

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How the boxes were read.
    pub documents: Vec<Document>,
    /// What they mean.
    pub facts: Facts,
    /// The engine that was assumed.
    pub engine: Version,
    /// What Docker takes next.
    pub prediction: Prediction,
    /// Findings and reader's notes, worst first.
    pub problems: Vec<Problem>,
    /// One sentence.
    pub verdict: Verdict,
    /// The fix.
    pub plan: Plan,
}
