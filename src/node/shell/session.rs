//! What a shell keeps between lines.

use crate::api::sorted::SortedMap;
use crate::node::container::Run;

/// The state of a shell.
#[derive(Clone, Debug)]
pub struct Session {
    /// The working directory.
    pub directory: String,
    pub(super) variables: SortedMap<String, String>,
    pub(super) last_code: i32,
    /// Which shell it is.
    pub dialect: Dialect,
}

/// The shells, which differ in their prompts and in how they complain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Dialect {
    Busybox,
    Dash,
    Bash,
}

impl Session {
    /// The state of a new shell in a container.
    pub fn new(run: &Run) -> Session {
        Session {
            directory: run.working_directory.clone(),
            variables: run.environment.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            last_code: 0,
            dialect: if run.image.is_debian { Dialect::Dash } else { Dialect::Busybox },
        }
    }

    /// The variables, by name.
    pub fn variables(&self) -> impl Iterator<Item = (&String, &String)> {
        self.variables.iter()
    }

    /// The value of a variable.
    pub fn variable(&self, name: &str) -> Option<&String> {
        self.variables.get(name)
    }
}
