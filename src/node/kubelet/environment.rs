//! The environment variables of a container. Models pkg/kubelet/kubelet_pods.go
//! makeEnvironmentVariables.

use super::PodState;
use super::etc::hostname;
use crate::api::container::Container;
use crate::api::core::{Node, Service};
use crate::api::pod::Pod;
use crate::api::quantity::Quantity;
use crate::apiserver::store::Store;
use crate::node::config;
use serde_json::Value;

/// The variables in the order in which the process sees them.
///
/// # Errors
/// A config map or a secret that they are taken from does not exist.
pub fn environment(
    pod: &Pod,
    state: &PodState,
    container: &Container,
    store: &Store,
) -> Result<Vec<(String, String)>, String> {
    let namespace = &pod.metadata.namespace;
    let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let mut set: Vec<(String, String)> = vec![
        ("PATH".to_owned(), path.to_owned()),
        ("HOSTNAME".to_owned(), hostname(pod)),
        ("HOME".to_owned(), "/root".to_owned()),
    ];
    let services = services(pod, store);
    for (name, value) in config::all_variables(container, namespace, store)? {
        set.retain(|(known, _)| *known != name);
        set.push((name, value));
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
            None => expand(&variable.value, &set, &services),
        };
        set.retain(|(name, _)| *name != variable.name);
        set.push((variable.name.clone(), value));
    }
    for (name, value) in services {
        if set.iter().all(|(known, _)| *known != name) {
            set.push((name, value));
        }
    }
    Ok(set)
}

/// The variables that tell of the services of the pod's namespace, and of the API server.
/// Models pkg/kubelet/envvars/envvars.go FromServices and kubelet_pods.go getServiceEnvVarMap.
fn services(pod: &Pod, store: &Store) -> Vec<(String, String)> {
    let mut set = Vec::new();
    let (here, links) = (&pod.metadata.namespace, pod.spec.enable_service_links != Some(false));
    for service in store.list::<Service>() {
        let (meta, spec) = (&service.metadata, &service.spec);
        let is_master = meta.name == "kubernetes" && meta.namespace == "default";
        let is_meant = is_master || links && meta.namespace == *here;
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
fn expand(text: &str, set: &[(String, String)], services: &[(String, String)]) -> String {
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
        let known = name.and_then(|(name, after)| {
            let (_, value) = set.iter().chain(services).find(|(known, _)| known == name)?;
            Some((value, after))
        });
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
    use super::expand;

    #[test]
    fn variables_refer_to_earlier_ones() {
        let set = [("NAME".to_owned(), "web-0".to_owned())];
        assert_eq!(
            expand("$(NAME).svc $$(NAME) $(OTHER) $", &set, &[]),
            "web-0.svc $(NAME) $(OTHER) $"
        );
    }
}
