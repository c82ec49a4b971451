//! A text with several documents: where each begins, and what JSON's reader says in Go's words.

use serde_json::error::Category;
use serde_json::{Deserializer, Value};

use super::{Document, ManifestError, tree};

/// Reads documents that are separated by lines of `---`.
pub(super) fn read_yaml(text: &str) -> Result<Vec<Document>, ManifestError> {
    let mut read = Vec::new();
    for chunk in chunks(text) {
        match tree::read(chunk.text) {
            Ok(Value::Null) => {}
            Ok(value) => {
                read.push(Document { value, line: chunk.line + first_content(chunk.text) })
            }
            Err(failure) => {
                return Err(ManifestError {
                    message: format!("error converting YAML to JSON: {}", failure.words),
                    line: chunk.line + failure.line.max(1) - 1,
                    column: failure.column,
                    read,
                });
            }
        }
    }
    Ok(read)
}

/// Reads JSON objects that follow each other.
pub(super) fn read_json(text: &str) -> Result<Vec<Document>, ManifestError> {
    let mut read = Vec::new();
    let mut values = Deserializer::from_str(text).into_iter::<Value>();
    let mut start = 0;
    while let Some(value) = values.next() {
        let value = match value {
            Ok(value) => value,
            Err(error) => return Err(json_error(text, start, &error, read)),
        };
        let blank = text[start..].len() - text[start..].trim_start().len();
        let line = 1 + text[..start + blank].matches('\n').count();
        if !value.is_null() {
            read.push(Document { value, line });
        }
        start = values.byte_offset();
    }
    Ok(read)
}

/// A document's text and the line in the whole text where it begins.
struct Chunk<'a> {
    text: &'a str,
    line: usize,
}

/// Cuts the text at lines that hold nothing but `---`; such a first line stays with its document.
// Models staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go YAMLReader.Read
fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let mut chunks = Vec::new();
    let (mut start, mut start_line) = (0, 1);
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let next = at + line.len();
        let separates = line.strip_prefix("---").is_some_and(|rest| rest.trim().is_empty());
        if separates && at > start {
            chunks.push(Chunk { text: &text[start..at], line: start_line });
            (start, start_line) = (next, index + 2);
        }
        at = next;
    }
    if at > start {
        chunks.push(Chunk { text: &text[start..at], line: start_line });
    }
    chunks
}

/// How many lines stand before the first that says something.
fn first_content(text: &str) -> usize {
    let silent = |line: &str| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || line == "---"
    };
    text.lines().take_while(|line| silent(line)).count()
}

/// A mistake in JSON as kubectl reports it.
// Models encoding/json/scanner.go
fn json_error(
    text: &str,
    start: usize,
    error: &serde_json::Error,
    read: Vec<Document>,
) -> ManifestError {
    let (line, column) = (error.line().max(1), error.column().max(1));
    let line_start = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
    let said = error.to_string();
    let mut at = (line_start + column - 1).clamp(start, text.len());
    if said.starts_with("trailing comma") {
        // Our reader points at the bracket or before it; Go always at the bracket.
        at += text[at..].len() - text[at..].trim_start_matches([',', ' ', '\t', '\r', '\n']).len();
    }
    let found = text.get(at..).and_then(|rest| rest.chars().next());
    let message = match found {
        Some(found) if error.classify() != Category::Eof => {
            let place = json_place(&said, found);
            format!("json: offset {}: invalid character '{found}' {place}", at + 1)
        }
        _ => "unexpected EOF".to_owned(),
    };
    ManifestError { message, line, column, read }
}

/// Where Go says that a character may not be, given what our reader says.
fn json_place(said: &str, found: char) -> &'static str {
    const PLACES: &[(&str, &str)] = &[
        ("key must be a string", "looking for beginning of object key string"),
        ("expected `:`", "after object key"),
        ("expected `,` or `}`", "after object key:value pair"),
        ("expected `,` or `]`", "after array element"),
        ("control character", "in string literal"),
        ("invalid escape", "in string escape code"),
        ("invalid number", "in numeric literal"),
    ];
    if said.starts_with("trailing comma") && found == '}' {
        return "looking for beginning of object key string";
    }
    let place = PLACES.iter().find(|(ours, _)| said.starts_with(ours));
    place.map_or("looking for beginning of value", |&(_, place)| place)
}
