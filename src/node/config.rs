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

#[cfg(test)]
mod tests {
    use crate::node::testing::World;
    use serde_json::json;

    #[test]
    fn a_pod_reads_its_configuration_as_files_and_as_variables() {
        let mut world = World::new(1);
        world.runtime.add_image("node01", "node:20");
        world.create(json!({"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "settings"}, "data": {"mode": "fast", "motd": "hello\n"}}));
        world.create(json!({"apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": "door"}, "stringData": {"code": "1234"}}));
        let spec = json!({
            "containers": [{
                "name": "c",
                "envFrom": [{"prefix": "CFG_", "configMapRef": {"name": "settings"}}],
                "env": [{"name": "CODE", "valueFrom":
                    {"secretKeyRef": {"name": "door", "key": "code"}}}],
                "volumeMounts": [
                    {"name": "all", "mountPath": "/all"}, {"name": "some", "mountPath": "/some"}
                ],
            }],
            "volumes": [
                {"name": "all", "configMap": {"name": "settings"}},
                {"name": "some", "secret": {"secretName": "door",
                    "items": [{"key": "code", "path": "deep/pin"}]}},
            ],
        });
        world.create_pod("web", "node:20", spec);
        world.run(5_000);
        let line = "cat /all/motd /some/deep/pin; echo; echo $CFG_mode $CODE";
        assert_eq!(world.sh("web", line).0, "hello\n1234\nfast 1234\n");
        let (said, code) = world.sh("web", "echo x > /all/mode");
        assert!(code != 0 && said.contains("Read-only file system"), "{said}");
    }

    #[test]
    fn a_key_that_is_missing_keeps_the_container_from_being_created() {
        let mut world = World::new(1);
        world.create(json!({"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "settings"}, "data": {"mode": "fast"}}));
        let spec = |optional: bool| {
            json!({"containers": [{"name": "c", "env": [{"name": "A", "valueFrom":
                {"configMapKeyRef": {"name": "settings", "key": "b", "optional": optional}}}]}]})
        };
        world.create_pod("bad", "node:20", spec(false));
        world.create_pod("good", "node:20", spec(true));
        world.run(5_000);
        let text = "Failed Error: couldn't find key b in ConfigMap default/settings";
        assert!(world.events("bad").contains(&text.to_owned()));
        assert_eq!(world.pod("good").status.phase, "Running");
    }
}
