//! From the text of a template to its nodes.

use crate::api::decimal::{self, Decimal};
use serde_json::Value;

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// Text outside of braces.
    Text(String),
    /// What stands in braces.
    Action(Vec<Node>),
}

/// A step of an action: it takes values and gives values.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// `range`, `end` or a mistake.
    Identifier(String),
    /// A quoted text, a number or a truth value.
    Literal(Value),
    /// `.name`
    Field(String),
    /// `.*`
    Wildcard,
    /// `..`
    Recursive,
    /// `[1]`, `[0:2]`, `[*]`
    Slice(Slice),
    /// `[0,2]`, `['a','b']`
    Union(Vec<Vec<Node>>),
    /// `[?(@.type=="Ready")]`
    Filter(Filter),
}

/// The bounds of a part of an array.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slice {
    pub(super) start: Option<i64>,
    pub(super) end: Option<i64>,
    pub(super) step: Option<i64>,
    /// Whether only one index was written, so that the end follows from the start.
    pub(super) single: bool,
}

/// A condition on the elements of an array.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filter {
    pub(super) left: Vec<Node>,
    /// Empty when the left side just has to exist.
    pub(super) operator: String,
    pub(super) right: Vec<Node>,
}

/// Reads a template; the error is in the words of kubectl.
// Models staging/src/k8s.io/client-go/util/jsonpath/parser.go Parse
pub(super) fn template(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(brace) = rest.find('{') {
        if brace > 0 {
            pieces.push(Piece::Text(rest[..brace].to_owned()));
        }
        let mut action = Action { rest: &rest[brace + 1..], nodes: Vec::new() };
        action.read()?;
        rest = action.rest;
        pieces.push(Piece::Action(action.nodes));
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

/// The nodes of an action whose braces are not in the text.
// Models parser.go parseAction
fn action(text: &str) -> Result<Vec<Node>, String> {
    let with_brace = format!("{text}}}");
    let mut action = Action { rest: &with_brace, nodes: Vec::new() };
    action.read()?;
    Ok(action.nodes)
}

/// An action that is being read.
struct Action<'a> {
    rest: &'a str,
    nodes: Vec<Node>,
}

impl<'a> Action<'a> {
    /// Reads up to the closing brace and past it.
    // Models parser.go parseInsideAction
    fn read(&mut self) -> Result<(), String> {
        loop {
            if let Some(rest) = self.rest.strip_prefix('}') {
                self.rest = rest;
                return Ok(());
            }
            if let Some(rest) = self.rest.strip_prefix("[?(") {
                self.rest = rest;
                self.filter()?;
                continue;
            }
            if let Some(rest) = self.rest.strip_prefix("..") {
                self.rest = rest;
                self.recursive()?;
                continue;
            }
            match self.rest.chars().next() {
                None | Some('\r' | '\n') => return Err("unclosed action".to_owned()),
                Some(' ' | '@' | '$') => self.rest = &self.rest[1..],
                Some('[') => self.array()?,
                Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
                Some('.') => {
                    self.rest = &self.rest[1..];
                    self.field();
                }
                Some('+' | '-' | '0'..='9') => self.number()?,
                Some(c) if c == '_' || c.is_ascii_alphanumeric() => self.identifier(),
                Some(c) => {
                    let code = u32::from(c);
                    return Err(format!("unrecognized character in action: U+{code:04X} '{c}'"));
                }
            }
        }
    }

    /// Takes the text up to a byte.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn identifier(&mut self) {
        let length = self.rest.find(is_terminator).unwrap_or(self.rest.len());
        let name = self.take(length);
        self.nodes.push(match name {
            "true" => Node::Literal(Value::Bool(true)),
            "false" => Node::Literal(Value::Bool(false)),
            name => Node::Identifier(name.to_owned()),
        });
    }

    fn recursive(&mut self) -> Result<(), String> {
        if self.nodes.last() == Some(&Node::Recursive) {
            return Err("invalid multiple recursive descent".to_owned());
        }
        self.nodes.push(Node::Recursive);
        if self.rest.starts_with(|c: char| c == '_' || c.is_ascii_alphanumeric()) {
            self.field();
        }
        Ok(())
    }

    /// Reads a name, in which a backslash takes the meaning from the next character.
    // Models parser.go parseField
    fn field(&mut self) {
        let mut escaped = false;
        let end = self.rest.find(|c: char| {
            let ends = !escaped && is_terminator(c);
            escaped = !escaped && c == '\\';
            ends
        });
        let name = self.take(end.unwrap_or(self.rest.len()));
        self.nodes.push(match name {
            "*" => Node::Wildcard,
            name => Node::Field(name.replace('\\', "")),
        });
    }

    fn number(&mut self) -> Result<(), String> {
        let signed = self.rest.starts_with(['+', '-']);
        let digits = &self.rest[usize::from(signed)..];
        let end = digits.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(digits.len());
        let text = self.take(usize::from(signed) + end);
        let plain = text.strip_prefix('+').unwrap_or(text);
        if Decimal::parse(plain).is_none() {
            return Err(format!("cannot parse number {text}"));
        }
        let number = Value::Number(decimal::number(plain));
        self.nodes.push(Node::Literal(number));
        Ok(())
    }

    // Models parser.go parseQuote
    fn quoted(&mut self, quote: char) -> Result<(), String> {
        let mut previous = quote;
        let end = self.rest[1..].find(|c: char| {
            let ends = c == '\n' || c == quote && previous != '\\';
            previous = c;
            ends
        });
        match end {
            Some(end) if self.rest[end + 1..].starts_with(quote) => {
                let text = self.take(end + 2);
                let unquoted = unquote(&text[1..=end])
                    .ok_or_else(|| format!("unquote string {text} error invalid syntax"))?;
                self.nodes.push(Node::Literal(Value::String(unquoted)));
                Ok(())
            }
            _ => Err("unterminated quoted string".to_owned()),
        }
    }

    // Models parser.go parseArray
    fn array(&mut self) -> Result<(), String> {
        let end = match self.rest.find([']', '\n']) {
            Some(end) if self.rest[end..].starts_with(']') => end,
            _ => return Err("unterminated array".to_owned()),
        };
        let text = &self.take(end + 1)[1..end];
        if text.contains(',') {
            let part = |part: &str| action(&format!("[{}]", part.trim_matches(' ')));
            let parts = text.split(',').map(part).collect::<Result<_, _>>()?;
            self.nodes.push(Node::Union(parts));
            return Ok(());
        }
        let key = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
        if let Some(key) = key.filter(|key| !key.contains('\'')) {
            self.nodes.extend(action(&format!(".{key}"))?);
            return Ok(());
        }
        self.nodes.push(Node::Slice(slice(if text == "*" { ":" } else { text })?));
        Ok(())
    }

    // Models parser.go parseFilter
    fn filter(&mut self) -> Result<(), String> {
        let (mut open, mut quotes, mut previous) = (None, 0, ' ');
        let end = self.rest.find(|c: char| {
            match c {
                '"' | '\'' if open.is_none() => (open, quotes) = (Some(c), 1),
                '"' | '\'' if Some(c) == open && previous != '\\' => quotes = 2,
                _ => {}
            }
            previous = c;
            c == '\n' || c == ')' && quotes != 1
        });
        let text = match end {
            Some(end) if self.rest[end..].starts_with(')') => &self.take(end + 1)[..end],
            _ => return Err("unterminated filter".to_owned()),
        };
        self.rest = self.rest.strip_prefix(']').ok_or("unclosed array expect ]")?;
        let is_operator = |c: char| "!<>=".contains(c);
        let start = text.find(is_operator).filter(|start| *start > 0);
        let operator = start.map(|start| {
            let length = text[start..].find(|c| !is_operator(c)).unwrap_or(text.len() - start);
            (start, start + length)
        });
        self.nodes.push(Node::Filter(match operator {
            Some((start, end)) if end < text.len() => Filter {
                left: action(&text[..start])?,
                operator: text[start..end].to_owned(),
                right: action(&text[end..])?,
            },
            _ => Filter { left: action(text)?, operator: String::new(), right: Vec::new() },
        }));
        Ok(())
    }
}

