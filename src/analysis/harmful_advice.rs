//! `harmful-advice`: the paste holds a command that people are advised to try against an overlap, and that does harm or
//! nothing; or the file narrows fixed-cidr as if that kept the bridge's route away from a network.
//!
//! An overlap is a matter of addresses and routes: no rule of iptables, no deleted bridge and no switch of the kernel moves
//! a subnet. `docs/findings/harmful-advice.md` answers each one.

use ipnet::IpNet;

use crate::facts::{DockerSubnet, Network};
use crate::net;
use crate::problem::{Arg, Code, Label, Message, Problem, Severity, Side};
use crate::read::Advice;

use super::Context;
use super::overlap::{in_use, list, verify_networks};

/// Advice that breaks something by itself; the rest does nothing for an overlap.
const BREAKS: &[&str] =
    &["flush-rules", "delete-bridge", "delete-bridge-route", "bridge-address", "delete-store", "public-range"];

/// One finding for each kind of command, and one for fixed-cidr.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for advice in &context.facts.advice {
        let found = of_command(advice);
        match problems.iter_mut().find(|have| have.message == found.message) {
            Some(have) => have.labels.extend(found.labels),
            None => problems.push(found),
        }
    }
    problems.into_iter().chain(narrow_range(context)).collect()
}

fn of_command(advice: &Advice) -> Problem {
    let severity = if BREAKS.contains(&advice.which.as_str()) { Severity::Risk } else { Severity::Note };
    let keyed = |part: &str| Message { key: format!("advice.{}{part}", advice.which).into(), args: Vec::new() };
    let message = match advice.net {
        Some(net) => keyed("").with("net", Arg::Docker(net)),
        None => keyed(""),
    };
    Problem {
        labels: vec![Label { span: advice.span, side: Side::Here }],
        details: vec![keyed(".why"), Message::new("advice.instead")],
        verify: verify_networks(),
        ..Problem::new(Code::HarmfulAdvice, severity, message)
    }
}

/// fixed-cidr keeps containers out of a network; the bridge's route still covers it.
fn narrow_range(context: Context<'_>) -> Option<Problem> {
    let fact = context.facts.config.as_ref()?;
    let range: IpNet = fact.config.fixed_cidr.as_deref()?.trim().parse().ok()?;
    let range = range.trunc();
    let holds =
        |subnet: &&DockerSubnet| subnet.is_default_bridge() && subnet.net.contains(&range) && subnet.net != range;
    let bridge = context.subnets().find(holds)?;
    let spared = |network: &&Network| {
        in_use(network) && net::overlaps(network.net, bridge.net) && !net::overlaps(network.net, range)
    };
    let all = &context.facts.networks;
    let spared: Vec<_> = all.at(all.overlapping(bridge.net)).filter(spared).collect();
    if spared.is_empty() {
        return None;
    }
    let message = Message::new("advice.fixed-cidr")
        .with("range", Arg::Docker(range))
        .with("docker", Arg::Docker(bridge.net))
        .with("list", list(&spared));
    Some(Problem {
        labels: fact.place("fixed-cidr").map(|span| Label { span, side: Side::Here }).into_iter().collect(),
        details: vec![Message::new("advice.fixed-cidr.why"), Message::new("advice.instead")],
        verify: verify_networks(),
        ..Problem::new(Code::HarmfulAdvice, Severity::Risk, message)
    })
}
