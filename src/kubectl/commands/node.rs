//! `kubectl cordon` and `kubectl uncordon`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, SELECTOR};
use super::objects;
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
    if arguments.words.is_empty() && !arguments.given("selector") {
        let message = format!("USAGE: {verb} NODE [flags]");
        return Err(Failure::usage(&format!("kubectl {verb}"), &message));
    }
    let mut words = vec!["nodes".to_owned()];
    words.extend_from_slice(&arguments.words);
    let found = objects::find(arguments, &words, context)?;
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
