//! The StatefulSet: stable names, stable storage, one pod after the other.

use super::lanes::{self, STATEFUL};
use super::manifests;
use crate::i18n::Localized;
use crate::lesson::progress::{bound_claim, came_back_to_its_claim, counters, runs};
use crate::lesson::{Chapter, Setting, Step};

/// The claim of the pod with the highest number.
const LAST_CLAIM: &str = "nodejs-stateful-volume-claim-nodejs-stateful-2";

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "statefulset",
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    setting: Setting::Lab,
    lanes: &[lanes::VOLUME_PER_POD],
    files: &[manifests::STATEFULSET],
    setup: &[],
    steps: &[
        Step {
            id: "apply",
            command: Some("kubectl apply -f statefulset.yaml"),
            goal: |now, _| runs(now, STATEFUL, 3),
            solution: &["kubectl apply -f statefulset.yaml"],
        },
        Step {
            id: "visit",
            command: Some("curl http://node01:30002"),
            goal: |now, _| runs(now, STATEFUL, 3) && counters(now, STATEFUL).all(|count| count > 0),
            solution: &["curl http://node01:30002"; 24],
        },
        Step {
            id: "scale-down",
            command: Some("kubectl scale statefulset nodejs-stateful --replicas=2"),
            goal: |now, _| runs(now, STATEFUL, 2) && bound_claim(now, LAST_CLAIM).is_some(),
            solution: &["kubectl scale statefulset nodejs-stateful --replicas=2"],
        },
        Step {
            id: "scale-up",
            command: Some("kubectl scale statefulset nodejs-stateful --replicas=3"),
            goal: |now, _| {
                let came_back = came_back_to_its_claim(now, "nodejs-stateful-2", LAST_CLAIM);
                runs(now, STATEFUL, 3) && came_back
            },
            solution: &["kubectl scale statefulset nodejs-stateful --replicas=3"],
        },
    ],
};
