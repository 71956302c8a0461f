//! The words of a sentence, and which of them speak of which address in it.
//!
//! ```text
//! docker0 has 172.17.0.0/16 and our office LAN is 172.17.128.0/18, not 10.0.0.0/8.
//! ╰─────╯     ╰───────────╯     ╰────────╯        ╰─────────────╯  ╰─╯ a denial speaks of the whole sentence
//!  tells of the address behind it, as far as the next one
//! ```

use std::cell::OnceCell;
use std::iter;
use std::ops::Range;

use smallvec::SmallVec;

use super::standing::{goes_on, is_bare, is_heading, is_item};
use super::{Clue, Clues, Evidence, Scope, Standing};
use crate::read::loose::{Found, atoms};
use crate::read::view::{Row, View};
use crate::read::vocabulary::{Sense, Word, Words, later, words};
use crate::text::{Span, offset};

/// What was found of an address.
#[derive(Clone)]
pub(in crate::read) struct Told {
    /// What says whose it is.
    pub evidence: Evidence,
    /// The words that call it something, where they do.
    pub called: Option<Span>,
    /// The number of a version, no address.
    pub is_version: bool,
}

/// Most lines above and below that a sentence is followed into.
const LINES: u32 = 3;

/// What was found of the addresses of a line. Most lines have one, which needs no memory of its own; the same holds for their
/// places and for the ends of sentences.
pub(in crate::read) type Tellings = SmallVec<[Told; 1]>;
type Places = SmallVec<[Range<usize>; 4]>;
type Ends = SmallVec<[usize; 4]>;

/// What the text says of some addresses of a line; `all` are all that stand in it.
pub(in crate::read) fn tell(row: Row<'_>, found: &[Found], all: &[Found]) -> Tellings {
    let lines = lines(row);
    let heading = row.heading(is_item).map(|above| row.view().said_above(above, clues_of_heading)).unwrap_or_default();
    let standing = standing(row, found, all);
    let (text, at) = row.view().block(lines.0, lines.1);
    let own_words = words(text);
    // Most lines of a list say nothing.
    if own_words.is_empty() {
        let evidence = Evidence { standing, clues: heading };
        return found.iter().map(|_| Told { evidence: evidence.clone(), called: None, is_version: false }).collect();
    }
    if let ([found], [_], [word]) = (found, all, own_words.as_slice())
        && lines.0 == lines.1
        && stands_behind(text, word, found.to)
    {
        return Tellings::from_iter([told_by(row, *word, standing, &heading)]);
    }
    let passage = Passage { view: row.view(), text, at, places: places(row, lines, at, all), ends: ends(text) };
    let mut all_told = Tellings::new();
    // Those of one sentence stand side by side.
    let mut said: Option<Said<'_>> = None;
    for found in found {
        let place = &place(row, at, found);
        let sentence = passage.sentence(place);
        said.take_if(|said| said.sentence != sentence);
        let said = said.get_or_insert_with(|| Said::of(&passage, &own_words, sentence));
        let telling = said.telling(place);
        let is_version = found.is_bare_address() && is_version(text, said.inside, place);
        let called = passage.called(&telling);
        let is_of_another = |word: &Word| passage.remark_of(word).is_some_and(|other| other.start != place.start);
        let later = said.later.iter().copied().filter(|word| !is_of_another(word));
        let mut clues = Clues::new();
        let mut add = |word| passage.clue(word).into_iter().for_each(|clue| clues.push(clue));
        denials(text, said.inside, &said.nots, place).for_each(&mut add);
        later.chain(said.weakening.iter().copied()).chain(telling).for_each(&mut add);
        clues.extend_from_slice(&heading);
        all_told.push(Told { evidence: Evidence { standing, clues }, called, is_version });
    }
    all_told
}

/// Whether a word tells whose the address is that ends before it, with nothing between them that may end a sentence.
fn stands_behind(text: &str, word: &Word, end: usize) -> bool {
    let may_end = |b: u8| matches!(b, b'.' | b'!' | b'?' | b';') || !b.is_ascii();
    word.sense.tells() && text.get(end..word.from).is_some_and(|gap| !gap.bytes().any(may_end))
}

