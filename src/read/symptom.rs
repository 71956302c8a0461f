//! Messages that tell what happened: Docker's own errors, and what client programs say when a network is not reached.
//!
//! The texts are those of the engines (moby libnetwork) and of the kernel's errno as each runtime words it.

use std::sync::LazyLock;

use super::block::{Claim, Reading, Recogniser};
use super::noise::{Noise, noise};
use super::view::{Row, View};
use super::{EngineFact, Item, Kind, Symptom, SymptomOf};
use crate::problem::Message;
use crate::read::address::prefix_or_host;
use crate::read::sieve::Pairs;
use crate::read::signs::Signs;
use crate::text::{Located, lowercase};

mod answer;
mod marks;

use answer::{Answer, of_file};
pub(super) use marks::MARKS;
use marks::Mark;

/// Error messages.
pub(super) const ERROR_MESSAGE: Recogniser = Recogniser {
    kinds: &[Kind::ErrorMessage],
    // A message, or what a program or PowerShell's cmdlet says of a file.
    begins: &[
        Signs::OF_MESSAGES,
        Signs::FOREIGN,
        Signs::FIRST_NUMBER.and(Signs::COLON).and(Signs::BLANK),
        Signs::LETTER.and(Signs::DASH).and(Signs::COLON),
    ],
    claim,
    read,
};

/// The message that a text tells of.
fn which(text: &str) -> Option<&'static Mark> {
    // A longer line is a dump of something, not a message.
    if text.len() > 4000 || text.is_ascii() && !may_tell(text) {
        return None;
    }
    let text = lowercase(text);
    if !may_tell(&text) {
        return None;
    }
    let tells = |parts: &&[&str]| {
        let mut rest = text.as_bytes();
        parts.iter().all(|part| {
            let found = find(rest, part.as_bytes());
            rest = found.and_then(|at| rest.get(at..)).unwrap_or(&[]);
            found.is_some()
        })
    };
    MARKS.iter().find(|(_, _, texts)| texts.iter().any(&tells))
}

/// Whether a text begins to be a message anywhere: the first part of one stands there as a word of its own. Almost no line
/// has any.
fn may_tell(text: &str) -> bool {
    static FIRST: LazyLock<(Pairs, Vec<Vec<&[u8]>>)> = LazyLock::new(|| {
        let (mut pairs, mut by_letter) = (Pairs::NONE, vec![Vec::new(); 256]);
        for part in MARKS.iter().flat_map(|(_, _, texts)| texts.iter().filter_map(|parts| parts.first())) {
            let part = part.as_bytes();
            pairs = pairs.and(part);
            by_letter[part.first().copied().map_or(0, usize::from)].push(part);
        }
        (pairs, by_letter)
    });
    let (pairs, by_letter) = &*FIRST;
    let text = text.as_bytes();
    text.windows(2).enumerate().filter(|(_, pair)| pairs.may_begin(pair)).any(|(at, pair)| {
        let is_inside = at > 0 && text[at - 1].is_ascii_alphanumeric() && pair[0].is_ascii_alphanumeric();
        let is_here = |part: &&[u8]| text.get(at..at + part.len()).is_some_and(|here| here.eq_ignore_ascii_case(part));
        !is_inside && by_letter[usize::from(pair[0].to_ascii_lowercase())].iter().any(is_here)
    })
}

/// Where a part begins as a word of its own. There are many parts and the lines are short, so preparing a search costs more than
/// it saves.
fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    let first = *part.first()?;
    let is_inside = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| text.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        before && first.is_ascii_alphanumeric()
    };
    let at = |(at, window): (usize, &[u8])| {
        (window.first() == Some(&first) && window == part && !is_inside(at)).then_some(at)
    };
    text.windows(part.len()).enumerate().find_map(at)
}

