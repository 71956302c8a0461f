//! `ip rule` of iproute2 as text.

use super::address::prefix_or_host;
use super::block::{Claim, Reading, Recogniser, run};
use super::view::{Row, View};
use super::{Item, Kind, RouteType, Rule, RuleAction};
use crate::net;
use crate::problem::Message;
use crate::read::signs::Signs;
use crate::text::Located;

/// `ip rule`.
pub(super) const IP_RULE: Recogniser = Recogniser {
    kinds: &[Kind::IpRule],
    begins: &[Signs::COLON.and(Signs::DIGIT).and(Signs::OF_IP_RULE)],
    claim,
    read,
};

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let mine = |row: Row<'_>| rule(row).is_some();
    mine(view.row(first))
        .then(|| Claim::new(Kind::IpRule, run(view, first, last, mine), Message::new("read.why.ip-rule")))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let (mut seen_first, mut v6) = (false, false);
    for row in view.rows(first, last) {
        let Some(mut rule) = rule(row) else { continue };
        // `ip rule; ip -6 rule` prints two lists that look alike: the second begins again at 0.
        v6 |= seen_first && rule.priority == 0;
        seen_first |= rule.priority == 0;
        rule.v6 |= v6;
        reading.used(row, [Item::from(rule)]);
    }
    reading
}

/// `32765: not from all fwmark 0xca6c lookup 51820`.
fn rule(row: Row<'_>) -> Option<Rule> {
    let words = row.words();
    let mut words = words.iter().copied();
    let priority = words.next()?.value.strip_suffix(':')?.parse().ok()?;
    let mut rule = Rule::every(priority, RuleAction::Nop, row.span());
    let mut has_source = false;
    let mut has_action = false;
    while let Some(word) = words.next() {
        has_source |= matches!(word.value, "from" | "to" | "not");
        has_action |= keyword(&mut rule, word.value, &mut words);
    }
    (has_source && has_action).then_some(rule)
}

/// Takes a keyword with its arguments and tells whether it was the action.
fn keyword<'a>(rule: &mut Rule, word: &str, words: &mut impl Iterator<Item = Located<&'a str>>) -> bool {
    let mut next = || words.next().map_or("", |word| word.value);
    match word {
        "not" => rule.invert = true,
        "from" => rule.from = selector(rule, next()),
        "to" => rule.to = selector(rule, next()),
        "fwmark" => {
            rule.fwmark = mark(next());
            rule.other |= rule.fwmark.is_none();
        }
        "iif" => rule.iif = Some(next().to_owned()),
        "oif" => rule.oif = Some(next().to_owned()),
        "lookup" | "table" => rule.action = RuleAction::Lookup(next().to_owned()),
        "goto" => rule.action = RuleAction::Goto(next().parse().unwrap_or(u32::MAX)),
        "nop" => rule.action = RuleAction::Nop,
        "unreachable" => rule.action = RuleAction::Type(RouteType::Unreachable),
        "blackhole" => rule.action = RuleAction::Type(RouteType::Blackhole),
        "prohibit" => rule.action = RuleAction::Type(RouteType::Prohibit),
        "suppress_prefixlength" => rule.suppress = next().parse().ok(),
        // Marks of the tool, of who set it, of interfaces that are gone: they select nothing more.
        "proto" | "realms" | "suppress_ifgroup" => {
            next();
        }
        "detached" | "[detached]" | "[unresolved]" | "[iif]" => {}
        _ => {
            rule.other = true;
            next();
        }
    }
    matches!(word, "lookup" | "table" | "goto" | "nop" | "unreachable" | "blackhole" | "prohibit")
}

/// `all`, a prefix or an address.
fn selector(rule: &mut Rule, word: &str) -> Option<ipnet::IpNet> {
    if matches!(word, "all" | "any" | "default") {
        return None;
    }
    let net = prefix_or_host(word);
    rule.v6 |= matches!(net, Some(ipnet::IpNet::V6(_)));
    rule.other |= net.is_none();
    net.filter(|net| !net::is_default(*net))
}

/// `0xca6c` or `0x80000/0xff0000`.
fn mark(word: &str) -> Option<(u32, u32)> {
    let (mark, mask) = word.split_once('/').map_or((word, "0xffffffff"), |(mark, mask)| (mark, mask));
    Some((number(mark)?, number(mask)?))
}

fn number(word: &str) -> Option<u32> {
    match word.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => word.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::check::check;
    use crate::text::{Slot, Source};

    #[test]
    fn lists() {
        check(
            "ip rule",
            &[(
                "a list",
                "0:\tfrom all lookup local \n32765:\tnot from all fwmark 0xca6c lookup 51820 \n32766:\tfrom all lookup main \n",
                "uuu",
                &[
                    "rule 0:\tfrom all lookup local",
                    "rule 32765:\tnot from all fwmark 0xca6c lookup 51820",
                    "rule 32766:\tfrom all lookup main",
                ],
            )],
        );
    }

    #[test]
    fn every_selector_and_action() {
        let lookup = |table: &str| RuleAction::Lookup(table.to_owned());
        for (line, expected) in [
            ("100:\tfrom 10.66.4.0/24 lookup 100", "from=10.66.4.0/24"),
            ("100:\tfrom all to 10.0.0.5 lookup vpn", "to=10.0.0.5/32"),
            ("5210:\tfrom all fwmark 0x80000/0xff0000 lookup main", "mark=524288/16711680"),
            ("32764:\tfrom all lookup main suppress_prefixlength 0", "suppress=0"),
            ("99:\tfrom all iif eth1 [detached] lookup 7", "iif=eth1"),
            ("99:\tfrom all oif tun0 lookup 7", "oif=tun0"),
            ("99:\tfrom all ipproto tcp dport 22 lookup 7", "other"),
            ("99:\tnot from all lookup 7", "not"),
            ("99:\tfrom fd00::/8 lookup 7", "from=fd00::/8 v6"),
            ("5250:\tfrom all fwmark 0x1 unreachable", "mark=1/4294967295 Type(Unreachable)"),
            ("10:\tfrom all goto 32766", "Goto(32766)"),
        ] {
            let source = Source::new(Slot::Any, line);
            let rule = rule(View::new(&source).row(1)).unwrap();
            let mut parts = Vec::new();
            parts.extend(rule.invert.then(|| "not".to_owned()));
            parts.extend(rule.from.map(|net| format!("from={net}")));
            parts.extend(rule.to.map(|net| format!("to={net}")));
            parts.extend(rule.fwmark.map(|(mark, mask)| format!("mark={mark}/{mask}")));
            parts.extend(rule.iif.map(|name| format!("iif={name}")));
            parts.extend(rule.oif.map(|name| format!("oif={name}")));
            parts.extend(rule.suppress.map(|length| format!("suppress={length}")));
            parts.extend(rule.other.then(|| "other".to_owned()));
            parts.extend(rule.v6.then(|| "v6".to_owned()));
            if !matches!(&rule.action, action if [lookup("100"), lookup("vpn"), lookup("main"), lookup("7")].contains(action))
            {
                parts.push(format!("{:?}", rule.action));
            }
            assert_eq!(parts.join(" "), expected, "{line}");
        }
    }
}
