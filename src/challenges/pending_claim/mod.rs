//! A claim that waits for its first consumer, and a consumer that waits for the claim.

use super::common::{DISK, shared_claim};
use crate::chapters::lanes::{self, SHARED};
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::progress::pods;
use crate::lesson::{Chapter, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "pending-claim",
        title: Localized { en: "Waiting for the claim", id: "Menunggu claim" },
        setting: Setting::Lab,
        lanes: &[lanes::SHARED_VOLUME],
        files: &[DISK],
        setup: &[Run("sed 's/replicas: 1/replicas: 0/' disk.yaml | kubectl apply -f -
sleep 600")],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| {
                shared_claim(now).is_some() && pods(now, SHARED).any(|pod| pod.is_ready())
            },
            solution: &["kubectl scale deployment nodejs-shared --replicas=1"],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[12],
};
