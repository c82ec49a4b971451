//! Reads what stands between `[[` and `]]`.

use super::parse::{Parser, plain};
use super::syntax::{Piece, Test, Word, Wrong};

impl Parser {
    /// `a || b`, of which `a && b` are parts, of which `! a` and `( a )` are.
    pub(super) fn test(&mut self, level: usize) -> Result<Test, Wrong> {
        if level == 2 {
            return self.test_words();
        }
        let mut tests = vec![self.test(level + 1)?];
        let operator = ["||", "&&"][level];
        loop {
            self.skip_lines();
            if !self.lexer.take(operator) {
                break;
            }
            tests.push(self.test(level + 1)?);
        }
        Ok(match level {
            _ if tests.len() == 1 => tests.remove(0),
            0 => Test::Any(tests),
            _ => Test::All(tests),
        })
    }

    fn test_words(&mut self) -> Result<Test, Wrong> {
        self.skip_lines();
        if self.keyword("!") {
            self.deeper()?;
            let test = self.test_words()?;
            self.depth -= 1;
            return Ok(Test::Not(Box::new(test)));
        }
        if self.lexer.take("(") {
            self.deeper()?;
            let test = self.test(0)?;
            self.depth -= 1;
            self.expect(")")?;
            return Ok(test);
        }
        let mut words: Vec<Word> = Vec::new();
        loop {
            self.skip_lines();
            let is_pattern = words.len() == 2 && is_text(&words[1], "=~");
            let word = match self.lexer.peek() {
                None => return Err(self.unexpected()),
                _ if is_pattern => self.lexer.expression()?,
                Some('&' | '|' | ')') => break,
                Some(sign @ ('<' | '>')) => {
                    self.lexer.take(&sign.to_string());
                    vec![Piece::Text { text: sign.to_string(), quoted: false }]
                }
                Some(_) if self.at("]]") => break,
                Some(_) => self.lexer.word()?,
            };
            if word.is_empty() {
                return Err(self.unexpected());
            }
            words.push(word);
        }
        if words.is_empty() { Err(self.unexpected()) } else { Ok(Test::Words(words)) }
    }
}

fn is_text(word: &Word, wanted: &str) -> bool {
    plain(word) == Some(wanted)
}
