//! `kubectl rollout status`

use super::super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::super::failure::Failure;
use super::super::super::flags::{Arguments, FILENAME, Flag, NAMESPACE, SELECTOR};
use super::super::super::output::Style;
use super::super::wait::timeout;
use super::history::REVISION;
use crate::api::apps::{Deployment, StatefulSet};
use crate::api::clock::Millis;
use crate::api::{Key, Object};
use crate::apiserver::log::Follower;
use std::collections::VecDeque;

/// `rollout status`
pub const COMMAND: Command = Command {
    name: "status",
    aliases: &[],
    group: Group::Deploy,
    short: "Show the status of the rollout",
    usage: "rollout status (TYPE NAME | TYPE/NAME) [flags]",
    examples: &["kubectl rollout status deployment/web"],
    flags: &[
        FILENAME,
        NAMESPACE,
        Flag::number("revision", "Pin to a specific revision for showing its status."),
        SELECTOR,
        Flag::text("timeout", "The length of time to wait before ending watch, zero means never."),
        Flag::switch("watch", "Watch the status of the rollout until it's done (default true).")
            .letter('w'),
    ],
    subcommands: &[],
    words: Words::Objects,
    run,
};

/// What a rollout says of itself, and whether it is done.
type Said = (String, bool);

// Models kubectl/pkg/cmd/rollout/rollout_status.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let timeout = timeout(arguments, "kubectl rollout status")?.unwrap_or(0);
    let revision = arguments.number("revision").unwrap_or(0);
    if revision < 0 {
        return Err(Failure::error(format!("revision must be a positive integer: {revision}")));
    }
    let found = super::find(arguments, context)?;
    super::tell_of_none(&found, arguments, context);
    Failure::all(found.failures)?;
    let watch = arguments.on_by_default("watch");
    let mut status = Status {
        rest: found.objects.iter().map(Object::key).collect(),
        current: None,
        until: (timeout > 0).then(|| context.client.now + timeout),
        watch,
        revision,
    };
    match status.poll(context)? {
        Progress::Done(_) => Ok(Outcome::Done),
        Progress::Waiting { .. } if !watch => Ok(Outcome::Done),
        Progress::Waiting { .. } => Ok(Outcome::Wait(Box::new(status))),
    }
}

/// Follows rollouts, one after the other.
struct Status {
    rest: VecDeque<Key>,
    /// The one that is followed.
    current: Option<(Key, Follower)>,
    until: Option<Millis>,
    watch: bool,
    /// The revision of a deployment that is asked for, or 0.
    revision: i64,
}

impl Waiting for Status {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        loop {
            let Some((key, follower)) = self.current.take() else {
                let Some(key) = self.rest.pop_front() else { return Ok(Progress::Done(0)) };
                let Some(object) = context.client.object(&key).cloned() else { continue };
                let follower = context.client.api.follow();
                self.check_revision(&object)?;
                if !say(&object, context)? {
                    if !self.watch {
                        continue;
                    }
                    self.current = Some((key, follower));
                }
                continue;
            };
            let changes = context.client.api.unread(&follower);
            let changed: Vec<Option<Object>> = changes
                .filter(|change| change.key == key)
                .map(|change| change.after.clone())
                .collect();
            let mut done = false;
            for object in changed {
                let Some(object) = object else {
                    return Err(Failure::error("object has been deleted"));
                };
                done = say(&object, context)?;
                if done {
                    break;
                }
            }
            if done {
                continue;
            }
            self.current = Some((key, follower));
            if self.until.is_some_and(|until| context.client.now >= until) {
                return Err(Failure::error("timed out waiting for the condition"));
            }
            return Ok(Progress::Waiting { until: self.until, ends_when_quiet: false });
        }
    }
}

