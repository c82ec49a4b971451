//! Patterns of the shell, `*.txt`, and regular expressions, as far as scripts need them.

use std::cell::Cell;

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
struct Set {
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Set {
    fn has(&self, letter: char) -> bool {
        let within = self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter));
        within != self.negated
    }
}

/// What stands behind `[`, and its length with the bracket that closes it.
fn class(text: &[char]) -> Option<(Set, usize)> {
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

/// A regular expression: letters, `.`, `[…]`, `^`, `$`, groups, `|`, `*`, `+`, `?` and `{…}`.
#[derive(Debug)]
pub struct Expression {
    branches: Vec<Vec<Item>>,
    groups: usize,
    folds: bool,
    /// How much may still be tried at one place of a text.
    patience: Cell<u32>,
}

#[derive(Debug)]
struct Item {
    atom: Atom,
    least: usize,
    most: usize,
}

#[derive(Debug)]
enum Atom {
    Letter(char),
    Any,
    Set(Set),
    Start,
    End,
    Group(usize, Vec<Vec<Item>>),
}

/// From where to where a group has matched, by its number; the first is the whole.
pub type Groups = Vec<Option<(usize, usize)>>;

/// How much is tried at one place of a text before it is taken not to match there.
const PATIENCE: u32 = 20_000;

/// How deeply groups may be nested.
const DEEPEST: usize = 20;

impl Expression {
    /// Reads an expression; in an extended one `+?|(){}` mean something by themselves, in a basic
    /// one only behind a backslash. None if something is not closed.
    pub fn read(text: &str, extended: bool, folds: bool) -> Option<Expression> {
        let letters: Vec<char> = text.chars().collect();
        let mut reader = Reader { letters: &letters, at: 0, extended, groups: 0, depth: 0 };
        let branches = reader.branches()?;
        let patience = Cell::new(PATIENCE);
        (reader.at == letters.len()).then_some(Expression {
            patience,
            branches,
            groups: reader.groups,
            folds,
        })
    }

    /// The first match from a letter on.
    pub fn find(&self, text: &[char], from: usize) -> Option<Groups> {
        (from..=text.len()).find_map(|start| {
            let mut groups: Groups = vec![None; self.groups + 1];
            let mut end = None;
            self.patience.set(PATIENCE);
            let found = self.any(&self.branches, text, start, &mut groups, &mut |at, _| {
                end = Some(at);
                true
            });
            groups[0] = end.map(|end| (start, end));
            found.then_some(groups)
        })
    }

    fn any(
        &self,
        branches: &[Vec<Item>],
        text: &[char],
        at: usize,
        groups: &mut Groups,
        then: &mut dyn FnMut(usize, &mut Groups) -> bool,
    ) -> bool {
        branches.iter().any(|items| self.items(items, text, at, groups, then))
    }

    fn items(
        &self,
        items: &[Item],
        text: &[char],
        at: usize,
        groups: &mut Groups,
        then: &mut dyn FnMut(usize, &mut Groups) -> bool,
    ) -> bool {
        let left = self.patience.get();
        if left == 0 {
            return false;
        }
        self.patience.set(left - 1);
        match items.split_first() {
            None => then(at, groups),
            Some((item, rest)) => self.times(item, rest, 0, text, at, groups, then),
        }
    }

    /// An item that has matched so many times, and then the rest.
    #[allow(clippy::too_many_arguments)]
    fn times(
        &self,
        item: &Item,
        rest: &[Item],
        count: usize,
        text: &[char],
        at: usize,
        groups: &mut Groups,
        then: &mut dyn FnMut(usize, &mut Groups) -> bool,
    ) -> bool {
        if count < item.most {
            let before = groups.clone();
            let mut again = |end: usize, groups: &mut Groups| {
                // What takes no room is not repeated.
                let count = if end == at { item.most } else { count + 1 };
                self.times(item, rest, count, text, end, groups, then)
            };
            let found = match &item.atom {
                Atom::Group(number, branches) => {
                    self.any(branches, text, at, groups, &mut |end, groups| {
                        let outer = groups[*number].replace((at, end));
                        let found = again(end, groups);
                        if !found {
                            groups[*number] = outer;
                        }
                        found
                    })
                }
                atom => self.one(atom, text, at).is_some_and(|end| again(end, groups)),
            };
            if found {
                return true;
            }
            *groups = before;
        }
        count >= item.least && self.items(rest, text, at, groups, then)
    }

    /// Where a single letter, or none, ends.
    fn one(&self, atom: &Atom, text: &[char], at: usize) -> Option<usize> {
        let fold = |letter: char| if self.folds { letter.to_ascii_lowercase() } else { letter };
        let letter = text.get(at).copied();
        let fits = match atom {
            Atom::Start => return (at == 0).then_some(at),
            Atom::End => return (at == text.len()).then_some(at),
            Atom::Letter(wanted) => letter.map(fold) == Some(fold(*wanted)),
            Atom::Set(set) => letter.is_some_and(|letter| set.has(letter) || set.has(fold(letter))),
            _ => letter.is_some(),
        };
        fits.then_some(at + 1)
    }
}

struct Reader<'a> {
    letters: &'a [char],
    at: usize,
    extended: bool,
    groups: usize,
    depth: usize,
}

