//! What tells which machine printed a block: the commands above it, the prompt, the names and hardware addresses of interfaces,
//! a file that Docker wrote. What it means is for `facts` to say.

use serde::{Deserialize, Serialize};

use super::noise::{Noise, command_after_prompt, noise};
use super::signs::Signs;
use super::view::{Row, View};
use super::{Document, Kind, LineUse};
use super::{ifconfig, ip_addr};
use crate::text::{Located, lowercase};

mod command;

/// One such sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// A command above the block, or a prompt alone.
    Command(Asked),
    /// A line right above the block says where it was printed: "inside the container:".
    Heading(Place),
    /// A parallel shell puts the name of this host in front of each line, and of other hosts in front of others.
    Host(String),
    /// The tools of another system than Linux print like this.
    System(System),
    /// An interface is one end of a pair whose other end is elsewhere: `eth0@if7`.
    Pair(String),
    /// The hardware address of an interface.
    Hardware(String, [u8; 6]),
    /// An address was leased: `dynamic`.
    Leased,
    /// A resolv.conf that Docker wrote for a container.
    ContainerResolver,
    /// The path of an engine's socket.
    Socket(String),
    /// The kernel's name and release: `Linux 6.6.78-Unraid`.
    Kernel(String),
}

/// A command as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The prompt before its sign: `root@0d5c8e91ab37:/`, `/`; empty where only a sign or nothing stands there.
    pub prompt: String,
    /// Where its output comes from, if it says so.
    pub place: Option<Place>,
    /// It opens a shell there: what follows is typed inside.
    pub opens: bool,
    /// It leaves a shell.
    pub leaves: bool,
}

/// Where output comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Inside a container, with its name where the command says it.
    Container(Runner, Option<String>),
    /// From inside a container in the host's own network: `docker run --network host`.
    Host,
    /// Inside the VM or the distribution of this tool: `colima`, `limactl`, `rdctl`, `orb`, `wsl`, `minikube`.
    Vm(String),
    /// On the host of this name: a heading, a parallel shell or a tool for many hosts says it.
    Named(String),
    /// On the host of this name, asked through SSH: what stands around it was printed on another one.
    Remote(String),
}

/// Whose a container is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runner {
    /// Docker's.
    Docker,
    /// Podman's or nerdctl's.
    Other,
    /// A pod's.
    Kubernetes,
}

/// A system other than Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// macOS, and the BSDs, whose tables look alike.
    MacOs,
    /// Windows.
    Windows,
}

/// Adds what the lines of a document and the line above it say of the machine.
pub(super) fn add(view: &View<'_>, document: &mut Document) {
    let mut found: Vec<Located<Sign>> = Vec::new();
    for &(number, used) in &document.lines {
        let signs = view.signs(number);
        // A command and the name of a kernel begin with a letter or stand behind the sign of a prompt, a socket is a path.
        let may_be_typed = signs.has_any(Signs::FIRST_LETTER | Signs::PROMPT | Signs::FOREIGN);
        let is_plain = used != LineUse::Used || document.kind == Kind::ErrorMessage;
        let may_name_socket = is_plain && signs.has_any(Signs::DOT | Signs::SLASH);
        if !(may_be_typed || may_name_socket || has_signs(document.kind)) {
            continue;
        }
        let row = view.row(number);
        // A longer line is a dump of something.
        if row.text.len() > 1000 {
            continue;
        }
        if may_be_typed && noise(row) == Some(Noise::Command) {
            found.push(Located::new(Sign::Command(asked(row)), row.span()));
        }
        let plain = is_plain.then(|| of_line(row)).flatten();
        found.extend(plain.into_iter().chain(of_format(document.kind, row)).map(|sign| Located::new(sign, row.span())));
    }
    found.extend(heading(view, document));
    found.extend(prefix(view, document));
    found.extend(system(view, document).map(|system| Located::new(Sign::System(system), document.span)));
    document.signs = found;
}

/// The command of a line with its prompt.
fn asked(row: Row<'_>) -> Asked {
    let text = row.text.trim();
    let command = command_after_prompt(text).unwrap_or(text);
    let prompt =
        text[..text.len() - command.len()].trim_end_matches(|c: char| c.is_whitespace() || "$#%>❯".contains(c));
    Asked { prompt: prompt.to_owned(), ..command::asked(command) }
}

