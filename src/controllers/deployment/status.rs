//! The status of a Deployment and its conditions.
//! Models pkg/controller/deployment/progress.go and sync.go calculateStatus.

use super::Pass;
use super::bounds::max_unavailable;
use crate::api::apps::DeploymentStatus;
use crate::api::meta::Condition;
use crate::apiserver::request::{Action, Reconciled, Request};

impl Pass<'_> {
    pub(super) fn condition(&self, type_: &str) -> Option<&Condition> {
        self.deployment.status.conditions.iter().find(|condition| condition.type_ == type_)
    }

    /// Sets a condition; the time of its last change stays if its status does.
    /// Models SetDeploymentCondition.
    pub(super) fn set_condition(
        &mut self,
        type_: &str,
        status: &str,
        reason: &str,
        message: String,
    ) {
        let now = Some(self.now.time());
        let current = self.condition(type_);
        if current.is_some_and(|c| c.status == status && c.reason == reason) {
            return;
        }
        let kept = current.filter(|c| c.status == status).and_then(|c| c.last_transition_time);
        let condition = Condition {
            last_transition_time: kept.or(now),
            last_update_time: now,
            message,
            reason: reason.to_owned(),
            status: status.to_owned(),
            type_: type_.to_owned(),
            ..Condition::default()
        };
        self.remove_condition(type_);
        self.deployment.status.conditions.push(condition);
    }

    fn remove_condition(&mut self, type_: &str) {
        self.deployment.status.conditions.retain(|condition| condition.type_ != type_);
    }

    pub(super) fn has_progress_deadline(&self) -> bool {
        self.deployment.spec.progress_deadline_seconds.is_some_and(|seconds| seconds != i32::MAX)
    }

    /// Models checkPausedConditions.
    pub(super) fn check_paused_conditions(&mut self) {
        if !self.has_progress_deadline() {
            return;
        }
        let reason = self.condition("Progressing").map(|condition| condition.reason.clone());
        let reason = reason.as_deref();
        if reason == Some("ProgressDeadlineExceeded") {
            return;
        }
        let was_paused = reason == Some("DeploymentPaused");
        if self.deployment.spec.paused && !was_paused {
            let message = "Deployment is paused".to_owned();
            self.set_condition("Progressing", "Unknown", "DeploymentPaused", message);
        } else if !self.deployment.spec.paused && was_paused {
            let message = "Deployment is resumed".to_owned();
            self.set_condition("Progressing", "Unknown", "DeploymentResumed", message);
        }
    }

    /// Models syncDeploymentStatus.
    pub(super) fn sync_status_only(&mut self) {
        self.sets.find_new(&self.deployment.spec.template);
        self.count();
    }

    /// Models syncRolloutStatus.
    pub(super) fn sync_rollout_status(&mut self) {
        self.count();
        if !self.has_progress_deadline() {
            self.remove_condition("Progressing");
        }
        let status = &self.deployment.status;
        let has_finished = status.replicas == status.updated_replicas
            && self.condition("Progressing").is_some_and(|c| c.reason == "NewReplicaSetAvailable");
        if self.has_progress_deadline() && !has_finished {
            self.estimate_progress();
        }
    }

    fn estimate_progress(&mut self) {
        let who = match &self.sets.new {
            Some(set) => format!("ReplicaSet \"{}\"", set.metadata.name),
            None => format!("Deployment \"{}\"", self.deployment.metadata.name),
        };
        if self.is_complete() {
            let message = format!("{who} has successfully progressed.");
            self.set_condition("Progressing", "True", "NewReplicaSetAvailable", message);
        } else if self.is_progressing() {
            // Progress renews the deadline: the condition is written anew even if it says the same.
            let kept = self.condition("Progressing").filter(|c| c.status == "True");
            let since = kept.and_then(|c| c.last_transition_time);
            self.remove_condition("Progressing");
            let message = format!("{who} is progressing.");
            self.set_condition("Progressing", "True", "ReplicaSetUpdated", message);
            if let (Some(since), Some(condition)) =
                (since, self.deployment.status.conditions.last_mut())
            {
                condition.last_transition_time = Some(since);
            }
        } else if self.has_timed_out() {
            let message = format!("{who} has timed out progressing.");
            self.set_condition("Progressing", "False", "ProgressDeadlineExceeded", message);
        }
    }

    /// Models DeploymentComplete.
    pub(super) fn is_complete(&self) -> bool {
        let (status, wanted) = (&self.deployment.status, self.replicas());
        status.updated_replicas == wanted
            && status.replicas == wanted
            && status.available_replicas == wanted
            && status.observed_generation >= self.deployment.metadata.generation
    }

    /// Models DeploymentProgressing.
    fn is_progressing(&self) -> bool {
        let (new, old) = (&self.deployment.status, &self.stored.status);
        new.updated_replicas > old.updated_replicas
            || new.replicas - new.updated_replicas < old.replicas - old.updated_replicas
            || new.ready_replicas > old.ready_replicas
            || new.available_replicas > old.available_replicas
    }

    /// Models DeploymentTimedOut; asks for another look at the deadline.
    fn has_timed_out(&mut self) -> bool {
        let Some(condition) = self.condition("Progressing") else { return false };
        match condition.reason.as_str() {
            "NewReplicaSetAvailable" | "DeploymentPaused" => return false,
            "ProgressDeadlineExceeded" => return true,
            _ => {}
        }
        let since = condition.last_update_time.unwrap_or_default();
        let deadline = i64::from(self.deployment.spec.progress_deadline_seconds.unwrap_or(600));
        let left = (since.0 + deadline) * 1000 - self.now.0;
        if left >= 0 {
            self.requeue = Some(left + 1000);
        }
        left < 0
    }

    /// Models calculateStatus.
    fn count(&mut self) {
        let sum = |field: fn(&crate::api::apps::ReplicaSetStatus) -> i32| -> i32 {
            self.sets.all().map(|set| field(&set.status)).sum()
        };
        let available = sum(|status| status.available_replicas);
        let mut status = DeploymentStatus {
            available_replicas: available,
            collision_count: self.deployment.status.collision_count,
            conditions: std::mem::take(&mut self.deployment.status.conditions),
            observed_generation: self.deployment.metadata.generation,
            ready_replicas: sum(|status| status.ready_replicas),
            replicas: sum(|status| status.replicas),
            unavailable_replicas: (self.sets.wanted() - available).max(0),
            updated_replicas: self.sets.new.as_ref().map_or(0, |set| set.status.replicas),
        };
        std::mem::swap(&mut self.deployment.status, &mut status);
        let enough = available >= self.replicas() - max_unavailable(&self.deployment);
        let (word, reason, message) = if enough {
            ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
        } else {
            (
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
            )
        };
        self.set_condition("Available", word, reason, message.to_owned());
    }

    /// Writes the status if the pass changed it, after the replica sets.
    pub(super) fn finish(mut self) -> Reconciled {
        let annotations = &self.stored.metadata.annotations;
        if self.deployment.status != self.stored.status
            || self.deployment.metadata.annotations != *annotations
        {
            self.requests.push(Request::update_status(self.deployment));
        }
        let action = self.requeue.map_or(Action::AwaitChange, Action::Requeue);
        Reconciled { requests: self.requests, action }
    }
}
