//! How commands send objects and say what they have done.

use super::super::command::{Context, Outcome};
use super::super::documents::Document;
use super::super::failure::Failure;
use super::super::flags::Arguments;
use super::super::format::Format;
use super::super::output::Style;
use super::super::{template, warnings};
use super::apply::DryRun;
use super::objects;
use crate::api::{Kind, Object};
use crate::apiserver::status::Status;
use serde_json::Value;
use std::cell::Cell;

/// The annotation in which the command line is kept that has changed an object.
pub const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";

/// How a command that creates or changes objects sends and reports them.
pub struct Creation {
    /// Whether it only tries.
    pub dry_run: DryRun,
    format: Option<Format>,
    /// Whether the command line names the namespace.
    in_namespace: bool,
    /// The command line, if it is to be recorded.
    pub cause: Option<String>,
    /// Whether it says of a dry run that it is one.
    tells_dry_run: bool,
    /// Whether one printer prints all objects, and puts a line between those in YAML.
    parts: bool,
    /// Whether it has printed one.
    printed: Cell<bool>,
    /// Whether objects are printed as they were before.
    shows_old: bool,
    /// What a command has made of an object and does not send.
    unsent: Cell<Option<Object>>,
}

impl Creation {
    /// Reads `-o` and `--dry-run`.
    ///
    /// # Errors
    /// One of them is wrong.
    pub fn new(arguments: &Arguments) -> Result<Creation, Failure> {
        let asked = arguments.given("output") || arguments.given("template");
        let format =
            if asked { Some(template::format(arguments, Format::parse_printer)?) } else { None };
        Ok(Creation {
            dry_run: DryRun::new(arguments)?,
            format,
            in_namespace: arguments.given("namespace"),
            cause: arguments.recorded(),
            tells_dry_run: true,
            parts: true,
            printed: Cell::new(false),
            shows_old: false,
            unsent: Cell::new(None),
        })
    }

    /// The same for a command that prints objects as they were before it.
    pub fn showing_old(mut self) -> Creation {
        self.shows_old = true;
        self
    }

    /// Whether it prints them so.
    pub fn shows_old(&self) -> bool {
        self.shows_old
    }

    /// Sends a changed object. A dry run of the client does not, so that nobody checks it.
    ///
    /// # Errors
    /// The server refuses it.
    pub fn update(&self, object: Object, context: &mut Context<'_, '_>) -> Result<(), Status> {
        match self.dry_run {
            DryRun::Client => self.unsent.set(Some(object)),
            _ => drop(context.client.api.update(object)?),
        }
        Ok(())
    }

    /// An object after a change, as it is to be printed.
    pub fn shown(&self, before: &Object, context: &Context<'_, '_>) -> Object {
        let unsent = self.unsent.take();
        match unsent {
            Some(unsent) => unsent,
            None => context.client.object(&before.key()).unwrap_or(before).clone(),
        }
    }

    /// The same for a command that prints each object with a printer of its own.
    pub fn without_parting(mut self) -> Creation {
        self.parts = false;
        self
    }

    /// The same for a command that does not say of a dry run that it is one.
    pub fn silent_of_dry_run(mut self) -> Creation {
        self.tells_dry_run = false;
        self
    }

    /// Notes on an object which command line has changed it, if that was asked for.
    // Models cli-runtime/pkg/genericclioptions/record_flags.go ChangeCauseRecorder.Record
    pub fn record(&self, object: &mut Object) {
        if let Some(cause) = &self.cause {
            object.metadata_mut().annotations.insert(CHANGE_CAUSE.to_owned(), cause.clone());
        }
    }

    /// Sends an object that a command has made of known fields.
    ///
    /// # Errors
    /// The server refuses it.
    pub fn send_value(
        &self,
        value: Value,
        prefix: &str,
        verb: &str,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        let object = self.made(value)?;
        self.send(object, &|status| Failure::server_at(prefix, status), verb, context)
    }

