//! "Whose is it?": every range of the paste as a row, with its owner and the words that tell, and the ranges that nobody's
//! words claim as a question.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::cards::quote;
use crate::examine::Report;
use crate::facts::{OwnedRange, Owner};
use crate::order;
use crate::read::Name;
use crate::text::{Source, Span};
use crate::words::{Lang, Piece, render};

/// A list this long is shown as it is; a longer one folds by kind.
const SHORT: usize = 8;

/// Rows of one kind that are shown; more are counted.
const MOST: usize = 60;

/// Owners that the user can name, in the order of the menu.
pub const CHOICES: [Owner; 4] = [Owner::Yours, Owner::Docker, Owner::Mentioned, Owner::Planned];

/// One range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerRow {
    /// The range.
    pub net: String,
    /// Whose it is.
    pub owner: Owner,
    /// What people call it.
    pub name: Option<String>,
    /// Why it is taken for theirs.
    pub reason: Vec<Piece>,
    /// The first place where it stands: "Networks, line 2".
    pub origin: Option<String>,
    /// The user named the owner.
    pub chosen: bool,
    /// Nothing says whose it is.
    pub is_question: bool,
    /// Words name the same range elsewhere, and a choice is about those: this row has no menu.
    pub is_settled: bool,
}

/// Rows of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerGroup {
    /// Whose they are; `None` where the list is short and stands together.
    pub owner: Option<Owner>,
    /// The rows.
    pub rows: Vec<OwnerRow>,
    /// How many more there are.
    pub more: usize,
    /// Whether it is unfolded at first: questions and what the user chose are.
    pub is_open: bool,
}

/// The rows, questions first where the list is long.
pub fn owners(report: &Report, sources: &[Source], lang: Lang) -> Vec<OwnerGroup> {
    let kinds = kinds(report, MOST);
    let settled = in_words(report);
    let rows = |first: &BTreeMap<Turn, Seen<'_>>| {
        let ranges = first.values().filter_map(|seen| range(report, seen));
        ranges.map(|range| row(&range, &settled, sources, lang)).collect::<Vec<_>>()
    };
    let count: usize = kinds.values().map(|kind| kind.count).sum();
    if count == 0 {
        return Vec::new();
    }
    if count <= SHORT {
        let all = order::map(kinds.into_values().flat_map(|kind| kind.first));
        return vec![OwnerGroup { owner: None, rows: rows(&all), more: 0, is_open: true }];
    }
    let order = [Owner::Mentioned, Owner::Yours, Owner::Planned, Owner::Docker, Owner::Host, Owner::OtherMachine];
    let kinds = order.into_iter().filter_map(|owner| Some((owner, kinds.get(&owner)?)));
    let group = |(owner, kind): (Owner, &Kind<'_>)| OwnerGroup {
        owner: Some(owner),
        rows: rows(&kind.first),
        more: kind.count.saturating_sub(MOST),
        is_open: kind.is_open,
    };
    kinds.map(group).collect()
}

/// Every row, for programs.
pub fn owner_rows(report: &Report, sources: &[Source], lang: Lang) -> Vec<OwnerRow> {
    let settled = in_words(report);
    let all = order::map(kinds(report, usize::MAX).into_values().flat_map(|kind| kind.first));
    let ranges = all.values().filter_map(|seen| range(report, seen));
    ranges.map(|range| row(&range, &settled, sources, lang)).collect()
}

/// The ranges of one owner, each once, however often it stands in the paste.
#[derive(Default)]
struct Kind<'a> {
    /// How many there are.
    count: usize,
    /// The first of them.
    first: BTreeMap<Turn, Seen<'a>>,
    /// One of them is a question, or the user named the owner.
    is_open: bool,
}

/// The order of the paste; what words name comes before a network of the same line.
type Turn = (Option<Span>, Place);

/// Where a range stands: in the list of those that words name, or among the networks in use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Range(usize),
    Network(usize),
}

/// A range of one owner: where it stands first, and the first name that it has anywhere.
#[derive(Clone, Copy)]
struct Seen<'a> {
    turn: Turn,
    name: Option<(Turn, &'a Name)>,
}

impl<'a> Seen<'a> {
    fn new(turn: Turn, name: Option<&'a Name>) -> Self {
        Self { turn, name: name.map(|name| (turn, name)) }
    }

    fn with(self, other: Self) -> Self {
        let names = self.name.into_iter().chain(other.name);
        Self { turn: self.turn.min(other.turn), name: names.min_by_key(|(turn, _)| *turn) }
    }
}

