//! Programs that look into texts.

use super::{inputs, split_flags};
use crate::node::shell::expression::Expression;
use crate::node::shell::interpreter::{Interpreter, Io};

/// How many lines `head` and `tail` print, whether they are counted from the start of the text
/// (`+5`), and of which files.
pub(super) fn lines_wanted(arguments: &[String]) -> (usize, bool, Vec<&str>) {
    let (mut lines, mut from_start) = (10, false);
    let mut paths = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let Some(flag) = word.strip_prefix('-').filter(|flag| !flag.is_empty()) else {
            paths.push(word.as_str());
            continue;
        };
        let number = match flag {
            "n" => words.next().map_or("", String::as_str),
            flag => flag.trim_start_matches(|c: char| c.is_ascii_alphabetic()),
        };
        from_start |= number.starts_with('+');
        lines = number.parse().unwrap_or(lines);
    }
    (lines, from_start, paths)
}

pub(super) fn part(
    shell: &mut Interpreter<'_>,
    name: &str,
    arguments: &[String],
    io: &mut Io,
) -> i32 {
    let (lines, from_start, paths) = lines_wanted(arguments);
    let (texts, code) = inputs(shell, name, &paths, io);
    for (_, text) in texts {
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        let (skip, most) = match name {
            "tail" if from_start => (lines.saturating_sub(1), all.len()),
            "tail" => (all.len().saturating_sub(lines), lines),
            _ => (0, lines),
        };
        let kept: String = all.into_iter().skip(skip).take(most).collect();
        io.out(kept);
    }
    code
}

pub(super) fn count(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (flags, paths) = split_flags(arguments);
    let wants = |flag: char| flags.is_empty() || flags.iter().any(|word| word.contains(flag));
    let (texts, code) = inputs(shell, "wc", &paths, io);
    for (path, text) in texts {
        let mut numbers = Vec::new();
        if wants('l') {
            numbers.push(text.matches('\n').count());
        }
        if wants('w') {
            numbers.push(text.split_whitespace().count());
        }
        if wants('c') {
            numbers.push(text.len());
        }
        let line = match &numbers[..] {
            [one] => one.to_string(),
            many => many.iter().map(|number| format!("{number:>9}")).collect::<Vec<_>>().join(" "),
        };
        let gap = if path.is_empty() { "" } else { " " };
        io.out(format!("{line}{gap}{path}\n"));
    }
    code
}

pub(super) fn grep(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (flags, words) = split_flags(arguments);
    let has = |wanted: char| flags.iter().any(|flag| flag.contains(wanted));
    let Some((pattern, paths)) = words.split_first() else {
        io.err("Usage: grep [-vqic] PATTERN [FILE]...");
        return 2;
    };
    let fold = |text: &str| if has('i') { text.to_ascii_lowercase() } else { text.to_owned() };
    let plain = fold(pattern);
    let expression = match has('F') {
        true => None,
        false => match Expression::read(pattern, has('E'), has('i')) {
            Ok(expression) => Some(expression),
            Err(why) => {
                io.err(format!("grep: bad regex '{pattern}': {why}"));
                return 2;
            }
        },
    };
    let fits = |line: &str| match &expression {
        Some(expression) => {
            let letters: Vec<char> = line.chars().collect();
            expression.find(&letters, 0).is_some()
        }
        None => fold(line).contains(&plain),
    };
    let (texts, failed) = inputs(shell, "grep", paths, io);
    let mut found = 0;
    for (path, text) in &texts {
        for line in text.lines().filter(|line| fits(line) != has('v')) {
            found += 1;
            if !has('q') && !has('c') {
                let name = if texts.len() > 1 { format!("{path}:") } else { String::new() };
                io.out(format!("{name}{line}\n"));
            }
        }
    }
    if has('c') {
        io.out(format!("{found}\n"));
    }
    match (found, failed) {
        (_, 1) => 2,
        (0, _) => 1,
        _ => 0,
    }
}
