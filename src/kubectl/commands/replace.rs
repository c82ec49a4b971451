//! `kubectl replace`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::documents::{self, Document};
use super::super::failure::Failure;
use super::super::flags::{Arguments, FILENAME, Flag, NAMESPACE, OUTPUT, VALIDATE};
use super::super::format::Format;
use super::super::output::Style;
use super::super::resource;
use super::super::warnings;
use super::objects;
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
        FILENAME,
        Flag::switch("force", "Remove the resources first and create them anew."),
        NAMESPACE,
        OUTPUT,
        VALIDATE,
    ],
    subcommands: &[],
    words: Words::Free,
    run,
};

// Models kubectl/pkg/cmd/replace/replace.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if arguments.list("filename").is_empty() {
        return Err(Failure::error("must specify --filename to replace"));
    }
    let format = match arguments.text("output") {
        None => None,
        _ => Some(super::super::template::format(arguments, Format::parse)?),
    };
    let strict = arguments.is_strict()?;
    let documents::Documents { read, mut failures } = documents::read(arguments, context)?;
    if read.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to replace"));
    }
    if arguments.on("force") {
        Failure::all(failures)?;
        return force(&read, strict, format, context);
    }
    for document in &read {
        let prefix = format!("error when replacing \"{}\": ", document.file);
        let replaced = document.kind().and_then(|_| {
            let at = |status| Failure::server_at(&prefix, &status);
            let object = document.decode(document.value.clone(), strict).map_err(at)?;
            let object = context.client.api.update(object).map_err(at)?;
            warnings::print(&object, false, context);
            if let Some(format) = &format {
                return format.print_one(&object, context.out);
            }
            let kind = resource::of_kind(object.kind()).qualified_singular();
            context.out.print(Style::Plain, &format!("{kind}/{} ", object.metadata().name));
            context.out.line(Style::Ok, "replaced");
            Ok(())
        });
        if let Err(failure) = replaced {
            failures.push(failure);
        }
    }
    Failure::all(failures)?;
    Ok(Outcome::Done)
}

// Models kubectl/pkg/cmd/replace/replace.go forceReplace
fn force(
    read: &[Document],
    strict: bool,
    format: Option<Format>,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    let mut forced = Forced { gone: Vec::new(), objects: Vec::new(), format };
    for document in read {
        let kind = document.kind()?;
        let at = |status| Failure::server(&status);
        forced.objects.push(document.decode(document.value.clone(), strict).map_err(at)?);
        let key = Key::new(kind, &document.namespace, &document.name);
        let Some(object) = context.client.object(&key) else { continue };
        forced.gone.push((key.clone(), object.metadata().uid.clone()));
        context.client.api.delete(&key, &DeleteOptions::default()).map_err(at)?;
        if forced.format.is_none() {
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
    format: Option<Format>,
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
            match &self.format {
                Some(format) => format.print_one(&object, context.out)?,
                None => objects::say(&object, "replaced", context),
            }
        }
        Ok(Progress::Done(0))
    }
}
