//! YAML and JSON text to values and back.
//!
//! Text is read as kubectl reads it: cut into documents at lines of `---`, and each document
//! converted from YAML to JSON with the rules of YAML 1.1. Mistakes are reported in kubectl's
//! words, together with the place in the whole text for an editor.

pub mod emit;
pub mod go;
pub mod plain;
mod scalar;
mod stream;
mod tabs;
mod tree;
mod words;

use std::fmt;

use serde_json::Value;

/// One document of a manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What the document says.
    pub value: Value,
    /// The line in the whole text where the document starts, counted from 1.
    pub line: usize,
}

/// Why a manifest is not read; displays in kubectl's words.
#[derive(Clone, Debug, PartialEq)]
pub struct ManifestError {
    /// What kubectl prints after `error parsing FILE: `. A line in it counts from the start of
    /// the document, as kubectl's does.
    pub message: String,
    /// The line in the whole text, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The documents before the mistake, which kubectl still carries out.
    pub read: Vec<Document>,
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ManifestError {}

/// Reads YAML, of which JSON is a part.
pub fn parse_yaml(text: &str) -> Result<Vec<Document>, ManifestError> {
    stream::read_yaml(text)
}

/// Reads a manifest: JSON when it starts with `{`, else YAML. Empty documents are left out.
// Models staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go YAMLOrJSONDecoder
pub fn parse_documents(text: &str) -> Result<Vec<Document>, ManifestError> {
    // An editor may have put a byte order mark in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{') {
        stream::read_json(text)
    } else {
        stream::read_yaml(text)
    }
}

#[cfg(test)]
mod tests;
