//! The shell's grammar: a line to pipelines of words with redirections.

use std::collections::BTreeMap;

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
    pub commands: Vec<Simple>,
}

/// A command with its words, not yet expanded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simple {
    /// The words.
    pub words: Vec<Word>,
    /// Where its streams go.
    pub redirects: Vec<Redirect>,
}

/// Where a stream goes or comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// How.
    pub how: How,
    /// The file; empty for `2>&1`.
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
    /// `2>`
    WriteErrors,
    /// `2>&1`
    ErrorsToOutput,
}

/// A word: text and variables in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Variable { name: String, quoted: bool },
}

impl Word {
    /// The words that it stands for: a variable outside of quotes may be several, or none.
    pub fn expand(&self, variables: &BTreeMap<String, String>) -> Vec<String> {
        let mut words = Vec::new();
        let mut current: Option<String> = None;
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => current.get_or_insert_default().push_str(text),
                Piece::Variable { name, quoted } => {
                    let value = variables.get(name).map_or("", String::as_str);
                    if *quoted {
                        current.get_or_insert_default().push_str(value);
                        continue;
                    }
                    for (index, part) in value.split_whitespace().enumerate() {
                        if index > 0 {
                            words.extend(current.take());
                        }
                        current.get_or_insert_default().push_str(part);
                    }
                }
            }
        }
        words.extend(current);
        words
    }

    /// `NAME=value` as its two parts, where the word assigns a variable.
    pub fn assignment(&self) -> Option<(String, Word)> {
        let Some(Piece::Text(first)) = self.0.first() else { return None };
        let (name, rest) = first.split_once('=')?;
        let start = name.chars().next()?;
        let valid = (start.is_ascii_alphabetic() || start == '_') && name.chars().all(is_name);
        if !valid {
            return None;
        }
        let mut value = Word(vec![Piece::Text(rest.to_owned())]);
        value.0.extend(self.0[1..].iter().cloned());
        Some((name.to_owned(), value))
    }

    fn push(&mut self, letter: char) {
        if let Some(Piece::Text(text)) = self.0.last_mut() {
            text.push(letter);
        } else {
            self.0.push(Piece::Text(letter.to_string()));
        }
    }
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

enum Token {
    Word(Word),
    Operator(&'static str),
}

/// Reads a line. An empty line or a comment is no pipelines.
///
/// # Errors
/// What bash would say, without `bash: `.
pub fn parse(line: &str) -> Result<Vec<Pipeline>, String> {
    let mut tokens = tokens(line)?.into_iter().peekable();
    let mut pipelines = Vec::new();
    let mut pipeline = Pipeline { when: When::Always, commands: Vec::new() };
    let mut command = Simple::default();
    let mut operator = "";
    while let Some(token) = tokens.next() {
        match token {
            Token::Word(word) => command.words.push(word),
            Token::Operator(symbol @ (">" | ">>" | "<" | "2>" | "2>&1")) => {
                let how = match symbol {
                    ">" => How::Write,
                    ">>" => How::Append,
                    "<" => How::Read,
                    "2>" => How::WriteErrors,
                    _ => How::ErrorsToOutput,
                };
                let file = match (how, tokens.next_if(|token| matches!(token, Token::Word(_)))) {
                    (How::ErrorsToOutput, None) => Word::default(),
                    (_, Some(Token::Word(word))) => word,
                    _ => return Err(unexpected("newline")),
                };
                command.redirects.push(Redirect { how, file });
            }
            Token::Operator(symbol) => {
                if command.words.is_empty() && command.redirects.is_empty() {
                    return Err(unexpected(symbol));
                }
                pipeline.commands.push(std::mem::take(&mut command));
                operator = symbol;
                let when = match symbol {
                    "|" => continue,
                    "&&" => When::IfOk,
                    "||" => When::IfFailed,
                    _ => When::Always,
                };
                pipelines.push(pipeline);
                pipeline = Pipeline { when, commands: Vec::new() };
            }
        }
    }
    if !command.words.is_empty() || !command.redirects.is_empty() {
        pipeline.commands.push(command);
        pipelines.push(pipeline);
    } else if matches!(operator, "|" | "&&" | "||") {
        return Err("syntax error: unexpected end of file".to_owned());
    }
    Ok(pipelines)
}

fn unexpected(token: &str) -> String {
    format!("syntax error near unexpected token `{token}'")
}

const OPERATORS: &[&str] = &["2>&1", "2>", "&&", "||", ">>", ">", "<", "|", ";"];

fn tokens(line: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        if rest.starts_with('#') {
            break;
        }
        if rest.starts_with("<<") {
            return Err("here-documents are not supported by this shell".to_owned());
        }
        if let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) {
            // `2>&1` is one token: there is no file to read after it.
            tokens.push(Token::Operator(operator));
            rest = &rest[operator.len()..];
        } else if rest.starts_with(['&', '(', ')']) {
            if rest.starts_with('&') {
                return Err("background jobs are not supported by this shell".to_owned());
            }
            return Err(unexpected(&rest[..1]));
        } else {
            let mut reader = WordReader { word: Word::default(), rest, quoted: false };
            reader.read()?;
            rest = reader.rest;
            tokens.push(Token::Word(reader.word));
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

struct WordReader<'a> {
    word: Word,
    rest: &'a str,
    quoted: bool,
}

impl WordReader<'_> {
    fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    /// Reads one word up to a blank or an operator outside of quotes.
    fn read(&mut self) -> Result<(), String> {
        while let Some(letter) = self.rest.chars().next() {
            if letter.is_whitespace() || matches!(letter, ';' | '|' | '&' | '>' | '<' | '(' | ')') {
                break;
            }
            self.next();
            match letter {
                '\'' => self.single()?,
                '"' => self.double()?,
                '\\' => {
                    if let Some(escaped) = self.next() {
                        self.word.push(escaped);
                    }
                }
                '$' => self.variable()?,
                '`' => return Err(NO_SUBSTITUTION.to_owned()),
                letter => self.word.push(letter),
            }
        }
        Ok(())
    }

