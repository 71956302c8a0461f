//! Where the engine runs: on the Linux host that the tables are of, or in a VM that does not see them.

use serde::{Deserialize, Serialize};

use crate::problem::Message;
use crate::text::Span;

/// Where an engine runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Platform {
    /// A Linux host with the distribution's or Docker's packages.
    #[default]
    Linux,
    /// Docker Desktop: the engine lives in a VM.
    DockerDesktop,
}

impl Platform {
    /// Whether the engine lives in a VM that does not see the routes of the machine around it.
    pub const fn is_desktop(self) -> bool {
        matches!(self, Self::DockerDesktop)
    }
}

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
