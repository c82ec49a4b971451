//! The command language: words, quotes, variables, redirections, pipes and lists.

/// A list of pipelines, each with what decides whether it runs.
pub type Script = Vec<(Connector, Vec<Simple>)>;

/// When a pipeline runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connector {
    /// After what is before it.
    Then,
    /// If what is before it has succeeded.
    And,
    /// If what is before it has failed.
    Or,
}

/// A command with its words and redirections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simple {
    /// The words, before expansion.
    pub words: Vec<Word>,
    /// Where output goes and input comes from.
    pub redirects: Vec<Redirect>,
}

/// A redirection.
#[derive(Clone, Debug, PartialEq)]
pub enum Redirect {
    /// `< file`.
    Input(Word),
    /// `> file` or `>> file`, of output (1) or errors (2).
    Output { stream: u8, append: bool, file: Word },
    /// `2>&1` or `>&2`.
    Merge { stream: u8, into: u8 },
}

/// A word is made of pieces.
pub type Word = Vec<Piece>;

/// A piece of a word.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Text as it stands.
    Text { text: String, quoted: bool },
    /// `$NAME` or `${NAME}`, with the text after `:-` if there is one.
    Variable { name: String, default: Option<String>, quoted: bool },
    /// `$(command)`.
    Command { script: String, quoted: bool },
}

/// Why a line cannot be read, in the shell's words.
pub type SyntaxError = String;

/// Reads a line.
///
/// # Errors
/// A quote is not closed, or an operator stands where a command should.
pub fn parse(line: &str) -> Result<Script, SyntaxError> {
    let mut reader = Reader { rest: line.chars().collect(), at: 0 };
    let mut script: Script = Vec::new();
    let mut connector = Connector::Then;
    let mut pipeline: Vec<Simple> = Vec::new();
    loop {
        let simple = reader.simple()?;
        let is_empty = simple.words.is_empty() && simple.redirects.is_empty();
        let operator = reader.operator();
        if is_empty && (!pipeline.is_empty() || !matches!(operator, "" | ";" | "\n")) {
            let shown = if operator.is_empty() { "end of file" } else { operator };
            return Err(match shown {
                "end of file" => "syntax error: unexpected end of file".to_owned(),
                operator => format!("syntax error: unexpected \"{operator}\""),
            });
        }
        if !is_empty {
            pipeline.push(simple);
        }
        if operator == "|" {
            continue;
        }
        if !pipeline.is_empty() {
            script.push((connector, std::mem::take(&mut pipeline)));
        }
        connector = match operator {
            "" => return Ok(script),
            "&&" => Connector::And,
            "||" => Connector::Or,
            _ => Connector::Then,
        };
    }
}