/// What a line tells.
enum Told {
    Message(&'static Mark),
    File(Answer),
}

fn told(row: Row<'_>) -> Option<Told> {
    // The name of a program and a colon, or a cmdlet, stand before the path.
    let signs = row.all_signs();
    let begins_file = signs.has(Signs::COLON) || signs.has(Signs::FIRST_LETTER | Signs::DASH);
    let may_name_file = begins_file && signs.has_any(Signs::DOT | Signs::SLASH);
    let may_be_message = signs.has_any(Signs::OF_MESSAGES | Signs::FOREIGN);
    if !may_name_file && !may_be_message {
        return None;
    }
    let text = row.text.trim_start();
    // Route tools use the same words for the absence of a route, and a member of JSON may hold any words.
    let is_member = text.starts_with('"') && (text.contains("\":") || text.contains("\" :"));
    if text.starts_with("RTNETLINK") || text.starts_with(['{', '[']) || is_member {
        return None;
    }
    let file = may_name_file.then(|| of_file(text)).flatten().map(Told::File);
    file.or_else(|| may_be_message.then(|| which(text)).flatten().map(Told::Message))
}

/// Whether a line is a known message: it ends what stands above it.
pub(super) fn is_message(row: Row<'_>) -> bool {
    told(row).is_some()
}

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    told(view.row(first))?;
    let mut end = first;
    for row in view.rows(first.saturating_add(1), last) {
        if noise(row) == Some(Noise::Command) || !is_trace(row) {
            break;
        }
        end = row.number;
    }
    Some(Claim::new(Kind::ErrorMessage, end, Message::new("read.why.error-message")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    for row in view.rows(first, last) {
        match told(row) {
            Some(told) => reading.used(row, [item(row, &told)]),
            None if is_trace(row) => reading.irrelevant(row),
            None => {}
        }
    }
    reading
}

fn item(row: Row<'_>, told: &Told) -> Item {
    let (which, of) = match told {
        Told::File(Answer::Missing) => return Item::Engine(EngineFact::NoFile(row.span())),
        Told::File(Answer::Denied) => ("file-denied", SymptomOf::Collecting),
        Told::Message((which, of, _)) => (*which, *of),
    };
    let target = (of == SymptomOf::Client).then(|| target(row)).flatten();
    Item::from(Symptom { which: which.to_owned(), of, target, span: row.span() })
}

/// Frames of a stack trace and the advice below a message.
fn is_trace(row: Row<'_>) -> bool {
    let text = row.text.trim_start();
    let indented = row.text.starts_with([' ', '\t']);
    text.starts_with("at ") && text.contains('(')
        || (text.starts_with("... ") && text.ends_with(" more"))
        || (indented && text.starts_with("File \""))
        || text.starts_with("Traceback (most recent call last)")
        || text.starts_with("Is the server running on that host")
        || (text.starts_with("See '") && text.contains("--help'"))
        || text.starts_with("Usage:  docker ")
        || text.starts_with("Display detailed information on one or more networks")
        || text.starts_with("errors pretty printing info")
        || (text.starts_with("goroutine ") && text.ends_with("]:"))
}

/// The address that the message names, else the name that was not resolved.
fn target(row: Row<'_>) -> Option<Located<String>> {
    let separator = |c: char| c.is_whitespace() || "\"'`()<>,;=“”".contains(c);
    let words = row.split(separator);
    let mut addresses = words.iter().filter_map(|word| endpoint(row, word.value));
    // Go writes `read udp 172.17.0.2:52642->172.17.50.53:53`: the far end is behind the arrow.
    addresses.next().or_else(|| name(row, &words))
}

fn endpoint(row: Row<'_>, word: &str) -> Option<Located<String>> {
    let word = word.rsplit("->").next().unwrap_or(word);
    let word = word.split_once("://").map_or(word, |(_, rest)| rest);
    let word = word.split_once('/').filter(|(_, rest)| !rest.starts_with(|c: char| c.is_ascii_digit())).map_or(
        word,
        |(host, path)| {
            // Java writes `host.example/10.0.0.5:3306`.
            if prefix_or_host(path.split(':').next().unwrap_or(path)).is_some() { path } else { host }
        },
    );
    let word = word.trim_end_matches([':', '.']);
    let host = word.strip_prefix('[').and_then(|rest| rest.split(']').next()).unwrap_or(word);
    let bare = match host.rsplit_once(':') {
        Some((address, port))
            if port.bytes().all(|b| b.is_ascii_digit()) && address.parse::<std::net::Ipv4Addr>().is_ok() =>
        {
            address
        }
        _ => host,
    };
    prefix_or_host(bare).filter(|net| !net.addr().is_unspecified() && !net.addr().is_loopback())?;
    Some(Located::new(bare.to_owned(), row.locate(bare)))
}

/// `Could not resolve host: db.internal`, `UnknownHostException: db.internal`, `getaddrinfo EAI_AGAIN db.internal`.
fn name(row: Row<'_>, words: &[Located<&str>]) -> Option<Located<String>> {
    const BEFORE: &[&str] =
        &["host:", "unknownhostexception:", "eai_again", "enotfound", "lookup", "hostname", "name", "host"];
    let is_before = |word: &str| BEFORE.iter().any(|before| word.to_lowercase().ends_with(before));
    words.windows(2).filter(|pair| is_before(pair[0].value)).find_map(|pair| {
        let name = pair[1].value.trim_end_matches([':', '.']);
        let is_name = name.contains('.') && name.contains(char::is_alphabetic);
        let is_whole = name.chars().all(|c| c.is_alphanumeric() || "-._".contains(c));
        (is_name && is_whole).then(|| Located::new(name.to_owned(), row.locate(name)))
    })
}

#[cfg(test)]
mod tests {
    use crate::read::check::{check, see};

    #[test]
    fn messages_of_docker_and_of_clients() {
        for (line, expected) in [
            (
                "Error response from daemon: all predefined address pools have been fully subnetted",
                "symptom pools-exhausted",
            ),
            (
                "ERROR: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
                "symptom pools-exhausted",
            ),
            (
                "failed to create network x_default: Error response from daemon: invalid pool request: Pool overlaps with other one on this address space",
                "symptom pool-overlaps",
            ),
            (
                "Error response from daemon: cannot create network 1 (br-1): conflicts with network 2 (br-2): networks have overlapping IPv4",
                "symptom bridge-address-conflict",
            ),
            (
                "Error starting daemon: Error initializing network controller: Error creating default \"bridge\" network: requested network overlaps with nameserver",
                "symptom overlaps-nameserver",
            ),
            (
                "list bridge addresses failed: PredefinedLocalScopeDefaultNetworks List: []: no available network",
                "symptom no-bridge-address",
            ),
            (
                "curl: (7) Failed to connect to 172.17.50.10 port 8080 after 3053 ms: Couldn't connect to server",
                "symptom no-route-to-host 172.17.50.10",
            ),
            ("curl: (6) Could not resolve host: db.internal.example", "symptom name-not-resolved db.internal.example"),
            (
                "java.net.UnknownHostException: rm-1.mysql.rds.example.com: Temporary failure in name resolution",
                "symptom name-not-resolved rm-1.mysql.rds.example.com",
            ),
            ("Caused by: java.net.NoRouteToHostException: No route to host", "symptom no-route-to-host"),
            ("dial tcp 172.17.50.10:8080: connect: no route to host", "symptom no-route-to-host 172.17.50.10"),
            (
                "lookup db.example on 172.17.50.53:53: read udp 172.17.0.2:52642->172.17.50.53:53: i/o timeout",
                "symptom name-not-resolved 172.17.50.53",
            ),
            ("OSError: [Errno 113] No route to host", "symptom no-route-to-host"),
            ("socket.gaierror: [Errno -3] Temporary failure in name resolution", "symptom name-not-resolved"),
            ("Error: connect EHOSTUNREACH 172.17.50.10:8080", "symptom no-route-to-host 172.17.50.10"),
            ("getaddrinfo EAI_AGAIN db.internal", "symptom name-not-resolved db.internal"),
            (
                "psql: error: connection to server at \"172.17.50.10\", port 8080 failed: No route to host",
                "symptom no-route-to-host 172.17.50.10",
            ),
            (
                "ERROR 2003 (HY000): Can't connect to MySQL server on '172.17.50.10:3306' (113)",
                "symptom no-route-to-host 172.17.50.10",
            ),
            (
                "ERROR 2003 (HY000): Can't connect to MySQL server on '172.17.50.10' (110)",
                "symptom timed-out 172.17.50.10",
            ),
            ("ssh: connect to host 172.17.50.10 port 22: No route to host", "symptom no-route-to-host 172.17.50.10"),
            ("连接 172.17.48.6 失败：没有到主机的路由", "symptom no-route-to-host 172.17.48.6"),
        ] {
            let seen = see(line);
            assert_eq!(seen.items, [expected], "{line}");
            assert_eq!(seen.kinds, ["error message"], "{line}");
        }
    }

    #[test]
    fn messages_of_other_tools_and_what_collecting_says() {
        for (line, expected) in [
            (
                "Error response from daemon: could not find an available, non-overlapping IPv6 address pool among the defaults to assign to the network",
                "symptom pools-exhausted-v6",
            ),
            (
                "failed to start daemon: Error initializing network controller: IPv6 is enabled for the default bridge, but no subnet is configured. Specify an IPv6 subnet using --fixed-cidr-v6",
                "symptom ipv6-without-range",
            ),
            ("Error response from daemon: IPv4 or IPv6 must be enabled", "symptom no-family"),
            (
                "network shop_default was found but has incorrect label com.docker.compose.network set to \"\"",
                "symptom compose-label",
            ),
            (
                "WARN[0000] a network with name shop_default exists but was not created for project \"shop\".",
                "symptom compose-label",
            ),
            (
                "Error: subnet 10.89.0.0/24 is already used on the host or by another config",
                "symptom podman-subnet-used",
            ),
            (
                "❗  Unable to create dedicated network, this might result in cluster IP change after restart: un-retryable: no free private network subnets found with given parameters (start: \"192.168.49.0\", step: 9, tries: 20)",
                "symptom minikube-no-subnet",
            ),
            (
                "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get \"http://%2Fvar%2Frun%2Fdocker.sock/v1.45/networks\": dial unix /var/run/docker.sock: connect: permission denied",
                "symptom docker-denied",
            ),
            (
                "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
                "symptom docker-down",
            ),
            ("-bash: docker: command not found", "symptom docker-missing"),
            ("zsh: command not found: docker", "symptom docker-missing"),
            ("sh: ip: not found", "symptom ip-missing"),
            ("BusyBox v1.36.1 (2024-06-10 07:11:47 UTC) multi-call binary.", "symptom ip-other"),
            ("cat: /etc/docker/daemon.json: Permission denied", "symptom file-denied"),
            ("web-1  | Error: connect EHOSTUNREACH 172.17.50.10:5432", "symptom no-route-to-host 172.17.50.10"),
            (
                "Nov 29 08:12:44 web-1 app[2214]: dial tcp 172.17.50.10:8080: connect: no route to host",
                "symptom no-route-to-host 172.17.50.10",
            ),
            (
                "time=\"2026-11-02T10:11:12Z\" level=error msg=\"Handler for POST /v1.45/networks/create returned error: all predefined address pools have been fully subnetted\"",
                "symptom pools-exhausted",
            ),
        ] {
            let seen = see(line);
            assert_eq!(seen.items, [expected], "{line}");
        }
        assert_eq!(see("unzip: command not found").items, Vec::<String>::new());
    }

    #[test]
    fn a_file_that_is_not_there_is_a_fact() {
        let seen = see("cat: /etc/docker/daemon.json: No such file or directory");
        assert!(seen.items[0].starts_with("engine NoFile"), "{:?}", seen.items);
    }

    #[test]
    fn a_message_stands_beside_a_file() {
        let seen = see(
            "ERROR: Pool overlaps with other one on this address space\nservices:\n  web:\n    image: nginx\nnetworks:\n  a:\n    ipam:\n      config:\n        - subnet: 10.9.0.0/24\nError response from daemon: all predefined address pools have been fully subnetted\n",
        );
        assert_eq!(seen.kinds, ["error message", "compose", "error message"]);
    }

    #[test]
    fn a_stack_trace_is_one_document() {
        check(
            "error message",
            &[(
                "frames are passed over",
                "java.net.NoRouteToHostException: No route to host\n\tat java.base/sun.nio.ch.Net.connect0(Native Method)\n\tat com.example.Db.open(Db.java:7)\n\t... 12 more\n",
                "u...",
                &["symptom no-route-to-host"],
            )],
        );
    }

    #[test]
    fn the_same_words_of_a_route_tool_are_no_symptom() {
        assert_eq!(see("RTNETLINK answers: No route to host").kinds, ["unknown"]);
    }
}
