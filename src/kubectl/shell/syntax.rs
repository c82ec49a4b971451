//! The shell's grammar: a text to lists of pipelines of commands, with loops and conditions.

use super::shape::is_too_deep;
use super::words::{Token, Word, is_variable, tokens};
use std::rc::Rc;

/// Pipelines one after the other. Loops run theirs many times, so they are shared.
pub type List = Rc<[Pipeline]>;

/// When a pipeline runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// After `;`, or first.
    Always,
    /// After `&&`: if the one before succeeded.
    IfOk,
    /// After `||`: if the one before failed.
    IfFailed,
}

/// Commands whose output flows into the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// When it runs.
    pub when: When,
    /// Its commands; never empty.
    pub commands: Vec<Command>,
}

/// One part of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What runs.
    pub what: What,
    /// Where its streams go.
    pub redirects: Vec<Redirect>,
}

/// What a part of a pipeline runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A command with its words, not yet expanded.
    Simple(Vec<Word>),
    /// `for NAME in WORDS; do …; done`
    For { name: String, words: Vec<Word>, body: List },
    /// `while …; do …; done`, and `until`.
    While { until: bool, condition: List, body: List },
    /// `if …; then …; elif …; then …; else …; fi`: conditions with what they lead to, and the rest.
    If { arms: Rc<[(List, List)]>, otherwise: Option<List> },
}

/// Where a stream goes or comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// How.
    pub how: How,
    /// The file, or the text of a here-document; empty for `2>&1`.
    pub file: Word,
}

/// The kinds of redirection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// `>`
    Write,
    /// `>>`
    Append,
    /// `<`
    Read,
    /// `<<`
    Here,
    /// `2>`
    WriteErrors,
    /// `2>>`
    AppendErrors,
    /// `2>&1`
    ErrorsToOutput,
    /// `>&2`
    OutputToErrors,
    /// `>&1`, which changes nothing
    OutputToOutput,
    /// `&>`
    WriteBoth,
}

/// Why a text is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// More has to come: a quote, a loop or a here-document is open.
    Incomplete,
    /// What bash would say, without `bash: `.
    Syntax(String),
}

/// That this token cannot stand here.
pub fn unexpected(token: &str) -> Wrong {
    let token = if token == "\n" { "newline" } else { token };
    Wrong::Syntax(format!("syntax error near unexpected token `{token}'"))
}

/// Reads a text. Nothing but blanks and comments is no pipelines.
///
/// # Errors
/// What bash would say, or that more is to come.
pub fn parse(text: &str) -> Result<List, Wrong> {
    let list = nested(text, 0)?;
    if is_too_deep(&list) { Err(unexpected("(")) } else { Ok(list) }
}

/// How deeply commands may stand in each other.
pub const DEEPEST: usize = 40;

/// The same within so many others.
///
/// # Errors
/// As [`parse`], and that is too deep.
pub fn nested(text: &str, depth: usize) -> Result<List, Wrong> {
    if depth > DEEPEST {
        return Err(unexpected("("));
    }
    let mut parser = Parser { tokens: tokens(text, depth)?, at: 0, depth };
    let list = parser.list(&[])?;
    match parser.next() {
        None => Ok(list),
        Some(token) => Err(wrong(&token)),
    }
}

fn wrong(token: &Token) -> Wrong {
    match token {
        Token::Word(word) => unexpected(word.plain().unwrap_or_default()),
        Token::Operator(operator) => unexpected(operator),
        Token::Here(_) => unexpected("<<"),
    }
}

impl Command {
    /// Every word of it.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        let words = match &self.what {
            What::Simple(words) | What::For { words, .. } => words.as_slice(),
            What::While { .. } | What::If { .. } => &[],
        };
        words.iter().chain(self.redirects.iter().map(|redirect| &redirect.file))
    }

    /// Every word in which something may have to be put in place.
    pub fn words_mut(&mut self) -> impl Iterator<Item = &mut Word> {
        let words = match &mut self.what {
            What::Simple(words) | What::For { words, .. } => words.as_mut_slice(),
            What::While { .. } | What::If { .. } => &mut [],
        };
        words.iter_mut().chain(self.redirects.iter_mut().map(|redirect| &mut redirect.file))
    }
}

