//! The plain YAML that the lab's own manifests are written in: maps and lists in blocks, whose
//! values are words, whole numbers or `""`. It is read before all that reads any YAML has loaded.

use serde_json::{Map, Value};

/// A line without its indentation, and how deep that is.
type Line<'a> = (usize, &'a str);

/// Reads the documents of a text. What [`parse_documents`](super::parse_documents) makes of it is
/// the same.
///
/// # Errors
/// The first line that is not as plain as that.
pub fn read(text: &str) -> Result<Vec<Value>, String> {
    text.split("---\n").map(document).collect()
}

fn document(text: &str) -> Result<Value, String> {
    let lines = text.lines().map(|line| {
        let content = line.trim_start();
        (line.len() - content.len(), content)
    });
    let mut lines: Vec<Line<'_>> =
        lines.filter(|(_, content)| !content.is_empty() && !content.starts_with('#')).collect();
    let mut at = 0;
    let value = block(&mut lines, &mut at)?;
    match lines.get(at) {
        Some((_, rest)) => Err((*rest).to_owned()),
        None => Ok(value),
    }
}

/// Reads what is as deep as the line at `at`, and deeper; `at` is behind it then.
fn block(lines: &mut [Line<'_>], at: &mut usize) -> Result<Value, String> {
    let deep = lines.get(*at).map_or(0, |(deep, _)| *deep);
    let (mut map, mut list) = (Map::new(), Vec::new());
    while let Some((_, content)) = lines.get(*at).copied().filter(|(here, _)| *here == deep) {
        if let Some(item) = content.strip_prefix("- ") {
            // What stands behind the dash begins a block of its own.
            lines[*at] = (deep + 2, item);
            let is_map = item.contains(": ") || item.ends_with(':');
            list.push(if is_map { block(lines, at)? } else { scalar(item, at)? });
        } else if let Some((key, value)) = content.split_once(": ") {
            map.insert(key.to_owned(), scalar(value, at)?);
        } else if let Some(key) = content.strip_suffix(':') {
            *at += 1;
            map.insert(key.to_owned(), block(lines, at)?);
        } else {
            return Err(content.to_owned());
        }
    }
    Ok(if list.is_empty() { Value::Object(map) } else { Value::Array(list) })
}

fn scalar(text: &str, at: &mut usize) -> Result<Value, String> {
    *at += 1;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/:.-_".contains(c);
    match text {
        "\"\"" => Ok(Value::String(String::new())),
        _ if !text.chars().all(is_plain) => Err(text.to_owned()),
        _ => Ok(match text.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) => text.into(),
        }),
    }
}
