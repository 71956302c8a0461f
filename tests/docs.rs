//! Holds the documentation to the program: every code has a page in both languages whose example opens and shows it, every
//! link leads somewhere, and the messages that `docs/errors.md` explains are those that are recognised.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot build its world fails by saying so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use nonoverlap::problem::{Code, Severity};
use nonoverlap::read::{Collect, Item, read};
use nonoverlap::session::{Action, Session, apply, link};
use nonoverlap::text::{Slot, Source};
use nonoverlap::view::{MESSAGES, page_of};
use nonoverlap::words::{Lang, word};
use nonoverlap::{docker, examine};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// The source of a code's page, found by its address on the site.
fn source(code: Code, lang: Lang) -> PathBuf {
    docs().join(page_of(code, lang)).with_extension("md")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Targets of the links of a page.
fn links(page: &str) -> Vec<&str> {
    page.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

fn pages() -> Vec<PathBuf> {
    let folders = ["", "findings", "findings/zh", "messages", "messages/zh"].map(|folder| docs().join(folder));
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("the folder can be listed"));
    let mut pages: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.sort();
    pages
}

fn each_page(mut check: impl FnMut(Code, Lang, &str)) {
    for code in Code::ALL {
        for lang in Lang::ALL {
            check(*code, lang, &text(&source(*code, lang)));
        }
    }
}

#[test]
fn every_code_has_a_page_in_both_languages_and_every_page_a_code() {
    each_page(|code, lang, page| {
        let title = page.lines().next().unwrap_or_default();
        let behind = if lang == Lang::Zh { "：" } else { ": " };
        let said = title.strip_prefix("# ").and_then(|rest| rest.strip_suffix(code.name())?.strip_suffix(behind));
        assert!(said.is_some_and(|words| words.chars().count() > 6), "people search for words, not for codes: {title}");
        let severity = ["broken", "will-break", "risk", "note"].map(|name| match name {
            "broken" => word(lang, "page.severity.broken"),
            "will-break" => word(lang, "page.severity.will-break"),
            "risk" => word(lang, "page.severity.risk"),
            _ => word(lang, "page.severity.note"),
        });
        let line = page.lines().nth(2).unwrap_or_default();
        assert!(severity.iter().any(|word| line.contains(word)), "{}: {line}", code.name());
    });
    let known: BTreeSet<PathBuf> =
        Code::ALL.iter().flat_map(|code| Lang::ALL.map(|lang| source(*code, lang))).collect();
    for page in pages() {
        let is_index =
            page.file_stem().is_some_and(|name| ["README", "errors", "errors.zh"].iter().any(|n| name == *n));
        let is_other = !page.starts_with(docs().join("findings"));
        assert!(is_index || is_other || known.contains(&page), "{} belongs to no code", page.display());
    }
}

#[test]
fn every_example_opens_and_shows_its_finding() {
    each_page(|code, lang, page| {
        let examples: Vec<_> = links(page).into_iter().filter_map(|link| link.split_once('#')).collect();
        assert!(!examples.is_empty(), "{} has no example", code.name());
        for (address, fragment) in examples {
            // From `findings/x.html` and `findings/zh/x.html` back to the calculator.
            assert_eq!(address, "../".repeat(page_of(code, lang).matches('/').count()), "{}", code.name());
            let read = link::read(fragment).expect("the link is whole").expect("the link is ours");
            assert!(read.unknown.is_empty(), "{}: {:?}", code.name(), read.unknown);
            let session = apply(Session::default(), Action::Open(Box::new(read.opened)));
            let report = examine(&session.inputs, &session.question());
            let found: Vec<_> = report.problems.iter().map(|problem| problem.code).collect();
            assert!(found.contains(&code), "{} shows {found:?}", code.name());
            assert!(fragment.starts_with("v1.") || session.language == lang, "{} speaks another language", code.name());
        }
    });
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    for path in pages() {
        let page = text(&path);
        for link in links(&page).into_iter().filter(|link| !link.contains(['#', ':'])) {
            let target = path.parent().expect("a folder").join(link);
            assert!(target.exists(), "{}: {link}", path.display());
        }
    }
}

/// What a message is recognised as.
fn recognised(message: &str) -> Vec<String> {
    let (documents, _) = read(&Source::new(Slot::Any, message), None);
    let items = documents.into_iter().flat_map(|document| document.items);
    items.filter_map(|item| if let Item::Symptom(symptom) = item { Some(symptom.which) } else { None }).collect()
}

#[test]
fn the_messages_explained_are_those_recognised() {
    for name in ["errors.md", "errors.zh.md"] {
        let page = text(&docs().join(name));
        let mut explained = BTreeSet::new();
        for part in page.split("\n### ").skip(1) {
            let which = part.lines().next().expect("a heading");
            let messages =
                part.split("```text\n").nth(1).and_then(|rest| rest.split("\n```").next()).expect("messages");
            for message in messages.lines() {
                assert_eq!(recognised(message), [which], "{name}: {message}");
            }
            explained.insert(which.to_owned());
        }
        let words = include_str!("../src/words/en/symptom.rs");
        let keys = words.split("\"symptom.means.").skip(1).filter_map(|rest| rest.split('"').next());
        let known: BTreeSet<String> = keys.map(str::to_owned).collect();
        assert_eq!(explained, known, "{name}");
    }
}

/// The pages about messages, by their name, in a language.
fn messages(lang: Lang) -> BTreeMap<String, String> {
    let folder = docs().join(if lang == Lang::Zh { "messages/zh" } else { "messages" });
    let entries = fs::read_dir(folder).expect("the folder can be listed").map(|entry| entry.expect("an entry").path());
    let pages = entries.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let named = pages.map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), text(&path)));
    named.filter(|(name, _)| name != "README").collect()
}