/// Whether a name ends before the character.
fn is_terminator(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '.' | ',' | '[' | ']' | '$' | '@' | '{' | '}')
}

/// Reads `1`, `0:2`, `::2`.
fn slice(text: &str) -> Result<Slice, String> {
    let invalid = || format!("invalid array index {text}");
    let parts: Vec<&str> = text.split(':').collect();
    let looks_like_index = |part: &str| {
        part.strip_prefix('-').unwrap_or(part).bytes().all(|byte| byte.is_ascii_digit())
    };
    if parts.len() > 3 || !parts.iter().all(|part| looks_like_index(part)) {
        return Err(invalid());
    }
    let bound = |index: usize| match parts.get(index) {
        None | Some(&"") => Ok(None),
        Some(part) => match part.parse::<i64>() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(format!("array index {part} is not a number")),
        },
    };
    let single = parts.len() == 1;
    let start = bound(0)?;
    let end = if single { start.unwrap_or(0).checked_add(1) } else { bound(1)? };
    Ok(Slice { start, end, step: bound(2)?, single })
}

/// The text that a quoted text with escapes stands for.
// Models staging/src/k8s.io/client-go/third_party/forked/golang/template/exec.go UnquoteExtend
fn unquote(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        out.push(match rest.next()? {
            'a' => '\x07',
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            c @ ('\\' | '"' | '\'') => c,
            'x' => code(&mut rest, 2)?,
            'u' => code(&mut rest, 4)?,
            _ => return None,
        });
    }
    Some(out)
}

/// The character with the code that so many hexadecimal digits spell.
fn code(rest: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let mut code = 0;
    for _ in 0..digits {
        code = code * 16 + rest.next()?.to_digit(16)?;
    }
    char::from_u32(code)
}
