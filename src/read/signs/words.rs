//! The words that readers look for, as signs: a line has a sign where a word stands in it that begins like one of its words.

use super::Signs;
use crate::read::host::{GROUPS, STANZAS};
use crate::read::ip_addr::STATES;
use crate::read::symptom::MARKS;
use crate::read::vpn::{DIRECTIVES, WIREGUARD_KEYS};
use crate::read::windows::NET_ROUTE_KEYS;
use crate::read::{docker_text, resolver};

/// Signs that only the first word of a line gives: what readers look for at the beginning alone.
const OF_FIRST: Signs = Signs::OF_OPENVPN
    .and(Signs::OF_PROC_NET_ROUTE)
    .and(Signs::OF_NMCLI)
    .and(Signs::OF_NET_ROUTE)
    .and(Signs::OF_INTERFACES)
    .and(Signs::OF_RESOLVERS)
    .and(Signs::OF_RESOLVECTL)
    .and(Signs::OF_WIREGUARD)
    .and(Signs::OF_DOCKER_TEXT)
    .and(Signs::OF_GCLOUD)
    .and(Signs::OF_AWS_TEXT)
    .and(Signs::OF_CONTAINERS_CONF);

/// Signs, each with lists of words of ASCII, which are the readers' own where they have one. A word begins with a letter behind
/// anything that is neither letter nor digit.
///
/// Told are three letters of a word in either case, and the end of a shorter one: enough for most lines to have none.
const WORDS: &[(Signs, &[&[&str]])] = &[
    (Signs::OF_COMMANDS, &[&["network", "swarm", "route", "ip"]]),
    (
        Signs::OF_IP_ROUTE,
        &[&[
            "default",
            "Deleted",
            "[ROUTE]",
            "unicast",
            "local",
            "broadcast",
            "anycast",
            "multicast",
            "blackhole",
            "unreachable",
            "prohibit",
            "throw",
            "nat",
            "xresolve",
            "none",
        ]],
    ),
    (Signs::OF_PROC_NET_ROUTE, &[&["Iface"]]),
    (Signs::OF_IP_RULE, &[&["from", "to", "not"]]),
    (
        Signs::OF_NETSTAT,
        &[&[
            "Destination",
            "Genmask",
            "Kernel",
            "Routing",
            "IPv6",
            "Internet",
            "Internet6",
            "Route",
            "IRE",
            "Table",
            "Tabla",
            "Tabella",
            "Tabela",
        ]],
    ),
    (Signs::OF_NET_ROUTE, &[NET_ROUTE_KEYS]),
    (Signs::OF_ROUTE_PRINT, &[&["IPv4", "IPv6", "Active", "Persistent", "Aktive"]]),
    (Signs::INET, &[&["inet", "inet6"]]),
    (Signs::OF_INTERFACE_STATES, &[STATES]),
    (Signs::OF_IFCONFIG, &[&["flags", "Link"]]),
    (Signs::OF_NMCLI, &[GROUPS, &["ethernet"]]),
    (Signs::OF_INTERFACES, &[STANZAS]),
    (
        Signs::OF_RESOLVERS,
        &[&[
            "nameserver",
            "search",
            "domain",
            "options",
            "sortlist",
            "DNS",
            "resolver",
            "if_index",
            "flags",
            "reach",
            "order",
            "timeout",
            "port",
        ]],
    ),
    (Signs::OF_RESOLVECTL, &[resolver::KEYS, &["Global", "Link"]]),
    (Signs::OF_WIREGUARD, &[WIREGUARD_KEYS]),
    (Signs::OF_DOCKER, &[&["docker", "dockerd", "daemon", "moby", "engine", "OPTIONS"]]),
    (Signs::OF_DOCKER_TEXT, &[docker_text::INFO, docker_text::VERSION]),
    (Signs::OF_DOCKER_LS, &[&["NETWORK", "local", "swarm", "global"], docker_text::DRIVERS]),
    (Signs::OF_GCLOUD, &[&["NAME"]]),
    (
        Signs::OF_AWS_TEXT,
        &[&[
            "VPCS",
            "SUBNETS",
            "ROUTETABLES",
            "CIDRBLOCKASSOCIATIONSET",
            "IPV6CIDR",
            "ACCEPTERVPCINFO",
            "REQUESTERVPCINFO",
        ]],
    ),
    (Signs::OF_KUBERNETES, &[&["cluster", "pod", "nonMasqueradeCIDR", "calico", "kube", "service"]]),
    (
        Signs::OF_YAML,
        &[&[
            "services",
            "networks",
            "ipam",
            "ethernets",
            "wifis",
            "bonds",
            "bridges",
            "vlans",
            "tunnels",
            "modems",
            "dummy",
            "apiVersion",
            "dnsDomain",
            "net",
        ]],
    ),
    (Signs::OF_CLOUD_KEYS, &[&["ipCidrRange", "CidrBlock", "DestinationCidr", "addressPrefix"]]),
    (Signs::OF_TERRAFORM, &[&["resource", "data", "module", "variable", "output", "provider", "locals", "terraform"]]),
    (Signs::OF_CONTAINERS_CONF, &[&["network", "containers", "engine", "machine", "secrets", "default"]]),
    (Signs::OF_ADDRESS_KEYS, &[&["address", "ipaddr"]]),
    (Signs::OF_OPENVPN, DIRECTIVES),
    (Signs::OF_PLACES, &[&["container", "host"]]),
];

