//! Where the engine runs, and the sign that tells it.

use serde::{Deserialize, Serialize};

pub use crate::docker::Platform;
use crate::problem::{Arg, Message};
use crate::read::{Document, EngineFact, Item, Place, Sign, System};
use crate::text::{Located, Span};

/// A platform and how it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformFact {
    /// The platform.
    pub platform: Platform,
    /// The sign that told it; `None` where nothing did and a Linux host is assumed.
    pub reason: Option<Message>,
    /// Where the sign stands.
    pub span: Option<Span>,
}

/// The platform: what the user chose, else what the engine says of itself, else what stands around it, else a Linux host.
pub(super) fn platform(chosen: Option<Platform>, documents: &[Document]) -> PlatformFact {
    if let Some(platform) = chosen {
        return PlatformFact { platform, reason: Some(Message::new("platform.chosen")), span: None };
    }
    let items = documents.iter().flat_map(|document| document.items.past_prefixes());
    let engine: Vec<&EngineFact> = items
        .filter_map(|item| match item {
            Item::Engine(fact) => Some(fact),
            _ => None,
        })
        .collect();
    of_engine(&engine)
        .or_else(|| of_signs(documents))
        .or_else(|| of_tables(documents))
        .or_else(|| of_client(&engine))
        .unwrap_or_default()
}

/// Which field of the engine's own words a mark stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// `Operating System`, or the product that `docker version` names.
    System,
    Name,
    Kernel,
    Context,
    RootDir,
    OsType,
}

/// How a mark fits a value.
#[derive(Clone, Copy, Debug)]
enum Fit {
    Is,
    Starts,
    Holds,
}

/// What the engine's words say of the platform. The first row that fits decides: an application names itself in the first
/// of these fields, and a context says only which engine the client asked.
///
/// From pastes in public issues unless another source is named.
const MARKS: &[(Field, Fit, &str, Platform)] = &[
    (Field::OsType, Fit::Is, "windows", Platform::WindowsServer), // docker/for-win#625
    (Field::System, Fit::Starts, "Docker Desktop", Platform::DockerDesktop),
    (Field::System, Fit::Starts, "OrbStack", Platform::OrbStack),
    (Field::System, Fit::Starts, "Rancher Desktop", Platform::RancherDesktop), // also "… (containerized)"
    (Field::System, Fit::Holds, "Synology", Platform::Synology),               // 007revad#1
    (Field::System, Fit::Starts, "Home Assistant", Platform::HomeAssistant),
    (Field::System, Fit::Starts, "QTS ", Platform::Qnap), // "QTS 5.2.9 (20260327)"
    (Field::System, Fit::Starts, "QuTS", Platform::Qnap),
    (Field::System, Fit::Starts, "Unraid", Platform::Unraid), // librenms/docker#500: "Unraid OS 7.0 x86_64"
    (Field::System, Fit::Starts, "TrueNAS", Platform::TrueNas),
    (Field::Name, Fit::Is, "docker-desktop", Platform::DockerDesktop),
    (Field::Name, Fit::Is, "orbstack", Platform::OrbStack),
    (Field::Name, Fit::Is, "lima-rancher-desktop", Platform::RancherDesktop), // rancher-desktop backend/lima.ts
    (Field::Name, Fit::Is, "colima", Platform::Colima),                       // colima environment/vm/lima/yaml.go
    (Field::Name, Fit::Starts, "colima-", Platform::Colima),
    (Field::Name, Fit::Starts, "lima-", Platform::Lima),
    (Field::Kernel, Fit::Holds, "-linuxkit", Platform::DockerDesktop),
    (Field::Kernel, Fit::Holds, "-orbstack-", Platform::OrbStack),
    (Field::Kernel, Fit::Holds, "-haos", Platform::HomeAssistant), // home-assistant/operating-system#2912
    (Field::Kernel, Fit::Holds, "-Unraid", Platform::Unraid),      // librenms/docker#500: "6.6.78-Unraid"
    (Field::Kernel, Fit::Holds, "+truenas", Platform::TrueNas),    // "6.12.33-production+truenas"
    (Field::Kernel, Fit::Holds, "-qnap", Platform::Qnap),          // "5.10.60-qnap"
    (Field::RootDir, Fit::Starts, "/var/snap/docker/", Platform::Snap),
    (Field::RootDir, Fit::Holds, "/.local/share/docker", Platform::Rootless), // docs engine/security/rootless/tips.md
    (Field::RootDir, Fit::Holds, "/container-station-data/", Platform::Qnap),
    (Field::RootDir, Fit::Holds, "/@docker", Platform::Synology),
    (Field::Kernel, Fit::Holds, "-microsoft-standard-WSL2", Platform::Wsl), // microsoft/WSL test/UnitTests
    (Field::Context, Fit::Is, "desktop-linux", Platform::DockerDesktop),
    (Field::Context, Fit::Is, "desktop-windows", Platform::DockerDesktop),
    (Field::Context, Fit::Is, "orbstack", Platform::OrbStack),
    (Field::Context, Fit::Is, "rancher-desktop", Platform::RancherDesktop),
    (Field::Context, Fit::Is, "colima", Platform::Colima),
    (Field::Context, Fit::Starts, "colima-", Platform::Colima),
    (Field::Context, Fit::Starts, "lima-", Platform::Lima),
    (Field::Context, Fit::Is, "rootless", Platform::Rootless),
];

