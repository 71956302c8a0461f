//! What engines said of daemon.json texts against what the library says: every line of `tests/engine/config/*.jsonl` and
//! of the folder that `NONOVERLAP_CONFIG` names.
//!
//! Compared are, by version, accepted or refused and the class of the message, for `dockerd --validate` and for a start;
//! of a start that succeeds also docker0's IPv4 subnet and that of the first network after it. A line is printed for each
//! difference, and `N passed, M failed` last.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use nonoverlap::docker::config::{Judgement, class, judge, start};

use nonoverlap::docker::engine::{Engine, NetworkRequest};
use nonoverlap::docker::{Host, HostRoute, Refusal, Version};
use serde_json::Value;

/// Flags that the recording machine gave every start: the same keys in a file clash with them. Its sockets and folders.
const LAB_FLAGS: &[&str] = &["host", "data-root", "exec-root", "pidfile"];

/// The recording machine's only on-link route and its nameserver.
const LAB_ROUTE: &str = "10.0.1.0/24";

fn main() -> ExitCode {
    let folders =
        [Some(PathBuf::from("tests/engine/config")), std::env::var_os("NONOVERLAP_CONFIG").map(PathBuf::from)];
    let mut tally = Tally::default();
    for file in folders.into_iter().flatten().flat_map(|folder| lines_files(&folder)) {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str::<Value>(line) {
                Ok(case) => check(&case, &format!("{}:{}", file.display(), number + 1), &mut tally),
                Err(error) => tally.failed(&format!("{}:{}", file.display(), number + 1), &error.to_string()),
            }
        }
    }
    tally.close()
}

fn lines_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()));
    let mut files: Vec<PathBuf> =
        entries.into_iter().flatten().filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    files.sort();
    files
}

/// Checks by subject (validate, start, subnets, containers) and engine.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<(String, &'static str), (u32, u32)>,
    broken: u32,
}

impl Tally {
    fn failed(&mut self, id: &str, difference: &str) {
        println!("FAILED {id}: {difference}");
        self.broken += 1;
    }

    fn compare(&mut self, id: &str, engine: &str, subject: &'static str, difference: Option<String>) {
        let count = self.counts.entry((engine.to_owned(), subject)).or_default();
        match difference {
            None => count.0 += 1,
            Some(difference) => {
                count.1 += 1;
                println!("FAILED {id} {subject}: {difference}");
            }
        }
    }

