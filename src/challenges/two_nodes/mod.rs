//! A rolling update that waits for a disk which its own old pod holds.

use super::common::{DISK, DISK_WITH_COUNT, share};
use crate::api::apps::Deployment;
use crate::api::meta::IntOrString;
use crate::apiserver::snapshot::Snapshot;
use crate::chapters::lanes::{self, SHARED};
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::progress::pods;
use crate::lesson::{Chapter, NAMESPACE, Setting, Step};

/// Whether a rollout stops the old pod before it starts the new one.
fn makes_room(now: &Snapshot) -> bool {
    let Some(deployment) = now.objects.get::<Deployment>(NAMESPACE, SHARED) else { return false };
    let strategy = &deployment.spec.strategy;
    strategy.rolling_update.as_ref().is_none_or(|update| match &update.max_surge {
        Some(IntOrString::Int(surge)) => *surge == 0,
        Some(IntOrString::String(surge)) => surge == "0%",
        None => false,
    })
}

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "two-nodes",
        title: Localized { en: "After you", id: "Silakan duluan" },
        setting: Setting::Lab,
        lanes: &[lanes::SHARED_VOLUME],
        files: &[DISK],
        setup: &[
            DISK_WITH_COUNT,
            Run("kubectl set image deployment nodejs-shared visits=visits:1.1"),
        ],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| {
                let is_new = pods(now, SHARED)
                    .all(|pod| pod.spec.containers.iter().all(|it| it.image == "visits:1.1"));
                share(now, 1) && is_new && makes_room(now)
            },
            solution: &["kubectl patch deployment nodejs-shared \
                         -p '{\"spec\":\
                         {\"strategy\":{\"type\":\"Recreate\",\"rollingUpdate\":null}}}'"],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[5],
};
