//! Hostile text: any bytes in any box give a report, every span lies in its text, and every line is accounted for once.

#![allow(clippy::expect_used, reason = "a test that cannot build its world fails by saying so")]

use std::collections::BTreeMap;
use std::path::Path;

use nonoverlap::docker::Version;
use nonoverlap::problem::Code;
use nonoverlap::text::{Slot, Source};
use nonoverlap::{Inputs, Question, Report, examine};
use proptest::prelude::*;

/// Examines one text in every box, for an old and the newest engine, and checks what holds for all input.
fn survives(text: &str) {
    for slot in Slot::ALL {
        for engine in [Version::new(20, 10, 14), Version::NEWEST] {
            let inputs = Inputs { texts: BTreeMap::from([(slot, text.to_owned())]), ..Inputs::default() };
            let report = examine(&inputs, &Question { engine: Some(engine), ..Question::default() });
            holds(&Source::new(slot, text), &report);
        }
    }
}

fn holds(source: &Source, report: &Report) {
    let labels = report.problems.iter().flat_map(|problem| problem.labels.iter().map(|label| label.span));
    for span in labels.chain(report.documents.iter().map(|document| document.span)) {
        assert!(source.text().get(span.start as usize..span.end as usize).is_some(), "{span:?} outside {source:?}");
    }
    let mut lines: Vec<u32> =
        report.documents.iter().flat_map(|document| document.lines.iter().map(|(number, _)| *number)).collect();
    lines.sort_unstable();
    let expected: Vec<u32> = (1..=source.line_count()).collect();
    assert_eq!(lines, expected, "each line once, of {:?}", source.text());
    serde_json::to_string(report).expect("a report can be sent");
}

/// Pastes of real tools, to cut and mix.
fn real_pastes() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("cases").filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files
        .iter()
        .filter_map(|file| serde_json::from_str::<serde_json::Value>(&std::fs::read_to_string(file).ok()?).ok())
        .flat_map(|case| case["paste"].as_object().cloned().unwrap_or_default())
        .filter_map(|(_, text)| Some(text.as_str()?.to_owned()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_characters_give_a_report(text in any::<String>()) {
        survives(&text);
    }

    #[test]
    fn characters_of_our_formats_give_a_report(
        text in "[0-9a-f./:,\\-{}\\[\\]\"' \\n\\tdefaultviscopelnkbrwh*\\\\#>$=|（），。：]{0,160}",
    ) {
        survives(&text);
    }

    #[test]
    fn real_pastes_cut_and_mixed_give_a_report(
        first in proptest::sample::select(real_pastes()),
        second in proptest::sample::select(real_pastes()),
        cut in 0.0..1.0f64,
        noise in "[ -~]{0,12}",
    ) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place to cut")]
        let at = (first.chars().count() as f64 * cut) as usize;
        let head: String = first.chars().take(at).collect();
        survives(&format!("{head}{noise}{second}"));
    }
}

#[test]
fn deep_nesting_is_answered() {
    for bracket in ["[", "{\"a\":", "(", "\"", "<", "/*"] {
        survives(&bracket.repeat(20_000));
    }
}

#[test]
fn extreme_values_are_answered() {
    for text in [
        "0.0.0.0/0\n::/0\n255.255.255.255/32\nffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128\n",
        r#"{"default-address-pools":[{"base":"0.0.0.0/0","size":32},{"base":"::/0","size":128}]}"#,
        r#"{"default-address-pools":[{"base":"10.0.0.0/8","size":-9223372036854775808}],"mtu":9223372036854775807}"#,
        r#"{"bip":"0.0.0.0/0","fixed-cidr":"255.255.255.255/0","bip6":"::/0","ipv6":true,"fixed-cidr-v6":"::/0"}"#,
        "0.0.0.0/0 dev eth0 scope link\n0.0.0.0/1 dev eth0 scope link\n128.0.0.0/1 dev eth0 scope link\n",
        "\u{feff}\u{202e}172.17.0.0/16\u{0}\n",
    ] {
        survives(text);
    }
}

/// What is more than any host has is left out in the open: by lines not handled, and by a note that says from where on.
#[test]
fn what_is_too_much_is_left_out_and_said() {
    let repeated = |count: usize, piece: fn(usize) -> String| (0..count).map(piece).collect::<String>();
    let bridge = |n: usize| format!("10.{}.{}.0/24 dev br-{n:012x} scope link\n", n / 256, n % 256);
    for (says, text) in [
        ("more lines than are read", "x\n".to_owned() + &"\n".repeat(2_000_000)),
        ("bridges", repeated(1_500, bridge)),
        ("nameservers", repeated(1_500, |n| format!("nameserver 10.0.{}.{}\n", n / 256, n % 256))),
        (
            "networks inside a bridge",
            "10.0.0.0/8 dev docker0 scope link\n".to_owned()
                + &repeated(1_500, |n| format!("10.0.{}.{}\n", n / 256, n % 256)),
        ),
        ("networks in public space", repeated(1_500, |n| format!("8.{}.{}.0/24\n", n / 256, n % 256))),
    ] {
        let inputs = Inputs { texts: BTreeMap::from([(Slot::Any, text.clone())]), ..Inputs::default() };
        let report = examine(&inputs, &Question::default());
        holds(&Source::new(Slot::Any, text), &report);
        let said = report.problems.iter().filter(|problem| problem.code == Code::LineNotHandled).count();
        assert!(said > 0, "{says}");
        assert!(report.problems.len() < 1_100, "{says}: {} problems", report.problems.len());
    }
}
