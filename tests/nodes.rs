//! Nodes that are lost, come back, are cordoned and tainted, as a reader at a terminal sees it.
#![cfg(not(target_arch = "wasm32"))]

use state_lab::cluster::Scenario;
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx}]}
";
const SET: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: nginx}]
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: DoNotSchedule
        labelSelector: {matchLabels: {app: db}}
";

fn lab() -> Session {
    let files = MemoryFiles::new([("web.yaml", DEPLOYMENT), ("db.yaml", SET)]);
    Session::new(&Scenario::lab(), 1, Box::new(files))
}

fn run(session: &mut Session, line: &str) -> String {
    session.run(line).output.plain()
}

/// The words of a column of `kubectl get`.
fn column(session: &mut Session, what: &str, expression: &str) -> String {
    run(session, &format!("kubectl get {what} -o custom-columns=X:{expression} --no-headers"))
        .replace('\n', " ")
}

/// The node of a pod.
fn node_of(session: &mut Session, pod: &str) -> String {
    run(session, &format!("kubectl get pod {pod} -o jsonpath='{{.spec.nodeName}}'"))
}

fn wait(session: &mut Session, seconds: i64) {
    let until = session.cluster.now() + seconds * 1000;
    session.cluster.advance_to(until);
}

#[test]
fn a_lost_node_is_noticed_after_fifty_seconds_and_its_pods_leave_it_after_five_minutes_more() {
    let mut lab = lab();
    run(&mut lab, "kubectl apply -f web.yaml -f db.yaml");
    wait(&mut lab, 20);
    let node = node_of(&mut lab, "db-1");
    lab.cluster.set_node_running(&node, false);
    wait(&mut lab, 38);
    let status = |lab: &mut Session| {
        let table = run(lab, &format!("kubectl get node {node} --no-headers"));
        table.split_whitespace().nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(status(&mut lab), "Ready");
    wait(&mut lab, 18);
    assert_eq!(status(&mut lab), "NotReady");
    assert_eq!(column(&mut lab, "sts", ".status.readyReplicas"), "2 ");
    wait(&mut lab, 6);
    let taints = column(&mut lab, &format!("node {node}"), ".spec.taints[*].effect");
    assert_eq!(taints, "NoSchedule,NoExecute ");
    wait(&mut lab, 293);
    assert!(!run(&mut lab, "kubectl get pods").contains("Terminating"));
    wait(&mut lab, 12);
    let pods = run(&mut lab, "kubectl get pods");
    assert!(pods.lines().any(|line| line.starts_with("db-1 ") && line.contains("Terminating")));
    assert_eq!(column(&mut lab, "deploy", ".status.readyReplicas"), "3 ", "replaced elsewhere");
    assert_eq!(column(&mut lab, "sts", ".status.readyReplicas"), "2 ", "nobody may take its place");
    assert!(run(&mut lab, "kubectl events --for pod/db-1").contains("TaintManagerEviction"));

    run(&mut lab, "kubectl delete pod db-1 --force --grace-period=0");
    wait(&mut lab, 2);
    let why = column(&mut lab, "pod db-1", ".status.conditions[0].message");
    let reasons = "1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 node(s) \
                   didn't match pod topology spread constraints";
    assert!(why.contains(reasons), "{why}");

    lab.cluster.set_node_running(&node, true);
    wait(&mut lab, 2);
    assert!(
        run(&mut lab, &format!("kubectl describe node {node}")).contains("PLEG is not healthy")
    );
    wait(&mut lab, 28);
    assert_eq!(status(&mut lab), "Ready");
    assert_eq!(column(&mut lab, &format!("node {node}"), ".spec.taints"), "<none> ");
    assert_eq!(column(&mut lab, "sts", ".status.readyReplicas"), "3 ");
}

#[test]
fn a_node_that_comes_back_soon_keeps_its_pods() {
    let mut lab = lab();
    run(&mut lab, "kubectl apply -f db.yaml");
    wait(&mut lab, 20);
    let uids = column(&mut lab, "pods", ".metadata.uid");
    let node = node_of(&mut lab, "db-0");
    lab.cluster.set_node_running(&node, false);
    wait(&mut lab, 120);
    assert_eq!(column(&mut lab, "sts", ".status.readyReplicas"), "2 ");
    lab.cluster.set_node_running(&node, true);
    assert!(!lab.cluster.is_settled());
    assert!(lab.cluster.settle(60_000));
    assert_eq!(column(&mut lab, "sts", ".status.readyReplicas"), "3 ");
    assert_eq!(column(&mut lab, "pods", ".metadata.uid"), uids);
}

#[test]
fn a_machine_that_has_stopped_is_not_a_settled_cluster_until_all_has_come_of_it() {
    let mut lab = lab();
    run(&mut lab, "kubectl apply -f web.yaml");
    assert!(lab.cluster.settle(60_000));
    let begun = lab.cluster.now();
    lab.cluster.set_node_running("node02", false);
    assert!(lab.cluster.settle(600_000));
    let took = (lab.cluster.now() - begun) / 1000;
    assert!((340..380).contains(&took), "settled after {took} s");
}

#[test]
fn a_taint_drives_away_what_does_not_tolerate_it() {
    let mut lab = lab();
    run(&mut lab, "kubectl apply -f web.yaml");
    wait(&mut lab, 20);
    assert_eq!(run(&mut lab, "kubectl taint node node01 a=b:NoExecute"), "node/node01 tainted\n");
    wait(&mut lab, 20);
    assert!(!column(&mut lab, "pods", ".spec.nodeName").contains("node01"));
    assert_eq!(
        run(&mut lab, "kubectl taint node node01 a=c:NoExecute"),
        "error: node node01 already has a taint(s) with same effect(s) and --overwrite is false\n"
    );
    assert_eq!(run(&mut lab, "kubectl taint node node01 a-"), "node/node01 untainted\n");
    assert_eq!(run(&mut lab, "kubectl cordon node01"), "node/node01 cordoned\n");
    wait(&mut lab, 1);
    let taints = column(&mut lab, "node node01", ".spec.taints[*].key");
    assert_eq!(taints, "node.kubernetes.io/unschedulable ");
    run(&mut lab, "kubectl uncordon node01");
    wait(&mut lab, 1);
    assert_eq!(column(&mut lab, "node node01", ".spec.taints"), "<none> ");
}

#[test]
fn the_pods_of_a_node_that_is_deleted_are_removed_after_a_while() {
    let mut lab = lab();
    run(&mut lab, "kubectl apply -f web.yaml");
    wait(&mut lab, 20);
    lab.cluster.set_node_running("node03", false);
    assert_eq!(run(&mut lab, "kubectl delete node node03"), "node \"node03\" deleted\n");
    wait(&mut lab, 30);
    assert!(column(&mut lab, "pods", ".spec.nodeName").contains("node03"));
    wait(&mut lab, 30);
    assert!(!column(&mut lab, "pods", ".spec.nodeName").contains("node03"));
    assert_eq!(column(&mut lab, "deploy", ".status.readyReplicas"), "3 ");
}

#[test]
fn old_events_are_forgotten_while_nothing_else_happens() {
    let mut lab = lab();
    run(&mut lab, "kubectl apply -f web.yaml");
    assert!(lab.cluster.settle(60_000));
    let events = "kubectl get events --no-headers";
    assert!(run(&mut lab, events).lines().count() > 9);
    wait(&mut lab, 3_600 - 70);
    // They will be forgotten within what the cluster looks ahead.
    for _ in 0..20 {
        assert!(lab.cluster.is_settled());
        wait(&mut lab, 5);
    }
    assert_eq!(run(&mut lab, events), "No resources found in default namespace.\n");
    assert_eq!(column(&mut lab, "deploy", ".status.readyReplicas").trim(), "3");
}
