//! A text with several documents: where each begins, and what is wrong with it.

use serde_json::Value;

use super::{Document, ManifestError, tree};
use crate::api::json::{Invalid, Reader};

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
    let mut reader = Reader::new(text);
    while reader.has_more() {
        let (line, _) = position(text, reader.at());
        match reader.value() {
            Ok(Value::Null) => {}
            Ok(value) => read.push(Document { value, line }),
            Err(invalid) => return Err(json_error(text, reader.at(), &invalid, read)),
        }
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
// Models k8s.io/apimachinery/pkg/util/yaml/decoder.go JSONSyntaxError
fn json_error(text: &str, at: usize, invalid: &Invalid, read: Vec<Document>) -> ManifestError {
    let message = match invalid {
        Invalid::End => "unexpected EOF".to_owned(),
        Invalid::Number(_) => invalid.to_string(),
        invalid => format!("json: offset {}: {invalid}", at + 1),
    };
    let (line, column) = position(text, at);
    ManifestError { message, line, column, read }
}

/// The line and the column of a place in a text, counted from 1.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (1 + before.matches('\n').count(), 1 + before[line_start..].chars().count())
}
