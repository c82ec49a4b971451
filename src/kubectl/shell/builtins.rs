//! The commands of the shell that are neither kubectl nor filters.

use super::condition::{bracket, seq, test};
use super::filters::FILTERS;
use super::http::{curl, wget};
use super::printf::printf;
use super::watch::watch;
use super::xargs::xargs;
use crate::api::clock::Millis;
use crate::api::order;
use crate::kubectl::command::{Context, Outcome, Progress, Waiting};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::{CLEAR, Style};
use crate::kubectl::run;
use crate::node::shell::Dialect;
use crate::node::shell::escape::{Place, unescaped};

type Builtin = fn(&[String], &mut Context<'_, '_>) -> Result<Outcome, Failure>;

/// The builtins by name.
pub const BUILTINS: &[(&str, Builtin)] = &[
    (":", nothing),
    ("[", bracket),
    ("cat", cat),
    ("clear", clear),
    ("curl", curl),
    ("echo", echo),
    ("false", fail),
    ("help", help),
    ("ls", ls),
    ("printf", printf),
    ("pwd", pwd),
    ("seq", seq),
    ("sleep", sleep),
    ("tee", tee),
    ("test", test),
    ("timeout", timeout),
    ("true", nothing),
    ("watch", watch),
    ("wget", wget),
    ("xargs", xargs),
];

/// Those that run what their words name.
const WRAPPERS: &[&str] = &["timeout", "watch", "xargs"];

/// Where the shell stands.
const WORKING_DIRECTORY: &str = "/root";

/// Runs a command by its name.
///
/// # Errors
/// What the command says when it fails.
pub fn dispatch(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    const NOT_FOUND: i32 = 127;
    let (name, rest) = words.split_first().expect("there is a command to run");
    if name == "kubectl" || name == "k" {
        return run::run(rest, context);
    }
    if WRAPPERS.contains(&name.as_str()) && wrappers(rest) > DEEPEST {
        const NO_FORK: i32 = 254;
        context.out.complain(Style::Error, "bash: fork: Resource temporarily unavailable");
        return Ok(Outcome::Exit(NO_FORK));
    }
    if let Some((_, builtin)) = BUILTINS.iter().find(|(known, _)| known == name) {
        return builtin(rest, context);
    }
    if let Some((_, filter)) = FILTERS.iter().find(|(known, _)| known == name) {
        let filtered = filter(rest, context.stdin.unwrap_or_default(), context.files);
        for error in &filtered.errors {
            context.out.complain(Style::Error, error);
        }
        context.out.print(Style::Plain, &filtered.text);
        return Ok(Outcome::Exit(filtered.code));
    }
    context.out.complain(Style::Error, &format!("bash: {name}: command not found"));
    Ok(Outcome::Exit(NOT_FOUND))
}

/// How many of them may run each other.
const DEEPEST: usize = 20;

/// How many programs that run others are named.
fn wrappers(words: &[String]) -> usize {
    let words = words.iter().flat_map(|word| word.split_whitespace());
    words.filter(|word| WRAPPERS.contains(word)).count()
}

fn nothing(_: &[String], _: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    Ok(Outcome::Done)
}

fn fail(_: &[String], _: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    Ok(Outcome::Exit(1))
}

fn help(_: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let builtins =
        BUILTINS.iter().map(|(name, _)| *name).filter(|name| !matches!(*name, ":" | "["));
    let mut names: Vec<&str> = builtins.chain(FILTERS.iter().map(|(name, _)| *name)).collect();
    names.extend(["alias", "kubectl", "k"]);
    order::all(&mut names);
    context.out.line(Style::Plain, &names.join("  "));
    Ok(Outcome::Done)
}

fn echo(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let is_option = |word: &&String| {
        let letters = word.strip_prefix('-').unwrap_or_default();
        !letters.is_empty() && letters.chars().all(|letter| "neE".contains(letter))
    };
    let (mut ends, mut escapes) = (true, false);
    let options = words.iter().take_while(is_option);
    let count = options.clone().count();
    for letter in options.flat_map(|word| word.chars()) {
        match letter {
            'n' => ends = false,
            'e' => escapes = true,
            'E' => escapes = false,
            _ => {}
        }
    }
    let mut text = words[count..].join(" ");
    if escapes {
        let (written, goes_on) = unescaped(&text, Place::Echo, Dialect::Bash);
        (text, ends) = (written, ends && goes_on);
    }
    context.out.print(Style::Plain, &text);
    if ends {
        context.out.line(Style::Plain, "");
    }
    Ok(Outcome::Done)
}

fn clear(_: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    context.out.print(Style::Plain, CLEAR);
    Ok(Outcome::Done)
}

fn pwd(_: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    context.out.line(Style::Plain, WORKING_DIRECTORY);
    Ok(Outcome::Done)
}

fn cat(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if words.is_empty() {
        context.out.print(Style::Plain, context.stdin.unwrap_or_default());
    }
    let mut code = 0;
    for path in words {
        if path == "-" {
            context.out.print(Style::Plain, context.stdin.unwrap_or_default());
        } else if let Some(text) = context.files.read(path) {
            context.out.print(Style::Plain, &text);
        } else {
            let message = format!("cat: {path}: No such file or directory");
            context.out.complain(Style::Error, &message);
            code = 1;
        }
    }
    Ok(Outcome::Exit(code))
}

