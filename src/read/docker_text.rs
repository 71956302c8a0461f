//! What Docker prints as text: `docker info`, `docker version`, `docker network ls`.

use super::address;
use super::block::{Claim, Reading, Recogniser};
use super::docker_version::named_version;
use super::view::{Landmark, Row, View};
use super::{DockerNetwork, EngineFact, Item, Kind, NetworkSource};
use crate::problem::Message;
use crate::read::signs::Signs;
use crate::text::Located;

/// `docker info` and `docker version`.
pub(super) const DOCKER_INFO: Recogniser = Recogniser {
    kinds: &[Kind::DockerInfo, Kind::DockerVersion],
    begins: &[Signs::COLON, Signs::DIGIT.and(Signs::OF_DOCKER)],
    claim: claim_info,
    read: read_info,
};

/// `docker network ls`.
pub(super) const DOCKER_NETWORK_LS: Recogniser = Recogniser {
    kinds: &[Kind::DockerNetworkLs],
    begins: &[Signs::WORDS.and(Signs::OF_DOCKER_LS), Signs::WORDS.and(Signs::DIGIT).and(Signs::DOT)],
    claim: claim_ls,
    read: read_ls,
};

/// Lines that only `docker info` has.
pub(super) const INFO: &[&str] = &[
    "Server Version",
    "Storage Driver",
    "Swarm",
    "Docker Root Dir",
    "Live Restore Enabled",
    "Containers",
    "Running",
    "Default Address Pools",
    "Logging Driver",
    "Cgroup Driver",
    "Default Runtime",
    "Insecure Registries",
    "Runtimes",
];

/// Lines that only `docker version` has.
pub(super) const VERSION: &[&str] = &["API version", "Go version", "Git commit", "OS/Arch"];

/// How many lines are looked at for the words that tell the two apart.
const FAR: u32 = 24;

fn claim_info(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let row = view.row(first);
    if named_version(row).is_some() {
        return Some(Claim::new(Kind::DockerVersion, first, Message::new("read.why.docker-version")));
    }
    let is_told = |(name, _): (&str, &str)| INFO.contains(&name) || VERSION.contains(&name);
    let tells = |row: Row<'_>| pair(row).is_some_and(is_told);
    if !view.is_near(Landmark::DockerText, first, first.saturating_add(FAR), tells) {
        return None;
    }
    let (name, _) = pair(row)?;
    let starts = matches!(name, "Client" | "Server") || INFO.contains(&name) && row.text.contains(':');
    let near =
        || view.rows(first, last.min(first.saturating_add(FAR))).filter_map(|row| pair(row).map(|(name, _)| name));
    let info = near().find(|name| INFO.contains(name));
    let version = near().find(|name| VERSION.contains(name));
    let (kind, why) = match (starts, info, version) {
        (true, _, Some(word)) => (Kind::DockerVersion, word),
        (true, Some(word), _) if near().filter(|name| INFO.contains(name)).count() > 1 || is_unmistakable(name) => {
            (Kind::DockerInfo, word)
        }
        _ => return None,
    };
    let end =
        super::block::run(view, first, last, |row| is_line(row) || (kind == Kind::DockerInfo && is_indented(row)));
    Some(Claim::new(kind, end, Message::new("read.why.line").with("line", why)))
}

/// Names that nothing else prints, so that one line cut out of the output is enough.
fn is_unmistakable(name: &str) -> bool {
    matches!(name, "Server Version" | "Docker Root Dir" | "Live Restore Enabled" | "Swarm" | "Default Address Pools")
}

/// `Name: value` with its indentation gone; the value may be empty.
fn pair(row: Row<'_>) -> Option<(&str, &str)> {
    let (name, value) = row.text.split_once(':')?;
    let name = name.trim();
    let named = !name.is_empty() && name.len() < 40 && !name.contains(['"', '{', '=', '/']) || name == "OS/Arch";
    named.then_some((name, value.trim()))
}

