//! A rollout that is stuck stays stuck when it is undone.

use super::common::{STATEFUL_WITH_COUNTS, remember};
use crate::chapters::{lanes, manifests};
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::{Chapter, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "stuck-rollout",
        title: Localized { en: "No way back", id: "Tidak bisa mundur" },
        setting: Setting::Lab,
        lanes: &[lanes::VOLUME_PER_POD],
        files: &[manifests::STATEFULSET],
        setup: &[
            STATEFUL_WITH_COUNTS,
            Run("kubectl set image statefulset nodejs-stateful visits=visits:nonexistent"),
        ],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| remember(now, 3, &[0, 1, 2]),
            solution: &[
                "kubectl rollout undo statefulset nodejs-stateful",
                "kubectl delete pod nodejs-stateful-2",
            ],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[20],
};
