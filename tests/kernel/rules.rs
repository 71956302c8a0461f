//! Rules as `ip rule` prints them.

use nonoverlap::read::{RouteType, Rule, RuleAction};
use nonoverlap::text::{Slot, Span};

/// Reads every line that begins with a priority.
pub(crate) fn rules(text: &str, v6: bool) -> Vec<Rule> {
    text.lines().filter_map(|line| rule(line, v6)).collect()
}

fn rule(line: &str, v6: bool) -> Option<Rule> {
    let (priority, rest) = line.split_once(':')?;
    let priority = priority.parse().ok()?;
    let words: Vec<_> = rest.split_whitespace().collect();
    let after = |word: &str| words.iter().position(|have| *have == word).and_then(|at| words.get(at + 1).copied());
    let number = |text: &str| u32::from_str_radix(text.trim_start_matches("0x"), 16).expect("a mark");
    let net = |text: &str| {
        (text != "all").then(|| {
            text.parse().unwrap_or_else(|_| ipnet::IpNet::from(text.parse::<std::net::IpAddr>().expect("an address")))
        })
    };
    let mark = |text: &str| {
        let (mark, mask) = text.split_once('/').map_or((text, "ffffffff"), |pair| pair);
        (number(mark), number(mask))
    };
    let types = [
        ("blackhole", RouteType::Blackhole),
        ("unreachable", RouteType::Unreachable),
        ("prohibit", RouteType::Prohibit),
    ];
    let refusal = types.iter().find(|(name, _)| words.contains(name));
    let action = match (after("lookup"), after("goto"), refusal) {
        (Some(table), _, _) => RuleAction::Lookup(table.to_owned()),
        (_, Some(target), _) => RuleAction::Goto(target.parse().expect("a priority")),
        (_, _, Some((_, kind))) => RuleAction::Type(*kind),
        _ => RuleAction::Nop,
    };
    Some(Rule {
        priority,
        invert: words[0] == "not",
        from: after("from").and_then(net),
        to: after("to").and_then(net),
        fwmark: after("fwmark").map(mark),
        iif: after("iif").map(str::to_owned),
        oif: after("oif").map(str::to_owned),
        action,
        suppress: after("suppress_prefixlength").map(|length| length.parse().expect("a length")),
        other: false,
        v6,
        span: Span { slot: Slot::Any, start: 0, end: 1 },
    })
}
