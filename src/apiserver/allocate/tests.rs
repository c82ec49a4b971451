//! What services are given, keep and give back.

use super::super::fixture::World;
use super::super::patch::PatchType;
use super::*;
use crate::api::{Key, Kind};
use serde_json::{Value, json};

fn manifest(name: &str, spec: Value) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": name, "namespace": "default"}, "spec": spec
    })
}

fn create(server: &mut ApiServer, name: &str, spec: Value) -> Result<Value, String> {
    let (object, _) = Object::from_json(manifest(name, spec)).unwrap();
    let created = server.create(object).map_err(|status| status.message)?;
    Ok(created.to_json()["spec"].take())
}

fn patch(server: &mut ApiServer, name: &str, spec: Value) -> Result<Value, String> {
    let key = Key::new(Kind::Service, "default", name);
    let body = json!({"spec": spec});
    let patched = server.patch(&key, PatchType::Strategic, &body);
    Ok(patched.map_err(|status| status.message)?.0.to_json()["spec"].take())
}

fn delete(server: &mut ApiServer, name: &str) {
    server.delete(&Key::new(Kind::Service, "default", name), &Default::default()).unwrap();
}

fn of_ports(count: i32) -> Value {
    let port = |number| json!({"name": format!("p{number}"), "port": number});
    json!({"type": "NodePort", "ports": (1..=count).map(port).collect::<Vec<Value>>()})
}

fn with_network(cidr: &str) -> ApiServer {
    let mut server = ApiServer::new(1, crate::api::clock::Millis(0), cidr);
    let mut namespace = crate::api::core::Namespace::default();
    namespace.metadata.name = "default".to_owned();
    server.create(namespace.into()).unwrap();
    server
}

#[test]
fn node_ports_come_from_the_lower_band_when_the_upper_is_full_and_then_from_nowhere() {
    let mut server = World::new().api;
    create(
        &mut server,
        "asks",
        json!({"type": "NodePort", "ports": [
            {"port": 80, "nodePort": 30000}
        ]}),
    )
    .unwrap();
    let all = create(&mut server, "all", of_ports(2_767)).unwrap();
    let last = all["ports"].as_array().unwrap().last().unwrap()["nodePort"].as_i64().unwrap();
    assert!((30001..30086).contains(&last), "{last}");
    let full = "Internal error occurred: failed to allocate a nodePort: range is full";
    assert_eq!(create(&mut server, "more", of_ports(1)), Err(full.to_owned()));
    // What was refused holds nothing, and what goes gives back.
    let free = server.addresses.cluster_ips.len();
    assert_eq!(create(&mut server, "more", of_ports(1)), Err(full.to_owned()));
    assert_eq!(server.addresses.cluster_ips.len(), free);
    delete(&mut server, "all");
    assert!(create(&mut server, "more", of_ports(1)).is_ok());
}

#[test]
fn a_service_that_cannot_grow_keeps_what_it_has() {
    let mut server = World::new().api;
    create(&mut server, "all", of_ports(2_767)).unwrap();
    let before = server.addresses.node_ports.clone();
    assert!(patch(&mut server, "all", of_ports(2_769)).is_err());
    assert!(server.addresses.node_ports == before);
}

#[test]
fn a_small_network_gives_all_its_addresses_and_then_none() {
    let mut server = with_network("10.0.0.0/28");
    let spec = json!({"ports": [{"port": 80}]});
    let mut given = SortedSet::new();
    for number in 0..14 {
        let spec = create(&mut server, &format!("s{number}"), spec.clone()).unwrap();
        given.insert(spec["clusterIP"].as_str().unwrap().to_owned());
    }
    assert_eq!(given.len(), 14);
    let full = "Internal error occurred: failed to allocate a serviceIP: range is full";
    assert_eq!(create(&mut server, "more", spec), Err(full.to_owned()));
}

#[test]
fn an_address_comes_and_goes_with_the_type_that_needs_one() {
    let mut server = World::new().api;
    let spec = json!({"type": "ExternalName", "externalName": "example.com", "ports": [
        {"port": 80}
    ]});
    assert_eq!(create(&mut server, "s", spec).unwrap().get("clusterIP"), None);
    let inside = json!({"type": "ClusterIP", "externalName": null});
    let spec = patch(&mut server, "s", inside).unwrap();
    let address = spec["clusterIP"].as_str().unwrap().to_owned();
    assert!(address.starts_with("10."), "{spec}");
    assert_eq!(spec["clusterIPs"], json!([address]));
    assert_eq!(
        (&spec["ipFamilies"], &spec["ipFamilyPolicy"]),
        (&json!(["IPv4"]), &json!("SingleStack"))
    );

    let outside = json!({"type": "ExternalName", "externalName": "example.com"});
    let spec = patch(&mut server, "s", outside).unwrap();
    assert_eq!((spec.get("clusterIP"), spec.get("clusterIPs")), (None, None));
    // It is free again for those who ask.
    let asks = json!({"clusterIP": address, "ports": [{"port": 80}]});
    assert_eq!(create(&mut server, "other", asks).unwrap()["clusterIP"], *address);
}

#[test]
fn a_port_keeps_its_node_port_by_its_name() {
    let mut server = World::new().api;
    let ports = json!([{"name": "web", "port": 80}, {"name": "api", "port": 81}]);
    let before = create(&mut server, "s", json!({"type": "NodePort", "ports": ports})).unwrap();
    let (object, _) = Object::from_json(manifest(
        "s",
        json!({"type": "NodePort", "ports": [
            {"name": "api", "port": 82}, {"name": "web", "port": 81},
        ]}),
    ))
    .unwrap();
    let after = server.update(object).unwrap().to_json()["spec"].take();
    assert_eq!(after["clusterIP"], before["clusterIP"]);
    let number = |spec: &Value, at: usize| spec["ports"][at]["nodePort"].clone();
    assert_eq!(number(&after, 0), number(&before, 1));
    assert_eq!(number(&after, 1), number(&before, 0));
}

#[test]
fn what_somebody_has_is_not_given_to_those_who_ask() {
    let mut server = World::new().api;
    let asks = json!({"type": "NodePort", "clusterIP": "10.96.0.9", "ports": [
        {"port": 80, "nodePort": 30005}
    ]});
    create(&mut server, "first", asks.clone()).unwrap();
    let refused = |server: &mut ApiServer, spec| create(server, "second", spec).unwrap_err();
    assert_eq!(
        refused(&mut server, asks),
        "Service \"second\" is invalid: spec.ports[0].nodePort: Invalid value: 30005: provided \
         port is already allocated"
    );
    let asks = json!({"clusterIP": "10.96.0.9", "ports": [{"port": 80}]});
    assert!(refused(&mut server, asks).ends_with("provided IP is already allocated"));
}
