//! What happens to pods on their nodes, over time.

use crate::node::testing::World;
use serde_json::json;

#[test]
fn a_pod_is_bound_created_and_runs_with_one_status_each() {
    let mut world = World::new(1);
    world.runtime.add_image("node01", "node:20-alpine");
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
