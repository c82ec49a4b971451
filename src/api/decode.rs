//! Reading objects from JSON, with the API's own words for what does not fit.
//!
//! One pass does it all: it names unknown fields by their paths, takes null as left out, and says
//! which field has a wrong type as Go's decoder does.

use super::decimal::is_fraction;
use super::fields::{Field, Fields};
use serde_json::Value;
use std::cell::RefCell;

/// What a JSON value is, in the words of Go's decoder.
pub(crate) fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Why a value is not what the API has there.
#[derive(Debug)]
pub struct Error {
    /// In the words of Go's JSON decoder, which reads what is created.
    pub(super) message: String,
    /// In the words of upstream's converter, which reads what a strategic patch has made.
    pub(super) conversion: String,
}

impl Error {
    /// The same words for both.
    pub(super) fn new(message: String) -> Error {
        Error { conversion: message.clone(), message }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// Reads an object; the paths of fields that it does not have are added to `unknown`. The fields
/// `apiVersion` and `kind` of the object itself are not its struct's.
pub(super) fn decode<T: Field + Default>(
    value: &Value,
    keep_nulls: bool,
    unknown: &mut Vec<String>,
) -> Result<T, Error> {
    let mut object = T::default();
    decode_into(&mut object, value, keep_nulls, unknown)?;
    Ok(object)
}

/// Reads a part of an object that is kept as plain JSON; unknown fields are passed over.
///
/// # Errors
/// The JSON is of another type.
pub fn from_value<T: Field + Default>(value: &Value) -> Result<T, Error> {
    decode(value, false, &mut Vec::new())
}

fn decode_into(
    object: &mut dyn Field,
    value: &Value,
    keep_nulls: bool,
    unknown: &mut Vec<String>,
) -> Result<(), Error> {
    let context = Context { keep_nulls, unknown: RefCell::default() };
    let result = object.decode(Input { value, place: &Place::Root, context: &context });
    unknown.append(&mut context.unknown.into_inner());
    result
}

/// What all parts of one reading share.
struct Context {
    /// Whether nulls in free-form values are data.
    keep_nulls: bool,
    unknown: RefCell<Vec<String>>,
}

/// Where a value is.
enum Place<'a> {
    Root,
    Field { parent: &'a Place<'a>, owner: &'static str, name: &'a str },
    Item { parent: &'a Place<'a>, index: usize },
    Entry { parent: &'a Place<'a>, key: &'a str },
}

impl Place<'_> {
    /// `spec.containers[0].imagee`, as Kubernetes writes the path of a field.
    fn path(&self) -> String {
        match self {
            Place::Root => String::new(),
            Place::Item { parent, index } => format!("{}[{index}]", parent.path()),
            Place::Field { parent, name, .. } | Place::Entry { parent, key: name } => {
                match parent.path() {
                    parent if parent.is_empty() => (*name).to_owned(),
                    parent => format!("{parent}.{name}"),
                }
            }
        }
    }

    /// The same without indexes and keys, as Go's decoder writes it.
    fn fields(&self) -> String {
        match self {
            Place::Root => String::new(),
            Place::Item { parent, .. } | Place::Entry { parent, .. } => parent.fields(),
            Place::Field { parent, name, .. } => match parent.fields() {
                parent if parent.is_empty() => (*name).to_owned(),
                parent => format!("{parent}.{name}"),
            },
        }
    }

    /// The struct that the innermost field belongs to.
    fn owner(&self) -> Option<&'static str> {
        match self {
            Place::Root => None,
            Place::Item { parent, .. } | Place::Entry { parent, .. } => parent.owner(),
            Place::Field { owner, .. } => Some(owner),
        }
    }
}

/// One value that is being read, and where it stands.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub(super) value: &'a Value,
    place: &'a Place<'a>,
    context: &'a Context,
}

impl Input<'_> {
    /// Whether nulls in free-form values are data.
    pub(super) fn keeps_nulls(self) -> bool {
        self.context.keep_nulls
    }

    /// Reads the item of a list.
    pub(super) fn item(
        self,
        index: usize,
        value: &Value,
        into: &mut dyn Field,
    ) -> Result<(), Error> {
        let place = &Place::Item { parent: self.place, index };
        into.decode(Input { value, place, context: self.context })
    }

    /// Reads the entry of a map.
    pub(super) fn entry(self, key: &str, value: &Value, into: &mut dyn Field) -> Result<(), Error> {
        let place = &Place::Entry { parent: self.place, key };
        into.decode(Input { value, place, context: self.context })
    }
}

/// Reads a struct, field by field.
pub(super) fn decode_struct(fields: &mut dyn Fields, input: Input) -> Result<(), Error> {
    let map = match input.value {
        Value::Object(map) => map,
        Value::Null => return Ok(()),
        _ => return Err(wrong_type(input, &format!("v1.{}", fields.name()))),
    };
    let owner = fields.name();
    let is_root = matches!(input.place, Place::Root);
    for (key, value) in map {
        // What the object is, is known already.
        if is_root && matches!(key.as_str(), "apiVersion" | "kind") {
            continue;
        }
        let place = &Place::Field { parent: input.place, owner, name: key };
        match fields.table().iter().position(|entry| entry.name == key) {
            Some(at) => {
                let input = Input { value, place, context: input.context };
                fields.at_mut(at).decode(input)?;
            }
            None => input.context.unknown.borrow_mut().push(place.path()),
        }
    }
    Ok(())
}

/// The value has another type than its field.
pub(super) fn mismatch(input: Input, field: &dyn Field) -> Error {
    wrong_type(input, &field.go_type())
}

fn wrong_type(input: Input, wanted: &str) -> Error {
    let found = match input.value {
        Value::Number(number) if matches!(wanted, "int32" | "int64") => format!("number {number}"),
        other => json_kind(other).to_owned(),
    };
    let target = match input.place.owner() {
        Some(owner) => {
            format!("Go struct field {owner}.{} of type {wanted}", input.place.fields())
        }
        None => format!("Go value of type {wanted}"),
    };
    let message = format!("json: cannot unmarshal {found} into {target}");
    Error { message, conversion: conversion(input.value, wanted) }
}

/// Models k8s.io/apimachinery/pkg/runtime/converter.go fromUnstructured.
fn conversion(value: &Value, wanted: &str) -> String {
    let found = match value {
        Value::Null => "nil",
        Value::Bool(_) => "bool",
        Value::Number(number) if is_fraction(number) => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "slice",
        Value::Object(_) => "map",
    };
    match (wanted, found) {
        ("string", "int64") | ("int32" | "int64", "float64") => {
            format!("cannot convert {found} to {wanted}")
        }
        ("string" | "bool" | "int32" | "int64", _) => format!("unrecognized type: {wanted}"),
        _ if wanted.starts_with("[]") => format!("cannot restore slice from {found}"),
        _ if wanted.starts_with("map[") => format!("cannot restore map from {found}"),
        _ => format!("cannot restore struct from: {found}"),
    }
}

#[cfg(test)]
mod tests;
