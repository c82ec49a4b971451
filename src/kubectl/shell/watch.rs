//! `watch`: a command line again and again, each time on a cleared screen.

use super::BUDGET;
use super::builtins::duration;
use super::pipe::World;
use super::programs::Line;
use super::script::Script;
use super::syntax::{self, Wrong};
use super::words::Variables;
use crate::api::clock::Millis;
use crate::kubectl::command::{Context, Outcome, Progress, Waiting};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::{CLEAR, Style};

/// The shortest pause that is kept.
const SHORTEST: i64 = 100;
/// The columns of the screen that the heading fills.
const COLUMNS: usize = 80;

/// Runs `watch [-n SECONDS] [-t] COMMAND`.
///
/// # Errors
/// None: what is wrong is said as the program says it.
pub fn watch(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let mut words = words.iter().map(String::as_str).peekable();
    let (mut every, mut has_title) = (2000, true);
    while let Some(option) = words.next_if(|word| word.starts_with('-')) {
        let seconds = match option {
            "-t" | "--no-title" => {
                has_title = false;
                continue;
            }
            "-n" | "--interval" => words.next(),
            _ => option.strip_prefix("-n").or_else(|| option.strip_prefix("--interval=")),
        };
        let Some(seconds) = seconds else {
            return Ok(wrong(context, &format!("watch: unrecognized option '{option}'")));
        };
        match duration(seconds) {
            Some(milliseconds) => every = milliseconds.max(SHORTEST),
            None => {
                let message = format!("watch: failed to parse argument: '{seconds}'");
                return Ok(wrong(context, &message));
            }
        }
    }
    let line: Vec<&str> = words.collect();
    if line.is_empty() {
        return Ok(wrong(context, "Usage:\n watch [options] command"));
    }
    let line = line.join(" ");
    match syntax::parse(&line) {
        Ok(_) => {}
        Err(Wrong::Incomplete) => return Ok(wrong(context, "sh: 1: Syntax error: end of file")),
        Err(Wrong::Syntax(message)) => return Ok(wrong(context, &format!("sh: 1: {message}"))),
    }
    let next = context.client.now;
    Ok(Outcome::Wait(Box::new(Watch { line, every, has_title, next, round: None })))
}

fn wrong(context: &mut Context<'_, '_>, message: &str) -> Outcome {
    context.out.complain(Style::Error, message);
    Outcome::Exit(1)
}

struct Watch {
    line: String,
    every: i64,
    has_title: bool,
    /// When the next round begins.
    next: Millis,
    round: Option<Script>,
}

impl Waiting for Watch {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        loop {
            let now = context.client.now;
            let Some(round) = &mut self.round else {
                if now < self.next {
                    return Ok(Progress::Waiting { until: Some(self.next), ends_when_quiet: true });
                }
                context.out.print(Style::Plain, CLEAR);
                if self.has_title {
                    context.out.print(Style::Plain, &self.title(now));
                }
                // It has been read before, so it can be read.
                self.round = syntax::parse(&self.line).ok().map(Script::new);
                continue;
            };
            let (mut variables, mut signal, mut budget) = (Variables::new(), None, BUDGET);
            let world = World {
                client: context.client,
                files: context.files,
                variables: &mut variables,
                opened: context.opened,
                config: context.config,
                signal: &mut signal,
                budget: &mut budget,
            };
            match round.poll(world, context.out) {
                Progress::Done(_) => {
                    self.round = None;
                    self.next = now + self.every;
                }
                waiting => return Ok(waiting),
            }
        }
    }
}

impl Watch {
    /// `Every 2.0s: kubectl get pods          lab: Mon Nov 23 19:38:14 2026`
    fn title(&self, now: Millis) -> String {
        let left =
            format!("Every {}.{}s: {}", self.every / 1000, self.every % 1000 / 100, self.line);
        let date = now.time().rfc1123z();
        let parts: Vec<&str> = date.split_whitespace().collect();
        let [weekday, day, month, year, clock, ..] = parts.as_slice() else { return left };
        let right = format!("lab: {} {month} {day} {clock} {year}", weekday.trim_end_matches(','));
        let width = COLUMNS.saturating_sub(left.chars().count()).max(right.len() + 1);
        format!("{left}{right:>width$}\n\n")
    }
}
