//! What may change in a pod: next to nothing.

use super::faults::{Faults, Path};
use super::{diff, pod};
use crate::api::container::Container;
use crate::api::pod::{Pod, PodSpec, Toleration};
use std::rc::Rc;

const SPEC: Path<'_> = Path::new("spec");

/// Models pkg/apis/core/validation/validation.go ValidatePodUpdate.
pub(super) fn pod_update(faults: &mut Faults, new: &Pod, before: &Pod) {
    let (new, old) = (&new.spec, &before.spec);
    if new == old {
        return;
    }
    pod::pod_spec(faults, new, &SPEC);
    let path = SPEC.child("containers");
    let init_path = SPEC.child("initContainers");
    if !same_containers(faults, &new.containers, &old.containers, &path)
        || !same_containers(faults, &new.init_containers, &old.init_containers, &init_path)
        || !deadline(faults, new.active_deadline_seconds, old.active_deadline_seconds)
    {
        return;
    }
    only_added_tolerations(faults, &new.tolerations, &old.tolerations);
    let changed = with_mutable_fields_of(new, old);
    if changed != **old {
        let detail = format!(
            "pod updates may not change fields other than `spec.containers[*].image`,\
             `spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only \
             additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to \
             be set to 1 if it was previously negative)\n{}",
            diff::pod_specs(old, &changed)
        );
        faults.forbidden(&SPEC, &detail);
    }
}

/// Models pkg/apis/core/validation/validation.go ValidateContainerUpdates.
fn same_containers(
    faults: &mut Faults,
    new: &[Container],
    old: &[Container],
    path: &Path<'_>,
) -> bool {
    if new.len() != old.len() {
        faults.forbidden(path, "pod updates may not add or remove containers");
        return false;
    }
    for (index, container) in new.iter().enumerate() {
        let path = path.index(index);
        let image = &container.image;
        if image.is_empty() {
            faults.required(&path.child("image"), "");
        } else if image.trim() != image {
            let detail = "must not have leading or trailing whitespace";
            faults.invalid(&path.child("image"), crate::api::go::quoted(image), detail);
        }
    }
    true
}

/// A deadline may be set and may come nearer.
fn deadline(faults: &mut Faults, new: Option<i64>, old: Option<i64>) -> bool {
    let path = SPEC.child("activeDeadlineSeconds");
    match (new, old) {
        (Some(new), Some(old)) if new > old => {
            faults.invalid(&path, new, "must be less than or equal to previous value");
            false
        }
        (None, Some(_)) => {
            let detail = "must not update from a positive integer to nil value";
            faults.invalid(&path, "\"null\"", detail);
            true
        }
        _ => true,
    }
}

/// Models pkg/apis/core/validation/validation.go validateOnlyAddedTolerations.
fn only_added_tolerations(faults: &mut Faults, new: &[Toleration], old: &[Toleration]) {
    let still_there = |old: &Toleration| {
        new.iter().any(|new| {
            // Only how long something is put up with may change.
            Toleration { toleration_seconds: old.toleration_seconds, ..new.clone() } == *old
        })
    };
    if !old.iter().all(still_there) {
        let detail = "existing toleration can not be modified except its tolerationSeconds";
        faults.forbidden(&SPEC.child("tolerations"), detail);
    }
}

/// The new specification with what may change set back to what it was: what is left of the
/// difference may not be.
fn with_mutable_fields_of(new: &PodSpec, old: &PodSpec) -> PodSpec {
    let mut changed = new.clone();
    for (new, old) in [
        (&mut changed.containers, &old.containers),
        (&mut changed.init_containers, &old.init_containers),
    ] {
        for (new, old) in Rc::make_mut(new).iter_mut().zip(old.iter()) {
            new.image.clone_from(&old.image);
        }
    }
    changed.active_deadline_seconds = old.active_deadline_seconds;
    changed.tolerations.clone_from(&old.tolerations);
    if old.termination_grace_period_seconds.is_some_and(|seconds| seconds < 0)
        && changed.termination_grace_period_seconds == Some(1)
    {
        changed.termination_grace_period_seconds = old.termination_grace_period_seconds;
    }
    changed
}
