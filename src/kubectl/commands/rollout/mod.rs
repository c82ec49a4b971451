//! `kubectl rollout` and its subcommands.

mod history;
mod status;

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, FILENAME, Flag, NAMESPACE, OUTPUT, SELECTOR};
use super::super::help;
use super::super::output::Style;
use super::creation::Creation;
use super::objects::{self, Found};
use crate::api::Object;
use crate::api::meta::StringMap;
use std::rc::Rc;

/// `rollout`
pub const COMMAND: Command = Command {
    name: "rollout",
    aliases: &[],
    group: Group::Deploy,
    short: "Manage the rollout of a resource",
    usage: "rollout SUBCOMMAND [options]",
    examples: &[
        "kubectl rollout status deployment/web",
        "kubectl rollout undo deployment/web",
        "kubectl rollout restart statefulset/web",
    ],
    flags: &[],
    subcommands: &[&history::COMMAND, &PAUSE, &RESTART, &RESUME, &status::COMMAND, &history::UNDO],
    words: Words::Free,
    run: |arguments, context| help::group(&COMMAND, "kubectl rollout", arguments, context),
};

const fn subcommand(
    name: &'static str,
    short: &'static str,
    usage: &'static str,
    run: super::super::command::Run,
) -> Command {
    Command {
        name,
        aliases: &[],
        group: Group::Deploy,
        short,
        usage,
        examples: &[],
        flags: SELECTION,
        subcommands: &[],
        words: Words::Objects,
        run,
    }
}

const SELECTION: &[Flag] = &[FILENAME, NAMESPACE, OUTPUT, SELECTOR];

/// `rollout pause`
const PAUSE: Command = subcommand(
    "pause",
    "Mark the provided resource as paused",
    "rollout pause RESOURCE",
    |arguments, context| set_paused(true, arguments, context),
);

/// `rollout resume`
const RESUME: Command = subcommand(
    "resume",
    "Resume a paused resource",
    "rollout resume RESOURCE",
    |arguments, context| set_paused(false, arguments, context),
);

/// `rollout restart`
const RESTART: Command =
    subcommand("restart", "Restart a resource", "rollout restart RESOURCE", restart);

/// The objects that a subcommand is about.
fn find(arguments: &Arguments, context: &Context<'_, '_>) -> Result<Found, Failure> {
    if arguments.words.is_empty() && !arguments.given("filename") {
        return Err(Failure::error("required resource not specified"));
    }
    objects::find_any(arguments, &arguments.words, true, context)
}

/// Says that a selector leaves nothing.
fn tell_of_none(found: &Found, arguments: &Arguments, context: &mut Context<'_, '_>) {
    if found.objects.is_empty() && found.failures.is_empty() {
        let namespace = context.namespace(arguments);
        let none = format!("No resources found in {namespace} namespace.");
        context.out.complain(Style::Plain, &none);
    }
}

/// `Deployment.apps`
// Models apimachinery/pkg/runtime/schema GroupKind.String
fn group_kind(object: &Object) -> String {
    let info = object.kind().info();
    let dot = if info.group.is_empty() { "" } else { "." };
    format!("{}{dot}{}", info.kind, info.group)
}

// Models kubectl/pkg/polymorphichelpers/objectpauser.go and objectresumer.go
fn set_paused(
    paused: bool,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    let found = find(arguments, context)?;
    tell_of_none(&found, arguments, context);
    let creation = Creation::new(arguments)?.without_parting();
    objects::change_as(&creation, found, context, &mut |object, context| {
        let mut changed = object.clone();
        let resource = object.kind().info().resource();
        let name = &object.metadata().name;
        let Object::Deployment(deployment) = &mut changed else {
            let doing = if paused { "pausing" } else { "resuming" };
            let message = format!("error: {resource} \"{name}\" {doing} is not supported");
            return Err(Failure::plain(message));
        };
        Rc::make_mut(deployment).spec.paused = paused;
        if changed == *object {
            let already = if paused { "is already paused" } else { "is not paused" };
            return Err(Failure::plain(format!("error: {resource} \"{name}\" {already}")));
        }
        context.client.api.update(changed).map_err(|status| Failure::server(&status))?;
        Ok(Some(if paused { "paused" } else { "resumed" }.to_owned()))
    })?;
    Ok(Outcome::Done)
}

/// The annotation of the pod template that a restart sets.
const RESTARTED_AT: &str = "kubectl.kubernetes.io/restartedAt";

// Models kubectl/pkg/polymorphichelpers/objectrestarter.go
fn restart(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let found = find(arguments, context)?;
    tell_of_none(&found, arguments, context);
    let creation = Creation::new(arguments)?.without_parting();
    objects::change_as(&creation, found, context, &mut |object, context| {
        let mut changed = object.clone();
        let now = context.client.now.time().to_string();
        if let Object::Deployment(deployment) = object
            && deployment.spec.paused
        {
            return Err(Failure::plain(format!(
                "error: deployments.apps \"{}\" can't restart paused deployment (run rollout \
                 resume first)",
                object.metadata().name
            )));
        }
        let Some(annotations) = template_annotations(&mut changed) else {
            let kind = object.kind().info().resource();
            return Err(Failure::plain(format!(
                "error: {kind} \"{}\" restarting is not supported",
                object.metadata().name
            )));
        };
        annotations.insert(RESTARTED_AT.to_owned(), now);
        if changed == *object {
            return Err(Failure::error(format!(
                "failed to create patch for {}: if restart has already been triggered within the \
                 past second, please wait before attempting to trigger another",
                object.metadata().name
            )));
        }
        context.client.api.update(changed).map_err(|status| Failure::server(&status))?;
        Ok(Some("restarted".to_owned()))
    })?;
    Ok(Outcome::Done)
}

fn template_annotations(object: &mut Object) -> Option<&mut StringMap> {
    let template = match object {
        Object::Deployment(it) => &mut Rc::make_mut(it).spec.template,
        Object::StatefulSet(it) => &mut Rc::make_mut(it).spec.template,
        _ => return None,
    };
    Some(&mut template.metadata.annotations)
}
