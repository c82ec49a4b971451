//! Label selectors (`-l`) and field selectors (`--field-selector`).

use super::failure::Failure;
use crate::api::go::quoted;
use crate::api::meta::{LabelSelector, LabelSelectorRequirement, StringMap};
use crate::api::{Kind, Object};
use crate::apiserver::validation::names;
use serde_json::Value;

/// Reads a label selector: `a=b,c!=d,e in (f,g),!h,i`.
///
/// # Errors
/// It is not a selector.
// Models k8s.io/apimachinery/pkg/labels Parse
pub fn parse_labels(text: &str) -> Result<LabelSelector, Failure> {
    let mut selector = LabelSelector::default();
    for clause in split_clauses(text) {
        let clause = clause.trim();
        if clause.is_empty() {
            continue;
        }
        let requirement = requirement(clause).map_err(Failure::error)?;
        selector.match_expressions.push(requirement);
    }
    Ok(selector)
}

/// Splits at commas that stand outside of brackets.
fn split_clauses(text: &str) -> Vec<&str> {
    let (mut clauses, mut depth, mut start) = (Vec::new(), 0, 0);
    for (index, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                clauses.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    clauses.push(&text[start..]);
    clauses
}

/// One clause of a selector, or what is wrong with it.
// Models k8s.io/apimachinery/pkg/labels/selector.go parseRequirement
fn requirement(clause: &str) -> Result<LabelSelectorRequirement, String> {
    let wrong = |why: String| Err(format!("unable to parse requirement: {why}"));
    let (negated, rest) = match clause.strip_prefix('!') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, clause),
    };
    let (key, rest) = word(rest);
    if key.is_empty() {
        return wrong(format!("found '{}', expected: identifier", token(rest)));
    }
    let faults = names::qualified_name(key);
    if !faults.is_empty() {
        return wrong(format!("<nil>: Invalid value: {}: {}", quoted(key), faults.join("; ")));
    }
    let make = |operator: &str, values: Vec<String>, rest: &str| {
        for (index, value) in values.iter().enumerate() {
            let faults = names::label_value(value).join("; ");
            if !faults.is_empty() {
                let value = quoted(value);
                return wrong(format!("values[{index}][{key}]: Invalid value: {value}: {faults}"));
            }
        }
        if !rest.is_empty() {
            let found = token(rest);
            return Err(format!("found '{found}', expected: ',' or 'end of string'"));
        }
        let (key, operator) = (key.to_owned(), operator.to_owned());
        Ok(LabelSelectorRequirement { key, operator, values })
    };
    if negated || rest.is_empty() {
        return make(if negated { "DoesNotExist" } else { "Exists" }, Vec::new(), rest);
    }
    let (operator, rest) = match token(rest) {
        operator @ ("=" | "==" | "!=" | "in" | "notin") => {
            (operator, rest[operator.len()..].trim_start())
        }
        other => {
            return wrong(format!("found '{other}', expected: in, notin, =, ==, !=, gt, lt"));
        }
    };
    if !matches!(operator, "in" | "notin") {
        let (value, after) = word(rest);
        if value.is_empty() && !rest.is_empty() {
            return wrong(format!("found '{}', expected: identifier", token(rest)));
        }
        let operator = if operator == "!=" { "NotIn" } else { "In" };
        return make(operator, vec![value.to_owned()], after);
    }
    let Some(list) = rest.strip_prefix('(') else {
        return wrong(format!("found '{}' expected: '('", token(rest)));
    };
    let Some((list, after)) = list.split_once(')') else {
        return wrong(format!("found '{}', expected: ')'", list.trim()));
    };
    let values = list.split(',').map(|value| value.trim().to_owned()).collect();
    make(if operator == "in" { "In" } else { "NotIn" }, values, after.trim_start())
}

/// The word that a text begins with, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let ends = |letter: char| letter.is_whitespace() || "=!(),<>".contains(letter);
    let (word, rest) = text.split_at(text.find(ends).unwrap_or(text.len()));
    (word, rest.trim_start())
}

/// The word or sign that a text begins with.
fn token(text: &str) -> &str {
    let length = match text.get(..2) {
        Some("==" | "!=") => 2,
        _ => text.chars().next().map_or(0, char::len_utf8),
    };
    match word(text).0 {
        "" => &text[..length],
        word => word,
    }
}

/// Whether labels satisfy a selector, if there is one.
pub fn selects(selector: Option<&LabelSelector>, labels: &StringMap) -> bool {
    selector.is_none_or(|selector| selector.matches(labels))
}

/// A field selector, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSelector {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    field: String,
    value: String,
    equal: bool,
}

impl FieldSelector {
    /// Reads `status.phase=Running,metadata.name!=x`.
    ///
    /// # Errors
    /// A term has no operator.
    // Models k8s.io/apimachinery/pkg/fields ParseSelector
    pub fn parse(text: &str) -> Result<FieldSelector, Failure> {
        let mut selector = FieldSelector { terms: Vec::new() };
        for term in text.split(',').filter(|term| !term.is_empty()) {
            let (field, value, equal) = if let Some((field, value)) = term.split_once("!=") {
                (field, value, false)
            } else if let Some((field, value)) =
                term.split_once("==").or_else(|| term.split_once('='))
            {
                (field, value, true)
            } else {
                return Err(Failure::error(format!(
                    "invalid selector: '{text}'; can't understand '{term}'"
                )));
            };
            let (field, value) = (field.to_owned(), value.to_owned());
            selector.terms.push(Term { field, value, equal });
        }
        Ok(selector)
    }

