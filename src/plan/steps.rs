//! The steps that apply the change: record, back up, write, check, restart, make again, verify, and the way back.

mod back;
mod file;
mod place;
mod restart;
mod unit;
mod verify;

use ipnet::IpNet;

use super::claims::Claims;
use super::course::{Course, Made};
use super::draft::Draft;
use super::edit::{File, Rewrite};
use super::shell::{Use, block};
use super::{Recreate, Step};
use crate::docker::Version;
use crate::facts::{DockerSubnet, Facts, State};
use crate::net::{self, AddrSet};
use crate::problem::Message;
use crate::read::Document;
use place::Place;

/// What the steps are written for.
pub(super) struct Job<'a> {
    /// The facts of the paste.
    pub(super) facts: &'a Facts,
    /// The engine.
    pub(super) engine: Version,
    /// How the boxes were read.
    pub(super) documents: &'a [Document],
    /// The old file.
    pub(super) file: &'a File,
    /// The change.
    pub(super) draft: &'a Draft,
    /// The new file.
    pub(super) rewrite: &'a Rewrite,
    /// How the steps go: docker0 after the restart, and where each network that is made again comes up.
    pub(super) course: &'a Course,
    /// docker0's address before.
    pub(super) docker0: Option<IpNet>,
    /// What is in use.
    pub(super) claims: &'a Claims<'a>,
    /// The prefix length of each network.
    pub(super) size: u8,
    /// Where dockerd lies, as the paste shows it.
    pub(super) program: String,
    /// The folder in the home folder that keeps what was there before; one for each change.
    pub(super) record: String,
}

/// The name of the folder that keeps what was there before a change to this file.
pub(super) fn record_name(after: &str) -> String {
    format!("docker-before-{}", &file::sum(after)[..8])
}

impl Job<'_> {
    /// Whether the file changes, or the unit whose flags it takes over.
    pub(super) fn writes(&self) -> bool {
        !self.rewrite.edits.is_empty() || !self.draft.flags_moved.is_empty()
    }

    /// The new subnet of a network that is made again.
    pub(super) fn made(&self, subnet: &DockerSubnet) -> Option<&Made> {
        self.course.made_of(self.facts, subnet)
    }

    /// The block that the engine takes next once everything is done, where the pools are new.
    pub(super) fn next(&self) -> Option<IpNet> {
        let next = self.course.prediction.next.first()?.subnet;
        (!self.draft.new_pools().is_empty()).then_some(next)
    }

    /// The folder that keeps what was there before.
    pub(super) fn record(&self) -> &str {
        &self.record
    }

    /// A free network beside everything that is in use, the new block and `more`, for what takes nothing from the pools.
    pub(super) fn aside(&self, more: &AddrSet, size: u8) -> Option<IpNet> {
        let own =
            self.draft.new_pools().into_iter().map(|pool| pool.base).chain(self.draft.bip().map(|bip| bip.trunc()));
        let taken = self.claims.taken.union(&self.claims.shunned).union(&AddrSet::of(own)).union(more);
        let [ten, twelve, sixteen] = net::private_blocks();
        [ten, sixteen, twelve].into_iter().find_map(|block| taken.first_free(block, size))
    }
}

/// Whether docker0's address changes.
fn moves_docker0(recreate: &[Recreate]) -> bool {
    recreate.iter().any(|network| network.name == "bridge")
}

/// The steps, in order.
pub(super) fn steps(job: &Job<'_>, recreate: &[Recreate]) -> Vec<Step> {
    let place = Place::of(job.facts);
    let restarts = job.writes() || moves_docker0(recreate);
    let mut steps = Vec::new();
    if place.has_commands() {
        steps.push(record(job));
    }
    if job.writes() {
        steps.extend(file::steps(job, &place));
        steps.extend(unit::change(job).filter(|_| place.has_commands()));
    }
    if restarts {
        steps.extend(restart::steps(job, &place, recreate));
    }
    steps.extend(recreate.iter().filter(|network| network.name != "bridge").map(|network| make_again(job, network)));
    steps.extend(verify::steps(job, &place, recreate));
    steps.push(back::step(job, &place, recreate));
    steps
}

/// A step with nothing but its sentence and commands.
fn step<C: Into<String>>(message: Message, commands: impl IntoIterator<Item = C>) -> Step {
    let commands = commands.into_iter().map(Into::into).collect();
    Step { message, commands, interrupts: None, undo: Vec::new(), warnings: Vec::new() }
}

/// What was there is written down once: after an interruption it is not there any more.
fn record(job: &Job<'_>) -> Step {
    let lines = [
        "if [ ! -e \"$record/complete\" ]; then",
        "  { ip route show table all; ip rule; } > \"$record/routes.txt\" || true",
        "  systemctl cat docker > \"$record/unit.txt\" 2> /dev/null || true",
        // An engine that does not run tells nothing, and is no reason to stop.
        "  if docker version > /dev/null 2>&1; then",
        "    docker ps -a > \"$record/containers.txt\"",
        "    for id in $(docker network ls -q); do docker network inspect \"$id\"; done > \"$record/networks.json\"",
        "  fi",
        "  touch \"$record/complete\"",
        "fi",
        "echo \"$record\"",
    ];
    let command = block(&[Use::Docker, Use::Record], job.record(), lines);
    let warnings = if is_session_at_risk(job.facts) { vec![Message::new("plan.warn.session")] } else { Vec::new() };
    Step { warnings, ..step(Message::new("plan.step.record"), [command]) }
}

/// Whether Docker's subnets hold an address of the host or its gateway, so that the administrator's own connection may hang
/// on what is about to change.
fn is_session_at_risk(facts: &Facts) -> bool {
    let gateways = facts.routes.iter().filter(|route| net::is_default(route.dst.value)).filter_map(|route| route.via());
    let own = facts.addresses.iter().map(|own| own.address);
    let near: Vec<_> =
        gateways.chain(own).map(net::host).chain(facts.addresses.iter().map(|own| own.connected)).collect();
    facts.docker.iter().any(|subnet| near.iter().any(|net| net::overlaps(subnet.net, *net)))
}

fn make_again(job: &Job<'_>, network: &Recreate) -> Step {
    let is_of_file = is_of_file(job, network);
    let message = match &network.project {
        Some(project) => Message::new("plan.step.project").with("project", project.clone()),
        None if is_of_file => Message::new("plan.step.compose-file"),
        None if network.commands.len() > 1 => Message::new("plan.step.owner"),
        None => Message::new("plan.step.network"),
    };
    let mut warnings = Vec::new();
    if network.project.is_some() || is_of_file {
        warnings.push(Message::new("plan.warn.compose-file"));
    }
    if network.project.is_some() || network.commands.len() > 1 {
        warnings.push(Message::new("plan.warn.compose-user"));
    }
    warnings.push(Message::new("plan.warn.network"));
    Step {
        message: message.with("name", network.name.clone()).with("net", crate::problem::Arg::Docker(network.subnet)),
        commands: network.commands.clone(),
        interrupts: Some(Message::new("plan.interrupts.network")),
        undo: network.undo.clone(),
        warnings,
    }
}

/// Whether only a compose file of the paste has the network: it comes with its subnet until the file changes.
fn is_of_file(job: &Job<'_>, network: &Recreate) -> bool {
    let mut own = job.facts.docker.iter().filter(|subnet| subnet.name == network.name && subnet.net == network.subnet);
    own.any(|subnet| subnet.state == State::Composed)
}
