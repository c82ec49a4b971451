//! `kubectl describe` of kinds that have no description of their own: their fields.

use super::super::table::Described;
use super::named;
use crate::api::{Object, order};
use serde_json::{Map, Value};

// Models describe.go genericDescriber.Describe
pub fn fields(w: &mut Described, object: &Object) {
    named(w, object.metadata());
    let mut json = object.to_json();
    if let Some(Value::Object(meta)) = json.get_mut("metadata") {
        // They stand above.
        for name in ["managedFields", "name", "namespace", "labels", "annotations"] {
            meta.remove(name);
        }
    }
    if let Value::Object(fields) = &json {
        content(w, 0, fields);
    }
}

// Models printUnstructuredContent
fn content(w: &mut Described, level: usize, fields: &Map<String, Value>) {
    let mut names: Vec<&String> = fields.keys().collect();
    order::all(&mut names);
    for name in names {
        let label = label(name);
        match &fields[name] {
            Value::Object(inner) => {
                w.line(level, &format!("{label}:"));
                content(w, level + 1, inner);
            }
            Value::Array(items) => {
                w.line(level, &format!("{label}:"));
                for item in items {
                    match item {
                        Value::Object(inner) => content(w, level + 1, inner),
                        other => w.line(level + 1, &text(other)),
                    }
                }
            }
            other => w.line(level, &format!("{label}:\t{}", text(other))),
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `creationTimestamp` as `Creation Timestamp`.
// Models smartLabelFor
fn label(field: &str) -> String {
    const ACRONYMS: &[&str] = &["API", "URL", "UID", "OSB", "GUID"];
    if field.chars().any(|letter| !letter.is_alphabetic() && letter != '-') {
        return field.to_owned();
    }
    let words = words(field).into_iter().map(|word| {
        let upper = word.to_uppercase();
        if ACRONYMS.contains(&upper.as_str()) {
            return upper;
        }
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    });
    words.collect::<Vec<String>>().join(" ")
}

/// The words of a name in camel case. The last capital of several begins the word after them.
// Models github.com/fatih/camelcase Split
fn words(name: &str) -> Vec<String> {
    let class = |letter: char| (letter.is_lowercase(), letter.is_uppercase());
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for letter in name.chars() {
        match words.last_mut() {
            Some(word) if before == Some(class(letter)) => word.push(letter),
            Some(word) if before == Some((false, true)) && letter.is_lowercase() => {
                let capital = word.pop().unwrap_or_default();
                if word.is_empty() {
                    words.pop();
                }
                words.push(format!("{capital}{letter}"));
            }
            _ => words.push(letter.to_string()),
        }
        before = Some(class(letter));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_are_written_as_words() {
        for (field, expected) in [
            ("apiVersion", "API Version"),
            ("uid", "UID"),
            ("podIPs", "Pod I Ps"),
            ("hostIP", "Host IP"),
            ("HTTPGet", "HTTP Get"),
            ("a-b", "A - B"),
            ("$patch", "$patch"),
        ] {
            assert_eq!(label(field), expected);
        }
    }
}
