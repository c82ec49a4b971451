//! Which objects a command line means: kinds, names, `kind/name`, and the objects in files.

use super::command::Context;
use super::failure::Failure;
use super::flags::Arguments;
use super::resource::{self, Resource};
use super::selector::{FieldSelector, parse_labels, selects};
use crate::api::meta::LabelSelector;
use crate::api::{Key, Object};
use crate::apiserver::ApiServer;
use crate::apiserver::status::{Reason, Status};

/// What one part of a command line means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// All objects of a kind that the selectors leave.
    Every(&'static Resource),
    /// One object.
    One {
        /// Its kind.
        resource: &'static Resource,
        /// Its namespace; empty for kinds that live in none.
        namespace: String,
        /// Its name.
        name: String,
        /// The file that names it, if one does.
        file: Option<String>,
    },
}

impl Target {
    /// The kind that it is about.
    pub fn resource(&self) -> &'static Resource {
        match self {
            Target::Every(resource) | Target::One { resource, .. } => resource,
        }
    }
}

/// What selects among the objects of a kind.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The namespace, or none for all of them.
    pub namespace: Option<String>,
    labels_text: String,
    fields_text: String,
    /// The selectors, or why the server cannot read them.
    labels: Result<Option<LabelSelector>, String>,
    fields: Result<FieldSelector, String>,
}

impl Filter {
    /// The filter that the flags `-n`, `-A`, `-l` and `--field-selector` ask for. It is the server
    /// that reads the selectors.
    pub fn new(arguments: &Arguments, context: &Context<'_, '_>) -> Filter {
        let text = |flag: &str| arguments.text(flag).unwrap_or_default().to_owned();
        let (labels_text, fields_text) = (text("selector"), text("field-selector"));
        let why = |failure: Failure| failure.message().to_owned();
        let labels = match labels_text.as_str() {
            "" => Ok(None),
            text => parse_labels(text).map(Some).map_err(why),
        };
        let fields = FieldSelector::parse(&fields_text).map_err(why);
        let namespace = (!arguments.on("all-namespaces")).then(|| context.namespace(arguments));
        Filter { namespace, labels_text, fields_text, labels, fields }
    }

    /// Whether an object passes.
    pub fn passes(&self, object: &Object) -> bool {
        let meta = object.metadata();
        let namespace = &self.namespace;
        let here = !object.kind().info().namespaced
            || namespace.as_ref().is_none_or(|namespace| *namespace == meta.namespace);
        let (Ok(labels), Ok(fields)) = (&self.labels, &self.fields) else { return false };
        here && selects(labels.as_ref(), &meta.labels) && fields.matches(object)
    }

    // Models cli-runtime/pkg/resource/selector.go Selector.Visit
    fn check(&self, resource: &Resource) -> Result<(), Status> {
        let fault = match (&self.labels, &self.fields, resource.model()) {
            (Err(why), _, _) | (_, Err(why), _) => Some(why.clone()),
            (_, Ok(fields), Some(kind)) => fields.fault(kind),
            _ => None,
        };
        fault.map_or(Ok(()), |why| {
            Err(Status::bad_request(format!(
                "Unable to find \"{}\" that match label selector \"{}\", field selector \"{}\": \
                 {why}",
                resource.id(),
                self.labels_text,
                self.fields_text
            )))
        })
    }

    /// The objects of a kind that pass, in the order of namespace and name.
    ///
    /// # Errors
    /// The server cannot read a selector, or does not select this kind by such a field.
    pub fn list(&self, api: &ApiServer, resource: &Resource) -> Result<Vec<Object>, Status> {
        self.check(resource)?;
        let Some(kind) = resource.model() else { return Ok(Vec::new()) };
        let all = api.store().objects().list_kind(kind);
        Ok(all.filter(|object| self.passes(object)).cloned().collect())
    }
}

/// The object of one target.
///
/// # Errors
/// It does not exist.
pub fn fetch(
    api: &ApiServer,
    resource: &'static Resource,
    namespace: &str,
    name: &str,
) -> Result<Object, Status> {
    let found = resource.model().and_then(|kind| {
        let namespace = if resource.namespaced { namespace } else { "" };
        api.store().object(&Key::new(kind, namespace, name)).cloned()
    });
    found.ok_or_else(|| not_found(resource, name))
}

/// `pods "web-9" not found`, for any resource of the API.
pub fn not_found(resource: &Resource, name: &str) -> Status {
    let message = format!("{} \"{name}\" not found", resource.qualified_plural());
    Status { reason: Reason::NotFound, message, subject: None, causes: Vec::new() }
}

