//! Findings: one file per code, each a pure check over the same [`Context`].

use serde::{Deserialize, Serialize};

use crate::docker::{Prediction, Version};
use crate::facts::Facts;
use crate::problem::{Message, Problem};

/// What every check sees.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The engine the question is about.
    pub engine: Version,
    /// What the engine will do next.
    pub prediction: &'a Prediction,
    /// How many networks to look ahead.
    pub look_ahead: usize,
}

/// The state of things in one word, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Something is broken now.
    Broken,
    /// Something will break.
    WillBreak,
    /// Nothing clashes, and there are risks.
    Risk,
    /// Nothing clashes in what was given.
    Clear,
    /// Too little was given to say anything.
    Empty,
}

/// One sentence of verdict, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The state.
    pub state: State,
    /// The sentence.
    pub headline: Message,
    /// Why, in one or two sentences.
    pub because: Vec<Message>,
    /// What was not given, so was not checked.
    pub unchecked: Vec<Message>,
}

/// Every finding, worst first.
pub fn findings(_context: Context<'_>) -> Vec<Problem> {
    Vec::new()
}
