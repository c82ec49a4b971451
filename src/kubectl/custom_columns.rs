//! `-o custom-columns=NAME:.metadata.name,…`: a table whose columns the reader chooses.

use serde_json::Value;

use super::jsonpath::{JsonPath, relaxed};
use crate::manifest::go;

/// The columns of a table, in the reader's order.
// Models staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn.go CustomColumnsPrinter
#[derive(Clone, Debug, PartialEq)]
pub struct CustomColumns {
    columns: Vec<(String, JsonPath)>,
    /// Whether the headings are left out (`--no-headers`).
    pub headless: bool,
}

impl CustomColumns {
    /// Reads what stands after `custom-columns=`; the error is what kubectl prints after
    /// `error: `.
    // Models customcolumn.go NewCustomColumnsPrinterFromSpec
    pub fn parse(spec: &str) -> Result<Self, String> {
        if spec.is_empty() {
            return Err("custom-columns format specified but no custom columns given".to_owned());
        }
        let column = |part: &str| match part.split_once(':') {
            Some((heading, path)) => Ok((heading.to_owned(), JsonPath::parse(&relaxed(path)?)?)),
            None => Err(format!(
                "unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"
            )),
        };
        let columns = spec.split(',').map(column).collect::<Result<_, _>>()?;
        Ok(Self { columns, headless: false })
    }

    /// The headings, as the reader wrote them.
    pub fn headings(&self) -> Vec<String> {
        self.columns.iter().map(|(heading, _)| heading.clone()).collect()
    }

    /// The cells of an object's row.
    // Models customcolumn.go printOneObject
    pub fn row(&self, object: &Value) -> Result<Vec<String>, String> {
        self.columns.iter().map(|(_, path)| cell(path, object)).collect()
    }
}

fn cell(path: &JsonPath, object: &Value) -> Result<String, String> {
    let found: Vec<String> = path.find(object)?.iter().map(go::print).collect();
    Ok(if found.is_empty() { "<none>".to_owned() } else { found.join(",") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_missing_field_is_none_and_several_values_are_joined() {
        let spec = "N:.metadata.name,X:metadata.nope,I:{.c[*].i},L:.metadata.labels,Z:.n";
        let columns = CustomColumns::parse(spec).unwrap();
        let object = json!({
            "metadata": {"name": "web-0", "labels": {"app": "web", "b": "c"}},
            "c": [{"i": 1}, {"i": "x"}],
            "n": null,
        });
        assert_eq!(columns.headings(), ["N", "X", "I", "L", "Z"]);
        assert_eq!(
            columns.row(&object).unwrap(),
            ["web-0", "<none>", "1,x", "map[app:web b:c]", "<nil>"]
        );
    }

    #[test]
    fn a_wrong_specification_is_refused_in_the_words_of_kubectl() {
        for (spec, words) in [
            ("", "custom-columns format specified but no custom columns given"),
            ("NAME", "unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>"),
            (
                "N:{a}{b}",
                "unexpected path string, expected a 'name1.name2' or '.name1.name2' or \
                 '{name1.name2}' or '{.name1.name2}'",
            ),
            ("N:.a[x]", "error parsing jsonpath {.a[x]}, invalid array index x"),
        ] {
            assert_eq!(CustomColumns::parse(spec), Err(words.to_owned()));
        }
    }
}
