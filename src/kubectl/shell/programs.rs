//! What a shell can run: everything, or the little that sets a chapter up. The page begins with the
//! little and learns the rest when it has loaded, so neither is named by the shell itself.

use super::builtins;
use super::files::Files;
use super::filters::{FILTERS, Filter};
use crate::kubectl::client::Client;
use crate::kubectl::command::{Context, Outcome};
use crate::kubectl::commands::apply;
use crate::kubectl::complete::{self, Completion};
use crate::kubectl::failure::Failure;
use crate::kubectl::run;

/// What a shell can run.
#[derive(Clone, Copy)]
pub struct Programs {
    /// Runs a command by its name.
    pub dispatch: fn(&[String], &mut Context<'_, '_>) -> Result<Outcome, Failure>,
    /// The filters by name, for what flows through them while it is written.
    pub filters: &'static [(&'static str, Filter)],
    /// What the word that ends at the cursor could become.
    pub complete: fn(&str, usize, &dyn Files, &Client<'_>) -> Completion,
}

/// Everything.
pub static ALL: Programs =
    Programs { dispatch: builtins::dispatch, filters: FILTERS, complete: complete::complete };

/// `kubectl apply` alone.
pub static SETUP: Programs = Programs { dispatch: apply_alone, filters: &[], complete: nothing };

fn apply_alone(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    run::run(&[&apply::COMMAND], words.get(1..).unwrap_or_default(), context)
}

fn nothing(_: &str, cursor: usize, _: &dyn Files, _: &Client<'_>) -> Completion {
    Completion { start: cursor, ..Completion::default() }
}