/// What a page's own messages are recognised as: its title and the other ways in which it is written.
fn recognised_by(page: &str) -> BTreeSet<String> {
    let title = page.lines().next().expect("a title").trim_start_matches("# ");
    let others = page.split("```text\n").nth(1).and_then(|rest| rest.split("\n```").next()).unwrap_or_default();
    let each = std::iter::once(title).chain(others.lines());
    each.map(|message| {
        let found = recognised(message);
        assert_eq!(found.len(), 1, "{title}: {message}");
        found.concat()
    })
    .collect()
}

#[test]
fn every_page_about_a_message_is_about_one_that_is_recognised() {
    let words = include_str!("../src/words/en/symptom.rs");
    let keys = words.split("\"symptom.means.").skip(1).filter_map(|rest| rest.split('"').next());
    let known: BTreeSet<String> = keys.map(str::to_owned).collect();
    let names = |lang| messages(lang).into_keys().collect::<Vec<_>>();
    assert_eq!(names(Lang::En), names(Lang::Zh));
    for lang in Lang::ALL {
        let mut explained = BTreeSet::new();
        for (name, page) in messages(lang) {
            let classes = recognised_by(&page);
            assert_eq!(classes.len(), 1, "{name} is about {classes:?}");
            explained.extend(classes);
        }
        assert_eq!(explained, known, "a class of messages has no page");
        let pages = messages(lang);
        for (class, name) in MESSAGES {
            let page = pages.get(*name).unwrap_or_else(|| panic!("{name} is no page"));
            assert_eq!(recognised_by(page), BTreeSet::from([(*class).to_owned()]), "{name}");
        }
        assert_eq!(MESSAGES.iter().map(|(class, _)| (*class).to_owned()).collect::<BTreeSet<_>>(), known);
    }
}

/// The example holds the message and, where networks explain it, what explains it: a finding that says what breaks.
#[test]
fn the_example_of_a_message_shows_the_message_and_its_cause() {
    for lang in Lang::ALL {
        for (name, page) in messages(lang) {
            let mut examples = links(&page).into_iter().filter_map(|link| link.split_once('#'));
            let (address, fragment) = examples.next().unwrap_or_else(|| panic!("{name} has no example"));
            assert_eq!(address, if lang == Lang::Zh { "../../" } else { "../" }, "{name}");
            let read = link::read(fragment).expect("the link is whole").expect("the link is ours");
            assert!(read.unknown.is_empty(), "{name}: {:?}", read.unknown);
            let session = apply(Session::default(), Action::Open(Box::new(read.opened)));
            assert_eq!(session.language, lang, "{name}");
            let report = examine(&session.inputs, &session.question());
            let told: BTreeSet<String> = report.facts.symptoms.iter().map(|symptom| symptom.which.clone()).collect();
            assert_eq!(told, recognised_by(&page), "{name}");
            let is_alone = report.facts.routes.is_empty() && report.facts.config.is_none();
            let breaks = report.problems.iter().any(|problem| problem.severity <= Severity::WillBreak);
            assert!(
                breaks || is_alone,
                "{name}: {:?}",
                report.problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn the_classes_explained_are_those_of_the_engine() {
    for name in ["errors.md", "errors.zh.md"] {
        let page = text(&docs().join(name));
        let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| ") && line.contains('`')).collect();
        assert!(rows.len() > 40, "{name}");
        for row in rows {
            let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            let words = cells[1].split('`').skip(1).step_by(2);
            for word in words {
                assert_eq!(docker::config::class::of(word), Some(cells[0]), "{name}: {word}");
            }
            assert!(cells.len() == 3 && !cells[2].is_empty(), "{name}: {row}");
        }
    }
}

#[test]
fn the_collecting_commands_of_the_readme_are_those_of_the_library() {
    let readme = text(&docs().join("../README.md"));
    for system in Collect::ALL {
        assert!(readme.contains(system.command()), "{}", system.system());
    }
}
