//! Reading objects from JSON, with the API's own words for what does not fit.
//!
//! One decoder does it all in one pass: it names unknown fields by their paths, takes null as
//! left out, and says which field has a wrong type as Go's decoder does. (A chain of ready-made
//! wrappers would compile the code that reads each struct once for every wrapper.)

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};
use std::any::type_name;
use std::cell::RefCell;
use std::fmt::{self, Display};

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
pub(super) struct Error {
    /// In the words of Go's JSON decoder, which reads what is created.
    pub(super) message: String,
    /// In the words of upstream's converter, which reads what a strategic patch has made.
    pub(super) conversion: String,
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: Display>(message: T) -> Error {
        let message = message.to_string();
        Error { conversion: message.clone(), message }
    }
}

/// Reads an object; the paths of fields that it does not have are added to `unknown`. The fields
/// `apiVersion` and `kind` of the object itself are not its struct's.
pub(super) fn decode<T: DeserializeOwned>(
    value: &Value,
    keep_nulls: bool,
    unknown: &mut Vec<String>,
) -> Result<T, Error> {
    let context = Context { keep_nulls, unknown: RefCell::default() };
    let decoder = Decoder { value, place: &Place::Root, context: &context };
    let result = T::deserialize(decoder);
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

/// One value that is being read.
#[derive(Clone, Copy)]
struct Decoder<'de, 'p> {
    value: &'de Value,
    place: &'p Place<'p>,
    context: &'p Context,
}

impl Decoder<'_, '_> {
    /// The value has another type than its field.
    fn mismatch(&self, rust_type: &str) -> Error {
        let wanted = go_type(rust_type);
        let found = match self.value {
            Value::Number(number) if matches!(wanted.as_str(), "int32" | "int64") => {
                format!("number {number}")
            }
            other => json_kind(other).to_owned(),
        };
        let target = match self.place.owner() {
            Some(owner) => {
                let owner = go_struct(owner);
                format!("Go struct field {owner}.{} of type {wanted}", self.place.fields())
            }
            None => format!("Go value of type {wanted}"),
        };
        let message = format!("json: cannot unmarshal {found} into {target}");
        Error { message, conversion: conversion(self.value, &wanted) }
    }

    /// Models k8s.io/apimachinery/pkg/api/resource ParseQuantity's answer to what is no text.
    fn no_quantity() -> Error {
        serde::de::Error::custom(super::quantity::QuantityError::Format)
    }
}

/// Models k8s.io/apimachinery/pkg/runtime/converter.go fromUnstructured.
fn conversion(value: &Value, wanted: &str) -> String {
    let found = match value {
        Value::Null => "nil",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float64",
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

/// What upstream calls a struct that goes by another name here.
fn go_struct(name: &str) -> &str {
    match name {
        "HttpGetAction" => "HTTPGetAction",
        "PersistentVolumeClaimTemplate" => "PersistentVolumeClaim",
        name => name,
    }
}

/// What the type is called in Go.
fn go_type(rust_type: &str) -> String {
    let inner = |text: &str| text.strip_suffix('>').unwrap_or(text).to_owned();
    if let Some((_, item)) = rust_type.split_once("Vec<").filter(|(path, _)| !path.contains('<')) {
        return format!("[]{}", go_type(&inner(item)));
    }
    if let Some((_, types)) = rust_type.split_once("BTreeMap<") {
        let value = types.split_once(", ").map_or("", |(_, value)| value);
        return format!("map[string]{}", go_type(&inner(value)));
    }
    match rust_type.rsplit("::").next().unwrap_or(rust_type) {
        "String" | "&str" => "string".to_owned(),
        "i32" => "int32".to_owned(),
        "i64" => "int64".to_owned(),
        "bool" => "bool".to_owned(),
        "Quantity" => "resource.Quantity".to_owned(),
        name => format!("v1.{}", go_struct(name)),
    }
}

/// The last part of a type's path.
fn short_name<T>() -> &'static str {
    type_name::<T>().rsplit("::").next().unwrap_or("")
}

impl<'de> Deserializer<'de> for Decoder<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if !matches!(self.value, Value::Null | Value::String(_) | Value::Number(_)) {
            match short_name::<V::Value>() {
                "IntOrString" => return Err(self.mismatch("i32")),
                "Quantity" => return Err(Self::no_quantity()),
                _ => {}
            }
        }
        match self.value {
            Value::Null if short_name::<V::Value>() == "Quantity" => visitor.visit_i64(0),
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => {
                if let Some(number) = number.as_i64() {
                    visitor.visit_i64(number)
                } else if let Some(number) = number.as_u64() {
                    visitor.visit_u64(number)
                } else {
                    visitor.visit_f64(number.as_f64().unwrap_or_default())
                }
            }
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visitor.visit_seq(Items { items, next: 0, decoder: self }),
            Value::Object(map) => {
                visitor.visit_map(Entries::new(map, self, !self.context.keep_nulls, None))
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Null => visitor.visit_bool(false),
            _ => Err(self.mismatch("bool")),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let number = match self.value {
            Value::Null => Some(0),
            value => value.as_i64().and_then(|number| i32::try_from(number).ok()),
        };
        visitor.visit_i32(number.ok_or_else(|| self.mismatch("i32"))?)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let number = if self.value.is_null() { Some(0) } else { self.value.as_i64() };
        visitor.visit_i64(number.ok_or_else(|| self.mismatch("i64"))?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::String(text) => visitor.visit_str(text),
            Value::Null => visitor.visit_str(""),
            _ => Err(self.mismatch("String")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Array(items) => visitor.visit_seq(Items { items, next: 0, decoder: self }),
            Value::Null => visitor.visit_seq(Items { items: &[], next: 0, decoder: self }),
            _ => Err(self.mismatch(type_name::<V::Value>())),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Object(map) => visitor.visit_map(Entries::new(map, self, false, None)),
            Value::Null => visitor.visit_map(Entries::empty(self)),
            _ => Err(self.mismatch(type_name::<V::Value>())),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Value::Object(map) => visitor.visit_map(Entries::new(map, self, false, Some(name))),
            Value::Null => visitor.visit_map(Entries::empty(self)),
            _ => Err(self.mismatch(type_name::<V::Value>())),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.context.unknown.borrow_mut().push(self.place.path());
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct enum identifier
    }
}

/// The items of a list, one after the other.
struct Items<'de, 'p> {
    items: &'de [Value],
    next: usize,
    decoder: Decoder<'de, 'p>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(value) = self.items.get(self.next) else { return Ok(None) };
        let place = &Place::Item { parent: self.decoder.place, index: self.next };
        self.next += 1;
        seed.deserialize(Decoder { value, place, context: self.decoder.context }).map(Some)
    }
}

/// The entries of a map or the fields of a struct, one after the other.
struct Entries<'de, 'p> {
    entries: Option<serde_json::map::Iter<'de>>,
    current: Option<(&'de str, &'de Value)>,
    decoder: Decoder<'de, 'p>,
    skip_nulls: bool,
    owner: Option<&'static str>,
}

impl<'de, 'p> Entries<'de, 'p> {
    fn new(
        map: &'de Map<String, Value>,
        decoder: Decoder<'de, 'p>,
        skip_nulls: bool,
        owner: Option<&'static str>,
    ) -> Entries<'de, 'p> {
        Entries { entries: Some(map.iter()), current: None, decoder, skip_nulls, owner }
    }

    fn empty(decoder: Decoder<'de, 'p>) -> Entries<'de, 'p> {
        Entries { entries: None, current: None, decoder, skip_nulls: false, owner: None }
    }

    /// Whether the entry says what the object is, which is known already.
    fn is_type(&self, key: &str) -> bool {
        let at_root = matches!(self.decoder.place, Place::Root) && self.owner.is_some();
        at_root && matches!(key, "apiVersion" | "kind")
    }
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        loop {
            let Some((key, value)) = self.entries.as_mut().and_then(Iterator::next) else {
                return Ok(None);
            };
            if self.is_type(key) || self.skip_nulls && value.is_null() {
                continue;
            }
            self.current = Some((key, value));
            return seed.deserialize(StrDeserializer::new(key)).map(Some);
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (key, value) = self.current.take().expect("a value is read after its key");
        let parent = self.decoder.place;
        let place = &match self.owner {
            Some(owner) => Place::Field { parent, owner, name: key },
            None => Place::Entry { parent, key },
        };
        seed.deserialize(Decoder { value, place, context: self.decoder.context })
    }
}

#[cfg(test)]
mod tests;
