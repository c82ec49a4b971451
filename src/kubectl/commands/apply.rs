//! `kubectl apply`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::documents::{self, Document};
use super::super::failure::Failure;
use super::super::flags::{
    Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, RECORD, SELECTOR, VALIDATE,
};
use super::super::format::Format;
use super::super::output::Style;
use super::super::warnings;
use super::apply_force::{Applying, Replaced, can_replace};
use super::creation::CHANGE_CAUSE;
use super::objects;
use super::view_last_applied;
use crate::api::json;
use crate::api::{Key, Kind, Object};
use crate::apiserver::patch::{PatchType, three_way};
use crate::manifest::emit::to_json_compact;
use serde_json::{Map, Value};
use std::cell::RefCell;

/// The annotation in which apply keeps what it applied, for the next three-way merge.
pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// `apply`
pub const COMMAND: Command = Command {
    name: "apply",
    aliases: &[],
    group: Group::Advanced,
    short: "Apply a configuration to a resource by file name or stdin",
    usage: "apply -f FILENAME",
    examples: &["kubectl apply -f statefulset.yaml", "cat statefulset.yaml | kubectl apply -f -"],
    flags: &[
        Flag::switch("all", "Select all resources, for --prune."),
        DRY_RUN,
        Flag::switch("force", "If true, delete and create anew what cannot be patched."),
        Flag::switch("force-conflicts", "If true, server-side apply will force the changes."),
        FILENAME,
        Flag::number("grace-period", "Seconds given to what is deleted to terminate gracefully."),
        NAMESPACE,
        OUTPUT,
        Flag::switch("overwrite", "Automatically resolve conflicts (default true)."),
        Flag::switch("prune", "Automatically delete resource objects that are not in the files."),
        RECORD,
        SELECTOR,
        Flag::switch("server-side", "If true, apply runs in the server instead of the client."),
        Flag::text("timeout", "The length of time to wait before giving up on a delete."),
        VALIDATE,
        Flag::switch("wait", "Wait for what is deleted to be gone before returning."),
    ],
    subcommands: &[&view_last_applied::COMMAND],
    words: Words::Free,
    run,
};

/// How a dry run is done, or that it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DryRun {
    /// For real.
    None,
    /// Nothing is sent.
    Client,
    /// The server checks, but does not store.
    Server,
}

impl DryRun {
    /// Reads `--dry-run`.
    ///
    /// # Errors
    /// It is none of the words it may be.
    // Models kubectl/pkg/cmd/util/helpers.go GetDryRunStrategy
    pub fn new(arguments: &Arguments) -> Result<DryRun, Failure> {
        match arguments.text("dry-run") {
            None | Some("none") => Ok(DryRun::None),
            Some("client" | "unchanged") => Ok(DryRun::Client),
            Some("server") => Ok(DryRun::Server),
            Some(other) => Err(Failure::error(format!(
                "Invalid dry-run value ({other}). Must be \"none\", \"server\", or \"client\"."
            ))),
        }
    }

    /// What it adds to a success line.
    pub fn suffix(self) -> &'static str {
        match self {
            DryRun::None => "",
            DryRun::Client => " (dry run)",
            DryRun::Server => " (server dry run)",
        }
    }
}

// Models kubectl/pkg/cmd/apply/apply.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if !arguments.words.is_empty() {
        let words = arguments.words.join(" ");
        return Err(Failure::usage("kubectl apply", &format!("Unexpected args: [{words}]")));
    }
    if arguments.list("filename").is_empty() {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    let format = match arguments.text("output") {
        None => None,
        format => Some(Format::parse_printer(format)?),
    };
    let server_side = arguments.on("server-side");
    let dry_run = DryRun::new(arguments)?;
    if server_side && dry_run == DryRun::Client {
        return Err(Failure::error(
            "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server \
             instead?)",
        ));
    }
    if arguments.on("force-conflicts") && !server_side {
        return Err(Failure::error("--force-conflicts only works with --server-side"));
    }
    let (strict, cause) = (arguments.is_strict()?, arguments.recorded());
    let force = arguments.on("force");
    if force && server_side {
        return Err(Failure::error("--force cannot be used with --server-side"));
    }
    let (shown, replaced) = (RefCell::default(), RefCell::default());
    let apply = Apply { dry_run, format, strict, server_side, force, cause, shown, replaced };
    // Models kubectl/pkg/cmd/apply/apply.go Validate
    let selects = arguments.text("selector").is_some_and(|text| !text.is_empty());
    if arguments.on("prune") {
        return Err(Failure::error(match selects || arguments.on("all") {
            true => "--prune is not part of this model",
            false => {
                "all resources selected for prune without explicitly passing --all. To prune all \
                 resources, pass the --all flag. If you did not mean to prune all resources, \
                 specify a label selector"
            }
        }));
    }
    let mut documents = documents::read(arguments, context)?;
    documents.select(arguments)?;
    let documents::Documents { read, failures } = documents;
    if read.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to apply"));
    }
    let mut applying = Applying::new(apply, read, failures);
    match applying.poll(context)? {
        Progress::Done(_) => Ok(Outcome::Done),
        Progress::Waiting { .. } => Ok(Outcome::Wait(Box::new(applying))),
    }
}

