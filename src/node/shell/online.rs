//! What a shell has besides the container's files: the cluster around it.

use super::interpreter::{Host, Interpreter};
use crate::api::Key;
use crate::node::dns;
use crate::node::network::{self, From, NetworkError};

impl Interpreter<'_> {
    /// The image of the container as its pod names it.
    pub fn image(&self) -> &str {
        let Host::Online { pod, container, .. } = &self.host else { return "" };
        let mut all = pod.spec.every_container();
        all.find(|it| it.name == **container).map_or("", |it| &it.image)
    }

    /// The command that the pod gives the container; empty if that runs its image's own program.
    pub fn command_of_container(&self) -> String {
        let Host::Online { pod, container, .. } = &self.host else { return String::new() };
        let spec = pod.spec.every_container().find(|it| it.name == **container);
        let words = spec.into_iter().flat_map(|spec| spec.command.iter().chain(&spec.args));
        words.map(String::as_str).collect::<Vec<&str>>().join(" ")
    }

    /// Fetches a page of the network.
    pub fn fetch(&mut self, url: &str) -> Result<network::Response, NetworkError> {
        let now = self.now;
        match &mut self.host {
            Host::Online { runtime, api: Some(api), pod, .. } => {
                let from = From::Pod(Key::of(&**pod));
                network::get(api, runtime, url, from, now)
            }
            _ => Err(NetworkError::UnknownHost(url.to_owned())),
        }
    }

    /// What the cluster's DNS says of a name, and the address of its server; nothing without a
    /// network.
    pub fn look_up(&self, name: &str) -> Option<(String, Option<dns::Answer>)> {
        let Host::Online { api: Some(api), pod, .. } = &self.host else { return None };
        let answer = dns::lookup(api.store(), name, &pod.metadata.namespace);
        Some((dns::server(api.store()), answer))
    }
}