    /// Why the API does not select objects of this kind so, if it does not.
    // Models AddFieldLabelConversionFunc of pkg/apis/core/v1, and
    // apimachinery/pkg/runtime/conversion.go DefaultMetaV1FieldSelectorConversion.
    pub fn fault(&self, kind: Kind) -> Option<String> {
        let mut terms = self.terms.iter();
        let Term { field, .. } =
            terms.find(|term| !supported(kind).contains(&term.field.as_str()))?;
        let own = matches!(
            kind,
            Kind::Pod | Kind::Node | Kind::Namespace | Kind::Secret | Kind::Service | Kind::Event
        );
        Some(match own {
            true => format!("field label not supported: {field}"),
            false => format!(
                "\"{field}\" is not a known field selector: only \"metadata.name\", \
                 \"metadata.namespace\""
            ),
        })
    }

    /// Whether an object satisfies every term.
    pub fn matches(&self, object: &Object) -> bool {
        if self.terms.is_empty() {
            return true;
        }
        let json = object.to_json();
        self.terms.iter().all(|term| (field(&json, &term.field) == term.value) == term.equal)
    }
}

/// The fields that the API selects by.
// Models pkg/apis/core/v1/conversion.go AddFieldLabelConversionsFor…
fn supported(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Pod => &[
            "metadata.name",
            "metadata.namespace",
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.podIPs",
            "status.nominatedNodeName",
        ],
        Kind::Event => &[
            "metadata.name",
            "metadata.namespace",
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
        Kind::Node => &["metadata.name", "spec.unschedulable"],
        Kind::Namespace => &["metadata.name", "status.phase"],
        Kind::Secret => &["metadata.name", "metadata.namespace", "type"],
        Kind::Service => &["metadata.name", "metadata.namespace", "spec.clusterIP", "spec.type"],
        _ => &["metadata.name", "metadata.namespace"],
    }
}

fn field(json: &Value, path: &str) -> String {
    let at = |path: &str| path.split('.').try_fold(json, |value, key| value.get(key));
    let found = match path {
        "source" => at("source.component").or_else(|| at("reportingComponent")),
        path => at(path),
    };
    match found {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(value)) => value.to_string(),
        Some(Value::Number(number)) => number.to_string(),
        // A field that is left out of the object has the zero value of its type.
        _ if matches!(path, "spec.unschedulable" | "spec.hostNetwork") => "false".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::pod::Pod;

    fn selected(selector: &str, labels: &[(&str, &str)]) -> bool {
        let labels = labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        parse_labels(selector).unwrap().matches(&labels)
    }

    #[test]
    fn label_selectors_combine_clauses() {
        let web = [("app", "web"), ("tier", "front")];
        assert!(selected("app=web,tier", &web));
        assert!(selected("app in (db, web),!old", &web));
        assert!(selected("app!=db", &web) && selected("app!=db", &[]));
        assert!(!selected("app notin (web)", &web));
        assert!(selected("app == web", &web) && selected("app in (web)", &web));
    }

    #[test]
    fn a_selector_that_cannot_be_read_says_where() {
        let refused = |text: &str| parse_labels(text).unwrap_err().text;
        let start = "error: unable to parse requirement:";
        assert_eq!(refused("app in web"), format!("{start} found 'web' expected: '('"));
        assert_eq!(refused("=b"), format!("{start} found '=', expected: identifier"));
        assert_eq!(
            refused("a b"),
            format!("{start} found 'b', expected: in, notin, =, ==, !=, gt, lt")
        );
        assert_eq!(refused("a=b=c"), "error: found '=', expected: ',' or 'end of string'");
        assert!(refused("a=b/c").starts_with(&format!(
            "{start} values[0][a]: Invalid value: \"b/c\": a valid label must be an empty string"
        )));
        assert!(refused("a/b/c").starts_with(&format!(
            "{start} <nil>: Invalid value: \"a/b/c\": a qualified name must consist of"
        )));
    }

    #[test]
    fn field_selectors_know_the_fields_of_a_kind() {
        let mut pod = Pod::default();
        pod.status_mut().phase = "Running".to_owned();
        let selector = FieldSelector::parse("status.phase=Running").unwrap();
        assert!(selector.matches(&pod.into()));
        let selector = FieldSelector::parse("spec.bogus=1").unwrap();
        let fault = selector.fault(Kind::Pod).unwrap();
        assert_eq!(fault, "field label not supported: spec.bogus");
        let selector = FieldSelector::parse("status.phase=Bound").unwrap();
        assert_eq!(
            selector.fault(Kind::PersistentVolumeClaim).unwrap(),
            "\"status.phase\" is not a known field selector: only \"metadata.name\", \
             \"metadata.namespace\""
        );
    }
}
