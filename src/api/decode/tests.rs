use super::super::{DecodeError, Object};
use serde_json::{Value, json};

fn refused(manifest: Value) -> String {
    Object::from_json(manifest).unwrap_err().to_string()
}

fn set(spec: Value) -> Value {
    json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "x"}, "spec": spec})
}

fn pod(spec: Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": spec})
}

#[test]
fn a_wrong_type_is_refused_in_the_words_of_a_recorded_server() {
    assert_eq!(
        refused(json!({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {
            "replicas": "three"
        }})),
        "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal \
         string into Go struct field DeploymentSpec.spec.replicas of type int32"
    );
    assert_eq!(
        refused(set(json!({"template": {"metadata": {"labels": {"app": true}}}}))),
        "StatefulSet in version \"v1\" cannot be handled as a StatefulSet: json: cannot unmarshal \
         bool into Go struct field ObjectMeta.spec.template.metadata.labels of type string"
    );
}

#[test]
fn a_wrong_type_is_named_with_its_field_and_its_type_in_go() {
    let prefix = "Pod in version \"v1\" cannot be handled as a Pod: ";
    for (spec, expected) in [
        (
            json!({"containers": {"name": "a"}}),
            "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type \
             []v1.Container",
        ),
        (
            json!({"containers": ["a"]}),
            "json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type \
             v1.Container",
        ),
        (
            json!({"containers": [{"command": "sh"}]}),
            "json: cannot unmarshal string into Go struct field Container.spec.containers.command \
             of type []string",
        ),
        (
            json!({"containers": [{"ports": [{"containerPort": 1.5}]}]}),
            "json: cannot unmarshal number 1.5 into Go struct field \
             ContainerPort.spec.containers.ports.containerPort of type int32",
        ),
        (
            json!({"containers": [{"env": [{"name": "A", "value": 1}]}]}),
            "json: cannot unmarshal number into Go struct field \
             EnvVar.spec.containers.env.value of type string",
        ),
        (
            json!({"nodeSelector": ["a"]}),
            "json: cannot unmarshal array into Go struct field PodSpec.spec.nodeSelector of type \
             map[string]string",
        ),
        (
            json!({"containers": [{"readinessProbe": {"httpGet": {"port": true}}}]}),
            "json: cannot unmarshal bool into Go struct field \
             HTTPGetAction.spec.containers.readinessProbe.httpGet.port of type int32",
        ),
        (
            json!({"containers": [{"resources": {"limits": {"cpu": "much"}}}]}),
            "quantities must match the regular expression \
             '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
    ] {
        assert_eq!(refused(pod(spec)), format!("{prefix}{expected}"));
    }
}

#[test]
fn unknown_fields_are_named_by_their_paths() {
    let (_, unknown) = Object::from_json(pod(json!({
        "contaners": [], "containers": [{"name": "a", "image": "nginx", "imagee": "foo"}]
    })))
    .unwrap();
    assert_eq!(unknown, ["spec.containers[0].imagee", "spec.contaners"]);
}

#[test]
fn null_means_left_out() {
    let (object, unknown) = Object::from_json(pod(json!({
        "containers": [{"name": "a", "image": null, "args": null, "resources": null}],
        "nodeSelector": null, "hostNetwork": null, "affinity": {"nodeAffinity": null},
        "terminationGracePeriodSeconds": null
    })))
    .unwrap();
    let (bare, _) = Object::from_json(pod(json!({
        "containers": [{"name": "a"}], "affinity": {}
    })))
    .unwrap();
    assert_eq!(unknown, [""; 0]);
    assert_eq!(object, bare);
}

#[test]
fn the_data_of_a_revision_keeps_its_nulls() {
    let revision = json!({
        "apiVersion": "apps/v1", "kind": "ControllerRevision",
        "metadata": {"name": "r", "creationTimestamp": null},
        "data": {"spec": {"template": {"metadata": {"creationTimestamp": null}}}}, "revision": 1
    });
    let (object, _) = Object::from_json(revision.clone()).unwrap();
    assert_eq!(object.to_json(), revision);
}

#[test]
fn what_is_no_object_of_the_model_is_told_apart() {
    let error = |manifest: Value| Object::from_json(manifest).unwrap_err();
    assert_eq!(error(json!({"apiVersion": "v1"})), DecodeError::KindNotSet);
    assert_eq!(error(json!({"kind": "Pod"})), DecodeError::ApiVersionNotSet);
    assert_eq!(
        error(json!({"apiVersion": "v1", "kind": "Deployment"})).to_string(),
        "no matches for kind \"Deployment\" in version \"v1\""
    );
}
