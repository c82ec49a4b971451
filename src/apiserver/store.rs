//! The store: every object, shared, and the indexes that keep a change as cheap as what it touches.

use super::usage::{Accounts, Tally, Usage};
use crate::api::clock::Millis;
use crate::api::meta::StringMap;
use crate::api::pod::Pod;
use crate::api::{Key, Kind, Object, Resource};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

type Table = BTreeMap<Key, Object>;

/// The objects alone. A copy shares every object and costs one reference a kind.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    tables: BTreeMap<Kind, Rc<Table>>,
}

impl Objects {
    /// The object of that type, namespace (empty for cluster-wide kinds) and name.
    pub fn get<T: Resource>(&self, namespace: &str, name: &str) -> Option<&Rc<T>> {
        self.at(&Key::new(T::KIND, namespace, name))
    }

    /// The object at a key, which is of that type.
    pub fn at<T: Resource>(&self, key: &Key) -> Option<&Rc<T>> {
        self.object(key).and_then(T::unwrap)
    }

    /// The object at a key.
    pub fn object(&self, key: &Key) -> Option<&Object> {
        self.tables.get(&key.kind)?.get(key)
    }

    /// Every object of a type, in the order of namespace and name.
    pub fn list<T: Resource>(&self) -> impl Iterator<Item = &Rc<T>> {
        self.list_kind(T::KIND).filter_map(T::unwrap)
    }

    /// Every object of a kind, in the order of namespace and name.
    pub fn list_kind(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        self.tables.get(&kind).into_iter().flat_map(|table| table.values())
    }

    /// Every object, kind by kind.
    pub fn all(&self) -> impl Iterator<Item = &Object> {
        self.tables.values().flat_map(|table| table.values())
    }
}

/// Members of an index, in the order of their keys. They are the objects themselves, so that going
/// through them looks nothing up.
type Index<K, T> = BTreeMap<K, BTreeMap<Key, T>>;

/// The objects with their indexes.
#[derive(Clone, Debug, Default)]
pub struct Store {
    objects: Objects,
    by_owner: Index<String, Object>,
    uncontrolled_pods: BTreeMap<Key, Rc<Pod>>,
    pods_by_claim: Index<(String, String), Rc<Pod>>,
    pods_by_label: BTreeMap<(String, String, String), BTreeSet<Key>>,
    pods_by_node: Index<String, Rc<Pod>>,
    accounts: Accounts,
    lapsed_leases: BTreeMap<String, Millis>,
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

    /// The objects of a type that have an owner with that uid, controlling or not.
    pub fn owned_by<T: Resource>(&self, uid: &str) -> impl Iterator<Item = &Rc<T>> {
        self.by_owner.get(uid).into_iter().flat_map(BTreeMap::values).filter_map(T::unwrap)
    }

    /// The pods that nothing controls.
    pub fn uncontrolled_pods(&self) -> impl Iterator<Item = &Rc<Pod>> {
        self.uncontrolled_pods.values()
    }

    /// The keys of all objects that have an owner with that uid.
    pub fn keys_owned_by(&self, uid: &str) -> impl Iterator<Item = &Key> {
        self.by_owner.get(uid).into_iter().flat_map(BTreeMap::keys)
    }

    /// The pods whose volumes refer to that claim.
    pub fn pods_using_claim(&self, namespace: &str, claim: &str) -> impl Iterator<Item = &Rc<Pod>> {
        let at = (namespace.to_owned(), claim.to_owned());
        self.pods_by_claim.get(&at).into_iter().flat_map(BTreeMap::values)
    }

