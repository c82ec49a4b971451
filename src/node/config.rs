//! What pods are told by config maps and secrets, as files and as environment variables.

use super::files::Directory;
use crate::api::config::{ConfigMap, Secret, from_base64};
use crate::api::container::{Container, EnvVar};
use crate::api::meta::StringMap;
use crate::api::pod::Volume;
use crate::apiserver::store::Store;
use serde_json::Value;

/// One of the two kinds that hold data for pods.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    ConfigMap,
    Secret,
}

impl Holder {
    /// The data of the object of that name, if it exists.
    fn data(self, store: &Store, namespace: &str, name: &str) -> Option<StringMap> {
        let plain = |text: &String| {
            String::from_utf8_lossy(&from_base64(text).unwrap_or_default()).into_owned()
        };
        match self {
            Holder::ConfigMap => {
                let map = store.get::<ConfigMap>(namespace, name)?;
                let binary = map.binary_data.iter().map(|(key, text)| (key.clone(), plain(text)));
                Some(map.data.clone().into_iter().chain(binary).collect())
            }
            Holder::Secret => {
                let secret = store.get::<Secret>(namespace, name)?;
                let data = secret.data.iter().map(|(key, text)| (key.clone(), plain(text)));
                Some(data.collect())
            }
        }
    }

    fn missing(self, name: &str) -> String {
        match self {
            Holder::ConfigMap => format!("configmap \"{name}\" not found"),
            Holder::Secret => format!("secret \"{name}\" not found"),
        }
    }
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or("")
}

fn is_optional(source: &Value) -> bool {
    source.get("optional") == Some(&Value::Bool(true))
}

/// The files of a volume that is made of a config map or a secret; none if it is no such volume.
/// Models pkg/volume/configmap and pkg/volume/secret MakePayload.
///
/// # Errors
/// What the volume needs does not exist.
pub fn files(volume: &Volume, namespace: &str, store: &Store) -> Result<Option<Directory>, String> {
    let (holder, source, name) = match (&volume.config_map, &volume.secret) {
        (Some(source), _) => (Holder::ConfigMap, source, text(source, "name")),
        (_, Some(source)) => (Holder::Secret, source, text(source, "secretName")),
        _ => return Ok(None),
    };
    let mut tree = Directory::default();
    let Some(data) = holder.data(store, namespace, name) else {
        return if is_optional(source) { Ok(Some(tree)) } else { Err(holder.missing(name)) };
    };
    match source.get("items").and_then(Value::as_array) {
        None => data.iter().for_each(|(key, value)| tree.write(key, value.as_str())),
        Some(items) => {
            for item in items {
                let key = text(item, "key");
                match data.get(key) {
                    Some(value) => tree.write(text(item, "path"), value.as_str()),
                    None if is_optional(source) => {}
                    None if holder == Holder::Secret => {
                        return Err(format!("references non-existent secret key: {key}"));
                    }
                    None => {
                        return Err(format!("configmap references non-existent config key: {key}"));
                    }
                }
            }
        }
    }
    Ok(Some(tree))
}

/// The variables of `envFrom`, in their order.
///
/// # Errors
/// An object that is not optional does not exist.
pub fn all_variables(
    container: &Container,
    namespace: &str,
    store: &Store,
) -> Result<Vec<(String, String)>, String> {
    let mut variables = Vec::new();
    let sources = container.env_from.as_ref().and_then(Value::as_array);
    for source in sources.into_iter().flatten() {
        let prefix = text(source, "prefix");
        for (field, holder) in [("configMapRef", Holder::ConfigMap), ("secretRef", Holder::Secret)]
        {
            let Some(reference) = source.get(field) else { continue };
            let name = text(reference, "name");
            match holder.data(store, namespace, name) {
                Some(data) => variables
                    .extend(data.into_iter().map(|(key, value)| (format!("{prefix}{key}"), value))),
                None if is_optional(reference) => {}
                None => return Err(holder.missing(name)),
            }
        }
    }
    Ok(variables)
}

/// The value that a variable takes from a config map or a secret; none if it takes it from
/// elsewhere, or from what is optional and does not exist.
///
/// # Errors
/// An object or a key that is not optional does not exist.
pub fn variable(
    variable: &EnvVar,
    namespace: &str,
    store: &Store,
) -> Result<Option<String>, String> {
    let Some(source) = &variable.value_from else { return Ok(None) };
    let (holder, reference, kind) =
        match (source.get("configMapKeyRef"), source.get("secretKeyRef")) {
            (Some(reference), _) => (Holder::ConfigMap, reference, "ConfigMap"),
            (_, Some(reference)) => (Holder::Secret, reference, "Secret"),
            _ => return Ok(None),
        };
    let (name, key) = (text(reference, "name"), text(reference, "key"));
    let data = holder.data(store, namespace, name);
    match data.as_ref().map(|data| data.get(key)) {
        Some(Some(value)) => Ok(Some(value.clone())),
        _ if is_optional(reference) => Ok(None),
        None => Err(holder.missing(name)),
        Some(None) => Err(format!("couldn't find key {key} in {kind} {namespace}/{name}")),
    }
}
