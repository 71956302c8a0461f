//! All that the page shows, as plain data: worded in one language, ready to draw, and of bounded size whatever was pasted.
//!
//! Long lists come as a [`Part`]: the page asks for more of a list, or for the lines that a box is scrolled to.

use serde::{Deserialize, Serialize};

use crate::problem::{Code, Severity};
use crate::text::Slot;
use crate::view::owners::OwnerGroup;
use crate::words::{Lang, Piece};

/// A sentence in pieces: words and code.
pub type Sentence = Vec<Piece>;

/// Everything on the page that follows from what was entered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Screen {
    /// The language of every word in it.
    pub lang: Lang,
    /// The verdict.
    pub verdict: Verdict,
    /// What was read in each box, in the order of the page.
    pub boxes: Vec<Status>,
    /// Whose each range is.
    pub owners: Vec<OwnerGroup>,
    /// The address map.
    pub map: Map,
    /// The findings by what causes them, worst first.
    pub causes: Part<CauseCard>,
    /// Findings that belong to no cause.
    pub notes: Part<Card>,
    /// What Docker takes next.
    pub next: Next,
    /// The fix.
    pub fix: Fix,
    /// The way of a packet to the address that was asked for.
    pub trace: Vec<Way>,
    /// What stands in the fields, each with what is wrong with it.
    pub fields: Fields,
    /// Where the engine runs.
    pub platform: Platform,
    /// What to say above all: a link that could not be opened.
    pub notices: Vec<Sentence>,
    /// How the result can be handed on.
    pub share: Share,
}

/// The part of a list that is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part<T> {
    /// The first ones.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: usize,
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self { items: Vec::new(), total: 0 }
    }
}

impl<T> Part<T> {
    /// The first items of a list, up to this many.
    pub fn of(list: Vec<T>, most: usize) -> Self {
        let total = list.len();
        Self { items: list.into_iter().take(most).collect(), total }
    }

    /// How many are not shown.
    pub fn hidden(&self) -> usize {
        self.total.saturating_sub(self.items.len())
    }
}

/// The verdict, worded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// `broken`, `will-break`, `symptom`, `risk`, `clear` or `unknown`: for colours and tests.
    pub state: String,
    /// The sentence.
    pub headline: Sentence,
    /// Why, in one or two sentences.
    pub because: Vec<Sentence>,
    /// What was not given, so was not checked; empty where nothing is missing.
    pub missing: String,
    /// The ways on from here.
    pub leads: Vec<Lead>,
}

/// A part of the page that answers the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lead {
    /// The fixed daemon.json.
    Fix,
    /// The way of a packet.
    Trace,
}

/// The line under a box, and what unfolds below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The sentence; empty for an empty box.
    pub text: String,
    /// How many lines the box has.
    pub lines: u32,
    /// How each document was recognised, and which lines gave nothing.
    pub details: Vec<Sentence>,
    /// The 1-based lines not understood, as runs of first and last, near those in sight.
    pub lost: Vec<(u32, u32)>,
    /// The 1-based lines that are known and not handled, alike.
    pub unhandled: Vec<(u32, u32)>,
    /// The name of the format that the user chose; empty where it is recognised.
    pub kind: String,
    /// The file that takes the box's place.
    pub file: Option<FileChip>,
}

/// A file that is read without a box of text around it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChip {
    /// Its name.
    pub name: String,
    /// Its size, in bytes.
    pub size: u64,
    /// How many lines it has.
    pub lines: u32,
    /// The first of them.
    pub head: String,
}

/// A finding, worded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The code people link to.
    pub code: String,
    /// The address of the page about the code, relative to the calculator.
    pub page: String,
    /// The severity's name, for colours and tests.
    pub severity: String,
    /// The severity in words.
    pub pill: String,
    /// One sentence.
    pub title: Sentence,
    /// The lines it rests on.
    pub quotes: Vec<Quote>,
    /// Paragraphs.
    pub details: Vec<Sentence>,
    /// Read-only commands that verify it.
    pub verify: Vec<String>,
}

