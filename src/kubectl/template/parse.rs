//! Reading a template. Models text/template/parse/lex.go and parse.go of Go.

use super::call::FUNCTIONS;

/// A part of a template.
#[derive(Clone, Debug)]
pub enum Node {
    Text(String),
    Action(Pipe),
    If { arms: Vec<(Pipe, Vec<Node>)>, otherwise: Vec<Node> },
    With { pipe: Pipe, body: Vec<Node>, otherwise: Vec<Node> },
    Range { pipe: Pipe, body: Vec<Node>, otherwise: Vec<Node> },
    Break,
    Continue,
}

/// Commands of which each gets what the one before has come to, and the variables that take it.
#[derive(Clone, Debug, Default)]
pub struct Pipe {
    pub variables: Vec<String>,
    pub declares: bool,
    pub commands: Vec<Vec<Operand>>,
}

/// A value, or a function before its arguments.
#[derive(Clone, Debug)]
pub struct Operand {
    pub at: usize,
    pub text: String,
    pub what: What,
    pub fields: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum What {
    Dot,
    Variable(String),
    Function(String),
    Text(String),
    Whole(i64),
    Bool(bool),
    Nil,
    Nested(Pipe),
}

/// Where a template is wrong, and why.
pub type Wrong = (usize, String);

/// Reads a template.
pub fn template(text: &str) -> Result<Vec<Node>, Wrong> {
    let mut parser =
        Parser { text, at: 0, trims: false, variables: vec!["$".to_owned()], depth: 0 };
    match parser.list(false)? {
        (nodes, Stop::File) => Ok(nodes),
        (_, end) => Err((parser.at, format!("unexpected {{{{{}}}}}", end.word()))),
    }
}

/// What ends a list of nodes.
#[derive(Clone, Copy, PartialEq)]
enum Stop {
    File,
    End,
    Else,
}

impl Stop {
    fn word(self) -> &'static str {
        if self == Stop::Else { "else" } else { "end" }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// Whether the action before takes away the blanks after it.
    trims: bool,
    variables: Vec<String>,
    /// How deeply what is being read is nested.
    depth: usize,
}

/// How deeply parentheses and actions may be nested.
const DEEPEST: usize = 50;

impl<'a> Parser<'a> {
    fn list(&mut self, in_range: bool) -> Result<(Vec<Node>, Stop), Wrong> {
        self.deeper()?;
        let list = self.nodes(in_range)?;
        self.depth -= 1;
        Ok(list)
    }

    /// Something begins within what is being read.
    /// Models text/template/parse/parse.go maxStackDepth.
    fn deeper(&mut self) -> Result<(), Wrong> {
        self.depth += 1;
        match self.depth > DEEPEST {
            true => Err((self.at, "max expression depth exceeded".to_owned())),
            false => Ok(()),
        }
    }

    fn nodes(&mut self, in_range: bool) -> Result<(Vec<Node>, Stop), Wrong> {
        let mut nodes = Vec::new();
        loop {
            let whole = self.text;
            let rest = &whole[self.at..];
            let open = rest.find("{{");
            let mut text = &rest[..open.unwrap_or(rest.len())];
            if std::mem::take(&mut self.trims) {
                text = text.trim_start();
            }
            let Some(open) = open else {
                nodes.push(Node::Text(text.to_owned()));
                self.at = self.text.len();
                return Ok((nodes, Stop::File));
            };
            self.at += open + 2;
            let after = &self.text[self.at..];
            if after.starts_with('-') && after[1..].starts_with(char::is_whitespace) {
                self.at += 2;
                text = text.trim_end();
            }
            nodes.push(Node::Text(text.to_owned()));
            if self.text[self.at..].starts_with("/*") {
                self.comment()?;
                continue;
            }
            self.blanks();
            let start = self.at;
            match self.word() {
                "end" => return self.close().map(|()| (nodes, Stop::End)),
                "else" => return Ok((nodes, Stop::Else)),
                "if" => nodes.push(self.condition(in_range)?),
                word @ ("range" | "with") => {
                    let known = self.variables.len();
                    let pipe = self.pipe(word == "range")?;
                    self.close()?;
                    let (body, end) = self.list(in_range || word == "range")?;
                    let otherwise = self.otherwise(end, in_range)?;
                    self.variables.truncate(known);
                    nodes.push(match word {
                        "with" => Node::With { pipe, body, otherwise },
                        _ => Node::Range { pipe, body, otherwise },
                    });
                }
                word @ ("break" | "continue") => {
                    if !in_range {
                        return Err((start, format!("{{{{{word}}}}} outside {{{{range}}}}")));
                    }
                    self.close()?;
                    nodes.push(if word == "break" { Node::Break } else { Node::Continue });
                }
                word @ ("define" | "template" | "block") => {
                    return Err((start, format!("{{{{{word}}}}} is not modelled")));
                }
                _ => {
                    self.at = start;
                    let pipe = self.pipe(false)?;
                    self.close()?;
                    nodes.push(Node::Action(pipe));
                }
            }
        }
    }

