//! The Chinese tables, a file a topic.

mod analysis;
#[cfg(not(target_family = "wasm"))]
mod cli;
mod docker;
mod machine;
mod owner;
mod page;
mod plan;
mod read;
mod screen;
mod symptom;
mod ticket;
mod trace;

use super::Table;

/// Every table of this language.
pub(super) const TABLES: &[Table] = &[
    analysis::TABLE,
    #[cfg(not(target_family = "wasm"))]
    cli::TABLE,
    docker::TABLE,
    machine::TABLE,
    owner::TABLE,
    page::TABLE,
    plan::TABLE,
    read::TABLE,
    screen::TABLE,
    symptom::TABLE,
    ticket::TABLE,
    trace::TABLE,
];

/// The page's labels.
pub(super) const LABELS: Table = page::TABLE;
