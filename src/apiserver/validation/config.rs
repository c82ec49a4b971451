//! Config maps and secrets. Models pkg/apis/core/validation/validation.go.

use super::faults::{Faults, Path};
use crate::api::config::{ConfigMap, Secret, base64_length};
use crate::api::go::quoted;

/// How many bytes a config map or a secret may hold. Models MaxSecretSize.
const LARGEST: usize = 1024 * 1024;

/// Models ValidateConfigMap.
pub(super) fn config_map(faults: &mut Faults, new: &ConfigMap) {
    let (data, binary) = (Path::new("data"), Path::new("binaryData"));
    for key in new.data.keys() {
        config_key(faults, &data.key(key), key);
        if new.binary_data.contains_key(key) {
            faults.invalid(&data.key(key), quoted(key), "duplicate of key present in binaryData");
        }
    }
    for key in new.binary_data.keys() {
        config_key(faults, &binary.key(key), key);
    }
    let plain: usize = new.data.values().map(String::len).sum();
    let coded: usize = new.binary_data.values().map(|value| base64_length(value)).sum();
    if plain + coded > LARGEST {
        faults.too_long(&Path::new(""), LARGEST);
    }
}

/// Models ValidateConfigMapUpdate.
pub(super) fn config_map_update(faults: &mut Faults, new: &ConfigMap, before: &ConfigMap) {
    if before.immutable == Some(true) {
        immutable(
            faults,
            new.immutable,
            &[
                ("data", new.data != before.data),
                ("binaryData", new.binary_data != before.binary_data),
            ],
        );
    }
    config_map(faults, new);
}

/// Models ValidateSecret.
pub(super) fn secret(faults: &mut Faults, new: &Secret) {
    let data = Path::new("data");
    for key in new.data.keys() {
        config_key(faults, &data.key(key), key);
    }
    if new.data.values().map(|value| base64_length(value)).sum::<usize>() > LARGEST {
        faults.too_long(&data, LARGEST);
    }
    let needed: &[&str] = match new.type_.as_str() {
        "kubernetes.io/dockercfg" => &[".dockercfg"],
        "kubernetes.io/dockerconfigjson" => &[".dockerconfigjson"],
        "kubernetes.io/ssh-auth" => &["ssh-privatekey"],
        "kubernetes.io/tls" => &["tls.crt", "tls.key"],
        _ => &[],
    };
    for key in needed.iter().filter(|key| !new.data.contains_key(**key)) {
        faults.required(&data.key(key), "");
    }
}

/// Models ValidateSecretUpdate.
pub(super) fn secret_update(faults: &mut Faults, new: &Secret, before: &Secret) {
    if new.type_ != before.type_ {
        faults.invalid(&Path::new("type"), quoted(&new.type_), "field is immutable");
    }
    if before.immutable == Some(true) {
        immutable(faults, new.immutable, &[("data", new.data != before.data)]);
    }
    secret(faults, new);
}

/// What was made immutable stays so.
fn immutable(faults: &mut Faults, now: Option<bool>, fields: &[(&str, bool)]) {
    const WHY: &str = "field is immutable when `immutable` is set";
    if now != Some(true) {
        faults.forbidden(&Path::new("immutable"), WHY);
    }
    for (field, _) in fields.iter().filter(|(_, changed)| *changed) {
        faults.forbidden(&Path::new(field), WHY);
    }
}

/// Models k8s.io/apimachinery/pkg/util/validation IsConfigMapKey.
fn config_key(faults: &mut Faults, path: &Path<'_>, key: &str) {
    let mut details = Vec::new();
    if key.len() > 253 {
        details.push("must be no more than 253 characters".to_owned());
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if key.is_empty() || !key.bytes().all(fits) {
        details.push(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. \
             'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is \
             '[-._a-zA-Z0-9]+')"
                .to_owned(),
        );
    }
    if matches!(key, "." | "..") {
        details.push(format!("must not be '{key}'"));
    } else if key.starts_with("..") {
        details.push("must not start with '..'".to_owned());
    }
    faults.invalid_text(path, key, &details);
}
