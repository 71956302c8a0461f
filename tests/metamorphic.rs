//! Pastes in other clothes: what is around a paste changes neither its state nor its clashes.
//!
//! Every case of `tests/cases/` and of the folder named by `NONOVERLAP_CASES` is wrapped as people wrap what they paste. A
//! line for each difference, then how many of how many kept their meaning.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "this is a test with a main of its own: a broken case must stop it"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ipnet::IpNet;
use nonoverlap::analysis::State;
use nonoverlap::problem::Severity;
use nonoverlap::text::Slot;
use nonoverlap::{Inputs, Question, Report, examine};
use serde::Deserialize;

#[path = "common/neutral.rs"]
mod neutral;

use neutral::NEUTRAL;

/// The texts of the boxes.
type Boxes = BTreeMap<Slot, String>;

#[derive(Deserialize)]
struct Case {
    engine: Option<String>,
    paste: Boxes,
    #[serde(default)]
    reach: Vec<std::net::IpAddr>,
}

/// What must stay.
#[derive(Debug, PartialEq, Eq)]
struct Meaning {
    state: State,
    clashes: BTreeSet<(IpNet, IpNet)>,
}

/// A way to wrap a paste; the number tells which neutral sentences are taken.
type Wrapping = (&'static str, fn(&Boxes, usize) -> Boxes);

const WRAPPINGS: &[Wrapping] = &[
    ("quoted in a mail", |boxes, _| each_line(boxes, |line| format!("> {line}"))),
    ("quoted twice", |boxes, _| each_line(boxes, |line| format!(">> {line}"))),
    ("in a fence", |boxes, _| each_box(boxes, |text| format!("```\n{}\n```\n", text.trim_end_matches('\n')))),
    ("in a fence with a language", |boxes, _| {
        each_box(boxes, |text| format!("~~~text\n{}\n~~~\n", text.trim_end_matches('\n')))
    }),
    ("below a prompt", |boxes, _| each_box(boxes, |text| format!("me@web-1:~$ cat notes.txt\n{text}"))),
    ("with line ends of Windows", |boxes, _| each_box(boxes, |text| text.replace("\r\n", "\n").replace('\n', "\r\n"))),
    ("indented", |boxes, _| each_line(boxes, |line| format!("    {line}"))),
    ("with blanks at the ends of lines", |boxes, _| each_line(boxes, |line| format!("{line}  "))),
    ("with hard blanks", |boxes, _| hard_blanks(boxes)),
    ("between blank lines", |boxes, _| each_box(boxes, |text| format!("\n\n{}\n\n\n", text.trim_end_matches('\n')))),
    ("behind the name of a service", |boxes, _| each_line(boxes, |line| format!("web_1  | {line}"))),
    ("behind the name of a host", |boxes, _| each_line(boxes, |line| format!("node-07: {line}"))),
    ("behind the time of a log", |boxes, _| each_line(boxes, |line| format!("2026-11-29T08:12:44.120Z {line}"))),
    ("behind the time and unit of a journal", |boxes, _| {
        each_line(boxes, |line| format!("Nov 29 08:12:44 web-1 collect[2214]: {line}"))
    }),
    ("behind the name of a host in brackets", |boxes, _| each_line(boxes, |line| format!("[web-1] out: {line}"))),
    ("below what Ansible prints", |boxes, _| each_box(boxes, |text| format!("web-1 | CHANGED | rc=0 >>\n{text}"))),
    ("in tags of a web page", |boxes, _| {
        each_box(boxes, |text| format!("<pre><code>\n{}\n</code></pre>\n", text.trim_end_matches('\n')))
    }),
    ("in a fence in a quote", |boxes, _| {
        each_line(&each_box(boxes, |text| format!("```\n{}\n```\n", text.trim_end_matches('\n'))), |line| {
            format!("> {line}")
        })
    }),
    ("indented by a tab", |boxes, _| each_line(boxes, |line| format!("\t{line}"))),
    ("with the numbers of its lines", |boxes, _| {
        each_box(boxes, |text| {
            (1..).zip(text.lines()).map(|(number, line)| format!("{number:>6}\t{line}")).collect::<Vec<_>>().join("\n")
                + "\n"
        })
    }),
    ("all in one box", |boxes, _| one_box(boxes, &Slot::ALL)),
    ("all in one box, from the last to the first", |boxes, _| one_box(boxes, &reversed())),
    ("in a post", |boxes, nth| post(boxes, nth)),
    ("all in one post", |boxes, nth| post(&one_box(&each_box(boxes, without_comment_marks), &Slot::ALL), nth)),
];

fn main() -> ExitCode {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")];
    folders.extend(std::env::var_os("NONOVERLAP_CASES").map(PathBuf::from));
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let cases = cases(&folders, &wanted);
    let (mut kept, mut failed) = (0, 0);
    for (nth, (name, case)) in cases.iter().enumerate() {
        let plain = meaning(&ask(case, &case.paste));
        for (says, wrap) in WRAPPINGS {
            let found = meaning(&ask(case, &wrap(&case.paste, nth)));
            if found == plain {
                kept += 1;
            } else {
                failed += 1;
                println!("{name}, {says}: {found:?}, not {plain:?}");
            }
        }
    }
    println!("{kept} of {} wrapped pastes keep state and clashes", kept + failed);
    let (quiet, loud) = mentions(&cases);
    println!(
        "{quiet} of {} pastes without a clash stay without one beside a sentence that only mentions a range",
        quiet + loud
    );
    println!("{} passed, {} failed", kept + quiet, failed + loud);
    if failed + loud == 0 && kept > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The cases by name; one that stands in both folders is taken once.
fn cases(folders: &[PathBuf], wanted: &[String]) -> Vec<(String, Case)> {
    let files = folders.iter().flat_map(|folder| {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
    });
    let by_name: BTreeMap<String, PathBuf> =
        files.map(|path| (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), path)).collect();
    let chosen =
        by_name.into_iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|part| name.contains(part)));
    let read =
        |path: &Path| serde_json::from_str(&std::fs::read_to_string(path).expect("a case is UTF-8")).expect("a case");
    chosen.map(|(name, path)| (name, read(&path))).collect()
}

