//! Commands that people are advised to try against an overlap, and that do harm or nothing.
//!
//! They stand among prompts, in a history or in a sentence of a forum, so no recogniser claims them: every line of every
//! document is looked at once more. Whether one matters here is for the findings to say.

use ipnet::IpNet;

use super::signs::Signs;
use super::view::View;
use super::{Advice, Document, Item, LineUse};
use crate::net::special::is_public;

/// A name and how its command is told by the words of a line.
type Rule = (&'static str, fn(&[&str]) -> bool);

/// In the order in which they are tried: what does most harm first.
const RULES: &[Rule] = &[
    ("delete-store", deletes_store),
    ("flush-rules", flushes_rules),
    ("delete-bridge", deletes_bridge),
    ("delete-bridge-route", deletes_bridge_route),
    ("bridge-address", changes_bridge_address),
    ("prune-networks", prunes_networks),
    ("reverse-path-filter", opens_reverse_path_filter),
    ("proxy-arp", turns_proxy_arp_on),
    ("ip-range", narrows_range),
    ("host-network", shares_host_network),
    ("other-resolver", sets_resolver),
];

/// Adds what the lines of a document advise; such a line counts as used.
pub(super) fn add(view: &View<'_>, document: &mut Document) {
    let mut found = Vec::new();
    for (line, used) in &mut document.lines {
        if !view.signs(*line).has(Signs::LETTER) {
            continue;
        }
        let row = view.row(*line);
        if let Some((which, net)) = advice(row.text) {
            *used = LineUse::Used;
            found.push(Item::from(Advice { which: which.to_owned(), net, span: row.span() }));
        }
    }
    if !found.is_empty() {
        document.items.extend(found);
    }
}

/// What a line advises, with the range that it names where that is the matter.
fn advice(text: &str) -> Option<(&'static str, Option<IpNet>)> {
    // A longer line is a dump of something, not a command.
    if text.len() > 1000 || !may_name(text) {
        return None;
    }
    let words = || text.split(is_separator).filter(|word| !word.is_empty());
    // Almost no line names such a program or option, and of what sets up networks only bridges matter.
    let has_bridge = || text.contains("docker") || text.contains("br-");
    let tells = |name: &[u8]| is_program(name) && (!matches!(name, b"ip" | b"route" | b"ifconfig") || has_bridge());
    if !words().any(|word| tells(name(word).as_bytes()) || word.starts_with("--net")) {
        return None;
    }
    let words: Vec<&str> = words().collect();
    if let Some((which, _)) = RULES.iter().find(|(_, tells)| tells(&words)) {
        return Some((which, None));
    }
    public_range(&words).map(|net| ("public-range", Some(net)))
}

/// Whether such a program or option may stand in a text, told by its bytes alone: almost every line of a long dump ends here.
fn may_name(text: &str) -> bool {
    let mut parts = text.as_bytes().trim_ascii_start().split(|b| PARTS[usize::from(*b)]);
    parts.any(|part| part.len() > 1 && (part.starts_with(b"--net") || is_program(part)))
}

/// The bytes around the names of programs: separators of ASCII, the ends of paths, and all of other scripts.
static PARTS: [bool; 256] = {
    let mut parts = [true; 256];
    let mut byte = 0;
    while byte < 128 {
        parts[byte as usize] = byte == b'/' || is_separator(byte as char);
        byte += 1;
    }
    parts
};

/// What parts the words of a command, in a sentence too.
const fn is_separator(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_whitespace() || matches!(c, '\u{b}' | '`' | '\'' | '"' | '(' | ')' | ';' | '|' | '&');
    }
    c.is_whitespace() || matches!(c, '，' | '。' | '；' | '、')
}

/// The programs whose commands the rules know.
const fn is_program(name: &[u8]) -> bool {
    matches!(
        name,
        b"ip"
            | b"route"
            | b"ifconfig"
            | b"brctl"
            | b"iptables"
            | b"ip6tables"
            | b"iptables-legacy"
            | b"iptables-nft"
            | b"nft"
            | b"rm"
            | b"mv"
            | b"docker"
            | b"dockerd"
            | b"sysctl"
            | b"echo"
    )
}

/// Whether a word is a program's name, with or without the path to it.
fn is_named(word: &str, program: &str) -> bool {
    word.strip_suffix(program).is_some_and(|path| path.is_empty() || path.ends_with('/'))
}

