//! How the check is called.

use crate::lesson::Setting;
use std::path::PathBuf;

/// How it is called, for people.
pub const USAGE: &str = "usage: statelab check [--scenario lab|seed] [--seed N] [--dir DIR] \
                         NOTES.md\n\n  \
                         --scenario  the cluster: three nodes, or the seed tutorial's one (lab)\n  \
                         --seed N    the seed of names, addresses and chance (default 1)\n  \
                         --dir DIR   where `-f` finds files (default: the folder of the notes)\n";

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The notes.
    pub notes: PathBuf,
    /// Where `-f` finds files.
    pub directory: PathBuf,
    /// The cluster to run them in.
    pub setting: Setting,
    /// The seed.
    pub seed: u64,
    /// Whether only the usage is asked for.
    pub help: bool,
}

impl Options {
    /// Reads the words behind `check`.
    ///
    /// # Errors
    /// What is wrong with them, and how it is called.
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Options, String> {
        let (mut notes, mut directory) = (None::<PathBuf>, None::<PathBuf>);
        let (mut setting, mut seed) = (Setting::Lab, crate::lesson::SEED);
        let mut help = false;
        while let Some(word) = words.next() {
            let (name, joined) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
                _ => (word.as_str(), None),
            };
            let mut value = || {
                let value = joined.clone().or_else(|| words.next());
                value.ok_or_else(|| format!("{name} needs a value\n{USAGE}"))
            };
            match name {
                "--seed" => {
                    let text = value()?;
                    seed = text.parse().map_err(|_| format!("`{text}` is no seed\n{USAGE}"))?;
                }
                "--dir" => directory = Some(PathBuf::from(value()?)),
                "--scenario" => {
                    setting = match value()?.as_str() {
                        "lab" => Setting::Lab,
                        "seed" => Setting::Seed,
                        other => return Err(format!("`{other}` is no scenario\n{USAGE}")),
                    }
                }
                "-h" | "--help" => help = true,
                other if other.starts_with('-') => {
                    return Err(format!("unknown argument `{other}`\n{USAGE}"));
                }
                _ if notes.is_none() => notes = Some(PathBuf::from(&word)),
                other => return Err(format!("one file at a time, not also `{other}`\n{USAGE}")),
            }
        }
        if notes.is_none() && !help {
            return Err(format!("which file is to be checked?\n{USAGE}"));
        }
        let notes = notes.unwrap_or_default();
        let folder = notes.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.map_or_else(|| PathBuf::from("."), |folder| folder.to_path_buf());
        Ok(Options { directory: directory.unwrap_or(folder), notes, setting, seed, help })
    }
}