impl Reader<'_> {
    /// The next letter, whether it means more than itself, and how many letters it takes.
    fn peek(&self) -> Option<(char, bool, usize)> {
        const OPERATORS: &str = "+?|(){}";
        let letter = *self.letters.get(self.at)?;
        if letter == '\\' {
            let escaped = *self.letters.get(self.at + 1)?;
            return Some((escaped, !self.extended && OPERATORS.contains(escaped), 2));
        }
        let operator = ".*[^$".contains(letter) || self.extended && OPERATORS.contains(letter);
        Some((letter, operator, 1))
    }

    fn branches(&mut self) -> Option<Vec<Vec<Item>>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut done = Vec::new();
        let mut items: Vec<Item> = Vec::new();
        while let Some((letter, operator, width)) = self.peek() {
            match letter {
                ')' if operator => break,
                '|' if operator => {
                    self.at += width;
                    done.push(std::mem::take(&mut items));
                }
                '*' | '+' | '?' | '{' if operator && !items.is_empty() => {
                    self.at += width;
                    let (least, most) = match letter {
                        '*' => (0, usize::MAX),
                        '+' => (1, usize::MAX),
                        '?' => (0, 1),
                        _ => self.count()?,
                    };
                    if let Some(last) = items.last_mut() {
                        // One behind another widens it.
                        let is_single = (last.least, last.most) == (1, 1);
                        last.least = if is_single { least } else { last.least.min(least) };
                        last.most = if is_single { most } else { last.most.max(most) };
                    }
                }
                _ => {
                    self.at += width;
                    let is_first = items.is_empty();
                    let atom = self.atom(letter, operator, is_first)?;
                    items.push(Item { atom, least: 1, most: 1 });
                }
            }
        }
        self.depth -= 1;
        done.push(items);
        Some(done)
    }

    fn atom(&mut self, letter: char, operator: bool, is_first: bool) -> Option<Atom> {
        Some(match letter {
            _ if !operator => Atom::Letter(letter),
            '.' => Atom::Any,
            '^' if is_first || self.extended => Atom::Start,
            '$' if self.extended || self.at == self.letters.len() => Atom::End,
            '[' => {
                let (set, length) = class(&self.letters[self.at..])?;
                self.at += length;
                Atom::Set(set)
            }
            '(' => {
                self.groups += 1;
                let number = self.groups;
                let branches = self.branches()?;
                let (_, _, width) = self.peek().filter(|next| next.0 == ')')?;
                self.at += width;
                Atom::Group(number, branches)
            }
            letter => Atom::Letter(letter),
        })
    }

    /// `2}`, `2,}` or `2,3}`.
    fn count(&mut self) -> Option<(usize, usize)> {
        let rest: String = self.letters[self.at..].iter().collect();
        let inner = &rest[..rest.find('}')?];
        self.at += inner.chars().count() + 1;
        let inner = inner.trim_end_matches('\\');
        match inner.split_once(',') {
            None => inner.parse().ok().map(|count| (count, count)),
            Some((least, "")) => Some((least.parse().ok()?, usize::MAX)),
            Some((least, most)) => Some((least.parse().ok()?, most.parse().ok()?)),
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

    #[test]
    fn expressions_find_groups() {
        let found = |expression: &str, text: &str| {
            let text = letters(text);
            let groups = Expression::read(expression, true, false)?.find(&text, 0)?;
            let group = |range: Option<(usize, usize)>| {
                range.map_or("-".to_owned(), |(from, to)| text[from..to].iter().collect())
            };
            Some(groups.into_iter().map(group).collect::<Vec<_>>().join("|"))
        };
        assert_eq!(found("-([0-9]+)$", "web-0-12").as_deref(), Some("-12|12"));
        assert_eq!(found("^(a|bc)*d?$", "abcbc").as_deref(), Some("abcbc|bc"));
        assert_eq!(found("x{2,3}", "axxxx").as_deref(), Some("xxx"));
        assert_eq!(found("^(.*?)[[:space:]]+(.*?)$", "a 1").as_deref(), Some("a 1|a|1"));
        assert_eq!(found("^$", "a"), None);
        assert_eq!(found("(a", "a"), None);
        let basic = Expression::read("\\(a*\\)+", false, false).unwrap();
        assert_eq!(basic.find(&letters("baa+"), 0).unwrap()[1], Some((1, 3)));
    }
}
