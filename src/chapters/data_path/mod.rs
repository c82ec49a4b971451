//! The data path: browser, Service, pod, mount, claim, volume, file.

use super::lanes::{self, STATEFUL};
use super::manifests;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::progress::{counter, runs};
use crate::lesson::{Chapter, Setting, Step};

/// The pod whose path the chapter follows.
const POD: &str = "nodejs-stateful-0";

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "data-path",
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    setting: Setting::Lab,
    lanes: &[lanes::VOLUME_PER_POD],
    files: &[manifests::STATEFULSET],
    setup: &[Run("kubectl apply -f statefulset.yaml")],
    steps: &[
        Step {
            id: "visit",
            command: Some("curl http://node01:30002"),
            goal: |now, _| counter(now, POD).is_some_and(|count| count > 0),
            solution: &["curl http://node01:30002"; 24],
        },
        Step {
            id: "file",
            command: Some("kubectl exec nodejs-stateful-0 -- cat /app/data/state.json"),
            goal: |_, progress| progress.saw("{\"visits\":"),
            solution: &["kubectl exec nodejs-stateful-0 -- cat /app/data/state.json"],
        },
        Step {
            id: "claim",
            command: Some("kubectl get pvc"),
            goal: |_, progress| {
                let name = "nodejs-stateful-volume-claim-nodejs-stateful-0";
                progress.saw_row("persistentvolumeclaim", name)
            },
            solution: &["kubectl get pvc"],
        },
        Step {
            id: "volume",
            command: Some("kubectl describe pv"),
            goal: |_, progress| progress.saw("/tmp/nodejs-statefulset-data-"),
            solution: &["kubectl describe pv"],
        },
        Step {
            id: "delete",
            command: Some("kubectl delete pod nodejs-stateful-0"),
            goal: |now, progress| progress.replaced(STATEFUL) && runs(now, STATEFUL, 3),
            solution: &["kubectl delete pod nodejs-stateful-0"],
        },
    ],
};
