//! What the painted page was made from, so that the program that takes it over draws the very same.

use std::fmt::Write as _;
use std::rc::Rc;

use nonoverlap::door::screen::{Menus, Screen};
use nonoverlap::door::{self, Answer};

/// The first answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct First {
    /// The empty screen.
    pub(crate) screen: Rc<Screen>,
    /// The menus.
    pub(crate) menus: Rc<Menus>,
}

impl First {
    /// Reads the answer to the first ask; `None` if another build gave it.
    pub(crate) fn read(answers: &[u8]) -> Option<Self> {
        let (mut first, mut lists) = (None, None);
        for answer in door::read(answers).ok()? {
            match answer {
                Answer::Menus(menus) => lists = Some(Rc::new(menus)),
                Answer::Screen { screen, .. } => first = Some(Rc::new(*screen)),
                _ => {}
            }
        }
        Some(Self { screen: first?, menus: lists? })
    }

    /// The answer as an attribute of the page, in hexadecimal.
    #[cfg_attr(not(feature = "paint"), allow(dead_code, reason = "the building machine packs"))]
    pub(crate) fn pack(answers: &[u8]) -> String {
        answers.iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Reads what [`First::pack`] wrote.
    #[cfg_attr(feature = "paint", allow(dead_code, reason = "the browser unpacks"))]
    pub(crate) fn unpack(packed: &str) -> Option<Self> {
        let pairs = packed.as_bytes().chunks(2);
        let bytes = pairs.map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        Self::read(&bytes.collect::<Option<Vec<u8>>>()?)
    }
}
