//! Every range that is Docker's or is about to be: subnets, pools and fixed-cidr, each with its name and place.

use ipnet::IpNet;

use crate::facts::DockerSubnet;
use crate::net::Lpm;
use crate::problem::{Label, Side};
use crate::text::Span;

use super::Context;

/// A range of Docker's.
pub(super) struct Range {
    /// The range, masked.
    pub(super) net: IpNet,
    /// What it is: a network's name or a key of daemon.json.
    pub(super) name: String,
    /// Where it stands.
    span: Option<Span>,
}

impl Range {
    /// The line it stands on.
    pub(super) fn label(&self) -> Vec<Label> {
        self.span.map(|span| Label { span, side: Side::Docker }).into_iter().collect()
    }
}

/// Every range once, in the order: subnets, pools, fixed-cidr. A range inside one that comes before adds nothing.
pub(super) fn ranges(context: Context<'_>) -> Vec<Range> {
    let mut all: Vec<Range> = context.subnets().map(of_subnet).collect();
    if let Some(fact) = &context.facts.config {
        for (at, pool) in fact.config.pools.iter().enumerate() {
            all.extend(written(&pool.base, "default-address-pools", fact.pools.get(at).copied()));
        }
        let range = fact.config.fixed_cidr.as_deref().unwrap_or_default();
        all.extend(written(range, "fixed-cidr", fact.place("fixed-cidr")));
    }
    let mut seen: Lpm<()> = Lpm::default();
    all.retain(|range| {
        let around = |have: IpNet| have.prefix_len() <= range.net.prefix_len();
        let known = seen.matches(range.net.network()).any(|(have, _)| around(have));
        if !known {
            seen.insert(range.net, ());
        }
        !known
    });
    all
}

fn of_subnet(subnet: &DockerSubnet) -> Range {
    Range { net: subnet.net, name: subnet.name.clone(), span: subnet.spans.first().copied() }
}

fn written(text: &str, key: &str, span: Option<Span>) -> Option<Range> {
    let net: IpNet = text.trim().parse().ok()?;
    Some(Range { net: net.trunc(), name: key.to_owned(), span })
}
