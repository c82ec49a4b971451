//! What the page is for: the same pod is deleted in three topologies, and each keeps what it keeps.

use std::collections::BTreeMap;

use serde_json::json;

use crate::page::{Page, visit};

/// A lane's name, its workload, and the address that its button visits.
struct Lane {
    name: &'static str,
    workload: &'static str,
    address: &'static str,
}

const NO_VOLUME: Lane =
    Lane { name: "No volume", workload: "nodejs-stateless", address: "http://node01:30000" };
const SHARED: Lane =
    Lane { name: "One shared volume", workload: "nodejs-shared", address: "http://node01:30001" };
const PER_POD: Lane = Lane {
    name: "One volume per pod",
    workload: "nodejs-stateful",
    address: "http://node01:30002",
};
const LANES: [&Lane; 3] = [&NO_VOLUME, &SHARED, &PER_POD];

/// So many that every pod of every lane answers at least once, with the seed below.
const VISITS: u64 = 12;
/// The chapter in which all three are.
pub const ADDRESS: &str = "?chapter=topologies&lang=en&clock=instant&seed=7";

/// What is drawn, by name, with its uid.
type Drawn = BTreeMap<String, String>;

#[test]
fn the_way_to_a_pod_that_serves_no_more_is_dashed() {
    visit("?chapter=stateless&lang=en&clock=realtime", |page| {
        let dashes = || {
            let script = "return [...document.querySelectorAll('.edges [data-edge=selects]')]
                .map((edge) => edge.dataset.live + ' ' + getComputedStyle(edge).strokeDasharray)";
            let all = page.eval(script);
            let all = all.as_array().into_iter().flatten().filter_map(|it| it.as_str());
            all.map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
        };
        page.until("whole lines", || dashes() == ["true none".to_owned()].into());
        page.find_starting("button", "Delete pod ").click();
        page.until("a dashed line", || dashes().contains("false 3px, 4px"));
    });
}

#[test]
fn each_topology_keeps_what_it_keeps_when_one_pod_is_deleted_in_every_lane() {
    visit(ADDRESS, keeps_what_it_keeps);
}

/// Deletes one pod in every lane and sees what each topology has kept.
pub fn keeps_what_it_keeps(page: &Page) {
    LANES.iter().for_each(|lane| running(page, lane));
    LANES.iter().for_each(|lane| visits(page, lane, VISITS));
    let before: Vec<Drawn> = LANES.iter().map(|lane| drawn(page, lane, "Pod")).collect();
    let files = before.iter().map(|pods| counts(page, pods)).collect::<Vec<_>>();
    assert_eq!(sum(&files[0]), VISITS, "each pod counts in its own container");
    let shared = *files[1].values().next().expect("three pods");
    assert!(files[1].values().all(|count| *count == shared), "all read the same file");
    assert!(shared < VISITS, "the pods overwrote each other: {shared}");
    assert_eq!(sum(&files[2]), VISITS, "each pod counts on its own volume");
    let paths = paths(page, &before[2]);

    page.find("button", "Delete one pod in every lane").click();
    let successors: Vec<_> =
        LANES.iter().zip(&before).map(|(lane, old)| successor(page, lane, old)).collect();

    let [stateless, sharing, stateful] = successors.as_slice() else {
        unreachable!("there are three lanes");
    };
    assert!(!before[0].contains_key(stateless), "a Deployment's successor has a new name");
    let answer = page.run(&format!("kubectl exec {stateless} -- cat data/state.json"));
    assert!(answer.contains("No such file or directory"), "{answer}");
    assert!(!before[1].contains_key(sharing), "a Deployment's successor has a new name");
    assert_eq!(count(page, sharing), Some(shared), "it reads what the last writer left");
    assert!(before[2].contains_key(stateful), "a StatefulSet's successor has the same name");
    assert_eq!(count(page, stateful), Some(files[2][stateful]), "its file is still there");
    let now = drawn(page, &PER_POD, "Pod");
    assert_eq!(self::paths(page, &now)[stateful], paths[stateful], "same claim and volume");

    LANES.iter().for_each(|lane| visits(page, lane, VISITS));
    let now = counts(page, &drawn(page, &PER_POD, "Pod"));
    assert_eq!(sum(&now), 2 * VISITS, "no visit was lost");
    assert!(now[stateful] > files[2][stateful], "it goes on counting where it stopped: {now:?}");
    let now = counts(page, &drawn(page, &NO_VOLUME, "Pod"));
    assert!(sum(&now) < 2 * VISITS, "what the deleted pod had counted is gone");
}

#[test]
fn a_pod_of_the_statefulset_comes_back_under_its_name_by_its_own_button() {
    visit(ADDRESS, |page| {
        LANES.iter().for_each(|lane| running(page, lane));
        let before = drawn(page, &PER_POD, "Pod");
        let lane = page.find("region", PER_POD.name);
        let pod = lane.find("group", "nodejs-stateful-1, Running");
        pod.find("button", "Delete pod nodejs-stateful-1").click();
        assert_eq!(successor(page, &PER_POD, &before), "nodejs-stateful-1");
        let said = page.find("log", "Terminal output").text();
        assert!(said.contains("kubectl delete pod nodejs-stateful-1"), "{said}");
    });
}

