//! `setting-ignored`: a key that dockerd accepts and ignores, a pool it drops, an order it does not keep.

use crate::docker::PoolFate;
use crate::problem::{Arg, Code, Label, Message, Problem, Severity, Side};

use super::Context;

/// One finding for each setting.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let ignored = context.judgement.map_or(&[][..], |judgement| &judgement.ignored);
    let keys = ignored.iter().map(|key| {
        let here = context.place(key.span).map(|span| Label { span, side: Side::Here });
        Problem { labels: here.into_iter().collect(), ..risk(key.message(), Vec::new()) }
    });
    keys.chain(dropped(context)).chain(order(context)).collect()
}

/// A finding; what is ignored says nothing, so the engine's own view is asked for.
fn risk(message: Message, why: Vec<Message>) -> Problem {
    Problem {
        details: why.into_iter().chain([Message::new("symptom.silent")]).collect(),
        verify: vec![
            "docker info -f '{{json .DefaultAddressPools}}'".to_owned(),
            "docker network inspect bridge".to_owned(),
        ],
        ..Problem::new(Code::SettingIgnored, Severity::Risk, message)
    }
}

fn label(context: Context<'_>, fate: &PoolFate) -> Vec<Label> {
    let span = || context.facts.config.as_ref()?.pools.get(fate.written?).copied();
    span().map(|span| Label { span, side: Side::Here }).into_iter().collect()
}

fn dropped(context: Context<'_>) -> impl Iterator<Item = Problem> {
    context.prediction.pools.iter().filter_map(move |fate| {
        let message = Message::new("finding.setting-ignored.pool-dropped")
            .with("pool", Arg::Docker(fate.pool.base))
            .with("other", Arg::Docker(fate.dropped_for?));
        Some(Problem { labels: label(context, fate), ..risk(message, Vec::new()) })
    })
}

/// From 27 on the pools of a family are sorted by address, whatever order the file has.
fn order(context: Context<'_>) -> Option<Problem> {
    let kept = |fate: &&PoolFate| fate.dropped_for.is_none() && fate.pool.base.addr().is_ipv4();
    let written: Vec<_> = context.prediction.pools.iter().filter(kept).filter_map(|fate| fate.written).collect();
    let first = context.prediction.pools.iter().find(kept)?;
    if written.is_sorted() {
        return None;
    }
    let message = Message::new("finding.setting-ignored.pool-order").with("pool", Arg::Docker(first.pool.base));
    let why = vec![Message::new("finding.setting-ignored.pool-order.why")];
    Some(Problem { labels: label(context, first), ..risk(message, why) })
}