    fn close(self) -> ExitCode {
        for ((engine, subject), (passed, failed)) in &self.counts {
            println!("{engine:9} {subject:10} {passed:4} passed {failed:4} failed");
        }
        let passed: u32 = self.counts.values().map(|(passed, _)| passed).sum();
        let failed: u32 = self.counts.values().map(|(_, failed)| failed).sum::<u32>() + self.broken;
        println!("{passed} passed, {failed} failed");
        if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn check(case: &Value, place: &str, tally: &mut Tally) {
    let engine = case["engine"].as_str().unwrap_or("");
    let Ok(version) = engine.parse::<Version>() else {
        return tally.failed(place, "no engine version");
    };
    if case.get("containers").is_some() {
        return check_containers(case, engine, version, tally);
    }
    let id = format!("{}@{engine}", case["id"].as_str().unwrap_or(place));
    let Some(file) = bytes(case) else {
        return tally.failed(&id, "neither raw nor raw_base64");
    };
    let flags = flags(case);
    let judgement = judge(&file, &flags, version);
    tally.compare(&id, engine, "validate", validate_difference(&case["validate"], &judgement));
    if let Some(recorded) = case.get("start").filter(|start| start.is_object()) {
        check_start(&id, engine, recorded, &file, flags, version, tally);
    }
}

fn validate_difference(recorded: &Value, judgement: &Judgement) -> Option<String> {
    let output = recorded["output"].as_str().unwrap_or("");
    if output.starts_with("not supported") {
        return judgement.validate.is_some().then(|| "the release has no --validate".to_owned());
    }
    let Some(verdict) = &judgement.validate else {
        return Some("no verdict".to_owned());
    };
    let error = (recorded["exit"] != 0).then_some(output);
    refusal_difference(error, verdict.refusal())
}

/// A recorded error against a predicted refusal: whether there is one, and of which class.
fn refusal_difference(error: Option<&str>, refusal: Option<&Refusal>) -> Option<String> {
    match (error, refusal) {
        (None, None) => None,
        (None, Some(refusal)) => Some(format!("accepted by the engine, we say {}: {}", refusal.class, refusal.text)),
        (Some(error), None) => Some(format!("refused by the engine, accepted by us: {error}")),
        (Some(error), Some(refusal)) => match class::of(error) {
            Some(class) if class == refusal.class => None,
            Some(class) => Some(format!("class {class}, we say {}: {error} | {}", refusal.class, refusal.text)),
            None => Some(format!("a message of no class, we say {}: {error}", refusal.class)),
        },
    }
}

fn check_start(
    id: &str,
    engine: &str,
    recorded: &Value,
    file: &[u8],
    mut flags: Vec<(String, String)>,
    version: Version,
    tally: &mut Tally,
) {
    flags.extend(LAB_FLAGS.iter().map(|&flag| (flag.to_owned(), "/lab".to_owned())));
    let judgement = judge(file, &flags, version);
    let mut machine = Engine::new(version, judgement.config.clone(), lab());
    let started = match judgement.start.refusal() {
        Some(refusal) => Err(refusal.clone()),
        None => machine.start(),
    };
    let error = (recorded["ok"] != true).then(|| recorded["error"].as_str().unwrap_or(""));
    tally.compare(id, engine, "start", refusal_difference(error, started.as_ref().err()));
    let (None, Ok(bridge)) = (error, started) else { return };
    let docker0 = first_v4(bridge.subnets.iter().map(|subnet| subnet.subnet.to_string()));
    let seen = first_subnet(&recorded["docker0"]["ipam"]);
    let request = NetworkRequest { name: "n1".to_owned(), ..NetworkRequest::default() };
    let next = machine.create(&request).map(|network| network.subnets);
    let next = first_v4(next.iter().flatten().map(|subnet| subnet.subnet.to_string()));
    let seen_next = first_subnet(&recorded["n1"]["ipam"]);
    let differs = docker0 != seen || (recorded["n1"]["ok"] == true && next != seen_next);
    let difference = format!("docker0 {seen:?} then {seen_next:?}, we say {docker0:?} then {next:?}");
    tally.compare(id, engine, "subnets", differs.then_some(difference));
}

fn check_containers(case: &Value, engine: &str, version: Version, tally: &mut Tally) {
    if case["network"] != "bridge" {
        let network = case["network"].as_str().unwrap_or("");
        println!("NOT COMPARED containers@{engine} on {network}: says nothing of a configuration, see tests/engine.rs");
        return;
    }
    let settings = case["daemon_json"].to_string();
    let judgement = judge(settings.as_bytes(), &[], version);
    let refusal = start::containers(&judgement.config, version);
    let first = &case["containers"][0];
    let error = (first["start"] != 204).then(|| first["err"].as_str().unwrap_or(""));
    tally.compare(&settings, engine, "containers", refusal_difference(error, refusal.as_ref()));
}

fn lab() -> Host {
    let routes = LAB_ROUTE.parse().map(|dst| HostRoute { dst, on_link: true });
    let other_interfaces = Some(vec!["lo".to_owned(), "eth0".to_owned()]);
    Host { routes: routes.into_iter().collect(), other_interfaces, ..Host::default() }
}

fn first_subnet(ipam: &Value) -> Option<String> {
    let list = ipam.as_array().map_or(&[][..], Vec::as_slice);
    first_v4(list.iter().filter_map(|entry| entry["subnet"].as_str()).map(str::to_owned))
}

fn first_v4(mut subnets: impl Iterator<Item = String>) -> Option<String> {
    subnets.find(|subnet| !subnet.contains(':'))
}

fn bytes(case: &Value) -> Option<Vec<u8>> {
    match case["raw_base64"].as_str() {
        Some(text) => base64(text),
        None => case["raw"].as_str().map(|text| text.as_bytes().to_vec()),
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut out, mut buffer, mut bits) = (Vec::new(), 0usize, 0u32);
    for byte in text.bytes().filter(|&byte| byte != b'=' && !byte.is_ascii_whitespace()) {
        buffer = (buffer << 6 | DIGITS.iter().position(|&digit| digit == byte)?) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(buffer >> bits & 0xff).ok()?);
        }
    }
    Some(out)
}

/// `["-H", "unix://x", "--ipv6", "--add-runtime=a=b"]` as names and values.
fn flags(case: &Value) -> Vec<(String, String)> {
    let mut flags: Vec<(String, String)> = Vec::new();
    for word in case["flags"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        match (word.strip_prefix('-'), flags.last_mut()) {
            (None, Some((_, value))) => word.clone_into(value),
            (None, None) => {}
            (Some(_), _) => {
                let (name, value) = word.split_once('=').unwrap_or((word, ""));
                flags.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    flags
}
