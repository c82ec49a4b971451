//! Ways through the whole model, in each topology and in broken ones.

use super::*;
use crate::api::Kind;
use crate::cluster::Scenario;
use crate::i18n::{Lang, Words};
use crate::kubectl::shell::files::MemoryFiles;
use crate::lesson::Caption;
use crate::lesson::session::Session;

const STATEFUL: &str = include_str!("../../../public/manifests/en/statefulset.yaml");
const SHARED: &str = include_str!("../../../public/manifests/en/shared-volume.yaml");
const STATELESS: &str = include_str!("../../../public/manifests/en/no-volume.yaml");

fn lane(workload: &'static str, service: &'static str) -> Lane {
    let kind = Kind::Deployment;
    let name = Caption::Words(Words::lane_no_volume);
    let subtitle = Caption::Words(Words::about_no_volume);
    Lane { id: "lane", name, subtitle, kind, workload, service }
}

/// A cluster in which a manifest has been applied and has settled.
fn deployed(manifest: &str) -> Session {
    let files = Box::new(MemoryFiles::new([("a.yaml", manifest)]));
    let mut session = Session::new(&Scenario::lab(), 7, files);
    assert_eq!(session.run("kubectl apply -f a.yaml").code, 0);
    assert!(session.cluster.settle(120_000), "the workload comes up");
    session
}

/// Visits a lane as the page does.
fn follow(session: &mut Session, lane: &Lane) -> Way {
    let before = session.cluster.snapshot();
    let url = session.cluster.address_of(NAMESPACE, lane.service);
    let answer = url.as_ref().map(|url| session.run(&format!("curl {url}")).output.plain());
    let answer = answer.unwrap_or_default();
    let visit = Visit { lane, url: url.as_deref(), answer: &answer };
    Way::of(visit, &before, &session.cluster.snapshot())
}

fn stops(way: &Way) -> Vec<Stop> {
    way.stations.iter().map(|station| station.stop).collect()
}

fn sentences(way: &Way, lang: Lang) -> Vec<&str> {
    way.stations.iter().map(|station| station.sentence.get(lang).as_str()).collect()
}

#[test]
fn a_visit_to_a_pod_with_a_claim_passes_every_station() {
    let mut session = deployed(STATEFUL);
    let way = follow(&mut session, &lane("nodejs-stateful", "nodejs-statefulset-service"));
    let pod = way.pod_name(&session.cluster.snapshot()).expect("a pod answered");
    let claim = format!("nodejs-stateful-volume-claim-{pod}");
    let bound = format!("kubectl get pvc {claim} -o jsonpath='{{.spec.volumeName}}'");
    let volume = session.run(&bound).output.plain();
    let directory = volume.replace("volume", "data");
    let expected = [
        format!(
            "The browser asks for `http://node01:30002`, an address that leads to the Service \
             `nodejs-statefulset-service`; what comes back in the end is `Hello from Pod {pod}! \
             Visits: 1`."
        ),
        format!(
            "The Service `nodejs-statefulset-service` hands the visit to `{pod}`, one of the 3 \
             pods that are ready."
        ),
        format!(
            "`{pod}` adds one to the count in its memory, **0\u{a0}→\u{a0}1**, and writes it to \
             `/app/data/state.json`."
        ),
        format!(
            "To the process `/app/data/state.json` is simply a file; but the claim `{claim}` is \
             mounted at `/app/data`, so what is written there leaves the container."
        ),
        format!(
            "The claim `{claim}` holds no data; it only leads to the volume `{volume}`, to which \
             it is bound."
        ),
        format!(
            "The volume `{volume}` stands for the storage; it keeps its files in the directory \
             `/tmp/{directory}` on the node’s disk."
        ),
        "There `state.json` did not exist yet and now holds `{\"visits\":1}`.".to_owned(),
    ];
    assert_eq!(sentences(&way, Lang::En), expected);
    let cat = session.run(&format!("kubectl exec {pod} -- cat data/state.json")).output.plain();
    let indonesian = sentences(&way, Lang::Id);
    assert!(indonesian[6].ends_with(&format!("sekarang berisi `{}`.", cat.trim())), "{cat}");
    assert!(indonesian[1].contains("salah satu dari 3 pod yang siap"), "{indonesian:?}");
}

