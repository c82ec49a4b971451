//! What a cluster is before anybody uses it: its nodes, its speed, its age.

use crate::api::clock::Millis;
use crate::node::{Durations, HostDisk};

/// A node of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeShape {
    /// `node01`.
    pub name: String,
    /// The address at which node ports answer.
    pub address: String,
    /// How many pods it takes.
    pub pods: u32,
    /// `control-plane`, or empty for a worker without a role.
    pub role: String,
    /// What the provider of the machine calls it; empty if there is none.
    pub provider_id: String,
}

/// The conditions under which a cluster starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its nodes.
    pub nodes: Vec<NodeShape>,
    /// How long things take on the nodes.
    pub durations: Durations,
    /// Whether a directory of the host is the same on every node.
    pub host_disk: HostDisk,
    /// When the cluster was started: the age of its own objects counts from here.
    pub started: Millis,
    /// When the reader comes in.
    pub now: Millis,
    /// The network that services get their addresses from.
    pub service_cidr: String,
    /// Images that every node has already.
    pub images: Vec<String>,
}

/// The seed unless somebody asks for another. With it the seed tutorial's claims find their volumes
/// in the order in which the tutorial shows them, which is left to chance.
pub const DEFAULT_SEED: u64 = 8;

/// 2026-01-05 08:00:00 UTC: an arbitrary moment, the same for everybody.
const MORNING: Millis = Millis(1_767_600_000_000);

impl Scenario {
    /// The lab: three nodes on one machine, which therefore see the same disk.
    pub fn lab() -> Scenario {
        let node = |number: u8| NodeShape {
            name: format!("node{number:02}"),
            address: format!("192.168.56.1{number}"),
            pods: 110,
            role: String::new(),
            provider_id: String::new(),
        };
        Scenario {
            nodes: (1..=3).map(node).collect(),
            durations: Durations::default(),
            host_disk: HostDisk::Shared,
            started: MORNING + -600_000,
            now: MORNING,
            service_cidr: "10.96.0.0/12".to_owned(),
            images: Vec::new(),
        }
    }

    /// The cluster of the tutorial that this lab grew from: one node, 68 minutes and 54 seconds
    /// old, where the first pull of the image takes ten seconds and a start three.
    pub fn seed() -> Scenario {
        let durations =
            Durations { pull: 10_000, sandbox: 300, start: 2_700, ..Default::default() };
        Scenario {
            nodes: vec![NodeShape {
                name: "controlplane".to_owned(),
                address: "192.168.121.5".to_owned(),
                pods: 110,
                role: "control-plane".to_owned(),
                provider_id: String::new(),
            }],
            durations,
            started: MORNING + -4_134_000,
            service_cidr: "172.20.0.0/16".to_owned(),
            ..Scenario::lab()
        }
    }

    /// So many nodes that take any number of pods and have the image already, for measuring.
    pub fn large(nodes: u32) -> Scenario {
        let node = |number: u32| NodeShape {
            name: format!("node{number:03}"),
            address: format!("192.168.60.{number}"),
            pods: 100_000,
            role: String::new(),
            provider_id: String::new(),
        };
        let images = vec!["visits:1.0".to_owned()];
        Scenario { nodes: (1..=nodes).map(node).collect(), images, ..Scenario::lab() }
    }
}
