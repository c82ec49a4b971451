//! `kubectl create` and its subcommands.

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::documents;
use super::super::failure::Failure;
use super::super::flags::{
    Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, RECORD, VALIDATE,
};
use super::apply::{DryRun, annotate, annotated};
use super::creation::{CHANGE_CAUSE, Creation};
use super::{create_config, create_service};
use crate::api::Kind;
use crate::apiserver::status::Status;
use serde_json::json;

/// `create`
pub const COMMAND: Command = Command {
    name: "create",
    aliases: &[],
    group: Group::Beginner,
    short: "Create a resource from a file or from stdin",
    usage: "create -f FILENAME",
    examples: &["kubectl create -f pod.yaml", "kubectl create namespace lab"],
    flags: &[
        DRY_RUN,
        FILENAME,
        NAMESPACE,
        OUTPUT,
        RECORD,
        Flag::switch("save-config", "Keep the configuration in an annotation, for kubectl apply."),
        VALIDATE,
    ],
    subcommands: &[
        &create_config::CONFIG_MAP,
        &DEPLOYMENT,
        &NAMESPACE_COMMAND,
        &create_config::SECRET,
        &create_service::COMMAND,
        &create_config::SERVICE_ACCOUNT,
    ],
    words: Words::Free,
    run,
};

/// `create deployment`
const DEPLOYMENT: Command = Command {
    name: "deployment",
    aliases: &["deploy"],
    group: Group::Beginner,
    short: "Create a deployment with the specified name",
    usage: "create deployment NAME --image=image -- [COMMAND] [args...] [options]",
    examples: &["kubectl create deployment web --image=nginx --replicas=3"],
    flags: &[
        DRY_RUN,
        Flag::text("image", "Image names to run."),
        NAMESPACE,
        OUTPUT,
        Flag::number("port", "The containerPort that this deployment exposes."),
        Flag::number("replicas", "Number of replicas to create. Default is 1.").letter('r'),
    ],
    subcommands: &[],
    words: Words::Free,
    run: deployment,
};

/// `create namespace`
const NAMESPACE_COMMAND: Command = Command {
    name: "namespace",
    aliases: &["ns"],
    group: Group::Beginner,
    short: "Create a namespace with the specified name",
    usage: "create namespace NAME [--dry-run=server|client|none] [options]",
    examples: &["kubectl create namespace lab"],
    flags: &[DRY_RUN, OUTPUT],
    subcommands: &[],
    words: Words::Free,
    run: namespace,
};

// Models kubectl/pkg/cmd/create/create.go RunCreate
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if !arguments.words.is_empty() {
        let words = arguments.words.join(" ");
        return Err(Failure::usage("kubectl create", &format!("Unexpected args: [{words}]")));
    }
    if arguments.list("filename").is_empty() {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    let creation = Creation::new(arguments)?;
    let strict = arguments.is_strict()?;
    let documents::Documents { read, mut failures } = documents::read(arguments, context)?;
    if read.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to create"));
    }
    for document in &read {
        let mut value = if arguments.on("save-config") {
            annotated(&document.value)
        } else {
            document.value.clone()
        };
        if creation.dry_run == DryRun::Client {
            if let Some(cause) = &creation.cause {
                annotate(&mut value, CHANGE_CAUSE, cause);
            }
            let told = creation.report_unsent(document, &value, "created", context);
            failures.extend(told.err());
            continue;
        }
        let prefix = format!("error when creating \"{}\": ", document.file);
        let created = document.kind().and_then(|_| {
            let object = document.decode(value, strict);
            let object = object.map_err(|status| Failure::server_at(&prefix, &status))?;
            let refused = |status: &Status| Failure::server_at(&prefix, status);
            creation.send(object, &refused, "created", context)
        });
        if let Err(failure) = created {
            failures.push(failure);
        }
    }
    Failure::all(failures)?;
    Ok(Outcome::Done)
}

/// The one name that a subcommand makes an object of.
///
/// # Errors
/// There is none, or there are several.
pub fn exactly_one_name<'a>(arguments: &'a Arguments, command: &str) -> Result<&'a str, Failure> {
    let before_dash = arguments.dash.unwrap_or(arguments.words.len());
    match &arguments.words[..before_dash] {
        [name] => Ok(name),
        words => Err(Failure::usage(
            &format!("kubectl create {command}"),
            &format!("exactly one NAME is required, got {}", words.len()),
        )),
    }
}

// Models kubectl/pkg/cmd/create/create_deployment.go
fn deployment(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let images = arguments.list("image");
    if images.is_empty() {
        return Err(Failure::error("required flag(s) \"image\" not set"));
    }
    let name = exactly_one_name(arguments, "deployment")?;
    let command = &arguments.words[arguments.dash.unwrap_or(arguments.words.len())..];
    let mut containers = Vec::new();
    for image in images {
        let short = image.rsplit('/').next().unwrap_or(image);
        let short = short.split([':', '@']).next().unwrap_or(short);
        let mut container = json!({"name": short, "image": image, "resources": {}});
        if let Some(port) = arguments.number("port") {
            container["ports"] = json!([{ "containerPort": port }]);
        }
        if !command.is_empty() {
            container["command"] = json!(command);
        }
        containers.push(container);
    }
    let replicas = arguments.number("replicas").unwrap_or(1);
    let labels = json!({ "app": name });
    let value = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": context.namespace(arguments), "labels": labels},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
        },
    });
    Creation::new(arguments)?.send_made(value, Kind::Deployment, context)
}

// Models kubectl/pkg/cmd/create/create_namespace.go
fn namespace(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let name = exactly_one_name(arguments, "namespace")?;
    let value = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
    Creation::new(arguments)?.send_made(value, Kind::Namespace, context)
}