    fn condition(&mut self, in_range: bool) -> Result<Node, Wrong> {
        let known = self.variables.len();
        let mut arms = Vec::new();
        loop {
            let pipe = self.pipe(false)?;
            self.close()?;
            let (body, end) = self.list(in_range)?;
            arms.push((pipe, body));
            if end == Stop::Else {
                self.blanks();
                let start = self.at;
                if self.word() == "if" {
                    continue;
                }
                self.at = start;
            }
            let otherwise = self.otherwise(end, in_range)?;
            self.variables.truncate(known);
            return Ok(Node::If { arms, otherwise });
        }
    }

    /// What stands after `{{else}}`, up to the end.
    fn otherwise(&mut self, end: Stop, in_range: bool) -> Result<Vec<Node>, Wrong> {
        match end {
            Stop::End => Ok(Vec::new()),
            Stop::File => Err((self.at, "unexpected EOF".to_owned())),
            Stop::Else => {
                self.close()?;
                match self.list(in_range)? {
                    (nodes, Stop::End) => Ok(nodes),
                    (_, Stop::File) => Err((self.at, "unexpected EOF".to_owned())),
                    (_, Stop::Else) => Err((self.at, "expected end; found {{else}}".to_owned())),
                }
            }
        }
    }

    fn comment(&mut self) -> Result<(), Wrong> {
        let Some(end) = self.text[self.at..].find("*/") else {
            return Err((self.at, "unclosed comment".to_owned()));
        };
        self.at += end + 2;
        self.close().map_err(|_| (self.at, "comment ends before closing delimiter".to_owned()))
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn word(&mut self) -> &'a str {
        let text = self.text;
        let rest = &text[self.at..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// A word that something follows which may follow a word.
    // Models text/template/parse/lex.go atTerminator
    fn whole_word(&mut self) -> Result<&'a str, Wrong> {
        let word = self.word();
        match self.text[self.at..].chars().next() {
            Some(c) if !c.is_whitespace() && !".,|:)(".contains(c) && !self.starts_with("}}") => {
                Err((self.at, format!("bad character U+{:04X} '{c}'", u32::from(c))))
            }
            _ => Ok(word),
        }
    }

    fn starts_with(&self, text: &str) -> bool {
        self.text[self.at..].starts_with(text)
    }

    /// The end of an action.
    fn close(&mut self) -> Result<(), Wrong> {
        let before = self.at;
        self.blanks();
        let after_blank = self.text[..self.at].ends_with(char::is_whitespace);
        if after_blank && self.starts_with("-}}") {
            self.at += 3;
            self.trims = true;
        } else if self.starts_with("}}") {
            self.at += 2;
        } else if self.at >= self.text.len() {
            return Err((before, "unclosed action".to_owned()));
        } else {
            return Err((self.at, self.unexpected("command")));
        }
        Ok(())
    }

    fn unexpected(&self, place: &str) -> String {
        let rest = &self.text[self.at..];
        match rest.chars().next() {
            None => "unclosed action".to_owned(),
            Some(')') => "unexpected right paren".to_owned(),
            Some(_) if rest.starts_with("}}") => format!("missing value for {place}"),
            Some(c) => {
                let text = crate::api::go::quoted(&c.to_string());
                format!("unexpected {text} in {place}")
            }
        }
    }

    fn pipe(&mut self, in_range: bool) -> Result<Pipe, Wrong> {
        let mut pipe = Pipe::default();
        self.blanks();
        let start = self.at;
        while self.starts_with("$") {
            self.at += 1;
            let name = format!("${}", self.word());
            self.blanks();
            pipe.variables.push(name);
            if self.starts_with(":=") || self.starts_with("=") {
                pipe.declares = self.starts_with(":=");
                self.at += if pipe.declares { 2 } else { 1 };
                break;
            }
            if !(in_range && self.starts_with(",") && pipe.variables.len() == 1) {
                // It is no declaration: what begins with a variable is a value.
                pipe.variables.clear();
                self.at = start;
                break;
            }
            self.at += 1;
            self.blanks();
        }
        loop {
            let command = self.command()?;
            if command.is_empty() {
                return Err((self.at, self.unexpected("command")));
            }
            pipe.commands.push(command);
            if !self.starts_with("|") {
                break;
            }
            self.at += 1;
        }
        if pipe.declares {
            self.variables.extend(pipe.variables.iter().cloned());
        }
        Ok(pipe)
    }

    fn command(&mut self) -> Result<Vec<Operand>, Wrong> {
        let mut operands = Vec::new();
        loop {
            self.blanks();
            if ["}}", "-}}", ")", "|"].iter().any(|end| self.starts_with(end)) {
                return Ok(operands);
            }
            operands.push(self.operand()?);
            let next = self.text[self.at..].chars().next();
            if next.is_some_and(|c| !c.is_whitespace() && !")|}".contains(c)) {
                return Err((self.at, self.unexpected("operand")));
            }
        }
    }

    fn operand(&mut self) -> Result<Operand, Wrong> {
        let start = self.at;
        let mut at = start;
        let mut fields = Vec::new();
        let first = self.text[start..].chars().next().unwrap_or('\0');
        let what = match first {
            '.' => {
                self.at += 1;
                let name = self.whole_word()?.to_owned();
                if !name.is_empty() {
                    fields.push(name);
                }
                What::Dot
            }
            '$' => {
                self.at += 1;
                let name = format!("${}", self.whole_word()?);
                if !self.variables.contains(&name) {
                    let name = crate::api::go::quoted(&name);
                    return Err((start, format!("undefined variable {name}")));
                }
                What::Variable(name)
            }
            '(' => {
                self.at += 1;
                self.deeper()?;
                let pipe = self.pipe(false)?;
                self.depth -= 1;
                if !self.starts_with(")") {
                    return Err((self.at, "unclosed left paren".to_owned()));
                }
                self.at += 1;
                What::Nested(pipe)
            }
            '"' | '`' => What::Text(self.string(first)?),
            '-' | '+' | '0'..='9' => {
                self.at += 1;
                self.word();
                let text = &self.text[start..self.at];
                let wrong = || (start, format!("bad number syntax: {text:?}"));
                What::Whole(text.trim_start_matches('+').parse().map_err(|_| wrong())?)
            }
            c if c.is_alphabetic() || c == '_' => match self.whole_word()? {
                "true" => What::Bool(true),
                "false" => What::Bool(false),
                "nil" => What::Nil,
                name if FUNCTIONS.contains(&name) => What::Function(name.to_owned()),
                name => {
                    return Err((start, format!("function \"{name}\" not defined")));
                }
            },
            _ => return Err((start, self.unexpected("command"))),
        };
        let mut is_second = true;
        while self.starts_with(".") {
            // Go finds the place of a chain at its second link.
            if std::mem::take(&mut is_second) {
                at = self.at;
            }
            self.at += 1;
            fields.push(self.whole_word()?.to_owned());
        }
        Ok(Operand { at, text: self.text[start..self.at].to_owned(), what, fields })
    }

    fn string(&mut self, quote: char) -> Result<String, Wrong> {
        let start = self.at;
        let mut text = String::new();
        let mut chars = self.text[start + 1..].char_indices();
        while let Some((index, c)) = chars.next() {
            match c {
                _ if c == quote => {
                    self.at = start + 1 + index + 1;
                    return Ok(text);
                }
                '\\' if quote == '"' => match chars.next().map(|(_, c)| c) {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    Some(c) => text.push(c),
                    None => break,
                },
                '\n' if quote == '"' => break,
                c => text.push(c),
            }
        }
        let raw = if quote == '`' { "raw " } else { "" };
        Err((start, format!("unterminated {raw}quoted string")))
    }
}
