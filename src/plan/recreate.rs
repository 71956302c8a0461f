//! Networks that keep their subnet whatever daemon.json says, and the commands that make them again.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::Recreate;
use super::shell::quote;
use super::steps::Job;
use crate::facts::{DockerSubnet, State};
use crate::read::{DockerNetwork, Item, NetworkSource};

/// Networks to make again, docker0 first, then in the order of the paste.
pub(super) fn list(job: &Job<'_>) -> Vec<Recreate> {
    let docker0 = job.facts.docker.iter().filter(|subnet| subnet.is_default_bridge() && moves(job, subnet)).map(bridge);
    let others = job.facts.docker.iter().filter(|subnet| !subnet.is_default_bridge());
    let shown = shown(job);
    docker0
        .chain(others.filter(|subnet| job.course.is_gone(job.facts, subnet)).map(|subnet| network(job, &shown, subnet)))
        .collect()
}

/// Whether docker0 leaves a subnet that it has now.
fn moves(job: &Job<'_>, subnet: &DockerSubnet) -> bool {
    if subnet.state != State::Exists || subnet.net.addr().is_ipv6() || job.draft.config.bridge.is_some() {
        return false;
    }
    job.course.docker0.iter().find(|net| net.addr().is_ipv4()).is_some_and(|after| *after != subnet.net)
}

/// docker0 is made again by the restart itself.
fn bridge(subnet: &DockerSubnet) -> Recreate {
    let commands = vec!["sudo systemctl restart docker".to_owned()];
    Recreate { name: "bridge".to_owned(), subnet: subnet.net, project: None, commands }
}

fn network(job: &Job<'_>, shown: &Shown<'_>, subnet: &DockerSubnet) -> Recreate {
    let commands = match &subnet.project {
        Some(project) => project_commands(project),
        None if subnet.name == "docker_gwbridge" => gwbridge_commands(job, subnet),
        None if subnet.ingress => ingress_commands(job),
        None if subnet.state == State::Composed => compose_file_commands(),
        None => network_commands(job, shown, subnet),
    };
    Recreate { name: subnet.name.clone(), subnet: subnet.net, project: subnet.project.clone(), commands }
}

/// `down` without `-v` keeps the volumes; `restart` and `up` alone would keep the network.
fn project_commands(project: &str) -> Vec<String> {
    let project = quote(project);
    vec![
        format!("docker compose -p {project} ps -a"),
        format!("docker compose -p {project} down"),
        format!("docker compose -p {project} up -d"),
    ]
}

fn compose_file_commands() -> Vec<String> {
    ["docker compose down", "docker compose up -d"].map(str::to_owned).to_vec()
}

/// A network made by hand: recorded, emptied, removed, made again with what the paste shows of its options, filled again.
fn network_commands(job: &Job<'_>, shown: &Shown<'_>, subnet: &DockerSubnet) -> Vec<String> {
    let Some(handle) = handle(subnet) else { return Vec::new() };
    let (find, name) = match &handle {
        Handle::Name(name) => (None, quote(name)),
        Handle::Id(id) => {
            let find = format!("name=$(docker network inspect -f '{{{{.Name}}}}' {id}); echo \"$name\"");
            (Some(find), "\"$name\"".to_owned())
        }
        Handle::Range(net) => {
            let all = "docker network inspect -f '{{.Name}} {{range .IPAM.Config}}{{.Subnet}} {{end}}' $(docker network ls -q)";
            let find = format!("name=$({all} | grep -F ' {net} ' | cut -d ' ' -f 1); echo \"$name\"");
            (Some(find), "\"$name\"".to_owned())
        }
    };
    // Stopped containers too: they would not start again, because they name the network by its id.
    let mut commands: Vec<String> = find.into_iter().collect();
    commands.extend([
        format!("docker network inspect {name}"),
        format!("ids=$(docker ps -aq --filter network={name}); echo $ids"),
        format!("for id in $ids; do docker network disconnect {name} $id; done"),
        format!("docker network rm {name}"),
        format!("docker network create {}{name}", options(job, subnet, shown.get(subnet.name.as_str()).copied())),
        format!("for id in $ids; do docker network connect {name} $id; done"),
    ]);
    commands
}

/// How a network can be named in a command.
enum Handle {
    /// By its name.
    Name(String),
    /// By the beginning of its id, which is also in the name of its bridge.
    Id(String),
    /// By its subnet: only a table inside a container shows it.
    Range(IpNet),
}

