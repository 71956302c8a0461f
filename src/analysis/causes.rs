//! Findings that rest on one pair, or follow from one another, as one cause.
//!
//! A Docker subnet in a VPC gives a finding for the VPC, one for the database in it, one for the nameserver in it, one for the
//! networks that come next, one for the network that keeps its subnet. The reader has one thing to understand and one to
//! change, so these are one cause with its consequences.
//!
//! ```text
//! docker0 in vpc ───┐ docker0
//! database in docker0 ─┤          one cause          br-app in lan ─── another: it shares no range with the first
//! next networks in vpc ┘ vpc
//! ```

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;

use crate::order::{self, Order as _};
use crate::problem::{Clash, Code, Message, Problem, Severity};

/// One thing to understand, and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The gravest of its findings.
    pub severity: Severity,
    /// One sentence.
    pub message: Message,
    /// The places of its findings in the list that was grouped: the one that the sentence is of first, then what follows.
    pub findings: Vec<usize>,
}

/// All findings in their groups. Each stands in exactly one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Causes {
    /// Worst first.
    pub causes: Vec<Cause>,
    /// The places of findings that are worth knowing and ask for nothing: the reader's notes and well-known neighbours.
    pub aside: Vec<usize>,
}

/// What a finding is to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It can be what others follow from: two of these that name a common range are one cause.
    Root,
    /// It names the ranges of many causes at once, so it joins none of them together: it goes with the first that it follows
    /// from, and stands alone where there is none.
    Follows,
    /// It asks for nothing.
    Aside,
}

/// The place of every code, in the order in which they give a cause its sentence: the wider range says more than an address
/// in it.
const RULES: &[(Code, Place)] = &[
    (Code::EngineRefusesConfig, Place::Root),
    (Code::BridgeCoversNetwork, Place::Root),
    (Code::RouteInsideBridge, Place::Root),
    (Code::HostAddressInSubnet, Place::Root),
    (Code::NeighbourCoversNetwork, Place::Root),
    (Code::PolicyTableShadowsBridge, Place::Root),
    (Code::NetworksOverlap, Place::Root),
    (Code::NestedReservation, Place::Root),
    (Code::SwarmPoolCollides, Place::Root),
    (Code::BridgeCoversAddress, Place::Root),
    (Code::ResolverInSubnet, Place::Root),
    (Code::RangeOutsideSubnet, Place::Root),
    (Code::PublicSpace, Place::Root),
    (Code::SpecialRange, Place::Root),
    (Code::SettingIgnored, Place::Root),
    (Code::PoolsExhausted, Place::Follows),
    (Code::NextNetworkCollides, Place::Follows),
    (Code::ChangeNeedsRecreate, Place::Follows),
    (Code::SymptomRecognised, Place::Follows),
    (Code::BlindSpot, Place::Follows),
    (Code::HarmfulAdvice, Place::Follows),
    (Code::ChangeNeedsRestart, Place::Aside),
    (Code::KnownNeighbour, Place::Aside),
    (Code::NetworkInPublicSpace, Place::Aside),
    (Code::LineNotUnderstood, Place::Aside),
    (Code::LineNotHandled, Place::Aside),
    (Code::HostBitsSet, Place::Aside),
    (Code::LenientJson, Place::Aside),
    (Code::ReadByGuess, Place::Aside),
    (Code::TextCut, Place::Aside),
];

/// Where a code stands in the rules.
fn rank(code: Code) -> usize {
    RULES.iter().position(|(have, _)| *have == code).unwrap_or(RULES.len())
}

/// What a finding is to the others. A note asks for nothing, but for a failure that nothing else in the paste explains.
fn place(problem: &Problem, something_breaks: bool) -> Place {
    let by_code = RULES.get(rank(problem.code)).map_or(Place::Aside, |(_, place)| *place);
    let is_open_question = problem.code == Code::SymptomRecognised && !something_breaks;
    if problem.severity == Severity::Note && !is_open_question { Place::Aside } else { by_code }
}

/// Groups findings. The places in the answer are those of `problems`.
pub fn causes(problems: &[Problem]) -> Causes {
    let something_breaks = problems.iter().any(|problem| problem.severity <= Severity::WillBreak);
    let places_of = |wanted: Place| {
        let all = problems.iter().enumerate();
        all.filter(move |(_, problem)| place(problem, something_breaks) == wanted).map(|(at, _)| at)
    };
    let mut groups = joined(problems, places_of(Place::Root).collect());
    groups.order_by_key(|group| order(problems, group));
    let mut groups: Vec<Group> = groups.into_iter().map(|group| Group::of(problems, group)).collect();
    for at in places_of(Place::Follows) {
        follow(&mut groups, problems, at);
    }
    let mut causes: Vec<Cause> = groups.into_iter().map(|group| cause(problems, group.findings)).collect();
    causes.order_by_key(|cause| order(problems, &cause.findings));
    Causes { causes, aside: places_of(Place::Aside).collect() }
}

