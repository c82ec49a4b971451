//! An author's notes, run against the model: every command of a Markdown tutorial, and whether it
//! prints what the tutorial shows.

mod block;
mod diff;
pub mod notes;
mod options;
mod play;
mod prompt;
mod report;

pub use self::diff::Mismatch;
pub use self::options::{Options, USAGE};
pub use self::report::Report;

use self::notes::{Fault, Item};
use self::play::Player;
use crate::kubectl::shell::files::{Files, MemoryFiles};
use crate::lesson::Setting;

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It prints what the notes show.
    AsPrinted,
    /// The notes show nothing below it, and it has succeeded.
    Ran,
    /// There is no such program in the model.
    NotRun(String),
    /// Lines differ, or the command should have succeeded.
    Differs(Vec<Mismatch>),
}

/// A command of the notes with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The line of the notes on which it begins.
    pub line: usize,
    /// The command.
    pub command: String,
    /// What became of it.
    pub verdict: Verdict,
}

/// Runs the commands of notes in a new cluster, in a directory that has the files of the notes
/// besides its own. Nothing is written into that directory.
///
/// # Errors
/// The notes cannot be read, or have nothing to run.
pub fn check(
    text: &str,
    setting: Setting,
    seed: u64,
    directory: Box<dyn Files>,
) -> Result<Vec<Checked>, Fault> {
    let notes = notes::read(text)?;
    let mut own = MemoryFiles::default();
    // A file may be shown below the command that names it; what it becomes later has its turn.
    for item in notes.items.iter().rev() {
        if let Item::File { name, text } = item {
            let _ = own.write(name, text.clone());
        }
    }
    let mut player = Player::new(&setting.scenario(), seed, Box::new(Beside { own, directory }));
    let mut checked = Vec::new();
    for item in notes.items {
        match item {
            Item::File { name, text } => player.put(&name, text),
            Item::Command(typed) => {
                let verdict = player.play(&typed);
                checked.push(Checked { line: typed.line, command: typed.command, verdict });
            }
        }
    }
    Ok(checked)
}

/// The files of the notes, and of a directory that is only read.
struct Beside {
    own: MemoryFiles,
    directory: Box<dyn Files>,
}

impl Files for Beside {
    fn read(&self, path: &str) -> Option<String> {
        self.own.read(path).or_else(|| self.directory.read(path))
    }

    fn write(&mut self, path: &str, text: String) -> Result<(), String> {
        self.own.write(path, text)
    }

    fn list(&self) -> Vec<String> {
        let mut all = self.own.list();
        all.extend(self.directory.list());
        all.sort_unstable();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests;
