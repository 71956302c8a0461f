//! `host-address-in-subnet`: a Docker subnet contains one of the host's own addresses. Docker takes it all the same: an
//! explicit subnet is not compared with the host, and an address alone reserves nothing.

use ipnet::IpNet;

use crate::facts::{DockerSubnet, HostAddress};
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Side, Victim};

use super::Context;
use super::overlap::{docker_label, now_or_later, verify};

/// One finding for each address and subnet.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for subnet in context.subnets().filter(|subnet| !subnet.is_overlay()) {
        let inside = |host: &&HostAddress| {
            subnet.net.contains(&IpNet::from(host.address)) && subnet.interface.as_deref() != Some(host.dev.as_str())
        };
        problems.extend(context.facts.addresses.iter().filter(inside).map(|host| problem(subnet, host)));
    }
    problems
}

fn problem(subnet: &DockerSubnet, host: &HostAddress) -> Problem {
    let key =
        if host.dev.is_empty() { "finding.host-address-in-subnet.bare" } else { "finding.host-address-in-subnet" };
    let message = Message { key: key.into(), args: Vec::new() }
        .with("name", subnet.name.as_str())
        .with("docker", Arg::Docker(subnet.net))
        .with("address", host.address)
        .with("dev", host.dev.as_str());
    let here = Label { span: host.span, side: Side::Yours };
    Problem {
        labels: docker_label(subnet).into_iter().chain([here]).collect(),
        clashes: vec![Clash { docker: subnet.net, other: host.connected }],
        subnets: vec![subnet.net],
        breaks: vec![Victim::Containers, Victim::Host, Victim::Peers],
        verify: verify(host.address),
        details: vec![Message::new("finding.host-address-in-subnet.why"), Message::new("symptom.lan")],
        ..Problem::new(Code::HostAddressInSubnet, now_or_later(subnet), message)
    }
}
