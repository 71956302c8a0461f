//! Networks that keep their subnet whatever daemon.json says, and the commands that make them again.

mod by_hand;
mod compose;
mod owner;
mod swarm;

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::Recreate;
use super::draft::v6;
use super::steps::Job;
use crate::docker::Version;
use crate::facts::{DockerSubnet, State};
use crate::net::AddrSet;
use crate::read::{DockerNetwork, Item, NetworkSource};

pub(super) use swarm::gwbridge_create;

/// Networks to make again, docker0 first, then in the order of the paste; one with several subnets once.
pub(super) fn list(job: &Job<'_>) -> Vec<Recreate> {
    let docker0 = job.facts.docker.iter().filter(|subnet| subnet.is_default_bridge() && moves(job, subnet)).map(bridge);
    let others = job.facts.docker.iter();
    let others = others.filter(|subnet| !subnet.is_default_bridge() && !is_link_local(subnet.net));
    let leaving = others.filter(|subnet| job.course.is_gone(job.facts, subnet) && !stays(job, subnet));
    let mut networks: Vec<(&DockerSubnet, Vec<IpNet>)> = Vec::new();
    for subnet in leaving {
        match networks.iter_mut().find(|(first, _)| is_same(first, subnet)) {
            Some((_, also)) => also.push(subnet.net),
            None => networks.push((subnet, Vec::new())),
        }
    }
    let given = job.course.made.iter().map(|made| made.subnet).collect();
    let mut maker = Maker { job, shown: shown(job), given, given_v6: 0 };
    docker0.chain(networks.into_iter().map(|(subnet, also)| maker.network(subnet, also))).collect()
}

/// Whether docker0 leaves a subnet that it has now.
fn moves(job: &Job<'_>, subnet: &DockerSubnet) -> bool {
    if subnet.state != State::Exists || subnet.net.addr().is_ipv6() || job.draft.config.bridge.is_some() {
        return false;
    }
    job.course.docker0.iter().find(|net| net.addr().is_ipv4()).is_some_and(|after| *after != subnet.net)
}

/// Whether two subnets are of one network: a table shows an address under the name of its bridge only.
fn is_same(a: &DockerSubnet, b: &DockerSubnet) -> bool {
    let same_bridge = a.interface.is_some() && a.interface == b.interface;
    a.state == b.state && (a.name == b.name || same_bridge)
}

/// A link-local address comes with the link and goes with it; whoever made the network did not ask for it.
fn is_link_local(net: IpNet) -> bool {
    match net.addr() {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

/// A network that runs stays where only a file that is not applied yet wants its subnet: the file changes.
fn stays(job: &Job<'_>, subnet: &DockerSubnet) -> bool {
    let is_file = |other: &DockerSubnet| other.state == State::Composed && other.net == subnet.net;
    subnet.state == State::Exists
        && job.facts.docker.iter().any(is_file)
        && job.facts.networks.overlapping(subnet.net).next().is_none()
}

/// docker0 is made again by the restart itself.
fn bridge(subnet: &DockerSubnet) -> Recreate {
    let name = "bridge".to_owned();
    Recreate {
        name,
        subnet: subnet.net,
        also: Vec::new(),
        project: None,
        to: None,
        commands: Vec::new(),
        undo: Vec::new(),
    }
}

/// The networks that the paste shows, by name.
type Shown<'a> = BTreeMap<&'a str, &'a DockerNetwork>;

/// Each by the object that shows most of it.
fn shown<'a>(job: &Job<'a>) -> Shown<'a> {
    let mut shown = Shown::new();
    for item in job.documents.iter().flat_map(|document| document.items.past_prefixes()) {
        if let Item::DockerNetwork(network) = item
            && network.source == NetworkSource::Docker
        {
            let have = shown.entry(network.name.value.as_str()).or_insert(network);
            if have.made_with.is_none() && network.made_with.is_some() {
                *have = network;
            }
        }
    }
    shown
}

/// Makes networks again one after another, and remembers which ranges it gave.
struct Maker<'j, 'a> {
    job: &'j Job<'a>,
    shown: Shown<'a>,
    /// Ranges given by hand so far.
    given: Vec<IpNet>,
    /// How many IPv6 subnets were given by hand so far.
    given_v6: u16,
}

impl Maker<'_, '_> {
    fn network(&mut self, subnet: &DockerSubnet, also: Vec<IpNet>) -> Recreate {
        let to = self.by_hand(subnet);
        let (commands, undo) = if subnet.name == "docker_gwbridge" {
            (swarm::gwbridge(self, to), Vec::new())
        } else if subnet.ingress {
            (swarm::ingress(self, to), Vec::new())
        } else {
            owner::commands(self, subnet, &also, to)
        };
        let (name, project) = (subnet.name.clone(), subnet.project.clone());
        Recreate { name, subnet: subnet.net, also, project, to, commands, undo }
    }

    /// A free network beside everything in use, never the same twice.
    fn aside(&mut self, old: IpNet, size: u8) -> Option<IpNet> {
        let taken = AddrSet::of(self.given.iter().copied().chain([old]));
        let found = self.job.aside(&taken, size)?;
        self.given.push(found);
        Some(found)
    }

    /// The IPv6 subnet that a network must be given by hand: up to 26 pools of IPv6 are there only where the file sets them, and
    /// give one network at most.
    fn aside_v6(&mut self) -> Option<IpNet> {
        if self.job.engine >= Version::new(27, 0, 0) {
            return None;
        }
        let found = v6::subnet_again(self.job.facts, self.given_v6)?;
        self.given_v6 += 1;
        Some(found)
    }

    /// The subnet that a network must be given by hand. A Swarm's pool is fixed when the Swarm is made: an overlay that must
    /// move gets one always.
    fn by_hand(&mut self, old: &DockerSubnet) -> Option<IpNet> {
        if old.is_overlay() {
            return self.aside(old.net, 24);
        }
        self.job.made(old).filter(|made| made.named).map(|made| made.subnet)
    }
}

/// A line that sets `subnets` to those of a network, one a line; nothing where the network is gone. `name` is a word of the
/// shell.
fn subnets_of(name: &str) -> String {
    format!(
        "subnets=$(docker network inspect -f '{{{{range .IPAM.Config}}}}{{{{println .Subnet}}}}{{{{end}}}}' {name} \
         2> /dev/null || true)"
    )
}
