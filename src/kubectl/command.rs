//! What a command is, and the list of them.
//!
//! A command is one file in `commands/` that exports one [`Command`], and one line in
//! [`COMMANDS`]. Help, completion and the errors about flags are made from that.

use super::client::Client;
use super::commands;
use super::failure::Failure;
use super::flags::{Arguments, Flag};
use super::kubeconfig::Kubeconfig;
use super::output::Output;
use super::shell::files::Files;
use crate::api::clock::Millis;
use crate::node::shell::typed::Typed;

/// A command of kubectl.
#[derive(Debug)]
pub struct Command {
    /// Its name; that of a subcommand without its parent's.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// Under which heading the help lists it.
    pub group: Group,
    /// What it does, in a line.
    pub short: &'static str,
    /// How it is called, after `kubectl `.
    pub usage: &'static str,
    /// Examples for the help, one a line.
    pub examples: &'static [&'static str],
    /// The flags it accepts; everything else is refused.
    pub flags: &'static [Flag],
    /// Its subcommands, if it is a group of commands.
    pub subcommands: &'static [&'static Command],
    /// What its words are, for completion.
    pub words: Words,
    /// Runs it.
    pub run: Run,
}

/// The headings of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Group {
    Beginner,
    Intermediate,
    Deploy,
    Cluster,
    Troubleshooting,
    Advanced,
    Settings,
    Other,
}

/// What the words of a command are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Kinds, then names: `pods web-0`, `pod/web-0`.
    Objects,
    /// Names of pods, or `deploy/web`.
    Pods,
    /// Names of one kind.
    Names(crate::api::Kind),
    /// Nothing that could be completed.
    Free,
}

/// The function that runs a command.
pub type Run = fn(&Arguments, &mut Context<'_, '_>) -> Result<Outcome, Failure>;

/// What a command works with.
pub struct Context<'a, 'c> {
    /// The connection to the cluster.
    pub client: &'a mut Client<'c>,
    /// Where it prints.
    pub out: &'a mut Output,
    /// The working directory.
    pub files: &'a mut dyn Files,
    /// What is piped into it, if anything is.
    pub stdin: Option<&'a str>,
    /// Where `exec -it` and `attach` leave the shell that they have opened.
    pub opened: &'a mut Option<Opened>,
    /// What it knows of clusters.
    pub config: &'a mut Kubeconfig,
}

/// A container's shell that lines go to.
pub struct Opened {
    /// The shell.
    pub shell: Box<dyn Typed>,
    /// What is to be done when it ends, if it is the container's own process.
    pub attached: Option<Box<dyn Waiting>>,
}

impl Context<'_, '_> {
    /// The namespace that the command line asks for, or the context that is in force.
    pub fn namespace(&self, arguments: &Arguments) -> String {
        let named = arguments.text("namespace").filter(|namespace| !namespace.is_empty());
        named.unwrap_or_else(|| self.config.namespace(arguments.text("context"))).to_owned()
    }
}

/// The namespace of a command line that names none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// How a command ends, or that it has not ended yet.
pub enum Outcome {
    /// It has done its work.
    Done,
    /// It has ended with that exit code and has said all there is to say.
    Exit(i32),
    /// It waits for something.
    Wait(Box<dyn Waiting>),
}

/// A command that waits. It is asked again after every step of the cluster.
pub trait Waiting {
    /// Goes on as far as it gets.
    ///
    /// # Errors
    /// What it waited for will not come.
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure>;
}

/// How far a command line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It has ended with that exit code.
    Done(i32),
    /// It waits.
    Waiting {
        /// It goes on at that moment at the latest.
        until: Option<Millis>,
        /// It only watches: once nothing happens any more, it may be ended.
        ends_when_quiet: bool,
    },
}

impl Progress {
    /// Waits for a change in the cluster.
    pub const CHANGE: Progress = Progress::Waiting { until: None, ends_when_quiet: false };
    /// Watches changes in the cluster.
    pub const WATCH: Progress = Progress::Waiting { until: None, ends_when_quiet: true };
}

/// The commands of this release.
pub const COMMANDS: &[&Command] = &[
    &commands::create::COMMAND,
    &commands::expose::COMMAND,
    &commands::run::COMMAND,
    &commands::set::COMMAND,
    &commands::get::COMMAND,
    &commands::edit::COMMAND,
    &commands::delete::COMMAND,
    &commands::rollout::COMMAND,
    &commands::scale::COMMAND,
    &commands::discovery::CLUSTER_INFO,
    &commands::node::CORDON,
    &commands::node::UNCORDON,
    &commands::discovery::TOP,
    &commands::drain::COMMAND,
    &commands::taint::COMMAND,
    &commands::describe::COMMAND,
    &commands::logs::COMMAND,
    &commands::attach::COMMAND,
    &commands::exec::COMMAND,
    &commands::port_forward::COMMAND,
    &commands::cp::COMMAND,
    &commands::auth::COMMAND,
    &commands::events::COMMAND,
    &commands::apply::COMMAND,
    &commands::diff::COMMAND,
    &commands::patch::COMMAND,
    &commands::replace::COMMAND,
    &commands::wait::COMMAND,
    &commands::label::LABEL,
    &commands::label::ANNOTATE,
    &commands::discovery::API_RESOURCES,
    &commands::discovery::API_VERSIONS,
    &commands::config::COMMAND,
    &commands::discovery::VERSION,
];

/// The command of that name.
pub fn find<'a>(commands: &[&'a Command], name: &str) -> Option<&'a Command> {
    let named = |command: &&&Command| command.name == name || command.aliases.contains(&name);
    commands.iter().find(named).copied()
}
