//! The way back: to a file that dockerd accepts, with docker0 where it was.

use ipnet::IpNet;
use serde_json::Value as Json;

use super::place::Place;
use super::{Job, file, moves_docker0, restart, unit};
use crate::docker::config::judge;
use crate::facts::State;
use crate::net;
use crate::plan::edit::{Change, File, rewrite};
use crate::plan::shell::{Use, block, write_file};
use crate::plan::{Recreate, Step};
use crate::problem::Message;

/// The last step.
pub(super) fn step(job: &Job<'_>, place: &Place, recreate: &[Recreate]) -> Step {
    let networks = recreate.iter().rev().flat_map(|network| network.undo.clone());
    let mut back = super::step(Message::new("plan.step.back"), networks);
    if let Place::Shell { file, restart, .. } = place {
        back.commands.push(if job.writes() {
            command(job, file, restart, recreate)
        } else {
            // The next time is written down anew.
            block(&[Use::Record], job.record(), [ASIDE])
        });
    }
    if moves_docker0(recreate) {
        back.warnings.push(Message::new("plan.warn.sticky"));
    }
    if recreate.iter().any(|network| network.name != "bridge" && network.project.is_some()) {
        back.warnings.push(Message::new("plan.warn.networks-stay"));
    }
    back
}

/// The record has served its turn.
const ASIDE: &str = "mv \"$record\" \"$record.$(date +%s)\"";

/// Brings the old configuration back; if dockerd does not start with it, the new one stays.
fn command(job: &Job<'_>, path: &str, restart: &str, recreate: &[Recreate]) -> String {
    let mut lines = file::find(path);
    lines.push("if $SUDO test -e \"$file\"; then $SUDO cp -p \"$file\" \"$file.undone\"; fi".to_owned());
    lines.push(match old_file(job) {
        Some(text) => write_file("\"$file\"", &text),
        None => "$SUDO rm -f \"$file\"".to_owned(),
    });
    lines.extend(unit::back_lines(job));
    let why = "dockerd did not start with the old file: the new one is in place again.";
    let again = ["$SUDO cp -p \"$file.undone\" \"$file\"".to_owned()].into_iter().chain(unit::change_lines(job));
    let restart = restart::around(job, recreate, restart::lines(restart, why, again));
    if is_in_the_way(job) {
        lines.extend(projects("down").into_iter().chain(restart).chain(projects("up -d")));
    } else {
        lines.extend(restart);
    }
    lines.push(ASIDE.to_owned());
    block(&[Use::Root, Use::Docker, Use::Record], job.record(), lines)
}

/// Whether a network that was made again lies where docker0 was. One of hands has its old subnet again by now; one of Compose
/// has not, and docker0 could not come back.
fn is_in_the_way(job: &Job<'_>) -> bool {
    let old = docker0(job).map(|docker0| docker0.trunc()).filter(|old| !job.course.docker0.contains(old));
    old.is_some_and(|old| job.course.made.iter().any(|made| net::overlaps(made.subnet, old)))
}

/// Lines that take every project that was made again down or up.
fn projects(way: &str) -> Vec<String> {
    let lines = [
        "for place in \"$record\"/*.place; do",
        "  [ -s \"$place\" ] || continue",
        "  { read -r folder; read -r files; } < \"$place\"",
        "  project=${place##*/}",
    ];
    let compose = format!(
        "  (cd \"$folder\" && COMPOSE_FILE=${{files//,/:}} && export COMPOSE_FILE && docker compose -p \"${{project%.place}}\" {way})"
    );
    lines.into_iter().map(str::to_owned).chain([compose, "done".to_owned()]).collect()
}