struct Reader {
    rest: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    fn take(&mut self, text: &str) -> bool {
        let fits = text.chars().enumerate().all(|(i, c)| self.rest.get(self.at + i) == Some(&c));
        if fits {
            self.at += text.chars().count();
        }
        fits
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|c| c == ' ' || c == '\t' || c == '\r') {
            self.at += 1;
        }
        if self.peek() == Some('#') {
            while self.peek().is_some_and(|c| c != '\n') {
                self.at += 1;
            }
        }
    }

    /// The operator after a command; empty at the end of the line.
    fn operator(&mut self) -> &'static str {
        self.skip_blanks();
        for operator in ["&&", "||", ";", "|", "\n", "&"] {
            if self.take(operator) {
                return operator;
            }
        }
        ""
    }

    fn simple(&mut self) -> Result<Simple, SyntaxError> {
        let mut simple = Simple::default();
        loop {
            self.skip_blanks();
            match self.peek() {
                None | Some(';' | '|' | '\n' | '&') => return Ok(simple),
                _ => {}
            }
            if let Some(redirect) = self.redirect()? {
                simple.redirects.push(redirect);
            } else if let Some(bracket @ ('(' | ')')) = self.peek() {
                return Err(format!("syntax error: unexpected \"{bracket}\""));
            } else {
                simple.words.push(self.word()?);
            }
        }
    }

    fn redirect(&mut self) -> Result<Option<Redirect>, SyntaxError> {
        let start = self.at;
        let stream = match self.peek() {
            Some(digit @ ('1' | '2')) if self.rest.get(self.at + 1) == Some(&'>') => {
                self.at += 1;
                digit as u8 - b'0'
            }
            _ => 1,
        };
        if self.take("<") {
            self.skip_blanks();
            return Ok(Some(Redirect::Input(self.target()?)));
        }
        if !self.take(">") {
            self.at = start;
            return Ok(None);
        }
        let append = self.take(">");
        if self.take("&") {
            let into = self.next().and_then(|c| c.to_digit(10)).unwrap_or(1) as u8;
            return Ok(Some(Redirect::Merge { stream, into }));
        }
        self.skip_blanks();
        Ok(Some(Redirect::Output { stream, append, file: self.target()? }))
    }

    fn target(&mut self) -> Result<Word, SyntaxError> {
        let word = self.word()?;
        if word.is_empty() {
            return Err("syntax error: unexpected newline".to_owned());
        }
        Ok(word)
    }

    fn word(&mut self) -> Result<Word, SyntaxError> {
        let mut word = Word::new();
        let mut text = String::new();
        let flush = |text: &mut String, word: &mut Word| {
            if !text.is_empty() {
                word.push(Piece::Text { text: std::mem::take(text), quoted: false });
            }
        };
        while let Some(next) = self.peek() {
            match next {
                ' ' | '\t' | '\r' | '\n' | ';' | '|' | '&' | '<' | '>' | '(' | ')' => break,
                '\'' => {
                    flush(&mut text, &mut word);
                    self.at += 1;
                    word.push(self.single_quoted()?);
                }
                '"' => {
                    flush(&mut text, &mut word);
                    self.at += 1;
                    self.double_quoted(&mut word)?;
                }
                '\\' => {
                    self.at += 1;
                    flush(&mut text, &mut word);
                    if let Some(escaped) = self.next().filter(|c| *c != '\n') {
                        word.push(Piece::Text { text: escaped.to_string(), quoted: true });
                    }
                }
                '$' | '`' => match self.dollar(false)? {
                    Some(piece) => {
                        flush(&mut text, &mut word);
                        word.push(piece);
                    }
                    None => text.push('$'),
                },
                next => {
                    self.at += 1;
                    text.push(next);
                }
            }
        }
        flush(&mut text, &mut word);
        Ok(word)
    }

    fn single_quoted(&mut self) -> Result<Piece, SyntaxError> {
        let mut text = String::new();
        loop {
            match self.next() {
                Some('\'') => return Ok(Piece::Text { text, quoted: true }),
                Some(next) => text.push(next),
                None => return Err("syntax error: unterminated quoted string".to_owned()),
            }
        }
    }

    fn double_quoted(&mut self, word: &mut Word) -> Result<(), SyntaxError> {
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err("syntax error: unterminated quoted string".to_owned()),
                Some('"') => {
                    self.at += 1;
                    word.push(Piece::Text { text, quoted: true });
                    return Ok(());
                }
                Some('\\') => {
                    self.at += 1;
                    match self.next() {
                        Some(c @ ('"' | '\\' | '$' | '`')) => text.push(c),
                        Some('\n') | None => {}
                        Some(c) => text.extend(['\\', c]),
                    }
                }
                Some('$' | '`') => match self.dollar(true)? {
                    Some(piece) => {
                        let text = std::mem::take(&mut text);
                        word.extend([Piece::Text { text, quoted: true }, piece]);
                    }
                    None => text.push('$'),
                },
                Some(c) => {
                    self.at += 1;
                    text.push(c);
                }
            }
        }
    }

    /// What a dollar or a backtick introduces; nothing if the dollar stands for itself.
    fn dollar(&mut self, quoted: bool) -> Result<Option<Piece>, SyntaxError> {
        if self.take("`") {
            let script = self.until('`')?;
            return Ok(Some(Piece::Command { script, quoted }));
        }
        self.at += 1;
        if self.take("(") {
            let script = self.until(')')?;
            return Ok(Some(Piece::Command { script, quoted }));
        }
        if self.take("{") {
            let inner = self.until('}')?;
            let (name, default) = match inner.split_once(":-") {
                Some((name, default)) => (name.to_owned(), Some(default.to_owned())),
                None => (inner, None),
            };
            return Ok(Some(Piece::Variable { name, default, quoted }));
        }
        let mut name = String::new();
        match self.peek() {
            Some(c @ ('?' | '$' | '#')) => {
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
        Ok((!name.is_empty()).then_some(Piece::Variable { name, default: None, quoted }))
    }

    /// The text up to a closing character that fits; brackets inside are skipped in pairs.
    fn until(&mut self, close: char) -> Result<String, SyntaxError> {
        let (mut text, mut depth) = (String::new(), 0);
        while let Some(next) = self.next() {
            match next {
                c if c == close && depth == 0 => return Ok(text),
                '(' if close == ')' => depth += 1,
                ')' if close == ')' => depth -= 1,
                _ => {}
            }
            text.push(next);
        }
        let open = if close == ')' { "\"(\"" } else { "quoted string" };
        Err(format!("syntax error: unterminated {open}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, quoted: bool) -> Piece {
        Piece::Text { text: text.to_owned(), quoted }
    }

    #[test]
    fn quotes_keep_words_together() {
        let script = parse("echo 'a b' \"c $X\"d").unwrap();
        let words = &script[0].1[0].words;
        assert_eq!(words[1], [text("a b", true)]);
        let variable = Piece::Variable { name: "X".to_owned(), default: None, quoted: true };
        assert_eq!(words[2], [text("c ", true), variable, text("", true), text("d", false)]);
    }

    #[test]
    fn pipes_lists_and_redirections_are_told_apart() {
        let script = parse("cat x 2>/dev/null | wc -l && echo ok >> log; pwd").unwrap();
        assert_eq!(script.len(), 3);
        assert_eq!(script[0].1.len(), 2);
        assert_eq!(script[1].0, Connector::And);
        let file = vec![text("log", false)];
        let expected = Redirect::Output { stream: 1, append: true, file };
        assert_eq!(script[1].1[0].redirects, [expected]);
    }

    #[test]
    fn a_line_that_cannot_be_read_says_why() {
        assert_eq!(parse("echo 'a").unwrap_err(), "syntax error: unterminated quoted string");
        assert_eq!(parse("| x").unwrap_err(), "syntax error: unexpected \"|\"");
        assert_eq!(parse("").unwrap(), []);
    }
}
