//! `special-range`: a Docker range lies in space reserved for something else: loopback, link-local, carrier NAT, multicast,
//! benchmarks, documentation, class E.

use crate::net::is_private;
use crate::net::special::{Special, special};
use crate::problem::{Arg, Code, Message, Problem, Severity};

use super::Context;
use super::overlap::{probe, verify};
use super::ranges::{Range, ranges};

/// One finding for each range.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let elsewhere = ranges(context).into_iter().filter(|range| !is_private(range.net));
    elsewhere.filter_map(|range| Some(problem(&range, special(range.net)?))).collect()
}

fn problem(range: &Range, special: &Special) -> Problem {
    let message = Message::new("finding.special-range")
        .with("name", range.name.as_str())
        .with("net", Arg::Docker(range.net))
        .with("space", Arg::Prefix(special.net))
        .with("what", Message { key: special.kind.key().into(), args: Vec::new() })
        .with("rfc", Arg::Text(special.rfc.to_owned()));
    Problem {
        labels: range.label(),
        subnets: vec![range.net],
        details: vec![Message::new("finding.special-range.why"), Message::new("symptom.no-route")],
        verify: verify(probe(range.net)),
        ..Problem::new(Code::SpecialRange, Severity::Risk, message)
    }
}
