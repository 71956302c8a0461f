//! `line-not-handled`: more of something than any host has. What lies beyond is not looked at, and this says so.

use crate::facts::{Crowd, LeftOut};
use crate::order::Order as _;
use crate::problem::{Arg, Code, Message, Problem, Severity, Side};

use super::{Context, MOST};

/// A note for each thing that there is too much of, and one for findings that name no more networks.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let left_out = context.facts.left_out.iter().map(problem);
    let crowded = |net| context.facts.networks.overlapping(net).nth(MOST).is_some();
    let crowded = context.subnets().find(|subnet| crowded(subnet.net));
    let unnamed = crowded.map(|subnet| {
        let message = Message::new("finding.left-out.networks")
            .with("name", subnet.name.as_str())
            .with("docker", Arg::Docker(subnet.net))
            .with("most", MOST);
        Problem::new(Code::LineNotHandled, Severity::Note, message)
    });
    left_out.chain(unnamed).collect()
}

fn problem(left_out: &LeftOut) -> Problem {
    let what = match left_out.crowd {
        Crowd::DockerSubnets => "finding.left-out.docker-subnets",
        Crowd::Addresses => "finding.left-out.addresses",
        Crowd::Nameservers => "finding.left-out.nameservers",
        Crowd::Rules => "finding.left-out.rules",
        Crowd::Symptoms => "finding.left-out.symptoms",
        Crowd::Advice => "finding.left-out.advice",
    };
    let message = Message::new("finding.left-out")
        .with("what", Message::new(what))
        .with("most", left_out.crowd.most())
        .with("n", left_out.count);
    Problem::new(Code::LineNotHandled, Severity::Note, message).at(left_out.span, Side::Here)
}

/// At most [`MOST`] findings of one check, worst first, and a note where there are more.
pub(super) fn first(mut found: Vec<Problem>) -> Vec<Problem> {
    if found.len() > MOST {
        found.order();
        found.truncate(MOST);
        let code = found.first().map_or("", |problem| problem.code.name());
        let message = Message::new("finding.left-out.findings").with("code", code).with("most", MOST);
        found.push(Problem::new(Code::LineNotHandled, Severity::Note, message));
    }
    found
}
