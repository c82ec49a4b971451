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

/// A shell that somebody sits at, as those know it who only keep it open.
pub trait Typed {
    /// What stands before the line to type: `/app # `, or `root@web-0:/# ` in bash.
    fn prompt(&self) -> String;

    /// The container that the shell is in.
    fn container(&self) -> &str;

    /// The pod that the shell is in.
    fn pod(&self) -> &Pod;

    /// Whether the next line goes on with the one before.
    fn wants_more(&self) -> bool;

    /// Gives up a line that goes on with the one before, and what an earlier one has left running.
    fn forget_line(&mut self);

    /// Runs a line as far as it gets; with a network, if there is one. What an earlier line has
    /// left running is given up.
    fn run(
        &mut self,
        runtime: &mut Runtime,
        api: Option<&mut ApiServer>,
        line: &str,
        now: Millis,
    ) -> ShellOutput;

    /// Goes on with a line that waits. The shell ends with its container, as if it were killed.
    fn go_on(
        &mut self,
        runtime: &mut Runtime,
        api: Option<&mut ApiServer>,
        now: Millis,
    ) -> ShellOutput;
}

/// The shell itself.
#[derive(Clone, Debug)]
struct ContainerShell {
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

impl Typed for ContainerShell {
    fn prompt(&self) -> String {
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

    fn container(&self) -> &str {
        &self.container
    }

    fn pod(&self) -> &Pod {
        &self.pod
    }

    fn wants_more(&self) -> bool {
        !self.begun.is_empty()
    }

    fn forget_line(&mut self) {
        self.begun.clear();
        self.running = None;
    }

    fn run(
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

    fn go_on(
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
    ) -> Result<Box<dyn Typed>, ExecError> {
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
        let (begun, running) = (String::new(), None);
        Ok(Box::new(ContainerShell { pod, container, session, begun, running }))
    }
}
