//! Reads redirections, with the lines that stand below a command for its input.

use super::lexer::Lexer;
use super::parse::plain;
use super::syntax::{Piece, Redirect, Target, Word, Wrong};

/// Stands for output and errors at once.
pub const BOTH: u8 = u8::MAX;

fn null() -> Word {
    vec![Piece::Text { text: "/dev/null".to_owned(), quoted: true }]
}

impl Lexer {
    /// A redirection, if one comes next.
    ///
    /// # Errors
    /// It leads nowhere.
    pub fn redirect(&mut self) -> Result<Option<Redirect>, Wrong> {
        self.skip_blanks();
        let start = self.at;
        if self.take("&>") {
            // Errors first, so that what follows is the output of both.
            let file = self.target()?;
            return Ok(Some(Redirect { stream: BOTH, to: Target::Write { append: false, file } }));
        }
        let digit = self.peek().and_then(|c| c.to_digit(10)).map(|digit| digit as u8);
        self.at += usize::from(digit.is_some());
        let is_in = self.ahead("<");
        if !is_in && !self.ahead(">") {
            self.at = start;
            return Ok(None);
        }
        let stream = digit.unwrap_or(u8::from(!is_in));
        let to = if self.take("<<<") {
            let mut word = self.target()?;
            word.push(Piece::Text { text: "\n".to_owned(), quoted: true });
            Target::Text(word)
        } else if self.take("<<") {
            Target::Text(self.here_document()?)
        } else if self.take("<&") || self.take(">&") {
            match self.target()? {
                word if plain(&word) == Some("-") => Target::Read(null()),
                word => match plain(&word).and_then(|text| text.parse().ok()) {
                    Some(other) => Target::Same(other),
                    None => {
                        let to = Target::Write { append: false, file: word };
                        return Ok(Some(Redirect { stream: BOTH, to }));
                    }
                },
            }
        } else if is_in {
            self.take("<");
            Target::Read(self.target()?)
        } else {
            let append = self.take(">>");
            let _ = append || self.take(">|") || self.take(">");
            Target::Write { append, file: self.target()? }
        };
        Ok(Some(Redirect { stream, to }))
    }

    fn target(&mut self) -> Result<Word, Wrong> {
        self.skip_blanks();
        let word = self.word()?;
        match word.is_empty() {
            true => Err(Wrong::Syntax("syntax error: unexpected newline".to_owned())),
            false => Ok(word),
        }
    }

    /// The lines below this one up to the word that ends them. They are taken out of the text.
    fn here_document(&mut self) -> Result<Word, Wrong> {
        let strips = self.take("-");
        let end = self.target()?;
        let is_literal = end.iter().any(|it| matches!(it, Piece::Text { quoted: true, .. }));
        let texts = end.iter().filter_map(|piece| match piece {
            Piece::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        let end: String = texts.collect();
        let line_end = |from: usize| {
            let mut rest = self.rest[from..].iter();
            rest.position(|c| *c == '\n').map_or(self.rest.len(), |place| from + place + 1)
        };
        let first = line_end(self.at);
        let (mut at, mut text) = (first, String::new());
        loop {
            if at >= self.rest.len() {
                return Err(Wrong::Incomplete("syntax error: unexpected end of file".to_owned()));
            }
            let next = line_end(at);
            let line: String = self.rest[at..next].iter().collect();
            let line = if strips { line.trim_start_matches('\t') } else { &line };
            at = next;
            if line.trim_end_matches('\n') == end {
                break;
            }
            text.push_str(line);
        }
        let lines = self.rest.drain(first..at).filter(|c| *c == '\n').count();
        self.removed += lines as u32;
        if is_literal {
            return Ok(vec![Piece::Text { text, quoted: true }]);
        }
        let mut word = Word::new();
        Lexer { depth: self.depth, ..Lexer::new(&text) }.quoted(&mut word, None)?;
        Ok(word)
    }
}
