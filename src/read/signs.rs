//! The signs that stand in a line, as a small set: enough to know of most recognisers that the line cannot begin their block.

use std::ops::BitOr;

mod words;

/// Kinds of characters and beginnings of words that stand in a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs(u64);

impl Signs {
    /// No character at all: every line has at least this.
    pub(super) const ANY: Self = Self(0);
    /// A decimal digit.
    pub(super) const DIGIT: Self = Self(1);
    /// A capital of the Latin alphabet.
    pub(super) const CAPITAL: Self = Self(1 << 1);
    /// `:`
    pub(super) const COLON: Self = Self(1 << 2);
    /// `=`
    pub(super) const EQUALS: Self = Self(1 << 3);
    /// `/`
    pub(super) const SLASH: Self = Self(1 << 4);
    /// `.`
    pub(super) const DOT: Self = Self(1 << 5);
    /// `|`
    pub(super) const BAR: Self = Self(1 << 6);
    /// `[` or `{`
    pub(super) const OPEN: Self = Self(1 << 7);
    /// `]` or `}`
    pub(super) const CLOSE: Self = Self(1 << 8);
    /// `"` or `'`
    pub(super) const QUOTE: Self = Self(1 << 9);
    /// `-`
    pub(super) const DASH: Self = Self(1 << 10);
    /// `<`
    pub(super) const LESS: Self = Self(1 << 11);
    /// A blank or a tab.
    pub(super) const BLANK: Self = Self(1 << 12);
    /// A character outside ASCII.
    pub(super) const FOREIGN: Self = Self(1 << 13);
    /// The sign of a prompt: `$`, `#`, `%`, `>`.
    pub(super) const PROMPT: Self = Self(1 << 14);
    /// A character that the cleaned text may not have as it is.
    const DIRT: Self = Self(1 << 15);
    /// A tab.
    pub(super) const TAB: Self = Self(1 << 16);
    /// `>`
    pub(super) const MORE: Self = Self(1 << 17);
    /// A letter, digit or sign of ASCII that is seen.
    pub(super) const INK: Self = Self(1 << 18);
    /// A letter of any script.
    pub(super) const LETTER: Self = Self(1 << 19);
    /// `\`
    pub(super) const BACKSLASH: Self = Self(1 << 20);
    /// `_`, `+`, `*` or `~`: what rulers are drawn with beside `-`, `=` and `|`.
    pub(super) const RULE: Self = Self(1 << 21);
    /// More than one word.
    pub(super) const WORDS: Self = Self(1 << 22);
    /// `,` or `;`
    pub(super) const COMMA: Self = Self(1 << 25);
    /// A digit as the first that is seen.
    pub(super) const FIRST_DIGIT: Self = Self(1 << 23);
    /// A letter as the first that is seen.
    pub(super) const FIRST_LETTER: Self = Self(1 << 24);
    /// A range alone or with one word behind it, `10.1.0.0/16 office-2`, and nothing else: the usual line of a long list.
    pub(super) const ENTRY: Self = Self(1 << 26);
    /// A digit or a colon in the first word; told by [`Signs::with_words`].
    pub(super) const FIRST_NUMBER: Self = Self(1 << 27);
    /// Eight words or more.
    pub(super) const EIGHT_WORDS: Self = Self(1 << 28);
    /// Neither a letter nor a digit as the first that is seen.
    pub(super) const FIRST_MARK: Self = Self(1 << 29);

    /// What the words tell is among these.
    pub(super) const TOLD: Self = Self(1 << 30);

    /// Octets or signs for them around a dot or before a slash, or a group between two colons: an address may stand here.
    pub(super) const ADDRESS: Self = Self(1 << 31);
    /// Three dots between two digits each: four octets may stand here.
    pub(super) const OCTETS: Self = Self(1 << 60);
    /// A slash before a digit and behind anything but a blank: a range with its length may stand here.
    pub(super) const RANGE: Self = Self(1 << 61);

