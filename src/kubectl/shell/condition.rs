//! `test` and `[`, and the numbers of `seq`.

use super::files::Files;
use crate::kubectl::command::{Context, Outcome};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::Style;
use crate::node::shell::Dialect;
use crate::node::shell::condition::{self, Facts, Found};

/// `[ … ]`
///
/// # Errors
/// None: it says itself what is wrong.
pub fn bracket(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    Ok(judge("[", words, context))
}

/// `test …`
///
/// # Errors
/// None: it says itself what is wrong.
pub fn test(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    Ok(judge("test", words, context))
}

fn judge(name: &str, words: &[String], context: &mut Context<'_, '_>) -> Outcome {
    const WRONG: i32 = 2;
    let mut here = Here { files: context.files, is_terminal: context.stdin.is_none() };
    Outcome::Exit(match condition::bracket(name, words, Dialect::Bash, &mut here) {
        Ok(holds) => i32::from(!holds),
        Err(why) => {
            context.out.complain(Style::Error, &format!("bash: {name}: {why}"));
            WRONG
        }
    })
}

/// The working directory, as conditions ask for it.
struct Here<'a> {
    files: &'a dyn Files,
    /// Nothing is piped in, so that the terminal is what is read.
    is_terminal: bool,
}

impl Facts for Here<'_> {
    fn find(&mut self, path: &str) -> Option<Found> {
        if let Some(text) = self.files.read(path) {
            let is_empty = text.is_empty();
            return Some(Found { is_directory: false, is_empty, can_run: false });
        }
        let path = path.trim_start_matches("./").trim_end_matches(['/', '.']);
        let within =
            |name: &String| name.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        let is_directory = path.is_empty() || self.files.list().iter().any(within);
        is_directory.then_some(Found { is_directory, is_empty: false, can_run: true })
    }

    /// A program does not see what the shell's variables are.
    fn is_set(&self, _variable: &str) -> Option<bool> {
        None
    }

    fn is_terminal(&self) -> bool {
        self.is_terminal
    }
}

/// `seq LAST`, `seq FIRST LAST`, `seq FIRST STEP LAST`
///
/// # Errors
/// A word is no whole number.
pub fn seq(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    const MOST: usize = 100_000;
    let mut numbers = Vec::new();
    for word in words {
        let wrong = || Failure::plain(format!("seq: invalid floating point argument: '{word}'"));
        numbers.push(word.parse::<i64>().map_err(|_| wrong())?);
    }
    let (first, step, last) = match numbers[..] {
        [last] => (1, 1, last),
        [first, last] => (first, 1, last),
        [first, step, last] => (first, step, last),
        [] => return Err(Failure::plain("seq: missing operand")),
        _ => return Err(Failure::plain(format!("seq: extra operand '{}'", words[3]))),
    };
    if step == 0 {
        return Err(Failure::plain("seq: invalid Zero increment value: '0'"));
    }
    let mut number = first;
    for _ in 0..MOST {
        if step > 0 && number > last || step < 0 && number < last {
            break;
        }
        context.out.line(Style::Plain, &number.to_string());
        number = number.saturating_add(step);
    }
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use crate::kubectl::shell::tests::Lab;

    #[test]
    fn what_a_program_cannot_know_is_refused_and_not_denied() {
        let mut lab = Lab::new();
        let refused = "bash: [: -v: unary operator expected\n";
        lab.prints("x=1; [ -v x ] && echo set", refused);
        lab.prints("[ -t 0 ] && echo terminal", "terminal\n");
        lab.prints("echo a | [ -t 0 ] || echo pipe", "pipe\n");
    }
}
