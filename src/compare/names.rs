//! Names that differ from run to run, and which of the recording's stands for which of the model's.
//!
//! A cluster makes up the hashes of ReplicaSets and revisions and the suffixes of pods. Such names
//! are never compared by letter. Instead each has a *class*: names of both sides are in the same
//! class while everything that was printed of them was the same. What is printed later can only
//! split a class, never join two, so a pod that should have survived must still be one of those
//! that it could have been before. A step matches if its lines are the same with every name
//! replaced by its class, and if every class has as many names on one side as on the other: then
//! the names can be matched one to one.

use regex::{Captures, Regex};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a generated name looks like: a hash, a suffix or both, behind something given. The
/// alphabets are upstream's, without vowels and without the digits 0, 1 and 3.
pub const GENERATED: &str = concat!(
    r#"(?:[a-z0-9]-|hash=|hash: |hash": ")"#,
    r"(?:([4-9bcdf]{6,10})\b(?:-([2456789bcdfghjklmnpqrstvwxz]{5})(?:\b|(_)))?|",
    r"([2456789bcdfghjklmnpqrstvwxz]{5})\b)",
);

static PATTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new(GENERATED).expect("a pattern"));

/// In a marked text one character stands for a name, and in a compared one for a class.
const FIRST_NAME: u32 = 0xF_0000;
const FIRST_CLASS: u32 = 0x10_0000;
/// How many names and classes have such a character.
const MOST: usize = 0xFFF0;

/// Where a line has to stand; lines of the same place may stand in any order.
pub type Place = (usize, usize);

/// The lines of an output, marked and with their places.
pub type Lines = Vec<(Place, String)>;

/// The names of one side in the order in which they came up, and their classes. A name has none
/// before it was part of a match.
#[derive(Clone, Debug, Default)]
struct Side {
    names: Vec<String>,
    indices: BTreeMap<String, usize>,
    classes: Vec<Option<usize>>,
}

/// The two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The recording.
    Recording,
    /// The model.
    Model,
}

/// All names of both sides.
#[derive(Clone, Debug, Default)]
pub struct Names {
    recorded: Side,
    model: Side,
    classes: usize,
}

impl Side {
    fn index(&mut self, name: &str) -> usize {
        if let Some(index) = self.indices.get(name) {
            return *index;
        }
        let index = self.names.len();
        assert!(index < MOST, "too many names");
        self.names.push(name.to_owned());
        self.indices.insert(name.to_owned(), index);
        self.classes.push(None);
        index
    }

    fn mark(&mut self, line: &str) -> String {
        PATTERN
            .replace_all(line, |found: &Captures| {
                let part = |group| found.get(group).map_or("", |part| part.as_str());
                let (hash, suffix, behind, alone) = (part(1), part(2), part(3), part(4));
                let made_up = found.get(1).or(found.get(4)).expect("one of the two is there");
                let start = found.get(0).expect("the whole match").start();
                let mut text = found[0][..made_up.start() - start].to_owned();
                if !hash.is_empty() {
                    text.push(character(FIRST_NAME, self.index(hash)));
                }
                if !suffix.is_empty() {
                    text.push('-');
                    text.push(character(FIRST_NAME, self.index(&format!("{hash}-{suffix}"))));
                    text.push_str(behind);
                }
                if !alone.is_empty() {
                    text.push(character(FIRST_NAME, self.index(alone)));
                }
                text
            })
            .into_owned()
    }

    /// The names in a marked text, in order.
    fn found<'a>(text: &'a str) -> impl Iterator<Item = usize> + 'a {
        text.chars().filter_map(|found| offset(FIRST_NAME, found))
    }

    /// The lines with every name replaced by its class.
    fn rendered(&self, lines: &Lines, classes: &[usize]) -> Lines {
        let render = |text: &String| {
            text.chars()
                .map(|letter| match offset(FIRST_NAME, letter) {
                    Some(name) => character(FIRST_CLASS, classes[name]),
                    None => letter,
                })
                .collect()
        };
        lines.iter().map(|(place, text)| (*place, render(text))).collect()
    }

    /// What tells a name from others: its class and the lines in which it stands.
    fn signatures(&self, lines: &Lines, classes: &[usize]) -> Vec<Signature> {
        let mut signatures: Vec<Signature> =
            classes.iter().map(|class| (*class, Vec::new())).collect();
        for ((place, rendered), (_, marked)) in self.rendered(lines, classes).iter().zip(lines) {
            for (position, name) in Side::found(marked).enumerate() {
                signatures[name].1.push((*place, rendered.clone(), position));
            }
        }
        for (_, lines) in &mut signatures {
            lines.sort_unstable();
        }
        signatures
    }

    fn members(&self, class: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.names.len()).filter(move |name| self.classes[*name] == Some(class))
    }
}

