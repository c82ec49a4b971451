//! `awk`, as far as it is used on tables: it prints fields of the lines that a condition chooses.

use super::super::files::Files;
use super::{Filtered, input, options, wrong};
use crate::node::shell::expression::Expression;

/// `CONDITION { print A, B }`; either may be left out.
struct Program {
    condition: Option<Condition>,
    /// What is printed with blanks between, each of these a row of pieces without any.
    print: Vec<Vec<Term>>,
}

enum Condition {
    Matches { term: Term, pattern: Expression, negated: bool },
    Compare { left: Term, how: &'static str, right: Term },
}

/// Something that has a value on every line.
enum Term {
    Field(usize),
    LastField,
    FieldCount,
    LineNumber,
    Text(String),
}

/// A line with its fields.
struct Record<'a> {
    line: &'a str,
    number: usize,
    fields: Vec<&'a str>,
}

/// Longer ones first, for a shorter one may be their beginning.
const COMPARISONS: [&str; 8] = ["==", "!=", ">=", "<=", "!~", ">", "<", "~"];

pub fn awk(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    let mut given = match options("awk", "", "F", words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    if given.words.is_empty() {
        return wrong(2, "usage: awk [-F fs] 'prog' [file ...]".to_owned());
    }
    let source = given.words.remove(0);
    let Some(program) = Reader { rest: source.trim() }.program() else {
        let message = "awk: this shell knows conditions and print only, as in '/a/ {print $1}'";
        return wrong(2, message.to_owned());
    };
    let mut filtered = Filtered::default();
    let text = input("awk", &given.words, stdin, files, &mut filtered.errors);
    let separator = given.value('F').map(|separator| separator.replace("\\t", "\t"));
    for (at, line) in text.lines().enumerate() {
        let fields = match separator.as_deref() {
            None | Some(" " | "") => line.split_whitespace().collect(),
            Some(separator) => line.split(separator).collect(),
        };
        let record = Record { line, number: at + 1, fields };
        if program.condition.as_ref().is_none_or(|condition| condition.holds(&record)) {
            let value = |terms: &Vec<Term>| -> String {
                terms.iter().map(|term| term.value(&record)).collect()
            };
            let values: Vec<String> = program.print.iter().map(value).collect();
            filtered.text.push_str(&values.join(" "));
            filtered.text.push('\n');
        }
    }
    filtered.code = if filtered.errors.is_empty() { 0 } else { 2 };
    filtered
}

impl Term {
    fn value(&self, record: &Record<'_>) -> String {
        let field = |at: Option<usize>| at.and_then(|at| record.fields.get(at)).copied();
        match self {
            Term::Field(0) => record.line.to_owned(),
            Term::Field(number) => field(Some(number - 1)).unwrap_or_default().to_owned(),
            Term::LastField => {
                field(record.fields.len().checked_sub(1)).unwrap_or_default().to_owned()
            }
            Term::FieldCount => record.fields.len().to_string(),
            Term::LineNumber => record.number.to_string(),
            Term::Text(text) => text.clone(),
        }
    }
}

impl Condition {
    fn holds(&self, record: &Record<'_>) -> bool {
        match self {
            Condition::Matches { term, pattern, negated } => {
                let letters: Vec<char> = term.value(record).chars().collect();
                pattern.find(&letters, 0).is_some() != *negated
            }
            Condition::Compare { left, how, right } => {
                let (left, right) = (left.value(record), right.value(record));
                // What looks like numbers is compared as numbers.
                let order = match (left.parse::<i64>(), right.parse::<i64>()) {
                    (Ok(left), Ok(right)) => left.cmp(&right),
                    _ => left.cmp(&right),
                };
                match *how {
                    "==" => order.is_eq(),
                    "!=" => order.is_ne(),
                    ">=" => order.is_ge(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    _ => order.is_lt(),
                }
            }
        }
    }
}

/// What is still to be read of a program. Nothing comes of one that it does not know.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn program(mut self) -> Option<Program> {
        let condition = if self.rest.starts_with('{') { None } else { Some(self.condition()?) };
        let mut print = vec![vec![Term::Field(0)]];
        if !self.rest.is_empty() {
            self.take("{")?;
            self.take("print")?;
            if !self.is_at(&[";", "}"]) {
                print = vec![self.row()?];
                while self.take(",").is_some() {
                    print.push(self.row()?);
                }
            }
            while self.take(";").is_some() {}
            self.take("}")?;
        }
        self.rest.is_empty().then_some(Program { condition, print })
    }

    fn condition(&mut self) -> Option<Condition> {
        let negated = self.take("!").is_some();
        if let Some(pattern) = self.pattern() {
            return Some(Condition::Matches { term: Term::Field(0), pattern, negated });
        }
        let left = self.term().filter(|_| !negated)?;
        let how = COMPARISONS.into_iter().find(|how| self.take(how).is_some())?;
        Some(match how {
            "~" | "!~" => {
                Condition::Matches { term: left, pattern: self.pattern()?, negated: how == "!~" }
            }
            how => Condition::Compare { left, how, right: self.term()? },
        })
    }

    /// Terms side by side.
    fn row(&mut self) -> Option<Vec<Term>> {
        let mut terms = vec![self.term()?];
        while !self.is_at(&[",", ";", "}"]) {
            terms.push(self.term()?);
        }
        Some(terms)
    }

    fn term(&mut self) -> Option<Term> {
        if self.take("$NF").is_some() {
            return Some(Term::LastField);
        }
        if self.take("$").is_some() {
            return self.digits()?.parse().ok().map(Term::Field);
        }
        if self.take("NF").is_some() {
            return Some(Term::FieldCount);
        }
        if self.take("NR").is_some() {
            return Some(Term::LineNumber);
        }
        if let Some(rest) = self.rest.strip_prefix('"') {
            let end = rest.find('"')?;
            let text = rest[..end].replace("\\t", "\t").replace("\\n", "\n");
            self.rest = rest[end + 1..].trim_start();
            return Some(Term::Text(text));
        }
        self.digits().map(|digits| Term::Text(digits.to_owned()))
    }

    fn digits(&mut self) -> Option<&str> {
        let end = self.rest.find(|letter: char| !letter.is_ascii_digit());
        let (digits, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.trim_start();
        Some(digits).filter(|digits| !digits.is_empty())
    }

    /// `/…/`
    fn pattern(&mut self) -> Option<Expression> {
        let rest = self.rest.strip_prefix('/')?;
        let end = rest.find('/')?;
        let pattern = Expression::read(&rest[..end], true, false).ok()?;
        self.rest = rest[end + 1..].trim_start();
        Some(pattern)
    }

    fn take(&mut self, word: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?.trim_start();
        Some(())
    }

    fn is_at(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.rest.starts_with(word))
    }
}
