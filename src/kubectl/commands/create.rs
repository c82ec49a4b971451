//! `kubectl create` and its subcommands.

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::documents::{self, Document};
use super::super::failure::Failure;
use super::super::flags::{
    Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, RECORD, VALIDATE,
};
use super::super::format::Format;
use super::super::output::Style;
use super::super::{template, warnings};
use super::apply::{DryRun, annotate, annotated};
use super::{create_config, create_service, objects};
use crate::api::{Kind, Object};
use crate::apiserver::status::Status;
use serde_json::{Value, json};
use std::cell::Cell;

/// The annotation in which the command line is kept that has changed an object.
pub const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";

/// `create`
pub const COMMAND: Command = Command {
    name: "create",
    aliases: &[],
    group: Group::Beginner,
    short: "Create a resource from a file or from stdin",
    usage: "create -f FILENAME",
    examples: &["kubectl create -f pod.yaml", "kubectl create namespace lab"],
    flags: &[
        DRY_RUN,
        FILENAME,
        NAMESPACE,
        OUTPUT,
        RECORD,
        Flag::switch("save-config", "Keep the configuration in an annotation, for kubectl apply."),
        VALIDATE,
    ],
    subcommands: &[
        &create_config::CONFIG_MAP,
        &DEPLOYMENT,
        &NAMESPACE_COMMAND,
        &create_config::SECRET,
        &create_service::COMMAND,
        &create_config::SERVICE_ACCOUNT,
    ],
    words: Words::Free,
    run,
};

/// `create deployment`
const DEPLOYMENT: Command = Command {
    name: "deployment",
    aliases: &["deploy"],
    group: Group::Beginner,
    short: "Create a deployment with the specified name",
    usage: "create deployment NAME --image=image -- [COMMAND] [args...] [options]",
    examples: &["kubectl create deployment web --image=nginx --replicas=3"],
    flags: &[
        DRY_RUN,
        Flag::text("image", "Image names to run."),
        NAMESPACE,
        OUTPUT,
        Flag::number("port", "The containerPort that this deployment exposes."),
        Flag::number("replicas", "Number of replicas to create. Default is 1.").letter('r'),
    ],
    subcommands: &[],
    words: Words::Free,
    run: deployment,
};

/// `create namespace`
const NAMESPACE_COMMAND: Command = Command {
    name: "namespace",
    aliases: &["ns"],
    group: Group::Beginner,
    short: "Create a namespace with the specified name",
    usage: "create namespace NAME [--dry-run=server|client|none] [options]",
    examples: &["kubectl create namespace lab"],
    flags: &[DRY_RUN, OUTPUT],
    subcommands: &[],
    words: Words::Free,
    run: namespace,
};

// Models kubectl/pkg/cmd/create/create.go RunCreate
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if !arguments.words.is_empty() {
        let words = arguments.words.join(" ");
        return Err(Failure::usage("kubectl create", &format!("Unexpected args: [{words}]")));
    }
    if arguments.list("filename").is_empty() {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    let creation = Creation::new(arguments)?;
    let strict = arguments.is_strict()?;
    let documents::Documents { read, mut failures } = documents::read(arguments, context)?;
    if read.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to create"));
    }
    for document in &read {
        let mut value = if arguments.on("save-config") {
            annotated(&document.value)
        } else {
            document.value.clone()
        };
        if creation.dry_run == DryRun::Client {
            if let Some(cause) = &creation.cause {
                annotate(&mut value, CHANGE_CAUSE, cause);
            }
            let told = creation.report_unsent(document, &value, "created", context);
            failures.extend(told.err());
            continue;
        }
        let prefix = format!("error when creating \"{}\": ", document.file);
        let created = document.kind().and_then(|_| {
            let object = document.decode(value, strict);
            let object = object.map_err(|status| Failure::server_at(&prefix, &status))?;
            let refused = |status: &Status| Failure::server_at(&prefix, status);
            creation.send(object, &refused, "created", context)
        });
        if let Err(failure) = created {
            failures.push(failure);
        }
    }
    Failure::all(failures)?;
    Ok(Outcome::Done)
}

/// How a command that creates or changes objects sends and reports them.
pub struct Creation {
    /// Whether it only tries.
    pub dry_run: DryRun,
    format: Option<Format>,
    /// Whether the command line names the namespace.
    in_namespace: bool,
    /// The command line, if it is to be recorded.
    cause: Option<String>,
    /// Whether it says of a dry run that it is one.
    tells_dry_run: bool,
    /// Whether one printer prints all objects, and puts a line between those in YAML.
    parts: bool,
    /// Whether it has printed one.
    printed: Cell<bool>,
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
        })
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
        let name = (document.resource.qualified_singular(), document.name.as_str());
        if let Some(format) = &self.format {
            self.part(context);
            return format.print_document(value, name, context.out);
        }
        context.out.print(Style::Plain, &format!("{}/{} ", name.0, name.1));
        context.out.line(Style::Ok, &format!("{verb}{}", self.dry_run.suffix()));
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

/// The one name that a subcommand makes an object of.
///
/// # Errors
/// There is none, or there are several.
pub fn exactly_one_name<'a>(arguments: &'a Arguments, command: &str) -> Result<&'a str, Failure> {
    let before_dash = arguments.dash.unwrap_or(arguments.words.len());
    match &arguments.words[..before_dash] {
        [name] => Ok(name),
        words => Err(Failure::usage(
            &format!("kubectl create {command}"),
            &format!("exactly one NAME is required, got {}", words.len()),
        )),
    }
}

// Models kubectl/pkg/cmd/create/create_deployment.go
fn deployment(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let images = arguments.list("image");
    if images.is_empty() {
        return Err(Failure::error("required flag(s) \"image\" not set"));
    }
    let name = exactly_one_name(arguments, "deployment")?;
    let command = &arguments.words[arguments.dash.unwrap_or(arguments.words.len())..];
    let mut containers = Vec::new();
    for image in images {
        let short = image.rsplit('/').next().unwrap_or(image);
        let short = short.split([':', '@']).next().unwrap_or(short);
        let mut container = json!({"name": short, "image": image, "resources": {}});
        if let Some(port) = arguments.number("port") {
            container["ports"] = json!([{ "containerPort": port }]);
        }
        if !command.is_empty() {
            container["command"] = json!(command);
        }
        containers.push(container);
    }
    let replicas = arguments.number("replicas").unwrap_or(1);
    let labels = json!({ "app": name });
    let value = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": context.namespace(arguments), "labels": labels},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
        },
    });
    Creation::new(arguments)?.send_made(value, Kind::Deployment, context)
}

// Models kubectl/pkg/cmd/create/create_namespace.go
fn namespace(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let name = exactly_one_name(arguments, "namespace")?;
    let value = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
    Creation::new(arguments)?.send_made(value, Kind::Namespace, context)
}
