//! Applying a strategic merge patch.
//!
//! Models k8s.io/apimachinery/pkg/util/strategicpatch/patch.go StrategicMergePatch.

use super::PatchError;
use super::rules::{
    DELETE_FROM_PRIMITIVE_LIST, DIRECTIVE, ListRule, Place, RETAIN_KEYS, SET_ELEMENT_ORDER,
    position,
};
use crate::api::Kind;
use crate::api::order;
use serde_json::{Map, Value};

/// See [`super::strategic_merge`].
pub(super) fn merge(kind: Kind, live: &Value, patch: &Value) -> Result<Value, PatchError> {
    let (Value::Object(live), Value::Object(patch)) = (live, patch) else {
        return Err(PatchError::Malformed("invalid JSON document".to_owned()));
    };
    merge_map(live.clone(), patch, Place::root(kind)).map(Value::Object)
}

/// Models mergeMap.
fn merge_map(
    mut original: Map<String, Value>,
    patch: &Map<String, Value>,
    place: Place<'_>,
) -> Result<Map<String, Value>, PatchError> {
    if let Some(directive) = patch.get(DIRECTIVE) {
        return match directive.as_str() {
            Some("replace") => Ok(without_directives(patch)),
            Some("delete") => Ok(Map::new()),
            _ => Err(PatchError::Malformed(format!("unknown patch type: {directive}"))),
        };
    }
    retain_keys(&mut original, patch)?;
    for (key, value) in patch {
        if key == RETAIN_KEYS {
            continue;
        }
        if let Some(field) = key.strip_prefix(DELETE_FROM_PRIMITIVE_LIST) {
            if let (Some(Value::Array(list)), Value::Array(gone)) = (original.get_mut(field), value)
            {
                list.retain(|item| !gone.contains(item));
            }
            continue;
        }
        if let Some(field) = key.strip_prefix(SET_ELEMENT_ORDER) {
            if !patch.contains_key(field)
                && let (Some(Value::Array(list)), Value::Array(order)) =
                    (original.get_mut(field), value)
            {
                *list = ordered(list.clone(), order, list, place.list_rule(field));
            }
            continue;
        }
        let merged = match (value, original.remove(key)) {
            (Value::Null, _) => continue,
            (Value::Object(patch), Some(Value::Object(original))) => {
                Value::Object(merge_map(original, patch, place.inside(key))?)
            }
            (Value::Array(items), original) => {
                let list = match original {
                    Some(Value::Array(list)) => list,
                    _ => Vec::new(),
                };
                let order = patch.get(&format!("{SET_ELEMENT_ORDER}{key}"));
                let order = order.and_then(Value::as_array).unwrap_or(items);
                Value::Array(merge_list(list, items, order, place, key)?)
            }
            (value, _) => without_directives_in(value),
        };
        original.insert(key.clone(), merged);
    }
    Ok(original)
}

/// Models applyRetainKeysDirective.
fn retain_keys(
    original: &mut Map<String, Value>,
    patch: &Map<String, Value>,
) -> Result<(), PatchError> {
    let Some(kept) = patch.get(RETAIN_KEYS) else { return Ok(()) };
    let Value::Array(kept) = kept else {
        return Err(PatchError::Malformed("invalid patch format of retainKeys".to_owned()));
    };
    let is_kept = |key: &str| kept.iter().any(|kept| kept.as_str() == Some(key));
    let named =
        |(key, value): (&String, &Value)| key.starts_with('$') || value.is_null() || is_kept(key);
    if !patch.iter().all(named) {
        return Err(PatchError::Malformed("invalid patch format of retainKeys".to_owned()));
    }
    original.retain(|key, _| is_kept(key));
    Ok(())
}