type Signature = (usize, Vec<(Place, String, usize)>);

fn character(first: u32, offset: usize) -> char {
    assert!(offset < MOST, "too many names");
    char::from_u32(first + offset as u32).expect("a character for private use")
}

fn offset(first: u32, character: char) -> Option<usize> {
    let offset = u32::from(character).checked_sub(first)? as usize;
    (offset < MOST).then_some(offset)
}

/// Whether a marked text holds a name.
pub fn holds_name(marked: &str) -> bool {
    Side::found(marked).next().is_some()
}

impl Names {
    fn side(&mut self, of: Of) -> &mut Side {
        match of {
            Of::Recording => &mut self.recorded,
            Of::Model => &mut self.model,
        }
    }

    /// The text with one character in place of every name.
    pub fn mark(&mut self, of: Of, line: &str) -> String {
        self.side(of).mark(line)
    }

    /// A recorded command with the names that the model has for them. Where several could be meant,
    /// the first is, and stays so.
    pub fn translate(&mut self, command: &str) -> String {
        let marked = self.recorded.mark(command);
        let mut translated = String::new();
        for letter in marked.chars() {
            let Some(name) = offset(FIRST_NAME, letter) else {
                translated.push(letter);
                continue;
            };
            let class = self.recorded.classes[name];
            let wanted = &self.recorded.names[name];
            let of_model = class.and_then(|class| {
                // A pod's hash was translated just before it.
                self.model.members(class).find(|member| {
                    let name = &self.model.names[*member];
                    name.split_once('-').is_none_or(|(hash, _)| {
                        !wanted.contains('-') || translated.ends_with(&format!("{hash}-"))
                    })
                })
            });
            let Some(of_model) = of_model else {
                translated.push_str(last_part(wanted));
                continue;
            };
            translated.push_str(last_part(&self.model.names[of_model]));
            self.recorded.classes[name] = Some(self.classes);
            self.model.classes[of_model] = Some(self.classes);
            self.classes += 1;
        }
        translated
    }

    /// Whether the lines are the same but for names that can be matched one to one; if so, what is
    /// then known of the names.
    pub fn compare(&self, recorded: &Lines, model: &Lines) -> Option<Names> {
        let unknown = |side: &Side| -> Vec<usize> {
            side.classes.iter().map(|class| class.map_or(0, |class| class + 1)).collect()
        };
        let (mut of_recorded, mut of_model) = (unknown(&self.recorded), unknown(&self.model));
        let mut distinct = 0;
        loop {
            let recorded = self.recorded.signatures(recorded, &of_recorded);
            let model = self.model.signatures(model, &of_model);
            let mut ids: BTreeMap<&Signature, usize> = BTreeMap::new();
            for signature in recorded.iter().chain(&model) {
                let next = ids.len();
                ids.entry(signature).or_insert(next);
            }
            of_recorded = recorded.iter().map(|signature| ids[signature]).collect();
            of_model = model.iter().map(|signature| ids[signature]).collect();
            if ids.len() == distinct {
                break;
            }
            distinct = ids.len();
        }
        let sorted = |side: &Side, lines: &Lines, classes: &[usize]| {
            let mut lines = side.rendered(lines, classes);
            lines.sort_unstable();
            lines
        };
        let same =
            sorted(&self.recorded, recorded, &of_recorded) == sorted(&self.model, model, &of_model);
        let mut known = self.clone();
        known.classes = distinct;
        known.recorded.learn(&of_recorded, recorded);
        known.model.learn(&of_model, model);
        (same && known.is_one_to_one()).then_some(known)
    }

    fn is_one_to_one(&self) -> bool {
        let counts = |side: &Side| {
            let mut counts = vec![0; self.classes];
            side.classes.iter().flatten().for_each(|class| counts[*class] += 1);
            counts
        };
        counts(&self.recorded) == counts(&self.model)
    }

    /// Marked lines for people: a recorded name is given as the model's, where that is known, and
    /// lines that may stand in any order are sorted by name.
    pub fn spell(&self, of: Of, lines: &Lines) -> String {
        let mut spelt: Vec<(Place, String)> =
            lines.iter().map(|(place, line)| (*place, self.spell_line(of, line))).collect();
        spelt.sort();
        spelt.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("\n")
    }

