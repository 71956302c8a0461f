//! The result as JSON: a stable shape, sentences in one language, prefixes as text.

use serde::Serialize;

use super::flat;
use crate::analysis::{self, Cause, State, consequence};
use crate::docker::Platform;
use crate::examine::Report;
use crate::facts::Owner;
use crate::order;
use crate::plan::{Candidate, Companion, Offer, Recreate, Step};
use crate::problem::{Clash, Message, Problem, Severity, Victim};
use crate::text::Source;
use crate::view::causes::unique;
use crate::view::map::strips;
use crate::view::owners::{OwnerRow, owner_rows};
use crate::view::platform::platform_sentence;
use crate::view::{Card, Quote, cards, page_about, picture};
use crate::words::{Lang, plain};

/// The shape's number: it grows when a program that reads the older one can miss something. 2 added `causes` and `aside`.
pub(super) const FORMAT: u32 = 2;

/// Who wrote it.
pub(super) const TOOL: &str = concat!("nonoverlap ", env!("CARGO_PKG_VERSION"));

/// The whole result.
#[derive(Serialize)]
pub(super) struct Ticket<'a> {
    format: u32,
    tool: &'static str,
    language: &'static str,
    engine: String,
    platform: Home,
    verdict: Verdict,
    /// What is wrong, worst first, each thing once.
    causes: Vec<CauseOf>,
    /// Places in `findings` of what belongs to no cause: notes and well-known neighbours.
    aside: Vec<usize>,
    findings: Vec<Finding<'a>>,
    /// Every range of the paste with its owner.
    ranges: Vec<Owned>,
    next: Next,
    fix: Option<Fix<'a>>,
    no_fix: Option<String>,
    alternatives: Vec<Candidacy<'a>>,
    rejected: Vec<Rejected>,
    /// The address map as SVG; empty where nothing lies in any block.
    picture: String,
}

/// Where the engine runs.
#[derive(Serialize)]
struct Home {
    name: Platform,
    /// What told it, in words.
    sentence: String,
    /// Whether the engine goes around the on-link routes of the machine.
    sees_routes: bool,
}

#[derive(Serialize)]
struct Verdict {
    state: State,
    sentence: String,
    because: Vec<String>,
    not_checked: Vec<String>,
}

#[derive(Serialize)]
struct CauseOf {
    severity: Severity,
    sentence: String,
    /// The codes of its findings, each once.
    codes: Vec<&'static str>,
    /// Places in `findings`, the one that the sentence is of first.
    findings: Vec<usize>,
    consequences: Vec<Follows>,
    /// The pairs that overlap, each once.
    clashes: Vec<Clash>,
}

#[derive(Serialize)]
struct Follows {
    /// A place in `findings`.
    finding: usize,
    sentence: String,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: String,
    severity: Severity,
    page: String,
    sentence: String,
    lines: Vec<Quoted>,
    details: Vec<String>,
    clashes: &'a [Clash],
    docker: Vec<String>,
    breaks: &'a [Victim],
    verify: &'a [String],
}

#[derive(Serialize)]
struct Owned {
    range: String,
    owner: Owner,
    name: Option<String>,
    reason: String,
    place: Option<String>,
    /// The user named the owner.
    chosen: bool,
}

#[derive(Serialize)]
struct Quoted {
    place: String,
    text: String,
}

#[derive(Serialize)]
struct Next {
    starts: bool,
    refusal: Option<String>,
    docker0: Vec<String>,
    networks: Vec<String>,
    remaining: u64,
    when: Option<String>,
    until_restart: Vec<String>,
    unknown: Vec<String>,
}

#[derive(Serialize)]
struct Fix<'a> {
    candidate: Option<Candidacy<'a>>,
    daemon_json: &'a str,
    before: &'a str,
    starts: bool,
    solves: &'a [Clash],
    losses: Vec<String>,
    cautions: Vec<String>,
    recreate: &'a [Recreate],
    steps: Vec<Todo<'a>>,
    companions: Vec<File<'a>>,
}

#[derive(Serialize)]
struct Candidacy<'a> {
    range: String,
    bip: Option<String>,
    pools: &'a [crate::docker::Pool],
    networks: u64,
    containers: u64,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct Rejected {
    range: String,
    reason: String,
}

#[derive(Serialize)]
struct Todo<'a> {
    sentence: String,
    commands: &'a [String],
    interrupts: Option<String>,
    undo: &'a [String],
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    sentence: String,
    text: &'a str,
}

/// The report as JSON, indented, with a line break at the end.
pub fn json(report: &Report, sources: &[Source], lang: Lang) -> String {
    // Strings, numbers and lists of them: nothing in it can fail to be written.
    serde_json::to_string_pretty(&Ticket::of(report, sources, lang)).unwrap_or_default() + "\n"
}

impl<'a> Ticket<'a> {
    /// The result in one language.
    pub(super) fn of(report: &'a Report, sources: &[Source], lang: Lang) -> Self {
        let grouped = analysis::causes(&report.problems);
        Self {
            format: FORMAT,
            tool: TOOL,
            language: lang.tag(),
            engine: report.engine.to_string(),
            platform: home(report, lang),
            verdict: verdict(report, lang),
            causes: grouped.causes.iter().map(|cause| cause_of(cause, &report.problems, lang)).collect(),
            aside: grouped.aside,
            findings: findings(report, sources, lang),
            ranges: ranges(report, sources, lang),
            next: next(report, lang),
            fix: report.plan.offer.as_ref().map(|offer| fix(offer, lang)),
            no_fix: report.plan.no_offer.as_ref().map(|message| plain(lang, message)),
            alternatives: report.plan.candidates.iter().map(|candidate| candidacy(candidate, lang)).collect(),
            rejected: rejected(report, lang),
            picture: picture::file(&strips(report), lang),
        }
    }
}

