//! Reads scripts: lists, pipelines and compound commands.

use super::lexer::Lexer;
use super::loops::{always, counts, leaves};
use super::syntax::{Command, Connector, Item, List, Piece, Redirect, Target, What, Word, Wrong};
use std::rc::Rc;

/// Words that mean something only where a command begins.
const RESERVED: &[&str] =
    &["then", "else", "elif", "fi", "do", "done", "esac", "}", "in", "&&", "||", ";;", ")"];

/// How deeply commands may be nested in each other.
pub const DEEPEST: usize = 60;

/// Reads a script.
///
/// # Errors
/// Something is not closed, or stands where it may not.
pub fn parse(text: &str) -> Result<List, Wrong> {
    nested(text, 0)
}

/// Reads a script that stands within so much else.
///
/// # Errors
/// As [`parse`].
pub fn nested(text: &str, depth: usize) -> Result<List, Wrong> {
    let mut parser = Parser { lexer: Lexer::new(text), depth };
    let list = parser.list(&[])?;
    match parser.lexer.peek() {
        None => Ok(list),
        Some(_) => Err(parser.unexpected()),
    }
}

/// Reads what stands between `$(` and `)`, from where the lexer is.
///
/// # Errors
/// As [`parse`].
pub fn substitution(lexer: Lexer) -> Result<(List, Lexer), Wrong> {
    let depth = lexer.depth + 1;
    let mut parser = Parser { lexer, depth };
    let list = parser.list(&[")"])?;
    parser.expect(")")?;
    Ok((list, parser.lexer))
}

/// A script and how far it has been read.
pub(super) struct Parser {
    pub(super) lexer: Lexer,
    pub(super) depth: usize,
}

impl Parser {
    /// Commands up to one of those words, which is not read yet.
    fn list(&mut self, ends: &[&str]) -> Result<List, Wrong> {
        self.deeper()?;
        let mut items: Vec<Item> = Vec::new();
        let mut connector = Connector::Then;
        loop {
            self.skip_lines();
            let at_end = self.lexer.peek().is_none() || ends.iter().any(|end| self.at(end));
            if at_end && connector == Connector::Then {
                self.depth -= 1;
                self.lexer.depth = self.depth;
                return Ok(items.into());
            }
            let line = self.lexer.line();
            let (negated, commands) = self.pipeline()?;
            items.push(Item { connector, negated, commands, background: false, line });
            connector = self.connector(&mut items)?;
        }
    }

    pub(super) fn deeper(&mut self) -> Result<(), Wrong> {
        self.lexer.depth = self.depth;
        self.lexer.deeper()?;
        self.depth += 1;
        Ok(())
    }

    /// What stands between two pipelines.
    fn connector(&mut self, items: &mut [Item]) -> Result<Connector, Wrong> {
        self.lexer.skip_blanks();
        if self.lexer.take("&&") {
            return Ok(Connector::And);
        }
        if self.lexer.take("||") {
            return Ok(Connector::Or);
        }
        if self.lexer.ahead(";;") {
            return Ok(Connector::Then);
        }
        if self.lexer.take("&") {
            if let Some(last) = items.last_mut() {
                last.background = true;
            }
        } else if !self.lexer.take(";") && !matches!(self.lexer.peek(), None | Some('\n' | ')')) {
            return Err(self.unexpected());
        }
        Ok(Connector::Then)
    }

    fn pipeline(&mut self) -> Result<(bool, Vec<Rc<Command>>), Wrong> {
        let mut negated = false;
        while self.keyword("!") {
            negated = !negated;
        }
        let mut commands = vec![Rc::new(self.command()?)];
        loop {
            self.lexer.skip_blanks();
            if self.lexer.ahead("||") || !self.lexer.take("|") {
                return Ok((negated, commands));
            }
            let with_errors = self.lexer.take("&");
            if let Some(last) = commands.last_mut().filter(|_| with_errors) {
                let redirect = Redirect { stream: 2, to: Target::Same(1) };
                Rc::make_mut(last).redirects.push(redirect);
            }
            self.skip_lines();
            commands.push(Rc::new(self.command()?));
        }
    }

