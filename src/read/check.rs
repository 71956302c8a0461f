//! How the tests of readers look at a reading: items as short text, lines as one letter each.

use super::{Item, Kind, LineUse, Route, RouteType, WrittenPrefix, read};
use crate::problem::Problem;
use crate::text::{Slot, Source};

/// A paste as it was read.
pub(super) struct Seen {
    pub kinds: Vec<&'static str>,
    /// `route 10.0.0.0/24 dev eth0 on-link`, one an item.
    pub items: Vec<String>,
    /// One letter a line: `u` used, `.` irrelevant, `-` known and not handled, `?` not understood.
    pub lines: String,
    pub problems: Vec<Problem>,
    pub source: Source,
}

/// Reads a paste in the box for anything and checks what holds for every reading.
pub(super) fn see(paste: &str) -> Seen {
    see_in(Slot::Any, paste)
}

/// Reads a paste in a box.
pub(super) fn see_in(slot: Slot, paste: &str) -> Seen {
    see_as(slot, paste, None)
}

/// Reads a paste as a kind that the user chose.
pub(super) fn see_as(slot: Slot, paste: &str, kind: Option<Kind>) -> Seen {
    let source = Source::new(slot, paste);
    let (documents, problems) = read(&source, kind);
    let lines: Vec<_> = documents.iter().flat_map(|document| &document.lines).copied().collect();
    let numbers: Vec<_> = lines.iter().map(|(line, _)| *line).collect();
    assert!(
        numbers.is_empty() || numbers == (1..=source.line_count()).collect::<Vec<_>>(),
        "lines of {paste:?}: {numbers:?}"
    );
    Seen {
        kinds: documents.iter().map(|document| document.kind.name()).collect(),
        items: documents.iter().flat_map(|document| &document.items).map(|item| shown(&source, item)).collect(),
        lines: lines.iter().map(|(_, used)| letter(*used)).collect(),
        problems,
        source,
    }
}

/// Checks a table of (what it says, paste, lines, items).
pub(super) fn check(kind: &str, table: &[(&str, &str, &str, &[&str])]) {
    for (says, paste, lines, items) in table {
        let seen = see(paste);
        assert_eq!(seen.items, *items, "{says}");
        assert_eq!(seen.lines, *lines, "{says}");
        assert_eq!(seen.kinds, [kind], "{says}");
    }
}

const fn letter(used: LineUse) -> char {
    match used {
        LineUse::Used => 'u',
        LineUse::Irrelevant => '.',
        LineUse::Unhandled => '-',
        LineUse::NotUnderstood => '?',
    }
}

fn shown(source: &Source, item: &Item) -> String {
    match item {
        Item::Route(route) => shown_route(route),
        Item::Prefix(prefix) => shown_prefix(prefix),
        Item::Address(found) => {
            let peer = found.peer.map(|peer| format!(" peer {peer}")).unwrap_or_default();
            format!("address {} dev {}{peer}{}", found.net.value, found.dev, if found.up { "" } else { " down" })
        }
        Item::Nameserver(found) => format!("nameserver {}", found.value),
        Item::Rule(rule) => format!("rule {}", source.slice(rule.span)),
        Item::Flag(flag) => format!("flag {}={}", flag.name.value, flag.value.value),
        Item::Symptom(symptom) => {
            let target = symptom.target.as_ref().map(|target| format!(" {}", target.value)).unwrap_or_default();
            format!("symptom {}{target}", symptom.which)
        }
        Item::Advice(advice) => format!("advice {}", advice.which),
        Item::Daemon(_) => "daemon.json".to_owned(),
        Item::DockerNetwork(network) => format!("network {}", network.name.value),
        Item::Engine(fact) => format!("engine {fact:?}"),
    }
}

fn shown_route(route: &Route) -> String {
    let mut text = String::from("route");
    let mut add = |part: String| {
        text.push(' ');
        text.push_str(&part);
    };
    if route.kind != RouteType::Unicast {
        add(format!("{:?}", route.kind).to_lowercase());
    }
    add(route.dst.value.to_string());
    for (at, hop) in route.hops.iter().enumerate() {
        if at > 0 {
            add("+".to_owned());
        }
        hop.via.iter().for_each(|via| add(format!("via {via}")));
        hop.dev.iter().for_each(|dev| add(format!("dev {dev}")));
    }
    if route.on_link {
        add("on-link".to_owned());
    }
    route.table.iter().for_each(|table| add(format!("table {table}")));
    route.proto.iter().for_each(|proto| add(format!("proto {proto}")));
    route.src.iter().for_each(|src| add(format!("src {src}")));
    route.metric.iter().for_each(|metric| add(format!("metric {metric}")));
    route.from.iter().for_each(|from| add(format!("from {from}")));
    route.tos.iter().for_each(|tos| add(format!("tos {tos}")));
    route.flags.iter().for_each(|flag| add(flag.clone()));
    text
}

fn shown_prefix(prefix: &WrittenPrefix) -> String {
    let name = prefix.name.as_ref().map(|name| format!(" '{}'", name.value)).unwrap_or_default();
    let net = if prefix.has_length { prefix.net.value.to_string() } else { prefix.net.value.addr().to_string() };
    format!("{} {net}{name}", format!("{:?}", prefix.written_as).to_lowercase())
}
