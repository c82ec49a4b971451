//! Here-documents: text that stands between a line and its delimiter.

use super::syntax::{Wrong, unexpected};
use super::words::{Word, WordReader, skip_blanks};

/// The line that ends a here-document.
pub struct Delimiter {
    text: String,
    /// It was quoted: nothing in the document is replaced.
    literal: bool,
    /// `<<-`: tabs at the beginning of lines are dropped.
    strips: bool,
}

impl Delimiter {
    /// Reads the word behind `<<`, and returns what follows it.
    ///
    /// # Errors
    /// There is none.
    pub fn read(after: &str) -> Result<(Delimiter, &str), Wrong> {
        let (strips, after) = match after.strip_prefix('-') {
            Some(after) => (true, after),
            None => (false, after),
        };
        let after = skip_blanks(after);
        let end = after.find(|letter: char| letter.is_whitespace() || "|;&<>".contains(letter));
        let (word, rest) = after.split_at(end.unwrap_or(after.len()));
        if word.is_empty() {
            return Err(unexpected("newline"));
        }
        let text = word.replace(['\'', '"', '\\'], "");
        let literal = text != word;
        Ok((Delimiter { text, literal, strips }, rest))
    }

    /// The document, within so many other commands, and what follows it.
    ///
    /// # Errors
    /// It does not end, or something in it cannot be read.
    pub fn body<'a>(&self, text: &'a str, depth: usize) -> Result<(Word, &'a str), Wrong> {
        let mut body = String::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            let line = if self.strips { line.trim_start_matches('\t') } else { line };
            if line == self.text {
                return Ok((self.word(&body, depth)?, after));
            }
            body.push_str(line);
            body.push('\n');
            rest = after;
        }
        Err(Wrong::Incomplete)
    }

    fn word(&self, body: &str, depth: usize) -> Result<Word, Wrong> {
        if self.literal {
            return Ok(Word::quoted(body.to_owned()));
        }
        WordReader::new(body, depth).read_document()
    }
}