    /// Beginnings of words that readers look for, by [`words`]; told by [`Signs::with_words`].
    pub(super) const OF_COMMANDS: Self = Self(1 << 32);
    pub(super) const OF_IP_ROUTE: Self = Self(1 << 33);
    pub(super) const OF_IP_RULE: Self = Self(1 << 34);
    pub(super) const OF_NETSTAT: Self = Self(1 << 35);
    pub(super) const OF_NET_ROUTE: Self = Self(1 << 36);
    pub(super) const OF_ROUTE_PRINT: Self = Self(1 << 37);
    pub(super) const INET: Self = Self(1 << 38);
    pub(super) const OF_INTERFACE_STATES: Self = Self(1 << 39);
    pub(super) const OF_IFCONFIG: Self = Self(1 << 40);
    pub(super) const OF_NMCLI: Self = Self(1 << 41);
    pub(super) const OF_INTERFACES: Self = Self(1 << 42);
    pub(super) const OF_RESOLVERS: Self = Self(1 << 43);
    pub(super) const OF_RESOLVECTL: Self = Self(1 << 44);
    pub(super) const OF_WIREGUARD: Self = Self(1 << 45);
    pub(super) const OF_DOCKER: Self = Self(1 << 46);
    pub(super) const OF_DOCKER_TEXT: Self = Self(1 << 47);
    pub(super) const OF_DOCKER_LS: Self = Self(1 << 48);
    pub(super) const OF_GCLOUD: Self = Self(1 << 49);
    pub(super) const OF_AWS_TEXT: Self = Self(1 << 50);
    pub(super) const OF_KUBERNETES: Self = Self(1 << 51);
    pub(super) const OF_YAML: Self = Self(1 << 52);
    pub(super) const OF_CLOUD_KEYS: Self = Self(1 << 53);
    pub(super) const OF_TERRAFORM: Self = Self(1 << 54);
    pub(super) const OF_CONTAINERS_CONF: Self = Self(1 << 55);
    pub(super) const OF_ADDRESS_KEYS: Self = Self(1 << 56);
    pub(super) const OF_PROC_NET_ROUTE: Self = Self(1 << 57);
    pub(super) const OF_MESSAGES: Self = Self(1 << 58);
    pub(super) const OF_OPENVPN: Self = Self(1 << 59);
    pub(super) const OF_PLACES: Self = Self(1 << 63);

    /// What parts the numbers of an address and its length.
    const OF_NUMBERS: Self = Self::DOT.and(Self::COLON).and(Self::SLASH).and(Self::BACKSLASH);

    /// What a line that is an entry may have.
    const OF_ENTRIES: Self = Self::DIGIT
        .and(Self::SLASH)
        .and(Self::DOT)
        .and(Self::INK)
        .and(Self::FIRST_DIGIT)
        .and(Self::BLANK)
        .and(Self::WORDS)
        .and(Self::LETTER)
        .and(Self::CAPITAL)
        .and(Self::DASH)
        .and(Self::RULE);

    /// The signs of the characters of a text.
    pub(super) fn of(text: &str) -> Self {
        let inside = text.trim_start_matches(' ');
        let mut all = if inside.len() < text.len() { Self::BLANK } else { Self::ANY };
        let (mut before, mut words) = (Self::ANY, 0_u32);
        let (mut marked, mut dots) = (Self::ANY, 0_u32);
        for (at, b) in inside.bytes().enumerate() {
            let class = CLASSES[usize::from(b)];
            // Ink behind none begins a word.
            words += u32::from(class.without(before).has(Self::INK));
            if class.has_any(Self::OF_NUMBERS) {
                let beside = beside(inside.as_bytes(), at);
                dots += u32::from(beside.has(Self::OCTETS));
                marked = marked | beside;
            }
            all = all | class;
            before = class;
        }
        let number = if words > 1 { Self::WORDS } else { Self::ANY };
        let many = if words >= 8 || all.has(Self::FOREIGN) { Self::EIGHT_WORDS } else { Self::ANY };
        let marked = if dots < 3 { marked.without(Self::OCTETS) } else { marked };
        let signs = all | marked | number | many | first(text);
        let may_be_entry = words <= 2 && signs.has(Self::FIRST_DIGIT | Self::SLASH) && Self::OF_ENTRIES.has(all);
        if may_be_entry && is_entry(text) { signs | Self::ENTRY } else { signs }
    }

