//! `host-bits-set`: a pool's base was written with bits behind its length; the engine masks it without a word.

use ipnet::IpNet;

use crate::net;
use crate::problem::{Code, Message, Problem, Severity, Side};

use super::Context;

/// One note for each pool.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let Some(fact) = &context.facts.config else { return Vec::new() };
    let bases = fact.config.pools.iter().zip(&fact.pools);
    let written = bases.filter_map(|(pool, span)| Some((pool.base.trim().parse::<IpNet>().ok()?, *span)));
    let note = |(net, span): (IpNet, _)| {
        let message = Message::new("read.host-bits-set").with("written", net.to_string()).with("net", net.trunc());
        Problem::new(Code::HostBitsSet, Severity::Note, message).at(span, Side::Here)
    };
    written.filter(|(net, _)| net::has_host_bits(*net)).map(note).collect()
}