    fn single(&mut self) -> Result<(), String> {
        let Some((text, rest)) = self.rest.split_once('\'') else { return Err(open_quote('\'')) };
        self.rest = rest;
        self.word.0.push(Piece::Text(text.to_owned()));
        Ok(())
    }

    fn double(&mut self) -> Result<(), String> {
        self.word.0.push(Piece::Text(String::new()));
        self.quoted = true;
        loop {
            match self.next() {
                None => return Err(open_quote('"')),
                Some('"') => break,
                Some('`') => return Err(NO_SUBSTITUTION.to_owned()),
                Some('$') => self.variable()?,
                Some('\\') => match self.next() {
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => self.word.push(escaped),
                    Some(letter) => {
                        self.word.push('\\');
                        self.word.push(letter);
                    }
                    None => return Err(open_quote('"')),
                },
                Some(letter) => self.word.push(letter),
            }
        }
        self.quoted = false;
        Ok(())
    }

    fn variable(&mut self) -> Result<(), String> {
        let quoted = self.quoted;
        let end = match self.rest.chars().next() {
            Some('(') => return Err(NO_SUBSTITUTION.to_owned()),
            Some('{') => {
                let Some((name, rest)) = self.rest[1..].split_once('}') else {
                    return Err("syntax error: unexpected end of file".to_owned());
                };
                self.rest = rest;
                self.word.0.push(Piece::Variable { name: name.to_owned(), quoted });
                return Ok(());
            }
            Some('?') => 1,
            _ => self.rest.find(|letter| !is_name(letter)).unwrap_or(self.rest.len()),
        };
        if end == 0 {
            self.word.push('$');
            return Ok(());
        }
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.word.0.push(Piece::Variable { name: name.to_owned(), quoted });
        Ok(())
    }
}

const NO_SUBSTITUTION: &str = "command substitution is not supported by this shell";

fn open_quote(quote: char) -> String {
    format!("unexpected EOF while looking for matching `{quote}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<Vec<String>> {
        let variables = BTreeMap::from([("N".to_owned(), "a b".to_owned())]);
        let pipelines = parse(line).unwrap();
        let commands = pipelines.iter().flat_map(|pipeline| &pipeline.commands);
        commands
            .map(|command| command.words.iter().flat_map(|word| word.expand(&variables)).collect())
            .collect()
    }

    #[test]
    fn quotes_keep_words_together() {
        assert_eq!(words(r#"a 'b  c' "d 'e'" f\ g"#), [["a", "b  c", "d 'e'", "f g"]]);
        assert_eq!(words(r#"-p '{"a":"$N"}'"#), [["-p", r#"{"a":"$N"}"#]]);
        assert_eq!(words("x='1 2'y"), [["x=1 2y"]]);
        assert_eq!(words("a '' b # c"), [["a", "", "b"]]);
    }

    #[test]
    fn variables_split_outside_of_quotes() {
        assert_eq!(words(r#"$N "$N" x$N $M ${N}"#), [["a", "b", "a b", "xa", "b", "a", "b"]]);
        assert_eq!(words("$"), [["$"]]);
    }

    #[test]
    fn operators_need_no_blanks() {
        assert_eq!(words("a;b&&c||d|e"), [["a"], ["b"], ["c"], ["d"], ["e"]]);
        let pipelines = parse("a 2>&1 | b > f 2>/dev/null").unwrap();
        assert_eq!(pipelines.len(), 1);
        assert_eq!(pipelines[0].commands[0].redirects[0].how, How::ErrorsToOutput);
        assert_eq!(pipelines[0].commands[1].redirects.len(), 2);
        assert_eq!(parse("a | | b"), Err("syntax error near unexpected token `|'".to_owned()));
        assert!(parse("a 'b").is_err());
    }
}
