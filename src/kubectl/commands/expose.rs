//! `kubectl expose`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, RECORD};
use super::creation::Creation;
use super::objects;
use super::run::labels;
use crate::api::Object;
use crate::api::fields::Field;
use crate::api::go::quoted;
use crate::api::meta::StringMap;
use crate::api::pod::PodSpec;
use serde_json::{Value, json};

/// `expose`
pub const COMMAND: Command = Command {
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
        Flag::text("external-ip", "Additional external IP address to accept for the service."),
        FILENAME,
        Flag::text("labels", "Labels to apply to the service created by this call.").letter('l'),
        Flag::text("name", "The name for the newly created object."),
        NAMESPACE,
        OUTPUT,
        Flag::text("port", "The port that the service should serve on."),
        RECORD,
        Flag::text("protocol", "The network protocol for the service. Default is 'TCP'."),
        Flag::text("selector", "A label selector to use for this service."),
        Flag::text("session-affinity", "Session affinity: 'None' or 'ClientIP'."),
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
    let (mut selector, own) = match object {
        Object::Deployment(it) => {
            let selector = it.spec.selector.clone().unwrap_or_default();
            (selector.match_labels, ports_of(&it.spec.template.spec))
        }
        Object::ReplicaSet(it) => {
            let selector = it.spec.selector.clone().unwrap_or_default();
            (selector.match_labels, ports_of(&it.spec.template.spec))
        }
        Object::Pod(it) => (StringMap::clone(&it.metadata.labels), ports_of(&it.spec)),
        Object::Service(it) => {
            let ports = it.spec.ports.iter().map(|port| (i64::from(port.port), &*port.protocol));
            (it.spec.selector.clone(), ports.collect())
        }
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
    if let Some(text) = arguments.text("selector") {
        selector = labels(text)?;
    }
    if selector.is_empty() {
        let why = match object {
            Object::Service(_) => "the service has no pod selector set",
            _ => "the pod has no labels and cannot be exposed",
        };
        return Err(Failure::error(format!(
            "couldn't retrieve selectors via --selector flag or introspection: {why}"
        )));
    }
    let numbers: Vec<i64> = match arguments.text("port").filter(|port| !port.is_empty()) {
        None => own.iter().map(|(port, _)| *port).collect(),
        Some(text) => text.split(',').map(port_number).collect::<Result<_, _>>()?,
    };
    if numbers.is_empty() && arguments.text("cluster-ip") != Some("None") {
        return Err(Failure::error("couldn't find port via --port flag or introspection"));
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
            let same = own.iter().find(|(port, _)| port == number);
            let of_pods = same.map_or("TCP", |(_, protocol)| *protocol);
            let protocol = arguments.text("protocol").unwrap_or(of_pods);
            let mut port = json!({"port": number, "protocol": protocol, "targetPort": target});
            if several {
                port["name"] = json!(format!("port-{}", index + 1));
            }
            port
        })
        .collect();
    let meta = object.metadata();
    let name = arguments.text("name").unwrap_or(&meta.name);
    let own_labels = match arguments.text("labels").filter(|text| !text.is_empty()) {
        None => StringMap::clone(&meta.labels),
        Some(text) => labels(text)?,
    };
    let mut service = json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": meta.namespace, "labels": own_labels.encode()},
        "spec": {"ports": ports, "selector": selector.encode()},
    });
    let texts =
        [("type", "type"), ("cluster-ip", "clusterIP"), ("session-affinity", "sessionAffinity")];
    for (flag, field) in texts {
        if let Some(value) = arguments.text(flag) {
            service["spec"][field] = json!(value);
        }
    }
    match arguments.text("session-affinity").unwrap_or("None") {
        "None" | "ClientIP" => {}
        other => return Err(Failure::error(format!("unknown session affinity: {other}"))),
    }
    if let Some(address) = arguments.text("external-ip") {
        service["spec"]["externalIPs"] = json!([address]);
    }
    Ok(service)
}

/// The ports that containers name, with their protocols.
fn ports_of(spec: &PodSpec) -> Vec<(i64, &str)> {
    let ports = spec.containers.iter().flat_map(|container| &container.ports);
    ports.map(|port| (i64::from(port.container_port), &*port.protocol)).collect()
}

/// The number of a port.
///
/// # Errors
/// It is none.
// Models strconv.Atoi
pub fn port_number(text: &str) -> Result<i64, Failure> {
    text.parse().map_err(|_| {
        Failure::error(format!("strconv.Atoi: parsing {}: invalid syntax", quoted(text)))
    })
}