fn ask(case: &Case, boxes: &Boxes) -> Report {
    let engine = case.engine.as_ref().map(|version| version.parse().expect("a version"));
    let question = Question { engine, reach: case.reach.clone(), ..Question::default() };
    examine(&Inputs { texts: boxes.clone(), ..Inputs::default() }, &question)
}

fn meaning(report: &Report) -> Meaning {
    let grave = report.problems.iter().filter(|problem| problem.severity <= Severity::WillBreak);
    let clashes = grave.flat_map(|problem| &problem.clashes).map(|clash| (clash.docker, clash.other)).collect();
    Meaning { state: report.verdict.state, clashes }
}

fn each_box(boxes: &Boxes, change: impl Fn(&str) -> String) -> Boxes {
    boxes.iter().map(|(slot, text)| (*slot, change(text))).collect()
}

fn each_line(boxes: &Boxes, change: impl Fn(&str) -> String) -> Boxes {
    each_box(boxes, |text| text.lines().map(&change).collect::<Vec<_>>().join("\n") + "\n")
}

/// Web pages put hard blanks where several blanks stand together. A daemon.json with one is no JSON to dockerd, and that is
/// its meaning.
fn hard_blanks(boxes: &Boxes) -> Boxes {
    each_line(boxes, |line| {
        let is_file = line.contains(['{', '}', '"', '[', ']']);
        if is_file { line.to_owned() } else { line.replace("  ", " \u{a0}") }
    })
}

fn reversed() -> [Slot; 5] {
    let mut slots = Slot::ALL;
    slots.reverse();
    slots
}

/// A box whose every line is a comment is read without the marks. Beside other text they would be comments, so they are taken
/// off before something is put beside it.
fn without_comment_marks(text: &str) -> String {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let mark = lines.peek().and_then(|first| ["#", "//"].into_iter().find(|mark| first.trim_start().starts_with(mark)));
    let Some(mark) = mark.filter(|mark| lines.all(|line| line.trim_start().starts_with(mark))) else {
        return text.to_owned();
    };
    let bare = |line: &str| line.trim_start().strip_prefix(mark).unwrap_or(line).to_owned();
    text.lines().map(bare).collect::<Vec<_>>().join("\n") + "\n"
}

/// Everything in the box for anything, each part under the line that says in words or as a command what its box said.
fn one_box(boxes: &Boxes, order: &[Slot]) -> Boxes {
    let head = |slot: Slot| match slot {
        Slot::Networks => "Networks we must reach:",
        Slot::Routes | Slot::Any => "",
        Slot::DaemonJson => "$ cat /etc/docker/daemon.json",
        Slot::Docker => {
            "$ docker network inspect -f '{{.Name}} {{range .IPAM.Config}}{{.Subnet}} {{end}}' $(docker network ls -q)"
        }
    };
    let parts = order.iter().filter_map(|slot| Some((*slot, boxes.get(slot)?)));
    let all: String = parts
        .map(|(slot, text)| format!("{}\n{}\n\n", head(slot), text.trim_end_matches('\n')))
        .collect::<Vec<_>>()
        .concat();
    BTreeMap::from([(Slot::Any, all)])
}

/// Neutral sentences around each text, in both languages. The box of networks takes every range at its word, so that nothing
/// is put there that is none.
fn post(boxes: &Boxes, nth: usize) -> Boxes {
    let sentence = |at: usize| NEUTRAL[(nth * 4 + at) % NEUTRAL.len()];
    boxes
        .iter()
        .map(|(slot, text)| {
            let bare = without_comment_marks(text);
            let text = bare.trim_end_matches('\n');
            let post = format!("{} {}\n\n{text}\n\n{}\n{}\n", sentence(0), sentence(1), sentence(2), sentence(3));
            (*slot, if *slot == Slot::Networks { text.to_owned() } else { post })
        })
        .collect()
}

/// Adds to each paste without a clash a sentence before and one behind, and to small ones all of them.
fn mentions(cases: &[(String, Case)]) -> (usize, usize) {
    let (mut quiet, mut loud) = (0, 0);
    let mut check = |name: &str, case: &Case, sentence: &str| {
        let mut boxes = case.paste.clone();
        let text = boxes.entry(Slot::Any).or_default();
        *text = format!("{sentence}\n\n{text}\n\n{sentence}\n");
        let found = meaning(&ask(case, &boxes));
        if found.clashes.is_empty() && !matches!(found.state, State::Broken | State::WillBreak) {
            quiet += 1;
        } else {
            loud += 1;
            println!("{name}, beside {sentence:?}: {found:?}");
        }
    };
    let is_quiet = |case: &Case| {
        let plain = meaning(&ask(case, &case.paste));
        plain.clashes.is_empty() && matches!(plain.state, State::Clear | State::Partial | State::Empty | State::Risk)
    };
    for (nth, (name, case)) in cases.iter().enumerate().filter(|(_, (_, case))| is_quiet(case)) {
        let size: usize = case.paste.values().map(String::len).sum();
        let count = if size < 120 { NEUTRAL.len() } else { 2 };
        (0..count).for_each(|at| check(name, case, NEUTRAL[(nth * 7 + at) % NEUTRAL.len()]));
    }
    (quiet, loud)
}