/// A program without the path to it.
fn name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// Words behind the first one that names the program.
fn after<'a>(words: &'a [&'a str], programs: &[&str]) -> Option<&'a [&'a str]> {
    let names = |word: &&str| programs.iter().any(|program| is_named(word, program));
    words.iter().position(names).map(|at| &words[at + 1..])
}

fn has(words: &[&str], any: &[&str]) -> bool {
    words.iter().any(|word| any.contains(word))
}

fn is_bridge(word: &&str) -> bool {
    let id = word.strip_prefix("br-");
    matches!(*word, "docker0" | "docker_gwbridge") || id.is_some_and(|id| !id.is_empty())
}

/// Without a chain, or for a chain of the kernel's or Docker's own. A chain of the user's may be flushed.
fn flushes_rules(words: &[&str]) -> bool {
    const CHAINS: &[&str] = &["INPUT", "FORWARD", "OUTPUT", "PREROUTING", "POSTROUTING", "DOCKER"];
    if after(words, &["nft"]).is_some_and(|rest| rest.starts_with(&["flush", "ruleset"])) {
        return true;
    }
    let programs = ["iptables", "ip6tables", "iptables-legacy", "iptables-nft"];
    let Some(rest) = after(words, &programs) else { return false };
    let flush = rest.iter().position(|word| matches!(*word, "-F" | "--flush"));
    flush.is_some_and(|at| {
        rest.get(at + 1).is_none_or(|next| next.starts_with('-') || !is_chain(next) || CHAINS.contains(next))
    })
}

fn is_chain(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

fn deletes_bridge(words: &[&str]) -> bool {
    let by_link = after(words, &["ip"]).is_some_and(|rest| {
        let is_link = rest.first().is_some_and(|word| "link".starts_with(word));
        let ends = has(rest, &["del", "delete", "d"]) || (has(rest, &["set", "s"]) && has(rest, &["down"]));
        is_link && ends && rest.iter().any(is_bridge)
    });
    let by_tools = after(words, &["brctl"]).is_some_and(|rest| rest.first() == Some(&"delbr"));
    let by_ifconfig =
        after(words, &["ifconfig"]).is_some_and(|rest| rest.first().is_some_and(is_bridge) && has(rest, &["down"]));
    by_link || by_tools || by_ifconfig
}

fn deletes_bridge_route(words: &[&str]) -> bool {
    let by_ip = after(words, &["ip"]).is_some_and(|rest| {
        rest.first().is_some_and(|word| "route".starts_with(word)) && has(rest, &["del", "delete", "d", "flush"])
    });
    let by_route =
        after(words, &["route"]).is_some_and(|rest| rest.first().is_some_and(|word| matches!(*word, "del" | "delete")));
    (by_ip || by_route) && words.iter().any(is_bridge)
}

fn changes_bridge_address(words: &[&str]) -> bool {
    let by_ip = after(words, &["ip"]).is_some_and(|rest| {
        let is_address = rest.first().is_some_and(|word| !word.is_empty() && "address".starts_with(word));
        is_address && has(rest, &["add", "del", "delete", "replace", "change", "flush"])
    });
    let by_ifconfig =
        after(words, &["ifconfig"]).is_some_and(|rest| rest.len() > 1 && rest.first().is_some_and(is_bridge));
    (by_ip || by_ifconfig) && words.iter().any(is_bridge)
}

fn deletes_store(words: &[&str]) -> bool {
    let names = |word: &&str| word.contains("local-kv.db") || word.starts_with("/var/lib/docker/network");
    after(words, &["rm", "mv"]).is_some_and(|rest| rest.iter().any(names))
}

fn prunes_networks(words: &[&str]) -> bool {
    after(words, &["docker"])
        .is_some_and(|rest| rest.starts_with(&["network", "prune"]) || rest.starts_with(&["system", "prune"]))
}

/// Whether a line writes one of the values to a key of the kernel; `sysctl -a` prints it with spaces and is no advice.
fn writes(words: &[&str], key: &str, values: &[&str]) -> bool {
    let joined = |word: &&str| {
        let value = word.split_once('=').filter(|(name, _)| name.ends_with(key)).map(|(_, value)| value);
        value.is_some_and(|value| values.contains(&value)) && has(words, &["sysctl"])
    };
    let echoed = || after(words, &["echo"]).is_some_and(|rest| rest.first().is_some_and(|word| values.contains(word)));
    words.iter().any(joined) || (words.iter().any(|word| word.contains(key)) && echoed())
}

fn opens_reverse_path_filter(words: &[&str]) -> bool {
    writes(words, "rp_filter", &["0", "2"])
}

fn turns_proxy_arp_on(words: &[&str]) -> bool {
    writes(words, "proxy_arp", &["1"])
}

fn narrows_range(words: &[&str]) -> bool {
    let create = |rest: &[&str]| rest.starts_with(&["network", "create"]);
    after(words, &["docker"]).is_some_and(|rest| create(rest) && rest.iter().any(|word| word.starts_with("--ip-range")))
}

fn shares_host_network(words: &[&str]) -> bool {
    let apart = words.windows(2).any(|pair| matches!(pair[0], "--net" | "--network") && pair[1] == "host");
    apart || has(words, &["--net=host", "--network=host"])
}

fn sets_resolver(words: &[&str]) -> bool {
    let names = |word: &&str| *word == "--dns" || word.starts_with("--dns=");
    after(words, &["docker", "dockerd"]).is_some_and(|rest| rest.iter().any(names))
}

/// The public range that a command gives to Docker.
fn public_range(words: &[&str]) -> Option<IpNet> {
    const OPTIONS: &[&str] = &["--subnet", "--bip", "--fixed-cidr", "--default-addr-pool", "--default-address-pool"];
    let rest = after(words, &["docker", "dockerd"])?;
    let joined = rest.iter().filter_map(|word| word.split_once('=')).filter(|(option, _)| OPTIONS.contains(option));
    let apart = rest.windows(2).filter(|pair| OPTIONS.contains(&pair[0])).map(|pair| (pair[0], pair[1]));
    joined.chain(apart).filter_map(|(_, value)| prefix(value)).find(|net| net.addr().is_ipv4() && is_public(*net))
}

/// `172.80.0.0/16`, `base=172.80.0.0/16,size=24`.
fn prefix(value: &str) -> Option<IpNet> {
    let value = value.strip_prefix("base=").unwrap_or(value);
    value.split(',').next()?.parse::<IpNet>().ok().map(|net| net.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_by_what_they_do() {
        for (line, expected) in [
            ("$ sudo iptables -t nat -F", Some("flush-rules")),
            ("[root@web ~]# iptables -F && systemctl restart docker", Some("flush-rules")),
            ("# nft flush ruleset", Some("flush-rules")),
            ("iptables -t nat -F POSTROUTING", Some("flush-rules")),
            ("iptables -F DOCKER-USER", None),
            ("iptables -t nat -L -n", None),
            ("I tried `brctl delbr docker0` and it came back", Some("delete-bridge")),
            ("ip link del docker0", Some("delete-bridge")),
            ("ip link set docker0 down", Some("delete-bridge")),
            ("ip link show docker0", None),
            ("ip link delete wg0", None),
            ("sudo ip route del 172.17.0.0/16 dev docker0", Some("delete-bridge-route")),
            ("ip route del 10.0.0.0/8 dev tun0", None),
            ("ip addr add 10.9.0.1/24 dev docker0", Some("bridge-address")),
            ("ip addr show docker0", None),
            ("ip a", None),
            ("ifconfig docker0 192.168.10.1 netmask 255.255.255.0", Some("bridge-address")),
            ("rm -rf /var/lib/docker/network/files/local-kv.db", Some("delete-store")),
            ("ls /var/lib/docker/network", None),
            ("docker network prune -f", Some("prune-networks")),
            ("echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter", Some("reverse-path-filter")),
            ("sysctl -w net.ipv4.conf.all.rp_filter=0", Some("reverse-path-filter")),
            ("net.ipv4.conf.all.rp_filter = 0", None),
            ("sysctl -w net.ipv4.conf.docker0.proxy_arp=1", Some("proxy-arp")),
            ("docker network create --subnet 10.9.0.0/16 --ip-range 10.9.5.0/24 web", Some("ip-range")),
            ("docker run --net=host alpine", Some("host-network")),
            ("docker run --network host alpine", Some("host-network")),
            ("docker network inspect host", None),
            ("docker run --dns 8.8.8.8 alpine", Some("other-resolver")),
            ("docker network create --subnet=172.80.0.0/16 web", Some("public-range")),
            ("dockerd --bip 170.26.0.1/24", Some("public-range")),
            ("docker network create --subnet=172.20.0.0/16 web", None),
            ("default via 172.31.95.253 dev eth0", None),
            ("", None),
        ] {
            assert_eq!(advice(line).map(|(which, _)| which), expected, "{line}");
        }
    }
}