/// What dockerd accepted before, with docker0's address in it where the file alone would not bring it back; `None` for no file.
///
/// A file that dockerd refuses cannot have been in effect: then the new file is taken, with the old ranges in it or with none.
fn old_file(job: &Job<'_>) -> Option<String> {
    let old = with_docker0(job, job.file, Vec::new());
    if old.as_deref().is_none_or(|text| is_accepted(job, text)) {
        return old;
    }
    let after = File::of_text(&job.rewrite.after);
    let ranges: Vec<&str> = job.draft.changes.iter().map(|(key, _)| key.as_str()).collect();
    let before = |key: &str| job.file.json(key).map_or(Change::Remove, Change::Set);
    let old_ranges = ranges.iter().map(|key| ((*key).to_owned(), before(key))).collect();
    let none = ranges.iter().map(|key| ((*key).to_owned(), Change::Remove)).collect();
    let mut repaired = [old_ranges, none].into_iter().filter_map(|changes| with_docker0(job, &after, changes));
    repaired.find(|text| is_accepted(job, text)).or_else(|| Some(job.rewrite.after.clone()))
}

/// A file with changes, and with docker0's address where a restart with it would put docker0 elsewhere.
fn with_docker0(job: &Job<'_>, file: &File, mut changes: Vec<(String, Change)>) -> Option<String> {
    if let Some(docker0) = docker0(job).filter(|docker0| !gives(job, file, &changes, *docker0)) {
        let mut set = |key: &str, change| {
            changes.retain(|(name, _)| name != key);
            changes.push((key.to_owned(), change));
        };
        set("bip", Change::Set(Json::from(docker0.to_string())));
        for key in ["fixed-cidr", "default-gateway"].into_iter().filter(|key| lies_outside(file, key, docker0)) {
            set(key, Change::Remove);
        }
    }
    if changes.is_empty() && file.text.trim().is_empty() {
        return None;
    }
    Some(if changes.is_empty() { file.text.clone() } else { rewrite(file, &changes).after })
}

/// docker0's address as the paste shows it. Where it shows none and the old file has a `default-gateway`, dockerd ran with the
/// address that it would take by itself, and does not start with any other.
fn docker0(job: &Job<'_>) -> Option<IpNet> {
    let address = job.docker0?;
    let mut shown =
        job.facts.docker.iter().filter(|subnet| subnet.is_default_bridge() && subnet.state == State::Exists);
    let is_shown = shown.any(|subnet| subnet.net == address.trunc());
    let is_needed = job.file.value("default-gateway").is_some() && !lies_outside(job.file, "default-gateway", address);
    (is_shown || is_needed).then_some(address)
}

/// Whether a restart with a file leaves docker0 on an address, or brings it there.
fn gives(job: &Job<'_>, file: &File, changes: &[(String, Change)], docker0: IpNet) -> bool {
    // A flag that comes back sets docker0 itself.
    if job.draft.flags_moved.iter().any(|name| name == "bip") {
        return true;
    }
    let value = |key: &str| match changes.iter().find(|(name, _)| name == key) {
        Some((_, Change::Set(value))) => Some(value.clone()),
        Some(_) => None,
        None => file.json(key),
    };
    let net = |value: Json| value.as_str().and_then(|text| text.trim().parse::<IpNet>().ok()).map(|net| net.trunc());
    if let Some(bip) = value("bip") {
        return net(bip) == Some(docker0.trunc());
    }
    let moved = !job.course.docker0.contains(&docker0.trunc());
    let is_free = ["fixed-cidr", "default-address-pools"].into_iter().all(|key| value(key).is_none());
    value("bridge").is_some() || (!moved && is_free)
}

fn lies_outside(file: &File, key: &str, docker0: IpNet) -> bool {
    let Some(Json::String(text)) = file.json(key) else { return false };
    let net = text.parse::<IpNet>().ok().or_else(|| text.parse().ok().map(net::host));
    net.is_some_and(|net| !docker0.trunc().contains(&net))
}

fn is_accepted(job: &Job<'_>, text: &str) -> bool {
    let flags = job.facts.config.iter().flat_map(|fact| &fact.flags);
    let flags: Vec<_> = flags.map(|(name, value, _)| (name.clone(), value.clone())).collect();
    judge(text.as_bytes(), &flags, job.engine).start.refusal().is_none()
}
