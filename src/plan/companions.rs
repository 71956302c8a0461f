//! What belongs to the change beside daemon.json: a Swarm, compose files, Podman.

use ipnet::IpNet;

use super::draft::v6;
use super::steps::Job;
use super::{Companion, Recreate};
use crate::docker::Pool;
use crate::facts::{DockerSubnet, State};
use crate::net::AddrSet;
use crate::problem::Message;
use crate::read::{Item, Kind, NetworkSource};

/// Everything that applies to this paste.
pub(super) fn companions(job: &Job<'_>, recreate: &[Recreate]) -> Vec<Companion> {
    [compose(job, recreate), gwbridge(job), swarm(job), podman(job)].into_iter().flatten().collect()
}

/// A subnet that a compose file fixes moves only when the file says so.
fn compose(job: &Job<'_>, recreate: &[Recreate]) -> Option<Companion> {
    let mut networks: Vec<(&DockerSubnet, Vec<IpNet>)> = Vec::new();
    let docker = job.facts.docker.iter().enumerate();
    for (at, subnet) in docker.filter(|(_, subnet)| subnet.state == State::Composed || subnet.project.is_some()) {
        let is_named = job.course.made.iter().any(|made| made.at == at && made.named);
        if !is_named && !recreate.iter().any(|network| network.name == subnet.name && leaves(network, subnet.net)) {
            continue;
        }
        let made = || job.made(subnet).map(|made| made.subnet);
        let new = match subnet.net {
            IpNet::V4(_) => made().or_else(|| job.aside(&AddrSet::of([subnet.net]), job.size)),
            IpNet::V6(_) => v6::subnet_again(job.facts, COMPOSED + u16::try_from(at).unwrap_or_default()),
        };
        match networks.iter_mut().find(|(first, _)| first.name == subnet.name) {
            Some((_, list)) => list.extend(new),
            None => networks.push((subnet, new.into_iter().collect())),
        }
    }
    networks.retain(|(_, list)| !list.is_empty());
    let (first, _) = networks.first()?;
    let lines: Vec<String> = networks
        .iter()
        .map(|(subnet, list)| {
            let name = serde_json::Value::from(key(&subnet.name, subnet.project.as_deref()));
            let lines: Vec<String> = list.iter().map(|net| format!("        - subnet: {net}\n")).collect();
            format!("  {name}:\n    ipam:\n      config:\n{}", lines.concat())
        })
        .collect();
    Some(Companion {
        message: Message::new("plan.companion.compose").with("name", first.name.clone()),
        name: "compose.yaml".to_owned(),
        text: format!("networks:\n{}", lines.concat()),
    })
}

/// The first of the IPv6 subnets for compose files; those before it are for commands.
const COMPOSED: u16 = 0x100;

fn leaves(network: &Recreate, net: IpNet) -> bool {
    network.subnet == net || network.also.contains(&net)
}

/// A network's key in the compose file: its name without the project's.
fn key<'a>(name: &'a str, project: Option<&str>) -> &'a str {
    project.and_then(|project| name.strip_prefix(project)).and_then(|rest| rest.strip_prefix('_')).unwrap_or(name)
}

/// On a node that has yet to join, `docker_gwbridge` can be made in the right place beforehand.
fn gwbridge(job: &Job<'_>) -> Option<Companion> {
    let subnet = job.next()?;
    job.facts.swarm.as_ref()?;
    Some(Companion {
        message: Message::new("plan.companion.gwbridge"),
        name: "docker_gwbridge".to_owned(),
        text: super::recreate::gwbridge_create(Some(subnet)) + "\n",
    })
}

/// A Swarm's overlays take no address from daemon.json.
fn swarm(job: &Job<'_>) -> Option<Companion> {
    job.facts.swarm.as_ref()?;
    let pool = job.aside(&AddrSet::default(), 16)?;
    Some(Companion {
        message: Message::new("plan.companion.swarm"),
        name: "docker swarm init".to_owned(),
        text: format!("docker swarm init --default-addr-pool {pool} --default-addr-pool-mask-length 24\n"),
    })
}

/// Podman on the same host takes its networks from pools of its own.
fn podman(job: &Job<'_>) -> Option<Companion> {
    let is_podman =
        |item: &Item| matches!(item, Item::DockerNetwork(network) if network.source == NetworkSource::Podman);
    let shown = job.documents.iter().any(|document| {
        matches!(document.kind, Kind::PodmanNetworkInspect | Kind::ContainersConf)
            || document.items.iter().any(is_podman)
    });
    let pool = job.aside(&AddrSet::default(), 20).filter(|_| shown)?;
    let pool = Pool { base: pool, size: 24 };
    Some(Companion {
        message: Message::new("plan.companion.podman"),
        name: "/etc/containers/containers.conf".to_owned(),
        text: format!(
            "[network]\ndefault_subnet_pools = [\n  {{ \"base\" = \"{}\", \"size\" = {} }},\n]\n",
            pool.base, pool.size
        ),
    })
}
