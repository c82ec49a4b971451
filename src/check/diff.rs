//! Which lines of two outputs differ, of those that were found to be different.

use crate::compare::names::{Names, Of};
use crate::compare::shape;

/// A line that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Its number in the notes: where nothing is expected, that of the line before.
    pub line: usize,
    /// What the notes show, if anything.
    pub expected: Option<String>,
    /// What the model prints, if anything.
    pub got: Option<String>,
    /// What else helps to understand it.
    pub note: &'static str,
}

impl Mismatch {
    /// How far apart the two lines are, in words.
    pub fn distance(&self) -> usize {
        let words = |line: &Option<String>| -> Vec<String> {
            let shaped = shape::replace(line.as_deref().unwrap_or_default());
            shaped.split_whitespace().map(str::to_owned).collect()
        };
        let (mine, theirs) = (words(&self.expected), words(&self.got));
        let same = mine.iter().zip(&theirs).filter(|(one, other)| one == other).count();
        1 + mine.len().max(theirs.len()) - same
    }
}

/// What is compared of a line, and the line.
type Shaped<'a> = (String, &'a str);

/// The lines that differ; `shown` are the lines of the notes, `last` is the one before them.
pub fn lines(shown: &[(usize, &str)], actual: &str, last: usize) -> Vec<Mismatch> {
    let text: Vec<&str> = shown.iter().map(|(_, line)| *line).collect();
    let text = text.join("\n");
    let mut names = Names::default();
    let expected = shaped(&text, &mut names, Of::Recording);
    let got = shaped(actual, &mut names, Of::Model);
    let number = |at: usize| shown.get(at).map_or(last, |(number, _)| *number);
    let mut found = Vec::new();
    let (mut left, mut right) = (0, 0);
    for (one, other) in same(&expected, &got).into_iter().chain([(expected.len(), got.len())]) {
        let count = (one - left).max(other - right);
        for at in 0..count {
            let mine = (left + at < one).then(|| expected[left + at].1.to_owned());
            let theirs = (right + at < other).then(|| got[right + at].1.to_owned());
            let line = if mine.is_some() {
                number(left + at)
            } else {
                one.checked_sub(1).map_or(last, number)
            };
            found.push(Mismatch { line, expected: mine, got: theirs, note: "" });
        }
        (left, right) = (one + 1, other + 1);
    }
    if found.is_empty() {
        found = of_names(shown, actual, &mut names);
    }
    found
}

/// Where only made-up names differ, which stood for others above: the lines that have some.
fn of_names(shown: &[(usize, &str)], actual: &str, names: &mut Names) -> Vec<Mismatch> {
    let rows = shown.iter().zip(actual.lines());
    let named = rows.filter(|((_, line), _)| names.mark(Of::Recording, line) != **line);
    let mismatch = |((line, mine), theirs): (&(usize, &str), &str)| Mismatch {
        line: *line,
        expected: Some((*mine).to_owned()),
        got: Some(theirs.to_owned()),
        note: "the name stood for another object above",
    };
    named.map(mismatch).collect()
}

/// Every line with its shape, in which one sign stands for any name that was made up.
fn shaped<'a>(text: &'a str, names: &mut Names, of: Of) -> Vec<Shaped<'a>> {
    const FIRST_NAME: char = '\u{f0000}';
    let text = text.trim_end();
    let mut shapes = Vec::new();
    for (at, block) in shape::blocks(text).iter().enumerate() {
        if at > 0 {
            shapes.push(String::new());
        }
        for line in block {
            let marked = names.mark(of, line);
            let blank = |letter| if letter >= FIRST_NAME { FIRST_NAME } else { letter };
            shapes.push(shape::replace(&marked.chars().map(blank).collect::<String>()));
        }
    }
    shapes.into_iter().zip(text.lines()).collect()
}

/// The places of the longest sequence of lines that both have, in order.
fn same(one: &[Shaped], other: &[Shaped]) -> Vec<(usize, usize)> {
    let width = other.len() + 1;
    let mut longest = vec![0_usize; (one.len() + 1) * width];
    for at in (0..one.len()).rev() {
        for to in (0..other.len()).rev() {
            longest[at * width + to] = if one[at].0 == other[to].0 {
                longest[(at + 1) * width + to + 1] + 1
            } else {
                longest[(at + 1) * width + to].max(longest[at * width + to + 1])
            };
        }
    }
    let (mut at, mut to) = (0, 0);
    let mut pairs = Vec::new();
    while at < one.len() && to < other.len() {
        if one[at].0 == other[to].0 {
            pairs.push((at, to));
            (at, to) = (at + 1, to + 1);
        } else if longest[(at + 1) * width + to] >= longest[at * width + to + 1] {
            at += 1;
        } else {
            to += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(shown: &str, actual: &str) -> Vec<String> {
        let shown: Vec<(usize, &str)> =
            shown.lines().enumerate().map(|(at, line)| (at + 10, line)).collect();
        let tell = |found: Mismatch| {
            let [mine, theirs] = [found.expected, found.got].map(|text| text.unwrap_or_default());
            format!("{}: {mine}|{theirs}", found.line)
        };
        lines(&shown, actual, 9).into_iter().map(tell).collect()
    }

    #[test]
    fn lines_that_differ_are_told_by_their_numbers() {
        assert_eq!(told("a\nb\nc", "a\nx\nc\n"), ["11: b|x"]);
        assert_eq!(told("a\nb", "a\n"), ["11: b|"]);
        assert_eq!(told("a", "a\nb\n"), ["10: |b"]);
        assert_eq!(told("a", "b\n"), ["10: a|b"]);
        assert_eq!(told("a\n\n\nb\nc", "a\n\n\nb\nd"), ["14: c|d"]);
        assert_eq!(told("AGE\n5s\nx", "AGE\n66s\ny"), ["12: x|y"]);
    }
}