/// The ranges by owner, the first `most` of each by their places.
fn kinds<'a>(report: &'a Report, most: usize) -> BTreeMap<Owner, Kind<'a>> {
    let facts = &report.facts;
    let mut kinds: BTreeMap<Owner, Kind<'a>> = BTreeMap::new();
    for range in facts.ranges.iter() {
        kinds.entry(range.owner).or_default().is_open |= range.is_question || range.chosen;
    }
    let mut add = |(owner, seen): (Owner, Seen<'a>)| {
        let kind = kinds.entry(owner).or_default();
        kind.count += 1;
        order::keep_least(&mut kind.first, most, seen.turn, seen);
    };
    let networks = &facts.networks;
    let seen = |at: usize| {
        let network = networks.get(at)?;
        let turn = (network.span, Place::Network(at));
        Some((facts.owner_of(network)?, Seen::new(turn, network.name.as_ref())))
    };
    // Most prefixes stand once: their networks are looked at in the order of the paste, which is that of memory.
    let mut stand_once = vec![false; networks.len()];
    let mut named = named(report).into_iter().map(|((net, owner), seen)| (net, (owner, seen))).peekable();
    for (net, places) in networks.prefixes() {
        iter::from_fn(|| named.next_if(|(other, _)| *other < net)).for_each(|(_, seen)| add(seen));
        let mut here: Vec<_> =
            iter::from_fn(|| named.next_if(|(other, _)| *other == net)).map(|(_, seen)| seen).collect();
        if here.is_empty() && places.len() == 1 {
            places.for_each(|at| stand_once[at] = true);
            continue;
        }
        for (owner, new) in places.filter_map(seen) {
            match here.iter_mut().find(|(have, _)| *have == owner) {
                Some((_, seen)) => *seen = seen.with(new),
                None => here.push((owner, new)),
            }
        }
        here.into_iter().for_each(&mut add);
    }
    named.map(|(_, seen)| seen).for_each(&mut add);
    let once = stand_once.into_iter().enumerate().filter(|(_, once)| *once);
    once.filter_map(|(at, _)| seen(at)).for_each(add);
    kinds
}

/// The ranges that words name, each once.
fn named(report: &Report) -> BTreeMap<(IpNet, Owner), Seen<'_>> {
    let mut named: BTreeMap<(IpNet, Owner), Seen<'_>> = BTreeMap::new();
    for (at, range) in report.facts.ranges.iter().enumerate() {
        let new = Seen::new((range.span, Place::Range(at)), range.name.as_ref());
        named.entry((range.net, range.owner)).and_modify(|seen| *seen = seen.with(new)).or_insert(new);
    }
    named
}

/// A range that was seen.
fn range(report: &Report, seen: &Seen<'_>) -> Option<OwnedRange> {
    let facts = &report.facts;
    let range = match seen.turn.1 {
        Place::Range(at) => facts.ranges.get(at).cloned(),
        Place::Network(at) => facts.networks.get(at).and_then(|network| facts.owned(network)),
    }?;
    Some(OwnedRange { name: seen.name.map(|(_, name)| name.clone()), ..range })
}

/// The ranges that words name.
fn in_words(report: &Report) -> BTreeSet<IpNet> {
    order::set(report.facts.ranges.iter().filter(|range| !range.is_shown).map(|range| range.net))
}

fn row(range: &OwnedRange, in_words: &BTreeSet<IpNet>, sources: &[Source], lang: Lang) -> OwnerRow {
    OwnerRow {
        net: range.net.to_string(),
        owner: range.owner,
        name: range.name.as_deref().map(str::to_owned),
        reason: render(lang, &range.reason),
        origin: range.span.and_then(|span| quote(span, sources, lang)).map(|quote| quote.place),
        chosen: range.chosen,
        is_question: range.is_question,
        is_settled: range.is_shown && in_words.contains(&range.net),
    }
}

/// The key of an owner's name in `words`.
pub const fn owner_key(owner: Owner) -> &'static str {
    match owner {
        Owner::Yours => "page.owner.yours",
        Owner::Planned => "page.owner.planned",
        Owner::Docker => "page.owner.docker",
        Owner::Host => "page.owner.host",
        Owner::OtherMachine => "page.owner.other-machine",
        Owner::Mentioned => "page.owner.mentioned",
    }
}

/// The name of an owner in menus, links and tests.
pub const fn owner_name(owner: Owner) -> &'static str {
    match owner {
        Owner::Yours => "yours",
        Owner::Planned => "planned",
        Owner::Docker => "docker",
        Owner::Host => "host",
        Owner::OtherMachine => "other-machine",
        Owner::Mentioned => "mentioned",
    }
}

