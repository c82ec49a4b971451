//! `-o jsonpath=`: templates such as `{.items[*].metadata.name}`.

mod eval;
mod parse;

use serde_json::Value;

use self::parse::{Node, Piece};
use crate::api::go::quoted;
use crate::manifest::emit::to_json_compact;
use crate::manifest::go;

/// A template that was read.
// Models staging/src/k8s.io/client-go/util/jsonpath/jsonpath.go JSONPath
#[derive(Clone, Debug, PartialEq)]
pub struct JsonPath {
    template: String,
    pieces: Vec<Piece>,
}

impl JsonPath {
    /// Reads a template; the error is what kubectl prints after `error: `.
    pub fn parse(template: &str) -> Result<Self, String> {
        let pieces = parse::template(template)
            .map_err(|words| format!("error parsing jsonpath {template}, {words}"))?;
        Ok(Self { template: template.to_owned(), pieces })
    }

    /// What `-o jsonpath` prints for an object; the error is what kubectl prints after `error: `.
    // Models staging/src/k8s.io/cli-runtime/pkg/printers/jsonpath.go PrintObj
    pub fn render(&self, object: &Value) -> Result<String, String> {
        let mut out = String::new();
        let all = self.groups(object).map_err(|words| self.execution_error(&words, object))?;
        for group in all {
            for (index, value) in group.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { " " });
                out.push_str(&text_of(value));
            }
        }
        Ok(out)
    }

    /// All values that the template finds in an object; the error is the bare words.
    pub fn find(&self, object: &Value) -> Result<Vec<Value>, String> {
        Ok(self.groups(object)?.into_iter().flatten().collect())
    }

    /// The values that each piece of the template finds.
    // Models jsonpath.go FindResults
    fn groups(&self, object: &Value) -> Result<Vec<Vec<Value>>, String> {
        let mut groups = Vec::new();
        run(&self.pieces, object, 0, &mut groups)?;
        Ok(groups)
    }

    fn execution_error(&self, words: &str, object: &Value) -> String {
        format!(
            "error executing jsonpath {}: Error executing template: {words}. \
             Printing more information for debugging the template:\n\
             \ttemplate was:\n\t\t{}\n\
             \tobject given to jsonpath engine was:\n\t\t{}\n\n\n",
            quoted(&self.template),
            self.template,
            go::syntax(object, "string"),
        )
    }
}

/// Turns the lenient paths of `--sort-by` and `-o custom-columns`, such as `metadata.name`, into
/// a template.
// Models staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn.go RelaxedJSONPathExpression
pub fn relaxed(path: &str) -> Result<String, String> {
    if path.is_empty() {
        return Ok(String::new());
    }
    let inner = path.strip_prefix('{').and_then(|path| path.strip_suffix('}')).unwrap_or(path);
    let inner = inner.strip_prefix('.').unwrap_or(inner);
    if inner.is_empty() || inner.contains(['{', '}']) {
        return Err("unexpected path string, expected a 'name1.name2' or '.name1.name2' or \
                    '{name1.name2}' or '{.name1.name2}'"
            .to_owned());
    }
    Ok(format!("{{.{inner}}}"))
}

/// How deeply ranges may stand in each other.
const DEEPEST: usize = 50;

/// Runs the pieces on an object, and the pieces of a range, which may stand within so many others,
/// on each of its values.
fn run(
    pieces: &[Piece],
    object: &Value,
    depth: usize,
    groups: &mut Vec<Vec<Value>>,
) -> Result<(), String> {
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        at += 1;
        let nodes = match piece {
            Piece::Text(text) => {
                groups.push(vec![Value::String(text.clone())]);
                continue;
            }
            Piece::Action(nodes) => nodes,
        };
        match nodes.first() {
            Some(Node::Identifier(name)) if name == "end" => {
                let words = "not in range, nothing to end";
                return if depth > 0 { Ok(()) } else { Err(words.to_owned()) };
            }
            Some(Node::Identifier(name)) if name == "range" => {
                if depth == DEEPEST {
                    return Err("ranges are nested too deeply".to_owned());
                }
                let length = range_length(&pieces[at..]);
                let end = length.map_or(pieces.len(), |length| at + length);
                for value in eval::eval(&nodes[1..], object)? {
                    run(&pieces[at..end], &value, depth + 1, groups)?;
                }
                // Without an end, upstream goes through the rest once more with the object.
                at = length.map_or(at, |length| at + length);
            }
            _ => groups.push(eval::eval(nodes, object)?),
        }
    }
    Ok(())
}

/// How many pieces there are up to the end of a range, `{end}` included, if it has one.
fn range_length(pieces: &[Piece]) -> Option<usize> {
    let mut depth = 1;
    for (index, piece) in pieces.iter().enumerate() {
        let Piece::Action(nodes) = piece else { continue };
        match nodes.first() {
            Some(Node::Identifier(name)) if name == "range" => depth += 1,
            Some(Node::Identifier(name)) if name == "end" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index + 1);
        }
    }
    None
}

/// A value as it is printed: collections as JSON, the rest plainly.
// Models jsonpath.go PrintResults
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => to_json_compact(other),
    }
}

#[cfg(test)]
mod tests;
