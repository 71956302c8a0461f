//! How words are found: all entries in one tree, walked from the beginning of each word of a text.

use smallvec::SmallVec;

use super::{Sense, Word, Words, is_bridge_of_docker};
use crate::text::offset;

/// The entries, letter by letter.
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// The nodes behind the first letters that are ASCII: almost every look begins with one.
    first: [Option<usize>; 128],
}

#[derive(Default)]
struct Node {
    /// Ascending by the letter.
    next: Vec<(char, usize)>,
    sense: Option<Sense>,
}

impl Node {
    fn after(&self, letter: char) -> Option<usize> {
        // Most have one.
        if let [(only, next)] = self.next.as_slice() {
            return (*only == letter).then_some(*next);
        }
        let place = self.next.binary_search_by_key(&letter, |(letter, _)| *letter).ok()?;
        self.next.get(place).map(|(_, next)| *next)
    }
}

/// Those of an ordinary line need no memory of their own.
type Letters = SmallVec<[Letter; 64]>;

/// A letter or a digit of a text.
#[derive(Clone, Copy)]
struct Letter {
    /// In lower case.
    plain: char,
    from: u32,
    to: u32,
    /// Whether a word begins with it.
    begins: bool,
    /// What stands before it: nothing that parts a phrase, or a mark that does.
    parted: bool,
}

/// An entry as the tree has it.
pub(super) fn plain(entry: &str) -> String {
    let mut letters = Letters::new();
    add_letters(entry, 0, &mut letters);
    letters.iter().map(|letter| letter.plain).collect()
}

impl Trie {
    pub(super) fn of(entries: &[(Sense, &[&str])]) -> Self {
        let mut trie = Self { nodes: vec![Node::default()], first: [None; 128] };
        for (sense, list) in entries {
            for entry in *list {
                trie.add(&plain(entry), *sense);
            }
        }
        for (letter, next) in &trie.nodes[0].next {
            if let Some(first) = trie.first.get_mut(*letter as usize) {
                *first = Some(*next);
            }
        }
        trie
    }

    /// The node behind the first letter of an entry.
    fn begin(&self, letter: char) -> Option<usize> {
        self.first.get(letter as usize).map_or_else(|| self.nodes.first()?.after(letter), |first| *first)
    }

    fn add(&mut self, entry: &str, sense: Sense) {
        let mut at = 0;
        for c in entry.chars() {
            let fresh = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return };
            match node.next.binary_search_by_key(&c, |(letter, _)| *letter) {
                Ok(place) => at = node.next[place].1,
                Err(place) => {
                    node.next.insert(place, (c, fresh));
                    self.nodes.push(Node::default());
                    at = fresh;
                }
            }
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.sense = Some(sense);
        }
    }

    pub(super) fn words(&self, text: &str) -> Words {
        // Every entry begins with a letter.
        let Some(first) = text.find(char::is_alphabetic) else { return Words::new() };
        let from = text.get(..first).and_then(|before| before.rfind(' ')).unwrap_or(0);
        let mut letters = Letters::new();
        add_letters(text, from, &mut letters);
        let mut words = Words::new();
        let mut at = 0;
        while at < letters.len() {
            let found = letters.get(at).filter(|letter| letter.begins).and_then(|_| self.longest(text, &letters, at));
            match found {
                Some((sense, last)) => {
                    if let (Some(first), Some(end)) = (letters.get(at), letters.get(last)) {
                        words.push(Word { sense, from: first.from as usize, to: end.to as usize });
                    }
                    at = last + 1;
                }
                None => at += 1,
            }
        }
        words.retain(|word| word.sense != Sense::Nothing);
        words
    }

    /// The longest entry that begins with a letter, and the place of its last one.
    fn longest(&self, text: &str, letters: &[Letter], first: usize) -> Option<(Sense, usize)> {
        if let Some(last) = bridge(text, letters, first) {
            return Some((Sense::Docker, last));
        }
        let (mut next, mut found) = (self.begin(letters.get(first)?.plain), None);
        for at in first.. {
            let Some(node) = next.and_then(|next| self.nodes.get(next)) else { break };
            next = letters.get(at + 1).filter(|letter| !letter.parted).and_then(|letter| node.after(letter.plain));
            let ends = node.sense.and_then(|sense| Some((sense, end_of_word(letters, at)?)));
            found = ends.filter(|(sense, last)| stands(*sense, text, letters, first, *last)).or(found);
        }
        found
    }
}

