//! The functions of templates. Models text/template/funcs.go of Go, and those that kubectl adds.

use super::eval::Data;
use super::format::format;
use crate::api::config::from_base64;
use serde_json::Value;
use std::cmp::Ordering;

/// Their names.
pub const FUNCTIONS: &[&str] = &[
    "and",
    "base64decode",
    "eq",
    "exists",
    "ge",
    "gt",
    "index",
    "le",
    "len",
    "lt",
    "ne",
    "not",
    "or",
    "print",
    "printf",
    "println",
];

/// Calls one of them.
pub fn call(name: &str, arguments: &[Data]) -> Result<Data, String> {
    let least = match name {
        "eq" | "and" | "or" | "not" | "len" | "index" | "printf" | "base64decode" | "exists" => 1,
        "ne" | "lt" | "le" | "gt" | "ge" => 2,
        _ => 0,
    };
    let is_fixed = matches!(name, "not" | "len" | "ne" | "lt" | "le" | "gt" | "ge");
    let got = arguments.len();
    if got < least || is_fixed && got > least {
        let want = if is_fixed { least.to_string() } else { format!("at least {least}") };
        return Err(format!("wrong number of args for {name}: want {want} got {got}"));
    }
    let failed = |words: String| format!("error calling {name}: {words}");
    match name {
        "and" | "or" => Ok(arguments[got - 1].clone()),
        "not" => Ok(truth(!arguments[0].is_true())),
        "len" => length(&arguments[0]).map(Data::Whole).map_err(failed),
        "index" => index(arguments).map_err(failed),
        "exists" => Ok(truth(index(arguments).is_ok_and(|found| found != Data::Nothing))),
        "eq" => {
            let mut is = got < 2;
            for other in &arguments[1..] {
                is |= equal(&arguments[0], other).map_err(failed)?;
            }
            match got {
                1 => Err(failed("missing argument for comparison".to_owned())),
                _ => Ok(truth(is)),
            }
        }
        "ne" => equal(&arguments[0], &arguments[1]).map(|is| truth(!is)).map_err(failed),
        "lt" | "le" | "gt" | "ge" => {
            let order = compare(&arguments[0], &arguments[1]).map_err(failed)?;
            Ok(truth(match name {
                "lt" => order.is_lt(),
                "le" => order.is_le(),
                "gt" => order.is_gt(),
                _ => order.is_ge(),
            }))
        }
        "base64decode" => {
            let bytes = from_base64(&arguments[0].text());
            let wrong = |at| failed(format!("illegal base64 data at input byte {at}"));
            let bytes = bytes.map_err(wrong)?;
            Ok(text(String::from_utf8_lossy(&bytes).into_owned()))
        }
        "printf" => Ok(text(format(&arguments[0].text(), &arguments[1..]))),
        "println" => {
            let words: Vec<String> = arguments.iter().map(Data::text).collect();
            Ok(text(format!("{}\n", words.join(" "))))
        }
        _ => Ok(text(print(arguments))),
    }
}

fn truth(is: bool) -> Data {
    Data::Json(Value::Bool(is))
}

fn text(text: String) -> Data {
    Data::Json(Value::String(text))
}

/// Blanks stand only between two values that are no texts.
fn print(arguments: &[Data]) -> String {
    let mut out = String::new();
    for (at, argument) in arguments.iter().enumerate() {
        let is_text = |data: &Data| matches!(data, Data::Json(Value::String(_)));
        if at > 0 && !is_text(argument) && !is_text(&arguments[at - 1]) {
            out.push(' ');
        }
        out.push_str(&argument.text());
    }
    out
}

fn length(of: &Data) -> Result<i64, String> {
    match of {
        Data::Json(Value::String(text)) => Ok(text.len() as i64),
        Data::Json(Value::Array(items)) => Ok(items.len() as i64),
        Data::Json(Value::Object(members)) => Ok(members.len() as i64),
        Data::Nothing => Err("reflect: call of reflect.Value.Type on zero Value".to_owned()),
        other => Err(format!("len of type {}", other.type_name())),
    }
}

fn index(arguments: &[Data]) -> Result<Data, String> {
    let mut found = arguments[0].clone();
    if found == Data::Nothing {
        return Err("index of untyped nil".to_owned());
    }
    for key in &arguments[1..] {
        found = match (&found, key) {
            (Data::Json(Value::Array(items)), Data::Whole(at)) => {
                let item = usize::try_from(*at).ok().and_then(|at| items.get(at));
                Data::of(item.ok_or_else(|| format!("index out of range: {at}"))?)
            }
            (Data::Json(Value::Array(_)), key) => {
                return Err(format!("cannot index slice/array with type {}", key.type_name()));
            }
            (Data::Json(Value::Object(members)), Data::Json(Value::String(key))) => {
                members.get(key).map_or(Data::Nothing, Data::of)
            }
            (Data::Json(Value::Object(_)), key) => {
                return Err(format!("value has type {}; should be string", key.type_name()));
            }
            (Data::Nothing, _) => return Err("index of untyped nil".to_owned()),
            (other, _) => return Err(format!("can't index item of type {}", other.type_name())),
        };
    }
    Ok(found)
}

fn equal(one: &Data, other: &Data) -> Result<bool, String> {
    match (one, other) {
        (Data::Nothing, other) | (other, Data::Nothing) => Ok(*other == Data::Nothing),
        (Data::Json(Value::Array(_) | Value::Object(_)), _) => {
            Err(format!("non-comparable type {}: {}", one.text(), one.type_name()))
        }
        (one, other) if one.type_name() == other.type_name() => Ok(one == other),
        _ => Err("incompatible types for comparison".to_owned()),
    }
}

fn compare(one: &Data, other: &Data) -> Result<Ordering, String> {
    match (one, other) {
        (Data::Whole(one), Data::Whole(other)) => Ok(one.cmp(other)),
        (Data::Json(Value::String(one)), Data::Json(Value::String(other))) => Ok(one.cmp(other)),
        (Data::Json(Value::Number(one)), Data::Json(Value::Number(other))) => {
            Ok(one.as_i64().cmp(&other.as_i64()))
        }
        (one, other) if one.type_name() == other.type_name() => {
            Err("invalid type for comparison".to_owned())
        }
        _ => Err("incompatible types for comparison".to_owned()),
    }
}
