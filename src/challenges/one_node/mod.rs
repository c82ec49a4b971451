//! ReadWriteOnce is one node, and as many pods on it as one likes.

use super::common::{DISK, DISK_WITH_COUNT, share, shared_claim};
use crate::chapters::lanes;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::{Chapter, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "one-node",
        title: Localized { en: "Three on one disk", id: "Bertiga di satu disk" },
        setting: Setting::Lab,
        lanes: &[lanes::SHARED_VOLUME],
        files: &[DISK],
        setup: &[DISK_WITH_COUNT, Run("kubectl scale deployment nodejs-shared --replicas=3")],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| share(now, 3) && shared_claim(now).is_some(),
            solution: &["kubectl patch deployment nodejs-shared \
                         -p '{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":\
                         {\"kubernetes.io/hostname\":\"'$(kubectl get volumeattachments \
                         -o jsonpath='{.items[0].spec.nodeName}')'\"}}}}}'"],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[3, 5],
};
