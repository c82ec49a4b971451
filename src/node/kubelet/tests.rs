//! What happens to pods on their nodes, over time.

use crate::api::fields::Field;
use crate::node::testing::World;
use serde_json::json;

fn world() -> World {
    let mut world = World::new(1);
    for image in ["node:20-alpine", "crash:1", "exit0:1", "slow:1", "nginx:1.25"] {
        world.runtime.add_image("node01", image);
    }
    world
}

#[test]
fn a_pod_is_bound_created_and_runs_with_one_status_each() {
    let mut world = world();
    world.create_pod("web", "node:20-alpine", json!({}));
    world.run(10_000);
    assert_eq!(
        world.rows,
        [
            "0 web 0/1 Pending 0",
            "0 web 0/1 Pending 0",
            "0 web 0/1 ContainerCreating 0",
            "1200 web 1/1 Running 0",
        ]
    );
    assert_eq!(
        world.events("web"),
        [
            "Scheduled Successfully assigned default/web to node01",
            "Pulled Container image \"node:20-alpine\" already present on machine",
            "Created Created container: c",
            "Started Started container c",
        ]
    );
}

#[test]
fn the_status_of_a_running_pod_is_the_recorded_one() {
    let mut world = world();
    world.create_pod("web", "node:20-alpine", json!({}));
    world.run(10_000);
    let pod = world.pod("web");
    let status = pod.status.encode();
    let uid = &pod.metadata.uid;
    let condition = |type_: &str, time: &str| {
        json!({"lastProbeTime": null, "lastTransitionTime": format!("2026-11-23T19:33:{time}Z"),
            "status": "True", "type": type_})
    };
    let mounts = &status["containerStatuses"][0]["volumeMounts"];
    assert_eq!(mounts[0]["recursiveReadOnly"], "Disabled");
    assert_eq!(
        status,
        json!({
            "conditions": [
                condition("PodReadyToStartContainers", "21"),
                condition("Initialized", "20"),
                condition("Ready", "21"),
                condition("ContainersReady", "21"),
                condition("PodScheduled", "20"),
            ],
            "containerStatuses": [{
                "containerID": format!("containerd://web_default_{uid}_0_c_0"),
                "image": "node:20-alpine",
                "imageID": "node:20-alpine",
                "lastState": {},
                "name": "c",
                "ready": true,
                "restartCount": 0,
                "started": true,
                "state": {"running": {"startedAt": "2026-11-23T19:33:20Z"}},
                "volumeMounts": mounts,
            }],
            "hostIP": "192.0.2.1",
            "hostIPs": [{"ip": "192.0.2.1"}],
            "phase": "Running",
            "podIP": "10.244.1.2",
            "podIPs": [{"ip": "10.244.1.2"}],
            "qosClass": "BestEffort",
            "startTime": "2026-11-23T19:33:20Z",
        })
    );
}

#[test]
fn a_deleted_pod_ends_its_grace_period_and_shows_completed_before_it_goes() {
    let mut world = world();
    world.create_pod("web", "node:20-alpine", json!({}));
    world.run(10_000);
    world.rows.clear();
    world.delete("web");
    world.run(10_000);
    assert_eq!(
        world.rows,
        [
            "10000 web 1/1 Terminating 0",
            "11000 web 0/1 Completed 0",
            "11100 web 0/1 Completed 0",
            "11100 web 0/1 Completed 0 gone",
        ]
    );
    assert_eq!(world.events("web").last().unwrap(), "Killing Stopping container c");
}

#[test]
fn a_process_that_ignores_the_signal_is_killed_at_the_end_of_the_grace_period() {
    let mut world = world();
    world.create_pod("slow", "slow:1", json!({"terminationGracePeriodSeconds": 8}));
    world.run(10_000);
    world.rows.clear();
    world.delete("slow");
    world.run(10_000);
    let ended = &world.rows[1];
    assert_eq!(ended, "18000 slow 0/1 Error 0");
    assert!(!world.has_pod("slow"));
}

