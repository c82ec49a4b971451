//! What a user does next, of all that one can do, with what there is in the cluster.

use crate::dice::Dice;
use crate::manifests::{SET, SHARED, SHARED_CLAIM, STATELESS};
use state_lab::api::core::Node;
use state_lab::api::pod::Pod;
use state_lab::api::storage::{PersistentVolume, PersistentVolumeClaim};
use state_lab::api::{Kind, Resource};
use state_lab::cluster::Cluster;

/// Something that is done to the cluster.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// A command line at the shell.
    Command(String),
    /// A request to a service.
    Visit(String),
    /// The machine of a node stops, or goes on.
    Machine { node: String, runs: bool },
}

impl Deed {
    /// Applies a file.
    pub fn apply(file: &str) -> Deed {
        Deed::Command(format!("kubectl apply -f {file}"))
    }
}

impl std::fmt::Display for Deed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Deed::Command(line) => f.write_str(line),
            Deed::Visit(service) => write!(f, "# a visit to the service {service}"),
            Deed::Machine { node, runs: true } => write!(f, "# the machine of {node} goes on"),
            Deed::Machine { node, runs: false } => write!(f, "# the machine of {node} stops"),
        }
    }
}

/// A user, who remembers how many images there have been.
#[derive(Default)]
pub struct User {
    images: usize,
}

fn names<T: Resource>(cluster: &Cluster) -> Vec<String> {
    let objects = cluster.api().store().list::<T>();
    objects
        .filter(|object| T::KIND != Kind::Pod || object.metadata().namespace == "default")
        .map(|object| object.metadata().name.clone())
        .collect()
}

/// One of those that there are, or one that is not there.
fn one<T: Resource>(dice: &mut Dice, cluster: &Cluster) -> String {
    let names = names::<T>(cluster);
    if names.is_empty() || dice.chance(3) { "nobody".to_owned() } else { dice.pick(&names).clone() }
}

impl User {
    /// The next deed.
    pub fn next(&mut self, dice: &mut Dice, cluster: &Cluster) -> Deed {
        let line = match dice.below(32) {
            0..=4 => return Deed::Visit((*dice.pick(&[SET, STATELESS, SHARED])).to_owned()),
            5..=8 => format!("sleep {}", dice.pick(&[0, 1, 3, 10, 40])),
            9..=11 => self.delete_pod(dice, cluster),
            12..=14 => self.scale(dice),
            15..=17 => self.roll_out(dice),
            18..=20 => self.touch_storage(dice, cluster),
            21 | 22 => self.touch_a_node(dice, cluster),
            23 => {
                let file = dice.pick(&["volumes.json", "set.json", "api.json", "shared.json"]);
                format!("kubectl apply -f {file}")
            }
            24 => {
                let kind = *dice.pick(&["sts/web", "deploy/api", "deploy/shared"]);
                let cascade = *dice.pick(&["background", "background", "orphan"]);
                format!("kubectl delete {kind} --cascade={cascade} --wait=false")
            }
            25 => {
                let pod = one::<Pod>(dice, cluster);
                let label = *dice.pick(&["app-", "app=other", "app=web", "tier=x"]);
                format!("kubectl label pod {pod} {label} --overwrite")
            }
            26 => {
                let policy = *dice.pick(&["OrderedReady", "Parallel"]);
                let partition = dice.below(3);
                let patch = match dice.chance(80) {
                    true => format!(
                        "{{\"spec\":{{\"updateStrategy\":{{\"type\":\"RollingUpdate\",\
                         \"rollingUpdate\":{{\"partition\":{partition}}}}}}}}}"
                    ),
                    false => format!("{{\"spec\":{{\"podManagementPolicy\":\"{policy}\"}}}}"),
                };
                format!("kubectl patch sts {SET} -p '{patch}'")
            }
            27 => {
                let kinds = *dice.pick(&["all", "pv,pvc", "events", "sts,deploy -o yaml"]);
                format!("kubectl get {kinds}")
            }
            28 => format!("kubectl describe pod {}", one::<Pod>(dice, cluster)),
            29 | 30 => {
                return Deed::Machine { node: one::<Node>(dice, cluster), runs: dice.chance(50) };
            }
            _ => format!("kubectl describe pvc {}", one::<PersistentVolumeClaim>(dice, cluster)),
        };
        Deed::Command(line)
    }

    fn delete_pod(&mut self, dice: &mut Dice, cluster: &Cluster) -> String {
        let pod = one::<Pod>(dice, cluster);
        match dice.below(4) {
            0 => format!("kubectl delete pod {pod} --force --grace-period=0"),
            1 => format!("kubectl delete pod {pod} --grace-period={}", dice.below(6)),
            2 => format!("kubectl delete pod -l app={SET} --wait=false"),
            _ => format!("kubectl delete pod {pod} --wait=false"),
        }
    }

    fn scale(&mut self, dice: &mut Dice) -> String {
        let what = *dice.pick(&["sts/web", "sts/web", "deploy/api", "deploy/shared"]);
        format!("kubectl scale {what} --replicas={}", dice.below(6))
    }

    fn roll_out(&mut self, dice: &mut Dice) -> String {
        let what = *dice.pick(&["sts/web", "deploy/api", "deploy/shared"]);
        match dice.below(6) {
            0 => format!("kubectl rollout undo {what}"),
            1 => format!("kubectl rollout restart {what}"),
            2 => format!("kubectl rollout pause {what}"),
            3 => format!("kubectl rollout resume {what}"),
            _ => {
                self.images += 1;
                let number = self.images;
                let image = match dice.chance(15) {
                    true => "nonexistent:1".to_owned(),
                    false => format!("visits:1.{number}"),
                };
                format!("kubectl set image {what} visits={image}")
            }
        }
    }

    fn touch_storage(&mut self, dice: &mut Dice, cluster: &Cluster) -> String {
        let claim = match dice.chance(80) {
            true => one::<PersistentVolumeClaim>(dice, cluster),
            false => SHARED_CLAIM.to_owned(),
        };
        let volume = one::<PersistentVolume>(dice, cluster);
        match dice.below(6) {
            0 | 1 => format!("kubectl delete pvc {claim} --wait=false"),
            2 => format!("kubectl delete pv {volume} --wait=false"),
            3 => {
                let patch = "{\"spec\":{\"claimRef\":null}}";
                format!("kubectl patch pv {volume} -p '{patch}'")
            }
            4 => {
                let patch = "{\"spec\":{\"claimRef\":{\"uid\":null}}}";
                format!("kubectl patch pv {volume} -p '{patch}'")
            }
            _ => {
                let policy = *dice.pick(&["Retain", "Delete"]);
                let patch =
                    format!("{{\"spec\":{{\"persistentVolumeReclaimPolicy\":\"{policy}\"}}}}");
                format!("kubectl patch pv {volume} -p '{patch}'")
            }
        }
    }

    fn touch_a_node(&mut self, dice: &mut Dice, cluster: &Cluster) -> String {
        let node = one::<Node>(dice, cluster);
        match dice.below(5) {
            0 => format!("kubectl cordon {node}"),
            1 | 2 => format!("kubectl uncordon {node}"),
            3 => format!("kubectl drain {node} --ignore-daemonsets --delete-emptydir-data --force"),
            _ => {
                let effect = *dice.pick(&["NoSchedule", "NoExecute"]);
                let patch = format!(
                    "{{\"spec\":{{\"taints\":[{{\"key\":\"k\",\"effect\":\"{effect}\"}}]}}}}"
                );
                format!("kubectl patch node {node} -p '{patch}'")
            }
        }
    }
}
