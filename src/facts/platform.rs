//! Where the engine runs, and how that is known.

use serde::{Deserialize, Serialize};

pub use crate::docker::Platform;
use crate::problem::Message;
use crate::text::Span;

/// A platform and how it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformFact {
    /// The platform.
    pub platform: Platform,
    /// The sign that told it; `None` where nothing did and a Linux host is assumed.
    pub reason: Option<Message>,
    /// Where the sign stands.
    pub span: Option<Span>,
}

/// The platform that the user chose, else a Linux host.
pub(super) fn platform(chosen: Option<Platform>) -> PlatformFact {
    match chosen {
        Some(platform) => PlatformFact { platform, reason: Some(Message::new("platform.chosen")), span: None },
        None => PlatformFact::default(),
    }
}
