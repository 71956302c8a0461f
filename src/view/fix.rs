//! The fix as lines of a diff.

use similar::{ChangeTag, TextDiff};

/// A line of the diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// ` `, `-` or `+`.
    pub sign: char,
    /// The line without its ending.
    pub text: String,
}

/// The lines of the new file beside those of the old one.
pub fn diff(before: &str, after: &str) -> Vec<DiffLine> {
    let changes = TextDiff::from_lines(before, after);
    changes
        .iter_all_changes()
        .map(|change| {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            DiffLine { sign, text: change.value().trim_end_matches(['\r', '\n']).to_owned() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_carry_their_sign() {
        let lines = diff("a\nb\n", "a\nc\n");
        let shown: Vec<_> = lines.iter().map(|line| format!("{}{}", line.sign, line.text)).collect();
        assert_eq!(shown, [" a", "-b", "+c"]);
    }
}