/// What the words of a command line mean. `verb` is the command for error messages (`get`).
///
/// # Errors
/// A kind does not exist, or kinds and names are mixed up.
// Models cli-runtime/pkg/resource/builder.go ResourceTypeOrNameArgs
pub fn from_words(words: &[String], namespace: &str) -> Result<Vec<Target>, Failure> {
    let words = expand_kinds(words);
    let slashes = words.iter().filter(|word| word.contains('/')).count();
    if slashes > 0 {
        if slashes < words.len() {
            return Err(Failure::error(
                "there is no need to specify a resource type as a separate argument when passing \
                 arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' \
                 instead of 'kubectl get resource resource/<resource_name>'",
            ));
        }
        return words.iter().map(|word| pair(word, namespace)).collect();
    }
    let Some((kinds, names)) = words.split_first() else { return Ok(Vec::new()) };
    let kinds = kinds_of(kinds);
    let resources: Vec<&'static Resource> =
        kinds.iter().map(|kind| resource::find(kind)).collect::<Result<_, _>>()?;
    if names.is_empty() {
        return Ok(resources.into_iter().map(Target::Every).collect());
    }
    let [resource] = resources.as_slice() else {
        return Err(Failure::error("you must specify only one resource"));
    };
    Ok(names.iter().map(|name| one(resource, namespace, name)).collect())
}

/// `type1,type2 name` means `type1/name type2/name`.
// Models cli-runtime/pkg/resource/builder.go normalizeMultipleResourcesArgs
fn expand_kinds(words: &[String]) -> Vec<String> {
    let Some((kinds, names)) = words.split_first() else { return Vec::new() };
    if names.is_empty() || !kinds.contains(',') {
        return words.to_vec();
    }
    kinds
        .split(',')
        .flat_map(|kind| names.iter().map(move |name| format!("{kind}/{name}")))
        .collect()
}

fn kinds_of(word: &str) -> Vec<&str> {
    let kinds = word.split(',');
    kinds.flat_map(|kind| if kind == "all" { resource::ALL.to_vec() } else { vec![kind] }).collect()
}

fn pair(word: &str, namespace: &str) -> Result<Target, Failure> {
    let parts: Vec<&str> = word.split('/').collect();
    match parts.as_slice() {
        [kind, name] if !kind.is_empty() && !name.is_empty() => {
            Ok(one(resource::find(kind)?, namespace, name))
        }
        [_, _] => Err(Failure::error(
            "arguments in resource/name form must have a single resource and name",
        )),
        _ => {
            Err(Failure::error("arguments in resource/name form may not have more than one slash"))
        }
    }
}

fn one(resource: &'static Resource, namespace: &str, name: &str) -> Target {
    let namespace = if resource.namespaced { namespace } else { "" };
    let (namespace, name) = (namespace.to_owned(), name.to_owned());
    Target::One { resource, namespace, name, file: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Vec<String>, String> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let targets = from_words(&words, "default").map_err(|failure| failure.text)?;
        let show = |target: &Target| match target {
            Target::Every(resource) => resource.plural.to_owned(),
            Target::One { resource, name, .. } => format!("{}/{name}", resource.plural),
        };
        Ok(targets.iter().map(show).collect())
    }

    #[test]
    fn kinds_and_names_combine() {
        assert_eq!(read("po,svc").unwrap(), ["pods", "services"]);
        assert_eq!(read("pod a b").unwrap(), ["pods/a", "pods/b"]);
        assert_eq!(read("pod/a svc/b").unwrap(), ["pods/a", "services/b"]);
        assert_eq!(read("pod,svc a").unwrap(), ["pods/a", "services/a"]);
        assert_eq!(read("all").unwrap().len(), 10);
    }

    #[test]
    fn mixed_up_kinds_and_names_are_refused() {
        assert!(read("pod/a pod").unwrap_err().starts_with("error: there is no need to specify"));
        assert_eq!(read("all a").unwrap_err(), "error: you must specify only one resource");
        assert_eq!(
            read("pods,foo").unwrap_err(),
            "error: the server doesn't have a resource type \"foo\""
        );
        let nameless = "error: the server doesn't have a resource type \"\"";
        assert_eq!(read("pods,").unwrap_err(), nameless);
        assert_eq!(
            read("pods, svc").unwrap_err(),
            "error: arguments in resource/name form must have a single resource and name"
        );
    }
}
