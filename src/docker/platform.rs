//! Where an engine lives: what changes its addresses there, how it is restarted, and what of the machine around it it sees.
//!
//! One row a platform in [`HOMES`]; everything that differs by platform reads it there. Marks behind a source: S, read in the
//! product's source; W, in its documentation or in an issue; K, common knowledge that no source at hand confirms.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

mod homes;

pub use homes::HOMES;

/// Where an engine runs. The names in JSON and in links are those of [`Platform::name`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Platform {
    /// A Linux host with Docker's or the distribution's packages.
    #[default]
    Linux,
    /// Ubuntu's snap.
    Snap,
    /// An engine without root rights, in a network namespace of its own.
    Rootless,
    /// An engine inside a distribution of WSL 2.
    Wsl,
    /// Docker Desktop of macOS, Windows or Linux: the engine lives in a VM.
    DockerDesktop,
    /// OrbStack of macOS.
    OrbStack,
    /// Rancher Desktop with the engine "dockerd (moby)".
    RancherDesktop,
    /// colima.
    Colima,
    /// A VM of Lima's `docker` template.
    Lima,
    /// Windows containers, with a dockerd of Windows.
    WindowsServer,
    /// Home Assistant OS.
    HomeAssistant,
    /// Synology DSM.
    Synology,
    /// QNAP QTS and `QuTS hero`.
    Qnap,
    /// Unraid.
    Unraid,
    /// `TrueNAS` SCALE, 24.10 and later.
    TrueNas,
}

/// Where the engine's own routes and bridges are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// On the host itself: it sees the host's routes, and the host shows its bridges.
    Host,
    /// In a network namespace of the host: neither sees the other's bridges and routes.
    Namespace,
    /// In a VM: what the machine around it prints says nothing of the engine.
    Vm,
    /// On Windows, which makes its own choice of subnets.
    Windows,
}

/// What holds the engine's address settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Settings {
    /// A daemon.json that root writes.
    RootFile(&'static str),
    /// A daemon.json that the user writes. `~` is the home folder.
    UserFile(&'static str),
    /// A field of an application that takes the text of daemon.json, and the file behind it.
    Menu {
        /// The way to the field, as the application names it.
        menu: &'static str,
        /// The file that the application keeps, which may be edited in its place.
        file: &'static str,
    },
    /// A daemon.json inside a VM, with the command that opens a shell there.
    InVm {
        /// The file inside.
        file: &'static str,
        /// The command that runs another inside.
        shell: &'static str,
    },
    /// The keys of daemon.json below a key of another file.
    Below {
        /// The file.
        file: &'static str,
        /// The key.
        key: &'static str,
        /// The command that opens the file and applies it.
        edit: &'static str,
    },
    /// Flags of dockerd in a variable of a shell file.
    Flags {
        /// The file.
        file: &'static str,
        /// The variable.
        variable: &'static str,
    },
    /// A field of its own for the pools; daemon.json is written over by the product.
    Pools {
        /// The way to the field.
        menu: &'static str,
    },
    /// Nothing: the product fixes them.
    Fixed,
}

impl Settings {
    /// The daemon.json that may be edited, where there is one on the machine where commands are typed.
    pub const fn file(self) -> Option<&'static str> {
        match self {
            Self::RootFile(file) | Self::UserFile(file) | Self::Menu { file, .. } => Some(file),
            Self::InVm { .. } | Self::Below { .. } | Self::Flags { .. } | Self::Pools { .. } | Self::Fixed => None,
        }
    }

    /// Whether the keys `bip` and `default-address-pools` can be set at all.
    pub const fn take_addresses(self) -> bool {
        !matches!(self, Self::Pools { .. } | Self::Fixed)
    }
}

/// How the engine takes a changed setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Restart {
    /// Commands, in this order.
    Commands(&'static [&'static str]),
    /// The application does it: a button.
    Menu(&'static str),
    /// Nothing is to be restarted, because nothing can be set.
    Never,
}

/// A network of the platform itself, beside those of its engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnNetwork {
    /// What it is for.
    pub what: OwnUse,
    /// Its range unless it was moved, with its length; empty where it is chosen at each start.
    pub range: &'static str,
    /// What moves it; `None` where nothing does.
    pub moved_by: Option<&'static str>,
}

/// What a platform's own network is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnUse {
    /// The VM's way to the outside.
    Vm,
    /// Pods of the platform's Kubernetes.
    Pods,
    /// Services of the platform's Kubernetes.
    Services,
    /// Other machines or containers of the product.
    Machines,
}

