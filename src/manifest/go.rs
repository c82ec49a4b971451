//! Values in the notations of the Go language, which Kubernetes' messages quote.

use crate::api::go::quoted;
use serde_json::Value;

/// The value as Go source code, with maps that have keys of the given type: `"string"` for what
/// was read from JSON, `"interface {}"` for what was read from YAML.
// Models fmt/print.go, the verb %#v
pub fn syntax(value: &Value, key_type: &str) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        _ => element_syntax(value, key_type),
    }
}

fn element_syntax(value: &Value, key_type: &str) -> String {
    match value {
        Value::Null => "interface {}(nil)".to_owned(),
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| element_syntax(item, key_type)).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| {
                format!("{}:{}", quoted(key), element_syntax(value, key_type))
            };
            let entries: Vec<_> = entries.iter().map(entry).collect();
            format!("map[{key_type}]interface {{}}{{{}}}", entries.join(", "))
        }
        other => super::emit::to_json_compact(other),
    }
}

/// The value as Go prints it without a format: `map[app:web]`, `[a b]`.
// Models fmt/print.go, the verb %v
pub fn print(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(print).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| format!("{key}:{}", print(value));
            let entries: Vec<_> = entries.iter().map(entry).collect();
            format!("map[{}]", entries.join(" "))
        }
        other => super::emit::to_json_compact(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_quoted_as_go_source_or_printed_plainly() {
        let value = json!({"b": null, "a": [1, "x\n\"y\"", true, {"c": 1.5}]});
        assert_eq!(
            syntax(&value, "string"),
            "map[string]interface {}{\"a\":[]interface {}{1, \"x\\n\\\"y\\\"\", true, \
             map[string]interface {}{\"c\":1.5}}, \"b\":interface {}(nil)}"
        );
        assert_eq!(print(&value), "map[a:[1 x\n\"y\" true map[c:1.5]] b:<nil>]");
    }
}
