//! `kubectl describe pod`

use super::super::table::Described;
use super::template::containers;
use super::volumes::volumes;
use super::{annotations, controlled_by, field, labels, moment, spreads, terminating, tolerations};
use crate::api::clock::Millis;
use crate::api::pod::Pod;

// Models describePod
pub fn pod(w: &mut Described, pod: &Pod, now: Millis) {
    head(w, pod, now);
    let (spec, status) = (&pod.spec, &pod.status);
    if !spec.init_containers.is_empty() {
        let of = Some((pod, status.init_container_statuses.as_slice()));
        containers(w, "Init Containers", &spec.init_containers, of, "");
    }
    let of = Some((pod, status.container_statuses.as_slice()));
    containers(w, "Containers", &spec.containers, of, "");
    if !status.conditions.is_empty() {
        w.line(0, "Conditions:");
        w.line(1, "Type\tStatus");
        for condition in &status.conditions {
            // The blanks before the tab and at the end are kubectl's.
            w.line(1, &format!("{} \t{} ", condition.type_, condition.status));
        }
    }
    volumes(w, &spec.volumes, "");
    field(w, 0, "QoS Class", &status.qos_class);
    labels(w, "Node-Selectors", &spec.node_selector);
    tolerations(w, "Tolerations", &spec.tolerations);
    spreads(w, "Topology Spread Constraints", spec.topology_spread_constraints.as_ref());
}

/// Everything before the containers.
fn head(w: &mut Described, pod: &Pod, now: Millis) {
    let (meta, spec, status) = (&pod.metadata, &pod.spec, &pod.status);
    field(w, 0, "Name", &meta.name);
    field(w, 0, "Namespace", &meta.namespace);
    if let Some(priority) = spec.priority {
        field(w, 0, "Priority", &priority.to_string());
    }
    if !spec.priority_class_name.is_empty() {
        field(w, 0, "Priority Class Name", &spec.priority_class_name);
    }
    if !spec.service_account_name.is_empty() {
        field(w, 0, "Service Account", &spec.service_account_name);
    }
    match spec.node_name.as_str() {
        "" => field(w, 0, "Node", "<none>"),
        node => field(w, 0, "Node", &format!("{node}/{}", status.host_ip)),
    }
    if status.start_time.is_some() {
        field(w, 0, "Start Time", &moment(status.start_time));
    }
    labels(w, "Labels", &meta.labels);
    annotations(w, "Annotations", &meta.annotations);
    if meta.is_terminating() && status.reason != "NodeLost" {
        field(w, 0, "Status", &terminating(meta, now));
        let grace = meta.deletion_grace_period_seconds.unwrap_or(0);
        field(w, 0, "Termination Grace Period", &format!("{grace}s"));
    } else {
        field(w, 0, "Status", &status.phase);
    }
    if !status.reason.is_empty() {
        field(w, 0, "Reason", &status.reason);
    }
    if !status.message.is_empty() {
        field(w, 0, "Message", &status.message);
    }
    addresses(w, pod);
    controlled_by(w, meta);
    if !status.nominated_node_name.is_empty() {
        field(w, 0, "NominatedNodeName", &status.nominated_node_name);
    }
}

fn addresses(w: &mut Described, pod: &Pod) {
    field(w, 0, "IP", &pod.status.pod_ip);
    if pod.status.pod_ips.is_empty() {
        field(w, 0, "IPs", "<none>");
        return;
    }
    w.line(0, "IPs:");
    for address in &pod.status.pod_ips {
        field(w, 1, "IP", &address.ip);
    }
}
