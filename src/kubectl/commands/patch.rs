//! `kubectl patch`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, RECORD};
use super::super::output::Style;
use super::apply::DryRun;
use super::creation::Creation;
use super::objects;
use crate::api::go::quoted;
use crate::api::json;
use crate::apiserver::patch::PatchType;
use crate::manifest;
use serde_json::Value;

/// `patch`
pub const COMMAND: Command = Command {
    name: "patch",
    aliases: &[],
    group: Group::Advanced,
    short: "Update fields of a resource",
    usage: "patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [options]",
    examples: &[
        "kubectl patch pv volume-1 -p '{\"spec\":{\"claimRef\":null}}'",
        "kubectl patch pv volume-1 --type=json \
    -p '[{\"op\":\"remove\",\"path\":\"/spec/claimRef\"}]'",
    ],
    flags: &[
        DRY_RUN,
        FILENAME,
        NAMESPACE,
        OUTPUT,
        Flag::text("patch", "The patch to be applied to the resource JSON file.").letter('p'),
        Flag::text("patch-file", "A file containing a patch to be applied to the resource."),
        RECORD,
        Flag::text("type", "The type of patch being provided; one of [json merge strategic]"),
    ],
    subcommands: &[],
    words: Words::Objects,
    run,
};

// Models kubectl/pkg/cmd/patch/patch.go RunPatch
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let patch_type = match arguments.text("type").unwrap_or("strategic") {
        "strategic" => PatchType::Strategic,
        "merge" => PatchType::Merge,
        "json" => PatchType::Json,
        other => {
            return Err(Failure::error(format!(
                "--type must be one of [json merge strategic], not \"{other}\""
            )));
        }
    };
    let text = match (arguments.text("patch"), arguments.text("patch-file")) {
        (Some(_), Some(_)) => {
            return Err(Failure::error("cannot specify --patch and --patch-file together"));
        }
        (Some(text), None) => text.to_owned(),
        (None, Some(path)) => context.files.read(path).ok_or_else(|| {
            Failure::error(format!(
                "unable to read patch file: open {path}: no such file or directory"
            ))
        })?,
        (None, None) => {
            return Err(Failure::error(
                "must specify --patch or --patch-file containing the contents of the patch",
            ));
        }
    };
    let body = parse(&text)?;
    let found = objects::find(arguments, &arguments.words, context)?;
    let creation = Creation::new(arguments)?.silent_of_dry_run().without_parting();
    let dry_run = creation.dry_run;
    objects::change_as(&creation, found, context, &mut |object, context| {
        let api = &mut context.client.api;
        let patched = api.patch_checked(&object.key(), patch_type, &body, false);
        let patched = patched.map_err(|status| Failure::server(&status))?;
        let is_sent = dry_run != DryRun::Client;
        for field in patched.unknown.iter().filter(|_| is_sent) {
            let warning = format!("Warning: unknown field \"{field}\"");
            context.out.complain(Style::Warning, &warning);
        }
        Ok(Some(if patched.changed { "patched" } else { "patched (no change)" }.to_owned()))
    })?;
    Ok(Outcome::Done)
}

/// A patch may be JSON or YAML.
fn parse(text: &str) -> Result<Value, Failure> {
    if let Ok(value) = json::parse(text) {
        return Ok(value);
    }
    let documents = manifest::parse_yaml(text).map_err(|error| {
        let error = error.to_string();
        let why = error.trim_start_matches("error converting YAML to JSON: ");
        Failure::error(format!("unable to parse {}: {why}", quoted(text)))
    })?;
    let first = documents.into_iter().next();
    Ok(first.map_or(Value::Null, |document| document.value))
}
