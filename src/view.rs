//! Plain structs ready to show: what each part of the page says, computed from a report and worded in one language.

pub mod cards;
pub mod causes;
pub mod fix;
pub mod forms;
pub mod map;
pub mod owners;
pub mod pages;
pub mod paint;
pub mod picture;
pub mod platform;
pub mod reading;
pub mod screen;
pub mod script;
pub mod ticket;

pub use cards::cards;
pub use causes::{cause_cards, notes};
pub use fix::{diff, folded};
pub use map::{strips, zoomed};
pub use pages::{MESSAGES, page_about, page_of};
pub use platform::{PlatformMenu, platform_menu};
pub use reading::status;
pub use screen::{Card, CauseCard, Consequence, DiffLine, Link, Quote, Screen, Status};
pub use script::script;

use crate::text::Slot;

/// The key of a box's name in `words`.
pub const fn slot_key(slot: Slot) -> &'static str {
    match slot {
        Slot::Networks => "page.box.networks",
        Slot::Routes => "page.box.routes",
        Slot::DaemonJson => "page.box.daemon-json",
        Slot::Docker => "page.box.docker",
        Slot::Any => "page.box.any",
    }
}

/// The key of the line under a box's name.
pub const fn slot_hint_key(slot: Slot) -> &'static str {
    match slot {
        Slot::Networks => "page.hint.networks",
        Slot::Routes => "page.hint.routes",
        Slot::DaemonJson => "page.hint.daemon-json",
        Slot::Docker => "page.hint.docker",
        Slot::Any => "page.hint.any",
    }
}