/// What one word says of the only address of a line: what most lines of a long list say.
fn told_by(row: Row<'_>, word: Word, standing: Standing, heading: &[Clue]) -> Told {
    let span = row.part(word.from, word.to).span;
    let clue = Clue { sense: word.sense, scope: Scope::Sentence, span };
    let clues = iter::once(clue).chain(heading.iter().copied()).collect();
    Told { evidence: Evidence { standing, clues }, called: calls(&word).then_some(span), is_version: false }
}

/// Whether a word calls an address something.
const fn calls(word: &Word) -> bool {
    matches!(word.sense, Sense::Reach | Sense::Docker)
}

/// Where an address of a line stands in a passage that begins at a byte of the cleaned text.
fn place(row: Row<'_>, at: u32, found: &Found) -> Range<usize> {
    let own = (row.at - at) as usize;
    own + found.from..own + found.to
}

/// The addresses of all lines of a passage, ascending; `own` are those of the line asked about.
fn places(row: Row<'_>, (first, last): (u32, u32), at: u32, own: &[Found]) -> Places {
    let mut places = Places::new();
    for line in row.view().rows(first, last) {
        let mut add = |found: &[Found]| places.extend(found.iter().map(|found| place(line, at, found)));
        if line.number == row.number { add(own) } else { add(&atoms(line)) }
    }
    places
}

/// Those of some words, ascending, that stand whole in a stretch of the text.
fn between<'a>(words: &'a [Word], stretch: &Range<usize>) -> &'a [Word] {
    let from = words.partition_point(|word| word.from < stretch.start);
    let to = words.partition_point(|word| word.to <= stretch.end);
    words.get(from..to).unwrap_or_default()
}

fn standing(row: Row<'_>, found: &[Found], all: &[Found]) -> Standing {
    // Its neighbours ask the same, if not of some addresses alone.
    if !(found.len() == all.len() && is_item(row) || is_bare(row, found)) {
        return Standing::Text;
    }
    let is_neighbour = |number: Option<u32>| number.is_some_and(|number| is_item(row.view().row(number)));
    let cells = found.iter().filter(|found| found.is_readable()).count() > 1;
    let is_listed = cells || is_neighbour(row.number.checked_sub(1)) || is_neighbour(row.number.checked_add(1));
    if is_listed { Standing::List } else { Standing::Text }
}

/// What a heading says, if the line above the list is one: its last sentence, and only in words that say whose a list is, that
/// it is one of examples or not yet there.
fn clues_of_heading(row: Row<'_>) -> Clues {
    if !is_heading(row) {
        return Clues::new();
    }
    let text = row.text.trim_end_matches(|c: char| c.is_whitespace() || ":：.".contains(c));
    let from = ends(text).last().copied().unwrap_or(0);
    let words = words(text);
    let inside = between(&words, &(from..text.len()));
    let weakening = inside.iter().copied().filter(|word| word.sense.weakens());
    let telling = inside.iter().rev().copied().filter(|word| word.sense.tells());
    let end = text.len()..text.len();
    let nots = nots(inside);
    let denied = denials(text, inside, &nots, &end);
    let said = denied.chain(later(text, inside)).chain(weakening).chain(telling);
    let clue = |word: Word| Clue { sense: word.sense, scope: Scope::Heading, span: row.part(word.from, word.to).span };
    said.map(clue).collect()
}

/// The first and the last line that the sentences of a line begin and end in.
fn lines(row: Row<'_>) -> (u32, u32) {
    let view = row.view();
    let mut first = row;
    while row.number - first.number < LINES && first.number > 1 && goes_on(view.row(first.number - 1), first) {
        first = view.row(first.number - 1);
    }
    let mut last = row;
    while last.number - row.number < LINES && last.number < view.last() && goes_on(last, view.row(last.number + 1)) {
        last = view.row(last.number + 1);
    }
    (first.number, last.number)
}

/// A line with the lines that its sentences begin and end in.
struct Passage<'a> {
    view: &'a View<'a>,
    text: &'a str,
    /// Where it begins in the cleaned text.
    at: u32,
    /// The addresses in it.
    places: Places,
    /// Where sentences end.
    ends: Ends,
}