/// The last letter of the word, if a word ends here; the `s` of a plural belongs to it.
fn end_of_word(letters: &[Letter], at: usize) -> Option<usize> {
    let begins = |at: usize| letters.get(at).is_none_or(|letter| letter.begins || letter.parted);
    if begins(at + 1) {
        return Some(at);
    }
    let is_plural = letters.get(at + 1).is_some_and(|letter| letter.plain == 's') && begins(at + 2);
    is_plural.then_some(at + 1)
}

/// Whether a word is one where it stands: a part of a name says neither that something is an example or a default, nor
/// that it is not.
fn stands(sense: Sense, text: &str, letters: &[Letter], first: usize, last: usize) -> bool {
    let (Some(first), Some(last)) = (letters.get(first), letters.get(last)) else { return false };
    let is_ascii = first.plain.is_ascii() && last.plain.is_ascii();
    if !is_ascii || !(sense.weakens() || matches!(sense, Sense::Not | Sense::Use | Sense::Later)) {
        return true;
    }
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@');
    let (from, to) = (first.from as usize, last.to as usize);
    let before = text.get(..from).and_then(|before| before.chars().next_back());
    let mut behind = text.get(to..).unwrap_or("").chars();
    let is_joined = match behind.next() {
        // A full stop ends a sentence unless something follows it.
        Some('.' | '-' | '/') => behind.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        next => next.is_some_and(joins),
    };
    !before.is_some_and(joins) && !is_joined
}

/// The last letter of a bridge's name that begins here, and of a name that Compose gives: `wiki_default`.
fn bridge(text: &str, letters: &[Letter], first: usize) -> Option<usize> {
    let begin = letters.get(first)?.from as usize;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if text.get(..begin)?.ends_with(is_part) {
        return None;
    }
    let rest = text.get(begin..)?;
    let name_end = rest.bytes().position(|b| !is_part(char::from(b))).unwrap_or(rest.len());
    let name = rest.get(..name_end)?;
    let is_composes = || name.strip_suffix("_default").is_some_and(|project| !project.is_empty());
    if !is_bridge_of_docker(name) && !is_composes() {
        return None;
    }
    let end = begin + name_end;
    let count = letters.iter().skip(first).take_while(|letter| (letter.from as usize) < end).count();
    (first + count).checked_sub(1)
}

/// Adds the letters and digits of a text from a byte on. Blanks, `-`, `_`, `/` and quotes stand between words of one phrase, all else
/// parts phrases.
fn add_letters(text: &str, start: usize, letters: &mut Letters) {
    let mut before = ' ';
    let mut parted = false;
    let mut chars = text.get(start..).unwrap_or("").char_indices();
    while let Some((at, c)) = chars.next() {
        let from = start + at;
        let behind = || text.get(from + c.len_utf8()..).unwrap_or("").chars();
        if c == '\'' || c == '’' {
            // "docker's" is docker, "don't" is dont.
            let mut ahead = behind();
            if ahead.next() == Some('s') && !ahead.next().is_some_and(char::is_alphanumeric) && before.is_alphanumeric()
            {
                chars.next();
            }
            continue;
        }
        if c.is_alphanumeric() {
            let plain = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
            let begins = begins_word(before, c);
            letters.push(Letter { plain, from: offset(from), to: offset(from + c.len_utf8()), begins, parted });
            parted = false;
        } else {
            // A full stop inside an abbreviation or a name parts nothing: `e.g.`, `docs.docker.com`.
            let is_inside = c == '.' && behind().next().is_some_and(char::is_alphanumeric);
            parted |= !(is_inside || c.is_whitespace() || "-_/\"`*".contains(c));
        }
        before = c;
    }
}

/// Whether a word begins between two characters: behind a mark, before a capital in the middle, between letters and digits,
/// and at every sign of a script that is written without blanks.
fn begins_word(before: char, c: char) -> bool {
    // Most stand between two small letters.
    if before.is_ascii_lowercase() && c.is_ascii_lowercase() {
        return false;
    }
    !before.is_alphanumeric()
        || !c.is_ascii()
        || !before.is_ascii()
        || before.is_lowercase() && c.is_uppercase()
        || before.is_ascii_digit() != c.is_ascii_digit()
}
