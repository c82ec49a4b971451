//! A claim that ends with the pod that still uses it, and a disk that would end with the claim.

use super::common::{DISK, DISK_WITH_COUNT, share, shared_claim};
use crate::chapters::lanes;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::{Chapter, Setting, Step};

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "deleted-disk",
        title: Localized { en: "Hanging by a thread", id: "Di ujung tanduk" },
        setting: Setting::Lab,
        lanes: &[lanes::SHARED_VOLUME],
        files: &[DISK],
        setup: &[DISK_WITH_COUNT, Run("kubectl delete pvc nodejs-shared-claim --wait=false")],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| share(now, 1) && shared_claim(now).is_some(),
            solution: &[
                "kubectl patch pv $(kubectl get pv --no-headers | sed 's/ .*//') \
                 -p '{\"spec\":{\"persistentVolumeReclaimPolicy\":\"Retain\"}}'",
                "kubectl scale deployment nodejs-shared --replicas=0",
                "kubectl patch pv $(kubectl get pv --no-headers | sed 's/ .*//') \
                 -p '{\"spec\":{\"claimRef\":null}}'",
                "kubectl apply -f disk.yaml",
            ],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[7, 11],
};
