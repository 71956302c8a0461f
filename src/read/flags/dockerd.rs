//! dockerd's flags: `ExecStart=` of a unit with its continuation lines, `DOCKER_OPTS=` of an environment file, a line of `ps`.

use crate::problem::Message;
use crate::read::block::{Claim, Reading, Recogniser};
use crate::read::noise::noise;
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{DaemonFlag, Item, Kind};
use crate::text::Located;

/// dockerd's flags.
pub(in crate::read) const DOCKERD_FLAGS: Recogniser = Recogniser {
    kinds: &[Kind::DockerdFlags],
    begins: &[Signs::OF_DOCKER, Signs::EQUALS.and(Signs::CAPITAL), Signs::OPEN.and(Signs::CAPITAL)],
    claim,
    read,
};

/// Flags that take no value unless one is written behind `=`.
const SWITCHES: &[&str] = &[
    "allow-direct-routing",
    "debug",
    "D",
    "experimental",
    "icc",
    "init",
    "ip-forward",
    "ip-masq",
    "iptables",
    "ip6tables",
    "ipv6",
    "live-restore",
    "no-new-privileges",
    "raw-logs",
    "rootless",
    "selinux-enabled",
    "tls",
    "tlsverify",
    "userland-proxy",
    "validate",
    "bridge-accept-fwmark-none",
    "help",
    "h",
    "version",
    "v",
];

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let begins = view.row(first);
    let claim = |last| Claim::new(Kind::DockerdFlags, last, Message::new("read.why.dockerd-flags"));
    if starts_engine(begins) {
        return Some(claim(unit_end(view, continued(view, first, last), last)));
    }
    let near = last.min(first.saturating_add(60));
    if !is_unit_line(begins) {
        return None;
    }
    let start = view
        .rows(first, near)
        .take_while(|row| is_unit_line(*row) || row.is_blank() || noise(*row).is_some() || starts_engine(*row))
        .find(|row| starts_engine(*row))?;
    Some(claim(unit_end(view, continued(view, start.number, last), last)))
}

/// The last line of a command that goes on behind backslashes.
fn continued(view: &View<'_>, first: u32, last: u32) -> u32 {
    (first..last).find(|&line| !view.row(line).text.trim_end().ends_with('\\')).unwrap_or(last)
}

/// The rest of a unit file below its command.
fn unit_end(view: &View<'_>, from: u32, last: u32) -> u32 {
    let mut end = from;
    for row in view.rows(from.saturating_add(1), last) {
        if is_unit_line(row) {
            end = row.number;
        } else if !(row.is_blank() && row.number < end.saturating_add(3)) {
            break;
        }
    }
    end
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut number = first;
    while number <= last {
        let row = view.row(number);
        if starts_engine(row) {
            let end = continued(view, number, last);
            command(&mut reading, view, number, end);
            number = end;
        } else if is_unit_line(row) {
            reading.irrelevant(row);
        }
        number += 1;
    }
    reading
}

/// `[Service]`, `After=network.target`.
pub(super) fn is_unit_line(row: Row<'_>) -> bool {
    let text = row.text.trim();
    if text.starts_with('[') {
        return matches!(text, "[Unit]" | "[Service]" | "[Install]" | "[Socket]");
    }
    let key = text.split('=').next().unwrap_or("");
    text.contains('=')
        && key.len() >= 4
        && key.starts_with(|c: char| c.is_ascii_uppercase())
        && key.bytes().all(|b| b.is_ascii_alphabetic())
}

/// A line that runs dockerd or holds its options.
fn starts_engine(row: Row<'_>) -> bool {
    if !row.text.contains("docker") && !row.text.contains("OPT") {
        return false;
    }
    let words = words(row);
    // `Environment="DOCKER_OPTS=…"` names the variable second.
    let variable = words.iter().take(2).any(|word| {
        let name = word.value.trim_start_matches("export ").split('=').next().unwrap_or("");
        ["DOCKER_OPTS", "DOCKERD_OPTS", "DOCKER_OPTIONS", "DOCKERD_OPTIONS", "DOCKER_NETWORK_OPTIONS", "DOCKER_BIP"]
            .contains(&name)
    }) || row.text.trim_start().starts_with("OPTIONS=");
    let program = words.iter().position(|word| word.value.rsplit('/').next() == Some("dockerd"));
    let old = words.windows(2).position(|pair| pair[0].value.ends_with("docker") && pair[1].value == "daemon");
    let has_flag = |from: usize| {
        words.get(from..).is_some_and(|rest| rest.iter().any(|word| word.value.starts_with('-') || word.value == "\\"))
    };
    let is_start = row.text.trim_start().starts_with("ExecStart=");
    (variable && row.text.contains("--")) || program.or(old).is_some_and(|at| is_start || has_flag(at + 1))
}

