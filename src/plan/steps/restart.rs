//! The restart: what it interrupts, and the trap of live-restore.

use super::place::{Place, in_settings};
use super::{Job, file, is_session_at_risk, moves_docker0, step};
use crate::plan::shell::{Use, block, stop};
use crate::plan::{Recreate, Step};
use crate::problem::Message;

/// Stops what runs and remembers it; a second time only those are stopped that are not remembered yet.
const STOP: [&str; 3] = [
    "[ -e \"$record/running.txt\" ] || docker ps -q > \"$record/running.txt\"",
    "running=$(docker ps -q)",
    "for id in $running; do docker stop \"$id\"; done",
];

/// Starts what was stopped.
const START: [&str; 4] = [
    "touch \"$record/running.txt\"",
    "stopped=$(cat \"$record/running.txt\")",
    "for id in $stopped; do docker start \"$id\"; done",
    "mv \"$record/running.txt\" \"$record/started.txt\"",
];

/// Waits until the engine answers.
const WAIT: &str = "for _ in 1 2 3 4 5 6 7 8 9; do ! docker version > /dev/null 2>&1 || break; sleep 1; done";

/// Lines that restart the engine and, if it does not come up, do `else_lines` and restart it again.
pub(super) fn lines(restart: &str, why: &str, else_lines: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut lines = vec![format!("if ! {{ {restart}; }}; then")];
    lines.extend(else_lines);
    lines.push(format!("  {restart}"));
    lines.push(format!("  {}", stop(why)));
    lines.extend(["fi", WAIT, "docker version > /dev/null"].map(str::to_owned));
    lines
}

/// Lines around a restart that moves docker0 for sure, where live-restore would keep it.
pub(super) fn around(job: &Job<'_>, recreate: &[Recreate], lines: Vec<String>) -> Vec<String> {
    if !stops(job, recreate) {
        return lines;
    }
    STOP.map(str::to_owned).into_iter().chain(lines).chain(START.map(str::to_owned)).collect()
}

fn stops(job: &Job<'_>, recreate: &[Recreate]) -> bool {
    job.facts.live_restore && moves_docker0(recreate)
}

/// The steps around the restart.
pub(super) fn steps(job: &Job<'_>, place: &Place, recreate: &[Recreate]) -> Vec<Step> {
    let mut steps = Vec::new();
    let has_commands = place.has_commands();
    if moves_docker0(recreate) && has_commands {
        steps.extend([hard_coded(job), stop_first(job)].into_iter().flatten());
    }
    steps.push(restart(job, place, recreate));
    if stops(job, recreate) && has_commands {
        steps.push(start_again(job));
    }
    steps
}

/// What names docker0's old address: it will not follow.
fn hard_coded(job: &Job<'_>) -> Option<Step> {
    let old = job.docker0?.addr();
    let line = format!("$SUDO timeout 60 grep -rIlF {old} /etc /opt /srv 2> /dev/null || true");
    let command = block(&[Use::Root], job.record(), [line]);
    Some(step(Message::new("plan.step.hard-coded").with("old", old), [command]))
}

/// With live-restore and running containers a restart leaves docker0 as it is, and says nothing.
fn stop_first(job: &Job<'_>) -> Option<Step> {
    if !job.facts.live_restore {
        return None;
    }
    let command = block(&[Use::Docker, Use::Record], job.record(), STOP);
    let interrupts = Some(Message::new("plan.interrupts.all"));
    Some(Step { interrupts, ..step(Message::new("plan.step.stop"), [command]) })
}

/// Containers that were stopped by hand do not come back by themselves, unless their policy is `always`.
fn start_again(job: &Job<'_>) -> Step {
    step(Message::new("plan.step.start-again"), [block(&[Use::Docker, Use::Record], job.record(), START)])
}

fn restart(job: &Job<'_>, place: &Place, recreate: &[Recreate]) -> Step {
    let (path, restart, has_unit) = match place {
        Place::Shell { file, restart, has_unit } => (file, restart, has_unit),
        Place::Settings(home) => return step::<String>(in_settings(home), []),
    };
    let mut back = Vec::new();
    if job.writes() {
        back.extend(file::find(path));
        back.extend(file::put_back(job));
        back.extend(super::unit::back_lines(job));
    }
    let why = "dockerd did not start with the new file: the old one is in place again.";
    let command = block(&[Use::Root, Use::Docker], job.record(), lines(restart, why, back));
    let keeps_running = job.facts.live_restore && !moves_docker0(recreate);
    let interrupts = if keeps_running { "plan.interrupts.daemon" } else { "plan.interrupts.all" };
    let mut warnings = vec![Message { key: session(job).into(), args: Vec::new() }];
    if *has_unit {
        warnings.push(Message::new("plan.warn.reload"));
    }
    warnings.push(Message::new("plan.warn.folk"));
    Step {
        interrupts: Some(Message { key: interrupts.into(), args: Vec::new() }),
        warnings,
        ..step(Message::new("plan.step.restart"), [command])
    }
}

/// Whether the restart can cut the administrator's own connection.
fn session(job: &Job<'_>) -> &'static str {
    if is_session_at_risk(job.facts) {
        "plan.warn.session"
    } else if job.facts.given.routes {
        "plan.note.session-safe"
    } else {
        "plan.note.session-unknown"
    }
}
