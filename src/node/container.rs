//! A container: its state, its process and the files that it sees.

use super::files::{Entry, Listed, strip};
use super::images::Image;
use super::kubelet::environment::Environment;
use super::layer::Layer;
use super::log::Log;
use super::process::Process;
use super::volumes::{Disks, Mount, locate};
use crate::api::clock::Millis;
use crate::apiserver::snapshot::File;
use std::fmt;
use std::rc::Rc;

/// One container of a pod, over all its restarts.
#[derive(Clone, Debug)]
pub struct Container {
    /// The name in the pod.
    pub name: String,
    /// The image as the pod names it.
    pub image_name: String,
    /// What it is doing.
    pub state: State,
    /// How its previous run ended.
    pub last: Option<Ended>,
    /// How often it was started again.
    pub restarts: i32,
    /// Whether it takes requests, as far as the kubelet knows.
    pub ready: bool,
    /// Whether its startup probe has succeeded, or it has none.
    pub started: bool,
    /// Why it does not run, to be told the next time the kubelet reports.
    pub trouble: Option<Trouble>,
    /// The wait before the next restart.
    pub restart_backoff: Backoff,
    /// The wait before the next pull.
    pub pull_backoff: Backoff,
    /// Failures and successes of the probes.
    pub probes: super::kubelet::probes::Probes,
    /// What only a started container has.
    pub run: Option<Run>,
    /// What the previous run wrote to its log.
    pub previous_log: Option<Log>,
}

/// What a started container has: its log stays after its end.
#[derive(Clone, Debug)]
pub struct Run {
    /// The image that it was started from.
    pub image: Rc<Image>,
    /// What the container has changed of the image's files.
    pub layer: Layer,
    /// Where it sees volumes.
    pub mounts: Rc<Vec<Mount>>,
    /// The environment of its process.
    pub environment: Rc<Environment>,
    /// The directory in which its process was started.
    pub working_directory: String,
    /// The pod's host name.
    pub hostname: String,
    /// The visit counter, if that is what runs.
    pub visits: Option<u64>,
    /// What it has written to standard output and error.
    pub log: Log,
    /// Whether the image's own program runs, and not a command that the pod gives instead.
    pub is_own: bool,
    /// That command, if it goes on step by step.
    pub process: Option<Box<dyn Process>>,
    /// What it has left to be told of its end.
    pub message: Option<Rc<str>>,
}

/// The state of a container.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Not started yet.
    Waiting,
    /// Runs; with the moment and exit code of its end, once that is known.
    Running { started: Millis, ends: Option<(Millis, i32)> },
    /// Has ended.
    Ended(Ended),
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// When it was started; unknown for a container that was never seen to run.
    pub started: Option<Millis>,
    /// When it ended.
    pub finished: Option<Millis>,
    /// The exit code.
    pub code: i32,
    /// The container's id.
    pub id: String,
    /// Why it could not even be started.
    pub error: Option<Rc<str>>,
    /// What it has left to be told of its end.
    pub message: Option<Rc<str>>,
}

/// Why a container does not run.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// `CrashLoopBackOff`, `ErrImagePull`, …
    pub reason: &'static str,
    /// The sentence.
    pub message: String,
}

/// A wait that doubles. Models k8s.io/client-go/util/flowcontrol/backoff.go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backoff {
    /// The current wait in milliseconds; none before the first failure.
    pub delay: i64,
    /// When the wait was last set.
    pub set: Millis,
}

impl Backoff {
    const FIRST: i64 = 10_000;
    const LONGEST: i64 = 300_000;

    /// How long still to wait at `now` after something that happened at `event`.
    pub fn remaining(&self, event: Millis, now: Millis) -> Option<i64> {
        let left = self.delay - (now - event);
        (self.delay > 0 && !self.is_over(event) && left > 0).then_some(left)
    }

    /// Doubles the wait after something that happened at `event`, or starts anew after a long
    /// quiet time.
    pub fn next(&mut self, event: Millis, now: Millis) {
        self.delay = match self.delay {
            0 => Backoff::FIRST,
            _ if self.is_over(event) => Backoff::FIRST,
            delay => (delay * 2).min(Backoff::LONGEST),
        };
        self.set = now;
    }

    fn is_over(&self, event: Millis) -> bool {
        event - self.set > 2 * Backoff::LONGEST
    }
}

impl Container {
    /// A container before its first start.
    pub fn new(name: &str, image: &str) -> Container {
        Container {
            name: name.to_owned(),
            image_name: image.to_owned(),
            state: State::Waiting,
            last: None,
            restarts: 0,
            ready: false,
            started: false,
            trouble: None,
            restart_backoff: Backoff::default(),
            pull_backoff: Backoff::default(),
            probes: Default::default(),
            run: None,
            previous_log: None,
        }
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        matches!(self.state, State::Running { .. })
    }

    /// Whether its process is there at that moment; the kubelet may not have noticed its end yet.
    pub fn is_alive(&self, now: Millis) -> bool {
        match self.state {
            State::Running { ends, .. } => ends.is_none_or(|(moment, _)| moment > now),
            _ => false,
        }
    }

    /// How it ended, if it has.
    pub fn ended(&self) -> Option<&Ended> {
        match &self.state {
            State::Ended(ended) => Some(ended),
            _ => None,
        }
    }

    /// Lets the process end, unless it ends earlier already.
    pub fn end_at(&mut self, moment: Millis, code: i32) {
        if let State::Running { ends, .. } = &mut self.state
            && ends.is_none_or(|(earlier, _)| moment < earlier)
        {
            *ends = Some((moment, code));
        }
    }
}

