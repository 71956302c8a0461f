//! Formats with keys and values: JSON of Docker, Podman, the clouds, Terraform and Kubernetes, and what looks like it.
//!
//! ```text
//! text ─ json::parse ─▶ tree ─ shape ─▶ kind ─▶ the reader of the kind ─▶ items with the place of each value
//! ```
//!
//! People paste fragments, cut ends and slips, so the tree is read leniently and the kind is told by its keys, wherever
//! they stand. What no reader of a kind takes is swept by key: a prefix is never dropped because nobody knew its key.

mod aws_table;
mod aws_text;
mod compose;
mod daemon_keys;
mod docker;
mod found;
mod gcloud_fields;
mod inner;
mod iproute;
mod keyed;
mod kubernetes;
mod loose_members;
mod netplan;
mod record_table;
mod settings;
mod shape;
mod slips;
mod tailscale;
mod terraform;
mod toml;
mod yaml;

use super::block::{Claim, Reading, Recogniser, note};
use super::json::{self, Parsed};
use super::noise::{is_decoration, noise};
use super::view::{Row, View};
use super::{Item, Kind, WrittenAs};
use crate::problem::{Code, Message, Problem};
use crate::read::signs::Signs;
use crate::text::Slot;
use found::Found;

pub(super) use aws_table::AWS_TABLE;
pub(super) use aws_text::AWS_TEXT;
pub use daemon_keys::is_daemon_key;
pub(super) use gcloud_fields::GCLOUD_FIELDS;
pub(super) use keyed::same;
pub(super) use record_table::RECORD_TABLE;
pub(super) use settings::{CONTAINERS_CONF, YAML};
pub(super) use terraform::TERRAFORM;

/// JSON of any kind.
pub(super) const JSON: Recogniser = Recogniser {
    kinds: &[
        Kind::DaemonJson,
        Kind::DockerNetworkInspect,
        Kind::DockerNetworkLs,
        Kind::DockerInfo,
        Kind::DockerVersion,
        Kind::DockerInspect,
        Kind::PodmanNetworkInspect,
        Kind::AwsVpcs,
        Kind::AwsSubnets,
        Kind::AwsRouteTables,
        Kind::AwsPeerings,
        Kind::AwsTransitGatewayRoutes,
        Kind::AwsClientVpnRoutes,
        Kind::AzureVnets,
        Kind::GcloudSubnets,
        Kind::AliyunVpcs,
        Kind::AliyunVSwitches,
        Kind::TencentVpcs,
        Kind::TencentSubnets,
        Kind::TencentRouteTables,
        Kind::HuaweiVpcs,
        Kind::OracleVcns,
        Kind::Terraform,
        Kind::Tailscale,
        Kind::Kubernetes,
        Kind::IpJsonRoute,
        Kind::IpRule,
        Kind::IpAddr,
        Kind::Json,
    ],
    // A bracket, a quotation mark, a comma or a comment; a name with an open bracket.
    begins: &[
        Signs::FIRST_MARK.and(Signs::OPEN),
        Signs::FIRST_MARK.and(Signs::CLOSE),
        Signs::FIRST_MARK.and(Signs::COMMA),
        Signs::FIRST_MARK.and(Signs::QUOTE),
        Signs::FIRST_MARK.and(Signs::SLASH),
        Signs::FIRST_MARK.and(Signs::FOREIGN),
        Signs::EQUALS.and(Signs::OPEN),
    ],
    claim,
    read,
};

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let lines = json::extent_of(|number| view.row(number).text, first, last)?;
    let last = first + lines - 1;
    let text = view.unmarked(first, last);
    let parsed = parse(view, &text, (first, last));
    let root = parsed.root.as_ref()?;
    let shape = shape::shape(root, view.slot());
    if shape.kind == Kind::Json && !root.members().is_empty() && prints_daemon_json(view, first) {
        return Some(Claim::new(Kind::DaemonJson, last, Message::new("read.why.line").with("line", "daemon.json")));
    }
    let claim = Claim::new(shape.kind, last, Message::new("read.why.keys").with("keys", shape.keys));
    // A daemon.json may begin further up.
    let reading = (claim.kind != Kind::DaemonJson).then(|| read_tree(view, claim.kind, parsed, (first, last)));
    Some(Claim { reading, ..claim })
}

/// How far above an object the line stands that says which file it is.
const NEAR: u32 = 3;

