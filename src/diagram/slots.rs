//! Who stands in which column. Nothing may jump: a pod keeps its column for as long as it exists,
//! and its successor takes it over.

use super::facts::{LaneFacts, PodFacts};
use crate::api::order;
use crate::api::sorted::{SortedMap, SortedSet};

/// The columns of all lanes, kept from one layout to the next. Begin with the default.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    lanes: SortedMap<&'static str, Lane>,
}

#[derive(Clone, Debug, Default)]
struct Lane {
    slots: Vec<Slot>,
    /// Where each pod was seen last, so that going back in time finds everyone in place.
    homes: SortedMap<String, usize>,
    /// The uids of what the last layout saw.
    present: SortedSet<String>,
    /// The uids of what was there at the last mark.
    marked: Option<SortedSet<String>>,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    occupant: Option<String>,
    /// The predecessors that still exist, oldest first.
    leaving: Vec<String>,
    /// About to be taken out.
    closed: bool,
}

/// A column of a lane for one layout; the numbers are places in the lane's list of pods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Column {
    pub ordinal: Option<usize>,
    pub occupant: Option<usize>,
    /// Oldest first.
    pub leaving: Vec<usize>,
}

impl Slots {
    /// From now on, new is what comes after this moment: call it when the reader acts.
    pub fn mark(&mut self) {
        for lane in self.lanes.values_mut() {
            lane.marked = Some(lane.present.clone());
        }
    }

    /// Whether an object has come after the last mark.
    pub(super) fn is_new(&self, lane: &str, uid: &str) -> bool {
        let marked = self.lanes.get(lane).and_then(|lane| lane.marked.as_ref());
        marked.is_some_and(|marked| !marked.contains(uid))
    }

    /// Remembers what a layout has drawn.
    pub(super) fn remember(&mut self, lane: &'static str, present: SortedSet<String>) {
        self.lanes.get_or_default(&lane).present = present;
    }

    /// The columns of a lane.
    pub(super) fn columns(&mut self, id: &'static str, facts: &LaneFacts) -> Vec<Column> {
        let lane = self.lanes.get_or_default(&id);
        match &facts.ordinals {
            Some(ordinals) => by_ordinal(ordinals, &facts.pods),
            None => lane.update(facts),
        }
    }
}

/// A StatefulSet's pods have their places by name.
fn by_ordinal(ordinals: &[usize], pods: &[PodFacts]) -> Vec<Column> {
    let mut columns: Vec<Column> = ordinals
        .iter()
        .map(|ordinal| Column { ordinal: Some(*ordinal), ..Column::default() })
        .collect();
    for (at, pod) in pods.iter().enumerate() {
        match pod.ordinal.and_then(|ordinal| ordinals.binary_search(&ordinal).ok()) {
            Some(column) => columns[column].occupant = Some(at),
            None => columns.push(Column { occupant: Some(at), ..Column::default() }),
        }
    }
    columns
}

impl Lane {
    fn update(&mut self, facts: &LaneFacts) -> Vec<Column> {
        let lookup = Lookup::of(facts);
        for slot in &mut self.slots {
            slot.step_down(&lookup);
        }
        let taken = self.slots.iter().flat_map(|slot| slot.occupant.iter().chain(&slot.leaving));
        let known: SortedSet<&str> = taken.map(String::as_str).collect();
        let mut unknown: Vec<&PodFacts> =
            facts.pods.iter().filter(|pod| !known.contains(pod.uid())).collect();
        // Those that stay come first, so that those that leave can stand behind them.
        order::by_key(&mut unknown, |pod| {
            let meta = &pod.pod.metadata;
            let active = pod.pod.is_active();
            let left = if active { 0 } else { left_at(pod) };
            (!active, left, meta.creation_timestamp, meta.name.as_str())
        });
        unknown.retain(|pod| !self.come_home(pod));
        let stay = unknown.partition_point(|pod| pod.pod.is_active());
        self.place_active(&unknown[..stay], facts.desired, &lookup);
        self.place_leaving(&unknown[stay..], &lookup);
        self.close_up(facts.desired);
        self.columns(&lookup)
    }

    /// Puts a pod that was seen before back where it was, if that place is free.
    fn come_home(&mut self, pod: &PodFacts) -> bool {
        let home = self.homes.get(pod.uid()).and_then(|home| self.slots.get_mut(*home));
        let Some(slot) = home.filter(|slot| slot.occupant.is_none() && pod.pod.is_active()) else {
            return false;
        };
        slot.occupant = Some(pod.uid().to_owned());
        true
    }

