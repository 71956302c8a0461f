//! Runs every case of `tests/cases/` and of the folder named by `NONOVERLAP_CASES`: a paste and what must be said of it.
//!
//! A case lists expectations; beside them every case gets the checks that hold for all input. A line for each failed case,
//! `N passed, M failed` last.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "this is a test with a main of its own: a broken case must stop it"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ipnet::IpNet;
use nonoverlap::analysis::{State, causes};
use nonoverlap::plan::Offer;
use nonoverlap::plan::edit::apply;
use nonoverlap::problem::{Arg, Clash, Code, Problem, Severity};
use nonoverlap::read::json::{Node, Value};
use nonoverlap::read::{Item, Kind, LineUse};
use nonoverlap::text::{Slot, Span};
use nonoverlap::{Inputs, Question, Report, examine};
use serde::Deserialize;

#[path = "common/fixed.rs"]
mod fixed;

use fixed::{at_the_restart, with_fix};

#[derive(Deserialize)]
struct Case {
    #[allow(dead_code, reason = "for people who read the file")]
    says: String,
    engine: Option<String>,
    paste: BTreeMap<Slot, String>,
    #[serde(default)]
    reach: Vec<std::net::IpAddr>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    #[serde(default)]
    clash: Vec<(IpNet, IpNet)>,
    no_clash: Option<bool>,
    #[serde(default)]
    clear: Vec<IpNet>,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    not_codes: Vec<String>,
    #[serde(default)]
    public: Vec<IpNet>,
    #[serde(default)]
    next: Vec<IpNet>,
    networks: Option<u64>,
    starts: Option<bool>,
    kinds: Option<Vec<String>>,
    #[serde(default)]
    facts: Vec<String>,
    ignored: Option<Vec<u32>>,
    #[serde(default)]
    severity: BTreeMap<String, Severity>,
    #[serde(default)]
    recreate: Vec<String>,
    error: Option<String>,
    headline: Option<String>,
    state: Option<State>,
    #[serde(default)]
    docker: Vec<IpNet>,
    #[serde(default)]
    yours: Vec<IpNet>,
    #[serde(default)]
    not_yours: Vec<IpNet>,
    bip: Option<String>,
    platform: Option<String>,
    no_fix: Option<bool>,
    #[serde(default)]
    fix_has: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    fix_lacks: Vec<String>,
    #[serde(default)]
    steps_have: Vec<String>,
    #[serde(default)]
    steps_lack: Vec<String>,
    #[serde(default)]
    solves: Vec<(IpNet, IpNet)>,
    #[serde(default)]
    after_lacks: Vec<String>,
    after_starts_at_once: Option<bool>,
    most_findings: Option<usize>,
}

fn main() -> ExitCode {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")];
    folders.extend(std::env::var_os("NONOVERLAP_CASES").map(PathBuf::from));
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let mut files: Vec<_> = folders.iter().flat_map(|folder| json_files(folder)).collect();
    files.retain(|file| wanted.is_empty() || wanted.iter().any(|part| file.to_string_lossy().contains(part)));
    let (mut passed, mut failed) = (0, 0);
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let differences = run(file);
        if differences.is_empty() {
            passed += 1;
        } else {
            failed += 1;
            println!("{name}: {}", differences.join("; "));
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    files
}

fn run(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).expect("a case is UTF-8");
    let case: Case = match serde_json::from_str(&text) {
        Ok(case) => case,
        Err(error) => return vec![format!("not a case: {error}")],
    };
    let inputs = Inputs { texts: case.paste.clone(), ..Inputs::default() };
    let engine = case.engine.as_ref().map(|version| version.parse().expect("a version"));
    let question = Question { engine, reach: case.reach.clone(), ..Question::default() };
    let report = examine(&inputs, &question);
    let mut out = expected(&case.expect, &report);
    out.extend(expected_of_the_fix(&case.expect, &inputs, &question, &report));
    out.extend(holds_always(&inputs, &question, &report));
    out
}

/// Findings that say something breaks.
fn grave(report: &Report) -> impl Iterator<Item = &Problem> {
    report.problems.iter().filter(|problem| problem.severity <= Severity::WillBreak)
}

