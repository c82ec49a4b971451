//! What `${NAME…}` and braces make of texts.

use super::pattern::fits;

/// A value without what fits a pattern at its start or its end.
pub fn without(value: &[char], pattern: &[char], at_end: bool, longest: bool) -> String {
    let mut lengths: Vec<usize> = (0..=value.len()).collect();
    if longest {
        lengths.reverse();
    }
    for length in lengths {
        let (cut, rest) = match at_end {
            true => (&value[value.len() - length..], &value[..value.len() - length]),
            false => (&value[..length], &value[length..]),
        };
        if fits(pattern, cut) {
            return rest.iter().collect();
        }
    }
    value.iter().collect()
}

/// A value in which something takes the place of what fits a pattern.
pub fn replace(value: &[char], pattern: &[char], by: &str, all: bool) -> String {
    let (mut text, mut at, mut is_done) = (String::new(), 0, false);
    while at < value.len() {
        let fitting = (at + 1..=value.len()).rev().find(|end| fits(pattern, &value[at..*end]));
        match fitting.filter(|_| !is_done) {
            Some(end) => {
                text.push_str(by);
                is_done = !all;
                at = end;
            }
            None => {
                text.push(value[at]);
                at += 1;
            }
        }
    }
    text
}

/// The letters of a value from one on; a place before the first counts from the end.
pub fn part(value: &[char], from: i64, length: Option<i64>) -> String {
    let count = value.len() as i64;
    let from = if from < 0 { (count + from).max(0) } else { from.min(count) };
    let end = match length {
        None => count,
        Some(length) if length < 0 => (count + length).max(from),
        Some(length) => from.saturating_add(length).min(count),
    };
    value[from as usize..end as usize].iter().collect()
}

/// `a{1..3}` and `a{b,c}`, as bash takes them.
pub fn braces(text: &str) -> Vec<String> {
    const MOST: i64 = 10_000;
    let itself = || vec![text.to_owned()];
    let Some((before, rest)) = text.split_once('{') else { return itself() };
    let Some((inner, after)) = rest.split_once('}') else { return itself() };
    let ends = inner
        .split_once("..")
        .and_then(|(from, to)| Some((from.parse::<i64>().ok()?, to.parse::<i64>().ok()?)));
    let values: Vec<String> = match ends {
        Some((from, to)) if from <= to && to - from < MOST => {
            (from..=to).map(|number| number.to_string()).collect()
        }
        Some((from, to)) if to < from && from - to < MOST => {
            (to..=from).rev().map(|number| number.to_string()).collect()
        }
        _ if inner.contains(',') => inner.split(',').map(str::to_owned).collect(),
        _ => return itself(),
    };
    values.into_iter().map(|value| format!("{before}{value}{after}")).collect()
}
