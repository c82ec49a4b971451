//! One command in a running container, for somebody who waits for its end.

use super::ExecError;
use super::interpreter::{Host, Interpreter, has_program};
use super::machine::Machine;
use super::session::Session;
use super::table::Role;
use super::task::Frame;
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::apiserver::ApiServer;
use crate::node::runtime::Runtime;
use std::rc::Rc;

/// The exit code of what ends with its container.
pub const KILLED: i32 = 137;

/// What a command has printed, and its exit code.
#[cfg(test)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecOutput {
    /// Output and errors, in the order in which they came.
    pub text: String,
    /// The exit code.
    pub code: i32,
}

/// How far a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has ended with that exit code.
    Ended(i32),
    /// It waits.
    Waiting {
        /// It goes on at that moment; none if it waits for ever.
        until: Option<Millis>,
        /// It goes round and round, and is not about to end by itself.
        is_steady: bool,
    },
}

/// A command that runs in a container.
#[derive(Clone, Debug)]
pub struct Exec {
    pod: Rc<Pod>,
    container: String,
    machine: Machine,
}

impl Exec {
    /// Goes on as far as it gets, and returns what it has printed. It ends with its container.
    pub fn poll(
        &mut self,
        runtime: &mut Runtime,
        api: Option<&mut ApiServer>,
        now: Millis,
    ) -> (String, State) {
        if !is_running(runtime, &self.pod, &self.container, now) {
            return (String::new(), State::Ended(KILLED));
        }
        run(&mut self.machine, runtime, api, (&self.pod, &self.container), now)
    }
}

/// Whether a container's process is there.
pub(super) fn is_running(runtime: &Runtime, pod: &Pod, container: &str, now: Millis) -> bool {
    let found = runtime.pod(pod).and_then(|state| state.container(container));
    found.is_some_and(|container| container.is_alive(now))
}

/// Lets a command go on as far as it gets in a container that runs.
pub(super) fn run(
    machine: &mut Machine,
    runtime: &mut Runtime,
    api: Option<&mut ApiServer>,
    (pod, container): (&Rc<Pod>, &str),
    now: Millis,
) -> (String, State) {
    if machine.due().is_some_and(|due| due <= now) {
        let host = Host::Online { runtime, api, pod: pod.clone(), container };
        machine.run(&mut Interpreter::new(host, now));
    }
    let state = match machine.code() {
        Some(code) => State::Ended(code),
        None => State::Waiting { until: machine.due(), is_steady: machine.is_steady() },
    };
    (machine.take_printed(), state)
}

impl Runtime {
    /// A command in a container, which begins when it is polled first; with what is piped into it.
    ///
    /// # Errors
    /// The container does not run, or has no such program.
    pub fn begin_exec(
        &self,
        pod: &Pod,
        container: &str,
        argv: &[String],
        input: Option<&str>,
    ) -> Result<Exec, ExecError> {
        let session = self.session(pod, container)?;
        let program = argv.first().map_or("", String::as_str);
        let run = self.run(pod, container).expect("a session exists only in a running container");
        if !has_program(run, &self.disks, &session.directory, program) {
            return Err(ExecError::NoSuchProgram { program: program.to_owned() });
        }
        let frame = Frame::Program(Rc::new(argv.to_vec()));
        let machine = Machine::new(Role::Asked, session, frame, input);
        Ok(Exec { pod: Rc::new(pod.clone()), container: container.to_owned(), machine })
    }

    /// Runs one command in a container as if no time passed while it waits.
    ///
    /// # Errors
    /// As [`Runtime::begin_exec`].
    #[cfg(test)]
    pub fn exec(
        &mut self,
        api: Option<&mut ApiServer>,
        pod: &Pod,
        container: &str,
        argv: &[String],
        now: Millis,
    ) -> Result<ExecOutput, ExecError> {
        const LONGEST: i64 = 600_000;
        let mut exec = self.begin_exec(pod, container, argv, None)?;
        let (mut text, mut moment, mut api) = (String::new(), now, api);
        loop {
            let (printed, state) = exec.poll(self, api.as_deref_mut(), moment);
            text.push_str(&printed);
            match state {
                State::Ended(code) => return Ok(ExecOutput { text, code }),
                State::Waiting { until: Some(until), .. } if until - now < LONGEST => {
                    moment = until;
                }
                State::Waiting { .. } => return Ok(ExecOutput { text, code: KILLED }),
            }
        }
    }

    pub(super) fn session(&self, pod: &Pod, container: &str) -> Result<Session, ExecError> {
        if pod.spec.node_name.is_empty() {
            return Err(ExecError::NoHost { pod: pod.metadata.name.clone() });
        }
        let run = self.run(pod, container);
        let none = || ExecError::NotRunning { container: container.to_owned() };
        run.map(Session::new).ok_or_else(none)
    }
}
