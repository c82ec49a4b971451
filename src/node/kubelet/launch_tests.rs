//! How containers start, what they find then, and why some do not.

use crate::node::testing::World;
use serde_json::{Value, json};

fn world() -> World {
    let mut world = World::new(1);
    for image in ["nginx:1.25", "busybox", "alpine"] {
        world.runtime.add_image("node01", image);
    }
    world
}

/// A container `c` with these fields.
fn container(fields: Value) -> Value {
    let mut container = json!({"name": "c"});
    let members = fields.as_object().expect("an object").clone();
    container.as_object_mut().expect("an object").extend(members);
    json!({ "containers": [container] })
}

#[test]
fn a_program_that_the_image_has_not_is_told_and_tried_again() {
    let mut world = world();
    world.create_pod("bad", "nginx:1.25", container(json!({"command": ["nope"]})));
    world.run(30_000);
    assert_eq!(
        world.rows[3..6],
        [
            "1200 bad 0/1 RunContainerError 0",
            "2100 bad 0/1 RunContainerError 1",
            "15100 bad 0/1 CrashLoopBackOff 1",
        ]
    );
    let message = "failed to create containerd task: failed to create shim task: OCI runtime \
                   create failed: runc create failed: unable to start container process: exec: \
                   \"nope\": executable file not found in $PATH: unknown";
    let pod = world.pod("bad");
    let last = pod.status.container_statuses[0].last_state.terminated.clone().unwrap();
    assert_eq!((last.reason.as_str(), last.exit_code), ("StartError", 128));
    assert_eq!(last.message, message);
    assert_eq!(last.started_at.unwrap().to_string(), "1970-01-01T00:00:00Z");
    let events = world.events("bad");
    assert_eq!(events[2], "Created Created container: c");
    assert_eq!(events[3], format!("Failed Error: {message}"));
    assert!(!events.iter().any(|event| event.starts_with("Started")));
}

#[test]
fn a_pod_that_is_not_to_be_restarted_fails_when_its_program_is_missing() {
    let mut world = world();
    let mut spec = container(json!({"command": ["/no/such"]}));
    spec["restartPolicy"] = json!("Never");
    world.create_pod("bad", "busybox", spec);
    world.run(10_000);
    let status = world.pod("bad").status;
    assert_eq!(status.phase, "Failed");
    let ended = status.container_statuses[0].state.terminated.clone().unwrap();
    assert_eq!((ended.reason.as_str(), ended.exit_code), ("StartError", 128));
    assert!(ended.message.contains("exec: \"/no/such\": stat /no/such: no such file or directory"));
}

#[test]
fn a_program_that_is_only_not_modelled_starts() {
    let mut world = world();
    world.create_pod("known", "nginx:1.25", container(json!({"command": ["nginx", "-g", ""]})));
    world.create_pod("unknown", "mysql-operator:1", container(json!({"command": ["operate"]})));
    world.run(10_000);
    assert_eq!(world.pod("known").status.phase, "Running");
    assert_eq!(world.pod("unknown").status.phase, "Running");
}

#[test]
fn what_the_model_cannot_carry_out_does_what_it_is_there_for() {
    let mut world = world();
    let script = json!(["bash", "-c", "set -ex\n[[ $HOSTNAME =~ -([0-9]+)$ ]] || exit 1"]);
    let probe = json!({"exec": {"command": ["mysqladmin", "ping"]}, "periodSeconds": 1});
    let mut spec = container(json!({"readinessProbe": probe}));
    spec["initContainers"] = json!([
        {"name": "script", "image": "mysql:5.7", "command": script},
        {"name": "own", "image": "git-sync:1", "command": ["git", "clone"]},
        {"name": "stays", "image": "proxy:1", "restartPolicy": "Always"},
    ]);
    world.create_pod("db-0", "mysql:5.7", spec);
    world.run(20_000);
    let pod = world.pod("db-0");
    assert_eq!(pod.status.phase, "Running");
    assert!(pod.is_ready());
    assert!(pod.status.init_container_statuses[2].state.running.is_some());
}

#[test]
fn an_image_name_that_cannot_be_read_is_told() {
    let mut world = world();
    world.create_pod("upper", "Lab/NGINX:1.25", json!({}));
    world.create_pod("slashes", "docker.io/library//nginx", json!({}));
    world.run(5_000);
    let waiting =
        |name: &str| world.pod(name).status.container_statuses[0].state.waiting.clone().unwrap();
    let why = "Failed to apply default image tag \"docker.io/library//nginx\": couldn't parse \
               image name \"docker.io/library//nginx\": invalid reference format";
    assert_eq!(waiting("slashes").reason, "InvalidImageName");
    assert_eq!(waiting("slashes").message, why);
    let events = world.events("slashes");
    assert!(events.contains(&format!("InspectFailed {why}")));
    assert!(events.contains(&"Failed Error: InvalidImageName".to_owned()));
    let end = ": invalid reference format: repository name (NGINX) must be lowercase";
    assert!(waiting("upper").message.ends_with(end), "a host may have capitals");
}

