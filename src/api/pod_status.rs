//! What a pod's row says in the columns READY, STATUS and RESTARTS. It stands with the API because
//! diagrams and tables must say the same.

use super::pod::{ContainerState, ContainerStateTerminated, ContainerStatus, Pod};
use super::time::Time;

/// What a pod's row says of its containers.
pub struct Summary {
    /// The text of the column STATUS.
    pub reason: String,
    /// How many containers are ready: the first number of the column READY.
    pub ready: usize,
    /// How many there are: the second.
    pub total: usize,
    /// How often containers were started again.
    pub restarts: i32,
    /// When a container ended last before it was started again.
    pub last_restart: Option<Time>,
}

impl Pod {
    /// What the pod's row says of its containers.
    // Models pkg/printers/internalversion/printers.go printPod
    pub fn summary(&self) -> Summary {
        summarise(self)
    }

    /// The text of the column STATUS.
    pub fn status_text(&self) -> String {
        self.summary().reason
    }

    /// The two numbers of the column READY.
    pub fn ready_containers(&self) -> (usize, usize) {
        let summary = self.summary();
        (summary.ready, summary.total)
    }
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

#[cfg(test)]
mod tests {
    use crate::api::container::Container;
    use crate::api::pod::*;
    use crate::api::time::Time;

    fn waiting(reason: &str) -> ContainerState {
        let waiting = ContainerStateWaiting { reason: reason.to_owned(), ..Default::default() };
        ContainerState { waiting: Some(waiting), ..ContainerState::default() }
    }

    fn pod(phase: &str, state: ContainerState) -> Pod {
        let mut pod = Pod::default();
        pod.status_mut().phase = phase.to_owned();
        let ready = state.running.is_some();
        let status = ContainerStatus { state, ready, ..ContainerStatus::default() };
        std::rc::Rc::make_mut(&mut pod.spec).containers = vec![Container::default()].into();
        pod.status_mut().container_statuses = vec![status];
        pod
    }

    #[test]
    fn the_status_is_the_phase_until_a_container_has_a_reason() {
        let running = ContainerState {
            running: Some(ContainerStateRunning::default()),
            ..Default::default()
        };
        let table = [
            (pod("Pending", ContainerState::default()), "Pending", (0, 1)),
            (pod("Pending", waiting("ContainerCreating")), "ContainerCreating", (0, 1)),
            (pod("Running", waiting("CrashLoopBackOff")), "CrashLoopBackOff", (0, 1)),
            (pod("Running", running), "Running", (1, 1)),
        ];
        for (pod, text, ready) in table {
            assert_eq!((pod.status_text().as_str(), pod.ready_containers()), (text, ready));
        }
    }

    #[test]
    fn the_first_container_has_the_last_word() {
        let status = |states: [ContainerState; 2]| {
            let mut pod = pod("Running", ContainerState::default());
            pod.status_mut().container_statuses.clear();
            for state in states {
                let ready = state.running.is_some();
                let status = ContainerStatus { state, ready, ..ContainerStatus::default() };
                pod.status_mut().container_statuses.push(status);
            }
            pod.status_text()
        };
        let running = ContainerState { running: Some(Default::default()), ..Default::default() };
        let ended = |reason: &str, exit_code: i32| {
            let reason = reason.to_owned();
            let ended = ContainerStateTerminated { reason, exit_code, ..Default::default() };
            ContainerState { terminated: Some(ended), ..ContainerState::default() }
        };
        let waiting = waiting("CrashLoopBackOff");
        assert_eq!(status([waiting, ended("Error", 1)]), "CrashLoopBackOff");
        assert_eq!(status([ended("", 3), running.clone()]), "ExitCode:3");
        assert_eq!(status([ended("Completed", 0), running]), "NotReady");
    }

    #[test]
    fn a_deleted_pod_is_terminating_until_it_has_ended() {
        let mut deleted = pod("Running", ContainerState::default());
        deleted.metadata.deletion_timestamp = Some(Time(0));
        assert_eq!(deleted.status_text(), "Terminating");
        let ended =
            ContainerStateTerminated { reason: "Completed".to_owned(), ..Default::default() };
        deleted.status_mut().phase = "Succeeded".to_owned();
        deleted.status_mut().container_statuses[0].state.terminated = Some(ended);
        assert_eq!(deleted.status_text(), "Completed");
    }
}
