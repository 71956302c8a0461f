//! A screen that nobody sees.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::stage;

/// A running X server; it ends when dropped.
pub struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    /// Starts an X server on a display of its own choosing.
    pub fn start() -> Result<Self> {
        let mut server = Command::new(stage::x_server()?)
            .args(["-displayfd", "1", "-screen", "0", "1440x1000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start Xvfb")?;
        let mut number = String::new();
        let output = server.stdout.take().context("Xvfb has no output")?;
        BufReader::new(output).read_line(&mut number).context("Xvfb does not name its display")?;
        let screen = Self { server, display: format!(":{}", number.trim()) };
        ensure!(!number.trim().is_empty(), "Xvfb ended before it named its display");
        Ok(screen)
    }

    /// Its name, for DISPLAY.
    pub fn display(&self) -> &str {
        &self.display
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
