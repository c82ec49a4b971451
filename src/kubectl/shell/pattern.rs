//! Regular expressions, as far as `grep` and `sed` need them: literals, `.`, `*`, `+`, `?`,
//! `[…]`, `^`, `$`, groups and `|`.
//!
//! In basic syntax `+`, `?`, `|`, `(` and `)` are themselves unless escaped; in extended syntax
//! (`-E`) it is the other way round.

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    branches: Branches,
    ignore_case: bool,
}

type Branches = Vec<Vec<Item>>;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    atom: Atom,
    least: usize,
    most: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Atom {
    Letter(char),
    Any,
    Class { negated: bool, ranges: Vec<(char, char)> },
    Start,
    End,
    Group(Branches),
}

/// Guards against patterns that nest without end.
const DEEPEST: usize = 20;

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// It is malformed.
    pub fn new(text: &str, extended: bool, ignore_case: bool) -> Result<Pattern, &'static str> {
        let letters: Vec<char> = text.chars().collect();
        let mut reader = Reader { letters: &letters, at: 0, extended, depth: 0 };
        let branches = reader.branches()?;
        if reader.at < letters.len() {
            return Err("Unmatched ) or \\)");
        }
        Ok(Pattern { branches, ignore_case })
    }

    /// Whether the text matches anywhere.
    pub fn is_match(&self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        self.find(&letters, 0).is_some()
    }

    /// The first match at or after `from`, as a range of letters; of the matches there, the
    /// longest that greedy repetition finds first.
    pub fn find(&self, letters: &[char], from: usize) -> Option<(usize, usize)> {
        (from..=letters.len()).find_map(|start| {
            let mut end = None;
            self.branches_at(&self.branches, letters, start, &mut |at| {
                end = end.max(Some(at));
                false
            });
            end.map(|end| (start, end))
        })
    }

    fn branches_at(
        &self,
        branches: &Branches,
        letters: &[char],
        at: usize,
        then: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        branches.iter().any(|items| self.items_at(items, letters, at, then))
    }

    fn items_at(
        &self,
        items: &[Item],
        letters: &[char],
        at: usize,
        then: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        let Some((item, rest)) = items.split_first() else { return then(at) };
        match &item.atom {
            Atom::Group(branches) => self.group_at(item, branches, rest, (letters, at), 0, then),
            atom => {
                // A single letter can be counted first and given back one by one.
                let mut ends = vec![at];
                while ends.len() <= item.most {
                    let last = ends[ends.len() - 1];
                    let Some(next) = self.letter_at(atom, letters, last) else { break };
                    if next == last {
                        // An anchor takes no room; repeating it changes nothing.
                        return item.least <= 1 && self.items_at(rest, letters, at, then);
                    }
                    ends.push(next);
                }
                let enough = ends.get(item.least..).unwrap_or_default();
                enough.iter().rev().any(|&end| self.items_at(rest, letters, end, then))
            }
        }
    }

    fn group_at(
        &self,
        item: &Item,
        branches: &Branches,
        rest: &[Item],
        (letters, at): (&[char], usize),
        count: usize,
        then: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        if count < item.most {
            let again = self.branches_at(branches, letters, at, &mut |end| {
                end > at && self.group_at(item, branches, rest, (letters, end), count + 1, then)
            });
            if again {
                return true;
            }
        }
        count >= item.least && self.items_at(rest, letters, at, then)
    }

    fn letter_at(&self, atom: &Atom, letters: &[char], at: usize) -> Option<usize> {
        match atom {
            Atom::Start => return (at == 0).then_some(at),
            Atom::End => return (at == letters.len()).then_some(at),
            _ => {}
        }
        let letter = *letters.get(at)?;
        let same = |one: char, other: char| {
            one == other || self.ignore_case && one.eq_ignore_ascii_case(&other)
        };
        let fits = match atom {
            Atom::Letter(wanted) => same(letter, *wanted),
            Atom::Class { negated, ranges } => {
                let within = |letter: char| ranges.iter().any(|(a, z)| (*a..=*z).contains(&letter));
                let found = within(letter)
                    || self.ignore_case
                        && (within(letter.to_ascii_lowercase())
                            || within(letter.to_ascii_uppercase()));
                found != *negated
            }
            _ => true,
        };
        fits.then_some(at + 1)
    }
}

struct Reader<'a> {
    letters: &'a [char],
    at: usize,
    extended: bool,
    depth: usize,
}