    /// The object that a command has made. What is not sent has a namespace only if the command
    /// line names one.
    ///
    /// # Errors
    /// A value of the command line does not fit.
    pub fn made(&self, value: Value) -> Result<Object, Failure> {
        let (mut object, _) = Object::from_json(value).map_err(|_| {
            Failure::error("a value of the command line does not fit the object to be made")
        })?;
        if self.dry_run == DryRun::Client && !self.in_namespace {
            object.metadata_mut().namespace.clear();
        }
        Ok(object)
    }

    /// Sends an object; `refused` makes a message of the server's.
    ///
    /// # Errors
    /// The server refuses it.
    pub fn send(
        &self,
        object: Object,
        refused: &dyn Fn(&Status) -> Failure,
        verb: &str,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        let object = self.create(object, refused, context)?;
        self.report(&object, verb, context)
    }

    /// Sends an object and says nothing of it; what the server warns of is told.
    ///
    /// # Errors
    /// The server refuses it.
    pub fn create(
        &self,
        mut object: Object,
        refused: &dyn Fn(&Status) -> Failure,
        context: &mut Context<'_, '_>,
    ) -> Result<Object, Failure> {
        self.record(&mut object);
        let at = |status| refused(&status);
        let object = match self.dry_run {
            DryRun::None => context.client.api.create(object).map_err(at)?,
            DryRun::Server => context.client.api.dry_run_create(object).map_err(at)?,
            DryRun::Client => object,
        };
        if self.dry_run != DryRun::Client {
            warnings::print(&object, true, context);
        }
        Ok(object)
    }

    /// Says what was done to an object, or prints it as `-o` asks for it.
    ///
    /// # Errors
    /// The format's template does not fit it.
    pub fn report(
        &self,
        object: &Object,
        verb: &str,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        if let Some(format) = &self.format {
            self.part(context);
            return format.print_one(object, context.out);
        }
        let suffix = if self.tells_dry_run { self.dry_run.suffix() } else { "" };
        objects::say(object, &format!("{verb}{suffix}"), context);
        Ok(())
    }

    /// Whether objects are printed instead of lines about them.
    pub fn prints_objects(&self) -> bool {
        self.format.is_some()
    }

    /// Prints the line that stands between objects in YAML, but not before the first.
    // Models cli-runtime/pkg/printers/yaml.go YAMLPrinter.PrintObj
    fn part(&self, context: &mut Context<'_, '_>) {
        let is_yaml = matches!(self.format, Some(Format::Yaml));
        if self.printed.replace(true) && is_yaml && self.parts {
            context.out.line(Style::Plain, "---");
        }
    }

    /// Prints what a file says, as it stands there, where that is not sent.
    ///
    /// # Errors
    /// The format's template does not fit it.
    pub fn report_unsent(
        &self,
        document: &Document,
        value: &Value,
        verb: &str,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        let (kind, name) = (document.resource.qualified_singular(), document.name.as_str());
        if let Some(format) = &self.format {
            self.part(context);
            return format.print_document(value, (kind, name), context.out);
        }
        objects::say_named(&kind, name, &format!("{verb}{}", self.dry_run.suffix()), context);
        Ok(())
    }

    /// Sends an object that a subcommand has made.
    ///
    /// # Errors
    /// The server refuses it.
    pub fn send_made(
        &self,
        value: Value,
        kind: Kind,
        context: &mut Context<'_, '_>,
    ) -> Result<Outcome, Failure> {
        let object = self.made(value)?;
        // Most subcommands make a message of their own of the server's.
        let refused = |status: &Status| match kind {
            Kind::Namespace => Failure::server(status),
            _ => {
                let what = kind.info().singular;
                Failure::error(format!("failed to create {what}: {}", status.message))
            }
        };
        self.send(object, &refused, "created", context)?;
        Ok(Outcome::Done)
    }
}