fn sentences(messages: &[Message], lang: Lang) -> Vec<String> {
    messages.iter().map(|message| plain(lang, message)).collect()
}

fn home(report: &Report, lang: Lang) -> Home {
    let name = report.facts.platform.platform;
    Home { name, sentence: plain(lang, &platform_sentence(report)), sees_routes: name.sees_host_routes() }
}

fn verdict(report: &Report, lang: Lang) -> Verdict {
    let verdict = &report.verdict;
    Verdict {
        state: verdict.state,
        sentence: plain(lang, &verdict.headline),
        because: sentences(&verdict.because, lang),
        not_checked: sentences(&verdict.unchecked, lang),
    }
}

fn cause_of(cause: &Cause, problems: &[Problem], lang: Lang) -> CauseOf {
    let members = || cause.findings.iter().filter_map(|at| problems.get(*at));
    let follows = |(finding, problem)| Follows { finding, sentence: plain(lang, &consequence(problem)) };
    CauseOf {
        severity: cause.severity,
        sentence: plain(lang, &cause.message),
        codes: unique(members().map(|problem| problem.code.name())),
        findings: cause.findings.clone(),
        consequences: cause.consequences(problems).map(follows).collect(),
        clashes: order::set(members().flat_map(|problem| &problem.clashes).copied()).into_iter().collect(),
    }
}

fn findings<'a>(report: &'a Report, sources: &[Source], lang: Lang) -> Vec<Finding<'a>> {
    let cards = cards(report, sources, lang);
    let finding = |(problem, card): (&'a Problem, Card)| Finding {
        code: card.code,
        severity: problem.severity,
        page: page_about(problem, lang),
        sentence: flat(&card.title),
        lines: card.quotes.into_iter().map(|Quote { place, text, .. }| Quoted { place, text }).collect(),
        details: card.details.iter().map(|pieces| flat(pieces)).collect(),
        clashes: &problem.clashes,
        docker: problem.subnets.iter().map(ToString::to_string).collect(),
        breaks: &problem.breaks,
        verify: &problem.verify,
    };
    report.problems.iter().zip(cards).map(finding).collect()
}

fn ranges(report: &Report, sources: &[Source], lang: Lang) -> Vec<Owned> {
    let rows = owner_rows(report, sources, lang).into_iter();
    let owned = |row: OwnerRow| Owned {
        range: row.net,
        owner: row.owner,
        name: row.name,
        reason: flat(&row.reason),
        place: row.origin,
        chosen: row.chosen,
    };
    rows.map(owned).collect()
}

fn next(report: &Report, lang: Lang) -> Next {
    let prediction = &report.prediction;
    Next {
        starts: report.refusal().is_none(),
        refusal: report.refusal().map(|refusal| refusal.text.clone()),
        docker0: prediction.docker0.iter().map(ToString::to_string).collect(),
        networks: prediction.next.iter().map(|next| next.subnet.to_string()).collect(),
        remaining: prediction.remaining,
        when: prediction.when().map(|message| plain(lang, &message)),
        until_restart: prediction.until_restart.iter().map(|next| next.subnet.to_string()).collect(),
        unknown: sentences(&prediction.unknown, lang),
    }
}

fn fix(offer: &Offer, lang: Lang) -> Fix<'_> {
    Fix {
        candidate: offer.candidate.as_ref().map(|candidate| candidacy(candidate, lang)),
        daemon_json: &offer.after,
        before: &offer.before,
        starts: offer.starts,
        solves: &offer.solves,
        losses: sentences(&offer.losses, lang),
        cautions: sentences(&offer.cautions, lang),
        recreate: &offer.recreate,
        steps: offer.steps.iter().map(|step| todo(step, lang)).collect(),
        companions: offer.companions.iter().map(|companion| file(companion, lang)).collect(),
    }
}

fn candidacy(candidate: &Candidate, lang: Lang) -> Candidacy<'_> {
    Candidacy {
        range: candidate.range.to_string(),
        bip: candidate.bip.map(|bip| bip.to_string()),
        pools: &candidate.pools,
        networks: candidate.networks,
        containers: candidate.containers,
        reasons: sentences(&candidate.reasons, lang),
    }
}

fn rejected(report: &Report, lang: Lang) -> Vec<Rejected> {
    let rejected = report.plan.rejected.iter();
    rejected.map(|(net, why)| Rejected { range: net.to_string(), reason: plain(lang, why) }).collect()
}

fn todo(step: &Step, lang: Lang) -> Todo<'_> {
    Todo {
        sentence: plain(lang, &step.message),
        commands: &step.commands,
        interrupts: step.interrupts.as_ref().map(|message| plain(lang, message)),
        undo: &step.undo,
        warnings: sentences(&step.warnings, lang),
    }
}

fn file(companion: &Companion, lang: Lang) -> File<'_> {
    File { name: &companion.name, sentence: plain(lang, &companion.message), text: &companion.text }
}
