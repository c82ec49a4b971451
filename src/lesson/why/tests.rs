//! Why things are there, asked in clusters that were made with kubectl.

mod pods;
mod storage;

use super::{Evidence, Subject, Why};
use crate::api::pod::Pod;
use crate::api::{Key, Kind};
use crate::apiserver::snapshot::Snapshot;
use crate::cluster::Scenario;
use crate::i18n::{Lang, Localized};
use crate::kubectl::shell::files::MemoryFiles;
use crate::lesson::session::Session;

const STATEFUL: &str = include_str!("../../../public/manifests/statefulset.yaml");
const SHARED: &str = include_str!("../../../public/manifests/shared-volume.yaml");
const NO_VOLUME: &str = include_str!("../../../public/manifests/no-volume.yaml");
const TOO_FEW: &str = include_str!("../../../public/manifests/statefulset-without-volume-3.yaml");

/// A headless Service for the pods of the StatefulSet.
const HEADLESS: &str = "kubectl apply -f - <<'E'
apiVersion: v1
kind: Service
metadata:
  name: direct
spec:
  clusterIP: None
  selector:
    app: nodejs-stateful
  ports:
    - port: 8080
E";

/// The pages that answers name, as Kubernetes' documentation calls them.
const PAGES: &[&str] = &[
    "DaemonSet",
    "Disruptions",
    "Dynamic Volume Provisioning",
    "Force Delete StatefulSet Pods",
    "Garbage Collection",
    "Images",
    "Jobs",
    "Kubernetes Scheduler",
    "Nodes",
    "Persistent Volumes",
    "Pod Lifecycle",
    "Pods",
    "ReplicaSet",
    "Service",
    "StatefulSets",
    "Storage Classes",
    "Taints and Tolerations",
];

/// A cluster in which nothing has been applied yet.
fn empty(manifest: &str) -> Session {
    let files = Box::new(MemoryFiles::new([("all.yaml", manifest)]));
    Session::new(&Scenario::lab(), 1, files)
}

/// A cluster in which a manifest has been applied and has settled.
fn deployed(manifest: &str) -> Session {
    let mut session = empty(manifest);
    run(&mut session, "kubectl apply -f all.yaml");
    session.cluster.settle(300_000);
    session
}

fn run(session: &mut Session, line: &str) -> String {
    let ran = session.run(line);
    assert_eq!(ran.code, 0, "{line}\n{}", ran.output.plain());
    ran.output.plain()
}

fn settle(session: &mut Session, line: &str) {
    run(session, line);
    session.cluster.settle(120_000);
}

/// Lets time pass until something holds.
fn until(session: &mut Session, holds: impl Fn(&Snapshot) -> bool) {
    for _ in 0..10_000 {
        if holds(&session.cluster.snapshot()) {
            return;
        }
        session.cluster.step();
    }
    panic!("it never came to that");
}

fn key(kind: Kind, name: &str) -> Key {
    Key::new(kind, if kind.info().namespaced { "default" } else { "" }, name)
}

fn stateful() -> Key {
    key(Kind::StatefulSet, "nodejs-stateful")
}

fn subject(now: &Snapshot, kind: Kind, name: &str) -> Subject {
    let key = key(kind, name);
    let object = now.objects.object(&key).unwrap_or_else(|| panic!("no {name}"));
    Subject { uid: Some(object.metadata().uid.clone()), key, workload: stateful() }
}

fn vacant(now: &Snapshot, kind: Kind, name: &str, workload: Key) -> Option<Why> {
    let key = Key::new(kind, "default", name);
    Subject { key, uid: None, workload }.why(now)
}

/// The answer about an object, which must be one sentence in every language, name a page that there
/// is, and give commands that show what it gives as evidence.
fn why(session: &mut Session, kind: Kind, name: &str) -> Why {
    let now = session.cluster.snapshot();
    let why = subject(&now, kind, name).why(&now).expect("an answer");
    check(session, &why);
    why
}

