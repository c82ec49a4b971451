//! What containers hold and answer, and what of it survives.

use super::network::NetworkError;
use super::runtime::MountPoint;
use super::testing::World;
use crate::api::{Key, Kind};
use crate::apiserver::snapshot::File;
use serde_json::{Value, json};

fn world() -> World {
    let mut world = World::new(2);
    for node in ["node01", "node02"] {
        world.runtime.add_image(node, "visits:1.0");
        world.runtime.add_image(node, "nginx:1.25");
        world.runtime.add_image(node, "node:20");
    }
    world
}

/// The specification of a pod with one volume on `/app/data`.
fn with_volume(source: Value, read_only: bool) -> Value {
    let mut volume = source;
    volume["name"] = json!("data");
    json!({
        "containers": [{"name": "c", "volumeMounts":
            [{"name": "data", "mountPath": "/app/data", "readOnly": read_only}]}],
        "volumes": [volume],
    })
}

fn claim(name: &str) -> Value {
    with_volume(json!({"persistentVolumeClaim": {"claimName": name}}), false)
}

fn visit(world: &mut World, pod: &str) -> Option<u64> {
    let (pod, now) = (world.pod(pod), world.now());
    world.runtime.serve_http(&pod, 8080, "/", now).ok().and_then(|served| served.visits)
}

fn logs(world: &World, pod: &str) -> String {
    world.runtime.logs(&world.pod(pod), "c", false).unwrap_or_default()
}

#[test]
fn a_visit_is_counted_in_memory_and_in_the_file() {
    let mut world = world();
    world.create_bound_claim("claim", "volume", "/mnt/data");
    world.create_pod("web", "visits:1.0", claim("claim"));
    world.run(5_000);
    assert_eq!(
        logs(&world, "web"),
        "File state tidak ditemukan. Memulai dari awal.\n\
         Server untuk Pod web berjalan di port 8080\n"
    );
    visit(&mut world, "web");
    let (pod, now) = (world.pod("web"), world.now());
    let served = world.runtime.serve_http(&pod, 8080, "/", now).unwrap();
    assert_eq!(served.body, "Halo dari Pod web! Jumlah kunjungan: 2\n");
    let contents = "{\"visits\":2}".to_owned();
    let file = File { path: "state.json".to_owned(), contents };
    assert_eq!(served.file.as_ref(), Some(&file));
    assert_eq!(
        served.mount,
        Some(MountPoint {
            path: "/app/data".to_owned(),
            name: "data".to_owned(),
            claim: Some(Key::new(Kind::PersistentVolumeClaim, "default", "claim")),
            volume: Some(Key::new(Kind::PersistentVolume, "", "volume")),
        })
    );
    let facts = world.runtime.facts(&pod).unwrap();
    assert_eq!((facts.counter, facts.data_directory.as_str()), (Some(2), "/app/data"));
    assert_eq!(facts.files, std::slice::from_ref(&file));
    let volume = world.api.store().get("", "volume").unwrap();
    assert_eq!(world.runtime.volume_files(volume), [file]);
    assert_eq!(logs(&world, "web").lines().count(), 2, "a visit is not logged");
}

#[test]
fn without_a_volume_the_count_is_lost_with_the_pod() {
    let mut world = world();
    world.create_pod("web", "visits:1.0", json!({}));
    world.run(5_000);
    assert_eq!(visit(&mut world, "web"), Some(1));
    assert_eq!(world.sh("web", "cat data/state.json").0, "{\"visits\":1}");
    world.delete("web");
    world.run(5_000);
    world.create_pod("web", "visits:1.0", json!({}));
    world.run(5_000);
    assert_eq!(world.sh("web", "ls data").0, "");
    assert_eq!(visit(&mut world, "web"), Some(1));
}

