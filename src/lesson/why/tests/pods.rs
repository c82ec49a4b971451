//! Pods, and the places of pods that are missing.

use super::*;

/// A ReplicaSet that needs no pod of its own if there is one.
const TAKING: &str = "kubectl apply -f - <<'E'
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: taking
spec:
  replicas: 1
  selector:
    matchLabels:
      app: taken
  template:
    metadata:
      labels:
        app: taken
    spec:
      containers:
        - name: main
          image: nginx
E";

#[test]
fn a_pod_of_a_statefulset_is_there_for_its_ordinal_and_comes_again_with_its_name_and_claim() {
    let mut session = deployed(STATEFUL);
    let found = why(&mut session, Kind::Pod, "nodejs-stateful-1");
    assert_eq!(found.page, "StatefulSets");
    says(
        &found,
        Localized {
            en: "asks for a pod for each ordinal from 0 to 2, and whenever nodejs-stateful-1 is \
                 missing it makes it again under the same name, with the same claim \
                 nodejs-stateful-volume-claim-nodejs-stateful-1.",
            id: "meminta satu pod untuk ordinal 0 sampai 2",
        },
    );
    for line in [
        "metadata.ownerReferences[0]: StatefulSet nodejs-stateful",
        "metadata.labels[apps.kubernetes.io/pod-index]: 1",
        "StatefulSet spec.replicas: 3",
        "spec.volumes[0].persistentVolumeClaim.claimName: \
         nodejs-stateful-volume-claim-nodejs-stateful-1",
        "SuccessfulCreate: create Pod nodejs-stateful-1 in StatefulSet nodejs-stateful successful",
    ] {
        has(&found, line);
    }
    assert_eq!(
        found.commands(),
        [
            "kubectl get pod nodejs-stateful-1 -o yaml",
            "kubectl describe pod nodejs-stateful-1",
            "kubectl events --for=pod/nodejs-stateful-1",
        ]
    );
}

#[test]
fn what_is_said_of_a_deleted_pod_changes_and_ends_with_it() {
    let mut session = deployed(STATEFUL);
    let now = session.cluster.snapshot();
    let asked = subject(&now, Kind::Pod, "nodejs-stateful-1");
    run(&mut session, "kubectl delete pod nodejs-stateful-1 --wait=false");
    let ending = why(&mut session, Kind::Pod, "nodejs-stateful-1");
    says(
        &ending,
        Localized {
            en: "Somebody deleted nodejs-stateful-1, whose container may take 30 s to end, its \
                 grace period; only when it is gone",
            id: "Seseorang menghapus nodejs-stateful-1, dan container-nya diberi waktu 30 detik",
        },
    );
    has(&ending, "metadata.deletionGracePeriodSeconds: 30");
    assert!(shown(&ending)[0].starts_with("metadata.deletionTimestamp: 20"), "{ending:?}");
    session.cluster.settle(120_000);
    let now = session.cluster.snapshot();
    assert_eq!(asked.why(&now), None, "another pod has the name");
    says(
        &why(&mut session, Kind::Pod, "nodejs-stateful-1"),
        Localized { en: "makes it again under the same name", id: "dengan nama yang sama" },
    );

    run(&mut session, "kubectl scale statefulset nodejs-stateful --replicas=2");
    until(&mut session, |now| {
        let last = now.objects.get::<Pod>("default", "nodejs-stateful-2");
        last.is_some_and(|pod| pod.metadata.is_terminating())
    });
    let surplus = why(&mut session, Kind::Pod, "nodejs-stateful-2");
    says(
        &surplus,
        Localized {
            en: "asks for 2 pods now, so it deleted nodejs-stateful-2",
            id: "kini meminta 2 pod, jadi nodejs-stateful-2 dihapus",
        },
    );
    assert!(surplus.sentence.en.ends_with("nothing takes its place."));
}

