//! The files of a container above those of its image.

use super::files::{Directory, Entry, Listed};
use super::volumes::Mount;
use crate::api::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

/// What a container has changed of its image's files. It ends with the container.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    pub(super) changed: Directory,
    /// Paths of the image that are gone, with all below them.
    removed: SortedSet<String>,
}

impl Layer {
    /// A layer with nothing but the directories on which volumes are mounted and with those files,
    /// which volumes hide.
    pub fn new(
        mounts: &[Mount],
        files: impl IntoIterator<Item = (&'static str, Rc<str>)>,
    ) -> Layer {
        let mut layer = Layer::default();
        for mount in mounts {
            layer.changed.make_directory(&mount.path[1..]);
        }
        for (path, text) in files {
            layer.changed.write(path, text);
        }
        layer
    }

    pub(super) fn entry(&self, image: &Directory, path: &str) -> Option<Entry> {
        let changed = self.changed.entry(path).filter(|_| !path.is_empty());
        changed.or_else(|| if self.hides(path) { None } else { image.entry(path) })
    }

    pub(super) fn list(&self, image: &Directory, path: &str) -> Vec<Listed> {
        let mut listed: SortedMap<String, Listed> = SortedMap::new();
        if !self.hides(path) {
            for child in image.list(path) {
                if !self.removed.contains(&super::files::join(path, &child.name)) {
                    listed.insert(child.name.clone(), child);
                }
            }
        }
        for child in self.changed.list(path) {
            listed.insert(child.name.clone(), child);
        }
        listed.into_values().collect()
    }

    pub(super) fn remove(&mut self, path: &str) {
        self.changed.remove(path);
        self.removed.insert(path.to_owned());
    }

    /// Whether a path, or a directory above it, has been removed from the image.
    fn hides(&self, path: &str) -> bool {
        let mut path = path;
        while !self.removed.is_empty() && !path.is_empty() {
            if self.removed.contains(path) {
                return true;
            }
            path = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
        false
    }
}
