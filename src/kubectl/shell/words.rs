//! The shell's words: cutting text into words and operators, and what a word stands for.

use super::here::Delimiter;
use super::syntax::{self, List, Wrong, unexpected};
use crate::api::sorted::SortedMap;

/// The variables by name.
pub type Variables = SortedMap<String, String>;

/// A word: text and what is put in place of parts of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word(pub(super) Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text as it was typed.
    Text(String),
    /// Text that was in quotes.
    Quoted(String),
    Variable {
        name: String,
        quoted: bool,
    },
    /// `$(…)`
    Command {
        list: List,
        quoted: bool,
    },
    /// What a command has printed.
    Printed {
        text: String,
        quoted: bool,
    },
    /// `$((…))`
    Arithmetic(String),
}

impl Word {
    /// A word of text that stands for itself.
    pub fn quoted(text: String) -> Word {
        Word(vec![Piece::Quoted(text)])
    }

    /// `NAME=value` as its two parts, where the word assigns a variable.
    pub fn assignment(&self) -> Option<(String, Word)> {
        let Some(Piece::Text(first)) = self.0.first() else { return None };
        let (name, rest) = first.split_once('=')?;
        if !is_variable(name) {
            return None;
        }
        let mut value = Word(vec![Piece::Quoted(rest.to_owned())]);
        value.0.extend(self.0[1..].iter().cloned());
        Some((name.to_owned(), value))
    }

    /// The text of a word that was typed without quotes and stands for itself.
    pub fn plain(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The first command whose output is part of the word.
    pub fn substitution(&self) -> Option<&List> {
        self.substitutions().next()
    }

    /// The commands whose output is part of the word.
    pub fn substitutions(&self) -> impl Iterator<Item = &List> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Command { list, .. } => Some(list),
            _ => None,
        })
    }

    /// Puts the output of that command in its place, without the newlines at its end.
    pub fn substitute(&mut self, output: &str) {
        for piece in &mut self.0 {
            if let Piece::Command { quoted, .. } = piece {
                let text = output.trim_end_matches('\n').to_owned();
                *piece = Piece::Printed { text, quoted: *quoted };
                return;
            }
        }
    }

    fn push(&mut self, letter: char, in_quotes: bool) {
        match self.0.last_mut() {
            Some(Piece::Text(text)) if !in_quotes => text.push(letter),
            Some(Piece::Quoted(text)) if in_quotes => text.push(letter),
            _ if in_quotes => self.0.push(Piece::Quoted(letter.to_string())),
            _ => self.0.push(Piece::Text(letter.to_string())),
        }
    }
}

/// Whether a variable can have that name.
pub fn is_variable(name: &str) -> bool {
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    starts && name.chars().all(is_name)
}

/// Whether a letter may be part of the name of a variable.
pub fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// A token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Word(Word),
    /// An operator; a newline is one.
    Operator(&'static str),
    /// A here-document.
    Here(Word),
}

const OPERATORS: &[&str] = &[
    "2>&1", "2>>", "2>", "1>&2", "1>>", "1>", "&>", ">&2", ">&1", "&&", "||", ">>", ">", "<", "|",
    ";", "\n",
];

/// Cuts a text into tokens, within so many other commands.
///
/// # Errors
/// What bash would say, or that more is to come.
pub fn tokens(text: &str, depth: usize) -> Result<Vec<Token>, Wrong> {
    let mut tokens = Vec::new();
    // Here-documents begin after the line that asks for them.
    let mut awaited: Vec<(usize, Delimiter)> = Vec::new();
    let mut rest = skip_blanks(text);
    while let Some(first) = rest.chars().next() {
        if first == '#' {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if let Some(after) = rest.strip_prefix("<<<") {
            let mut reader = WordReader::new(skip_blanks(after), depth);
            reader.read()?;
            rest = reader.rest;
            reader.word.push('\n', true);
            tokens.push(Token::Here(reader.word));
        } else if let Some(after) = rest.strip_prefix("<<") {
            let (delimiter, after) = Delimiter::read(after)?;
            awaited.push((tokens.len(), delimiter));
            tokens.push(Token::Here(Word::default()));
            rest = after;
        } else if let Some(operator) = OPERATORS.iter().find(|it| rest.starts_with(**it)) {
            tokens.push(Token::Operator(operator));
            rest = &rest[operator.len()..];
            if *operator != "\n" {
                rest = skip_blanks(rest);
                continue;
            }
            for (at, delimiter) in std::mem::take(&mut awaited) {
                let (body, after) = delimiter.body(rest, depth)?;
                tokens[at] = Token::Here(body);
                rest = after;
            }
        } else if first == '&' {
            return Err(Wrong::Syntax(
                "background jobs are not supported by this shell".to_owned(),
            ));
        } else if matches!(first, '(' | ')') {
            return Err(unexpected(&rest[..1]));
        } else {
            let mut reader = WordReader::new(rest, depth);
            reader.read()?;
            rest = reader.rest;
            tokens.push(Token::Word(reader.word));
        }
        rest = skip_blanks(rest);
    }
    if awaited.is_empty() { Ok(tokens) } else { Err(Wrong::Incomplete) }
}

/// Newlines are no blanks, but for those behind a backslash.
pub fn skip_blanks(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r']);
        match rest.strip_prefix("\\\n") {
            Some(joined) => rest = joined,
            None => return rest,
        }
    }
}

