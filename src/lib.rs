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
pub mod desk;
pub mod docker;
pub mod door;
pub mod examine;
pub mod facts;
pub mod fleet;
pub mod net;
mod order;
pub mod plan;
pub mod problem;
pub mod read;
pub mod session;
pub mod text;
pub mod trace;
pub mod view;
pub mod words;

pub use examine::{Inputs, Question, Report, answer, examine};
