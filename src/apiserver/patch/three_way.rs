//! The patch that `kubectl apply` sends.
//!
//! Models k8s.io/apimachinery/pkg/util/strategicpatch/patch.go CreateThreeWayMergePatch: what the
//! manifest adds to or changes in the live object, and what it no longer has of what was applied
//! last. What others have set in the live object stays.

use super::rules::{
    DELETE_FROM_PRIMITIVE_LIST, DIRECTIVE, ListRule, Place, RETAIN_KEYS, SET_ELEMENT_ORDER,
    identity, position,
};
use crate::api::Kind;
use crate::api::json;
use serde_json::{Map, Value};

/// See [`super::three_way()`].
pub(super) fn between(
    kind: Kind,
    last_applied: Option<&Value>,
    modified: &Value,
    live: &Value,
) -> Value {
    let nothing = Map::new();
    let map = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
    let modified = modified.as_object().unwrap_or(&nothing);
    let live = live.as_object().unwrap_or(&nothing);
    let place = Place::root(kind);
    let changes = diff_maps(live, modified, place, Part::Changes, false);
    let deletions = match map(last_applied) {
        Some(last) => diff_maps(&last, modified, place, Part::Deletions, false),
        None => Map::new(),
    };
    Value::Object(combine(deletions, changes, place))
}

/// Which half of a difference is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What is new or other.
    Changes,
    /// What is gone.
    Deletions,
}

/// Models diffMaps.
fn diff_maps(
    original: &Map<String, Value>,
    modified: &Map<String, Value>,
    place: Place<'_>,
    part: Part,
    retains_keys: bool,
) -> Map<String, Value> {
    let mut patch = Map::new();
    for (key, after) in modified {
        match (original.get(key), after) {
            (Some(Value::Object(before)), Value::Object(after)) => {
                let inside = place.inside(key);
                let changed = diff_maps(before, after, inside, part, place.retains_keys(key));
                if !changed.is_empty() {
                    patch.insert(key.clone(), Value::Object(changed));
                }
            }
            (Some(Value::Array(before)), Value::Array(after))
                if mergeable(before, after, place.list_rule(key)) =>
            {
                diff_lists(&mut patch, key, before, after, place, part);
            }
            (before, after) => {
                if part == Part::Changes && before != Some(after) {
                    patch.insert(key.clone(), after.clone());
                }
            }
        }
    }
    if part == Part::Deletions {
        for key in original.keys().filter(|key| !modified.contains_key(*key)) {
            patch.insert(key.clone(), Value::Null);
        }
    }
    let has_more =
        || original.iter().any(|(key, value)| !value.is_null() && !modified.contains_key(key));
    if retains_keys && (!patch.is_empty() || has_more()) {
        let kept = modified.iter().filter(|(_, value)| !value.is_null());
        let kept = kept.map(|(key, _)| Value::String(key.clone())).collect();
        patch.insert(RETAIN_KEYS.to_owned(), Value::Array(kept));
    }
    patch
}

/// Whether two lists can be compared item by item: every item has what the list is merged by.
fn mergeable(before: &[Value], after: &[Value], rule: ListRule) -> bool {
    let has_identity = |item: &Value| identity(item, rule).is_some();
    rule != ListRule::Replace && before.iter().chain(after).all(has_identity)
}

/// Models handleSliceDiff and diffLists.
fn diff_lists(
    patch: &mut Map<String, Value>,
    field: &str,
    before: &[Value],
    after: &[Value],
    place: Place<'_>,
    part: Part,
) {
    let rule = place.list_rule(field);
    if before.is_empty() {
        if part == Part::Changes && !after.is_empty() {
            patch.insert(field.to_owned(), Value::Array(after.to_vec()));
        }
        return;
    }
    let gone = before.iter().filter(|item| position(after, item, rule).is_none());
    let ordered = match rule {
        ListRule::MergeBy(key) => {
            let mut items = changed_items(before, after, place, field, part);
            if part == Part::Deletions {
                items.extend(gone.map(|item| {
                    json::object([(DIRECTIVE, "delete".into()), (key, item[key].clone())])
                }));
            }
            let same = |a: &[Value], b: &[Value]| {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a[key] == b[key])
            };
            let moved = part == Part::Changes && !same(before, after);
            let ordered = !items.is_empty() || moved;
            if !items.is_empty() {
                patch.insert(field.to_owned(), Value::Array(items));
            }
            ordered.then(|| {
                after.iter().map(|item| json::object([(key, item[key].clone())])).collect()
            })
        }
        ListRule::MergeScalars | ListRule::Replace if part == Part::Changes => {
            let new = after.iter().filter(|item| !before.contains(item));
            let new: Vec<Value> = new.cloned().collect();
            if !new.is_empty() {
                patch.insert(field.to_owned(), Value::Array(new));
            }
            (before != after).then(|| after.to_vec())
        }
        ListRule::MergeScalars | ListRule::Replace => {
            let gone: Vec<Value> = gone.cloned().collect();
            let ordered = (!gone.is_empty()).then(|| after.to_vec());
            if !gone.is_empty() {
                let key = format!("{DELETE_FROM_PRIMITIVE_LIST}{field}");
                patch.insert(key, Value::Array(gone));
            }
            ordered
        }
    };
    if let Some(order) = ordered.filter(|order: &Vec<Value>| !order.is_empty()) {
        patch.insert(format!("{SET_ELEMENT_ORDER}{field}"), Value::Array(order));
    }
}

/// The items of a list that differ, each with what it is merged by. Models diffListsOfMaps.
fn changed_items(
    before: &[Value],
    after: &[Value],
    place: Place<'_>,
    field: &str,
    part: Part,
) -> Vec<Value> {
    let rule = place.list_rule(field);
    let mut items = Vec::new();
    for item in after {
        let old = position(before, item, rule).map(|at| &before[at]);
        match (old, item, rule) {
            (Some(Value::Object(old)), Value::Object(new), ListRule::MergeBy(key)) => {
                let retains_keys = place.retains_keys(field);
                let mut changed = diff_maps(old, new, place.inside(field), part, retains_keys);
                if !changed.is_empty() {
                    changed.insert(key.to_owned(), new[key].clone());
                    items.push(Value::Object(changed));
                }
            }
            (Some(_), _, _) => {}
            (None, _, _) => {
                if part == Part::Changes {
                    items.push(item.clone());
                }
            }
        }
    }
    items
}

/// Puts the changes into the patch of the deletions. The two never contradict each other: what is
/// deleted is not in the manifest, and what is changed is.
fn combine(
    mut deletions: Map<String, Value>,
    changes: Map<String, Value>,
    place: Place<'_>,
) -> Map<String, Value> {
    for (key, change) in changes {
        let combined = match (deletions.remove(&key), change) {
            (Some(Value::Object(old)), Value::Object(new)) => {
                Value::Object(combine(old, new, place.inside(&key)))
            }
            (Some(Value::Array(old)), Value::Array(new)) if !key.starts_with('$') => {
                Value::Array(combine_lists(old, new, place, &key))
            }
            (_, change) => change,
        };
        deletions.insert(key, combined);
    }
    deletions
}

fn combine_lists(
    deletions: Vec<Value>,
    changes: Vec<Value>,
    place: Place<'_>,
    field: &str,
) -> Vec<Value> {
    let rule = place.list_rule(field);
    let mut result = changes;
    for item in deletions {
        let Some(at) = position(&result, &item, rule) else {
            result.push(item);
            continue;
        };
        if let (Value::Object(old), Value::Object(new)) = (item, result[at].take()) {
            result[at] = Value::Object(combine(old, new, place.inside(field)));
        }
    }
    result
}
