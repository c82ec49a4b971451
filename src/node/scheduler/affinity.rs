//! Node selectors. Models k8s.io/component-helpers/scheduling/corev1/nodeaffinity.

use crate::api::core::Node;
use crate::api::pod::Pod;
use serde_json::Value;

/// Whether a pod's node selector and required node affinity allow a node.
pub fn allows(pod: &Pod, node: &Node) -> bool {
    let labels = &node.metadata.labels;
    let selected = pod.spec.node_selector.iter().all(|(key, value)| labels.get(key) == Some(value));
    let required = pod
        .spec
        .affinity
        .as_ref()
        .and_then(|affinity| affinity.get("nodeAffinity"))
        .and_then(|affinity| affinity.get("requiredDuringSchedulingIgnoredDuringExecution"));
    selected && required.is_none_or(|selector| selects(selector, node))
}

/// Whether a node selector selects a node: one of its terms must hold.
pub fn selects(selector: &Value, node: &Node) -> bool {
    list(selector, "nodeSelectorTerms").any(|term| {
        let is_empty = list(term, "matchExpressions").next().is_none()
            && list(term, "matchFields").next().is_none();
        !is_empty
            && list(term, "matchExpressions").all(|requirement| {
                let label = requirement.get("key").and_then(Value::as_str);
                holds(requirement, label.and_then(|label| node.metadata.labels.get(label)))
            })
            && list(term, "matchFields")
                .all(|requirement| holds(requirement, Some(&node.metadata.name)))
    })
}

fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value.get(field).and_then(Value::as_array).into_iter().flatten()
}

fn holds(requirement: &Value, value: Option<&String>) -> bool {
    let named =
        |value: &String| list(requirement, "values").any(|of| of.as_str() == Some(value.as_str()));
    let bound = || list(requirement, "values").next()?.as_str()?.parse::<i64>().ok();
    let number = || value?.parse::<i64>().ok();
    match requirement.get("operator").and_then(Value::as_str) {
        Some("In") => value.is_some_and(named),
        Some("NotIn") => !value.is_some_and(named),
        Some("Exists") => value.is_some(),
        Some("DoesNotExist") => value.is_none(),
        Some("Gt") => number().zip(bound()).is_some_and(|(number, bound)| number > bound),
        Some("Lt") => number().zip(bound()).is_some_and(|(number, bound)| number < bound),
        _ => false,
    }
}
