//! What a pod's row says in the columns READY and STATUS. It stands with the API because diagrams
//! and tables must say the same.

use super::container::Container;
use super::pod::{ContainerState, ContainerStatus, Pod};

impl Pod {
    /// The text of the column STATUS.
    // Models pkg/printers/internalversion/printers.go printPod
    pub fn status_text(&self) -> String {
        let status = &self.status;
        let mut text =
            if status.reason.is_empty() { &status.phase } else { &status.reason }.clone();
        let scheduled = status.condition("PodScheduled");
        if scheduled.is_some_and(|condition| condition.reason == "SchedulingGated") {
            text = "SchedulingGated".to_owned();
        }
        match self.initializing() {
            Some(initializing) => text = initializing,
            None => {
                // The first container has the last word.
                for container in status.container_statuses.iter().rev() {
                    if let Some(reason) = reason_of(&container.state) {
                        text = reason;
                    }
                }
                if text == "Completed" && status.container_statuses.iter().any(runs) {
                    text = if self.is_ready() { "Running" } else { "NotReady" }.to_owned();
                }
            }
        }
        if self.metadata.is_terminating() {
            if status.reason == "NodeLost" {
                text = "Unknown".to_owned();
            } else if !self.is_finished() {
                text = "Terminating".to_owned();
            }
        }
        text
    }

    /// The two numbers of the column READY.
    pub fn ready_containers(&self) -> (usize, usize) {
        let sidecars = self.spec.init_containers.iter().filter(|init| is_sidecar(init)).count();
        let init = self.status.init_container_statuses.iter().filter(|status| {
            status.ready
                && self.spec.init_containers.iter().any(|c| c.name == status.name && is_sidecar(c))
        });
        let ready =
            self.status.container_statuses.iter().filter(|status| status.ready && runs(status));
        (ready.count() + init.count(), self.spec.containers.len() + sidecars)
    }

    /// What the init containers make of the status while they are not through.
    fn initializing(&self) -> Option<String> {
        let total = self.spec.init_containers.len();
        for (at, status) in self.status.init_container_statuses.iter().enumerate() {
            let spec = self.spec.init_containers.iter().find(|spec| spec.name == status.name);
            let sidecar = spec.is_some_and(is_sidecar);
            if status.state.terminated.as_ref().is_some_and(|ended| ended.exit_code == 0)
                || (sidecar && status.started == Some(true))
            {
                continue;
            }
            let waiting = status.state.waiting.as_ref().map(|waiting| waiting.reason.as_str());
            return Some(match (&status.state.terminated, waiting) {
                (Some(_), _) => {
                    let reason = reason_of(&status.state).unwrap_or_default();
                    format!("Init:{reason}")
                }
                (None, Some(reason)) if !reason.is_empty() && reason != "PodInitializing" => {
                    format!("Init:{reason}")
                }
                _ => format!("Init:{at}/{total}"),
            });
        }
        None
    }
}

fn is_sidecar(container: &Container) -> bool {
    container.restart_policy.as_deref() == Some("Always")
}

fn runs(status: &ContainerStatus) -> bool {
    status.ready && status.state.running.is_some()
}

fn reason_of(state: &ContainerState) -> Option<String> {
    if let Some(waiting) = state.waiting.as_ref().filter(|waiting| !waiting.reason.is_empty()) {
        return Some(waiting.reason.clone());
    }
    let ended = state.terminated.as_ref()?;
    Some(match ended.reason.as_str() {
        // The model's containers end by exit codes above 128 where a signal ended them.
        "" => format!("ExitCode:{}", ended.exit_code),
        reason => reason.to_owned(),
    })
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
        pod.status.phase = phase.to_owned();
        let ready = state.running.is_some();
        let status = ContainerStatus { state, ready, ..ContainerStatus::default() };
        std::rc::Rc::make_mut(&mut pod.spec).containers = vec![Container::default()];
        pod.status.container_statuses = vec![status];
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
    fn a_deleted_pod_is_terminating_until_it_has_ended() {
        let mut deleted = pod("Running", ContainerState::default());
        deleted.metadata.deletion_timestamp = Some(Time(0));
        assert_eq!(deleted.status_text(), "Terminating");
        let ended =
            ContainerStateTerminated { reason: "Completed".to_owned(), ..Default::default() };
        deleted.status.phase = "Succeeded".to_owned();
        deleted.status.container_statuses[0].state.terminated = Some(ended);
        assert_eq!(deleted.status_text(), "Completed");
    }
}