/// Letters of either case and digits in five bits; 0 for all else.
const fn letter(b: u8) -> usize {
    LETTERS[b as usize] as usize
}

static LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        letters[byte as usize] = if byte.is_ascii_alphanumeric() { byte & 31 } else { 0 };
        byte += 1;
    }
    letters
};

/// A place for the first three letters of a word. By this factor and shift almost none share theirs, which a test counts.
const fn place(word: [u8; 3]) -> usize {
    let letters = letter(word[0]) << 10 | letter(word[1]) << 5 | letter(word[2]);
    (letters.wrapping_mul(0xd1d) >> 9) & (PLACES - 1)
}

const PLACES: usize = 1024;

/// Which letters may stand third, by the first two, and the signs of three letters.
struct Sieve {
    thirds: [u32; 1024],
    signs: [Signs; PLACES],
}

static SIEVE: Sieve = {
    let mut sieve = Sieve { thirds: [0; 1024], signs: [Signs::ANY; PLACES] };
    let mut at = 0;
    while at < WORDS.len() {
        let (sign, lists) = WORDS[at];
        let mut list = 0;
        while list < lists.len() {
            sieve = sieve.and_all(sign, lists[list]);
            list += 1;
        }
        at += 1;
    }
    // A message is there where its first part is.
    let mut mark = 0;
    while mark < MARKS.len() {
        let texts = MARKS[mark].2;
        let mut text = 0;
        while text < texts.len() {
            sieve = sieve.and(Signs::OF_MESSAGES, texts[text][0].as_bytes());
            text += 1;
        }
        mark += 1;
    }
    sieve
};

impl Sieve {
    /// Some words more.
    const fn and_all(mut self, sign: Signs, words: &[&str]) -> Self {
        let mut at = 0;
        while at < words.len() {
            self = self.and(sign, words[at].as_bytes());
            at += 1;
        }
        self
    }

    /// One word more.
    const fn and(mut self, sign: Signs, word: &[u8]) -> Self {
        // A bracket or a quotation mark may stand before the first letter.
        let is_mark = word[0].is_ascii_punctuation();
        let word = if is_mark { word.split_at(1).1 } else { word };
        let word = [word[0], word[1], if word.len() > 2 { word[2] } else { 0 }];
        self.thirds[letter(word[0]) << 5 | letter(word[1])] |= 1 << letter(word[2]);
        self.signs[place(word)] = self.signs[place(word)].and(sign);
        self
    }
}

