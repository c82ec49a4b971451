//! `kubectl run`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, Flag, NAMESPACE, OUTPUT, RECORD};
use super::super::output::Style;
use super::apply::DryRun;
use super::attach::Attached;
use super::creation::Creation;
use super::expose::port_number;
use crate::api::fields::Field;
use crate::api::go::quoted;
use crate::api::meta::StringMap;
use crate::apiserver::patch::merge_patch;
use crate::node::images::check_name;
use serde_json::{Value, json};

/// `run`
pub const COMMAND: Command = Command {
    name: "run",
    aliases: &[],
    group: Group::Beginner,
    short: "Run a particular image on the cluster",
    usage: "run NAME --image=image [--env=\"key=value\"] [--port=port] [options]",
    examples: &["kubectl run web --image=nginx", "kubectl run web --image=nginx --port=80"],
    flags: &[
        Flag::text("annotations", "Annotations to apply to the pod."),
        Flag::switch("attach", "Wait for the Pod to start running, and then attach to it."),
        Flag::switch("command", "Use the extra arguments as the command instead of its arguments."),
        DRY_RUN,
        Flag::text("env", "Environment variables to set in the container."),
        Flag::switch("expose", "Create a ClusterIP service associated with the pod."),
        Flag::text("image", "The image for the container to run."),
        Flag::text("image-pull-policy", "The image pull policy for the container."),
        Flag::text("labels", "Comma separated labels to apply to the pod.").letter('l'),
        Flag::switch("leave-stdin-open", "Leave stdin open after the first attach completes."),
        NAMESPACE,
        OUTPUT,
        RECORD,
        Flag::text("overrides", "An inline JSON override for the generated object."),
        Flag::text("port", "The port that this container exposes."),
        Flag::switch("privileged", "Run the container in privileged mode."),
        Flag::switch("quiet", "Suppress prompt messages.").letter('q'),
        Flag::text("restart", "The restart policy for this Pod: [Always, OnFailure, Never]."),
        Flag::switch("rm", "Delete the pod after it exits."),
        Flag::switch("stdin", "Keep stdin open on the container in the pod.").letter('i'),
        Flag::switch("tty", "Allocate a TTY for the container in the pod.").letter('t'),
    ],
    subcommands: &[],
    words: Words::Free,
    run,
};

// Models kubectl/pkg/cmd/run/run.go Validate, Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let Some(image) = arguments.text("image") else {
        return Err(Failure::error("required flag(s) \"image\" not set"));
    };
    let usage = |message: &str| Failure::usage("kubectl run", message);
    let before_dash = arguments.dash.unwrap_or(arguments.words.len());
    let Some(name) = arguments.words[..before_dash].first() else {
        return Err(usage("NAME is required for run"));
    };
    if image.is_empty() {
        return Err(Failure::error("--image is required"));
    }
    if check_name(image).is_err() {
        let message = format!("Invalid image name {}: invalid reference format", quoted(image));
        return Err(Failure::error(message));
    }
    let interactive = arguments.on("stdin");
    if arguments.on("tty") && !interactive {
        return Err(usage("-i/--stdin is required for containers with -t/--tty=true"));
    }
    if arguments.on("expose") && !arguments.given("port") {
        return Err(usage("--port must be set when exposing a service"));
    }
    let policy = match arguments.text("restart").unwrap_or_default() {
        "" => "Always",
        policy @ ("Always" | "OnFailure" | "Never") => policy,
        other => return Err(usage(&format!("invalid restart policy: {other}"))),
    };
    let attaches = if arguments.given("attach") { arguments.on("attach") } else { interactive };
    if arguments.on("rm") && !attaches {
        return Err(usage("--rm should only be used for attached containers"));
    }
    let creation = Creation::new(arguments)?;
    if attaches && creation.dry_run != DryRun::None {
        return Err(usage(
            "--dry-run=[server|client] can't be used with attached containers options (--attach, \
             --stdin, or --tty)",
        ));
    }
    if let Some(other) = arguments.text("image-pull-policy")
        && !["", "Always", "IfNotPresent", "Never"].contains(&other)
    {
        return Err(usage(&format!("invalid image pull policy: {other}")));
    }
    let pod = pod(name, image, policy, arguments, context)?;
    let object =
        creation.create(creation.made(pod)?, &|status| Failure::server(status), context)?;
    if arguments.on("expose") {
        creation.send_value(service(name, arguments, context)?, "", "created", context)?;
        if arguments.text("output") == Some("yaml") {
            context.out.line(Style::Plain, "---");
        }
    }
    if !attaches {
        creation.report(&object, "created", context)?;
        return Ok(Outcome::Done);
    }
    let mut attached = Attached::new(object.key(), name.clone(), arguments, context);
    attached.removes = arguments.on("rm");
    attached.waits = policy != "Always" && !arguments.on("leave-stdin-open");
    Ok(Outcome::Wait(Box::new(attached)))
}

