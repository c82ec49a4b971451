//! Beyond the seed: what survives what, a rolling update, and what a StatefulSet does not do.

use super::lanes::{self, STATEFUL};
use super::manifests;
use crate::api::apps::StatefulSet;
use crate::api::pod::Pod;
use crate::api::storage::PersistentVolumeClaim;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use crate::lesson::Setup::{Run, StopNodeOf};
use crate::lesson::matrix::{Action, Matrix};
use crate::lesson::prediction::{Outcome, Prediction, stops};
use crate::lesson::progress::{bound_claim, came_back_to_its_claim, counter, counters, runs};
use crate::lesson::{Chapter, NAMESPACE, Setting, Step};

/// The claims of the pods, by their numbers.
const CLAIMS: [&str; 3] = [
    "nodejs-stateful-volume-claim-nodejs-stateful-0",
    "nodejs-stateful-volume-claim-nodejs-stateful-1",
    "nodejs-stateful-volume-claim-nodejs-stateful-2",
];
/// What is rolled out.
const IMAGE: &str = "visits:1.1";

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "beyond",
    title: Localized { en: "What survives what", id: "Apa yang bertahan, dan dari apa" },
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
            goal: |now, _| runs(now, STATEFUL, 3) && counters(now, STATEFUL).all(|count| count > 0),
            solution: &["curl http://node01:30002"; 24],
        },
        Step {
            id: "scale-down",
            command: Some("kubectl scale statefulset nodejs-stateful --replicas=0"),
            prediction: None,
            goal: |now, _| set(now).is_some() && only_claims_are_left(now),
            solution: &["kubectl scale statefulset nodejs-stateful --replicas=0"],
        },
        Step {
            id: "scale-up",
            command: Some("kubectl scale statefulset nodejs-stateful --replicas=3"),
            prediction: None,
            goal: |now, _| all_came_back(now),
            solution: &["kubectl scale statefulset nodejs-stateful --replicas=3"],
        },
        Step {
            id: "delete-set",
            command: Some("kubectl delete statefulset nodejs-stateful"),
            prediction: Some(&Prediction {
                begun: |before, now, _| set(now).is_none() && set(before).is_some(),
                outcomes: &[
                    Outcome {
                        id: "order",
                        holds: |before, now, _| !stopped_together(before, now),
                        belief: Some(19),
                    },
                    Outcome {
                        id: "together",
                        holds: |before, now, _| stopped_together(before, now),
                        belief: None,
                    },
                ],
            }),
            goal: |now, _| set(now).is_none() && only_claims_are_left(now),
            solution: &["kubectl delete statefulset nodejs-stateful"],
        },
        Step {
            id: "apply-again",
            command: Some("kubectl apply -f statefulset.yaml"),
            prediction: None,
            goal: |now, progress| {
                let uid = |snapshot| set(snapshot).map(|set| set.metadata.uid.as_str());
                all_came_back(now) && uid(now) != uid(&progress.start)
            },
            solution: &["kubectl apply -f statefulset.yaml"],
        },
        Step {
            id: "roll",
            command: Some("kubectl set image statefulset nodejs-stateful visits=visits:1.1"),
            prediction: None,
            goal: |now, _| pods(now).any(has_image),
            solution: &["kubectl set image statefulset nodejs-stateful visits=visits:1.1"],
        },
        Step {
            id: "status",
            command: Some("kubectl rollout status statefulset nodejs-stateful"),
            prediction: None,
            goal: |now, progress| {
                let is_asked = progress.typed(&["kubectl", "rollout", "status"]);
                is_asked && all_came_back(now) && pods(now).all(has_image)
            },
            solution: &["kubectl rollout status statefulset nodejs-stateful"],
        },
        Step {
            id: "no-backup",
            command: Some(
                "kubectl exec nodejs-stateful-0 -- rm data/state.json; \
                 kubectl delete pod nodejs-stateful-0",
            ),
            prediction: None,
            goal: |now, _| runs(now, STATEFUL, 3) && counter(now, "nodejs-stateful-0") == Some(0),
            solution: &[
                "kubectl exec nodejs-stateful-0 -- rm data/state.json",
                "kubectl delete pod nodejs-stateful-0",
            ],
        },
        Step {
            id: "told-to",
            command: Some(TELL),
            prediction: None,
            goal: |now, _| {
                let policy = set(now)
                    .and_then(|set| set.spec.persistent_volume_claim_retention_policy.as_ref());
                policy.is_some_and(|policy| policy.when_scaled == "Delete")
            },
            solution: &[TELL],
        },
        Step {
            id: "scale-again",
            command: Some("kubectl scale statefulset nodejs-stateful --replicas=2"),
            prediction: None,
            goal: |now, _| {
                let last = now.objects.get::<PersistentVolumeClaim>(NAMESPACE, CLAIMS[2]);
                runs(now, STATEFUL, 2) && last.is_none()
            },
            solution: &["kubectl scale statefulset nodejs-stateful --replicas=2"],
        },
    ],
};

