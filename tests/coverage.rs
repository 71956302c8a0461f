//! Holds that every code has a case that must find it and a case that must not, and that every finding says what one sees and
//! how to verify it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot build its world fails by saying so")]

use std::collections::BTreeSet;
use std::path::Path;

use nonoverlap::problem::{Code, Severity};
use nonoverlap::text::Slot;
use nonoverlap::{Inputs, Question, Report, examine};
use serde_json::Value;

fn cases() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = std::fs::read_dir(folder).expect("the cases can be listed");
    let mut cases: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a case is UTF-8");
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            (name, serde_json::from_str(&text).expect("a case is JSON"))
        })
        .collect();
    cases.sort_by(|(a, _), (b, _): &(String, Value)| a.cmp(b));
    cases
}

/// The codes that a list of a case's expectations names.
fn named(cases: &[(String, Value)], key: &str) -> BTreeSet<String> {
    let lists = cases.iter().filter_map(|(_, case)| case["expect"][key].as_array());
    lists.flatten().filter_map(|code| Some(code.as_str()?.to_owned())).collect()
}

fn report(case: &Value) -> Report {
    let boxes = case["paste"].as_object().into_iter().flatten();
    let texts = boxes
        .filter_map(|(name, text)| {
            let slot = Slot::ALL.into_iter().find(|slot| slot.name() == name)?;
            Some((slot, text.as_str()?.to_owned()))
        })
        .collect();
    let engine = case["engine"].as_str().and_then(|version| version.parse().ok());
    let reach = case["reach"].as_array().into_iter().flatten().filter_map(|text| text.as_str()?.parse().ok());
    let question = Question { engine, reach: reach.collect(), ..Question::default() };
    examine(&Inputs { texts, ..Inputs::default() }, &question)
}

#[test]
fn every_code_has_a_case_for_it_and_one_against_it() {
    let cases = cases();
    for (key, says) in [("codes", "no case expects"), ("not_codes", "no case denies")] {
        let named = named(&cases, key);
        let missing: Vec<_> = Code::ALL.iter().map(|code| code.name()).filter(|code| !named.contains(*code)).collect();
        assert!(missing.is_empty(), "{says} {missing:?}");
    }
}

/// Two of your own networks clash in the cloud: no command on the host shows it, and nobody sees it before they are peered.
fn is_of_the_cloud(code: Code, severity: Severity) -> bool {
    code == Code::NetworksOverlap && severity == Severity::Risk
}

#[test]
fn every_finding_quotes_a_line_and_says_what_one_sees_and_how_to_verify_it() {
    let mut wrong = Vec::new();
    for (name, case) in cases() {
        for problem in report(&case).problems {
            if problem.severity == Severity::Note || is_of_the_cloud(problem.code, problem.severity) {
                continue;
            }
            let is_symptom = |key: &str| key.starts_with("symptom.") || key.starts_with("advice.");
            let sees = problem.details.iter().any(|detail| is_symptom(&detail.key));
            // Allocations from built-in pools stand on no line; everything else does.
            let quotes = !problem.labels.is_empty() || problem.code == Code::PoolsExhausted;
            if !sees || problem.verify.is_empty() || !quotes {
                wrong.push(format!(
                    "{name}: {} sees {sees} quotes {quotes} {:?}",
                    problem.code.name(),
                    problem.message
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Commands to verify are run by people in a hurry: none may change anything.
#[test]
fn commands_that_verify_change_nothing() {
    const CHANGES: &[&str] = &[
        " rm ", " add ", " del ", " set ", "restart", "stop ", "tee ", "create", "prune", " -F", ">", "kill", "flush",
    ];
    for (name, case) in cases() {
        for command in report(&case).problems.iter().flat_map(|problem| &problem.verify) {
            assert!(!CHANGES.iter().any(|word| command.contains(word)), "{name}: {command}");
        }
    }
}
