//! Programs that make lines, or other lines of lines.

use super::{inputs, say, split_flags};
use crate::api::clock::Millis;
use crate::node::shell::Dialect;
use crate::node::shell::escape::{Place, unescaped};
use crate::node::shell::expression::Expression;
use crate::node::shell::interpreter::{Interpreter, Io};
use crate::node::shell::printf::{Printed, printf};

/// `seq LAST`, `seq FIRST LAST`, `seq FIRST STEP LAST`
pub(super) fn seq(arguments: &[String], io: &mut Io) -> i32 {
    const MOST: usize = 100_000;
    let mut numbers = Vec::new();
    for word in arguments {
        let Ok(number) = word.parse::<i64>() else {
            io.err(format!("seq: invalid number '{word}'"));
            return 1;
        };
        numbers.push(number);
    }
    let (first, step, last) = match numbers[..] {
        [last] => (1, 1, last),
        [first, last] => (first, 1, last),
        [first, step, last] => (first, step, last),
        _ => {
            io.err("BusyBox v1.36.1 multi-call binary.\n\nUsage: seq [FIRST [INC]] LAST");
            return 1;
        }
    };
    let (mut number, mut text) = (first, String::new());
    for _ in 0..MOST {
        if step > 0 && number > last || step < 0 && number < last {
            break;
        }
        text.push_str(&format!("{number}\n"));
        number = number.saturating_add(step);
    }
    io.out(text);
    0
}

/// `printf`: what it comes to in the words of the container's shell.
pub(super) fn print(shell: &Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let dialect = shell.session.dialect;
    let Printed { text, faults, code } = printf(arguments, dialect);
    io.out(text);
    for fault in faults {
        let is_usage = dialect == Dialect::Bash && fault.starts_with("printf: usage: ");
        io.err(if is_usage { fault } else { shell.session.complaint(&fault) });
    }
    code
}

/// What a backslash makes of a letter in what takes the place of something else.
fn escaped(letter: Option<char>) -> char {
    match letter {
        Some('n') => '\n',
        Some('t') => '\t',
        Some('r') => '\r',
        Some('0') => '\0',
        letter => letter.unwrap_or('\\'),
    }
}

/// `date`, `date +%H:%M` and `date -u`.
pub(super) fn date(now: Millis, arguments: &[String], io: &mut Io) -> i32 {
    let date = super::date_parts(now);
    let Some(format) = arguments.iter().find_map(|word| word.strip_prefix('+')) else {
        let super::DateParts { weekday, month, day, clock, year } = date;
        return say(io, &format!("{weekday} {month} {day:>2} {clock} UTC {year}"));
    };
    // `2026-11-23T19:38:09Z`
    let stamp = now.time().to_string();
    let part = |from: usize, to: usize| stamp.get(from..to).unwrap_or_default();
    let (mut text, mut letters) = (String::new(), format.chars());
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        match letters.next() {
            Some('Y') => text.push_str(&date.year),
            Some('m') => text.push_str(part(5, 7)),
            Some('d') => text.push_str(part(8, 10)),
            Some('F') => text.push_str(part(0, 10)),
            Some('H') => text.push_str(part(11, 13)),
            Some('M') => text.push_str(part(14, 16)),
            Some('S') => text.push_str(part(17, 19)),
            Some('T') => text.push_str(&date.clock),
            Some('R') => text.push_str(part(11, 16)),
            Some('a') => text.push_str(&date.weekday),
            Some('b') => text.push_str(&date.month),
            Some('Z') => text.push_str("UTC"),
            Some('s') => text.push_str(&(now.0 / 1000).to_string()),
            Some('N') => text.push_str(&format!("{:09}", now.0.rem_euclid(1000) * 1_000_000)),
            letter => text.extend(letter),
        }
    }
    say(io, &text)
}

/// `sort` and `uniq`, by letters or by numbers.
pub(super) fn order(
    shell: &mut Interpreter<'_>,
    name: &str,
    arguments: &[String],
    io: &mut Io,
) -> i32 {
    let (flags, paths) = split_flags(arguments);
    let has = |wanted: char| flags.iter().any(|flag| flag.contains(wanted));
    let (texts, code) = inputs(shell, name, &paths, io);
    let mut lines: Vec<&str> = texts.iter().flat_map(|(_, text)| text.lines()).collect();
    if name == "sort" {
        let number = |line: &str| {
            let line = line.trim_start();
            let end = line.find(|c: char| !c.is_ascii_digit() && c != '-');
            line[..end.unwrap_or(line.len())].parse::<i64>().unwrap_or(0)
        };
        match has('n') {
            true => crate::api::order::by(&mut lines, |a, b| number(a).cmp(&number(b))),
            false => crate::api::order::by(&mut lines, |a, b| a.cmp(b)),
        }
        if has('r') {
            lines.reverse();
        }
        if has('u') {
            lines.dedup();
        }
    }
    let (mut text, mut at) = (String::new(), 0);
    while at < lines.len() {
        let same = lines[at..].iter().take_while(|line| **line == lines[at]).count();
        let count = if name == "uniq" { same } else { 1 };
        if name == "uniq" && has('c') {
            text.push_str(&format!("{same:>7} "));
        }
        text.push_str(lines[at]);
        text.push('\n');
        at += count;
    }
    io.out(text);
    code
}

