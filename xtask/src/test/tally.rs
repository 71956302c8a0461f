//! How many checks passed and failed, read from what test programs print.

use std::fmt;

use anyhow::Result;

/// Passed and failed checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Checks that found nothing wrong.
    pub(super) passed: u64,
    /// Checks that did.
    pub(super) failed: u64,
}

impl Tally {
    /// Counts one check and prints why it failed.
    pub(super) fn check(&mut self, what: &str, result: &Result<()>) {
        match result {
            Ok(()) => self.passed += 1,
            Err(problem) => {
                eprintln!("error: {what}: {problem:#}");
                self.failed += 1;
            }
        }
    }

    /// Adds what another counted.
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Reads the output of test programs line by line.
///
/// Two forms count: the result line of cargo's own harness, and, outside of that harness, a line that is nothing but
/// `N passed, M failed`. Inside it such a line is the captured output of a test that failed, which is counted already.
#[derive(Debug, Default)]
pub(super) struct Counter {
    /// The sum so far.
    pub(super) tally: Tally,
    inside_harness: bool,
}

impl Counter {
    /// Takes in one line.
    pub(super) fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some(result) = line.strip_prefix("test result: ") {
            self.inside_harness = false;
            self.tally.add(harness_result(result).unwrap_or_default());
        } else if starts_harness(line) {
            self.inside_harness = true;
        } else if !self.inside_harness {
            self.tally.add(plain_result(line).unwrap_or_default());
        }
    }
}

/// `running 12 tests`
fn starts_harness(line: &str) -> bool {
    line.strip_prefix("running ").is_some_and(|rest| rest.ends_with(" tests") || rest.ends_with(" test"))
}

/// `ok. 12 passed; 0 failed; 0 ignored; …`
fn harness_result(text: &str) -> Option<Tally> {
    let (_, counts) = text.split_once(". ")?;
    let mut counts = counts.split(';');
    Some(Tally { passed: count(counts.next()?, "passed")?, failed: count(counts.next()?, "failed")? })
}

/// `12 passed, 0 failed`
fn plain_result(line: &str) -> Option<Tally> {
    let (passed, failed) = line.split_once(", ")?;
    Some(Tally { passed: count(passed, "passed")?, failed: count(failed, "failed")? })
}

fn count(text: &str, of: &str) -> Option<u64> {
    text.trim().strip_suffix(of)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Counter, Tally};

    fn sum_of(output: &str) -> Tally {
        let mut counter = Counter::default();
        output.lines().for_each(|line| counter.read(line));
        counter.tally
    }

    #[test]
    fn results_of_several_programs_add_up() {
        let output = "running 3 tests\ntest a ... ok\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 1 filtered out; finished in 0.10s\n\
                      case x: wrong\n40 passed, 2 failed\n\
                      running 1 test\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(sum_of(output), Tally { passed: 43, failed: 3 });
    }

    #[test]
    fn what_a_failed_test_printed_is_not_counted_again() {
        let output = "running 1 test\n---- cases stdout ----\n40 passed, 2 failed\ntest result: FAILED. 0 passed; 1 failed; 0 ignored\n";
        assert_eq!(sum_of(output), Tally { passed: 0, failed: 1 });
    }

    #[test]
    fn other_lines_do_not_count() {
        assert_eq!(sum_of("about 3 passed, 4 failed\nrunning late\n12 passed\n"), Tally::default());
    }
}
