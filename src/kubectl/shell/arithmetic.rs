//! `$((…))`: whole numbers, variables, `+ - * / %` and parentheses.

use super::words::Variables;

/// The value of an expression. A variable that is not set, or is no number, counts as nothing.
///
/// # Errors
/// What bash says of it.
pub fn evaluate(text: &str, variables: &Variables) -> Result<i64, String> {
    let mut reader = Reader { rest: text.trim(), variables };
    let value = reader.sum(0)?;
    if reader.rest.is_empty() {
        return Ok(value);
    }
    Err(format!("syntax error in expression (error token is \"{}\")", reader.rest))
}

struct Reader<'a> {
    rest: &'a str,
    variables: &'a Variables,
}

impl Reader<'_> {
    fn take(&mut self, symbol: char) -> bool {
        let found = self.rest.strip_prefix(symbol);
        self.rest = found.map_or(self.rest, str::trim_start);
        found.is_some()
    }

    fn sum(&mut self, depth: usize) -> Result<i64, String> {
        let mut value = self.product(depth)?;
        loop {
            if self.take('+') {
                value = value.wrapping_add(self.product(depth)?);
            } else if self.take('-') {
                value = value.wrapping_sub(self.product(depth)?);
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self, depth: usize) -> Result<i64, String> {
        let mut value = self.number(depth)?;
        loop {
            let divides = self.rest.starts_with(['/', '%']);
            let is_rest = self.rest.starts_with('%');
            if divides {
                self.rest = self.rest[1..].trim_start();
                let by = self.number(depth)?;
                // Expressions are read once before their variables are known.
                value = match (by, is_rest) {
                    (0, _) => 0,
                    (by, true) => value.wrapping_rem(by),
                    (by, false) => value.wrapping_div(by),
                };
            } else if self.take('*') {
                value = value.wrapping_mul(self.number(depth)?);
            } else {
                return Ok(value);
            }
        }
    }

    fn number(&mut self, depth: usize) -> Result<i64, String> {
        const DEEPEST: usize = 50;
        if depth > DEEPEST {
            return Err("expression recursion level exceeded".to_owned());
        }
        if self.take('-') {
            return Ok(self.number(depth + 1)?.wrapping_neg());
        }
        if self.take('(') {
            let value = self.sum(depth + 1)?;
            return if self.take(')') { Ok(value) } else { Err("missing `)'".to_owned()) };
        }
        let rest = self.rest.strip_prefix('$').unwrap_or(self.rest);
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        if word.is_empty() {
            return Err(format!(
                "syntax error: operand expected (error token is \"{}\")",
                self.rest
            ));
        }
        self.rest = after.trim_start();
        let value = self.variables.get(word).map_or(word, String::as_str);
        Ok(value.parse().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_have_the_usual_precedence() {
        let variables = Variables::from([("i".to_owned(), "7".to_owned())]);
        let cases = [
            ("1 + 2*3", 7),
            ("(1+2) * 3", 9),
            ("i+1", 8),
            ("$i % 4", 3),
            ("-i - -2", -5),
            ("x", 0),
        ];
        for (text, value) in cases {
            assert_eq!(evaluate(text, &variables), Ok(value), "{text}");
        }
        assert!(evaluate("1 +", &variables).is_err());
        assert!(evaluate("1 2", &variables).is_err());
    }
}
