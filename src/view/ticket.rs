//! The whole result as a text that leaves the page: Markdown for a ticket, JSON for a program, SARIF for a code host,
//! lines for a terminal, the map as SVG.
//!
//! All say what the page says, in the same words. Nothing is masked here: who wants a masked ticket masks what goes in
//! (`session::ticket`).

mod fleet;
mod json;
mod markdown;
mod sarif;
mod text;

use crate::examine::Report;
use crate::text::Source;
use crate::view::map::strips;
use crate::view::picture;
use crate::words::{Lang, Piece};

pub use fleet::{Host, fleet_json, fleet_markdown, fleet_sarif, fleet_sentence, fleet_text};
pub use json::json;
pub use markdown::markdown;
pub use sarif::sarif;
pub use text::{Flow, Look, TextLine, text, ways};

/// A sentence without its looks.
fn flat(pieces: &[Piece]) -> String {
    pieces.iter().map(Piece::text).collect()
}

/// The address map as a file of its own: SVG.
pub fn picture(report: &Report, _: &[Source], lang: Lang) -> String {
    picture::file(&strips(report), lang)
}

#[cfg(test)]
mod tests;
