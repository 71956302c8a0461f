//! The words that say whose a range is, English and Chinese: data in one place. No reader and no rule has a list of its own.
//!
//! ```text
//! "Docker_bridge-SUBNET"  ─ letters and digits, lower case, soft marks left out ─▶  "dockerbridgesubnet"
//! ```
//!
//! An entry is found where it begins and ends with a word; a Chinese sign is a word of its own, so no blank is needed around
//! it. The longest entry wins: `default vpc` is a network, `default` alone a default.

mod entries;
mod trie;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use entries::ENTRIES;
use trie::Trie;

/// What a word says of the range beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sense {
    /// A thing to reach: an office, a VPC, a database.
    Reach,
    /// Somebody wants to get there.
    Reaching,
    /// A network, nobody's in particular.
    Network,
    /// A subnet, a bridge or a setting of Docker's.
    Docker,
    /// The engine or a container, and not its subnet.
    Engine,
    /// Not, never, nobody: it matters where a use is denied.
    Not,
    /// Somebody has it.
    Own,
    /// A use: it matters behind [`Sense::Not`].
    Use,
    /// A use that is denied or ended.
    Negation,
    /// An example or a proposal.
    Example,
    /// What something is out of the box, or what a standard sets aside.
    Default,
    /// What a documentation or somebody elsewhere says.
    Quotation,
    /// Not yet.
    Later,
    /// In a variable's name: its value is what a program connects to.
    Variable,
    /// The number behind it is a version.
    Version,
    /// A phrase that holds a word of another sense and says nothing.
    Nothing,
}

impl Sense {
    /// Whether it makes a range only mentioned, whatever else its sentence says.
    pub const fn weakens(self) -> bool {
        matches!(self, Self::Negation | Self::Example | Self::Default | Self::Quotation)
    }

    /// Whether it says whose a range is.
    pub const fn tells(self) -> bool {
        matches!(self, Self::Reach | Self::Reaching | Self::Own | Self::Network | Self::Docker | Self::Engine)
    }
}

/// A word found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) struct Word {
    pub sense: Sense,
    /// First byte in the text.
    pub from: usize,
    /// One past the last byte.
    pub to: usize,
}

/// The words of a text. Those of an ordinary line need no memory of their own.
pub(in crate::read) type Words = SmallVec<[Word; 6]>;

/// The words of a text, in order. Takes one walk over the text.
pub(in crate::read) fn words(text: &str) -> Words {
    static TRIE: LazyLock<Trie> = LazyLock::new(|| Trie::of(ENTRIES));
    TRIE.words(text)
}

/// Settings of the daemon as other tools spell them, each with dockerd's own key. Letters and digits only, lower case.
const SETTINGS: &[(&str, &str)] = &[
    ("bip", "bip"),
    ("dockerbip", "bip"),
    ("bridgeip", "bip"),
    ("fixedcidr", "fixed-cidr"),
    ("dockerfixedcidr", "fixed-cidr"),
];

/// The key of daemon.json that a word stands for: `docker_bip` of a playbook, `bridgeIP` of kops.
pub fn setting_of(word: &str) -> Option<&'static str> {
    let plain = trie::plain(word);
    SETTINGS.iter().find(|(name, _)| *name == plain).map(|(_, key)| *key)
}

/// Whether a name says that what it names is not there yet: "vpc-hz (planned)".
pub fn says_later(name: &str) -> bool {
    let words = words(name);
    later(name, &words).next().is_some()
}

/// Whether a text is nothing but words that everybody has for networks and machines: "docker bridge", "rds mysql". It names
/// nobody.
pub fn says_whose(text: &str) -> bool {
    let words = words(text);
    let mut from = 0;
    let mut is_rest = |to: usize, next: usize| {
        let rest = text.get(from..to).is_none_or(|rest| !rest.chars().any(char::is_alphanumeric));
        from = next;
        rest
    };
    !words.is_empty()
        && words.iter().all(|word| word.sense.tells() && is_rest(word.from, word.to))
        && is_rest(text.len(), text.len())
}

/// Words about time that stand in no name: "Future Retail HQ" is a company.
pub(in crate::read) fn later(text: &str, words: &[Word]) -> impl Iterator<Item = Word> {
    let is_capital = |text: &str| {
        let mut chars = text.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase)
    };
    let at = move |from: usize| words.get(words.binary_search_by_key(&from, |word| word.from).ok()?);
    let is_known = move |from: usize| at(from).is_some_and(|word| word.sense.tells());
    let is_name = move |word: &Word| {
        let rest = text.get(word.to..).unwrap_or("").trim_start_matches(' ');
        let next = text.len() - rest.len();
        is_capital(text.get(word.from..).unwrap_or("")) && is_capital(rest) && !is_known(next)
    };
    words.iter().copied().filter(move |word| word.sense == Sense::Later && !is_name(word))
}

/// Whether a name is that of a bridge of one of Docker's networks: `br-` and the first twelve hex digits of its id.
///
/// Tools with narrow columns cut the name at eight letters, so five digits are enough; `br-lan` and `br-int` are not Docker's.
pub fn is_bridge_of_docker(name: &str) -> bool {
    name.strip_prefix("br-").is_some_and(|id| {
        (5..=12).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_alone_and_in_a_sentence() {
        for (sense, entries) in ENTRIES.iter().filter(|(sense, _)| *sense != Sense::Nothing) {
            for entry in *entries {
                for text in
                    [(*entry).to_owned(), format!("({entry})"), format!("x {} 10.0.0.0/8", entry.to_uppercase())]
                {
                    let found = words(&text);
                    assert!(found.iter().any(|word| word.sense == *sense), "{sense:?} {text:?}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn every_entry_begins_with_a_letter() {
        for entry in ENTRIES.iter().flat_map(|(_, entries)| *entries) {
            assert!(trie::plain(entry).starts_with(char::is_alphabetic), "{entry}");
        }
    }

    #[test]
    fn no_entry_stands_twice() {
        let mut all: Vec<_> =
            ENTRIES.iter().flat_map(|(_, entries)| *entries).map(|entry| trie::plain(entry)).collect();
        all.sort();
        let twice: Vec<_> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| &pair[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn words_end_where_words_end() {
        for (text, expected) in [
            ("docker-bridge", &[Sense::Docker][..]),
            ("DOCKER_BRIDGE_SUBNET", &[Sense::Docker]),
            ("dockerBridgeCidr", &[Sense::Docker]),
            ("docker's subnet", &[Sense::Docker]),
            ("bridgeIP", &[Sense::Docker]),
            ("br-0d5c8e91ab37", &[Sense::Docker]),
            ("br-lan", &[Sense::Reach]),
            ("Future Retail HQ", &[Sense::Later, Sense::Reach]),
            ("wiki_default", &[Sense::Docker]),
            ("MySQL", &[Sense::Reach]),
            ("databases", &[Sense::Reach]),
            ("rds2", &[Sense::Reach]),
            ("officer", &[]),
            ("device", &[]),
            ("VPC网段为", &[Sense::Reach, Sense::Network]),
            ("数据库", &[Sense::Reach]),
            ("default VPC", &[Sense::Reach]),
            ("default gateway", &[]),
            ("db.example.com", &[Sense::Reach]),
            ("for example", &[Sense::Example]),
            ("RFC 1918", &[Sense::Default]),
            ("RFC1918", &[Sense::Default]),
        ] {
            let found: Vec<_> = words(text).into_iter().map(|word| word.sense).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
