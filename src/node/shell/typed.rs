//! A shell in a container that somebody sits at and types lines into.

use super::exec::{KILLED, State, is_running, run};
use super::interpreter::has_program;
use super::machine::Machine;
use super::parse::parse;
use super::session::{Dialect, Session};
use super::syntax::Wrong;
use super::table::Role;
use super::task::Frame;
use super::{ExecError, base_name};
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::apiserver::ApiServer;
use crate::node::kubelet::etc::hostname;
use crate::node::runtime::Runtime;
use std::rc::Rc;

/// A shell that somebody sits at.
#[derive(Clone, Debug)]
pub struct ContainerShell {
    pod: Rc<Pod>,
    container: String,
    session: Session,
    /// Lines with which something has begun that is not complete yet.
    begun: String,
    /// What the last line has begun and that waits.
    running: Option<Machine>,
}

/// What a line typed into a shell has led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShellOutput {
    /// What was printed.
    pub text: String,
    /// The exit code, if the shell has ended.
    pub exited: Option<i32>,
    /// Whether the line is still running: [`State::Waiting`].
    pub waits: Option<State>,
}

impl ContainerShell {
    /// What stands before the line to type: `/app # `, or `root@web-0:/# ` in bash.
    pub fn prompt(&self) -> String {
        if !self.begun.is_empty() {
            return "> ".to_owned();
        }
        let directory = match self.session.directory.as_str() {
            "/root" => "~",
            directory => directory,
        };
        match self.session.dialect {
            Dialect::Busybox => format!("{directory} # "),
            Dialect::Dash => "# ".to_owned(),
            Dialect::Bash => format!("root@{}:{directory}# ", hostname(&self.pod)),
        }
    }

    /// The container that the shell is in.
    pub fn container(&self) -> &str {
        &self.container
    }

    /// The pod that the shell is in.
    pub fn pod(&self) -> &Pod {
        &self.pod
    }

    /// Whether the next line goes on with the one before.
    pub fn wants_more(&self) -> bool {
        !self.begun.is_empty()
    }

    /// Gives up a line that goes on with the one before, and what an earlier one has left running.
    pub fn forget_line(&mut self) {
        self.begun.clear();
        self.running = None;
    }

    /// Runs a line as far as it gets; with a network, if there is one. What an earlier line has
    /// left running is given up.
    pub fn run(
        &mut self,
        runtime: &mut Runtime,
        api: Option<&mut ApiServer>,
        line: &str,
        now: Millis,
    ) -> ShellOutput {
        self.running = None;
        if !is_running(runtime, &self.pod, &self.container, now) {
            return ShellOutput { exited: Some(KILLED), ..ShellOutput::default() };
        }
        let text = match self.begun.is_empty() {
            true => line.to_owned(),
            false => format!("{}{line}", self.begun),
        };
        self.begun.clear();
        match parse(&text) {
            Err(Wrong::Incomplete(_)) => {
                self.begun = text + "\n";
                ShellOutput::default()
            }
            Err(Wrong::Syntax(message)) => {
                self.session.last_code = 2;
                let text = self.session.complaint(&message) + "\n";
                ShellOutput { text, ..ShellOutput::default() }
            }
            Ok(list) => {
                let frame = Frame::List(list, 0);
                let machine = Machine::new(Role::Asked, self.session.clone(), Frame::Prompt, None);
                self.running = Some(machine.then(frame).on_terminal());
                self.go_on(runtime, api, now)
            }
        }
    }

    /// Goes on with a line that waits. The shell ends with its container, as if it were killed.
    pub fn go_on(
        &mut self,
        runtime: &mut Runtime,
        api: Option<&mut ApiServer>,
        now: Millis,
    ) -> ShellOutput {
        let mut output = ShellOutput::default();
        let is_there = is_running(runtime, &self.pod, &self.container, now);
        if let Some(machine) = self.running.as_mut().filter(|_| is_there) {
            let (text, state) = run(machine, runtime, api, (&self.pod, &self.container), now);
            output.text = text;
            match (state, machine.session()) {
                (State::Ended(_), Some(session)) => self.session = session.clone(),
                (State::Ended(code), None) => output.exited = Some(code),
                (waits, _) => output.waits = Some(waits),
            }
        }
        if output.waits.is_none() {
            self.running = None;
        }
        if !is_running(runtime, &self.pod, &self.container, now) {
            (output.exited, output.waits) = (Some(KILLED), None);
        }
        output
    }

    /// The names in a directory that begin with some text, for completion; directories end in `/`.
    pub fn complete(&self, runtime: &Runtime, word: &str) -> Vec<String> {
        let Some(run) = runtime.run(&self.pod, &self.container) else { return Vec::new() };
        let (directory, prefix) = match word.rsplit_once('/') {
            Some((directory, prefix)) => (format!("{directory}/"), prefix),
            None => (String::new(), word),
        };
        let path = crate::node::files::resolve(&self.session.directory, &directory);
        let listed = run.list(&runtime.disks, &path).into_iter();
        listed
            .filter(|child| child.name.starts_with(prefix))
            .filter(|child| !child.name.starts_with('.') || prefix.starts_with('.'))
            .map(|child| {
                let slash = if child.is_directory { "/" } else { "" };
                format!("{directory}{}{slash}", child.name)
            })
            .collect()
    }
}

impl Runtime {
    /// Opens a shell in a container.
    ///
    /// # Errors
    /// The container does not run, or has no such shell.
    pub fn open_shell(
        &self,
        pod: &Pod,
        container: &str,
        shell: &str,
    ) -> Result<ContainerShell, ExecError> {
        let mut session = self.session(pod, container)?;
        let run = self.run(pod, container).expect("a session exists only in a running container");
        if !has_program(run, &self.disks, &session.directory, shell) {
            return Err(ExecError::NoSuchProgram { program: shell.to_owned() });
        }
        (session.name, session.is_interactive) = (shell.into(), true);
        if base_name(shell) == "bash" {
            session.dialect = Dialect::Bash;
        }
        let (pod, container) = (Rc::new(pod.clone()), container.to_owned());
        Ok(ContainerShell { pod, container, session, begun: String::new(), running: None })
    }
}
