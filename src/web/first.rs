//! What the painted page was made from, so that the program that takes it over draws the very same.

use std::fmt::Write as _;
use std::rc::Rc;

use nonoverlap::door::screen::{Menus, Screen};
use nonoverlap::door::{self, Answer};

/// The first answer.
#[derive(Clone, Debug)]
pub(crate) struct First {
    /// The empty screen.
    pub(crate) screen: Rc<Screen>,
    /// The menus.
    pub(crate) menus: Rc<Menus>,
}

/// There is one a page, so that comparing what is in it would be code that never runs.
impl PartialEq for First {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.screen, &other.screen) && Rc::ptr_eq(&self.menus, &other.menus)
    }
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

    /// The answer as an attribute of the page: its text as it is, for the words stand in the page as well and a server's compression
    /// finds them, and `\\hh` for every other byte.
    #[cfg_attr(not(feature = "paint"), allow(dead_code, reason = "the building machine packs"))]
    pub(crate) fn pack(answers: &[u8]) -> String {
        let mut packed = String::new();
        for chunk in answers.utf8_chunks() {
            for letter in chunk.valid().chars() {
                if letter.is_ascii_control() || "\"&<>\\".contains(letter) {
                    escape(&mut packed, letter as u8);
                } else {
                    packed.push(letter);
                }
            }
            chunk.invalid().iter().for_each(|byte| escape(&mut packed, *byte));
        }
        packed
    }

    /// Reads what [`First::pack`] wrote.
    #[cfg_attr(feature = "paint", allow(dead_code, reason = "the browser unpacks"))]
    pub(crate) fn unpack(packed: &str) -> Option<Self> {
        let mut parts = packed.split('\\');
        let mut bytes = parts.next()?.as_bytes().to_vec();
        for part in parts {
            let (byte, text) = part.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(byte, 16).ok()?);
            bytes.extend_from_slice(text.as_bytes());
        }
        Self::read(&bytes)
    }
}

fn escape(packed: &mut String, byte: u8) {
    // Writing to a string cannot fail.
    let _ = write!(packed, "\\{byte:02x}");
}