#[test]
fn a_missing_pod_waits_for_its_predecessor_or_was_scaled_away_and_is_asked_about_no_longer() {
    let mut session = empty(STATEFUL);
    run(&mut session, "kubectl apply -f all.yaml");
    until(&mut session, |now| now.objects.list::<Pod>().count() == 1);
    let now = session.cluster.snapshot();
    let second = vacant(&now, Kind::Pod, "nodejs-stateful-1", stateful()).expect("an answer");
    check(&mut session, &second);
    says(
        &second,
        Localized {
            en: "nodejs-stateful-1 comes only when nodejs-stateful-0 is running and ready.",
            id: "nodejs-stateful-1 baru dibuat setelah nodejs-stateful-0 berjalan dan siap.",
        },
    );
    has(&second, "spec.podManagementPolicy: OrderedReady");
    has(&second, "Pod status.phase: Pending");
    session.cluster.settle(120_000);
    let now = session.cluster.snapshot();
    assert_eq!(vacant(&now, Kind::Pod, "nodejs-stateful-1", stateful()), None, "it is there");

    settle(&mut session, "kubectl scale statefulset nodejs-stateful --replicas=1");
    let now = session.cluster.snapshot();
    let gone = vacant(&now, Kind::Pod, "nodejs-stateful-2", stateful()).expect("an answer");
    check(&mut session, &gone);
    says(&gone, Localized { en: "asks for 1 pod now", id: "kini hanya meminta 1 pod" });
    has(&gone, "spec.replicas: 1");

    settle(&mut session, "kubectl delete statefulset nodejs-stateful");
    let now = session.cluster.snapshot();
    let left = vacant(&now, Kind::Pod, "nodejs-stateful-0", stateful()).expect("an answer");
    check(&mut session, &left);
    says(&left, Localized { en: "nobody makes nodejs-stateful-0", id: "sudah tidak ada" });
}

/// The name of a pod of a Deployment that is not being deleted.
fn replica(session: &Session, app: &str) -> String {
    let now = session.cluster.snapshot();
    let mut pods = now.objects.list::<Pod>().filter(|pod| {
        pod.metadata.labels.get("app").map(String::as_str) == Some(app) && pod.is_active()
    });
    pods.next().expect("a pod").metadata.name.clone()
}

#[test]
fn a_pod_of_a_deployment_has_a_generated_name_and_a_successor_with_another() {
    let mut session = deployed(NO_VOLUME);
    let name = replica(&session, "nodejs-stateless");
    let found = why(&mut session, Kind::Pod, &name);
    let (replicas, _) = name.rsplit_once('-').expect("a random end");
    assert_eq!(found.page, "ReplicaSet");
    says(
        &found,
        Localized {
            en: "The Deployment nodejs-stateless keeps 3 pods through the ReplicaSet",
            id: "Deployment nodejs-stateless menjaga 3 pod lewat ReplicaSet",
        },
    );
    has(&found, &format!("metadata.ownerReferences[0]: ReplicaSet {replicas}"));
    has(&found, &format!("metadata.generateName: {replicas}-"));
    has(&found, "ReplicaSet spec.replicas: 3");
    has(&found, &format!("SuccessfulCreate: Created pod: {name}"));

    run(&mut session, &format!("kubectl delete pod {name} --wait=false"));
    until(&mut session, |now| now.objects.list::<Pod>().count() == 4);
    let ending = why(&mut session, Kind::Pod, &name).sentence.en;
    assert!(ending.ends_with("does not wait for that and makes another in its place."), "{ending}");

    session.cluster.settle(120_000);
    let name = replica(&session, "nodejs-stateless");
    run(&mut session, "kubectl scale deployment nodejs-stateless --replicas=0");
    until(&mut session, |now| {
        let pod = now.objects.get::<Pod>("default", &name);
        pod.is_some_and(|pod| pod.metadata.is_terminating())
    });
    let surplus = why(&mut session, Kind::Pod, &name);
    says(&surplus, Localized { en: "asks for 0 pods and had more", id: "meminta 0 pod" });
    assert!(surplus.sentence.en.ends_with("nothing takes its place."));
}

#[test]
fn a_bare_pod_is_nobodys_until_a_selector_takes_it() {
    let mut session = deployed(NO_VOLUME);
    settle(&mut session, "kubectl run alone --image=nginx");
    let alone = why(&mut session, Kind::Pod, "alone");
    assert_eq!(alone.page, "Pods");
    says(&alone, Localized { en: "alone has no owner", id: "alone tidak punya pemilik" });
    assert_eq!(shown(&alone), ["metadata.ownerReferences: <none>"]);

    // A pod that has lost the label of its set is a bare one.
    let name = replica(&session, "nodejs-stateless");
    settle(&mut session, &format!("kubectl label pod {name} pod-template-hash-"));
    says(&why(&mut session, Kind::Pod, &name), Localized { en: "no owner", id: "tidak punya" });

    // A set that begins when a pod with its labels is there takes it.
    settle(&mut session, "kubectl run taken --image=nginx --labels=app=taken");
    settle(&mut session, TAKING);
    let taken = why(&mut session, Kind::Pod, "taken");
    says(
        &taken,
        Localized {
            en: "the selector of the ReplicaSet taking, which took it to keep 1 pod.",
            id: "yang lalu mengambilnya untuk menjaga 1 pod.",
        },
    );
    has(&taken, "metadata.generateName: <none>");
    has(&taken, "ReplicaSet spec.selector.matchLabels: {\"app\":\"taken\"}");
}