/// Reads one word.
pub struct WordReader<'a> {
    word: Word,
    rest: &'a str,
    quoted: bool,
    depth: usize,
}

impl<'a> WordReader<'a> {
    /// A reader that stands at the beginning of a word, within so many other commands.
    pub fn new(rest: &'a str, depth: usize) -> WordReader<'a> {
        WordReader { word: Word::default(), rest, quoted: false, depth }
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    /// Reads one word up to a blank or an operator outside of quotes.
    fn read(&mut self) -> Result<(), Wrong> {
        while let Some(letter) = self.rest.chars().next() {
            // Other blanks, such as those that come with text from a web page, are part of a word.
            if matches!(letter, ' ' | '\t' | '\r' | '\n' | ';' | '|' | '&' | '>' | '<' | '(' | ')')
            {
                break;
            }
            self.next();
            match letter {
                '\'' => self.single()?,
                '"' => self.double()?,
                '\\' => match self.next() {
                    Some('\n') => {}
                    Some(escaped) => self.word.push(escaped, true),
                    None => return Err(Wrong::Incomplete),
                },
                '$' => self.variable()?,
                '`' => self.backticks()?,
                letter => self.word.push(letter, false),
            }
        }
        Ok(())
    }

    /// Reads all that is left as the text of a here-document.
    pub fn read_document(mut self) -> Result<Word, Wrong> {
        self.quoted = true;
        self.word.0.push(Piece::Quoted(String::new()));
        while let Some(letter) = self.next() {
            match letter {
                '$' => self.variable()?,
                '`' => self.backticks()?,
                '\\' => self.escape(&['\\', '$', '`'])?,
                letter => self.word.push(letter, true),
            }
        }
        Ok(self.word)
    }

    fn single(&mut self) -> Result<(), Wrong> {
        let (text, rest) = self.rest.split_once('\'').ok_or(Wrong::Incomplete)?;
        self.rest = rest;
        self.word.0.push(Piece::Quoted(text.to_owned()));
        Ok(())
    }

    fn double(&mut self) -> Result<(), Wrong> {
        self.word.0.push(Piece::Quoted(String::new()));
        self.quoted = true;
        loop {
            match self.next().ok_or(Wrong::Incomplete)? {
                '"' => break,
                '`' => self.backticks()?,
                '$' => self.variable()?,
                '\\' => self.escape(&['"', '\\', '$', '`'])?,
                letter => self.word.push(letter, true),
            }
        }
        self.quoted = false;
        Ok(())
    }

    /// A backslash where only some letters need one.
    fn escape(&mut self, escaped: &[char]) -> Result<(), Wrong> {
        match self.next().ok_or(Wrong::Incomplete)? {
            '\n' => {}
            letter if escaped.contains(&letter) => self.word.push(letter, true),
            letter => {
                self.word.push('\\', true);
                self.word.push(letter, true);
            }
        }
        Ok(())
    }

    fn backticks(&mut self) -> Result<(), Wrong> {
        let (text, rest) = self.rest.split_once('`').ok_or(Wrong::Incomplete)?;
        self.rest = rest;
        let list = syntax::nested(text, self.depth + 1)?;
        self.word.0.push(Piece::Command { list, quoted: self.quoted });
        Ok(())
    }

    fn variable(&mut self) -> Result<(), Wrong> {
        let quoted = self.quoted;
        if let Some(rest) = self.rest.strip_prefix("((") {
            let end = closing(rest).ok_or(Wrong::Incomplete)?;
            let after = rest[end + 1..].strip_prefix(')').ok_or_else(|| unexpected("("))?;
            self.word.0.push(Piece::Arithmetic(rest[..end].to_owned()));
            self.rest = after;
            return Ok(());
        }
        if let Some(rest) = self.rest.strip_prefix('(') {
            let end = closing(rest).ok_or(Wrong::Incomplete)?;
            self.rest = &rest[end + 1..];
            let list = syntax::nested(&rest[..end], self.depth + 1)?;
            self.word.0.push(Piece::Command { list, quoted });
            return Ok(());
        }
        if let Some(rest) = self.rest.strip_prefix('{') {
            let (name, rest) = rest.split_once('}').ok_or(Wrong::Incomplete)?;
            if !is_variable(name) && name != "?" {
                return Err(Wrong::Syntax(format!("${{{name}}}: bad substitution")));
            }
            self.rest = rest;
            self.word.0.push(Piece::Variable { name: name.to_owned(), quoted });
            return Ok(());
        }
        let end = match self.rest.chars().next() {
            Some('?') => 1,
            _ => self.rest.find(|letter| !is_name(letter)).unwrap_or(self.rest.len()),
        };
        if end == 0 {
            self.word.push('$', quoted);
            return Ok(());
        }
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.word.0.push(Piece::Variable { name: name.to_owned(), quoted });
        Ok(())
    }
}

/// Where the parenthesis closes that is open before the text; quotes hide others.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut quote: Option<char> = None;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match (quote, letter) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                letters.next();
            }
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return Some(at),
            (None, ')') => depth -= 1,
            _ => {}
        }
    }
    None
}
