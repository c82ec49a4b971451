//! The store: every object, shared, and the indexes that keep a change as cheap as what it touches.

use super::usage::{Accounts, Usage};
use crate::api::pod::Pod;
use crate::api::{Key, Kind, Object, Resource};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

type Table = BTreeMap<(String, String), Object>;

/// The objects alone. A copy shares every object and costs one reference a kind.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    tables: BTreeMap<Kind, Rc<Table>>,
}

impl Objects {
    /// The object of that type, namespace (empty for cluster-wide kinds) and name.
    pub fn get<T: Resource>(&self, namespace: &str, name: &str) -> Option<&Rc<T>> {
        self.object(&Key::new(T::KIND, namespace, name)).and_then(T::unwrap)
    }

    /// The object at a key.
    pub fn object(&self, key: &Key) -> Option<&Object> {
        self.tables.get(&key.kind)?.get(&(key.namespace.clone(), key.name.clone()))
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

/// The objects with their indexes.
#[derive(Clone, Debug, Default)]
pub struct Store {
    objects: Objects,
    by_owner: BTreeMap<String, BTreeSet<Key>>,
    pods_by_claim: BTreeMap<(String, String), BTreeSet<String>>,
    pods_by_label: BTreeMap<(String, String, String), BTreeSet<String>>,
    pods_by_node: BTreeMap<String, BTreeSet<Key>>,
    accounts: Accounts,
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
        self.keys_owned_by(uid)
            .filter(|key| key.kind == T::KIND)
            .filter_map(|key| self.object(key).and_then(T::unwrap))
    }

    /// The keys of all objects that have an owner with that uid.
    pub fn keys_owned_by(&self, uid: &str) -> impl Iterator<Item = &Key> {
        self.by_owner.get(uid).into_iter().flatten()
    }

    /// The pods whose volumes refer to that claim.
    pub fn pods_using_claim(&self, namespace: &str, claim: &str) -> impl Iterator<Item = &Rc<Pod>> {
        self.pods_by_claim
            .get(&(namespace.to_owned(), claim.to_owned()))
            .into_iter()
            .flatten()
            .filter_map(move |name| self.get::<Pod>(namespace, name))
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
        let names = self.pods_by_label.get(&(namespace.to_owned(), key.clone(), value.clone()));
        Box::new(
            names
                .into_iter()
                .flatten()
                .filter_map(move |name| self.get::<Pod>(namespace, name))
                .filter(move |pod| {
                    labels.iter().all(|(key, value)| pod.metadata.labels.get(key) == Some(value))
                }),
        )
    }

    /// The pods that are bound to a node.
    pub fn pods_on_node(&self, node: &str) -> impl Iterator<Item = &Rc<Pod>> {
        self.pods_by_node
            .get(node)
            .into_iter()
            .flatten()
            .filter_map(|key| self.object(key).and_then(Pod::unwrap))
    }

    /// How many pods are bound to a node, without looking at them.
    pub fn count_pods_on_node(&self, node: &str) -> usize {
        self.pods_by_node.get(node).map_or(0, BTreeSet::len)
    }

    /// What is in use on a node.
    pub fn usage(&self, node: &str) -> Option<&Usage> {
        self.accounts.usage(node)
    }

    /// On which nodes the pods of a controller are, and how many; those being deleted do not count.
    pub fn peers(&self, owner: &str) -> Option<&BTreeMap<String, i64>> {
        self.accounts.peers(owner)
    }

    /// Puts an object in place of what is at its key, or removes what is there.
    /// Returns what was there.
    pub(super) fn put(&mut self, key: &Key, object: Option<Object>) -> Option<Object> {
        let table = Rc::make_mut(self.objects.tables.entry(key.kind).or_default());
        let at = (key.namespace.clone(), key.name.clone());
        let before = match &object {
            Some(object) => table.insert(at, object.clone()),
            None => table.remove(&at),
        };
        if let Some(before) = &before {
            self.index(key, before, false);
        }
        if let Some(after) = &object {
            self.index(key, after, true);
        }
        before
    }

    fn index(&mut self, key: &Key, object: &Object, present: bool) {
        for owner in &object.metadata().owner_references {
            mark(&mut self.by_owner, owner.uid.clone(), key, present);
        }
        let Object::Pod(pod) = object else { return };
        self.accounts.book(pod, present);
        let (namespace, name) = (&key.namespace, &key.name);
        for claim in pod.spec.claim_names() {
            let at = (namespace.clone(), claim.to_owned());
            mark(&mut self.pods_by_claim, at, name, present);
        }
        for (label, value) in &pod.metadata.labels {
            let at = (namespace.clone(), label.clone(), value.clone());
            mark(&mut self.pods_by_label, at, name, present);
        }
        if !pod.spec.node_name.is_empty() {
            mark(&mut self.pods_by_node, pod.spec.node_name.clone(), key, present);
        }
    }
}

/// Adds a member to an index or takes it out, and leaves no empty sets behind.
fn mark<K: Ord, V: Ord + Clone>(
    index: &mut BTreeMap<K, BTreeSet<V>>,
    at: K,
    member: &V,
    present: bool,
) {
    if present {
        index.entry(at).or_default().insert(member.clone());
    } else if let Some(set) = index.get_mut(&at) {
        set.remove(member);
        if set.is_empty() {
            index.remove(&at);
        }
    }
}
