//! `symptom-recognised`: a pasted error message or stack trace is told, and where to look.
//!
//! What a client says does not prove an overlap: a firewall that rejects, a rule, a closed port use the same words. Three
//! trials tell: from the host, from a container, from a container with the host's network. Host and host network work and
//! the container does not: look for an overlap. The time tells too: three seconds are ARP, nothing is a rule, minutes are
//! lost packets (measured on kernel 6.18).

use std::net::IpAddr;

use crate::facts::DockerSubnet;
use crate::net;
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Severity, Side};
use crate::read::Symptom;

use super::Context;
use super::overlap::{docker_label, verify, verify_networks};

/// What client programs say when they reach nobody; everything else is Docker's own.
const OF_CLIENTS: &[&str] = &["name-not-resolved", "no-route-to-host", "network-unreachable", "timed-out"];

/// One finding for each message and address.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for symptom in &context.facts.symptoms {
        let found = problem(context, symptom);
        match problems.iter_mut().find(|have| have.message == found.message) {
            Some(have) => have.labels.extend(found.labels),
            None => problems.push(found),
        }
    }
    problems
}

fn problem(context: Context<'_>, symptom: &Symptom) -> Problem {
    let address = symptom.target.as_ref().and_then(|target| target.value.parse::<IpAddr>().ok());
    let inside = address.and_then(|address| covering(context, address).map(|subnet| (address, subnet)));
    let here = Label { span: symptom.span, side: Side::Here };
    let means = Message { key: format!("symptom.means.{}", symptom.which).into(), args: Vec::new() };
    if let Some((address, subnet)) = inside {
        let message = Message::new("finding.symptom-recognised.inside")
            .with("address", address)
            .with("name", subnet.name.as_str())
            .with("docker", Arg::Docker(subnet.net));
        return Problem {
            labels: docker_label(subnet).into_iter().chain([here]).collect(),
            clashes: vec![Clash { docker: subnet.net, other: net::host(address) }],
            subnets: vec![subnet.net],
            details: vec![Message::new("finding.symptom-recognised.inside.why"), means],
            verify: verify(address),
            ..Problem::new(Code::SymptomRecognised, Severity::Risk, message)
        };
    }
    Problem {
        labels: vec![here],
        details: std::iter::once(means).chain(table(symptom)).collect(),
        verify: address.map_or_else(verify_networks, verify),
        ..Problem::new(Code::SymptomRecognised, Severity::Note, sentence(symptom))
    }
}

fn sentence(symptom: &Symptom) -> Message {
    let message = Message { key: format!("symptom.is.{}", symptom.which).into(), args: Vec::new() };
    let target = symptom.target.as_ref().filter(|_| OF_CLIENTS.contains(&symptom.which.as_str()));
    match target {
        Some(target) => {
            Message::new("finding.symptom-recognised.of").with("what", message).with("target", target.value.as_str())
        }
        None => message,
    }
}

/// The Docker subnet on the host that contains an address, unless it is the subnet's own gateway.
fn covering(context: Context<'_>, address: IpAddr) -> Option<&DockerSubnet> {
    let own = |subnet: &&DockerSubnet| subnet.gateway == Some(address);
    context
        .subnets()
        .filter(|subnet| subnet.net.contains(&address) && !own(subnet))
        .max_by_key(|subnet| subnet.net.prefix_len())
}

/// The decision table; Docker's own messages need none.
fn table(symptom: &Symptom) -> Vec<Message> {
    if !OF_CLIENTS.contains(&symptom.which.as_str()) {
        return Vec::new();
    }
    vec![
        Message::new("symptom.table"),
        Message::new("symptom.table.container-only"),
        Message::new("symptom.table.host-too"),
        Message::new("symptom.table.elsewhere"),
        Message::new("symptom.table.time"),
    ]
}

#[cfg(test)]
mod tests {
    use crate::analysis::testing::{docker, facts, run};
    use crate::problem::Severity::{Note, Risk};
    use crate::read::Symptom;
    use crate::text::{Located, Slot, Span};

    #[test]
    fn an_address_inside_a_bridge_is_more_than_a_note() {
        let span = Span { slot: Slot::Any, start: 0, end: 1 };
        for (says, target, severity) in [
            ("an address inside docker0", Some("172.17.48.6"), Risk),
            ("the gateway of docker0 is the host", Some("172.17.0.1"), Note),
            ("an address elsewhere", Some("10.0.0.5"), Note),
            ("a name", Some("db.internal"), Note),
            ("nothing named", None, Note),
        ] {
            let mut bridge = docker("docker0", "172.17.0.0/16");
            bridge.gateway = "172.17.0.1".parse().ok();
            let mut facts = facts(vec![bridge], Vec::new());
            let target = target.map(|text| Located::new(text.to_owned(), span));
            facts.symptoms.push(Symptom { which: "no-route-to-host".to_owned(), target, span });
            let found = run(super::check, &facts);
            assert_eq!(found.iter().map(|problem| problem.severity).collect::<Vec<_>>(), [severity], "{says}");
        }
    }
}
