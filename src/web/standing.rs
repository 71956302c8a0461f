//! What stands in the boxes: texts, and files in their place.

use nonoverlap::door::Slot;

use super::browser::{self, File, Text};
use super::slots::Slots;

/// What stands in a box: a text, or a file in its place.
pub(super) type Standing = (Slot, Text, Option<File>);

/// The file that stands in each box, by the box.
pub(super) type Files = Vec<(Slot, File)>;

/// A text with another below it.
pub(super) fn joined(above: String, below: &str) -> String {
    let is_apart = above.is_empty() || above.ends_with('\n') || below.starts_with('\n');
    above + if is_apart { "" } else { "\n" } + below
}

/// The boxes that hold something.
pub(super) fn with_text(files: &Files) -> Slots {
    let holds = |slot: &Slot| files.iter().any(|(of, _)| of == slot) || browser::box_text(*slot).length() > 0;
    Slot::ALL.into_iter().filter(holds).collect()
}