    /// The same with those of the words of the text.
    pub(super) fn with_words(self, text: &str) -> Self {
        self | words::signs(text, self) | Self::TOLD
    }

    /// Whether all of some other signs are among these.
    #[inline]
    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of some other signs is among these.
    #[inline]
    pub(super) const fn has_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether a text with these signs needs no cleaning.
    pub(super) const fn is_clean(self) -> bool {
        !self.has(Self::DIRT)
    }

    /// These signs less some.
    pub(super) const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// How many places [`Signs::place`] tells apart.
    pub(super) const PLACES: usize = 64;

    /// A place for what is remembered of these signs; others may share it.
    pub(super) const fn place(self) -> usize {
        // The high bits of a product hang on all bits of a factor.
        (self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58) as usize
    }

    /// The union, where a constant is wanted.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOr for Signs {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.and(other)
    }
}

/// What a mark that parts numbers adds by what stands beside it. Of a dot between digits that is [`Signs::OCTETS`], which holds
/// where there are three.
fn beside(text: &[u8], at: usize) -> Signs {
    let byte = |at: usize| text.get(at).copied().unwrap_or(b' ');
    let (before, behind) = (at.checked_sub(1).map_or(b' ', byte), byte(at + 1));
    let is_octet = |b: u8| b.is_ascii_digit() || matches!(b, b'*' | b'x' | b'X');
    let may_be = |sign: Signs, may: bool| if may { sign } else { Signs::ANY };
    match text[at] {
        b'.' => {
            may_be(Signs::OCTETS, before.is_ascii_digit() && behind.is_ascii_digit())
                | may_be(Signs::ADDRESS, is_octet(before) && is_octet(behind))
        }
        b'/' => {
            may_be(Signs::RANGE, !matches!(before, b' ' | b'\t') && behind.is_ascii_digit())
                | may_be(Signs::ADDRESS, is_octet(before))
        }
        b'\\' => may_be(Signs::ADDRESS, is_octet(before)),
        b':' => {
            let group = text[at + 1..].iter().take(4).take_while(|b| b.is_ascii_hexdigit()).count();
            may_be(Signs::ADDRESS, byte(at + 1 + group) == b':')
        }
        _ => Signs::ANY,
    }
}

/// What the first letter, digit or sign that is seen adds.
fn first(text: &str) -> Signs {
    match text.bytes().find(|b| !matches!(b, b' ' | b'\t')) {
        Some(b'0'..=b'9') => Signs::FIRST_DIGIT,
        Some(b'A'..=b'Z' | b'a'..=b'z') => Signs::FIRST_LETTER,
        Some(b'!'..=b'~') => Signs::FIRST_MARK,
        // It may be a blank.
        Some(_) => Signs::FIRST_DIGIT | Signs::FIRST_LETTER | Signs::FIRST_MARK,
        None => Signs::ANY,
    }
}

/// Digits and dots, a slash, one or two digits; behind blanks a word that begins with a letter.
fn is_entry(text: &str) -> bool {
    let Some((octets, rest)) = text.split_once('/') else { return false };
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = rest.get(length..).unwrap_or("");
    let name = behind.trim_start_matches(' ');
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    octets.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && matches!(length, 1 | 2)
        && (behind.is_empty() || is_name && name.len() < behind.len())
}

/// What each byte adds to the signs of its line.
static CLASSES: [Signs; 256] = {
    let mut classes = [Signs::ANY; 256];
    let mut byte = u8::MIN;
    loop {
        classes[byte as usize] = class(byte);
        match byte.checked_add(1) {
            Some(next) => byte = next,
            None => break,
        }
    }
    classes
};

