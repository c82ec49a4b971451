//! Claims and volumes.

use super::*;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};

const CLAIM: &str = "nodejs-stateful-volume-claim-nodejs-stateful-1";
const VOLUME: &str = "nodejs-shared-volume";

/// A class with a provisioner that waits for a pod, a claim of it, and a volume that is kept for
/// another claim.
const DYNAMIC: &str = "apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: disk
provisioner: disk.csi.lab
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: disk
  resources:
    requests:
      storage: 2Gi
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: kept
spec:
  accessModes: [ReadWriteOnce]
  capacity:
    storage: 1Gi
  claimRef:
    name: mine
    namespace: default
  hostPath:
    path: /tmp/kept
";

const POD: &str = "cat > pod.yaml <<'E'
apiVersion: v1
kind: Pod
metadata:
  name: user
spec:
  containers:
    - name: main
      image: nginx
      volumeMounts:
        - name: data
          mountPath: /data
  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: data
E
kubectl apply -f pod.yaml";

#[test]
fn a_claim_of_a_template_is_made_by_its_set_and_outlives_pod_and_set() {
    let mut session = deployed(STATEFUL);
    let found = why(&mut session, Kind::PersistentVolumeClaim, CLAIM);
    assert_eq!(found.page, "StatefulSets");
    says(
        &found,
        Localized {
            en: "from its volumeClaimTemplates for the pod nodejs-stateful-1",
            id: "dari volumeClaimTemplates untuk pod nodejs-stateful-1",
        },
    );
    has(
        &found,
        "StatefulSet spec.volumeClaimTemplates[0].metadata.name: nodejs-stateful-volume-claim",
    );
    has(
        &found,
        &format!(
            "SuccessfulCreate: create Claim {CLAIM} Pod nodejs-stateful-1 in StatefulSet \
             nodejs-stateful success"
        ),
    );
    settle(&mut session, "kubectl delete statefulset nodejs-stateful");
    let left = why(&mut session, Kind::PersistentVolumeClaim, CLAIM);
    says(&left, Localized { en: "is gone, but its claims do not go with it", id: "tetap terikat" });
    has(&left, "metadata.ownerReferences: <none>");
}

#[test]
fn a_claim_that_somebody_applied_is_bound_to_a_volume_that_fits_one_to_one() {
    let mut session = deployed(SHARED);
    let claim = why(&mut session, Kind::PersistentVolumeClaim, "nodejs-shared-claim");
    says(
        &claim,
        Localized {
            en: "Somebody created nodejs-shared-claim, and the control plane bound it to \
                 nodejs-shared-volume",
            id: "Seseorang membuat nodejs-shared-claim",
        },
    );
    has(&claim, "spec.volumeName: nodejs-shared-volume");
    has(&claim, "PersistentVolume spec.claimRef.name: nodejs-shared-claim");

    let volume = why(&mut session, Kind::PersistentVolume, VOLUME);
    says(&volume, Localized { en: "bound one to one", id: "terikat satu-ke-satu" });
    let uid = |line: &str| line.rsplit(' ').next().unwrap_or_default().to_owned();
    let lines = shown(&volume);
    assert!(lines[1].starts_with("spec.claimRef.uid: "), "{lines:?}");
    assert!(lines[2].starts_with("PersistentVolumeClaim metadata.uid: "), "{lines:?}");
    assert_eq!(uid(&lines[1]), uid(&lines[2]), "the same claim");
}

