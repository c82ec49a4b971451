//! A list of faults under construction: each is a field's path and what is wrong with it, in the
//! words of k8s.io/apimachinery/pkg/util/validation/field/errors.go.

use crate::api::go::quoted;
use crate::apiserver::status::Cause;
use std::fmt::{self, Display};

/// The path of a field: `spec.containers[0].resources.limits[cpu]`. It is only written out when
/// there is something wrong with the field.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    part: Part<'a>,
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Field(&'a str),
    Index(usize),
    Key(&'a str),
}

impl<'a> Path<'a> {
    /// A field of the object itself.
    pub(super) const fn new(field: &'a str) -> Path<'a> {
        Path { parent: None, part: Part::Field(field) }
    }

    /// A field of what is at this path.
    pub(super) const fn child(&'a self, field: &'a str) -> Path<'a> {
        Path { parent: Some(self), part: Part::Field(field) }
    }

    /// An item of the list at this path.
    pub(super) const fn index(&'a self, index: usize) -> Path<'a> {
        Path { parent: Some(self), part: Part::Index(index) }
    }

    /// An entry of the map at this path.
    pub(super) const fn key(&'a self, key: &'a str) -> Path<'a> {
        Path { parent: Some(self), part: Part::Key(key) }
    }
}

impl Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.part {
            Part::Field(field) if self.parent.is_some() => write!(f, ".{field}"),
            Part::Field(field) => f.write_str(field),
            Part::Index(index) => write!(f, "[{index}]"),
            Part::Key(key) => write!(f, "[{key}]"),
        }
    }
}

/// The faults found so far.
#[derive(Default)]
pub(super) struct Faults(pub(super) Vec<Cause>);

impl Faults {
    fn push(&mut self, path: &Path<'_>, fault: String, detail: &str) {
        let message = if detail.is_empty() { fault } else { format!("{fault}: {detail}") };
        self.0.push(Cause { field: path.to_string(), message });
    }

    /// The field must be set.
    pub(super) fn required(&mut self, path: &Path<'_>, detail: &str) {
        self.push(path, "Required value".to_owned(), detail);
    }

    /// The field may not be set, or not be changed.
    pub(super) fn forbidden(&mut self, path: &Path<'_>, detail: &str) {
        self.push(path, "Forbidden".to_owned(), detail);
    }

    /// The value, as Go prints it, cannot be.
    pub(super) fn invalid(&mut self, path: &Path<'_>, value: impl Display, detail: &str) {
        self.push(path, format!("Invalid value: {value}"), detail);
    }

    /// The text cannot be; one fault for each detail.
    pub(super) fn invalid_text(&mut self, path: &Path<'_>, text: &str, details: &[String]) {
        for detail in details {
            self.invalid(path, quoted(text), detail);
        }
    }

    /// The value, as Go prints it, is none of those that can be.
    pub(super) fn unsupported(&mut self, path: &Path<'_>, value: impl Display, supported: &[&str]) {
        let supported: Vec<String> = supported.iter().map(|value| quoted(value)).collect();
        let detail = format!("supported values: {}", supported.join(", "));
        self.push(path, format!("Unsupported value: {value}"), &detail);
    }

    /// Checks that a text is one of those that can be.
    pub(super) fn one_of(&mut self, path: &Path<'_>, text: &str, supported: &[&str]) {
        if !supported.contains(&text) {
            self.unsupported(path, quoted(text), supported);
        }
    }

    /// The value, as Go prints it, is there twice.
    pub(super) fn duplicate(&mut self, path: &Path<'_>, value: impl Display) {
        self.push(path, format!("Duplicate value: {value}"), "");
    }

    /// What the text names does not exist.
    pub(super) fn not_found(&mut self, path: &Path<'_>, text: &str) {
        self.push(path, format!("Not found: {}", quoted(text)), "");
    }

    /// The text is longer than so many bytes.
    pub(super) fn too_long(&mut self, path: &Path<'_>, most: usize) {
        self.push(path, "Too long".to_owned(), &format!("may not be more than {most} bytes"));
    }

    /// Models pkg/apis/core/validation/validation.go ValidateNonnegativeField.
    pub(super) fn nonnegative(&mut self, path: &Path<'_>, value: i64) {
        if value < 0 {
            self.invalid(path, value, "must be greater than or equal to 0");
        }
    }
}
