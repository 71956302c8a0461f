//! The words of a route as iproute2 writes them: destinations, flags, keywords, and gateways that somebody made unreadable.

use ipnet::IpNet;

use crate::net;
use crate::read::address::{default_route, prefix_or_host};

/// `default`, a prefix, an address, or `0/8` as iproute2 prints a destination without bytes.
pub(super) fn destination(word: &str, v6: bool) -> Option<IpNet> {
    if word == "default" {
        return Some(default_route(v6));
    }
    if let Some(length) = word.strip_prefix("0/") {
        return net::prefix(default_route(v6).addr(), length.parse().ok()?);
    }
    prefix_or_host(word)
}

pub(super) fn is_flag(word: &str) -> bool {
    const FLAGS: &[&str] = &[
        "dead",
        "onlink",
        "pervasive",
        "offload",
        "trap",
        "notify",
        "linkdown",
        "unresolved",
        "rt_offload",
        "rt_trap",
        "rt_offload_failed",
    ];
    FLAGS.contains(&word)
}

/// Words that take an argument.
pub(super) fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "via",
        "dev",
        "table",
        "proto",
        "scope",
        "src",
        "metric",
        "nhid",
        "encap",
        "tos",
        "dsfield",
        "from",
        "as",
        "realm",
        "realms",
        "mark",
        "uid",
        "expires",
        "error",
        "users",
        "used",
        "age",
        "ipid",
        "ts",
        "tsage",
        "iif",
        "pref",
        "weight",
        "ttl-propogate",
        "ttl-propagate",
        "mtu",
        "window",
        "rtt",
        "rttvar",
        "ssthresh",
        "cwnd",
        "advmss",
        "reordering",
        "hoplimit",
        "initcwnd",
        "features",
        "rto_min",
        "initrwnd",
        "quickack",
        "congctl",
        "fastopen_no_cookie",
        "nexthop",
        "cache",
    ];
    KEYWORDS.contains(&word)
}

/// A gateway that somebody made unreadable: `xxx.xxx.xxx.xxx`, `10.x.x.x`, `<gateway>`, `[redacted]`, `***`.
pub(super) fn is_masked(word: &str) -> bool {
    let dotted = word.split('.').count() == 4
        && word
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || "xX*#?".contains(c)));
    let bracketed = (word.starts_with('<') && word.ends_with('>')) || (word.starts_with('[') && word.ends_with(']'));
    let starred = word.len() >= 3 && word.chars().all(|c| "xX*#?".contains(c));
    dotted || bracketed || starred || matches!(word, "REDACTED" | "redacted" | "MASKED" | "masked")
}