/// What any line may say.
fn of_line(row: Row<'_>) -> Option<Sign> {
    let text = row.text;
    let has = |sign: Signs| row.signs().has(sign);
    if has(Signs::DOT) && text.contains(".sock") || has(Signs::SLASH) && text.contains("/pipe/docker") {
        // `docker context ls` marks the one in use with a star.
        let is_listed = text.split_whitespace().count() > 2 && text.contains("://") && !text.contains("daemon");
        let is_other = is_listed && !text.contains(" * ");
        return socket(row).filter(|_| !is_other).map(Sign::Socket);
    }
    let is_uname = text.starts_with("Linux ") && text.contains('#') || text.starts_with("Darwin ");
    is_uname.then(|| {
        let mut words = text.split_whitespace();
        let system = words.next().unwrap_or_default();
        Sign::Kernel(format!("{system} {}", words.nth(1).unwrap_or_default()))
    })
}

fn socket(row: Row<'_>) -> Option<String> {
    let words = row.split(|c| c.is_whitespace() || "\"'`,()".contains(c));
    let path = words.into_iter().map(|word| word.value.trim_end_matches(['.', ':', '!', '?']));
    path.map(|word| word.split_once("://").map_or(word, |(_, path)| path))
        .find(|word| word.contains(".sock") || word.contains("/pipe/docker"))
        .map(str::to_owned)
}

/// Whether the lines of a format have signs of their own.
const fn has_signs(kind: Kind) -> bool {
    matches!(kind, Kind::IpAddr | Kind::Ifconfig | Kind::ResolvConf)
}

