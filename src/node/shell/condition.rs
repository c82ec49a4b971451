//! Conditions: `test` and `[ … ]`, in containers and outside.

use super::session::Dialect;

/// What conditions ask of who runs them.
pub trait Facts {
    /// What is at a path.
    fn find(&mut self, path: &str) -> Option<Found>;
    /// Whether there is a variable of that name; none if that cannot be known.
    fn is_set(&self, variable: &str) -> Option<bool>;
    /// Whether it is a terminal that somebody sits at.
    fn is_terminal(&self) -> bool;
}

/// What was found at a path.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Whether it is a directory, and no file.
    pub is_directory: bool,
    /// Whether it is a file in which there is nothing.
    pub is_empty: bool,
    /// Whether it can be run, or gone through.
    pub can_run: bool,
}

/// How deeply parentheses may be nested.
const DEEPEST: usize = 40;

/// `[ … ]` and `test …`, by their name.
///
/// # Errors
/// What the shell says of it behind that name.
pub fn bracket(
    name: &str,
    words: &[String],
    dialect: Dialect,
    facts: &mut dyn Facts,
) -> Result<bool, String> {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    if name == "[" && words.pop() != Some("]") {
        let missing = if dialect == Dialect::Bash { "missing `]'" } else { "missing ]" };
        return Err(missing.to_owned());
    }
    holds(&words, dialect, facts)
}

/// Whether words hold as a condition.
///
/// # Errors
/// What the shell says of it.
pub fn holds(words: &[&str], dialect: Dialect, facts: &mut dyn Facts) -> Result<bool, String> {
    Judge { dialect, facts, depth: 0 }.any(words)
}

/// Compares two words; those that are compared as numbers have to be some.
///
/// # Errors
/// One is none, or there is no such operator.
pub fn compare(one: &str, operator: &str, other: &str, dialect: Dialect) -> Result<bool, String> {
    let number = |text: &str| {
        text.trim().parse::<i64>().map_err(|_| match dialect {
            Dialect::Bash => format!("{text}: integer expression expected"),
            Dialect::Dash => format!("Illegal number: {text}"),
            Dialect::Busybox => format!("{text}: bad number"),
        })
    };
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
        // All files are as old as each other, and none is another.
        "-nt" | "-ot" | "-ef" => false,
        _ => return Err(wrong(&[one, operator, other], dialect)),
    })
}

/// What `test` knows between two words.
const BINARY: &[&str] = &[
    "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-a", "-o", "-nt", "-ot",
    "-ef",
];
/// What it knows before one.
const UNARY: &str = "nztvaerwfdxsLhSpbc";

/// That words mean nothing.
fn wrong(words: &[&str], dialect: Dialect) -> String {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    match (dialect, words.len()) {
        (Dialect::Bash, 2) => format!("{}: unary operator expected", word(0)),
        (Dialect::Bash, 3) => format!("{}: binary operator expected", word(1)),
        (Dialect::Bash, _) => "too many arguments".to_owned(),
        (Dialect::Dash, 2) if BINARY.contains(&word(1)) => {
            format!("{}: argument expected", word(1))
        }
        (Dialect::Dash, _) => format!("{}: unexpected operator", word(0)),
        (Dialect::Busybox, _) => format!("{}: unknown operand", word(1)),
    }
}

struct Judge<'a> {
    dialect: Dialect,
    facts: &'a mut dyn Facts,
    depth: usize,
}

impl Judge<'_> {
    /// `a -o b`, of which `a -a b` are parts.
    fn any(&mut self, words: &[&str]) -> Result<bool, String> {
        if words.len() <= 3 {
            return self.few(words);
        }
        let mut holds = false;
        for part in parts(words, "-o") {
            let mut all = true;
            for part in parts(part, "-a") {
                all &= self.one(part)?;
            }
            holds |= all;
        }
        Ok(holds)
    }

    /// `! a` and `( a )`
    fn one(&mut self, words: &[&str]) -> Result<bool, String> {
        let (mut words, mut negated) = (words, false);
        while let ["!", rest @ ..] = words
            && words.len() > 3
        {
            (words, negated) = (rest, !negated);
        }
        let holds = match words {
            ["(", inner @ .., ")"] if words.len() > 3 && self.depth < DEEPEST => {
                self.depth += 1;
                let holds = self.any(inner)?;
                self.depth -= 1;
                holds
            }
            words => self.few(words)?,
        };
        Ok(holds != negated)
    }

    /// Three words at most.
    fn few(&mut self, words: &[&str]) -> Result<bool, String> {
        let is_known = |operator: &str| {
            BINARY.contains(&operator) && (operator != "==" || self.dialect != Dialect::Dash)
        };
        match *words {
            [] => Ok(false),
            [text] => Ok(!text.is_empty()),
            ["!", text] => Ok(text.is_empty()),
            [operator, word] => self.unary(operator, word),
            [one, operator, other] if is_known(operator) => {
                compare(one, operator, other, self.dialect)
            }
            ["!", one, other] => Ok(!self.few(&[one, other])?),
            ["(", text, ")"] => Ok(!text.is_empty()),
            _ => Err(wrong(words, self.dialect)),
        }
    }

    fn unary(&mut self, operator: &str, word: &str) -> Result<bool, String> {
        let mut letters = operator.strip_prefix('-').unwrap_or_default().chars();
        let letter = match (letters.next(), letters.next()) {
            (Some(letter), None) if UNARY.contains(letter) => letter,
            _ => return Err(wrong(&[operator, word], self.dialect)),
        };
        match letter {
            'n' => return Ok(!word.is_empty()),
            'z' => return Ok(word.is_empty()),
            't' => return Ok(self.facts.is_terminal()),
            'v' => {
                let is_set = self.facts.is_set(word);
                return is_set.ok_or_else(|| wrong(&[operator, word], self.dialect));
            }
            _ => {}
        }
        let found = if word.is_empty() { None } else { self.facts.find(word) };
        Ok(found.is_some_and(|found| match letter {
            'f' => !found.is_directory,
            'd' => found.is_directory,
            'x' => found.can_run,
            's' => !found.is_empty,
            'L' | 'h' | 'S' | 'p' | 'b' | 'c' => false,
            _ => true,
        }))
    }
}

