//! What the user does and points at, as the parts of the page tell each other.

use std::rc::Rc;

use nonoverlap::door::screen::{Menus, Screen};
use nonoverlap::door::{Ask, Lang, Slot};

use super::wire::Wire;

/// Height of a line of text in a box, in pixels: as in `styles/boxes.css`.
pub(crate) const LINE_HEIGHT: i32 = 20;

/// What the finding under the pointer, or with the focus, is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pointed {
    /// The lines it quotes.
    pub(crate) lines: Vec<(Slot, u32)>,
    /// The prefixes it names.
    pub(crate) prefixes: Vec<String>,
}

/// What the user does. Before the core's wire is laid nothing is lost but choices: texts stay in their boxes.
#[derive(Clone, PartialEq)]
pub(crate) struct Act(pub(crate) Option<Wire>);

impl Act {
    /// Asks the core.
    pub(crate) fn ask(&self, ask: Ask) {
        if let Some(wire) = &self.0 {
            wire.ask(ask);
        }
    }
}

impl Act {
    /// Names the owner of a range; what was chosen before can be brought back.
    pub(crate) fn own(&self, range: String, owner: String) {
        if let Some(wire) = &self.0 {
            wire.keep();
            wire.ask(Ask::Own(range, owner));
        }
    }
}

/// What is drawn now, for every part of the page.
#[derive(Clone, Copy)]
pub(crate) struct Now<'page> {
    /// The language of the labels.
    pub(crate) lang: Lang,
    /// The last screen.
    pub(crate) screen: &'page Screen,
    /// The menus.
    pub(crate) menus: &'page Rc<Menus>,
    /// The screen answers all that was asked.
    pub(crate) settled: bool,
    /// What the user does.
    pub(crate) act: &'page Act,
}

/// Bytes as megabytes for people.
pub(crate) fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}
