//! `change-needs-restart`: the file says otherwise than what runs, and a restart of dockerd applies it. A reload does not:
//! SIGHUP reads no key about addresses.

use crate::docker::Platform;
use crate::docker::platform::Restart;
use crate::facts::{DockerSubnet, State};
use crate::problem::{Arg, Code, Message, Problem, Severity};

use super::Context;
use super::overlap::docker_label;

/// One finding for each subnet that waits for a restart.
pub(super) fn check(context: Context<'_>) -> Vec<Problem> {
    let waiting = context.subnets().filter(|subnet| subnet.state == State::AfterRestart);
    waiting.map(|new| problem(context, new)).collect()
}

fn problem(context: Context<'_>, new: &DockerSubnet) -> Problem {
    let is_running = |old: &&DockerSubnet| {
        old.is_default_bridge() && old.state == State::Exists && old.net.addr().is_ipv4() == new.net.addr().is_ipv4()
    };
    let running = context.subnets().find(is_running);
    let message = Message::new("finding.change-needs-restart")
        .with("new", Arg::Docker(new.net))
        .with("old", running.map_or(Arg::Text(String::new()), |old| Arg::Docker(old.net)));
    Problem {
        labels: running.into_iter().chain([new]).filter_map(docker_label).collect(),
        details: vec![why(context.facts.platform.platform), Message::new("symptom.silent")],
        verify: vec!["ip -br addr show docker0".to_owned()],
        ..Problem::new(Code::ChangeNeedsRestart, Severity::Note, message)
    }
}

/// A restart in the platform's own words.
fn why(platform: Platform) -> Message {
    let elsewhere = |how: &str| Message::new("finding.change-needs-restart.elsewhere").with("how", how);
    match platform.home().restart {
        Restart::Commands(["sudo systemctl restart docker"]) | Restart::Never => {
            Message::new("finding.change-needs-restart.why")
        }
        Restart::Commands(commands) => elsewhere(&commands.join("; ")),
        Restart::Menu(menu) => elsewhere(menu),
    }
}
