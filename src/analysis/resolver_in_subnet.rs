//! `resolver-in-subnet`: a Docker subnet contains a nameserver. DNS fails first, although pings to other hosts work.
//!
//! A nameserver at the subnet's gateway is left out: that is a resolver on the host itself, which containers reach.

use ipnet::IpNet;

use crate::facts::DockerSubnet;
use crate::facts::interfaces::first_address;
use crate::net;
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Side};
use crate::text::Located;

use super::overlap::{docker_label, now_or_later, verify, victims};
use super::{Context, MOST};

/// One finding for each nameserver and subnet.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let facts = context.facts;
    let mut problems: Vec<Problem> = Vec::new();
    for subnet in context.subnets() {
        let gateway = subnet.gateway.unwrap_or_else(|| first_address(subnet.net));
        for server in facts.nameservers.iter().chain(&facts.container_resolvers) {
            if server.value == gateway || !subnet.net.contains(&IpNet::from(server.value)) {
                continue;
            }
            let found = problem(context, subnet, *server);
            if problems.len() <= MOST && !problems.iter().any(|have| have.clashes == found.clashes) {
                problems.push(found);
            }
        }
    }
    problems
}

fn problem(context: Context<'_>, subnet: &DockerSubnet, server: Located<std::net::IpAddr>) -> Problem {
    let message = Message::new("finding.resolver-in-subnet")
        .with("name", subnet.name.as_str())
        .with("docker", Arg::Docker(subnet.net))
        .with("server", server.value);
    let here = Label { span: server.span, side: Side::Yours };
    Problem {
        labels: docker_label(subnet).into_iter().chain([here]).collect(),
        clashes: vec![Clash { docker: subnet.net, other: net::host(server.value) }],
        subnets: vec![subnet.net],
        breaks: victims(context, subnet),
        verify: verify(server.value),
        details: vec![Message::new("finding.resolver-in-subnet.why"), Message::new("symptom.dns")],
        ..Problem::new(Code::ResolverInSubnet, now_or_later(subnet), message)
    }
}
