//! The objects that a command is to change: by kind and name, by selector, or from files.

use super::super::command::Context;
use super::super::documents;
use super::super::failure::Failure;
use super::super::flags::Arguments;
use super::super::output::Style;
use super::super::resource;
use super::super::target::{self, Filter, Target};
use super::apply::DryRun;
use super::creation::Creation;
use super::delete::NOTHING_NAMED;
use crate::api::Object;

/// The objects that could be found, and why the others could not.
pub struct Found {
    /// What was found, in the order of the command line.
    pub objects: Vec<Object>,
    /// What was not.
    pub failures: Vec<Failure>,
}

/// Finds what `words` and the flags `-f`, `-l` and `--all` name.
///
/// # Errors
/// Nothing is named, or the words make no sense.
pub fn find(
    arguments: &Arguments,
    words: &[String],
    context: &Context<'_, '_>,
) -> Result<Found, Failure> {
    find_any(arguments, words, arguments.on("all"), context)
}

/// The same; if `every`, a kind alone stands for all objects of it.
///
/// # Errors
/// Nothing is named, or the words make no sense.
pub fn find_any(
    arguments: &Arguments,
    words: &[String],
    every: bool,
    context: &Context<'_, '_>,
) -> Result<Found, Failure> {
    let (targets, failures) = if arguments.given("filename") {
        let read = documents::read(arguments, context)?;
        (read.read.iter().map(|document| document.target()).collect(), read.failures)
    } else if words.is_empty() {
        return Err(Failure::error(NOTHING_NAMED));
    } else {
        (target::from_words(words, &context.namespace(arguments))?, Vec::new())
    };
    let filter = Filter::new(arguments, context);
    let mut found = Found { objects: Vec::new(), failures };
    for target in targets {
        match &target {
            Target::Every(_) if !every && !arguments.given("selector") => {
                return Err(Failure::error("resource(s) were provided, but no name was specified"));
            }
            Target::Every(resource) => match filter.list(context.client.api, resource) {
                Ok(mut objects) => found.objects.append(&mut objects),
                Err(status) => found.failures.push(Failure::server(&status)),
            },
            Target::One { resource, namespace, name, .. } => {
                match target::fetch(context.client.api, resource, namespace, name) {
                    Ok(object) => found.objects.push(object),
                    Err(status) => found.failures.push(Failure::server(&status)),
                }
            }
        }
    }
    Ok(found)
}

/// What a command does to one object: the verb to report, if there is anything to report.
pub type Change<'a> =
    &'a mut dyn FnMut(&Object, &mut Context<'_, '_>) -> Result<Option<String>, Failure>;

/// Does something to each object and says what it did: `pod/web-0 labeled`, or prints the object
/// as `-o` asks for it. A dry run changes a copy of the cluster instead.
///
/// # Errors
/// All that failed, after the rest was done.
pub fn change(
    found: Found,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
    change: Change<'_>,
) -> Result<(), Failure> {
    change_as(&Creation::new(arguments)?, found, context, change)
}

/// The same for a command that reports in its own way.
///
/// # Errors
/// All that failed, after the rest was done.
pub fn change_as(
    creation: &Creation,
    found: Found,
    context: &mut Context<'_, '_>,
    change: Change<'_>,
) -> Result<(), Failure> {
    let real = (creation.dry_run != DryRun::None).then(|| context.client.api.clone());
    let mut failures = found.failures;
    for object in &found.objects {
        let mut recorded = object.clone();
        creation.record(&mut recorded);
        let done = change(&recorded, context).and_then(|verb| {
            let Some(verb) = verb else { return Ok(()) };
            let mut now = creation.shown(object, context);
            // What has not been sent together with the change is sent after it.
            let before = now.clone();
            creation.record(&mut now);
            if now != before {
                let sent = context.client.api.update(now);
                now = sent.map_err(|status| Failure::server(&status))?;
            }
            // What only kubectl has changed keeps the numbers that the server has given it.
            if creation.dry_run == DryRun::Client {
                let (meta, old) = (now.metadata_mut(), object.metadata());
                meta.generation = old.generation;
                meta.resource_version.clone_from(&old.resource_version);
            }
            creation.report(if creation.shows_old() { object } else { &now }, &verb, context)
        });
        failures.extend(done.err());
    }
    if let Some(real) = real {
        *context.client.api = real;
    }
    Failure::all(failures)
}

/// `statefulset.apps/web scaled`
pub fn say(object: &Object, verb: &str, context: &mut Context<'_, '_>) {
    let kind = resource::of_kind(object.kind()).qualified_singular();
    say_named(&kind, &object.metadata().name, verb, context);
}

/// The same of an object that is known by its kind and name.
pub fn say_named(kind: &str, name: &str, verb: &str, context: &mut Context<'_, '_>) {
    context.out.print(Style::Plain, &format!("{kind}/{name} "));
    let as_it_was = ["not ", "unchanged"].iter().any(|start| verb.starts_with(start));
    let changed = !as_it_was && !verb.contains("(no change)");
    context.out.line(if changed { Style::Ok } else { Style::Plain }, verb);
}
