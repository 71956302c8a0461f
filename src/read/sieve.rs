//! Sieves: what tells of almost every word and line, by few of its bytes, that it is none of those that are looked for.

/// The first two bytes and the lengths of some words.
pub(super) struct Names {
    /// A bit a length, by [`Names::place`].
    lengths: [u32; 256],
}

impl Names {
    /// Those of lists of words, each of two bytes or more and of less than 32.
    pub(super) const fn of(lists: &[&[&str]]) -> Self {
        let mut names = Self { lengths: [0; 256] };
        let mut list = 0;
        while list < lists.len() {
            let mut at = 0;
            while at < lists[list].len() {
                names = names.and(lists[list][at]);
                at += 1;
            }
            list += 1;
        }
        names
    }

    /// One word more.
    pub(super) const fn and(mut self, name: &str) -> Self {
        let name = name.as_bytes();
        self.lengths[Self::place(name[0], name[1])] |= 1 << name.len();
        self
    }

    /// A place for two letters that almost no others share.
    const fn place(first: u8, second: u8) -> usize {
        (first.wrapping_mul(8) ^ second) as usize
    }

    /// Whether a word may be one of them.
    #[inline]
    pub(super) fn may_have(&self, word: &str) -> bool {
        let [first, second, ..] = *word.as_bytes() else { return false };
        word.len() < 32 && self.lengths[Self::place(first, second)] & 1 << word.len() != 0
    }
}

/// Phrases of ASCII that are looked for in one walk over a text.
pub(super) struct Phrases {
    lists: &'static [&'static [&'static str]],
    pairs: Pairs,
    /// Their second and third bytes.
    next: Pairs,
}

impl Phrases {
    /// Lists of phrases, each of three bytes or more.
    pub(super) const fn of(lists: &'static [&'static [&'static str]]) -> Self {
        let (mut pairs, mut next) = (Pairs::NONE, Pairs::NONE);
        let mut list = 0;
        while list < lists.len() {
            let mut at = 0;
            while at < lists[list].len() {
                let phrase = lists[list][at].as_bytes();
                pairs = pairs.and(phrase);
                next = next.and(phrase.split_at(1).1);
                at += 1;
            }
            list += 1;
        }
        Self { lists, pairs, next }
    }

    /// Whether one of them stands in a text, in either case.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        self.stand_in_bytes(text.as_bytes())
    }

    /// The same of a text's bytes.
    pub(super) fn stand_in_bytes(&self, text: &[u8]) -> bool {
        let is_here = |at: usize, phrase: &str| {
            text.get(at..at + phrase.len()).is_some_and(|here| here.eq_ignore_ascii_case(phrase.as_bytes()))
        };
        let phrases = self.lists.iter().copied().flatten();
        let may_begin = |here: &[u8]| self.pairs.may_begin(here) && self.next.may_begin(&here[1..]);
        let mut places = text.windows(3).enumerate();
        places.any(|(at, here)| may_begin(here) && phrases.clone().any(|phrase| is_here(at, phrase)))
    }
}

/// The first two bytes of some phrases: a bit for the second, by the first. Five bits of a letter are the same in either case.
pub(super) struct Pairs([u32; 32]);

impl Pairs {
    /// Those of no phrase.
    pub(super) const NONE: Self = Self([0; 32]);

    /// Those of one phrase more, of two bytes or more.
    pub(super) const fn and(mut self, phrase: &[u8]) -> Self {
        self.0[(phrase[0] & 31) as usize] |= 1 << (phrase[1] & 31);
        self
    }

    /// Whether one of the phrases may begin a text.
    #[inline]
    pub(super) fn may_begin(&self, text: &[u8]) -> bool {
        let [first, second, ..] = text else { return false };
        self.0[usize::from(first & 31)] >> (second & 31) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sieve_keeps_what_is_looked_for() {
        const NAMES: Names = Names::of(&[&["ip", "route"], &["docker"]]);
        const PHRASES: Phrases = Phrases::of(&[&["network create"], &["route"]]);
        for word in ["ip", "route", "docker"] {
            assert!(NAMES.may_have(word), "{word}");
        }
        for word in ["", "i", "it", "routes", "网", "a-word-that-is-longer-than-any-name-is"] {
            assert!(!NAMES.may_have(word), "{word}");
        }
        for text in ["route", "a reROUTEd packet", "docker network create web", "内网route"] {
            assert!(PHRASES.stand_in(text), "{text}");
        }
        for text in ["", "r", "rout", "network  create", "内网"] {
            assert!(!PHRASES.stand_in(text), "{text}");
        }
    }
}
