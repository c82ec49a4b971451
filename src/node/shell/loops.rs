//! Whether a loop looks as if it would end.

use super::parse::plain;
use super::syntax::{Command, Item, List, Test, What, Word};
use std::rc::Rc;

/// The name of the program that a pipeline of one simple command runs.
fn program(item: &Item) -> Option<&str> {
    match item.commands.as_slice() {
        [command] => match &command.what {
            What::Simple(words) => words.first().and_then(plain),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a loop's condition always holds.
pub fn always(condition: &List, until: bool) -> bool {
    let [item] = &**condition else { return false };
    match program(item) {
        Some("true" | ":" | "sleep") => !until,
        Some("false") => until,
        _ => false,
    }
}

/// Whether a loop's condition changes from round to round until it ends.
pub fn counts(condition: &List) -> bool {
    const COMPARES: &[&str] = &["read", "-lt", "-le", "-gt", "-ge"];
    let tells = |words: &[Word]| words.iter().filter_map(plain).any(|it| COMPARES.contains(&it));
    condition.iter().flat_map(|item| &item.commands).any(|command| match &command.what {
        What::Simple(words) | What::Test(Test::Words(words)) => tells(words),
        What::Arithmetic(_) => true,
        _ => false,
    })
}

/// Whether something in a list may leave the loop around it.
pub fn leaves(list: &List) -> bool {
    let command = |command: &Rc<Command>| match &command.what {
        What::Simple(words) => {
            let first = words.first().and_then(plain);
            first.is_some_and(|first| ["break", "exit", "return", "exec", "kill"].contains(&first))
        }
        What::Group(list) => leaves(list),
        What::If { arms, otherwise } => {
            arms.iter().any(|(condition, body)| leaves(condition) || leaves(body))
                || otherwise.as_ref().is_some_and(leaves)
        }
        What::While { condition, body, .. } => leaves(condition) || leaves(body),
        What::For { body, .. } => leaves(body),
        What::Case { arms, .. } => arms.iter().any(|(_, body)| leaves(body)),
        _ => false,
    };
    list.iter().any(|item| item.commands.iter().any(command))
}
