//! What survives what: things that can happen to a pod, and for each of them what remains of the
//! pod. Nothing of that is written down: each thing is done in a cluster of its own.

use super::survival::{Row, Survival, Trait};
use super::{Chapter, Equipment, LONGEST_SETTLING, Lane, NAMESPACE, Setup};
use crate::api::pod::Pod;
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::{Lang, Localized};

/// What remains or not, from left to right. The node is left out, since it is left to the
/// scheduler.
///
/// The counter in memory is not among them: a process that has read it from the file has the same,
/// which would look as if memory were kept.
pub const TRAITS: [Trait; 6] =
    [Trait::Name, Trait::Uid, Trait::Ip, Trait::Claim, Trait::Volume, Trait::File];

/// A pod, and what can happen to it.
pub struct Matrix {
    /// The chapter with the cluster.
    pub chapter: &'static Chapter,
    /// The workload of the pod.
    pub lane: &'static Lane,
    /// The name of the pod.
    pub pod: &'static str,
    /// What happens first in any case, so that there is data.
    pub before: &'static [Setup],
    /// What can happen then.
    pub actions: &'static [Action],
}

/// Something that can happen.
pub struct Action {
    /// What tests call it.
    pub id: &'static str,
    /// Its name.
    pub name: Localized<&'static str>,
    /// What it consists of; the cluster settles after each.
    pub events: &'static [Setup],
}

impl Matrix {
    /// The cluster before and after an action.
    pub fn play(&self, action: &Action, lang: Lang, seed: u64) -> (Snapshot, Snapshot) {
        let directory = Box::new(self.chapter.directory(lang));
        let mut session = self.chapter.begin(Equipment::ALL, seed, directory);
        let [before, after] = [self.before, action.events].map(|events| {
            for event in events {
                event.happen(&mut session);
                session.cluster.settle(LONGEST_SETTLING);
            }
            session.cluster.snapshot()
        });
        (before, after)
    }

    /// What remains of the pod after an action, in the order of [`TRAITS`].
    pub fn compute(&self, action: &Action, lang: Lang, seed: u64) -> Vec<Row> {
        let (before, after) = self.play(action, lang, seed);
        let pod = before.objects.get::<Pod>(NAMESPACE, self.pod);
        let survival = pod.and_then(|pod| {
            Survival::of(&before, &after, &self.lane.workload_key(), &pod.metadata.uid)
        });
        let rows = survival.map(|survival| survival.rows()).unwrap_or_default();
        let row = |what: Trait| rows.iter().find(|row| row.what == what).cloned();
        TRAITS.into_iter().filter_map(row).collect()
    }
}
