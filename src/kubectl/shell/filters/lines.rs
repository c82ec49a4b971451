//! The filters that count, cut and order lines.

use super::super::files::Files;
use super::{Filtered, input, options, wrong};
use crate::api::order;

pub fn head(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    ends("head", words, stdin, files)
}

pub fn tail(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    ends("tail", words, stdin, files)
}

fn ends(name: &str, words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    const LINES: usize = 10;
    // `head -3` is the old way to say `head -n 3`.
    let words: Vec<String> = words
        .iter()
        .map(|word| match word.strip_prefix('-') {
            Some(digits) if digits.parse::<usize>().is_ok() => format!("-n{digits}"),
            _ => word.clone(),
        })
        .collect();
    let given = match options(name, "", "n", &words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let count = given.value('n').unwrap_or("10");
    let from_start = count.starts_with('+');
    let Ok(count) = count.trim_start_matches(['+', '-']).parse::<usize>() else {
        return wrong(1, format!("{name}: invalid number of lines: '{count}'"));
    };
    let but_last = given.value('n').is_some_and(|count| count.starts_with('-'));
    let mut filtered = Filtered::default();
    let text = input(name, &given.words, stdin, files, &mut filtered.errors);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let count = if given.value('n').is_some() { count } else { LINES };
    let kept = match (name, from_start, but_last) {
        ("head", _, true) => &lines[..lines.len().saturating_sub(count)],
        ("head", ..) => &lines[..count.min(lines.len())],
        (_, true, _) => &lines[count.saturating_sub(1).min(lines.len())..],
        _ => &lines[lines.len().saturating_sub(count)..],
    };
    filtered.text = kept.concat();
    filtered.code = i32::from(!filtered.errors.is_empty());
    filtered
}

pub fn wc(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    let given = match options("wc", "lwc", "", words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let mut filtered = Filtered::default();
    let text = input("wc", &given.words, stdin, files, &mut filtered.errors);
    let counts = [
        ('l', text.matches('\n').count()),
        ('w', text.split_whitespace().count()),
        ('c', text.len()),
    ];
    let wanted: Vec<String> = counts
        .iter()
        .filter(|(letter, _)| given.letters.is_empty() || given.has(*letter))
        .map(|(_, count)| count.to_string())
        .collect();
    let line = if let [only] = wanted.as_slice() {
        only.clone()
    } else {
        wanted.iter().map(|count| format!("{count:>8}")).collect()
    };
    let names = given.words.join(" ");
    let blank = if names.is_empty() { "" } else { " " };
    filtered.text = format!("{line}{blank}{names}\n");
    filtered.code = i32::from(!filtered.errors.is_empty());
    filtered
}

pub fn sort(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    let given = match options("sort", "rnu", "", words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let mut filtered = Filtered::default();
    let text = input("sort", &given.words, stdin, files, &mut filtered.errors);
    let mut lines: Vec<&str> = text.lines().collect();
    if given.has('n') {
        let number = |line: &str| {
            let line = line.trim_start();
            let end = line.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(line.len());
            line[..end].parse::<u64>().unwrap_or(0)
        };
        order::by(&mut lines, |one, other| number(one).cmp(&number(other)).then(one.cmp(other)));
    } else {
        order::all(&mut lines);
    }
    if given.has('r') {
        lines.reverse();
    }
    if given.has('u') {
        lines.dedup();
    }
    for line in lines {
        filtered.text.push_str(line);
        filtered.text.push('\n');
    }
    filtered.code = if filtered.errors.is_empty() { 0 } else { 2 };
    filtered
}

pub fn uniq(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    let given = match options("uniq", "c", "", words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let mut filtered = Filtered::default();
    let text = input("uniq", &given.words, stdin, files, &mut filtered.errors);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let mut count = 1;
        while lines.next_if_eq(&line).is_some() {
            count += 1;
        }
        if given.has('c') {
            filtered.text.push_str(&format!("{count:>7} "));
        }
        filtered.text.push_str(line);
        filtered.text.push('\n');
    }
    filtered.code = i32::from(!filtered.errors.is_empty());
    filtered
}
