//! The recordings and cases alone.

use std::process::ExitCode;

use anyhow::Result;

use crate::tally::{self, Tally};
use crate::workspace;

/// Runs the harness, whose own lines name each file and each failing step, and prints the totals.
pub fn run() -> Result<ExitCode> {
    let mut harness = workspace::cargo();
    harness.args(["test", "--test", "conformance", "--", "--nocapture", "--test-threads=1"]);
    let mut totals = Totals::default();
    let outcome = tally::run_with(&mut harness, |line| totals.read(line));
    println!(
        "{} files: {} passed, {} failed",
        totals.files, totals.steps.passed, totals.steps.failed
    );
    outcome.map(|()| ExitCode::SUCCESS)
}

/// The sums over the harness's lines `NAME: N passed, N failed`.
#[derive(Default)]
struct Totals {
    files: usize,
    steps: Tally,
}

impl Totals {
    fn read(&mut self, line: &str) {
        let Some((passed, failed)) = counts(line) else {
            return;
        };
        self.files += 1;
        self.steps.passed += passed;
        self.steps.failed += failed;
    }
}

fn counts(line: &str) -> Option<(usize, usize)> {
    let (_, counts) = line.split_once(": ")?;
    let (passed, failed) = counts.split_once(" passed, ")?;
    Some((passed.parse().ok()?, failed.trim_end().strip_suffix(" failed")?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_files_own_line_counts() {
        assert_eq!(counts("sts-basic: 12 passed, 1 failed"), Some((12, 1)));
        assert_eq!(counts("test result: ok. 1 passed; 0 failed"), None);
        assert_eq!(counts("FAILED step 3: expected 1 passed, found none"), None);
    }
}
