//! The pod of a node that is gone stays for ever, and nobody takes its place.

use super::common::{STATEFUL_WITH_COUNTS, remember};
use crate::chapters::{lanes, manifests};
use crate::i18n::Localized;
use crate::lesson::Setup::{Run, StopNodeOf};
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::{Chapter, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "lost-node",
        title: Localized { en: "The machine that fell silent", id: "Mesin yang membisu" },
        setting: Setting::Lab,
        lanes: &[lanes::VOLUME_PER_POD],
        files: &[manifests::STATEFULSET],
        setup: &[STATEFUL_WITH_COUNTS, StopNodeOf("nodejs-stateful-1"), Run("sleep 600")],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| remember(now, 3, &[0, 1, 2]),
            solution: &["kubectl delete pod nodejs-stateful-1 --force"],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[17, 18],
};
