//! From a report to the screen: everything worded, everything bounded.

use std::collections::BTreeMap;

use ipnet::IpNet;

use crate::analysis::{State, in_use};
use crate::docker::{Allocation, PoolFate, Skipped};
use crate::examine::Report;
use crate::plan;
use crate::problem::Message;
use crate::text::{Slot, Source};
use crate::trace::{Path, Trace};
use crate::words::{Lang, plain, render, word};

use super::map::{strips, zoomed};
use super::owners::owners;
use super::picture::{Width, picture};
use super::screen::{
    Companion, Fix, Lead, List, Map, Next, NextNetwork, Offer, Part, Phase, Platform, Range, Screen, Sentence, Step,
    Verdict, Way,
};
use super::script::NAME;
use super::{cause_cards, diff, folded, notes, platform_menu, script, status};

/// The longest file and the longest list of commands that stand on the page, in bytes. Longer ones are copied and downloaded whole.
const LONGEST: usize = 64 * 1024;

/// How many lines of a diff are shown.
const DIFF: usize = 2_000;

/// How many networks a trace starts from.
const WAYS: usize = 24;

/// Which parts of long lists are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// How many of a list; those of [`Shown::of`] where nothing is said.
    pub counts: BTreeMap<List, usize>,
    /// The first line in sight of a box that is scrolled.
    pub seen: BTreeMap<Slot, u32>,
    /// The block of the map that is looked at alone.
    pub zoom: Option<IpNet>,
    /// Whether the host is shown as it is, or with the fix.
    pub phase: Phase,
}

impl Shown {
    /// How many of a list are shown.
    pub fn of(&self, list: List) -> usize {
        let standard = match list {
            List::Causes => 30,
            List::Next => 64,
            List::Why => 100,
            List::Notes | List::Rejected | List::Companions => 20,
        };
        self.counts.get(&list).copied().unwrap_or(standard)
    }
}

/// The screen of a report. `sources` are the texts it rests on; fields, notices and sharing are not the report's.
pub fn screen(report: &Report, sources: &[Source], traced: Option<&Trace>, lang: Lang, shown: &Shown) -> Screen {
    let seen = |slot| shown.seen.get(&slot).copied().unwrap_or(1);
    Screen {
        lang,
        verdict: verdict(report, lang),
        boxes: Slot::ALL.into_iter().map(|slot| status(report, slot, lang, seen(slot))).collect(),
        owners: owners(report, sources, lang),
        map: map(report, lang, shown),
        causes: Part::of(cause_cards(report, sources, lang), shown.of(List::Causes)),
        notes: Part::of(notes(report, sources, lang), shown.of(List::Notes)),
        next: next(report, lang, shown),
        fix: fix(report, lang, shown),
        platform: platform(report, lang),
        trace: traced.map(|trace| ways(trace, lang)).unwrap_or_default(),
        ..Screen::default()
    }
}

fn sentences<'a>(messages: impl IntoIterator<Item = &'a Message>, lang: Lang) -> Vec<Sentence> {
    messages.into_iter().map(|message| render(lang, message)).collect()
}

fn verdict(report: &Report, lang: Lang) -> Verdict {
    let verdict = &report.verdict;
    let missing: Vec<String> = verdict.unchecked.iter().map(|message| plain(lang, message)).collect();
    let missing = if verdict.state == State::Empty { String::new() } else { missing.join(word(lang, "ticket.comma")) };
    Verdict {
        state: state(verdict.state).to_owned(),
        headline: render(lang, &verdict.headline),
        because: sentences(&verdict.because, lang),
        missing,
        leads: leads(report),
    }
}

const fn state(state: State) -> &'static str {
    match state {
        State::Broken => "broken",
        State::WillBreak => "will-break",
        State::Symptom => "symptom",
        State::Risk => "risk",
        State::Clear => "clear",
        State::Partial | State::Empty => "unknown",
    }
}

/// From the verdict to the parts that answer it.
fn leads(report: &Report) -> Vec<Lead> {
    if matches!(report.verdict.state, State::Clear | State::Partial | State::Empty) {
        return Vec::new();
    }
    let fix = report.plan.offer.is_some().then_some(Lead::Fix);
    fix.into_iter().chain([Lead::Trace]).collect()
}

/// The choice is the session's to tell.
fn platform(report: &Report, lang: Lang) -> Platform {
    let menu = platform_menu(report, lang);
    let choices = menu.choices.iter().map(|(name, product)| ((*name).to_owned(), (*product).to_owned()));
    Platform { chosen: String::new(), choices: choices.collect(), sentence: menu.sentence }
}