#[test]
fn a_claim_keeps_the_count_for_the_next_pod() {
    let mut world = world();
    world.create_bound_claim("claim", "volume", "/mnt/data");
    world.create_pod("web", "visits:1.0", claim("claim"));
    world.run(5_000);
    visit(&mut world, "web");
    world.delete("web");
    world.run(5_000);
    world.create_pod("web", "visits:1.0", claim("claim"));
    world.run(5_000);
    assert_eq!(logs(&world, "web"), "Server untuk Pod web berjalan di port 8080\n");
    assert_eq!(visit(&mut world, "web"), Some(2));
}

#[test]
fn pods_that_share_a_directory_overwrite_each_others_count() {
    let mut world = world();
    world.create_bound_claim("claim", "volume", "/mnt/data");
    world.create_pod("a", "visits:1.0", claim("claim"));
    world.create_pod("b", "visits:1.0", claim("claim"));
    world.run(5_000);
    for _ in 0..3 {
        visit(&mut world, "a");
    }
    assert_eq!(visit(&mut world, "b"), Some(1), "each counts in its own memory");
    assert_eq!(world.sh("a", "cat data/state.json").0, "{\"visits\":1}");
}

#[test]
fn a_container_that_is_started_again_keeps_its_empty_directory_and_nothing_else() {
    let mut world = world();
    world.create_pod("web", "visits:1.0", with_volume(json!({"emptyDir": {}}), false));
    world.run(5_000);
    visit(&mut world, "web");
    world.sh("web", "echo x > /tmp/x");
    world.sh("web", "kill 1");
    world.run(5_000);
    assert_eq!(world.pod("web").status.container_statuses[0].restart_count, 1);
    assert_eq!(world.sh("web", "ls /tmp").0, "");
    assert_eq!(visit(&mut world, "web"), Some(2));
    let previous = world.runtime.logs(&world.pod("web"), "c", true).unwrap();
    assert!(previous.starts_with("File state tidak ditemukan."));
    world.delete("web");
    world.run(5_000);
    world.create_pod("web", "visits:1.0", with_volume(json!({"emptyDir": {}}), false));
    world.run(5_000);
    assert_eq!(visit(&mut world, "web"), Some(1), "another pod has another empty directory");
}

#[test]
fn volumes_on_the_same_directory_of_the_host_see_the_same_files() {
    let mut world = world();
    let on_host = |path: &str| with_volume(json!({"hostPath": {"path": path}}), false);
    world.create_pod("outer", "node:20", on_host("/mnt/a"));
    world.create_pod("inner", "node:20", on_host("/mnt/a/b"));
    world.run(5_000);
    world.sh("inner", "echo hello > /app/data/x");
    assert_eq!(world.sh("outer", "cat /app/data/b/x").0, "hello\n");
    assert_eq!(world.sh("outer", "ls /app/data").0, "b\n");
}

#[test]
fn a_mount_that_may_only_be_read_refuses_to_be_written() {
    let mut world = world();
    let spec = with_volume(json!({"hostPath": {"path": "/mnt/a"}}), true);
    world.create_pod("web", "visits:1.0", spec);
    world.run(5_000);
    let (text, code) = world.sh("web", "echo x > data/x");
    assert_eq!(text, "/bin/sh: can't create data/x: Read-only file system\n");
    assert_eq!(code, 1);
    assert_eq!(visit(&mut world, "web"), Some(1));
    assert!(logs(&world, "web").ends_with("State tidak dapat disimpan: EROFS\n"));
    let secret = "/var/run/secrets/kubernetes.io/serviceaccount";
    assert_eq!(world.sh("web", &format!("ls {secret}")).0, "ca.crt\nnamespace\ntoken\n");
    assert_eq!(world.sh("web", &format!("cat {secret}/namespace")).0, "default");
}

#[test]
fn a_sub_path_mounts_a_part_of_a_volume() {
    let mut world = world();
    let mut spec = with_volume(json!({"hostPath": {"path": "/mnt/a"}}), false);
    spec["containers"][0]["volumeMounts"][0]["subPath"] = json!("one");
    world.create_pod("part", "visits:1.0", spec);
    world.create_pod(
        "all",
        "visits:1.0",
        with_volume(json!({"hostPath": {"path": "/mnt/a"}}), false),
    );
    world.run(5_000);
    visit(&mut world, "part");
    assert_eq!(world.sh("all", "cat data/one/state.json").0, "{\"visits\":1}");
}