fn is_line(row: Row<'_>) -> bool {
    let text = row.text.trim_start();
    let lower = text.starts_with(|c: char| c.is_ascii_lowercase()) && !is_indented(row);
    text.starts_with("WARNING") || (pair(row).is_some() && !lower)
}

fn is_indented(row: Row<'_>) -> bool {
    row.text.starts_with([' ', '\t'])
}

fn read_info(view: &View<'_>, kind: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut section = "";
    let mut versions: Vec<(bool, u32, Located<String>)> = Vec::new();
    for row in view.rows(first, last) {
        if row.is_blank() {
            continue;
        }
        if let Some(version) = named_version(row) {
            versions.push((true, row.number, version.map(str::to_owned)));
        }
        let Some((name, value)) = pair(row) else {
            match rootless(row, section) {
                Some(fact) => reading.used(row, [Item::Engine(fact)]),
                None => reading.irrelevant(row),
            }
            continue;
        };
        if value.is_empty() || matches!(name, "Client" | "Server") {
            section = name;
        }
        if name == "Version" && !value.is_empty() {
            let is_engine = matches!(section, "Engine" | "Server");
            let is_part = !matches!(section, "Engine" | "Server" | "Client" | "") || is_plugin(section);
            if !is_part && value.starts_with(|c: char| c.is_ascii_digit()) {
                versions.push((is_engine, row.number, Located::new(value.to_owned(), row.locate(value))));
            }
        }
        let facts = facts(row, (section, name), value);
        if facts.is_empty() { reading.irrelevant(row) } else { reading.used(row, facts) }
    }
    add_version(&mut reading, kind, &versions);
    reading
}

/// `rootless` below "Security Options", which have no colon.
fn rootless(row: Row<'_>, section: &str) -> Option<EngineFact> {
    let is_option = section == "Security Options" && row.text.trim() == "rootless";
    is_option.then(|| EngineFact::Rootless(Located::new(true, row.span())))
}

/// Plugins of the client have versions of their own.
fn is_plugin(section: &str) -> bool {
    section.contains("Docker Inc.") || matches!(section, "Plugins" | "containerd" | "runc" | "docker-init")
}

/// The engine's version counts; the client's stands in where nothing else is there and the engine was not shown.
fn add_version(reading: &mut Reading, kind: Kind, versions: &[(bool, u32, Located<String>)]) {
    let has_server = reading.items.iter().any(|item| matches!(item, Item::Engine(EngineFact::Version(_))));
    let version = versions.iter().find(|(engine, ..)| *engine).or_else(|| versions.first());
    let Some((engine, line, version)) = version.filter(|_| !has_server) else { return };
    if *engine || kind == Kind::DockerVersion {
        reading.items.push(Item::Engine(EngineFact::Version(version.clone())));
        reading.lines.push((*line, super::LineUse::Used));
    }
}

/// What a line of `docker info` says of the engine.
fn facts(row: Row<'_>, (section, name): (&str, &str), value: &str) -> Vec<Item> {
    let place = row.locate(value);
    let text = || Located::new(value.to_owned(), place);
    let yes = |yes: bool| Located::new(yes, place);
    let facts = match name {
        _ if value.is_empty() => Vec::new(),
        "Server Version" => vec![EngineFact::Version(text())],
        "Swarm" => vec![EngineFact::Swarm(yes(value == "active"))],
        "Live Restore Enabled" | "Live Restore" => vec![EngineFact::LiveRestore(yes(value == "true"))],
        "Operating System" => vec![EngineFact::OperatingSystem(text())],
        "Docker Root Dir" => vec![EngineFact::RootDir(text())],
        "Running" => value.parse().ok().map(|n| EngineFact::Running(Located::new(n, place))).into_iter().collect(),
        "SubnetSize" => value.parse().ok().map(|n| EngineFact::SwarmSize(Located::new(n, place))).into_iter().collect(),
        "Default Address Pool" => {
            let parts = row.split(|c| c.is_whitespace() || c == ',').into_iter();
            parts
                .filter_map(|part| Some(EngineFact::SwarmPool(Located::new(address::prefix(part.value)?, part.span))))
                .collect()
        }
        "Base" => pool(row).into_iter().collect(),
        "Context" if value == "rootless" => vec![EngineFact::Rootless(yes(true))],
        "Context" if value != "default" => vec![EngineFact::Context(text())],
        "Kernel Version" => vec![EngineFact::Kernel(text())],
        "Name" if section != "Plugins" => vec![EngineFact::Name(text())],
        "OSType" => vec![EngineFact::OsType(text())],
        "Server" if !value.starts_with("Docker Engine") => vec![EngineFact::Product(text())],
        "OS/Arch" if section == "Client" => vec![EngineFact::Client(text())],
        _ => Vec::new(),
    };
    facts.into_iter().map(Item::Engine).collect()
}

