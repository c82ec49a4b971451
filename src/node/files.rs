//! Files and directories: what a volume, an image or a container's own layer holds.

use crate::api::sorted::SortedMap;
use std::rc::Rc;

/// A tree of files. Paths are relative, `/`-separated and without `.` or `..`; the empty path is
/// the root.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directory {
    entries: SortedMap<String, Entry>,
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A directory, which may be empty.
    Directory,
    /// A file with its contents, shared between copies.
    File(Rc<str>),
}

/// What is directly in a directory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// The name, without a path.
    pub name: String,
    /// Whether it is a directory.
    pub is_directory: bool,
    /// The length of a file in bytes.
    pub size: usize,
}

impl Directory {
    /// The contents of the file at a path.
    pub fn read(&self, path: &str) -> Option<&Rc<str>> {
        match self.entries.get(path) {
            Some(Entry::File(contents)) => Some(contents),
            _ => None,
        }
    }

    /// What is at a path; directories exist when something is in them.
    pub fn entry(&self, path: &str) -> Option<Entry> {
        match self.entries.get(path) {
            Some(entry) => Some(entry.clone()),
            None if path.is_empty() || self.below(path).next().is_some() => Some(Entry::Directory),
            None => None,
        }
    }

    /// Puts a file at a path; the directories above it come to exist.
    pub fn write(&mut self, path: &str, contents: impl Into<Rc<str>>) {
        self.entries.insert(path.to_owned(), Entry::File(contents.into()));
    }

    /// Makes a directory that stays when it is empty.
    pub fn make_directory(&mut self, path: &str) {
        if !path.is_empty() {
            self.entries.get_or_insert_with(path.to_owned(), || Entry::Directory);
        }
    }

    /// Removes what is at a path and below it; the directory above stays.
    pub fn remove(&mut self, path: &str) {
        let below: Vec<String> = self.below(path).map(|(path, _)| path.to_owned()).collect();
        for path in below {
            self.entries.remove(&path);
        }
        self.entries.remove(path);
        if let Some((parent, _)) = path.rsplit_once('/') {
            self.make_directory(parent);
        }
    }

    /// What is directly in a directory, by name.
    pub fn list(&self, path: &str) -> Vec<Listed> {
        let skip = if path.is_empty() { 0 } else { path.len() + 1 };
        let mut listed: SortedMap<&str, (bool, usize)> = SortedMap::new();
        for (path, entry) in self.below(path) {
            match (path[skip..].split_once('/'), entry) {
                (Some((name, _)), _) => listed.insert(name, (true, 0)),
                (None, Entry::Directory) => listed.insert(&path[skip..], (true, 0)),
                (None, Entry::File(contents)) => {
                    listed.insert(&path[skip..], (false, contents.len()))
                }
            };
        }
        let listed = listed.into_iter();
        listed
            .map(|(name, (is_directory, size))| Listed { name: name.into(), is_directory, size })
            .collect()
    }

    /// Every file below a directory, by its path from there.
    pub fn files(&self, path: &str) -> impl Iterator<Item = (&str, &Rc<str>)> {
        let skip = if path.is_empty() { 0 } else { path.len() + 1 };
        self.below(path).filter_map(move |(path, entry)| match entry {
            Entry::File(contents) => Some((&path[skip..], contents)),
            Entry::Directory => None,
        })
    }

    /// Every entry below a directory, without the directory itself, in the order of the paths.
    fn below(&self, path: &str) -> impl Iterator<Item = (&str, &Entry)> {
        let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
        self.entries
            .from_key(prefix.as_str())
            .take_while(move |(path, _)| path.starts_with(&prefix))
            .map(|(path, entry)| (path.as_str(), entry))
    }
}

/// Joins a path to a base and resolves `.`, `..` and doubled slashes: `("/app", "../data")` is
/// `/data`. The result is absolute.
pub fn resolve(base: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let start = if path.starts_with('/') { "" } else { base };
    for part in start.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The rest of an absolute path below a directory; `None` if it is not in it.
pub fn strip<'a>(path: &'a str, directory: &str) -> Option<&'a str> {
    let directory = directory.trim_end_matches('/');
    let rest = path.strip_prefix(directory)?;
    match rest {
        "" => Some(""),
        rest => rest.strip_prefix('/'),
    }
}

/// Joins two relative paths, either of which may be empty.
pub fn join(base: &str, rest: &str) -> String {
    match (base.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => base.to_owned(),
        _ => format!("{base}/{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_lists_what_is_directly_in_it() {
        let mut directory = Directory::default();
        directory.write("app/app.js", "1");
        directory.write("app/data/state.json", "22");
        directory.make_directory("app/empty");
        let names: Vec<_> =
            directory.list("app").into_iter().map(|l| (l.name, l.is_directory)).collect();
        let expected = [("app.js", false), ("data", true), ("empty", true)];
        assert_eq!(names, expected.map(|(name, is)| (name.to_owned(), is)));
        assert_eq!(directory.list("app/data")[0].size, 2);
    }

    #[test]
    fn a_directory_outlives_its_last_file() {
        let mut directory = Directory::default();
        directory.write("data/state.json", "{}");
        directory.remove("data/state.json");
        assert_eq!(directory.entry("data"), Some(Entry::Directory));
        assert_eq!(directory.entry("data/state.json"), None);
    }

    #[test]
    fn paths_are_resolved_against_the_working_directory() {
        assert_eq!(resolve("/app", "data/./x"), "/app/data/x");
        assert_eq!(resolve("/app", "../etc//hosts"), "/etc/hosts");
        assert_eq!(resolve("/app", "/"), "/");
        assert_eq!(strip("/app/data/x", "/app/data"), Some("x"));
        assert_eq!(strip("/app/database", "/app/data"), None);
        assert_eq!(strip("/etc", "/"), Some("etc"));
    }
}
