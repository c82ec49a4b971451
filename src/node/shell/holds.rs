//! Whether conditions hold in a container: `test`, `[ … ]` and what stands between `[[` and `]]`.

use super::condition::{Facts, Found, compare, holds};
use super::expand::{Halt, Known};
use super::expression::Expression;
use super::interpreter::{Interpreter, Io};
use super::parse::plain;
use super::pattern::fits;
use super::session::Dialect;
use super::syntax::Word;
use crate::node::files::{Entry, resolve};

/// `[ … ]` and `test …`
pub fn bracket(shell: &mut Interpreter<'_>, name: &str, arguments: &[String], io: &mut Io) -> i32 {
    const WRONG: i32 = 2;
    let dialect = shell.session.dialect;
    match super::condition::bracket(name, arguments, dialect, shell) {
        Ok(holds) => i32::from(!holds),
        Err(why) => {
            // Busybox' shell carries it out itself and does not say in which program.
            let program =
                if dialect == Dialect::Busybox { String::new() } else { format!("{name}: ") };
            io.err(shell.session.complaint(&format!("{program}{why}")));
            WRONG
        }
    }
}

impl Facts for Interpreter<'_> {
    fn find(&mut self, path: &str) -> Option<Found> {
        let full = resolve(&self.session.directory, path);
        let (run, disks) = self.files();
        let entry = run.entry(disks, &full)?;
        Some(Found {
            is_directory: entry == Entry::Directory,
            is_empty: matches!(&entry, Entry::File(text) if text.is_empty()),
            can_run: full.contains("/bin/") || entry == Entry::Directory,
        })
    }

    fn is_set(&self, variable: &str) -> Option<bool> {
        Some(self.session.variable(variable).is_some())
    }

    fn is_terminal(&self) -> bool {
        self.is_terminal
    }
}

/// Whether the words of a part of `[[ … ]]` hold.
///
/// # Errors
/// They cannot be expanded, or mean nothing.
pub fn words_hold(
    words: &[Word],
    known: &mut Known,
    shell: &mut Interpreter<'_>,
) -> Result<bool, Halt> {
    let [left, operator, right] = words else {
        let mut texts = Vec::new();
        for word in words {
            texts.push(shell.text(word, known)?);
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let dialect = shell.session.dialect;
        return holds(&texts, dialect, shell).map_err(Halt::Fails);
    };
    let one = shell.text(left, known)?;
    let operator = plain(operator).unwrap_or_default();
    match operator {
        "=" | "==" | "!=" => {
            let pattern: Vec<char> = shell.pattern(right, known)?.chars().collect();
            let letters: Vec<char> = one.chars().collect();
            Ok(fits(&pattern, &letters) != (operator == "!="))
        }
        "=~" => {
            let expression = shell.pattern(right, known)?;
            matches(shell, &one, &expression)
        }
        "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
            let mut value = |text: &str| shell.session.reckon(text).map_err(Halt::Fails);
            let one = value(&one)?.to_string();
            let right_text = shell.text(right, known)?;
            let mut value = |text: &str| shell.session.reckon(text).map_err(Halt::Fails);
            let other = value(&right_text)?.to_string();
            compare(&one, operator, &other, shell.session.dialect).map_err(Halt::Fails)
        }
        operator => {
            let other = shell.text(right, known)?;
            let dialect = shell.session.dialect;
            holds(&[&one, operator, &other], dialect, shell).map_err(Halt::Fails)
        }
    }
}

/// `text =~ expression`: what was found is in `BASH_REMATCH`.
fn matches(shell: &mut Interpreter<'_>, text: &str, expression: &str) -> Result<bool, Halt> {
    let wrong = || Halt::Fails("[[: syntax error in expression".to_owned());
    let letters: Vec<char> = text.chars().collect();
    let expression = Expression::read(expression, true, false).map_err(|_| wrong())?;
    let Some(groups) = expression.find(&letters, 0) else { return Ok(false) };
    for (index, group) in groups.into_iter().enumerate() {
        let text: String =
            group.map_or_else(String::new, |(from, to)| letters[from..to].iter().collect());
        shell.session.set(&format!("BASH_REMATCH[{index}]"), text.clone());
        if index == 0 {
            shell.session.set("BASH_REMATCH", text);
        }
    }
    Ok(true)
}
