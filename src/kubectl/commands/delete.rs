//! `kubectl delete`

use super::super::client::Client;
use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::documents;
use super::super::failure::Failure;
use super::super::flags::{
    ALL_NAMESPACES, Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, SELECTOR, is_false,
    is_true,
};
use super::super::output::{Output, Style};
use super::super::resource;
use super::super::target::{self, Filter, Target};
use super::apply::DryRun;
use super::wait::{timed_out, timeout};
use crate::api::clock::Millis;
use crate::api::{Key, Object};
use crate::apiserver::status::Reason;
use crate::apiserver::{DeleteOptions, Propagation};

/// `delete`
pub const COMMAND: Command = Command {
    name: "delete",
    aliases: &[],
    group: Group::Intermediate,
    short: "Delete resources by file names, stdin, resources and names, or by resources and label \
            selector",
    usage: "delete ([-f FILENAME] | TYPE [(NAME | -l label | --all)])",
    examples: &[
        "kubectl delete pod web-0",
        "kubectl delete -f pod.yaml",
        "kubectl delete pods -l app=web",
        "kubectl delete statefulset web --cascade=orphan",
        "kubectl delete pod web-0 --force --grace-period=0",
    ],
    flags: &[
        Flag::switch("all", "Delete all resources, in the namespace of the specified types."),
        ALL_NAMESPACES,
        Flag::text_or(
            "cascade",
            "background",
            "Must be \"background\", \"orphan\", or \"foreground\".",
        ),
        DRY_RUN,
        Flag::text("field-selector", "Selector (field query) to filter on."),
        FILENAME,
        Flag::switch("force", "Immediately remove resources from API."),
        Flag::number("grace-period", "Seconds given to the resource to terminate gracefully."),
        Flag::switch("ignore-not-found", "Treat \"resource not found\" as a successful delete."),
        NAMESPACE,
        Flag::switch("now", "Signal resources for immediate shutdown (as --grace-period=1)."),
        OUTPUT,
        SELECTOR,
        Flag::text("timeout", "The length of time to wait before giving up on a delete."),
        Flag::switch("wait", "Wait for resources to be gone before returning (default true)."),
    ],
    subcommands: &[],
    words: Words::Objects,
    run,
};

// Models kubectl/pkg/cmd/delete/delete.go RunDelete
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let deletion = Deletion::new(arguments, context)?;
    let filter = Filter::new(arguments, context);
    let mut failures = Vec::new();
    let targets = targets(arguments, context, &mut failures)?;
    let mut gone = Gone::default();
    let mut found = 0;
    for target in &targets {
        // What is only said to be deleted is not looked for.
        if let (DryRun::Client, Target::One { resource, name, .. }) = (deletion.dry_run, target) {
            found += 1;
            deletion.report(&resource.qualified_singular(), name, context);
            continue;
        }
        let objects = match target {
            Target::Every(resource) => filter.list(context.client.api, resource),
            Target::One { resource, namespace, name, .. } => {
                target::fetch(context.client.api, resource, namespace, name).map(|it| vec![it])
            }
        };
        match objects {
            Ok(objects) => {
                for object in objects {
                    found += 1;
                    match deletion.delete(target, &object, context) {
                        Ok((key, uid)) => gone.await_end(key, uid),
                        Err(failure) => failures.push(failure),
                    }
                }
            }
            Err(status) if deletion.ignore && status.reason == Reason::NotFound => {}
            Err(status) => {
                let prefix = match target {
                    Target::One { file: Some(file), .. } => {
                        format!("error when deleting \"{file}\": ")
                    }
                    _ => String::new(),
                };
                failures.push(Failure::server_at(&prefix, &status));
            }
        }
    }
    Failure::all(failures)?;
    if found == 0 && !deletion.ignore {
        context.out.line(Style::Plain, "No resources found");
    }
    if deletion.wait && deletion.dry_run == DryRun::None && !gone.0.is_empty() {
        let until = deletion.timeout.map(|timeout| context.client.now + timeout);
        return Ok(Outcome::Wait(Box::new(Removal { gone, until })));
    }
    Ok(Outcome::Done)
}

fn targets(
    arguments: &Arguments,
    context: &Context<'_, '_>,
    failures: &mut Vec<Failure>,
) -> Result<Vec<Target>, Failure> {
    if arguments.given("filename") {
        let mut read = documents::read(arguments, context)?;
        read.select(arguments)?;
        failures.append(&mut read.failures);
        return Ok(read.read.iter().map(|document| document.target()).collect());
    }
    let selected = arguments.given("selector") || arguments.given("field-selector");
    let all = arguments.on("all");
    if arguments.words.is_empty() {
        return Err(Failure::error(match selected || all {
            true => "at least one resource must be specified to use a selector",
            false => NOTHING_NAMED,
        }));
    }
    if all && selected {
        return Err(Failure::error("setting 'all' parameter but found a non empty selector. "));
    }
    let targets = target::from_words(&arguments.words, &context.namespace(arguments))?;
    let named = targets.iter().any(|target| matches!(target, Target::One { .. }));
    if named && arguments.on("all-namespaces") {
        return Err(Failure::error("a resource cannot be retrieved by name across all namespaces"));
    }
    match (named, selected || all) {
        (true, true) if arguments.words.iter().any(|word| word.contains('/')) => {
            Err(Failure::error(
                "selectors and the all flag cannot be used when passing resource/name arguments",
            ))
        }
        (true, true) => Err(Failure::error("name cannot be provided when a selector is specified")),
        (false, false) => {
            Err(Failure::error("resource(s) were provided, but no name was specified"))
        }
        _ => Ok(targets),
    }
}