#[test]
fn the_counter_speaks_english_when_asked_to() {
    let mut world = world();
    let containers = json!([{"name": "c", "env": [{"name": "APP_LANG", "value": "en"}]}]);
    world.create_pod("web", "visits:1.0", json!({ "containers": containers }));
    world.run(5_000);
    assert_eq!(
        logs(&world, "web"),
        "State file not found. Starting from zero.\nServer for Pod web listening on port 8080\n"
    );
    let (pod, now) = (world.pod("web"), world.now());
    let served = world.runtime.serve_http(&pod, 8080, "/", now).unwrap();
    assert_eq!(served.body, "Hello from Pod web! Visits: 1\n");
}

#[test]
fn a_damaged_file_is_told_and_counting_starts_anew() {
    let mut world = world();
    world.create_bound_claim("claim", "volume", "/mnt/data");
    world.create_pod("web", "visits:1.0", claim("claim"));
    world.run(5_000);
    world.sh("web", "echo nonsense > data/state.json; kill 1");
    world.run(5_000);
    assert!(logs(&world, "web").starts_with("File state rusak. Memulai dari awal.\n"));
    assert_eq!(visit(&mut world, "web"), Some(1));
}

fn service(world: &mut World, name: &str, spec: Value, pods: &[(&str, bool)]) {
    let endpoints: Vec<Value> = pods
        .iter()
        .map(|(name, ready)| {
            let address = world.pod(name).status.pod_ip.clone();
            json!({"addresses": [address], "conditions": {"ready": ready}, "hostname": name,
                "targetRef": {"kind": "Pod", "namespace": "default", "name": name}})
        })
        .collect();
    let mut spec = spec;
    if spec.get("ports").is_none() {
        spec["ports"] = json!([{"port": 80, "targetPort": 8080}]);
    }
    world.create(json!({"apiVersion": "v1", "kind": "Service",
        "metadata": {"name": name}, "spec": spec}));
    world.create(json!({"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
        "metadata": {"name": format!("{name}-x"),
            "labels": {"kubernetes.io/service-name": name}},
        "addressType": "IPv4", "endpoints": endpoints,
        "ports": [{"name": "", "port": 8080, "protocol": "TCP"}]}));
}

fn with_pods(names: &[&str]) -> World {
    let mut world = world();
    for name in names {
        world.create_pod(name, "visits:1.0", json!({"hostname": name}));
    }
    world.run(5_000);
    world
}

