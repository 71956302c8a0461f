//! Files and standard input as text.

use std::io::Read as _;
use std::path::Path;

use nonoverlap::problem::Message;

use crate::failure::{Failure, text};

/// The name that stands for standard input.
const STANDARD_INPUT: &str = "-";

/// The text of a file, or of standard input for `-`, with the name to show for it.
pub(crate) fn read(path: &Path) -> Result<(String, String), Failure> {
    if path.as_os_str() == STANDARD_INPUT {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| unreadable("stdin", &error))?;
        return Ok(("stdin".to_owned(), decoded(bytes)));
    }
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => Ok((name, decoded(bytes))),
        Err(error) => Err(unreadable(&name, &error)),
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    let failure =
        Failure::unreadable(Message::new("cli.error.file").with("file", name.to_owned()).with("why", text(error)));
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => failure.advising(Message::new("cli.advice.permission")),
        std::io::ErrorKind::IsADirectory => failure.advising(Message::new("cli.advice.directory")),
        std::io::ErrorKind::NotFound => failure.advising(Message::new("cli.advice.not-found")),
        _ => failure,
    }
}

/// Text of any encoding that a shell writes: PowerShell's `>` writes UTF-16 with a byte order mark, all others UTF-8.
fn decoded(bytes: Vec<u8>) -> String {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn a_file_of_powershell_is_text_like_any_other() {
        let wide = |mark: u16, swap: fn(u16) -> [u8; 2]| {
            std::iter::once(mark).chain("10.0.0.0/8 Büro\r\n".encode_utf16()).flat_map(swap).collect::<Vec<_>>()
        };
        for bytes in [wide(0xfeff, u16::to_le_bytes), wide(0xfeff, u16::to_be_bytes), "10.0.0.0/8 Büro\r\n".into()] {
            assert_eq!(decoded(bytes), "10.0.0.0/8 Büro\r\n");
        }
        assert_eq!(decoded(b"10.0.0.0/8 B\xfcro".to_vec()), "10.0.0.0/8 B\u{fffd}ro");
    }
}
