//! What says whose a range is, as its reader saw it: the words of its sentence, the heading over its list, how it stands.
//! `facts` alone draws the conclusion.

mod sentence;
mod standing;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::text::Span;

pub(in crate::read) use sentence::{Tellings, Told, tell};
pub(in crate::read) use standing::is_name;

use super::vocabulary::Sense;

/// Clues. Most ranges of a list have one at most, which needs no memory of its own.
pub type Clues = SmallVec<[Clue; 1]>;

/// What says whose a range is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// How it stands in the text.
    pub standing: Standing,
    /// Words of its sentence and of the heading over it. Those that tell whose it is are ordered from the nearest to the
    /// farthest.
    pub clues: Clues,
}

/// How a range stands in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// In a format that says what it is.
    #[default]
    Format,
    /// In a list: lines or cells that are little more than a prefix each.
    List,
    /// Anywhere else in a text.
    Text,
}

/// A word that says something of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Clue {
    /// What it says.
    pub sense: Sense,
    /// Where it stands.
    pub scope: Scope,
    /// The word.
    pub span: Span,
}

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// In the sentence of the range.
    Sentence,
    /// In the heading over its list.
    Heading,
}
