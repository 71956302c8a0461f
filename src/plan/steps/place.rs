//! Where the file lies and how the engine takes it: words of a shell, or the settings of a product.

use crate::docker::Platform;
use crate::docker::platform::{Home, Restart, Seat, Settings};
use crate::facts::Facts;
use crate::problem::{Arg, Message};

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
    /// In the settings of a product: a step is a sentence.
    Settings(&'static Home),
}

impl Place {
    /// Where this engine lives.
    pub(super) fn of(facts: &Facts) -> Self {
        let platform = facts.platform.platform;
        let home = platform.home();
        match (home.seat, home.settings, home.restart) {
            (Seat::Host, Settings::RootFile(file), Restart::Commands([restart])) => Self::Shell {
                file: file.to_owned(),
                // The scripts run as root too, where there may be no sudo.
                restart: format!("$SUDO {}", restart.trim_start_matches("sudo ")),
                has_unit: platform == Platform::Linux,
            },
            _ => Self::Settings(home),
        }
    }

    /// Whether the steps have commands for the host.
    pub(super) const fn has_commands(&self) -> bool {
        matches!(self, Self::Shell { .. })
    }
}

/// What is done with the file in a product's own settings, and how the engine takes it there.
pub(super) fn in_settings(home: &Home) -> Message {
    let key = match home.settings {
        Settings::Menu { .. } => "plan.step.settings.menu",
        Settings::RootFile(_) | Settings::UserFile(_) => "plan.step.settings.file",
        Settings::InVm { .. } => "plan.step.settings.vm",
        Settings::Below { .. } => "plan.step.settings.below",
        Settings::Flags { .. } => "plan.step.settings.flags",
        Settings::Pools { .. } => "plan.step.settings.pools",
        Settings::Fixed => "plan.step.settings.fixed",
    };
    let (place, file) = match home.settings {
        Settings::Menu { menu, file } => (menu, file),
        Settings::RootFile(file) | Settings::UserFile(file) => ("", file),
        Settings::InVm { file, shell } => (shell, file),
        Settings::Below { file, key, .. } => (key, file),
        Settings::Flags { file, variable } => (variable, file),
        Settings::Pools { menu } => (menu, ""),
        Settings::Fixed => ("", ""),
    };
    let restart = match (home.settings, home.restart) {
        (Settings::Below { edit, .. }, _) => edit.to_owned(),
        (_, Restart::Commands(commands)) => commands.join("; "),
        (_, Restart::Menu(menu)) => menu.to_owned(),
        (_, Restart::Never) => String::new(),
    };
    Message { key: key.into(), args: Vec::new() }
        .with("product", Arg::Text(home.product.to_owned()))
        .with("place", place)
        .with("file", file)
        .with("restart", restart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Lang, plain};

    #[test]
    fn each_platform_has_its_own_words() {
        for platform in Platform::all() {
            let facts =
                Facts { platform: crate::facts::PlatformFact { platform, ..Default::default() }, ..Facts::default() };
            match Place::of(&facts) {
                Place::Shell { file, restart, has_unit } => {
                    assert!(file.starts_with('/') && restart.starts_with("$SUDO "), "{platform}");
                    assert_eq!(has_unit, platform == Platform::Linux, "{platform}");
                }
                Place::Settings(home) => {
                    let sentence = plain(Lang::En, &in_settings(home));
                    assert!(sentence.contains(home.product), "{platform}: {sentence}");
                    let file = home.settings.file().unwrap_or_default();
                    assert!(sentence.contains(file), "{platform}: {sentence}");
                }
            }
        }
    }
}
