//! Deletion: at once, after a grace period, or when the last finalizer is gone.

use super::status::Status;
use super::{ApiServer, DeleteOptions, Propagation};
use crate::api::core::Namespace;
use crate::api::pod::Pod;
use crate::api::time::Time;
use crate::api::{Key, Kind, Object};
use std::rc::Rc;

/// The finalizer that lets the garbage collector release dependents instead of deleting them.
pub const ORPHAN_FINALIZER: &str = "orphan";
/// The finalizer that lets it delete the dependents first.
pub const FOREGROUND_FINALIZER: &str = "foregroundDeletion";

/// Models k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go.
const IMMORTAL: [&str; 3] = ["default", "kube-system", "kube-public"];

pub(super) fn delete(
    server: &mut ApiServer,
    key: &Key,
    options: &DeleteOptions,
) -> Result<Object, Status> {
    let found = server.store.object(key).cloned();
    let wanted =
        |object: &Object| options.uid.as_ref().is_none_or(|uid| *uid == object.metadata().uid);
    let Some(mut object) = found.filter(wanted) else {
        return Err(Status::not_found(key.kind, key.name()));
    };
    if object.kind() == Kind::Namespace && IMMORTAL.contains(&key.name()) {
        let why = "this namespace may not be deleted";
        return Err(Status::forbidden(key.kind, key.name(), why));
    }
    let now = server.now.time();
    let (until, grace) = match &object {
        Object::Pod(pod) => match pod_grace(pod, options.grace_period_seconds, now) {
            Some(period) => period,
            None => return Ok(object),
        },
        _ => (object.metadata().deletion_timestamp.map_or(now, |since| since.min(now)), 0),
    };
    let before = object.clone();
    let meta = object.metadata_mut();
    heed_propagation(&mut meta.finalizers, options.propagation);
    let is_first = meta.deletion_timestamp.replace(until).is_none();
    let left = meta.deletion_grace_period_seconds.replace(grace).unwrap_or(0);
    if is_first && meta.generation > 0 {
        meta.generation += 1;
    }
    if grace == 0 && !is_kept(&object) {
        // A grace period that runs is first cut short, which is a change of its own.
        // Models k8s.io/apiserver/pkg/registry/rest/delete.go BeforeDelete.
        object = if left > 0 { server.write(object) } else { before };
        server.remove(key);
        return Ok(object);
    }
    if let Object::Namespace(namespace) = &mut object {
        "Terminating".clone_into(&mut Rc::make_mut(namespace).status.phase);
    }
    if object != before {
        object = server.write(object);
    }
    Ok(object)
}

/// What becomes of the dependents is written into the finalizers, and a second deletion may think
/// better of it. One that does not say leaves it at that.
/// Models k8s.io/apiserver/pkg/registry/generic/registry/store.go
/// deletionFinalizersForGarbageCollection.
fn heed_propagation(finalizers: &mut Vec<String>, propagation: Option<Propagation>) {
    let wanted = match propagation {
        None => return,
        Some(Propagation::Background) => None,
        Some(Propagation::Orphan) => Some(ORPHAN_FINALIZER),
        Some(Propagation::Foreground) => Some(FOREGROUND_FINALIZER),
    };
    finalizers.retain(|present| present != ORPHAN_FINALIZER && present != FOREGROUND_FINALIZER);
    finalizers.extend(wanted.map(str::to_owned));
}

/// The longest grace period: as many seconds as a duration of Go holds.
const LONGEST_GRACE: i64 = i64::MAX / 1_000_000_000;

/// When the grace period of a pod is over, and how many seconds it has; none if one runs that is
/// not longer. It may only be shortened, counted from its beginning.
/// Models k8s.io/apiserver/pkg/registry/rest/delete.go BeforeDelete and
/// pkg/registry/core/pod/strategy.go CheckGracefulDelete.
fn pod_grace(pod: &Pod, asked: Option<i64>, now: Time) -> Option<(Time, i64)> {
    let bounded = |seconds: i64| if seconds < 0 { 1 } else { seconds.min(LONGEST_GRACE) };
    if let Some(until) = pod.metadata.deletion_timestamp {
        let running = pod.metadata.deletion_grace_period_seconds.unwrap_or(0);
        if running == 0 {
            return Some((until, 0));
        }
        let shorter = asked.map(bounded).filter(|seconds| *seconds < running)?;
        return Some((Time(until.0 - running + shorter), shorter));
    }
    let wanted = asked.or(pod.spec.termination_grace_period_seconds).unwrap_or(0);
    let ends_at_once = pod.spec.node_name.is_empty() || pod.is_finished();
    let grace = if ends_at_once { 0 } else { bounded(wanted) };
    Some((Time(now.0 + grace), grace))
}

/// Whether a change leaves nothing that keeps a deleted object: then the server removes it.
pub(super) fn is_complete(object: &Object) -> bool {
    let meta = object.metadata();
    let grace = meta.deletion_grace_period_seconds.unwrap_or(0);
    meta.is_terminating() && !is_kept(object) && grace == 0
}

/// Whether somebody has something to do before the object may go. A namespace says so in its spec.
fn is_kept(object: &Object) -> bool {
    let holds = |namespace: &Namespace| !namespace.spec.finalizers.is_empty();
    !object.metadata().finalizers.is_empty()
        || matches!(object, Object::Namespace(namespace) if holds(namespace))
}

#[cfg(test)]
mod tests;