/// The words between operators that do not stand in parentheses.
fn parts<'a, 'b>(words: &'a [&'b str], operator: &str) -> Vec<&'a [&'b str]> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, word) in words.iter().enumerate() {
        match *word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            word if word == operator && depth == 0 && at > start && at + 1 < words.len() => {
                parts.push(&words[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&words[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;

    impl Facts for Nothing {
        fn find(&mut self, path: &str) -> Option<Found> {
            let (is_directory, is_empty) = (path.ends_with('/'), false);
            (path != "none").then_some(Found { is_directory, is_empty, can_run: is_directory })
        }

        fn is_set(&self, variable: &str) -> Option<bool> {
            (variable != "UNKNOWABLE").then_some(variable == "HOME")
        }

        fn is_terminal(&self) -> bool {
            false
        }
    }

    fn judged(dialect: Dialect, line: &str) -> Result<bool, String> {
        let mut words: Vec<String> = line.split(' ').map(|word| word.replace('_', "")).collect();
        words.push("]".to_owned());
        bracket("[", &words, dialect, &mut Nothing)
    }

    #[test]
    fn words_are_combined_as_every_shell_combines_them() {
        for (line, expected) in [
            ("a = a", true),
            ("a != a", false),
            ("! ! a", true),
            ("! ! ! _", true),
            ("( a = a -o b ) -a _", false),
            ("! ( a = a )", false),
            ("a -o _ -a _", true),
            ("( = (", true),
            ("-z _ -a -n b", true),
            ("! a = b", true),
            ("!", true),
            ("-n", true),
            ("a < b", true),
            ("a = a -a ! b = b", false),
            ("-d / -a -f x", true),
            ("-e none", false),
            ("-x /", true),
            ("1 -lt 2", true),
            ("-v HOME", true),
            ("( a )", true),
            ("_", false),
        ] {
            for dialect in [Dialect::Bash, Dialect::Dash, Dialect::Busybox] {
                assert_eq!(judged(dialect, line), Ok(expected), "{line}");
            }
        }
    }

    #[test]
    fn every_shell_has_words_of_its_own_for_what_is_wrong() {
        for (line, bash, dash, busybox) in [
            (
                "-Q g",
                "-Q: unary operator expected",
                "-Q: unexpected operator",
                "g: unknown operand",
            ),
            ("a b", "a: unary operator expected", "a: unexpected operator", "b: unknown operand"),
            (
                "a b c",
                "b: binary operator expected",
                "a: unexpected operator",
                "b: unknown operand",
            ),
            ("a b c d", "too many arguments", "a: unexpected operator", "b: unknown operand"),
            ("! a b", "a: unary operator expected", "a: unexpected operator", "b: unknown operand"),
            ("x -eq 1", "x: integer expression expected", "Illegal number: x", "x: bad number"),
            ("_ -eq 0", ": integer expression expected", "Illegal number: ", ": bad number"),
        ] {
            let said = |dialect| judged(dialect, line).unwrap_err();
            assert_eq!(said(Dialect::Bash), bash, "{line}");
            assert_eq!(said(Dialect::Dash), dash, "{line}");
            assert_eq!(said(Dialect::Busybox), busybox, "{line}");
        }
        assert_eq!(judged(Dialect::Dash, "a =").unwrap_err(), "=: argument expected");
        assert_eq!(judged(Dialect::Dash, "a == a").unwrap_err(), "a: unexpected operator");
        let open = |dialect| bracket("[", &["a".to_owned()], dialect, &mut Nothing);
        assert_eq!(open(Dialect::Bash).unwrap_err(), "missing `]'");
        assert_eq!(open(Dialect::Dash).unwrap_err(), "missing ]");
    }

    #[test]
    fn chains_are_as_long_as_anybody_likes_and_parentheses_only_so_deep() {
        const MANY: usize = 5_001;
        assert_eq!(judged(Dialect::Bash, &format!("{}a = a", "! ".repeat(MANY))), Ok(false));
        assert_eq!(judged(Dialect::Bash, &format!("{}a", "a -o ".repeat(MANY))), Ok(true));
        let deep = format!("{}a{}", "( ".repeat(MANY), " )".repeat(MANY));
        assert_eq!(judged(Dialect::Bash, &deep).unwrap_err(), "too many arguments");
    }
}
