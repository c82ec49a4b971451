//! A challenge: a cluster in which something is broken or missing, a goal, and the terminal.
//!
//! A challenge is played like a chapter, and so it is one: with a single step, whose text says the
//! goal, has hints, and explains afterwards what has been done. How it is done is the reader's
//! affair; the step's solution is one way, as short as the author found it.

use super::Chapter;
use super::text::{Block, Inline};
use crate::i18n::Lang;

/// The id of the only step of every challenge.
pub const GOAL: &str = "goal";

/// A challenge.
pub struct Challenge {
    /// All that it has in common with a chapter: its text, its cluster, and its only step. To begin
    /// it takes [`super::programs::ALL`], for more than `kubectl apply` has been run in it.
    pub chapter: Chapter,
    /// Which of the usual beliefs it puts right, by their numbers in the list of beliefs.
    pub teaches: &'static [u8],
}

impl Challenge {
    /// What helps to solve it, from vague to concrete.
    pub fn hints(&self, lang: Lang) -> Vec<Vec<Inline>> {
        let mut blocks = self.chapter.blocks(lang).into_iter();
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
