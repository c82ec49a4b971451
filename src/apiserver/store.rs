//! The store: every object, shared, and the indexes that keep a change as cheap as what it touches.

use super::keys::Keys;
use super::usage::{Accounts, Tally, Usage};
use crate::api::clock::Millis;
use crate::api::lookup::Lookup;
use crate::api::meta::StringMap;
use crate::api::pod::Pod;
use crate::api::sorted::SortedMap;
use crate::api::{Key, Kind, Object, Place, Resource};
use std::rc::Rc;

/// The objects of a kind. A change of one of them leaves the order alone.
#[derive(Clone, Debug, Default)]
struct Table {
    by_key: Lookup<Key, Object>,
    order: Keys,
}

impl Table {
    fn list(&self) -> impl Iterator<Item = &Object> {
        listed(&self.order, |key| self.by_key.get(key))
    }

    fn put(&mut self, key: &Key, object: Option<Object>) -> Option<Object> {
        let is_there = object.is_some();
        let before = match object {
            Some(object) => self.by_key.insert(key.clone(), object),
            None => self.by_key.remove(key),
        };
        match (before.is_some(), is_there) {
            (false, true) => self.order.insert(key.clone()),
            (true, false) => self.order.remove(key),
            _ => {}
        }
        before
    }
}

/// What is found at keys, in their order.
fn listed<'a, T: 'a>(
    keys: &Keys,
    find: impl Fn(&Key) -> Option<&'a T>,
) -> impl Iterator<Item = &'a T> {
    let keys = keys.sorted();
    (0..keys.len()).filter_map(move |place| find(&keys[place]))
}

/// The objects alone. A copy shares every object and costs one reference a kind.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    tables: SortedMap<Kind, Rc<Table>>,
}

impl Objects {
    /// The object of that type, namespace (empty for cluster-wide kinds) and name.
    pub fn get<T: Resource>(&self, namespace: &str, name: &str) -> Option<&Rc<T>> {
        self.place(&(T::KIND, namespace, name)).and_then(T::unwrap)
    }

    /// The object at a key, which is of that type.
    pub fn at<T: Resource>(&self, key: &Key) -> Option<&Rc<T>> {
        self.object(key).and_then(T::unwrap)
    }

    /// The object at a key.
    pub fn object(&self, key: &Key) -> Option<&Object> {
        self.place(key)
    }

    fn place(&self, place: &dyn Place) -> Option<&Object> {
        self.tables.get(&place.parts().0)?.by_key.get(place)
    }

    /// Every object of a type, in the order of namespace and name.
    pub fn list<T: Resource>(&self) -> impl Iterator<Item = &Rc<T>> {
        self.list_kind(T::KIND).filter_map(T::unwrap)
    }

    /// Every object of a kind, in the order of namespace and name.
    pub fn list_kind(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        self.tables.get(&kind).into_iter().flat_map(|table| table.list())
    }

    /// Every object, kind by kind.
    pub fn all(&self) -> impl Iterator<Item = &Object> {
        self.tables.values().flat_map(|table| table.list())
    }
}

/// The objects of one kind as they were at some time.
#[derive(Clone, Debug, Default)]
pub struct Seen(Option<Rc<Table>>);

impl Seen {
    /// Whether a store has exactly these objects of the kind.
    pub fn is_still(&self, store: &Store, kind: Kind) -> bool {
        let now = store.objects.tables.get(&kind);
        self.0.as_ref().map(Rc::as_ptr) == now.map(Rc::as_ptr)
    }
}

/// The keys of what belongs together, so that a change of anything else about it leaves them alone.
type Index = Lookup<String, Keys>;

/// The objects with their indexes.
#[derive(Clone, Debug, Default)]
pub struct Store {
    objects: Objects,
    by_owner: Index,
    uncontrolled_pods: Keys,
    pods_by_claim: Index,
    pods_by_label: Index,
    pods_by_node: Index,
    accounts: Accounts,
    lapsed_leases: SortedMap<String, Millis>,
}

impl Store {
    /// The objects, to look at or to keep.
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// See [`Objects::get`].
    pub fn get<T: Resource>(&self, namespace: &str, name: &str) -> Option<&Rc<T>> {
        self.objects.get(namespace, name)
    }