    fn spell_line(&self, of: Of, marked: &str) -> String {
        let mut text = String::new();
        for letter in marked.chars() {
            match offset(FIRST_NAME, letter) {
                Some(name) if of == Of::Model => text.push_str(last_part(&self.model.names[name])),
                Some(name) => text.push_str(last_part(self.known_as(name))),
                None => text.push(letter),
            }
        }
        text
    }

    fn known_as(&self, recorded: usize) -> &str {
        let same = self.recorded.classes[recorded].map(|class| {
            let (mut ours, mut theirs) = (self.recorded.members(class), self.model.members(class));
            (ours.next(), ours.next(), theirs.next())
        });
        match same {
            Some((_, None, Some(only))) => &self.model.names[only],
            _ => &self.recorded.names[recorded],
        }
    }
}

impl Side {
    /// Remembers the classes of the names that were in a class already or are part of the match.
    fn learn(&mut self, classes: &[usize], lines: &Lines) {
        let mut learnt: Vec<bool> = self.classes.iter().map(Option::is_some).collect();
        for name in lines.iter().flat_map(|(_, text)| Side::found(text)) {
            learnt[name] = true;
        }
        for (name, class) in classes.iter().enumerate() {
            self.classes[name] = learnt[name].then_some(*class);
        }
    }
}

/// A pod's name is kept with the hash in front, which stands in the text already.
fn last_part(name: &str) -> &str {
    match name.split_once('-') {
        Some((hash, suffix)) if is_hash(hash) => suffix,
        _ => name,
    }
}

fn is_hash(text: &str) -> bool {
    (6..=10).contains(&text.len()) && text.chars().all(|letter| "456789bcdf".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(names: &mut Names, of: Of, text: &str) -> Lines {
        text.lines().map(|line| ((0, 0), names.mark(of, line))).collect()
    }

    /// Compares two tables whose rows are sorted by name, and learns from them if they match.
    fn matches(names: &mut Names, recorded: &str, model: &str) -> bool {
        let recorded = lines(names, Of::Recording, recorded);
        let model = lines(names, Of::Model, model);
        match names.compare(&recorded, &model) {
            Some(known) => {
                *names = known;
                true
            }
            None => false,
        }
    }

    const TWO: &str = "web-5b94955547-mf9c5 Running\nweb-5b94955547-pmmm7 Pending";

    #[test]
    fn rows_that_differ_in_made_up_names_match_in_any_order() {
        let mut names = Names::default();
        assert!(!matches(&mut names, TWO, "web-58c794fc7c-7x957 Pending"));
        let model = "web-58c794fc7c-7x957 Pending\nweb-58c794fc7c-vplt8 Running";
        assert!(matches(&mut names, TWO, model));
        let command = names.translate("kubectl delete pod web-5b94955547-pmmm7");
        assert_eq!(command, "kubectl delete pod web-58c794fc7c-7x957");
    }

    #[test]
    fn a_pod_that_survived_must_be_the_same_pod() {
        let mut names = Names::default();
        let model = "web-58c794fc7c-7x957 Pending\nweb-58c794fc7c-vplt8 Running";
        assert!(matches(&mut names, TWO, model));
        let left = "web-5b94955547-mf9c5 Running";
        assert!(!matches(&mut names, left, "web-58c794fc7c-7x957 Running"));
        assert!(matches(&mut names, left, "web-58c794fc7c-vplt8 Running"));
    }

    #[test]
    fn which_of_several_equal_pods_survives_is_open_until_one_is_named() {
        let two = "web-5b94955547-mf9c5 Running\nweb-5b94955547-pmmm7 Running";
        let model = "web-58c794fc7c-7x957 Running\nweb-58c794fc7c-vplt8 Running";
        let mut names = Names::default();
        assert!(matches(&mut names, two, model));
        let mut other = names.clone();
        assert!(matches(&mut other, "web-5b94955547-mf9c5", "web-58c794fc7c-vplt8"));
        let command = names.translate("kubectl delete pod web-5b94955547-pmmm7");
        assert_eq!(command, "kubectl delete pod web-58c794fc7c-7x957");
        assert!(!matches(&mut names, "web-5b94955547-mf9c5", "web-58c794fc7c-7x957"));
        assert!(matches(&mut names, "web-5b94955547-mf9c5", "web-58c794fc7c-vplt8"));
    }

    #[test]
    fn pods_of_one_replica_set_are_pods_of_one_replica_set() {
        let two = "web-5b94955547-mf9c5 Running\nweb-5b94955547-pmmm7 Running";
        let mixed = "web-58c794fc7c-7x957 Running\nweb-77469d6d8b-vplt8 Running";
        assert!(!matches(&mut Names::default(), two, mixed));
    }
}