impl Status {
    // Models kubectl/pkg/polymorphichelpers/rollout_status.go DeploymentStatusViewer.Status
    fn check_revision(&self, object: &Object) -> Result<(), Failure> {
        let Object::Deployment(deployment) = object else { return Ok(()) };
        let revision = deployment.metadata.annotations.get(REVISION);
        let running = revision.and_then(|text| text.parse().ok()).unwrap_or(0);
        if self.revision > 0 && self.revision != running {
            return Err(Failure::error(format!(
                "desired revision ({}) is different from the running revision ({running})",
                self.revision
            )));
        }
        Ok(())
    }
}

/// Prints what a rollout says of itself; returns whether it is done.
fn say(object: &Object, context: &mut Context<'_, '_>) -> Result<bool, Failure> {
    let (text, done) = match object {
        Object::Deployment(it) => deployment(it)?,
        Object::StatefulSet(it) => stateful_set(it)?,
        other => {
            let kind = super::group_kind(other);
            return Err(Failure::error(format!(
                "no status viewer has been implemented for {kind}"
            )));
        }
    };
    context.out.line(if done { Style::Ok } else { Style::Plain }, &text);
    Ok(done)
}

// Models kubectl/pkg/polymorphichelpers/rollout_status.go DeploymentStatusViewer
fn deployment(it: &Deployment) -> Result<Said, Failure> {
    let (name, status) = (&it.metadata.name, &it.status);
    if it.metadata.generation > status.observed_generation {
        return Ok(("Waiting for deployment spec update to be observed...".to_owned(), false));
    }
    let late = status.conditions.iter().any(|condition| {
        condition.type_ == "Progressing" && condition.reason == "ProgressDeadlineExceeded"
    });
    if late {
        return Err(Failure::error(format!(
            "deployment \"{name}\" exceeded its progress deadline"
        )));
    }
    let (desired, updated) = (it.spec.replicas.unwrap_or(0), status.updated_replicas);
    let waiting = if updated < desired {
        format!("{updated} out of {desired} new replicas have been updated...")
    } else if status.replicas > updated {
        format!("{} old replicas are pending termination...", status.replicas - updated)
    } else if status.available_replicas < updated {
        format!("{} of {updated} updated replicas are available...", status.available_replicas)
    } else {
        return Ok((format!("deployment \"{name}\" successfully rolled out"), true));
    };
    Ok((format!("Waiting for deployment \"{name}\" rollout to finish: {waiting}"), false))
}

// Models kubectl/pkg/polymorphichelpers/rollout_status.go StatefulSetStatusViewer
fn stateful_set(it: &StatefulSet) -> Result<Said, Failure> {
    let (strategy, status) = (&it.spec.update_strategy, &it.status);
    if strategy.type_ != "RollingUpdate" {
        return Err(Failure::error(
            "rollout status is only available for RollingUpdate strategy type",
        ));
    }
    if status.observed_generation == 0 || it.metadata.generation > status.observed_generation {
        return Ok(("Waiting for statefulset spec update to be observed...".to_owned(), false));
    }
    let desired = it.spec.replicas.unwrap_or(0);
    if status.ready_replicas < desired {
        let missing = desired - status.ready_replicas;
        return Ok((format!("Waiting for {missing} pods to be ready..."), false));
    }
    let updated = status.updated_replicas;
    if let Some(rolling) = &strategy.rolling_update {
        let wanted = desired - rolling.partition.unwrap_or(0);
        if rolling.partition.is_some() && updated < wanted {
            return Ok((
                format!(
                    "Waiting for partitioned roll out to finish: {updated} out of {wanted} new \
                     pods have been updated..."
                ),
                false,
            ));
        }
        return Ok((
            format!("partitioned roll out complete: {updated} new pods have been updated..."),
            true,
        ));
    }
    if status.update_revision != status.current_revision {
        return Ok((
            format!(
                "waiting for statefulset rolling update to complete {updated} pods at revision \
                 {}...",
                status.update_revision
            ),
            false,
        ));
    }
    Ok((
        format!(
            "statefulset rolling update complete {} pods at revision {}...",
            status.current_replicas, status.current_revision
        ),
        true,
    ))
}
