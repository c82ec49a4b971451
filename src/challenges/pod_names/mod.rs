//! The names of pods in the DNS come from a headless Service that somebody must make.

use crate::api::core::{EndpointSlice, Service};
use crate::apiserver::snapshot::Snapshot;
use crate::chapters::lanes::{self, STATEFUL};
use crate::chapters::manifests;
use crate::i18n::Localized;
use crate::lesson::Setup::Run;
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::progress::runs;
use crate::lesson::{Chapter, NAMESPACE, Setting, Step};

/// Whether the Service that the StatefulSet names is headless and makes a pod known by its name.
fn is_known(now: &Snapshot, pod: &str) -> bool {
    let name = lanes::VOLUME_PER_POD.service;
    let service = now.objects.get::<Service>(NAMESPACE, name);
    let slices = now.objects.list::<EndpointSlice>().filter(|slice| {
        slice.metadata.labels.get("kubernetes.io/service-name").is_some_and(|of| of == name)
    });
    service.is_some_and(|service| service.spec.is_headless())
        && slices.flat_map(|slice| &slice.endpoints).any(|endpoint| {
            endpoint.hostname.as_deref() == Some(pod) && endpoint.conditions.ready == Some(true)
        })
}

/// The challenge.
pub static CHALLENGE: Challenge = Challenge {
    chapter: Chapter {
        slug: "pod-names",
        title: Localized { en: "By name", id: "Dipanggil dengan nama" },
        setting: Setting::Lab,
        lanes: &[lanes::VOLUME_PER_POD],
        files: &[manifests::STATEFULSET],
        setup: &[Run("kubectl apply -f statefulset.yaml
kubectl delete service nodejs-statefulset-service")],
        before: &[],
        steps: &[Step {
            id: GOAL,
            command: None,
            prediction: None,
            goal: |now, _| {
                let mut pods = (0..3).map(|pod| format!("{STATEFUL}-{pod}"));
                runs(now, STATEFUL, 3) && pods.all(|pod| is_known(now, &pod))
            },
            solution: &["kubectl apply -f - <<EOF
apiVersion: v1
kind: Service
metadata:
  name: nodejs-statefulset-service
spec:
  clusterIP: None
  selector:
    app: nodejs-stateful
  ports:
    - port: 8080
EOF"],
        }],
    },
    prose: Localized { en: include_str!("en.md"), id: include_str!("id.md") },
    teaches: &[14, 15],
};
