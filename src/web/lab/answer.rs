//! What a visit has brought.

use crate::api::pod::Pod;
use crate::apiserver::snapshot::Snapshot;
use crate::web::changes::Visited;

/// What the browser pane shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What curl printed.
    pub text: String,
    /// The pod that answered; none if nobody did.
    pub pod: Option<String>,
}

impl Answer {
    /// The name of the pod that was visited.
    pub fn pod(snapshot: &Snapshot, visit: &Visited) -> Option<String> {
        let mut pods = snapshot.objects.list::<Pod>();
        pods.find(|pod| pod.metadata.uid == visit.uid).map(|pod| pod.metadata.name.clone())
    }
}
