//! Causes as cards: what is wrong in one sentence, what follows from it, the lines it all rests on.

use std::collections::BTreeMap;

use crate::analysis::{self, Cause, consequence};
use crate::examine::Report;
use crate::problem::{Code, Label, Message, Problem};
use crate::text::Source;
use crate::words::{Lang, Piece, render, word};

use super::cards::{cards, quotes, severity_key};
use super::page_about;
use super::screen::{Card, CauseCard, Consequence, Link};

/// Most consequences of one code that a card lists; a VPC that holds a hundred networks of Docker's names the first ones.
const MOST_LINES: usize = 4;

/// Most commands that a card offers.
const MOST_COMMANDS: usize = 12;

/// The causes of a report, worst first.
pub fn cause_cards(report: &Report, sources: &[Source], lang: Lang) -> Vec<CauseCard> {
    let grouped = analysis::causes(&report.problems);
    let mut said: Vec<Vec<Piece>> = Vec::new();
    let card = |cause: &Cause| {
        let mut card = card(cause, &report.problems, sources, lang);
        card.why.retain(|paragraph| !said.contains(paragraph));
        card.sees.retain(|paragraph| !said.contains(paragraph));
        said.extend(card.why.iter().chain(&card.sees).cloned());
        card
    };
    grouped.causes.iter().map(card).collect()
}

/// What belongs to no cause: the reader's notes and well-known neighbours, a card each.
pub fn notes(report: &Report, sources: &[Source], lang: Lang) -> Vec<Card> {
    let all = cards(report, sources, lang);
    analysis::causes(&report.problems).aside.into_iter().filter_map(|at| all.get(at).cloned()).collect()
}

fn card(cause: &Cause, problems: &[Problem], sources: &[Source], lang: Lang) -> CauseCard {
    let members: Vec<&Problem> = cause.findings.iter().filter_map(|at| problems.get(*at)).collect();
    let all: Vec<&Problem> = cause.consequences(problems).map(|(_, problem)| problem).collect();
    let lines = some_of_each(&all);
    let (sees, why): (Vec<_>, Vec<_>) = members
        .iter()
        .flat_map(|problem| problem.details.iter().map(|detail| (problem.code, detail)))
        .partition(|(code, detail)| tells_what_one_sees(*code, detail));
    let words = |details: Vec<(Code, &Message)>| unique(details.into_iter().map(|(_, detail)| render(lang, detail)));
    let labels: Vec<Label> = members.iter().flat_map(|problem| problem.labels.iter().copied()).collect();
    let mut verify = unique(members.iter().flat_map(|problem| problem.verify.iter().cloned()));
    verify.truncate(MOST_COMMANDS);
    CauseCard {
        severity: cause.severity,
        pill: word(lang, severity_key(cause.severity)).to_owned(),
        code: members.first().map_or(Code::LineNotUnderstood, |head| head.code),
        title: render(lang, &cause.message),
        more: all.len().saturating_sub(lines.len()),
        explains: members.first().is_some_and(|head| head.code == Code::SymptomRecognised),
        consequences: lines.into_iter().map(|problem| line(cause, problem, lang)).collect(),
        quotes: quotes(&labels, sources, lang),
        why: words(why),
        sees: words(sees),
        verify,
        pages: unique(members.iter().map(|problem| link(problem, lang))),
    }
}

/// The first findings of each code: none crowds out another.
fn some_of_each<'a>(problems: &[&'a Problem]) -> Vec<&'a Problem> {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    let mut is_first = |problem: &&&Problem| {
        let count = counts.entry(problem.code).or_default();
        *count += 1;
        *count <= MOST_LINES
    };
    problems.iter().filter(|problem| is_first(problem)).copied().collect()
}

fn line(cause: &Cause, problem: &Problem, lang: Lang) -> Consequence {
    let differs = problem.severity != cause.severity;
    Consequence {
        severity: problem.severity,
        pill: differs.then(|| word(lang, severity_key(problem.severity)).to_owned()),
        text: render(lang, &consequence(problem)),
        page: link(problem, lang),
    }
}

fn link(problem: &Problem, lang: Lang) -> Link {
    Link { code: problem.code, address: page_about(problem, lang) }
}

/// Whether a paragraph says what programs print; what is said of a pasted message says what it means.
fn tells_what_one_sees(code: Code, detail: &Message) -> bool {
    code != Code::SymptomRecognised && detail.key.starts_with("symptom.")
}

/// Each once, in the order in which they come first.
pub(super) fn unique<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut list: Vec<T> = Vec::new();
    for item in items {
        if !list.contains(&item) {
            list.push(item);
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examine::{Inputs, Question, examine};
    use crate::text::Slot;

    fn cards_of(texts: &[(Slot, &str)], lang: Lang) -> Vec<CauseCard> {
        let texts: BTreeMap<_, _> = texts.iter().map(|(slot, text)| (*slot, (*text).to_owned())).collect();
        let sources: Vec<_> = texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
        let report = examine(&Inputs { texts, ..Inputs::default() }, &Question::default());
        cause_cards(&report, &sources, lang)
    }

    #[test]
    fn the_story_is_one_card_and_quotes_each_line_once() {
        for lang in Lang::ALL {
            let cards = cards_of(
                &[
                    (Slot::Networks, "172.16.0.0/12 vpc-hz\n172.17.48.6 rds mysql\n"),
                    (
                        Slot::Routes,
                        "default via 172.31.95.253 dev eth0\n172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n",
                    ),
                ],
                lang,
            );
            assert_eq!(cards.len(), 1, "{cards:?}");
            let lines: Vec<_> = cards[0].quotes.iter().map(|quote| (quote.slot, quote.line)).collect();
            assert_eq!(lines, [(Slot::Routes, 2), (Slot::Networks, 1), (Slot::Networks, 2)]);
            let codes: Vec<_> = cards[0].pages.iter().map(|link| link.code.name()).collect();
            assert_eq!(codes, ["bridge-covers-network", "bridge-covers-address", "next-network-collides"]);
            assert_eq!(cards[0].consequences.len(), 2);
        }
    }

    #[test]
    fn two_unrelated_clashes_are_two_cards() {
        let cards = cards_of(
            &[
                (Slot::Networks, "172.17.48.0/24 database\n172.20.5.0/24 office\n"),
                (
                    Slot::Routes,
                    "172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n172.20.0.0/16 dev br-0123456789ab scope link src 172.20.0.1\n",
                ),
            ],
            Lang::En,
        );
        assert_eq!(cards.len(), 2, "{cards:?}");
    }
}
