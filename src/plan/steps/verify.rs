//! Verification from the host, from a container and from a peer, with commands that change nothing.

use std::net::IpAddr;

use super::{Job, moves_docker0, step};
use crate::facts::Role;
use crate::plan::{Recreate, Step};
use crate::problem::Message;

/// How many addresses are tried.
const TARGETS: usize = 3;

/// The steps that show whether it worked.
pub(super) fn steps(job: &Job<'_>, recreate: &[Recreate]) -> Vec<Step> {
    let mut steps = vec![subnets(recreate)];
    let targets = targets(job);
    if !targets.is_empty() {
        steps.push(from_host(&targets));
        steps.push(from_container(&targets));
    }
    steps.push(step(Message::new("plan.step.peer"), ["ip neigh show nud failed"]));
    steps
}

fn subnets(recreate: &[Recreate]) -> Step {
    let list =
        "docker network inspect -f '{{.Name}} {{range .IPAM.Config}}{{.Subnet}} {{end}}' $(docker network ls -q)";
    if moves_docker0(recreate) {
        return step(Message::new("plan.step.subnets"), ["ip -br addr show docker0", list]);
    }
    step(Message::new("plan.step.subnets"), [list])
}

/// Addresses to try: those that must be reached, else the first address of each network that was named.
fn targets(job: &Job<'_>) -> Vec<IpAddr> {
    let wanted = |role| job.facts.networks.iter().filter(move |network| (network.role == Role::Target) == role);
    let addresses = wanted(true).map(|network| network.net.addr());
    let is_theirs = |role| !matches!(role, Role::OnLink | Role::Routed | Role::Blocked);
    let networks = wanted(false).filter(|network| is_theirs(network.role));
    let firsts = networks.map(|network| crate::facts::interfaces::first_address(network.net));
    let mut found: Vec<IpAddr> = Vec::new();
    for address in addresses.chain(firsts) {
        if found.len() == TARGETS {
            break;
        }
        if !found.contains(&address) {
            found.push(address);
        }
    }
    found
}

fn from_host(targets: &[IpAddr]) -> Step {
    let commands = targets.iter().map(|address| format!("ip route get {address}")).collect();
    Step { commands, ..step(Message::new("plan.step.from-host"), []) }
}

/// Few images have `ip`: the host's own is run inside the container's namespace.
fn from_container(targets: &[IpAddr]) -> Step {
    let pid = "pid=$(docker inspect -f '{{.State.Pid}}' $(docker ps -q | head -n 1))".to_owned();
    let gets = targets.iter().map(|address| format!("sudo nsenter -t \"$pid\" -n ip route get {address}"));
    Step { commands: std::iter::once(pid).chain(gets).collect(), ..step(Message::new("plan.step.from-container"), []) }
}