    /// The pods of a namespace that carry all of these labels; no labels means all pods of it.
    pub fn pods_with_labels<'a>(
        &'a self,
        namespace: &'a str,
        labels: &'a BTreeMap<String, String>,
    ) -> Box<dyn Iterator<Item = &'a Rc<Pod>> + 'a> {
        let Some((key, value)) = labels.first_key_value() else {
            return Box::new(
                self.list::<Pod>().filter(move |pod| pod.metadata.namespace == namespace),
            );
        };
        let at = (namespace.to_owned(), key.clone(), value.clone());
        let keys = self.pods_by_label.get(&at).into_iter().flatten();
        let pods = keys.filter_map(|key| self.object(key)).filter_map(Pod::unwrap);
        Box::new(pods.filter(move |pod| {
            labels.iter().all(|(key, value)| pod.metadata.labels.get(key) == Some(value))
        }))
    }

    /// The pods that are bound to a node.
    pub fn pods_on_node(&self, node: &str) -> impl Iterator<Item = &Rc<Pod>> {
        self.pods_by_node.get(node).into_iter().flat_map(BTreeMap::values)
    }

    /// How many pods are bound to a node, without looking at them.
    pub fn count_pods_on_node(&self, node: &str) -> usize {
        self.pods_by_node.get(node).map_or(0, BTreeMap::len)
    }

    /// What is in use on a node.
    pub fn usage(&self, node: &str) -> Option<&Usage> {
        self.accounts.usage(node)
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
    pub fn peers(&self, owner: &str) -> Option<&BTreeMap<String, i64>> {
        self.accounts.peers(owner)
    }

    /// Puts an object in place of what is at its key, or removes what is there.
    /// Returns what was there.
    pub(super) fn put(&mut self, key: &Key, object: Option<Object>) -> Option<Object> {
        let table = Rc::make_mut(self.objects.tables.entry(key.kind).or_default());
        let before = match &object {
            Some(object) => table.insert(key.clone(), object.clone()),
            None => table.remove(key),
        };
        self.index_owners(key, before.as_ref(), object.as_ref());
        if key.kind == Kind::Pod {
            let pod = |object: Option<&Object>| object.and_then(Pod::unwrap).cloned();
            self.index_pod(key, pod(before.as_ref()), pod(object.as_ref()));
        }
        before
    }

    /// Labels hardly ever change, so their index holds keys and is left alone then.
    fn index_labels(&mut self, key: &Key, before: Option<&StringMap>, after: Option<&StringMap>) {
        if before == after {
            return;
        }
        let at = |(label, value): (&String, &String)| {
            (key.namespace().to_owned(), label.clone(), value.clone())
        };
        for gone in before.into_iter().flatten().map(at) {
            if let Some(keys) = self.pods_by_label.get_mut(&gone) {
                keys.remove(key);
                if keys.is_empty() {
                    self.pods_by_label.remove(&gone);
                }
            }
        }
        for here in after.into_iter().flatten().map(at) {
            self.pods_by_label.entry(here).or_default().insert(key.clone());
        }
    }

    fn index_owners(&mut self, key: &Key, before: Option<&Object>, after: Option<&Object>) {
        let owners = |object: Option<&Object>| -> Vec<String> {
            let owners = object.map(|object| object.metadata().owner_references.iter());
            owners.into_iter().flatten().map(|owner| owner.uid.clone()).collect()
        };
        reindex(&mut self.by_owner, key, owners(before), owners(after), after);
    }

    fn index_pod(&mut self, key: &Key, before: Option<Rc<Pod>>, after: Option<Rc<Pod>>) {
        if let Some(before) = &before {
            self.accounts.book(before, false);
        }
        if let Some(after) = &after {
            self.accounts.book(after, true);
        }
        match after.as_ref().filter(|pod| pod.metadata.controller().is_none()) {
            Some(pod) => drop(self.uncontrolled_pods.insert(key.clone(), Rc::clone(pod))),
            None => drop(self.uncontrolled_pods.remove(key)),
        }
        let (before, after) = (before.as_deref(), after.as_ref());
        let now = after.map(|pod| &**pod);
        let namespace = key.namespace();
        let claims = |pod: Option<&Pod>| -> Vec<(String, String)> {
            let names = pod.into_iter().flat_map(|pod| pod.spec.claim_names());
            names.map(|name| (namespace.to_owned(), name.to_owned())).collect()
        };
        reindex(&mut self.pods_by_claim, key, claims(before), claims(now), after);
        self.index_labels(key, before.map(labels), now.map(labels));
        let node = |pod: Option<&Pod>| -> Vec<String> {
            let node = pod.map(|pod| pod.spec.node_name.clone());
            node.filter(|name| !name.is_empty()).into_iter().collect()
        };
        reindex(&mut self.pods_by_node, key, node(before), node(now), after);
    }
}

fn labels(pod: &Pod) -> &StringMap {
    &pod.metadata.labels
}

/// Takes a member out of the sets that it is no longer in and renews it in those that it is in.
/// No empty sets are left behind.
fn reindex<K: Ord, T: Clone>(
    index: &mut Index<K, T>,
    key: &Key,
    before: Vec<K>,
    after: Vec<K>,
    member: Option<&T>,
) {
    for gone in before.iter().filter(|at| !after.contains(at)) {
        if let Some(set) = index.get_mut(gone) {
            set.remove(key);
            if set.is_empty() {
                index.remove(gone);
            }
        }
    }
    let Some(member) = member else { return };
    for at in after {
        let set = index.entry(at).or_default();
        match set.get_mut(key) {
            Some(present) => *present = member.clone(),
            None => drop(set.insert(key.clone(), member.clone())),
        }
    }
}
