//! Whose a range is, told by evidence, and the user's last word over it.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::problem::Message;
use crate::text::Span;

/// Whose a range is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// A network or an address of the user's that must be reached.
    Yours,
    /// The same, not in use yet.
    Planned,
    /// A subnet of Docker's.
    Docker,
    /// An address or a link of this host's own.
    Host,
    /// Another machine's: a container's own table, a desktop's beside the engine's VM.
    OtherMachine,
    /// Only mentioned: it breaks nothing and claims nothing.
    Mentioned,
}

/// A range of the paste with its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedRange {
    /// The range, masked; /32 or /128 for an address.
    pub net: IpNet,
    /// What people call it: a label, a name, an interface.
    pub name: Option<String>,
    /// Whose it is.
    pub owner: Owner,
    /// The evidence, in words: the tool, the word on the line, the heading, the list, the user's own choice.
    pub reason: Message,
    /// Where it was written; `None` for an address that came with the question.
    pub span: Option<Span>,
    /// The user has named the owner.
    pub chosen: bool,
}
