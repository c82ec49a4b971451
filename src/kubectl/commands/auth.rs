//! `kubectl auth`: who may do what. There is but the administrator, who may do everything.

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{ALL_NAMESPACES, Arguments, Flag, NAMESPACE};
use super::super::output::Style;
use super::super::table::TableWriter;
use super::super::{help, resource};

/// `auth`
pub const COMMAND: Command = Command {
    name: "auth",
    aliases: &[],
    group: Group::Troubleshooting,
    short: "Inspect authorization",
    usage: "auth SUBCOMMAND [options]",
    examples: &["kubectl auth can-i create pods", "kubectl auth whoami"],
    flags: &[],
    subcommands: &[&CAN_I, &WHO_AM_I],
    words: Words::Free,
    run: |arguments, context| help::group(&COMMAND, "kubectl auth", arguments, context),
};

const CAN_I: Command = Command {
    name: "can-i",
    aliases: &[],
    group: Group::Troubleshooting,
    short: "Check whether an action is allowed",
    usage: "auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [options]",
    examples: &["kubectl auth can-i create pods --all-namespaces"],
    flags: &[
        ALL_NAMESPACES,
        Flag::text("as", "Username to impersonate for the operation."),
        NAMESPACE,
        Flag::switch("quiet", "Suppress output and just return the exit code.").letter('q'),
        Flag::text("subresource", "SubResource such as pod/log or deployment/scale"),
    ],
    subcommands: &[],
    words: Words::Free,
    run: can_i,
};

const WHO_AM_I: Command = Command {
    name: "whoami",
    aliases: &[],
    group: Group::Troubleshooting,
    short: "Experimental: Check self subject attributes",
    usage: "auth whoami",
    examples: &["kubectl auth whoami"],
    flags: &[],
    subcommands: &[],
    words: Words::Free,
    run: who_am_i,
};

const VERBS: &[&str] = &[
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "use",
    "bind",
    "impersonate",
    "*",
    "approve",
    "sign",
    "escalate",
    "attest",
];

// Models kubectl/pkg/cmd/auth/cani.go Validate, RunAccessCheck
fn can_i(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let [verb, rest @ ..] = arguments.words.as_slice() else { return Err(misused()) };
    let mut warn = |text: String| {
        let text = format!("Warning: {text}\n\n");
        context.out.complain(Style::Warning, &text);
    };
    match rest {
        [] => return Err(misused()),
        [path] if path.starts_with('/') => {
            let known = ["get", "put", "post", "head", "options", "delete", "patch", "*"];
            if !known.contains(&verb.as_str()) {
                warn(format!("verb '{verb}' is not a known verb"));
            }
        }
        [what] | [what, _] => {
            let name = what.split('/').next().unwrap_or_default();
            match resource::find(name) {
                Ok(found) if !found.namespaced && !arguments.on("all-namespaces") => {
                    let group = match found.group() {
                        "" => String::new(),
                        group => format!(" in group '{group}'"),
                    };
                    warn(format!("resource '{}' is not namespace scoped{group}", found.plural));
                }
                Err(_) if name != "*" => {
                    warn(format!("the server doesn't have a resource type '{name}'"));
                }
                _ => {}
            }
            if !VERBS.contains(&verb.as_str()) {
                warn(format!("verb '{verb}' is not a known verb"));
            }
        }
        _ => return Err(misused()),
    }
    let allowed = arguments.text("as").is_none_or(|user| user == USER);
    if !arguments.on("quiet") {
        context.out.line(Style::Plain, if allowed { "yes" } else { "no" });
    }
    Ok(Outcome::Exit(i32::from(!allowed)))
}

fn misused() -> Failure {
    Failure::error(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee \
         'kubectl auth can-i -h' for help and examples.",
    )
}

const USER: &str = "kubernetes-admin";

// Models kubectl/pkg/cmd/auth/whoami.go
fn who_am_i(_: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let rows = [
        ["ATTRIBUTE", "VALUE"],
        ["Username", USER],
        ["Groups", "[system:masters system:authenticated]"],
    ];
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
    context.out.print(Style::Plain, &TableWriter::new().write(&rows));
    Ok(Outcome::Done)
}
