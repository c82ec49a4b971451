//! Regular expressions, as far as scripts, `grep`, `sed` and `awk` need them.

use super::pattern::{Set, class};
use std::cell::Cell;

/// A regular expression: letters, `.`, `[…]`, `^`, `$`, groups, `|`, `*`, `+`, `?` and `{…}`.
#[derive(Debug)]
pub struct Expression {
    branches: Vec<Vec<Item>>,
    groups: usize,
    folds: bool,
    /// How much may still be tried at one place of a text.
    patience: Cell<u32>,
    /// How many tries are in the middle of each other.
    depth: Cell<u32>,
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

/// How many tries may be in the middle of each other: more are taken not to match, either.
const DEEPEST_TRY: u32 = 300;

/// How deeply groups may be nested.
const DEEPEST: usize = 20;

impl Expression {
    /// Reads an expression; in an extended one `+?|(){}` mean something by themselves, in a basic
    /// one only behind a backslash.
    ///
    /// # Errors
    /// What is wrong with it, as `grep` puts it.
    pub fn read(text: &str, extended: bool, folds: bool) -> Result<Expression, &'static str> {
        let letters: Vec<char> = text.chars().collect();
        let mut reader = Reader { letters: &letters, at: 0, extended, groups: 0, depth: 0 };
        let branches = reader.branches()?;
        match reader.peek() {
            None if reader.at == letters.len() => {}
            None => return Err("Trailing backslash"),
            Some(_) => return Err("Unmatched ) or \\)"),
        }
        let (groups, patience, depth) = (reader.groups, Cell::new(PATIENCE), Cell::new(0));
        Ok(Expression { branches, groups, folds, patience, depth })
    }

    /// The first match from a letter on, and of those that begin there the longest.
    pub fn find(&self, text: &[char], from: usize) -> Option<Groups> {
        (from..=text.len()).find_map(|start| {
            let mut longest: Option<Groups> = None;
            let mut groups: Groups = vec![None; self.groups + 1];
            self.patience.set(PATIENCE);
            self.any(&self.branches, text, start, &mut groups, &mut |at, groups| {
                let end = |found: &Groups| found[0].map(|(_, end)| end);
                if longest.as_ref().and_then(end) < Some(at) {
                    let mut found = groups.clone();
                    found[0] = Some((start, at));
                    longest = Some(found);
                }
                // Nothing is longer than the rest of the text.
                at == text.len()
            });
            longest
        })
    }

    /// As [`Expression::find`]: where the match begins and ends.
    pub fn find_range(&self, text: &[char], from: usize) -> Option<(usize, usize)> {
        self.find(text, from).and_then(|groups| groups[0])
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
        let (mut items, mut at) = (items, at);
        while let Some((item, rest)) = items.split_first() {
            let is_group = matches!(item.atom, Atom::Group(..));
            if is_group || (item.least, item.most) != (1, 1) {
                return self.repeated(item, rest, 0, text, at, groups, then);
            }
            let Some(end) = self.one(&item.atom, text, at) else { return false };
            (items, at) = (rest, end);
        }
        then(at, groups)
    }

    /// An item that has matched so many times, and then the rest.
    #[allow(clippy::too_many_arguments)]
    fn repeated(
        &self,
        item: &Item,
        rest: &[Item],
        count: usize,
        text: &[char],
        at: usize,
        groups: &mut Groups,
        then: &mut dyn FnMut(usize, &mut Groups) -> bool,
    ) -> bool {
        let depth = self.depth.get();
        if depth == DEEPEST_TRY {
            return false;
        }
        self.depth.set(depth + 1);
        let found = match item.atom {
            Atom::Group(..) => self.times(item, rest, count, text, at, groups, then),
            _ => self.letters(item, rest, text, at, groups, then),
        };
        self.depth.set(depth);
        found
    }

    /// A letter as often as it is there, or less often, and then the rest.
    fn letters(
        &self,
        item: &Item,
        rest: &[Item],
        text: &[char],
        at: usize,
        groups: &mut Groups,
        then: &mut dyn FnMut(usize, &mut Groups) -> bool,
    ) -> bool {
        let mut end = at;
        let mut least = item.least;
        while end - at < item.most {
            match self.one(&item.atom, text, end) {
                // What takes no room is there as often as it is asked for.
                Some(same) if same == end => least = 0,
                Some(next) => {
                    end = next;
                    continue;
                }
                None => {}
            }
            break;
        }
        let before = groups.clone();
        for end in (at..=end).rev().take_while(|end| end - at >= least) {
            if self.items(rest, text, end, groups, then) {
                return true;
            }
            groups.clone_from(&before);
        }
        false
    }

    /// A group that has matched so many times, and then the rest.
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
                self.repeated(item, rest, count, text, end, groups, then)
            };
            let Atom::Group(number, branches) = &item.atom else { return false };
            let found = self.any(branches, text, at, groups, &mut |end, groups| {
                let outer = groups[*number].replace((at, end));
                let found = again(end, groups);
                if !found {
                    groups[*number] = outer;
                }
                found
            });
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

    fn branches(&mut self) -> Result<Vec<Vec<Item>>, &'static str> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("Regular expression too big");
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
                        _ => self.count().ok_or("Invalid content of \\{\\}")?,
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
        Ok(done)
    }

    fn atom(&mut self, letter: char, operator: bool, is_first: bool) -> Result<Atom, &'static str> {
        Ok(match letter {
            _ if !operator => Atom::Letter(letter),
            '.' => Atom::Any,
            '^' if is_first || self.extended => Atom::Start,
            '$' if self.extended || self.ends_branch() => Atom::End,
            '[' => {
                let set = class(&self.letters[self.at..]);
                let (set, length) = set.ok_or("Unmatched [, [^, [:, [., or [=")?;
                self.at += length;
                Atom::Set(set)
            }
            '(' => {
                self.groups += 1;
                let number = self.groups;
                let branches = self.branches()?;
                let Some((')', true, width)) = self.peek() else {
                    return Err("Unmatched ( or \\(");
                };
                self.at += width;
                Atom::Group(number, branches)
            }
            letter => Atom::Letter(letter),
        })
    }

    fn ends_branch(&self) -> bool {
        matches!(self.peek(), None | Some(('|' | ')', true, _)))
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