/// How manifests are applied.
pub struct Apply {
    dry_run: DryRun,
    format: Option<Format>,
    strict: bool,
    server_side: bool,
    force: bool,
    /// The command line, if it is to be recorded.
    cause: Option<String>,
    /// What is to be printed once all is done.
    shown: RefCell<Vec<Value>>,
    /// What has been deleted because it could not be patched, and is to be made anew.
    pub replaced: RefCell<Option<Replaced>>,
}

impl Apply {
    // Models kubectl/pkg/cmd/apply/apply.go applyOneObject
    pub fn one(&self, document: &Document, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        let kind = document.kind()?;
        if document.name.is_empty() {
            return Err(nameless(document));
        }
        let key = Key::new(kind, &document.namespace, &document.name);
        if self.server_side {
            return self.apply_in_server(document, &key, context);
        }
        let mut manifest = document.value.clone();
        if let Some(cause) = &self.cause {
            annotate(&mut manifest, CHANGE_CAUSE, cause);
        }
        let modified = annotated(&manifest);
        match context.client.object(&key).cloned() {
            None => self.create(document, modified, context),
            Some(live) => self.patch(document, modified, &live, context),
        }
    }

    /// Sends the manifest for the server to merge. Who manages which field is not modelled: there
    /// are no conflicts, and a list is taken to be the applier's, but for what the server adds to
    /// pods.
    fn apply_in_server(
        &self,
        document: &Document,
        key: &Key,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        let at = |status| Failure::server(&status);
        let object = document.decode(document.value.clone(), self.strict).map_err(at)?;
        let api = &mut context.client.api;
        let real = (self.dry_run == DryRun::Server).then(|| api.clone());
        let applied = if api.store().object(key).is_some() {
            let how = if key.kind == Kind::Pod { PatchType::Strategic } else { PatchType::Merge };
            api.patch(key, how, &document.value).map(|(object, _)| object)
        } else {
            api.create(object)
        };
        if let Some(real) = real {
            **api = real;
        }
        self.report(document, &applied.map_err(at)?, "serverside-applied", context)
    }

    fn create(
        &self,
        document: &Document,
        modified: Value,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        let prefix = format!("error when creating \"{}\": ", document.file);
        let at = |status| Failure::server_at(&prefix, &status);
        if self.dry_run == DryRun::Client {
            self.tell(document, modified, "created", context);
            return Ok(());
        }
        let object = document.decode(modified, self.strict).map_err(at)?;
        let object = match self.dry_run {
            DryRun::Server => context.client.api.dry_run_create(object).map_err(at)?,
            _ => context.client.api.create(object).map_err(at)?,
        };
        warnings::print(&object, true, context);
        self.report(document, &object, "created", context)
    }

    fn patch(
        &self,
        document: &Document,
        modified: Value,
        live: &Object,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        if !live.metadata().annotations.contains_key(LAST_APPLIED) {
            warn_about_missing_annotation(document, context);
        }
        let patch = patch_between(&modified, live);
        let at = |status| Failure::server_at(&patch_prefix(document, &patch), &status);
        let key = live.key();
        let unchanged = patch.as_object().is_some_and(Map::is_empty);
        let object = match self.dry_run {
            _ if unchanged => live.clone(),
            DryRun::None => {
                let api = &mut context.client.api;
                match api.patch_checked(&key, PatchType::Strategic, &patch, self.strict) {
                    Err(status) if self.force && can_replace(&status) => {
                        let object = document.decode(modified, self.strict).map_err(at)?;
                        return self.replace(object, live, context);
                    }
                    patched => patched.map_err(at)?.object,
                }
            }
            DryRun::Server => {
                let mut trial = context.client.api.clone();
                let patched = trial.patch_checked(&key, PatchType::Strategic, &patch, self.strict);
                patched.map_err(at)?.object
            }
            DryRun::Client => live.clone(),
        };
        if !unchanged && self.dry_run != DryRun::Client {
            warnings::print(&object, false, context);
        }
        let verb = if unchanged { "unchanged" } else { "configured" };
        self.report(document, &object, verb, context)
    }

    pub fn report(
        &self,
        document: &Document,
        object: &Object,
        verb: &str,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        self.tell(document, object.to_json(), verb, context);
        Ok(())
    }

