//! Which format a block of text is: one ordered list of recognisers, and the walk that takes a box apart with it.
//!
//! ```text
//! me@web:~$ ip r            noise ┐
//! default via 10.0.0.1 …          ├ document "ip route": the first recogniser that claims a line takes its lines
//! 10.0.0.0/24 dev eth0 …          ┘
//! me@web:~$ cat resolv.conf noise ┐ a command belongs to the document below it
//! nameserver 10.0.0.2             ├ document "resolv.conf"
//! ???                             ┘ a line that nobody claims belongs to the document above it, not understood
//! ```

use std::collections::BTreeSet;

use crate::net;
use crate::order::{self, Order as _};
use crate::problem::{Code, Message, Problem};
use crate::read::advice;
use crate::read::block::{Lines, Reading, Recogniser, note};
use crate::read::commands::{COMMANDS, sets_a_network};
use crate::read::docker_lines::DOCKER_LINES;
use crate::read::docker_text::{DOCKER_INFO, DOCKER_NETWORK_LS};
use crate::read::flags::{DOCKERD_FLAGS, KUBERNETES};
use crate::read::glue;
use crate::read::host::{INTERFACES, IPCONFIG, NMCLI, PROFILE};
use crate::read::ifconfig::IFCONFIG;
use crate::read::ip_addr::IP_ADDR;
use crate::read::ip_route::IP_ROUTE;
use crate::read::ip_rule::IP_RULE;
use crate::read::loose::LOOSE;
use crate::read::machine;
use crate::read::netstat::NETSTAT;
use crate::read::noise::{Noise, is_decoration, noise};
use crate::read::proc_net_route::PROC_NET_ROUTE;
use crate::read::resolver::{RESOLV_CONF, RESOLVECTL};
use crate::read::signs::Signs;
use crate::read::structured::{
    AWS_TABLE, AWS_TEXT, CONTAINERS_CONF, GCLOUD_FIELDS, JSON, RECORD_TABLE, TERRAFORM, YAML,
};
use crate::read::symptom::ERROR_MESSAGE;
use crate::read::tables::TABLES;
use crate::read::view::{MOST_LINES, MOST_MEGABYTES, Stage, View};
use crate::read::vpn::{OPENVPN, WG_DUMP, WIREGUARD};
use crate::read::windows::{GET_NET_ROUTE, ROUTE_PRINT};
use crate::read::{Document, Item, Items, Kind, LineUse, WrittenPrefix, setting_of};
use crate::text::{Source, Span};

/// Every reader, in the order in which they are asked. A format stands before those that would also take its lines.
const RECOGNISERS: &[Recogniser] = &[
    // Commands are noise to all others.
    COMMANDS,
    // A message stands beside anything, has keys and colons as files have, and names addresses that are no list.
    ERROR_MESSAGE,
    // Route tables: each row has a shape of its own.
    IP_RULE,
    IP_ROUTE,
    NETSTAT,
    PROC_NET_ROUTE,
    GET_NET_ROUTE,
    ROUTE_PRINT,
    // `inet 10.0.0.5/24` is of `ip addr`, which writes more lines so than NetBSD's `ifconfig`.
    IP_ADDR,
    IFCONFIG,
    NMCLI,
    IPCONFIG,
    INTERFACES,
    PROFILE,
    RESOLV_CONF,
    RESOLVECTL,
    WIREGUARD,
    WG_DUMP,
    OPENVPN,
    // Its keys are written as Terraform writes attributes.
    CONTAINERS_CONF,
    // `name = [` of Python and JSON-like texts comes later.
    TERRAFORM,
    DOCKERD_FLAGS,
    GCLOUD_FIELDS,
    // Files before the flags that stand in them.
    YAML,
    KUBERNETES,
    // Keys and values.
    DOCKER_INFO,
    DOCKER_NETWORK_LS,
    JSON,
    // A table in a table has bars as the others have.
    AWS_TABLE,
    AWS_TEXT,
    RECORD_TABLE,
    TABLES,
    // A name and a subnet may stand in any list.
    DOCKER_LINES,
    // Any line with an address in it.
    LOOSE,
];

/// Those of them that can begin with a range, alone or with one word behind it, above another one: a list of many networks
/// asks nobody else.
const OF_ENTRIES: &[Recogniser] = &[ERROR_MESSAGE, IP_ROUTE, IP_ADDR, DOCKER_LINES, LOOSE];

/// Notes of one code for one box. More say nothing new; the lines stay marked in the documents.
const NOTES: usize = 40;

/// Takes a box apart into documents.
pub(super) fn read(source: &Source, kind: Option<Kind>, watch: &dyn Fn(u32)) -> (Vec<Document>, Vec<Problem>) {
    read_view(&View::watched(source, watch), kind, watch)
}

