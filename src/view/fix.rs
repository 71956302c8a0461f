//! The fix as lines of a diff.

use similar::DiffOp;
use similar::algorithms::{Capture, Replace, myers};

use super::screen::DiffLine;

/// The lines of the new file beside those of the old one.
pub fn diff(before: &str, after: &str) -> Vec<DiffLine> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut changes = Replace::new(Capture::new());
    // Capturing cannot fail; were it to, there would be no lines to show.
    let _ = myers::diff(&mut changes, &old, 0..old.len(), &new, 0..new.len());
    let lines =
        |sign, lines: &[&str]| lines.iter().map(|text| DiffLine { sign, text: (*text).to_owned() }).collect::<Vec<_>>();
    let one = |change: &DiffOp| match *change {
        DiffOp::Equal { old_index, len, .. } => lines(' ', part(&old, old_index, len)),
        DiffOp::Delete { old_index, old_len, .. } => lines('-', part(&old, old_index, old_len)),
        DiffOp::Insert { new_index, new_len, .. } => lines('+', part(&new, new_index, new_len)),
        DiffOp::Replace { old_index, old_len, new_index, new_len } => {
            [lines('-', part(&old, old_index, old_len)), lines('+', part(&new, new_index, new_len))].concat()
        }
    };
    changes.into_inner().into_ops().iter().flat_map(one).collect()
}

fn part<'a, 'b>(lines: &'a [&'b str], from: usize, count: usize) -> &'a [&'b str] {
    lines.get(from..from + count).unwrap_or_default()
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
