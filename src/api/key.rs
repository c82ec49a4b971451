//! Where an object is in the API.

use super::{Kind, Resource};
use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// Where an object is in the API: its kind, namespace (empty for cluster-wide kinds) and name.
/// Keys are in the order of kind, namespace and name. A copy costs one reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The kind.
    pub kind: Kind,
    /// Namespace and name, with the byte between them that comes before all that names may have.
    path: Rc<str>,
    /// How long the namespace is.
    split: u32,
}

impl Key {
    /// A key from its parts.
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Key {
        Key { kind, path: [namespace, "\0", name].concat().into(), split: namespace.len() as u32 }
    }

    /// The namespace; empty for kinds that live in none.
    pub fn namespace(&self) -> &str {
        &self.path[..self.split as usize]
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.path[self.split as usize + 1..]
    }

    /// The key of an object of type `T`.
    pub fn of<T: Resource>(object: &T) -> Key {
        let meta = object.metadata();
        Key::new(T::KIND, &meta.namespace, &meta.name)
    }
}

/// A place in the API, whoever holds its words: what is kept by [`Key`] is found without making
/// one.
pub trait Place {
    /// Kind, namespace and name.
    fn parts(&self) -> (Kind, &str, &str);
}

impl Place for Key {
    fn parts(&self) -> (Kind, &str, &str) {
        (self.kind, self.namespace(), self.name())
    }
}

impl Place for (Kind, &str, &str) {
    fn parts(&self) -> (Kind, &str, &str) {
        *self
    }
}

impl PartialEq for dyn Place + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for dyn Place + '_ {}

impl Hash for dyn Place + '_ {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl<'a> Borrow<dyn Place + 'a> for Key {
    fn borrow(&self) -> &(dyn Place + 'a) {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_namespace_and_name_and_give_both_back() {
        let mut parts =
            [("a", "b"), ("a-b", "a"), ("", "z"), ("a", "a-b"), ("a.b", ""), ("a", "a")];
        let mut keys = parts.map(|(namespace, name)| Key::new(Kind::Pod, namespace, name));
        keys.sort();
        parts.sort_unstable();
        assert_eq!(keys.each_ref().map(|key| (key.namespace(), key.name())), parts);
        assert!(keys[5] < Key::new(Kind::Service, "", ""));
    }
}
