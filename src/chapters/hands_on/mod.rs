//! Hands on: the seed tutorial's commands, in its order, on its one node.

use super::lanes::{self, STATEFUL};
use super::manifests;
use crate::i18n::Localized;
use crate::lesson::prediction::{Outcome, Prediction, had, has_lost, only_in};
use crate::lesson::progress::{counters, runs};
use crate::lesson::{Chapter, Setting, Step};

/// Where the process of a container writes what becomes its log.
const LOG: &str = "/proc/1/fd/1";
const WRITE_AND_READ: &str = "kubectl exec nodejs-stateful-0 -- sh -c 'echo hello > /proc/1/fd/1' \
                              && kubectl logs nodejs-stateful-0";

/// Whether a log ends with what was written to it.
fn is_written(log: &str) -> bool {
    log.trim_end().ends_with("hello")
}

/// Visits, and shows what the pod that was deleted writes now.
const VISIT_AND_LOG: &str = "curl http://controlplane:30002; kubectl logs nodejs-stateful-1";

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "hands-on",
    title: Localized { en: "Hands on", id: "Praktik langsung" },
    setting: Setting::Seed,
    lanes: &[lanes::VOLUME_PER_POD],
    files: &[manifests::STATEFULSET, manifests::WITHOUT_VOLUME_3],
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
            id: "get-all",
            command: Some("kubectl get all"),
            prediction: None,
            goal: |_, progress| progress.saw_row("service", "nodejs-statefulset-service"),
            solution: &["kubectl get all"],
        },
        Step {
            id: "browse",
            command: Some("curl http://controlplane:30002"),
            prediction: None,
            goal: |now, _| runs(now, STATEFUL, 3) && counters(now, STATEFUL).all(|count| count > 0),
            solution: &["curl http://controlplane:30002"; 24],
        },
        Step {
            id: "logs",
            command: Some("kubectl logs nodejs-stateful-0"),
            prediction: None,
            goal: |_, progress| progress.typed(&["kubectl", "logs"]),
            solution: &["kubectl logs nodejs-stateful-0"],
        },
        Step {
            id: "log-line",
            command: Some(WRITE_AND_READ),
            prediction: Some(&Prediction {
                begun: |_, _, progress| progress.log_after(LOG).is_some(),
                outcomes: &[
                    Outcome {
                        id: "no",
                        holds: |_, _, progress| !progress.log_after(LOG).is_some_and(is_written),
                        belief: Some(23),
                    },
                    Outcome {
                        id: "yes",
                        holds: |_, _, progress| progress.log_after(LOG).is_some_and(is_written),
                        belief: None,
                    },
                ],
            }),
            goal: |_, progress| progress.log_after(LOG).is_some(),
            solution: &[WRITE_AND_READ],
        },
        Step {
            id: "exec",
            command: Some("kubectl exec nodejs-stateful-0 -it -- /bin/sh"),
            prediction: None,
            goal: |_, progress| progress.saw("{\"visits\":"),
            solution: &[
                "kubectl exec nodejs-stateful-0 -it -- /bin/sh",
                "ls",
                "ls data",
                "cat data/state.json",
                "exit",
            ],
        },
        Step {
            id: "get-file",
            command: Some("kubectl get -f statefulset.yaml"),
            prediction: None,
            goal: |_, progress| progress.typed(&["kubectl", "get", "-f"]),
            solution: &["kubectl get -f statefulset.yaml"],
        },
        Step {
            id: "get-pvc",
            command: Some("kubectl get pvc"),
            prediction: None,
            goal: |_, progress| {
                let name = "nodejs-stateful-volume-claim-nodejs-stateful-0";
                progress.saw_row("persistentvolumeclaim", name)
            },
            solution: &["kubectl get pvc"],
        },
        Step {
            id: "get-pv",
            command: Some("kubectl get pv"),
            prediction: None,
            goal: |_, progress| {
                // `get -f` lists the volumes too, so it is the command that counts here.
                let names = ["pv", "persistentvolume", "persistentvolumes", "pv,pvc", "pvc,pv"];
                names.iter().any(|name| progress.typed(&["kubectl", "get", name]))
            },
            solution: &["kubectl get pv"],
        },
        Step {
            id: "delete",
            command: Some("kubectl delete pod nodejs-stateful-1; kubectl get pods"),
            prediction: Some(&Prediction {
                begun: |before, now, _| has_lost(before, now, STATEFUL),
                outcomes: &[
                    Outcome {
                        id: "restart",
                        holds: |before, now, _| only_in(now, before, STATEFUL).is_empty(),
                        belief: None,
                    },
                    Outcome {
                        id: "fresh",
                        holds: |before, now, _| {
                            let new = only_in(now, before, STATEFUL);
                            !new.is_empty() && new.iter().all(|pod| had(before, STATEFUL, pod))
                        },
                        belief: None,
                    },
                    Outcome {
                        id: "name",
                        holds: |before, now, _| {
                            let new = only_in(now, before, STATEFUL);
                            new.iter().any(|pod| !had(before, STATEFUL, pod))
                        },
                        belief: None,
                    },
                ],
            }),
            goal: |now, progress| progress.replaced(STATEFUL) && runs(now, STATEFUL, 3),
            solution: &["kubectl delete pod nodejs-stateful-1"],
        },
        Step {
            id: "look-again",
            command: Some(VISIT_AND_LOG),
            prediction: None,
            goal: |_, progress| {
                let log = progress.log_after("kubectl delete ");
                progress.visits_to_successors(STATEFUL) > 0 && log.is_some()
            },
            solution: &[VISIT_AND_LOG; 24],
        },
    ],
};