fn expected(expect: &Expect, report: &Report) -> Vec<String> {
    let mut out = Vec::new();
    let clashes: Vec<_> = grave(report).flat_map(|problem| &problem.clashes).collect();
    let pairs: Vec<_> = clashes.iter().map(|clash| (clash.docker, clash.other)).collect();
    let is_docker = |net: IpNet| report.facts.docker.iter().any(|subnet| subnet.net == net);
    for &(docker, other) in &expect.clash {
        let turned = is_docker(docker) && is_docker(other) && pairs.contains(&(other, docker));
        if !pairs.contains(&(docker, other)) && !turned {
            out.push(format!("no clash of {docker} and {other} among {pairs:?}"));
        }
    }
    if expect.no_clash == Some(true) && !pairs.is_empty() {
        out.push(format!("clashes {pairs:?}"));
    }
    for &net in &expect.clear {
        let named = grave(report)
            .find(|problem| problem.subnets.contains(&net) || problem.clashes.iter().any(|clash| clash.docker == net));
        out.extend(named.map(|problem| format!("{net} is named by {}", problem.code.name())));
    }
    let codes: Vec<_> = report.problems.iter().map(|problem| problem.code.name()).collect();
    for code in &expect.codes {
        if !codes.contains(&code.as_str()) {
            out.push(format!("no {code} among {codes:?}"));
        }
    }
    for code in &expect.not_codes {
        if codes.contains(&code.as_str()) {
            out.push(format!("says {code}"));
        }
    }
    for (code, severity) in &expect.severity {
        let found: Vec<_> = report
            .problems
            .iter()
            .filter(|problem| problem.code.name() == code)
            .map(|problem| problem.severity)
            .collect();
        if !found.contains(severity) {
            out.push(format!("{code} is {found:?}, not {severity:?}"));
        }
    }
    let public: Vec<_> =
        report.problems.iter().filter(|p| p.code == Code::PublicSpace).flat_map(|p| p.subnets.clone()).collect();
    out.extend(missing("public", &expect.public, &public));
    let next: Vec<_> = report.prediction.next.iter().map(|next| next.subnet).collect();
    if !next.starts_with(&expect.next) {
        out.push(format!("next is {next:?}, not {:?}", expect.next));
    }
    if let Some(networks) = expect.networks.filter(|networks| *networks != report.prediction.capacity) {
        out.push(format!("{} networks, not {networks}", report.prediction.capacity));
    }
    if let Some(starts) = expect.starts.filter(|starts| *starts != report.refusal().is_none()) {
        out.push(format!("starts: {}, not {starts} ({:?})", !starts, report.refusal()));
    }
    if let Some(error) = &expect.error {
        let texts: Vec<_> = report.refusal().into_iter().map(|refusal| refusal.text.clone()).collect();
        if !texts.iter().any(|text| text.contains(error)) {
            out.push(format!("error {texts:?} has no {error:?}"));
        }
    }
    let names: Vec<_> =
        report.plan.offer.iter().flat_map(|offer| &offer.recreate).map(|net| net.name.clone()).collect();
    out.extend(missing("recreate", &expect.recreate, &names));
    out.extend(expected_meaning(expect, report));
    out.extend(expected_reading(expect, report));
    out
}

/// Whose the ranges are, where the engine runs, and what the verdict is about.
fn expected_meaning(expect: &Expect, report: &Report) -> Vec<String> {
    let mut out = Vec::new();
    let about = report.verdict.about.map_or("none", Code::name);
    if let Some(headline) = expect.headline.as_ref().filter(|headline| *headline != about) {
        out.push(format!("the headline is about {about}, not {headline}"));
    }
    if let Some(state) = expect.state.filter(|state| *state != report.verdict.state) {
        out.push(format!("the state is {:?}, not {state:?}", report.verdict.state));
    }
    let docker: Vec<_> = report.facts.docker.iter().map(|subnet| subnet.net).collect();
    let networks: Vec<_> = report.facts.networks.iter().map(|network| network.net).collect();
    out.extend(missing("docker", &expect.docker, &docker));
    out.extend(missing("yours", &expect.yours, &networks));
    for net in expect.not_yours.iter().filter(|net| networks.contains(net)) {
        out.push(format!("{net} is taken for yours"));
    }
    let bip = report.facts.config.as_ref().and_then(|fact| fact.config.bip.clone());
    if expect.bip.is_some() && expect.bip != bip {
        out.push(format!("bip is {bip:?}, not {:?}", expect.bip));
    }
    let platform = if report.facts.platform.platform.is_desktop() { "desktop" } else { "linux" };
    if let Some(expected) = expect.platform.as_ref().filter(|expected| *expected != platform) {
        out.push(format!("the platform is {platform}, not {expected}"));
    }
    if let Some(most) = expect.most_findings.filter(|most| report.problems.len() > *most) {
        let codes: Vec<_> = report.problems.iter().map(|problem| problem.code.name()).collect();
        out.push(format!("more than {most} findings: {codes:?}"));
    }
    out
}