impl Passage<'_> {
    /// The sentence that holds a place.
    fn sentence(&self, place: &Range<usize>) -> Range<usize> {
        let before = self.ends.partition_point(|end| *end <= place.start).checked_sub(1);
        let start = before.and_then(|at| self.ends.get(at)).copied().unwrap_or(0);
        let end = self.ends.get(self.ends.partition_point(|end| *end < place.end)).copied().unwrap_or(self.text.len());
        start..end
    }

    /// Where a stretch of one line stood in the paste.
    fn span(&self, from: usize, to: usize) -> Option<Span> {
        let is_wrapped = self.text.as_bytes().get(from..to)?.contains(&b'\n');
        (!is_wrapped).then(|| self.view.span(self.at + offset(from), self.at + offset(to)))
    }

    fn clue(&self, word: Word) -> Option<Clue> {
        // A phrase that is wrapped is shown by the line that it begins on.
        let span = self.span(word.from, word.to).or_else(|| self.span(word.from, word.from + 1));
        Some(Clue { sense: word.sense, scope: Scope::Sentence, span: span? })
    }

    /// The address whose remark in brackets a word stands in: `10.0.0.0/16 (planned), 10.1.0.0/16`.
    fn remark_of(&self, word: &Word) -> Option<&Range<usize>> {
        let before = self.places.get(self.places.partition_point(|place| place.end <= word.from).checked_sub(1)?)?;
        let gap = self.text.get(before.end..word.from)?.trim_start();
        (gap.starts_with(['(', '（']) && !gap.contains([')', '）'])).then_some(before)
    }

    /// The words that call an address something: the nearest that tells, with those right beside it.
    fn called(&self, telling: &[Word]) -> Option<Span> {
        let nearest = telling.iter().find(|word| calls(word))?;
        let beside = |a: &Word, b: &Word| {
            a.to <= b.from && self.text.get(a.to..b.from).is_some_and(|gap| gap.trim().is_empty() && gap.len() <= 1)
        };
        let (mut from, mut to) = (nearest.from, nearest.to);
        for word in telling.iter().filter(|word| matches!(word.sense, Sense::Reach | Sense::Docker | Sense::Network)) {
            if beside(word, &Word { from, ..*nearest }) {
                from = word.from;
            } else if beside(&Word { to, ..*nearest }, word) {
                to = word.to;
            }
        }
        self.span(from, to)
    }
}

/// One past each mark that ends a sentence.
fn ends(text: &str) -> Ends {
    const SHORT: &[&str] = &["e.g", "i.e", "etc", "vs", "approx", "no", "nr", "eg", "ca", "incl"];
    let is_short = |at: usize| {
        let before = text.get(..at).unwrap_or("");
        let word = before.rsplit(|c: char| c.is_whitespace() || "(（".contains(c)).next().unwrap_or("");
        SHORT.iter().any(|short| word.eq_ignore_ascii_case(short)) || word.len() == 1
    };
    let mut ends = Ends::new();
    // The first bytes of the marks: those of other scripts have three.
    let marks = text.bytes().enumerate().filter(|(_, b)| matches!(b, b'.' | b'!' | b'?' | b';' | 0xe3 | 0xef));
    for (at, c) in marks.filter_map(|(at, _)| Some((at, text.get(at..)?.chars().next()?))) {
        let end = at + c.len_utf8();
        let behind = || text.get(end..).and_then(|rest| rest.chars().next());
        let is_end = match c {
            '。' | '！' | '？' | '；' => true,
            '.' => behind().is_none_or(closes) && !is_short(at),
            '!' | '?' | ';' => behind().is_none_or(closes),
            _ => false,
        };
        if is_end {
            ends.push(end);
        }
    }
    ends
}

/// Whether a character may stand behind the mark that ends a sentence.
fn closes(c: char) -> bool {
    c.is_whitespace() || !c.is_ascii() || matches!(c, ')' | '"' | '\'' | '*' | '`')
}

/// A sentence, and what is the same for all its addresses.
struct Said<'a> {
    passage: &'a Passage<'a>,
    sentence: Range<usize>,
    /// Its words.
    inside: &'a [Word],
    /// Those that tell whose an address is.
    tells: Words,
    /// Those about a time to come.
    later: Words,
    /// Those that say less than that somebody has it.
    weakening: Words,
    /// The places of "not" among them.
    nots: Nots,
    /// Its addresses.
    places: &'a [Range<usize>],
    /// Which of the addresses have words that tell before and behind them, once it is asked.
    beside: OnceCell<Beside>,
}