#[test]
fn a_deleted_claim_stays_for_the_pods_that_use_it_and_leaves_its_volume_released() {
    let mut session = deployed(SHARED);
    run(&mut session, "kubectl delete pvc nodejs-shared-claim --wait=false");
    let ending = why(&mut session, Kind::PersistentVolumeClaim, "nodejs-shared-claim");
    says(&ending, Localized { en: "a finalizer keeps a claim", id: "sebuah finalizer menahan" });
    has(&ending, "metadata.finalizers: [\"kubernetes.io/pvc-protection\"]");
    has(&ending, "Pod spec.volumes[0].persistentVolumeClaim.claimName: nodejs-shared-claim");

    settle(&mut session, "kubectl scale deployment nodejs-shared --replicas=0");
    let released = why(&mut session, Kind::PersistentVolume, VOLUME);
    says(&released, Localized { en: "under the policy Retain", id: "dengan policy Retain" });
    has(&released, "status.phase: Released");
    let workload = key(Kind::Deployment, "nodejs-shared");
    let now = session.cluster.snapshot();
    let missing = vacant(&now, Kind::PersistentVolumeClaim, "nodejs-shared-claim", workload);
    let missing = missing.expect("an answer");
    check(&mut session, &missing);
    says(&missing, Localized { en: "which nobody has created", id: "belum dibuat siapa pun" });

    settle(&mut session, "kubectl apply -f all.yaml");
    let released = why(&mut session, Kind::PersistentVolume, VOLUME);
    says(&released, Localized { en: "by its old uid", id: "dengan uid lamanya" });
    let lines = shown(&released);
    let uid = |line: &String| line.rsplit(' ').next().unwrap_or_default().to_owned();
    assert_ne!(uid(&lines[2]), uid(&lines[3]), "another claim of that name");

    let pending = why(&mut session, Kind::PersistentVolumeClaim, "nodejs-shared-claim");
    says(&pending, Localized { en: "No free volume fits", id: "Tidak ada volume bebas" });
    has(&pending, "spec.resources.requests.storage: 2Gi");
    assert!(shown(&pending).iter().any(|line| line.starts_with("FailedBinding: ")), "{pending:?}");
    let now = session.cluster.snapshot();
    let workload = key(Kind::Deployment, "nodejs-shared");
    let place = vacant(&now, Kind::PersistentVolume, "nodejs-shared-claim", workload);
    assert_eq!(place, Some(pending), "the place of the volume says the same");
}

#[test]
fn a_claim_that_has_lost_its_volume_gets_no_other() {
    let mut session = deployed(SHARED);
    run(&mut session, &format!("kubectl delete pv {VOLUME} --wait=false"));
    let ending = why(&mut session, Kind::PersistentVolume, VOLUME);
    says(&ending, Localized { en: "a finalizer keeps a volume", id: "menahan volume" });
    let patch = "'{\"metadata\":{\"finalizers\":null}}'";
    settle(&mut session, &format!("kubectl patch pv {VOLUME} -p {patch}"));
    let lost = why(&mut session, Kind::PersistentVolumeClaim, "nodejs-shared-claim");
    says(&lost, Localized { en: "is never given another", id: "tidak pernah diberi" });
    has(&lost, "status.phase: Lost");
    has(&lost, "ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!");
}

#[test]
fn a_claim_of_a_class_waits_for_its_first_pod_and_then_gets_a_volume_of_its_own() {
    let mut session = deployed(DYNAMIC);
    let waiting = why(&mut session, Kind::PersistentVolumeClaim, "data");
    assert_eq!(waiting.page, "Storage Classes");
    says(&waiting, Localized { en: "only when a pod that uses it", id: "ketika pod" });
    has(&waiting, "StorageClass volumeBindingMode: WaitForFirstConsumer");
    has(&waiting, "WaitForFirstConsumer: waiting for first consumer to be created before binding");
    let kept = why(&mut session, Kind::PersistentVolume, "kept");
    says(&kept, Localized { en: "waits for a claim of that name", id: "mencadangkannya" });

    settle(&mut session, POD);
    let now = session.cluster.snapshot();
    let claim = now.objects.get::<PersistentVolumeClaim>("default", "data").expect("the claim");
    let volume = claim.spec.volume_name.clone();
    assert!(now.objects.get::<PersistentVolume>("", &volume).is_some(), "{volume}");
    let made = why(&mut session, Kind::PersistentVolume, &volume);
    assert_eq!(made.page, "Dynamic Volume Provisioning");
    says(&made, Localized { en: "The provisioner disk.csi.lab made", id: "disk.csi.lab membuat" });
    has(&made, "metadata.annotations[pv.kubernetes.io/provisioned-by]: disk.csi.lab");
    let claim = why(&mut session, Kind::PersistentVolumeClaim, "data");
    has(&claim, &format!("ProvisioningSucceeded: Successfully provisioned volume {volume}"));
}

#[test]
fn a_volume_that_nobody_has_claimed_waits_for_a_claim_that_it_fits() {
    let mut session = empty(STATEFUL);
    settle(&mut session, "sed 's/replicas: 3/replicas: 0/' all.yaml | kubectl apply -f -");
    let free = why(&mut session, Kind::PersistentVolume, "nodejs-statefulset-volume-1");
    says(&free, Localized { en: "no claim has it so far", id: "belum ada claim" });
    has(&free, "spec.claimRef: <none>");
    has(&free, "status.phase: Available");
}
