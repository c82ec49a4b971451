//! Updating a StatefulSet's pods, once all of them are as the set wants them.
//! Models pkg/controller/statefulset/stateful_set_control.go
//! updateStatefulSetAfterInvariantEstablished.

use super::pass::{Pass, Slot, revision_of};
use crate::api::meta::IntOrString;
use crate::api::pod::Pod;
use std::rc::Rc;

/// How many pods of a set may be missing while it is updated: one, unless more are allowed; a
/// percentage is rounded down. Models getStatefulSetMaxUnavailable.
///
/// # Errors
/// The bound is neither a number nor a percentage.
pub fn max_unavailable(bound: Option<&IntOrString>, replicas: i32) -> Result<i32, String> {
    let number = bound.map_or(Ok(1), |bound| bound.scaled(replicas, false))?;
    Ok(if number == 0 { 1 } else { number })
}

impl Pass<'_> {
    /// Replaces outdated pods from the top.
    pub(super) fn roll(&mut self, slots: &[Slot]) {
        let lowest = self.partition().unwrap_or(0).max(0) as usize;
        if self.gates.max_unavailable {
            self.roll_several(slots, lowest);
        } else {
            self.roll_one(slots, lowest);
        }
    }

    /// One pod a pass, and none while one above it is not available.
    fn roll_one(&mut self, slots: &[Slot], lowest: usize) {
        for slot in slots.iter().skip(lowest).rev() {
            let Some(pod) = &slot.pod else { return };
            if self.is_outdated(pod) {
                return self.replace(pod);
            }
            if self.is_missing(pod) {
                return;
            }
        }
    }

    /// As many pods as may be missing, less those that are missing already, in whatever order they
    /// come back. This is the form that the gate MaxUnavailableStatefulSet switches on.
    fn roll_several(&mut self, slots: &[Slot], lowest: usize) {
        let rolling = self.set.spec.update_strategy.rolling_update.as_ref();
        let bound = rolling.and_then(|rolling| rolling.max_unavailable.as_ref());
        let Ok(most) = max_unavailable(bound, slots.len() as i32) else { return };
        let is_missing = |slot: &&Slot| slot.pod.as_ref().is_none_or(|pod| self.is_missing(pod));
        let missing = slots.iter().filter(is_missing).count();
        let may_go = (most.max(0) as usize).saturating_sub(missing);
        let pods = slots.iter().skip(lowest).rev().filter_map(|slot| slot.pod.as_ref());
        let outdated: Vec<&Rc<Pod>> = pods.filter(|pod| self.is_outdated(pod)).collect();
        for pod in outdated.into_iter().take(may_go) {
            self.replace(pod);
        }
    }

    fn is_outdated(&self, pod: &Pod) -> bool {
        revision_of(pod) != self.revisions.update.metadata.name && !pod.metadata.is_terminating()
    }

    fn is_missing(&self, pod: &Pod) -> bool {
        pod.metadata.is_terminating() || !self.is_available(pod)
    }

    fn replace(&mut self, pod: &Rc<Pod>) {
        self.delete(pod);
        self.status.current_replicas -= 1;
    }

    /// Models completeRollingUpdate.
    pub(super) fn complete_rolling_update(&mut self) {
        let status = &mut self.status;
        let is_rolling = self.set.spec.update_strategy.type_ == "RollingUpdate";
        let wanted = self.set.spec.replicas.unwrap_or(1);
        let complete = status.updated_replicas == status.replicas
            && status.ready_replicas == status.replicas
            && status.replicas == wanted;
        if is_rolling && complete {
            status.current_replicas = status.updated_replicas;
            status.current_revision = status.update_revision.clone();
        }
    }
}