/// The places among the addresses of a sentence, ascending.
struct Beside {
    before: SmallVec<[usize; 4]>,
    behind: SmallVec<[usize; 4]>,
}

impl<'a> Said<'a> {
    fn of(passage: &'a Passage<'a>, words: &'a [Word], sentence: Range<usize>) -> Self {
        let inside = between(words, &sentence);
        let first = passage.places.partition_point(|other| other.start < sentence.start);
        let last = passage.places.partition_point(|other| other.end <= sentence.end);
        Self {
            passage,
            inside,
            tells: speaking(passage.text, inside),
            later: later(passage.text, inside).collect(),
            weakening: inside.iter().copied().filter(|word| word.sense.weakens()).collect(),
            nots: nots(inside),
            places: passage.places.get(first..last).unwrap_or_default(),
            beside: OnceCell::new(),
            sentence,
        }
    }

    /// The words that tell whose an address is, from the nearest to the farthest.
    ///
    /// ```text
    /// our VPCs are A and B        what stands before an address speaks of it, and of the next one that has nothing of its own
    /// A prod, B office            where nothing stands before the first, what stands behind each speaks of it
    /// ```
    fn telling(&self, place: &Range<usize>) -> Words {
        // What stands behind the only address speaks of it.
        let is_only = self.passage.places.len() == 1;
        if self.tells.first().is_none_or(|first| is_only && place.end <= first.from) {
            return self.tells.clone();
        }
        let own = self.places.partition_point(|other| other.start < place.start);
        if self.places.get(own).is_none_or(|other| other.start != place.start) {
            return Words::new();
        }
        let Beside { before, behind } = self.beside.get_or_init(|| self.beside());
        let last = |at: usize| self.before(at).iter().rev().copied().collect::<Words>();
        let next = |from: usize| {
            let next = behind.get(behind.partition_point(|at| *at < from));
            next.map(|at| Words::from_slice(self.behind(*at))).unwrap_or_default()
        };
        // That of the address itself, else of one further up.
        let above = before.partition_point(|at| *at <= own).checked_sub(1).and_then(|at| before.get(at).copied());
        match above {
            _ if before.first() != Some(&0) && behind.first() == Some(&0) => next(own),
            Some(above) if above == own || behind.binary_search(&own).is_err() => last(above),
            _ => next(own),
        }
    }

    fn beside(&self) -> Beside {
        let places = || 0..self.places.len();
        let before = places().filter(|at| !self.before(*at).is_empty()).collect();
        Beside { before, behind: places().filter(|at| !self.behind(*at).is_empty()).collect() }
    }

    /// The words that tell between an address and the one before it.
    fn before(&self, at: usize) -> &[Word] {
        let from = at.checked_sub(1).and_then(|at| self.places.get(at)).map_or(self.sentence.start, |other| other.end);
        let to = self.places.get(at).map_or(self.sentence.end, |other| other.start);
        between(&self.tells, &(from..to))
    }

    /// The words that tell between an address and the next one. What stands behind a comma belongs to the next one.
    fn behind(&self, at: usize) -> &[Word] {
        let from = self.places.get(at).map_or(self.sentence.end, |other| other.end);
        let next = self.places.get(at + 1).map_or(self.sentence.end, |other| other.start);
        let is_last = at + 1 == self.places.len();
        let stretch = self.passage.text.get(from..next).unwrap_or("");
        let cut = stretch.find([',', '，', '、', '|', '\t']).filter(|_| !is_last).unwrap_or(stretch.len());
        between(&self.tells, &(from..from + cut))
    }
}

/// Words that only say more of the one before or behind them.
const FILLERS: &[&str] = &["of", "for", "in", "at", "the", "a", "an", "our", "my", "this", "的"];

/// The words that tell, and those of a variable's name where its value follows. "The Docker network of the office" is
/// Docker's: what follows with "of" only says which.
fn speaking(text: &str, inside: &[Word]) -> Words {
    let is_value = |word: &Word| {
        let rest = text.get(word.to..).unwrap_or("");
        let name_end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        rest.get(name_end..).is_some_and(|rest| rest.trim_start_matches(['"', '\'']).starts_with(['=', ':']))
    };
    let mut tells = Words::new();
    for word in inside {
        let word = match word.sense {
            Sense::Variable if is_value(word) => Word { sense: Sense::Reach, ..*word },
            sense if sense.tells() => *word,
            _ => continue,
        };
        let says_which = tells.last().is_some_and(|last| {
            let gap = text.get(last.to..word.from).unwrap_or("");
            last.sense == Sense::Docker && word.sense == Sense::Reach && is_filler(gap) && !gap.trim().is_empty()
        });
        if !says_which {
            tells.push(word);
        }
    }
    tells
}

