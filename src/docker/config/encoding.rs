//! From the file's bytes to the text that the decoder sees.

use super::json::Fault;
use crate::docker::Version;
use crate::text::offset;

/// The text of a file and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text. Up to 20.10 these are the file's bytes; later always UTF-8.
    pub(super) text: Vec<u8>,
    /// How many bytes of the file come before it: those of a byte order mark.
    pub(super) skipped: u32,
}

/// Go reads this many bytes at a time when it checks the encoding; the offset it names is a multiple, or the end.
const CHUNK: usize = 4096;

/// Decodes as the release does: from 23.0 on a byte order mark chooses UTF-16 or UTF-8, and anything else must be UTF-8.
pub(super) fn decode(file: &[u8], version: Version) -> Result<Decoded, Fault> {
    if version.major < 23 {
        return Ok(Decoded { text: file.to_vec(), skipped: 0 });
    }
    match file {
        [0xff, 0xfe, rest @ ..] => Ok(Decoded { text: from_utf16(rest, u16::from_le_bytes), skipped: 2 }),
        [0xfe, 0xff, rest @ ..] => Ok(Decoded { text: from_utf16(rest, u16::from_be_bytes), skipped: 2 }),
        [0xef, 0xbb, 0xbf, rest @ ..] => from_utf8(rest, 3),
        _ => from_utf8(file, 0),
    }
}

fn from_utf8(text: &[u8], skipped: u32) -> Result<Decoded, Fault> {
    let Err(error) = std::str::from_utf8(text) else {
        return Ok(Decoded { text: text.to_vec(), skipped });
    };
    let wrong = error.valid_up_to();
    let seen = text.len().min((wrong / CHUNK + 1) * CHUNK) + skipped as usize;
    let text = format!("failed to decode configuration JSON at offset {seen}: encoding: invalid UTF-8");
    Err(Fault { text, at: offset(wrong) + skipped })
}

/// Lone surrogates and an odd last byte become U+FFFD.
fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| unit(pair));
    let mut text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if !odd.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text.into_bytes()
}