/// What the lines of one format say.
fn of_format(kind: Kind, row: Row<'_>) -> Vec<Sign> {
    match kind {
        Kind::IpAddr => of_interface(row),
        Kind::Ifconfig => of_ifconfig(row),
        Kind::ResolvConf => of_resolver(row.text.trim()).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// `87: eth0@if88: <…>`, `link/ether 02:42:ac:1a:00:04 …`, `inet 10.0.0.5/24 … dynamic eth0`.
fn of_interface(row: Row<'_>) -> Vec<Sign> {
    let words = row.words();
    let value = |at: usize| words.get(at).map_or("", |word| word.value);
    let pair = (0..2).map(value).find_map(|name| name.split_once("@if"));
    let mut found: Vec<Sign> = pair.map(|(name, _)| Sign::Pair(name.to_owned())).into_iter().collect();
    if value(0) == "link/ether"
        && let Some(address) = hardware_address(value(1))
    {
        // The line stands below the interface's own.
        let name = ip_addr::interface_above(row).unwrap_or_default();
        found.push(Sign::Hardware(name, address));
    }
    if words.iter().any(|word| word.value == "dynamic") {
        found.push(Sign::Leased);
    }
    found
}

/// `inet 10.0.0.5 netmask 0xffffff00` of macOS; `eth0 Link encap:Ethernet HWaddr 02:42:AC:11:00:02` and `ether 02:42:ac:…` of Linux.
fn of_ifconfig(row: Row<'_>) -> Vec<Sign> {
    let words: Vec<&str> = row.text.split_whitespace().collect();
    let behind = |key: &str| words.iter().skip_while(|word| **word != key).nth(1);
    let mac_os = behind("netmask").filter(|mask| mask.starts_with("0x")).map(|_| Sign::System(System::MacOs));
    let hardware = behind("HWaddr").or_else(|| behind("ether")).and_then(|word| hardware_address(word));
    let name = || ifconfig::interface_of(row).unwrap_or_default();
    mac_os.into_iter().chain(hardware.map(|address| Sign::Hardware(name(), address))).collect()
}

/// `02:42:ac:1a:00:04`.
fn hardware_address(text: &str) -> Option<[u8; 6]> {
    let parts: Option<Vec<u8>> = text.split(':').map(|part| u8::from_str_radix(part, 16).ok()).collect();
    parts?.try_into().ok()
}

fn of_resolver(text: &str) -> Option<Sign> {
    // libnetwork/internal/resolvconf writes these into the file of a container.
    const OF_DOCKER: &[&str] = &["# Generated by Docker Engine", "# Based on host file", "# ExtServers:"];
    if OF_DOCKER.iter().any(|start| text.starts_with(start)) {
        return Some(Sign::ContainerResolver);
    }
    let is_scutil = text.starts_with("resolver #") || text.starts_with("nameserver[");
    is_scutil.then_some(Sign::System(System::MacOs))
}

/// The system whose tool printed the block, where the format alone tells.
fn system(view: &View<'_>, document: &Document) -> Option<System> {
    match document.kind {
        Kind::RoutePrint | Kind::GetNetRoute | Kind::Ipconfig => Some(System::Windows),
        // Linux has a column `irtt`, which no translation touches.
        Kind::NetstatRn => {
            let is_linux = document.lines.iter().any(|(number, _)| view.row(*number).text.contains("irtt"));
            (!is_linux).then_some(System::MacOs)
        }
        _ => None,
    }
}

/// How many lines above a block are looked at for what introduces it.
const ABOVE: u32 = 3;

/// What the nearest line of words above the block says.
fn heading(view: &View<'_>, document: &Document) -> Option<Located<Sign>> {
    let first = document.lines.iter().find(|(_, used)| *used == LineUse::Used).map(|(number, _)| *number)?;
    let above = (first.saturating_sub(ABOVE).max(1)..first).rev().map(|number| view.row(number));
    let row = above
        .into_iter()
        .find(|row| !row.is_blank() && noise(*row) != Some(Noise::Command) && !row.text.trim().starts_with("```"))?;
    place_of_words(row).map(|place| Located::new(Sign::Heading(place), row.span()))
}

/// The host that a parallel shell put in front of the lines.
fn prefix(view: &View<'_>, document: &Document) -> Option<Located<Sign>> {
    let (number, _) = *document.lines.first()?;
    let name = view.host_of(number)?.to_owned();
    Some(Located::new(Sign::Host(name), view.row(number).span()))
}

/// Whether a line between two blocks says that the next one is of another machine.
pub(super) fn names_a_machine(row: Row<'_>) -> bool {
    row.signs().has(Signs::LETTER) && place_of_words(row).is_some()
}

/// Whether a name is one that machines and services have, and neither an interface nor a word of a label: `node-07`, `web_1`.
pub(super) fn is_machine(name: &str) -> bool {
    const INTERFACES: &[&str] = &[
        "bond", "br", "cni", "docker", "dummy", "en", "eth", "fe", "ge", "ib", "lo", "ppp", "tap", "tun", "utun",
        "veth", "virbr", "vlan", "vmnet", "wg", "wl", "xe",
    ];
    let head = name.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    let is_interface = INTERFACES.contains(&head) || name.starts_with("br-") || name.starts_with("veth");
    name.contains(|c: char| c.is_ascii_digit()) && !is_interface
}

/// `web-1:`, `== web-1 ==`, `--- web-1 ---`, `==> web-1 <==`, `[web-1]`, `### web-1`: a name alone between marks.
fn host_of_heading(text: &str) -> Option<&str> {
    let text = text.trim();
    let name = text.trim_matches(|c: char| c.is_whitespace() || "=-#*<>[]:：".contains(c));
    let is_marked = name.len() < text.len();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    (is_marked && is_name && is_machine(name)).then_some(name)
}

/// Twelve hexadecimal digits: the beginning of a container's id, which is its host name.
pub fn is_container_id(word: &str) -> bool {
    word.len() == 12 && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// `Inside the container:`, `ip route in the container`, `容器内：`, `on the host`, `web-1:`.
fn place_of_words(row: Row<'_>) -> Option<Place> {
    const INSIDE: &[&str] = &[
        "inside the container",
        "inside container",
        "inside a container",
        "within the container",
        "within a container",
        "from the container",
        "from a container",
        "in the container",
        "in a container",
        "in container",
        "the container's",
        "容器内",
        "容器里",
        "容器中",
    ];
    const OUTSIDE: &[&str] = &["on the host", "on host", "from the host", "宿主机", "主机上"];
    let (text, signs) = (row.text, row.signs());
    // The name of a machine has a number.
    if signs.has(Signs::DIGIT)
        && let Some(name) = host_of_heading(text)
    {
        return Some(Place::Named(name.to_owned()));
    }
    let names_one = || row.all_signs().has(Signs::OF_PLACES) && (text.contains("ontainer") || text.contains("ost"));
    if text.len() > 120 || !(signs.has(Signs::FOREIGN) || names_one()) {
        return None;
    }
    let lower = lowercase(text);
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(OUTSIDE) {
        return Some(Place::Host);
    }
    says(INSIDE).then_some(Place::Container(Runner::Docker, None))
}

#[cfg(test)]
mod tests;