fn is_filler(gap: &str) -> bool {
    let mut words = gap.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| FILLERS.iter().any(|filler| word.eq_ignore_ascii_case(filler)))
}

/// How far a denial reaches, in bytes.
const REACH_OF_NOT: usize = 48;

type Nots = SmallVec<[usize; 2]>;

/// The places of "not" among some words.
fn nots(inside: &[Word]) -> Nots {
    let is_not = |(at, word): (usize, &Word)| (word.sense == Sense::Not).then_some(at);
    inside.iter().enumerate().filter_map(is_not).collect()
}

/// "Not" with the use or the thing that it denies. That something is not reached is no denial: "containers do not get to …".
fn denials<'a>(
    text: &'a str,
    inside: &'a [Word],
    nots: &'a [usize],
    place: &Range<usize>,
) -> impl Iterator<Item = Word> {
    let denied = move |at: &usize| {
        let word = inside.get(*at)?;
        let near = inside.iter().skip(at + 1).take_while(|next| next.from < word.to + REACH_OF_NOT);
        let next = near.clone().find(|next| !matches!(next.sense, Sense::Not | Sense::Nothing));
        let is_beside = |from: usize| text.get(word.to..from).is_some_and(is_filler);
        let is_failure = next.is_some_and(|next| next.sense == Sense::Reaching);
        let is_use = near
            .take_while(|next| next.sense != Sense::Reaching)
            .any(|next| matches!(next.sense, Sense::Use | Sense::Own));
        let is_thing = next.is_some_and(|next| next.sense.tells() && is_beside(next.from));
        let is_itself = word.to <= place.start && is_beside(place.start);
        (!is_failure && (is_use || is_thing) || is_itself).then_some(Word { sense: Sense::Negation, ..*word })
    };
    nots.iter().filter_map(denied)
}

/// Whether the number is that of a version: the word stands right before it.
fn is_version(text: &str, inside: &[Word], place: &Range<usize>) -> bool {
    let last = inside.partition_point(|word| word.to <= place.start).checked_sub(1).and_then(|at| inside.get(at));
    last.filter(|word| word.sense == Sense::Version).is_some_and(|word| {
        let gap = text.get(word.to..place.start).unwrap_or("");
        gap.split_whitespace().all(|part| part == "is" || part.chars().all(|c| "v:=#(\"'：是为".contains(c)))
    })
}

#[cfg(test)]
mod tests {
    use crate::read::{Item, read};
    use crate::text::{Slot, Source};

    /// The clues of the first range of a text: what each says, and its words.
    fn clues(text: &str) -> Vec<(String, String)> {
        let source = Source::new(Slot::Any, text);
        let (documents, _) = read(&source, None);
        let prefix = documents.iter().flat_map(|document| document.items.iter()).find_map(|item| match item {
            Item::Prefix(prefix) => Some(prefix),
            _ => None,
        });
        let clues = prefix.into_iter().flat_map(|prefix| &prefix.evidence.clues);
        clues.map(|clue| (format!("{:?} {:?}", clue.sense, clue.scope), source.slice(clue.span).to_owned())).collect()
    }

    #[test]
    fn one_word_behind_the_only_address_says_what_it_says_in_a_sentence() {
        for word in ["office", "vpc", "docker0", "network", "dockerd", "our", "example", "not", "later", "v2"] {
            for above in ["", "Our networks:\n", "Examples:\n"] {
                let list =
                    |between: &str| format!("{above}10.1.0.0/16 {between} {word}\n10.2.0.0/16 {between} {word}\n");
                // A sign of another script may end a sentence, so what stands behind it is looked at as a whole.
                assert_eq!(clues(&list("-")), clues(&list("é")), "{above}{word}");
            }
        }
        assert!(clues("10.1.0.0/16 - x\n10.2.0.0/16 - x\n").is_empty());
        assert_eq!(clues("10.1.0.0/16 - office\n10.2.0.0/16 - x\n").len(), 1);
    }
}