#[test]
fn containers_know_the_services_of_their_namespace_when_they_start() {
    let mut world = world();
    for (namespace, name) in [("default", "my-db"), ("default", "none"), ("other", "far")] {
        if namespace == "other" {
            world.create(json!({"apiVersion": "v1", "kind": "Namespace",
                "metadata": {"name": namespace}}));
        }
        let address = if name == "none" { "None" } else { "" };
        world.create(json!({"apiVersion": "v1", "kind": "Service",
            "metadata": {"name": name, "namespace": namespace},
            "spec": {"clusterIP": address,
                "ports": [{"name": "sql", "port": 5432}, {"name": "web", "port": 80}]}}));
    }
    let env = json!([{"name": "URL", "value": "http://$(MY_DB_SERVICE_HOST)"}]);
    world.create_pod("a", "busybox", container(json!({"command": ["sleep", "99"], "env": env})));
    let mut alone = container(json!({"command": ["sleep", "99"]}));
    alone["enableServiceLinks"] = json!(false);
    world.create_pod("alone", "busybox", alone);
    world.run(5_000);
    let service = world.api.get::<crate::api::core::Service>("default", "my-db").unwrap();
    let ip = service.spec.cluster_ip.clone();
    let expected = format!(
        "MY_DB_PORT=tcp://{ip}:5432\nMY_DB_PORT_5432_TCP=tcp://{ip}:5432\n\
         MY_DB_PORT_5432_TCP_ADDR={ip}\nMY_DB_PORT_5432_TCP_PORT=5432\n\
         MY_DB_PORT_5432_TCP_PROTO=tcp\nMY_DB_PORT_80_TCP=tcp://{ip}:80\n\
         MY_DB_PORT_80_TCP_ADDR={ip}\nMY_DB_PORT_80_TCP_PORT=80\nMY_DB_PORT_80_TCP_PROTO=tcp\n\
         MY_DB_SERVICE_HOST={ip}\nMY_DB_SERVICE_PORT=5432\nMY_DB_SERVICE_PORT_SQL=5432\n\
         MY_DB_SERVICE_PORT_WEB=80\nURL=http://{ip}\n"
    );
    let (all, _) = world.sh("a", "env");
    for line in expected.lines() {
        assert!(all.lines().any(|of| of == line), "{line} in {all}");
    }
    assert!(!all.contains("FAR_") && !all.contains("NONE_"));
    assert!(!world.sh("alone", "env").0.contains("MY_DB"));
}

#[test]
fn a_service_that_comes_later_is_known_to_containers_that_start_later() {
    let mut world = world();
    let sleeps = || container(json!({"command": ["sleep", "99"]}));
    world.create_pod("early", "busybox", sleeps());
    world.run(5_000);
    world.create(json!({"apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "web", "namespace": "default"}, "spec": {"ports": [{"port": 80}]}}));
    world.create_pod("late", "busybox", sleeps());
    world.run(5_000);
    assert_eq!(world.sh("early", "echo $WEB_SERVICE_PORT").0, "\n");
    assert_eq!(world.sh("late", "echo $WEB_SERVICE_PORT").0, "80\n");
}

#[test]
fn a_container_may_be_told_its_resources() {
    let mut world = world();
    let of = |name: &str, resource: &str, divisor: &str| {
        json!({"name": name,
            "valueFrom": {"resourceFieldRef": {"resource": resource, "divisor": divisor}}})
    };
    let spec = container(json!({
        "command": ["sleep", "99"],
        "resources": {"limits": {"cpu": "1500m", "memory": "64Mi"}, "requests": {"cpu": "250m"}},
        "env": [of("A", "limits.cpu", "0"), of("B", "requests.cpu", "1m"),
            of("C", "limits.memory", "1Mi"), of("D", "limits.memory", "0")],
    }));
    world.create_pod("a", "busybox", spec);
    world.run(5_000);
    assert_eq!(world.sh("a", "echo $A $B $C $D").0, "2 250 64 67108864\n");
}

#[test]
fn a_container_finds_its_name_in_etc() {
    let mut world = world();
    let mut spec = container(json!({"command": ["sleep", "99"]}));
    spec["subdomain"] = json!("db");
    spec["hostAliases"] = json!([{"ip": "10.0.0.9", "hostnames": ["x", "y"]}]);
    world.create_pod("a", "busybox", spec);
    world.run(5_000);
    assert_eq!(
        world.sh("a", "hostname -f; hostname -d; hostname -i; cat /etc/hostname").0,
        "a.db.default.svc.cluster.local\ndb.default.svc.cluster.local\n10.244.1.2\na\n"
    );
    let (hosts, _) = world.sh("a", "cat /etc/hosts");
    assert!(hosts.ends_with(
        "10.244.1.2\ta.db.default.svc.cluster.local\ta\n\n# Entries added by HostAliases.\n\
         10.0.0.9\tx\ty\n"
    ));
}

#[test]
fn a_shell_waits_for_somebody_who_types_only_where_it_can_be_typed_to() {
    let mut world = world();
    world.create_pod("waits", "alpine", container(json!({"stdin": true})));
    world.create_pod("ends", "alpine", container(json!({"command": ["sh"]})));
    world.run(3_000);
    let restarts = |name: &str| world.pod(name).status.container_statuses[0].restart_count;
    assert_eq!((restarts("waits"), restarts("ends")), (0, 1));
}