/// The same of a box's cleaned text. Lines that are past it are left, and it is said.
fn read_view(view: &View<'_>, kind: Option<Kind>, watch: &dyn Fn(u32)) -> (Vec<Document>, Vec<Problem>) {
    let (mut documents, mut problems) = read_parts(view, kind, watch);
    if view.last() < view.source().line_count() {
        problems.push(leave(view.source(), &mut documents, view.last() + 1));
    }
    (documents, problems)
}

/// Takes each document apart for itself that begins in the middle of a line.
fn read_parts(view: &View<'_>, kind: Option<Kind>, watch: &dyn Fn(u32)) -> (Vec<Document>, Vec<Problem>) {
    let source = view.source();
    let places = if kind.is_some() { Vec::new() } else { glue::places(view) };
    if places.is_empty() {
        return read_part(view, kind);
    }
    let whole = source.span();
    let starts = std::iter::once(whole.start).chain(places.iter().copied());
    let ends = places.iter().copied().chain([whole.end]);
    let unmarked = glue::unmarked(view);
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    let mut first = 1;
    for (start, end) in starts.zip(ends) {
        let part = Span { start, end, ..whole };
        // The line on which the next part begins is this part's. Behind the last part nothing begins.
        let last = if end == whole.end { view.last() } else { source.line_at(end) };
        let alone = glue::only(&unmarked, part);
        let (more, notes) = glue::within(part, (first, last), read_part(&View::watched(&alone, watch), None));
        documents.extend(more);
        problems.extend(notes);
        first = last + 1;
    }
    (documents, problems)
}

/// Takes a part of a box that holds whole lines apart.
fn read_part(view: &View<'_>, kind: Option<Kind>) -> (Vec<Document>, Vec<Problem>) {
    view.begin(Stage::Reading);
    let chosen = kind.and_then(|kind| read_as(view, kind));
    let (mut documents, mut problems) = chosen.unwrap_or_else(|| take_apart(view));
    view.begin(Stage::Noting);
    for document in &mut documents {
        account(view, document);
        advice::add(view, document);
        machine::add(view, document);
    }
    problems.extend(host_bits(view.source(), &documents));
    problems.extend(not_understood(view, &documents));
    (documents, problems)
}

/// Reads the whole box as one kind; `None` for a kind that no reader has.
///
/// Where several readers know the kind (text and JSON of one tool), the one that understands most lines wins.
fn read_as(view: &View<'_>, kind: Kind) -> Option<(Vec<Document>, Vec<Problem>)> {
    let readings = RECOGNISERS.iter().filter(|recogniser| recogniser.kinds.contains(&kind));
    let used = |reading: &Reading| reading.lines.iter().filter(|(_, line)| *line == LineUse::Used).count();
    let reading = readings
        .map(|recogniser| (recogniser.read)(view, kind, 1, view.last()))
        .reduce(|best, next| if used(&next) > used(&best) { next } else { best })?;
    let Reading { items, lines, problems, .. } = reading;
    let why = Message::new("read.why.chosen");
    let span = view.source().span();
    let all = (1..=view.last()).map(|line| (line, LineUse::NotUnderstood)).chain(lines).collect();
    Some((vec![Document { kind, why, span, items: items.into_vec().into(), lines: all, signs: Vec::new() }], problems))
}

/// Walks the box from top to bottom.
fn take_apart(view: &View<'_>) -> (Vec<Document>, Vec<Problem>) {
    let (documents, problems, waiting) = (Vec::new(), Vec::new(), Vec::new());
    let asked = [(Signs::ANY, asked_of(RECOGNISERS, Signs::ANY)); Signs::PLACES];
    let mut walk = Walk { view, documents, problems, waiting, asked };
    let last = view.last();
    let mut line = 1;
    while line <= last {
        line = walk.step(line, last) + 1;
    }
    walk.finish()
}

/// Gives the lines from `first` on, which nobody looked at, to the last document, and says so.
fn leave(source: &Source, documents: &mut Vec<Document>, first: u32) -> Problem {
    let last = source.line_count();
    let (begin, end) = (source.line(first).span, source.line(last).span);
    let lines = (first..=last).map(|line| (line, LineUse::Unhandled));
    match documents.last_mut() {
        Some(above) => {
            above.lines.extend(lines);
            above.span = above.span.to(end);
        }
        None => documents.push(unknown(begin.to(end), lines.collect())),
    }
    let message = Message::new("read.left")
        .with("line", first)
        .with("last", last)
        .with("most", MOST_LINES)
        .with("megabytes", MOST_MEGABYTES);
    note(Code::LineNotHandled, message, begin)
}

/// A document of lines that nobody knows.
fn unknown(span: Span, lines: Vec<(u32, LineUse)>) -> Document {
    let why = Message::new("read.why.nothing");
    Document { kind: Kind::Unknown, why, span, items: Items::default(), lines, signs: Vec::new() }
}