/// The choice that a menu's value names; `None` leaves it to the evidence.
pub fn choice(name: &str) -> Option<Owner> {
    CHOICES.into_iter().find(|owner| owner_name(*owner) == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Action, Session, apply};
    use crate::text::Slot;

    fn groups(session: &Session) -> Vec<OwnerGroup> {
        let report = crate::examine(&session.inputs, &session.question());
        let sources: Vec<Source> =
            session.inputs.texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
        owners(&report, &sources, Lang::En)
    }

    fn typed(boxes: &[(Slot, &str)]) -> Session {
        boxes
            .iter()
            .fold(Session::default(), |session, (slot, text)| apply(session, Action::Type(*slot, (*text).to_owned())))
    }

    /// `172.16.0.0/12 yours vpc-hz`, a question mark behind a question.
    fn shown(groups: &[OwnerGroup]) -> Vec<String> {
        let row = |row: &OwnerRow| {
            let name = row.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
            format!("{} {}{name}{}", row.net, owner_name(row.owner), if row.is_question { "?" } else { "" })
        };
        groups.iter().flat_map(|group| &group.rows).map(row).collect()
    }

    #[test]
    fn each_range_is_a_row_with_its_owner_and_what_is_only_mentioned_is_a_question() {
        let session = typed(&[
            (Slot::Networks, "172.16.0.0/12 vpc-hz\n172.17.48.6 rds mysql\n"),
            (
                Slot::Routes,
                "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1\n172.31.80.0/20 dev eth0 scope link\n",
            ),
            (Slot::Any, "By default Docker takes 172.18.0.0/16.\n"),
        ]);
        assert_eq!(
            shown(&groups(&session)),
            [
                "172.16.0.0/12 yours vpc-hz",
                "172.17.48.6/32 yours rds mysql",
                "172.17.0.0/16 docker docker0",
                "172.31.80.0/20 host eth0",
                "172.18.0.0/16 mentioned?",
            ]
        );
    }

    #[test]
    fn what_the_user_says_holds_and_is_no_question() {
        let session = typed(&[(Slot::Any, "By default it takes 172.18.0.0/16.\n")]);
        let net: IpNet = "172.18.0.0/16".parse().unwrap();
        for owner in CHOICES {
            let said = apply(session.clone(), Action::Own(net, Some(owner)));
            let groups = groups(&said);
            let row = &groups[0].rows[0];
            assert_eq!((row.owner, row.chosen, row.is_question), (owner, true, false));
        }
    }

    #[test]
    fn what_a_table_says_can_be_overruled_and_given_back() {
        let table = "172.18.0.0/16 dev br-0d5c8e91ab37 scope link\n10.1.0.0/24 dev eth0 scope link\n";
        let session = typed(&[(Slot::Routes, table)]);
        let net: IpNet = "10.1.0.0/24".parse().unwrap();
        let said = apply(session, Action::Own(net, Some(Owner::Mentioned)));
        assert_eq!(shown(&groups(&said)), ["172.18.0.0/16 docker br-0d5c8e91ab37", "10.1.0.0/24 mentioned eth0"]);
        let back = apply(said, Action::Own(net, None));
        assert_eq!(shown(&groups(&back)), ["172.18.0.0/16 docker br-0d5c8e91ab37", "10.1.0.0/24 host eth0"]);
    }

    #[test]
    fn one_choice_is_about_the_words_where_a_table_shows_the_same_range() {
        let session =
            typed(&[(Slot::Networks, "172.17.0.0/16 vpc\n"), (Slot::Routes, "172.17.0.0/16 dev docker0 scope link\n")]);
        let settled: Vec<_> = groups(&session)[0].rows.iter().map(|row| row.is_settled).collect();
        assert_eq!(settled, [false, true]);
        let said = apply(session, Action::Own("172.17.0.0/16".parse().unwrap(), Some(Owner::Mentioned)));
        assert_eq!(shown(&groups(&said)), ["172.17.0.0/16 mentioned vpc", "172.17.0.0/16 docker docker0"]);
    }

    #[test]
    fn a_long_list_folds_by_kind() {
        let list = (0..40).map(|n| format!("10.{n}.0.0/16 office\n")).collect::<Vec<_>>().concat();
        let session = typed(&[(Slot::Networks, list.as_str()), (Slot::Any, "For example 172.18.0.0/16.\n")]);
        let found: Vec<_> =
            groups(&session).iter().map(|group| (group.owner, group.rows.len(), group.is_open)).collect();
        assert_eq!(found, [(Some(Owner::Mentioned), 1, true), (Some(Owner::Yours), 40, false)]);
    }
}
