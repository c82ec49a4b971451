//! `kubectl describe`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::describe;
use super::super::documents;
use super::super::failure::Failure;
use super::super::flags::{ALL_NAMESPACES, Arguments, FILENAME, Flag, NAMESPACE, SELECTOR};
use super::super::output::Style;
use super::super::target::{self, Filter, Target};
use crate::api::Object;
use crate::apiserver::status::Status;

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
    let filter = Filter::new(arguments, context);
    let mut failures = Vec::new();
    let targets = targets(arguments, context, &mut failures)?;
    let with_events = arguments.on_by_default("show-events");
    let mut first = true;
    for target in &targets {
        let objects = match found(target, &filter, context) {
            Ok(objects) => objects,
            Err(status) => {
                let similar = similar(arguments, target, &filter, context);
                if similar.is_empty() {
                    failures.push(Failure::server(&status));
                }
                for object in similar {
                    first = false;
                    print(&object, with_events, context);
                    context.out.print(Style::Plain, "\n");
                }
                continue;
            }
        };
        for object in objects {
            if !first {
                context.out.print(Style::Plain, "\n\n");
            }
            first = false;
            print(&object, with_events, context);
        }
    }
    if first && failures.is_empty() {
        let message = match &filter.namespace {
            Some(namespace) => format!("No resources found in {namespace} namespace."),
            None => "No resources found".to_owned(),
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
    let targets = target::from_words(&arguments.words, &context.namespace(arguments))?;
    let named = targets.iter().any(|target| matches!(target, Target::One { .. }));
    if named && arguments.on("all-namespaces") {
        return Err(Failure::error("a resource cannot be retrieved by name across all namespaces"));
    }
    if named && arguments.given("selector") {
        return Err(Failure::error("name cannot be provided when a selector is specified"));
    }
    Ok(targets)
}

fn found(
    target: &Target,
    filter: &Filter,
    context: &Context<'_, '_>,
) -> Result<Vec<Object>, Status> {
    let api = &*context.client.api;
    match target {
        Target::Every(resource) => filter.list(api, resource),
        Target::One { resource, namespace, name, .. } => {
            target::fetch(api, resource, namespace, name).map(|object| vec![object])
        }
    }
}

/// The objects whose names begin with what `describe TYPE NAME` says and nothing is called.
// Models kubectl/pkg/cmd/describe/describe.go DescribeMatchingResources
fn similar(
    arguments: &Arguments,
    target: &Target,
    filter: &Filter,
    context: &Context<'_, '_>,
) -> Vec<Object> {
    let (Target::One { resource, name, .. }, [_, word]) = (target, arguments.words.as_slice())
    else {
        return Vec::new();
    };
    if word != name {
        return Vec::new();
    }
    let mut similar = filter.list(context.client.api, resource).unwrap_or_default();
    similar.retain(|object| object.metadata().name.starts_with(name.as_str()));
    similar
}

/// Prints a description with its labels as headings.
fn print(object: &Object, with_events: bool, context: &mut Context<'_, '_>) {
    let mut text = describe::describe(object, context.client.api.store(), context.client.now);
    if !with_events {
        text.truncate(text.rfind("\nEvents:").map_or(text.len(), |at| at + 1));
    }
    for line in text.split_inclusive('\n') {
        let label = line.find(':').filter(|_| !line.starts_with(' '));
        match label {
            Some(end) => {
                context.out.print(Style::Heading, &line[..=end]);
                context.out.print(Style::Plain, &line[end + 1..]);
            }
            None => context.out.print(Style::Plain, line),
        }
    }
}
