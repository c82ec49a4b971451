//! What the nodes of an action find in an object.

use crate::api::decimal::{Decimal, is_fraction};
use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::parse::{Filter, Node, Slice};
use crate::manifest::go;

/// Values on the way through the nodes: most are parts of the object and need no copy.
type Values<'a> = Vec<Cow<'a, Value>>;

/// Walks from the object through all nodes.
// Models staging/src/k8s.io/client-go/util/jsonpath/jsonpath.go evalList
pub(super) fn eval(nodes: &[Node], object: &Value) -> Result<Vec<Value>, String> {
    let found = walk_all(nodes, vec![Cow::Borrowed(object)])?;
    Ok(found.into_iter().map(Cow::into_owned).collect())
}

fn walk_all<'a>(nodes: &[Node], mut values: Values<'a>) -> Result<Values<'a>, String> {
    for node in nodes {
        values = walk(node, values)?;
    }
    Ok(values)
}

fn walk<'a>(node: &Node, values: Values<'a>) -> Result<Values<'a>, String> {
    match node {
        Node::Identifier(name) => Err(format!("unrecognized identifier {name}")),
        // A text appears once whatever there was before it; numbers once for each.
        Node::Literal(text @ Value::String(_)) => Ok(vec![Cow::Owned(text.clone())]),
        Node::Literal(value) => Ok(values.iter().map(|_| Cow::Owned(value.clone())).collect()),
        // Missing fields are no mistake: kubectl lets its templates find nothing.
        Node::Field(name) => {
            Ok(values.into_iter().filter_map(|value| field(value, name)).collect())
        }
        Node::Wildcard => Ok(values.into_iter().flat_map(children).collect()),
        Node::Recursive => {
            let mut found = Vec::new();
            values.into_iter().for_each(|value| descend(value, &mut found));
            Ok(found)
        }
        Node::Slice(bounds) => {
            let mut found = Vec::new();
            for value in values {
                found.extend(slice(value, bounds)?);
            }
            Ok(found)
        }
        Node::Union(parts) => {
            let mut found = Vec::new();
            for part in parts {
                found.extend(walk_all(part, values.clone())?);
            }
            Ok(found)
        }
        Node::Filter(condition) => filter(values, condition),
    }
}

fn field<'a>(value: Cow<'a, Value>, name: &str) -> Option<Cow<'a, Value>> {
    match value {
        Cow::Borrowed(value) => value.as_object()?.get(name).map(Cow::Borrowed),
        Cow::Owned(mut value) => value.as_object_mut()?.remove(name).map(Cow::Owned),
    }
}

/// The elements or fields of a value. Go's order of fields is random; ours is by name.
fn children(value: Cow<'_, Value>) -> Values<'_> {
    match value {
        Cow::Borrowed(Value::Array(items)) => items.iter().map(Cow::Borrowed).collect(),
        Cow::Borrowed(Value::Object(fields)) => fields.values().map(Cow::Borrowed).collect(),
        // Only literals are not parts of the object, and they have no parts.
        _ => Vec::new(),
    }
}

/// Collects the value and all in it that have parts.
// Models jsonpath.go evalRecursive
fn descend<'a>(value: Cow<'a, Value>, found: &mut Values<'a>) {
    let parts = children(value.clone());
    if !parts.is_empty() {
        found.push(value);
        parts.into_iter().for_each(|part| descend(part, found));
    }
}

// Models jsonpath.go evalArray
fn slice<'a>(value: Cow<'a, Value>, bounds: &Slice) -> Result<Values<'a>, String> {
    let length = match &*value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(items) => items.len() as i64,
        other => return Err(format!("{} is not array or slice", go_type(other))),
    };
    let from_end = |bound: i64| if bound < 0 { bound + length } else { bound };
    let start = from_end(bounds.start.unwrap_or(0));
    let end = match bounds.end.unwrap_or(length) {
        0 if bounds.single => length,
        end => from_end(end),
    };
    if start == end {
        return Ok(Vec::new());
    }
    let outside = |index: i64| format!("array index out of bounds: index {index}, length {length}");
    if start < 0 || start >= length {
        return Err(outside(start));
    }
    if end < 0 || end > length {
        return Err(outside(end - 1));
    }
    if start > end {
        return Err(format!("starting index {start} is greater than ending index {end}"));
    }
    let step = bounds.step.unwrap_or(1);
    if step <= 0 {
        return Err("step must be > 0".to_owned());
    }
    let items = children(value).into_iter().take(end as usize).skip(start as usize);
    Ok(items.step_by(step as usize).collect())
}

// Models jsonpath.go evalFilter
fn filter<'a>(values: Values<'a>, condition: &Filter) -> Result<Values<'a>, String> {
    let mut found = Vec::new();
    for value in values {
        if !value.is_array() {
            let value = go::print(&value);
            return Err(format!("{value} is not array or slice and cannot be filtered"));
        }
        for item in children(value) {
            if passes(&item, condition)? {
                found.push(item);
            }
        }
    }
    Ok(found)
}

fn passes(item: &Value, condition: &Filter) -> Result<bool, String> {
    let left = walk_all(&condition.left, vec![Cow::Borrowed(item)]);
    if condition.operator.is_empty() {
        // Upstream forgets to look at the error here, and so does every kubectl.
        return Ok(left.map_or(true, |left| !left.is_empty()));
    }
    let left = left?;
    let right = walk_all(&condition.right, vec![Cow::Borrowed(item)])?;
    if left.len() > 1 || right.len() > 1 {
        return Err("can only compare one element at a time".to_owned());
    }
    let (Some(left), Some(right)) = (left.first(), right.first()) else { return Ok(false) };
    let order = || compare(left, right);
    match condition.operator.as_str() {
        "==" => equal(left, right),
        "!=" => equal(left, right).map(|equal| !equal),
        "<" => Ok(order()? == Ordering::Less),
        "<=" => Ok(order()? != Ordering::Greater),
        ">" => Ok(order()? == Ordering::Greater),
        ">=" => Ok(order()? != Ordering::Less),
        operator => Err(format!("unrecognized filter operator {operator}")),
    }
}

const INCOMPATIBLE: &str = "incompatible types for comparison";
const INVALID: &str = "invalid type for comparison";

// Models staging/src/k8s.io/client-go/third_party/forked/golang/template/funcs.go Equal
fn equal(left: &Value, right: &Value) -> Result<bool, String> {
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => Ok(left == right),
        (Value::Bool(_), Value::String(_) | Value::Number(_)) => Err(INCOMPATIBLE.to_owned()),
        (Value::String(_) | Value::Number(_), Value::Bool(_)) => Err(INCOMPATIBLE.to_owned()),
        _ => compare(left, right).map(|order| order == Ordering::Equal),
    }
}

// Models staging/src/k8s.io/client-go/third_party/forked/golang/template/funcs.go Less
fn compare(left: &Value, right: &Value) -> Result<Ordering, String> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Ok(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) if is_fraction(left) == is_fraction(right) => {
            let whole = left.as_i128().zip(right.as_i128());
            let fraction = Decimal::of(left).zip(Decimal::of(right));
            let order = whole.map(|(left, right)| left.cmp(&right));
            order
                .or_else(|| fraction.map(|(left, right)| left.compare(&right)))
                .ok_or_else(|| INVALID.to_owned())
        }
        (Value::String(_) | Value::Number(_), Value::String(_) | Value::Number(_)) => {
            Err(INCOMPATIBLE.to_owned())
        }
        _ => Err(INVALID.to_owned()),
    }
}

/// The name of the Go type that holds such a value.
fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(number) if is_fraction(number) => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}
