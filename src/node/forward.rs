//! Ports of the machine at which somebody sits, which `kubectl port-forward` lets lead into pods.

use crate::api::Key;
use std::cell::Cell;
use std::rc::{Rc, Weak};

/// A port that leads to one of a pod, for as long as it is kept.
#[derive(Debug)]
pub struct Forward {
    /// The port on this side.
    pub local: i32,
    /// The pod.
    pub pod: Key,
    /// The pod's uid: another pod of that name is not meant.
    pub uid: String,
    /// The port in the pod.
    pub remote: i32,
    connections: Cell<u32>,
    is_lost: Cell<bool>,
}

impl Forward {
    /// A port that nobody has connected to.
    pub fn new(local: i32, pod: Key, uid: String, remote: i32) -> Forward {
        Forward { local, pod, uid, remote, connections: Cell::new(0), is_lost: Cell::new(false) }
    }

    /// How often somebody has connected to it.
    pub fn connections(&self) -> u32 {
        self.connections.get()
    }

    /// Whether it has led nowhere when somebody connected.
    pub fn is_lost(&self) -> bool {
        self.is_lost.get()
    }

    pub(super) fn connect(&self) {
        self.connections.set(self.connections.get() + 1);
    }

    pub(super) fn lose(&self) {
        self.is_lost.set(true);
    }
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Forwards(Vec<Weak<Forward>>);

impl Forwards {
    /// Opens a port; none if it is taken.
    pub fn open(&mut self, forward: Forward) -> Option<Rc<Forward>> {
        self.0.retain(|forward| forward.strong_count() > 0);
        if self.find(forward.local).is_some() {
            return None;
        }
        let forward = Rc::new(forward);
        self.0.push(Rc::downgrade(&forward));
        Some(forward)
    }

    /// The one at that port.
    pub(super) fn find(&self, port: i32) -> Option<Rc<Forward>> {
        let mut kept = self.0.iter().filter_map(Weak::upgrade);
        kept.find(|forward| forward.local == port)
    }
}
