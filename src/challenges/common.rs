//! What several challenges begin with, and what several goals ask.

use crate::api::storage::PersistentVolumeClaim;
use crate::apiserver::snapshot::Snapshot;
use crate::chapters::lanes::{SHARED, STATEFUL};
use crate::i18n::Localized;
use crate::lesson::progress::{bound_claim, count_on_volume, counter, counters, runs};
use crate::lesson::{Setup, TerminalFile};

/// The StatefulSet of `statefulset.yaml`, whose pods have counted 1207, 2207 and 3207 visits. The
/// pods begin anew because the application reads its file only when it starts.
pub const STATEFUL_WITH_COUNTS: Setup = Setup::Run(
    "kubectl apply -f statefulset.yaml
kubectl rollout status statefulset nodejs-stateful
for i in 0 1 2; do
echo \"{\\\"visits\\\":$((i+1))207}\" | kubectl exec -i nodejs-stateful-$i -- tee data/state.json
done
kubectl delete pod -l app=nodejs-stateful
kubectl rollout status statefulset nodejs-stateful
sleep 30",
);

/// The Deployment of [`DISK`], whose pod has counted 4207 visits.
pub const DISK_WITH_COUNT: Setup = Setup::Run(
    "kubectl apply -f disk.yaml
kubectl rollout status deployment nodejs-shared
echo '{\"visits\":4207}' | kubectl exec -i deploy/nodejs-shared -- tee data/state.json
kubectl delete pod -l app=nodejs-shared
kubectl rollout status deployment nodejs-shared
sleep 30",
);

macro_rules! disk {
    ($language:literal) => {
        concat!(
            "apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: disk
provisioner: disk.csi.lab
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: nodejs-shared-claim
spec:
  accessModes:
    - ReadWriteOnce
  storageClassName: disk
  resources:
    requests:
      storage: 2Gi
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: nodejs-shared
spec:
  replicas: 1
  selector:
    matchLabels:
      app: nodejs-shared
  template:
    metadata:
      labels:
        app: nodejs-shared
    spec:
      containers:
        - name: visits
          image: visits:1.0
          ports:
            - containerPort: 8080
",
            $language,
            "          volumeMounts:
            - name: data
              mountPath: /app/data
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: nodejs-shared-claim
---
apiVersion: v1
kind: Service
metadata:
  name: nodejs-shared-service
spec:
  type: NodePort
  selector:
    app: nodejs-shared
  ports:
    - port: 8080
      targetPort: 8080
      nodePort: 30001
"
        )
    };
}

/// A Deployment with a disk that is made for it and attached to one node at a time.
pub const DISK: TerminalFile = TerminalFile {
    name: "disk.yaml",
    contents: Localized {
        en: disk!("          env:\n            - name: APP_LANG\n              value: en\n"),
        id: disk!(""),
    },
};

/// Visits that nobody makes by hand: so near to what was counted, a count is the old one.
const FEW: u64 = 1000;

/// Whether a count goes on from what a pod of the StatefulSet had counted.
fn goes_on(count: Option<u64>, pod: u64) -> bool {
    let counted = 1207 + 1000 * pod;
    count.is_some_and(|count| (counted..counted + FEW).contains(&count))
}

/// Whether the StatefulSet has so many pods, all of them ready, and those with the given numbers
/// have the counts that they had.
pub fn remember(now: &Snapshot, replicas: usize, pods: &[u64]) -> bool {
    let remembers = |pod: &u64| goes_on(counter(now, &format!("{STATEFUL}-{pod}")), *pod);
    runs(now, STATEFUL, replicas) && pods.iter().all(remembers)
}

/// Whether the claim of a pod of the StatefulSet is bound to a volume with that pod's count.
pub fn keeps(now: &Snapshot, pod: u64) -> bool {
    let claim = bound_claim(now, &format!("nodejs-stateful-volume-claim-{STATEFUL}-{pod}"));
    claim.is_some_and(|claim| {
        let is_staying = !claim.metadata.is_terminating();
        is_staying && goes_on(count_on_volume(now, &claim.spec.volume_name), pod)
    })
}

/// Whether a count goes on from what was counted on the shared volume.
pub fn is_shared_count(count: u64) -> bool {
    (4207..4207 + FEW).contains(&count)
}

/// Whether the Deployment with the shared volume has so many pods, all of them ready and with the
/// count that was on the volume.
pub fn share(now: &Snapshot, replicas: usize) -> bool {
    runs(now, SHARED, replicas) && counters(now, SHARED).all(is_shared_count)
}

/// The claim that the pods of the Deployment share, if it is bound and stays.
pub fn shared_claim(now: &Snapshot) -> Option<&PersistentVolumeClaim> {
    let claim = bound_claim(now, "nodejs-shared-claim")?;
    (!claim.metadata.is_terminating()).then_some(claim)
}
