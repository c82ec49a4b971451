//! What words stand for: variables, the output of commands, expressions and braces.

use super::words::{Piece, Variables, Word, is_name};
use crate::node::shell::Dialect;
use crate::node::shell::arithmetic;

impl Word {
    /// The words that it stands for: a variable outside of quotes may be several, or none.
    ///
    /// # Errors
    /// What bash says of an expression in it.
    pub fn expand(&self, variables: &mut Variables) -> Result<Vec<String>, String> {
        if let [Piece::Text(text)] = self.0.as_slice() {
            return Ok(braces(text));
        }
        let mut words = Vec::new();
        let mut current: Option<String> = None;
        for piece in &self.0 {
            let (value, quoted) = match piece {
                Piece::Text(text) | Piece::Quoted(text) => (text.as_str(), true),
                Piece::Variable { name, quoted } => {
                    (variables.get(name).map_or("", String::as_str), *quoted)
                }
                Piece::Printed { text, quoted } => (text.as_str(), *quoted),
                Piece::Command { .. } => continue,
                Piece::Arithmetic(text) => {
                    let text = with_values(text, variables);
                    let value = arithmetic::evaluate(&text, Dialect::Bash, variables)?;
                    current.get_or_insert_default().push_str(&value.to_string());
                    continue;
                }
            };
            if quoted {
                current.get_or_insert_default().push_str(value);
                continue;
            }
            let ends_a_word = |text: &str| text.ends_with(char::is_whitespace);
            if value.starts_with(char::is_whitespace) {
                words.extend(current.take());
            }
            for (index, part) in value.split_whitespace().enumerate() {
                if index > 0 {
                    words.extend(current.take());
                }
                current.get_or_insert_default().push_str(part);
            }
            if ends_a_word(value) {
                words.extend(current.take());
            }
        }
        words.extend(current);
        Ok(words)
    }
}

impl arithmetic::Variables for Variables {
    fn value(&self, name: &str) -> Option<String> {
        self.get(name).cloned()
    }

    fn assign(&mut self, name: &str, value: String) {
        self.insert(name.to_owned(), value);
    }
}

/// An expression in which `$NAME` and `${NAME}` are what they stand for.
fn with_values(text: &str, variables: &Variables) -> String {
    let (mut whole, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('$') {
        whole.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (name, left) = match after.strip_prefix('{').and_then(|after| after.split_once('}')) {
            Some(parts) => parts,
            None if after.starts_with('?') => after.split_at(1),
            None => after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len())),
        };
        match name {
            "" => whole.push('$'),
            name => whole.push_str(variables.get(name).map_or("", String::as_str)),
        }
        rest = left;
    }
    whole + rest
}

/// `a{1..3}` and `a{b,c}`: one pair of braces outside of quotes.
fn braces(text: &str) -> Vec<String> {
    const MOST: i64 = 10_000;
    let itself = || vec![text.to_owned()];
    let Some((before, rest)) = text.split_once('{') else { return itself() };
    let Some((inside, after)) = rest.split_once('}') else { return itself() };
    let around = |part: &str| format!("{before}{part}{after}");
    if let Some((from, to)) = inside.split_once("..")
        && let (Ok(from), Ok(to)) = (from.parse::<i64>(), to.parse::<i64>())
        && from.abs_diff(to) < MOST as u64
    {
        let step = if from <= to { 1 } else { -1 };
        let count = from.abs_diff(to) as i64;
        return (0..=count).map(|at| around(&(from + at * step).to_string())).collect();
    }
    if inside.contains(',') && !inside.contains(['{', '"', ':']) {
        return inside.split(',').map(around).collect();
    }
    itself()
}

#[cfg(test)]
mod tests {
    use crate::kubectl::shell::tests::Lab;

    #[test]
    fn expressions_are_reckoned_as_bash_reckons_them() {
        let mut lab = Lab::new();
        lab.prints("echo $((1<2)) $((2**10)) \"$(( (1+2) * 3 ))\"a", "1 1024 9a\n");
        lab.prints("i=1; echo $((i++)) $i $((i += 5)) $(($i * ${i}))", "1 2 7 49\n");
        lab.prints("a=$((1)) b=$((a+1)); echo $b", "2\n");
        lab.prints("x=1+2; echo $((x*2)) $(($x*2))", "6 5\n");
    }

    #[test]
    fn an_expression_that_is_wrong_ends_the_line() {
        let mut lab = Lab::new();
        let division = "bash: 1/0: division by 0 (error token is \"0\")\n";
        lab.prints("echo a; echo $((1/0)); echo b", &format!("a\n{division}"));
        lab.prints("echo $?", "1\n");
        lab.prints("for i in 1 2; do echo $((1/0)); done; echo e", division);
        lab.prints("if true; then echo $((1/0)); fi || echo e", division);
        lab.prints("x=$((1/0)) || echo $x", division);
        lab.prints("echo g$(echo $((1/0)))h; echo i", &format!("{division}gh\ni\n"));
        let operand = "bash: 1 + : syntax error: operand expected (error token is \"+ \")\n";
        lab.prints("echo $(( 1 + ))", operand);
        lab.prints("echo a > $((1/0))", division);
    }
}
