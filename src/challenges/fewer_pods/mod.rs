//! A StatefulSet that deletes the claims that it scales away.

use super::common::{STATEFUL_WITH_COUNTS, keeps, remember};
use crate::chapters::{lanes, manifests};
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::{Chapter, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "fewer-pods",
        title: Localized { en: "Fewer pods, nothing less", id: "Pod dikurangi, data jangan" },
        setting: Setting::Lab,
        lanes: &[lanes::VOLUME_PER_POD],
        files: &[manifests::STATEFULSET],
        setup: &[
            STATEFUL_WITH_COUNTS,
            Run("kubectl patch statefulset nodejs-stateful -p '{\"spec\":\
                 {\"persistentVolumeClaimRetentionPolicy\":{\"whenScaled\":\"Delete\"}}}'"),
        ],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| remember(now, 1, &[0]) && keeps(now, 1) && keeps(now, 2),
            solution: &[
                "kubectl patch statefulset nodejs-stateful -p '{\"spec\":\
                 {\"persistentVolumeClaimRetentionPolicy\":{\"whenScaled\":\"Retain\"}}}'",
                "kubectl scale statefulset nodejs-stateful --replicas=1",
            ],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[2],
};