impl Card {
    /// The prefixes that the title names, as they are written there.
    pub fn prefixes(&self) -> Vec<String> {
        let named = self.title.iter().filter(|piece| !matches!(piece, Piece::Text(_)));
        named.map(|piece| piece.text().to_owned()).collect()
    }
}

/// A cause, worded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseCard {
    /// How bad.
    pub severity: Severity,
    /// The severity in words.
    pub pill: String,
    /// The code of the finding that the title is of.
    pub code: Code,
    /// One sentence.
    pub title: Sentence,
    /// What follows from it.
    pub consequences: Vec<Consequence>,
    /// How many more follow that are not listed.
    pub more: usize,
    /// It tells of a failure that nothing else explains: what it means is the answer.
    pub explains: bool,
    /// The lines that all of it rests on, each once.
    pub quotes: Vec<Quote>,
    /// Why it is so, a paragraph each.
    pub why: Vec<Sentence>,
    /// What one would see, a paragraph each.
    pub sees: Vec<Sentence>,
    /// Read-only commands that verify it.
    pub verify: Vec<String>,
    /// The pages of all its codes.
    pub pages: Vec<Link>,
}

/// A finding as a line below its cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// How bad.
    pub severity: Severity,
    /// How bad this one is, where that is not how bad the cause is.
    pub pill: Option<String>,
    /// One sentence.
    pub text: Sentence,
    /// Its page.
    pub page: Link,
}

/// A page about a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The code.
    pub code: Code,
    /// The page's address, relative to the calculator.
    pub address: String,
}

impl CauseCard {
    /// The ranges that the card names, as they are written there.
    pub fn prefixes(&self) -> Vec<String> {
        let lines = self.consequences.iter().flat_map(|line| &line.text);
        let named = self.title.iter().chain(lines).filter(|piece| !matches!(piece, Piece::Text(_)));
        named.map(|piece| piece.text().to_owned()).collect()
    }
}

/// A quoted line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// "Host routes, line 3".
    pub place: String,
    /// The name alone: of the box, or of the file that stands in it.
    pub name: String,
    /// The 1-based line in what has that name.
    pub line_of_part: u32,
    /// The box.
    pub slot: Slot,
    /// The 1-based line in the box.
    pub line: u32,
    /// The line as pasted.
    pub text: String,
}

/// The address map: a picture made by the core, so that the page, the ticket, paper and a file show the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Map {
    /// SVG for a wide column; empty where there is nothing to show.
    pub wide: String,
    /// The same for a phone.
    pub narrow: String,
    /// The blocks that can be looked at alone.
    pub blocks: Vec<String>,
    /// The one that is looked at; empty for all of them.
    pub zoom: String,
    /// What it shows.
    pub phase: Phase,
    /// There is a fix, so that both can be compared.
    pub is_comparable: bool,
}

/// The host as it is, or as it will be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// As it was pasted.
    #[default]
    Before,
    /// With the fixed file in place, Docker started again and the networks made again.
    After,
}

/// What Docker takes next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Next {
    /// The engine that was assumed.
    pub engine: String,
    /// From when on it takes them.
    pub when: Vec<Sentence>,
    /// The networks, in order.
    pub networks: Part<NextNetwork>,
    /// How many automatic networks are left in all.
    pub remaining: u64,
    /// The steps that lead to them: the pools, what is passed over and why, what is taken.
    pub why: Part<Sentence>,
    /// What it rests on that is not known.
    pub unknown: Vec<Sentence>,
}

/// A network that Docker will make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextNetwork {
    /// Its range.
    pub net: String,
    /// It overlaps a network in use.
    pub clashes: bool,
}

