//! The restart: what it interrupts, and the trap of live-restore.

use super::{Job, moves_docker0, step};
use crate::plan::{Recreate, Step};
use crate::problem::Message;

/// The steps around the restart.
pub(super) fn steps(job: &Job<'_>, recreate: &[Recreate]) -> Vec<Step> {
    let mut steps = Vec::new();
    if moves_docker0(recreate) {
        steps.extend([hard_coded(job), stop(job)].into_iter().flatten());
    }
    steps.push(restart(job));
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
    let commands = ["docker ps", "ids=$(docker ps -q); [ -z \"$ids\" ] || docker stop $ids"];
    let interrupts = Some(Message::new("plan.interrupts.all"));
    Some(Step { interrupts, ..step(Message::new("plan.step.stop"), commands) })
}

fn restart(job: &Job<'_>) -> Step {
    if job.facts.hidden_bridges {
        return step(Message::new("plan.step.restart-desktop"), []);
    }
    let interrupts = if job.facts.live_restore { "plan.interrupts.daemon" } else { "plan.interrupts.all" };
    Step {
        interrupts: Some(Message { key: interrupts.into(), args: Vec::new() }),
        warnings: vec![Message::new("plan.warn.reload"), Message::new("plan.warn.folk")],
        ..step(Message::new("plan.step.restart"), ["sudo systemctl restart docker", "systemctl is-active docker"])
    }
}
