//! The filters that take lines apart and put other characters in place.

use super::super::files::Files;
use super::{Filtered, input, options, wrong};
use crate::api::config::{from_base64, to_base64};

/// The columns of a line in which base64 is written.
const BASE64_COLUMNS: usize = 76;

pub fn cut(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    let given = match options("cut", "s", "dfc", words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let (list, by_character) = match (given.value('f'), given.value('c')) {
        (Some(list), None) => (list, false),
        (None, Some(list)) => (list, true),
        (None, None) => {
            return wrong(1, "cut: you must specify a list of bytes, characters, or fields".into());
        }
        _ => return wrong(1, "cut: only one list may be specified".into()),
    };
    let Some(ranges) = list.split(',').map(range).collect::<Option<Vec<_>>>() else {
        return wrong(1, format!("cut: invalid field value '{list}'"));
    };
    let delimiter = given.value('d').unwrap_or("\t");
    if delimiter.chars().count() != 1 {
        return wrong(1, "cut: the delimiter must be a single character".into());
    }
    let chosen = |place: usize| ranges.iter().any(|(from, to)| (*from..=*to).contains(&place));
    let mut filtered = Filtered::default();
    for line in input("cut", &given.words, stdin, files, &mut filtered.errors).lines() {
        if by_character {
            let kept = line.chars().enumerate().filter(|(at, _)| chosen(at + 1));
            filtered.text.extend(kept.map(|(_, letter)| letter));
        } else if line.contains(delimiter) {
            let kept = line.split(delimiter).enumerate().filter(|(at, _)| chosen(at + 1));
            let kept: Vec<&str> = kept.map(|(_, field)| field).collect();
            filtered.text.push_str(&kept.join(delimiter));
        } else if given.has('s') {
            continue;
        } else {
            filtered.text.push_str(line);
        }
        filtered.text.push('\n');
    }
    filtered.code = i32::from(!filtered.errors.is_empty());
    filtered
}

/// The first and last place of `2`, `2-4`, `2-` or `-4`.
fn range(text: &str) -> Option<(usize, usize)> {
    let place = |text: &str| text.parse::<usize>().ok().filter(|place| *place > 0);
    match text.split_once('-') {
        None => place(text).map(|place| (place, place)),
        Some(("", "")) => None,
        Some((from, "")) => Some((place(from)?, usize::MAX)),
        Some(("", to)) => Some((1, place(to)?)),
        Some((from, to)) => Some((place(from)?, place(to)?)),
    }
}

pub fn tr(words: &[String], stdin: &str, _: &dyn Files) -> Filtered {
    let given = match options("tr", "ds", "", words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let sets: Vec<Vec<char>> = given.words.iter().map(|set| characters(set)).collect();
    let (from, to): (&[char], &[char]) = match sets.as_slice() {
        [from] if given.has('d') || given.has('s') => (from, &[]),
        [from, to] if !to.is_empty() && !given.has('d') => (from, to),
        [from] => {
            let set: String = from.iter().collect();
            return wrong(1, format!("tr: missing operand after '{set}'"));
        }
        [] => return wrong(1, "tr: missing operand".into()),
        _ => return wrong(1, "tr: extra operand".into()),
    };
    let mut filtered = Filtered::default();
    for letter in stdin.chars() {
        let letter = match from.iter().position(|it| *it == letter) {
            Some(_) if given.has('d') => continue,
            Some(at) if !to.is_empty() => to[at.min(to.len() - 1)],
            _ => letter,
        };
        let squeezed = if to.is_empty() { from } else { to };
        let again = filtered.text.ends_with(letter) && squeezed.contains(&letter);
        if !(given.has('s') && again) {
            filtered.text.push(letter);
        }
    }
    filtered
}

/// The characters of a set: themselves, ranges, `\n` and its like, and two classes.
fn characters(set: &str) -> Vec<char> {
    let set = set.replace("[:lower:]", "a-z").replace("[:upper:]", "A-Z");
    let mut letters = set.chars().peekable();
    let mut all: Vec<char> = Vec::new();
    while let Some(letter) = letters.next() {
        let letter = match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            },
            letter => letter,
        };
        if letters.peek() == Some(&'-') {
            letters.next();
            match letters.next() {
                Some(last) => all.extend(letter..=last),
                None => all.extend([letter, '-']),
            }
        } else {
            all.push(letter);
        }
    }
    all
}

pub fn base64(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    let short = |word: &String| match word.as_str() {
        "--decode" | "-D" => "-d".to_owned(),
        other => other.replace("--wrap=", "-w"),
    };
    let words: Vec<String> = words.iter().map(short).collect();
    let given = match options("base64", "d", "w", &words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let columns = given.value('w').map_or(Ok(BASE64_COLUMNS), str::parse);
    let Ok(columns) = columns else { return wrong(1, "base64: invalid wrap size".into()) };
    let mut filtered = Filtered::default();
    let text = input("base64", &given.words, stdin, files, &mut filtered.errors);
    if given.has('d') {
        match from_base64(&text) {
            Ok(bytes) => filtered.text = String::from_utf8_lossy(&bytes).into_owned(),
            Err(_) => return wrong(1, "base64: invalid input".into()),
        }
    } else {
        let coded = to_base64(text.as_bytes());
        for (at, digit) in coded.chars().enumerate() {
            if columns > 0 && at > 0 && at % columns == 0 {
                filtered.text.push('\n');
            }
            filtered.text.push(digit);
        }
        if columns > 0 && !coded.is_empty() {
            filtered.text.push('\n');
        }
    }
    filtered.code = i32::from(!filtered.errors.is_empty());
    filtered
}
