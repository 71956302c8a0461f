//! Holds what a tired reader meets first: nothing that stands before a fold is long, and no line says its title again.

#![allow(clippy::expect_used, reason = "a test that cannot build its world fails by saying so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use nonoverlap::text::{Slot, Source};
use nonoverlap::view::paint::{Shown, screen};
use nonoverlap::view::screen::{Fix, Screen, Sentence};
use nonoverlap::words::Lang;
use nonoverlap::{Inputs, Question, examine};
use serde_json::Value;

/// Words of an English paragraph; of a Chinese one letters, where a word in Latin letters counts as one.
const MOST_WORDS: usize = 40;
const MOST_LETTERS: usize = 80;

fn letters(text: &str) -> usize {
    let chinese = text.chars().filter(|letter| ('\u{4e00}'..='\u{9fff}').contains(letter)).count();
    let latin = text.split(|c: char| !c.is_ascii_graphic()).filter(|word| !word.is_empty()).count();
    chinese + latin
}

fn screens(lang: Lang) -> Vec<(String, Screen)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(folder).expect("the cases can be listed").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|ending| ending == "json")).collect();
    files.sort();
    let one = |path: &std::path::PathBuf| {
        let case: Value = serde_json::from_str(&fs::read_to_string(path).expect("a case")).expect("JSON");
        let text = |slot: Slot| Some((slot, case["paste"][slot.name()].as_str()?.to_owned()));
        let texts: BTreeMap<_, _> = Slot::ALL.into_iter().filter_map(text).collect();
        let sources: Vec<_> = texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
        let report = examine(&Inputs { texts, ..Inputs::default() }, &Question::default());
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (name, screen(&report, &sources, None, lang, &Shown::default()))
    };
    files.iter().map(one).collect()
}

fn plain(sentence: &Sentence) -> String {
    sentence.iter().map(nonoverlap::words::Piece::text).collect()
}

/// What is seen before anything is unfolded.
fn before_a_fold(screen: &Screen) -> Vec<String> {
    let causes = screen.causes.items.iter();
    let lines = causes.flat_map(|card| {
        [plain(&card.title)].into_iter().chain(card.consequences.iter().map(|line| plain(&line.text)))
    });
    let cautions: Vec<_> = match &screen.fix {
        Fix::Offer(offer) => offer.cautions.iter().map(plain).collect(),
        Fix::None(why) => vec![plain(why)],
        Fix::Silent => Vec::new(),
    };
    let verdict = screen.verdict.because.iter().chain([&screen.verdict.headline]).map(plain);
    verdict.chain(lines).chain(cautions).chain(screen.next.unknown.iter().map(plain)).collect()
}

#[test]
fn nothing_before_a_fold_is_long() {
    let mut long = BTreeSet::new();
    for (name, screen) in screens(Lang::En) {
        let is_long = |text: &String| text.split_whitespace().count() > MOST_WORDS;
        long.extend(before_a_fold(&screen).into_iter().filter(is_long).map(|text| format!("{name}: {text}")));
    }
    for (name, screen) in screens(Lang::Zh) {
        let is_long = |text: &String| letters(text) > MOST_LETTERS;
        long.extend(before_a_fold(&screen).into_iter().filter(is_long).map(|text| format!("{name}: {text}")));
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn no_line_below_a_title_says_it_again() {
    for lang in Lang::ALL {
        for (name, screen) in screens(lang) {
            for card in &screen.causes.items {
                let mut said = BTreeSet::from([plain(&card.title)]);
                for line in &card.consequences {
                    assert!(said.insert(plain(&line.text)), "{name}: {:?}", line.text);
                }
            }
            let headline = plain(&screen.verdict.headline);
            let again = screen.verdict.because.iter().any(|because| plain(because) == headline);
            assert!(!again, "{name}: {headline}");
        }
    }
}
