//! JSON patch (RFC 6902).
//!
//! A patch that does not apply is refused without a reason, as upstream does: the words of its
//! library reach nobody.

use super::PatchError;
use serde_json::Value;

/// See [`super::json_patch`].
pub(super) fn apply(live: &Value, patch: &Value) -> Result<Value, PatchError> {
    let Value::Array(operations) = patch else {
        return Err(PatchError::Malformed(format!(
            "json: cannot unmarshal {} into Go value of type jsonpatch.Patch",
            crate::api::decode::json_kind(patch)
        )));
    };
    let mut result = live.clone();
    for operation in operations {
        carry_out(&mut result, operation)?;
    }
    Ok(result)
}

fn carry_out(target: &mut Value, operation: &Value) -> Result<(), PatchError> {
    if !operation.is_object() {
        return Err(PatchError::Malformed(format!(
            "json: cannot unmarshal {} into Go value of type jsonpatch.Operation",
            crate::api::decode::json_kind(operation)
        )));
    }
    let text = |field: &str| operation.get(field).and_then(Value::as_str);
    let path = text("path").ok_or(PatchError::DoesNotApply)?;
    let from = || text("from").ok_or(PatchError::DoesNotApply);
    let value = || operation.get("value").cloned().unwrap_or(Value::Null);
    match text("op") {
        Some("add") => add(target, path, value()),
        Some("remove") => remove(target, path).map(drop),
        Some("replace") => {
            let place = target.pointer_mut(path).ok_or(PatchError::DoesNotApply)?;
            *place = value();
            Ok(())
        }
        Some("move") => {
            let moved = remove(target, from()?)?;
            add(target, path, moved)
        }
        Some("copy") => {
            let copied = target.pointer(from()?).cloned().ok_or(PatchError::DoesNotApply)?;
            add(target, path, copied)
        }
        Some("test") => match target.pointer(path).unwrap_or(&Value::Null) == &value() {
            true => Ok(()),
            false => Err(PatchError::DoesNotApply),
        },
        _ => Err(PatchError::DoesNotApply),
    }
}

/// The parent of what a path names, and the last part of the path.
fn parent<'a>(target: &'a mut Value, path: &str) -> Result<(&'a mut Value, String), PatchError> {
    let (parent, last) = path.rsplit_once('/').ok_or(PatchError::DoesNotApply)?;
    let parent = target.pointer_mut(parent).ok_or(PatchError::DoesNotApply)?;
    Ok((parent, last.replace("~1", "/").replace("~0", "~")))
}

fn add(target: &mut Value, path: &str, value: Value) -> Result<(), PatchError> {
    let (parent, last) = parent(target, path)?;
    match parent {
        Value::Object(map) => {
            map.insert(last, value);
            Ok(())
        }
        Value::Array(list) if last == "-" => {
            list.push(value);
            Ok(())
        }
        Value::Array(list) => {
            let at = last.parse().ok().filter(|at| *at <= list.len());
            list.insert(at.ok_or(PatchError::DoesNotApply)?, value);
            Ok(())
        }
        _ => Err(PatchError::DoesNotApply),
    }
}

fn remove(target: &mut Value, path: &str) -> Result<Value, PatchError> {
    let (parent, last) = parent(target, path)?;
    let removed = match parent {
        Value::Object(map) => map.remove(&last),
        Value::Array(list) => {
            let at = last.parse().ok().filter(|at| *at < list.len());
            at.map(|at: usize| list.remove(at))
        }
        _ => None,
    };
    removed.ok_or(PatchError::DoesNotApply)
}
