//! The data of a pod that was scaled away is still there.

use super::common::{STATEFUL_WITH_COUNTS, remember};
use crate::chapters::{lanes, manifests};
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::{Chapter, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "scaled-down",
        title: Localized {
            en: "Where is the third pod’s count?",
            id: "Ke mana hitungan pod ketiga?",
        },
        setting: Setting::Lab,
        lanes: &[lanes::VOLUME_PER_POD],
        files: &[manifests::STATEFULSET],
        setup: &[
            STATEFUL_WITH_COUNTS,
            Run("kubectl scale statefulset nodejs-stateful --replicas=2"),
        ],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| remember(now, 3, &[0, 1, 2]),
            solution: &["kubectl scale statefulset nodejs-stateful --replicas=3"],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[2],
};