/// A platform with all that differs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    /// Which one.
    pub platform: Platform,
    /// What people call it.
    pub product: &'static str,
    /// Where the engine's routes and bridges are.
    pub seat: Seat,
    /// What holds its address settings.
    pub settings: Settings,
    /// How it takes a change.
    pub restart: Restart,
    /// The platform's own networks.
    pub own: &'static [OwnNetwork],
}

impl Platform {
    /// Every platform, in the order of the menu.
    pub fn all() -> impl Iterator<Item = Self> {
        HOMES.iter().map(|home| home.platform)
    }

    /// All that differs there.
    pub fn home(self) -> &'static Home {
        // Every platform has a row; a test holds it.
        HOMES.iter().find(|home| home.platform == self).unwrap_or(&homes::LINUX)
    }

    /// The name in links: `docker-desktop`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Snap => "snap",
            Self::Rootless => "rootless",
            Self::Wsl => "wsl",
            Self::DockerDesktop => "docker-desktop",
            Self::OrbStack => "orb-stack",
            Self::RancherDesktop => "rancher-desktop",
            Self::Colima => "colima",
            Self::Lima => "lima",
            Self::WindowsServer => "windows-server",
            Self::HomeAssistant => "home-assistant",
            Self::Synology => "synology",
            Self::Qnap => "qnap",
            Self::Unraid => "unraid",
            Self::TrueNas => "true-nas",
        }
    }

    /// Whether the engine lives in a VM that does not see the routes of the machine around it.
    pub fn is_desktop(self) -> bool {
        self.home().seat == Seat::Vm
    }

    /// Whether the engine's bridges are where the host's own tables do not show them: in a VM or a namespace.
    ///
    /// An overlap then breaks containers only.
    pub fn hides_bridges(self) -> bool {
        matches!(self.home().seat, Seat::Vm | Seat::Namespace)
    }

    /// Whether the engine goes around the on-link routes and nameservers of the machine where commands are typed.
    pub fn sees_host_routes(self) -> bool {
        self.home().seat == Seat::Host
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No platform has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPlatform;

impl FromStr for Platform {
    type Err = UnknownPlatform;

    /// Reads a name as people type it into a link: `desktop`, `Docker Desktop`, `orbstack`, `truenas`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |name: &str| -> String {
            name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
        };
        let wanted = plain(text);
        let other = match wanted.as_str() {
            "host" | "linuxhost" => Some(Self::Linux),
            "desktop" | "mac" | "macos" | "windows" => Some(Self::DockerDesktop),
            "rancher" => Some(Self::RancherDesktop),
            "wsl2" => Some(Self::Wsl),
            "haos" | "homeassistantos" | "hassos" => Some(Self::HomeAssistant),
            "dsm" => Some(Self::Synology),
            "qts" => Some(Self::Qnap),
            _ => None,
        };
        other.or_else(|| Self::all().find(|platform| plain(platform.name()) == wanted)).ok_or(UnknownPlatform)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_has_one_row_and_its_name_is_read_back() {
        let rows: Vec<_> = Platform::all().collect();
        let mut once = rows.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), rows.len());
        assert_eq!(once.last(), Some(&Platform::TrueNas), "the last one of the list");
        assert_eq!(once.len(), Platform::TrueNas as usize + 1, "a platform without a row");
        for platform in rows {
            assert_eq!(platform.name().parse(), Ok(platform));
            assert_eq!(platform.home().platform, platform);
            assert_eq!(serde_json::to_string(&platform).unwrap(), format!("\"{platform}\""));
        }
    }

    #[test]
    fn names_are_read_as_people_write_them() {
        for (text, expected) in [
            ("desktop", Ok(Platform::DockerDesktop)),
            ("Docker Desktop", Ok(Platform::DockerDesktop)),
            ("OrbStack", Ok(Platform::OrbStack)),
            ("TrueNAS", Ok(Platform::TrueNas)),
            ("WSL2", Ok(Platform::Wsl)),
            ("amiga", Err(UnknownPlatform)),
            ("", Err(UnknownPlatform)),
        ] {
            assert_eq!(text.parse(), expected, "{text}");
        }
    }

    #[test]
    fn ranges_of_the_platforms_own_networks_are_prefixes() {
        for own in HOMES.iter().flat_map(|home| home.own).filter(|own| !own.range.is_empty()) {
            let net: ipnet::IpNet = own.range.parse().unwrap();
            assert_eq!(net, net.trunc());
        }
    }
}
