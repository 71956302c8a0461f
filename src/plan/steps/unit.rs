//! The unit that starts dockerd, where its flags move into the file.

use super::{Job, step};
use crate::plan::Step;
use crate::plan::draft::flags::is_address;
use crate::plan::shell::{Use, block, write_file};
use crate::problem::{Arg, Message};

/// A drop-in of its own, which no other overwrites and which comes last.
const PATH: &str = "/etc/systemd/system/docker.service.d/zz-addresses.conf";

/// Starts dockerd without the flags that moved.
pub(super) fn change(job: &Job<'_>) -> Option<Step> {
    if job.draft.flags_moved.is_empty() {
        return None;
    }
    let flags = job.draft.flags_moved.iter().map(|name| Arg::Code(format!("--{name}"))).collect();
    let message = Message::new("plan.step.unit").with("flags", Arg::List(flags));
    let undo = vec![block(&[Use::Root], job.record(), back_lines(job))];
    Some(Step { undo, ..step(message, [block(&[Use::Root], job.record(), change_lines(job))]) })
}

/// The lines that write the drop-in; none where no flag moved.
pub(super) fn change_lines(job: &Job<'_>) -> Vec<String> {
    if job.draft.flags_moved.is_empty() {
        return Vec::new();
    }
    let text = format!("[Service]\nExecStart=\nExecStart={}{}\n", job.program, kept(job));
    let folder = "$SUDO mkdir -p /etc/systemd/system/docker.service.d".to_owned();
    vec![folder, write_file(PATH, &text), "$SUDO systemctl daemon-reload".to_owned()]
}

/// The lines that bring the old flags back; none where no flag moved.
pub(super) fn back_lines(job: &Job<'_>) -> Vec<String> {
    if job.draft.flags_moved.is_empty() {
        return Vec::new();
    }
    vec![format!("$SUDO rm -f {PATH}"), "$SUDO systemctl daemon-reload".to_owned()]
}

/// The flags that stay, each behind a space.
fn kept(job: &Job<'_>) -> String {
    let flags = job.facts.config.iter().flat_map(|fact| &fact.flags);
    flags.filter(|(name, ..)| !is_address(name)).map(|(name, value, _)| flag(name, value)).collect()
}

/// A flag in a unit file, where `%`, `$` and white space have a meaning.
fn flag(name: &str, value: &str) -> String {
    let word = if value.is_empty() { format!("--{name}") } else { format!("--{name}={value}") };
    let word: String = word.chars().filter(|c| !c.is_control()).collect();
    let word = word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    if word.contains(char::is_whitespace) || word.contains('\'') { format!(" \"{word}\"") } else { format!(" {word}") }
}