/// `cut -d: -f1,3` and `cut -c1-8`
pub(super) fn cut(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (mut delimiter, mut list, mut by_letter) = ('\t', String::new(), false);
    let mut paths: Vec<&str> = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let Some(flag) = word.strip_prefix('-').filter(|flag| !flag.is_empty()) else {
            paths.push(word);
            continue;
        };
        let (kind, rest) = flag.split_at(1);
        let next = if rest.is_empty() { words.next().map_or("", String::as_str) } else { rest };
        match kind {
            "d" => delimiter = next.chars().next().unwrap_or(delimiter),
            "f" => next.clone_into(&mut list),
            _ => {
                by_letter = true;
                next.clone_into(&mut list);
            }
        }
    }
    let wanted = |place: usize| {
        list.split(',').any(|range| {
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            let from = from.parse().unwrap_or(1);
            (from..=to.parse().unwrap_or(usize::MAX)).contains(&place)
        })
    };
    let (texts, code) = inputs(shell, "cut", &paths, io);
    let mut text = String::new();
    for line in texts.iter().flat_map(|(_, text)| text.lines()) {
        let keep = |(index, _): &(usize, _)| wanted(index + 1);
        if by_letter {
            text.extend(line.chars().enumerate().filter(keep).map(|(_, letter)| letter));
        } else if line.contains(delimiter) {
            let parts = line.split(delimiter).enumerate();
            let kept: Vec<&str> =
                parts.filter(|(index, _)| wanted(index + 1)).map(|(_, part)| part).collect();
            text.push_str(&kept.join(delimiter.encode_utf8(&mut [0; 4])));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    io.out(text);
    code
}

/// `tr a-z A-Z` and `tr -d x`
pub(super) fn translate(arguments: &[String], io: &mut Io) -> i32 {
    let (flags, sets) = split_flags(arguments);
    let letters = |set: &str| {
        let set = set.replace("[:lower:]", "a-z").replace("[:upper:]", "A-Z");
        let set = unescaped(&set, Place::Format, Dialect::Dash).0;
        let set: Vec<char> = set.chars().collect();
        let mut all = Vec::new();
        let mut at = 0;
        while let Some(letter) = set.get(at) {
            match (set.get(at + 1), set.get(at + 2)) {
                (Some('-'), Some(to)) => {
                    all.extend(*letter..=*to);
                    at += 3;
                }
                _ => {
                    all.push(*letter);
                    at += 1;
                }
            }
        }
        all
    };
    let from = sets.first().map(|set| letters(set)).unwrap_or_default();
    let to = sets.get(1).map(|set| letters(set)).unwrap_or_default();
    let deletes = flags.contains(&"-d");
    let input = std::mem::take(&mut io.input);
    let changed = input.chars().filter_map(|letter| {
        let Some(place) = from.iter().position(|it| *it == letter) else { return Some(letter) };
        if deletes { None } else { to.get(place).or(to.last()).copied().or(Some(letter)) }
    });
    let text = changed.collect::<String>();
    io.out(text);
    0
}

/// `sed s/…/…/`, also with `-E` and `-i`; it knows no other command than to replace.
pub(super) fn edit(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let in_place = arguments.iter().any(|word| word == "-i");
    let extended = arguments.iter().any(|word| matches!(word.as_str(), "-E" | "-r"));
    let words: Vec<&str> = split_flags(arguments).1;
    let Some((script, paths)) = words.split_first() else {
        io.err("BusyBox v1.36.1 multi-call binary.\n\nUsage: sed [-i] [-nE] SCRIPT [FILE]...");
        return 1;
    };
    let replacements: Option<Vec<Replacement>> =
        script.split(';').map(|part| Replacement::read(part.trim(), extended)).collect();
    let Some(replacements) = replacements else {
        io.err("sed: unsupported command");
        return 1;
    };
    let (texts, code) = inputs(shell, "sed", paths, io);
    for (path, text) in texts {
        let mut changed = String::new();
        for line in text.lines() {
            let line = line.to_owned();
            let line = replacements.iter().fold(line, |line, one| one.apply(&line));
            changed.push_str(&line);
            changed.push('\n');
        }
        if in_place && !path.is_empty() {
            let full = crate::node::files::resolve(&shell.session.directory, &path);
            let (run, disks) = shell.files();
            if let Err(error) = run.write(disks, &full, &changed) {
                io.err(format!("sed: {path}: {error}"));
                return 1;
            }
        } else {
            io.out(changed);
        }
    }
    code
}

struct Replacement {
    expression: Expression,
    by: String,
    all: bool,
}

impl Replacement {
    fn read(text: &str, extended: bool) -> Option<Replacement> {
        let rest = text.strip_prefix('s')?;
        let delimiter = rest.chars().next()?;
        let mut parts = rest[delimiter.len_utf8()..].split(delimiter);
        let (pattern, by, flags) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let expression = Expression::read(pattern, extended, flags.contains(['i', 'I'])).ok()?;
        Some(Replacement { expression, by: by.to_owned(), all: flags.contains('g') })
    }

    fn apply(&self, line: &str) -> String {
        let letters: Vec<char> = line.chars().collect();
        let (mut text, mut at) = (String::new(), 0);
        while let Some(groups) = self.expression.find(&letters, at) {
            let Some((from, to)) = groups[0] else { break };
            text.extend(&letters[at..from]);
            let group = |number: usize| {
                let range = groups.get(number).copied().flatten().unwrap_or((0, 0));
                letters[range.0..range.1].iter()
            };
            let mut by = self.by.chars();
            while let Some(letter) = by.next() {
                match letter {
                    '&' => text.extend(group(0)),
                    '\\' => match by.next() {
                        Some(digit) if digit.is_ascii_digit() => {
                            text.extend(group(digit as usize - '0' as usize));
                        }
                        other => text.push(escaped(other)),
                    },
                    letter => text.push(letter),
                }
            }
            at = to;
            if to == from {
                text.extend(letters.get(to));
                at += 1;
            }
            if !self.all || at > letters.len() {
                break;
            }
        }
        text.extend(letters.get(at..).unwrap_or_default());
        text
    }
}
