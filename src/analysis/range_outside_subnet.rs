//! `range-outside-subnet`: fixed-cidr lies outside the subnet of bip. dockerd starts; from 28 on every container on docker0
//! fails to start, before it is ignored (measured on 20.10.24, 27.5.1, 28.5.2 and 29.7.2).

use ipnet::IpNet;

use crate::docker::Version;
use crate::net;
use crate::problem::{Arg, Code, Label, Message, Problem, Severity, Side, Victim};

use super::Context;

/// The first release whose containers do not start.
const CONTAINERS_FAIL: Version = Version::new(28, 0, 0);

/// At most one finding.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let Some(fact) = &context.facts.config else { return Vec::new() };
    let parse = |text: &Option<String>| text.as_deref()?.trim().parse::<IpNet>().ok();
    let (Some(bip), Some(range)) = (parse(&fact.config.bip), parse(&fact.config.fixed_cidr)) else { return Vec::new() };
    if net::overlaps(bip, range) {
        return Vec::new();
    }
    let (severity, message, breaks) = if context.engine >= CONTAINERS_FAIL {
        (Severity::Broken, Message::new("finding.range-outside-subnet.fails"), vec![Victim::Containers])
    } else {
        (Severity::Risk, Message::new("finding.range-outside-subnet.ignored"), Vec::new())
    };
    let message = message.with("range", Arg::Docker(range.trunc())).with("subnet", Arg::Docker(bip.trunc()));
    let places = ["fixed-cidr", "bip"].into_iter().filter_map(|key| fact.place(key));
    vec![Problem {
        labels: places.map(|span| Label { span, side: Side::Docker }).collect(),
        subnets: vec![range.trunc()],
        breaks,
        details: vec![Message::new("finding.range-outside-subnet.why"), Message::new("symptom.range")],
        verify: vec!["docker network inspect bridge".to_owned(), "ip -br addr show docker0".to_owned()],
        ..Problem::new(Code::RangeOutsideSubnet, severity, message)
    }]
}