/// Lets the StatefulSet delete the claims of pods that are scaled away.
const TELL: &str = "kubectl patch statefulset nodejs-stateful -p \
    '{\"spec\":{\"persistentVolumeClaimRetentionPolicy\":{\"whenScaled\":\"Delete\"}}}'";

fn set(now: &Snapshot) -> Option<&StatefulSet> {
    now.objects.get::<StatefulSet>(NAMESPACE, STATEFUL).map(AsRef::as_ref)
}

fn pods(now: &Snapshot) -> impl Iterator<Item = &Pod> {
    now.objects.list::<Pod>().map(AsRef::as_ref)
}

fn has_image(pod: &Pod) -> bool {
    pod.spec.containers.iter().all(|container| container.image == IMAGE)
}

/// Whether the pods were told to stop within a second: one after the other, each takes longer.
fn stopped_together(before: &Snapshot, now: &Snapshot) -> bool {
    let stops = stops(before, now, STATEFUL);
    let (first, last) = (stops.iter().min(), stops.iter().max());
    first.zip(last).is_none_or(|(first, last)| last.0 - first.0 <= 1)
}

fn only_claims_are_left(now: &Snapshot) -> bool {
    pods(now).next().is_none() && CLAIMS.iter().all(|claim| bound_claim(now, claim).is_some())
}

/// Every pod runs and has found the claim that was there before it.
fn all_came_back(now: &Snapshot) -> bool {
    let mut own = CLAIMS.iter().enumerate();
    let came_back = own
        .all(|(number, claim)| came_back_to_its_claim(now, &format!("{STATEFUL}-{number}"), claim));
    runs(now, STATEFUL, 3) && came_back
}

/// What can happen to a pod of the StatefulSet.
pub static MATRIX: Matrix = Matrix {
    chapter: &CHAPTER,
    lane: &lanes::VOLUME_PER_POD,
    pod: "nodejs-stateful-1",
    before: &[Run("for i in 0 1 2; do \
         kubectl exec nodejs-stateful-$i -- wget -qO- localhost:8080; done")],
    actions: &[
        Action {
            id: "delete-pod",
            name: Localized { en: "Delete the pod", id: "Hapus pod" },
            events: &[Run("kubectl delete pod nodejs-stateful-1")],
        },
        Action {
            id: "crash",
            name: Localized { en: "Let the container crash", id: "Buat container crash" },
            events: &[Run("kubectl exec nodejs-stateful-1 -- kill 1")],
        },
        Action {
            id: "scale",
            name: Localized {
                en: "Scale down to 1, up to 3 again",
                id: "Kurangi menjadi 1, tambah lagi menjadi 3",
            },
            events: &[
                Run("kubectl scale statefulset nodejs-stateful --replicas=1"),
                Run("kubectl scale statefulset nodejs-stateful --replicas=3"),
            ],
        },
        Action {
            id: "delete-set",
            name: Localized { en: "Delete the StatefulSet", id: "Hapus StatefulSet" },
            events: &[Run("kubectl delete statefulset nodejs-stateful")],
        },
        Action {
            id: "delete-claim",
            name: Localized { en: "Delete its claim and the pod", id: "Hapus claim dan pod-nya" },
            events: &[
                Run("kubectl delete pvc --wait=false \
                     nodejs-stateful-volume-claim-nodejs-stateful-1"),
                Run("kubectl delete pod nodejs-stateful-1"),
            ],
        },
        Action {
            id: "lose-node",
            name: Localized { en: "Lose its node", id: "Matikan node-nya" },
            events: &LOSS,
        },
        Action {
            id: "force-delete",
            name: Localized {
                en: "Lose its node, then force delete the pod",
                id: "Matikan node-nya, lalu hapus paksa pod",
            },
            events: &[
                LOSS[0],
                LOSS[1],
                LOSS[2],
                Run("kubectl delete pod nodejs-stateful-1 --force"),
            ],
        },
        Action {
            id: "reclaim",
            name: Localized {
                en: "Delete StatefulSet and claim, policy Delete",
                id: "Hapus StatefulSet dan claim, policy Delete",
            },
            events: &[
                Run("kubectl patch pv \
                     $(kubectl get pvc nodejs-stateful-volume-claim-nodejs-stateful-1 \
                     -o jsonpath='{.spec.volumeName}') \
                     -p '{\"spec\":{\"persistentVolumeReclaimPolicy\":\"Delete\"}}'"),
                Run("kubectl delete statefulset nodejs-stateful"),
                Run("kubectl delete pvc nodejs-stateful-volume-claim-nodejs-stateful-1"),
            ],
        },
    ],
};

