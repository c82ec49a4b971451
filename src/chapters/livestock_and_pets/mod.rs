//! Livestock is replaced by any other animal; a pet's successor must be recognisably the same.

use super::lanes::{self, STATEFUL, STATELESS};
use super::manifests;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::prediction::{Outcome, Prediction, has_lost, only_in, stops};
use crate::lesson::progress::{pods, runs};
use crate::lesson::{Chapter, Setting, Step};

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "livestock-and-pets",
    title: Localized { en: "Livestock and pets", id: "Ternak dan peliharaan" },
    setting: Setting::Lab,
    lanes: &[lanes::NO_VOLUME, lanes::VOLUME_PER_POD],
    files: &[manifests::NO_VOLUME, manifests::STATEFULSET],
    setup: &[Run("kubectl apply -f no-volume.yaml"), Run("kubectl apply -f statefulset.yaml")],
    before: &[],
    steps: &[
        Step {
            id: "livestock",
            command: Some("kubectl delete pod {nodejs-stateless:1}"),
            prediction: None,
            goal: |now, progress| progress.replaced(STATELESS) && runs(now, STATELESS, 3),
            solution: &["kubectl delete pod {nodejs-stateless:1}"],
        },
        Step {
            id: "pet",
            command: Some("kubectl delete pod nodejs-stateful-1"),
            prediction: Some(&Prediction {
                begun: |before, now, _| has_lost(before, now, STATEFUL),
                outcomes: &[
                    Outcome {
                        id: "once",
                        holds: |before, now, _| !has_waited(before, now),
                        belief: Some(13),
                    },
                    Outcome {
                        id: "after",
                        holds: |before, now, _| has_waited(before, now),
                        belief: None,
                    },
                ],
            }),
            goal: |now, progress| progress.replaced(STATEFUL) && runs(now, STATEFUL, 3),
            solution: &["kubectl delete pod nodejs-stateful-1"],
        },
        Step {
            id: "address",
            command: Some("kubectl get pods -o wide"),
            prediction: None,
            goal: |now, progress| {
                // Every pod's present address, so a table from before the deletions is not enough.
                let mut addresses = pods(now, STATEFUL).map(|pod| pod.status.pod_ip.as_str());
                addresses.all(|address| !address.is_empty() && progress.saw(address))
            },
            solution: &["kubectl get pods -o wide"],
        },
    ],
};

/// Whether the new pod was created later than the old one was told to stop. Ending takes a pod
/// longer than the second in which the API counts, so these are different times if it was awaited.
fn has_waited(before: &Snapshot, now: &Snapshot) -> bool {
    let created = only_in(now, before, STATEFUL);
    let created = created.iter().filter_map(|pod| pod.metadata.creation_timestamp).max();
    let stopped = stops(before, now, STATEFUL).into_iter().max();
    stopped.is_some() && created > stopped
}
