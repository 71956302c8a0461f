//! `public-space`: a Docker network, bip, fixed-cidr or pool uses addresses that belong to others on the internet.
//!
//! dockerd accepts them silently, and its manual showed 172.80.0.0/16 and 172.90.0.0/16 as an example until 2021. Containers
//! and host then cannot reach the owners of those addresses. IPv6 is left out: a delegated global prefix is the normal case.

use crate::net::special::is_public;
use crate::problem::{Arg, Code, Message, Problem, Severity};

use super::Context;
use super::overlap::{probe, verify};
use super::ranges::{Range, ranges};

/// One finding for each range.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let public = |range: &Range| range.net.addr().is_ipv4() && is_public(range.net);
    ranges(context).into_iter().filter(public).map(|range| problem(&range)).collect()
}

fn problem(range: &Range) -> Problem {
    let message =
        Message::new("finding.public-space").with("name", range.name.as_str()).with("net", Arg::Docker(range.net));
    Problem {
        labels: range.label(),
        subnets: vec![range.net],
        details: vec![Message::new("finding.public-space.why"), Message::new("symptom.no-route")],
        verify: verify(probe(range.net)),
        ..Problem::new(Code::PublicSpace, Severity::Risk, message)
    }
}
