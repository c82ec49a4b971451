//! A claim that was deleted, and its volume, which waits for no other.

use super::common::{STATEFUL_WITH_COUNTS, remember};
use crate::chapters::{lanes, manifests};
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::{Chapter, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "released-volume",
        title: Localized { en: "The deleted claim", id: "Claim yang terhapus" },
        setting: Setting::Lab,
        lanes: &[lanes::VOLUME_PER_POD],
        files: &[manifests::STATEFULSET],
        setup: &[
            STATEFUL_WITH_COUNTS,
            Run("kubectl delete pvc nodejs-stateful-volume-claim-nodejs-stateful-1 --wait=false
kubectl delete pod nodejs-stateful-1"),
        ],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| remember(now, 3, &[0, 1, 2]),
            solution: &["kubectl patch pv \
                         $(kubectl get pv --no-headers | grep Released | sed 's/ .*//') \
                         -p '{\"spec\":{\"claimRef\":null}}'"],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[7, 8],
};
