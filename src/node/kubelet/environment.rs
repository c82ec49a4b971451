//! The environment variables of a container. Models pkg/kubelet/kubelet_pods.go
//! makeEnvironmentVariables.

use super::PodState;
use super::start::hostname;
use crate::api::container::Container;
use crate::api::pod::Pod;
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
            Some(source) => field(pod, state, source).unwrap_or_default(),
            None => expand(&variable.value, &set),
        };
        set.retain(|(name, _)| *name != variable.name);
        set.push((variable.name.clone(), value));
    }
    Ok(set)
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

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn variables_refer_to_earlier_ones() {
        let set = [("NAME".to_owned(), "web-0".to_owned())];
        assert_eq!(expand("$(NAME).svc $$(NAME) $(OTHER) $", &set), "web-0.svc $(NAME) $(OTHER) $");
    }
}