/// Whether a command or a headline above an object names daemon.json.
fn prints_daemon_json(view: &View<'_>, first: u32) -> bool {
    let above = view.rows(first.saturating_sub(NEAR).max(1), first.saturating_sub(1));
    let names = |row: Row<'_>| row.text.contains("daemon.json") && (noise(row).is_some() || is_decoration(row));
    above.into_iter().any(names)
}

fn read(view: &View<'_>, kind: Kind, first: u32, last: u32) -> Reading {
    let first = if kind == Kind::DaemonJson { with_comments_above(view, first) } else { first };
    let text = view.unmarked(first, last);
    read_tree(view, kind, parse(view, &text, (first, last)), (first, last))
}

/// Reads what was parsed of lines `first` to `last`.
fn read_tree(view: &View<'_>, kind: Kind, parsed: Parsed<'_>, (first, last): (u32, u32)) -> Reading {
    let mut found = Found::new(view);
    view.again(view.lines_span(first, last).start);
    if let Some(root) = &parsed.root {
        match kind {
            Kind::DockerNetworkInspect | Kind::DockerNetworkLs => docker::networks(&mut found, root),
            Kind::DockerInspect => docker::containers(&mut found, root),
            Kind::DockerInfo | Kind::DockerVersion => docker::engine(&mut found, root),
            Kind::PodmanNetworkInspect => docker::podman(&mut found, root),
            Kind::IpJsonRoute => iproute::routes(&mut found, root),
            Kind::IpRule => iproute::rules(&mut found, root),
            Kind::IpAddr => iproute::addresses(&mut found, root),
            Kind::DaemonJson => found.use_all(root.span),
            Kind::Tailscale => tailscale::routes(&mut found, root),
            Kind::Kubernetes => kubernetes::ranges(&mut found, root),
            _ => keyed::sweep(&mut found, root, default_role(kind)),
        }
    }
    slips::report(&mut found, kind, &parsed);
    found.reading.problems.extend(unplaced(&found, kind, &parsed));
    let reading = found.finish(&parsed, first, last);
    if kind == Kind::DaemonJson {
        Reading { items: smallvec::smallvec![Item::from(parsed.into_owned())], ..reading }
    } else {
        reading
    }
}

/// The question about an object of which nothing tells what it is.
fn unplaced(found: &Found<'_>, kind: Kind, parsed: &Parsed<'_>) -> Option<Problem> {
    let root = parsed.root.as_ref().filter(|root| kind == Kind::Json && !root.members().is_empty())?;
    let is_file = root.members().iter().any(|member| is_daemon_key(&member.key.value));
    let is_open = found.reading.items.is_empty() || is_file;
    is_open.then(|| note(Code::ReadByGuess, Message::new("read.json-unplaced"), root.span))
}

/// Parses the text of some lines without the marks before them, which are the paste's.
fn parse<'t>(view: &View<'_>, text: &'t str, (first, last): (u32, u32)) -> Parsed<'t> {
    let span = view.lines_span(first, last);
    view.again(span.start);
    let mut parsed = json::parse_text(text, span, &|byte| view.passes(byte));
    loose_members::part(&mut parsed, view.source());
    parsed
}

/// dockerd reads the whole file, so comments and blank lines above the first bracket are part of it.
fn with_comments_above(view: &View<'_>, first: u32) -> u32 {
    let is_above = |number: &u32| {
        let text = view.row(*number).text.trim();
        text.is_empty() || text.starts_with(['#', '/', '*'])
    };
    let above = (1..first).rev().take_while(is_above).last();
    if view.slot() == Slot::DaemonJson { above.unwrap_or(first) } else { first }
}

/// What a prefix is where neither its key nor the record around it tells.
const fn default_role(kind: Kind) -> WrittenAs {
    match kind {
        Kind::AwsSubnets | Kind::AliyunVSwitches | Kind::TencentSubnets | Kind::GcloudSubnets => WrittenAs::Subnet,
        Kind::AwsRouteTables | Kind::TencentRouteTables | Kind::AwsTransitGatewayRoutes | Kind::AwsClientVpnRoutes => {
            WrittenAs::CloudRoute
        }
        Kind::AwsPeerings => WrittenAs::Peer,
        Kind::AwsVpcs
        | Kind::AzureVnets
        | Kind::AliyunVpcs
        | Kind::TencentVpcs
        | Kind::HuaweiVpcs
        | Kind::OracleVcns => WrittenAs::Vpc,
        _ => WrittenAs::Entry,
    }
}

#[cfg(test)]
mod tests;