/// A group that grows, with what it is about.
struct Group {
    findings: Vec<usize>,
    pairs: BTreeSet<Clash>,
    ranges: BTreeSet<IpNet>,
}

impl Group {
    fn of(problems: &[Problem], findings: Vec<usize>) -> Self {
        let inside = || findings.iter().filter_map(|at| problems.get(*at));
        let pairs = order::set(inside().flat_map(|problem| problem.clashes.iter().copied()));
        let ranges = order::set(inside().flat_map(ranges));
        Self { findings, pairs, ranges }
    }
}

/// The ranges that a finding names, of both sides.
fn ranges(problem: &Problem) -> impl Iterator<Item = IpNet> {
    let pairs = problem.clashes.iter().flat_map(|clash| [clash.docker, clash.other]);
    pairs.chain(problem.subnets.iter().copied())
}

/// Joins what names a common range.
fn joined(problems: &[Problem], places: Vec<usize>) -> Vec<Vec<usize>> {
    let mut leaders: Vec<usize> = (0..problems.len()).collect();
    let mut first: BTreeMap<IpNet, usize> = BTreeMap::new();
    for &at in &places {
        for range in problems.get(at).into_iter().flat_map(ranges) {
            let other = *first.entry(range).or_insert(at);
            let (one, other) = (leader(&mut leaders, at), leader(&mut leaders, other));
            leaders[one.max(other)] = one.min(other);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in places {
        groups.entry(leader(&mut leaders, at)).or_default().push(at);
    }
    groups.into_values().collect()
}

/// The finding that stands for the group of another.
fn leader(leaders: &mut [usize], mut at: usize) -> usize {
    while leaders[at] != at {
        leaders[at] = leaders[leaders[at]];
        at = leaders[at];
    }
    at
}

/// Puts a finding to the first group with a pair of its own, else to the first with a range of its own, else alone.
fn follow(groups: &mut Vec<Group>, problems: &[Problem], at: usize) {
    let Some(problem) = problems.get(at) else { return };
    let has_pair = |group: &&mut Group| problem.clashes.iter().any(|clash| group.pairs.contains(clash));
    let has_range = |group: &&mut Group| ranges(problem).any(|range| group.ranges.contains(&range));
    if let Some(group) = groups.iter_mut().find(has_pair) {
        return group.findings.push(at);
    }
    match groups.iter_mut().find(has_range) {
        Some(group) => group.findings.push(at),
        None => groups.push(Group::of(problems, vec![at])),
    }
}

/// Worst first, then as the rules stand, then as the findings do.
fn order(problems: &[Problem], findings: &[usize]) -> Option<(Severity, usize, usize)> {
    findings.iter().filter_map(|at| key(problems, *at)).min()
}

fn key(problems: &[Problem], at: usize) -> Option<(Severity, usize, usize)> {
    problems.get(at).map(|problem| (problem.severity, rank(problem.code), at))
}

fn cause(problems: &[Problem], mut findings: Vec<usize>) -> Cause {
    findings.order_by_key(|at| key(problems, *at));
    let members: Vec<&Problem> = findings.iter().filter_map(|at| problems.get(*at)).collect();
    let severity = members.first().map_or(Severity::Note, |head| head.severity);
    let message = members.first().map_or(Message::new("cause.many"), |head| sentence(head, &members));
    Cause { severity, message, findings }
}

/// The sentence of the first finding; where several Docker networks meet the same range of yours, one over all of them.
fn sentence(head: &Problem, members: &[&Problem]) -> Message {
    let alike = members.iter().filter(|problem| problem.code == head.code && problem.severity == head.severity);
    let subnets: BTreeSet<IpNet> = order::set(alike.flat_map(|problem| problem.subnets.iter().copied()));
    let other = head.message.args.iter().find(|(name, _)| name == "other").map(|(_, other)| other.clone());
    match (head.code, subnets.len(), other) {
        (Code::BridgeCoversNetwork | Code::RouteInsideBridge, 2.., Some(other)) => {
            Message::new("cause.many").with("n", subnets.len()).with("other", other)
        }
        _ => head.message.clone(),
    }
}

impl Cause {
    /// What follows from the sentence: the findings that it does not say itself.
    pub fn consequences<'a>(&'a self, problems: &'a [Problem]) -> impl Iterator<Item = (usize, &'a Problem)> {
        let all = self.findings.iter().filter_map(move |at| Some((*at, problems.get(*at)?)));
        all.filter(|(_, problem)| problem.message != self.message)
    }
}

/// The words of a finding as a line below its cause: what can not be reached is said in those words.
pub fn consequence(problem: &Problem) -> Message {
    match problem.code {
        Code::BridgeCoversAddress => {
            let key =
                if problem.severity == Severity::Broken { "cause.unreachable" } else { "cause.unreachable.later" };
            Message { key: key.into(), args: problem.message.args.clone() }
        }
        _ => problem.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Severity::{Broken, Note, Risk, WillBreak};

    /// A finding with pairs written as `docker>other`.
    fn problem(code: Code, severity: Severity, pairs: &[&str]) -> Problem {
        let clash = |pair: &&str| {
            let (docker, other) = pair.split_once('>').unwrap();
            Clash { docker: docker.parse().unwrap(), other: other.parse().unwrap() }
        };
        let clashes: Vec<Clash> = pairs.iter().map(clash).collect();
        let subnets = clashes.iter().map(|clash| clash.docker).collect();
        Problem {
            clashes,
            subnets,
            ..Problem::new(code, severity, Message::new("test.finding").with("c", code.name()))
        }
    }

    fn groups(problems: &[Problem]) -> (Vec<Vec<usize>>, Vec<usize>) {
        let causes = causes(problems);
        (causes.causes.into_iter().map(|cause| cause.findings).collect(), causes.aside)
    }

    #[test]
    fn every_code_has_one_place() {
        let ruled: BTreeSet<Code> = RULES.iter().map(|(code, _)| *code).collect();
        assert_eq!(ruled, Code::ALL.iter().copied().collect());
        assert_eq!(ruled.len(), RULES.len());
    }

    #[test]
    fn what_shares_a_pair_or_a_range_is_one_cause() {
        let (docker0, app) = ("172.17.0.0/16", "172.20.0.0/16");
        let vpc = "172.16.0.0/12";
        let pair = |a: &str, b: &str| format!("{a}>{b}");
        let story = [
            problem(Code::BridgeCoversAddress, Broken, &[&pair(docker0, "172.17.48.6/32")]),
            problem(Code::BridgeCoversNetwork, Broken, &[&pair(docker0, vpc)]),
            problem(Code::NextNetworkCollides, WillBreak, &[&pair("172.18.0.0/16", vpc)]),
            problem(Code::ChangeNeedsRecreate, WillBreak, &[&pair(docker0, vpc)]),
        ];
        assert_eq!(groups(&story), (vec![vec![1, 0, 2, 3]], vec![]), "the story is one cause, its range first");
        let apart = [
            problem(Code::BridgeCoversAddress, Broken, &[&pair(docker0, "172.17.48.6/32")]),
            problem(Code::BridgeCoversNetwork, Broken, &[&pair(app, "172.20.5.0/24")]),
        ];
        assert_eq!(groups(&apart).0.len(), 2, "nothing in common");
        let one_vpc = [
            problem(Code::BridgeCoversNetwork, Broken, &[&pair(docker0, vpc)]),
            problem(Code::BridgeCoversNetwork, Broken, &[&pair(app, vpc)]),
        ];
        assert_eq!(groups(&one_vpc).0.len(), 1, "two networks in one VPC");
    }

    #[test]
    fn what_names_many_ranges_joins_nothing_together() {
        let problems = [
            problem(Code::BridgeCoversNetwork, Broken, &["172.17.0.0/16>172.17.0.0/20"]),
            problem(Code::BridgeCoversNetwork, Broken, &["172.20.0.0/16>172.20.5.0/24"]),
            problem(
                Code::ChangeNeedsRecreate,
                WillBreak,
                &["172.17.0.0/16>172.17.0.0/20", "172.20.0.0/16>172.20.5.0/24"],
            ),
            problem(Code::NextNetworkCollides, WillBreak, &["172.21.0.0/16>172.21.7.0/24"]),
        ];
        assert_eq!(groups(&problems), (vec![vec![0, 2], vec![1], vec![3]], vec![]));
    }

    #[test]
    fn notes_stand_aside_and_a_failure_that_nothing_explains_does_not() {
        let symptom = problem(Code::SymptomRecognised, Note, &[]);
        let clash = problem(Code::BridgeCoversNetwork, Broken, &["172.17.0.0/16>172.17.0.0/20"]);
        let neighbour = problem(Code::KnownNeighbour, Risk, &[]);
        assert_eq!(groups(&[symptom.clone(), neighbour.clone()]), (vec![vec![0]], vec![1]));
        assert_eq!(groups(&[clash, neighbour, symptom]), (vec![vec![0]], vec![1, 2]));
    }

    #[test]
    fn several_networks_in_one_range_are_said_in_one_sentence() {
        let inside = |docker: &str| {
            let mut found = problem(Code::BridgeCoversNetwork, Broken, &[&format!("{docker}>172.16.0.0/12")]);
            found.message = Message::new("test.finding").with("d", docker).with("other", "vpc");
            found
        };
        let problems = [inside("172.17.0.0/16"), inside("172.18.0.0/16"), inside("172.19.0.0/16")];
        let causes = causes(&problems).causes;
        assert_eq!(causes.len(), 1);
        assert_eq!(causes[0].message, Message::new("cause.many").with("n", 3usize).with("other", "vpc"));
        assert_eq!(causes[0].consequences(&problems).count(), 3);
    }
}
