//! The nodes: the scheduler that binds pods to them, and the kubelets that run the pods, with
//! images, containers, volumes and all their files.
//!
//! - [`scheduler`]: which node a pod goes to, or why to none.
//! - [`runtime`]: all kubelets together; what others ask of containers.
//! - [`machine`]: a node whose kubelet stops and goes on.
//! - [`kubelet`]: one pod on its node: what happens to its containers and when, and its status.
//! - [`images`], [`container`], [`layer`], [`visits`], [`nginx`]: what runs in a container.
//! - [`process`]: commands of containers that go on step by step.
//! - [`log`]: what containers write.
//! - [`files`], [`volumes`]: where files are.
//! - [`shell`]: the commands inside a container.
//! - [`network`]: from an address to the container that answers.

pub mod config;
pub mod container;
pub mod dns;
pub mod files;
pub mod forward;
pub mod images;
pub mod kubelet;
pub mod layer;
pub mod log;
pub mod machine;
pub mod network;
pub mod nginx;
pub mod process;
pub mod runtime;
pub mod scheduler;
pub mod shell;
pub mod visits;
pub mod volumes;

#[cfg(test)]
mod runtime_tests;
#[cfg(test)]
mod testing;

/// How long things take on the nodes, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Durations {
    /// Pulling an image that is not on the node.
    pub pull: i64,
    /// Setting up a pod's sandbox: its network and its address.
    pub sandbox: i64,
    /// From the order to start a container until the kubelet reports that it runs.
    pub start: i64,
    /// From the signal to stop until a well-behaved process has ended.
    pub stop: i64,
    /// Removing a pod whose containers have ended.
    pub remove: i64,
    /// By how much the starts of containers differ. On a real cluster no two are ready at once, so
    /// that a rollout goes on pod by pod: each kubelet looks once a second what has started.
    /// Models pkg/kubelet/kubelet.go genericPlegRelistPeriod, roughly.
    pub spread: i64,
}

impl Default for Durations {
    fn default() -> Durations {
        Durations { pull: 1200, sandbox: 300, start: 800, stop: 1000, remove: 100, spread: 500 }
    }
}

impl Durations {
    /// The part of a start that the runtime takes; the rest passes until the kubelet notices.
    fn launch(&self) -> i64 {
        self.start / 3
    }

    /// How long the kubelet takes to notice that a container has started or ended.
    /// Models pkg/kubelet/pleg, which lists the containers once a second.
    fn notice(&self) -> i64 {
        self.start - self.launch()
    }
}

/// Whether directories of the host are the same on every node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HostDisk {
    /// All nodes see one disk, as on a cluster with a single node or a shared file system.
    #[default]
    Shared,
    /// Each node has its own.
    PerNode,
}
