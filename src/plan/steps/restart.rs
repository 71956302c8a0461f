//! The restart: what it interrupts, and the trap of live-restore.

use super::{Job, moves_docker0, step};
use crate::plan::{Recreate, Step};
use crate::problem::Message;

/// Stops what runs and remembers it.
const STOP: [&str; 2] = [
    "docker ps -q > \"$HOME/docker-before/running.txt\"",
    "xargs -r docker stop < \"$HOME/docker-before/running.txt\"",
];

/// Starts what was stopped.
const START: &str = "xargs -r docker start < \"$HOME/docker-before/running.txt\"";

/// The commands of a restart that moves docker0 for sure, on the way back too.
pub(super) fn commands(job: &Job<'_>, recreate: &[Recreate]) -> Vec<String> {
    let restart = "sudo systemctl restart docker";
    if job.facts.live_restore && moves_docker0(recreate) {
        return STOP.into_iter().chain([restart, START]).map(str::to_owned).collect();
    }
    vec![restart.to_owned()]
}

/// The steps around the restart.
pub(super) fn steps(job: &Job<'_>, recreate: &[Recreate]) -> Vec<Step> {
    let mut steps = Vec::new();
    if moves_docker0(recreate) {
        steps.extend([hard_coded(job), stop(job)].into_iter().flatten());
    }
    steps.push(restart(job, recreate));
    steps.extend(start_again(job, recreate));
    steps
}

/// What names docker0's old address: it will not follow.
fn hard_coded(job: &Job<'_>) -> Option<Step> {
    let old = job.docker0?.addr();
    let command = format!("sudo grep -rIlF {old} /etc /opt /srv 2>/dev/null");
    Some(step(Message::new("plan.step.hard-coded").with("old", old), [&command]))
}

/// With live-restore and running containers a restart leaves docker0 as it is, and says nothing.
fn stop(job: &Job<'_>) -> Option<Step> {
    if !job.facts.live_restore {
        return None;
    }
    let interrupts = Some(Message::new("plan.interrupts.all"));
    Some(Step { interrupts, ..step(Message::new("plan.step.stop"), STOP) })
}

/// Containers that were stopped by hand do not come back by themselves, unless their policy is `always`.
fn start_again(job: &Job<'_>, recreate: &[Recreate]) -> Option<Step> {
    let stopped = job.facts.live_restore && moves_docker0(recreate);
    stopped.then(|| step(Message::new("plan.step.start-again"), [START]))
}

fn restart(job: &Job<'_>, recreate: &[Recreate]) -> Step {
    if job.facts.hidden_bridges() {
        return step(Message::new("plan.step.restart-desktop"), []);
    }
    let keeps_running = job.facts.live_restore && !moves_docker0(recreate);
    let interrupts = if keeps_running { "plan.interrupts.daemon" } else { "plan.interrupts.all" };
    Step {
        interrupts: Some(Message { key: interrupts.into(), args: Vec::new() }),
        warnings: vec![Message::new("plan.warn.reload"), Message::new("plan.warn.folk")],
        ..step(Message::new("plan.step.restart"), ["sudo systemctl restart docker", "systemctl is-active docker"])
    }
}
