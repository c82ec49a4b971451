//! The objects in the files that `-f` names.

use super::command::Context;
use super::failure::Failure;
use super::flags::Arguments;
use super::resource::{RESOURCES, Resource};
use super::selector::parse_labels;
use super::target::Target;
use crate::api::config::from_base64;
use crate::api::meta::StringMap;
use crate::api::{DecodeError, Kind, Object};
use crate::apiserver::status::Status;
use crate::manifest::{self, ManifestError};
use serde_json::Value;

/// One object of a file, with its kind found and its namespace filled in.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file, as messages name it.
    pub file: String,
    /// What it says.
    pub value: Value,
    /// The resource that its kind is.
    pub resource: &'static Resource,
    /// The name of the object.
    pub name: String,
    /// Its namespace; empty for kinds that live in none.
    pub namespace: String,
}

/// The documents that could be read, in order, and why the others could not.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// What could be read.
    pub read: Vec<Document>,
    /// What could not.
    pub failures: Vec<Failure>,
}

impl Documents {
    /// Leaves what `-l` selects by the labels that the files give.
    ///
    /// # Errors
    /// The selector cannot be read.
    // Models cli-runtime/pkg/resource/visitor.go FilterByLabelSelector
    pub fn select(&mut self, arguments: &Arguments) -> Result<(), Failure> {
        let text = arguments.text("selector").unwrap_or_default();
        if !text.is_empty() {
            let selector = parse_labels(text)?;
            self.read.retain(|document| selector.matches(&document.labels()));
        }
        Ok(())
    }
}

/// Reads the files of `-f`.
///
/// # Errors
/// A file does not exist.
// Models cli-runtime/pkg/resource/builder.go FilenameParam and visitor.go FileVisitor
pub fn read(arguments: &Arguments, context: &Context<'_, '_>) -> Result<Documents, Failure> {
    let validate = arguments.is_strict()?;
    // What remains are changes, as of 'label'.
    let is_change = |word: &String| word.contains('=') || word.ends_with('-');
    let may_name = arguments.words.iter().take_while(|word| !is_change(word));
    if may_name.count() > 0 {
        return Err(Failure::error(
            "when paths, URLs, or stdin is provided as input, you may not specify resource \
             arguments as well",
        ));
    }
    let reader = Reader {
        validate,
        asked: arguments.text("namespace").map(str::to_owned),
        namespace: context.namespace(arguments),
    };
    let mut documents = Documents::default();
    let deep = arguments.on("recursive");
    for (file, text) in texts(&arguments.list("filename"), deep, context)? {
        let parsed = match manifest::parse_documents(&text) {
            Ok(parsed) => parsed,
            Err(ManifestError { message, read, .. }) => {
                let failure = Failure::error(format!("error parsing {file}: {message}"));
                documents.failures.push(failure);
                read
            }
        };
        for document in parsed {
            for value in flatten(document.value) {
                match reader.document(&file, value) {
                    Ok(document) => documents.read.push(document),
                    Err(failure) => documents.failures.push(failure),
                }
            }
        }
    }
    Ok(documents)
}

/// The names and texts of files; a directory stands for the manifests in it.
fn texts(
    paths: &[&str],
    deep: bool,
    context: &Context<'_, '_>,
) -> Result<Vec<(String, String)>, Failure> {
    let mut texts = Vec::new();
    for &path in paths {
        if path == "-" {
            texts.push(("STDIN".to_owned(), context.stdin.unwrap_or_default().to_owned()));
        } else if let Some(text) = context.files.read(path) {
            texts.push((path.to_owned(), text));
        } else {
            let inside = in_directory(path, deep, context);
            if inside.is_empty() {
                return Err(Failure::error(format!("the path \"{path}\" does not exist")));
            }
            texts.extend(inside);
        }
    }
    Ok(texts)
}

