//! The API server's errors, in Kubernetes' words.

use crate::api::{Key, Kind};

/// Why the API refuses. Models k8s.io/apimachinery/pkg/apis/meta/v1 StatusReason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    NotFound,
    AlreadyExists,
    Conflict,
    Invalid,
    Forbidden,
    BadRequest,
    InternalError,
}

impl Reason {
    /// The word that kubectl prints in brackets.
    pub fn word(self) -> &'static str {
        match self {
            Reason::NotFound => "NotFound",
            Reason::AlreadyExists => "AlreadyExists",
            Reason::Conflict => "Conflict",
            Reason::Invalid => "Invalid",
            Reason::Forbidden => "Forbidden",
            Reason::BadRequest => "BadRequest",
            Reason::InternalError => "InternalError",
        }
    }
}

/// One fault of an invalid object: the path of the field and what is wrong with it
/// (`Required value`, `Invalid value: "x": …`).
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// `spec.containers[0].name`.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// An error of the API. Models k8s.io/apimachinery/pkg/api/errors StatusError.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// The class of the error.
    pub reason: Reason,
    /// The whole message, as the server writes it.
    pub message: String,
    /// The kind and name that kubectl repeats for invalid objects.
    pub subject: Option<(Kind, String)>,
    /// The faults of an invalid object.
    pub causes: Vec<Cause>,
}

impl Status {
    fn new(reason: Reason, message: String) -> Status {
        Status { reason, message, subject: None, causes: Vec::new() }
    }

    /// `pods "web-9" not found`.
    pub fn not_found(kind: Kind, name: &str) -> Status {
        Status::new(Reason::NotFound, format!("{} \"{name}\" not found", kind.info().resource()))
    }

    /// `pods "web-0" already exists`.
    pub fn already_exists(kind: Kind, name: &str) -> Status {
        let resource = kind.info().resource();
        Status::new(Reason::AlreadyExists, format!("{resource} \"{name}\" already exists"))
    }

    /// The object was changed by somebody else since it was read.
    pub fn conflict(key: &Key) -> Status {
        let resource = key.kind.info().resource();
        Status::new(
            Reason::Conflict,
            format!(
                "Operation cannot be fulfilled on {resource} \"{}\": the object has been modified; \
                 please apply your changes to the latest version and try again",
                key.name()
            ),
        )
    }

    /// `pods "web-0" is forbidden: …`.
    pub fn forbidden(kind: Kind, name: &str, why: &str) -> Status {
        let resource = kind.info().resource();
        Status::new(Reason::Forbidden, format!("{resource} \"{name}\" is forbidden: {why}"))
    }

    /// A request that cannot be read.
    pub fn bad_request(message: String) -> Status {
        Status::new(Reason::BadRequest, message)
    }

    /// Something that is nobody's fault.
    pub fn internal_error(why: String) -> Status {
        Status::new(Reason::InternalError, format!("Internal error occurred: {why}"))
    }

    /// `StatefulSet.apps "web" is invalid: …`.
    pub fn invalid(kind: Kind, name: &str, causes: Vec<Cause>) -> Status {
        let info = kind.info();
        let group = if info.group.is_empty() { String::new() } else { format!(".{}", info.group) };
        let mut list: Vec<String> = causes.iter().map(Cause::to_string).collect();
        let all = if list.len() == 1 { list.remove(0) } else { format!("[{}]", list.join(", ")) };
        let message = format!("{}{group} \"{name}\" is invalid: {all}", info.kind);
        Status { reason: Reason::Invalid, message, subject: Some((kind, name.into())), causes }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}