const fn class(b: u8) -> Signs {
    match b {
        b'!'..=b'~' => ink(b).and(Signs::INK),
        b' ' => Signs::BLANK,
        b'\t' => Signs::BLANK.and(Signs::TAB),
        // Some of these are blanks of another script.
        0x80.. => Signs::FOREIGN.and(Signs::LETTER).and(Signs::BLANK).and(Signs::WORDS).and(Signs::DIRT),
        _ => Signs::DIRT,
    }
}

const fn ink(b: u8) -> Signs {
    match b {
        b'0'..=b'9' => Signs::DIGIT,
        b'A'..=b'Z' => Signs::CAPITAL.and(Signs::LETTER),
        b'a'..=b'z' => Signs::LETTER,
        b':' => Signs::COLON,
        b'=' => Signs::EQUALS,
        b'/' => Signs::SLASH,
        b'.' => Signs::DOT,
        b'|' => Signs::BAR,
        // Colours whose escape character was lost begin with a bracket, escapes written as text with the others.
        b'[' => Signs::OPEN.and(Signs::DIRT),
        b'^' => Signs::DIRT,
        b'\\' => Signs::BACKSLASH.and(Signs::DIRT),
        b',' | b';' => Signs::COMMA,
        b'_' | b'+' | b'*' | b'~' => Signs::RULE,
        b'{' => Signs::OPEN,
        b']' | b'}' => Signs::CLOSE,
        b'"' | b'\'' => Signs::QUOTE,
        b'-' => Signs::DASH,
        b'<' => Signs::LESS,
        b'$' | b'#' | b'%' => Signs::PROMPT,
        b'>' => Signs::PROMPT.and(Signs::MORE),
        _ => Signs::ANY,
    }
}

/// That each of a reader's words has its sign where it stands first.
#[cfg(test)]
pub(super) fn all_give(sign: Signs, words: &[&str]) {
    for word in words {
        assert!(Signs::of(word).with_words(word).has(sign), "{word}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_the_first_that_is_seen_are_told() {
        for (text, words, digit, letter) in [
            ("", false, false, false),
            ("  ", false, false, false),
            ("\tx ", false, false, true),
            (" 1 a", true, true, false),
            ("-a b", true, false, false),
            ("网", true, true, true),
        ] {
            let signs = Signs::of(text);
            let found = (signs.has(Signs::WORDS), signs.has(Signs::FIRST_DIGIT), signs.has(Signs::FIRST_LETTER));
            assert_eq!(found, (words, digit, letter), "{text:?}");
        }
    }

    #[test]
    fn a_range_with_at_most_one_word_is_an_entry() {
        for text in ["10.1.0.0/16", "10.1.0.0/16 a", "10.1.0.0/16   office_2.b-c"] {
            assert!(Signs::of(text).has(Signs::ENTRY), "{text:?}");
        }
        for text in [
            "10.1.0.0",
            " 10.1.0.0/16",
            "10.1.0.0/16 ",
            "10.1.0.0/116",
            "10.1.0.0/16 a b",
            "10.1.0.0/16\ta",
            "10.1.0.0/16 a:",
            "10.1.0.0/16 2a",
            "10.1.0.0/16a",
            "10-1/16 a",
            "10.1.0.0/16 网",
            "a 10.1.0.0/16",
        ] {
            assert!(!Signs::of(text).has(Signs::ENTRY), "{text:?}");
        }
    }

    #[test]
    fn a_signs_says_what_stands_in_a_line() {
        let signs = Signs::of("10.0.0.0/8 via 10.0.0.1 dev eth0");
        assert!(signs.has(Signs::DIGIT.and(Signs::SLASH).and(Signs::BLANK)));
        assert!(!signs.has(Signs::COLON) && signs.is_clean() && signs.has(Signs::ANY));
        assert!(!Signs::of("网段").is_clean() && Signs::of("网段").has(Signs::FOREIGN));
        assert!(!Signs::of("a\r").is_clean() && !Signs::of("[35m").is_clean());
    }
}
