//! The bounds of a rolling update, in pods.
//! Models pkg/controller/deployment/util/deployment_util.go.

use crate::api::apps::Deployment;
use crate::api::meta::IntOrString;

/// How many pods a rolling update may add and how many it may take away, from the two bounds as
/// they are written: surge is rounded up, and what may be missing down. Both at 0 would never get
/// anywhere, so one pod may be missing then. Models ResolveFenceposts.
///
/// # Errors
/// A bound is neither a number nor a percentage.
pub fn resolve_fenceposts(
    surge: Option<&IntOrString>,
    unavailable: Option<&IntOrString>,
    replicas: i32,
) -> Result<(i32, i32), String> {
    let resolve = |bound: Option<&IntOrString>, round_up| {
        bound.map_or(Ok(0), |bound| bound.scaled(replicas, round_up))
    };
    match (resolve(surge, true)?, resolve(unavailable, false)?) {
        (0, 0) => Ok((0, 1)),
        bounds => Ok(bounds),
    }
}

/// `(max_surge, max_unavailable)` of a Deployment; nothing may be added to or taken from one that
/// is not rolling. Models MaxSurge.
pub fn fenceposts(deployment: &Deployment) -> (i32, i32) {
    let strategy = &deployment.spec.strategy;
    let Some(bounds) = strategy.rolling_update.as_ref() else { return (0, 0) };
    if strategy.type_ == "Recreate" {
        return (0, 0);
    }
    let (surge, unavailable) = (bounds.max_surge.as_ref(), bounds.max_unavailable.as_ref());
    resolve_fenceposts(surge, unavailable, wanted(deployment)).unwrap_or((0, 0))
}

/// How many pods may be missing from an available Deployment. Models MaxUnavailable.
pub fn max_unavailable(deployment: &Deployment) -> i32 {
    fenceposts(deployment).1.min(wanted(deployment))
}

/// The size of the new replica set in the next step, if all sets want `total` pods and it has
/// `has`. Models NewRSNewReplicas.
pub fn new_set_size(deployment: &Deployment, total: i32, has: i32) -> i32 {
    let wanted = wanted(deployment);
    if deployment.spec.strategy.type_ == "Recreate" {
        return wanted;
    }
    let most = wanted.saturating_add(fenceposts(deployment).0);
    if total >= most {
        return has;
    }
    has + (most - total).min(wanted - has)
}

fn wanted(deployment: &Deployment) -> i32 {
    deployment.spec.replicas.unwrap_or(1)
}