/// `Base: 172.17.0.0/12, Size: 20`.
fn pool(row: Row<'_>) -> Option<EngineFact> {
    let words = row.split(|c| c.is_whitespace() || c == ',');
    let base = words.iter().find_map(|word| Some(Located::new(address::prefix(word.value)?, word.span)))?;
    let size = words.iter().skip_while(|word| word.value != "Size:").nth(1)?;
    Some(EngineFact::Pool(base, address::number(size.value)?))
}

fn claim_ls(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let row = view.row(first);
    if !(is_ls_heading(row) || is_ls_line(row)) {
        return None;
    }
    let end = super::block::run(view, first, last, is_ls_line);
    Some(Claim::new(Kind::DockerNetworkLs, end, Message::new("read.why.docker-network-ls")))
}

fn is_ls_heading(row: Row<'_>) -> bool {
    let mut words = row.text.split_whitespace();
    ["NETWORK", "ID", "NAME"].into_iter().all(|name| words.next() == Some(name))
        && matches!(words.next(), Some("DRIVER" | "VERSION"))
}

/// The drivers of networks.
pub(super) const DRIVERS: &[&str] = &["bridge", "host", "null", "overlay", "macvlan", "ipvlan", "weavemesh"];

/// `9f6ae26ccb01  my_net  bridge  local`.
fn is_ls_line(row: Row<'_>) -> bool {
    let is_id = |word: &str| word.len() >= 10 && word.bytes().all(|b| b.is_ascii_alphanumeric());
    if !row.text.split_whitespace().next().is_some_and(is_id) {
        return false;
    }
    let words = row.words();
    let value = |at: usize| words.get(at).map_or("", |word| word.value);
    let scope = value(words.len().saturating_sub(1));
    let of_docker = words.len() == 4 && (DRIVERS.contains(&value(2)) || matches!(scope, "local" | "swarm" | "global"));
    of_docker || is_of_podman(&words)
}

/// `2f259bab93aa  podman  bridge`; older releases show the version of the file and its plugins.
fn is_of_podman(words: &[Located<&str>]) -> bool {
    let value = |at: usize| words.get(at).map_or("", |word| word.value);
    let is_id = value(0).len() == 12 && value(0).bytes().all(|b| b.is_ascii_hexdigit());
    let has_version = words.len() == 4 && value(2).starts_with(|c: char| c.is_ascii_digit()) && value(2).contains('.');
    is_id && (has_version || (words.len() == 3 && DRIVERS.contains(&value(2))))
}

fn read_ls(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    for row in view.rows(first, last) {
        if is_ls_line(row) {
            reading.used(row, listed(row));
        } else if is_ls_heading(row) {
            reading.irrelevant(row);
        }
    }
    reading
}