/// What is offered, and what it leads to.
fn expected_of_the_fix(expect: &Expect, inputs: &Inputs, question: &Question, report: &Report) -> Vec<String> {
    let mut out = Vec::new();
    let offer = report.plan.offer.as_ref();
    let changes = offer.is_some_and(|offer| !offer.edits.is_empty());
    if expect.no_fix == Some(true) && changes {
        out.push("a change of daemon.json is offered".to_owned());
    }
    let after = offer.map_or("{}", |offer| &offer.after);
    let file: serde_json::Value = serde_json::from_str(after).unwrap_or_default();
    for (key, value) in &expect.fix_has {
        if file.get(key) != Some(value) {
            out.push(format!("the fixed file has {key} {:?}, not {value}", file.get(key)));
        }
    }
    for key in expect.fix_lacks.iter().filter(|key| file.get(key.as_str()).is_some()) {
        out.push(format!("the fixed file has {key}"));
    }
    let steps = offer.map_or(&[][..], |offer| &offer.steps);
    let commands: Vec<_> = steps.iter().flat_map(|step| &step.commands).collect();
    for text in expect.steps_have.iter().filter(|text| !commands.iter().any(|command| command.contains(*text))) {
        out.push(format!("no command has {text:?} among {commands:?}"));
    }
    for text in &expect.steps_lack {
        out.extend(commands.iter().find(|command| command.contains(text)).map(|command| format!("{command:?}")));
    }
    let solved: Vec<_> =
        offer.iter().flat_map(|offer| &offer.solves).map(|clash| (clash.docker, clash.other)).collect();
    out.extend(missing("solves", &expect.solves, &solved));
    let later = with_fix(inputs, question, report);
    for code in &expect.after_lacks {
        if later.problems.iter().any(|problem| problem.code.name() == code) {
            out.push(format!("with the fix there is still {code}"));
        }
    }
    if let Some(expected) = expect.after_starts_at_once {
        let at_once = at_the_restart(inputs, question, report);
        if at_once.refusal().is_none() != expected {
            out.push(format!("at the restart dockerd starts: {}, not {expected}", !expected));
        }
    }
    out
}

fn expected_reading(expect: &Expect, report: &Report) -> Vec<String> {
    let mut out = Vec::new();
    let known = report.documents.iter().filter(|document| document.kind != Kind::Unknown);
    let kinds: Vec<_> = known.map(|document| document.kind.name().to_owned()).collect();
    if expect.kinds.as_ref().is_some_and(|expected| *expected != kinds) {
        out.push(format!("kinds {kinds:?}, not {:?}", expect.kinds.as_ref().unwrap_or(&Vec::new())));
    }
    let lines = report.documents.iter().flat_map(|document| &document.lines);
    let mut ignored: Vec<_> =
        lines.filter(|(_, used)| *used == LineUse::NotUnderstood).map(|(number, _)| *number).collect();
    ignored.sort_unstable();
    if expect.ignored.as_ref().is_some_and(|expected| *expected != ignored) {
        out.push(format!("ignored {ignored:?}, not {:?}", expect.ignored.as_ref().unwrap_or(&Vec::new())));
    }
    let facts: Vec<_> = report.documents.iter().flat_map(|document| &document.items).flat_map(facts_of).collect();
    for fact in &expect.facts {
        let (net, name) = fact.split_once(' ').map_or((fact.as_str(), None), |(net, name)| (net, Some(name)));
        let net: IpNet = net.parse().expect("a prefix");
        if !facts.iter().any(|(have, names)| *have == net && name.is_none_or(|name| names.iter().any(|n| n == name))) {
            out.push(format!("{fact} was not read"));
        }
    }
    out
}

fn missing<T: PartialEq + std::fmt::Debug>(what: &str, expected: &[T], found: &[T]) -> Vec<String> {
    let gone = expected.iter().filter(|value| !found.contains(value));
    gone.map(|value| format!("{what}: no {value:?} among {found:?}")).collect()
}