struct Walk<'a> {
    view: &'a View<'a>,
    documents: Vec<Document>,
    problems: Vec<Problem>,
    /// Lines since the last document, each with the noise it is; `None` for one that nobody claimed.
    waiting: Vec<(u32, Option<Noise>)>,
    /// Who was asked about lines of some signs, each set of them in its place: the next lines often have the same.
    asked: [(Signs, Asked); Signs::PLACES],
}

/// Whether the line below is an entry of a list too, and none goes on with the command above.
fn is_listed(view: &View<'_>, line: u32) -> bool {
    view.signs(line + 1).has(Signs::ENTRY) && !view.signs(line - 1).has(Signs::BACKSLASH)
}

/// Some of a list of recognisers: a bit each, by their places in it.
type Asked = u64;

/// Those whose block can begin with a line of these signs.
fn asked_of(all: &[Recogniser], signs: Signs) -> Asked {
    let asked = all.iter().enumerate().filter(|(_, recogniser)| recogniser.may_begin(signs));
    asked.fold(0, |asked, (place, _)| asked | 1 << place)
}

/// The recognisers of some bits, in their order.
fn those(all: &'static [Recogniser], mut asked: Asked) -> impl Iterator<Item = &'static Recogniser> {
    std::iter::from_fn(move || {
        let place = asked.trailing_zeros();
        asked &= asked.checked_sub(1)?;
        all.get(place as usize)
    })
}

impl Walk<'_> {
    /// Goes past one line or one block and returns the last line passed.
    fn step(&mut self, line: u32, last: u32) -> u32 {
        let row = self.view.row(line);
        if let Some(noise) = noise(row).filter(|noise| *noise == Noise::Blank || !sets_a_network(row)) {
            self.waiting.push((line, Some(noise)));
            return line;
        }
        // No block goes on into the output of another host.
        let last = self.view.end_of_host(line, last);
        let signs = row.all_signs();
        let signs = if is_listed(self.view, line) { signs } else { signs.without(Signs::ENTRY) };
        let known = &mut self.asked[signs.place()];
        let all = if signs.has(Signs::ENTRY) { OF_ENTRIES } else { RECOGNISERS };
        if known.0 != signs {
            *known = (signs, asked_of(all, signs));
        }
        let view = self.view;
        let claim = |recogniser: &'static Recogniser| Some((recogniser, (recogniser.claim)(view, line, last)?));
        if let Some((recogniser, claim)) = those(all, known.1).find_map(claim) {
            let end = claim.last.clamp(line, last);
            let reading = claim.reading.unwrap_or_else(|| (recogniser.read)(view, claim.kind, line, end));
            self.add(claim.kind, claim.why, line, end, reading);
            return end;
        }
        let is_remark = is_decoration(row) || machine::names_a_machine(row);
        self.waiting.push((line, is_remark.then_some(Noise::Remark)));
        line
    }

    fn add(&mut self, kind: Kind, why: Message, first: u32, last: u32, reading: Reading) {
        let Reading { items, mut lines, problems, .. } = reading;
        self.problems.extend(problems);
        // A reader may take the comments above its first line, as far as no document above has them.
        if lines.iter().any(|(line, _)| *line < first) {
            let above: BTreeSet<u32> = order::set(lines.iter().map(|(line, _)| *line).filter(|line| *line < first));
            let is_free = |line: u32| self.waiting.binary_search_by_key(&line, |(line, _)| *line).is_ok();
            lines.retain(|(line, _)| *line >= first || is_free(*line));
            self.waiting.retain(|(line, _)| !above.contains(line));
        }
        let mut lines = filled(first, last, lines);
        let parts = |(line, noise): &(u32, Option<Noise>)| {
            *noise == Some(Noise::Command) || machine::names_a_machine(self.view.row(*line))
        };
        let is_same_host = |above: &Document| {
            above.lines.first().is_none_or(|(line, _)| self.view.host_of(*line) == self.view.host_of(first))
        };
        let command = self.waiting.iter().any(parts);
        match self.documents.last_mut() {
            // The second table of one `netstat -rn`, the next lines of one list.
            Some(above) if above.kind == kind && joins(kind) && !command && is_same_host(above) => {
                above.lines.extend(self.waiting.drain(..).map(line_use));
                above.lines.extend(lines);
                above.items.extend(items);
            }
            above => {
                let mine = self.waiting.split_off(lines_of_the_document_above(&self.waiting, above.is_some()));
                if let Some(above) = above {
                    above.lines.extend(self.waiting.drain(..).map(line_use));
                }
                self.waiting.clear();
                lines.insert_many(0, mine.into_iter().map(line_use));
                let span = self.view.lines_span(first, last);
                self.documents.push(Document {
                    kind,
                    why,
                    span,
                    items: items.into_vec().into(),
                    lines: lines.into_vec(),
                    signs: Vec::new(),
                });
            }
        }
    }

    fn finish(mut self) -> (Vec<Document>, Vec<Problem>) {
        let rest: Vec<_> = self.waiting.drain(..).collect();
        match self.documents.last_mut() {
            Some(above) => above.lines.extend(rest.into_iter().map(line_use)),
            None if rest.is_empty() => {}
            None => {
                let lines = rest.into_iter().map(line_use).collect();
                self.documents.push(unknown(self.view.source().span(), lines));
            }
        }
        (self.documents, self.problems)
    }
}

