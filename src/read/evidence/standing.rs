//! How a line stands among its neighbours: in a list, under a heading, in a sentence that goes on.

use std::borrow::Cow;

use crate::read::loose::{Entry, Found, atoms};
use crate::read::noise::{Noise, is_ruler, noise};
use crate::read::signs::Signs;
use crate::read::view::Row;

/// Words that make a sentence of what stands around them, and no name.
const VERBS: &[&str] = &[
    "is", "are", "was", "were", "be", "has", "have", "had", "use", "uses", "takes", "we", "you", "i", "it", "that",
    "which", "can", "cannot", "not", "does", "do", "don't", "must", "should", "where", "why", "when",
];

/// The letters of the longest of them.
const LONGEST: usize = 6;

/// Most words, and most letters of a script without blanks, that a name has.
const WORDS: usize = 6;
const SIGNS: usize = 12;

/// Whether a text is short enough for a name and is no sentence.
pub(in crate::read) fn is_name(text: &str) -> bool {
    let is_verb = |word: &str| word.len() <= LONGEST && VERBS.iter().any(|verb| word.eq_ignore_ascii_case(verb));
    let (mut signs, mut before) = (0, ' ');
    let mut is_phrase = |c: char| {
        signs += usize::from(!c.is_ascii() && c.is_alphabetic());
        let ends = ends_sentence(c) || before == '.' && c == ' ';
        before = c;
        !ends && signs <= SIGNS
    };
    text.len() <= 64
        && text.chars().all(&mut is_phrase)
        && text.split_whitespace().enumerate().all(|(at, word)| at < WORDS && !is_verb(word))
}

const fn ends_sentence(c: char) -> bool {
    matches!(c, '，' | '。' | '！' | '？' | '；' | '!' | '?')
}

/// Whether a line is little more than the addresses in it.
pub(super) fn is_bare(row: Row<'_>, found: &[Found]) -> bool {
    let starts = std::iter::once(0).chain(found.iter().map(|found| found.to));
    let ends = found.iter().map(|found| found.from).chain([row.text.len()]);
    let gaps = starts.zip(ends).map(|(from, to)| row.text.get(from..to).unwrap_or(""));
    let mut said = gaps.clone().filter(|gap| gap.contains(char::is_alphanumeric));
    let rest: Cow<'_, str> = match (said.next(), said.next()) {
        (only, None) => only.unwrap_or("").into(),
        _ => gaps.collect::<Vec<_>>().join(" ").into(),
    };
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
    !found.is_empty() && (is_name(rest) || found.iter().any(|found| is_cell(row, found)))
}

/// Whether an address is all that stands in a cell of a table.
fn is_cell(row: Row<'_>, found: &Found) -> bool {
    let (before, behind) = (row.text.get(..found.from).unwrap_or(""), row.text.get(found.to..).unwrap_or(""));
    let parts = |c: char| matches!(c, '\t' | '|' | '│');
    let begins = before.trim().is_empty() || before.ends_with("  ") || before.trim_end_matches(' ').ends_with(parts);
    let ends =
        behind.trim().is_empty() || behind.starts_with("  ") || behind.trim_start_matches(' ').starts_with(parts);
    let is_alone = before.trim().is_empty() && behind.trim().is_empty();
    begins && ends && !is_alone
}

/// Whether the line is an entry of a list, as its neighbours see it.
pub(super) fn is_item(row: Row<'_>) -> bool {
    row.is_item(|row| {
        let is_short = row.text.len() < 200 && row.signs().has(Signs::DIGIT);
        is_short && Entry::of(row).map_or_else(|| is_bare(row, &atoms(row)), |entry| entry.is_bare())
    })
}

/// Whether the line right above a list can be a heading: a text without an address.
pub(super) fn is_heading(row: Row<'_>) -> bool {
    let text = row.text.trim();
    let is_command = noise(row) == Some(Noise::Command);
    !is_command
        && !is_ruler(text)
        && text.len() < 400
        && atoms(row).is_empty()
        && !text.starts_with(['{', '}', '[', ']'])
}

/// Whether a sentence goes on from one line into the next, as wrapped text does.
pub(super) fn goes_on(above: Row<'_>, below: Row<'_>) -> bool {
    // What is an entry of a list is no text that goes on.
    if above.signs().has(Signs::ENTRY) && is_item(above) {
        return false;
    }
    let (one, two) = (above.text.trim(), below.text.trim());
    let ends = one.ends_with(['.', '!', '?', ':', ';', '。', '！', '？', '：', '；', '{', '}', '[', ']', '`']);
    let is_text = |row: Row<'_>| noise(row).is_none() && !is_item(row);
    let begins =
        two.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || is_unspaced(c) || "(（\"“".contains(c));
    !ends && begins && is_text(above) && is_prose(one) && (is_text(below) && is_prose(two) || is_item(below))
}

/// Several words in a row without the marks of a format.
fn is_prose(text: &str) -> bool {
    let words =
        text.split_whitespace().filter(|word| word.chars().all(|c| c.is_alphabetic() || ",'’()".contains(c))).count();
    let signs = text.chars().filter(|c| is_unspaced(*c)).count();
    !text.contains(['{', '=', '|', '\t']) && !text.contains("  ") && (words >= 3 || signs >= 6)
}

/// A sign of a script that is written without blanks.
fn is_unspaced(c: char) -> bool {
    ('\u{3040}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use crate::read::{Item, Standing, read};
    use crate::text::{Slot, Source};

    #[test]
    fn a_list_has_two_lines_wherever_it_stands() {
        use Standing::{List, Text};
        for (paste, expected) in [
            ("10.1.0.0/16\n", vec![Text]),
            ("10.1.0.0/16\nis what somebody wrote\n", vec![Text]),
            ("somebody wrote\n10.1.0.0/16\n", vec![Text]),
            ("10.1.0.0/16\n10.2.0.0/16\n", vec![List, List]),
            ("somebody wrote\n10.1.0.0/16\n10.2.0.0/16\n", vec![List, List]),
        ] {
            let (documents, _) = read(&Source::new(Slot::Any, paste), None);
            let items = documents.iter().flat_map(|document| document.items.iter());
            let found: Vec<_> = items
                .filter_map(|item| if let Item::Prefix(prefix) = item { Some(prefix.evidence.standing) } else { None })
                .collect();
            assert_eq!(found, expected, "{paste:?}");
        }
    }
}
