//! Patches: strategic merge, JSON merge and JSON patch, and the three-way merge of `kubectl apply`.

mod json;
mod rules;
mod strategic;
mod three_way;

use super::ApiServer;
use super::status::{Cause, Reason, Status};
use crate::api::go::quoted;
use crate::api::{DecodeError, Key, Kind, Object};
use serde_json::{Map, Value};

/// How the body of a patch is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchType {
    /// Knows which lists are merged by which key; what `kubectl patch` and `kubectl apply` send.
    Strategic,
    /// RFC 7386: maps are merged, lists are replaced, null deletes.
    Merge,
    /// RFC 6902: a list of operations.
    Json,
}

/// What a patch has made of an object.
#[derive(Clone, Debug)]
pub struct Patched {
    /// The object as it is now.
    pub object: Object,
    /// Whether that is another than before.
    pub changed: bool,
    /// The paths of the patch's fields that the kind does not have.
    pub unknown: Vec<String>,
}

/// Why a patch does not fit the object; displays in the words of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatchError {
    /// The patch itself is malformed.
    Malformed(String),
    /// The patch is sound, but not for this object. The API does not say why.
    DoesNotApply,
}

impl std::fmt::Display for PatchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            PatchError::Malformed(message) => message,
            PatchError::DoesNotApply => {
                "the server rejected our request due to an error in our request"
            }
        })
    }
}

/// Applies a strategic merge patch to an object of a kind.
///
/// # Errors
/// The patch is not a map, uses a directive that there is none of, or has items without the key
/// that its list is merged by.
pub fn strategic_merge(kind: Kind, live: &Value, patch: &Value) -> Result<Value, PatchError> {
    strategic::merge(kind, live, patch)
}

/// Applies a JSON patch (RFC 6902): all of its operations or none.
///
/// # Errors
/// The patch is no list of operations, or one of them does not fit the object.
pub fn json_patch(live: &Value, patch: &Value) -> Result<Value, PatchError> {
    json::apply(live, patch)
}

/// The strategic merge patch that `kubectl apply` sends: it turns the live object into what the
/// manifest says. An empty map means that there is nothing to change.
///
/// `last_applied` is the content of the annotation with the configuration that was applied last,
/// `modified` the manifest with its own such annotation.
pub fn three_way(
    kind: Kind,
    last_applied: Option<&Value>,
    modified: &Value,
    live: &Value,
) -> Value {
    three_way::between(kind, last_applied, modified, live)
}

/// Applies a JSON merge patch (RFC 7386).
pub fn merge_patch(live: &Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut result = match live {
        Value::Object(live) => live.clone(),
        _ => Map::new(),
    };
    for (key, value) in patch {
        if value.is_null() {
            result.remove(key);
        } else {
            let merged = merge_patch(result.get(key).unwrap_or(&Value::Null), value);
            result.insert(key.clone(), merged);
        }
    }
    Value::Object(result)
}

impl ApiServer {
    /// Patches metadata and spec of an existing object. The second part says whether that changed
    /// anything.
    ///
    /// # Errors
    /// The object does not exist, the patch does not fit it, or what [`ApiServer::update`] meets.
    pub fn patch(
        &mut self,
        key: &Key,
        patch_type: PatchType,
        body: &Value,
    ) -> Result<(Object, bool), Status> {
        let Patched { object, changed, .. } = self.patch_checked(key, patch_type, body, false)?;
        Ok((object, changed))
    }

    /// The same for a client that wants to know of fields that there are not: they are an error if
    /// `strict`, and told of otherwise.
    ///
    /// # Errors
    /// As for [`ApiServer::patch`].
    // Models k8s.io/apiserver/pkg/endpoints/handlers/patch.go applyPatchToObject
    pub fn patch_checked(
        &mut self,
        key: &Key,
        patch_type: PatchType,
        body: &Value,
        strict: bool,
    ) -> Result<Patched, Status> {
        let Some(before) = self.store().object(key).cloned() else {
            return Err(Status::not_found(key.kind, key.name()));
        };
        let live = before.to_json();
        let patched = match patch_type {
            PatchType::Strategic => strategic_merge(key.kind, &live, body),
            PatchType::Merge => Ok(merge_patch(&live, body)),
            PatchType::Json => json_patch(&live, body),
        };
        let patched = patched.map_err(refusal)?;
        let is_converted = patch_type == PatchType::Strategic;
        let shown = || match is_converted {
            true => strategic::go_value(body),
            false => patched.to_string(),
        };
        let (object, unknown) = Object::from_json(patched.clone())
            .map_err(|error| cannot_decode(&shown(), &why(error, is_converted)))?;
        if strict && !unknown.is_empty() {
            let unknown: Vec<String> =
                unknown.iter().map(|field| format!("unknown field \"{field}\"")).collect();
            let why = format!("strict decoding error: {}", unknown.join(", "));
            return Err(cannot_decode(&shown(), &why));
        }
        let name = &object.metadata().name;
        if *name != key.name() {
            return Err(Status::bad_request(format!(
                "the name of the object ({name}) does not match the name on the URL ({})",
                key.name()
            )));
        }
        let object = self.update(object)?;
        let changed = object != before;
        Ok(Patched { object, changed, unknown })
    }
}

/// Models k8s.io/apiserver/pkg/endpoints/handlers/patch.go interpretStrategicMergePatchError.
fn refusal(error: PatchError) -> Status {
    let message = error.to_string();
    match error {
        PatchError::Malformed(_) => Status::bad_request(message),
        PatchError::DoesNotApply => {
            Status { reason: Reason::Invalid, message, subject: None, causes: Vec::new() }
        }
    }
}

/// Models k8s.io/apiserver/pkg/endpoints/handlers/patch.go applyPatchToObject: what the patch
/// yields is no object of the kind.
fn why(error: DecodeError, converted: bool) -> String {
    match error {
        DecodeError::Type { conversion, .. } if converted => conversion,
        DecodeError::Type { message, .. } => message,
        DecodeError::NoMatch { kind, api_version } => {
            format!("no kind \"{kind}\" is registered for version \"{api_version}\"")
        }
        DecodeError::KindNotSet => "Object 'Kind' is missing".to_owned(),
        DecodeError::ApiVersionNotSet => "Object 'apiVersion' is missing".to_owned(),
    }
}

fn cannot_decode(value: &str, cause: &str) -> Status {
    let value = quoted(value);
    let cause =
        Cause { field: "patch".to_owned(), message: format!("Invalid value: {value}: {cause}") };
    let message = format!(" \"\" is invalid: {cause}");
    Status { reason: Reason::Invalid, message, subject: None, causes: vec![cause] }
}

#[cfg(test)]
mod tests;