/// The prefixes an item gives, each with the names that stand by it.
fn facts_of(item: &Item) -> Vec<(IpNet, Vec<String>)> {
    match item {
        Item::Prefix(prefix) => {
            vec![(prefix.net.value.trunc(), prefix.name.iter().map(|name| name.value.to_string()).collect())]
        }
        Item::Route(route) => {
            vec![(
                route.dst.value.trunc(),
                route.hops.iter().filter_map(|hop| Some(hop.dev.as_deref()?.to_owned())).collect(),
            )]
        }
        Item::Address(address) => vec![(address.net.value.trunc(), vec![address.dev.clone()])],
        Item::DockerNetwork(network) => {
            let names = vec![network.name.value.clone(), network.bridge.clone().unwrap_or_default()];
            network.subnets.iter().map(|subnet| (subnet.subnet.value.trunc(), names.clone())).collect()
        }
        Item::Daemon(parsed) => parsed.root.as_ref().map(strings).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Every string of a tree that is a prefix.
fn strings(node: &Node) -> Vec<(IpNet, Vec<String>)> {
    match &node.value {
        Value::String(text) => text.parse::<IpNet>().map(|net| (net.trunc(), Vec::new())).into_iter().collect(),
        Value::Array(elements) => elements.iter().flat_map(strings).collect(),
        Value::Object(members) => members.iter().flat_map(|member| strings(&member.value)).collect(),
        _ => Vec::new(),
    }
}

/// What holds for every input.
fn holds_always(inputs: &Inputs, question: &Question, report: &Report) -> Vec<String> {
    let mut out = Vec::new();
    if examine(inputs, question) != *report {
        out.push("a second look gives another report".to_owned());
    }
    let spans = report.problems.iter().flat_map(|problem| problem.labels.iter().map(|label| label.span));
    let spans = spans.chain(report.documents.iter().map(|document| document.span));
    out.extend(spans.filter(|span| !lies_in(inputs, *span)).map(|span| format!("{span:?} is outside its text")));
    out.extend(fix_holds(inputs, question, report));
    out.extend(causes_hold(report));
    let crossed = postcard::to_allocvec(report).and_then(|bytes| postcard::from_bytes::<Report>(&bytes));
    if crossed.as_ref() != Ok(report) {
        out.push("the report changes on its way from the worker to the page".to_owned());
    }
    out
}

/// Every finding stands in one cause or aside, and what breaks never stands aside. Two causes share no pair, but for findings
/// that name the pairs of many causes at once.
fn causes_hold(report: &Report) -> Vec<String> {
    let grouped = causes(&report.problems);
    let in_causes = grouped.causes.iter().flat_map(|cause| cause.findings.iter().copied());
    let mut all: Vec<usize> = in_causes.chain(grouped.aside.iter().copied()).collect();
    all.sort_unstable();
    let mut out = Vec::new();
    if all != (0..report.problems.len()).collect::<Vec<_>>() {
        out.push(format!("not every finding stands in one cause: {all:?}"));
    }
    let is_grave = |at: &&usize| report.problems[**at].severity <= Severity::WillBreak;
    out.extend(grouped.aside.iter().find(is_grave).map(|at| format!("{:?} stands aside", report.problems[*at].code)));
    let mut seen: BTreeMap<Clash, usize> = BTreeMap::new();
    for (number, cause) in grouped.causes.iter().enumerate() {
        let findings = cause.findings.iter().map(|at| &report.problems[*at]);
        for problem in findings.filter(|problem| !NAME_MANY.contains(&problem.code)) {
            for clash in &problem.clashes {
                if *seen.entry(*clash).or_insert(number) != number {
                    out.push(format!("{clash:?} stands in two causes"));
                }
            }
        }
    }
    out
}

/// Findings that name the pairs of many causes at once.
const NAME_MANY: &[Code] = &[Code::NextNetworkCollides, Code::ChangeNeedsRecreate, Code::BlindSpot];

/// Whether the offer says what became of a key.
fn is_told(offer: &Offer, key: &str) -> bool {
    let args = offer.losses.iter().flat_map(|loss| &loss.args);
    args.into_iter().any(|(_, value)| matches!(value, Arg::Text(text) | Arg::Code(text) if text == key))
}

fn lies_in(inputs: &Inputs, span: Span) -> bool {
    let text = inputs.texts.get(&span.slot).map_or("", String::as_str);
    span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some()
}

/// The fix solves what it says, is strict JSON, keeps every key, and writes private ranges only.
fn fix_holds(inputs: &Inputs, question: &Question, report: &Report) -> Vec<String> {
    let Some(offer) = &report.plan.offer else { return Vec::new() };
    let mut out = Vec::new();
    if apply(&offer.before, &offer.edits) != offer.after {
        out.push("the edits do not lead from the old file to the new one".to_owned());
    }
    // A plan that leaves a missing file missing writes nothing.
    let text = if offer.edits.is_empty() && offer.before.is_empty() { "{}" } else { &offer.after };
    let after: serde_json::Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return vec![format!("the fixed file is not JSON: {error}")],
    };
    let before: serde_json::Value = serde_json::from_str(&offer.before).unwrap_or_default();
    for key in before.as_object().into_iter().flat_map(|object| object.keys()) {
        if after.get(key).is_none() && !is_told(offer, key) {
            out.push(format!("the fix loses {key}"));
        }
    }
    let candidate = offer.candidate.iter();
    let written = candidate.flat_map(|range| range.bip.into_iter().chain(range.pools.iter().map(|pool| pool.base)));
    for net in written.filter(|net| !nonoverlap::net::is_private(*net)) {
        out.push(format!("the fix writes {net}, which is not private"));
    }
    let later = with_fix(inputs, question, report);
    let left: Vec<_> = grave(&later).flat_map(|problem| &problem.clashes).collect();
    let unsolved: Vec<_> = offer.solves.iter().filter(|clash| left.contains(clash)).collect();
    if !unsolved.is_empty() {
        out.push(format!("the fix does not solve {unsolved:?}"));
    }
    out
}
