//! The steps that apply the change: record, back up, write, check, restart, make again, verify, and the way back.

mod restart;
mod unit;
mod verify;

use ipnet::IpNet;

use super::claims::Claims;
use super::course::{Course, Made};
use super::draft::Draft;
use super::edit::{Change, File, Rewrite, rewrite};
use super::shell::write_file;
use super::{Recreate, Step};
use crate::docker::Version;
use crate::facts::{DockerSubnet, Facts, State};
use crate::net::{self, AddrSet};
use crate::problem::Message;
use crate::read::Document;

/// Where dockerd looks for its configuration.
pub(super) const PATH: &str = "/etc/docker/daemon.json";

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
    pub(super) claims: &'a Claims,
    /// The prefix length of each network.
    pub(super) size: u8,
    /// Where dockerd lies, as the paste shows it.
    pub(super) program: String,
}

impl Job<'_> {
    /// Whether the file changes.
    pub(super) fn writes(&self) -> bool {
        !self.rewrite.edits.is_empty()
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

    /// A free network beside everything that is in use and the new block, for what takes nothing from the pools.
    pub(super) fn aside(&self, old: Option<IpNet>, size: u8) -> Option<IpNet> {
        let own =
            self.draft.new_pools().into_iter().map(|pool| pool.base).chain(self.draft.bip().map(|bip| bip.trunc()));
        let taken = self.claims.taken.union(&self.claims.shunned).union(&AddrSet::of(own.chain(old)));
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
    let mut steps = vec![record(job)];
    if job.writes() {
        steps.extend([back_up(job), write(job)]);
        steps.extend(unit::change(job));
        steps.push(validate(job));
    }
    if job.writes() || moves_docker0(recreate) {
        steps.extend(restart::steps(job, recreate));
    }
    steps.extend(recreate.iter().filter(|network| network.name != "bridge").map(|network| make_again(job, network)));
    steps.extend(verify::steps(job, recreate));
    steps.push(way_back(job, recreate));
    steps
}

/// A step with nothing but its sentence and commands.
fn step<const N: usize>(message: Message, commands: [&str; N]) -> Step {
    let commands = commands.map(str::to_owned).to_vec();
    Step { message, commands, interrupts: None, undo: Vec::new(), warnings: Vec::new() }
}

fn record(job: &Job<'_>) -> Step {
    let commands = [
        "mkdir -p \"$HOME/docker-before\"",
        "ip route show table all > \"$HOME/docker-before/routes.txt\"; ip rule > \"$HOME/docker-before/rules.txt\"",
        "docker ps -a > \"$HOME/docker-before/containers.txt\"",
        "docker network inspect $(docker network ls -q) > \"$HOME/docker-before/networks.json\"",
        "systemctl cat docker > \"$HOME/docker-before/unit.txt\"",
    ];
    let warnings = if is_session_at_risk(job.facts) { vec![Message::new("plan.warn.session")] } else { Vec::new() };
    Step { warnings, ..step(Message::new("plan.step.record"), commands) }
}

/// Whether Docker's subnets hold an address of the host or its gateway, so that the administrator's own connection may hang
/// on what is about to change.
fn is_session_at_risk(facts: &Facts) -> bool {
    let gateways =
        facts.routes.iter().filter(|route| net::is_default(route.dst.value)).filter_map(crate::read::Route::via);
    let own = facts.addresses.iter().map(|own| own.address);
    let near: Vec<_> =
        gateways.chain(own).map(net::host).chain(facts.addresses.iter().map(|own| own.connected)).collect();
    facts.docker.iter().any(|subnet| near.iter().any(|net| net::overlaps(subnet.net, *net)))
}

fn back_up(job: &Job<'_>) -> Step {
    if job.file.text.trim().is_empty() {
        let command = "[ ! -e /etc/docker/daemon.json ] || sudo cat /etc/docker/daemon.json";
        return step(Message::new("plan.step.no-file"), [command]);
    }
    let command = "sudo cp -a /etc/docker/daemon.json \"/etc/docker/daemon.json.bak-$(date +%Y%m%d-%H%M%S)\"";
    step(Message::new("plan.step.back-up"), [command])
}

fn write(job: &Job<'_>) -> Step {
    let text = write_file(PATH, &job.rewrite.after);
    step(Message::new("plan.step.write"), ["sudo mkdir -p /etc/docker", &text])
}

fn validate(job: &Job<'_>) -> Step {
    if job.engine < Version::new(23, 0, 0) {
        return step(Message::new("plan.step.validate-old"), ["python3 -m json.tool /etc/docker/daemon.json"]);
    }
    let command = "sudo dockerd --validate --config-file=/etc/docker/daemon.json";
    step(Message::new("plan.step.validate"), [command])
}

fn make_again(job: &Job<'_>, network: &Recreate) -> Step {
    let name = network.name.clone();
    let message = match &network.project {
        Some(project) => Message::new("plan.step.project").with("project", project.clone()).with("name", name),
        None => Message::new("plan.step.network").with("name", name),
    };
    Step {
        message: message.with("net", crate::problem::Arg::Docker(network.subnet)),
        commands: network.commands.clone(),
        interrupts: Some(Message::new("plan.interrupts.network")),
        undo: Vec::new(),
        warnings: is_fixed_by_file(job, network)
            .then(|| Message::new("plan.warn.compose-file"))
            .into_iter()
            .chain([Message::new("plan.warn.network")])
            .collect(),
    }
}

/// Whether a compose file in the paste fixes the network's subnet: it comes back with it until the file changes.
fn is_fixed_by_file(job: &Job<'_>, network: &Recreate) -> bool {
    let composed = job.facts.docker.iter().filter(|subnet| subnet.state == State::Composed);
    composed.into_iter().any(|subnet| subnet.name == network.name && subnet.net == network.subnet)
}

/// The old file is not enough where docker0 moved: it keeps its new address until the old one is written out.
fn way_back(job: &Job<'_>, recreate: &[Recreate]) -> Step {
    let mut back = step(Message::new("plan.step.back"), []);
    if job.writes() {
        back.commands.push(old_file(job, recreate));
        back.commands.extend(unit::way_back(job));
        back.commands.extend(restart::commands(job, recreate));
    }
    if moves_docker0(recreate) {
        back.warnings.push(Message::new("plan.warn.sticky"));
    }
    if recreate.iter().any(|network| network.name != "bridge") {
        back.warnings.push(Message::new("plan.warn.networks-stay"));
    }
    back
}

/// The command that brings the old configuration back, with docker0's old address in it.
fn old_file(job: &Job<'_>, recreate: &[Recreate]) -> String {
    // A flag that comes back sets docker0 itself.
    let has_bip = job.file.value("bip").is_some() || job.draft.flags_moved.iter().any(|name| name == "bip");
    let docker0 = job.docker0.filter(|_| moves_docker0(recreate) && !has_bip);
    let Some(docker0) = docker0 else {
        if job.file.text.trim().is_empty() {
            return format!("sudo rm {PATH}");
        }
        return write_file(PATH, &job.file.text);
    };
    let change = Change::Set(serde_json::Value::from(docker0.to_string()));
    write_file(PATH, &rewrite(job.file, &[("bip".to_owned(), change)]).after)
}