#[test]
fn a_pod_that_is_deleted_while_it_starts_never_runs() {
    let mut world = World::new(1);
    world.create_pod("web", "node:20-alpine", json!({}));
    world.run(500);
    world.delete("web");
    world.run(10_000);
    assert!(world.rows.iter().all(|row| !row.contains("Running")), "{:?}", world.rows);
    assert!(!world.has_pod("web"));
}

#[test]
fn a_pod_that_is_deleted_in_trouble_shows_how_its_containers_ended() {
    let mut world = world();
    world.create_pod("crash", "crash:1", json!({}));
    world.create_pod("bad", "nginx:nonexistent", json!({}));
    world.run(40_000);
    world.rows.clear();
    world.delete("bad");
    world.delete("crash");
    world.run(5_000);
    let of = |name: &str| -> Vec<String> {
        let rows = world.rows.iter().filter(|row| row.split(' ').nth(1) == Some(name));
        rows.map(|row| row.split(' ').skip(2).collect::<Vec<_>>().join(" ")).collect()
    };
    let unknown = "0/1 ContainerStatusUnknown 0";
    let gone = "0/1 ContainerStatusUnknown 0 gone";
    assert_eq!(of("bad"), ["0/1 Terminating 0", "0/1 Terminating 0", unknown, unknown, gone]);
    assert_eq!(
        of("crash"),
        [
            "0/1 Terminating 2",
            "0/1 Terminating 2",
            "0/1 Error 2",
            "0/1 Error 2",
            "0/1 Error 2 gone",
        ]
    );
}

#[test]
fn an_image_is_pulled_once_a_node() {
    let mut world = World::new(1);
    world.create_pod("a", "node:20-alpine", json!({}));
    world.create_pod("b", "node:20-alpine", json!({}));
    world.run(10_000);
    let pulled = |pod: &str, world: &World| world.events(pod)[2].clone();
    let size = "Image size: 72950530 bytes.";
    let name = "Successfully pulled image \"node:20-alpine\" in";
    assert_eq!(pulled("a", &world), format!("Pulled {name} 1.2s (1.2s including waiting). {size}"));
    assert_eq!(
        pulled("b", &world),
        format!("Pulled {name} 120ms (1.32s including waiting). {size}")
    );
    world.create_pod("c", "node:20-alpine", json!({}));
    world.run(10_000);
    assert_eq!(
        pulled("c", &world),
        "Created Created container: c",
        "the image is there, so it is not pulled"
    );
}

#[test]
fn a_container_that_keeps_ending_waits_longer_each_time() {
    let mut world = world();
    world.create_pod("crash", "crash:1", json!({}));
    world.run(65_000);
    assert_eq!(
        world.rows[2..],
        [
            "0 crash 0/1 ContainerCreating 0",
            "1200 crash 1/1 Running 0",
            "3200 crash 0/1 Error 0",
            "4100 crash 1/1 Running 1",
            "6100 crash 0/1 Error 1",
            "19100 crash 0/1 CrashLoopBackOff 1",
            "20000 crash 1/1 Running 2",
            "22000 crash 0/1 Error 2",
            "35000 crash 0/1 CrashLoopBackOff 2",
            "48900 crash 1/1 Running 3",
            "50900 crash 0/1 Error 3",
            "63900 crash 0/1 CrashLoopBackOff 3",
        ]
    );
    let pod = world.pod("crash");
    let uid = &pod.metadata.uid;
    let status = &pod.status.container_statuses[0];
    assert_eq!(
        status.state.waiting.as_ref().unwrap().message,
        format!("back-off 40s restarting failed container=c pod=crash_default({uid})")
    );
    assert_eq!(status.last_state.terminated.as_ref().unwrap().exit_code, 1);
    assert_eq!(pod.status.phase, "Running");
    let text =
        format!("BackOff Back-off restarting failed container c in pod crash_default({uid})");
    assert!(world.events("crash").contains(&text));
}

