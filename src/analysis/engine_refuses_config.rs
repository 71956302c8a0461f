//! `engine-refuses-config`: dockerd will not start because of the configuration itself: bad JSON, an unknown key, a network
//! address as bip, a pool size smaller than its base. `dockerd --validate` is shallow and lets most values pass.

use crate::docker::Refusal;
use crate::docker::config::{Judgement, Verdict};
use crate::problem::{Arg, Code, Label, Message, Problem, Severity, Side, Victim};

use super::Context;
use super::pools_exhausted;

/// At most one finding: dockerd stops at the first thing that it refuses.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let by_file = context.judgement.and_then(|judgement| of_file(context, judgement));
    by_file.or_else(|| of_values(context)).into_iter().collect()
}

fn of_file(context: Context<'_>, judgement: &Judgement) -> Option<Problem> {
    let Verdict::Refused { refusal, spans } = &judgement.start else { return None };
    let validate = judgement.validate.as_ref().map(|verdict| match verdict {
        Verdict::Accepted => Message::new("finding.engine-refuses-config.validate-passes"),
        Verdict::Refused { .. } => Message::new("finding.engine-refuses-config.validate-refuses"),
    });
    let unknown = judgement.unknown.iter().map(|key| key.message(judgement.version));
    let labels = spans.iter().filter_map(|bytes| context.place(*bytes)).map(|span| Label { span, side: Side::Here });
    let seen = Message::new("symptom.start");
    Some(Problem {
        labels: labels.collect(),
        details: [says(refusal)].into_iter().chain(unknown).chain(validate).chain([seen]).collect(),
        ..problem(refusal)
    })
}

/// What the values mean on this host: bip over an existing network, a gateway outside the subnet.
fn of_values(context: Context<'_>) -> Option<Problem> {
    let refusal = context.prediction.refusal.as_ref().filter(|refusal| refusal.class != pools_exhausted::REFUSAL)?;
    let fact = context.facts.config.as_ref();
    let places = refusal.keys.iter().filter_map(|key| fact?.place(key));
    Some(Problem {
        labels: places.map(|span| Label { span, side: Side::Here }).collect(),
        details: vec![
            says(refusal),
            Message::new("finding.engine-refuses-config.validate-passes"),
            Message::new("symptom.start"),
        ],
        ..problem(refusal)
    })
}

fn says(refusal: &Refusal) -> Message {
    Message::new("analysis.engine-says").with("text", refusal.text.as_str())
}

fn problem(refusal: &Refusal) -> Problem {
    let message = if refusal.keys.is_empty() {
        Message::new("finding.engine-refuses-config")
    } else {
        let keys = refusal.keys.iter().map(|key| Arg::Code(key.clone())).collect();
        Message::new("finding.engine-refuses-config.keys").with("list", Arg::List(keys))
    };
    let verify =
        ["sudo dockerd --validate --config-file=/etc/docker/daemon.json", "sudo journalctl -u docker -n 50 --no-pager"];
    Problem {
        verify: verify.map(str::to_owned).to_vec(),
        breaks: vec![Victim::Engine],
        ..Problem::new(Code::EngineRefusesConfig, Severity::Broken, message)
    }
}