/// A line of the list: a network whose subnets are not shown.
fn listed(row: Row<'_>) -> Option<Item> {
    let words = row.words();
    let [id, name, rest @ ..] = words.as_slice() else { return None };
    let is_podman = is_of_podman(&words);
    let (driver, scope) = match rest {
        [_, plugins] if is_podman => (plugins.value.split(',').next(), None),
        [driver, scope] => (Some(driver.value), Some(scope.value)),
        [driver] => (Some(driver.value), None),
        _ => return None,
    };
    Some(Item::from(DockerNetwork {
        name: name.map(str::to_owned),
        id: Some(id.value.to_owned()),
        driver: driver.map(str::to_owned),
        scope: scope.map(str::to_owned),
        subnets: Vec::new(),
        bridge: None,
        ingress: name.value == "ingress" && driver == Some("overlay"),
        internal: false,
        made_with: None,
        source: if is_podman { NetworkSource::Podman } else { NetworkSource::Docker },
        containers: Vec::new(),
        labels: Vec::new(),
        span: row.span(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::{check, see};
    use crate::read::signs::all_give;

    const INFO: &str = "\
Client: Docker Engine - Community
 Version:    28.5.2
 Context:    default
 Plugins:
  compose: Docker Compose (Docker Inc.)
    Version:  v2.40.3
    Path:     /usr/libexec/docker/cli-plugins/docker-compose

Server:
 Containers: 5
  Running: 2
 Server Version: 28.5.1
 Swarm: active
  NodeID: abc
  Default Address Pool: 10.20.0.0/16 10.21.0.0/16
  SubnetSize: 26
 Runtimes: io.containerd.runc.v2 runc
 Security Options:
  seccomp
   Profile: builtin
 Operating System: Debian GNU/Linux 12
 Docker Root Dir: /var/lib/docker
 Insecure Registries:
  ::1/128
  127.0.0.0/8
 Live Restore Enabled: true
 Default Address Pools:
   Base: 10.200.0.0/16, Size: 24

WARNING: No swap limit support
";

    #[test]
    fn its_words_give_their_sign() {
        all_give(Signs::OF_DOCKER_TEXT, super::INFO);
        all_give(Signs::OF_DOCKER_TEXT, VERSION);
        all_give(Signs::OF_DOCKER_LS, DRIVERS);
    }

    #[test]
    fn info_gives_what_it_says_of_the_engine() {
        let seen = see(INFO);
        assert_eq!(seen.kinds, ["docker info"]);
        assert_eq!(seen.lines, "..........uuu.uu....uu...u.u..");
        let text = seen.items.join("\n");
        for part in ["28.5.1", "Swarm(Located { value: true", "10.21.0.0/16", "SwarmSize", "10.200.0.0/16", "Running"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("28.5.2") && !text.contains("127.0.0.0"), "{text}");
    }

    #[test]
    fn the_version_is_the_engines() {
        for (says, paste, lines, version) in [
            (
                "client and server",
                "Client:\n Version: 27.1.0\n API version: 1.46\n\nServer: Docker Engine\n Engine:\n  Version: 24.0.7\n  API version: 1.43 (minimum version 1.12)\n containerd:\n  Version: 1.7.2\n",
                "......u...",
                "24.0.7",
            ),
            ("the client alone", "Client:\n Version: 27.1.0\n API version: 1.46\n", ".u.", "27.1.0"),
            ("one line", "Docker version 20.10.24, build 297e128\n", "u", "20.10.24"),
        ] {
            let seen = see(paste);
            assert_eq!(seen.kinds, ["docker version"], "{says}");
            assert_eq!(seen.lines, lines, "{says}");
            assert!(seen.items.len() == 1 && seen.items[0].contains(version), "{says}: {:?}", seen.items);
        }
    }

    #[test]
    fn a_list_of_networks_has_names_and_no_subnets() {
        check(
            "docker network ls",
            &[
                (
                    "as printed",
                    "NETWORK ID     NAME              DRIVER    SCOPE\n3d21d5b8a1ff   bridge            bridge    local\nqfc0acp1xl8o   ingress           overlay   swarm\n",
                    ".uu",
                    &["network bridge", "network ingress"],
                ),
                (
                    "of Podman",
                    "NETWORK ID    NAME        DRIVER\n2f259bab93aa  podman      bridge\n",
                    ".u",
                    &["network podman"],
                ),
                (
                    "of Podman with CNI",
                    "NETWORK ID    NAME    VERSION  PLUGINS\n2f259bab93aa  podman  0.4.0    bridge,portmap,firewall,tuning\n",
                    ".u",
                    &["network podman"],
                ),
            ],
        );
    }
}
