//! `$((…))`: whole numbers, variables and the operators of C.

use super::session::Session;

/// The value of an expression. A variable that is not set, or is no number, counts as nothing.
///
/// # Errors
/// What the shell says of it.
pub fn evaluate(text: &str, session: &mut Session) -> Result<i64, String> {
    let mut reader = Reader { rest: text.trim(), session, depth: 0 };
    if reader.rest.is_empty() {
        return Ok(0);
    }
    let value = reader.all(true)?;
    if reader.rest.is_empty() { Ok(value) } else { Err(SYNTAX.to_owned()) }
}

const SYNTAX: &str = "arithmetic syntax error";

/// The operators with two sides, those that bind least first; of one level those that begin with
/// another first.
const LEVELS: &[&[&str]] = &[
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

struct Reader<'a> {
    rest: &'a str,
    session: &'a mut Session,
    depth: usize,
}

impl Reader<'_> {
    fn take(&mut self, symbol: &str) -> bool {
        let found = self.rest.strip_prefix(symbol);
        self.rest = found.map_or(self.rest, str::trim_start);
        found.is_some()
    }

    /// An operator, unless it is the beginning of another one.
    fn operator(&mut self, symbol: &str) -> bool {
        let Some(after) = self.rest.strip_prefix(symbol) else { return false };
        let doubles = matches!(symbol, "|" | "&" | "<" | ">") && after.starts_with(symbol);
        let assigns = after.starts_with('=') && !matches!(symbol, "==" | "!=" | "<=" | ">=");
        !doubles && !assigns && self.take(symbol)
    }

    /// A whole expression; what is not `live` is read and changes nothing.
    fn all(&mut self, live: bool) -> Result<i64, String> {
        const DEEPEST: usize = 50;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("expression recursion level exceeded".to_owned());
        }
        let value = match self.assignment(live)? {
            Some(value) => value,
            None => self.choice(live)?,
        };
        self.depth -= 1;
        Ok(value)
    }

    /// `NAME = …` and `NAME += …`
    fn assignment(&mut self, live: bool) -> Result<Option<i64>, String> {
        let before = self.rest;
        let Some(name) = self.name() else { return Ok(None) };
        let operators = ["=", "+=", "-=", "*=", "/=", "%="];
        let found = operators
            .into_iter()
            .find(|operator| self.rest.starts_with(operator) && !self.rest.starts_with("=="));
        let Some(operator) = found else {
            self.rest = before;
            return Ok(None);
        };
        self.take(operator);
        let value = self.all(live)?;
        let value = match operator {
            "=" => value,
            operator => apply(&operator[..1], self.value(&name), value)?,
        };
        if live {
            self.session.set(&name, value.to_string());
        }
        Ok(Some(value))
    }

    fn choice(&mut self, live: bool) -> Result<i64, String> {
        let condition = self.level(0, live)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let first = self.all(live && condition != 0)?;
        if !self.take(":") {
            return Err(SYNTAX.to_owned());
        }
        let second = self.all(live && condition == 0)?;
        Ok(if condition != 0 { first } else { second })
    }

    fn level(&mut self, level: usize, live: bool) -> Result<i64, String> {
        let Some(operators) = LEVELS.get(level) else { return self.unary(live) };
        let mut value = self.level(level + 1, live)?;
        while let Some(operator) = operators.iter().find(|operator| self.operator(operator)) {
            let live = match *operator {
                "||" => live && value == 0,
                "&&" => live && value != 0,
                _ => live,
            };
            let other = self.level(level + 1, live)?;
            value = if live || matches!(*operator, "||" | "&&") {
                apply(operator, value, other)?
            } else {
                0
            };
        }
        Ok(value)
    }

    fn unary(&mut self, live: bool) -> Result<i64, String> {
        for (symbol, step) in [("++", 1), ("--", -1)] {
            if self.take(symbol) {
                let name = self.name().ok_or(SYNTAX)?;
                let value = self.value(&name).wrapping_add(step);
                if live {
                    self.session.set(&name, value.to_string());
                }
                return Ok(value);
            }
        }
        self.depth += 1;
        let value = match () {
            () if self.depth > 50 => Err(SYNTAX.to_owned()),
            () if self.take("-") => Ok(self.unary(live)?.wrapping_neg()),
            () if self.take("+") => self.unary(live),
            () if self.take("!") => Ok(i64::from(self.unary(live)? == 0)),
            () if self.take("~") => Ok(!self.unary(live)?),
            () => self.primary(live),
        };
        self.depth -= 1;
        value
    }

    fn primary(&mut self, live: bool) -> Result<i64, String> {
        if self.take("(") {
            let value = self.all(live)?;
            return if self.take(")") { Ok(value) } else { Err(SYNTAX.to_owned()) };
        }
        if let Some(name) = self.name() {
            let value = self.value(&name);
            for (symbol, step) in [("++", 1), ("--", -1)] {
                if self.take(symbol) && live {
                    self.session.set(&name, value.wrapping_add(step).to_string());
                }
            }
            return Ok(value);
        }
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric());
        let (word, after) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        let value = number(word).ok_or(SYNTAX)?;
        self.rest = after.trim_start();
        Ok(value)
    }

    fn name(&mut self) -> Option<String> {
        let rest = self.rest.strip_prefix('$').unwrap_or(self.rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        if !super::parse::is_name(word) {
            return None;
        }
        self.rest = after.trim_start();
        Some(word.to_owned())
    }

    fn value(&self, name: &str) -> i64 {
        self.session.variable(name).and_then(|value| number(value.trim())).unwrap_or(0)
    }
}

/// A number as C writes it.
fn number(text: &str) -> Option<i64> {
    match text.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None if text.len() > 1 && text.starts_with('0') => i64::from_str_radix(text, 8).ok(),
        None => text.parse().ok(),
    }
}

fn apply(operator: &str, one: i64, other: i64) -> Result<i64, String> {
    Ok(match operator {
        "||" => i64::from(one != 0 || other != 0),
        "&&" => i64::from(one != 0 && other != 0),
        "|" => one | other,
        "^" => one ^ other,
        "&" => one & other,
        "==" => i64::from(one == other),
        "!=" => i64::from(one != other),
        "<=" => i64::from(one <= other),
        ">=" => i64::from(one >= other),
        "<" => i64::from(one < other),
        ">" => i64::from(one > other),
        "<<" => one.wrapping_shl(other as u32),
        ">>" => one.wrapping_shr(other as u32),
        "+" => one.wrapping_add(other),
        "-" => one.wrapping_sub(other),
        "*" => one.wrapping_mul(other),
        _ if other == 0 => return Err("divide by zero".to_owned()),
        "/" => one.wrapping_div(other),
        _ => one.wrapping_rem(other),
    })
}
