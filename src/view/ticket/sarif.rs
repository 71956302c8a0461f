//! The findings as SARIF 2.1.0, which code hosts show beside the lines of a change. Format: OASIS, "Static Analysis Results
//! Interchange Format", 2.1.0; the names are the format's.

use std::collections::BTreeSet;

use serde::Serialize;

use super::flat;
use crate::examine::Report;
use crate::order;
use crate::problem::{Code, Severity};
use crate::text::Source;
use crate::view::{Card, cards, page_of};
use crate::words::Lang;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: Vec<Run>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run {
    tool: Tool,
    /// The host, where a log has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    automation_details: Option<Details>,
    /// Columns are not given; the format wants a unit all the same where text is.
    column_kind: &'static str,
    results: Vec<Finding>,
}

#[derive(Serialize)]
struct Details {
    id: String,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    help_uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    snippet: Text,
}

/// The report as a SARIF log, indented, with a line break at the end.
pub fn sarif(report: &Report, sources: &[Source], lang: Lang) -> String {
    Log::of(vec![run(None, report, sources, lang)]).to_text()
}

impl Log {
    /// A log of these runs.
    pub(super) const fn of(runs: Vec<Run>) -> Self {
        Self { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs }
    }

    /// The log as text.
    pub(super) fn to_text(&self) -> String {
        // Strings, numbers and lists of them: nothing in it can fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// One report as a run, with the name of its host where there are several.
pub(super) fn run(host: Option<&str>, report: &Report, sources: &[Source], lang: Lang) -> Run {
    let codes: BTreeSet<Code> = order::set(report.problems.iter().map(|problem| problem.code));
    let index = |code: Code| codes.range(..code).count();
    let site = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/");
    let help = |code: Code| format!("{site}{}", page_of(code, lang).replace(".html", ".md"));
    let found = report.problems.iter().zip(cards(report, sources, lang)).map(|(problem, card)| Finding {
        rule_id: problem.code.name(),
        rule_index: index(problem.code),
        level: level(problem.severity),
        message: Text { text: flat(&card.title) },
        locations: locations(&card),
    });
    let driver = Driver {
        name: "nonoverlap",
        version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: codes.iter().map(|code| Rule { id: code.name(), help_uri: help(*code) }).collect(),
    };
    Run {
        tool: Tool { driver },
        automation_details: host.map(|host| Details { id: format!("nonoverlap/{host}/") }),
        column_kind: "unicodeCodePoints",
        results: found.collect(),
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Broken | Severity::WillBreak => "error",
        Severity::Risk => "warning",
        Severity::Note => "note",
    }
}

/// Where a finding is shown: the lines it quotes.
fn locations(card: &Card) -> Vec<Location> {
    let location = |quote: &crate::view::Quote| Location {
        physical_location: Physical {
            artifact_location: Artifact { uri: uri(&quote.name) },
            region: Region { start_line: quote.line_of_part, snippet: Text { text: quote.text.clone() } },
        },
    };
    card.quotes.iter().map(location).collect()
}

/// A file's name, or a command's, as a relative reference of RFC 3986; a host's own file as an address of a file.
fn uri(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let escape = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let path: String = name.bytes().map(escape).collect();
    if path.starts_with('/') { format!("file://{path}") } else { path }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn names_are_references() {
        assert_eq!(uri("hosts/a b.txt"), "hosts/a%20b.txt");
        assert_eq!(uri("/etc/docker/daemon.json"), "file:///etc/docker/daemon.json");
        assert_eq!(uri("ip -j route"), "ip%20-j%20route");
    }
}
