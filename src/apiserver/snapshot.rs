//! A moment of the cluster as plain data: what diagrams, lessons and the page look at.

use super::store::Objects;
use crate::api::clock::Millis;
use crate::api::sorted::SortedMap;

/// The cluster at one moment. Cheap to take: the objects are shared with the store.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// When it was taken.
    pub now: Millis,
    /// Every object of the API.
    pub objects: Objects,
    /// What the containers of running pods hold, by the pod's uid.
    pub containers: SortedMap<String, ContainerFacts>,
    /// The files on each persistent volume that has any, by the volume's name.
    pub volumes: SortedMap<String, Vec<File>>,
}

/// What a running container holds that the API does not know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContainerFacts {
    /// The visit counter in the memory of the process; none if it is no counter.
    pub counter: Option<u64>,
    /// The directory in which the application keeps its data.
    pub data_directory: String,
    /// The files in that directory as the container sees them, wherever they really are.
    pub files: Vec<File>,
}

/// A file with its contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The path below its directory or volume, without a leading slash.
    pub path: String,
    /// The contents.
    pub contents: String,
}
