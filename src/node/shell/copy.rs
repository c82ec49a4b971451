//! Files that are copied into and out of running containers.

use crate::api::pod::Pod;
use crate::node::container::{FileError, Run};
use crate::node::files::{Entry, join};
use crate::node::runtime::Runtime;
use crate::node::volumes::Disks;
use std::rc::Rc;

impl Runtime {
    /// The directory in which a container's process was started.
    pub fn working_directory(&self, pod: &Pod, container: &str) -> String {
        self.run(pod, container).map_or_else(|| "/".to_owned(), |run| run.working_directory.clone())
    }

    /// Whether there is a directory at an absolute path of a container.
    pub fn is_directory(&self, pod: &Pod, container: &str, path: &str) -> bool {
        let entry = self.run(pod, container).and_then(|run| run.entry(&self.disks, path));
        entry == Some(Entry::Directory)
    }

    /// The files at an absolute path and below it, by their paths from there; none if nothing is
    /// there.
    pub fn files_at(
        &self,
        pod: &Pod,
        container: &str,
        path: &str,
    ) -> Option<Vec<(String, Rc<str>)>> {
        let run = self.run(pod, container)?;
        let mut found = Vec::new();
        collect(run, &self.disks, path, String::new(), &mut found)?;
        Some(found)
    }

    /// Writes a file and makes the directories above it, as `tar` does.
    ///
    /// # Errors
    /// It cannot be written there, or the container does not run.
    pub fn put_file(
        &mut self,
        pod: &Pod,
        container: &str,
        path: &str,
        text: &str,
    ) -> Result<(), FileError> {
        let (run, disks) = self.run_mut(pod, container).ok_or(FileError::NotFound)?;
        for (end, _) in path.match_indices('/').skip(1) {
            if run.entry(disks, &path[..end]).is_none() {
                run.make_directory(disks, &path[..end])?;
            }
        }
        run.write(disks, path, text)
    }
}

fn collect(
    run: &Run,
    disks: &Disks,
    path: &str,
    below: String,
    found: &mut Vec<(String, Rc<str>)>,
) -> Option<()> {
    match run.entry(disks, path)? {
        Entry::File(text) => found.push((below, text)),
        Entry::Directory => {
            for child in run.list(disks, path) {
                let inner = format!("{}/{}", path.trim_end_matches('/'), child.name);
                collect(run, disks, &inner, join(&below, &child.name), found)?;
            }
        }
    }
    Some(())
}
