//! Strings, numbers and words: where they end and what they stand for.

use super::Value;
use super::marks::{self, Mark};

/// Where a bare word stands, which decides what ends it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Where a key is due: any colon or `=` ends it.
    Key,
    /// Where either may come: a colon before a blank ends it, so that `fd00::/8` stays whole.
    Either,
    /// Behind a colon: `=` is part of it.
    Value,
}

/// The length of the inside of a string up to its quote, where every byte of it stands for itself: most strings are such.
pub(super) fn plain_length(text: &str, quote: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let end = bytes.iter().position(|&b| b == quote || b == b'\\' || b < b' ')?;
    (bytes.get(end) == Some(&quote)).then_some(end)
}

/// Where a string closes in its line; backslashes hide the character behind them.
pub(super) fn closing(text: &str, is_quote: impl Fn(char) -> bool) -> Option<usize> {
    let mut hidden = false;
    for (at, c) in text.char_indices() {
        if hidden && c != '\n' {
            hidden = false;
        } else if c == '\\' {
            hidden = true;
        } else if c == '\n' {
            return None;
        } else if is_quote(c) {
            return Some(at);
        }
    }
    None
}

/// The inside of a string that is not closed on its line: a comma at the end belongs to the text around it.
pub(super) fn unclosed(text: &str) -> &str {
    text.split('\n').next().unwrap_or("").trim_end().trim_end_matches(',')
}

/// The character that an escape at the start of `text` stands for, and its length; a lone backslash has length 1.
pub(in crate::read) fn escape(text: &str) -> Option<(char, usize)> {
    let simple = match text.as_bytes().get(1)? {
        b'"' => '"',
        b'\'' => '\'',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return Some(unicode(text)),
        _ => return Some(('\\', 1)),
    };
    Some((simple, 2))
}

/// `\uXXXX`, or two of them as a pair of surrogates.
fn unicode(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at + 2..at + 6).filter(|_| text.get(at..at + 2) == Some("\\u"))?;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let Some(first) = unit(0) else { return ('\\', 1) };
    if let Some(c) = char::from_u32(first) {
        return (c, 6);
    }
    let second = unit(6).filter(|low| (0xdc00..0xe000).contains(low) && first < 0xdc00);
    let pair = second.and_then(|low| char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (low - 0xdc00)));
    pair.map_or((char::REPLACEMENT_CHARACTER, 6), |c| (c, 12))
}

/// The length of a bare word: to the next blank, bracket, comma or quote; parentheses hold what is inside them.
pub(super) fn word_length(text: &str, place: Place) -> usize {
    let mut depth = usize::from(text.starts_with('('));
    for (at, c) in text.char_indices().skip(1) {
        let next = text[at + c.len_utf8()..].chars().next();
        let ends = match c {
            '\n' | '\r' => true,
            '(' => {
                depth += 1;
                false
            }
            ')' if depth > 0 => {
                depth -= 1;
                false
            }
            _ if depth > 0 => false,
            '=' => place != Place::Value,
            ':' => {
                place == Place::Key
                    || next.is_none_or(|next| next.is_whitespace() || Mark::of(next).is_some_and(|m| m != Mark::Colon))
            }
            _ => marks::is_blank(c) || marks::is_invisible(c) || Mark::of(c).is_some() || c == ';',
        };
        if ends {
            return at;
        }
    }
    text.len()
}

/// Constants as Python, YAML and others write them; anything else is text.
pub(super) fn loose_constant(word: &str) -> Value<'_> {
    match word.to_ascii_lowercase().as_str() {
        "none" | "null" | "nil" | "undefined" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => Value::String(word.into()),
    }
}

/// Whether the word is a number of JSON's grammar.
pub(super) fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = word.split_once(['e', 'E']).map_or((word, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