/// Waits until three pods of the lane run and no other is left.
fn running(page: &Page, lane: &Lane) {
    let region = page.find("region", lane.name);
    page.until(&format!("three running pods in {:?}", lane.name), || {
        let pods = region.names("group");
        let pods: Vec<_> = pods.iter().filter(|name| name.starts_with(lane.workload)).collect();
        pods.len() == 3 && pods.iter().all(|name| name.ends_with(", Running"))
    });
}

/// Clicks the lane's button so many times, each time when the visit before has been answered.
fn visits(page: &Page, lane: &Lane, times: u64) {
    let button = page.find("region", lane.name).find("button", "Visit");
    let output = page.find("log", "Terminal output");
    for _ in 0..times {
        let asked = || output.text().matches(lane.address).count();
        let before = asked();
        button.click();
        page.until(&format!("a visit to {}", lane.address), || asked() > before);
    }
}

/// The name of the one pod that was not there before, once it runs.
fn successor(page: &Page, lane: &Lane, before: &Drawn) -> String {
    let known: Vec<&String> = before.values().collect();
    let new = page.wait_for(&format!("a new pod in {:?}", lane.name), || {
        drawn(page, lane, "Pod").into_iter().find(|(_, uid)| !known.contains(&uid))
    });
    running(page, lane);
    new.0
}

/// The lane's objects of a kind.
fn drawn(page: &Page, lane: &Lane, kind: &str) -> Drawn {
    let script = format!(
        "return [...document.querySelectorAll('[data-kind=\"{kind}\"]')].map((it) => it.dataset)"
    );
    let all = page.eval(&script);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
    all.as_array()
        .into_iter()
        .flatten()
        .map(|data| (text(&data["name"]), text(&data["uid"])))
        .filter(|(name, _)| name.starts_with(&format!("{}-", lane.workload)))
        .collect()
}

#[test]
fn a_double_click_deletes_one_pod_and_not_its_successor_as_well() {
    visit("?lang=en&chapter=topologies&clock=instant", |page| {
        page.find("button", "Delete pod nodejs-stateful-1");
        let middle = page.eval(
            "const button = [...document.querySelectorAll('button.delete')]
                 .find((it) => it.ariaLabel === 'Delete pod nodejs-stateful-1');
             button.scrollIntoView({ block: 'center' });
             const { x, y, width, height } = button.getBoundingClientRect();
             return [x + width / 2, y + height / 2]",
        );
        for count in [1, 2] {
            for kind in ["mousePressed", "mouseReleased"] {
                let mouse = json!({
                    "type": kind, "x": middle[0], "y": middle[1], "button": "left",
                    "clickCount": count,
                });
                page.devtools("Input.dispatchMouseEvent", &mouse);
            }
        }
        let log = page.find("log", "Terminal output");
        page.until("the pod is deleted", || log.text().contains("deleted"));
        page.run("kubectl get pods");
        assert_eq!(log.text().matches("kubectl delete pod").count(), 1, "{}", log.text());
    });
}

/// For each pod, what its edges lead to: the claim and, from there, the volume.
fn paths(page: &Page, pods: &Drawn) -> BTreeMap<String, Vec<String>> {
    let neighbours = |uid: &str, edge: &str| -> Vec<String> {
        let script = format!(
            "const edges = [...document.querySelectorAll('[data-edge=\"{edge}\"]')].map((it) => it.dataset);
             return edges.flatMap((it) => it.from === '{uid}' ? [it.to] : it.to === '{uid}' ? [it.from] : []).sort();"
        );
        serde_json::from_value(page.eval(&script)).expect("uids")
    };
    pods.iter()
        .map(|(name, uid)| {
            let claims = neighbours(uid, "mounts");
            let volumes = claims.iter().flat_map(|claim| neighbours(claim, "bound"));
            let path: Vec<String> = claims.iter().cloned().chain(volumes).collect();
            assert_eq!(path.len(), 2, "{name} has one claim and one volume: {path:?}");
            (name.clone(), path)
        })
        .collect()
}

/// What each pod's file says.
fn counts(page: &Page, pods: &Drawn) -> BTreeMap<String, u64> {
    pods.keys().map(|pod| (pod.clone(), count(page, pod).unwrap_or_default())).collect()
}

/// What a pod's file says, if it has one.
fn count(page: &Page, pod: &str) -> Option<u64> {
    let answer = page.run(&format!("kubectl exec {pod} -- cat data/state.json"));
    answer.strip_prefix("{\"visits\":")?.split('}').next()?.parse().ok()
}

fn sum(counts: &BTreeMap<String, u64>) -> u64 {
    counts.values().sum()
}
