//! The environment variables of a container. Models pkg/kubelet/kubelet_pods.go
//! makeEnvironmentVariables.

use super::PodState;
use super::etc::hostname;
use crate::api::container::Container;
use crate::api::core::{Node, Service};
use crate::api::meta::Text;
use crate::api::pod::Pod;
use crate::api::quantity::Quantity;
use crate::apiserver::store::Store;
use crate::node::config;
use serde_json::Value;
use std::rc::Rc;

/// The environment variables of a process.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Environment {
    /// Those of the image, of the runtime and of the container.
    own: Vec<(Text, Text)>,
    /// Those that tell of services, which all containers of a namespace are given.
    services: Rc<Vec<(String, String)>>,
}

impl Environment {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All variables in the order in which the process sees them; each name is there once.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.own.iter().map(|(name, value)| (&**name, &**value));
        let is_own = |name: &str| self.own.iter().any(|(known, _)| known == name);
        let services = self.services.iter().filter(move |(name, _)| !is_own(name));
        own.chain(services.map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// Puts a variable at the end, in place of any of its name.
    fn set(&mut self, name: String, value: String) {
        self.own.retain(|(known, _)| *known != name);
        self.own.push((name.into(), value.into()));
    }
}

/// The variables that a container is started with.
///
/// # Errors
/// A config map or a secret that they are taken from does not exist.
pub fn environment(
    pod: &Pod,
    state: &PodState,
    container: &Container,
    services: Rc<Vec<(String, String)>>,
    store: &Store,
) -> Result<Environment, String> {
    let namespace = &pod.metadata.namespace;
    let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let own = vec![
        ("PATH".into(), path.into()),
        ("HOSTNAME".into(), hostname(pod).into()),
        ("HOME".into(), "/root".into()),
    ];
    let mut set = Environment { own, services };
    for (name, value) in config::all_variables(container, namespace, store)? {
        set.set(name, value);
    }
    for variable in &container.env {
        let value = match &variable.value_from {
            Some(source)
                if source.get("configMapKeyRef").or(source.get("secretKeyRef")).is_some() =>
            {
                let Some(value) = config::variable(variable, namespace, store)? else { continue };
                value
            }
            Some(source) if source.get("resourceFieldRef").is_some() => {
                resource(pod, container, &source["resourceFieldRef"], store).unwrap_or_default()
            }
            Some(source) => field(pod, state, source).unwrap_or_default(),
            None => expand(&variable.value, &set),
        };
        set.set(variable.name.clone(), value);
    }
    Ok(set)
}

/// The variables that tell of the API server and, with `links`, of the services of a namespace.
/// Models pkg/kubelet/envvars/envvars.go FromServices and kubelet_pods.go getServiceEnvVarMap.
pub fn services(namespace: &str, links: bool, store: &Store) -> Vec<(String, String)> {
    let mut set = Vec::new();
    for service in store.list::<Service>() {
        let (meta, spec) = (&service.metadata, &service.spec);
        let is_master = meta.name == "kubernetes" && meta.namespace == "default";
        let is_meant = is_master || links && meta.namespace == namespace;
        let Some(first) = spec.ports.first().filter(|_| is_meant) else { continue };
        let address = &spec.cluster_ip;
        if address.is_empty() || address == "None" {
            continue;
        }
        let name = meta.name.replace('-', "_").to_ascii_uppercase();
        let mut add = |key: &str, value: String| set.push((format!("{name}_{key}"), value));
        add("SERVICE_HOST", address.clone());
        add("SERVICE_PORT", first.port.to_string());
        for port in spec.ports.iter().filter(|port| !port.name.is_empty()) {
            let of = port.name.replace('-', "_").to_ascii_uppercase();
            add(&format!("SERVICE_PORT_{of}"), port.port.to_string());
        }
        for (index, port) in spec.ports.iter().enumerate() {
            let (number, protocol) = (port.port, port.protocol.to_ascii_lowercase());
            let url = format!("{protocol}://{address}:{number}");
            if index == 0 {
                add("PORT", url.clone());
            }
            let prefix = format!("PORT_{number}_{}", port.protocol);
            add(&prefix, url);
            add(&format!("{prefix}_PROTO"), protocol);
            add(&format!("{prefix}_PORT"), number.to_string());
            add(&format!("{prefix}_ADDR"), address.clone());
        }
    }
    set
}

/// What a container asks for or may use of a resource, in units of the divisor; where it has no
/// limit, what the node has.
/// Models pkg/api/v1/resource/helpers.go ExtractContainerResourceValue.
fn resource(pod: &Pod, container: &Container, source: &Value, store: &Store) -> Option<String> {
    let of = source.get("containerName").and_then(Value::as_str);
    let mut all = pod.spec.every_container();
    let container = of.map_or(Some(container), |of| all.find(|it| it.name == of))?;
    let (list, name) = source.get("resource")?.as_str()?.split_once('.')?;
    let given = match list {
        "limits" => container.resources.limits.get(name),
        _ => container.resources.requests.get(name),
    };
    let node = store.get::<Node>("", &pod.spec.node_name);
    let amount = match given {
        None if list == "limits" => *node?.status.allocatable.get(name)?,
        given => given.copied().unwrap_or(Quantity::ZERO),
    };
    let divisor = source.get("divisor").and_then(Value::as_str).unwrap_or("1");
    let divisor = Quantity::parse(divisor).ok().filter(|divisor| !divisor.is_zero());
    let divisor = divisor.unwrap_or(Quantity::from_units(1));
    let (amount, divisor) = match name {
        "cpu" => (amount.milli_value(), divisor.milli_value()),
        _ => (amount.value(), divisor.value()),
    };
    Some((amount / divisor + i64::from(amount % divisor > 0)).to_string())
}

/// A field of the pod, for the downward API.
fn field(pod: &Pod, state: &PodState, source: &Value) -> Option<String> {
    let path = source.get("fieldRef")?.get("fieldPath")?.as_str()?;
    let quoted = |prefix: &str| {
        path.strip_prefix(prefix).map(|rest| rest.trim_matches(['[', ']', '\'']).to_owned())
    };
    let meta = &pod.metadata;
    Some(match path {
        "metadata.name" => meta.name.clone(),
        "metadata.namespace" => meta.namespace.clone(),
        "metadata.uid" => meta.uid.clone(),
        "spec.nodeName" => state.node.clone(),
        "spec.serviceAccountName" => pod.spec.service_account_name.clone(),
        "status.podIP" => state.ip.clone(),
        "status.hostIP" => pod.status.host_ip.clone(),
        _ => match (quoted("metadata.labels"), quoted("metadata.annotations")) {
            (Some(label), _) => meta.labels.get(&label).cloned()?,
            (_, Some(annotation)) => meta.annotations.get(&annotation).cloned()?,
            _ => return None,
        },
    })
}

/// Replaces `$(NAME)` by the variable of that name; `$$` stands for one dollar.
/// Models third_party/forked/golang/expansion Expand.
fn expand(text: &str, set: &Environment) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(place) = rest.find('$') {
        result.push_str(&rest[..place]);
        rest = &rest[place + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            result.push('$');
            rest = after;
            continue;
        }
        let name = rest.strip_prefix('(').and_then(|inner| inner.split_once(')'));
        let known = name.and_then(|(name, after)| Some((set.get(name)?, after)));
        match known {
            Some((value, after)) => {
                result.push_str(value);
                rest = after;
            }
            None => result.push('$'),
        }
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::{Environment, expand};

    #[test]
    fn variables_refer_to_earlier_ones() {
        let mut set = Environment::default();
        set.set("NAME".to_owned(), "web-0".to_owned());
        let expanded = expand("$(NAME).svc $$(NAME) $(OTHER) $", &set);
        assert_eq!(expanded, "web-0.svc $(NAME) $(OTHER) $");
    }
}
