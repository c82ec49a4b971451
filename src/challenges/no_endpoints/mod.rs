//! A Service whose selector matches no pod.

use crate::api::core::Endpoints;
use crate::apiserver::snapshot::Snapshot;
use crate::chapters::lanes::{self, STATELESS};
use crate::chapters::manifests;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::progress::{pods, runs};
use crate::lesson::{Chapter, NAMESPACE, Setting, Step};

/// Whether the Service leads to this many pods of the Deployment.
fn leads_to(now: &Snapshot, replicas: usize) -> bool {
    let service = lanes::NO_VOLUME.service;
    let Some(endpoints) = now.objects.get::<Endpoints>(NAMESPACE, service) else { return false };
    let addresses = || endpoints.subsets.iter().flat_map(|subset| &subset.addresses);
    let leads = |ip: &String| addresses().any(|address| address.ip == *ip);
    pods(now, STATELESS).filter(|pod| leads(&pod.status.pod_ip)).count() == replicas
}

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "no-endpoints",
        title: Localized { en: "Nobody answers", id: "Tidak ada yang menjawab" },
        setting: Setting::Lab,
        lanes: &[lanes::NO_VOLUME],
        files: &[manifests::NO_VOLUME],
        setup: &[Run("kubectl apply -f no-volume.yaml
kubectl patch service nodejs-stateless-service \
                      -p '{\"spec\":{\"selector\":{\"app\":\"nodejs-statless\"}}}'")],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| runs(now, STATELESS, 3) && leads_to(now, 3),
            solution: &["kubectl apply -f no-volume.yaml"],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[],
};
