//! `kubectl apply view-last-applied`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, FILENAME, Flag, NAMESPACE, OUTPUT, SELECTOR};
use super::super::output::Style;
use super::apply::LAST_APPLIED;
use super::objects;
use crate::api::json;
use crate::manifest::emit::{to_json, to_yaml};
use serde_json::Value;

/// `apply view-last-applied`
pub const COMMAND: Command = Command {
    name: "view-last-applied",
    aliases: &[],
    group: Group::Advanced,
    short: "View the latest last-applied-configuration annotations of a resource/object",
    usage: "apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
    examples: &["kubectl apply view-last-applied deployment/web"],
    flags: &[
        Flag::switch("all", "Select all resources in the namespace of the specified types."),
        FILENAME,
        NAMESPACE,
        OUTPUT,
        SELECTOR,
    ],
    subcommands: &[],
    words: Words::Objects,
    run,
};

/// How a configuration is written.
type Written = fn(&Value) -> String;

// Models kubectl/pkg/cmd/apply/apply_view_last_applied.go RunApplyViewLastApplied
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let found = objects::find(arguments, &arguments.words, context)?;
    Failure::all(found.failures)?;
    let written: Written = match arguments.text("output") {
        None | Some("" | "yaml") => to_yaml,
        Some("json") => |value| halved(&to_json(value)),
        Some(other) => {
            let message = format!(
                "Unexpected -o output mode: {other}, the flag 'output' must be one of yaml|json"
            );
            return Err(Failure::usage("kubectl apply view-last-applied", &message));
        }
    };
    // Of an object that was never applied upstream says nothing, and is content.
    for object in &found.objects {
        let last = object.metadata().annotations.get(LAST_APPLIED);
        if let Some(last) = last.and_then(|text| json::parse(text).ok()) {
            context.out.print(Style::Plain, &written(&last));
        }
    }
    Ok(Outcome::Done)
}

/// JSON with half the indentation: here kubectl writes it with two spaces.
fn halved(json: &str) -> String {
    let line = |line: &str| {
        let text = line.trim_start_matches(' ');
        format!("{}{text}\n", " ".repeat((line.len() - text.len()) / 2))
    };
    json.lines().map(line).collect()
}