fn tee(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let text = context.stdin.unwrap_or_default();
    let (appends, paths) = match words.split_first() {
        Some((option, rest)) if option == "-a" => (true, rest),
        _ => (false, words),
    };
    context.out.print(Style::Plain, text);
    let mut code = 0;
    for path in paths.iter().filter(|path| *path != "/dev/null") {
        let before =
            if appends { context.files.read(path).unwrap_or_default() } else { String::new() };
        if let Err(message) = context.files.write(path, before + text) {
            context.out.complain(Style::Error, &format!("tee: {path}: {message}"));
            code = 1;
        }
    }
    Ok(Outcome::Exit(code))
}

fn ls(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let all = context.files.list();
    let paths: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let long = words.iter().any(|word| word.starts_with('-') && word.contains('l'));
    let mut names: Vec<String> = Vec::new();
    let mut code = 0;
    let here = String::from(".");
    for path in if paths.is_empty() { vec![&here] } else { paths } {
        let directory = path.trim_start_matches("./").trim_end_matches(['/', '.']);
        if all.iter().any(|name| name == directory) {
            names.push(directory.to_owned());
            continue;
        }
        let inside = all.iter().filter_map(|name| {
            let rest = match directory {
                "" => name,
                directory => name.strip_prefix(directory)?.strip_prefix('/')?,
            };
            rest.split('/').next().map(str::to_owned)
        });
        let mut inside: Vec<String> = inside.collect();
        inside.dedup();
        if inside.is_empty() && !directory.is_empty() {
            let message = format!("ls: cannot access '{path}': No such file or directory");
            context.out.complain(Style::Error, &message);
            code = 2;
        }
        names.append(&mut inside);
    }
    if !names.is_empty() {
        // A pipe reads one name a line, and the terminal shows them side by side.
        let separator = if long { "\n" } else { "  " };
        context.out.line(Style::Plain, &names.join(separator));
    }
    Ok(Outcome::Exit(code))
}

/// Waits until a moment.
struct Until(Millis);

impl Waiting for Until {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        Ok(if context.client.now >= self.0 {
            Progress::Done(0)
        } else {
            Progress::Waiting { until: Some(self.0), ends_when_quiet: false }
        })
    }
}

/// `5`, `0.5`, `5s`, `2m`, `1h`: in milliseconds.
pub fn duration(text: &str) -> Option<i64> {
    let (number, unit) = match text.chars().last()? {
        's' => (&text[..text.len() - 1], 1000),
        'm' => (&text[..text.len() - 1], 60_000),
        'h' => (&text[..text.len() - 1], 3_600_000),
        _ => (text, 1000),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut milliseconds = whole.checked_mul(unit)?;
    let mut part = unit;
    for digit in fraction.chars() {
        part /= 10;
        milliseconds = milliseconds.checked_add(i64::from(digit.to_digit(10)?) * part)?;
    }
    (whole >= 0).then_some(milliseconds)
}

/// Milliseconds that anything may be waited for: more would keep the reader waiting, too.
const LONGEST: i64 = 86_400_000;

fn sleep(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if words.is_empty() {
        return Err(Failure::plain("sleep: missing operand"));
    }
    let mut total = 0;
    for word in words {
        let Some(milliseconds) = duration(word) else {
            return Err(Failure::plain(format!("sleep: invalid time interval '{word}'")));
        };
        total = milliseconds.saturating_add(total);
    }
    if total > LONGEST {
        return Err(Failure::plain("sleep: this cluster waits for a day at most"));
    }
    Ok(Outcome::Wait(Box::new(Until(context.client.now + total))))
}

/// A command that is ended when its time is over.
struct Timeout {
    waiting: Box<dyn Waiting>,
    until: Millis,
}

impl Waiting for Timeout {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        const TIMED_OUT: i32 = 124;
        match self.waiting.poll(context)? {
            Progress::Done(code) => Ok(Progress::Done(code)),
            Progress::Waiting { .. } if context.client.now >= self.until => {
                Ok(Progress::Done(TIMED_OUT))
            }
            Progress::Waiting { until, .. } => {
                let until = until.map_or(self.until, |until| until.min(self.until));
                Ok(Progress::Waiting { until: Some(until), ends_when_quiet: false })
            }
        }
    }
}

fn timeout(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    const USAGE: i32 = 125;
    let [time, command @ ..] = words else {
        context.out.complain(Style::Error, "timeout: missing operand");
        return Ok(Outcome::Exit(USAGE));
    };
    let Some(milliseconds) = duration(time) else {
        let message = format!("timeout: invalid time interval '{time}'");
        context.out.complain(Style::Error, &message);
        return Ok(Outcome::Exit(USAGE));
    };
    if command.is_empty() {
        context.out.complain(Style::Error, "timeout: missing operand");
        return Ok(Outcome::Exit(USAGE));
    }
    let until = context.client.now + milliseconds.min(LONGEST);
    Ok(match dispatch(command, context)? {
        Outcome::Wait(waiting) => Outcome::Wait(Box::new(Timeout { waiting, until })),
        outcome => outcome,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_and_fractions() {
        assert_eq!(duration("5"), Some(5000));
        assert_eq!(duration("0.25"), Some(250));
        assert_eq!(duration("1.5m"), Some(90_000));
        assert_eq!(duration("x"), None);
    }
}