    /// Says what was done with a manifest, or keeps what is to be shown of it.
    // Models kubectl/pkg/cmd/apply/apply.go MarkObjectVisited and printObjects
    fn tell(&self, document: &Document, value: Value, verb: &str, context: &mut Context<'_, '_>) {
        let (kind, name) = (document.resource.qualified_singular(), &document.name);
        match self.format {
            Some(Format::Name) => context.out.line(Style::Plain, &format!("{kind}/{name}")),
            Some(_) => self.shown.borrow_mut().push(value),
            None => {
                let verb = format!("{verb}{}", self.dry_run.suffix());
                objects::say_named(&kind, name, &verb, context);
            }
        }
    }

    /// Prints what was kept, several objects as a list.
    pub fn show(&self, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        let Some(format) = &self.format else { return Ok(()) };
        let shown = self.shown.take();
        match shown.as_slice() {
            [] => Ok(()),
            [only] => format.print_value(only, context.out),
            _ => format.print_plain_list(shown, context.out),
        }
    }
}

/// The manifest with the annotation that holds the manifest itself.
// Models kubectl/pkg/util/apply.go GetModifiedConfiguration
pub fn annotated(manifest: &Value) -> Value {
    let mut bare = unannotated(manifest);
    let text = to_json_compact(&bare) + "\n";
    annotations(&mut bare).insert(LAST_APPLIED.to_owned(), Value::String(text));
    bare
}

/// Puts an annotation on a manifest.
pub fn annotate(manifest: &mut Value, key: &str, value: &str) {
    annotations(manifest).insert(key.to_owned(), value.into());
}

/// The manifest without that annotation. Annotations are there even if empty: that is how kubectl
/// writes it.
pub fn unannotated(manifest: &Value) -> Value {
    let mut bare = manifest.clone();
    annotations(&mut bare).remove(LAST_APPLIED);
    bare
}

/// The annotations of an object, made if there are none.
fn annotations(object: &mut Value) -> &mut Map<String, Value> {
    let empty = || Value::Object(Map::new());
    fn inside<'a>(value: &'a mut Value, key: &str, empty: Value) -> &'a mut Value {
        if !value.is_object() {
            *value = empty.clone();
        }
        let map = value.as_object_mut().expect("made a map above");
        let inner = map.entry(key).or_insert_with(|| empty.clone());
        if !inner.is_object() {
            *inner = empty;
        }
        inner
    }
    let metadata = inside(object, "metadata", empty());
    let annotations = inside(metadata, "annotations", empty());
    annotations.as_object_mut().expect("made a map above")
}

/// The patch that makes of an object what a manifest says.
pub fn patch_between(modified: &Value, live: &Object) -> Value {
    let last = live.metadata().annotations.get(LAST_APPLIED);
    let last = last.and_then(|text| json::parse(text).ok());
    three_way(live.kind(), last.as_ref(), modified, &live.to_json())
}

fn warn_about_missing_annotation(document: &Document, context: &mut Context<'_, '_>) {
    let (plural, name) = (document.resource.plural, &document.name);
    context.out.complain(
        Style::Warning,
        &format!(
            "Warning: resource {plural}/{name} is missing the {LAST_APPLIED} annotation which is \
             required by kubectl apply. kubectl apply should only be used on resources created \
             declaratively by either kubectl create --save-config or kubectl apply. The missing \
             annotation will be patched automatically."
        ),
    );
}

/// What kubectl says before the server's words when a patch is refused.
// Models kubectl/pkg/cmd/apply/apply.go addSourceToErr
fn patch_prefix(document: &Document, patch: &Value) -> String {
    let (file, info, patch) = (&document.file, document.info(), to_json_compact(patch));
    format!(
        "error when applying patch:\n{patch}\nto:\n{info}\nfor: \"{file}\": error when patching \
         \"{file}\": "
    )
}

/// Why a manifest without a name cannot be applied.
// Models kubectl/pkg/cmd/apply/apply.go applyOneObject
fn nameless(document: &Document) -> Failure {
    let prefix = document.value.pointer("/metadata/generateName").and_then(Value::as_str);
    if let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty()) {
        return Failure::error(format!("from {prefix}: cannot use generate name with apply"));
    }
    let (file, info) = (&document.file, document.info());
    Failure::error(format!(
        "error when retrieving current configuration of:\n{info}\nfrom server for: \"{file}\": \
         resource name may not be empty"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_annotation_holds_the_manifest_with_empty_annotations() {
        let manifest = json!({"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "a"}});
        let annotated = annotated(&manifest);
        assert_eq!(
            annotated["metadata"]["annotations"][LAST_APPLIED],
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"annotations\":{},\
             \"name\":\"a\"}}\n"
        );
    }
}