impl Run {
    /// The value of an environment variable.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name)
    }

    /// What is at an absolute path.
    pub fn entry(&self, disks: &Disks, path: &str) -> Option<Entry> {
        if let Some((mount, place)) = locate(&self.mounts, path) {
            return disks.get(&mount.source.disk).and_then(|disk| disk.entry(&place)).or_else(
                // A disk that nothing was written to is an empty directory.
                || (place == mount.source.root).then_some(Entry::Directory),
            );
        }
        self.layer.entry(&self.image.files, &path[1..])
    }

    /// The contents of a file.
    ///
    /// # Errors
    /// There is none, or it is a directory.
    pub fn read(&self, disks: &Disks, path: &str) -> Result<Rc<str>, FileError> {
        match self.entry(disks, path) {
            Some(Entry::File(contents)) => Ok(contents),
            Some(Entry::Directory) => Err(FileError::IsDirectory),
            None => Err(FileError::NotFound),
        }
    }

    /// What is directly in a directory, by name.
    pub fn list(&self, disks: &Disks, path: &str) -> Vec<Listed> {
        match locate(&self.mounts, path) {
            Some((mount, place)) => {
                disks.get(&mount.source.disk).map(|disk| disk.list(&place)).unwrap_or_default()
            }
            None => self.layer.list(&self.image.files, &path[1..]),
        }
    }

    /// All files below a directory, with a prefix before their paths from there.
    pub fn files(&self, disks: &Disks, directory: &str, prefix: &str) -> Vec<File> {
        let mut files = Vec::new();
        for child in self.list(disks, directory) {
            let inner = format!("{}/{}", directory.trim_end_matches('/'), child.name);
            let path = format!("{prefix}{}", child.name);
            if child.is_directory {
                files.extend(self.files(disks, &inner, &format!("{path}/")));
            } else if let Ok(contents) = self.read(disks, &inner) {
                files.push(File { path, contents: contents.to_string() });
            }
        }
        files
    }

    /// Whether something could be written at a path.
    ///
    /// # Errors
    /// Its directory does not exist, is none, or may not be written to.
    fn writable(&self, disks: &Disks, path: &str) -> Result<(), FileError> {
        let parent = path.rsplit_once('/').map_or("/", |(parent, _)| parent);
        match self.entry(disks, if parent.is_empty() { "/" } else { parent }) {
            Some(Entry::Directory) => {}
            Some(Entry::File(_)) => return Err(FileError::NotDirectory),
            None => return Err(FileError::NotFound),
        }
        match locate(&self.mounts, path) {
            Some((mount, _)) if mount.source.read_only => Err(FileError::ReadOnly),
            _ => Ok(()),
        }
    }

    /// Writes a whole file.
    ///
    /// # Errors
    /// It is a directory, or cannot be written there.
    pub fn write(
        &mut self,
        disks: &mut Disks,
        path: &str,
        contents: &str,
    ) -> Result<(), FileError> {
        self.writable(disks, path)?;
        if self.entry(disks, path) == Some(Entry::Directory) {
            return Err(FileError::IsDirectory);
        }
        match locate(&self.mounts, path) {
            Some((mount, place)) => disks.get_mut(&mount.source.disk).write(&place, contents),
            None => self.layer.changed.write(&path[1..], contents),
        }
        Ok(())
    }

    /// Makes a directory.
    ///
    /// # Errors
    /// Something is there already, or it cannot be made there.
    pub fn make_directory(&mut self, disks: &mut Disks, path: &str) -> Result<(), FileError> {
        if self.entry(disks, path).is_some() {
            return Err(FileError::Exists);
        }
        self.writable(disks, path)?;
        match locate(&self.mounts, path) {
            Some((mount, place)) => disks.get_mut(&mount.source.disk).make_directory(&place),
            None => self.layer.changed.make_directory(&path[1..]),
        }
        Ok(())
    }

    /// Removes what is at a path and below it.
    ///
    /// # Errors
    /// Nothing is there, a volume is mounted there, or it may not be removed.
    pub fn remove(&mut self, disks: &mut Disks, path: &str) -> Result<(), FileError> {
        self.entry(disks, path).ok_or(FileError::NotFound)?;
        self.writable(disks, path)?;
        if self.mounts.iter().any(|mount| strip(&mount.path, path).is_some()) {
            return Err(FileError::Busy);
        }
        match locate(&self.mounts, path) {
            Some((mount, place)) => disks.get_mut(&mount.source.disk).remove(&place),
            None => self.layer.remove(&path[1..]),
        }
        Ok(())
    }
}

/// Why a file operation fails, in the words of the C library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    /// Nothing is there.
    NotFound,
    /// A file is meant and a directory is there.
    IsDirectory,
    /// A directory is meant and a file is there.
    NotDirectory,
    /// The mount may only be read.
    ReadOnly,
    /// Something is there already.
    Exists,
    /// A volume is mounted there.
    Busy,
}

impl FileError {
    /// The name of the error in C, which Node.js shows.
    pub fn code(self) -> &'static str {
        match self {
            FileError::NotFound => "ENOENT",
            FileError::IsDirectory => "EISDIR",
            FileError::NotDirectory => "ENOTDIR",
            FileError::ReadOnly => "EROFS",
            FileError::Exists => "EEXIST",
            FileError::Busy => "EBUSY",
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FileError::NotFound => "No such file or directory",
            FileError::IsDirectory => "Is a directory",
            FileError::NotDirectory => "Not a directory",
            FileError::ReadOnly => "Read-only file system",
            FileError::Exists => "File exists",
            FileError::Busy => "Resource busy",
        })
    }
}
