//! What is remembered of a reader's way.

use super::*;
use crate::api::clock::Millis;
use crate::api::container::Container;
use crate::api::core::Namespace;
use crate::api::{Key, Kind, Object};
use crate::apiserver::snapshot::{ContainerFacts, File};
use crate::apiserver::{ApiServer, DeleteOptions};
use crate::lesson::resolve;
use serde_json::{Value, json};

fn server() -> ApiServer {
    let mut api = ApiServer::new(1, Millis(0), "10.96.0.0/12");
    let mut namespace = Namespace::default();
    namespace.metadata.name = NAMESPACE.to_owned();
    api.create(Object::from(namespace)).expect("a valid namespace");
    api
}

fn add(api: &mut ApiServer, app: &str, name: &str) -> String {
    let mut pod = Pod::default();
    (pod.metadata.name, pod.metadata.namespace) = (name.to_owned(), NAMESPACE.to_owned());
    pod.metadata.labels_mut().insert("app".to_owned(), app.to_owned());
    let container = Container { name: "c".into(), image: "i".into(), ..Container::default() };
    std::rc::Rc::make_mut(&mut pod.spec).containers = vec![container].into();
    api.create(Object::from(pod)).expect("a valid pod").metadata().uid.clone()
}

fn remove(api: &mut ApiServer, name: &str) {
    let key = Key::new(Kind::Pod, NAMESPACE, name);
    api.delete(&key, &DeleteOptions::default()).expect("the pod is there");
}

fn look(api: &ApiServer, counters: &[(&str, u64)]) -> Snapshot {
    let facts = |count: u64| ContainerFacts { counter: Some(count), ..Default::default() };
    let facts = counters.iter().map(|(uid, count)| ((*uid).to_owned(), facts(*count)));
    Snapshot {
        objects: api.store().objects().clone(),
        containers: facts.collect(),
        ..Snapshot::default()
    }
}

#[test]
fn visits_are_counted_from_where_a_process_began_and_told_apart_by_generation() {
    let mut api = server();
    let first = add(&mut api, "web", "web-a");
    let other = add(&mut api, "db", "db-0");
    let mut progress = Progress::new(&look(&api, &[(&first, 5)]));
    progress.observe(&look(&api, &[(&first, 7), (&other, 1)]));
    assert_eq!((progress.visits("web"), progress.visits("db")), (2, 0));
    assert!(!progress.replaced("web"));

    // Another pod while none has gone is no successor.
    add(&mut api, "web", "web-b");
    progress.observe(&look(&api, &[(&first, 7)]));
    assert!(!progress.replaced("web"));

    remove(&mut api, "web-a");
    let successor = add(&mut api, "web", "web-a");
    progress.observe(&look(&api, &[(&successor, 7)]));
    assert!(progress.replaced("web") && !progress.replaced("db"));
    assert_eq!(progress.visits_to_successors("web"), 0);
    progress.observe(&look(&api, &[(&successor, 8)]));
    assert_eq!((progress.visits("web"), progress.visits_to_successors("web")), (3, 1));
}

#[test]
fn a_pod_is_of_the_workload_that_has_made_it_whatever_its_labels() {
    let mut api = server();
    let template = json!({
        "metadata": {"labels": {"app": "x"}},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    });
    let metadata = |name: &str, (kind, owner): (&str, &str)| {
        let owner = json!({
            "apiVersion": "apps/v1", "kind": kind, "name": owner, "uid": "u", "controller": true,
        });
        let labels = json!({"app": "x"});
        json!({"name": name, "namespace": NAMESPACE, "labels": labels, "ownerReferences": [owner]})
    };
    let mut create = |json: Value| {
        let (object, _) = Object::from_json(json).expect("an object");
        api.create(object).expect("a valid object");
    };
    create(json!({
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": metadata("web-7c", ("Deployment", "web")),
        "spec": {"selector": {"matchLabels": {"app": "x"}}, "template": template},
    }));
    for (name, owner) in [("a", "web-7c"), ("b", "gone-7c")] {
        let metadata = metadata(name, ("ReplicaSet", owner));
        let spec = &template["spec"];
        create(json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}));
    }
    add(&mut api, "x", "c");
    let now = look(&api, &[]);
    let workloads = now.objects.list::<Pod>().map(|pod| workload_of(pod, &now));
    assert_eq!(workloads.collect::<Vec<_>>(), ["web", "gone-7c", "x"]);
}

