//! Patterns of the shell: `*.txt`.

/// Whether a text fits a pattern with `*`, `?` and `[…]`, of which a backslash takes the meaning.
pub fn fits(pattern: &[char], text: &[char]) -> bool {
    let (mut at, mut place) = (0, 0);
    // Behind the last star, and what it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    loop {
        if pattern.get(at) == Some(&'*') {
            star = Some((at + 1, place));
            at += 1;
            continue;
        }
        match text.get(place) {
            None if at == pattern.len() => return true,
            None => return false,
            Some(letter) => {
                if let Some(width) = fits_one(&pattern[at..], *letter) {
                    (at, place) = (at + width, place + 1);
                    continue;
                }
            }
        }
        let Some((behind, taken)) = star else { return false };
        star = Some((behind, taken + 1));
        (at, place) = (behind, taken + 1);
    }
}

/// How much of a pattern stands for a letter, if it fits.
fn fits_one(pattern: &[char], letter: char) -> Option<usize> {
    let (first, rest) = pattern.split_first()?;
    let (fits, width) = match first {
        '?' => (true, 1),
        '\\' if !rest.is_empty() => (rest[0] == letter, 2),
        '[' => match class(rest) {
            Some((set, length)) => (set.has(letter), length + 1),
            None => (letter == '[', 1),
        },
        first => (*first == letter, 1),
    };
    fits.then_some(width)
}

/// A text with a backslash before whatever a pattern would take for more than itself.
pub fn escape(text: &str, into: &mut String) {
    for letter in text.chars() {
        if "*?[]\\^$.+(){}|".contains(letter) {
            into.push('\\');
        }
        into.push(letter);
    }
}

/// Letters of which one has to be there, or must not be.
#[derive(Clone, Debug)]
pub(super) struct Set {
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Set {
    pub fn has(&self, letter: char) -> bool {
        let within = self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter));
        within != self.negated
    }
}

/// What stands behind `[`, and its length with the bracket that closes it.
pub(super) fn class(text: &[char]) -> Option<(Set, usize)> {
    const NAMED: &[(&str, &[(char, char)])] = &[
        ("[:alnum:]", &[('a', 'z'), ('A', 'Z'), ('0', '9')]),
        ("[:alpha:]", &[('a', 'z'), ('A', 'Z')]),
        ("[:digit:]", &[('0', '9')]),
        ("[:lower:]", &[('a', 'z')]),
        ("[:space:]", &[(' ', ' '), ('\t', '\r')]),
        ("[:upper:]", &[('A', 'Z')]),
    ];
    let negated = matches!(text.first(), Some('!' | '^'));
    let first = usize::from(negated);
    let (mut at, mut ranges) = (first, Vec::new());
    loop {
        let letter = *text.get(at)?;
        if letter == ']' && at > first {
            return Some((Set { negated, ranges }, at + 1));
        }
        let is_named =
            |name: &str| name.chars().enumerate().all(|(i, c)| text.get(at + i) == Some(&c));
        if let Some((name, of)) = NAMED.iter().find(|(name, _)| is_named(name)) {
            ranges.extend_from_slice(of);
            at += name.len();
            continue;
        }
        if letter == '\\' && at + 1 < text.len() {
            at += 1;
        }
        let from = text[at];
        match (text.get(at + 1), text.get(at + 2)) {
            (Some('-'), Some(to)) if *to != ']' => {
                ranges.push((from, *to));
                at += 3;
            }
            _ => {
                ranges.push((from, from));
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn patterns_fit_whole_texts() {
        let cases = [
            ("*-0", "web-0", true),
            ("web-?", "web-10", false),
            ("[a-c]*[!0-9]", "box", true),
            ("[[:digit:]]", "7", true),
            ("\\*", "x", false),
            ("[x", "[x", true),
        ];
        for (pattern, text, holds) in cases {
            assert_eq!(fits(&letters(pattern), &letters(text)), holds, "{pattern} {text}");
        }
    }
}
