//! The status that the kubelet reports. Models pkg/kubelet/kubelet_pods.go generateAPIPodStatus.

use super::{PodState, Stage};
use crate::api::clock::Millis;
use crate::api::container;
use crate::api::core::Node;
use crate::api::order;
use crate::api::pod::{
    ContainerState, ContainerStateRunning, ContainerStateTerminated, ContainerStateWaiting,
    ContainerStatus, HostIp, Pod, PodCondition, PodStatus,
};
use crate::apiserver::store::Store;
use crate::node::container::{Container, Ended, State};

/// The conditions that the kubelet owns, in its order; others are left as they are.
const OWNED: [&str; 5] =
    ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

/// The status of a pod as it is now. What has not changed keeps its times.
pub fn generate(state: &PodState, pod: &Pod, store: &Store, now: Millis) -> PodStatus {
    let before = &pod.status;
    let has_init = !state.init.is_empty();
    let report =
        |containers: &[Container], specs: &[container::Container]| -> Vec<ContainerStatus> {
            containers
                .iter()
                .zip(specs)
                .map(|(container, spec)| container_status(state, container, spec, has_init))
                .collect()
        };
    let mut status = PodStatus {
        conditions: Vec::new(),
        container_statuses: report(&state.containers, &pod.spec.containers),
        host_ip: before.host_ip.clone(),
        host_ips: before.host_ips.clone(),
        init_container_statuses: report(&state.init, &pod.spec.init_containers),
        message: before.message.clone(),
        nominated_node_name: before.nominated_node_name.clone(),
        phase: before.phase.clone(),
        pod_ip: before.pod_ip.clone(),
        pod_ips: before.pod_ips.clone(),
        qos_class: before.qos_class.clone(),
        reason: before.reason.clone(),
        start_time: before.start_time,
    };
    order::by(&mut status.container_statuses, |a, b| a.name.cmp(&b.name));
    if let Some(address) = host_address(store, &state.node) {
        status.host_ips = vec![HostIp { ip: address.clone() }];
        status.host_ip = address;
    }
    if !state.ip.is_empty() {
        status.pod_ip.clone_from(&state.ip);
        status.pod_ips = vec![HostIp { ip: state.ip.clone() }];
    }
    status.start_time.get_or_insert(state.seen.time());
    let is_terminal = matches!(state.stage, Stage::Terminated | Stage::Removed);
    if !pod.is_finished() {
        status.phase = phase(pod, &status, is_terminal).to_owned();
    }
    let wanted = conditions(state, pod, &status);
    status.conditions = merged(&before.conditions, wanted, now);
    status
}

/// The address by which a node is reached from inside the cluster.
pub fn host_address(store: &Store, node: &str) -> Option<String> {
    let node = store.get::<Node>("", node)?;
    let address = node.status.addresses.iter().find(|address| address.type_ == "InternalIP")?;
    Some(address.address.clone())
}

fn container_status(
    state: &PodState,
    container: &Container,
    spec: &container::Container,
    has_init: bool,
) -> ContainerStatus {
    let mut status = ContainerStatus {
        image: container.image_name.clone(),
        name: container.name.clone(),
        ready: container.ready,
        restart_count: container.restarts,
        started: Some(container.started && container.is_running()),
        volume_mounts: spec.volume_mounts.clone(),
        ..ContainerStatus::default()
    };
    for mount in status.volume_mounts.iter_mut().filter(|mount| mount.read_only) {
        mount.recursive_read_only = Some("Disabled".to_owned());
    }
    if let Some(last) = &container.last {
        status.last_state.terminated = Some(terminated(last));
    }
    match &container.state {
        State::Waiting => status.state.waiting = Some(waiting(container, has_init)),
        State::Running { started, .. } => {
            let started_at = Some(started.time());
            status.state.running = Some(ContainerStateRunning { started_at });
            status.container_id = state.container_id(container);
        }
        State::Ended(ended) if container.trouble.is_some() => {
            status.last_state.terminated = Some(terminated(ended));
            status.state.waiting = Some(waiting(container, has_init));
            status.container_id.clone_from(&ended.id);
        }
        State::Ended(ended) => {
            status.state.terminated = Some(terminated(ended));
            status.container_id.clone_from(&ended.id);
            let is_init = state.init.iter().any(|init| init.name == container.name);
            status.ready = is_init && ended.code == 0;
        }
    }
    if !status.container_id.is_empty() {
        status.image_id.clone_from(&container.image_name);
    }
    status
}

fn waiting(container: &Container, has_init: bool) -> ContainerStateWaiting {
    let (reason, message) = match &container.trouble {
        Some(trouble) => (trouble.reason, trouble.message.clone()),
        None if has_init => ("PodInitializing", String::new()),
        None => ("ContainerCreating", String::new()),
    };
    ContainerStateWaiting { message, reason: reason.to_owned() }
}

fn terminated(ended: &Ended) -> ContainerStateTerminated {
    let (reason, message) = match (&ended.error, ended.started, ended.code) {
        (Some(error), ..) => ("StartError", &**error),
        (_, None, _) => (
            "ContainerStatusUnknown",
            "The container could not be located when the pod was terminated",
        ),
        (.., 0) => ("Completed", ended.message.as_deref().unwrap_or_default()),
        _ => ("Error", ended.message.as_deref().unwrap_or_default()),
    };
    // The runtime has no time at which a container that could not start was started.
    let started = ended.started.or(ended.error.as_ref().map(|_| Millis(0)));
    ContainerStateTerminated {
        container_id: ended.id.clone(),
        exit_code: ended.code,
        finished_at: ended.finished.map(Millis::time),
        message: message.to_owned(),
        reason: reason.to_owned(),
        started_at: started.map(Millis::time),
    }
}

