//! The volumes of pods.

use super::super::table::Described;
use super::field;
use super::template::plain;
use crate::api::pod::Volume;
use serde_json::Value;

// Models describeVolumes
pub fn volumes(w: &mut Described, volumes: &[Volume], space: &str) {
    if volumes.is_empty() {
        field(w, 0, &format!("{space}Volumes"), "<none>");
        return;
    }
    w.line(0, &format!("{space}Volumes:"));
    let indent = if space.is_empty() { "" } else { " " };
    for volume in volumes {
        w.line(1, &format!("{indent}{}:", volume.name));
        source(w, volume);
    }
}

fn source(w: &mut Described, volume: &Volume) {
    let text = |from: &Value, key: &str| from.get(key).map_or_else(String::new, plain);
    let or = |text: String, other: &str| if text.is_empty() { other.to_owned() } else { text };
    let mut type_ = |text: &str| field(w, 2, "Type", text);
    if let Some(path) = &volume.host_path {
        host_path(w, &path.path, path.type_.as_deref());
    } else if let Some(from) = &volume.empty_dir {
        type_("EmptyDir (a temporary directory that shares a pod's lifetime)");
        field(w, 2, "Medium", &text(from, "medium"));
        field(w, 2, "SizeLimit", &or(text(from, "sizeLimit"), "<unset>"));
    } else if let Some(claim) = &volume.persistent_volume_claim {
        type_(
            "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        );
        field(w, 2, "ClaimName", &claim.claim_name);
        field(w, 2, "ReadOnly", &claim.read_only.to_string());
    } else if let Some(from) = &volume.config_map {
        type_("ConfigMap (a volume populated by a ConfigMap)");
        field(w, 2, "Name", &text(from, "name"));
        field(w, 2, "Optional", &or(text(from, "optional"), "false"));
    } else if let Some(from) = &volume.secret {
        type_("Secret (a volume populated by a Secret)");
        field(w, 2, "SecretName", &text(from, "secretName"));
        field(w, 2, "Optional", &or(text(from, "optional"), "false"));
    } else if let Some(from) = &volume.nfs {
        nfs(w, from);
    } else if let Some(from) = &volume.projected {
        type_("Projected (a volume that contains injected data from multiple sources)");
        projected(w, from);
    } else {
        w.line(1, "<unknown>");
    }
}

// Models printHostPathVolumeSource
pub fn host_path(w: &mut Described, path: &str, type_: Option<&str>) {
    field(w, 2, "Type", "HostPath (bare host directory volume)");
    field(w, 2, "Path", path);
    field(w, 2, "HostPathType", type_.unwrap_or("<none>"));
}

// Models printNFSVolumeSource
pub fn nfs(w: &mut Described, from: &Value) {
    let text = |key: &str| from.get(key).map_or_else(String::new, plain);
    field(w, 2, "Type", "NFS (an NFS mount that lasts the lifetime of a pod)");
    field(w, 2, "Server", &text("server"));
    field(w, 2, "Path", &text("path"));
    let read_only = from.get("readOnly").and_then(Value::as_bool).unwrap_or(false);
    field(w, 2, "ReadOnly", &read_only.to_string());
}

// Models printProjectedVolumeSource
fn projected(w: &mut Described, from: &Value) {
    let sources = from.get("sources").and_then(Value::as_array).cloned().unwrap_or_default();
    for source in &sources {
        // An optional that is not set prints as Go prints a nil pointer.
        let optional =
            |from: &Value| from.get("optional").map_or_else(|| "<nil>".to_owned(), plain);
        let name = |from: &Value| from.get("name").map_or_else(String::new, plain);
        if let Some(from) = source.get("secret") {
            field(w, 2, "SecretName", &name(from));
            field(w, 2, "SecretOptionalName", &optional(from));
        } else if source.get("downwardAPI").is_some() {
            field(w, 2, "DownwardAPI", "true");
        } else if let Some(from) = source.get("configMap") {
            field(w, 2, "ConfigMapName", &name(from));
            field(w, 2, "ConfigMapOptional", &optional(from));
        } else if let Some(from) = source.get("serviceAccountToken") {
            let seconds = from.get("expirationSeconds").map_or_else(String::new, plain);
            field(w, 2, "TokenExpirationSeconds", &seconds);
        }
    }
}
