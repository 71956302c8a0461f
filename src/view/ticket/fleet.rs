//! Many hosts in one answer: a line a host, how many are how, and the one file that suits them all.

use std::collections::BTreeMap;

use serde::Serialize;

use super::json::{FORMAT, TOOL, Ticket};
use super::sarif::{Log, run};
use super::text::{Flow, Look, TextLine, of_state};
use super::{flat, markdown};
use crate::analysis::State;
use crate::examine::Report;
use crate::fleet::{Member, Together};
use crate::problem::{Arg, Message};
use crate::text::Source;
use crate::words::{Lang, plain, render};

/// A host with its boxes.
pub type Host<'a> = (&'a Member, &'a [Source]);

/// The fleet as lines for a terminal.
pub fn fleet_text(hosts: &[Host<'_>], together: &Together, lang: Lang) -> Vec<TextLine> {
    let widest = hosts.iter().map(|(member, _)| member.name.chars().count()).max().unwrap_or(0);
    let line = |mark: &str, pieces| TextLine { indent: 0, mark: mark.to_owned(), pieces, flow: Flow::Wrapped };
    let mut lines: Vec<TextLine> = hosts
        .iter()
        .map(|(member, _)| {
            let (mark, look) = of_state(member.report.verdict.state);
            let headline = flat(&render(lang, &member.report.verdict.headline));
            line(mark, vec![(Look::Strong, format!("{:widest$}  ", member.name)), (look, headline)])
        })
        .collect();
    lines.push(line("", Vec::new()));
    lines.push(line("", vec![(Look::Strong, plain(lang, &count(hosts)))]));
    lines.push(line("", vec![(Look::Plain, plain(lang, &fleet_sentence(together)))]));
    if let Some(file) = file(together) {
        lines.push(line("", Vec::new()));
        lines.extend(file.lines().map(|row| TextLine {
            indent: 4,
            mark: String::new(),
            pieces: vec![(Look::Code, row.to_owned())],
            flow: Flow::Whole,
        }));
    }
    lines
}

/// The fleet in Markdown: what is said of all, then each host's own report.
pub fn fleet_markdown(hosts: &[Host<'_>], together: &Together, lang: Lang) -> String {
    let head = format!("# {}\n\n{}\n", plain(lang, &count(hosts)), plain(lang, &fleet_sentence(together)));
    let file = file(together).map(|file| format!("\n```json\n{}\n```\n", file.trim_end()));
    let each = hosts.iter().map(|(member, sources)| {
        let report = markdown(&member.report, sources, lang);
        format!("\n<details><summary>{}</summary>\n\n{report}\n</details>\n", escaped(&member.name))
    });
    std::iter::once(head).chain(file).chain(each).collect()
}

/// A name inside an element of HTML.
fn escaped(name: &str) -> String {
    name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[derive(Serialize)]
struct Fleet<'a> {
    format: u32,
    tool: &'static str,
    language: &'static str,
    hosts: Vec<Named<'a>>,
    together: Joint,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    ticket: Ticket<'a>,
}

#[derive(Serialize)]
struct Joint {
    sentence: String,
    daemon_json: Option<String>,
    /// How many hosts are in which state.
    states: BTreeMap<State, usize>,
}

/// The fleet as JSON: the ticket of each host, and the file for all.
pub fn fleet_json(hosts: &[Host<'_>], together: &Together, lang: Lang) -> String {
    let fleet = Fleet {
        format: FORMAT,
        tool: TOOL,
        language: lang.tag(),
        hosts: hosts.iter().map(|host| named(*host, lang)).collect(),
        together: Joint {
            sentence: plain(lang, &fleet_sentence(together)),
            daemon_json: file(together).map(str::to_owned),
            states: states(hosts),
        },
    };
    // Strings, numbers and lists of them: nothing in it can fail to be written.
    serde_json::to_string_pretty(&fleet).unwrap_or_default() + "\n"
}

fn named((member, sources): Host<'_>, lang: Lang) -> Named<'_> {
    Named { name: &member.name, ticket: Ticket::of(&member.report, sources, lang) }
}

/// The fleet as SARIF: a run a host.
pub fn fleet_sarif(hosts: &[Host<'_>], lang: Lang) -> String {
    let runs = hosts.iter().map(|(member, sources)| run(Some(&member.name), &member.report, sources, lang));
    Log::of(runs.collect()).to_text()
}

fn states(hosts: &[Host<'_>]) -> BTreeMap<State, usize> {
    let mut states = BTreeMap::new();
    for (member, _) in hosts {
        *states.entry(member.report.verdict.state).or_insert(0) += 1;
    }
    states
}

/// "20 hosts: 3 broken, 17 clear".
fn count(hosts: &[Host<'_>]) -> Message {
    let part = |(state, count): (State, usize)| {
        let message = match state {
            State::Broken => Message::new("fleet.state.broken"),
            State::WillBreak => Message::new("fleet.state.will-break"),
            State::Symptom => Message::new("fleet.state.symptom"),
            State::Risk => Message::new("fleet.state.risk"),
            State::Clear => Message::new("fleet.state.clear"),
            State::Partial => Message::new("fleet.state.partial"),
            State::Empty => Message::new("fleet.state.empty"),
        };
        Arg::from(message.with("n", count))
    };
    let parts = states(hosts).into_iter().map(part).collect();
    Message::new("fleet.count").with("n", hosts.len()).with("list", Arg::List(parts))
}

/// What is said of all hosts together.
pub fn fleet_sentence(together: &Together) -> Message {
    match together {
        Together::Clear => Message::new("fleet.clear"),
        Together::Fixed(report) => match range(report) {
            Some(range) => Message::new("fleet.fixed").with("range", range),
            None => Message::new("fleet.clear"),
        },
        Together::None { host: None, reason } => reason.clone(),
        Together::None { host: Some(host), reason } => {
            Message::new("fleet.refused").with("host", Arg::Text(host.clone())).with("reason", reason.clone())
        }
    }
}

fn range(report: &Report) -> Option<ipnet::IpNet> {
    Some(report.plan.offer.as_ref()?.candidate.as_ref()?.range)
}

/// The file that suits all hosts.
fn file(together: &Together) -> Option<&str> {
    match together {
        Together::Fixed(report) => report.plan.offer.as_ref().map(|offer| offer.after.as_str()),
        _ => None,
    }
}
