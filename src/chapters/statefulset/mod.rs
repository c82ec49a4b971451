//! The StatefulSet: stable names, stable storage, one pod after the other.

use super::lanes::{self, STATEFUL};
use super::manifests;
use crate::api::apps::StatefulSet;
use crate::api::storage::PersistentVolumeClaim;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use crate::lesson::progress::{counters, pods, runs};
use crate::lesson::{Chapter, NAMESPACE, Setting, Step};

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "statefulset",
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    setting: Setting::Lab,
    lanes: &[lanes::VOLUME_PER_POD],
    files: &[manifests::STATEFULSET],
    setup: &[],
    steps: &[
        Step {
            id: "apply",
            command: Some("kubectl apply -f statefulset.yaml"),
            goal: |now, _| runs(now, STATEFUL, 3),
            solution: &["kubectl apply -f statefulset.yaml"],
        },
        Step {
            id: "visit",
            command: Some("curl http://node01:30002"),
            goal: |now, _| runs(now, STATEFUL, 3) && counters(now, STATEFUL).all(|count| count > 0),
            solution: &["curl http://node01:30002"; 14],
        },
        Step {
            id: "scale-down",
            command: Some("kubectl scale statefulset nodejs-stateful --replicas=2"),
            goal: |now, _| {
                let set = now.objects.get::<StatefulSet>(NAMESPACE, STATEFUL);
                let asked = set.is_some_and(|set| set.spec.replicas == Some(2));
                asked && runs(now, STATEFUL, 2) && third_claim(now).is_some()
            },
            solution: &["kubectl scale statefulset nodejs-stateful --replicas=2"],
        },
        Step {
            id: "scale-up",
            command: Some("kubectl scale statefulset nodejs-stateful --replicas=3"),
            goal: |now, _| runs(now, STATEFUL, 3) && third_pod_came_back_to_its_claim(now),
            solution: &["kubectl scale statefulset nodejs-stateful --replicas=3"],
        },
    ],
};

/// The claim of the third pod, if it is bound.
fn third_claim(now: &Snapshot) -> Option<&PersistentVolumeClaim> {
    let name = "nodejs-stateful-volume-claim-nodejs-stateful-2";
    let claim = now.objects.get::<PersistentVolumeClaim>(NAMESPACE, name)?;
    (claim.status.phase == "Bound").then_some(claim)
}

/// A pod is younger than its claim only if it is not the first that uses it.
fn third_pod_came_back_to_its_claim(now: &Snapshot) -> bool {
    let third = pods(now, STATEFUL).find(|pod| pod.metadata.name == "nodejs-stateful-2");
    let (Some(pod), Some(claim)) = (third, third_claim(now)) else { return false };
    pod.metadata.creation_timestamp > claim.metadata.creation_timestamp
}
