//! kubectl and the small shell around it: a line in, typed segments out.
//!
//! - [`shell`]: words, pipes and the commands that are not kubectl; jobs that can wait.
//! - [`command`], [`flags`]: what a command is and how its flags are read; `COMMANDS`.
//! - [`commands`]: one file for each command.
//! - [`resource`], [`target`], [`selector`], [`documents`]: which objects a line means.
//! - [`printers`], [`describe`]: tables and descriptions of each kind.
//! - [`table`], [`age`], [`jsonpath`], [`template`], [`mod@format`]: how things are written.
//! - [`kubeconfig`]: which cluster, user and namespace a line is about.
//! - [`output`], [`failure`]: what comes out.

pub mod age;
pub mod client;
pub mod command;
pub mod commands;
pub mod complete;
pub mod custom_columns;
pub mod describe;
pub mod documents;
pub mod failure;
pub mod flags;
pub mod format;
pub mod help;
pub mod jsonpath;
pub mod kubeconfig;
pub mod output;
pub mod printers;
pub mod resource;
pub mod run;
pub mod selector;
pub mod shell;
pub mod table;
pub mod target;
pub mod template;
pub mod warnings;