    /// See [`Objects::at`].
    pub fn at<T: Resource>(&self, key: &Key) -> Option<&Rc<T>> {
        self.objects.at(key)
    }

    /// See [`Objects::object`].
    pub fn object(&self, key: &Key) -> Option<&Object> {
        self.objects.object(key)
    }

    /// See [`Objects::list`].
    pub fn list<T: Resource>(&self) -> impl Iterator<Item = &Rc<T>> {
        self.objects.list()
    }

    /// The objects of a kind, to ask later whether they are still the same. Whoever keeps them lets
    /// the next change of the kind copy its table.
    pub fn see(&self, kind: Kind) -> Seen {
        Seen(self.objects.tables.get(&kind).cloned())
    }

    /// The objects of a type that have an owner with that uid, controlling or not.
    pub fn owned_by<T: Resource>(&self, uid: &str) -> impl Iterator<Item = &Rc<T>> {
        self.members(&self.by_owner, uid)
    }

    /// The pods that nothing controls.
    pub fn uncontrolled_pods(&self) -> impl Iterator<Item = &Rc<Pod>> {
        listed(&self.uncontrolled_pods, |key| self.at(key))
    }

    /// All objects that have an owner with that uid.
    pub fn all_owned_by(&self, uid: &str) -> impl Iterator<Item = &Object> {
        let keys = self.by_owner.get(uid);
        keys.into_iter().flat_map(|keys| listed(keys, |key| self.object(key)))
    }

    /// The pods whose volumes refer to that claim.
    pub fn pods_using_claim(&self, namespace: &str, claim: &str) -> impl Iterator<Item = &Rc<Pod>> {
        self.members(&self.pods_by_claim, &claim_place(namespace, claim))
    }

