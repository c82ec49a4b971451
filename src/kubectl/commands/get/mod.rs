//! `kubectl get`

mod sort;
mod table;
mod watch;

use self::table::TableOptions;
use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::documents;
use super::super::failure::Failure;
use super::super::flags::{ALL_NAMESPACES, Arguments, FILENAME, Flag, NAMESPACE, OUTPUT, SELECTOR};
use super::super::format::Format;
use super::super::output::Style;
use super::super::resource::Resource;
use super::super::target::{self, Filter, Target};
use super::super::template;
use crate::api::Object;
use crate::apiserver::status::{Reason, Status};

/// `get`
pub const COMMAND: Command = Command {
    name: "get",
    aliases: &[],
    group: Group::Intermediate,
    short: "Display one or many resources",
    usage: "get [(-o|--output=)json|yaml|name|jsonpath=...|custom-columns=...|wide] \
            (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]",
    examples: &[
        "kubectl get pods",
        "kubectl get pods -o wide",
        "kubectl get pods -w",
        "kubectl get all",
        "kubectl get -f pod.yaml -o json",
        "kubectl get pod/web-0 service/web",
    ],
    flags: &[
        ALL_NAMESPACES,
        Flag::number("chunk-size", "Return large lists in chunks rather than all at once."),
        Flag::text("field-selector", "Selector (field query) to filter on."),
        FILENAME,
        Flag::switch("ignore-not-found", "Return exit code 0 if an object does not exist."),
        Flag::text("label-columns", "Labels that are going to be presented as columns.")
            .letter('L'),
        NAMESPACE,
        Flag::switch("no-headers", "Don't print headers."),
        OUTPUT,
        SELECTOR,
        Flag::switch("show-kind", "If present, list the resource type for the objects."),
        Flag::switch("show-labels", "Show all labels as the last column."),
        Flag::text("sort-by", "Sort the list by this field, as a JSONPath expression."),
        Flag::switch("watch", "After listing the requested object, watch for changes.").letter('w'),
        Flag::switch("watch-only", "Watch for changes without listing first."),
    ],
    subcommands: &[],
    words: Words::Objects,
    run,
};

/// A group of objects of one kind that were asked for together.
struct Found {
    resource: &'static Resource,
    objects: Vec<Object>,
}

// Models kubectl/pkg/cmd/get/get.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let mut format = template::format(arguments, Format::parse)?;
    if let Format::CustomColumns(columns) = &mut format {
        columns.headless = arguments.on("no-headers");
    }
    // Models kubectl/pkg/cmd/get/get.go Validate
    if arguments.on("show-labels") && !matches!(format, Format::Table { .. }) {
        let output = arguments.text("output").unwrap_or_default();
        let message = format!("--show-labels option cannot be used with {output} printer");
        return Err(Failure::error(message));
    }
    let filter = Filter::new(arguments, context);
    let mut failures = Vec::new();
    let targets = targets(arguments, context, &mut failures)?;
    if arguments.on("watch") || arguments.on("watch-only") {
        Failure::all(failures)?;
        return watch::run(arguments, context, &targets, filter, format);
    }
    let mut found: Vec<Found> = Vec::new();
    for target in &targets {
        match fetch(target, &filter, context) {
            Ok(objects) => found.push(Found { resource: target.resource(), objects }),
            Err(status) => {
                let forgiven =
                    arguments.on("ignore-not-found") && status.reason == Reason::NotFound;
                if !forgiven {
                    failures.push(Failure::server(&status));
                }
            }
        }
    }
    if let Some(path) = arguments.text("sort-by") {
        for group in &mut found {
            sort::by(path, &mut group.objects)?;
        }
    }
    match &format {
        Format::Table { wide } => {
            let options = TableOptions::new(arguments, *wide);
            let written = print_tables(found, &options, context);
            if !written && failures.is_empty() && !arguments.on("ignore-not-found") {
                nothing_found(&targets, &filter, context);
            }
        }
        format => {
            let single = matches!(targets.as_slice(), [Target::One { .. }]);
            let objects: Vec<Object> = found.into_iter().flat_map(|group| group.objects).collect();
            match objects.as_slice() {
                [object] if single => format.print_one(object, context.out)?,
                [] if single || !failures.is_empty() => {}
                objects => format.print_list(objects, context.out)?,
            }
        }
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
        return Err(Failure::plain(NO_RESOURCE));
    }
    let targets = target::from_words(&arguments.words, &context.namespace(arguments))?;
    let named = targets.iter().any(|target| matches!(target, Target::One { .. }));
    if named && (arguments.given("selector") || arguments.given("field-selector")) {
        return Err(Failure::error("name cannot be provided when a selector is specified"));
    }
    if named && arguments.on("all-namespaces") {
        return Err(Failure::error("a resource cannot be retrieved by name across all namespaces"));
    }
    Ok(targets)
}

const NO_RESOURCE: &str = "You must specify the type of resource to get. Use \"kubectl \
                           api-resources\" for a complete list of supported resources.\n\n\
                           error: Required resource not specified.\n\
                           Use \"kubectl explain <resource>\" for a detailed description of that \
                           resource (e.g. kubectl explain pods).\n\
                           See 'kubectl get -h' for help and examples";

fn fetch(
    target: &Target,
    filter: &Filter,
    context: &Context<'_, '_>,
) -> Result<Vec<Object>, Status> {
    match target {
        Target::Every(resource) => filter.list(context.client.api, resource),
        Target::One { resource, namespace, name, .. } => {
            target::fetch(context.client.api, resource, namespace, name).map(|object| vec![object])
        }
    }
}

/// Prints a table for each run of objects of one kind; returns whether anything was printed.
fn print_tables(found: Vec<Found>, options: &TableOptions, context: &mut Context<'_, '_>) -> bool {
    let mut groups: Vec<Found> = Vec::new();
    for mut group in found {
        match groups.last_mut() {
            Some(last) if last.resource == group.resource => {
                last.objects.append(&mut group.objects);
            }
            _ => groups.push(group),
        }
    }
    let several_kinds = groups.iter().any(|group| group.resource != groups[0].resource);
    let mut written = false;
    for group in groups.iter().filter(|group| !group.objects.is_empty()) {
        if written && !options.no_headers {
            context.out.print(Style::Plain, "\n");
        }
        written = true;
        let mut table = options.table(group.resource, several_kinds);
        table.print(&group.objects, context.client.now, context.out);
    }
    written
}

fn nothing_found(targets: &[Target], filter: &Filter, context: &mut Context<'_, '_>) {
    let all_namespaced = targets.iter().all(|target| target.resource().namespaced);
    let message = match &filter.namespace {
        Some(namespace) if all_namespaced => {
            format!("No resources found in {namespace} namespace.")
        }
        _ => "No resources found".to_owned(),
    };
    context.out.complain(Style::Plain, &message);
}
