//! Which pod and container `logs` and `exec` mean.

use super::super::command::Context;
use super::super::failure::Failure;
use super::super::flags::Arguments;
use super::super::output::Style;
use super::super::target::{self, Target};
use crate::api::container::Container;
use crate::api::meta::LabelSelector;
use crate::api::order;
use crate::api::pod::Pod;
use crate::api::{Object, Resource};
use crate::apiserver::status::Status;
use std::rc::Rc;

/// What the pod of a workload is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To read its logs, which says that there are others.
    Logs,
    /// To run something in it.
    Attach,
}

/// Why there is no pod.
pub enum NoPod {
    /// The server knows nothing of that name.
    Server(Status),
    /// There is something else, in kubectl's own words.
    Other(Failure),
}

impl From<Status> for NoPod {
    fn from(status: Status) -> NoPod {
        NoPod::Server(status)
    }
}

impl From<NoPod> for Failure {
    fn from(none: NoPod) -> Failure {
        match none {
            NoPod::Server(status) => Failure::server(&status),
            NoPod::Other(failure) => failure,
        }
    }
}

/// The pod that a word names: a pod, or the first pod of a workload or service.
///
/// # Errors
/// There is no such object, or it has no pods.
// Models kubectl/pkg/polymorphichelpers attachablepodforobject.go and logsforobject.go
pub fn find(
    word: &str,
    namespace: &str,
    purpose: Purpose,
    context: &mut Context<'_, '_>,
) -> Result<Rc<Pod>, NoPod> {
    let not_pod = |message: &str| NoPod::Other(Failure::error(message));
    let Some((_, _)) = word.split_once('/') else { return Ok(named(word, namespace, context)?) };
    let targets = target::from_words(&[word.to_owned()], namespace).map_err(NoPod::Other)?;
    let [Target::One { resource, name, .. }] = targets.as_slice() else {
        return Err(not_pod("expected one object"));
    };
    let object = target::fetch(context.client.api, resource, namespace, name)?;
    if let Some(pod) = Pod::unwrap(&object) {
        return Ok(pod.clone());
    }
    let Some(selector) = selector_of(&object) else {
        let doing = match purpose {
            Purpose::Logs => "get the logs from",
            Purpose::Attach => "attach to",
        };
        let of = format!("*{}.{}", resource.version(), resource.kind);
        let why = format!("cannot {doing} {of}: selector for {of} not implemented");
        return Err(not_pod(&why));
    };
    let mut pods: Vec<Rc<Pod>> = context
        .client
        .api
        .store()
        .list::<Pod>()
        .filter(|pod| pod.metadata.namespace == namespace && selector.matches(&pod.metadata.labels))
        .cloned()
        .collect();
    order::by_key(&mut pods, |pod| rank(pod, purpose));
    if pods.len() > 1 && purpose == Purpose::Logs {
        let (count, first) = (pods.len(), &pods[0].metadata.name);
        let note = format!("Found {count} pods, using pod/{first}");
        context.out.complain(Style::Plain, &note);
    }
    pods.into_iter().next().ok_or_else(|| not_pod("timed out waiting for the condition"))
}

/// What decides which pod of several comes first: whether it is on a node, how far it is, whether
/// and since when it is ready, how often it was restarted, and its age.
// Models kubectl/pkg/util/podutils/podutils.go ByLogging and ActivePods
fn rank(pod: &Pod, purpose: Purpose) -> impl Ord + use<> {
    let status = &pod.status;
    let phase = match status.phase.as_str() {
        "Pending" => 2,
        "Unknown" => 1,
        _ => 0,
    };
    let ready = status.condition("Ready").filter(|_| pod.is_ready());
    let since = ready.and_then(|ready| ready.last_transition_time);
    let restarts = status.container_statuses.iter().map(|container| container.restart_count).max();
    let restarts = match purpose {
        Purpose::Logs => -restarts.unwrap_or(0),
        Purpose::Attach => restarts.unwrap_or(0),
    };
    let is_waiting = pod.spec.node_name.is_empty();
    (is_waiting, phase, ready.is_none(), since, restarts, pod.metadata.creation_timestamp)
}

fn named(name: &str, namespace: &str, context: &Context<'_, '_>) -> Result<Rc<Pod>, Status> {
    let found = context.client.api.get::<Pod>(namespace, name);
    found.cloned().ok_or_else(|| Status::not_found(crate::api::Kind::Pod, name))
}

/// The selector of a workload or service.
fn selector_of(object: &Object) -> Option<LabelSelector> {
    match object {
        Object::Deployment(it) => it.spec.selector.clone(),
        Object::ReplicaSet(it) => it.spec.selector.clone(),
        Object::StatefulSet(it) => it.spec.selector.clone(),
        Object::Service(it) if !it.spec.selector.is_empty() => Some(LabelSelector {
            match_labels: it.spec.selector.clone(),
            ..LabelSelector::default()
        }),
        _ => None,
    }
}

/// The annotation that names the container that is meant where none is named.
const DEFAULT_CONTAINER: &str = "kubectl.kubernetes.io/default-container";

/// The container that is meant where none is named: that of the annotation, or the first, with a
/// note if there are several and it is not to be `quiet`.
///
/// # Errors
/// The pod has no containers.
// Models kubectl/pkg/cmd/util/podcmd FindOrDefaultContainerByName and logsforobject.go
pub fn default_container(
    pod: &Pod,
    purpose: Purpose,
    quiet: bool,
    context: &mut Context<'_, '_>,
) -> Result<String, Failure> {
    if let Some(name) = pod.metadata.annotations.get(DEFAULT_CONTAINER) {
        if has_container(pod, name) {
            return Ok(name.clone());
        }
        if purpose == Purpose::Logs {
            let pod = &pod.metadata.name;
            let note = format!("Default container name \"{name}\" not found in pod {pod}");
            context.out.complain(Style::Plain, &note);
        }
    }
    let Some(first) = pod.spec.containers.first() else {
        return Err(Failure::error(format!("pod {} has no containers", pod.metadata.name)));
    };
    if !quiet && pod.spec.containers.len() + pod.spec.init_containers.len() > 1 {
        let names = |containers: &[Container], end: &str| -> Vec<String> {
            containers.iter().map(|container| format!("{}{end}", container.name)).collect()
        };
        let mut list = names(&pod.spec.containers, "");
        list.extend(names(&pod.spec.init_containers, " (init)"));
        let note = format!("Defaulted container \"{}\" out of: {}", first.name, list.join(", "));
        context.out.complain(Style::Plain, &note);
    }
    Ok(first.name.clone())
}

/// Whether the pod has a container of that name, of whatever sort.
pub fn has_container(pod: &Pod, name: &str) -> bool {
    pod.spec.every_container().any(|container| container.name == name)
}

/// The container in which something is to be run. kubectl leaves it to the server to know one that
/// is named.
///
/// # Errors
/// The pod has no container of that name.
// Models pkg/registry/core/pod/strategy.go streamLocation
pub fn container(
    pod: &Pod,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<String, Failure> {
    match arguments.text("container").filter(|name| !name.is_empty()) {
        None => default_container(pod, Purpose::Attach, arguments.on("quiet"), context),
        Some(name) if has_container(pod, name) => Ok(name.to_owned()),
        Some(name) => {
            let pod = &pod.metadata.name;
            let message = format!("container {name} is not valid for pod {pod}");
            Err(Failure::server(&Status::bad_request(message)))
        }
    }
}
