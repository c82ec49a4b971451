//! Claim templates cannot be changed; the set can be made anew around its pods.

use super::common::{STATEFUL_WITH_COUNTS, remember};
use crate::api::apps::StatefulSet;
use crate::apiserver::snapshot::Snapshot;
use crate::chapters::lanes::{self, STATEFUL};
use crate::chapters::manifests;
use crate::i18n::Localized;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::{Chapter, NAMESPACE, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "larger-claims",
        title: Localized { en: "Larger from now on", id: "Mulai sekarang lebih besar" },
        setting: Setting::Lab,
        lanes: &[lanes::VOLUME_PER_POD],
        files: &[manifests::STATEFULSET],
        setup: &[STATEFUL_WITH_COUNTS],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, progress| {
                asks_for_more(now) && !progress.replaced(STATEFUL) && remember(now, 3, &[0, 1, 2])
            },
            solution: &[
                "kubectl delete statefulset nodejs-stateful --cascade=orphan",
                "sed 's/storage: 2Gi/storage: 4Gi/' statefulset.yaml | kubectl apply -f -",
            ],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[21],
};

/// Whether the claims that the set makes ask for 4Gi.
fn asks_for_more(now: &Snapshot) -> bool {
    let set = now.objects.get::<StatefulSet>(NAMESPACE, STATEFUL);
    set.and_then(|set| set.spec.volume_claim_templates.first()).is_some_and(|claim| {
        let size = claim.spec.resources.requests.get("storage");
        size.is_some_and(|size| size.to_string() == "4Gi")
    })
}
