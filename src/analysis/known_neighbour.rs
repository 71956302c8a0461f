//! `known-neighbour`: a range that Docker has, or takes next from configured pools, overlaps a well-known default of another
//! product. Docker's built-in pools are left out: everybody has them, and the next networks are judged by what was pasted.
//!
//! Nothing pasted has that product, so that the verdict is never about it.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::net::neighbours::{Cloud, Neighbour, neighbours};
use crate::net::private_blocks;
use crate::problem::{Arg, Code, Label, Message, Problem, Severity};
use crate::text::Span;

use super::Context;
use super::overlap::{docker_label, probe, verify};

/// One finding for each range and product.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let clouds = &context.survey.clouds;
    let existing = context.subnets().map(|subnet| (subnet.name.clone(), subnet.net, docker_label(subnet)));
    let mut problems: Vec<Problem> = Vec::new();
    for (name, net, label) in existing.filter(|(_, net, _)| !is_built_in(*net)).chain(next(context)) {
        let Some(neighbour) = neighbours(net).find(|row| counts(row, clouds)) else { continue };
        let found = problem(&name, net, neighbour, label);
        if !problems.iter().any(|have| have.message.args.last() == found.message.args.last()) {
            problems.push(found);
        }
    }
    problems
}

/// What the configured pools give next.
fn next(context: Context<'_>) -> Vec<(String, IpNet, Option<Label>)> {
    let Some(fact) = context.facts.config.as_ref().filter(|fact| !fact.config.pools.is_empty()) else {
        return Vec::new();
    };
    let label = |span: &Span| Label { span: *span, side: crate::problem::Side::Docker };
    let next = context.prediction.next.iter().take(context.look_ahead);
    next.map(|next| ("default-address-pools".to_owned(), next.subnet, fact.pools.first().map(label))).collect()
}

/// Docker's built-in pools: 172.17 to 172.31 and 192.168.
fn is_built_in(net: IpNet) -> bool {
    let [_, b, c] = private_blocks();
    (b.contains(&net) || c.contains(&net)) && matches!(net.prefix_len(), 16 | 20)
}

/// Whether the neighbour is likely to meet this host: a product found anywhere, or one of a cloud that the paste shows.
fn counts(row: &Neighbour, clouds: &BTreeSet<Cloud>) -> bool {
    row.cloud.map_or_else(|| row.counts_everywhere(), |cloud| clouds.contains(&cloud))
}

fn problem(name: &str, net: IpNet, neighbour: &Neighbour, label: Option<Label>) -> Problem {
    let message = Message::new("finding.known-neighbour")
        .with("name", name)
        .with("net", Arg::Docker(net))
        .with("other", Arg::Prefix(neighbour.net))
        .with("owner", Arg::Text(neighbour.owner.to_owned()))
        .with("product", Arg::Text(neighbour.product.to_owned()));
    Problem {
        labels: label.into_iter().collect(),
        subnets: vec![net],
        details: vec![Message::new("finding.known-neighbour.why"), Message::new("symptom.later")],
        verify: verify(probe(net)),
        ..Problem::new(Code::KnownNeighbour, Severity::Risk, message)
    }
}
