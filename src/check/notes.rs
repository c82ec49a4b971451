//! A Markdown text to what it types in a terminal and what it shows below, by line.

use super::block::{self, Typed};
use std::fmt;

/// What an author has written, as far as it can be run.
#[derive(Debug, Default)]
pub struct Notes {
    /// Files and commands in the order of the text.
    pub items: Vec<Item>,
}

/// Something in the notes.
#[derive(Debug)]
pub enum Item {
    /// A block with the name of a file.
    File {
        /// The name.
        name: String,
        /// The text.
        text: String,
    },
    /// A command.
    Command(Typed),
}

/// Why notes cannot be checked.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// A fenced block that does not end: the line of its fence.
    Unterminated(usize),
    /// Nothing in them runs kubectl.
    NoKubectl,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Unterminated(line) => write!(f, "{line}: this block is never closed"),
            Fault::NoKubectl => write!(f, " no block has a kubectl command"),
        }
    }
}

/// A line of a block with its number in the text.
pub type Line<'a> = (usize, &'a str);

/// What kind of text a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Commands, perhaps with what they print.
    Shell,
    /// Unknown: a terminal if it begins like one.
    Plain,
    /// Something else.
    Other,
}

/// The fence of a block that is open.
struct Fence<'a> {
    line: usize,
    indent: usize,
    mark: &'a str,
    info: &'a str,
}

/// What the comments before a block say of it.
#[derive(Default)]
struct Said {
    file: Option<String>,
    skip: bool,
}

/// Reads notes.
///
/// # Errors
/// A block is never closed, or there is no kubectl command.
pub fn read(text: &str) -> Result<Notes, Fault> {
    let mut notes = Notes::default();
    let mut said = Said::default();
    let mut in_comment = false;
    let mut number = 0;
    let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    while let Some((at, line)) = lines.next() {
        if in_comment {
            in_comment = !line.contains("-->");
            continue;
        }
        if let Some(fence) = Fence::open(at, line) {
            let mut body: Vec<Line> = Vec::new();
            loop {
                let Some((at, line)) = lines.next() else {
                    return Err(Fault::Unterminated(fence.line));
                };
                if fence.is_closed_by(line) {
                    break;
                }
                body.push((at, without_indent(line, fence.indent)));
            }
            number += 1;
            notes.add(&fence, &body, std::mem::take(&mut said), number);
        } else if let Some(comment) = line.trim().strip_prefix("<!--") {
            match comment.split_once("-->") {
                Some((comment, _)) => said.hear(comment.trim()),
                None => in_comment = true,
            }
        } else if !line.trim().is_empty() {
            said = Said::default();
        }
    }
    let runs = |item: &Item| matches!(item, Item::Command(typed) if typed.names_kubectl());
    if notes.items.iter().any(runs) { Ok(notes) } else { Err(Fault::NoKubectl) }
}

impl Notes {
    fn add(&mut self, fence: &Fence, body: &[Line], said: Said, number: usize) {
        let language = fence.language();
        let titled = || (language == Language::Other).then(|| fence.title()).flatten();
        if let Some(name) = said.file.or_else(titled) {
            let text = body.iter().map(|(_, line)| format!("{line}\n")).collect();
            self.items.push(Item::File { name, text });
        } else if !said.skip && language != Language::Other {
            let typed = block::read(body, language, number);
            self.items.extend(typed.into_iter().map(Item::Command));
        }
    }
}

impl Said {
    fn hear(&mut self, comment: &str) {
        if let Some(name) = comment.strip_prefix("file:") {
            self.file = Some(name.trim().to_owned());
        } else if comment == "check: skip" {
            self.skip = true;
        }
    }
}

impl<'a> Fence<'a> {
    fn open(line: usize, text: &'a str) -> Option<Fence<'a>> {
        let rest = text.trim_start();
        let first = rest.chars().next().filter(|first| matches!(first, '`' | '~'))?;
        let length = rest.len() - rest.trim_start_matches(first).len();
        let (mark, info) = rest.split_at(length);
        let is_inline = first == '`' && info.contains('`');
        let indent = text.len() - rest.len();
        (length > 2 && !is_inline).then_some(Fence { line, indent, mark, info: info.trim() })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        let first = &self.mark[..1];
        line.len() >= self.mark.len() && line.trim_start_matches(first).is_empty()
    }

    fn language(&self) -> Language {
        let ends = |letter: char| letter.is_whitespace() || matches!(letter, '{' | ',' | '}');
        let word = self.info.trim_start_matches(['{', '.']).split(ends).next();
        match word.unwrap_or_default().to_lowercase().as_str() {
            "bash" | "sh" | "shell" | "zsh" | "console" | "shell-session" | "shellsession"
            | "sh-session" | "terminal" => Language::Shell,
            "" | "text" | "txt" | "plaintext" => Language::Plain,
            _ => Language::Other,
        }
    }

    /// The file's name in `yaml title="web.yaml"`.
    fn title(&self) -> Option<String> {
        let after = self.info.split("title=").nth(1)?;
        let name = match after.chars().next()? {
            quote @ ('"' | '\'') => after[1..].split(quote).next(),
            _ => after.split([' ', '}']).next(),
        };
        name.map(str::to_owned).filter(|name| !name.is_empty())
    }
}

/// The line without as much indentation as its fence has, or as much of that as there is.
fn without_indent(line: &str, indent: usize) -> &str {
    let own = line.len() - line.trim_start_matches([' ', '\t']).len();
    &line[own.min(indent)..]
}
