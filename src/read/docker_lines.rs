//! Networks of Docker's, a line each, as a format string prints them: `docker network inspect -f '{{.Name}} {{…}}'`.
//!
//! ```text
//! bridge 172.17.0.0/16
//! /app_default -> [{172.18.0.0/16  172.18.0.1 map[]}]
//! host
//! ```
//!
//! A name and a subnet is what any list has. Whose they are tells the command above, the box, or the names that every
//! engine has: `bridge`, `host`, `none`.

use super::address::{address, prefix};
use super::block::{Claim, Reading, Recogniser};
use super::noise::noise;
use super::view::{Landmark, Row, View};
use super::{DockerNetwork, Item, Kind, NetworkSource, NetworkSubnet};
use crate::problem::Message;
use crate::read::signs::Signs;
use crate::text::{Located, Slot, Span};

/// Networks of Docker's, a line each.
pub(super) const DOCKER_LINES: Recogniser =
    Recogniser { kinds: &[Kind::DockerNetworkInspect], begins: &[Signs::LETTER, Signs::DIGIT], claim, read };

/// More lines than an engine has networks.
const MOST: u32 = 300;

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let near = first.saturating_add(MOST);
    if !view.is_near(Landmark::Range, first, near, |_| true) {
        return None;
    }
    let is_told = view.slot() == Slot::Docker || asked_above(view, first);
    if !is_told && !view.is_near(Landmark::DockerBridge, first, near, |row| row.text.contains("bridge")) {
        return None;
    }
    let has_subnet = |row: Row<'_>| Line::of(row).is_some_and(|line| !line.subnets.is_empty());
    if Line::of(view.row(first)).is_none() || !view.is_near(Landmark::DockerSubnet, first, near, has_subnet) {
        return None;
    }
    let rows = view.rows(first, last.min(first.saturating_add(MOST)));
    let lines: Vec<_> = rows.map_while(|row| Some((row.number, Line::of(row)?))).collect();
    let names =
        |wanted: &[&str]| lines.iter().any(|(_, line)| line.name.is_some_and(|name| wanted.contains(&name.value)));
    let is_engine = || names(&["bridge"]) && names(&["host", "none"]);
    let any_subnet = lines.iter().any(|(_, line)| !line.subnets.is_empty());
    let (end, _) = lines.last().filter(|_| any_subnet && (is_told || is_engine()))?;
    Some(Claim::new(Kind::DockerNetworkInspect, *end, Message::new("read.why.docker-lines")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    for row in view.rows(first, last) {
        if let Some(line) = Line::of(row) {
            reading.used(row, [Item::from(line.network(row))]);
        }
    }
    reading
}

/// Whether the command above prints networks by a format string.
fn asked_above(view: &View<'_>, first: u32) -> bool {
    let above = (first.saturating_sub(3)..first).rev().map(|number| view.row(number)).find(|row| !row.is_blank());
    above.is_some_and(|row| {
        let has = |word: &str| row.text.contains(word);
        noise(row).is_some() && has("docker") && has("inspect") && (has("-f") || has("jq") || has("grep"))
    })
}

/// The words of a line.
#[derive(Default)]
struct Line<'a> {
    name: Option<Located<&'a str>>,
    subnets: Vec<NetworkSubnet>,
    driver: Option<&'a str>,
    scope: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// The line, if it has nothing but a name and what belongs to a network.
    fn of(row: Row<'a>) -> Option<Self> {
        let mut line = Self::default();
        for word in row.pieces(|c| c.is_whitespace() || "[]{},;|\"'()".contains(c)) {
            line.take(word)?;
        }
        (line.name.is_some() || !line.subnets.is_empty()).then_some(line)
    }

    fn take(&mut self, word: Located<&'a str>) -> Option<()> {
        let text = word.value;
        if let Some(subnet) = prefix(text) {
            let subnet = Located::new(subnet, word.span);
            self.subnets.push(NetworkSubnet { subnet, range: None, gateway: None, reserved: Vec::new() });
        } else if let Some(gateway) = address(text) {
            let of = self.subnets.iter_mut().find(|subnet| subnet.subnet.value.contains(&gateway))?;
            of.gateway = Some(Located::new(gateway, word.span));
        } else if self.name.is_none() && is_name(text) {
            self.name = Some(Located::new(text.trim_matches([':', '/']), word.span));
        } else if ["bridge", "host", "null", "overlay", "macvlan", "ipvlan"].contains(&text) {
            self.driver = Some(text);
        } else if ["local", "swarm", "global"].contains(&text) {
            self.scope = Some(text);
        } else if !matches!(text, "->" | "=>" | ":" | "=" | "-" | "map" | "<no" | "value>" | "<nil>" | "default") {
            return None;
        }
        Some(())
    }

    fn network(self, row: Row<'_>) -> DockerNetwork {
        let span = row.span();
        let nothing = Located::new("", Span { end: span.start, ..span });
        DockerNetwork {
            name: self.name.unwrap_or(nothing).map(str::to_owned),
            id: None,
            driver: self.driver.map(str::to_owned),
            scope: self.scope.map(str::to_owned),
            subnets: self.subnets,
            bridge: None,
            ingress: self.name.is_some_and(|name| name.value == "ingress"),
            internal: false,
            made_with: None,
            source: NetworkSource::Docker,
            containers: Vec::new(),
            labels: Vec::new(),
            span,
        }
    }
}

/// What Docker takes for a name, with the slash or the colon that a format string may put beside it.
fn is_name(word: &str) -> bool {
    let name = word.strip_prefix('/').unwrap_or(word);
    let name = name.strip_suffix(':').unwrap_or(name);
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
        && name.bytes().any(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use crate::read::check::{check, see, see_in};
    use crate::text::Slot;

    #[test]
    fn lines_of_a_format_string() {
        check(
            "docker network inspect",
            &[
                (
                    "below the command",
                    "$ docker network inspect -f '{{.Name}} {{range .IPAM.Config}}{{.Subnet}}{{end}}' web\nweb 10.9.0.0/16\n",
                    ".u",
                    &["network web"],
                ),
                (
                    "with the networks that every engine has",
                    "/app_default -> [{172.18.0.0/16  172.18.0.1 map[]}]\n/bridge -> [{172.17.0.0/16  172.17.0.1 map[]}]\n/host -> []\n/none -> []\n",
                    "uuuu",
                    &["network app_default", "network bridge", "network host", "network none"],
                ),
                (
                    "subnets alone",
                    "$ docker network inspect web --format '{{json .IPAM.Config}}' | jq -r .[].Subnet\n10.9.0.0/16\n",
                    ".u",
                    &["network "],
                ),
            ],
        );
    }

    #[test]
    fn the_box_tells_whose_they_are() {
        assert_eq!(see_in(Slot::Docker, "web 10.9.0.0/16\n").kinds, ["docker network inspect"]);
        assert_eq!(see_in(Slot::Networks, "web 10.9.0.0/16\n").kinds, ["cidr list"]);
        assert_eq!(see("bridge 10.9.0.0/16\noffice 10.8.0.0/16\n").kinds, ["cidr list"]);
    }
}