fn in_directory(path: &str, deep: bool, context: &Context<'_, '_>) -> Vec<(String, String)> {
    let directory = path.trim_start_matches("./").trim_end_matches(['/', '.']);
    let is_manifest = |name: &str| [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
    let files = context.files.list().into_iter().filter(|name| {
        let rest = if directory.is_empty() {
            Some(name.as_str())
        } else {
            name.strip_prefix(directory).and_then(|rest| rest.strip_prefix('/'))
        };
        rest.is_some_and(|rest| (deep || !rest.contains('/')) && is_manifest(rest))
    });
    files.filter_map(|name| context.files.read(&name).map(|text| (name, text))).collect()
}

/// The items of a list, or the value itself.
fn flatten(value: Value) -> Vec<Value> {
    let is_list = value.get("kind").and_then(Value::as_str).is_some_and(|kind| kind == "List");
    match value {
        Value::Object(mut map) if is_list => match map.remove("items") {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        },
        value => vec![value],
    }
}

struct Reader {
    validate: bool,
    asked: Option<String>,
    namespace: String,
}

impl Reader {
    fn document(&self, file: &str, mut value: Value) -> Result<Document, Failure> {
        let text = |path: [&str; 2]| {
            let mut found = path.iter().filter(|key| !key.is_empty());
            let found = found.try_fold(&value, |value, key| value.get(key));
            found.and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let (kind, api_version) = (text(["kind", ""]), text(["apiVersion", ""]));
        let (name, mut namespace) = (text(["metadata", "name"]), text(["metadata", "namespace"]));
        self.check_header(file, &value, &kind, &api_version)?;
        let found = RESOURCES
            .iter()
            .find(|resource| is_kind(resource, &kind) && resource.api_version == api_version);
        let Some(resource) = found else {
            return Err(Failure::error(format!(
                "resource mapping not found for name: \"{name}\" namespace: \"{namespace}\" from \
                 \"{file}\": no matches for kind \"{kind}\" in version \"{api_version}\"\nensure \
                 CRDs are installed first"
            )));
        };
        if resource.namespaced {
            self.settle_namespace(&mut namespace)?;
            if let Some(Value::Object(meta)) = value.get_mut("metadata") {
                meta.insert("namespace".to_owned(), Value::String(namespace.clone()));
            }
        } else {
            namespace.clear();
        }
        Ok(Document { file: file.to_owned(), value, resource, name, namespace })
    }

    // Models kubectl/pkg/validation/schema.go and kubectl/pkg/cmd/util/openapi/validation
    fn check_header(
        &self,
        file: &str,
        value: &Value,
        kind: &str,
        api_version: &str,
    ) -> Result<(), Failure> {
        let message = match (value.is_object(), kind.is_empty(), api_version.is_empty()) {
            (false, ..) => "invalid object to validate",
            (_, true, true) => "[apiVersion not set, kind not set]",
            (_, true, _) => "kind not set",
            (_, _, true) => "apiVersion not set",
            _ => return Ok(()),
        };
        if self.validate {
            return Err(Failure::error(format!(
                "error validating \"{file}\": error validating data: {message}; if you choose to \
                 ignore these errors, turn validation off with --validate=false"
            )));
        }
        let missing = if kind.is_empty() { "Kind" } else { "apiVersion" };
        let json = manifest::emit::to_json_compact(value);
        Err(Failure::error(format!(
            "unable to decode \"{file}\": Object '{missing}' is missing in '{json}'"
        )))
    }

    // Models cli-runtime/pkg/resource/visitor.go RequireNamespace
    fn settle_namespace(&self, namespace: &mut String) -> Result<(), Failure> {
        if namespace.is_empty() {
            namespace.clone_from(&self.namespace);
            return Ok(());
        }
        match &self.asked {
            Some(asked) if asked != namespace => Err(Failure::error(format!(
                "the namespace from the provided object \"{namespace}\" does not match the \
                 namespace \"{asked}\". You must pass '--namespace={namespace}' to perform this \
                 operation."
            ))),
            _ => Ok(()),
        }
    }
}

/// Whether a manifest's kind is that of a resource. It may be in lower case altogether: then the
/// resource is found, and it is left to the server to say that it knows no such kind.
// Models k8s.io/client-go/restmapper/discovery.go NewDiscoveryRESTMapper
fn is_kind(resource: &Resource, kind: &str) -> bool {
    resource.kind == kind || resource.kind.to_ascii_lowercase() == kind
}

impl Document {
    /// The object as a target of `get`, `delete` and the like.
    pub fn target(&self) -> Target {
        Target::One {
            resource: self.resource,
            namespace: self.namespace.clone(),
            name: self.name.clone(),
            file: Some(self.file.clone()),
        }
    }

    /// What errors call the object by.
    // Models cli-runtime/pkg/resource/visitor.go Info.String
    pub fn info(&self) -> String {
        let (name, namespace, resource) = (&self.name, &self.namespace, self.resource);
        let version = format!("{}/{}", resource.group(), resource.version());
        format!(
            "Resource: \"{version}, Resource={}\", GroupVersionKind: \"{version}, Kind={}\"\n\
             Name: \"{name}\", Namespace: \"{namespace}\"",
            resource.plural, resource.kind
        )
    }

    /// The labels that it says the object has.
    fn labels(&self) -> StringMap {
        let labels = self.value.pointer("/metadata/labels").and_then(Value::as_object);
        let labels = labels.into_iter().flatten();
        let labels =
            labels.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
        labels.collect()
    }

    /// The kind of the model that the document is of.
    ///
    /// # Errors
    /// The cluster has such a resource, but the model does not.
    pub fn kind(&self) -> Result<Kind, Failure> {
        let Resource { kind, api_version, .. } = self.resource;
        self.resource.model().ok_or_else(|| {
            let file = &self.file;
            Failure::error(format!(
                "unable to use \"{file}\": this model has no {kind} in version {api_version}"
            ))
        })
    }

    /// Decodes as the server does. `strict` refuses unknown fields.
    ///
    /// # Errors
    /// A field is unknown, or has a wrong type.
    pub fn decode(&self, value: Value, strict: bool) -> Result<Object, Status> {
        let Resource { kind, .. } = self.resource;
        let version = self.resource.version();
        let said = value.get("kind").and_then(Value::as_str).unwrap_or(kind).to_owned();
        // Models apiserver/pkg/endpoints/handlers/rest.go transformDecodeError
        let cannot = |why: &str| {
            Status::bad_request(format!(
                "{said} in version \"{version}\" cannot be handled as a {kind}: {why}"
            ))
        };
        let (object, unknown) = Object::from_json(value).map_err(|error| match error {
            DecodeError::Type { message, .. } => cannot(&message),
            DecodeError::NoMatch { kind, api_version } => cannot(&format!(
                "no kind \"{kind}\" is registered for version \"{api_version}\" in scheme \
                 \"pkg/api/legacyscheme/scheme.go:30\""
            )),
            _ => cannot("it is no such object"),
        })?;
        let coded = match &object {
            Object::Secret(it) => Some(&it.data),
            Object::ConfigMap(it) => Some(&it.binary_data),
            _ => None,
        };
        let wrong = coded.and_then(|data| data.values().find_map(|it| from_base64(it).err()));
        if let Some(place) = wrong {
            return Err(cannot(&format!("illegal base64 data at input byte {place}")));
        }
        if strict && !unknown.is_empty() {
            let unknown: Vec<String> =
                unknown.iter().map(|field| format!("unknown field \"{field}\"")).collect();
            return Err(cannot(&format!("strict decoding error: {}", unknown.join(", "))));
        }
        Ok(object)
    }
}
