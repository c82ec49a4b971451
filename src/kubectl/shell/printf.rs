//! `printf`.

use crate::kubectl::command::{Context, Outcome};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::Style;
use crate::node::shell::Dialect;
use crate::node::shell::printf::{self, Printed};

/// Prints a format, again and again as long as it takes arguments and there are any.
///
/// # Errors
/// None: it says itself what is wrong.
pub fn printf(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let Printed { text, faults, code } = printf::printf(words, Dialect::Bash);
    context.out.print(Style::Plain, &text);
    for fault in faults {
        let shell = if fault.starts_with("printf: usage: ") { "" } else { "bash: " };
        context.out.complain(Style::Error, &format!("{shell}{fault}"));
    }
    Ok(Outcome::Exit(code))
}

#[cfg(test)]
mod tests {
    use crate::kubectl::shell::tests::Lab;

    #[test]
    fn formats_are_printed_as_often_as_there_are_arguments() {
        let mut lab = Lab::new();
        lab.prints("printf 'a\\tb\\n'", "a\tb\n");
        lab.prints("printf '%s=%d\\n' a 1 b 2", "a=1\nb=2\n");
        lab.prints("printf '[%-4s|%4s|%03d|%.2s|%%]\\n' ab cd 7 efg", "[ab  |  cd|007|ef|%]\n");
        lab.prints("printf '%s %s\\n' alone", "alone \n");
        lab.prints("printf 'none\\n' a b", "none\n");
        lab.prints("printf '%d\\n' x 2>&1", "0\nbash: printf: x: invalid number\n");
        lab.prints("printf '%y' 2>&1", "bash: printf: `y': invalid format character\n");
        lab.prints("printf '%z' 2>&1", "bash: printf: `%z': missing format character\n");
        lab.prints("printf '%q|%q\\n' 'a b' ''", "a\\ b|''\n");
        lab.prints("printf 2>/dev/null; echo $?", "2\n");
        lab.prints("echo -e 'a\\nb'; echo -n c; echo -ne 'd\\n'; echo -x", "a\nb\ncd\n-x\n");
    }
}