/// What kubectl says when a command that needs objects is given none.
pub const NOTHING_NAMED: &str = "You must provide one or more resources by argument or filename.\n\
                                 Example resource specifications include:\n   '-f rsrc.yaml'\n   \
                                 '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

struct Deletion {
    options: DeleteOptions,
    force: bool,
    ignore: bool,
    wait: bool,
    names_only: bool,
    dry_run: DryRun,
    timeout: Option<i64>,
}

impl Deletion {
    fn new(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Deletion, Failure> {
        let propagation = match arguments.text("cascade") {
            None | Some("background") => Propagation::Background,
            Some("orphan") => Propagation::Orphan,
            Some(word) if is_true(word) || is_false(word) => {
                let (instead, propagation) = match is_true(word) {
                    true => ("background", Propagation::Background),
                    false => ("orphan", Propagation::Orphan),
                };
                let note = format!(
                    "warning: --cascade={word} is deprecated (boolean value) and can be replaced \
                     with --cascade={instead}."
                );
                context.out.complain(Style::Warning, &note);
                propagation
            }
            Some("foreground") => Propagation::Foreground,
            Some(other) => {
                return Err(Failure::error(format!(
                    "invalid cascade value ({other}). Must be \"background\", \"foreground\", or \
                     \"orphan\""
                )));
            }
        };
        let force = arguments.on("force");
        let mut grace = arguments.number("grace-period").filter(|seconds| *seconds >= 0);
        if arguments.on("now") {
            if grace.is_some() {
                return Err(Failure::error(
                    "--now and --grace-period cannot be specified together",
                ));
            }
            grace = Some(1);
        }
        match (force, grace) {
            (true, None) => grace = Some(0),
            (true, Some(seconds)) if seconds > 0 => {
                return Err(Failure::error(
                    "--force and --grace-period greater than 0 cannot be specified together",
                ));
            }
            // Without --force the pod still gets the shortest grace period there is.
            (false, Some(0)) => grace = Some(1),
            _ => {}
        }
        if force {
            context.out.complain(Style::Warning, FORCE_WARNING);
        }
        let names_only = match arguments.text("output") {
            None => false,
            Some("name") => true,
            Some(other) => {
                return Err(Failure::error(format!(
                    "unexpected -o output mode: {other}. We only support '-o name'"
                )));
            }
        };
        Ok(Deletion {
            options: DeleteOptions {
                uid: None,
                grace_period_seconds: grace,
                propagation: Some(propagation),
            },
            force,
            ignore: arguments.on("ignore-not-found"),
            wait: arguments.on_by_default("wait"),
            names_only,
            dry_run: DryRun::new(arguments)?,
            timeout: timeout(arguments, "kubectl delete")?.filter(|timeout| *timeout > 0),
        })
    }

    fn delete(
        &self,
        target: &Target,
        object: &Object,
        context: &mut Context<'_, '_>,
    ) -> Result<(Key, String), Failure> {
        let key = object.key();
        let api = &mut context.client.api;
        let deleted = match self.dry_run {
            DryRun::None => api.delete(&key, &self.options).map(|_| ()),
            DryRun::Client => Ok(()),
            DryRun::Server => api.clone().delete(&key, &self.options).map(|_| ()),
        };
        deleted.map_err(|status| match target {
            Target::One { file: Some(file), .. } => {
                Failure::server_at(&format!("error when deleting \"{file}\": "), &status)
            }
            _ => Failure::server(&status),
        })?;
        self.report(&resource::of_kind(key.kind).qualified_singular(), key.name(), context);
        Ok((key, object.metadata().uid.clone()))
    }

    fn report(&self, kind: &str, name: &str, context: &mut Context<'_, '_>) {
        if self.names_only {
            context.out.line(Style::Plain, &format!("{kind}/{name}"));
        } else {
            let verb = if self.force { "force deleted" } else { "deleted" };
            say(kind, name, &format!("{verb}{}", self.dry_run.suffix()), context.out);
        }
    }
}

const FORCE_WARNING: &str = "Warning: Immediate deletion does not wait for confirmation that the \
                             running resource has been terminated. The resource may continue to \
                             run on the cluster indefinitely.";

/// Says what has been done with an object.
pub fn say(kind: &str, name: &str, done: &str, out: &mut Output) {
    out.print(Style::Plain, &format!("{kind} \"{name}\" "));
    out.line(Style::Warning, done);
}

/// Objects that are going, by their keys and uids.
#[derive(Default)]
pub struct Gone(Vec<(Key, String)>);

impl Gone {
    /// Awaits the end of one more object.
    pub fn await_end(&mut self, key: Key, uid: String) {
        self.0.push((key, uid));
    }

    /// Whether none of them is there any more.
    // Models kubectl/pkg/cmd/wait IsDeleted
    pub fn is_complete(&mut self, client: &Client<'_>) -> bool {
        self.0.retain(|(key, uid)| {
            client.object(key).is_some_and(|object| object.metadata().uid == *uid)
        });
        self.0.is_empty()
    }
}

/// Waits until the objects are gone.
struct Removal {
    gone: Gone,
    until: Option<Millis>,
}

impl Waiting for Removal {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        if self.gone.is_complete(context.client) {
            return Ok(Progress::Done(0));
        }
        if self.until.is_some_and(|until| context.client.now >= until) {
            return Err(timed_out(self.gone.0.iter().map(|(key, _)| key)));
        }
        Ok(Progress::Waiting { until: self.until, ends_when_quiet: false })
    }
}
