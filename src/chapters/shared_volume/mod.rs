//! A volume does not help a Deployment: all its replicas mount the same one.

use super::lanes::{self, SHARED};
use super::manifests;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::progress::{count_on_volume, runs};
use crate::lesson::{Chapter, Setting, Step};

/// How many visits make it all but certain that more than one pod has answered.
const ENOUGH: u64 = 6;

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "shared-volume",
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    setting: Setting::Lab,
    lanes: &[lanes::SHARED_VOLUME],
    files: &[manifests::SHARED_VOLUME],
    setup: &[Run("kubectl apply -f shared-volume.yaml")],
    steps: &[
        Step {
            id: "visit",
            command: Some("curl http://node01:30001"),
            goal: |now, progress| {
                let visits = progress.visits(SHARED);
                let file = count_on_volume(now, "nodejs-shared-volume");
                visits >= ENOUGH && file.is_some_and(|count| count < visits)
            },
            solution: &["curl http://node01:30001"; 8],
        },
        Step {
            id: "claims",
            command: Some("kubectl get pvc"),
            goal: |_, progress| progress.saw_row("persistentvolumeclaim", "nodejs-shared-claim"),
            solution: &["kubectl get pvc"],
        },
        Step {
            id: "delete",
            command: Some("kubectl delete pod {nodejs-shared:0}"),
            goal: |now, progress| progress.replaced(SHARED) && runs(now, SHARED, 3),
            solution: &["kubectl delete pod {nodejs-shared:0}"],
        },
    ],
};
