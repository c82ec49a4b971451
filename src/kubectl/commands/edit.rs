//! `kubectl edit`: it finds what is to be edited, and there is no editor.

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, FILENAME, NAMESPACE, OUTPUT, RECORD, SELECTOR};
use super::objects;

/// `edit`
pub const COMMAND: Command = Command {
    name: "edit",
    aliases: &[],
    group: Group::Intermediate,
    short: "Edit a resource on the server",
    usage: "edit (RESOURCE/NAME | -f FILENAME)",
    examples: &["kubectl edit svc/registry"],
    flags: &[FILENAME, NAMESPACE, OUTPUT, RECORD, SELECTOR],
    subcommands: &[],
    words: Words::Objects,
    run,
};

// Models kubectl/pkg/cmd/util/editor/editoptions.go Run, which reads before it shows anything.
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let found = objects::find(arguments, &arguments.words, context)?;
    Failure::all(found.failures)?;
    Err(Failure::error(
        "there is no editor here: change the object with \"kubectl patch\" or \"kubectl apply -f\"",
    ))
}
