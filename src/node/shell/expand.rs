//! Expansion: variables, substituted commands and patterns become words.

use super::change::{braces, part, replace, without};
use super::interpreter::Interpreter;
use super::parse::is_name;
use super::pattern::{escape, fits};
use super::session::Dialect;
use super::syntax::{Change, List, Piece, Word};
use crate::node::files::{Entry, resolve};

/// Why a word cannot be expanded.
#[derive(Debug)]
pub enum Halt {
    /// It needs the output of these commands first.
    Needs(List),
    /// It cannot be: a complaint.
    Fails(String),
}

/// What substituted commands have printed and expressions have come to, in their order. A word is
/// expanded anew when one more is known, and must not do twice what changes something.
#[derive(Clone, Debug, Default)]
pub struct Known {
    values: Vec<String>,
    at: usize,
    /// Whether a command was among them.
    pub has_run: bool,
}

impl Known {
    /// Begins at the first word again.
    pub fn rewind(&mut self) {
        self.at = 0;
    }

    /// One more is known.
    pub fn push(&mut self, value: String) {
        self.values.push(value);
        self.has_run = true;
    }

    fn next(&mut self) -> Option<String> {
        let value = self.values.get(self.at).cloned();
        self.at += usize::from(value.is_some());
        value
    }
}

/// A word in the making: its text, and the text as a pattern in which what was quoted is escaped.
#[derive(Clone, Debug, Default)]
struct Field {
    text: String,
    pattern: String,
    is_pattern: bool,
}

#[derive(Debug, Default)]
struct Fields {
    done: Vec<Field>,
    current: Option<Field>,
}

impl Fields {
    fn quoted(&mut self, text: &str) {
        let field = self.current.get_or_insert_default();
        field.text.push_str(text);
        escape(text, &mut field.pattern);
    }

    fn plain(&mut self, text: &str) {
        let field = self.current.get_or_insert_default();
        field.text.push_str(text);
        field.pattern.push_str(text);
        field.is_pattern |= text.contains(['*', '?', '[']);
    }

    fn split(&mut self, text: &str, separators: &str) {
        let blank = |c: char| separators.contains(c) && c.is_ascii_whitespace();
        let mut rest = text;
        if rest.starts_with(blank) {
            self.end();
            rest = rest.trim_start_matches(blank);
        }
        while !rest.is_empty() {
            let Some(end) = rest.find(|c: char| separators.contains(c)) else {
                return self.plain(rest);
            };
            if end > 0 || !rest.starts_with(blank) {
                self.plain(&rest[..end]);
            }
            self.end();
            rest = rest[end..].trim_start_matches(blank);
            if let Some(after) = rest.strip_prefix(|c: char| separators.contains(c)) {
                rest = after.trim_start_matches(blank);
            }
        }
    }

    fn end(&mut self) {
        self.done.extend(self.current.take());
    }
}

