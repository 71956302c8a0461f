//! The fix as lines of a diff.

use similar::DiffOp;
use similar::algorithms::{Capture, Replace, myers};

use super::screen::DiffLine;

/// Unchanged lines that stay beside a change.
const CONTEXT: usize = 3;

/// The lines of the new file beside those of the old one. A line that only gained or lost the comma before its new neighbour
/// is no change to a reader.
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
            let (gone, come) = (part(&old, old_index, old_len), part(&new, new_index, new_len));
            let kept = usize::from(differs_by_a_comma(gone, come));
            let shown = |sign, lines_of: &[&str], from| lines(sign, lines_of.get(from..).unwrap_or_default());
            let same = lines(' ', come.get(..kept).unwrap_or_default());
            [same, shown('-', gone, kept), shown('+', come, kept)].concat()
        }
    };
    changes.into_inner().into_ops().iter().flat_map(one).collect()
}

/// Whether the first lines are equal but for a comma that the lines behind them ask for.
fn differs_by_a_comma(gone: &[&str], come: &[&str]) -> bool {
    let (Some(old), Some(new)) = (gone.first(), come.first()) else { return false };
    let gained = come.len() > 1 && new.strip_suffix(',') == Some(old);
    let lost = gone.len() > 1 && old.strip_suffix(',') == Some(new);
    gained || lost
}

/// The changes with a few lines around each; what lies between is one line with the sign `…` and the count.
pub fn folded(lines: &[DiffLine]) -> Vec<DiffLine> {
    let changed: Vec<usize> =
        (0..lines.len()).filter(|at| lines.get(*at).is_some_and(|line| line.sign != ' ')).collect();
    let is_near = |at: usize| changed.iter().any(|change| change.abs_diff(at) <= CONTEXT);
    let mut shown: Vec<DiffLine> = Vec::new();
    let mut hidden = 0;
    for (at, line) in lines.iter().enumerate() {
        if !is_near(at) {
            hidden += 1;
            continue;
        }
        shown.extend(gap(hidden));
        hidden = 0;
        shown.push(line.clone());
    }
    shown.extend(gap(hidden));
    shown
}

fn gap(count: usize) -> Option<DiffLine> {
    (count > 0).then(|| DiffLine { sign: '…', text: count.to_string() })
}

fn part<'a, 'b>(lines: &'a [&'b str], from: usize, count: usize) -> &'a [&'b str] {
    lines.get(from..from + count).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(lines: &[DiffLine]) -> Vec<String> {
        lines.iter().map(|line| format!("{}{}", line.sign, line.text)).collect()
    }

    #[test]
    fn lines_carry_their_sign() {
        assert_eq!(shown(&diff("a\nb\n", "a\nc\n")), [" a", "-b", "+c"]);
    }

    #[test]
    fn a_comma_for_the_next_line_is_no_change_and_a_comma_alone_is() {
        for (says, before, after, expected) in [
            (
                "a key more",
                "{\n\"a\": 1\n}\n",
                "{\n\"a\": 1,\n\"b\": 2\n}\n",
                vec![" {", " \"a\": 1,", "+\"b\": 2", " }"],
            ),
            (
                "a key less",
                "{\n\"a\": 1,\n\"b\": 2\n}\n",
                "{\n\"a\": 1\n}\n",
                vec![" {", " \"a\": 1", "-\"b\": 2", " }"],
            ),
            (
                "a comma that was wrong",
                "{\n\"a\": 1,\n}\n",
                "{\n\"a\": 1\n}\n",
                vec![" {", "-\"a\": 1,", "+\"a\": 1", " }"],
            ),
        ] {
            assert_eq!(shown(&diff(before, after)), expected, "{says}");
        }
    }

    #[test]
    fn what_is_far_from_any_change_is_counted() {
        let before = (0..20).map(|n| format!("{n}\n")).collect::<Vec<_>>().concat();
        let after = before.replace("10\n", "ten\n");
        let folded = shown(&folded(&diff(&before, &after)));
        assert_eq!(folded, ["…7", " 7", " 8", " 9", "-10", "+ten", " 11", " 12", " 13", "…6"]);
    }
}
