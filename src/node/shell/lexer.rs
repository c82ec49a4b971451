//! Reads words: quotes, variables, substitutions and redirections.

use super::parse::{DEEPEST, nested, substitution};
use super::syntax::{Change, Command, List, Piece, Redirect, Target, What, Word, Wrong};
use std::rc::Rc;

/// What ends a word that is not quoted.
const ENDS: &str = " \t\r\n;|&<>()";

/// The text of a script and how far it has been read.
#[derive(Debug, Default)]
pub struct Lexer {
    pub(super) rest: Vec<char>,
    pub(super) at: usize,
    /// How deeply what is being read is nested.
    pub depth: usize,
    /// How many lines have been taken out of the text.
    pub(super) removed: u32,
}

impl Lexer {
    /// A text of which nothing has been read.
    pub fn new(text: &str) -> Lexer {
        Lexer { rest: text.chars().collect(), at: 0, depth: 0, removed: 0 }
    }

    /// The line that is being read, the first being 1.
    pub fn line(&self) -> u32 {
        let read = &self.rest[..self.at.min(self.rest.len())];
        1 + self.removed + read.iter().filter(|c| **c == '\n').count() as u32
    }

    /// The next letter.
    pub fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    /// Whether that text comes next.
    pub fn ahead(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.rest.get(self.at + i) == Some(&c))
    }

    /// Whether that text comes next as a word.
    pub fn ahead_word(&self, word: &str) -> bool {
        let after = self.rest.get(self.at + word.len());
        self.ahead(word) && after.is_none_or(|c| ENDS.contains(*c))
    }

    /// Reads that text if it comes next.
    pub fn take(&mut self, text: &str) -> bool {
        let fits = self.ahead(text);
        if fits {
            self.at += text.chars().count();
        }
        fits
    }

    /// Reads blanks, comments and newlines that are escaped.
    pub fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\r')) || self.ahead("\\\n") {
            self.at += if self.peek() == Some('\\') { 2 } else { 1 };
        }
        if self.peek() == Some('#') {
            while self.peek().is_some_and(|c| c != '\n') {
                self.at += 1;
            }
        }
    }

    /// A word without any quotes, as a name is one.
    pub fn literal(&mut self) -> Option<String> {
        self.skip_blanks();
        let mut text = String::new();
        while let Some(c) = self.peek().filter(|c| !ENDS.contains(*c)) {
            self.at += 1;
            text.push(c);
        }
        (!text.is_empty()).then_some(text)
    }

    /// A word.
    ///
    /// # Errors
    /// Something in it is not closed.
    pub fn word(&mut self) -> Result<Word, Wrong> {
        self.pieces(&|lexer| lexer.peek().is_none_or(|c| ENDS.contains(c)), false)
    }

    /// A regular expression, in which brackets and bars are letters.
    ///
    /// # Errors
    /// As [`Lexer::word`].
    pub fn expression(&mut self) -> Result<Word, Wrong> {
        self.pieces(&|lexer| lexer.peek().is_none_or(char::is_whitespace), true)
    }

    /// Pieces up to what ends them, which is not read.
    fn pieces(&mut self, ends: &dyn Fn(&Lexer) -> bool, keeps: bool) -> Result<Word, Wrong> {
        let mut word = Word::new();
        while !ends(self) {
            match self.peek() {
                None => break,
                Some('\'') => {
                    self.at += 1;
                    let text = self.up_to('\'')?;
                    word.push(Piece::Text { text, quoted: true });
                }
                Some('"') => {
                    self.at += 1;
                    let is_empty = word.len();
                    self.quoted(&mut word, Some('"'))?;
                    if word.len() == is_empty {
                        word.push(Piece::Text { text: String::new(), quoted: true });
                    }
                }
                Some('\\') => {
                    self.at += 1;
                    match self.next() {
                        Some('\n') => {}
                        Some(c) if keeps => push(&mut word, &format!("\\{c}"), false),
                        Some(c) => push(&mut word, c.encode_utf8(&mut [0; 4]), true),
                        None => push(&mut word, "\\", true),
                    }
                }
                Some('$' | '`') => match self.dollar(false)? {
                    Some(piece) => word.push(piece),
                    None => push(&mut word, "$", false),
                },
                Some(c) => {
                    self.at += 1;
                    push(&mut word, c.encode_utf8(&mut [0; 4]), false);
                }
            }
        }
        Ok(word)
    }

    /// The text up to a quote that closes it.
    fn up_to(&mut self, close: char) -> Result<String, Wrong> {
        let mut text = String::new();
        loop {
            match self.next() {
                Some(c) if c == close => return Ok(text),
                Some(c) => text.push(c),
                None => return Err(unterminated()),
            }
        }
    }

    /// What stands in double quotes, up to the closing one, or to the end of the text.
    pub(super) fn quoted(&mut self, word: &mut Word, close: Option<char>) -> Result<(), Wrong> {
        loop {
            match self.peek() {
                None if close.is_none() => return Ok(()),
                None => return Err(unterminated()),
                found if found == close => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') => {
                    self.at += 1;
                    match self.next() {
                        Some('"') if close.is_none() => push(word, "\\\"", true),
                        Some(c @ ('"' | '\\' | '$' | '`')) => {
                            push(word, c.encode_utf8(&mut [0; 4]), true);
                        }
                        Some('\n') | None => {}
                        Some(c) => push(word, &format!("\\{c}"), true),
                    }
                }
                Some('$' | '`') => match self.dollar(true)? {
                    Some(piece) => word.push(piece),
                    None => push(word, "$", true),
                },
                Some(c) => {
                    self.at += 1;
                    push(word, c.encode_utf8(&mut [0; 4]), true);
                }
            }
        }
    }

    /// What a dollar or a backtick introduces; nothing if the dollar stands for itself.
    fn dollar(&mut self, quoted: bool) -> Result<Option<Piece>, Wrong> {
        if self.take("`") {
            let text = self.up_to('`')?;
            return Ok(Some(Piece::Command { list: nested(&text, self.depth)?, quoted }));
        }
        self.at += 1;
        if self.take("((") {
            self.deeper()?;
            let text = self.arithmetic()?;
            self.depth -= 1;
            return Ok(Some(Piece::Arithmetic { text, quoted }));
        }
        if self.take("(") {
            let depth = self.depth;
            let (list, lexer) = substitution(std::mem::take(self))?;
            *self = Lexer { depth, ..lexer };
            return Ok(Some(Piece::Command { list: reading(list), quoted }));
        }
        if self.take("{") {
            self.deeper()?;
            let piece = self.braced(quoted)?;
            self.depth -= 1;
            return Ok(Some(piece));
        }
        if !quoted && self.take("'") {
            let text = self.up_to('\'')?.replace("\\n", "\n").replace("\\t", "\t");
            return Ok(Some(Piece::Text { text, quoted: true }));
        }
        let name = self.name();
        Ok((!name.is_empty()).then_some(Piece::Variable { name, change: None, quoted }))
    }

    /// Something begins within what is being read.
    pub fn deeper(&mut self) -> Result<(), Wrong> {
        self.depth += 1;
        match self.depth > DEEPEST {
            true => Err(Wrong::Syntax("syntax error: nested too deeply".to_owned())),
            false => Ok(()),
        }
    }

    /// The name of a variable or of one of the shell's own.
    fn name(&mut self) -> String {
        let mut name = String::new();
        match self.peek() {
            Some(c) if "?$#@*!-".contains(c) || c.is_ascii_digit() => {
                self.at += 1;
                name.push(c);
            }
            _ => {
                while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    self.at += 1;
                    name.push(c);
                }
            }
        }
        name
    }

    /// `${…}`, from behind the brace on.
    fn braced(&mut self, quoted: bool) -> Result<Piece, Wrong> {
        let is_length = self.ahead("#") && !self.ahead("#}") && self.take("#");
        let mut name = self.name();
        while let Some(c) = self.peek().filter(char::is_ascii_digit) {
            self.at += 1;
            name.push(c);
        }
        if self.take("[") {
            name.push('[');
            name.push_str(&self.up_to(']')?);
            name.push(']');
        }
        let change = if is_length { Some(Change::Length) } else { self.change(quoted)? };
        if name.is_empty() || !self.take("}") {
            return Err(match self.peek() {
                None => Wrong::Incomplete("syntax error: missing '}'".to_owned()),
                Some(_) => Wrong::Syntax("syntax error: bad substitution".to_owned()),
            });
        }
        Ok(Piece::Variable { name, change: change.map(Box::new), quoted })
    }

    fn change(&mut self, quoted: bool) -> Result<Option<Change>, Wrong> {
        if self.ahead("}") {
            return Ok(None);
        }
        if self.take("##") || self.take("%%") || self.take("#") || self.take("%") {
            let letter = |back: usize| self.rest.get(self.at - back).copied();
            let at_end = letter(1) == Some('%');
            let longest = self.at >= 2 && letter(1) == letter(2);
            let pattern = self.operand("}", false)?;
            return Ok(Some(Change::Without { at_end, longest, pattern }));
        }
        if self.take("/") {
            let all = self.take("/");
            let pattern = self.operand("/}", false)?;
            let by = if self.take("/") { self.operand("}", quoted)? } else { Word::new() };
            return Ok(Some(Change::Replace { all, pattern, by }));
        }
        let empty = self.take(":");
        Ok(Some(match self.peek() {
            Some('-') => Change::Default { empty, word: self.value(quoted)? },
            Some('=') => Change::Assign { empty, word: self.value(quoted)? },
            Some('+') => Change::Alternative { empty, word: self.value(quoted)? },
            Some('?') => Change::Required { empty, word: self.value(quoted)? },
            _ if empty => {
                let from = self.operand(":}", false)?;
                let has_length = self.take(":");
                let length = if has_length { Some(self.operand("}", false)?) } else { None };
                Change::Part { from, length }
            }
            _ => return Ok(None),
        }))
    }

    /// The word behind an operator of one letter.
    fn value(&mut self, quoted: bool) -> Result<Word, Wrong> {
        self.at += 1;
        self.operand("}", quoted)
    }

    fn operand(&mut self, ends: &'static str, quoted: bool) -> Result<Word, Wrong> {
        let mut word =
            self.pieces(&move |lexer| lexer.peek().is_none_or(|c| ends.contains(c)), false)?;
        for piece in word.iter_mut().filter(|_| quoted) {
            match piece {
                Piece::Text { quoted, .. }
                | Piece::Variable { quoted, .. }
                | Piece::Command { quoted, .. }
                | Piece::Arithmetic { quoted, .. } => *quoted = true,
            }
        }
        Ok(word)
    }

    /// An expression up to `))`, which is read as well.
    ///
    /// # Errors
    /// It is not closed.
    pub fn arithmetic(&mut self) -> Result<Word, Wrong> {
        let (mut word, mut depth) = (Word::new(), 0);
        loop {
            match self.peek() {
                None => {
                    let message = "syntax error: unexpected end of file (expecting \"))\")";
                    return Err(Wrong::Incomplete(message.to_owned()));
                }
                Some(')') if depth == 0 => {
                    if self.take("))") {
                        return Ok(word);
                    }
                    return Err(Wrong::Syntax("syntax error: missing '))'".to_owned()));
                }
                Some('$' | '`') => match self.dollar(true)? {
                    Some(piece) => word.push(piece),
                    None => push(&mut word, "$", true),
                },
                Some(c) => {
                    self.at += 1;
                    depth += match c {
                        '(' => 1,
                        ')' => -1,
                        _ => 0,
                    };
                    if c != '"' {
                        push(&mut word, c.encode_utf8(&mut [0; 4]), true);
                    }
                }
            }
        }
    }
}

fn unterminated() -> Wrong {
    Wrong::Incomplete("syntax error: unterminated quoted string".to_owned())
}

/// Adds text to a word, to the piece before if that is of the same sort.
fn push(word: &mut Word, more: &str, is_quoted: bool) {
    match word.last_mut() {
        Some(Piece::Text { text, quoted }) if *quoted == is_quoted => text.push_str(more),
        _ => word.push(Piece::Text { text: more.to_owned(), quoted: is_quoted }),
    }
}

/// `$(<file)` reads the file.
fn reading(list: List) -> List {
    let [item] = &*list else { return list };
    let [command] = item.commands.as_slice() else { return list };
    let is_read = |redirect: &Redirect| matches!(redirect.to, Target::Read(_));
    if command.what != What::Simple(Vec::new()) || !command.redirects.iter().all(is_read) {
        return list;
    }
    let cat = vec![Piece::Text { text: "cat".to_owned(), quoted: true }];
    let redirects = command.redirects.clone();
    let command = Command { what: What::Simple(vec![cat]), redirects };
    [super::syntax::Item { commands: vec![Rc::new(command)], ..item.clone() }].into()
}