    fn command(&mut self) -> Result<Command, Wrong> {
        self.lexer.skip_blanks();
        let what = match () {
            () if self.keyword("if") => self.condition()?,
            () if self.keyword("while") => self.repetition(false)?,
            () if self.keyword("until") => self.repetition(true)?,
            () if self.keyword("for") => self.each()?,
            () if self.keyword("case") => self.case()?,
            () if self.keyword("{") => {
                let list = self.filled(&["}"])?;
                self.expect("}")?;
                What::Group(list)
            }
            () if self.keyword("[[") => {
                let test = self.test(0)?;
                self.skip_lines();
                self.expect("]]")?;
                What::Test(test)
            }
            () if self.lexer.ahead("((") => {
                self.lexer.take("((");
                What::Arithmetic(self.lexer.arithmetic()?)
            }
            () if self.lexer.take("(") => {
                let list = self.filled(&[")"])?;
                self.expect(")")?;
                What::Subshell(list)
            }
            () if self.keyword("function") => {
                let name = self.lexer.literal().ok_or_else(|| self.unexpected())?;
                self.lexer.skip_blanks();
                if self.lexer.take("(") {
                    self.expect(")")?;
                }
                self.function(name)?
            }
            () => return self.simple(),
        };
        let mut redirects = Vec::new();
        while let Some(redirect) = self.lexer.redirect()? {
            redirects.push(redirect);
        }
        Ok(Command { what, redirects })
    }

    fn condition(&mut self) -> Result<What, Wrong> {
        let mut arms = Vec::new();
        loop {
            let condition = self.filled(&["then"])?;
            self.expect("then")?;
            let body = self.filled(&["elif", "else", "fi"])?;
            arms.push((condition, body));
            if self.keyword("elif") {
                continue;
            }
            let otherwise = if self.keyword("else") { Some(self.filled(&["fi"])?) } else { None };
            self.expect("fi")?;
            return Ok(What::If { arms, otherwise });
        }
    }

    fn repetition(&mut self, until: bool) -> Result<What, Wrong> {
        let condition = self.filled(&["do"])?;
        let body = self.block()?;
        let is_endless = always(&condition, until) && !leaves(&body);
        let counts = counts(&condition);
        Ok(What::While { until, condition, body, is_endless, counts })
    }

    fn block(&mut self) -> Result<List, Wrong> {
        self.skip_lines();
        self.expect("do")?;
        let body = self.filled(&["done"])?;
        self.expect("done")?;
        Ok(body)
    }

    fn each(&mut self) -> Result<What, Wrong> {
        let name = self.lexer.literal().ok_or_else(|| self.unexpected())?;
        if !is_name(&name) {
            return Err(Wrong::Syntax("syntax error: bad for loop variable".to_owned()));
        }
        self.skip_lines();
        let mut words = None;
        if self.keyword("in") {
            let words = words.get_or_insert_with(Vec::new);
            loop {
                self.lexer.skip_blanks();
                match self.lexer.peek() {
                    None | Some(';' | '\n') => break,
                    Some('&' | '|' | '(' | ')' | '<' | '>') => return Err(self.unexpected()),
                    Some(_) => words.push(self.lexer.word()?),
                }
            }
        }
        self.lexer.skip_blanks();
        self.lexer.take(";");
        Ok(What::For { name, words, body: self.block()? })
    }

    fn case(&mut self) -> Result<What, Wrong> {
        self.lexer.skip_blanks();
        let word = self.lexer.word()?;
        self.skip_lines();
        self.expect("in")?;
        let mut arms = Vec::new();
        loop {
            self.skip_lines();
            if self.keyword("esac") {
                return Ok(What::Case { word, arms });
            }
            self.lexer.take("(");
            let mut patterns = Vec::new();
            loop {
                self.lexer.skip_blanks();
                let pattern = self.lexer.word()?;
                if pattern.is_empty() {
                    return Err(self.unexpected());
                }
                patterns.push(pattern);
                self.lexer.skip_blanks();
                if !self.lexer.take("|") {
                    break;
                }
            }
            self.expect(")")?;
            let body = self.list(&[";;", "esac"])?;
            arms.push((patterns, body));
            self.lexer.skip_blanks();
            if !self.lexer.take(";;") && !self.at("esac") {
                return Err(self.unexpected());
            }
        }
    }

