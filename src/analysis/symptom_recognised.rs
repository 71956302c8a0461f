//! `symptom-recognised`: a pasted error message or stack trace is told, and where to look.
//!
//! What a client says does not prove an overlap: a firewall that rejects, a rule, a closed port use the same words. Three
//! trials tell: from the host, from a container, from a container with the host's network. Host and host network work and
//! the container does not: look for an overlap. The time tells too: three seconds are ARP, nothing is a rule, minutes are
//! lost packets (measured on kernel 6.18).

use std::net::IpAddr;

use ipnet::IpNet;

use crate::facts::DockerSubnet;
use crate::net;
use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Severity, Side};
use crate::read::{Collect, Symptom, SymptomOf};

use super::Context;
use super::overlap::{docker_label, verify, verify_networks};

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

/// The first failure of the paste that no finding explains; `None` where there is none. What a collecting command says is a
/// failure only where nothing else was given to look at.
pub fn unexplained<'a>(context: Context<'a>, problems: &[Problem]) -> Option<&'a Symptom> {
    let facts = context.facts;
    let is_bare = facts.docker.is_empty() && facts.networks.is_empty() && facts.config.is_none();
    let counts = |symptom: &&Symptom| symptom.of != SymptomOf::Collecting || is_bare;
    let mut failures = facts.symptoms.iter().filter(counts);
    failures.find(|symptom| !problems.iter().any(|found| explains(found, symptom)))
}

/// The first failure that a finding explains.
pub(super) fn explained<'a>(context: Context<'a>, found: &Problem) -> Option<&'a Symptom> {
    context.facts.symptoms.iter().find(|symptom| explains(found, symptom))
}

/// Whether a finding is what makes people see a failure.
fn explains(found: &Problem, symptom: &Symptom) -> bool {
    const START: &[Code] = &[Code::EngineRefusesConfig, Code::PoolsExhausted];
    const OVERLAP: &[Code] = &[Code::NetworksOverlap, Code::EngineRefusesConfig];
    let codes = match symptom.which.as_str() {
        "pools-exhausted" | "no-bridge-address" | "engine-start" | "docker-down" => START,
        "pool-overlaps" | "bridge-address-conflict" => OVERLAP,
        "ipv6-without-range" | "subnet-invalid" => &[Code::EngineRefusesConfig],
        "overlaps-nameserver" => &[Code::ResolverInSubnet],
        "overlaps-route" => &[Code::RouteInsideBridge, Code::BridgeCoversNetwork, Code::NextNetworkCollides],
        _ if symptom.of == SymptomOf::Client => return breaks(found, symptom),
        _ => &[],
    };
    found.severity < Severity::Note && codes.contains(&found.code)
}

/// Whether a finding breaks connections as a client sees it: now, or where the address that was not reached lies.
fn breaks(found: &Problem, symptom: &Symptom) -> bool {
    let is_there = |clash: &Clash| address(symptom).is_some_and(|address| clash.docker.contains(&address));
    match found.severity {
        Severity::Broken => !found.clashes.is_empty() || found.code == Code::EngineRefusesConfig,
        Severity::WillBreak => found.clashes.iter().any(is_there),
        Severity::Risk | Severity::Note => false,
    }
}

/// The address that a client did not reach.
fn address(symptom: &Symptom) -> Option<IpAddr> {
    symptom.target.as_ref().and_then(|target| target.value.parse().ok())
}

/// The finding about one message.
pub(super) fn problem(context: Context<'_>, symptom: &Symptom) -> Problem {
    let here = Label { span: symptom.span, side: Side::Here };
    let means = Message { key: format!("symptom.means.{}", symptom.which).into(), args: Vec::new() };
    let address = address(symptom);
    if let Some((address, subnet)) = address.and_then(|address| Some((address, covering(context, address)?))) {
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
    if let Some((address, docker0)) = address.and_then(|address| Some((address, unseen(context, address)?))) {
        let message = Message::new("finding.symptom-recognised.unseen")
            .with("address", address)
            .with("docker", Arg::Docker(docker0));
        let bridge = "ip -br addr show docker0".to_owned();
        return Problem {
            labels: vec![here],
            subnets: vec![docker0],
            details: vec![Message::new("finding.symptom-recognised.unseen.why"), means],
            verify: std::iter::once(bridge).chain(verify(address)).collect(),
            ..Problem::new(Code::SymptomRecognised, Severity::Risk, message)
        };
    }
    Problem {
        labels: vec![here],
        details: std::iter::once(means).chain(table(symptom)).collect(),
        verify: instead(symptom).unwrap_or_else(|| address.map_or_else(verify_networks, verify)),
        ..Problem::new(Code::SymptomRecognised, Severity::Note, sentence(symptom))
    }
}

/// What a message says, in a sentence.
pub(super) fn sentence(symptom: &Symptom) -> Message {
    let message = Message { key: format!("symptom.is.{}", symptom.which).into(), args: Vec::new() };
    match &symptom.target {
        Some(target) => {
            Message::new("finding.symptom-recognised.of").with("what", message).with("target", target.value.as_str())
        }
        None => message,
    }
}

/// The range of a docker0 that the paste does not show, where a client's address lies in it.
fn unseen(context: Context<'_>, address: IpAddr) -> Option<IpNet> {
    let is_shown = context.facts.docker.iter().any(DockerSubnet::is_default_bridge);
    let docker0 = || context.prediction.docker0.iter().find(|docker0| docker0.contains(&address));
    docker0().copied().filter(|_| !is_shown && context.prediction.docker0_is_dynamic)
}

/// The commands to run in place of one that collected nothing.
fn instead(symptom: &Symptom) -> Option<Vec<String>> {
    const NETWORKS: &str = "sudo docker network inspect $(sudo docker network ls -q)";
    let commands: &[&str] = match symptom.which.as_str() {
        "docker-denied" => &[NETWORKS],
        "docker-down" => {
            &["systemctl status docker", "sudo journalctl -u docker -n 50 --no-pager", "docker context ls"]
        }
        "docker-missing" => &["command -v docker podman nerdctl", "sudo ls -l /run/docker.sock"],
        "docker-no-network" => &["docker network ls", NETWORKS],
        "file-denied" => &["sudo cat /etc/docker/daemon.json"],
        "ip-missing" => &[
            "/sbin/ip route show table all",
            "cat /proc/net/route",
            Collect::MacOs.routes(),
            Collect::Windows.routes(),
        ],
        "ip-other" => &["ip route", "cat /proc/net/route"],
        "engine-start" => &["sudo journalctl -u docker -n 50 --no-pager", "sudo cat /etc/docker/daemon.json"],
        _ => return None,
    };
    Some(commands.iter().map(|&command| command.to_owned()).collect())
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
    if symptom.of != SymptomOf::Client {
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
    use crate::read::{Symptom, SymptomOf};
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
            facts.symptoms.push(Symptom { which: "no-route-to-host".to_owned(), of: SymptomOf::Client, target, span });
            let found = run(super::check, &facts);
            assert_eq!(found.iter().map(|problem| problem.severity).collect::<Vec<_>>(), [severity], "{says}");
        }
    }
}
