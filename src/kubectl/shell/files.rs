//! The shell's working directory.

use crate::api::sorted::SortedMap;

/// Where `-f`, `cat`, `ls` and redirections find files.
pub trait Files {
    /// The text of a file.
    fn read(&self, path: &str) -> Option<String>;
    /// Writes a file.
    ///
    /// # Errors
    /// Why it cannot be written, as bash says it.
    fn write(&mut self, path: &str, text: String) -> Result<(), String>;
    /// The names of all files, with their directories, sorted.
    fn list(&self) -> Vec<String>;
}

/// Files in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryFiles {
    files: SortedMap<String, String>,
}

impl MemoryFiles {
    /// These files, by name.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> MemoryFiles {
        let own = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        MemoryFiles { files: files.into_iter().map(own).collect() }
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Option<String> {
        self.files.get(normal(path)).cloned()
    }

    fn write(&mut self, path: &str, text: String) -> Result<(), String> {
        self.files.insert(normal(path).to_owned(), text);
        Ok(())
    }

    fn list(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }
}

fn normal(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}
