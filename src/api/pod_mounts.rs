//! Which of a pod's volumes is where in its container.

use super::pod::{Pod, Volume};

/// A volume of a pod with the path where its first container has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mounted<'a> {
    /// The path in the container.
    pub path: &'a str,
    /// The volume.
    pub volume: &'a Volume,
}

impl Mounted<'_> {
    /// Whether a directory of the container lies in the volume.
    pub fn holds(&self, directory: &str) -> bool {
        let rest = directory.strip_prefix(self.path.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl Pod {
    /// The volumes that the first container mounts and that can keep data: claims, `emptyDir`s
    /// and directories of the node.
    pub fn mounted(&self) -> impl Iterator<Item = Mounted<'_>> {
        let container = self.spec.containers.first();
        let mounts = container.into_iter().flat_map(|container| &container.volume_mounts);
        mounts.filter_map(|mount| {
            let volume = self.spec.volumes.iter().find(|volume| volume.name == mount.name)?;
            let keeps = volume.claim_name().is_some()
                || volume.empty_dir.is_some()
                || volume.host_path.is_some();
            keeps.then_some(Mounted { path: &mount.mount_path, volume })
        })
    }

    /// The volume that a directory of the first container lies in; the longest path wins.
    pub fn volume_at(&self, directory: &str) -> Option<Mounted<'_>> {
        self.mounted()
            .filter(|mounted| mounted.holds(directory))
            .max_by_key(|mounted| mounted.path.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_lies_in_what_is_mounted_at_it_or_above_it() {
        let volume = Volume::default();
        let table = [
            ("/app/data", "/app/data", true),
            ("/app/data/", "/app/data", true),
            ("/app", "/app/data", true),
            ("/", "/app/data", true),
            ("/app/dat", "/app/data", false),
            ("/data", "/app/data", false),
        ];
        for (path, directory, holds) in table {
            let mounted = Mounted { path, volume: &volume };
            assert_eq!(mounted.holds(directory), holds, "{directory} in {path}");
        }
    }
}