    /// New pods take the places of those that leave, then of an older revision, then new ones.
    fn place_active(&mut self, pods: &[&PodFacts], desired: usize, lookup: &Lookup) {
        let (mut free, mut outgoing) = (0, 0);
        for pod in pods {
            let uid = pod.uid().to_owned();
            while self.slots.get(free).is_some_and(|slot| slot.occupant.is_some()) {
                free += 1;
            }
            if let Some(slot) = self.slots.get_mut(free) {
                slot.occupant = Some(uid);
                continue;
            }
            // A pod of a new revision that comes before an old one goes stands in for it.
            let mut place = None;
            while self.slots.len() >= desired && place.is_none() && outgoing < self.slots.len() {
                let slot = &self.slots[outgoing];
                let occupant = slot.occupant.as_ref().and_then(|uid| lookup.find(uid));
                let old = occupant.is_some_and(|old| old.revision() != pod.revision());
                place = (old && slot.leaving.is_empty()).then_some(outgoing);
                outgoing += 1;
            }
            match place {
                Some(place) => {
                    let before = self.slots[place].occupant.replace(uid);
                    self.slots[place].leaving.extend(before);
                }
                None => self.slots.push(Slot { occupant: Some(uid), ..Slot::default() }),
            }
        }
    }

    /// A pod that is leaving when it is first seen stands behind one that came after it.
    fn place_leaving(&mut self, pods: &[&PodFacts], lookup: &Lookup) {
        let mut next = 0;
        for pod in pods {
            let left = left_at(pod);
            let successor = |slot: &Slot| {
                let occupant = slot.occupant.as_ref().and_then(|uid| lookup.find(uid));
                let born = occupant.and_then(|pod| pod.pod.metadata.creation_timestamp);
                slot.leaving.is_empty() && born.is_some_and(|born| born.0 >= left)
            };
            let place = (next..self.slots.len()).find(|at| successor(&self.slots[*at]));
            // Who comes later in this list left later, so what was passed over fits nobody.
            next = place.map_or(self.slots.len(), |place| place + 1);
            let uid = pod.uid().to_owned();
            match place {
                Some(place) => self.slots[place].leaving.push(uid),
                None => self.slots.push(Slot { leaving: vec![uid], ..Slot::default() }),
            }
        }
    }

    /// Takes out empty columns, from the right, as far as there are more than asked for.
    fn close_up(&mut self, desired: usize) {
        let mut surplus = self.slots.len().saturating_sub(desired);
        for slot in self.slots.iter_mut().rev() {
            if surplus > 0 && slot.occupant.is_none() && slot.leaving.is_empty() {
                slot.closed = true;
                surplus -= 1;
            }
        }
        self.slots.retain(|slot| !slot.closed);
    }

    fn columns(&mut self, lookup: &Lookup) -> Vec<Column> {
        let mut columns = Vec::with_capacity(self.slots.len());
        for (at, slot) in self.slots.iter().enumerate() {
            if let Some(uid) = &slot.occupant
                && self.homes.get(uid) != Some(&at)
            {
                self.homes.insert(uid.clone(), at);
            }
            let mut leaving: Vec<usize> =
                slot.leaving.iter().filter_map(|uid| lookup.place(uid)).collect();
            // Without a successor the one that leaves keeps the whole place.
            let occupant = slot.occupant.as_ref().and_then(|uid| lookup.place(uid));
            let occupant = occupant.or_else(|| leaving.pop());
            columns.push(Column { ordinal: None, occupant, leaving });
        }
        columns
    }
}

/// When a pod was asked to go, or else came: in seconds.
fn left_at(pod: &PodFacts) -> i64 {
    let meta = &pod.pod.metadata;
    let grace = meta.deletion_grace_period_seconds.unwrap_or(0);
    let asked = meta.deletion_timestamp.map(|end| end.0 - grace);
    asked.or(meta.creation_timestamp.map(|time| time.0 + 1)).unwrap_or(0)
}

/// The pods of a lane by their uids.
struct Lookup<'a> {
    pods: &'a [PodFacts<'a>],
    by_uid: SortedMap<&'a str, usize>,
}

impl<'a> Lookup<'a> {
    fn of(facts: &'a LaneFacts<'a>) -> Lookup<'a> {
        let by_uid = facts.pods.iter().enumerate().map(|(at, pod)| (pod.uid(), at)).collect();
        Lookup { pods: &facts.pods, by_uid }
    }

    fn place(&self, uid: &str) -> Option<usize> {
        self.by_uid.get(uid).copied()
    }

    fn find(&self, uid: &str) -> Option<&PodFacts<'a>> {
        self.place(uid).map(|at| &self.pods[at])
    }

    fn is_active(&self, uid: &str) -> bool {
        self.find(uid).is_some_and(|pod| pod.pod.is_active())
    }
}

impl Slot {
    /// The occupant makes room if it is leaving; a predecessor that stays after all comes back.
    fn step_down(&mut self, lookup: &Lookup) {
        if self.occupant.as_ref().is_some_and(|uid| !lookup.is_active(uid)) {
            self.leaving.extend(self.occupant.take());
        }
        self.leaving.retain(|uid| lookup.place(uid).is_some());
        if self.occupant.is_none()
            && let Some(stays) = self.leaving.iter().position(|uid| lookup.is_active(uid))
        {
            self.occupant = Some(self.leaving.remove(stays));
        }
    }
}