// Models kubectl/pkg/generate/versioned/run.go BasicPod
fn pod(
    name: &str,
    image: &str,
    policy: &str,
    arguments: &Arguments,
    context: &Context<'_, '_>,
) -> Result<Value, Failure> {
    let args = &arguments.words[1..];
    let mut container = json!({"name": name, "image": image, "resources": {}});
    if let Some(port) = arguments.text("port").filter(|port| !port.is_empty()) {
        let port = port_number(port)?;
        container["ports"] = json!([{ "containerPort": port }]);
    }
    if !args.is_empty() {
        container[if arguments.on("command") { "command" } else { "args" }] = json!(args);
    }
    if let Some(policy) = arguments.text("image-pull-policy") {
        container["imagePullPolicy"] = json!(policy);
    }
    if arguments.on("privileged") {
        container["securityContext"] = json!({"privileged": true});
    }
    if arguments.on("stdin") {
        container["stdin"] = json!(true);
        if !arguments.on("leave-stdin-open") {
            container["stdinOnce"] = json!(true);
        }
    }
    if arguments.on("tty") {
        container["tty"] = json!(true);
    }
    let mut variables: Vec<Value> = Vec::new();
    for pair in arguments.list("env") {
        let Some((name, value)) = pair.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(Failure::error(format!("invalid env: {pair}")));
        };
        variables.push(json!({"name": name, "value": value}));
    }
    if !variables.is_empty() {
        container["env"] = json!(variables);
    }
    let mut pod = json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": context.namespace(arguments),
            "labels": own_labels(name, arguments)?.encode(),
        },
        "spec": {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": policy},
    });
    for annotation in arguments.list("annotations") {
        let (key, value) = annotation.split_once('=').unwrap_or((annotation, ""));
        pod["metadata"]["annotations"][key] = json!(value);
    }
    match arguments.text("overrides") {
        None => Ok(pod),
        Some(text) => match crate::api::json::parse(text) {
            Ok(overrides) => Ok(merge_patch(&pod, &overrides)),
            Err(_) => Err(Failure::error("Invalid JSON Patch")),
        },
    }
}

fn own_labels(name: &str, arguments: &Arguments) -> Result<StringMap, Failure> {
    match arguments.text("labels").filter(|text| !text.is_empty()) {
        None => Ok(StringMap::from_iter([("run".to_owned(), name.to_owned())])),
        Some(text) => labels(text),
    }
}

// Models kubectl/pkg/cmd/run/run.go generateService
fn service(name: &str, arguments: &Arguments, context: &Context<'_, '_>) -> Result<Value, Failure> {
    let port = arguments.number("port").unwrap_or_default();
    let mut meta = json!({"name": name, "namespace": context.namespace(arguments)});
    if arguments.given("labels") {
        meta["labels"] = own_labels(name, arguments)?.encode();
    }
    Ok(json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": meta,
        "spec": {
            "ports": [{"port": port, "protocol": "TCP", "targetPort": port}],
            "selector": own_labels(name, arguments)?.encode(),
        },
    }))
}

/// `a=b,c=d`
///
/// # Errors
/// It is no such list.
// Models kubectl/pkg/generate/generate.go ParseLabels
pub fn labels(text: &str) -> Result<StringMap, Failure> {
    let mut labels = StringMap::new();
    for pair in text.split(',') {
        let parts: Vec<&str> = pair.split('=').collect();
        let [key, value] = parts[..] else {
            return Err(Failure::error(format!("unexpected label spec: {pair}")));
        };
        if key.is_empty() {
            return Err(Failure::error("unexpected empty label key"));
        }
        labels.insert(key.to_owned(), value.to_owned());
    }
    Ok(labels)
}
