//! A file that dockerd refuses and for which no repair is known: nothing is written and nothing restarted until the user has
//! said what was meant. The only step names what dockerd stops at, and its line.

use super::Step;
use super::make::Situation;
use crate::docker::Version;
use crate::problem::{Arg, Message};

/// The step that comes before everything else. `refusal` is what dockerd says of the file that would be offered.
pub(super) fn step(situation: Situation<'_>, refusal: &Message) -> Step {
    let context = situation.context;
    let unknown = context.judgement.map_or(&[][..], |judgement| judgement.unknown.as_slice());
    let keys: Vec<Arg> = unknown.iter().map(|key| place(situation, key)).collect();
    let message = if keys.is_empty() {
        Message::new("plan.step.repair").with("text", refusal.clone())
    } else {
        Message::new("plan.step.repair.keys").with("list", Arg::List(keys))
    };
    let warnings = unknown.iter().map(|key| key.message(context.engine)).collect();
    let can_validate = context.engine >= Version::new(23, 0, 0);
    let validate = "sudo dockerd --validate --config-file=/etc/docker/daemon.json".to_owned();
    Step {
        message,
        commands: can_validate.then_some(validate).into_iter().collect(),
        interrupts: None,
        undo: Vec::new(),
        warnings,
    }
}

/// A key with the line it stands on.
fn place(situation: Situation<'_>, key: &crate::docker::config::Unknown) -> Arg {
    let name = Arg::Code(key.key.clone());
    let line = situation.context.place(key.span).and_then(|span| {
        let source = situation.sources.iter().find(|source| source.slot() == span.slot)?;
        Some(source.line_at(span.start))
    });
    match line {
        Some(line) => Message::new("plan.key.line").with("key", name).with("line", line).into(),
        None => name,
    }
}