/// Words that commands with lists of their own begin with.
const COMPOUND: &[&str] = &["for", "while", "until", "if"];
/// Words that end the list that they stand behind.
const CLOSING: &[&str] = &["do", "done", "then", "elif", "else", "fi"];

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn operator(&self) -> Option<&'static str> {
        match self.tokens.get(self.at) {
            Some(Token::Operator(operator)) => Some(operator),
            _ => None,
        }
    }

    /// The word that stands next, if it was typed without quotes.
    fn plain(&self) -> Option<&str> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) => word.plain(),
            _ => None,
        }
    }

    fn skip_newlines(&mut self) {
        while self.operator() == Some("\n") {
            self.at += 1;
        }
    }

    /// Reads pipelines up to one of the words that may end them, or to the end of the text.
    fn list(&mut self, ends: &[&str]) -> Result<List, Wrong> {
        let mut pipelines = Vec::new();
        let mut when = When::Always;
        loop {
            self.skip_newlines();
            if self.at >= self.tokens.len() {
                let is_open = when != When::Always || !ends.is_empty();
                return if is_open { Err(Wrong::Incomplete) } else { Ok(pipelines.into()) };
            }
            if let Some(word) = self.plain().filter(|word| CLOSING.contains(word)) {
                let closes = ends.contains(&word) && !pipelines.is_empty();
                return if closes && when == When::Always {
                    Ok(pipelines.into())
                } else {
                    Err(unexpected(word))
                };
            }
            let commands = self.pipeline()?;
            pipelines.push(Pipeline { when, commands });
            when = match self.operator() {
                Some("&&") => When::IfOk,
                Some("||") => When::IfFailed,
                Some(";" | "\n") | None => When::Always,
                Some(operator) => return Err(unexpected(operator)),
            };
            self.at += usize::from(self.operator().is_some());
        }
    }

    fn pipeline(&mut self) -> Result<Vec<Command>, Wrong> {
        let mut commands = Vec::new();
        loop {
            commands.push(self.command()?);
            if self.operator() != Some("|") {
                return Ok(commands);
            }
            self.at += 1;
            self.skip_newlines();
            if self.at >= self.tokens.len() {
                return Err(Wrong::Incomplete);
            }
        }
    }

    fn command(&mut self) -> Result<Command, Wrong> {
        let mut redirects = Vec::new();
        let keyword = self.plain().unwrap_or_default().to_owned();
        self.depth += 1;
        if self.depth > DEEPEST && COMPOUND.contains(&keyword.as_str()) {
            // So says bash when its own stack is full.
            return Err(unexpected(&keyword));
        }
        let what = match keyword.as_str() {
            "for" => self.for_loop()?,
            "while" | "until" => {
                self.at += 1;
                let condition = self.list(&["do"])?;
                let body = self.body()?;
                What::While { until: keyword == "until", condition, body }
            }
            "if" => self.condition()?,
            _ => What::Simple(self.words(&mut redirects)?),
        };
        self.depth -= 1;
        if !matches!(what, What::Simple(_)) {
            let words = self.words(&mut redirects)?;
            if let Some(word) = words.first() {
                return Err(unexpected(word.plain().unwrap_or_default()));
            }
        }
        let is_empty = matches!(&what, What::Simple(words) if words.is_empty());
        if is_empty && redirects.is_empty() {
            return Err(self.operator().map_or(Wrong::Incomplete, unexpected));
        }
        Ok(Command { what, redirects })
    }

    /// Words and redirections up to an operator between commands.
    fn words(&mut self, redirects: &mut Vec<Redirect>) -> Result<Vec<Word>, Wrong> {
        let mut words = Vec::new();
        loop {
            let how = match self.tokens.get(self.at) {
                Some(Token::Word(word)) => {
                    words.push(word.clone());
                    self.at += 1;
                    continue;
                }
                Some(Token::Here(text)) => {
                    redirects.push(Redirect { how: How::Here, file: text.clone() });
                    self.at += 1;
                    continue;
                }
                Some(Token::Operator(operator)) => match *operator {
                    ">" | "1>" => How::Write,
                    ">>" | "1>>" => How::Append,
                    "<" => How::Read,
                    "2>" => How::WriteErrors,
                    "2>>" => How::AppendErrors,
                    "2>&1" => How::ErrorsToOutput,
                    ">&2" | "1>&2" => How::OutputToErrors,
                    ">&1" => How::OutputToOutput,
                    "&>" => How::WriteBoth,
                    _ => return Ok(words),
                },
                None => return Ok(words),
            };
            self.at += 1;
            let mut file = Word::default();
            let needs_no_file =
                matches!(how, How::ErrorsToOutput | How::OutputToErrors | How::OutputToOutput);
            if !needs_no_file {
                match self.next() {
                    Some(Token::Word(word)) => file = word,
                    Some(token) => return Err(wrong(&token)),
                    None => return Err(unexpected("newline")),
                }
            }
            redirects.push(Redirect { how, file });
        }
    }

    fn for_loop(&mut self) -> Result<What, Wrong> {
        self.at += 1;
        let Some(token) = self.next() else { return Err(Wrong::Incomplete) };
        let Token::Word(word) = &token else { return Err(wrong(&token)) };
        let name = word.plain().unwrap_or_default().to_owned();
        if !is_variable(&name) {
            return Err(Wrong::Syntax(format!("`{name}': not a valid identifier")));
        }
        self.skip_newlines();
        self.expect("in")?;
        let mut redirects = Vec::new();
        let words = self.words(&mut redirects)?;
        match self.operator() {
            Some(";" | "\n") if redirects.is_empty() => self.at += 1,
            Some(operator) => return Err(unexpected(operator)),
            None => return Err(Wrong::Incomplete),
        }
        self.skip_newlines();
        let body = self.body()?;
        Ok(What::For { name, words, body })
    }

    fn condition(&mut self) -> Result<What, Wrong> {
        let mut arms = Vec::new();
        let mut otherwise = None;
        loop {
            // `if` or `elif`
            self.at += 1;
            let condition = self.list(&["then"])?;
            self.expect("then")?;
            arms.push((condition, self.list(&["elif", "else", "fi"])?));
            match self.plain() {
                Some("elif") => continue,
                Some("else") => {
                    self.at += 1;
                    otherwise = Some(self.list(&["fi"])?);
                }
                _ => {}
            }
            self.expect("fi")?;
            return Ok(What::If { arms: arms.into(), otherwise });
        }
    }

    /// `do …; done`
    fn body(&mut self) -> Result<List, Wrong> {
        self.expect("do")?;
        let body = self.list(&["done"])?;
        self.expect("done")?;
        Ok(body)
    }

    fn expect(&mut self, word: &str) -> Result<(), Wrong> {
        if self.plain() == Some(word) {
            self.at += 1;
            return Ok(());
        }
        match self.tokens.get(self.at) {
            None => Err(Wrong::Incomplete),
            Some(token) => Err(wrong(token)),
        }
    }
}
