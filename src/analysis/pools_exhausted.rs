//! `pools-exhausted`: fewer automatic networks than wanted, also because reservations mask the pools. If not even docker0 gets
//! one, dockerd does not start.

use crate::docker::Refusal;
use crate::order::Order as _;
use crate::problem::{Arg, Code, Label, Message, Problem, Severity, Side, Victim};

use super::Context;
use super::overlap::verify_networks;

/// The class of the refusal when docker0 itself finds no free block.
pub(super) const REFUSAL: &str = "pools-exhausted";

/// At most one finding.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let problem = match &context.prediction.refusal {
        Some(refusal) if refusal.class == REFUSAL => does_not_start(refusal),
        None if context.prediction.remaining < context.look_ahead as u64 => too_few(context),
        _ => return Vec::new(),
    };
    let pools = context.facts.config.as_ref().map_or(&[][..], |config| &config.pools);
    let labels = pools.iter().map(|&span| Label { span, side: Side::Docker }).collect();
    let details = [vec![why(context)], problem.details].concat();
    vec![Problem { details, labels, verify: verify_networks(), ..problem }]
}

fn does_not_start(refusal: &Refusal) -> Problem {
    Problem {
        breaks: vec![Victim::Engine],
        details: vec![
            Message::new("analysis.engine-says").with("text", refusal.text.as_str()),
            Message::new("symptom.start"),
        ],
        ..Problem::new(Code::PoolsExhausted, Severity::Broken, Message::new("finding.pools-exhausted.start"))
    }
}

fn too_few(context: Context<'_>) -> Problem {
    let message = Message::new("finding.pools-exhausted.few")
        .with("n", context.prediction.remaining)
        .with("wanted", context.look_ahead);
    Problem {
        details: vec![Message::new("symptom.create")],
        ..Problem::new(Code::PoolsExhausted, Severity::WillBreak, message)
    }
}

fn why(context: Context<'_>) -> Message {
    let mut masks: Vec<_> = context.prediction.skipped.iter().map(|skip| skip.because).collect();
    masks.order();
    masks.dedup();
    if masks.is_empty() {
        return Message::new("finding.pools-exhausted.why");
    }
    let shown = masks.into_iter().take(4).map(Arg::Prefix).collect();
    Message::new("finding.pools-exhausted.masked").with("list", Arg::List(shown))
}
