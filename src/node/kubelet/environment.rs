//! The environment variables of a container. Models pkg/kubelet/kubelet_pods.go
//! makeEnvironmentVariables.

use super::PodState;
use super::start::hostname;
use crate::api::container::{Container, EnvVar};
use crate::api::pod::Pod;
use serde_json::Value;

/// The variables in the order in which the process sees them.
pub fn environment(pod: &Pod, state: &PodState, container: &Container) -> Vec<(String, String)> {
    let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let mut set: Vec<(String, String)> = vec![
        ("PATH".to_owned(), path.to_owned()),
        ("HOSTNAME".to_owned(), hostname(pod)),
        ("HOME".to_owned(), "/root".to_owned()),
    ];
    for variable in &container.env {
        let value = match &variable.value_from {
            Some(source) => field(pod, state, source).unwrap_or_default(),
            None => expand(&variable.value, &set),
        };
        set.retain(|(name, _)| *name != variable.name);
        set.push((variable.name.clone(), value));
    }
    set
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
fn expand(text: &str, set: &[(String, String)]) -> String {
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
            let (_, value) = set.iter().find(|(known, _)| known == name)?;
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

/// Why the environment cannot be made: it refers to a config map or a secret, which the model has
/// none of.
pub fn missing_object(container: &Container) -> Option<String> {
    let required = |source: &&Value| source.get("optional") != Some(&Value::Bool(true));
    let missing = |kind: &str, source: &Value| {
        let name = source.get("name").and_then(Value::as_str).unwrap_or("");
        format!("{kind} \"{name}\" not found")
    };
    let find = |source: &Value, map: &str, secret: &str| {
        if let Some(source) = source.get(map).filter(required) {
            return Some(missing("configmap", source));
        }
        source.get(secret).filter(required).map(|source| missing("secret", source))
    };
    let whole = container.env_from.as_ref().and_then(Value::as_array).into_iter().flatten();
    let of_variable =
        |variable: &EnvVar| find(variable.value_from.as_ref()?, "configMapKeyRef", "secretKeyRef");
    whole
        .filter_map(|source| find(source, "configMapRef", "secretRef"))
        .chain(container.env.iter().filter_map(of_variable))
        .next()
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn variables_refer_to_earlier_ones() {
        let set = [("NAME".to_owned(), "web-0".to_owned())];
        assert_eq!(expand("$(NAME).svc $$(NAME) $(OTHER) $", &set), "web-0.svc $(NAME) $(OTHER) $");
    }
}
