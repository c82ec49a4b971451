//! `sed`, as far as `s///` goes.

use super::super::files::Files;
use super::{Filtered, input, options, wrong};
use crate::node::shell::expression::{Expression, Groups};

pub fn sed(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    match try_sed(words, stdin, files) {
        Ok(filtered) | Err(filtered) => filtered,
    }
}

fn try_sed(words: &[String], stdin: &str, files: &dyn Files) -> Result<Filtered, Filtered> {
    let mut given = options("sed", "En", "e", words)?;
    let expressions = given.letters.iter().filter(|(letter, _)| *letter == 'e');
    let mut scripts: Vec<String> = expressions.map(|(_, script)| script.clone()).collect();
    if scripts.is_empty() {
        if given.words.is_empty() {
            return Err(wrong(1, "Usage: sed [OPTION]... {script} [input-file]...".to_owned()));
        }
        scripts.push(given.words.remove(0));
    }
    let extended = given.has('E');
    let commands: Vec<Substitution> = scripts
        .iter()
        .map(|script| substitution(script, extended))
        .collect::<Result<_, _>>()
        .map_err(|message| wrong(1, format!("sed: -e expression #1, {message}")))?;
    let mut filtered = Filtered::default();
    let text = input("sed", &given.words, stdin, files, &mut filtered.errors);
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (line, ""),
        };
        let mut line = line.to_owned();
        let mut printed = false;
        for command in &commands {
            let changed = command.apply(&mut line);
            printed |= changed && command.print;
        }
        if !given.has('n') || printed {
            filtered.text.push_str(&line);
            filtered.text.push_str(end);
        }
    }
    filtered.code = if filtered.errors.is_empty() { 0 } else { 2 };
    Ok(filtered)
}

/// `s/pattern/replacement/flags`.
struct Substitution {
    pattern: Expression,
    replacement: String,
    all: bool,
    print: bool,
}

fn substitution(script: &str, extended: bool) -> Result<Substitution, &'static str> {
    const UNKNOWN: &str = "char 1: unknown command (only s/// is known here)";
    const OPEN: &str = "unterminated `s' command";
    let script = script.trim();
    let rest = script.strip_prefix('s').ok_or(UNKNOWN)?;
    let divider = rest.chars().next().ok_or(OPEN)?;
    if divider.is_ascii_alphanumeric() {
        return Err(UNKNOWN);
    }
    let mut parts = vec![String::new()];
    let mut letters = rest[divider.len_utf8()..].chars();
    while let Some(letter) = letters.next() {
        let count = parts.len();
        let last = parts.last_mut().expect("there is always a part");
        if letter == '\\' {
            match letters.next() {
                Some(escaped) if escaped == divider => last.push(divider),
                Some(escaped) => last.extend(['\\', escaped]),
                None => return Err(OPEN),
            }
        } else if letter == divider && count < 3 {
            parts.push(String::new());
        } else {
            last.push(letter);
        }
    }
    let [pattern, replacement, flags] = parts.as_slice() else { return Err(OPEN) };
    if flags.chars().any(|flag| !"gIip".contains(flag)) {
        return Err("unknown option to `s'");
    }
    let ignore_case = flags.contains(['I', 'i']);
    Ok(Substitution {
        pattern: Expression::read(pattern, extended, ignore_case)?,
        replacement: replacement.clone(),
        all: flags.contains('g'),
        print: flags.contains('p'),
    })
}

impl Substitution {
    fn apply(&self, line: &mut String) -> bool {
        let letters: Vec<char> = line.chars().collect();
        let mut result = String::new();
        let mut at = 0;
        let mut from = 0;
        let mut changed = false;
        while let Some(groups) = self.pattern.find(&letters, from) {
            let Some((start, end)) = groups[0] else { break };
            changed = true;
            result.extend(&letters[at..start]);
            self.replace(&letters, &groups, &mut result);
            at = end;
            // A match of nothing must not be found again at the same place.
            from = if end > start { end } else { end + 1 };
            if !self.all || from > letters.len() {
                break;
            }
        }
        result.extend(&letters[at..]);
        *line = result;
        changed
    }

    fn replace(&self, line: &[char], groups: &Groups, result: &mut String) {
        let matched = |number: usize| {
            let range = groups.get(number).copied().flatten();
            range.map_or(&[][..], |(start, end)| &line[start..end])
        };
        let mut letters = self.replacement.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '&' => result.extend(matched(0)),
                '\\' => match letters.next() {
                    Some('n') => result.push('\n'),
                    Some('t') => result.push('\t'),
                    Some(digit @ '1'..='9') => {
                        result.extend(matched(digit as usize - '0' as usize))
                    }
                    Some(escaped) => result.push(escaped),
                    None => {}
                },
                letter => result.push(letter),
            }
        }
    }
}
