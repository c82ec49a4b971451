//! The tables of nodes and namespaces.

use super::super::table::Column;
use super::{Printer, created, or_none};
use crate::api::clock::Millis;
use crate::api::core::{Namespace, Node};
use crate::api::order;
use crate::api::{Object, Resource};

/// Namespaces.
pub const NAMESPACE: Printer = Printer {
    columns: &[Column::new("NAME"), Column::new("STATUS"), Column::new("AGE")],
    row: namespace,
};

// Models pkg/printers/internalversion/printers.go printNamespace
fn namespace(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = Namespace::unwrap(object) else { return Vec::new() };
    vec![it.metadata.name.clone(), it.status.phase.clone(), created(object, now)]
}

/// Nodes.
pub const NODE: Printer = Printer { columns: NODE_COLUMNS, row: node };

const NODE_COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("STATUS"),
    Column::new("ROLES"),
    Column::new("AGE"),
    Column::new("VERSION"),
    Column::wide("INTERNAL-IP"),
    Column::wide("EXTERNAL-IP"),
    Column::wide("OS-IMAGE"),
    Column::wide("KERNEL-VERSION"),
    Column::wide("CONTAINER-RUNTIME"),
];

// Models pkg/printers/internalversion/printers.go printNode
fn node(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = Node::unwrap(object) else { return Vec::new() };
    let ready = it.status.conditions.iter().find(|condition| condition.type_ == "Ready");
    let mut status = match ready {
        Some(ready) if ready.status == "True" => "Ready",
        Some(_) => "NotReady",
        None => "Unknown",
    }
    .to_owned();
    if it.spec.unschedulable {
        status.push_str(",SchedulingDisabled");
    }
    let address = |type_: &str| {
        let found = it.status.addresses.iter().find(|address| address.type_ == type_);
        or_none(found.map_or("", |address| address.address.as_str()))
    };
    let or_unknown = |text: &str| if text.is_empty() { "<unknown>" } else { text }.to_owned();
    let info = &it.status.node_info;
    vec![
        it.metadata.name.clone(),
        status,
        node_roles(it),
        created(object, now),
        info.kubelet_version.clone(),
        address("InternalIP"),
        address("ExternalIP"),
        or_unknown(&info.os_image),
        or_unknown(&info.kernel_version),
        or_unknown(&info.container_runtime_version),
    ]
}

/// The roles that a node's labels give it.
// Models pkg/printers/internalversion/printers.go findNodeRoles
pub fn node_roles(node: &Node) -> String {
    let mut roles: Vec<&str> = Vec::new();
    for (label, value) in &*node.metadata.labels {
        if let Some(role) = label.strip_prefix("node-role.kubernetes.io/") {
            roles.push(role);
        } else if label == "kubernetes.io/role" {
            roles.push(value);
        }
    }
    roles.retain(|role| !role.is_empty());
    order::all(&mut roles);
    roles.dedup();
    or_none(&roles.join(","))
}
