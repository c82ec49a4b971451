//! Structs as tables of their fields, so that one piece of code writes and reads them all as JSON.
//!
//! A derived reader and writer for every struct would be a tenth of what the page has to load. Here
//! a struct brings the names of its fields and a way to each of them, and no more.

mod values;

pub use self::values::Dropped;

use super::decode::{Error, Input};
use serde_json::{Map, Value};

/// A value that may stand in an object.
pub trait Field {
    /// The value as JSON.
    fn encode(&self) -> Value;
    /// Reads the value from JSON, in place of a zero value; null leaves that as it is.
    ///
    /// # Errors
    /// The JSON is of another type.
    fn decode(&mut self, input: Input) -> Result<(), Error>;
    /// Whether this is the value that Go's `omitempty` leaves out.
    fn is_zero(&self) -> bool;
    /// What its type is called in Go.
    fn go_type(&self) -> String;
}

/// A struct of fields.
pub trait Fields {
    /// What it is called in Go.
    fn name(&self) -> &'static str;
    /// Its fields.
    fn table(&self) -> &'static [Entry];
    /// The field at that place of the table.
    fn at(&self, place: usize) -> &dyn Field;
    /// The same, to change it.
    fn at_mut(&mut self, place: usize) -> &mut dyn Field;
}

/// A field in the table of its struct.
pub struct Entry {
    /// Its name in JSON.
    pub name: &'static str,
    /// When it is written.
    pub written: Written,
}

/// When a field is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// If it has a value: Go's `omitempty`.
    UnlessZero,
    /// In any case.
    Always,
    /// It is read, and that is all.
    Never,
}

/// Makes a struct one of fields. `name` stands for a field that is written unless it is zero,
/// `name: Always` and `name: Never` for others; `= "podIP"` gives the name in JSON where that is
/// not the field's own in camel case. A field that is left out does not compile.
macro_rules! fields {
    ($struct:ident { $($field:ident $(: $written:ident)? $(= $name:literal)?),* $(,)? }) => {
        impl $crate::api::fields::Fields for $struct {
            fn name(&self) -> &'static str {
                $crate::api::fields::go_struct(stringify!($struct))
            }

            fn table(&self) -> &'static [$crate::api::fields::Entry] {
                const TABLE: &[$crate::api::fields::Entry] = &[$($crate::api::fields::Entry {
                    name: $crate::api::fields::json_name!($field $(= $name)?),
                    written: $crate::api::fields::written!($($written)?),
                }),*];
                TABLE
            }

            fn at(&self, place: usize) -> &dyn $crate::api::fields::Field {
                #[allow(non_camel_case_types)]
                enum Place { $($field),* }
                let $struct { $($field),* } = self;
                $(if place == Place::$field as usize {
                    return $field;
                })*
                unreachable!("a place of the table")
            }

            fn at_mut(&mut self, place: usize) -> &mut dyn $crate::api::fields::Field {
                #[allow(non_camel_case_types)]
                enum Place { $($field),* }
                let $struct { $($field),* } = self;
                $(if place == Place::$field as usize {
                    return $field;
                })*
                unreachable!("a place of the table")
            }
        }

        impl $crate::api::fields::Field for $struct {
            fn encode(&self) -> serde_json::Value {
                $crate::api::fields::encode_struct(self)
            }

            fn decode(
                &mut self,
                input: $crate::api::decode::Input,
            ) -> Result<(), $crate::api::decode::Error> {
                $crate::api::decode::decode_struct(self, input)
            }

            fn is_zero(&self) -> bool {
                $crate::api::fields::is_zero_struct(self)
            }

            fn go_type(&self) -> String {
                $crate::api::fields::go_type_struct(self)
            }
        }
    };
}
pub(super) use fields;

/// The name of a field in JSON.
macro_rules! json_name {
    ($field:ident = $name:literal) => {
        $name
    };
    ($field:ident) => {{
        const SNAKE: &str = stringify!($field);
        const CAMEL: [u8; $crate::api::fields::camel_length(SNAKE)] =
            $crate::api::fields::camel_case(SNAKE);
        match std::str::from_utf8(&CAMEL) {
            Ok(name) => name,
            Err(_) => panic!("names of fields are ASCII"),
        }
    }};
}
pub(super) use json_name;

/// When a field is written; nothing said means unless it is zero.
macro_rules! written {
    () => {
        $crate::api::fields::Written::UnlessZero
    };
    ($written:ident) => {
        $crate::api::fields::Written::$written
    };
}
pub(super) use written;

/// How long the camel-case form of a name is.
pub(super) const fn camel_length(snake: &str) -> usize {
    let (bytes, mut at, mut length) = (snake.as_bytes(), 0, 0);
    while at < bytes.len() {
        length += (bytes[at] != b'_') as usize;
        at += 1;
    }
    length
}

/// `access_modes` as `accessModes`.
pub(super) const fn camel_case<const LENGTH: usize>(snake: &str) -> [u8; LENGTH] {
    let bytes = snake.as_bytes();
    let (mut camel, mut at, mut length) = ([0; LENGTH], 0, 0);
    while at < bytes.len() {
        if bytes[at] != b'_' {
            let starts_a_word = at > 0 && bytes[at - 1] == b'_';
            camel[length] = if starts_a_word { bytes[at].to_ascii_uppercase() } else { bytes[at] };
            length += 1;
        }
        at += 1;
    }
    camel
}

/// What upstream calls a struct that goes by another name here.
pub(super) fn go_struct(name: &'static str) -> &'static str {
    match name {
        "HttpGetAction" => "HTTPGetAction",
        "PersistentVolumeClaimTemplate" => "PersistentVolumeClaim",
        name => name,
    }
}

pub(super) fn encode_struct(fields: &dyn Fields) -> Value {
    let mut map = Map::new();
    for (place, entry) in fields.table().iter().enumerate() {
        let field = fields.at(place);
        let written = match entry.written {
            Written::UnlessZero => !field.is_zero(),
            Written::Always => true,
            Written::Never => false,
        };
        if written {
            map.insert(entry.name.to_owned(), field.encode());
        }
    }
    Value::Object(map)
}

pub(super) fn is_zero_struct(fields: &dyn Fields) -> bool {
    (0..fields.table().len()).all(|place| fields.at(place).is_zero())
}

pub(super) fn go_type_struct(fields: &dyn Fields) -> String {
    format!("v1.{}", fields.name())
}
