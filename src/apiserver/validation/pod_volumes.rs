//! The volumes of a pod.

use super::containers::{VolumeNames, no_backsteps};
use super::faults::{Faults, Path};
use super::names::dns_label;
use crate::api::go::quoted;
use crate::api::pod::{HostPathVolumeSource, Volume};
use crate::api::sorted::SortedSet;
use serde_json::Value;

/// Checks the volumes and returns the names of those that can be mounted.
/// Models pkg/apis/core/validation/validation.go ValidateVolumes.
pub(super) fn volumes<'a>(
    faults: &mut Faults,
    volumes: &'a [Volume],
    path: &Path<'_>,
) -> VolumeNames<'a> {
    let mut names = SortedSet::new();
    for (index, volume) in volumes.iter().enumerate() {
        let path = path.index(index);
        let mut found = Faults::default();
        source(&mut found, volume, &path);
        if volume.name.is_empty() {
            found.required(&path.child("name"), "");
        } else {
            found.invalid_text(&path.child("name"), &volume.name, &dns_label(&volume.name));
        }
        if names.contains(volume.name.as_str()) {
            found.duplicate(&path.child("name"), quoted(&volume.name));
        }
        if found.0.is_empty() {
            names.insert(volume.name.as_str());
        } else {
            faults.0.append(&mut found.0);
        }
    }
    names
}

/// Models pkg/apis/core/validation/validation.go validateVolumeSource.
fn source(faults: &mut Faults, volume: &Volume, path: &Path<'_>) {
    let sources = [
        ("emptyDir", volume.empty_dir.is_some()),
        ("hostPath", volume.host_path.is_some()),
        ("secret", volume.secret.is_some()),
        ("nfs", volume.nfs.is_some()),
        ("persistentVolumeClaim", volume.persistent_volume_claim.is_some()),
        ("downwardAPI", volume.downward_api.is_some()),
        ("configMap", volume.config_map.is_some()),
        ("projected", volume.projected.is_some()),
        ("csi", volume.csi.is_some()),
        ("ephemeral", volume.ephemeral.is_some()),
    ];
    let mut given = sources.iter().filter(|(_, is_given)| *is_given).map(|(field, _)| *field);
    let Some(first) = given.next() else {
        faults.required(path, "must specify a volume type");
        return;
    };
    let inner = path.child(first);
    match first {
        "hostPath" => {
            if let Some(source) = &volume.host_path {
                host_path(faults, source, &inner);
            }
        }
        "secret" => required_text(faults, volume.secret.as_ref(), "secretName", &inner),
        "configMap" => required_text(faults, volume.config_map.as_ref(), "name", &inner),
        "nfs" => nfs(faults, volume.nfs.as_ref(), &inner),
        "persistentVolumeClaim" if volume.claim_name() == Some("") => {
            faults.required(&inner.child("claimName"), "");
        }
        _ => {}
    }
    for field in given {
        faults.forbidden(&path.child(field), "may not specify more than 1 volume type");
    }
}

fn required_text(faults: &mut Faults, source: Option<&Value>, field: &str, path: &Path<'_>) {
    let text = source.and_then(|source| source.get(field)).and_then(Value::as_str);
    if text.is_none_or(str::is_empty) {
        faults.required(&path.child(field), "");
    }
}

/// Models pkg/apis/core/validation/validation.go validateNFSVolumeSource.
pub(super) fn nfs(faults: &mut Faults, source: Option<&Value>, path: &Path<'_>) {
    required_text(faults, source, "server", path);
    required_text(faults, source, "path", path);
    let directory = source.and_then(|source| source.get("path")).and_then(Value::as_str);
    if let Some(directory) = directory
        && !directory.starts_with('/')
    {
        faults.invalid(&path.child("path"), quoted(directory), "must be an absolute path");
    }
}

/// Models pkg/apis/core/validation/validation.go validateHostPathVolumeSource.
pub(super) fn host_path(faults: &mut Faults, source: &HostPathVolumeSource, path: &Path<'_>) {
    const TYPES: [&str; 8] = [
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket",
    ];
    if source.path.is_empty() {
        faults.required(&path.child("path"), "");
        return;
    }
    no_backsteps(faults, &source.path, &path.child("path"));
    faults.one_of(&path.child("type"), source.type_.as_deref().unwrap_or(""), &TYPES);
}
