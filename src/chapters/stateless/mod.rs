//! Pod, ReplicaSet, Deployment: a deleted pod is replaced by another, and nobody misses it.

use super::lanes::{self, STATELESS};
use super::manifests;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::prediction::{Outcome, Prediction, had, has_lost, only_in};
use crate::lesson::progress::{counters, pods, runs};
use crate::lesson::{Chapter, Setting, Step};

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "stateless",
    title: Localized { en: "A pod that nobody misses", id: "Pod yang tidak dirindukan siapa pun" },
    setting: Setting::Lab,
    lanes: &[lanes::NO_VOLUME],
    files: &[manifests::NO_VOLUME],
    setup: &[Run("kubectl apply -f no-volume.yaml")],
    before: &[],
    steps: &[
        Step {
            id: "visit",
            command: Some("curl http://node01:30000"),
            prediction: Some(&Prediction {
                begun: |_, _, progress| progress.visits(STATELESS) > 1,
                outcomes: &[
                    Outcome {
                        id: "same",
                        holds: |_, now, progress| all_count(now, progress.visits(STATELESS)),
                        belief: Some(16),
                    },
                    Outcome {
                        id: "own",
                        holds: |_, now, progress| !all_count(now, progress.visits(STATELESS)),
                        belief: None,
                    },
                ],
            }),
            goal: |_, progress| progress.visits(STATELESS) >= 3,
            solution: &["curl http://node01:30000"; 3],
        },
        Step {
            id: "delete",
            command: Some("kubectl delete pod {nodejs-stateless:most}"),
            prediction: Some(&Prediction {
                begun: |before, now, _| has_lost(before, now, STATELESS),
                outcomes: &[
                    Outcome {
                        id: "same",
                        holds: |before, now, _| successor_has_its_name(before, now) == Some(true),
                        belief: None,
                    },
                    Outcome {
                        id: "other",
                        holds: |before, now, _| successor_has_its_name(before, now) == Some(false),
                        belief: None,
                    },
                    Outcome {
                        id: "none",
                        holds: |before, now, _| successor_has_its_name(before, now).is_none(),
                        belief: None,
                    },
                ],
            }),
            goal: |now, progress| progress.replaced(STATELESS) && runs(now, STATELESS, 3),
            solution: &["kubectl delete pod {nodejs-stateless:most}"],
        },
        Step {
            id: "look",
            command: Some("kubectl get pods"),
            prediction: None,
            goal: |now, progress| {
                pods(now, STATELESS).all(|pod| progress.saw_row("pod", &pod.metadata.name))
            },
            solution: &["kubectl get pods"],
        },
    ],
};

/// Whether each pod has counted so many visits.
fn all_count(now: &Snapshot, visits: u64) -> bool {
    counters(now, STATELESS).all(|count| count == visits)
}

/// Whether a pod that has come has the name of one that was there; none if no pod has come.
fn successor_has_its_name(before: &Snapshot, now: &Snapshot) -> Option<bool> {
    let new = only_in(now, before, STATELESS);
    (!new.is_empty()).then(|| new.iter().any(|pod| had(before, STATELESS, pod)))
}