/// Puts map and prediction of the host with the fix in place of those of the host as it is.
pub fn compare(screen: &mut Screen, after: &Report, lang: Lang, shown: &Shown) {
    screen.map = Map { is_comparable: true, ..map(after, lang, shown) };
    screen.next = next(after, lang, shown);
}

/// All blocks, or the one that is looked at alone.
fn map(report: &Report, lang: Lang, shown: &Shown) -> Map {
    let all = strips(report);
    let alone = shown.zoom.and_then(|block| zoomed(report, block));
    let zoom = alone.as_ref().map(|strip| strip.block.to_string()).unwrap_or_default();
    let blocks = all.iter().map(|strip| strip.block.to_string()).collect();
    let drawn = alone.map_or(all, |strip| vec![strip]);
    Map {
        wide: picture(&drawn, Width::Wide, lang),
        narrow: picture(&drawn, Width::Narrow, lang),
        blocks,
        zoom,
        phase: shown.phase,
        is_comparable: report.plan.offer.is_some(),
    }
}

fn next(report: &Report, lang: Lang, shown: &Shown) -> Next {
    let prediction = &report.prediction;
    let networks = &report.facts.networks;
    let is_used = |at: usize| networks.get(at).is_some_and(in_use);
    let most = shown.of(List::Next);
    let network = |next: &Allocation| NextNetwork {
        net: next.subnet.to_string(),
        clashes: networks.overlapping(next.subnet).any(is_used),
    };
    let networks = prediction.next.iter().take(most).map(network).collect();
    let pools = prediction.pools.iter().map(PoolFate::message);
    let skipped = prediction.skipped.iter().map(Skipped::message);
    let taken = prediction.next.iter().map(Allocation::message);
    let steps: Vec<Message> = pools.chain(skipped).chain(taken).collect();
    let why = steps.iter().take(shown.of(List::Why)).map(|step| render(lang, step)).collect();
    Next {
        engine: prediction.engine.to_string(),
        when: sentences(&prediction.when(), lang),
        networks: Part { items: networks, total: prediction.next.len() },
        remaining: prediction.remaining,
        why: Part { items: why, total: steps.len() },
        unknown: sentences(&prediction.unknown, lang),
    }
}

fn fix(report: &Report, lang: Lang, shown: &Shown) -> Fix {
    let plan = &report.plan;
    if let Some(offered) = &plan.offer {
        return Fix::Offer(Box::new(offer(plan, offered, lang, shown)));
    }
    // Before anything was entered there is nothing to say of a fix either.
    let why = plan.no_offer.as_ref().filter(|_| report.verdict.state != State::Empty);
    why.map_or(Fix::Silent, |message| Fix::None(render(lang, message)))
}

fn offer(plan: &plan::Plan, offer: &plan::Offer, lang: Lang, shown: &Shown) -> Offer {
    let rejected = |(net, why): &(ipnet::IpNet, Message)| (net.to_string(), render(lang, why));
    let most = shown.of(List::Rejected);
    let companions = offer.companions.iter().take(shown.of(List::Companions)).map(|one| companion(one, lang)).collect();
    Offer {
        diff: Part::of(folded(&diff(&offer.before, &offer.after)), DIFF),
        file: if offer.after.len() <= LONGEST { offer.after.clone() } else { String::new() },
        range: offer.candidate.as_ref().map(|candidate| candidate.range.to_string()).unwrap_or_default(),
        room: offer.candidate.as_ref().map(|candidate| (candidate.networks, candidate.containers)),
        cautions: sentences(offer.losses.iter().chain(&offer.cautions), lang),
        apply: render(lang, &apply(offer)),
        steps: offer.steps.iter().map(|one| step(one, lang)).collect(),
        script: script(offer, lang).map(|_| NAME.to_owned()),
        ranges: plan.candidates.iter().map(|candidate| range(candidate, offer, lang)).collect(),
        rejected: Part { items: plan.rejected.iter().take(most).map(rejected).collect(), total: plan.rejected.len() },
        companions: Part { items: companions, total: offer.companions.len() },
    }
}

/// What the steps take.
fn apply(offer: &plan::Offer) -> Message {
    let interrupts = offer.steps.iter().any(|step| step.interrupts.is_some());
    let key = if interrupts { "page.apply.interrupts" } else { "page.apply" };
    Message { key: key.into(), args: Vec::new() }.with("n", offer.steps.len())
}

