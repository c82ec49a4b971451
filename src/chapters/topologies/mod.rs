//! The three topologies side by side, and a pod deleted in each.

use super::lanes::{self, SHARED, STATEFUL, STATELESS};
use super::manifests;
use crate::api::pod::Pod;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::prediction::{Outcome, Prediction, has_lost, only_in};
use crate::lesson::progress::{Progress, counters, runs};
use crate::lesson::{Chapter, Setting, Step};

/// The three workloads, from left to right.
const ALL: [&str; 3] = [STATELESS, SHARED, STATEFUL];

/// Three visits to each lane, and so many to the last that each of its pods will have answered.
static VISITS: [&str; 30] = {
    let mut visits = ["curl http://node01:30002"; 30];
    let mut place = 0;
    while place < 3 {
        visits[place] = "curl http://node01:30000";
        visits[place + 3] = "curl http://node01:30001";
        place += 1;
    }
    visits
};

/// Of each workload, the pod that has the most to lose.
const DELETE: &str =
    "kubectl delete pod {nodejs-stateless:most} {nodejs-shared:most} {nodejs-stateful:most}";

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "topologies",
    title: Localized {
        en: "One application, three topologies",
        id: "Satu aplikasi, tiga topologi",
    },
    setting: Setting::Lab,
    lanes: &[lanes::NO_VOLUME, lanes::SHARED_VOLUME, lanes::VOLUME_PER_POD],
    files: &[manifests::NO_VOLUME, manifests::SHARED_VOLUME, manifests::STATEFULSET],
    setup: &[
        Run("kubectl apply -f no-volume.yaml"),
        Run("kubectl apply -f shared-volume.yaml"),
        Run("kubectl apply -f statefulset.yaml"),
    ],
    before: &[],
    steps: &[
        Step {
            id: "visit",
            command: None,
            prediction: None,
            goal: |now, progress| {
                let visited = ALL.iter().all(|app| progress.visits(app) >= 3);
                visited && counters(now, STATEFUL).all(|count| count > 0)
            },
            solution: &VISITS,
        },
        Step {
            id: "delete",
            command: Some(DELETE),
            prediction: Some(&Prediction {
                begun: |before, now, _| ALL.iter().any(|app| has_lost(before, now, app)),
                outcomes: &[
                    Outcome {
                        id: "none",
                        holds: |before, now, seen| first_to_remember(before, now, seen).is_none(),
                        belief: None,
                    },
                    Outcome {
                        id: "stateful",
                        holds: |before, now, seen| {
                            first_to_remember(before, now, seen) == Some(STATEFUL)
                        },
                        belief: None,
                    },
                    Outcome {
                        id: "volumes",
                        holds: |before, now, seen| {
                            first_to_remember(before, now, seen) == Some(SHARED)
                        },
                        belief: None,
                    },
                    Outcome {
                        id: "all",
                        holds: |before, now, seen| {
                            first_to_remember(before, now, seen) == Some(STATELESS)
                        },
                        belief: None,
                    },
                ],
            }),
            goal: |now, progress| ALL.iter().all(|app| progress.replaced(app) && runs(now, app, 3)),
            solution: &[DELETE],
        },
        Step {
            id: "visit-again",
            command: Some("curl http://node01:30002"),
            prediction: None,
            goal: |_, progress| progress.visits_to_successors(STATEFUL) > 0,
            solution: &["curl http://node01:30002"; 24],
        },
    ],
};

/// The first workload from the left of which a new pod began with a count to go on from.
fn first_to_remember(before: &Snapshot, now: &Snapshot, seen: &Progress) -> Option<&'static str> {
    let remembers = |pod: &Pod| seen.first_count(pod) > 0;
    ALL.into_iter().find(|app| only_in(now, before, app).into_iter().any(remembers))
}
