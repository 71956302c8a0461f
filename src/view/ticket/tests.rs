//! Nothing is left out of a ticket, and what was pasted cannot break out of it.

use super::{json, markdown};
use crate::examine::{Inputs, Question, Report, examine};
use crate::text::{Slot, Source};
use crate::words::Lang;

fn report(texts: &[(Slot, &str)]) -> (Report, Vec<Source>) {
    let texts = texts.iter().map(|(slot, text)| (*slot, (*text).to_owned())).collect();
    let inputs = Inputs { texts, ..Inputs::default() };
    let sources = inputs.texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
    (examine(&inputs, &Question::default()), sources)
}

/// A small paste of each kind: a clash with a fix, a clear one, nothing, and one that nothing cures.
fn pastes() -> Vec<(Report, Vec<Source>)> {
    vec![
        report(&[
            (Slot::Networks, "172.17.48.6 db\n"),
            (Slot::Routes, "172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n"),
        ]),
        report(&[(Slot::Networks, "192.0.2.0/24\n"), (Slot::DaemonJson, "{\"bip\": \"10.200.0.1/24\"}")]),
        report(&[]),
        report(&[(Slot::Networks, "10.0.0.0/8\n172.16.0.0/12\n192.168.0.0/16\n")]),
    ]
}

#[test]
fn the_ticket_says_every_finding_every_command_and_the_new_file() {
    for (report, sources) in pastes() {
        for lang in Lang::ALL {
            let text = markdown(&report, &sources, lang);
            for problem in &report.problems {
                assert!(text.contains(&format!("(`{}`)", problem.code.name())), "{text}");
                assert!(problem.verify.iter().all(|command| text.contains(command.as_str())), "{text}");
            }
            if let Some(offer) = &report.plan.offer {
                let mut commands = offer.steps.iter().flat_map(|step| &step.commands);
                assert!(commands.all(|command| text.contains(command.as_str())), "{text}");
                assert!(offer.after.lines().all(|line| text.contains(line)), "{text}");
            }
            assert!(!text.contains("{n}") && text.ends_with('\n'), "{text}");
        }
    }
}

#[test]
fn the_json_is_json_and_holds_the_same() {
    for (report, sources) in pastes() {
        for lang in Lang::ALL {
            let value: serde_json::Value = serde_json::from_str(&json(&report, &sources, lang)).unwrap();
            assert_eq!(value["format"], 2);
            let in_causes =
                value["causes"].as_array().unwrap().iter().flat_map(|cause| cause["findings"].as_array().unwrap());
            let mut places: Vec<_> =
                in_causes.chain(value["aside"].as_array().unwrap()).map(|at| at.as_u64().unwrap()).collect();
            places.sort_unstable();
            assert_eq!(places, (0..report.problems.len() as u64).collect::<Vec<_>>());
            assert_eq!(value["language"], lang.tag());
            assert_eq!(value["findings"].as_array().unwrap().len(), report.problems.len());
            let after = report.plan.offer.as_ref().map(|offer| offer.after.as_str());
            assert_eq!(value["fix"]["daemon_json"].as_str(), after);
            assert_eq!(value["next"]["remaining"], report.prediction.remaining);
            assert_eq!(value["fix"].is_null(), !value["no_fix"].is_null());
        }
    }
}

#[test]
fn what_was_pasted_stays_text() {
    let (report, sources) = report(&[(
        Slot::Networks,
        "172.17.0.0/16 ```<img src=x>``` [a](javascript:b) @everyone\n```\n172.17.48.6 <script>\n",
    )]);
    let text = markdown(&report, &sources, Lang::En);
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => assert!(!line.contains("<script") && !line.contains("<img") || line.contains("\\<"), "{line}"),
        }
    }
    assert_eq!(fence, None, "{text}");
}
