//! A visit: one request to a service, and the way that it took.

use super::Cluster;
use crate::api::core::Service;
use crate::api::{Key, Kind};
use crate::apiserver::snapshot::File;
use crate::node::network::{self, From, NetworkError};

/// What one request met on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// The service that was asked.
    pub service: Key,
    /// The pod that answered.
    pub pod: Key,
    /// The uid of that pod.
    pub pod_uid: String,
    /// The claim behind the mount that was written through, if any.
    pub claim: Option<Key>,
    /// The volume behind that claim.
    pub volume: Option<Key>,
    /// Where that mount is in the container.
    pub mount_path: Option<String>,
    /// The count that the application answered with, if it counts.
    pub count: Option<u64>,
    /// The answer.
    pub body: String,
    /// The file that was written, as it is now.
    pub file: Option<File>,
}

impl Cluster {
    /// The address at which a service answers from outside: its first node port on the first
    /// node, else its cluster address.
    pub fn address_of(&self, namespace: &str, service: &str) -> Option<String> {
        let service = self.api.get::<Service>(namespace, service)?;
        let port = service.spec.ports.first()?;
        if port.node_port != 0 {
            let node = self.api.store().list::<crate::api::core::Node>().next()?;
            return Some(format!("http://{}:{}", node.metadata.name, port.node_port));
        }
        Some(format!("http://{}:{}", service.spec.cluster_ip, port.port))
    }

    /// Sends one request to a service.
    ///
    /// # Errors
    /// What `curl` would say: the service does not exist, or nothing behind it is ready.
    pub fn visit(&mut self, namespace: &str, service: &str) -> Result<Visit, NetworkError> {
        let key = Key::new(Kind::Service, namespace, service);
        let url = self
            .address_of(namespace, service)
            .ok_or_else(|| NetworkError::UnknownHost(service.to_owned()))?;
        let now = self.now();
        let (api, runtime) = (&mut self.api, &mut self.runtime);
        let response = network::get(api, runtime, &url, From::Outside, now)?;
        let mount = response.served.mount;
        Ok(Visit {
            service: key,
            pod: response.pod,
            pod_uid: response.pod_uid,
            claim: mount.as_ref().and_then(|mount| mount.claim.clone()),
            volume: mount.as_ref().and_then(|mount| mount.volume.clone()),
            mount_path: mount.map(|mount| mount.path),
            count: response.served.visits,
            body: response.served.body,
            file: response.served.file,
        })
    }
}