#[test]
fn a_row_is_seen_in_a_table_alone_and_with_its_kind() {
    let mut progress = Progress::default();
    progress.shown("kubectl apply -f a.yaml", "service/web created\npod/web-0 created\n");
    assert!(!progress.saw_row("service", "web") && progress.saw("service/web created"));
    progress.shown(
        "kubectl get all",
        "NAME        READY\npod/web-0   1/1\n\nNAME          TYPE\nservice/web   NodePort\n",
    );
    assert!(progress.saw_row("service", "web") && progress.saw_row("pod", "web-0"));
    assert!(!progress.saw_row("pod", "web") && !progress.saw_row("pod", "web-1"));
    progress.shown("kubectl get pods", "NAME    READY\nweb-1   1/1\n");
    assert!(progress.saw_row("pod", "web-1"));
}

#[test]
fn a_typed_line_is_known_by_its_words_in_their_order() {
    let mut progress = Progress::default();
    progress.shown("kubectl  get pv -o wide", "");
    progress.shown("", "kubectl logs");
    assert!(progress.typed(&["kubectl", "get", "pv"]));
    assert!(!progress.typed(&["get", "kubectl"]) && !progress.typed(&["kubectl", "logs"]));
    for _ in 0..MOST_TEXTS {
        progress.shown("ls", "");
    }
    assert!(!progress.typed(&["kubectl"]), "old texts are forgotten");
}

#[test]
fn commands_that_change_something_count_however_many_texts_were_shown_since() {
    let mut progress = Progress::default();
    progress.ran("kubectl delete pod web-0", "", 0);
    progress.ran("kubectl delete pod web-9", "Error from server (NotFound)", 1);
    progress.shown("", "kubectl delete pod web-1");
    for _ in 0..=MOST_TEXTS {
        progress.shown("kubectl get pods", "");
    }
    progress.ran("kubectl scale sts web --replicas=0; kubectl delete pvc --all", "", 0);
    assert_eq!(progress.changed(), 3);
}

#[test]
fn placeholders_of_a_command_are_the_names_of_pods_by_age() {
    let mut api = server();
    add(&mut api, "web", "web-b");
    api.set_now(Millis(5_000));
    add(&mut api, "web", "web-a");
    let now = look(&api, &[]);
    let resolved = resolve("kubectl delete pod {web:1} {web:0} --wait=false", &now);
    assert_eq!(resolved.as_deref(), Some("kubectl delete pod web-a web-b --wait=false"));
    assert_eq!(resolve("kubectl get pods", &now).as_deref(), Some("kubectl get pods"));
    assert_eq!(resolve("kubectl delete pod {web:2}", &now), None);
    assert_eq!(resolve("{web:most}", &now).as_deref(), Some("web-b"), "the oldest of equals");
    let patch = resolve("kubectl patch pod {web:0} -p '{\"spec\":{\"a\":1}}'", &now);
    assert_eq!(patch.as_deref(), Some("kubectl patch pod web-b -p '{\"spec\":{\"a\":1}}'"));
}

#[test]
fn the_count_on_a_volume_is_what_its_file_says() {
    let mut now = Snapshot::default();
    let file = |contents: &str| File { path: "state.json".into(), contents: contents.into() };
    now.volumes.insert("one".into(), vec![file("{\"visits\":12}")]);
    now.volumes.insert("two".into(), vec![file("nonsense")]);
    assert_eq!(count_on_volume(&now, "one"), Some(12));
    assert_eq!(count_on_volume(&now, "two"), None);
    assert_eq!(count_on_volume(&now, "three"), None);
}
