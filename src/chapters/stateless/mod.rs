//! Pod, ReplicaSet, Deployment: a deleted pod is replaced by another, and nobody misses it.

use super::lanes::{self, STATELESS};
use super::manifests;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::progress::{pods, runs};
use crate::lesson::{Chapter, Setting, Step};

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "stateless",
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    setting: Setting::Lab,
    lanes: &[lanes::NO_VOLUME],
    files: &[manifests::NO_VOLUME],
    setup: &[Run("kubectl apply -f no-volume.yaml")],
    steps: &[
        Step {
            id: "visit",
            command: Some("curl http://node01:30000"),
            goal: |_, progress| progress.visits(STATELESS) >= 3,
            solution: &["curl http://node01:30000"; 3],
        },
        Step {
            id: "delete",
            command: Some("kubectl delete pod {nodejs-stateless:0}"),
            goal: |now, progress| progress.replaced(STATELESS) && runs(now, STATELESS, 3),
            solution: &["kubectl delete pod {nodejs-stateless:0}"],
        },
        Step {
            id: "look",
            command: Some("kubectl get pods"),
            goal: |now, progress| {
                pods(now, STATELESS).all(|pod| progress.saw_row("pod", &pod.metadata.name))
            },
            solution: &["kubectl get pods"],
        },
    ],
};
