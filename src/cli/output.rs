//! Standard output: whole, or not at all wanted.

use std::io::{ErrorKind, Write};

use crate::failure::{Failure, Outcome};

/// Writes bytes as they are.
pub(crate) fn bytes(bytes: &[u8]) -> Result<Outcome, Failure> {
    settled(std::io::stdout().lock().write_all(bytes))
}

/// Writes text; its colours stay where the output is a terminal.
pub(crate) fn text(text: &str) -> Result<Outcome, Failure> {
    settled(anstream::stdout().lock().write_all(text.as_bytes()).and_then(|()| anstream::stdout().flush()))
}

/// A reader that has seen enough and went away (`| head`) is no failure; a full disk is one.
fn settled(written: std::io::Result<()>) -> Result<Outcome, Failure> {
    match written.and_then(|()| std::io::stdout().flush()) {
        Ok(()) => Ok(Outcome::Clear),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Outcome::Clear),
        Err(error) => Err(Failure::unwritable(&error)),
    }
}
