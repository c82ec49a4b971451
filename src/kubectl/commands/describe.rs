//! `kubectl describe`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::describe;
use super::super::documents;
use super::super::failure::Failure;
use super::super::flags::{ALL_NAMESPACES, Arguments, FILENAME, Flag, NAMESPACE, SELECTOR};
use super::super::output::{Output, Style};
use super::super::target::{self, Filter, Target};
use crate::api::Object;

/// `describe`
pub const COMMAND: Command = Command {
    name: "describe",
    aliases: &[],
    group: Group::Troubleshooting,
    short: "Show details of a specific resource or group of resources",
    usage: "describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
    examples: &[
        "kubectl describe pod web-0",
        "kubectl describe pods -l app=web",
        "kubectl describe pvc,pv",
        "kubectl describe -f pod.yaml",
    ],
    flags: &[
        ALL_NAMESPACES,
        FILENAME,
        NAMESPACE,
        SELECTOR,
        Flag::switch("show-events", "If true, display events related to the described object."),
    ],
    subcommands: &[],
    words: Words::Objects,
    run,
};

// Models kubectl/pkg/cmd/describe/describe.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let filter = Filter::new(arguments, context)?;
    let mut failures = Vec::new();
    let targets = targets(arguments, context, &mut failures)?;
    let mut first = true;
    for target in &targets {
        let objects = match found(target, &filter, context) {
            Ok(objects) => objects,
            Err(failure) => {
                failures.push(failure);
                continue;
            }
        };
        for object in objects {
            if !first {
                context.out.print(Style::Plain, "\n\n");
            }
            first = false;
            let mut text =
                describe::describe(&object, context.client.api.store(), context.client.now);
            if !arguments.on_by_default("show-events") {
                text.truncate(text.rfind("\nEvents:").map_or(text.len(), |at| at + 1));
            }
            print(&text, context.out);
        }
    }
    if first && failures.is_empty() {
        let message = match &filter.namespace {
            Some(namespace) if targets.iter().all(|target| target.resource().namespaced) => {
                format!("No resources found in {namespace} namespace.")
            }
            _ => "No resources found".to_owned(),
        };
        context.out.complain(Style::Plain, &message);
    }
    Failure::all(failures)?;
    Ok(Outcome::Done)
}

fn targets(
    arguments: &Arguments,
    context: &Context<'_, '_>,
    failures: &mut Vec<Failure>,
) -> Result<Vec<Target>, Failure> {
    if arguments.given("filename") {
        let mut read = documents::read(arguments, context)?;
        failures.append(&mut read.failures);
        return Ok(read.read.iter().map(|document| document.target()).collect());
    }
    if arguments.words.is_empty() {
        return Err(Failure::plain(
            "You must specify the type of resource to describe. Use \"kubectl api-resources\" for \
             a complete list of supported resources.\n\nerror: Required resource not specified.\n\
             See 'kubectl describe -h' for help and examples",
        ));
    }
    target::from_words(&arguments.words, &context.namespace(arguments))
}

/// The objects of a target. A name that nothing bears stands for all names that begin so.
// Models kubectl/pkg/cmd/describe/describe.go DescribeMatchingResources
fn found(
    target: &Target,
    filter: &Filter,
    context: &Context<'_, '_>,
) -> Result<Vec<Object>, Failure> {
    let api = &*context.client.api;
    let server = |status| Failure::server(&status);
    match target {
        Target::Every(resource) => filter.list(api, resource).map_err(server),
        Target::One { resource, namespace, name, .. } => {
            let missing = match target::fetch(api, resource, namespace, name) {
                Ok(object) => return Ok(vec![object]),
                Err(status) => status,
            };
            let mut similar = filter.list(api, resource).map_err(server)?;
            similar.retain(|object| object.metadata().name.starts_with(name.as_str()));
            if similar.is_empty() { Err(server(missing)) } else { Ok(similar) }
        }
    }
}

/// Prints a description with its labels as headings.
fn print(text: &str, out: &mut Output) {
    for line in text.split_inclusive('\n') {
        let label = line.find(':').filter(|_| !line.starts_with(' '));
        match label {
            Some(end) => {
                out.print(Style::Heading, &line[..=end]);
                out.print(Style::Plain, &line[end + 1..]);
            }
            None => out.print(Style::Plain, line),
        }
    }
}
