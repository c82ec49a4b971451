//! The sums of what the test runners say: every `test result:` line of every run.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: usize,
    /// Tests that failed.
    pub failed: usize,
}

impl Tally {
    /// Adds what one line of output says, if it is a runner's closing line.
    pub fn read(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ") else {
            return;
        };
        for count in counts.split(['.', ';']) {
            let mut words = count.split_whitespace();
            let Some(Ok(number)) = words.next().map(str::parse::<usize>) else {
                continue;
            };
            match words.next() {
                Some("passed") => self.passed += number,
                Some("failed") => self.failed += number,
                _ => {}
            }
        }
    }
}

/// Runs a command, lets its output through and adds up what its test runners say.
pub fn run(command: &mut Command, tally: &mut Tally) -> Result<()> {
    run_with(command, |line| tally.read(line))
}

/// Runs a command and hands each line of its output on after printing it.
pub fn run_with(command: &mut Command, mut each: impl FnMut(&str)) -> Result<()> {
    let name = workspace::shown(command);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| name.clone())?;
    let output = child.stdout.take().context("the child's output is a pipe")?;
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        each(&line);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_all_runs_are_added_up() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test passed ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
            "test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured",
        ] {
            tally.read(line);
        }
        assert_eq!(tally, Tally { passed: 7, failed: 2 });
    }
}
