//! Volumes: which directory on which disk a pod's volume is, and where containers see it.

use super::files::{Directory, Entry, join, resolve, strip};
use super::{HostDisk, config};
use crate::api::attachment::{self, VolumeAttachment};
use crate::api::config::CERTIFICATE;
use crate::api::container::Container;
use crate::api::lookup::Lookup;
use crate::api::order;
use crate::api::pod::{HostPathVolumeSource, Pod, Volume};
use crate::api::sorted::SortedMap;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::apiserver::snapshot::File;
use crate::apiserver::store::Store;
use serde_json::Value;
use std::rc::Rc;

/// Something that holds files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disk {
    /// The file system of a node; the name is empty if all nodes share it.
    Host(String),
    /// Storage in the network, the same for every node: an export, or a volume of a driver.
    Network(String),
    /// An empty directory that lives as long as its pod, which is named by its uid.
    Pod { uid: String, volume: String },
    /// What the kubelet projects into the pods of a namespace so that they can talk to the API.
    ServiceAccount(String),
}

/// All disks. A copy shares the files until one side writes.
#[derive(Clone, Debug, Default)]
pub struct Disks {
    of_pods: Lookup<String, SortedMap<String, Rc<Directory>>>,
    others: SortedMap<Disk, Rc<Directory>>,
}

impl Disks {
    /// The files on a disk, if anything ever was.
    pub fn get(&self, disk: &Disk) -> Option<&Directory> {
        let tree = match disk {
            Disk::Pod { uid, volume } => self.of_pods.get(uid)?.get(volume),
            other => self.others.get(other),
        };
        tree.map(Rc::as_ref)
    }

    /// The files on a disk, to change them.
    pub fn get_mut(&mut self, disk: &Disk) -> &mut Directory {
        Rc::make_mut(match disk {
            Disk::Pod { uid, volume } => self
                .of_pods
                .get_or_insert_with(uid.clone(), SortedMap::new)
                .get_or_default(volume.as_str()),
            other => self.others.get_or_default(other),
        })
    }

    /// Drops the empty directories of a pod that is gone.
    pub fn drop_pod(&mut self, uid: &str) {
        self.of_pods.remove(uid);
    }

    /// The files below a directory of a disk.
    pub fn files(&self, disk: &Disk, root: &str) -> Vec<File> {
        let Some(tree) = self.get(disk) else { return Vec::new() };
        let file = |(path, contents): (&str, &Rc<str>)| File {
            path: path.to_owned(),
            contents: contents.to_string(),
        };
        tree.files(root).map(file).collect()
    }

    /// The disks of all nodes.
    pub fn hosts(&self) -> impl Iterator<Item = &Disk> {
        self.others.keys().filter(|disk| matches!(disk, Disk::Host(_)))
    }
}

/// A directory on a disk that backs a volume.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The name of the pod's volume.
    pub name: String,
    /// Where the files are.
    pub disk: Disk,
    /// The directory on the disk, relative.
    pub root: String,
    /// Whether nothing may be written, whatever the mount says.
    pub read_only: bool,
    /// The claim through which the pod came to it.
    pub claim: Option<String>,
    /// The persistent volume that it is.
    pub volume: Option<String>,
}

/// A directory of a container that is really somewhere else.
#[derive(Clone, Debug, PartialEq)]
pub struct Mount {
    /// Where the container sees it, absolute.
    pub path: String,
    /// What is mounted there.
    pub source: Source,
}

/// Finds what backs each volume of a pod.
///
/// # Errors
/// The sentence after `MountVolume.SetUp failed for volume`, with the volume's name in front.
pub fn sources(
    pod: &Pod,
    node: &str,
    host_disk: HostDisk,
    disks: &mut Disks,
    store: &Store,
) -> Result<Vec<Source>, String> {
    let host = match host_disk {
        HostDisk::Shared => Disk::Host(String::new()),
        HostDisk::PerNode => Disk::Host(node.to_owned()),
    };
    let find = |volume: &Volume| source(pod, volume, &host, disks, store);
    pod.spec.volumes.iter().map(find).collect()
}

fn source(
    pod: &Pod,
    volume: &Volume,
    host: &Disk,
    disks: &mut Disks,
    store: &Store,
) -> Result<Source, String> {
    let uid = pod.metadata.uid.clone();
    let mut found = Source {
        name: volume.name.clone(),
        disk: Disk::Pod { uid, volume: volume.name.clone() },
        root: String::new(),
        read_only: false,
        claim: None,
        volume: None,
    };
    if let Some(claim) = &volume.persistent_volume_claim {
        let volume = bound_volume(&pod.metadata.namespace, &claim.claim_name, store)?;
        found.claim = Some(claim.claim_name.clone());
        found.volume = Some(volume.metadata.name.clone());
        found.read_only = claim.read_only;
        (found.disk, found.root) = place(volume, host);
        if let Some(path) = &volume.spec.host_path {
            check_host_path(path, &volume.metadata.name, &found, disks)?;
        }
    } else if let Some(path) = &volume.host_path {
        found.disk = host.clone();
        found.root = relative(&path.path);
        check_host_path(path, &volume.name, &found, disks)?;
    } else if let Some(nfs) = &volume.nfs {
        found.disk = Disk::Network(export(nfs));
    } else if volume.projected.is_some() {
        found.disk = Disk::ServiceAccount(pod.metadata.namespace.clone());
        found.read_only = true;
        project(disks.get_mut(&found.disk), &pod.metadata.namespace);
    } else {
        let files = config::files(volume, &pod.metadata.namespace, store).map_err(|why| {
            format!("MountVolume.SetUp failed for volume \"{}\" : {why}", volume.name)
        })?;
        if let Some(files) = files {
            *disks.get_mut(&found.disk) = files;
            found.read_only = true;
        }
    }
    if !found.root.is_empty() {
        disks.get_mut(&found.disk).make_directory(&found.root);
    }
    Ok(found)
}

