//! Values as Go holds them, read from the model's JSON with upstream's types.

use super::compare::{Go, Struct};
use super::schema::Kind;
use crate::api::go::quoted;
use serde_json::Value;

/// Reads a value of that kind from its JSON.
pub(super) fn read(kind: &Kind, value: Option<&Value>) -> Go {
    let value = value.filter(|value| !value.is_null());
    match kind {
        Kind::Nothing => Go::Nil,
        Kind::Text => Go::Plain(quoted(value.and_then(Value::as_str).unwrap_or(""))),
        Kind::Number => Go::Plain(value.and_then(Value::as_i64).unwrap_or(0).to_string()),
        Kind::Bool => Go::Plain(value.and_then(Value::as_bool).unwrap_or(false).to_string()),
        // What is embedded has the value of the struct around it, so a pointer to it is not nil.
        Kind::Pointer(kind) => match value {
            None => Go::Nil,
            Some(_) => Go::Pointer(Box::new(read(kind, value))),
        },
        Kind::Struct(type_) | Kind::Embedded(type_) => {
            let field = |(name, json, kind): &(&'static str, &str, Kind)| {
                let inner = if json.is_empty() { value } else { value.and_then(|v| v.get(json)) };
                (*name, read(kind, inner))
            };
            let fields = type_.fields.iter().map(field).collect();
            Go::Struct(Struct { type_name: type_.name, fields, is_opaque: false })
        }
        Kind::List(type_name, kind) => match value.and_then(Value::as_array) {
            None => Go::Nil,
            Some(items) => Go::List {
                type_name,
                items: items.iter().map(|item| read(kind, Some(item))).collect(),
            },
        },
        Kind::Map(type_name, kind) => match value {
            None => Go::Nil,
            Some(_) => {
                // Names of resources are a type that knows how to print itself.
                let prefix = if matches!(kind, Kind::Quantity) { "s" } else { "" };
                let entries = value.and_then(Value::as_object).into_iter().flatten();
                let entries = entries.map(|(key, value)| {
                    (format!("{prefix}{}", quoted(key)), read(kind, Some(value)))
                });
                Go::Map { type_name, entries: entries.collect() }
            }
        },
        Kind::Quantity => quantity(value.and_then(Value::as_str).unwrap_or("0")),
        Kind::IntOrString => int_or_string(value),
    }
}

fn int_or_string(value: Option<&Value>) -> Go {
    let (type_, number, text) = match value {
        Some(Value::String(text)) => (1, 0, text.as_str()),
        number => (0, number.and_then(Value::as_i64).unwrap_or(0), ""),
    };
    let fields = vec![
        ("Type", Go::Plain(type_.to_string())),
        ("IntVal", Go::Plain(number.to_string())),
        ("StrVal", Go::Plain(quoted(text))),
    ];
    Go::Struct(Struct { type_name: "intstr.IntOrString", fields, is_opaque: false })
}

/// Upstream compares quantities by their amounts and prints what is inside of them.
fn quantity(text: &str) -> Go {
    let (value, scale, format) = amount(text);
    let inner = Struct {
        type_name: "resource.int64Amount",
        fields: vec![
            ("value", Go::Plain(value.to_string())),
            ("scale", Go::Plain(scale.to_string())),
        ],
        is_opaque: false,
    };
    let fields = vec![
        ("i", Go::Struct(inner)),
        ("d", Go::Nil),
        ("s", Go::Plain(quoted(text))),
        ("Format", Go::Plain(quoted(format))),
    ];
    Go::Struct(Struct { type_name: "resource.Quantity", fields, is_opaque: true })
}

/// A canonical quantity as upstream holds it: a number, a power of ten and a family of suffixes.
/// Models k8s.io/apimachinery/pkg/api/resource/quantity.go ParseQuantity.
pub(super) fn amount(text: &str) -> (i64, i32, &'static str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let number: i64 = number.parse().unwrap_or(0);
    if let Some(power) = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].iter().position(|s| *s == suffix) {
        let factor = 1024_i64.saturating_pow(power as u32 + 1);
        return (number.saturating_mul(factor), 0, "BinarySI");
    }
    let suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    match suffixes.iter().position(|s| *s == suffix) {
        Some(power) => (number, 3 * power as i32 - 9, "DecimalSI"),
        None => (number, suffix[1..].parse().unwrap_or(0), "DecimalExponent"),
    }
}
