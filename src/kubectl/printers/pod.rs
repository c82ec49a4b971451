//! The table of pods.

use super::super::table::Column;
use super::{Printer, age, created, or_none};
use crate::api::clock::Millis;
use crate::api::pod::{ContainerState, ContainerStateTerminated, ContainerStatus, Pod};
use crate::api::time::Time;
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

// Models pkg/printers/internalversion/printers.go printPod
fn row(object: &Object, now: Millis) -> Vec<String> {
    let Some(pod) = Pod::unwrap(object) else { return Vec::new() };
    let summary = summarise(pod);
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

/// The word in the STATUS column.
pub fn pod_status(pod: &Pod) -> String {
    summarise(pod).reason
}

struct Summary {
    reason: String,
    ready: usize,
    total: usize,
    restarts: i32,
    last_restart: Option<Time>,
}

impl Summary {
    fn count_restarts(&mut self, container: &ContainerStatus) {
        self.restarts += container.restart_count;
        if let Some(ended) = &container.last_state.terminated {
            self.last_restart = self.last_restart.max(ended.finished_at);
        }
    }
}

fn summarise(pod: &Pod) -> Summary {
    let status = &pod.status;
    let mut summary = Summary {
        reason: if status.reason.is_empty() { &status.phase } else { &status.reason }.clone(),
        ready: 0,
        total: pod.spec.containers.len() + restartable(pod).count(),
        restarts: 0,
        last_restart: None,
    };
    if status.condition("PodScheduled").is_some_and(|gate| gate.reason == "SchedulingGated") {
        summary.reason = "SchedulingGated".to_owned();
    }
    let initializing = initialization(pod, &mut summary);
    let initialized = status.condition("Initialized").is_some_and(|it| it.status == "True");
    if !initializing || initialized {
        containers(pod, &mut summary);
    }
    if pod.metadata.is_terminating() {
        if status.reason == "NodeLost" {
            summary.reason = "Unknown".to_owned();
        } else if !pod.is_finished() {
            summary.reason = "Terminating".to_owned();
        }
    }
    summary
}

/// The names of init containers that keep running beside the others.
fn restartable(pod: &Pod) -> impl Iterator<Item = &str> {
    let sidecars = pod.spec.init_containers.iter();
    sidecars
        .filter(|container| container.restart_policy.as_deref() == Some("Always"))
        .map(|container| container.name.as_str())
}

/// Looks for the first init container that has not ended well; returns whether there is one.
fn initialization(pod: &Pod, summary: &mut Summary) -> bool {
    for (index, container) in pod.status.init_container_statuses.iter().enumerate() {
        summary.count_restarts(container);
        let sidecar = restartable(pod).any(|name| name == container.name);
        match &container.state {
            ContainerState { terminated: Some(ended), .. } if ended.exit_code == 0 => continue,
            _ if sidecar && container.started == Some(true) => {
                summary.ready += usize::from(container.ready);
                continue;
            }
            ContainerState { terminated: Some(ended), .. } => {
                summary.reason = format!("Init:{}", ending(ended));
            }
            ContainerState { waiting: Some(waiting), .. }
                if !matches!(waiting.reason.as_str(), "" | "PodInitializing") =>
            {
                summary.reason = format!("Init:{}", waiting.reason);
            }
            _ => summary.reason = format!("Init:{index}/{}", pod.spec.init_containers.len()),
        }
        return true;
    }
    false
}

/// Goes from the last container to the first, so that the first has the last word.
fn containers(pod: &Pod, summary: &mut Summary) {
    summary.restarts = 0;
    summary.last_restart = None;
    for container in &pod.status.init_container_statuses {
        if restartable(pod).any(|name| name == container.name) {
            summary.count_restarts(container);
        }
    }
    let mut running = false;
    for container in pod.status.container_statuses.iter().rev() {
        summary.count_restarts(container);
        match &container.state {
            ContainerState { waiting: Some(waiting), .. } if !waiting.reason.is_empty() => {
                summary.reason.clone_from(&waiting.reason);
            }
            ContainerState { terminated: Some(ended), .. } => summary.reason = ending(ended),
            ContainerState { running: Some(_), .. } if container.ready => {
                running = true;
                summary.ready += 1;
            }
            _ => {}
        }
    }
    if summary.reason == "Completed" && running {
        summary.reason = if pod.is_ready() { "Running" } else { "NotReady" }.to_owned();
    }
}

fn ending(ended: &ContainerStateTerminated) -> String {
    match ended.reason.as_str() {
        "" => format!("ExitCode:{}", ended.exit_code),
        reason => reason.to_owned(),
    }
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
    use crate::api::pod::{ContainerStateRunning, ContainerStateWaiting};

    fn pod(states: &[ContainerState]) -> Pod {
        let mut pod = Pod::default();
        pod.status.phase = "Running".to_owned();
        for state in states {
            std::rc::Rc::make_mut(&mut pod.spec).containers.push(Container::default());
            pod.status.container_statuses.push(ContainerStatus {
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
    fn the_first_container_has_the_last_word() {
        let waiting =
            ContainerStateWaiting { reason: "CrashLoopBackOff".to_owned(), ..Default::default() };
        let waiting = ContainerState { waiting: Some(waiting), ..Default::default() };
        assert_eq!(pod_status(&pod(&[waiting, ended("Error", 1)])), "CrashLoopBackOff");
        assert_eq!(pod_status(&pod(&[ended("", 3), running()])), "ExitCode:3");
        assert_eq!(pod_status(&pod(&[ended("Completed", 0), running()])), "NotReady");
    }

    #[test]
    fn a_deleted_pod_shows_how_it_ended_once_it_has_ended() {
        let mut pod = pod(&[running()]);
        pod.metadata.deletion_timestamp = Some(Time(0));
        assert_eq!(pod_status(&pod), "Terminating");
        pod.status.container_statuses[0].state = ended("Completed", 0);
        pod.status.phase = "Succeeded".to_owned();
        assert_eq!(pod_status(&pod), "Completed");
    }

    #[test]
    fn restarts_tell_how_long_ago_the_last_one_was() {
        let mut pod = pod(&[running()]);
        pod.status.container_statuses[0].restart_count = 3;
        let mut last = ended("Error", 1);
        last.terminated.as_mut().unwrap().finished_at = Some(Time(100));
        pod.status.container_statuses[0].last_state = last;
        let row = row(&pod.into(), Millis(112_500));
        assert_eq!(row[3], "3 (12s ago)");
    }
}
