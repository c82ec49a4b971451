//! A challenge: a cluster in which something is broken or missing, a goal, and the terminal.
//!
//! A challenge is played like a chapter, and so it is one: with a single step, whose text says the
//! goal, has hints, and explains afterwards what has been done. How it is done is the reader's
//! affair; the step's solution is one way, as short as the author found it.

use super::Chapter;
use super::text::{self, Block, Inline, Prose};
use crate::i18n::Lang;

/// The id of the only step of every challenge.
pub const GOAL: &str = "goal";

/// A challenge.
pub struct Challenge {
    /// All that it has in common with a chapter: its title, its cluster, and its only step. To
    /// begin it takes [`super::Equipment::ALL`], for more than `kubectl apply` has been run in it.
    pub chapter: Chapter,
    /// Its text.
    pub prose: Prose,
    /// Which of the usual beliefs it puts right, by their numbers in the list of beliefs.
    pub teaches: &'static [u8],
}

impl Challenge {
    /// What helps to solve it, from vague to concrete.
    pub fn hints(&self, lang: Lang) -> Vec<Vec<Inline>> {
        let mut blocks = text::blocks(self.prose.get(lang)).into_iter();
        let hints = blocks.find_map(|block| match block {
            Block::Step(step) => Some(step.hints),
            _ => None,
        });
        hints.unwrap_or_default()
    }

    /// The commands of a solution.
    pub fn solution(&self) -> &'static [&'static str] {
        self.chapter.steps.first().map_or(&[], |step| step.solution)
    }

    /// How many commands the solution has. Its author knows what is wrong, so what readers run only
    /// to find that out should not count against them.
    pub fn par(&self) -> usize {
        self.solution().len()
    }
}

/// The commands of kubectl that change something.
const CHANGING: &[&str] = &[
    "annotate", "apply", "cordon", "cp", "create", "delete", "drain", "edit", "exec", "expose",
    "label", "patch", "replace", "rollout", "run", "scale", "set", "taint", "uncordon",
];

/// How many commands of a line change something: what only looks costs nothing.
pub fn changes(line: &str) -> usize {
    let mut words = line.split_whitespace().peekable();
    let mut count = 0;
    while let Some(word) = words.next() {
        let command = words.next_if(|_| matches!(word, "kubectl" | "k")).unwrap_or_default();
        let looks = command == "rollout"
            && words.peek().is_some_and(|word| matches!(*word, "status" | "history"));
        count += usize::from(CHANGING.contains(&command) && !looks);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_commands_that_change_something_are_counted() {
        for (line, count) in [
            ("kubectl get pods", 0),
            ("kubectl delete pod web-0", 1),
            ("kubectl scale sts web --replicas=0; kubectl delete pvc --all", 2),
            ("kubectl get pv v -o yaml | sed s/a/b/ | kubectl replace -f -", 1),
            ("kubectl rollout status sts web && kubectl rollout undo sts web", 1),
            ("curl http://node01:30002", 0),
            ("", 0),
        ] {
            assert_eq!(changes(line), count, "{line}");
        }
    }
}
