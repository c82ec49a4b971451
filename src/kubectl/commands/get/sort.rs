//! `--sort-by`

use super::super::super::failure::Failure;
use super::super::super::jsonpath::{JsonPath, relaxed};
use crate::api::Object;
use crate::api::order;
use crate::api::quantity::Quantity;
use serde_json::Value;
use std::cmp::Ordering;

/// Sorts objects by a field (`.metadata.name`, `{.status.phase}`).
///
/// # Errors
/// No object has such a field.
// Models kubectl/pkg/cmd/get/sorter.go RuntimeSort
pub fn by(path: &str, objects: &mut Vec<Object>) -> Result<(), Failure> {
    let path = relaxed(path).map_err(Failure::error)?;
    let field = JsonPath::parse(&path).map_err(Failure::error)?;
    let find = |object: &Object| {
        let found = field.find(&object.to_json()).unwrap_or_default();
        found.into_iter().find(|value| !value.is_null())
    };
    let keys: Vec<Option<Value>> = objects.iter().map(find).collect();
    if !objects.is_empty() && keys.iter().all(Option::is_none) {
        return Err(Failure::error(format!(
            "couldn't find any field with path \"{path}\" in the list of objects"
        )));
    }
    let mut keyed: Vec<(Option<Value>, Object)> = keys.into_iter().zip(objects.drain(..)).collect();
    order::by(&mut keyed, |(one, _), (other, _)| compare(one.as_ref(), other.as_ref()));
    objects.extend(keyed.into_iter().map(|(_, object)| object));
    Ok(())
}

fn compare(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) => one.as_i64().cmp(&other.as_i64()),
        (Some(Value::String(one)), Some(Value::String(other))) => {
            match (Quantity::parse(one), Quantity::parse(other)) {
                (Ok(one), Ok(other)) => one.cmp(&other),
                _ => natural(one, other),
            }
        }
        // What lacks the field comes first.
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

/// Text in which runs of digits count as numbers, so that `web-10` comes after `web-9`.
// Models github.com/fvbommel/sortorder NaturalLess
fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let (Some(a), Some(b)) = (one.chars().next(), other.chars().next()) else {
            return one.len().cmp(&other.len());
        };
        let order = if a.is_ascii_digit() && b.is_ascii_digit() {
            let (left, right);
            (left, one) = digits(one);
            (right, other) = digits(other);
            left.len().cmp(&right.len()).then_with(|| left.cmp(right))
        } else {
            one = &one[a.len_utf8()..];
            other = &other[b.len_utf8()..];
            a.cmp(&b)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The digits at the start without leading zeros, and what follows them.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.trim_start_matches('0'), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        assert_eq!(natural("web-9", "web-10"), Ordering::Less);
        assert_eq!(natural("a", "b"), Ordering::Less);
        assert_eq!(natural("web", "web-0"), Ordering::Less);
    }
}