impl Reader<'_> {
    /// The next letter and whether it is an operator in this syntax.
    fn peek(&self) -> Option<(char, bool, usize)> {
        let letter = *self.letters.get(self.at)?;
        if letter == '\\' {
            let escaped = *self.letters.get(self.at + 1)?;
            return Some((escaped, !self.extended && "+?|()".contains(escaped), 2));
        }
        let operator = ".*[^$".contains(letter) || self.extended && "+?|()".contains(letter);
        Some((letter, operator, 1))
    }

    fn branches(&mut self) -> Result<Branches, &'static str> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("Regular expression too big");
        }
        let mut branches = vec![Vec::new()];
        while let Some((letter, operator, width)) = self.peek() {
            let items = branches.last_mut().expect("there is always a branch");
            match letter {
                '|' if operator => {
                    self.at += width;
                    branches.push(Vec::new());
                }
                ')' if operator => break,
                '*' | '+' | '?' if operator && !items.is_empty() => {
                    self.at += width;
                    let last: &mut Item = items.last_mut().expect("checked above");
                    (last.least, last.most) = match letter {
                        '*' => (0, usize::MAX),
                        '+' => (1, usize::MAX),
                        _ => (0, 1),
                    };
                }
                _ => {
                    let first = items.is_empty();
                    let atom = self.atom(letter, operator, width, first)?;
                    items.push(Item { atom, least: 1, most: 1 });
                }
            }
        }
        self.depth -= 1;
        Ok(branches)
    }

    fn atom(
        &mut self,
        letter: char,
        operator: bool,
        width: usize,
        first: bool,
    ) -> Result<Atom, &'static str> {
        self.at += width;
        if !operator {
            return Ok(Atom::Letter(letter));
        }
        Ok(match letter {
            '.' => Atom::Any,
            '^' if first || self.extended => Atom::Start,
            '$' if self.ends_branch() => Atom::End,
            '[' => self.class()?,
            '(' => {
                let branches = self.branches()?;
                let Some((')', true, width)) = self.peek() else {
                    return Err("Unmatched ( or \\(");
                };
                self.at += width;
                Atom::Group(branches)
            }
            letter => Atom::Letter(letter),
        })
    }

    fn ends_branch(&self) -> bool {
        matches!(self.peek(), None | Some(('|' | ')', true, _)))
    }

    fn class(&mut self) -> Result<Atom, &'static str> {
        const OPEN: &str = "Unmatched [, [^, [:, [., or [=";
        let negated = self.letters.get(self.at) == Some(&'^');
        self.at += usize::from(negated);
        let mut ranges = Vec::new();
        loop {
            let from = *self.letters.get(self.at).ok_or(OPEN)?;
            self.at += 1;
            if from == ']' && !ranges.is_empty() {
                return Ok(Atom::Class { negated, ranges });
            }
            let range = self.letters.get(self.at) == Some(&'-')
                && self.letters.get(self.at + 1).is_some_and(|letter| *letter != ']');
            let to = if range { self.letters[self.at + 1] } else { from };
            self.at += if range { 2 } else { 0 };
            ranges.push((from, to));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, extended: bool, text: &str) -> bool {
        Pattern::new(pattern, extended, false).unwrap().is_match(text)
    }

    #[test]
    fn basic_and_extended_syntax_differ_in_what_is_escaped() {
        assert!(matches("a+b", false, "a+b") && !matches("a+b", true, "a+b"));
        assert!(matches("a+b", true, "xaab") && matches(r"a\+b", false, "aab"));
        assert!(matches("^(Pulled|Pulling) ", true, "Pulling image"));
        assert!(matches(r"^\(Pulled\|Pulling\) ", false, "Pulled image"));
        assert!(!matches("^Pull", false, "a Pull"));
    }

    #[test]
    fn classes_repetition_and_anchors() {
        assert!(
            matches("^web-[0-9]*$", false, "web-12") && !matches("^web-[0-9]*$", false, "web-x")
        );
        assert!(matches("[^a-c]", false, "abcd") && !matches("[^a-c]", false, "abc"));
        assert!(matches("(ab)+c", true, "ababc") && !matches("(ab)+c", true, "ac"));
        assert!(matches("colou?r", true, "color"));
        assert!(matches("a.c", false, "abc") && matches("", false, ""));
        assert!(Pattern::new("RUN", false, true).unwrap().is_match("Running"));
    }

    #[test]
    fn the_longest_match_is_found() {
        let letters: Vec<char> = "serviceName: web".chars().collect();
        let pattern = Pattern::new("Name: .*", false, false).unwrap();
        assert_eq!(pattern.find(&letters, 0), Some((7, 16)));
    }
}
