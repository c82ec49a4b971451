//! The lanes that chapters show, and the names of their workloads.

use crate::api::Kind;
use crate::i18n::Words;
use crate::lesson::{Caption, Lane};

/// The Deployment without a volume.
pub const STATELESS: &str = "nodejs-stateless";
/// The Deployment whose pods share a volume.
pub const SHARED: &str = "nodejs-shared";
/// The StatefulSet.
pub const STATEFUL: &str = "nodejs-stateful";

/// A Deployment whose files live and die with the pod.
pub const NO_VOLUME: Lane = Lane {
    id: "no-volume",
    name: Caption::Words(Words::lane_no_volume),
    subtitle: Caption::Words(Words::about_no_volume),
    kind: Kind::Deployment,
    workload: STATELESS,
    service: "nodejs-stateless-service",
};

/// A Deployment whose template names one claim.
pub const SHARED_VOLUME: Lane = Lane {
    id: "shared-volume",
    name: Caption::Words(Words::lane_shared_volume),
    subtitle: Caption::Words(Words::about_shared_volume),
    kind: Kind::Deployment,
    workload: SHARED,
    service: "nodejs-shared-service",
};

/// A StatefulSet with a claim for each pod.
pub const VOLUME_PER_POD: Lane = Lane {
    id: "volume-per-pod",
    name: Caption::Words(Words::lane_volume_per_pod),
    subtitle: Caption::Words(Words::about_volume_per_pod),
    kind: Kind::StatefulSet,
    workload: STATEFUL,
    service: "nodejs-statefulset-service",
};
