//! What every namespace has from its beginning: the service account `default` and the certificate
//! that its pods trust. Models pkg/controller/serviceaccount/serviceaccounts_controller.go and
//! pkg/controller/certificates/rootcacertpublisher/publisher.go.

use super::Controller;
use crate::api::clock::Millis;
use crate::api::config::{CERTIFICATE, ConfigMap, ServiceAccount};
use crate::api::core::Namespace;
use crate::api::meta::ObjectMeta;
use crate::api::{Key, Kind, Object};
use crate::apiserver::request::{Change, Reconciled, Request};
use crate::apiserver::store::Store;

/// The service account of pods that name none.
const DEFAULT: &str = "default";
/// The config map that is projected into every pod.
const ROOT_CERTIFICATE: &str = "kube-root-ca.crt";

/// The control loop.
pub const CONTROLLER: Controller =
    Controller { name: "namespace-defaults", affected, reconcile, latency: 5, resync: None };

fn affected(change: &Change, _store: &Store, keys: &mut Vec<Key>) {
    let object = change.object();
    let meta = object.metadata();
    let namespace = match object {
        Object::Namespace(_) if change.before.is_none() => &meta.name,
        Object::ServiceAccount(_) if change.after.is_none() && meta.name == DEFAULT => {
            &meta.namespace
        }
        Object::ConfigMap(_) if meta.name == ROOT_CERTIFICATE && change.before.is_some() => {
            &meta.namespace
        }
        _ => return,
    };
    keys.push(Key::new(Kind::Namespace, "", namespace));
}

/// One pass over a namespace.
pub fn reconcile(key: &Key, store: &Store, _now: Millis) -> Reconciled {
    let namespace = store.at::<Namespace>(key);
    if namespace.is_none_or(|namespace| namespace.metadata.is_terminating()) {
        return Reconciled::nothing();
    }
    let mut requests = Vec::new();
    let account = service_account(key.name());
    if store.get::<ServiceAccount>(key.name(), DEFAULT).is_none() {
        requests.push(Request::create(account));
    }
    let certificate = certificate(key.name());
    match store.get::<ConfigMap>(key.name(), ROOT_CERTIFICATE) {
        None => requests.push(Request::create(certificate)),
        Some(found) if found.data != certificate.data => {
            let mut mended = ConfigMap::clone(found);
            mended.data = certificate.data;
            requests.push(Request::update(mended));
        }
        Some(_) => {}
    }
    Reconciled::requests(requests)
}

fn metadata(namespace: &str, name: &str) -> ObjectMeta {
    let (namespace, name) = (namespace.to_owned(), name.to_owned());
    ObjectMeta { namespace, name, ..ObjectMeta::default() }
}

fn service_account(namespace: &str) -> ServiceAccount {
    ServiceAccount { metadata: metadata(namespace, DEFAULT), ..ServiceAccount::default() }
}

fn certificate(namespace: &str) -> ConfigMap {
    let mut map =
        ConfigMap { metadata: metadata(namespace, ROOT_CERTIFICATE), ..ConfigMap::default() };
    map.metadata.annotations.insert(
        "kubernetes.io/description".to_owned(),
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal \
         endpoints such as the internal service IP or kubernetes.default.svc. No other usage is \
         guaranteed across distributions of Kubernetes clusters."
            .to_owned(),
    );
    map.data.insert("ca.crt".to_owned(), CERTIFICATE.to_owned());
    map
}