/// The fix.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Fix {
    /// Nothing was entered, so there is nothing to say.
    #[default]
    Silent,
    /// There is none, and why.
    None(Sentence),
    /// A new daemon.json.
    Offer(Box<Offer>),
}

/// The new daemon.json and how to apply it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The change as a diff.
    pub diff: Part<DiffLine>,
    /// The whole file; empty where it is too long to stand on the page.
    pub file: String,
    /// The range that Docker gets; empty where none changes.
    pub range: String,
    /// How many networks of how many containers the range gives; `None` where it gives none.
    pub room: Option<(u64, u64)>,
    /// What may be lost, and what to mind.
    pub cautions: Vec<Sentence>,
    /// What applying it takes, in a few words.
    pub apply: Sentence,
    /// How to apply it.
    pub steps: Vec<Step>,
    /// The name of the script that has all steps; `None` where they have no commands.
    pub script: Option<String>,
    /// Other ranges.
    pub ranges: Vec<Range>,
    /// Ranges that were not taken, and why.
    pub rejected: Part<(String, Sentence)>,
    /// Changes beside daemon.json.
    pub companions: Part<Companion>,
}

/// A line of the diff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffLine {
    /// ` `, `-` or `+`; `…` for a run of unchanged lines, whose text is their count.
    pub sign: char,
    /// The line without its ending.
    pub text: String,
}

/// A step of the way there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What to do.
    pub text: Sentence,
    /// The commands, one a line.
    pub commands: String,
    /// What it interrupts, and what to mind.
    pub cautions: Vec<Sentence>,
    /// The commands that take it back, one a line.
    pub undo: String,
}

/// A range that Docker could be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The range.
    pub net: String,
    /// It is the one in the offer.
    pub chosen: bool,
    /// What speaks for it.
    pub reasons: Vec<Sentence>,
}

/// A change beside daemon.json.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Companion {
    /// What it is for.
    pub text: Sentence,
    /// The file.
    pub name: String,
    /// Its lines, or the commands.
    pub lines: String,
}

/// A packet's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// From where.
    pub from: String,
    /// Step by step.
    pub steps: Vec<Sentence>,
}

/// What stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    /// The engine's version.
    pub engine: Field,
    /// How many networks are wanted.
    pub networks: Field,
    /// The prefix length of each.
    pub size: Field,
    /// A range of one's own.
    pub range: Field,
    /// The address whose way is traced.
    pub trace: Field,
}

/// Where the engine runs, and where else it may.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Platform {
    /// The name of the one that the user chose; empty where the signs tell.
    pub chosen: String,
    /// Each one's name, with the product's.
    pub choices: Vec<(String, String)>,
    /// What holds now, and why.
    pub sentence: String,
}

/// A line of text that stands for a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The text as it was typed, or as a link or another control set it.
    pub text: String,
    /// What is wrong with it; empty for a text that can be read.
    pub invalid: Sentence,
}

/// How the result can be handed on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Something was entered.
    pub is_there: bool,
    /// The fragment that brings everything back; `None` for more text than goes into a link.
    pub link: Option<String>,
    /// What the address's fragment should be; `None` leaves it alone, as a link that could not be opened is.
    pub address: Option<String>,
    /// What to say of the link.
    pub remark: Sentence,
}

/// What the menus hold; they change with the language alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Menus {
    /// Commands that collect everything: the system, and the command.
    pub collect: Vec<(String, String)>,
    /// Examples, by id, each with its title.
    pub examples: Vec<(String, String)>,
    /// The formats that a box can be read as, by name.
    pub kinds: Vec<String>,
    /// Engines to choose from.
    pub engines: Vec<String>,
}

/// Lists of which a part is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum List {
    /// The causes.
    Causes,
    /// Findings that belong to no cause.
    Notes,
    /// The networks that Docker takes next.
    Next,
    /// Why it takes these.
    Why,
    /// Ranges that were not taken.
    Rejected,
    /// Changes beside daemon.json.
    Companions,
}
