//! `kubectl scale`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::failure::Failure;
use super::super::flags::{
    Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, RECORD, SELECTOR,
};
use super::apply::DryRun;
use super::creation::Creation;
use super::objects;
use super::wait::timeout;
use crate::api::clock::Millis;
use crate::api::go::quoted;
use crate::api::{Key, Object};
use crate::apiserver::status::{Reason, Status};
use std::rc::Rc;

/// `scale`
pub const COMMAND: Command = Command {
    name: "scale",
    aliases: &[],
    group: Group::Deploy,
    short: "Set a new size for a deployment, replica set, or replication controller",
    usage: "scale [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)",
    examples: &[
        "kubectl scale --replicas=3 statefulset/web",
        "kubectl scale --replicas=3 -f statefulset.yaml",
        "kubectl scale --current-replicas=2 --replicas=3 deployment/web",
    ],
    flags: &[
        Flag::switch("all", "Select all resources in the namespace of the specified types."),
        Flag::number("current-replicas", "Precondition for current size."),
        DRY_RUN,
        FILENAME,
        NAMESPACE,
        OUTPUT,
        RECORD,
        Flag::number("replicas", "The new desired number of replicas. Required."),
        SELECTOR,
        Flag::text(
            "timeout",
            "The length of time to wait for the new size, zero means not at all.",
        ),
    ],
    subcommands: &[],
    words: Words::Objects,
    run,
};

// Models kubectl/pkg/cmd/scale/scale.go RunScale
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if !arguments.given("replicas") {
        return Err(Failure::error("required flag(s) \"replicas\" not set"));
    }
    let replicas = arguments.number("replicas").and_then(|count| i32::try_from(count).ok());
    let Some(replicas) = replicas.filter(|count| *count >= 0) else {
        return Err(Failure::error(
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
        ));
    };
    if arguments.given("filename") && !arguments.words.is_empty() {
        return Err(Failure::error(
            "resource/name arguments cannot be provided when a path is specified",
        ));
    }
    let found = objects::find(arguments, &arguments.words, context)?;
    if found.objects.is_empty() {
        let mut text = "no objects passed to scale".to_owned();
        for failure in &found.failures {
            let bare = failure.text.rsplit("): ").next().unwrap_or(&failure.text);
            text.push(' ');
            text.push_str(bare);
        }
        return Err(Failure::error(text));
    }
    let timeout = timeout(arguments, "kubectl scale")?.unwrap_or(0);
    let keys = found.objects.iter().map(Object::key).collect();
    // Models kubectl/pkg/cmd/scale/scale.go, which prints what it has read.
    let creation = Creation::new(arguments)?.showing_old();
    objects::change_as(&creation, found, context, &mut |object, context| {
        scale(object, replicas, arguments, context).map(|()| Some("scaled".to_owned()))
    })?;
    if timeout == 0 || DryRun::new(arguments)? != DryRun::None {
        return Ok(Outcome::Done);
    }
    let until = context.client.now + timeout;
    Ok(Outcome::Wait(Box::new(Resizing { keys, replicas, until })))
}

/// Waits until as many pods are there as are wanted.
// Models kubectl/pkg/scale/scale.go WaitForScaleHasDesiredReplicas
struct Resizing {
    keys: Vec<Key>,
    replicas: i32,
    until: Millis,
}

impl Waiting for Resizing {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let is_done = |key: &&Key| match context.client.object(key) {
            Some(Object::Deployment(it)) => it.status.replicas == self.replicas,
            Some(Object::ReplicaSet(it)) => it.status.replicas == self.replicas,
            Some(Object::StatefulSet(it)) => it.status.replicas == self.replicas,
            _ => true,
        };
        let Some(late) = self.keys.iter().find(|key| !is_done(key)) else {
            return Ok(Progress::Done(0));
        };
        if context.client.now >= self.until {
            let name = quoted(late.name());
            return Err(Failure::error(format!("timed out waiting for {name} to be synced")));
        }
        Ok(Progress::Waiting { until: Some(self.until), ends_when_quiet: false })
    }
}

fn scale(
    object: &Object,
    replicas: i32,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<(), Failure> {
    // The command line is recorded after that, not with it.
    let mut scaled = context.client.object(&object.key()).unwrap_or(object).clone();
    let field = match &mut scaled {
        Object::Deployment(it) => &mut Rc::make_mut(it).spec.replicas,
        Object::ReplicaSet(it) => &mut Rc::make_mut(it).spec.replicas,
        Object::StatefulSet(it) => &mut Rc::make_mut(it).spec.replicas,
        _ => return Err(Failure::server(&not_scalable())),
    };
    let current = field.unwrap_or(0);
    if let Some(expected) = arguments.number("current-replicas").filter(|count| *count >= 0)
        && expected != i64::from(current)
    {
        return Err(Failure::error(format!("Expected replicas to be {expected}, was {current}")));
    }
    *field = Some(replicas);
    context.client.api.update(scaled).map_err(|status| Failure::server(&status))?;
    Ok(())
}

/// What the server answers where an object has no `scale` subresource.
fn not_scalable() -> Status {
    Status {
        reason: Reason::NotFound,
        message: "the server could not find the requested resource".to_owned(),
        subject: None,
        causes: Vec::new(),
    }
}
