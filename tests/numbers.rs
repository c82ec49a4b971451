//! Numbers as large as they can be typed: none of them may wrap around, or keep the page busy.
#![cfg(not(target_arch = "wasm32"))]

use state_lab::cluster::Scenario;
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2147483647
  strategy: {rollingUpdate: {maxSurge: 2147483647}}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx}]}
";
const PODS: &str = "apiVersion: v1
kind: Pod
metadata: {name: greedy}
spec:
  containers:
  - {name: a, image: nginx, resources: {requests: {memory: 8Ei}}}
  - {name: b, image: nginx, resources: {requests: {memory: 8Ei}}}
---
apiVersion: v1
kind: Pod
metadata: {name: patient}
spec:
  terminationGracePeriodSeconds: 9223372036854775807
  containers:
  - name: a
    image: nginx
    command: [sh, -c, 'trap \"\" TERM; while true; do sleep 1; done']
";

fn lab() -> Session {
    let files = MemoryFiles::new([("web.yaml", DEPLOYMENT), ("pods.yaml", PODS)]);
    Session::new(&Scenario::lab(), 1, Box::new(files))
}

fn run(session: &mut Session, line: &str) -> String {
    session.run(line).output.plain()
}

fn wait(session: &mut Session, milliseconds: i64) {
    let until = session.cluster.now() + milliseconds;
    session.cluster.advance_to(until);
}

#[test]
fn the_largest_deployment_comes_up_bit_by_bit() {
    let mut session = lab();
    run(&mut session, "kubectl apply -f web.yaml");
    wait(&mut session, 30);
    let most = "kubectl get rs -o jsonpath='{.items[0].metadata.annotations}'";
    assert!(run(&mut session, most).contains("max-replicas\":\"2147483647\""));
    run(&mut session, "kubectl set image deploy/web web=nginx:2");
    wait(&mut session, 30);
    assert_eq!(run(&mut session, "kubectl get rs --no-headers").lines().count(), 2);
    run(&mut session, "kubectl scale rs --all --replicas=2147483647");
    wait(&mut session, 30);
}

#[test]
fn what_no_node_has_is_not_scheduled() {
    let mut session = lab();
    run(&mut session, "kubectl apply -f pods.yaml");
    wait(&mut session, 60_000);
    let node = "kubectl get pod greedy -o jsonpath='{.spec.nodeName}'";
    assert_eq!(run(&mut session, node), "");
    assert!(run(&mut session, "kubectl describe pod greedy").contains("Insufficient memory"));
    // Whoever names the node has their way.
    let named = "kubectl run named --image=nginx --overrides='{\"spec\":{\"nodeName\":\"";
    let pod = run(&mut session, "kubectl get node -o jsonpath='{.items[0].metadata.name}'");
    let rest = "\",\"containers\":[{\"name\":\"a\",\"image\":\"nginx\",\"resources\":\
                {\"requests\":{\"cpu\":\"9E\",\"memory\":\"8Ei\"}}}]}}'";
    run(&mut session, &format!("{named}{pod}{rest}"));
    let told = run(&mut session, &format!("kubectl describe node {pod}"));
    assert!(told.contains("9223372036854775807 ("), "{told}");
    assert!(!told.contains("(-"), "{told}");
}

#[test]
fn what_may_take_for_ever_takes_long_and_not_no_time_at_all() {
    let mut session = lab();
    run(&mut session, "kubectl apply -f pods.yaml");
    wait(&mut session, 60_000);
    run(&mut session, "kubectl delete pod patient --grace-period=9223372036854775807 --wait=false");
    wait(&mut session, 3_600_000);
    assert!(run(&mut session, "kubectl get pod patient").contains("Terminating"));
    assert_eq!(
        run(&mut session, "kubectl wait pod/patient --for=delete --timeout=9223372036854775807s"),
        "error: invalid argument \"9223372036854775807s\" for \"--timeout\" flag: time: invalid \
         duration \"9223372036854775807s\"\nSee 'kubectl wait --help' for usage.\n"
    );
    run(&mut session, "kubectl create namespace other");
    run(&mut session, "kubectl apply -n other -f pods.yaml");
    wait(&mut session, 60_000);
    run(&mut session, "kubectl delete namespace other --wait=false");
    wait(&mut session, 3_600_000);
    assert!(run(&mut session, "kubectl get pods -n other").contains("patient"));
    run(&mut session, "kubectl delete pod patient -n other --force");
    wait(&mut session, 60_000);
    assert!(!run(&mut session, "kubectl get pods -n other").contains("patient"));
}
