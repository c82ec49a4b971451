//! `kubectl set` and `kubectl set image`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{
    Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, RECORD, SELECTOR,
};
use super::super::help;
use super::creation::Creation;
use super::{objects, set_template};
use crate::api::Object;
use crate::api::pod::PodSpec;
use std::rc::Rc;

/// `set`
pub const COMMAND: Command = Command {
    name: "set",
    aliases: &[],
    group: Group::Beginner,
    short: "Set specific features on objects",
    usage: "set SUBCOMMAND [options]",
    examples: &["kubectl set image deployment/web nginx=nginx:1.26"],
    flags: &[],
    subcommands: &[&set_template::ENV, &IMAGE, &set_template::RESOURCES],
    words: Words::Free,
    run: |arguments, context| help::group(&COMMAND, "kubectl set", arguments, context),
};

/// `set image`
const IMAGE: Command = Command {
    name: "image",
    aliases: &[],
    group: Group::Beginner,
    short: "Update the image of a pod template",
    usage: "set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ...",
    examples: &[
        "kubectl set image deployment/web nginx=nginx:1.26",
        "kubectl set image statefulset web '*=nginx:1.26'",
    ],
    flags: &[
        Flag::switch("all", "Select all resources, in the namespace of the specified types."),
        DRY_RUN,
        FILENAME,
        NAMESPACE,
        OUTPUT,
        RECORD,
        SELECTOR,
    ],
    subcommands: &[],
    words: Words::Objects,
    run: image,
};

// Models kubectl/pkg/cmd/set/set_image.go Run
fn image(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let split = arguments.words.iter().position(|word| word.contains('='));
    let (words, images) = arguments.words.split_at(split.unwrap_or(arguments.words.len()));
    if let Some(word) = images.iter().find(|word| !word.contains('=')) {
        let message = format!("all resources must be specified before image changes: {word}");
        return Err(Failure::error(message));
    }
    let found = objects::find(arguments, words, context)?;
    if images.is_empty() {
        return Err(Failure::error("at least one image update is required"));
    }
    // What is missing keeps nothing else from being set.
    let mut failures = Vec::new();
    let creation = Creation::new(arguments)?;
    let changed = objects::change_as(&creation, found, context, &mut |object, context| {
        let mut changed = object.clone();
        let Some(spec) = pod_spec(&mut changed) else {
            return Err(no_template(object));
        };
        for image in images {
            let (name, image) = image.split_once('=').unwrap_or((image, ""));
            if !set_image(spec, name, image) {
                let message = format!("error: unable to find container named \"{name}\"");
                failures.push(Failure::plain(message));
            }
        }
        if changed == *object {
            return Ok(None);
        }
        creation.update(changed, context).map_err(|status| {
            let message = &status.message;
            Failure::error(format!("failed to patch image update to pod template: {message}"))
        })?;
        Ok(Some("image updated".to_owned()))
    });
    failures.extend(changed.err());
    Failure::all(failures)?;
    Ok(Outcome::Done)
}

/// Whether there is a container of that name.
fn set_image(spec: &mut PodSpec, name: &str, image: &str) -> bool {
    let mut found = false;
    let all = spec.every_container_mut();
    for container in all.filter(|container| name == "*" || container.name == name) {
        image.clone_into(&mut container.image);
        found = true;
    }
    found
}

/// Why an object that makes no pods cannot be changed.
// Models kubectl/pkg/polymorphichelpers/updatepodspec.go updatePodSpecForObject
pub fn no_template(object: &Object) -> Failure {
    let (info, name) = (object.kind().info(), &object.metadata().name);
    let (plural, version, kind) = (info.plural, info.version, info.kind);
    Failure::plain(format!(
        "error: {plural}/{name} the object is not a pod or does not have a pod template: \
         *{version}.{kind}"
    ))
}

/// The specification of the pods that an object makes, or of the pod that it is.
pub fn pod_spec(object: &mut Object) -> Option<&mut PodSpec> {
    Some(match object {
        Object::Pod(it) => Rc::make_mut(&mut Rc::make_mut(it).spec),
        Object::Deployment(it) => &mut Rc::make_mut(it).spec.template.spec,
        Object::ReplicaSet(it) => &mut Rc::make_mut(it).spec.template.spec,
        Object::StatefulSet(it) => &mut Rc::make_mut(it).spec.template.spec,
        _ => return None,
    })
}