/// The pod's volumes that have to be attached to its node and are not yet.
pub fn unattached(pod: &Pod, store: &Store) -> Vec<String> {
    let mut missing = Vec::new();
    for volume in pod.spec.volumes.iter() {
        let Some(claim) = &volume.persistent_volume_claim else { continue };
        let Ok(bound) = bound_volume(&pod.metadata.namespace, &claim.claim_name, store) else {
            continue;
        };
        if attachment::driver(bound).is_none() {
            continue;
        }
        let name = attachment::name(bound, &pod.spec.node_name);
        let found = store.get::<VolumeAttachment>("", &name);
        if !found.is_some_and(|attachment| attachment.status.attached) {
            missing.push(volume.name.clone());
        }
    }
    missing
}

/// The volume that a claim is bound to.
fn bound_volume<'a>(
    namespace: &str,
    claim: &str,
    store: &'a Store,
) -> Result<&'a PersistentVolume, String> {
    let Some(found) = store.get::<PersistentVolumeClaim>(namespace, claim) else {
        return Err(format!(
            "error processing PVC {namespace}/{claim}: failed to fetch PVC from API server: \
             persistentvolumeclaims \"{claim}\" not found"
        ));
    };
    let volume = store.get::<PersistentVolume>("", &found.spec.volume_name);
    match volume {
        Some(volume) if found.status.phase == "Bound" => Ok(volume),
        _ => Err(format!("error processing PVC {namespace}/{claim}: PVC is not bound")),
    }
}

/// Where a persistent volume is: the disk and the directory on it.
pub fn place(volume: &PersistentVolume, host: &Disk) -> (Disk, String) {
    let spec = &volume.spec;
    if let Some(path) = &spec.host_path {
        return (host.clone(), relative(&path.path));
    }
    if let Some(path) = spec.local.as_ref().and_then(|local| text(local, "path")) {
        return (host.clone(), relative(path));
    }
    let name = match (&spec.nfs, &spec.csi) {
        (Some(nfs), _) => export(nfs),
        (_, Some(csi)) => text(csi, "volumeHandle").unwrap_or(&volume.metadata.name).to_owned(),
        _ => volume.metadata.name.clone(),
    };
    (Disk::Network(name), String::new())
}

/// An export of a server: two volumes on the same one see the same files.
fn export(nfs: &Value) -> String {
    format!("{}:{}", text(nfs, "server").unwrap_or(""), text(nfs, "path").unwrap_or(""))
}

fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field).and_then(Value::as_str)
}

/// The path below the root of a disk.
fn relative(path: &str) -> String {
    resolve("/", path)[1..].to_owned()
}

/// Models pkg/volume/hostpath checkTypeInternal. Without a type nothing is checked.
fn check_host_path(
    path: &HostPathVolumeSource,
    volume: &str,
    source: &Source,
    disks: &Disks,
) -> Result<(), String> {
    let entry = disks.get(&source.disk).and_then(|disk| disk.entry(&source.root));
    let fault = match path.type_.as_deref() {
        Some("Directory") if entry != Some(Entry::Directory) => "is not a directory",
        Some("File") if !matches!(entry, Some(Entry::File(_))) => "is not a file",
        Some("Socket") => "is not a socket file",
        Some("CharDevice") => "is not a character device",
        Some("BlockDevice") => "is not a block device",
        _ => return Ok(()),
    };
    let path = &path.path;
    Err(format!(
        "MountVolume.SetUp failed for volume \"{volume}\" : hostPath type check failed: {path} \
         {fault}"
    ))
}

/// What every pod finds at `/var/run/secrets/kubernetes.io/serviceaccount`.
fn project(tree: &mut Directory, namespace: &str) {
    if tree.read("namespace").is_none() {
        tree.write("namespace", namespace);
        tree.write("token", "a token that this model's API server does not ask for");
        tree.write("ca.crt", CERTIFICATE);
    }
}

/// Where a container sees the pod's volumes, the deepest path first, so that the first that fits a
/// path is the right one.
pub fn mounts(container: &Container, sources: &[Source]) -> Vec<Mount> {
    let mut mounts = Vec::with_capacity(container.volume_mounts.len());
    for mount in &container.volume_mounts {
        let Some(source) = sources.iter().find(|source| source.name == mount.name) else {
            continue;
        };
        let mut source = source.clone();
        source.root = join(&source.root, &relative(&mount.sub_path));
        source.read_only |= mount.read_only;
        mounts.push(Mount { path: resolve("/", &mount.mount_path), source });
    }
    order::by(&mut mounts, |a, b| {
        b.path.len().cmp(&a.path.len()).then_with(|| a.path.cmp(&b.path))
    });
    mounts
}

/// The mount that an absolute path is on, and the path on its disk.
pub fn locate<'a>(mounts: &'a [Mount], path: &str) -> Option<(&'a Mount, String)> {
    mounts.iter().find_map(|mount| {
        let rest = strip(path, &mount.path)?;
        Some((mount, join(&mount.source.root, rest)))
    })
}