#[test]
fn a_pod_on_a_silent_node_is_not_ready_then_deleted_and_stays() {
    let mut session = deployed(STATEFUL);
    let pod = |session: &Session| {
        let now = session.cluster.snapshot();
        now.objects.get::<Pod>("default", "nodejs-stateful-1").expect("the pod").clone()
    };
    let node = pod(&session).spec.node_name.clone();
    session.cluster.set_node_running(&node, false);
    until(&mut session, |now| {
        !now.objects.get::<Pod>("default", "nodejs-stateful-1").expect("the pod").is_ready()
    });
    let silent = why(&mut session, Kind::Pod, "nodejs-stateful-1");
    assert_eq!(silent.page, "Taints and Tolerations");
    says(&silent, Localized { en: "tolerated that for 300 s", id: "selama 300 detik" });
    has(&silent, "Node status.conditions[type=Ready].status: Unknown");
    session.cluster.settle(600_000);
    let stays = why(&mut session, Kind::Pod, "nodejs-stateful-1");
    assert_eq!(stays.page, "Force Delete StatefulSet Pods");
    says(
        &stays,
        Localized { en: "nobody knows whether its container has ended", id: "tidak memberi kabar" },
    );
    has(&stays, "TaintManagerEviction: Marking for deletion Pod default/nodejs-stateful-1");
    has(&stays, "Node status.conditions[type=Ready].message: Kubelet stopped posting node status.");
}

#[test]
fn a_pod_waits_for_a_node_a_claim_or_its_container() {
    let mut session = deployed(TOO_FEW);
    let waiting = why(&mut session, Kind::Pod, "nodejs-stateful-2");
    says(
        &waiting,
        Localized {
            en: "The claim nodejs-stateful-volume-claim-nodejs-stateful-2 of nodejs-stateful-2 is \
                 not bound",
            id: "belum terikat ke volume",
        },
    );
    has(&waiting, "PersistentVolumeClaim status.phase: Pending");
    assert!(shown(&waiting).iter().any(|line| line.starts_with("FailedScheduling: 0/3 nodes")));

    run(&mut session, "kubectl run broken --image=nginx:nonexistent");
    session.cluster.settle(120_000);
    let broken = why(&mut session, Kind::Pod, "broken");
    assert_eq!(broken.page, "Images");
    says(&broken, Localized { en: "cannot get the image of broken", id: "tidak bisa mengambil" });

    settle(&mut session, "kubectl cordon node01 node02 node03");
    settle(&mut session, "kubectl run late --image=nginx");
    let late = why(&mut session, Kind::Pod, "late");
    assert_eq!(late.page, "Kubernetes Scheduler");
    says(&late, Localized { en: "finds no node that can take late", id: "tidak menemukan node" });
}

#[test]
fn a_pod_that_is_updated_or_driven_out_says_who_deleted_it() {
    let terminating = |name: &'static str| {
        move |now: &Snapshot| {
            let pod = now.objects.get::<Pod>("default", name);
            pod.is_some_and(|pod| pod.metadata.is_terminating())
        }
    };
    let mut session = deployed(STATEFUL);
    run(&mut session, "kubectl set image statefulset nodejs-stateful visits=visits:1.1");
    until(&mut session, terminating("nodejs-stateful-2"));
    let updated = why(&mut session, Kind::Pod, "nodejs-stateful-2");
    says(
        &updated,
        Localized {
            en: "To make it anew from its template, the StatefulSet nodejs-stateful deleted",
            id: "Untuk membuatnya lagi dari template-nya",
        },
    );
    session.cluster.settle(300_000);
    run(&mut session, "kubectl taint nodes --all lab=off:NoExecute");
    until(&mut session, terminating("nodejs-stateful-0"));
    let driven = why(&mut session, Kind::Pod, "nodejs-stateful-0");
    assert_eq!(driven.page, "Taints and Tolerations");
    says(&driven, Localized { en: "drove out nodejs-stateful-0", id: "mengusir" });
    has(
        &driven,
        "status.conditions[type=DisruptionTarget].message: Taint manager: deleting due to \
         NoExecute taint",
    );
}
