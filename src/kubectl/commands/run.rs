//! `kubectl run` and `kubectl expose`: objects made from a few words.

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, Flag, NAMESPACE, OUTPUT};
use super::create::Creation;
use super::objects;
use crate::api::Object;
use crate::api::fields::Field;
use crate::api::meta::StringMap;
use serde_json::{Value, json};

/// `run`
pub const RUN: Command = Command {
    name: "run",
    aliases: &[],
    group: Group::Beginner,
    short: "Run a particular image on the cluster",
    usage: "run NAME --image=image [--env=\"key=value\"] [--port=port] [options]",
    examples: &["kubectl run web --image=nginx", "kubectl run web --image=nginx --port=80"],
    flags: &[
        DRY_RUN,
        Flag::text("env", "Environment variables to set in the container."),
        Flag::text("image", "The image for the container to run."),
        Flag::text("labels", "Comma separated labels to apply to the pod.").letter('l'),
        NAMESPACE,
        OUTPUT,
        Flag::number("port", "The port that this container exposes."),
        Flag::text("restart", "The restart policy for this Pod: [Always, OnFailure, Never]."),
    ],
    subcommands: &[],
    words: Words::Free,
    run,
};

// Models kubectl/pkg/cmd/run/run.go Run and kubectl/pkg/generate/versioned/run.go BasicPod
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let Some(image) = arguments.text("image") else {
        return Err(Failure::error("required flag(s) \"image\" not set"));
    };
    let before_dash = arguments.dash.unwrap_or(arguments.words.len());
    let Some(name) = arguments.words[..before_dash].first() else {
        return Err(Failure::usage("kubectl run", "NAME is required for run"));
    };
    let args = &arguments.words[arguments.dash.unwrap_or(1)..];
    let mut container = json!({"name": name, "image": image, "resources": {}});
    if let Some(port) = arguments.number("port") {
        container["ports"] = json!([{ "containerPort": port }]);
    }
    if !args.is_empty() {
        container["args"] = json!(args);
    }
    let variables = arguments.list("env").into_iter().filter_map(|pair| pair.split_once('='));
    let variables: Vec<Value> =
        variables.map(|(name, value)| json!({"name": name, "value": value})).collect();
    if !variables.is_empty() {
        container["env"] = json!(variables);
    }
    let mut labels = StringMap::new();
    for pair in arguments.list("labels") {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        labels.insert(key.to_owned(), value.to_owned());
    }
    if labels.is_empty() {
        labels.insert("run".to_owned(), name.clone());
    }
    let mut pod = json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": context.namespace(arguments),
            "labels": labels.encode(),
        },
        "spec": {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": "Always"},
    });
    if let Some(policy) = arguments.text("restart") {
        pod["spec"]["restartPolicy"] = json!(policy);
    }
    Creation::new(arguments)?.send_value(pod, "", "created", context)?;
    Ok(Outcome::Done)
}

/// `expose`
pub const EXPOSE: Command = Command {
    name: "expose",
    aliases: &[],
    group: Group::Beginner,
    short: "Take a replication controller, service, deployment or pod and expose it as a new \
            Kubernetes service",
    usage: "expose (-f FILENAME | TYPE NAME) [--port=port] [--target-port=number-or-name] \
            [--name=name] [--type=type]",
    examples: &["kubectl expose deployment web --port=80 --type=NodePort"],
    flags: &[
        DRY_RUN,
        Flag::text("cluster-ip", "ClusterIP of the service, or None for a headless service."),
        Flag::text("name", "The name for the newly created object."),
        NAMESPACE,
        OUTPUT,
        Flag::number("port", "The port that the service should serve on."),
        Flag::text("target-port", "Name or number of the port on the container."),
        Flag::text("type", "Type for this service: ClusterIP, NodePort or LoadBalancer."),
    ],
    subcommands: &[],
    words: Words::Objects,
    run: expose,
};

// Models kubectl/pkg/cmd/expose/expose.go RunExpose
fn expose(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let creation = Creation::new(arguments)?;
    let found = objects::find(arguments, &arguments.words, context)?;
    Failure::all(found.failures)?;
    for object in &found.objects {
        let service = service(object, arguments)?;
        creation.send_value(service, "", "exposed", context)?;
    }
    Ok(Outcome::Done)
}

fn service(object: &Object, arguments: &Arguments) -> Result<Value, Failure> {
    let (selector, ports) = match object {
        Object::Deployment(it) => {
            (it.spec.selector.clone().unwrap_or_default().match_labels, &it.spec.template.spec)
        }
        Object::ReplicaSet(it) => {
            (it.spec.selector.clone().unwrap_or_default().match_labels, &it.spec.template.spec)
        }
        Object::Pod(it) => (StringMap::clone(&it.metadata.labels), &*it.spec),
        other => {
            let info = other.kind().info();
            let kind = if info.group.is_empty() {
                info.kind.to_owned()
            } else {
                format!("{}.{}", info.kind, info.group)
            };
            return Err(Failure::error(format!("cannot expose a {kind}")));
        }
    };
    if selector.is_empty() {
        return Err(Failure::error(
            "couldn't retrieve selectors via --selector flag or introspection: the pod has no \
             labels and cannot be exposed",
        ));
    }
    let own = ports.containers.iter().flat_map(|container| &container.ports);
    let mut numbers: Vec<i64> = own.map(|port| i64::from(port.container_port)).collect();
    if let Some(port) = arguments.number("port") {
        numbers = vec![port];
    }
    if numbers.is_empty() {
        return Err(Failure::error(
            "couldn't find port via --port flag or introspection\nSee 'kubectl expose -h' for help \
             and examples",
        ));
    }
    let target = arguments.text("target-port").map(|target| match target.parse::<i32>() {
        Ok(number) => json!(number),
        Err(_) => json!(target),
    });
    let several = numbers.len() > 1;
    let ports: Vec<Value> = numbers
        .iter()
        .enumerate()
        .map(|(index, number)| {
            let target = target.clone().unwrap_or_else(|| json!(number));
            let mut port = json!({"port": number, "protocol": "TCP", "targetPort": target});
            if several {
                port["name"] = json!(format!("port-{}", index + 1));
            }
            port
        })
        .collect();
    let meta = object.metadata();
    let name = arguments.text("name").unwrap_or(&meta.name);
    let mut service = json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": meta.namespace, "labels": meta.labels.encode()},
        "spec": {"ports": ports, "selector": selector.encode()},
    });
    for (flag, field) in [("type", "type"), ("cluster-ip", "clusterIP")] {
        if let Some(value) = arguments.text(flag) {
            service["spec"][field] = json!(value);
        }
    }
    Ok(service)
}
