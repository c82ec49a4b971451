//! `$((…))`: whole numbers, variables and the operators of C, in containers and outside.

use super::parse::is_name;
use super::session::Dialect;

/// The variables of a shell.
pub trait Variables {
    /// The value of one, if it is set.
    fn value(&self, name: &str) -> Option<String>;
    /// Gives one a value.
    fn assign(&mut self, name: &str, value: String);
}

/// The value of an expression. A variable that is not set counts as nothing.
///
/// # Errors
/// What the shell says of it.
pub fn evaluate(
    text: &str,
    dialect: Dialect,
    variables: &mut dyn Variables,
) -> Result<i64, String> {
    Reader::new(text, dialect, variables, 0).whole()
}

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

/// How deeply expressions may be nested, the values of variables included.
const DEEPEST: usize = 50;

/// What is wrong with an expression.
#[derive(Clone, Copy)]
enum Fault {
    Operand,
    Rest,
    Division,
    Base,
    Colon,
    Parenthesis,
    Exponent,
    Depth,
}

struct Reader<'a> {
    /// The whole expression.
    text: &'a str,
    rest: &'a str,
    /// What began with the operator that was read last.
    last: &'a str,
    dialect: Dialect,
    variables: &'a mut dyn Variables,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn new(
        text: &'a str,
        dialect: Dialect,
        variables: &'a mut dyn Variables,
        depth: usize,
    ) -> Reader<'a> {
        let rest = text.trim_start();
        Reader { text, rest, last: rest, dialect, variables, depth }
    }

    fn whole(mut self) -> Result<i64, String> {
        if self.rest.is_empty() {
            return Ok(0);
        }
        let mut value = self.all(true)?;
        while self.dialect != Dialect::Dash && self.take(",") {
            value = self.all(true)?;
        }
        if self.rest.is_empty() { Ok(value) } else { Err(self.fault(Fault::Rest, self.rest)) }
    }

    /// What the shell says, with the rest of the expression that it stumbles over.
    fn fault(&self, fault: Fault, at: &str) -> String {
        match self.dialect {
            Dialect::Bash => {
                let what = match fault {
                    Fault::Rest if at.starts_with('=') => "attempted assignment to non-variable",
                    Fault::Rest if at.starts_with(['.', '@', ':', '#', '[', ']', '{', '}']) => {
                        "syntax error: invalid arithmetic operator"
                    }
                    Fault::Rest => "syntax error in expression",
                    Fault::Operand => "syntax error: operand expected",
                    Fault::Division => "division by 0",
                    Fault::Base => "value too great for base",
                    Fault::Colon => "`:' expected for conditional expression",
                    Fault::Parenthesis => "missing `)'",
                    Fault::Exponent => "exponent less than 0",
                    Fault::Depth => "expression recursion level exceeded",
                };
                format!("{}: {what} (error token is \"{at}\")", self.text.trim_start())
            }
            Dialect::Dash => {
                let what = match fault {
                    Fault::Division => "division by zero",
                    Fault::Colon => "expecting ':'",
                    Fault::Parenthesis => "expecting ')'",
                    Fault::Operand | Fault::Depth => "expecting primary",
                    _ => "expecting EOF",
                };
                format!("arithmetic expression: {what}: \"{}\"", self.text)
            }
            Dialect::Busybox => match fault {
                Fault::Division => "divide by zero",
                Fault::Exponent => "exponent less than 0",
                Fault::Depth => "expression recursion loop detected",
                _ => "arithmetic syntax error",
            }
            .to_owned(),
        }
    }

    /// What it stumbles over here: at the end, what was read last.
    fn here(&self) -> &'a str {
        if self.rest.is_empty() { self.last } else { self.rest }
    }

    /// That a value has to stand here.
    fn operand(&self) -> String {
        self.fault(Fault::Operand, self.here())
    }

    fn take(&mut self, symbol: &str) -> bool {
        let Some(after) = self.rest.strip_prefix(symbol) else { return false };
        self.last = self.rest;
        self.rest = after.trim_start();
        true
    }

    /// An operator, unless it is the beginning of another one.
    fn operator(&mut self, symbol: &str) -> bool {
        let Some(after) = self.rest.strip_prefix(symbol) else { return false };
        let doubles = matches!(symbol, "|" | "&" | "<" | ">") && after.starts_with(symbol);
        let is_power = symbol == "*" && after.starts_with('*') && self.dialect != Dialect::Dash;
        let assigns = after.starts_with('=') && !matches!(symbol, "==" | "!=" | "<=" | ">=");
        !doubles && !is_power && !assigns && self.take(symbol)
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(self.fault(Fault::Depth, self.here())) } else { Ok(()) }
    }

    /// A whole expression; what is not `live` is read and changes nothing.
    fn all(&mut self, live: bool) -> Result<i64, String> {
        self.deeper()?;
        let value = match self.assignment(live)? {
            Some(value) => value,
            None => self.choice(live)?,
        };
        self.depth -= 1;
        Ok(value)
    }

    /// `NAME = …` and `NAME += …`
    fn assignment(&mut self, live: bool) -> Result<Option<i64>, String> {
        const OPERATORS: [&str; 11] =
            ["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="];
        let before = (self.rest, self.last);
        let Some(name) = self.name() else { return Ok(None) };
        let mut operators = OPERATORS.into_iter();
        let found = operators
            .find(|operator| self.rest.starts_with(operator) && !self.rest.starts_with("=="));
        let Some(operator) = found else {
            (self.rest, self.last) = before;
            return Ok(None);
        };
        self.take(operator);
        let at = self.rest;
        let value = self.all(live)?;
        let value = match operator.trim_end_matches('=') {
            "" => value,
            operator if live => {
                let before = self.value(name)?;
                self.apply(operator, before, value, at)?
            }
            _ => 0,
        };
        if live {
            self.variables.assign(name, value.to_string());
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
            return Err(self.fault(Fault::Colon, self.here()));
        }
        let second = self.all(live && condition == 0)?;
        Ok(if condition != 0 { first } else { second })
    }

    fn level(&mut self, level: usize, live: bool) -> Result<i64, String> {
        let Some(operators) = LEVELS.get(level) else { return self.power(live) };
        let mut value = self.level(level + 1, live)?;
        while let Some(operator) = operators.iter().find(|operator| self.operator(operator)) {
            let is_choice = matches!(*operator, "||" | "&&");
            let live = live && !(is_choice && (value != 0) == (*operator == "||"));
            let at = self.rest;
            let other = self.level(level + 1, live)?;
            value = match live || is_choice {
                true => self.apply(operator, value, other, at)?,
                false => 0,
            };
        }
        Ok(value)
    }

    /// `2 ** 3`, of which the right one comes first.
    fn power(&mut self, live: bool) -> Result<i64, String> {
        let value = self.unary(live)?;
        if self.dialect == Dialect::Dash || self.rest.starts_with("**=") || !self.take("**") {
            return Ok(value);
        }
        let at = self.rest;
        self.deeper()?;
        let exponent = self.power(live)?;
        self.depth -= 1;
        if exponent < 0 && live {
            return Err(self.fault(Fault::Exponent, at));
        }
        // Beyond so many bits nothing is left but the sign, or nothing at all.
        let (mut result, mut base, mut left) = (1_i64, value, exponent.max(0));
        while left > 0 {
            if left & 1 == 1 {
                result = result.wrapping_mul(base);
            }
            base = base.wrapping_mul(base);
            left >>= 1;
        }
        Ok(result)
    }

    fn unary(&mut self, live: bool) -> Result<i64, String> {
        for (symbol, step) in [("++", 1), ("--", -1)] {
            let steps = self.dialect != Dialect::Dash
                && self.rest.strip_prefix(symbol).is_some_and(|after| {
                    after.trim_start().starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                });
            if steps && self.take(symbol) {
                let Some(name) = self.name() else { return Err(self.operand()) };
                let value = self.value(name)?.wrapping_add(step);
                if live {
                    self.variables.assign(name, value.to_string());
                }
                return Ok(value);
            }
        }
        self.deeper()?;
        let value = match () {
            () if self.take("-") => self.unary(live)?.wrapping_neg(),
            () if self.take("+") => self.unary(live)?,
            () if self.take("!") => i64::from(self.unary(live)? == 0),
            () if self.take("~") => !self.unary(live)?,
            () => self.primary(live)?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn primary(&mut self, live: bool) -> Result<i64, String> {
        if self.take("(") {
            let value = self.all(live)?;
            let at = self.here();
            let is_closed = self.take(")");
            return is_closed.then_some(value).ok_or_else(|| self.fault(Fault::Parenthesis, at));
        }
        if let Some(name) = self.name() {
            let value = self.value(name)?;
            for (symbol, step) in [("++", 1), ("--", -1)] {
                if self.dialect != Dialect::Dash && self.take(symbol) && live {
                    self.variables.assign(name, value.wrapping_add(step).to_string());
                }
            }
            return Ok(value);
        }
        let has_bases = self.dialect != Dialect::Dash;
        let is_digit =
            |c: char| c.is_ascii_alphanumeric() || has_bases && matches!(c, '#' | '@' | '_');
        if !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(self.operand());
        }
        let end = self.rest.find(|c: char| !is_digit(c)).unwrap_or(self.rest.len());
        let (word, after) = self.rest.split_at(end);
        let Some(value) = number(word) else { return Err(self.fault(Fault::Base, word)) };
        self.last = self.rest;
        self.rest = after.trim_start();
        Ok(value)
    }

    fn name(&mut self) -> Option<&'a str> {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (word, after) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if !is_name(word) {
            return None;
        }
        self.last = self.rest;
        self.rest = after.trim_start();
        Some(word)
    }

    /// The value of a variable, which may be an expression itself; dash knows numbers alone.
    fn value(&mut self, name: &str) -> Result<i64, String> {
        let Some(text) = self.variables.value(name) else { return Ok(0) };
        let digits = text.trim();
        let (negative, digits) = digits.strip_prefix('-').map_or((false, digits), |it| (true, it));
        if digits.is_empty() {
            return Ok(0);
        }
        if let Some(value) = number(digits) {
            return Ok(if negative { value.wrapping_neg() } else { value });
        }
        if self.dialect == Dialect::Dash {
            return Err(format!("Illegal number: {text}"));
        }
        self.deeper()?;
        let value = Reader::new(&text, self.dialect, self.variables, self.depth).whole()?;
        self.depth -= 1;
        Ok(value)
    }

    fn apply(&self, operator: &str, one: i64, other: i64, at: &str) -> Result<i64, String> {
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
            _ if other == 0 => return Err(self.fault(Fault::Division, at)),
            "/" => one.wrapping_div(other),
            _ => one.wrapping_rem(other),
        })
    }
}

/// A number as C writes it, or with its base in front: `16#ff`. One that is too large wraps.
fn number(text: &str) -> Option<i64> {
    let (radix, digits) = match text.split_once('#') {
        Some((base, digits)) => (base.parse().ok().filter(|base| (2..=36).contains(base))?, digits),
        None => match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) => (16, digits),
            None if text.len() > 1 && text.starts_with('0') => (8, text),
            None => (10, text),
        },
    };
    if digits.is_empty() && radix != 16 {
        return None;
    }
    digits.chars().try_fold(0_i64, |value, digit| {
        let digit = i64::from(digit.to_digit(radix)?);
        Some(value.wrapping_mul(i64::from(radix)).wrapping_add(digit))
    })
}