/// A node stops, and after five minutes its pods are given up. The list says what that looks like.
const LOSS: [crate::lesson::Setup; 3] =
    [StopNodeOf("nodejs-stateful-1"), Run("sleep 600"), Run("kubectl get nodes")];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::storage::PersistentVolume;
    use crate::i18n::Lang;
    use crate::lesson::matrix::TRAITS;
    use crate::lesson::survival::{PodFacts, Trait, Verdict};

    /// A row of the table as text, with the clusters before and after.
    struct Done {
        /// `=` kept, `~` changed, `x` lost, `.` none: name, uid, IP, claim, volume, file.
        row: String,
        before: Snapshot,
        after: Snapshot,
    }

    impl Done {
        fn of(id: &str) -> Done {
            let action = MATRIX.actions.iter().find(|action| action.id == id).expect("an action");
            let (before, after) = MATRIX.play(action, Lang::En, 1);
            let rows = MATRIX.compute(action, Lang::En, 1);
            assert_eq!(rows.iter().map(|row| row.what).collect::<Vec<Trait>>(), TRAITS);
            let sign = |verdict: Verdict| match verdict {
                Verdict::Kept => '=',
                Verdict::Changed => '~',
                Verdict::Lost => 'x',
                Verdict::Reread => 'r',
                Verdict::None => '.',
            };
            Done { row: rows.iter().map(|row| sign(row.verdict)).collect(), before, after }
        }

        /// The volume that the pod had before, as it is now: its phase and its file.
        fn volume(&self) -> Option<(String, bool)> {
            let claim = bound_claim(&self.before, CLAIMS[1]).expect("it is bound");
            let name = &claim.spec.volume_name;
            let volume = self.after.objects.get::<PersistentVolume>("", name)?;
            let files = [&self.before, &self.after].map(|then| then.volumes.get(name));
            assert!(files[0].is_some_and(|files| !files.is_empty()), "there is data");
            Some((volume.status.phase.clone(), files[0] == files[1]))
        }
    }

    fn pod(now: &Snapshot) -> Option<&Pod> {
        pods(now).find(|pod| pod.metadata.name == MATRIX.pod)
    }

    #[test]
    fn a_deleted_pod_comes_back_with_its_name_and_its_data_as_another_pod() {
        let done = Done::of("delete-pod");
        assert_eq!(done.row, "=~~===");
        assert_eq!(done.volume(), Some(("Bound".to_owned(), true)));
    }

    #[test]
    fn a_container_that_crashes_starts_again_in_the_same_pod_and_reads_its_file() {
        let done = Done::of("crash");
        assert_eq!(done.row, "======");
        let pod = pod(&done.after).expect("it is there");
        assert_eq!(pod.status.container_statuses[0].restart_count, 1);
    }

    #[test]
    fn scaling_down_and_up_again_keeps_claims_and_data() {
        let done = Done::of("scale");
        assert_eq!(done.row, "=~~===");
        for (pod, claim) in [("nodejs-stateful-1", CLAIMS[1]), ("nodejs-stateful-2", CLAIMS[2])] {
            assert!(came_back_to_its_claim(&done.after, pod, claim), "{pod}");
        }
        assert!(runs(&done.after, STATEFUL, 3));
    }

    #[test]
    fn the_claims_of_a_deleted_stateful_set_stay_with_their_data() {
        let done = Done::of("delete-set");
        assert_eq!(done.row, "xxx===");
        assert!(only_claims_are_left(&done.after));
        assert_eq!(done.volume(), Some(("Bound".to_owned(), true)));
    }

    #[test]
    fn a_new_claim_of_the_same_name_does_not_get_the_released_volume() {
        let done = Done::of("delete-claim");
        assert_eq!(done.row, "=~.~==");
        assert_eq!(done.volume(), Some(("Released".to_owned(), true)));
        assert!(bound_claim(&done.after, CLAIMS[1]).is_none());
        let uid = &pod(&done.after).expect("a successor").metadata.uid;
        let facts = PodFacts::of(&done.after, uid).expect("a successor");
        assert!(!facts.runs && facts.file.is_none(), "{facts:?}");
    }

    #[test]
    fn the_pod_of_a_lost_node_keeps_terminating_and_has_no_successor() {
        let done = Done::of("lose-node");
        assert_eq!(done.row, "...===");
        let [before, after] = [&done.before, &done.after].map(|then| pod(then).expect("it stays"));
        assert_eq!(before.metadata.uid, after.metadata.uid);
        assert_eq!(after.status_text(), "Terminating");
    }

    #[test]
    fn a_force_delete_makes_room_for_a_successor_on_another_node() {
        let done = Done::of("force-delete");
        assert_eq!(done.row, "=~~===");
        let [before, after] = [&done.before, &done.after].map(|then| pod(then).expect("a pod"));
        assert_ne!(before.spec.node_name, after.spec.node_name);
    }

    #[test]
    fn with_the_reclaim_policy_delete_the_volume_goes_with_its_claim() {
        let done = Done::of("reclaim");
        assert_eq!(done.row, "xxxxxx");
        assert_eq!(done.volume(), None);
    }

    #[test]
    fn the_rows_are_the_same_in_every_language_and_each_has_a_test() {
        let tested = [
            "delete-pod",
            "crash",
            "scale",
            "delete-set",
            "delete-claim",
            "lose-node",
            "force-delete",
            "reclaim",
        ];
        assert_eq!(MATRIX.actions.iter().map(|action| action.id).collect::<Vec<_>>(), tested);
        for action in MATRIX.actions {
            let [en, id] = Lang::ALL.map(|lang| MATRIX.compute(action, lang, 1));
            assert_eq!(en, id, "{}", action.id);
        }
    }
}
