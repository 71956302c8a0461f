//! `nested-reservation`: the allocator of 27 and later continues inside an on-link subnet behind a nested prefix.
//!
//! Its cursor stops behind the last reserved prefix by start address, not behind the one that reaches furthest: with eth0 on
//! 10.0.0.10/20, the resolver 10.0.0.2 and the pool 10.0.0.0/8 in /24, docker0 becomes 10.0.1.0/24, inside the own subnet
//! (measured on 27.5.1, 28.5.2 and 29.7.2; 26 and earlier are not affected).

use crate::problem::{Arg, Clash, Code, Label, Message, Problem, Severity, Side, Victim};

use super::Context;
use super::overlap::verify_networks;

/// One finding for all allocations that fall inside a reserved prefix.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let next = context.prediction.next.iter();
    let clashes: Vec<_> = next.filter_map(|next| Some(Clash { docker: next.subnet, other: next.inside? })).collect();
    let Some(first) = clashes.first() else { return Vec::new() };
    let message = Message::new("finding.nested-reservation")
        .with("docker", Arg::Docker(first.docker))
        .with("other", Arg::Yours(first.other));
    let shown = context.facts.routes.iter().filter(|route| route.dst.value.trunc() == first.other);
    vec![Problem {
        labels: shown.map(|route| Label { span: route.span, side: Side::Yours }).collect(),
        subnets: clashes.iter().map(|clash| clash.docker).collect(),
        breaks: vec![Victim::Containers, Victim::Host, Victim::Peers],
        details: vec![Message::new("finding.nested-reservation.why"), Message::new("symptom.later")],
        verify: verify_networks(),
        clashes,
        ..Problem::new(Code::NestedReservation, Severity::WillBreak, message)
    }]
}
