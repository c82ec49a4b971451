//! What can be told of commands before they run: how deeply they nest, and whether they may go on
//! for ever.

use super::syntax::{DEEPEST, List, What};
use super::words::Word;

/// Whether commands stand in each other more deeply than they may.
pub fn is_too_deep(list: &List) -> bool {
    let mut left = vec![(list, 0)];
    while let Some((list, depth)) = left.pop() {
        if depth > DEEPEST {
            return true;
        }
        for command in list.iter().flat_map(|pipeline| &pipeline.commands) {
            let words = command.words().flat_map(Word::substitutions);
            left.extend(words.map(|inner| (inner, depth + 1)));
            let mut add = |inner| left.push((inner, depth + 1));
            match &command.what {
                What::Simple(_) => {}
                What::For { body, .. } => add(body),
                What::While { condition, body, .. } => [condition, body].into_iter().for_each(add),
                What::If { arms, otherwise } => {
                    arms.iter().flat_map(|(condition, then)| [condition, then]).for_each(&mut add);
                    otherwise.iter().for_each(add);
                }
            }
        }
    }
    false
}

/// Whether a list may go on for ever.
pub fn repeats(list: &List) -> bool {
    let mut commands = list.iter().flat_map(|pipeline| &pipeline.commands);
    commands.any(|command| match &command.what {
        What::Simple(_) => false,
        What::For { body, .. } => loops(body) || repeats(body),
        What::While { .. } => true,
        What::If { arms, otherwise } => {
            arms.iter().any(|(condition, then)| repeats(condition) || repeats(then))
                || otherwise.as_ref().is_some_and(repeats)
        }
    })
}

/// Whether a loop stands in a list: within another, the two may take as good as for ever.
fn loops(list: &List) -> bool {
    let mut commands = list.iter().flat_map(|pipeline| &pipeline.commands);
    commands.any(|command| match &command.what {
        What::Simple(_) => false,
        What::For { .. } | What::While { .. } => true,
        What::If { arms, otherwise } => {
            arms.iter().any(|(condition, then)| loops(condition) || loops(then))
                || otherwise.as_ref().is_some_and(loops)
        }
    })
}
