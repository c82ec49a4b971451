//! The table of pods.

use super::super::table::Column;
use super::{Printer, age, created, or_none};
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::api::{Object, Resource};

const COLUMNS: &[Column] = &[
    Column::new("NAME"),
    Column::new("READY"),
    Column::new("STATUS"),
    Column::new("RESTARTS"),
    Column::new("AGE"),
    Column::wide("IP"),
    Column::wide("NODE"),
    Column::wide("NOMINATED NODE"),
    Column::wide("READINESS GATES"),
];

/// Pods.
pub const POD: Printer = Printer { columns: COLUMNS, row };

fn row(object: &Object, now: Millis) -> Vec<String> {
    let Some(pod) = Pod::unwrap(object) else { return Vec::new() };
    let summary = pod.summary();
    let restarts = match summary.last_restart {
        Some(then) if summary.restarts != 0 => {
            format!("{} ({} ago)", summary.restarts, age(Some(then), now))
        }
        _ => summary.restarts.to_string(),
    };
    vec![
        pod.metadata.name.clone(),
        format!("{}/{}", summary.ready, summary.total),
        summary.reason,
        restarts,
        created(object, now),
        or_none(&pod.status.pod_ip),
        or_none(&pod.spec.node_name),
        or_none(&pod.status.nominated_node_name),
        readiness_gates(pod),
    ]
}

fn readiness_gates(pod: &Pod) -> String {
    let gates = pod.spec.readiness_gates.as_ref().and_then(|gates| gates.as_array());
    let Some(gates) = gates.filter(|gates| !gates.is_empty()) else { return "<none>".to_owned() };
    let met = gates.iter().filter(|gate| {
        let type_ = gate.get("conditionType").and_then(|type_| type_.as_str()).unwrap_or_default();
        pod.status.condition(type_).is_some_and(|condition| condition.status == "True")
    });
    format!("{}/{}", met.count(), gates.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::container::Container;
    use crate::api::pod::{
        ContainerState, ContainerStateRunning, ContainerStateTerminated, ContainerStatus,
    };
    use crate::api::time::Time;

    fn pod(states: &[ContainerState]) -> Pod {
        let mut pod = Pod::default();
        pod.status_mut().phase = "Running".to_owned();
        for state in states {
            let spec = std::rc::Rc::make_mut(&mut pod.spec);
            std::rc::Rc::make_mut(&mut spec.containers).push(Container::default());
            pod.status_mut().container_statuses.push(ContainerStatus {
                ready: state.running.is_some(),
                state: state.clone(),
                ..ContainerStatus::default()
            });
        }
        pod
    }

    fn ended(reason: &str, exit_code: i32) -> ContainerState {
        let ended =
            ContainerStateTerminated { reason: reason.to_owned(), exit_code, ..Default::default() };
        ContainerState { terminated: Some(ended), ..Default::default() }
    }

    fn running() -> ContainerState {
        ContainerState { running: Some(ContainerStateRunning::default()), ..Default::default() }
    }

    #[test]
    fn restarts_tell_how_long_ago_the_last_one_was() {
        let mut pod = pod(&[running()]);
        pod.status_mut().container_statuses[0].restart_count = 3;
        let mut last = ended("Error", 1);
        last.terminated.as_mut().unwrap().finished_at = Some(Time(100));
        pod.status_mut().container_statuses[0].last_state = last;
        let row = row(&pod.into(), Millis(112_500));
        assert_eq!(row[3], "3 (12s ago)");
    }
}
