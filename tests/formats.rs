//! Holds that every format has a fixture of ours, and that each fixture is read as it says, line by line.
//!
//! A file of `tests/formats/` is a paste with what must be read from it:
//!
//! ```text
//! # what the paste is
//! @ the box it stands in; left out for the box that takes anything
//! u default via 10.0.0.1 dev eth0      a letter and the line: u used, . irrelevant, - known and not handled, ? not understood
//! =====
//! ip route                             each document by its kind, and below it what was written
//!   route 0.0.0.0/0 via 10.0.0.1 dev eth0
//! facts                                what it means: the role of each network, and the subnets of Docker
//! ```
//!
//! `NONOVERLAP_WRITE_FORMATS=1` writes the letters and what is below the ruler anew; read the difference before you keep it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot build its world fails by saying so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use nonoverlap::read::{DockerNetwork, Item, Kind, LineUse, Route, RouteType, WrittenPrefix};
use nonoverlap::text::{Slot, Source};
use nonoverlap::{Inputs, Question, Report, examine};

const RULER: &str = "=====";

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let entries = std::fs::read_dir(folder).expect("the fixtures can be listed");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// A fixture: its first lines as they are, the box, and the paste.
struct Fixture {
    head: String,
    slot: Slot,
    paste: String,
}

impl Fixture {
    fn of(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().take_while(|line| *line != RULER).collect();
        let heads = lines.iter().take_while(|line| line.starts_with(['#', '@'])).count();
        let (head, body) = lines.split_at(heads);
        let name = head.iter().find_map(|line| line.strip_prefix("@ ")).unwrap_or("any");
        let slot = Slot::ALL.into_iter().find(|slot| slot.name() == name).expect("the name of a box");
        let unmarked: Vec<&str> = body.iter().map(|line| line.get(2..).unwrap_or("")).collect();
        let whole = |lines: &[&str]| lines.iter().flat_map(|line| [*line, "\n"]).collect();
        Self { head: whole(head), slot, paste: whole(&unmarked) }
    }

    fn report(&self) -> Report {
        let texts = BTreeMap::from([(self.slot, self.paste.clone())]);
        examine(&Inputs { texts, ..Inputs::default() }, &Question::default())
    }

    /// The file as it must be.
    fn shown(&self) -> String {
        let report = self.report();
        let source = Source::new(self.slot, self.paste.as_str());
        let mut out = self.head.clone();
        let uses: BTreeMap<u32, LineUse> =
            report.documents.iter().flat_map(|document| document.lines.clone()).collect();
        for (number, line) in (1..).zip(self.paste.lines()) {
            let used = uses.get(&number).map_or(' ', |used| letter(*used));
            writeln!(out, "{}", format!("{used} {line}").trim_end()).expect("a string takes it");
        }
        writeln!(out, "{RULER}").expect("a string takes it");
        for document in &report.documents {
            writeln!(out, "{}", document.kind.name()).expect("a string takes it");
            document
                .items
                .iter()
                .for_each(|item| writeln!(out, "  {}", item_of(&source, item)).expect("a string takes it"));
        }
        out.push_str(&facts_of(&report));
        out
    }
}

const fn letter(used: LineUse) -> char {
    match used {
        LineUse::Used => 'u',
        LineUse::Irrelevant => '.',
        LineUse::Unhandled => '-',
        LineUse::NotUnderstood => '?',
    }
}

fn item_of(source: &Source, item: &Item) -> String {
    match item {
        Item::Route(route) => route_of(route),
        Item::Prefix(prefix) => prefix_of(prefix),
        Item::Address(found) => {
            let peer = found.peer.map(|peer| format!(" peer {peer}")).unwrap_or_default();
            format!("address {} dev {}{peer}{}", found.net.value, found.dev, if found.up { "" } else { " down" })
        }
        Item::Nameserver(found) => format!("nameserver {}", found.value),
        Item::Rule(rule) => format!("rule {}", source.slice(rule.span)),
        Item::Flag(flag) => format!("flag {}={}", flag.name.value, flag.value.value),
        Item::Symptom(symptom) => {
            let target = symptom.target.as_ref().map(|target| format!(" {}", target.value)).unwrap_or_default();
            format!("symptom {}{target}", symptom.which)
        }
        Item::Advice(advice) => format!("advice {}", advice.which),
        Item::Daemon(parsed) => {
            format!("daemon.json of {} keys", parsed.root.as_ref().map_or(0, |root| root.members().len()))
        }
        Item::DockerNetwork(network) => network_of(network),
        Item::Engine(fact) => engine_of(&format!("{fact:?}")),
    }
}

/// The fact without the places in it: `Version 28.5.1`, `Pool 10.200.0.0/16 24`.
fn engine_of(debug: &str) -> String {
    let text = debug.replace("Located { value: ", "").replace(['(', ')', '"'], " ");
    let places = text.split(", span: Span").next().unwrap_or(&text).trim().to_owned();
    let rest = text.rsplit_once("},").map(|(_, rest)| rest.trim().to_owned()).filter(|rest| !rest.is_empty());
    let words: Vec<_> = places.split_whitespace().map(str::to_owned).chain(rest).collect();
    format!("engine {}", words.join(" "))
}

