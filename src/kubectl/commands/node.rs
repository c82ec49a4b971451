//! `kubectl cordon` and `kubectl uncordon`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, SELECTOR};
use super::super::target::{self, Target};
use super::objects::{self, Found};
use crate::api::go::quoted;
use crate::api::{Kind, Object};
use std::rc::Rc;

/// `cordon`
pub const CORDON: Command = Command {
    name: "cordon",
    aliases: &[],
    group: Group::Cluster,
    short: "Mark node as unschedulable",
    usage: "cordon NODE",
    examples: &["kubectl cordon node01"],
    flags: &[DRY_RUN, SELECTOR],
    subcommands: &[],
    words: Words::Names(Kind::Node),
    run: cordon,
};

/// `uncordon`
pub const UNCORDON: Command = Command {
    name: "uncordon",
    aliases: &[],
    group: Group::Cluster,
    short: "Mark node as schedulable",
    usage: "uncordon NODE",
    examples: &["kubectl uncordon node01"],
    flags: &[DRY_RUN, SELECTOR],
    subcommands: &[],
    words: Words::Names(Kind::Node),
    run: uncordon,
};

fn cordon(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    run("cordon", true, arguments, context)
}

fn uncordon(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    run("uncordon", false, arguments, context)
}

// Models kubectl/pkg/cmd/drain/drain.go RunCordonOrUncordon
fn run(
    verb: &str,
    unschedulable: bool,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    let objects = find(verb, arguments, context)?;
    let found = Found { objects, failures: Vec::new() };
    objects::change(found, arguments, context, &mut |object, context| {
        let mut changed = object.clone();
        if let Object::Node(node) = &mut changed {
            Rc::make_mut(node).spec.unschedulable = unschedulable;
        }
        if changed == *object {
            return Ok(Some(format!("already {verb}ed")));
        }
        context.client.api.update(changed).map_err(|status| Failure::server(&status))?;
        Ok(Some(format!("{verb}ed")))
    })?;
    Ok(Outcome::Done)
}

/// The nodes that a command line names: `node01`, `node/node01`, or by a selector. The first that
/// is not there ends the search.
///
/// # Errors
/// None is named, one does not exist, or something else than nodes is named.
// Models kubectl/pkg/cmd/drain/drain.go Complete and cli-runtime resource/builder.go ResourceNames
pub fn find(
    verb: &str,
    arguments: &Arguments,
    context: &Context<'_, '_>,
) -> Result<Vec<Object>, Failure> {
    let usage = |message: &str| Failure::usage(&format!("kubectl {verb}"), message);
    let words = &arguments.words;
    if words.is_empty() && !arguments.given("selector") {
        return Err(usage(&format!("USAGE: {verb} NODE [flags]")));
    }
    let selects = arguments.text("selector").is_some_and(|text| !text.is_empty());
    if !words.is_empty() && selects {
        return Err(usage("error: cannot specify both a node name and a --selector option"));
    }
    if words.is_empty() {
        let found = objects::find(arguments, &["nodes".to_owned()], context)?;
        return Failure::all(found.failures).map(|()| found.objects);
    }
    let full = |word: &String| match word.contains('/') {
        true => word.clone(),
        false => format!("nodes/{word}"),
    };
    let words: Vec<String> = words.iter().map(full).collect();
    let targets = target::from_words(&words, &context.namespace(arguments))?;
    let kind = targets[0].resource();
    if targets.iter().any(|target| target.resource() != kind) {
        return Err(Failure::error("you may only specify a single resource type"));
    }
    let mut nodes = Vec::new();
    for target in &targets {
        let Target::One { resource, namespace, name, .. } = target else { continue };
        let object = target::fetch(context.client.api, resource, namespace, name);
        nodes.push(object.map_err(|status| Failure::server(&status))?);
        if resource.model() != Some(Kind::Node) {
            let message = format!("expected resource of type node, got {}", quoted(&resource.id()));
            return Err(Failure::error(message));
        }
    }
    Ok(nodes)
}
