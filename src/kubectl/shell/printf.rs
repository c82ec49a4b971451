//! `printf`, and the escapes of `echo -e`.

use crate::kubectl::command::{Context, Outcome};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::Style;
use std::iter::Peekable;
use std::str::Chars;

const USAGE: i32 = 2;

/// Prints a format, again and again as long as it takes arguments and there are any.
// Models bash's builtins/printf.def, without `-v`
pub fn printf(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let words = words.strip_prefix(&["--".to_owned()]).unwrap_or(words);
    let Some((format, values)) = words.split_first() else {
        let usage = "printf: usage: printf [-v var] format [arguments]";
        context.out.complain(Style::Error, usage);
        return Ok(Outcome::Exit(USAGE));
    };
    let mut values = values.iter();
    let mut printer = Printer { text: String::new(), faults: Vec::new() };
    let mut goes_on = true;
    while goes_on {
        let before = values.len();
        goes_on = printer.once(format, &mut values) && values.len() < before && values.len() > 0;
    }
    context.out.print(Style::Plain, &printer.text);
    let code = i32::from(!printer.faults.is_empty());
    for fault in printer.faults {
        context.out.complain(Style::Error, &format!("bash: printf: {fault}"));
    }
    Ok(Outcome::Exit(code))
}

struct Printer {
    text: String,
    faults: Vec<String>,
}

impl Printer {
    /// Prints the format once. Whether it was to its end.
    fn once(&mut self, format: &str, values: &mut std::slice::Iter<'_, String>) -> bool {
        let mut rest = format.chars().peekable();
        while let Some(character) = rest.next() {
            match character {
                '\\' => escape(&mut rest, &mut self.text),
                '%' if rest.next_if_eq(&'%').is_some() => self.text.push('%'),
                '%' => {
                    let left = rest.next_if_eq(&'-').is_some();
                    let zeros = rest.next_if_eq(&'0').is_some();
                    let width = number(&mut rest).unwrap_or(0);
                    let most = rest.next_if_eq(&'.').map(|_| number(&mut rest).unwrap_or(0));
                    let Some(verb) = rest.next() else {
                        self.faults.push("`%': missing format character".to_owned());
                        return false;
                    };
                    let value = values.next().map_or("", String::as_str);
                    let Some(shown) = self.shown(verb, value, most) else {
                        self.faults.push(format!("`{verb}': invalid format character"));
                        return false;
                    };
                    let padding = width.saturating_sub(shown.chars().count());
                    let fill = if zeros && verb != 's' { "0" } else { " " };
                    let (before, after) = if left { (0, padding) } else { (padding, 0) };
                    self.text.push_str(&fill.repeat(before));
                    self.text.push_str(&shown);
                    self.text.push_str(&" ".repeat(after));
                }
                character => self.text.push(character),
            }
        }
        true
    }

    /// A value as a verb shows it; none if there is no such verb.
    fn shown(&mut self, verb: char, value: &str, most: Option<usize>) -> Option<String> {
        Some(match verb {
            's' => value.chars().take(most.unwrap_or(usize::MAX)).collect(),
            'b' => unescaped(value),
            'c' => value.chars().take(1).collect(),
            'q' => super::quote(value),
            'd' | 'i' | 'u' => self.integer(value).to_string(),
            'x' => format!("{:x}", self.integer(value)),
            'o' => format!("{:o}", self.integer(value)),
            _ => return None,
        })
    }

    fn integer(&mut self, value: &str) -> i64 {
        if value.is_empty() {
            return 0;
        }
        value.parse().unwrap_or_else(|_| {
            self.faults.push(format!("{value}: invalid number"));
            0
        })
    }
}

fn number(rest: &mut Peekable<Chars<'_>>) -> Option<usize> {
    let mut number = None;
    while let Some(digit) = rest.peek().and_then(|character| character.to_digit(10)) {
        rest.next();
        number = Some(number.unwrap_or(0_usize).saturating_mul(10) + digit as usize);
    }
    // Nobody prints wider than that.
    number.map(|number| number.min(10_000))
}

/// What stands behind a backslash.
fn escape(rest: &mut Peekable<Chars<'_>>, text: &mut String) {
    match rest.next() {
        Some('n') => text.push('\n'),
        Some('t') => text.push('\t'),
        Some('r') => text.push('\r'),
        Some('\\') | None => text.push('\\'),
        Some(quote @ ('"' | '\'')) => text.push(quote),
        Some(other) => text.extend(['\\', other]),
    }
}

/// A text with its escapes carried out.
pub fn unescaped(text: &str) -> String {
    let (mut rest, mut written) = (text.chars().peekable(), String::new());
    while let Some(character) = rest.next() {
        match character {
            '\\' => escape(&mut rest, &mut written),
            character => written.push(character),
        }
    }
    written
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
        lab.prints("printf '%z' 2>&1", "bash: printf: `z': invalid format character\n");
        lab.prints("printf 2>/dev/null; echo $?", "2\n");
        lab.prints("echo -e 'a\\nb'; echo -n c; echo -ne 'd\\n'; echo -x", "a\nb\ncd\n-x\n");
    }
}
