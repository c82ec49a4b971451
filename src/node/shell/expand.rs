//! Expansion: variables, substituted commands and patterns become words.

use super::interpreter::{DEEPEST, Interpreter, Io};
use super::parse::{Piece, Word};
use crate::node::files::resolve;

impl Interpreter<'_> {
    /// `NAME=value` in front of a command sets a variable.
    pub(super) fn assign(&mut self, word: &Word) -> bool {
        let Some(Piece::Text { text, quoted: false }) = word.first() else { return false };
        let Some((name, _)) = text.split_once('=') else { return false };
        let is_name = |name: &str| {
            !name.starts_with(|c: char| c.is_ascii_digit())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        if name.is_empty() || !is_name(name) {
            return false;
        }
        let name = name.to_owned();
        let whole: String = word.iter().map(|piece| self.piece(piece).0).collect();
        let value = whole[name.len() + 1..].to_owned();
        self.session.variables.insert(name, value);
        true
    }

    /// The words that a word becomes.
    pub(super) fn expand(&mut self, word: &Word) -> Vec<String> {
        let mut words = Vec::new();
        let mut current = String::new();
        let mut exists = false;
        let mut has_pattern = false;
        for piece in word {
            let (text, splits) = self.piece(piece);
            let is_plain = matches!(piece, Piece::Text { quoted: false, .. });
            has_pattern |= is_plain && text.contains(['*', '?']);
            if !splits {
                exists |= !text.is_empty() || matches!(piece, Piece::Text { .. });
                current.push_str(&text);
                continue;
            }
            let mut parts = text.split_whitespace().peekable();
            while let Some(part) = parts.next() {
                exists = true;
                current.push_str(part);
                if parts.peek().is_some() {
                    words.push(std::mem::take(&mut current));
                }
            }
        }
        if exists {
            words.push(current);
        }
        if has_pattern && words.len() == 1 {
            let found = self.matching(&words[0]);
            return if found.is_empty() { words } else { found };
        }
        words
    }

    /// The text of a piece, and whether it falls apart at blanks.
    fn piece(&mut self, piece: &Piece) -> (String, bool) {
        match piece {
            Piece::Text { text, .. } => (text.clone(), false),
            Piece::Variable { name, default, quoted } => {
                let value = match name.as_str() {
                    "?" => Some(self.session.last_code.to_string()),
                    "$" => Some("7".to_owned()),
                    "#" => Some("0".to_owned()),
                    "PWD" => Some(self.session.directory.clone()),
                    name => self.session.variables.get(name).cloned(),
                };
                let value = value.filter(|value| !value.is_empty() || default.is_none());
                (value.or_else(|| default.clone()).unwrap_or_default(), !quoted)
            }
            Piece::Command { script, quoted } => {
                let mut io = Io::default();
                if self.depth < DEEPEST {
                    let (was_terminal, directory) =
                        (self.is_terminal, self.session.directory.clone());
                    self.is_terminal = false;
                    self.depth += 1;
                    self.script(script, &mut io);
                    self.depth -= 1;
                    self.is_terminal = was_terminal;
                    self.session.directory = directory;
                    self.exited = None;
                }
                let printed = io.printed.iter().filter(|(stream, _)| *stream == 1);
                let text: String = printed.map(|(_, text)| text.as_str()).collect();
                (text.trim_end_matches('\n').to_owned(), !quoted)
            }
        }
    }

    /// The paths that fit a pattern with `*` and `?` in its last part.
    fn matching(&mut self, pattern: &str) -> Vec<String> {
        let (directory, last) = match pattern.rsplit_once('/') {
            Some((directory, last)) => (format!("{directory}/"), last),
            None => (String::new(), pattern),
        };
        let path = resolve(&self.session.directory, &directory);
        let (run, disks) = self.files();
        let listed = run.list(disks, &path).into_iter();
        listed
            .filter(|child| !child.name.starts_with('.') || last.starts_with('.'))
            .filter(|child| fits(last.as_bytes(), child.name.as_bytes()))
            .map(|child| format!("{directory}{}", child.name))
            .collect()
    }
}

/// Whether a name fits a pattern with `*` and `?`.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.first(), name.first()) {
        (None, None) => true,
        (Some(b'*'), _) => {
            fits(&pattern[1..], name) || !name.is_empty() && fits(pattern, &name[1..])
        }
        (Some(b'?'), Some(_)) => fits(&pattern[1..], &name[1..]),
        (Some(expected), Some(found)) => expected == found && fits(&pattern[1..], &name[1..]),
        _ => false,
    }
}
