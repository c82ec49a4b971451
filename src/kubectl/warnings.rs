//! What the API server warns of when it stores an object. kubectl prints it, and nobody else hears
//! it here, so it is made where it is printed.

use super::command::Context;
use super::flags::{Arguments, DRY_RUN};
use super::output::Style;
use crate::api::Object;
use crate::api::pod::PodSpec;
use crate::apiserver::validation::names;

const STORAGE_CLASS: &str = "volume.beta.kubernetes.io/storage-class";

/// Prints the warnings about an object that is sent, and that is new or not.
pub fn print(object: &Object, is_new: bool, context: &mut Context<'_, '_>) {
    for warning in of(object, is_new) {
        context.out.complain(Style::Warning, &format!("Warning: {warning}"));
    }
}

/// Says of a `--dry-run` without a value that it is not to be used so. kubectl logs it, with the
/// moment and the number of its own process.
// Models kubectl/pkg/cmd/util/helpers.go GetDryRunStrategy and k8s.io/klog/v2 formatHeader
pub fn of_dry_run(arguments: &Arguments, context: &mut Context<'_, '_>) {
    const PROCESS: u32 = 4711;
    if arguments.text(DRY_RUN.name) != Some("unchanged") {
        return;
    }
    let moment = context.client.now.micro_time().to_string();
    let day: String = moment[5..10].chars().filter(|letter| *letter != '-').collect();
    let time = moment[11..].trim_end_matches('Z');
    context.out.complain(
        Style::Warning,
        &format!(
            "W{day} {time} {PROCESS:>7} helpers.go:702] --dry-run is deprecated and can be \
             replaced with --dry-run=client."
        ),
    );
}

fn of(object: &Object, is_new: bool) -> Vec<String> {
    let mut warnings = Vec::new();
    let meta = object.metadata();
    match object {
        Object::PersistentVolume(_) | Object::PersistentVolumeClaim(_)
            if meta.annotations.contains_key(STORAGE_CLASS) =>
        {
            warnings.push(format!(
                "metadata.annotations[{STORAGE_CLASS}]: deprecated since v1.8; use \
                 \"storageClassName\" attribute instead"
            ));
        }
        Object::Deployment(_) | Object::ReplicaSet(_) if is_new => {
            let faults = names::dns_label(&meta.name);
            if !faults.is_empty() {
                let faults = faults.join(" ");
                warnings.push(format!(
                    "metadata.name: this is used in Pod names and hostnames, which can result in \
                     surprising behavior; a DNS label is recommended: [{faults}]"
                ));
            }
        }
        _ => {}
    }
    match object {
        // Models pkg/api/persistentvolume/util.go warningsForPersistentVolumeSpecAndMeta
        Object::PersistentVolume(it) if it.spec.persistent_volume_reclaim_policy == "Recycle" => {
            warnings.push(
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. \
                 Instead, the recommended approach is to use dynamic provisioning."
                    .to_owned(),
            );
        }
        Object::Pod(it) => hidden(&it.spec, "spec", &mut warnings),
        Object::Deployment(it) => hidden(&it.spec.template.spec, TEMPLATE, &mut warnings),
        Object::ReplicaSet(it) => hidden(&it.spec.template.spec, TEMPLATE, &mut warnings),
        Object::StatefulSet(it) => hidden(&it.spec.template.spec, TEMPLATE, &mut warnings),
        _ => {}
    }
    warnings
}

const TEMPLATE: &str = "spec.template.spec";

/// Variables that are set twice and do not build on what they were.
// Models pkg/api/pod/warnings.go warningsForPodSpecAndMeta
fn hidden(spec: &PodSpec, path: &str, warnings: &mut Vec<String>) {
    let groups = [("initContainers", &spec.init_containers), ("containers", &spec.containers)];
    for (field, containers) in groups {
        for (at, container) in containers.iter().enumerate() {
            for (index, variable) in container.env.iter().enumerate() {
                let name = &variable.name;
                let own = format!("$({name})");
                let builds_on = variable.value.contains(&own) && variable.value != own;
                let is_second = container.env[..index].iter().any(|other| other.name == *name);
                if is_second && (variable.value_from.is_some() || !builds_on) {
                    warnings.push(format!(
                        "{path}.{field}[{at}].env[{index}]: hides previous definition of \
                         \"{name}\", which may be dropped when using apply"
                    ));
                }
            }
        }
    }
}
