//! The new file: backed up, checked before it is in place, and put back.

use std::fmt::Write as _;

use ipnet::IpNet;
use sha2::{Digest as _, Sha256};

use super::place::Place;
use super::{Job, step};
use crate::docker::Version;
use crate::net;
use crate::plan::Step;
use crate::plan::shell::{Use, block, indented, stop, write_file};
use crate::problem::Message;

/// SHA-256 of a text without its white space, in hex: a file is the same however it was pasted.
pub(super) fn sum(text: &str) -> String {
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\t'..='\r')).collect();
    Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The steps that put the new file in place.
pub(super) fn steps(job: &Job<'_>, place: &Place) -> Vec<Step> {
    let Place::Shell { file, .. } = place else { return Vec::new() };
    let key = if job.file.text.trim().is_empty() { "plan.step.write-first" } else { "plan.step.write" };
    let message = Message { key: key.into(), args: Vec::new() };
    let mut write = step(message, [block(&[Use::Root, Use::Record], job.record(), write_lines(job, file))]);
    write.undo = vec![block(&[Use::Root], job.record(), find(file).into_iter().chain(put_back(job)))];
    write.warnings = vec![Message::new("plan.warn.validate")];
    vec![write]
}

/// A line that sets `file` to where the file really lies: links stay links.
pub(super) fn find(file: &str) -> Vec<String> {
    vec![format!("file=$($SUDO readlink -f {file})")]
}

/// Lines that bring back what was there.
pub(super) fn put_back(job: &Job<'_>) -> Vec<String> {
    let before = before(job);
    vec![format!("if $SUDO test -e {before}; then $SUDO cp -p {before} \"$file\"; else $SUDO rm -f \"$file\"; fi")]
}

/// Where the old file is kept, beside the new one.
fn before(job: &Job<'_>) -> String {
    format!("\"$file.{}\"", job.record().replace("docker-", ""))
}

fn write_lines(job: &Job<'_>, file: &str) -> Vec<String> {
    let folder = file.rsplit_once('/').map_or("/", |(folder, _)| folder);
    let before = before(job);
    let mut lines = vec![format!("$SUDO mkdir -p {folder}")];
    lines.extend(find(file));
    lines.push(
        "is=$({ $SUDO cat \"$file\" 2> /dev/null || true; } | tr -d '[:space:]' | sha256sum | cut -c 1-64)".to_owned(),
    );
    lines.extend(guard(job));
    lines.push(format!("if [ \"$is\" != {} ]; then", sum(&job.rewrite.after)));
    lines.extend(indented(room(folder).into_iter().chain(ranges_are_free(job)).collect()));
    lines.push("  if $SUDO test -e \"$file\"; then".to_owned());
    lines.push(format!("    $SUDO cp -p \"$file\" {before}"));
    // The new file has the rights of the old one.
    lines.push("    $SUDO cp -p \"$file\" \"$file.new\"".to_owned());
    lines.push("  fi".to_owned());
    lines.push("  ".to_owned() + &write_file("\"$file.new\"", &job.rewrite.after));
    lines.extend(indented(validate(job.engine)));
    lines.extend(["  $SUDO mv -f \"$file.new\" \"$file\"", "fi"].map(str::to_owned));
    lines
}

/// Only the file that was pasted is replaced. One that was not strict JSON may differ from the paste in what was put right.
fn guard(job: &Job<'_>) -> Option<String> {
    let old = &job.file.text;
    let is_none = old.trim().is_empty();
    if !is_none && serde_json::from_str::<serde_json::Value>(old).is_err() {
        return None;
    }
    let mut known = vec![sum(old), sum(&job.rewrite.after)];
    if is_none {
        known.push(sum("{}"));
    }
    let why = if is_none { "has keys of its own" } else { "is not the file that was pasted" };
    let other = stop(&format!("$file {why}: paste it, and take what is written for it."));
    Some(format!("case $is in {}) ;; *) {other} ;; esac", known.join(" | ")))
}

/// A full disk would leave half a file.
fn room(folder: &str) -> Vec<String> {
    let full = stop("The disk is full.");
    vec![format!("free=$(df -Pk {folder} | awk 'NR == 2 {{ print $4 }}')"), format!("[ \"$free\" -gt 1024 ] || {full}")]
}

/// Stops where a route or an address came into the new ranges since the paste.
fn ranges_are_free(job: &Job<'_>) -> Vec<String> {
    let bip = job.draft.bip().map(|bip| bip.trunc()).filter(|net| job.docker0.map(|old| old.trunc()) != Some(*net));
    let mut ranges: Vec<IpNet> = job.draft.new_pools().into_iter().map(|pool| pool.base).collect();
    ranges.extend(bip.filter(|bip| !ranges.iter().any(|range| net::overlaps(*range, *bip))));
    let used = stop("In use since the paste: $used");
    let ours = "'!/^(blackhole|unreachable|prohibit|throw) / && !/ dev docker0/'";
    ranges
        .iter()
        .flat_map(|range| {
            [
                format!("used=$(ip route show table all root {range} | awk {ours})"),
                format!("[ -z \"$used\" ] || {used}"),
            ]
        })
        .collect()
}

/// dockerd reads the new file before it is in place; a release without `--validate` is asked whether it is one.
fn validate(engine: Version) -> Vec<String> {
    let mut lines = Vec::new();
    if engine < Version::new(23, 0, 0) {
        lines.push("! command -v python3 > /dev/null || $SUDO python3 -m json.tool \"$file.new\" > /dev/null");
    }
    lines.push("can=$(dockerd --help 2>&1 || true)");
    lines.push("case $can in *--validate*) $SUDO dockerd --validate --config-file=\"$file.new\" ;; esac");
    lines.into_iter().map(str::to_owned).collect()
}