fn of_engine(engine: &[&EngineFact]) -> Option<PlatformFact> {
    let rootless = engine.iter().find_map(|fact| match fact {
        EngineFact::Rootless(on) => Some(on).filter(|on| on.value),
        _ => None,
    });
    if let Some(on) = rootless {
        return Some(told(Platform::Rootless, Message::new("platform.rootless"), on.span));
    }
    let fields: Vec<(Field, &Located<String>)> = engine.iter().copied().filter_map(field).collect();
    MARKS.iter().find_map(|&(wanted, fit, mark, platform)| {
        let (_, value) = fields.iter().find(|(field, value)| *field == wanted && fits(fit, mark, &value.value))?;
        Some(told(platform, Message::new("platform.engine").with("text", Arg::Code(value.value.clone())), value.span))
    })
}

fn field(fact: &EngineFact) -> Option<(Field, &Located<String>)> {
    Some(match fact {
        EngineFact::OperatingSystem(value) | EngineFact::Product(value) => (Field::System, value),
        EngineFact::Name(value) => (Field::Name, value),
        EngineFact::Kernel(value) => (Field::Kernel, value),
        EngineFact::Context(value) => (Field::Context, value),
        EngineFact::RootDir(value) => (Field::RootDir, value),
        EngineFact::OsType(value) => (Field::OsType, value),
        _ => return None,
    })
}

fn fits(fit: Fit, mark: &str, value: &str) -> bool {
    match fit {
        Fit::Is => value == mark,
        Fit::Starts => value.starts_with(mark),
        Fit::Holds => value.contains(mark),
    }
}

fn told(platform: Platform, reason: Message, span: Span) -> PlatformFact {
    PlatformFact { platform, reason: Some(reason), span: Some(span) }
}

/// Pieces of a socket's path and whose it is.
const SOCKETS: &[(&str, Platform)] = &[
    ("/.orbstack/", Platform::OrbStack),
    ("/.colima/", Platform::Colima),
    ("/.config/colima/", Platform::Colima),
    ("/.rd/", Platform::RancherDesktop),
    ("/.lima/", Platform::Lima),
    ("/.docker/run/", Platform::DockerDesktop),
    ("/.docker/desktop/", Platform::DockerDesktop),
    ("/pipe/dockerDesktop", Platform::DockerDesktop),
    ("/pipe/docker_engine", Platform::DockerDesktop),
    ("/run/user/", Platform::Rootless),
];

/// Tools that open a VM or a distribution, and whose it is.
const TOOLS: &[(&str, Platform)] = &[
    ("colima", Platform::Colima),
    ("limactl", Platform::Lima),
    ("lima", Platform::Lima),
    ("rdctl", Platform::RancherDesktop),
    ("orb", Platform::OrbStack),
    ("orbctl", Platform::OrbStack),
    ("wsl", Platform::Wsl),
];

/// A socket, a kernel's release, a tool that opens a VM.
fn of_signs(documents: &[Document]) -> Option<PlatformFact> {
    let signs = documents.iter().flat_map(|document| &document.signs);
    signs.into_iter().find_map(|sign| {
        let (platform, text) = match &sign.value {
            Sign::Socket(path) => (SOCKETS.iter().find(|(piece, _)| path.contains(piece))?.1, path),
            Sign::Kernel(text) => {
                let of_kernel = |(field, ..): &&(Field, Fit, &str, Platform)| *field == Field::Kernel;
                let mark = MARKS.iter().filter(of_kernel).find(|(_, fit, mark, _)| fits(*fit, mark, text))?;
                (mark.3, text)
            }
            Sign::Command(asked) => match &asked.place {
                Some(Place::Vm(tool)) => (TOOLS.iter().find(|(name, _)| name == tool)?.1, tool),
                _ => return None,
            },
            _ => return None,
        };
        Some(told(platform, Message::new("platform.sign").with("text", Arg::Code(text.clone())), sign.span))
    })
}

/// Tables of macOS or Windows, where no table of Linux shows Docker's bridges.
fn of_tables(documents: &[Document]) -> Option<PlatformFact> {
    if documents.iter().any(super::machine::shows_bridges) {
        return None;
    }
    let signs = documents.iter().flat_map(|document| &document.signs);
    signs.into_iter().find_map(|sign| match &sign.value {
        Sign::System(system) => Some(told(Platform::DockerDesktop, of_system(*system), sign.span)),
        Sign::Kernel(text) if text.starts_with("Darwin") => {
            Some(told(Platform::DockerDesktop, of_system(System::MacOs), sign.span))
        }
        _ => None,
    })
}

/// A table of one of these systems: the engine of a Mac or a Windows PC lives in a VM, and Docker Desktop is the usual one.
fn of_system(system: System) -> Message {
    Message::new(match system {
        System::MacOs => "platform.macos",
        System::Windows => "platform.windows",
    })
}

/// A client of macOS or Windows, where the engine says nothing of itself.
fn of_client(engine: &[&EngineFact]) -> Option<PlatformFact> {
    engine.iter().find_map(|fact| match fact {
        EngineFact::Client(client) if client.value.starts_with("darwin/") => {
            Some(told(Platform::DockerDesktop, of_system(System::MacOs), client.span))
        }
        EngineFact::Client(client) if client.value.starts_with("windows/") => {
            Some(told(Platform::DockerDesktop, of_system(System::Windows), client.span))
        }
        _ => None,
    })
}