#[test]
fn the_way_ends_where_the_data_really_is() {
    let mut session = deployed(STATELESS);
    let stateless = lane("nodejs-stateless", "nodejs-stateless-service");
    let way = follow(&mut session, &stateless);
    assert_eq!(stops(&way), [Stop::Browser, Stop::Service, Stop::Pod, Stop::File]);
    let ends = "No volume is mounted there, so the way ends in the container: `state.json` did \
                not exist yet and now holds `{\"visits\":1}`.";
    assert_eq!(sentences(&way, Lang::En)[3], ends);

    let patch = "kubectl patch deployment nodejs-stateless -p '{\"spec\":{\"template\":{\"spec\":\
                 {\"volumes\":[{\"name\":\"cache\",\"emptyDir\":{}}],\"containers\":[{\
                 \"name\":\"visits\",\"volumeMounts\":[{\"name\":\"cache\",\
                 \"mountPath\":\"/app/data\"}]}]}}}}'";
    assert_eq!(session.run(patch).code, 0);
    session.cluster.settle(120_000);
    let way = follow(&mut session, &stateless);
    assert_eq!(stops(&way), [Stop::Browser, Stop::Service, Stop::Pod, Stop::Mount, Stop::File]);
    let told = sentences(&way, Lang::En);
    assert!(told[3].contains("the emptyDir `cache` is mounted at `/app/data`"), "{told:?}");
    assert!(told[4].starts_with("In the emptyDir `state.json` did not exist yet"), "{told:?}");
}

#[test]
fn many_pods_go_the_same_way_to_a_shared_file_and_a_deleted_claim_stays_while_it_is_used() {
    let mut session = deployed(SHARED);
    let shared = lane("nodejs-shared", "nodejs-shared-service");
    let way = follow(&mut session, &shared);
    let told = sentences(&way, Lang::En);
    assert!(told[4].ends_with("3 pods go this way, all to the same file."), "{told:?}");
    session.run("kubectl delete pvc nodejs-shared-claim --wait=false");
    let way = follow(&mut session, &shared);
    let told = sentences(&way, Lang::En);
    assert!(
        told[4].contains("is being deleted, but stays for as long as a pod uses it"),
        "{told:?}"
    );
    assert_eq!(stops(&way).len(), 7);
}

#[test]
fn a_visit_that_nobody_takes_ends_at_the_service_and_without_one_it_does_not_begin() {
    let mut session = deployed(STATELESS);
    let stateless = lane("nodejs-stateless", "nodejs-stateless-service");
    session.run("kubectl scale deployment nodejs-stateless --replicas=1");
    session.cluster.settle(120_000);
    let told = follow(&mut session, &stateless);
    assert!(sentences(&told, Lang::En)[1].ends_with("the only pod that is ready."), "{told:?}");
    session.run("kubectl scale deployment nodejs-stateless --replicas=0");
    session.cluster.settle(120_000);
    let way = follow(&mut session, &stateless);
    assert_eq!(stops(&way), [Stop::Browser, Stop::Service]);
    let told = sentences(&way, Lang::En);
    assert!(told[0].contains("`curl: (7) Failed to connect"), "{told:?}");
    assert!(told[1].ends_with("is ready, so nobody takes the visit."), "{told:?}");
    session.run("kubectl delete service nodejs-stateless-service");
    let way = follow(&mut session, &stateless);
    assert_eq!(stops(&way), [Stop::Browser]);
    assert!(sentences(&way, Lang::Id)[0].starts_with("Tidak ada Service"), "{way:?}");
}

#[test]
fn a_visit_is_undone_by_going_back_before_it_and_by_nothing_else() {
    let mut session = deployed(STATELESS);
    let before = session.cluster.snapshot();
    let way = follow(&mut session, &lane("nodejs-stateless", "nodejs-stateless-service"));
    let after = session.cluster.snapshot();
    assert_eq!(before.now, after.now, "a visit takes no time");
    assert!(way.is_undone(&after, &before) && !way.is_undone(&after, &after));
    session.run("sleep 2");
    assert!(!way.is_undone(&after, &session.cluster.snapshot()));
    assert!(way.is_undone(&session.cluster.snapshot(), &after));
}