/// The signs of the words of a text whose characters have some signs.
pub(super) fn signs(text: &str, of_characters: Signs) -> Signs {
    let bytes = text.as_bytes();
    let mut signs = Signs::ANY;
    // Whether the first word goes on, and whether a letter here is inside of a word.
    let (mut is_first, mut has_ink, mut is_inside) = (true, false, false);
    for (at, b) in bytes.iter().enumerate() {
        if matches!(b, b' ' | b'\t') {
            is_first = !has_ink;
            is_inside = false;
            continue;
        }
        has_ink = true;
        if is_first && (b.is_ascii_digit() || *b == b':') {
            signs = signs | Signs::FIRST_NUMBER;
        }
        if b.is_ascii_alphabetic() && !is_inside {
            signs = signs | of_word(&bytes[at..], is_first);
        }
        is_inside = b.is_ascii_alphanumeric();
    }
    // Some blanks are of another script.
    let may_be_first = of_characters.has(Signs::FOREIGN) && of_characters.has_any(Signs::DIGIT | Signs::COLON);
    if may_be_first { signs | Signs::FIRST_NUMBER } else { signs }
}

/// The signs of the word that begins a text, in or behind the first word of the line.
#[inline]
fn of_word(text: &[u8], is_first: bool) -> Signs {
    let word = match *text {
        [first, second, third, ..] => [first, second, third],
        [first, second] => [first, second, 0],
        _ => return Signs::ANY,
    };
    let pair = letter(word[0]) << 5 | letter(word[1]);
    if SIEVE.thirds[pair] >> letter(word[2]) & 1 == 0 {
        return Signs::ANY;
    }
    let signs = SIEVE.signs[place(word)];
    if is_first { signs } else { signs.without(OF_FIRST) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn all(text: &str) -> Signs {
        Signs::of(text).with_words(text)
    }

    #[test]
    fn every_word_gives_its_sign_wherever_it_stands() {
        for (sign, lists) in WORDS {
            for word in lists.iter().copied().flatten() {
                for text in [
                    (*word).to_owned(),
                    format!("  \"{}\": 1", word.to_lowercase()),
                    format!("内网{word}=1"),
                    format!("x_{} y", word.to_uppercase()),
                ] {
                    assert!(all(&text).has(*sign), "{text}");
                }
                let is_second = all(&format!("a {word}")).has(*sign);
                assert_eq!(is_second, !OF_FIRST.has(*sign), "{word}");
            }
        }
    }

    #[test]
    fn words_give_few_signs_that_are_not_theirs() {
        let words =
            WORDS.iter().flat_map(|(sign, lists)| lists.iter().copied().flatten().map(move |word| (*sign, *word)));
        let start = |word: &str| word.trim_start_matches(|c: char| c.is_ascii_punctuation()).bytes().take(3).collect();
        let mut own: BTreeMap<Vec<u8>, Signs> = BTreeMap::new();
        for (sign, word) in words {
            let signs = own.entry(start(&word.to_lowercase())).or_default();
            *signs = *signs | sign;
        }
        let others = |own: Signs| WORDS.iter().filter(move |(sign, _)| !own.has(*sign));
        let has_other = |(start, own): (&Vec<u8>, &Signs)| {
            let signs = all(&String::from_utf8_lossy(start));
            others(*own).any(|(sign, _)| signs.has(*sign))
        };
        assert!(own.iter().filter(|start| has_other(*start)).count() < own.len() / 10);
    }

    #[test]
    fn words_of_a_log_give_none() {
        let signs = all("    at com.example.shop.Order7.pay(Order.java:12)");
        assert!(WORDS.iter().filter(|(sign, _)| signs.has(*sign)).count() < 3);
        assert!(WORDS.iter().all(|(sign, _)| !all("Zx9 q q1 -- 12 w").has(*sign)));
    }
}
