//! Changing the size of replica sets. Models pkg/controller/deployment/sync.go scale.

use super::bounds::fenceposts;
use super::{MAX_REPLICAS, Pass};
use crate::api::apps::{Deployment, ReplicaSet};
use crate::api::order;
use crate::apiserver::request::Request;

impl Pass<'_> {
    /// Scales the new set; false if it has that size already.
    pub(super) fn scale_new(&mut self, replicas: i32) -> bool {
        let Some(mut set) = self.sets.new.take() else { return false };
        let changed = self.scale_set(&mut set, replicas);
        self.sets.new = Some(set);
        changed
    }

    /// Scales one of the old sets.
    pub(super) fn scale_old(&mut self, at: usize, replicas: i32) -> bool {
        let mut set = self.sets.old[at].clone();
        let changed = self.scale_set(&mut set, replicas);
        self.sets.old[at] = set;
        changed
    }

    /// Models scaleReplicaSet: one write, and one event if the size changes.
    fn scale_set(&mut self, set: &mut ReplicaSet, replicas: i32) -> bool {
        let before = set.spec.replicas.unwrap_or(0);
        let annotations = set.metadata.annotations.clone();
        self.annotate_replicas(&mut set.metadata.annotations);
        if before == replicas && annotations == set.metadata.annotations {
            return false;
        }
        set.spec.replicas = Some(replicas);
        let mut request = Request::update(set.clone());
        if before != replicas {
            let direction = if before < replicas { "up" } else { "down" };
            let name = &set.metadata.name;
            let message =
                format!("Scaled {direction} replica set {name} from {before} to {replicas}");
            request = request.then(self.event("ScalingReplicaSet", message));
        }
        self.requests.push(request);
        before != replicas
    }

    /// Follows a changed number of replicas: the only active set takes it, several share it in
    /// proportion to their sizes.
    pub(super) fn scale(&mut self) {
        let active: Vec<usize> = (0..self.sets.old.len())
            .filter(|at| self.sets.old[*at].spec.replicas.unwrap_or(0) > 0)
            .collect();
        let new_is_active =
            self.sets.new.as_ref().is_some_and(|set| set.spec.replicas.unwrap_or(0) > 0);
        let wanted = self.replicas();
        match (active.as_slice(), new_is_active) {
            ([], _) if self.sets.new.is_some() => {
                self.scale_new(wanted);
            }
            ([], _) => {
                // A paused Deployment may have old, empty sets only: the newest takes it.
                if let Some(newest) = self.sets.old.len().checked_sub(1) {
                    self.scale_old(newest, wanted);
                }
            }
            ([only], false) => {
                self.scale_old(*only, wanted);
            }
            _ if self.new_is_saturated() => {
                for at in active {
                    self.scale_old(at, 0);
                }
            }
            _ if self.deployment.spec.strategy.type_ != "Recreate" => self.scale_in_proportion(),
            _ => {}
        }
    }

    /// Models IsSaturated.
    fn new_is_saturated(&self) -> bool {
        let wanted = self.replicas();
        self.sets.new.as_ref().is_some_and(|set| {
            let desired = set.metadata.annotations.get(super::DESIRED_REPLICAS);
            set.spec.replicas == Some(wanted)
                && desired == Some(&wanted.to_string())
                && set.status.available_replicas == wanted
        })
    }

    fn scale_in_proportion(&mut self) {
        let total = self.sets.wanted();
        let most = match self.replicas() {
            0 => 0,
            wanted => wanted.saturating_add(self.fenceposts().0),
        };
        let to_add = most - total;
        // Larger sets first; among equal ones the newer first when growing, the older when
        // shrinking. `None` stands for the new set, which may be an old one taken up again.
        let old = self.sets.old.iter().enumerate().map(|(at, set)| (Some(at), set));
        let all = old.chain(self.sets.new.as_ref().map(|set| (None, set)));
        let mut order: Vec<(Option<usize>, &ReplicaSet)> =
            all.filter(|(_, set)| set.spec.replicas.unwrap_or(0) > 0).collect();
        order::by_key(&mut order, |(_, set)| (set.metadata.creation_timestamp, &set.metadata.name));
        if to_add > 0 {
            order.reverse();
        }
        order::by_key(&mut order, |(_, set)| std::cmp::Reverse(set.spec.replicas));
        let mut added = 0;
        let mut targets = Vec::new();
        for (at, set) in order {
            let share = if to_add == 0 { 0 } else { self.proportion(set, to_add, added) };
            targets.push((at, set.spec.replicas.unwrap_or(0) + share));
            added += share;
        }
        if let Some((_, first)) = targets.first_mut() {
            *first = (*first + to_add - added).max(0);
        }
        for (at, target) in targets {
            match at {
                Some(at) => self.scale_old(at, target),
                None => self.scale_new(target),
            };
        }
    }

    /// The part of the change that falls to one set. Models GetReplicaSetProportion.
    fn proportion(&self, set: &ReplicaSet, to_add: i32, added: i32) -> i32 {
        let has = set.spec.replicas.unwrap_or(0);
        if has == 0 || to_add == added {
            return 0;
        }
        let fraction = replica_set_fraction(set, &self.deployment);
        let allowed = to_add - added;
        if to_add > 0 { fraction.min(allowed) } else { fraction.max(allowed) }
    }
}

/// What a set gains if its Deployment's whole size changes, in proportion to its own size; half a
/// pod is rounded away from zero, as Go's math.Round does. Models getReplicaSetFraction.
pub fn replica_set_fraction(set: &ReplicaSet, deployment: &Deployment) -> i32 {
    let has = i64::from(set.spec.replicas.unwrap_or(0));
    let wanted = deployment.spec.replicas.unwrap_or(1);
    if wanted == 0 {
        return -(has as i32);
    }
    let size = i64::from(wanted.saturating_add(fenceposts(deployment).0));
    let annotated = set.metadata.annotations.get(MAX_REPLICAS);
    let annotated = annotated.and_then(|most| most.parse::<i32>().ok());
    let before = match annotated.filter(|most| *most > 0) {
        Some(most) => i64::from(most),
        None => i64::from(deployment.status.replicas),
    };
    if before == 0 {
        return 0;
    }
    let new_size = (2 * has * size + before) / (2 * before);
    (new_size - has).clamp(i32::MIN.into(), i32::MAX.into()) as i32
}