fn route_of(route: &Route) -> String {
    let mut words = vec!["route".to_owned()];
    words.extend((route.kind != RouteType::Unicast).then(|| format!("{:?}", route.kind).to_lowercase()));
    words.push(route.dst.value.to_string());
    for (at, hop) in route.hops.iter().enumerate() {
        words.extend((at > 0).then(|| "+".to_owned()));
        words.extend(hop.via.map(|via| format!("via {via}")));
        words.extend(hop.dev.as_ref().map(|dev| format!("dev {dev}")));
    }
    words.extend(route.on_link.then(|| "on-link".to_owned()));
    words.extend(route.table.as_ref().map(|table| format!("table {table}")));
    words.extend(route.proto.as_ref().map(|proto| format!("proto {proto}")));
    words.extend(route.src.map(|src| format!("src {src}")));
    words.extend(route.metric.map(|metric| format!("metric {metric}")));
    words.extend(route.from.map(|from| format!("from {from}")));
    words.extend(route.tos.as_ref().map(|tos| format!("tos {tos}")));
    words.extend(route.flags.clone());
    words.join(" ")
}

fn prefix_of(prefix: &WrittenPrefix) -> String {
    let net = if prefix.has_length { prefix.net.value.to_string() } else { prefix.net.value.addr().to_string() };
    let mut words = vec![format!("{:?}", prefix.written_as).to_lowercase(), net];
    words.extend(prefix.name.as_ref().map(|name| format!("'{}'", name.value)));
    if let Some(ids) = &prefix.cloud {
        words.extend(ids.id.as_ref().map(|id| format!("id {id}")));
        words.extend(ids.parent.as_ref().map(|parent| format!("of {parent}")));
    }
    words.join(" ")
}

fn network_of(network: &DockerNetwork) -> String {
    let mut words = vec![format!("{:?} network", network.source).to_lowercase(), network.name.value.clone()];
    words.extend(network.driver.clone());
    for subnet in &network.subnets {
        words.push(subnet.subnet.value.to_string());
        words.extend(subnet.range.map(|range| format!("range {}", range.value)));
        words.extend(subnet.gateway.map(|gateway| format!("gateway {}", gateway.value)));
    }
    words.extend(network.bridge.as_ref().map(|bridge| format!("bridge {bridge}")));
    words.extend(network.ingress.then(|| "ingress".to_owned()));
    words.extend(network.internal.then(|| "internal".to_owned()));
    words.extend((!network.containers.is_empty()).then(|| format!("containers {}", network.containers.join(","))));
    let project = network.labels.iter().find(|(key, _)| key == "com.docker.compose.project");
    words.extend(project.map(|(_, project)| format!("project {project}")));
    words.join(" ")
}

fn facts_of(report: &Report) -> String {
    let mut out = String::from("facts\n");
    for network in &report.facts.networks {
        let role = format!("{:?}", network.role).to_lowercase();
        let name = network.name.as_ref().map(|name| format!(" '{name}'")).unwrap_or_default();
        let parent = network
            .cloud
            .as_ref()
            .and_then(|ids| ids.parent.as_ref())
            .map(|parent| format!(" of {parent}"))
            .unwrap_or_default();
        let planned = if network.planned { " planned" } else { "" };
        writeln!(out, "  {role} {}{name}{parent}{planned}", network.net).expect("a string takes it");
    }
    for subnet in &report.facts.docker {
        let dev = subnet.interface.as_ref().map(|dev| format!(" on {dev}")).unwrap_or_default();
        let state = format!("{:?}", subnet.state).to_lowercase();
        writeln!(out, "  docker {} '{}'{dev} {state}", subnet.net, subnet.name).expect("a string takes it");
    }
    out
}

#[test]
fn every_fixture_is_read_as_it_says() {
    let write = std::env::var_os("NONOVERLAP_WRITE_FORMATS").is_some();
    let mut wrong = Vec::new();
    for file in files() {
        let text = std::fs::read_to_string(&file).expect("a fixture is UTF-8");
        let shown = Fixture::of(&text).shown();
        if shown == text {
            continue;
        }
        if write {
            std::fs::write(&file, &shown).expect("a fixture can be written");
        }
        let differs = text.lines().zip(shown.lines()).find(|(have, now)| have != now);
        wrong.push(format!("{}: {differs:?}", file.file_name().unwrap_or_default().to_string_lossy()));
    }
    assert!(wrong.is_empty() || write, "{}", wrong.join("\n"));
}

#[test]
fn every_kind_has_a_fixture_in_which_it_is_read() {
    let mut found = BTreeSet::new();
    for file in files() {
        let report = Fixture::of(&std::fs::read_to_string(&file).expect("a fixture is UTF-8")).report();
        let read =
            report.documents.iter().filter(|document| document.kind == Kind::Unknown || !document.items.is_empty());
        found.extend(read.map(|document| document.kind));
    }
    let missing: Vec<_> = Kind::ALL.iter().filter(|kind| !found.contains(*kind)).map(|kind| kind.name()).collect();
    assert!(missing.is_empty(), "no fixture is read as {missing:?}");
}
