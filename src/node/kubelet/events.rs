//! The kubelet's events, and how it writes durations in them.

use super::{PodState, Which};
use crate::api::pod::Pod;
use crate::api::storage::ObjectReference;
use crate::apiserver::request::EventDraft;
use crate::node::container::Container;

/// An event about a pod.
pub fn about_pod(
    pod: &Pod,
    warning: bool,
    reason: &'static str,
    message: impl Into<String>,
) -> EventDraft {
    let mut draft = EventDraft::normal("kubelet", pod, reason, message);
    draft.warning = warning;
    draft.host.clone_from(&pod.spec.node_name);
    draft
}

/// An event about a container: it names the container by its field in the pod.
pub fn about_container(
    pod: &Pod,
    state: &PodState,
    which: Which,
    warning: bool,
    reason: &'static str,
    message: impl Into<String>,
) -> EventDraft {
    let mut draft = about_pod(pod, warning, reason, message);
    let list = if which.init { "initContainers" } else { "containers" };
    draft.regarding.field_path = format!("spec.{list}{{{}}}", state.at(which).name);
    draft
}

/// The events about a pod that is gone from the API while its containers ran.
pub fn killed(state: &PodState) -> Vec<EventDraft> {
    let event = |container: &Container| EventDraft {
        regarding: ObjectReference {
            api_version: "v1".into(),
            field_path: format!("spec.containers{{{}}}", container.name),
            kind: "Pod".into(),
            name: state.key.name().to_owned(),
            namespace: state.key.namespace().to_owned(),
            uid: state.uid.clone(),
            ..ObjectReference::default()
        },
        warning: false,
        reason: "Killing",
        message: format!("Stopping container {}", container.name),
        component: "kubelet".into(),
        host: state.node.clone(),
        series: false,
    };
    state.running().map(event).collect()
}

/// A duration as Go prints it, in whole milliseconds: `300ms`, `1.2s`, `1m20s`.
/// Models time.Duration String.
pub fn go_duration(milliseconds: i64) -> String {
    if milliseconds < 1000 {
        return format!("{milliseconds}ms");
    }
    let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000);
    let mut seconds = format!("{}.{:03}", rest / 1000, rest % 1000);
    seconds.truncate(seconds.trim_end_matches('0').trim_end_matches('.').len());
    match minutes {
        0 => format!("{seconds}s"),
        _ if minutes < 60 => format!("{minutes}m{seconds}s"),
        _ => format!("{}h{}m{seconds}s", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::go_duration;

    #[test]
    fn durations_read_as_go_prints_them() {
        let cases =
            [(300, "300ms"), (1200, "1.2s"), (1201, "1.201s"), (10_000, "10s"), (160_000, "2m40s")];
        for (milliseconds, text) in cases {
            assert_eq!(go_duration(milliseconds), text);
        }
        assert_eq!(go_duration(300_000), "5m0s");
    }
}
