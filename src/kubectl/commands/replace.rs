//! `kubectl replace`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::documents::{self, Document};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, VALIDATE};
use super::super::output::Style;
use super::super::resource;
use super::super::warnings;
use super::apply::DryRun;
use super::creation::Creation;
use crate::api::{Key, Object};
use crate::apiserver::DeleteOptions;

/// `replace`
pub const COMMAND: Command = Command {
    name: "replace",
    aliases: &[],
    group: Group::Advanced,
    short: "Replace a resource by file name or stdin",
    usage: "replace -f FILENAME",
    examples: &["kubectl replace -f pod.yaml"],
    flags: &[
        DRY_RUN,
        FILENAME,
        Flag::switch("force", "Remove the resources first and create them anew."),
        Flag::number("grace-period", "Seconds given to the resource to terminate gracefully."),
        NAMESPACE,
        OUTPUT,
        Flag::text("timeout", "The length of time to wait before giving up on a delete."),
        VALIDATE,
    ],
    subcommands: &[],
    words: Words::Free,
    run,
};

// Models kubectl/pkg/cmd/replace/replace.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if arguments.list("filename").is_empty() {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    let forced = arguments.on("force");
    for flag in ["grace-period", "timeout"] {
        if arguments.number(flag).is_none_or(|it| it >= 0) && arguments.given(flag) && !forced {
            return Err(Failure::error(format!("--{flag} must have --force specified")));
        }
    }
    let creation = Creation::new(arguments)?;
    if forced && creation.dry_run != DryRun::None {
        return Err(Failure::error("--dry-run can not be used when --force is set"));
    }
    let strict = arguments.is_strict()?;
    let documents::Documents { read, mut failures } = documents::read(arguments, context)?;
    if read.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to replace"));
    }
    if forced {
        Failure::all(failures)?;
        let grace = arguments.number("grace-period").filter(|seconds| *seconds >= 0);
        return force(&read, strict, creation, grace, context);
    }
    let real = (creation.dry_run == DryRun::Server).then(|| context.client.api.clone());
    for document in &read {
        let prefix = format!("error when replacing \"{}\": ", document.file);
        let replaced = document.kind().and_then(|_| {
            let at = |status| Failure::server_at(&prefix, &status);
            if creation.dry_run == DryRun::Client {
                return creation.report_unsent(document, &document.value, "replaced", context);
            }
            let object = document.decode(document.value.clone(), strict).map_err(at)?;
            let object = context.client.api.update(object).map_err(at)?;
            warnings::print(&object, false, context);
            creation.report(&object, "replaced", context)
        });
        if let Err(failure) = replaced {
            failures.push(failure);
        }
    }
    if let Some(real) = real {
        *context.client.api = real;
    }
    Failure::all(failures)?;
    Ok(Outcome::Done)
}

// Models kubectl/pkg/cmd/replace/replace.go forceReplace
fn force(
    read: &[Document],
    strict: bool,
    creation: Creation,
    grace_period_seconds: Option<i64>,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    let options = DeleteOptions { grace_period_seconds, ..DeleteOptions::default() };
    let mut forced = Forced { gone: Vec::new(), objects: Vec::new(), creation };
    for document in read {
        let kind = document.kind()?;
        let at = |status| Failure::server(&status);
        forced.objects.push(document.decode(document.value.clone(), strict).map_err(at)?);
        let key = Key::new(kind, &document.namespace, &document.name);
        let Some(object) = context.client.object(&key) else { continue };
        forced.gone.push((key.clone(), object.metadata().uid.clone()));
        context.client.api.delete(&key, &options).map_err(at)?;
        if !forced.creation.prints_objects() {
            let kind = resource::of_kind(kind).qualified_singular();
            context.out.print(Style::Plain, &format!("{kind} \"{}\" ", key.name()));
            context.out.line(Style::Warning, "deleted");
        }
    }
    Ok(Outcome::Wait(Box::new(forced)))
}

/// Waits until the old objects are gone, then creates the new ones.
struct Forced {
    gone: Vec<(Key, String)>,
    objects: Vec<Object>,
    creation: Creation,
}

impl Waiting for Forced {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let is_there = |(key, uid): &(Key, String)| {
            context.client.object(key).is_some_and(|object| object.metadata().uid == *uid)
        };
        if self.gone.iter().any(is_there) {
            return Ok(Progress::CHANGE);
        }
        for object in std::mem::take(&mut self.objects) {
            let created = context.client.api.create(object);
            let object = created.map_err(|status| Failure::server(&status))?;
            self.creation.report(&object, "replaced", context)?;
        }
        Ok(Progress::Done(0))
    }
}
