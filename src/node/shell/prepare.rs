//! What a command is expanded to before it begins.

use super::expand::{Halt, Known, assignment};
use super::interpreter::Interpreter;
use super::syntax::{Command, Piece, Test, What, Word};

/// What a command has been expanded to.
#[derive(Default)]
pub(super) struct Prepared {
    /// What its redirections lead to.
    pub targets: Vec<String>,
    /// The variables that stand in front.
    pub assigned: Vec<(String, String)>,
    /// Its words.
    pub words: Vec<String>,
    /// The arm of a `case` that fits, or the value of a condition.
    pub number: Option<i64>,
}

/// Expands a command.
///
/// # Errors
/// It needs the output of another one first, or cannot be expanded.
pub(super) fn prepare(
    command: &Command,
    known: &mut Known,
    shell: &mut Interpreter<'_>,
) -> Result<Prepared, Halt> {
    let mut prepared = Prepared::default();
    match &command.what {
        What::Simple(words) => simple(words, &mut prepared, known, shell)?,
        What::For { words: Some(words), .. } => {
            for word in words {
                prepared.words.extend(shell.expand(word, known)?);
            }
        }
        What::For { words: None, .. } => {
            prepared.words = shell.session.arguments[1..].to_vec();
        }
        What::Case { word, arms } => {
            let text: Vec<char> = shell.text(word, known)?.chars().collect();
            'arms: for (index, (patterns, _)) in arms.iter().enumerate() {
                for pattern in patterns {
                    let pattern: Vec<char> = shell.pattern(pattern, known)?.chars().collect();
                    if super::pattern::fits(&pattern, &text) {
                        prepared.number = Some(index as i64);
                        break 'arms;
                    }
                }
            }
        }
        What::Test(test) => prepared.number = Some(i64::from(holds(test, known, shell)?)),
        What::Arithmetic(text) => prepared.number = Some(shell.arithmetic(text, known)?),
        _ => {}
    }
    for redirect in &command.redirects {
        prepared.targets.push(match redirect.word() {
            Some(word) => shell.text(word, known)?,
            None => String::new(),
        });
    }
    Ok(prepared)
}

fn simple(
    words: &[Word],
    prepared: &mut Prepared,
    known: &mut Known,
    shell: &mut Interpreter<'_>,
) -> Result<(), Halt> {
    const DECLARE: &[&str] = &["export", "local", "readonly", "declare", "typeset"];
    let runs = |word: &Word| word.iter().any(|piece| matches!(piece, Piece::Command { .. }));
    let is_plain = words.iter().all(|word| assignment(word).is_some() && !runs(word));
    for word in words {
        if let Some((name, value)) = assignment(word) {
            if prepared.words.is_empty() {
                let value = shell.text(&value, known)?;
                if is_plain {
                    // The next one may be made of it.
                    shell.session.set(&name, value.clone());
                }
                prepared.assigned.push((name, value));
                continue;
            }
            if DECLARE.contains(&prepared.words[0].as_str()) {
                let value = shell.text(&value, known)?;
                prepared.words.push(format!("{name}={value}"));
                continue;
            }
        }
        prepared.words.extend(shell.expand(word, known)?);
    }
    Ok(())
}

fn holds(test: &Test, known: &mut Known, shell: &mut Interpreter<'_>) -> Result<bool, Halt> {
    let (tests, decides) = match test {
        Test::All(tests) => (tests, false),
        Test::Any(tests) => (tests, true),
        Test::Not(test) => return Ok(!holds(test, known, shell)?),
        Test::Words(words) => return super::holds::words_hold(words, known, shell),
    };
    for test in tests {
        if holds(test, known, shell)? == decides {
            return Ok(decides);
        }
    }
    Ok(!decides)
}
