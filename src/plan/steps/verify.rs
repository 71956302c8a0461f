//! Verification from the host, from a container and from a peer, with commands that change nothing.

use std::net::IpAddr;

use super::place::Place;
use super::{Job, moves_docker0, step};
use crate::facts::Role;
use crate::plan::shell::{Use, block};
use crate::plan::{Recreate, Step};
use crate::problem::Message;

/// How many addresses are tried.
const TARGETS: usize = 3;

/// The steps that show whether it worked.
pub(super) fn steps(job: &Job<'_>, place: &Place, recreate: &[Recreate]) -> Vec<Step> {
    let mut steps = vec![subnets(job, place, recreate)];
    if !place.has_commands() {
        return steps;
    }
    let targets = targets(job);
    if !targets.is_empty() {
        steps.push(from_host(&targets));
        steps.push(from_container(job, &targets));
    }
    steps.push(step(Message::new("plan.step.peer"), ["ip neigh show nud failed"]));
    steps
}

/// Every network with its subnets; where docker0 moved to a known range, that it is there.
fn subnets(job: &Job<'_>, place: &Place, recreate: &[Recreate]) -> Step {
    let list = "for id in $(docker network ls -q); do \
                docker network inspect -f '{{.Name}} {{range .IPAM.Config}}{{.Subnet}} {{end}}' \"$id\"; done";
    let mut lines = vec![list.to_owned()];
    let moved = job
        .course
        .docker0
        .iter()
        .find(|net| net.addr().is_ipv4())
        .filter(|_| moves_docker0(recreate) && place.has_commands());
    lines.extend(moved.map(|net| {
        format!("docker network inspect -f '{{{{range .IPAM.Config}}}}{{{{println .Subnet}}}}{{{{end}}}}' bridge | grep -Fx {net}")
    }));
    step(Message::new("plan.step.subnets"), [block(&[Use::Docker], job.record(), lines)])
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

/// No way at all is an answer too, and no reason for a script to stop.
fn from_host(targets: &[IpAddr]) -> Step {
    step(Message::new("plan.step.from-host"), targets.iter().map(|address| format!("ip route get {address} || true")))
}

/// Few images have `ip`: the host's own is run inside the container's namespace.
fn from_container(job: &Job<'_>, targets: &[IpAddr]) -> Step {
    let mut lines = vec![
        "running=$(docker ps -q)".to_owned(),
        "if [ -n \"$running\" ]; then".to_owned(),
        "  pid=$(docker inspect -f '{{.State.Pid}}' \"${running%%$'\\n'*}\")".to_owned(),
    ];
    lines
        .extend(targets.iter().map(|address| format!("  $SUDO nsenter -t \"$pid\" -n ip route get {address} || true")));
    lines.push("fi".to_owned());
    let command = block(&[Use::Root, Use::Docker], job.record(), lines);
    step(Message::new("plan.step.from-container"), [command])
}
