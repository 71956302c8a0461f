//! Where the file lies and how the engine takes it, as words of a shell.

use crate::facts::Facts;

/// Where the steps are done.
pub(super) enum Place {
    /// On a host with a shell.
    Shell {
        /// The file.
        file: String,
        /// The command that restarts the engine.
        restart: String,
        /// Whether systemd's unit starts the engine.
        has_unit: bool,
    },
    /// In an application's settings: a step is a sentence.
    Settings,
}

impl Place {
    /// Where this engine lives.
    pub(super) fn of(facts: &Facts) -> Self {
        if facts.hidden_bridges() {
            return Self::Settings;
        }
        Self::Shell {
            file: "/etc/docker/daemon.json".to_owned(),
            restart: "$SUDO systemctl restart docker".to_owned(),
            has_unit: true,
        }
    }

    /// Whether the steps have commands for the host.
    pub(super) fn has_commands(&self) -> bool {
        matches!(self, Self::Shell { .. })
    }
}