#[test]
fn a_pod_that_is_not_to_be_restarted_ends_with_its_container() {
    let mut world = world();
    world.create_pod("done", "exit0:1", json!({"restartPolicy": "Never"}));
    world.create_pod("failed", "crash:1", json!({"restartPolicy": "Never"}));
    world.run(20_000);
    for (name, phase, reason) in
        [("done", "Succeeded", "PodCompleted"), ("failed", "Failed", "PodFailed")]
    {
        let status = world.pod(name).status;
        assert_eq!(status.phase, phase);
        assert_eq!(status.condition("Ready").unwrap().reason, reason);
        assert_eq!(status.condition("PodReadyToStartContainers").unwrap().status, "False");
    }
}

#[test]
fn an_image_that_no_registry_has_is_tried_again_and_again() {
    let mut world = world();
    world.create_pod("bad", "nginx:nonexistent", json!({}));
    world.run(60_000);
    assert_eq!(
        world.rows[3..],
        [
            "900 bad 0/1 ErrImagePull 0",
            "13900 bad 0/1 ImagePullBackOff 0",
            "26900 bad 0/1 ErrImagePull 0",
            "39900 bad 0/1 ImagePullBackOff 0",
            "52900 bad 0/1 ErrImagePull 0",
        ]
    );
    let events = world.events("bad");
    assert!(events[2].starts_with("Failed Failed to pull image \"nginx:nonexistent\": failed to"));
    assert!(events.contains(&"BackOff Back-off pulling image \"nginx:nonexistent\"".to_owned()));
    assert!(events.contains(&"Failed Error: ImagePullBackOff".to_owned()));
    assert_eq!(world.pod("bad").status.pod_ip, "10.244.1.2");
}

#[test]
fn init_containers_run_one_after_the_other_before_the_others() {
    let mut world = world();
    world.create_pod(
        "init",
        "nginx:1.25",
        json!({
            "initContainers": [
                {"name": "i1", "image": "exit0:1"},
                {"name": "i2", "image": "exit0:1"},
            ],
            "containers": [{"name": "a"}, {"name": "b"}],
        }),
    );
    world.run(20_000);
    let shown: Vec<_> =
        world.rows[2..].iter().map(|row| row.split(' ').collect::<Vec<_>>()).collect();
    let shown: Vec<_> = shown.iter().map(|row| (row[0], row[2], row[3])).collect();
    assert_eq!(
        shown,
        [
            ("0", "0/2", "PodInitializing"),
            ("1200", "0/2", "PodInitializing"),
            ("3200", "0/2", "PodInitializing"),
            ("4100", "0/2", "PodInitializing"),
            ("6100", "0/2", "PodInitializing"),
            ("7300", "2/2", "Running"),
        ]
    );
}

#[test]
fn a_config_map_or_secret_that_is_missing_keeps_a_pod_from_starting() {
    let mut world = world();
    let env = json!([{"name": "c", "envFrom": [{"configMapRef": {"name": "missing"}}]}]);
    world.create_pod("env", "nginx:1.25", json!({ "containers": env }));
    let mounts = json!([{"name": "c", "volumeMounts": [{"name": "d", "mountPath": "/d"}]}]);
    let volumes = json!([{"name": "d", "secret": {"secretName": "missing"}}]);
    world.create_pod("volume", "nginx:1.25", json!({"containers": mounts, "volumes": volumes}));
    world.run(5_000);
    let waiting =
        |name: &str| world.pod(name).status.container_statuses[0].state.waiting.clone().unwrap();
    assert_eq!(waiting("env").reason, "CreateContainerConfigError");
    assert_eq!(waiting("env").message, "configmap \"missing\" not found");
    assert!(world.events("env").contains(&"Failed Error: configmap \"missing\" not found".into()));
    assert_eq!(waiting("volume").reason, "ContainerCreating");
    assert!(
        world.events("volume").contains(
            &"FailedMount MountVolume.SetUp failed for volume \"d\" : secret \"missing\" not found"
                .into()
        )
    );
}

