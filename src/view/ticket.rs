//! The whole result as a text that leaves the page: Markdown for a ticket, JSON for a program.
//!
//! Both say what the page says, in the same words. Nothing is masked here: who wants a masked ticket masks what goes in
//! (`session::ticket`).

mod json;
mod markdown;

pub use json::json;
pub use markdown::markdown;

#[cfg(test)]
mod tests;