#[test]
fn a_node_port_answers_on_every_node_from_a_random_ready_pod() {
    let mut world = with_pods(&["a", "b", "c"]);
    let spec = json!({"type": "NodePort",
        "ports": [{"port": 80, "targetPort": 8080, "nodePort": 30002}]});
    service(&mut world, "web", spec, &[("a", true), ("b", true), ("c", false)]);
    let mut answered = std::collections::BTreeSet::new();
    for _ in 0..20 {
        for host in ["node01", "node02", "192.0.2.2", "localhost"] {
            let response = world.get(&format!("http://{host}:30002")).unwrap();
            assert_eq!(response.service.as_ref().unwrap().name(), "web");
            answered.insert(response.pod.name().to_owned());
        }
    }
    assert_eq!(answered.into_iter().collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn a_service_without_ready_pods_refuses_connections() {
    let mut world = with_pods(&["a"]);
    let spec = json!({"type": "NodePort",
        "ports": [{"port": 80, "targetPort": 8080, "nodePort": 30002}]});
    service(&mut world, "web", spec, &[("a", false)]);
    let error = world.get("http://node01:30002").unwrap_err();
    assert_eq!(
        error.to_string(),
        "curl: (7) Failed to connect to node01 port 30002 after 0 ms: Couldn't connect to server"
    );
    assert_eq!(world.get("http://web"), Err(NetworkError::UnknownHost("web".to_owned())));
}

#[test]
fn a_client_stays_with_its_pod_if_the_service_asks_for_that() {
    let mut world = with_pods(&["a", "b", "c"]);
    let spec = json!({"type": "NodePort", "sessionAffinity": "ClientIP",
        "ports": [{"port": 80, "targetPort": 8080, "nodePort": 30002}]});
    service(&mut world, "web", spec, &[("a", true), ("b", true), ("c", true)]);
    let first = world.get("http://node01:30002").unwrap().pod;
    for _ in 0..20 {
        assert_eq!(world.get("http://node01:30002").unwrap().pod, first);
    }
}

#[test]
fn pods_know_services_and_headless_pods_by_name() {
    let mut world = with_pods(&["a", "b"]);
    service(&mut world, "web", json!({}), &[("a", true)]);
    service(&mut world, "db", json!({"clusterIP": "None"}), &[("a", true), ("b", true)]);
    let mut fetch = |url: &str| {
        let (pod, now) = (world.pod("a"), world.now());
        let argv = ["wget", "-qO-", url].map(str::to_owned);
        let api = Some(&mut world.api);
        world.runtime.exec(api, &pod, "c", &argv, now).unwrap().text
    };
    for (count, name) in ["web", "web.default", "web.default.svc.cluster.local"].iter().enumerate()
    {
        let page = format!("Halo dari Pod a! Jumlah kunjungan: {}\n", count + 1);
        assert_eq!(fetch(&format!("http://{name}")), page);
    }
    assert_eq!(fetch("http://b.db:8080/"), "Halo dari Pod b! Jumlah kunjungan: 1\n");
    for (count, itself) in ["localhost", "127.0.0.1"].iter().enumerate() {
        let page = format!("Halo dari Pod a! Jumlah kunjungan: {}\n", count + 4);
        assert_eq!(fetch(&format!("http://{itself}:8080")), page);
    }
    assert_eq!(fetch("http://nobody"), "wget: bad address 'nobody'\n");
    assert_eq!(
        fetch("http://web:81"),
        "wget: can't connect to remote host (web): Connection refused\n"
    );
}

#[test]
fn the_dns_knows_the_ready_pods_of_a_headless_service() {
    let mut world = with_pods(&["a", "b"]);
    service(&mut world, "web", json!({}), &[("a", true)]);
    service(&mut world, "db", json!({"clusterIP": "None"}), &[("a", true), ("b", false)]);
    let mut ask = |name: &str| {
        let (pod, now) = (world.pod("a"), world.now());
        let argv = ["nslookup", name].map(str::to_owned);
        let api = Some(&mut world.api);
        let said = world.runtime.exec(api, &pod, "c", &argv, now).unwrap();
        (said.text.split_once("\n\n").unwrap().1.to_owned(), said.code)
    };
    let (all, code) = ask("db");
    assert_eq!(all.matches("Name:\tdb.default.svc.cluster.local\nAddress: 10.244.").count(), 1);
    assert_eq!(code, 0);
    assert!(ask("a.db").0.starts_with("Name:\ta.db.default.svc.cluster.local\n"));
    let unknown = "** server can't find b.db: NXDOMAIN\n\n";
    assert_eq!(ask("b.db"), (unknown.to_owned(), 1), "it is not ready");
    assert!(ask("web.default.svc").0.starts_with("Name:\tweb.default.svc.cluster.local\n"));
}

#[test]
fn only_web_servers_answer() {
    let mut world = world();
    world.create_pod("nginx", "nginx:1.25", json!({}));
    world.create_pod("node", "node:20", json!({}));
    world.run(5_000);
    let (nginx, node, now) = (world.pod("nginx"), world.pod("node"), world.now());
    let page = world.runtime.serve_http(&nginx, 80, "/", now).unwrap();
    assert!(page.body.contains("<title>Welcome to nginx!</title>"));
    assert_eq!(world.runtime.serve_http(&nginx, 80, "/x", now).unwrap().status, 404);
    assert!(world.runtime.serve_http(&node, 8080, "/", now).is_err());
}
