//! `kubectl describe` of config maps, secrets and service accounts.

use super::super::table::Described;
use super::{field, list, named};
use crate::api::config::{ConfigMap, Secret, ServiceAccount, base64_length, from_base64};
use crate::apiserver::store::Store;
use serde_json::Value;

// Models describeConfigMap
pub fn config_map(w: &mut Described, it: &ConfigMap) {
    named(w, &it.metadata);
    w.line(0, "\nData\n====");
    for (key, value) in &it.data {
        w.line(0, &format!("{key}:\n----\n{value}\n"));
    }
    w.line(0, "\nBinaryData\n====");
    for (key, value) in &it.binary_data {
        w.line(0, &format!("{key}: {} bytes", base64_length(value)));
    }
    w.line(0, "");
}

// Models describeSecret
pub fn secret(w: &mut Described, it: &Secret) {
    named(w, &it.metadata);
    w.line(0, &format!("\nType:\t{}", it.type_));
    w.line(0, "\nData\n====");
    for (key, value) in &it.data {
        if key == "token" && it.type_ == "kubernetes.io/service-account-token" {
            let token = from_base64(value).unwrap_or_default();
            field(w, 0, key, &String::from_utf8_lossy(&token));
        } else {
            field(w, 0, key, &format!("{} bytes", base64_length(value)));
        }
    }
}

// Models describeServiceAccount
pub fn service_account(w: &mut Described, it: &ServiceAccount, store: &Store) {
    named(w, &it.metadata);
    let pull = it.image_pull_secrets.as_ref().and_then(Value::as_array);
    let pull = pull.into_iter().flatten().filter_map(|secret| secret.get("name")?.as_str());
    let known = |name: &str| {
        let is_there = store.get::<Secret>(&it.metadata.namespace, name).is_some();
        format!("{name}{}", if is_there { "" } else { " (not found)" })
    };
    list(w, "Image pull secrets", pull.map(known));
    list(w, "Mountable secrets", it.secrets.iter().map(|secret| known(&secret.name)));
    list(w, "Tokens", std::iter::empty());
}
