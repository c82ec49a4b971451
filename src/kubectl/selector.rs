//! Label selectors (`-l`) and field selectors (`--field-selector`).

use super::failure::Failure;
use crate::api::meta::{LabelSelector, LabelSelectorRequirement, StringMap};
use crate::api::{Kind, Object};
use crate::apiserver::status::Status;
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
        let requirement = requirement(clause).ok_or_else(|| {
            Failure::error(format!("unable to parse requirement: <nil>: \"{clause}\""))
        })?;
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

fn requirement(clause: &str) -> Option<LabelSelectorRequirement> {
    let make = |key: &str, operator: &str, values: Vec<String>| {
        let key = key.trim();
        let valid = !key.is_empty() && !key.contains([' ', '(', ')', '=', '!']);
        let operator = operator.to_owned();
        valid.then(|| LabelSelectorRequirement { key: key.to_owned(), operator, values })
    };
    if let Some((key, value)) = clause.split_once("!=") {
        return make(key, "NotIn", vec![value.trim().to_owned()]);
    }
    if let Some((key, value)) = clause.split_once("==").or_else(|| clause.split_once('=')) {
        return make(key, "In", vec![value.trim().to_owned()]);
    }
    if let Some((head, list)) = clause.split_once('(') {
        let list = list.strip_suffix(')')?;
        let values = list.split(',').map(|value| value.trim().to_owned()).collect();
        let (key, operator) = head.trim().rsplit_once(char::is_whitespace)?;
        return match operator {
            "in" => make(key, "In", values),
            "notin" => make(key, "NotIn", values),
            _ => None,
        };
    }
    match clause.strip_prefix('!') {
        Some(key) => make(key, "DoesNotExist", Vec::new()),
        None => make(clause, "Exists", Vec::new()),
    }
}

/// Whether labels satisfy a selector, if there is one.
pub fn selects(selector: Option<&LabelSelector>, labels: &StringMap) -> bool {
    selector.is_none_or(|selector| selector.matches(labels))
}

/// A field selector, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSelector {
    text: String,
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
        let mut selector = FieldSelector { text: text.to_owned(), terms: Vec::new() };
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

    /// Refuses fields that the API does not select objects of this kind by.
    ///
    /// # Errors
    /// The API server's answer to such a field.
    pub fn check(&self, kind: Kind, labels: &str) -> Result<(), Status> {
        let wrong = self.terms.iter().find(|term| !supported(kind).contains(&term.field.as_str()));
        let Some(Term { field, .. }) = wrong else { return Ok(()) };
        let info = kind.info();
        let resource = format!("{}/{}, Resource={}", info.group, info.version, info.plural);
        // Models AddFieldLabelConversionFunc of pkg/apis/core/v1, and
        // apimachinery/pkg/runtime/conversion.go DefaultMetaV1FieldSelectorConversion.
        let own = matches!(
            kind,
            Kind::Pod | Kind::Node | Kind::Namespace | Kind::Secret | Kind::Service | Kind::Event
        );
        let why = if own {
            format!("field label not supported: {field}")
        } else {
            format!(
                "\"{field}\" is not a known field selector: only \"metadata.name\", \
                 \"metadata.namespace\""
            )
        };
        Err(Status::bad_request(format!(
            "Unable to find \"{resource}\" that match label selector \"{labels}\", field selector \
             \"{}\": {why}",
            self.text
        )))
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
        assert!(parse_labels("app in web").is_err());
    }

    #[test]
    fn field_selectors_know_the_fields_of_a_kind() {
        let mut pod = Pod::default();
        pod.status_mut().phase = "Running".to_owned();
        let selector = FieldSelector::parse("status.phase=Running").unwrap();
        assert!(selector.matches(&pod.into()));
        let selector = FieldSelector::parse("spec.bogus=1").unwrap();
        assert_eq!(
            selector.check(Kind::Pod, "").unwrap_err().message,
            "Unable to find \"/v1, Resource=pods\" that match label selector \"\", field selector \
             \"spec.bogus=1\": field label not supported: spec.bogus"
        );
        let selector = FieldSelector::parse("status.phase=Bound").unwrap();
        let refused = selector.check(Kind::PersistentVolumeClaim, "").unwrap_err().message;
        assert!(refused.ends_with(
            "\"status.phase\" is not a known field selector: only \"metadata.name\", \
             \"metadata.namespace\""
        ));
    }
}
