//! `kubectl port-forward`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, Flag, NAMESPACE};
use super::super::output::Style;
use super::super::target::{self, Target};
use super::pods::{self, Purpose};
use crate::api::core::Service;
use crate::api::pod::Pod;
use crate::api::{Key, Resource};
use crate::node::forward::Forward;
use std::rc::Rc;

/// `port-forward`
pub const COMMAND: Command = Command {
    name: "port-forward",
    aliases: &[],
    group: Group::Troubleshooting,
    short: "Forward one or more local ports to a pod",
    usage: "port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]\
            REMOTE_PORT_N]",
    examples: &[
        "kubectl port-forward pod/web-0 8888:80",
        "kubectl port-forward service/web 8443:https",
    ],
    flags: &[
        Flag::text("address", "Addresses to listen on (comma separated)."),
        NAMESPACE,
        Flag::text("pod-running-timeout", "How long to wait until a pod is running."),
    ],
    subcommands: &[],
    words: Words::Pods,
    run,
};

/// The first of the ports that a machine gives to those who ask for any.
const FIRST_FREE_PORT: i32 = 32_768;
/// How many of these there are.
const FREE_PORTS: usize = 28_232;

// Models kubectl/pkg/cmd/portforward/portforward.go RunPortForward
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let [word, ports @ ..] = arguments.words.as_slice() else { return Err(incomplete()) };
    if ports.is_empty() {
        return Err(incomplete());
    }
    let namespace = context.namespace(arguments);
    let service = service(word, &namespace, context);
    let pod = pods::find(word, &namespace, Purpose::Attach, context)?;
    let ports = ports.iter().map(|port| Ports::read(port, service.as_deref(), &pod));
    let ports = ports.collect::<Result<Vec<Ports>, Failure>>()?;
    if pod.status.phase != "Running" {
        let phase = &pod.status.phase;
        return Err(Failure::error(format!(
            "unable to forward port because pod is not running. Current status={phase}"
        )));
    }
    let mut open = Vec::new();
    for Ports { local, remote } in &ports {
        let local = match local {
            0 => FIRST_FREE_PORT + context.client.api.random().below(FREE_PORTS) as i32,
            local => *local,
        };
        let forward = Forward::new(local, Key::of(&*pod), pod.metadata.uid.clone(), *remote);
        match context.client.runtime.forwards.open(forward) {
            Some(forward) => {
                for address in ["127.0.0.1", "[::1]"] {
                    let line = format!("Forwarding from {address}:{local} -> {remote}");
                    context.out.line(Style::Plain, &line);
                }
                open.push((forward, 0));
            }
            None => context.out.complain(Style::Plain, &taken(local)),
        }
    }
    if open.is_empty() {
        let all: Vec<String> =
            ports.iter().map(|it| format!("{{{} {}}}", it.local, it.remote)).collect();
        let all = all.join(" ");
        return Err(Failure::error(format!(
            "unable to listen on any of the requested ports: [{all}]"
        )));
    }
    Ok(Outcome::Wait(Box::new(Forwarding(open))))
}

fn incomplete() -> Failure {
    let message = "TYPE/NAME and list of ports are required for port-forward";
    Failure::usage("kubectl port-forward", message)
}

/// What is said of a port at which somebody listens already.
// Models k8s.io/client-go/tools/portforward/portforward.go listenOnPort
fn taken(port: i32) -> String {
    let of = |family: &str, address: &str| {
        format!(
            "unable to create listener: Error listen {family} {address}:{port}: bind: address \
             already in use"
        )
    };
    format!(
        "Unable to listen on port {port}: Listeners failed to create with the following errors: \
         [{} {}]",
        of("tcp4", "127.0.0.1"),
        of("tcp6", "[::1]")
    )
}

/// The service that a word names, if it names one.
fn service(word: &str, namespace: &str, context: &Context<'_, '_>) -> Option<Rc<Service>> {
    let targets = target::from_words(&[word.to_owned()], namespace).ok()?;
    let [Target::One { resource, name, .. }] = targets.as_slice() else { return None };
    let object = target::fetch(context.client.api, resource, namespace, name).ok()?;
    Service::unwrap(&object).filter(|_| word.contains('/')).cloned()
}

/// A port on this side, 0 for any, and the one in the pod that it leads to.
struct Ports {
    local: i32,
    remote: i32,
}

impl Ports {
    /// Reads `[LOCAL:]REMOTE`. A service's port is translated into the one in the pod.
    // Models kubectl/pkg/cmd/portforward/portforward.go translateServicePortToTargetPort and
    // convertPodNamedPortToNumber, and k8s.io/client-go/tools/portforward parsePorts
    fn read(text: &str, service: Option<&Service>, pod: &Pod) -> Result<Ports, Failure> {
        let (local, remote) = match *text.split(':').collect::<Vec<&str>>() {
            [both] => (both, both),
            [local, remote] => (local, remote),
            _ => return Err(Failure::error(format!("invalid port format '{text}'"))),
        };
        let number = |side: &str, text: &str| {
            text.parse::<u16>().map(i32::from).map_err(|_| {
                let why = match text.bytes().all(|byte| byte.is_ascii_digit()) {
                    true if !text.is_empty() => "value out of range",
                    _ => "invalid syntax",
                };
                Failure::error(format!(
                    "error parsing {side} port '{text}': strconv.ParseUint: parsing \"{text}\": \
                     {why}"
                ))
            })
        };
        let is_number = |text: &str| text.parse::<i32>().is_ok();
        let (port, leads_to) = match service {
            Some(service) => {
                let name = &service.metadata.name;
                let asked = remote.parse::<i32>().ok();
                let ports = &service.spec.ports;
                let found = match asked {
                    Some(number) => ports.iter().find(|it| it.port == number),
                    None => ports.iter().find(|it| it.name == remote),
                };
                let found = found.ok_or_else(|| {
                    Failure::error(match asked {
                        Some(port) => format!("Service {name} does not have a service port {port}"),
                        None => format!("Service '{name}' does not have a named port '{remote}'"),
                    })
                })?;
                let target = if service.spec.is_headless() {
                    found.port
                } else {
                    found.target_in(pod).unwrap_or(found.port)
                };
                (Some(found.port), target)
            }
            None if is_number(remote) => (None, number("remote", remote)?),
            None => {
                let mut all = pod.spec.containers.iter().flat_map(|container| &container.ports);
                let found = all.find(|port| port.name == remote).ok_or_else(|| {
                    let pod = &pod.metadata.name;
                    Failure::error(format!("Pod '{pod}' does not have a named port '{remote}'"))
                })?;
                (Some(found.container_port), found.container_port)
            }
        };
        let local = match local {
            "" => 0,
            // Whoever names no port on this side gets the same one.
            same if same == remote && !is_number(same) => port.unwrap_or(leads_to),
            local => number("local", local)?,
        };
        if leads_to == 0 {
            return Err(Failure::error("remote port must be > 0"));
        }
        Ok(Ports { local, remote: leads_to })
    }
}

/// Ports that are forwarded, each with how many connections have been told.
struct Forwarding(Vec<(Rc<Forward>, u32)>);

impl Waiting for Forwarding {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        for (forward, told) in &mut self.0 {
            for _ in *told..forward.connections() {
                let line = format!("Handling connection for {}", forward.local);
                context.out.line(Style::Plain, &line);
            }
            *told = forward.connections();
        }
        if self.0.iter().any(|(forward, _)| forward.is_lost()) {
            return Err(Failure::error("lost connection to pod"));
        }
        Ok(Progress::WATCH)
    }
}
