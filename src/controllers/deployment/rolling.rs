//! Rollouts: step by step within the bounds, or all at once.
//! Models pkg/controller/deployment/rolling.go and recreate.go.

use super::Pass;
use super::bounds::{max_unavailable, new_set_size};
use super::replica_sets::wanted;
use crate::api::apps::ReplicaSet;
use crate::api::pod::Pod;

impl Pass<'_> {
    /// Models rolloutRolling: the new set grows first, then the old ones shrink; one of the two a
    /// pass.
    pub(super) fn roll(&mut self) {
        if !self.ensure_new_set() {
            return;
        }
        if !self.grow_new_set() && !self.shrink_old_sets() && self.is_complete() {
            self.clean_up();
        }
        self.sync_rollout_status();
    }

    /// Models rolloutRecreate: nothing new before the last old pod is gone.
    pub(super) fn recreate(&mut self) {
        self.sets.find_new(&self.deployment.spec.template);
        let mut shrunk = false;
        for at in 0..self.sets.old.len() {
            if self.sets.old[at].spec.replicas.unwrap_or(0) > 0 {
                self.scale_old(at, 0);
                shrunk = true;
            }
        }
        if !shrunk && !self.old_pods_remain() {
            if !self.ensure_new_set() {
                return;
            }
            let wanted = self.replicas();
            self.scale_new(wanted);
            if self.is_complete() {
                self.clean_up();
            }
        }
        self.sync_rollout_status();
    }

    /// Models oldPodsRunning.
    fn old_pods_remain(&self) -> bool {
        self.sets.old.iter().any(|set| {
            let mut pods = self.store.owned_by::<Pod>(&set.metadata.uid);
            pods.any(|pod| !pod.is_finished())
        })
    }

    /// Models reconcileNewReplicaSet.
    pub(super) fn grow_new_set(&mut self) -> bool {
        let Some(set) = &self.sets.new else { return false };
        let (has, wanted) = (set.spec.replicas.unwrap_or(0), self.replicas());
        if has == wanted {
            return false;
        }
        let target = if has > wanted { wanted } else { self.new_set_replicas(set) };
        self.scale_new(target)
    }

    /// The size of the new set in this step.
    pub(super) fn new_set_replicas(&self, set: &ReplicaSet) -> i32 {
        let has = set.spec.replicas.unwrap_or(0);
        new_set_size(&self.deployment, self.sets.wanted(), has)
    }

    /// Models reconcileOldReplicaSets.
    pub(super) fn shrink_old_sets(&mut self) -> bool {
        let old = wanted(&self.sets.old);
        let Some(new) = &self.sets.new else { return false };
        if old == 0 {
            return false;
        }
        let total = self.sets.wanted();
        let fewest = self.replicas() - max_unavailable(&self.deployment);
        let new_unavailable = new.spec.replicas.unwrap_or(0) - new.status.available_replicas;
        let may_go = total.saturating_sub(fewest).saturating_sub(new_unavailable);
        if may_go <= 0 {
            return false;
        }
        let unhealthy = self.remove_unhealthy(may_go);
        let healthy = self.remove_available(fewest);
        unhealthy + healthy > 0
    }

    /// Models cleanupUnhealthyReplicas.
    fn remove_unhealthy(&mut self, may_go: i32) -> i32 {
        let mut gone = 0;
        for at in 0..self.sets.old.len() {
            let set = &self.sets.old[at];
            let (has, available) = (set.spec.replicas.unwrap_or(0), set.status.available_replicas);
            if gone >= may_go {
                break;
            }
            if has == 0 || has == available {
                continue;
            }
            let count = (may_go - gone).min(has - available);
            self.scale_old(at, has - count);
            gone += count;
        }
        gone
    }

    /// Models scaleDownOldReplicaSetsForRollingUpdate.
    fn remove_available(&mut self, fewest: i32) -> i32 {
        let available: i32 = self.sets.all().map(|set| set.status.available_replicas).sum();
        let total = available - fewest;
        let mut gone = 0;
        for at in 0..self.sets.old.len() {
            let has = self.sets.old[at].spec.replicas.unwrap_or(0);
            if gone >= total {
                break;
            }
            if has == 0 {
                continue;
            }
            let count = has.min(total - gone);
            self.scale_old(at, has - count);
            gone += count;
        }
        gone
    }
}