/// Every line from the first to the last: what it was read as, else not understood.
fn filled(first: u32, last: u32, read: Lines) -> Lines {
    if read.iter().map(|(line, _)| *line).eq(first..=last) {
        return read;
    }
    let lost = |line: u32| (line, LineUse::NotUnderstood);
    let mut lines = Lines::with_capacity(read.len());
    let mut next = first;
    for (line, used) in read {
        lines.extend((next..line.min(last + 1)).map(lost));
        lines.push((line, used));
        next = next.max(line + 1);
    }
    lines.extend((next..=last).map(lost));
    lines
}

fn line_use((line, noise): (u32, Option<Noise>)) -> (u32, LineUse) {
    (line, if noise.is_some() { LineUse::Irrelevant } else { LineUse::NotUnderstood })
}

/// Files are judged each for itself; tables and lists go on after a gap.
const fn joins(kind: Kind) -> bool {
    !matches!(kind, Kind::DaemonJson | Kind::Compose | Kind::ContainersConf)
}

/// How many of the waiting lines belong to the document above: those before the first command or comment.
fn lines_of_the_document_above(waiting: &[(u32, Option<Noise>)], is_there: bool) -> usize {
    if !is_there {
        return 0;
    }
    let head = |noise: &Option<Noise>| matches!(noise, Some(Noise::Command | Noise::Remark));
    waiting.iter().position(|(_, noise)| head(noise)).unwrap_or(waiting.len())
}

/// Makes a document's lines ascending with one use each, and its span whole.
fn account(view: &View<'_>, document: &mut Document) {
    // What is said later holds: readers speak after the driver's first guess.
    document.lines.order_by_key(|(line, _)| *line);
    document.lines.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1 = later.1;
        }
        same
    });
    let is_noise = |line| view.commented() || noise(view.row(line)).is_some() || is_decoration(view.row(line));
    document.lines.retain(|(line, _)| (1..=view.last()).contains(line));
    for (line, used) in &mut document.lines {
        if *used == LineUse::NotUnderstood && is_noise(*line) {
            *used = LineUse::Irrelevant;
        }
    }
    if let (Some((first, _)), Some((last, _))) = (document.lines.first(), document.lines.last()) {
        document.span = document.span.to(view.lines_span(*first, *last));
    }
}

/// A prefix with bits behind its length, wherever a prefix was meant: a bip is the bridge's own address.
fn host_bits(source: &Source, documents: &[Document]) -> impl Iterator<Item = Problem> {
    let is_bip = |prefix: &WrittenPrefix| {
        prefix.evidence.clues.iter().any(|clue| setting_of(source.slice(clue.span)) == Some("bip"))
    };
    let prefixes = documents.iter().flat_map(|document| &document.items).filter_map(move |item| match item {
        Item::Prefix(prefix) if prefix.has_length && net::has_host_bits(prefix.net.value) && !is_bip(prefix) => {
            Some(prefix.net)
        }
        _ => None,
    });
    prefixes.take(NOTES).map(|found| {
        let message = Message::new("read.host-bits-set")
            .with("written", found.value.to_string())
            .with("net", found.value.trunc());
        note(Code::HostBitsSet, message, found.span)
    })
}

/// A note for each run of lines that nobody understood.
fn not_understood(view: &View<'_>, documents: &[Document]) -> Vec<Problem> {
    let lost =
        documents.iter().flat_map(|document| &document.lines).filter(|(_, used)| *used == LineUse::NotUnderstood);
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &(line, _) in lost {
        match runs.last_mut() {
            Some((_, last)) if line == *last + 1 => *last = line,
            _ => runs.push((line, line)),
        }
    }
    let problem = |(first, last): (u32, u32)| {
        let message = if first == last {
            Message::new("read.line-lost").with("line", first)
        } else {
            Message::new("read.lines-lost").with("line", first).with("last", last)
        };
        note(Code::LineNotUnderstood, message, view.lines_span(first, last))
    };
    runs.into_iter().take(NOTES).map(problem).collect()
}

#[cfg(test)]
mod tests;