    fn function(&mut self, name: String) -> Result<What, Wrong> {
        self.skip_lines();
        self.deeper()?;
        let body = Rc::new(self.command()?);
        self.depth -= 1;
        Ok(What::Function { name, body })
    }

    fn simple(&mut self) -> Result<Command, Wrong> {
        let mut words: Vec<Word> = Vec::new();
        let mut redirects = Vec::new();
        if RESERVED.iter().any(|word| *word != "in" && self.at(word)) {
            return Err(self.unexpected());
        }
        loop {
            self.lexer.skip_blanks();
            if let Some(redirect) = self.lexer.redirect()? {
                redirects.push(redirect);
                continue;
            }
            match self.lexer.peek() {
                None | Some(';' | '|' | '\n' | '&' | ')') => break,
                Some('(') => {
                    let name = match words.as_slice() {
                        [word] => plain(word).map(str::to_owned),
                        _ => None,
                    };
                    let is_function = self.lexer.ahead("()") && redirects.is_empty();
                    let Some(name) = name.filter(|_| is_function) else {
                        return Err(self.unexpected());
                    };
                    self.lexer.take("()");
                    let what = self.function(name)?;
                    return Ok(Command { what, redirects });
                }
                Some(_) => match self.lexer.word()? {
                    word if word.is_empty() => return Err(self.unexpected()),
                    word => words.push(word),
                },
            }
        }
        if words.is_empty() && redirects.is_empty() {
            return Err(self.unexpected());
        }
        Ok(Command { what: What::Simple(words), redirects })
    }

    /// A list that must not be empty.
    fn filled(&mut self, ends: &[&str]) -> Result<List, Wrong> {
        let list = self.list(ends)?;
        match list.is_empty() {
            true if self.lexer.peek().is_none() => Err(self.incomplete(ends[0])),
            true => Err(self.unexpected()),
            false => Ok(list),
        }
    }

    pub(super) fn skip_lines(&mut self) {
        self.lexer.skip_blanks();
        while self.lexer.take("\n") {
            self.lexer.skip_blanks();
        }
    }

    /// Whether a word or an operator comes next.
    pub(super) fn at(&mut self, word: &str) -> bool {
        self.lexer.skip_blanks();
        match word {
            ")" | ";;" | "&&" | "||" => self.lexer.ahead(word),
            word => self.lexer.ahead_word(word),
        }
    }

    pub(super) fn keyword(&mut self, word: &str) -> bool {
        let found = self.at(word);
        found && self.lexer.take(word)
    }

    pub(super) fn expect(&mut self, word: &str) -> Result<(), Wrong> {
        match self.keyword(word) {
            true => Ok(()),
            false if self.lexer.peek().is_none() => Err(self.incomplete(word)),
            false => Err(self.unexpected()),
        }
    }

    fn incomplete(&self, expecting: &str) -> Wrong {
        let what = "syntax error: unexpected end of file";
        Wrong::Incomplete(format!("{what} (expecting \"{expecting}\")"))
    }

    /// What comes next stands where it may not.
    pub(super) fn unexpected(&mut self) -> Wrong {
        self.lexer.skip_blanks();
        let shown = match self.lexer.peek() {
            None => {
                return Wrong::Incomplete("syntax error: unexpected end of file".to_owned());
            }
            Some('\n') => return Wrong::Syntax("syntax error: unexpected newline".to_owned()),
            Some(_) => {
                let operators = ["&&", "||", ";;", "(", ")", ";", "|", "&", "<", ">"];
                let operator = operators.into_iter().find(|it| self.lexer.ahead(it));
                operator.map_or_else(|| self.lexer.literal().unwrap_or_default(), str::to_owned)
            }
        };
        Wrong::Syntax(format!("syntax error: unexpected \"{shown}\""))
    }
}

/// Whether something can be the name of a variable.
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The text of a word that stands for itself.
pub fn plain(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Piece::Text { text, quoted: false }] => Some(text),
        _ => None,
    }
}
