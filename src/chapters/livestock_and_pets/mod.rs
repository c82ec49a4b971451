//! Livestock is replaced by any other animal; a pet's successor must be recognisably the same.

use super::lanes::{self, STATEFUL, STATELESS};
use super::manifests;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::progress::{pods, runs};
use crate::lesson::{Chapter, Setting, Step};

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    slug: "livestock-and-pets",
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    setting: Setting::Lab,
    lanes: &[lanes::NO_VOLUME, lanes::VOLUME_PER_POD],
    files: &[manifests::NO_VOLUME, manifests::STATEFULSET],
    setup: &[Run("kubectl apply -f no-volume.yaml"), Run("kubectl apply -f statefulset.yaml")],
    steps: &[
        Step {
            id: "livestock",
            command: Some("kubectl delete pod {nodejs-stateless:1}"),
            goal: |now, progress| progress.replaced(STATELESS) && runs(now, STATELESS, 3),
            solution: &["kubectl delete pod {nodejs-stateless:1}"],
        },
        Step {
            id: "pet",
            command: Some("kubectl delete pod nodejs-stateful-1"),
            goal: |now, progress| progress.replaced(STATEFUL) && runs(now, STATEFUL, 3),
            solution: &["kubectl delete pod nodejs-stateful-1"],
        },
        Step {
            id: "address",
            command: Some("kubectl get pods -o wide"),
            goal: |now, progress| {
                // Every pod's present address, so a table from before the deletions is not enough.
                let mut addresses = pods(now, STATEFUL).map(|pod| pod.status.pod_ip.as_str());
                addresses.all(|address| !address.is_empty() && progress.saw(address))
            },
            solution: &["kubectl get pods -o wide"],
        },
    ],
};
