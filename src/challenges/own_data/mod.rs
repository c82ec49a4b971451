//! From one file for all pods to a file for each.

use super::common::is_shared_count;
use crate::chapters::lanes::{self, SHARED, STATEFUL};
use crate::chapters::manifests;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::progress::{counters, pods, runs};
use crate::lesson::{Chapter, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "own-data",
        title: Localized { en: "To each its own", id: "Punya sendiri-sendiri" },
        setting: Setting::Lab,
        lanes: &[lanes::SHARED_VOLUME, lanes::VOLUME_PER_POD],
        files: &[manifests::SHARED_VOLUME, manifests::STATEFULSET],
        setup: &[Run("kubectl apply -f shared-volume.yaml
kubectl rollout status deployment nodejs-shared
echo '{\"visits\":4207}' | kubectl exec -i deploy/nodejs-shared -- tee data/state.json
kubectl delete pod -l app=nodejs-shared
kubectl rollout status deployment nodejs-shared
sleep 30
for i in {1..12}; do curl -s http://node01:30001; done")],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| {
                let went_on = counters(now, STATEFUL).filter(|count| is_shared_count(*count));
                let is_moved = runs(now, STATEFUL, 3) && went_on.count() == 1;
                is_moved && pods(now, SHARED).next().is_none()
            },
            solution: &[
                "kubectl apply -f statefulset.yaml",
                "kubectl exec deploy/nodejs-shared -- cat data/state.json > state.json",
                "kubectl delete deployment nodejs-shared",
                "kubectl exec -i nodejs-stateful-0 -- tee data/state.json < state.json",
                "kubectl delete pod nodejs-stateful-0",
            ],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[4, 6, 22],
};