fn check(session: &mut Session, why: &Why) {
    for lang in Lang::ALL {
        let text = why.sentence.get(lang);
        assert!(text.ends_with('.') && !text.contains(". "), "one sentence: {text}");
        assert!(!text.contains("  "), "{text}");
    }
    assert!(PAGES.contains(&why.page), "{}", why.page);
    assert!(!why.evidence.is_empty(), "{}", why.sentence.en);
    let printed: String = why.commands().iter().map(|line| run(session, line)).collect();
    for evidence in &why.evidence {
        match evidence {
            Evidence::Field { object, value, .. } if *object == why.about && value != "<none>" => {
                let last = value.rsplit(' ').next().unwrap_or_default();
                let is_scalar = !value.starts_with(['[', '{']);
                assert!(!is_scalar || printed.contains(last), "{value}\n{printed}");
            }
            Evidence::Event { object, reason, .. } if *object == why.about => {
                assert!(printed.contains(reason), "{reason}\n{printed}");
            }
            _ => {}
        }
    }
}

/// The evidence, line by line.
fn shown(why: &Why) -> Vec<String> {
    let line = |evidence: &Evidence| match evidence {
        Evidence::Field { object, path, value } if *object == why.about => {
            format!("{path}: {value}")
        }
        Evidence::Field { object, path, value } => {
            format!("{} {path}: {value}", object.kind.info().kind)
        }
        Evidence::Event { reason, message, .. } => format!("{reason}: {message}"),
    };
    why.evidence.iter().map(line).collect()
}

fn has(why: &Why, line: &str) {
    let lines = shown(why);
    assert!(lines.iter().any(|shown| shown == line), "{line}\n{lines:#?}");
}

fn says(why: &Why, sentence: Localized<&str>) {
    for lang in Lang::ALL {
        let (text, part) = (why.sentence.get(lang), sentence.get(lang));
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_service_leads_to_the_pods_that_it_selects_and_of_these_to_the_ready_ones() {
    let mut session = deployed(STATEFUL);
    let found = why(&mut session, Kind::Service, "nodejs-statefulset-service");
    assert_eq!(found.page, "Service");
    says(
        &found,
        Localized { en: "3 pods, and sends visits to those that are ready, 3 now.", id: "(3 pod)" },
    );
    has(&found, "spec.selector: {\"app\":\"nodejs-stateful\"}");
    has(&found, "EndpointSlice endpoints[0].conditions.ready: true");
    settle(&mut session, "kubectl scale statefulset nodejs-stateful --replicas=0");
    says(
        &why(&mut session, Kind::Service, "nodejs-statefulset-service"),
        Localized { en: "matches no pod now", id: "tidak ada pod yang cocok" },
    );
    settle(&mut session, "kubectl scale statefulset nodejs-stateful --replicas=2");
    settle(&mut session, HEADLESS);
    says(&why(&mut session, Kind::Service, "direct"), Localized { en: "headless", id: "headless" });
}

#[test]
fn at_every_moment_of_a_workloads_life_everything_in_it_has_an_answer() {
    const KINDS: [Kind; 4] =
        [Kind::Pod, Kind::PersistentVolumeClaim, Kind::PersistentVolume, Kind::Service];
    for manifest in [STATEFUL, SHARED, NO_VOLUME] {
        let mut session = empty(manifest);
        for line in [
            "kubectl apply -f all.yaml",
            "kubectl delete pod --all --wait=false",
            "kubectl delete pvc --all --wait=false",
            "kubectl delete deployment,statefulset --all --wait=false",
        ] {
            run(&mut session, line);
            for _ in 0..400 {
                let now = session.cluster.snapshot();
                let objects = KINDS.iter().flat_map(|kind| now.objects.list_kind(*kind));
                for object in objects {
                    let meta = object.metadata();
                    let key = object.key();
                    let asked = Subject { key, uid: Some(meta.uid.clone()), workload: stateful() };
                    let why = asked.why(&now).unwrap_or_else(|| panic!("{}", meta.name));
                    assert!(why.sentence.en.contains(&meta.name), "{}", why.sentence.en);
                    assert!(why.sentence.id.contains(&meta.name), "{}", why.sentence.id);
                    assert!(!why.evidence.is_empty() && PAGES.contains(&why.page));
                }
                if session.cluster.is_settled() {
                    break;
                }
                session.cluster.step();
            }
        }
    }
}