impl Interpreter<'_> {
    /// The words that a word becomes.
    ///
    /// # Errors
    /// It needs more, or cannot be expanded.
    pub(super) fn expand(&mut self, word: &Word, known: &mut Known) -> Result<Vec<String>, Halt> {
        if let [Piece::Text { text, quoted: false }] = word.as_slice()
            && self.session.dialect == Dialect::Bash
            && text.contains('{')
        {
            return Ok(braces(text));
        }
        let mut fields = Fields::default();
        self.pieces(word, known, &mut fields, true)?;
        fields.end();
        let mut words = Vec::new();
        for field in fields.done {
            let found = match field.is_pattern && !self.session.options.keeps_patterns {
                true => self.matching(&field.pattern),
                false => Vec::new(),
            };
            if found.is_empty() { words.push(field.text) } else { words.extend(found) }
        }
        Ok(words)
    }

    /// The text of a word that does not fall apart.
    ///
    /// # Errors
    /// As [`Interpreter::expand`].
    pub(super) fn text(&mut self, word: &Word, known: &mut Known) -> Result<String, Halt> {
        Ok(self.field(word, known)?.text)
    }

    /// The same as a pattern.
    ///
    /// # Errors
    /// As [`Interpreter::expand`].
    pub(super) fn pattern(&mut self, word: &Word, known: &mut Known) -> Result<String, Halt> {
        Ok(self.field(word, known)?.pattern)
    }

    fn field(&mut self, word: &Word, known: &mut Known) -> Result<Field, Halt> {
        let mut fields = Fields::default();
        self.pieces(word, known, &mut fields, false)?;
        Ok(fields.current.unwrap_or_default())
    }

    fn pieces(
        &mut self,
        word: &Word,
        known: &mut Known,
        fields: &mut Fields,
        splits: bool,
    ) -> Result<(), Halt> {
        for (index, piece) in word.iter().enumerate() {
            let (value, quoted) = match piece {
                Piece::Text { text, quoted: true } => {
                    fields.quoted(text);
                    continue;
                }
                Piece::Text { text, quoted: false } => {
                    match text.strip_prefix('~').filter(|rest| index == 0 && is_home(rest)) {
                        Some(rest) => {
                            let home = self.session.variable("HOME").cloned().unwrap_or_default();
                            fields.quoted(&home);
                            fields.plain(rest);
                        }
                        None => fields.plain(text),
                    }
                    continue;
                }
                Piece::Variable { name, change: None, quoted } if name == "@" && splits => {
                    for (index, argument) in self.session.arguments[1..].iter().enumerate() {
                        if index > 0 {
                            fields.end();
                        }
                        if *quoted { fields.quoted(argument) } else { fields.plain(argument) }
                    }
                    continue;
                }
                Piece::Variable { name, change, quoted } => {
                    (self.variable(name, change.as_deref(), known)?, *quoted)
                }
                Piece::Command { list, quoted } => match known.next() {
                    Some(value) => (value, *quoted),
                    None => return Err(Halt::Needs(list.clone())),
                },
                Piece::Arithmetic { text, quoted } => {
                    (self.arithmetic(text, known)?.to_string(), *quoted)
                }
            };
            if quoted {
                fields.quoted(&value);
            } else if splits {
                let separators = self.session.variable("IFS").map_or(" \t\n", String::as_str);
                let separators = separators.to_owned();
                fields.split(&value, &separators);
            } else {
                fields.plain(&value);
            }
        }
        Ok(())
    }

    /// The value of an expression.
    ///
    /// # Errors
    /// As [`Interpreter::expand`].
    pub(super) fn arithmetic(&mut self, text: &Word, known: &mut Known) -> Result<i64, Halt> {
        let text = self.text(text, known)?;
        if let Some(value) = known.next() {
            return Ok(value.parse().unwrap_or(0));
        }
        let value = self.session.reckon(&text).map_err(Halt::Fails)?;
        known.values.push(value.to_string());
        known.at += 1;
        Ok(value)
    }

    /// The value of a variable or of one of the shell's own, if it is set.
    fn value(&mut self, name: &str) -> Option<String> {
        let session = &mut self.session;
        let arguments = &session.arguments;
        match name {
            "?" => Some(session.last_code.to_string()),
            "$" => Some(session.number.to_string()),
            "!" => (session.last_child > 0).then(|| session.last_child.to_string()),
            "#" => Some((arguments.len() - 1).to_string()),
            "*" | "@" => Some(arguments[1..].join(" ")).filter(|_| arguments.len() > 1),
            "-" => Some(if session.options.ends_on_failure { "e" } else { "" }.to_owned()),
            "PWD" => Some(session.directory.clone()),
            "RANDOM" if session.dialect != Dialect::Dash => Some(self.random().to_string()),
            "EPOCHSECONDS" => Some((self.now.0 / 1000).to_string()),
            name => match name.parse::<usize>() {
                Ok(index) => arguments.get(index).cloned(),
                Err(_) => session.variable(name).cloned(),
            },
        }
    }

    /// A number that follows from the moment and from what has been drawn before.
    fn random(&mut self) -> u32 {
        const STATE: &str = "RANDOM";
        let before = self.session.variable(STATE).and_then(|value| value.parse::<u64>().ok());
        let more = |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte));
        let now = self.now.0 as u64;
        let host = self.files().0.hostname.bytes().fold(now, more);
        let next = before.unwrap_or(host).wrapping_mul(6_364_136_223_846_793_005);
        let next = next.wrapping_add(1_442_695_040_888_963_407);
        self.session.set(STATE, next.to_string());
        (next >> 49) as u32
    }

    fn variable(
        &mut self,
        name: &str,
        change: Option<&Change>,
        known: &mut Known,
    ) -> Result<String, Halt> {
        let value = self.value(name);
        let is_there = |empty: bool| value.as_ref().is_some_and(|it| !(empty && it.is_empty()));
        match change {
            Some(Change::Default { empty, word }) if !is_there(*empty) => {
                return self.text(word, known);
            }
            Some(Change::Assign { empty, word }) if !is_there(*empty) => {
                let value = self.text(word, known)?;
                self.session.set(name, value.clone());
                return Ok(value);
            }
            Some(Change::Alternative { empty, word }) => {
                return if is_there(*empty) { self.text(word, known) } else { Ok(String::new()) };
            }
            Some(Change::Required { empty, word }) if !is_there(*empty) => {
                let message = self.text(word, known)?;
                let unset = "parameter not set".to_owned();
                let message = if message.is_empty() { unset } else { message };
                return Err(Halt::Fails(format!("{name}: {message}")));
            }
            None if value.is_none()
                && self.session.options.needs_variables
                && !matches!(name, "@" | "*") =>
            {
                return Err(Halt::Fails(format!("{name}: parameter not set")));
            }
            _ => {}
        }
        let value = value.unwrap_or_default();
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        Ok(match change {
            Some(Change::Length) => value.chars().count().to_string(),
            Some(Change::Without { at_end, longest, pattern }) => {
                let pattern = letters(&self.pattern(pattern, known)?);
                without(&letters(&value), &pattern, *at_end, *longest)
            }
            Some(Change::Replace { all, pattern, by }) => {
                let pattern = letters(&self.pattern(pattern, known)?);
                let by = self.text(by, known)?;
                replace(&letters(&value), &pattern, &by, *all)
            }
            Some(Change::Part { from, length }) => {
                let from = self.arithmetic(from, known)?;
                let length = match length {
                    Some(length) => Some(self.arithmetic(length, known)?),
                    None => None,
                };
                part(&letters(&value), from, length)
            }
            _ => value,
        })
    }

    /// The paths that fit a pattern.
    fn matching(&mut self, pattern: &str) -> Vec<String> {
        let (mut found, mut parts) = (vec![String::new()], pattern.split('/').peekable());
        if pattern.starts_with('/') {
            found = vec!["/".to_owned()];
            parts.next();
        }
        while let Some(part) = parts.next() {
            let is_last = parts.peek().is_none();
            let letters: Vec<char> = part.chars().collect();
            let mut longer = Vec::new();
            for base in &found {
                let path = resolve(&self.session.directory, base);
                let (run, disks) = self.files();
                let slash = if is_last { "" } else { "/" };
                if !part.contains(['*', '?', '[']) {
                    let name = format!("{base}{}", part.replace('\\', ""));
                    let there = run.entry(disks, &resolve(&path, &part.replace('\\', "")));
                    if there.is_some_and(|there| is_last || there == Entry::Directory) {
                        longer.push(format!("{name}{slash}"));
                    }
                    continue;
                }
                for child in run.list(disks, &path) {
                    let name: Vec<char> = child.name.chars().collect();
                    let is_hidden = child.name.starts_with('.') && !part.starts_with('.');
                    if !is_hidden && (is_last || child.is_directory) && fits(&letters, &name) {
                        longer.push(format!("{base}{}{slash}", child.name));
                    }
                }
            }
            found = longer;
        }
        found
    }
}

/// Whether a tilde with that behind it stands for the home directory.
fn is_home(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// `NAME=value` as its two parts, where a word sets a variable.
pub fn assignment(word: &Word) -> Option<(String, Word)> {
    let Some(Piece::Text { text, quoted: false }) = word.first() else { return None };
    let (name, rest) = text.split_once('=')?;
    if !is_name(name) {
        return None;
    }
    let mut value = vec![Piece::Text { text: rest.to_owned(), quoted: false }];
    value.extend(word[1..].iter().cloned());
    Some((name.to_owned(), value))
}
