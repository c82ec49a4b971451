//! Volumes of drivers that attach them to nodes, and their attachments.

use super::fields::fields;
use super::meta::ObjectMeta;
use super::storage::PersistentVolume;
use serde_json::Value;

/// Models k8s.io/api/storage/v1 VolumeAttachment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolumeAttachment {
    pub metadata: ObjectMeta,
    pub spec: VolumeAttachmentSpec,
    pub status: VolumeAttachmentStatus,
}
fields!(VolumeAttachment { metadata: Always, spec: Always, status: Always });

/// Which volume is to be attached to which node, and by whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolumeAttachmentSpec {
    pub attacher: String,
    pub node_name: String,
    pub source: VolumeAttachmentSource,
}
fields!(VolumeAttachmentSpec { attacher: Always, node_name: Always, source: Always });

/// The volume.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolumeAttachmentSource {
    pub persistent_volume_name: Option<String>,
}
fields!(VolumeAttachmentSource { persistent_volume_name });

/// Whether it is done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolumeAttachmentStatus {
    pub attached: bool,
}
fields!(VolumeAttachmentStatus { attached: Always });

impl VolumeAttachment {
    /// Whether it attaches that volume.
    pub fn is_of(&self, volume: &str) -> bool {
        self.spec.source.persistent_volume_name.as_deref() == Some(volume)
    }
}

/// The driver that attaches a volume to nodes; none for what every node reaches by itself.
pub fn driver(volume: &PersistentVolume) -> Option<&str> {
    volume.spec.csi.as_ref()?.get("driver").and_then(Value::as_str)
}

/// Whether a volume is attached to one node at a time. Models
/// pkg/controller/volume/attachdetach/util isMultiAttachForbidden.
pub fn is_exclusive(volume: &PersistentVolume) -> bool {
    let shares = |mode: &String| matches!(mode.as_str(), "ReadWriteMany" | "ReadOnlyMany");
    !volume.spec.access_modes.iter().any(shares)
}

/// The name of the attachment of a volume to a node: a hash of what it attaches.
/// Models pkg/volume/csi/csi_attacher.go getAttachmentName, which takes another hash.
pub fn name(volume: &PersistentVolume, node: &str) -> String {
    let mut name = "csi-".to_owned();
    for part in 0..4_u8 {
        let text = [volume.metadata.name.as_str(), driver(volume).unwrap_or(""), node].join("/");
        let bytes = text.bytes().chain([part]);
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        name.push_str(&format!("{hash:016x}"));
    }
    name
}
