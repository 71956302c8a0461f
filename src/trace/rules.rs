//! The walk through the policy rules: which rule's table decides about a packet (`fib_rules_lookup` in
//! `net/core/fib_rules.c`).

use super::Step;
use super::fib::{Entry, Fib, Found, table_name};
use super::packet::Packet;
use crate::problem::Message;
use crate::read::{RouteType, Rule, RuleAction};

/// What the rules and tables decided, and how they came to it.
#[derive(Debug)]
pub struct Decision<'f, 'a> {
    /// The rules that were asked, as far as they say something.
    pub steps: Vec<Step>,
    /// The end of the search.
    pub end: End<'f, 'a>,
}

/// How the search for a route ends.
#[derive(Clone, Debug)]
pub enum End<'f, 'a> {
    /// A route was chosen; it may be of a type that leads nowhere.
    Route(&'f Entry<'a>),
    /// A rule refuses the packet, as a route of this type would.
    Refused(RouteType),
    /// No table has a route.
    Nothing,
    /// What was given does not tell.
    Unknown(Message),
}

/// What one rule makes of the packet.
enum Turn<'f, 'a> {
    /// The search goes on at this place of the list.
    Next(usize),
    /// The search is over.
    Done(End<'f, 'a>),
}

impl<'a> Fib<'a> {
    /// The kernel's choice for a packet.
    pub fn decide(&self, packet: &Packet) -> Decision<'_, 'a> {
        let mut steps = Vec::new();
        let mut at = 0;
        // A goto leads forwards only, so every rule has at most one turn.
        while let Some(rule) = self.rules.get(at) {
            match self.turn(at, rule, packet, &mut steps) {
                Turn::Next(next) => at = next,
                Turn::Done(end) => return Decision { steps, end },
            }
        }
        Decision { steps, end: End::Nothing }
    }

    fn turn(&self, at: usize, rule: &Rule, packet: &Packet, steps: &mut Vec<Step>) -> Turn<'_, 'a> {
        let matched = matches(rule, packet);
        if matched == Some(false) {
            steps.push(said(rule, Message::new("trace.rule.no-match")));
            return Turn::Next(at + 1);
        }
        let next = match &rule.action {
            RuleAction::Lookup(table) => self.look_into(at, rule, table_name(Some(table)), packet, steps),
            RuleAction::Type(kind) => Turn::Done(End::Refused(*kind)),
            RuleAction::Goto(priority) => Turn::Next(self.place_of(*priority, at)),
            RuleAction::Nop => Turn::Next(at + 1),
        };
        match next {
            // A rule that may or may not match decides nothing as long as it only passes the packet on.
            Turn::Next(next) if matched.is_some() || next == at + 1 => Turn::Next(next),
            Turn::Done(end) if matched.is_some() => Turn::Done(end),
            _ => {
                let why = Message::new("trace.unknown.rule").with("priority", rule.priority);
                Turn::Done(End::Unknown(why))
            }
        }
    }

    fn look_into(&self, at: usize, rule: &Rule, table: &str, packet: &Packet, steps: &mut Vec<Step>) -> Turn<'_, 'a> {
        match self.lookup(table, packet) {
            Found::Nothing if !self.is_known(table) => {
                Turn::Done(End::Unknown(Message::new("trace.unknown.table").with("table", table)))
            }
            Found::Nothing => {
                if !matches!(table, "local" | "default") {
                    let nothing = Message::new("trace.rule.nothing").with("table", table);
                    steps.push(said(rule, nothing.with("address", packet.target)));
                }
                Turn::Next(at + 1)
            }
            Found::DependsOnSource(entry) => {
                Turn::Done(End::Unknown(Message::new("trace.unknown.source").with("prefix", entry.route.dst.value)))
            }
            Found::Route(entry, rivals) => weigh(at, rule, table, (entry, rivals), steps),
        }
    }

    /// Where a goto leads: the first rule of that priority, or the next rule if there is none (an unresolved goto).
    fn place_of(&self, priority: u32, at: usize) -> usize {
        let target = self.rules.iter().position(|rule| rule.priority == priority);
        target.filter(|place| *place > at).unwrap_or(at + 1)
    }
}

/// Takes a route that a table gave, unless its type or the rule passes it over.
fn weigh<'f, 'a>(
    at: usize,
    rule: &Rule,
    table: &str,
    (entry, rivals): (&'f Entry<'a>, usize),
    steps: &mut Vec<Step>,
) -> Turn<'f, 'a> {
    let prefix = entry.route.dst.value;
    if entry.route.kind == RouteType::Throw {
        let throw = Message::new("trace.rule.throw").with("table", table).with("prefix", prefix);
        steps.push(Step { message: throw, span: entry.span });
        return Turn::Next(at + 1);
    }
    // Routes that refuse are never suppressed: the search ends with them (`fib4_rule_suppress` sees successes only).
    let is_refusal = matches!(entry.route.kind, RouteType::Blackhole | RouteType::Unreachable | RouteType::Prohibit);
    if let Some(length) = rule.suppress.filter(|length| prefix.prefix_len() <= *length && !is_refusal) {
        let over = Message::new("trace.rule.suppressed").with("table", table).with("prefix", prefix);
        steps.push(said(rule, over.with("length", u32::from(length))));
        return Turn::Next(at + 1);
    }
    if rivals > 1 {
        let rival = Message::new("trace.route.first-of").with("n", rivals).with("prefix", prefix);
        steps.push(Step { message: rival, span: entry.span });
    }
    if !matches!(table, "main" | "local" | "default") {
        let decides = Message::new("trace.rule.decides").with("table", table);
        steps.push(said(rule, decides));
    }
    Turn::Done(End::Route(entry))
}

/// A step of a rule that was written; the rules that every kernel has carry no place.
fn said(rule: &Rule, message: Message) -> Step {
    let message = message.with("priority", rule.priority);
    Step { message, span: (rule.span.start < rule.span.end).then_some(rule.span) }
}

/// Whether a rule matches a packet; `None` if what is known of the packet or of the rule does not tell.
fn matches(rule: &Rule, packet: &Packet) -> Option<bool> {
    let selectors = [
        rule.from.map_or(Some(true), |from| packet.source.is_in(from)),
        Some(rule.to.is_none_or(|to| to.contains(&packet.target))),
        Some(rule.iif.as_deref().is_none_or(|iif| iif == packet.iif.as_deref().unwrap_or("lo"))),
        // Only sockets that are bound to an interface have one.
        Some(rule.oif.is_none()),
        Some(rule.fwmark.is_none_or(|(mark, mask)| (packet.mark ^ mark) & mask == 0)),
        if rule.other { None } else { Some(true) },
        // The tables of VRFs are asked for packets of their interfaces only.
        Some(!matches!(&rule.action, RuleAction::Lookup(table) if table.starts_with("[l3mdev"))),
    ];
    let all = if selectors.contains(&Some(false)) {
        Some(false)
    } else if selectors.contains(&None) {
        None
    } else {
        Some(true)
    };
    all.map(|all| all != rule.invert)
}
