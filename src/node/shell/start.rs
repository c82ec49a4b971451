//! The commands of containers and of probes.

use super::interpreter::{Host, Interpreter, has_program};
use super::machine::Machine;
use super::programs::pause;
use super::session::Session;
use super::table::Role;
use super::task::Frame;
use super::{End, base_name, can_start};
use crate::api::clock::Millis;
use crate::node::container::Run;
use crate::node::process::{Place, Process};
use crate::node::volumes::Disks;
use std::rc::Rc;

/// Starts the command of a container, which is its process: what it prints goes to the log. Of one
/// that only sleeps the end is known at once; any other goes on step by step.
pub fn command(run: &mut Run, words: &[String], role: Role, now: Millis) -> Option<End> {
    run.is_own = false;
    if let Some((program, arguments)) = words.split_first()
        && base_name(program) == "sleep"
        && let Ok(pause) = pause(arguments)
    {
        return pause.map(|milliseconds| (now + milliseconds, 0));
    }
    let frame = Frame::Program(Rc::new(words.to_vec()));
    let machine = Machine::new(role, Session::first(run), frame, None).in_log();
    run.process = Some(Box::new(machine));
    None
}

/// Runs the command of a probe, which may take so many milliseconds. One that the model does not
/// carry out is taken to succeed.
/// Models pkg/kubelet/cri/remote/remote_runtime.go ExecSync.
pub fn probe(
    run: &mut Run,
    disks: &mut Disks,
    words: &[String],
    now: Millis,
    patience: i64,
) -> (String, i32) {
    const TIMED_OUT: i32 = -1;
    let session = Session::new(run);
    let program = words.first().map_or("", String::as_str);
    if !can_start(run, disks, program) {
        return (format!("exec: \"{program}\": executable file not found in $PATH"), 127);
    }
    if !has_program(run, disks, &session.directory, program) {
        return (String::new(), 0);
    }
    let frame = Frame::Program(Rc::new(words.to_vec()));
    let mut machine = Machine::new(Role::Helper, session, frame, None);
    let mut shell = Interpreter::new(Host::Bare { run, disks }, now);
    loop {
        machine.run(&mut shell);
        if let Some(code) = machine.code() {
            return (machine.take_printed(), code);
        }
        match machine.due() {
            Some(due) if due - now < patience => shell.now = due.max(now),
            _ => {
                let (command, seconds) = (words.join(" "), patience / 1000);
                let text = format!("command timed out: \"{command}\" timed out after {seconds}s");
                return (text, TIMED_OUT);
            }
        }
    }
}

impl Process for Machine {
    fn copy(&self) -> Box<dyn Process> {
        Box::new(self.clone())
    }

    fn due(&self) -> Option<Millis> {
        Machine::due(self)
    }

    fn is_steady(&self) -> bool {
        Machine::is_steady(self)
    }

    fn tell(&mut self) -> bool {
        Machine::tell(self)
    }

    fn resume(&mut self, place: Place<'_>, now: Millis) -> Option<i32> {
        let Place { runtime, api, pod, container } = place;
        let (pod, api) = (pod.clone(), Some(api));
        let host = Host::Online { runtime, api, pod, container };
        self.run(&mut Interpreter::new(host, now));
        self.code()
    }
}
