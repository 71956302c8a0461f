//! What begins at a place of JSON-like text: brackets, commas, quotes, comments, in plain and in typographic form.

/// What begins at a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `{`.
    OpenObject,
    /// `[`.
    OpenArray,
    /// `}`.
    CloseObject,
    /// `]`.
    CloseArray,
    /// `,`.
    Comma,
    /// `:`, and `=` or `=>` as other languages write it.
    Colon,
    /// A quote of any kind.
    Quote,
    /// Dots in place of what was left out.
    Elision,
    /// Anything else that is text: a number, `true`, a name.
    Word,
    /// Nothing: the text is over.
    End,
}

impl Mark {
    /// What a single character is, where it is a mark by itself.
    pub(super) const fn of(c: char) -> Option<Self> {
        Some(match c {
            '{' | '｛' => Self::OpenObject,
            '[' | '［' | '【' => Self::OpenArray,
            '}' | '｝' => Self::CloseObject,
            ']' | '］' | '】' => Self::CloseArray,
            ',' | '，' | '、' => Self::Comma,
            ':' | '：' | '=' => Self::Colon,
            '"' | '\'' => Self::Quote,
            _ if closes(c).is_some() => Self::Quote,
            _ => return None,
        })
    }
}

/// The plain quote that a quote of any kind stands for.
pub(super) const fn closes(quote: char) -> Option<char> {
    match quote {
        '"' | '“' | '”' | '„' | '‟' | '＂' | '«' | '»' | '「' | '」' => Some('"'),
        '\'' | '‘' | '’' | '‚' | '‛' | '＇' => Some('\''),
        _ => None,
    }
}

/// The length in bytes of dots in place of what was left out, at the start of `text`: `...`, `…`, `. . .`.
pub(super) fn elision(text: &str) -> Option<usize> {
    let mut dots = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match c {
            '.' => dots += 1,
            '…' | '⋮' => dots += 3,
            ' ' => continue,
            _ => break,
        }
        end = at + c.len_utf8();
    }
    let alone =
        text[end..].chars().next().is_none_or(|c| c.is_whitespace() || Mark::of(c).is_some() || c == '#' || c == '/');
    (dots >= 2 && alone).then_some(end)
}

/// The length in bytes of a comment at the start of `text`.
pub(super) fn comment(text: &str) -> Option<usize> {
    if text.starts_with("/*") {
        return Some(text.find("*/").map_or(text.len(), |at| at + 2));
    }
    (text.starts_with("//") || text.starts_with('#')).then(|| text.find(['\n', '\r']).unwrap_or(text.len()))
}

/// The length in bytes of a terminal's colour sequence at the start of `text`.
pub(super) fn colour(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("\u{1b}[")?;
    let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
    (end < 16).then_some(end + 3)
}

/// Whether the character is white space that JSON allows.
pub(super) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether the character shows nothing, or looks like a blank without being one: no-break and full-width spaces, joiners.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}') || (c.is_whitespace() && !is_blank(c))
}

/// Whether the character, where a value or key should begin, is a mark around the text: a quote of a mail, a table's border.
pub(super) fn is_noise(c: char) -> bool {
    c.is_control() || matches!(c, '>' | '|' | ';' | ')' | '\\' | '`')
}

/// Whether `text` begins with the letter that Python writes before some strings: `u'text'`.
pub(super) fn is_prefix(text: &str) -> bool {
    let mut chars = text.chars();
    matches!(chars.next(), Some('u' | 'b' | 'r')) && matches!(chars.next(), Some('"' | '\''))
}