/// The words of a line; quotes and the equals sign of an assignment part them.
fn words(row: Row<'_>) -> Vec<Located<&str>> {
    let all = row.split(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '`'));
    let name_of = |text: &str| text.find('=').filter(|_| !text.starts_with('-'));
    let mut words = Vec::new();
    for word in all {
        // `ExecStart=/usr/bin/dockerd`, `DOCKER_OPTS=--bip=…`: the value begins behind the sign.
        match name_of(word.value) {
            Some(at) if !word.value.starts_with("base=") && !word.value.starts_with("size=") => {
                words.push(Located::new(&word.value[..=at], word.span));
                let rest = &word.value[at + 1..];
                if !rest.is_empty() {
                    words.push(Located::new(plain(rest), row.locate(plain(rest))));
                }
            }
            _ => words.push(word),
        }
    }
    words
}

/// systemd's marks in front of a program.
fn plain(word: &str) -> &str {
    if word.starts_with("--") { word } else { word.trim_start_matches(['-', '@', '+', '!']) }
}

fn command(reading: &mut Reading, view: &View<'_>, first: u32, last: u32) {
    let rows: Vec<_> = view.rows(first, last).collect();
    let words: Vec<_> = rows.iter().flat_map(|row| words(*row)).filter(|word| word.value != "\\").collect();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        let Some(flag) =
            word.value.strip_prefix("--").or_else(|| word.value.strip_prefix('-')).filter(|flag| !flag.is_empty())
        else {
            continue;
        };
        let start = word.span.end - crate::text::offset(flag.len());
        let (name, value) = flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value)));
        let located = |text: &str, from: usize| {
            let start = start + crate::text::offset(from);
            let span = crate::text::Span { slot: word.span.slot, start, end: start + crate::text::offset(text.len()) };
            Located::new(text.to_owned(), span)
        };
        let value = match value {
            Some(value) => located(value, name.len() + 1),
            None => match words.get(at).filter(|next| !next.value.starts_with('-') && !SWITCHES.contains(&name)) {
                Some(next) => {
                    at += 1;
                    next.map(str::to_owned)
                }
                None => Located::new(String::new(), word.span),
            },
        };
        reading.add(Item::from(DaemonFlag { name: located(long_name(name), 0), value }));
    }
    reading.lines.extend(rows.iter().map(|row| (row.number, crate::read::LineUse::Used)));
}

/// `-b` is `--bridge`.
fn long_name(name: &str) -> &str {
    match name {
        "b" => "bridge",
        "H" => "host",
        "g" => "data-root",
        "l" => "log-level",
        "D" => "debug",
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use crate::read::check::{check, see};

    #[test]
    fn units_files_and_processes() {
        check(
            "dockerd flags",
            &[
                (
                    "a drop-in with continuation lines",
                    "[Service]\nExecStart=\nExecStart=/usr/bin/dockerd -H fd:// \\\n  --bip=10.9.0.1/24 \\\n  --default-address-pool base=172.30.0.0/16,size=24\nRestart=always\n\n[Install]\nWantedBy=multi-user.target\n",
                    "..uuu....",
                    &[
                        "flag host=fd://",
                        "flag bip=10.9.0.1/24",
                        "flag default-address-pool=base=172.30.0.0/16,size=24",
                    ],
                ),
                (
                    "an environment file",
                    "DOCKER_OPTS=\"--bip=10.9.0.1/24 --ipv6 --mtu 1400\"\n",
                    "u",
                    &["flag bip=10.9.0.1/24", "flag ipv6=", "flag mtu=1400"],
                ),
                (
                    "a process",
                    "root      1234     1  0 Jan01 ?        00:10:00 /usr/bin/dockerd -H unix:///var/run/docker.sock --fixed-cidr 10.9.0.0/25\n",
                    "u",
                    &["flag host=unix:///var/run/docker.sock", "flag fixed-cidr=10.9.0.0/25"],
                ),
                ("a command", "dockerd --bip 10.9.0.1/24\n", "u", &["flag bip=10.9.0.1/24"]),
                ("an old command", "/usr/bin/docker daemon -b none\n", "u", &["flag bridge=none"]),
            ],
        );
    }

    #[test]
    fn values_have_their_place() {
        let seen = see("ExecStart=-/usr/bin/dockerd --bip=10.9.0.1/24");
        assert_eq!(seen.items, ["flag bip=10.9.0.1/24"]);
    }

    #[test]
    fn other_programs_are_not_dockerd() {
        for line in
            ["dockerd failed to start", "the docker daemon is down", "ExecStart=/usr/bin/kubelet --node-ip=10.0.0.5"]
        {
            assert!(!see(line).kinds.contains(&"dockerd flags"), "{line}");
        }
    }
}