fn step(step: &plan::Step, lang: Lang) -> Step {
    Step {
        text: render(lang, &step.message),
        commands: step.commands.join("\n"),
        cautions: sentences(step.interrupts.iter().chain(&step.warnings), lang),
        undo: step.undo.join("\n"),
    }
}

fn range(candidate: &plan::Candidate, offer: &plan::Offer, lang: Lang) -> Range {
    Range {
        net: candidate.range.to_string(),
        chosen: offer.candidate.as_ref().is_some_and(|chosen| chosen.range == candidate.range),
        reasons: sentences(&candidate.reasons, lang),
    }
}

fn companion(companion: &plan::Companion, lang: Lang) -> Companion {
    Companion { text: render(lang, &companion.message), name: companion.name.clone(), lines: companion.text.clone() }
}

fn ways(trace: &Trace, lang: Lang) -> Vec<Way> {
    let way = |from: String, path: &Path| Way {
        from,
        steps: path.steps.iter().map(|step| render(lang, &step.message)).collect(),
    };
    let from_container = |network: &str| format!("{} {network}", word(lang, "page.trace.container"));
    let containers = trace.from_containers.iter().take(WAYS);
    let containers = containers.map(|start| way(from_container(&start.network), &start.path));
    let host = way(word(lang, "page.trace.host").to_owned(), &trace.from_host);
    let peer = way(word(lang, "page.trace.peer").to_owned(), &trace.from_peer);
    containers.chain([host, peer]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examine::{Inputs, Question, examine};
    use crate::session::examples::EXAMPLES;

    fn screen_of(texts: BTreeMap<Slot, String>, question: &Question, lang: Lang) -> Screen {
        let sources: Vec<Source> = texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
        let report = examine(&Inputs { texts, ..Inputs::default() }, question);
        let traced = question.reach.first().map(|target| crate::trace::trace(&report.facts, *target));
        screen(&report, &sources, traced.as_ref(), lang, &Shown::default())
    }

    #[test]
    fn the_story_is_told_in_both_languages() {
        for lang in Lang::ALL {
            let opened = EXAMPLES[0].opened();
            let reach = vec!["172.17.48.6".parse().unwrap()];
            let screen = screen_of(opened.inputs.texts, &Question { reach, ..Question::default() }, lang);
            assert_eq!(screen.verdict.state, "broken");
            assert_eq!(screen.verdict.leads, [Lead::Fix, Lead::Trace]);
            let lines = screen.causes.items.iter().flat_map(|card| &card.consequences);
            assert!(lines.map(|line| line.page.code.name()).any(|code| code == "bridge-covers-address"));
            assert!(screen.next.networks.items.iter().any(|next| next.clashes));
            assert!(screen.map.wide.contains("data-net=\"172.17.48.6/32\"") && !screen.map.narrow.is_empty());
            assert!(screen.map.is_comparable && screen.map.zoom.is_empty());
            let Fix::Offer(offer) = &screen.fix else { panic!("no fix") };
            assert!(offer.file.contains("registry-mirrors") && offer.ranges.iter().any(|range| range.chosen));
            assert!(screen.trace.iter().any(|way| way.from.contains("docker0")), "{:?}", screen.trace);
        }
    }

    #[test]
    fn an_empty_page_says_what_to_do_and_nothing_else() {
        let screen = screen_of(BTreeMap::new(), &Question::default(), Lang::En);
        assert_eq!((screen.verdict.state.as_str(), &screen.fix), ("unknown", &Fix::Silent));
        assert!(screen.verdict.leads.is_empty() && screen.verdict.missing.is_empty() && screen.causes.total == 0);
    }

    /// A table of many thousand routes, a list of as many networks, and lines that nobody understands.
    #[test]
    fn a_screen_is_small_whatever_was_pasted() {
        let route = |n: u32| format!("10.{}.{}.0/24 via 10.0.0.1 dev eth0\n", n / 256 % 256, n % 256);
        let network = |n: u32| format!("172.{}.{}.0/26 vpc-{n}\n", 16 + n / 256 % 16, n % 256);
        let lost = |n: u32| format!("line {n} of nothing\n172.20.{}.0/24 x{n}\n", n % 256);
        let texts = BTreeMap::from([
            (Slot::Routes, (0..20_000).map(route).collect::<String>()),
            (Slot::Networks, (0..4_000).map(network).collect()),
            (Slot::Any, (0..4_000).map(lost).collect()),
        ]);
        let question = Question { look_ahead: 16_384, ..Question::default() };
        let size = postcard::to_allocvec(&screen_of(texts, &question, Lang::En)).unwrap().len();
        assert!(size < 300_000, "{size} bytes");
    }
}
