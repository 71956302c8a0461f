//! One sentence over all findings, what it rests on, and what was not given.

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::problem::{Code, Message, Problem, Severity};
use crate::read::{Symptom, SymptomOf};

use super::causes::{Cause, causes};
use super::{Context, symptom_recognised};

/// The state of things in one word, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Something is broken now.
    Broken,
    /// Something will break.
    WillBreak,
    /// A failure was recognised, and nothing pasted explains it yet.
    Symptom,
    /// Nothing clashes, and there are risks.
    Risk,
    /// Nothing clashes in what was given.
    Clear,
    /// Nothing clashes in what was given, and the networks to reach were not given: no clear verdict is possible.
    Partial,
    /// Nothing was pasted.
    Empty,
}

/// One sentence of verdict, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The state.
    pub state: State,
    /// The code of the finding that the sentence is about; `None` when it is about none.
    pub about: Option<Code>,
    /// The sentence.
    pub headline: Message,
    /// Why, in one or two sentences.
    pub because: Vec<Message>,
    /// What was not given, so was not checked.
    pub unchecked: Vec<Message>,
}

/// The verdict over an empty page.
pub fn empty() -> Verdict {
    Verdict {
        state: State::Empty,
        about: None,
        headline: Message::new("verdict.empty"),
        because: Vec::new(),
        unchecked: Vec::new(),
    }
}

/// The verdict. `problems` are sorted, worst first.
///
/// What is broken now comes first. A failure that nothing pasted explains comes next: it is what the paste was about.
pub fn verdict(context: Context<'_>, problems: &[Problem]) -> Verdict {
    let unchecked = unchecked(context.facts);
    let is_aside = |code| matches!(code, Code::SymptomRecognised | Code::KnownNeighbour);
    let is_finding = |found: &&Problem| found.severity < Severity::Note && !is_aside(found.code);
    let worst = problems.iter().find(is_finding);
    let failure = symptom_recognised::unexplained(context, problems);
    let (worst, state) = match (worst, failure) {
        (Some(worst), _) if worst.severity == Severity::Broken => (worst, State::Broken),
        (_, Some(failure)) => return symptom(context, failure, unchecked),
        (Some(worst), None) if worst.severity == Severity::WillBreak => (worst, State::WillBreak),
        (Some(worst), None) => (worst, State::Risk),
        (None, None) => return clear(context, unchecked),
    };
    let explained = symptom_recognised::explained(context, worst)
        .map(|failure| Message::new("verdict.explains").with("failure", symptom_recognised::sentence(failure)));
    let open =
        failure.map(|failure| Message::new("verdict.open").with("failure", symptom_recognised::sentence(failure)));
    let because = explained.into_iter().chain(because(worst, problems)).chain(open).collect();
    Verdict { state, about: Some(worst.code), headline: headline(worst, problems), because, unchecked }
}

/// A failure is what is known: what it says, what it means, and what to paste so that its cause can be seen.
fn symptom(context: Context<'_>, failure: &Symptom, unchecked: Vec<Message>) -> Verdict {
    let found = symptom_recognised::problem(context, failure);
    let next = (failure.of != SymptomOf::Collecting).then(|| Message::new("verdict.symptom.next"));
    Verdict {
        state: State::Symptom,
        about: Some(found.code),
        headline: found.message,
        because: found.details.into_iter().take(1).chain(next).collect(),
        unchecked,
    }
}

fn clear(context: Context<'_>, unchecked: Vec<Message>) -> Verdict {
    let facts = context.facts;
    let (state, headline) = if facts.given.networks {
        (State::Clear, Message::new("verdict.clear"))
    } else {
        (State::Partial, Message::new("verdict.partial"))
    };
    let rests = Message::new("verdict.rests-on")
        .with("n", facts.networks.len())
        .with("m", context.subnets().count())
        .with("k", context.prediction.next.len().min(context.look_ahead));
    Verdict { state, about: None, headline, because: vec![rests], unchecked }
}

/// An address that cannot be reached is said in those words, and several networks in one range in one sentence; every other
/// finding speaks for itself.
fn headline(worst: &Problem, problems: &[Problem]) -> Message {
    let target = worst.message.args.iter().find(|(name, _)| name == "target");
    match (worst.code, worst.severity, target) {
        (Code::BridgeCoversAddress, Severity::Broken, Some((_, target))) => {
            Message::new("verdict.unreachable").with("target", target.clone())
        }
        _ => of_several(worst, problems).unwrap_or_else(|| worst.message.clone()),
    }
}

/// The sentence of a finding's cause, where that is over several findings like it.
fn of_several(worst: &Problem, problems: &[Problem]) -> Option<Message> {
    let holds = |cause: &Cause| cause.findings.iter().any(|at| problems.get(*at) == Some(worst));
    let cause = causes(problems).causes.into_iter().find(holds)?;
    let is_alone = cause.consequences(problems).all(|(_, problem)| problem != worst);
    (!is_alone).then_some(cause.message).filter(|message| message.key == "cause.many")
}

fn because(worst: &Problem, problems: &[Problem]) -> Vec<Message> {
    let is_unreachable = worst.code == Code::BridgeCoversAddress && worst.severity == Severity::Broken;
    let inside = Message { key: "verdict.inside".into(), args: worst.message.args.clone() };
    let own = is_unreachable.then_some(inside);
    let why = worst.details.first().cloned();
    let others = causes(problems).causes.len().saturating_sub(1);
    let more = (others > 0).then(|| Message::new("verdict.more").with("n", others));
    own.into_iter().chain(why).chain(more).collect()
}

/// What the verdict does not rest on, most telling first.
fn unchecked(facts: &Facts) -> Vec<Message> {
    let given = facts.given;
    let missing = [
        (!given.networks, Message::new("unchecked.networks")),
        (!given.routes, Message::new("unchecked.routes")),
        (given.routes && !given.all_tables, Message::new("unchecked.tables")),
        (!given.nameservers, Message::new("unchecked.nameservers")),
        (!given.config, Message::new("unchecked.config")),
        (!given.docker, Message::new("unchecked.docker")),
        (given.routes, Message::new("unchecked.vpn")),
    ];
    missing.into_iter().filter(|(missing, _)| *missing).map(|(_, message)| message).collect()
}