    /// The pods of a namespace that carry all of these labels; no labels means all pods of it.
    pub fn pods_with_labels<'a>(
        &'a self,
        namespace: &'a str,
        labels: &'a StringMap,
    ) -> Box<dyn Iterator<Item = &'a Rc<Pod>> + 'a> {
        let Some((key, value)) = labels.first() else {
            return Box::new(
                self.list::<Pod>().filter(move |pod| pod.metadata.namespace == namespace),
            );
        };
        let at = label_place(namespace, key, value);
        Box::new(self.members(&self.pods_by_label, &at).filter(move |pod: &&Rc<Pod>| {
            labels.iter().all(|(key, value)| pod.metadata.labels.get(key) == Some(value))
        }))
    }

    /// The pods that are bound to a node.
    pub fn pods_on_node(&self, node: &str) -> impl Iterator<Item = &Rc<Pod>> {
        self.members(&self.pods_by_node, node)
    }

    /// How many pods are bound to a node, without looking at them.
    pub fn count_pods_on_node(&self, node: &str) -> usize {
        self.pods_by_node.get(node).map_or(0, Keys::len)
    }

    /// What is in use on a node.
    pub fn usage(&self, node: &str) -> Option<&Usage> {
        self.accounts.usage(node)
    }

    /// The objects of a type that belong to something, in the order of their keys.
    fn members<'a, T: Resource>(
        &'a self,
        index: &'a Index,
        at: &str,
    ) -> impl Iterator<Item = &'a Rc<T>> + use<'a, T> {
        index.get(at).into_iter().flat_map(|keys| listed(keys, |key| self.at(key)))
    }

    /// When a node whose kubelet is silent renewed its lease last. The renewals of the others,
    /// every ten seconds, are not written down: nothing would come of them.
    pub fn lapsed_lease(&self, node: &str) -> Option<Millis> {
        self.lapsed_leases.get(node).copied()
    }

    pub(super) fn set_lapsed_lease(&mut self, node: &str, renewed: Option<Millis>) {
        match renewed {
            Some(renewed) => drop(self.lapsed_leases.insert(node.to_owned(), renewed)),
            None => drop(self.lapsed_leases.remove(node)),
        }
    }

    /// How many pods a ReplicaSet has, by their labels.
    pub fn tallies(&self, owner: &str) -> &[Tally] {
        self.accounts.tallies(owner)
    }

    /// On which nodes the pods of a controller are, and how many; those being deleted do not count.
    pub fn peers(&self, owner: &str) -> Option<&SortedMap<String, i64>> {
        self.accounts.peers(owner)
    }

    /// Puts an object in place of what is at its key, or removes what is there.
    /// Returns what was there.
    pub(super) fn put(&mut self, key: &Key, object: Option<Object>) -> Option<Object> {
        let table = Rc::make_mut(self.objects.tables.get_or_default(&key.kind));
        let before = table.put(key, object.clone());
        self.index_owners(key, before.as_ref(), object.as_ref());
        if key.kind == Kind::Pod {
            let pod = |object: Option<&Object>| object.and_then(Pod::unwrap).cloned();
            self.index_pod(key, pod(before.as_ref()), pod(object.as_ref()));
        }
        before
    }

    fn index_owners(&mut self, key: &Key, before: Option<&Object>, after: Option<&Object>) {
        let owners = |object: Option<&Object>| -> Vec<String> {
            let owners = object.map(|object| object.metadata().owner_references.iter());
            owners.into_iter().flatten().map(|owner| owner.uid.clone()).collect()
        };
        let references = |object: &Object| Rc::as_ptr(&object.metadata().owner_references);
        if before.map(references) != after.map(references) {
            reindex(&mut self.by_owner, key, owners(before), owners(after));
        }
    }

    fn index_pod(&mut self, key: &Key, before: Option<Rc<Pod>>, after: Option<Rc<Pod>>) {
        if let Some(before) = &before {
            self.accounts.book(before, false);
        }
        if let Some(after) = &after {
            self.accounts.book(after, true);
        }
        let is_uncontrolled = |pod: &Rc<Pod>| pod.metadata.controller().is_none();
        match (
            before.as_ref().is_some_and(is_uncontrolled),
            after.as_ref().is_some_and(is_uncontrolled),
        ) {
            (false, true) => self.uncontrolled_pods.insert(key.clone()),
            (true, false) => self.uncontrolled_pods.remove(key),
            _ => {}
        }
        let (before, after) = (before.as_deref(), after.as_deref());
        let namespace = key.namespace();
        let labels = |pod: Option<&Pod>| -> Vec<String> {
            let labels = pod.into_iter().flat_map(|pod| pod.metadata.labels.iter());
            labels.map(|(label, value)| label_place(namespace, label, value)).collect()
        };
        if before.map(|pod| &pod.metadata.labels) != after.map(|pod| &pod.metadata.labels) {
            reindex(&mut self.pods_by_label, key, labels(before), labels(after));
        }
        let spec = |pod: &Pod| Rc::as_ptr(&pod.spec);
        if before.map(spec) == after.map(spec) {
            return;
        }
        let claims = |pod: Option<&Pod>| -> Vec<String> {
            let names = pod.into_iter().flat_map(|pod| pod.spec.claim_names());
            names.map(|name| claim_place(namespace, name)).collect()
        };
        reindex(&mut self.pods_by_claim, key, claims(before), claims(after));
        let node = |pod: Option<&Pod>| -> Vec<String> {
            let node = pod.map(|pod| pod.spec.node_name.clone());
            node.filter(|name| !name.is_empty()).into_iter().collect()
        };
        reindex(&mut self.pods_by_node, key, node(before), node(after));
    }
}

/// Where the pods that use a claim are listed.
fn claim_place(namespace: &str, claim: &str) -> String {
    [namespace, "/", claim].concat()
}

/// Where the pods that carry a label are listed: no label's name has an equals sign.
fn label_place(namespace: &str, label: &str, value: &str) -> String {
    [namespace, "/", label, "=", value].concat()
}

/// Takes a key out of the sets that it is no longer in and puts it into those that it is in now.
/// No empty sets are left behind.
fn reindex(index: &mut Index, key: &Key, before: Vec<String>, after: Vec<String>) {
    for gone in before.iter().filter(|at| !after.contains(at)) {
        if let Some(set) = index.get_mut(gone) {
            set.remove(key);
            if set.is_empty() {
                index.remove(gone);
            }
        }
    }
    for at in after.into_iter().filter(|at| !before.contains(at)) {
        index.get_or_insert_with(at, Keys::default).insert(key.clone());
    }
}

#[cfg(test)]
mod tests;
