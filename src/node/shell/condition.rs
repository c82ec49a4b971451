//! Conditions: `test`, `[ … ]` and what stands between `[[` and `]]`.

use super::arithmetic::evaluate;
use super::expand::{Halt, Known};
use super::expression::Expression;
use super::interpreter::{Interpreter, Io};
use super::parse::plain;
use super::pattern::fits;
use super::syntax::Word;
use crate::node::files::{Entry, resolve};

/// `[ … ]` and `test …`
pub fn bracket(shell: &mut Interpreter<'_>, name: &str, arguments: &[String], io: &mut Io) -> i32 {
    const WRONG: i32 = 2;
    let mut words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if name == "[" && words.pop() != Some("]") {
        io.err(shell.session.complaint("[: missing ]"));
        return WRONG;
    }
    match either(shell, &words) {
        Ok(holds) => i32::from(!holds),
        Err(why) => {
            io.err(shell.session.complaint(&format!("{name}: {why}")));
            WRONG
        }
    }
}

/// `a -o b`, of which `a -a b` are parts.
fn either(shell: &mut Interpreter<'_>, words: &[&str]) -> Result<bool, String> {
    let split = |operator: &str| {
        let at = words.iter().position(|word| *word == operator)?;
        (at > 0 && at + 1 < words.len() && words.len() > 3)
            .then_some((&words[..at], &words[at + 1..]))
    };
    if let Some((one, other)) = split("-o") {
        return Ok(either(shell, one)? | either(shell, other)?);
    }
    if let Some((one, other)) = split("-a") {
        return Ok(either(shell, one)? & either(shell, other)?);
    }
    match words {
        [] => Ok(false),
        ["!", rest @ ..] if !rest.is_empty() => Ok(!either(shell, rest)?),
        [one, operator, other] => binary(shell, one, operator, other),
        ["(", rest @ .., ")"] => either(shell, rest),
        [text] => Ok(!text.is_empty()),
        [operator, word] => unary(shell, operator, word),
        [_, operator, ..] => Err(format!("{operator}: unknown operand")),
    }
}

fn unary(shell: &mut Interpreter<'_>, operator: &str, word: &str) -> Result<bool, String> {
    match operator {
        "-n" => return Ok(!word.is_empty()),
        "-z" => return Ok(word.is_empty()),
        "-t" => return Ok(shell.is_terminal),
        "-v" => return Ok(shell.session.variable(word).is_some()),
        _ => {}
    }
    let full = resolve(&shell.session.directory, word);
    let (run, disks) = shell.files();
    let entry = if word.is_empty() { None } else { run.entry(disks, &full) };
    Ok(match operator {
        "-e" | "-r" | "-w" | "-a" => entry.is_some(),
        "-f" => matches!(entry, Some(Entry::File(_))),
        "-d" => entry == Some(Entry::Directory),
        "-x" => entry.is_some() && (full.contains("/bin/") || entry == Some(Entry::Directory)),
        "-s" => matches!(entry, Some(Entry::File(text)) if !text.is_empty()),
        "-L" | "-h" | "-S" | "-p" | "-b" | "-c" => false,
        operator => return Err(format!("{operator}: unknown operand")),
    })
}

fn binary(
    shell: &mut Interpreter<'_>,
    one: &str,
    operator: &str,
    other: &str,
) -> Result<bool, String> {
    let number = |text: &str| text.trim().parse::<i64>().map_err(|_| format!("{text}: bad number"));
    Ok(match operator {
        "=" | "==" => one == other,
        "!=" => one != other,
        "<" => one < other,
        ">" => one > other,
        "-eq" => number(one)? == number(other)?,
        "-ne" => number(one)? != number(other)?,
        "-lt" => number(one)? < number(other)?,
        "-le" => number(one)? <= number(other)?,
        "-gt" => number(one)? > number(other)?,
        "-ge" => number(one)? >= number(other)?,
        "-a" => !one.is_empty() && !other.is_empty(),
        "-o" => !one.is_empty() || !other.is_empty(),
        _ if one == "!" => !unary(shell, operator, other)?,
        "-nt" | "-ot" | "-ef" => false,
        operator => return Err(format!("{operator}: unknown operand")),
    })
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
        return either(shell, &texts).map_err(Halt::Fails);
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
            let mut value = |text: &str| evaluate(text, &mut shell.session).map_err(Halt::Fails);
            let one = value(&one)?.to_string();
            let right_text = shell.text(right, known)?;
            let mut value = |text: &str| evaluate(text, &mut shell.session).map_err(Halt::Fails);
            let other = value(&right_text)?.to_string();
            binary(shell, &one, operator, &other).map_err(Halt::Fails)
        }
        operator => {
            let other = shell.text(right, known)?;
            binary(shell, &one, operator, &other).map_err(Halt::Fails)
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
