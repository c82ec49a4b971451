//! Volumes of a driver, from the class to the disk: made, attached, grown, and deleted.
#![cfg(not(target_arch = "wasm32"))]

use state_lab::cluster::Scenario;
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;

const CLASSES: &str = "
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: disk.csi.lab
allowVolumeExpansion: true
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: lazy}
provisioner: disk.csi.lab
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: nobody}
provisioner: example.com/disk
";

fn claim(name: &str, class: &str, mode: &str) -> String {
    format!(
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: {name}}}\nspec:\n  \
         accessModes: [{mode}]\n  storageClassName: {class}\n  \
         resources: {{requests: {{storage: 1Gi}}}}\n"
    )
}

fn pod(name: &str, claim: &str, node: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  nodeSelector: {node}\n  \
         containers:\n  - name: c\n    image: nginx\n    \
         volumeMounts: [{{name: d, mountPath: /data}}]\n  \
         volumes: [{{name: d, persistentVolumeClaim: {{claimName: {claim}}}}}]\n"
    )
}

fn session(files: &[(&str, String)]) -> Session {
    let files = files.iter().map(|(name, text)| (*name, text.as_str()));
    let files = MemoryFiles::new(files.chain([("classes.yaml", CLASSES)]));
    let mut session = Session::new(&Scenario::lab(), 1, Box::new(files));
    session.run("kubectl apply -f classes.yaml");
    session
}

fn run(session: &mut Session, line: &str) -> String {
    session.run(line).output.plain()
}

fn on(node: &str) -> String {
    format!("{{kubernetes.io/hostname: {node}}}")
}

#[test]
fn a_disk_follows_its_claim_from_node_to_node_and_never_serves_two() {
    let mut lab = session(&[
        ("claim.yaml", claim("data", "fast", "ReadWriteOnce")),
        ("one.yaml", pod("one", "data", &on("node01"))),
        ("two.yaml", pod("two", "data", &on("node02"))),
    ]);
    run(&mut lab, "kubectl apply -f claim.yaml; sleep 4; kubectl apply -f one.yaml; sleep 6");
    assert_eq!(run(&mut lab, "kubectl get pvc data -o jsonpath={.status.phase}").trim(), "Bound");
    run(&mut lab, "kubectl exec one -- sh -c 'echo kept > /data/x'; kubectl apply -f two.yaml");
    run(&mut lab, "sleep 20");
    let status = "kubectl get pods --no-headers -o custom-columns=N:.metadata.name,P:.status.phase";
    assert_eq!(run(&mut lab, status), "one   Running\ntwo   Pending\n");
    let told = run(&mut lab, "kubectl describe pod two");
    assert!(told.contains("Multi-Attach error for volume \"pvc-"), "{told}");
    assert!(told.contains("Volume is already used by pod(s) one"), "{told}");
    run(&mut lab, "kubectl delete pod one; sleep 5");
    assert_eq!(run(&mut lab, "kubectl exec two -- cat /data/x"), "kept\n");
    run(&mut lab, "kubectl delete pod two; kubectl delete pvc data; sleep 5");
    assert_eq!(run(&mut lab, "kubectl get pv,volumeattachments"), "No resources found\n");
}

#[test]
fn a_disk_grows_under_a_running_pod_and_never_shrinks() {
    let mut lab = session(&[
        ("claim.yaml", claim("data", "fast", "ReadWriteOnce")),
        ("one.yaml", pod("one", "data", &on("node01"))),
    ]);
    run(&mut lab, "kubectl apply -f claim.yaml; sleep 4");
    let resize = |size: &str| {
        let patch =
            format!("{{\"spec\":{{\"resources\":{{\"requests\":{{\"storage\":\"{size}\"}}}}}}}}");
        format!("kubectl patch pvc data -p '{patch}'")
    };
    run(&mut lab, &format!("{}; sleep 4", resize("2Gi")));
    let size = "kubectl get pvc data -o jsonpath={.status.capacity.storage}";
    assert_eq!(run(&mut lab, size).trim(), "1Gi", "its file system waits for a pod");
    run(&mut lab, "kubectl apply -f one.yaml; sleep 8");
    assert_eq!(run(&mut lab, size).trim(), "2Gi");
    let refused = run(&mut lab, &resize("1Gi"));
    assert!(refused.contains("field can not be less than"), "{refused}");
}

#[test]
fn a_claim_for_one_pod_goes_to_one_of_two_that_waited_for_it_together() {
    let mut lab = session(&[
        ("claim.yaml", claim("data", "lazy", "ReadWriteOncePod")),
        ("one.yaml", pod("one", "data", "{}")),
        ("two.yaml", pod("two", "data", "{}")),
    ]);
    run(&mut lab, "kubectl apply -f claim.yaml; sleep 20");
    assert_eq!(run(&mut lab, "kubectl get pv"), "No resources found\n", "nobody consumes it");
    run(&mut lab, "kubectl apply -f one.yaml -f two.yaml; sleep 20");
    let phases = run(&mut lab, "kubectl get pods -o jsonpath='{.items[*].status.phase}'");
    assert_eq!(phases.trim(), "Running Pending");
}

#[test]
fn a_driver_that_is_not_installed_makes_nothing() {
    let mut lab = session(&[("claim.yaml", claim("data", "nobody", "ReadWriteOnce"))]);
    run(&mut lab, "kubectl apply -f claim.yaml; sleep 60");
    assert_eq!(run(&mut lab, "kubectl get pvc data -o jsonpath={.status.phase}").trim(), "Pending");
}

#[test]
fn the_node_that_gets_a_disk_is_not_told_that_another_has_it() {
    let pods = [("a", "node01"), ("b", "node02"), ("c", "node01")];
    let texts = pods.map(|(name, node)| format!("---\n{}", pod(name, "data", &on(node))));
    let mut lab = session(&[
        ("claim.yaml", claim("data", "fast", "ReadWriteOnce")),
        ("pods.yaml", texts.concat()),
    ]);
    run(&mut lab, "kubectl apply -f claim.yaml; sleep 4; kubectl apply -f pods.yaml; sleep 20");
    let phases = run(&mut lab, "kubectl get pods -o jsonpath='{.items[*].status.phase}'");
    assert_eq!(phases.trim(), "Running Pending Running");
    let told = run(&mut lab, "kubectl describe pod c");
    assert!(!told.contains("Multi-Attach"), "{told}");
    let told = run(&mut lab, "kubectl describe pod b");
    assert!(told.contains("Multi-Attach"), "{told}");
}
