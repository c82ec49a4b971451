//! The StatefulSet: stable names, stable storage, one pod after the other.

use super::lanes::{self, STATEFUL};
use super::manifests;
use crate::api::apps::StatefulSet;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use crate::lesson::prediction::{Outcome, Prediction};
use crate::lesson::progress::{
    bound_claim, came_back_to_its_claim, count_on_volume, counters, pods, runs,
};
use crate::lesson::{Chapter, NAMESPACE, Setting, Step};

/// The claim of the pod with the highest number.
const LAST_CLAIM: &str = "nodejs-stateful-volume-claim-nodejs-stateful-2";

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "statefulset",
    title: Localized { en: "StatefulSet", id: "StatefulSet" },
    setting: Setting::Lab,
    lanes: &[lanes::VOLUME_PER_POD],
    files: &[manifests::STATEFULSET],
    setup: &[],
    before: &[],
    steps: &[
        Step {
            id: "apply",
            command: Some("kubectl apply -f statefulset.yaml"),
            prediction: None,
            goal: |now, _| runs(now, STATEFUL, 3),
            solution: &["kubectl apply -f statefulset.yaml"],
        },
        Step {
            id: "visit",
            command: Some("curl http://node01:30002"),
            prediction: Some(&Prediction {
                begun: |_, _, progress| progress.visits(STATEFUL) > 1,
                outcomes: &[
                    Outcome {
                        id: "total",
                        holds: |_, now, progress| all_hold(now, progress.visits(STATEFUL)),
                        belief: Some(1),
                    },
                    Outcome {
                        id: "own",
                        holds: |_, now, progress| {
                            !only_first_holds(now) && !all_hold(now, progress.visits(STATEFUL))
                        },
                        belief: None,
                    },
                    Outcome { id: "first", holds: |_, now, _| only_first_holds(now), belief: None },
                ],
            }),
            goal: |now, _| runs(now, STATEFUL, 3) && counters(now, STATEFUL).all(|count| count > 0),
            solution: &["curl http://node01:30002"; 24],
        },
        Step {
            id: "scale-down",
            command: Some("kubectl scale statefulset nodejs-stateful --replicas=2"),
            prediction: Some(&Prediction {
                begun: |before, now, _| wanted(now) < wanted(before),
                outcomes: &[
                    Outcome {
                        id: "claim",
                        holds: |_, now, _| !stays(now) && bound_claim(now, LAST_CLAIM).is_none(),
                        belief: Some(2),
                    },
                    Outcome {
                        id: "pod",
                        holds: |_, now, _| !stays(now) && bound_claim(now, LAST_CLAIM).is_some(),
                        belief: None,
                    },
                    Outcome { id: "first", holds: |_, now, _| stays(now), belief: None },
                ],
            }),
            goal: |now, _| runs(now, STATEFUL, 2) && bound_claim(now, LAST_CLAIM).is_some(),
            solution: &["kubectl scale statefulset nodejs-stateful --replicas=2"],
        },
        Step {
            id: "scale-up",
            command: Some("kubectl scale statefulset nodejs-stateful --replicas=3"),
            prediction: None,
            goal: |now, _| {
                let came_back = came_back_to_its_claim(now, "nodejs-stateful-2", LAST_CLAIM);
                runs(now, STATEFUL, 3) && came_back
            },
            solution: &["kubectl scale statefulset nodejs-stateful --replicas=3"],
        },
    ],
};

/// The counts in the files behind the claims of the three pods.
fn files(now: &Snapshot) -> [Option<u64>; 3] {
    [0, 1, 2].map(|pod| {
        let claim =
            bound_claim(now, &format!("nodejs-stateful-volume-claim-nodejs-stateful-{pod}"));
        count_on_volume(now, &claim?.spec.volume_name)
    })
}

/// Whether every file holds so many visits.
fn all_hold(now: &Snapshot, visits: u64) -> bool {
    files(now) == [Some(visits); 3]
}

/// Whether only the first pod has written its file.
fn only_first_holds(now: &Snapshot) -> bool {
    matches!(files(now), [Some(_), None, None])
}

/// How many pods the set is to have, if there is a set.
fn wanted(now: &Snapshot) -> Option<i32> {
    now.objects.get::<StatefulSet>(NAMESPACE, STATEFUL)?.spec.replicas
}

/// Whether the pod with the highest number is there.
fn stays(now: &Snapshot) -> bool {
    pods(now, STATEFUL).any(|pod| pod.metadata.name == "nodejs-stateful-2")
}
