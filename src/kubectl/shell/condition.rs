//! `test` and `[`, and the numbers of `seq`.

use crate::kubectl::command::{Context, Outcome};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::Style;

/// `[ … ]`
///
/// # Errors
/// None: it says itself what is wrong.
pub fn bracket(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    match words.split_last() {
        Some((last, rest)) if last == "]" => test(rest, context),
        _ => {
            context.out.complain(Style::Error, "bash: [: missing `]'");
            Ok(Outcome::Exit(2))
        }
    }
}

/// `test …`
///
/// # Errors
/// None: it says itself what is wrong.
pub fn test(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    Ok(match holds(words, context) {
        Ok(holds) => Outcome::Exit(i32::from(!holds)),
        Err(message) => {
            context.out.complain(Style::Error, &format!("bash: [: {message}"));
            Outcome::Exit(2)
        }
    })
}

fn holds(words: &[String], context: &Context<'_, '_>) -> Result<bool, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |text: &str| {
        text.trim().parse::<i64>().map_err(|_| format!("{text}: integer expression expected"))
    };
    Ok(match words.as_slice() {
        [] => false,
        ["!", rest @ ..] if !rest.is_empty() => {
            let rest: Vec<String> = rest.iter().map(|word| (*word).to_owned()).collect();
            !holds(&rest, context)?
        }
        [text] => !text.is_empty(),
        ["-n", text] => !text.is_empty(),
        ["-z", text] => text.is_empty(),
        ["-f" | "-e", path] => context.files.read(path).is_some(),
        [operator, _] => return Err(format!("{operator}: unary operator expected")),
        [one, "=" | "==", other] => one == other,
        [one, "!=", other] => one != other,
        [one, operator, other] => {
            let compare: fn(&i64, &i64) -> bool = match *operator {
                "-eq" => i64::eq,
                "-ne" => i64::ne,
                "-lt" => i64::lt,
                "-le" => i64::le,
                "-gt" => i64::gt,
                "-ge" => i64::ge,
                _ => return Err(format!("{operator}: binary operator expected")),
            };
            compare(&number(one)?, &number(other)?)
        }
        _ => return Err("too many arguments".to_owned()),
    })
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
