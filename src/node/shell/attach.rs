//! Processes that somebody attaches to.

use super::interpreter::has_program;
use super::{SHELLS, base_name};
use crate::api::clock::Millis;
use crate::api::container::Container;
use crate::api::pod::Pod;
use crate::node::images::Program;
use crate::node::runtime::Runtime;

/// Whether the process waits for what somebody types who attaches to it. One that takes only one
/// such client may as well begin when that client comes.
pub fn awaits_input(spec: &Container, words: &[String]) -> bool {
    let is_shell = || match words {
        [] => true,
        [only] => SHELLS.contains(&base_name(only)),
        _ => false,
    };
    spec.stdin && (spec.stdin_once || is_shell())
}

/// What somebody who attaches to a container meets there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Process {
    /// A command that has waited for him; a shell alone is one as well.
    Waiting(Vec<String>),
    /// A command that has waited for him and that the model does not carry out.
    Unknown,
    /// A process that takes no notice.
    Busy,
}

impl Runtime {
    /// The process of a running container.
    pub fn process(&self, pod: &Pod, container: &str) -> Process {
        let spec = pod.spec.every_container().find(|spec| spec.name == container);
        let run = self.run(pod, container);
        let (Some(spec), Some(run)) = (spec, run) else { return Process::Busy };
        let words: Vec<String> = spec.command.iter().chain(&spec.args).cloned().collect();
        let is_own = words.is_empty() && !matches!(run.image.program, Program::Ends { .. });
        if is_own || !awaits_input(spec, &words) {
            return Process::Busy;
        }
        let directory = &run.working_directory;
        let first = words.first();
        if first.is_some_and(|first| !has_program(run, &self.disks, directory, first)) {
            return Process::Unknown;
        }
        let shell = if run.image.is_debian { "bash" } else { "sh" };
        Process::Waiting(if words.is_empty() { vec![shell.to_owned()] } else { words })
    }

    /// Puts into the log of a container what its process has printed that somebody is attached to.
    pub fn log_process(&mut self, pod: &Pod, container: &str, text: &str, now: Millis) {
        if let Some((run, _)) = self.run_mut(pod, container).filter(|_| !text.is_empty()) {
            run.log.tick(now);
            run.log.push_str(text);
        }
    }

    /// Lets the process of a container end now.
    pub fn end_process(&mut self, pod: &Pod, container: &str, code: i32, now: Millis) {
        let found = self.pod_mut(pod).and_then(|state| state.container_mut(container));
        if let Some(container) = found {
            container.end_at(now, code);
            self.wake(pod, now);
        }
    }
}
