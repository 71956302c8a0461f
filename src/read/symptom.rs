//! Messages that tell what happened: Docker's own errors, and what client programs say when a network is not reached.
//!
//! The texts are those of the engines (moby libnetwork) and of the kernel's errno as each runtime words it.

use super::block::{Claim, Reading, Recogniser};
use super::noise::{Noise, noise};
use super::view::{Row, View};
use super::{Item, Kind, Symptom};
use crate::problem::Message;
use crate::read::address::prefix_or_host;
use crate::read::signs::Signs;
use crate::text::Located;

/// Error messages.
pub(super) const ERROR_MESSAGE: Recogniser =
    Recogniser { kinds: &[Kind::ErrorMessage], begins: &[Signs::ANY], claim, read };

/// A key and texts that stand for it, in lower case: all parts of a text must stand in the line, in order.
type Mark = (&'static str, &'static [&'static [&'static str]]);

/// In the order in which they are tried. Docker's stand first: they wrap what clients say.
const MARKS: &[Mark] = &[
    (
        "pools-exhausted",
        &[
            &["all predefined address pools have been fully subnetted"],
            &["could not find an available", "non-overlapping ipv4 address pool"],
            &["could not find an available", "address pool among the defaults"],
            &["could not find an available predefined network"],
        ],
    ),
    ("pool-overlaps", &[&["pool overlaps with other one on this address space"]]),
    (
        "bridge-address-conflict",
        &[
            &["networks have overlapping ipv4"],
            &["networks have overlapping ipv6"],
            &["conflicts with network", "overlapping"],
        ],
    ),
    ("overlaps-nameserver", &[&["requested network overlaps with", "nameserver"]]),
    (
        "overlaps-route",
        &[&["requested network overlaps with existing network"], &["overlaps with an existing network"]],
    ),
    (
        "no-bridge-address",
        &[&["list bridge addresses failed"], &["could not find a suitable address for the default bridge"]],
    ),
    (
        "engine-start",
        &[
            &["failed to start daemon"],
            &["error initializing network controller"],
            &["unable to configure the docker daemon"],
        ],
    ),
    (
        "name-not-resolved",
        &[
            &["unknownhostexception"],
            &["temporary failure in name resolution"],
            &["could not resolve host"],
            &["name or service not known"],
            &["no such host"],
            &["eai_again"],
            &["getaddrinfo enotfound"],
            &["gaierror"],
            &["unknown mysql server host"],
            &["querya etimeout"],
            &["lookup ", "i/o timeout"],
            &["lookup ", "server misbehaving"],
            &["域名解析", "失败"],
        ],
    ),
    (
        "no-route-to-host",
        &[
            &["noroutetohostexception"],
            &["no route to host"],
            &["ehostunreach"],
            &["errno 113"],
            &["host is unreachable"],
            &["can't connect to mysql server on", "(113)"],
            &["couldn't connect to server"],
            &["没有到主机的路由"],
        ],
    ),
    (
        "network-unreachable",
        &[
            &["network is unreachable"],
            &["enetunreach"],
            &["errno 101"],
            &["destination host unreachable"],
            &["网络不可达"],
        ],
    ),
    (
        "timed-out",
        &[
            &["connection timed out"],
            &["connect timed out"],
            &["connection attempt failed"],
            &["etimedout"],
            &["errno 110"],
            &["timeout was reached"],
            &["can't connect to mysql server on", "(110)"],
            &["dial tcp", "i/o timeout"],
            &["timeouterror: timed out"],
            &["timeout expired"],
            &["communications link failure"],
            &["连接超时"],
        ],
    ),
];

/// The name of the symptom that a text tells of.
fn which(text: &str) -> Option<&'static str> {
    // A longer line is a dump of something, not a message.
    if text.len() > 4000 {
        return None;
    }
    let text = text.to_lowercase();
    let tells = |parts: &&[&str]| {
        let mut rest = text.as_bytes();
        parts.iter().all(|part| {
            let found = find(rest, part.as_bytes());
            rest = found.and_then(|at| rest.get(at..)).unwrap_or(&[]);
            found.is_some()
        })
    };
    MARKS.iter().find(|(_, texts)| texts.iter().any(&tells)).map(|(key, _)| *key)
}

/// Where a part begins. There are many parts and the lines are short, so preparing a search costs more than it saves.
fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    let first = part.first()?;
    text.windows(part.len()).position(|window| window.first() == Some(first) && window == part)
}

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let row = view.row(first);
    let text = row.text.trim_start();
    // Route tools use the same words for the absence of a route.
    if text.starts_with("RTNETLINK") || text.starts_with(['{', '[', '"']) || which(text).is_none() {
        return None;
    }
    let mut end = first;
    for row in view.rows(first.saturating_add(1), last) {
        if noise(row) == Some(Noise::Command) || !is_trace(row) {
            break;
        }
        end = row.number;
    }
    Some(Claim { kind: Kind::ErrorMessage, last: end, why: Message::new("read.why.error-message") })
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    for row in view.rows(first, last) {
        if let Some(which) = which(row.text) {
            let symptom = Symptom { which: which.to_owned(), target: target(row), span: row.span() };
            reading.used(row, [Item::Symptom(symptom)]);
        } else if is_trace(row) {
            reading.irrelevant(row);
        }
    }
    reading
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
        || text.starts_with("See 'docker run --help'")
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