/// Models mergeSliceHandler and mergeSlice.
fn merge_list(
    original: Vec<Value>,
    patch: &[Value],
    order: &[Value],
    place: Place<'_>,
    field: &str,
) -> Result<Vec<Value>, PatchError> {
    let rule = place.list_rule(field);
    let merged = match rule {
        ListRule::Replace => return Ok(patch.iter().map(without_directives_in).collect()),
        ListRule::MergeScalars => {
            let mut merged: Vec<Value> = Vec::new();
            for item in original.iter().chain(patch) {
                if !merged.contains(item) {
                    merged.push(item.clone());
                }
            }
            merged
        }
        ListRule::MergeBy(key) => {
            let has_directive = |item: &Value, directive: &str| {
                item.get(DIRECTIVE).and_then(Value::as_str) == Some(directive)
            };
            if patch.iter().any(|item| has_directive(item, "replace")) {
                let kept = patch.iter().filter(|item| !has_directive(item, "replace"));
                return Ok(kept.map(without_directives_in).collect());
            }
            let mut merged = original.clone();
            for item in patch {
                let Value::Object(patch) = item else {
                    return Err(PatchError::Malformed(format!(
                        "expected a map in list {field}, but found {item}"
                    )));
                };
                if !patch.contains_key(key) {
                    return Err(PatchError::Malformed(format!(
                        "map: {} does not contain declared merge key: {key}",
                        go_map(patch)
                    )));
                }
                let at = position(&merged, item, rule);
                match (at, has_directive(item, "delete")) {
                    (Some(at), true) => {
                        merged.remove(at);
                    }
                    (None, true) => {}
                    (Some(at), false) => {
                        let Value::Object(original) = merged[at].take() else { continue };
                        merged[at] =
                            Value::Object(merge_map(original, patch, place.inside(field))?);
                    }
                    (None, false) => merged.push(Value::Object(without_directives(patch))),
                }
            }
            merged
        }
    };
    Ok(ordered(merged, order, &original, rule))
}

/// Puts the items that `order` names into its order, and the others among them where they were.
/// Models normalizeElementOrder and mergeSortedSlice.
fn ordered(items: Vec<Value>, order: &[Value], original: &[Value], rule: ListRule) -> Vec<Value> {
    let (mut named, others): (Vec<Value>, Vec<Value>) =
        items.into_iter().partition(|item| position(order, item, rule).is_some());
    order::by_key(&mut named, |item| position(order, item, rule));
    let mut result = Vec::with_capacity(named.len() + others.len());
    let (mut named, mut others) = (named.into_iter().peekable(), others.into_iter().peekable());
    while let (Some(next_named), Some(other)) = (named.peek(), others.peek()) {
        let places = (position(original, other, rule), position(original, next_named, rule));
        let other_first = matches!(places, (Some(other), Some(named)) if other < named);
        result.extend(if other_first { others.next() } else { named.next() });
    }
    result.extend(named);
    result.extend(others);
    result
}

/// A map as it is once nothing is left to be done to it. Models dropDirectives.
fn without_directives(map: &Map<String, Value>) -> Map<String, Value> {
    map.iter()
        .filter(|(key, value)| !value.is_null() && !is_directive(key))
        .map(|(key, value)| (key.clone(), without_directives_in(value)))
        .collect()
}

fn is_directive(key: &str) -> bool {
    [DIRECTIVE, RETAIN_KEYS].contains(&key)
        || key.starts_with(SET_ELEMENT_ORDER)
        || key.starts_with(DELETE_FROM_PRIMITIVE_LIST)
}

fn without_directives_in(value: &Value) -> Value {
    let is_deletion = |item: &&Value| item.get(DIRECTIVE).and_then(Value::as_str) == Some("delete");
    match value {
        Value::Object(map) => Value::Object(without_directives(map)),
        Value::Array(items) => {
            let kept = items.iter().filter(|item| !is_deletion(item));
            Value::Array(kept.map(without_directives_in).collect())
        }
        scalar => scalar.clone(),
    }
}

/// A map as Go prints it with `%v`.
fn go_map(map: &Map<String, Value>) -> String {
    let entries: Vec<String> =
        map.iter().map(|(key, value)| format!("{key}:{}", go_value(value))).collect();
    format!("map[{}]", entries.join(" "))
}

/// A value as Go prints it with `%v`.
pub(super) fn go_value(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(go_value).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(map) => go_map(map),
        other => other.to_string(),
    }
}
