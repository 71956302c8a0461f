//! The one door between the page and the core: what the page asks, what the core answers, and how both cross as bytes.
//!
//! ```text
//! page ── version, Vec<Ask> ──▶ core        beside it, as they are: the texts and files that the asks name
//! page ◀── version, Vec<Answer> ── core
//! ```
//!
//! Both programs are built from this file, and its own text is the version: a core that a stale cache kept from another build is
//! told apart before a byte of its answer is believed.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use crate::facts::Owner;
pub use crate::session::ticket::Privacy;
pub use crate::text::Slot;
pub use crate::view::forms::Form;
pub use crate::view::owners::{CHOICES, OwnerGroup, OwnerRow, owner_key, owner_name};
pub use crate::view::screen;
pub use crate::view::{slot_hint_key, slot_key};
pub use crate::words::{Lang, Piece, label};

use screen::{List, Menus, Phase, Screen};

/// Tells this door from every other: a hash over the sources of all that crosses it.
pub const VERSION: u64 = hash(&[
    include_bytes!("door.rs"),
    include_bytes!("view/screen.rs"),
    include_bytes!("problem.rs"),
    include_bytes!("facts/owners.rs"),
    include_bytes!("session/ticket.rs"),
    include_bytes!("view/owners.rs"),
    include_bytes!("view/forms.rs"),
    include_bytes!("text.rs"),
    include_bytes!("words.rs"),
]);

/// Text of more letters is sent after a pause in typing.
pub const LARGE: u32 = 30_000;

/// A file of more bytes stays a file and never becomes the text of a box.
pub const FILE: f64 = 1e6;

/// What the page asks. Asks are taken in order, and one screen answers all that came together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// The first one.
    Begin {
        /// The language of the page.
        lang: Lang,
        /// The address's fragment without `#`.
        fragment: String,
    },
    /// The first one to the successor of a lost core; the texts follow.
    Resume {
        /// The language of the page.
        lang: Lang,
        /// The choices that came with the last screen.
        choices: String,
    },
    /// A box has a new text, which comes beside.
    Text(Slot),
    /// A file takes the place of a box; its content comes beside.
    File {
        /// The box, which is empty.
        slot: Slot,
        /// The file's name.
        name: String,
    },
    /// The text of a small file of this name is added where it belongs; its content comes beside.
    Drop(String),
    /// A box is read as the format of this name; an empty one lets it be recognised.
    ReadAs(Slot, String),
    /// A field has a new text.
    Field(FieldName, String),
    /// The engine runs on the platform of this name; an empty one lets the signs tell.
    Platform(String),
    /// This one of the ranked ranges is to be used.
    Choose(usize),
    /// A range is the one's of this name; an empty name leaves it to what the text says.
    Own(String, String),
    /// The page speaks this language.
    Speak(Lang),
    /// A link takes the place of everything entered.
    Open(String),
    /// So does the example of this name.
    Example(String),
    /// Every box is emptied.
    Clear,
    /// More of a list is shown.
    Show(List, usize),
    /// A box is scrolled so that this line is the first in sight.
    Look(Slot, u32),
    /// This block of the map is looked at alone; an empty one brings all of them back.
    Zoom(String),
    /// The host is shown as it is, or with the fix.
    Compare(Phase),
    /// A text to hand on.
    Hand(Hand, Privacy),
}

/// What the core answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The menus, in the first answer and after a change of the language.
    Menus(Menus),
    /// A link or an example brings these texts: they are the whole of what stands in the boxes now.
    Boxes(Vec<(Slot, String)>),
    /// A box has this text now, because a file was added to it.
    Box(Slot, String),
    /// All else on the page. `choices` is a link that brings back everything but the texts.
    Screen {
        /// What to show.
        screen: Box<Screen>,
        /// For [`Ask::Resume`], should this core be lost.
        choices: String,
    },
    /// The text that was asked for.
    Hand(String),
    /// Long work goes on: bytes done, of bytes given.
    Reading {
        /// Bytes that are done.
        done: u64,
        /// Bytes that were given.
        of: u64,
    },
}

/// The fields of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FieldName {
    /// The engine's version.
    Engine,
    /// How many networks are wanted.
    Networks,
    /// The prefix length of each.
    Size,
    /// A range of one's own.
    Range,
    /// The address whose way is traced.
    Trace,
}

/// Texts that leave the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hand {
    /// The fragment of a link.
    Link,
    /// The result for people.
    Markdown,
    /// The result for programs.
    Json,
    /// The fixed daemon.json.
    File,
    /// The same for a host that is set up by another tool.
    Form(Form),
    /// All steps as a script.
    Script,
    /// The address map as a file of its own.
    Picture,
}

/// Why a message cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stranger {
    /// It comes from another build.
    OtherVersion,
    /// It is no message of ours.
    Damaged,
}

/// A message as bytes: the version, then the content.
pub fn write<T: Serialize>(message: &[T]) -> Vec<u8> {
    // Writing to memory fails for none of the types above; were it to, the other side would refuse the message.
    let content = postcard::to_allocvec(message).unwrap_or_default();
    [VERSION.to_le_bytes().as_slice(), &content].concat()
}

/// Reads what [`write()`] wrote.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, Stranger> {
    let (version, content) = bytes.split_first_chunk().ok_or(Stranger::Damaged)?;
    if u64::from_le_bytes(*version) != VERSION {
        return Err(Stranger::OtherVersion);
    }
    postcard::from_bytes(content).map_err(|_| Stranger::Damaged)
}

/// FNV-1a.
const fn hash(texts: &[&[u8]]) -> u64 {
    let (mut hash, mut text) = (0xcbf2_9ce4_8422_2325_u64, 0);
    while text < texts.len() {
        let mut at = 0;
        while at < texts[text].len() {
            hash = (hash ^ texts[text][at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        text += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks() -> Vec<Ask> {
        vec![
            Ask::Begin { lang: Lang::Zh, fragment: "vpc=10.0.0.0/8".to_owned() },
            Ask::Text(Slot::Routes),
            Ask::File { slot: Slot::Any, name: "log.txt".to_owned() },
            Ask::Field(FieldName::Engine, "29".to_owned()),
            Ask::Hand(Hand::Json, Privacy::Masked),
        ]
    }

    #[test]
    fn what_is_asked_crosses_unchanged() {
        assert_eq!(read::<Ask>(&write(&asks())), Ok(asks()));
    }

    #[test]
    fn another_build_is_told_from_damage_and_no_bytes_at_all_panic() {
        let good = write(&asks());
        let mut other = good.clone();
        other[3] ^= 1;
        assert_eq!(read::<Ask>(&other), Err(Stranger::OtherVersion));
        assert_eq!(read::<Ask>(&good[..5]), Err(Stranger::Damaged));
        for cut in 8..good.len() {
            assert_eq!(read::<Ask>(&good[..cut]), Err(Stranger::Damaged), "{cut}");
        }
        for at in 8..good.len() {
            let mut changed = good.clone();
            changed[at] ^= 0xff;
            // Any outcome but a panic: a changed letter of a text is a text too.
            let _ = read::<Answer>(&changed);
            let _ = read::<Ask>(&changed);
        }
    }
}
