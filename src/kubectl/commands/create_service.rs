//! `kubectl create service` and its subcommands.

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, Flag, NAMESPACE, OUTPUT};
use super::super::help;
use super::create::exactly_one_name;
use super::creation::Creation;
use crate::api::Object;
use crate::apiserver::status::Status;
use serde_json::{Value, json};

/// `create service`
pub const COMMAND: Command = Command {
    name: "service",
    aliases: &["svc"],
    group: Group::Beginner,
    short: "Create a service using a specified subcommand",
    usage: "create service [flags]",
    examples: &["kubectl create service clusterip web --clusterip=None"],
    flags: &[],
    subcommands: &[&CLUSTER_IP, &EXTERNAL_NAME, &LOAD_BALANCER, &NODE_PORT],
    words: Words::Free,
    run: |arguments, context| help::group(&COMMAND, "kubectl create service", arguments, context),
};

const TCP: Flag = Flag::text("tcp", "Port pairs can be specified as '<port>:<targetPort>'.");

const fn subcommand(
    name: &'static str,
    short: &'static str,
    flags: &'static [Flag],
    run: super::super::command::Run,
) -> Command {
    Command {
        name,
        aliases: &[],
        group: Group::Beginner,
        short,
        usage: "create service TYPE NAME [--tcp=port:targetPort] [options]",
        examples: &[],
        flags,
        subcommands: &[],
        words: Words::Free,
        run,
    }
}

const CLUSTER_IP: Command = subcommand(
    "clusterip",
    "Create a ClusterIP service",
    &[
        Flag::text("clusterip", "Assign your own ClusterIP or set to 'None' for a headless one."),
        DRY_RUN,
        NAMESPACE,
        OUTPUT,
        TCP,
    ],
    |arguments, context| create("ClusterIP", arguments, context),
);

const EXTERNAL_NAME: Command = subcommand(
    "externalname",
    "Create an ExternalName service",
    &[DRY_RUN, Flag::text("external-name", "External name of service"), NAMESPACE, OUTPUT, TCP],
    |arguments, context| {
        if !arguments.given("external-name") {
            return Err(Failure::error("required flag(s) \"external-name\" not set"));
        }
        create("ExternalName", arguments, context)
    },
);

const LOAD_BALANCER: Command = subcommand(
    "loadbalancer",
    "Create a LoadBalancer service",
    &[DRY_RUN, NAMESPACE, OUTPUT, TCP],
    |arguments, context| create("LoadBalancer", arguments, context),
);

const NODE_PORT: Command = subcommand(
    "nodeport",
    "Create a NodePort service",
    &[
        DRY_RUN,
        NAMESPACE,
        Flag::number("node-port", "Port used to expose the service on each node in a cluster."),
        OUTPUT,
        TCP,
    ],
    |arguments, context| create("NodePort", arguments, context),
);

// Models kubectl/pkg/cmd/create/create_service.go createService
fn create(
    type_: &str,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    let subcommand = type_.to_ascii_lowercase();
    let name = exactly_one_name(arguments, &format!("service {subcommand}"))?;
    let cluster_ip = arguments.text("clusterip").unwrap_or_default();
    let pairs = arguments.list("tcp");
    if cluster_ip != "None" && pairs.is_empty() && type_ != "ExternalName" {
        return Err(Failure::error("at least one tcp port specifier must be provided"));
    }
    let ports = pairs.into_iter().map(|pair| port(pair, arguments));
    let ports: Vec<Value> = ports.collect::<Result<_, _>>()?;
    let labels = json!({ "app": name });
    let value = json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": context.namespace(arguments), "labels": labels},
        "spec": {
            "clusterIP": cluster_ip,
            "externalName": arguments.text("external-name").unwrap_or_default(),
            "ports": ports,
            "selector": labels,
            "type": type_,
        },
    });
    let creation = Creation::new(arguments)?;
    let refused = |status: &Status| {
        Failure::error(format!("failed to create {type_} service: {}", status.message))
    };
    let object: Object = creation.made(value)?;
    creation.send(object, &refused, "created", context)?;
    Ok(Outcome::Done)
}

// Models kubectl/pkg/cmd/create/create_service.go parsePorts
fn port(pair: &str, arguments: &Arguments) -> Result<Value, Failure> {
    let (port, target) = pair.split_once(':').unwrap_or((pair, pair));
    let number: u16 = port.parse().map_err(|_| {
        let why = if port.bytes().all(|byte| byte.is_ascii_digit()) && !port.is_empty() {
            "value out of range"
        } else {
            "invalid syntax"
        };
        Failure::error(format!("strconv.ParseUint: parsing \"{port}\": {why}"))
    })?;
    let target = target.parse::<u16>().map_or_else(|_| json!(target), |number| json!(number));
    let mut port = json!({
        "name": pair.replace(':', "-"), "port": number, "protocol": "TCP", "targetPort": target,
    });
    if let Some(node_port) = arguments.number("node-port") {
        port["nodePort"] = json!(node_port);
    }
    Ok(port)
}