fn handle(subnet: &DockerSubnet) -> Option<Handle> {
    if subnet.container.is_some() {
        return Some(Handle::Range(subnet.net));
    }
    match subnet.name.strip_prefix("br-") {
        Some(id) if id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit()) => Some(Handle::Id(id.to_owned())),
        // A bridge's name that was cut in the paste names no network.
        Some(_) if subnet.interface.as_deref() == Some(&subnet.name) => None,
        _ => Some(Handle::Name(subnet.name.clone())),
    }
}

/// The networks that the paste shows, by name.
type Shown<'a> = BTreeMap<&'a str, &'a DockerNetwork>;

fn shown<'a>(job: &Job<'a>) -> Shown<'a> {
    let mut shown = Shown::new();
    for item in job.documents.iter().flat_map(|document| &document.items) {
        if let Item::DockerNetwork(network) = item
            && network.source == NetworkSource::Docker
        {
            shown.entry(&network.name.value).or_insert(network);
        }
    }
    shown
}

/// The options of `docker network create` that the paste shows, each followed by a space.
fn options(job: &Job<'_>, subnet: &DockerSubnet, shown: Option<&DockerNetwork>) -> String {
    let mut words = Vec::new();
    if let Some(driver) = subnet.driver.as_deref().filter(|driver| *driver != "bridge") {
        words.extend(["--driver".to_owned(), quote(driver)]);
    }
    if shown.is_some_and(|network| network.internal) {
        words.push("--internal".to_owned());
    }
    if let Some(bridge) = shown.and_then(|network| network.bridge.as_deref()).filter(|name| !name.starts_with("br-")) {
        words.extend(["--opt".to_owned(), quote(&format!("com.docker.network.bridge.name={bridge}"))]);
    }
    for (key, value) in shown.map(|network| network.labels.as_slice()).unwrap_or_default() {
        words.extend(["--label".to_owned(), quote(&format!("{key}={value}"))]);
    }
    if let Some(made) = job.made(subnet).filter(|made| made.named) {
        words.push(format!("--subnet {}", made.subnet));
    }
    // A Swarm's pool is fixed when the Swarm is made: an overlay that must move needs a subnet by hand.
    if let Some(net) = subnet.is_overlay().then(|| job.aside(Some(subnet.net), 24)).flatten() {
        words.extend(["--attachable".to_owned(), format!("--subnet {net}")]);
    }
    words.into_iter().map(|word| word + " ").collect()
}

/// `docker_gwbridge` can only go while no task and no ingress is attached on this node.
fn gwbridge_commands(job: &Job<'_>, subnet: &DockerSubnet) -> Vec<String> {
    let mut commands: Vec<String> = [
        "docker node update --availability drain \"$(docker info -f '{{.Swarm.NodeID}}')\"",
        "docker network disconnect -f docker_gwbridge gateway_ingress-sbox",
        "docker network rm docker_gwbridge",
    ]
    .map(str::to_owned)
    .to_vec();
    commands.push(gwbridge_create(job.made(subnet).map(|made| made.subnet)));
    commands.push("sudo systemctl restart docker".to_owned());
    commands.push("docker node update --availability active \"$(docker info -f '{{.Swarm.NodeID}}')\"".to_owned());
    commands
}

/// Makes `docker_gwbridge` as Docker does, in a subnet given by hand where there is one.
pub(super) fn gwbridge_create(subnet: Option<IpNet>) -> String {
    let subnet = subnet.map(|net| format!("--subnet {net} ")).unwrap_or_default();
    format!(
        "docker network create {subnet}--opt com.docker.network.bridge.name=docker_gwbridge \
         --opt com.docker.network.bridge.enable_icc=false --opt com.docker.network.bridge.enable_ip_masquerade=true \
         docker_gwbridge"
    )
}

/// Ingress can only go while no service publishes a port through it.
fn ingress_commands(job: &Job<'_>) -> Vec<String> {
    let subnet =
        job.facts.docker.iter().find(|subnet| subnet.ingress).and_then(|subnet| job.aside(Some(subnet.net), 24));
    let range = subnet.map(|net| format!("--subnet {net} ")).unwrap_or_default();
    vec![
        "docker service ls".to_owned(),
        "docker network rm ingress".to_owned(),
        format!("docker network create --driver overlay --ingress {range}ingress"),
    ]
}