/// Models pkg/kubelet/kubelet_pods.go getPhase.
fn phase(pod: &Pod, status: &PodStatus, is_terminal: bool) -> &'static str {
    let policy = pod.spec.restart_policy.as_str();
    let ended_badly = |state: &ContainerState| {
        state.terminated.as_ref().is_some_and(|terminated| terminated.exit_code != 0)
    };
    let (mut pending_init, mut failed_init) = (false, false);
    for (init, spec) in status.init_container_statuses.iter().zip(pod.spec.init_containers.iter()) {
        let is_sidecar = spec.restart_policy.as_deref() == Some("Always");
        match &init.state {
            ContainerState { running: Some(_), .. } => pending_init |= !is_sidecar,
            state if ended_badly(state) => failed_init = true,
            ContainerState { terminated: Some(_), .. } => {}
            _ if ended_badly(&init.last_state) => failed_init = true,
            _ => pending_init = true,
        }
    }
    if failed_init && policy == "Never" {
        return "Failed";
    }
    let (mut waiting, mut running, mut stopped, mut succeeded) = (0, 0, 0, 0);
    for container in &status.container_statuses {
        let state = &container.state;
        if state.running.is_some() {
            running += 1;
        } else if let Some(terminated) = &state.terminated {
            stopped += 1;
            succeeded += i32::from(terminated.exit_code == 0);
        } else if container.last_state.terminated.is_some() {
            stopped += 1;
        } else {
            waiting += 1;
        }
    }
    match () {
        _ if is_terminal => {
            if stopped == succeeded && waiting == 0 && !failed_init {
                "Succeeded"
            } else {
                "Failed"
            }
        }
        _ if pending_init || failed_init => "Pending",
        _ if waiting > 0 => {
            if stopped > 0 {
                "Running"
            } else {
                "Pending"
            }
        }
        _ if running > 0 || policy == "Always" || stopped == 0 => "Running",
        _ if stopped == succeeded => "Succeeded",
        _ if policy == "Never" => "Failed",
        _ => "Running",
    }
}

/// What a condition should say: its status, reason and message.
type Wanted = (&'static str, bool, &'static str, String);

/// Models pkg/kubelet/status/generate.go.
fn conditions(state: &PodState, pod: &Pod, status: &PodStatus) -> [Wanted; 5] {
    let ended = match status.phase.as_str() {
        "Succeeded" => Some("PodCompleted"),
        "Failed" => Some("PodFailed"),
        _ => None,
    };
    let unready: Vec<&str> = status
        .container_statuses
        .iter()
        .filter(|container| !container.ready)
        .map(|container| container.name.as_str())
        .collect();
    let (is_ready, reason, message) = match ended {
        Some(reason) => (false, reason, String::new()),
        None if unready.is_empty() => (true, "", String::new()),
        None => {
            let message = format!("containers with unready status: [{}]", unready.join(" "));
            (false, "ContainersNotReady", message)
        }
    };
    [
        (OWNED[0], state.sandbox && !state.ip.is_empty(), "", String::new()),
        initialized(state, pod, ended),
        (OWNED[2], is_ready, reason, message.clone()),
        (OWNED[3], is_ready, reason, message),
        (OWNED[4], true, "", String::new()),
    ]
}

/// Models pkg/kubelet/status/generate.go GeneratePodInitializedCondition.
fn initialized(state: &PodState, pod: &Pod, ended: Option<&'static str>) -> Wanted {
    // One that stays is done when it runs, any other when it has ended well.
    let stays = |index: usize| {
        let spec = pod.spec.init_containers.get(index);
        spec.is_some_and(|spec| spec.restart_policy.as_deref() == Some("Always"))
    };
    let is_done = |index: usize, container: &Container| {
        if stays(index) {
            container.is_running() && container.started
        } else {
            container.ended().is_some_and(|ended| ended.code == 0)
        }
    };
    let init = state.init.iter().enumerate();
    let incomplete: Vec<&str> = init
        .filter(|(index, container)| !is_done(*index, container))
        .map(|(_, container)| container.name.as_str())
        .collect();
    let has_started = state.containers.iter().any(|container| container.state != State::Waiting);
    match ended {
        Some("PodCompleted") => (OWNED[1], true, "PodCompleted", String::new()),
        _ if incomplete.is_empty() || has_started => (OWNED[1], true, "", String::new()),
        _ => {
            let message = format!("containers with incomplete status: [{}]", incomplete.join(" "));
            (OWNED[1], false, "ContainersNotInitialized", message)
        }
    }
}

/// The kubelet's conditions in its order, and behind them those of others, as they were.
fn merged(before: &[PodCondition], wanted: [Wanted; 5], now: Millis) -> Vec<PodCondition> {
    let owned = wanted.into_iter().map(|(type_, is_true, reason, message)| {
        let status = if is_true { "True" } else { "False" };
        let same = before.iter().find(|condition| condition.type_ == type_);
        let since = same.filter(|condition| condition.status == status);
        let unchanged = since.map(|condition| condition.last_transition_time);
        PodCondition {
            last_probe_time: None,
            last_transition_time: unchanged.unwrap_or(Some(now.time())),
            message,
            reason: reason.into(),
            status: status.into(),
            type_: type_.into(),
        }
    });
    let foreign = |condition: &&PodCondition| !OWNED.contains(&&*condition.type_);
    owned.chain(before.iter().filter(foreign).cloned()).collect()
}
