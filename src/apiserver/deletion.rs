//! Deletion: at once, after a grace period, or when the last finalizer is gone.

use super::status::Status;
use super::{ApiServer, DeleteOptions, Propagation};
use crate::api::core::Namespace;
use crate::api::pod::Pod;
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
    let finalizer = match options.propagation {
        Propagation::Background => None,
        Propagation::Orphan => Some(ORPHAN_FINALIZER),
        Propagation::Foreground => Some(FOREGROUND_FINALIZER),
    };
    object.metadata_mut().finalizers.extend(finalizer.map(str::to_owned));
    let grace = match &object {
        Object::Pod(pod) => pod_grace(pod, options.grace_period_seconds),
        _ => 0,
    };
    if grace == 0 && !is_kept(&object) {
        // A grace period that runs is first cut short, which is a change of its own.
        // Models k8s.io/apiserver/pkg/registry/rest/delete.go BeforeDelete.
        let meta = object.metadata_mut();
        let left = meta.deletion_grace_period_seconds.unwrap_or(0);
        if let Some(until) = meta.deletion_timestamp.filter(|_| left > 0) {
            meta.deletion_timestamp = Some(crate::api::time::Time(until.0 - left));
            meta.deletion_grace_period_seconds = Some(0);
            object = server.write(object);
        }
        server.remove(key);
        return Ok(object);
    }
    let due = server.now.time().0 + grace;
    let meta = object.metadata_mut();
    let earlier = meta.deletion_timestamp.is_none_or(|until| due < until.0);
    if earlier {
        meta.deletion_timestamp = Some(crate::api::time::Time(due));
        meta.deletion_grace_period_seconds = Some(grace);
        if meta.generation > 0 {
            meta.generation += 1;
        }
        if let Object::Namespace(namespace) = &mut object {
            "Terminating".clone_into(&mut Rc::make_mut(namespace).status.phase);
        }
        server.write(object.clone());
    }
    Ok(object)
}

/// Seconds that a pod still gets. Models pkg/registry/core/pod/strategy.go CheckGracefulDelete.
fn pod_grace(pod: &Rc<Pod>, asked: Option<i64>) -> i64 {
    if pod.spec.node_name.is_empty() || pod.is_finished() && asked.is_none() {
        return 0;
    }
    asked.or(pod.spec.termination_grace_period_seconds).unwrap_or(30).max(0)
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
