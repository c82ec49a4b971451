//! What a shell understands: everything, or the little that sets a chapter up. The page begins with
//! the little and learns the rest when it has loaded, so neither is named by the shell itself.

use super::files::Files;
use super::pipe::World;
use super::syntax::Wrong;
use super::{script, setup};
use crate::kubectl::client::Client;
use crate::kubectl::command::{Context, Outcome, Progress};
use crate::kubectl::commands::attach;
use crate::kubectl::complete::{self, Completion};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::Output;

/// What a shell understands.
#[derive(Clone, Copy)]
pub struct Programs {
    /// Reads a line.
    pub read: fn(&str) -> Result<Box<dyn Line>, Wrong>,
    /// Runs a line in the container's shell that is open.
    pub contained: fn(&str, &mut Context<'_, '_>) -> Result<Outcome, Failure>,
    /// What the word that ends at the cursor could become.
    pub complete: fn(&str, usize, &dyn Files, &Client<'_>) -> Completion,
}

/// A line that runs.
pub trait Line {
    /// Whether it may go on for ever though it never waits for ever.
    fn repeats(&self) -> bool {
        false
    }

    /// Goes on as far as it gets.
    fn poll(&mut self, world: World<'_, '_>, out: &mut Output) -> Progress;
}

impl Programs {
    /// Everything.
    pub const ALL: Programs =
        Programs { read: script::read, contained: attach::type_line, complete: complete::complete };
    /// What sets a chapter up, and what its first clicks stand for.
    pub const SETUP: Programs =
        Programs { read: setup::read, contained: |_, _| Ok(Outcome::Done), complete: nothing };
}

fn nothing(_: &str, cursor: usize, _: &dyn Files, _: &Client<'_>) -> Completion {
    Completion { start: cursor, ..Completion::default() }
}
