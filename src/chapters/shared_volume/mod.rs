//! A volume does not help a Deployment: all its replicas mount the same one.

use super::lanes::{self, SHARED};
use super::manifests;
use crate::api::pod::Pod;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::prediction::{Outcome, Prediction, has_lost, only_in};
use crate::lesson::progress::{Progress, count_on_volume, counter, runs};
use crate::lesson::{Chapter, Setting, Step};

/// How many visits make it all but certain that more than one pod has answered.
const ENOUGH: u64 = 6;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "shared-volume",
    title: Localized {
        en: "A volume does not help a Deployment",
        id: "Volume tidak menolong Deployment",
    },
    setting: Setting::Lab,
    lanes: &[lanes::SHARED_VOLUME],
    files: &[manifests::SHARED_VOLUME],
    setup: &[Run("kubectl apply -f shared-volume.yaml")],
    before: &[],
    steps: &[
        Step {
            id: "visit",
            command: Some("curl http://node01:30001"),
            prediction: Some(&Prediction {
                begun: |_, _, progress| progress.visits(SHARED) > 1,
                outcomes: &[
                    Outcome {
                        id: "all",
                        holds: |_, now, progress| file(now) == progress.visits(SHARED),
                        belief: Some(22),
                    },
                    Outcome {
                        id: "fewer",
                        holds: |_, now, progress| file(now) < progress.visits(SHARED),
                        belief: None,
                    },
                    Outcome {
                        id: "more",
                        holds: |_, now, progress| file(now) > progress.visits(SHARED),
                        belief: None,
                    },
                ],
            }),
            goal: |now, progress| {
                let visits = progress.visits(SHARED);
                visits >= ENOUGH && file(now) > 0 && file(now) < visits
            },
            solution: &["curl http://node01:30001"; 8],
        },
        Step {
            id: "claims",
            command: Some("kubectl get pvc"),
            prediction: None,
            goal: |_, progress| progress.saw_row("persistentvolumeclaim", "nodejs-shared-claim"),
            solution: &["kubectl get pvc"],
        },
        Step {
            id: "delete",
            command: Some("kubectl delete pod {nodejs-shared:0}"),
            prediction: Some(&Prediction {
                begun: |before, now, _| has_lost(before, now, SHARED),
                outcomes: &[
                    Outcome {
                        id: "own",
                        holds: |before, now, seen| origin(before, now, seen) == Origin::Predecessor,
                        belief: Some(6),
                    },
                    Outcome {
                        id: "last",
                        holds: |before, now, seen| origin(before, now, seen) == Origin::LastWriter,
                        belief: None,
                    },
                    Outcome {
                        id: "zero",
                        holds: |before, now, seen| origin(before, now, seen) == Origin::Nothing,
                        belief: None,
                    },
                ],
            }),
            goal: |now, progress| progress.replaced(SHARED) && runs(now, SHARED, 3),
            solution: &["kubectl delete pod {nodejs-shared:0}"],
        },
    ],
};

/// The count in the file on the volume; nothing if there is no file.
fn file(now: &Snapshot) -> u64 {
    count_on_volume(now, "nodejs-shared-volume").unwrap_or(0)
}

/// Where the count of a pod began that has taken another's place.
#[derive(PartialEq)]
enum Origin {
    /// At what the pod before it had counted, and nobody had written to the file.
    Predecessor,
    /// At what was in the file.
    LastWriter,
    /// At zero.
    Nothing,
}

fn origin(before: &Snapshot, now: &Snapshot, seen: &Progress) -> Origin {
    let new = only_in(now, before, SHARED).pop();
    let count = new.map_or(0, |pod| seen.first_count(pod));
    let gone = only_in(before, now, SHARED);
    let of_gone = |pod: &&Pod| counter(before, &pod.metadata.name) == Some(count);
    match count {
        0 => Origin::Nothing,
        _ if count != file(before) && gone.iter().any(of_gone) => Origin::Predecessor,
        _ => Origin::LastWriter,
    }
}