#[test]
fn a_pod_is_ready_when_its_readiness_probe_has_succeeded() {
    let mut world = world();
    let probe = |port: i32| {
        json!([{"name": "c", "readinessProbe": {"httpGet": {"path": "/", "port": port},
            "initialDelaySeconds": 5, "periodSeconds": 10, "failureThreshold": 3}}])
    };
    world.create_pod("good", "nginx:1.25", json!({"containers": probe(80)}));
    world.create_pod("bad", "nginx:1.25", json!({"containers": probe(81)}));
    world.run(4_000);
    assert!(!world.pod("good").is_ready());
    world.run(4_000);
    assert!(world.pod("good").is_ready());
    assert!(!world.pod("bad").is_ready());
    assert!(
        world.events("bad").contains(
            &"Unhealthy Readiness probe failed: Get \"http://10.244.1.2:81/\": dial tcp \
          10.244.1.2:81: connect: connection refused"
                .into()
        )
    );
}

#[test]
fn a_container_whose_liveness_probe_fails_too_often_is_started_again() {
    let mut world = world();
    let probe = json!([{"name": "c", "livenessProbe": {"exec": {"command": ["cat", "/tmp/alive"]},
        "periodSeconds": 5, "failureThreshold": 2}}]);
    world.create_pod("web", "nginx:1.25", json!({ "containers": probe }));
    world.run(15_000);
    let status = &world.pod("web").status.container_statuses[0];
    assert_eq!(status.restart_count, 1);
    assert_eq!(status.last_state.terminated.as_ref().unwrap().exit_code, 0);
    let text = "Killing Container c failed liveness probe, will be restarted";
    assert!(world.events("web").contains(&text.to_owned()));
}

#[test]
fn a_node_that_is_down_neither_starts_nor_stops_pods() {
    let mut world = world();
    world.create_pod("web", "nginx:1.25", json!({}));
    world.run(5_000);
    world.runtime.set_node_running("node01", false, world.now());
    world.delete("web");
    world.run(60_000);
    assert!(world.has_pod("web"), "nobody is there to stop it");
    world.runtime.set_node_running("node01", true, world.now());
    world.run(5_000);
    assert!(!world.has_pod("web"));
}

#[test]
fn addresses_are_not_given_out_again_soon() {
    let mut world = world();
    for number in 0..5 {
        let name = format!("p{number}");
        world.create_pod(&name, "nginx:1.25", json!({}));
        world.run(2_000);
        assert_eq!(world.pod(&name).status.pod_ip, format!("10.244.1.{}", number + 2));
        world.delete(&name);
        world.run(2_000);
    }
}

#[test]
fn the_command_of_a_container_decides_how_long_it_runs() {
    let mut world = world();
    let command = |text: &str| {
        json!({"restartPolicy": "Never",
            "containers": [{"name": "c", "image": "busybox", "command": ["sh", "-c", text]}]})
    };
    world.create_pod("long", "", command("echo up; sleep 3600"));
    world.create_pod("short", "", command("echo done > /tmp/x; cat /tmp/x; sleep 5; exit 3"));
    world.run(15_000);
    assert_eq!(world.pod("long").status.phase, "Running");
    let short = world.pod("short");
    assert_eq!(short.status.phase, "Failed");
    assert_eq!(short.status.container_statuses[0].state.terminated.as_ref().unwrap().exit_code, 3);
    assert_eq!(world.runtime.logs(&short, "c", false).unwrap(), "done\n");
}

#[test]
fn a_pod_is_initialized_only_when_its_last_init_container_has_ended() {
    let mut world = world();
    let init = json!([{"name": "i", "image": "exit0:1"}]);
    world.create_pod("web", "nginx:1.25", json!({ "initContainers": init }));
    world.run(2_500);
    let pod = world.pod("web");
    assert!(pod.status.init_container_statuses[0].state.running.is_some());
    assert_eq!(pod.status.condition("Initialized").unwrap().status, "False");
    world.run(5_000);
    assert_eq!(world.pod("web").status.condition("Initialized").unwrap().status, "True");
}
