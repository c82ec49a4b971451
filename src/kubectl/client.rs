//! The connection of kubectl to a cluster.

use crate::api::clock::Millis;
use crate::api::{Key, Object};
use crate::apiserver::ApiServer;
use crate::node::runtime::Runtime;

/// The cluster as kubectl sees it: the API server, through which everything goes, and the
/// containers, which `logs` and `exec` reach through it.
pub struct Client<'a> {
    /// The API server.
    pub api: &'a mut ApiServer,
    /// The nodes' containers and files.
    pub runtime: &'a mut Runtime,
    /// The moment of the command.
    pub now: Millis,
}

impl Client<'_> {
    /// The object at a key.
    pub fn object(&self, key: &Key) -> Option<&Object> {
        self.api.store().object(key)
    }
}
