//! Values to text, byte for byte as kubectl prints them.

mod scalar;
mod yaml;

use serde_json::{Map, Value};

use crate::api::decimal;

/// The value as `kubectl get -o yaml` prints it, with a line break at the end.
// Models sigs.k8s.io/yaml/yaml.go Marshal
pub fn to_yaml(value: &Value) -> String {
    yaml::Emitter::default().document(value)
}

/// The value as `kubectl get -o json` prints it, with a line break at the end.
// Models staging/src/k8s.io/cli-runtime/pkg/printers/json.go PrintObj
pub fn to_json(value: &Value) -> String {
    let mut out = String::new();
    write_indented(&mut out, value, 1);
    out.push('\n');
    out
}

/// The value on one line without blanks, as annotations and patches hold it.
// Models encoding/json/encode.go Marshal
pub fn to_json_compact(value: &Value) -> String {
    let mut out = String::new();
    write_compact(&mut out, value);
    out
}

/// Writes a value whose contents stand at the given level of four blanks.
fn write_indented(out: &mut String, value: &Value, level: usize) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                start_line(out, index == 0, level);
                write_indented(out, item, level + 1);
            }
            end_lines(out, level, ']');
        }
        Value::Object(entries) if !entries.is_empty() => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                start_line(out, index == 0, level);
                write_text(out, key);
                out.push_str(": ");
                write_indented(out, value, level + 1);
            }
            end_lines(out, level, '}');
        }
        _ => write_compact(out, value),
    }
}

fn start_line(out: &mut String, first: bool, level: usize) {
    out.push_str(if first { "\n" } else { ",\n" });
    push_indentation(out, level);
}

fn end_lines(out: &mut String, level: usize, bracket: char) {
    out.push('\n');
    push_indentation(out, level - 1);
    out.push(bracket);
}

fn push_indentation(out: &mut String, level: usize) {
    for _ in 0..level {
        out.push_str("    ");
    }
}

fn write_compact(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&decimal::json(number)),
        Value::String(text) => write_text(out, text),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write_compact(out, item);
            }
            out.push(']');
        }
        Value::Object(entries) => write_compact_entries(out, entries),
    }
}

fn write_compact_entries(out: &mut String, entries: &Map<String, Value>) {
    out.push('{');
    for (index, (key, value)) in entries.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { "," });
        write_text(out, key);
        out.push(':');
        write_compact(out, value);
    }
    out.push('}');
}

/// Writes a text in quotes; Go also escapes what HTML and JavaScript would trip over.
// Models encoding/json/encode.go appendString
fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\x1f' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests;
