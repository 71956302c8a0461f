//! Addresses that a client did not reach, and that lie in a subnet of Docker's where no container has them: a host elsewhere
//! was meant.

use std::net::IpAddr;

use super::networks::network;
use super::{DockerSubnet, Network, Role, State, Written};
use crate::net;
use crate::read::SymptomOf;

/// Containers take the lowest free addresses of their subnet, so that one so far up is hardly a container's.
const LAST_OF_CONTAINERS: u128 = 255;

/// Each such address as one that must be reached.
pub(super) fn failed(written: &Written<'_>, docker: &[DockerSubnet]) -> Vec<Network> {
    let clients = written.symptoms.iter().filter(|symptom| symptom.of == SymptomOf::Client);
    let targets = clients.filter_map(|symptom| symptom.target.as_ref());
    let targets = targets.filter_map(|target| Some((target.value.parse::<IpAddr>().ok()?, target.span)));
    targets
        .filter(|(address, _)| docker.iter().any(|subnet| lies_above_containers(subnet, *address)))
        .map(|(address, span)| Network { span: Some(span), ..network(net::host(address), Role::Target) })
        .collect()
}

fn lies_above_containers(subnet: &DockerSubnet, address: IpAddr) -> bool {
    let is_there = subnet.state == State::Exists && subnet.gateway != Some(address) && subnet.net.contains(&address);
    let place = match (subnet.net.network(), address) {
        (IpAddr::V4(first), IpAddr::V4(address)) => u128::from(u32::from(address).wrapping_sub(u32::from(first))),
        (IpAddr::V6(first), IpAddr::V6(address)) => u128::from(address).wrapping_sub(u128::from(first)),
        _ => 0,
    };
    is_there && place > LAST_OF_CONTAINERS
}
