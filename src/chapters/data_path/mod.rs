//! The data path: browser, Service, pod, mount, claim, volume, file.

use super::lanes::{self, STATEFUL};
use super::manifests;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::prediction::{Outcome, Prediction, has_lost, only_in};
use crate::lesson::progress::{bound_claim, counter, runs};
use crate::lesson::{Chapter, Setting, Step};

/// The pod whose path the chapter follows.
const POD: &str = "nodejs-stateful-0";

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "data-path",
    title: Localized { en: "The path of a visit", id: "Perjalanan sebuah kunjungan" },
    setting: Setting::Lab,
    lanes: &[lanes::VOLUME_PER_POD],
    files: &[manifests::STATEFULSET],
    setup: &[Run("kubectl apply -f statefulset.yaml")],
    before: &[],
    steps: &[
        Step {
            id: "visit",
            command: Some("curl http://node01:30002"),
            prediction: None,
            goal: |now, _| counter(now, POD).is_some_and(|count| count > 0),
            solution: &["curl http://node01:30002"; 24],
        },
        Step {
            id: "file",
            command: Some("kubectl exec nodejs-stateful-0 -- cat /app/data/state.json"),
            prediction: None,
            goal: |_, progress| progress.saw("{\"visits\":"),
            solution: &["kubectl exec nodejs-stateful-0 -- cat /app/data/state.json"],
        },
        Step {
            id: "claim",
            command: Some("kubectl get pvc"),
            prediction: None,
            goal: |_, progress| {
                let name = "nodejs-stateful-volume-claim-nodejs-stateful-0";
                progress.saw_row("persistentvolumeclaim", name)
            },
            solution: &["kubectl get pvc"],
        },
        Step {
            id: "volume",
            command: Some("kubectl describe pv"),
            prediction: None,
            goal: |_, progress| progress.saw("/tmp/nodejs-statefulset-data-"),
            solution: &["kubectl describe pv"],
        },
        Step {
            id: "delete",
            command: Some("kubectl delete pod nodejs-stateful-0"),
            prediction: Some(&Prediction {
                begun: |before, now, _| has_lost(before, now, STATEFUL),
                outcomes: &[
                    Outcome {
                        id: "address",
                        holds: |before, now, _| keeps_address(before, now),
                        belief: Some(14),
                    },
                    Outcome {
                        id: "volume",
                        holds: |before, now, _| {
                            !keeps_address(before, now) && keeps_volume(before, now)
                        },
                        belief: None,
                    },
                    Outcome {
                        id: "name",
                        holds: |before, now, _| {
                            !keeps_address(before, now) && !keeps_volume(before, now)
                        },
                        belief: None,
                    },
                ],
            }),
            goal: |now, progress| progress.replaced(STATEFUL) && runs(now, STATEFUL, 3),
            solution: &["kubectl delete pod nodejs-stateful-0"],
        },
    ],
};

/// Whether a new pod has the address of one that has gone.
fn keeps_address(before: &Snapshot, now: &Snapshot) -> bool {
    let gone = only_in(before, now, STATEFUL);
    let is_old = |address: &str| gone.iter().any(|pod| pod.status.pod_ip == address);
    only_in(now, before, STATEFUL).iter().any(|pod| is_old(&pod.status.pod_ip))
}

/// Whether the claims of the new pods are bound to the volumes that they were bound to.
fn keeps_volume(before: &Snapshot, now: &Snapshot) -> bool {
    only_in(now, before, STATEFUL).iter().all(|pod| {
        let claim = format!("nodejs-stateful-volume-claim-{}", pod.metadata.name);
        let volume = |then| Some(bound_claim(then, &claim)?.spec.volume_name.as_str());
        volume(before) == volume(now)
    })
}
