//! The start of a container's process, or why there is none.

use super::environment::Environment;
use super::events::about_container;
use super::start::should_restart;
use super::{PodState, Task, Which, Worker, etc};
use crate::api::clock::Millis;
use crate::apiserver::request::Request;
use crate::node::container::{Ended, Run, State, Trouble};
use crate::node::images::{Program, SHORT_LIFE};
use crate::node::layer::Layer;
use crate::node::log::Log;
use crate::node::shell::{Role, attach};
use crate::node::volumes::mounts;
use crate::node::{shell, visits};
use std::rc::Rc;

impl Worker<'_> {
    /// Starts the process of a container.
    pub(super) fn launch(&mut self, which: Which, environment: Rc<Environment>, now: Millis) {
        let pod = self.pod.clone();
        let spec = which.of(&pod);
        let sources = self.state.sources.as_deref().unwrap_or_default();
        let mounts = mounts(spec, sources);
        let image = self.node.image(&spec.image);
        let network = self.networks.of(&pod, self.store);
        let mut run = Run {
            layer: Layer::new(&mounts, etc::files(&pod, &self.state.ip, network)),
            mounts: Rc::new(mounts),
            environment,
            working_directory: match spec.working_dir.as_str() {
                "" => image.working_directory.to_owned(),
                directory => directory.to_owned(),
            },
            hostname: etc::hostname(&pod),
            visits: None,
            log: Log::new(now),
            is_own: true,
            process: None,
            message: None,
            image: image.clone(),
        };
        let words: Vec<String> = spec.command.iter().chain(&spec.args).cloned().collect();
        if let Some(program) = spec.command.first().or(words.first())
            && !shell::can_start(&run, self.disks, program)
        {
            return self.fail_to_launch(which, program, now);
        }
        // What the model does not carry out is taken to do what it is there for: a container that
        // initialises its pod ends well, any other runs on.
        let is_sidecar = spec.restart_policy.as_deref() == Some("Always");
        let end = (which.init && !is_sidecar).then_some((now + SHORT_LIFE, 0));
        let role = if end.is_some() { Role::Helper } else { Role::Main };
        let ends = match (image.program, shell::carries_out(&words)) {
            // What reads from somebody who has yet to attach.
            (Program::Ends { .. }, _) | (_, true) if attach::awaits_input(spec, &words) => None,
            (_, true) => (self.commands.start)(&mut run, &words, role, now),
            (Program::Ends { after, code }, false) => Some((now + after, code)),
            (Program::Visits, false) => {
                visits::start(&mut run, self.disks);
                None
            }
            (Program::Forever, false) if !image.is_known => end,
            (Program::Nginx | Program::Hello(_) | Program::Forever, false) => None,
        };
        self.tell_now(which, false, "Started", format!("Started container {}", spec.name));
        begin(self.state, which, State::Running { started: now, ends: None }, Some(run));
        let container = self.state.at_mut(which);
        container.started = spec.startup_probe.is_none();
        container.ready = container.started && spec.readiness_probe.is_none();
        if let Some((moment, code)) = ends {
            container.end_at(moment, code);
            self.state.plan(moment + self.durations.notice(), Task::Sync);
        }
        self.plan_probes(which, now);
    }

    /// A container whose program there is none of ends before it has begun.
    /// Models github.com/containerd/containerd/internal/cri/server/container_start.go
    /// StartContainer.
    fn fail_to_launch(&mut self, which: Which, program: &str, now: Millis) {
        const NO_SUCH_PROGRAM: i32 = 128;
        let why = shell::no_such_program(program);
        let message = format!(
            "failed to create containerd task: failed to create shim task: OCI runtime create \
             failed: runc create failed: unable to start container process: {why}: unknown"
        );
        self.tell_now(which, true, "Failed", format!("Error: {message}"));
        let error = Some(message.as_str().into());
        let id = String::new();
        let (started, finished) = (None, Some(now));
        let code = NO_SUCH_PROGRAM;
        let ended = Ended { started, finished, code, id, error, message: None };
        begin(self.state, which, State::Ended(ended), None);
        let id = self.state.container_id(self.state.at(which));
        let restarts = should_restart(&self.pod.spec.restart_policy, NO_SUCH_PROGRAM);
        let container = self.state.at_mut(which);
        if let State::Ended(ended) = &mut container.state {
            ended.id = id;
        }
        container.trouble = restarts.then_some(Trouble { reason: "RunContainerError", message });
        self.state.plan(now + self.durations.notice(), Task::Sync);
    }

    fn tell_now(&mut self, which: Which, warning: bool, reason: &'static str, text: String) {
        let draft = about_container(&self.pod, self.state, which, warning, reason, text);
        self.requests.push(Request::event(Box::new(draft)));
    }
}

/// Replaces a container's previous run by a new one.
fn begin(state: &mut PodState, which: Which, becomes: State, run: Option<Run>) {
    let container = state.at_mut(which);
    if let State::Ended(ended) = &container.state {
        container.last = Some(ended.clone());
        container.restarts += 1;
        container.previous_log = container.run.take().map(|run| run.log);
    }
    container.state = becomes;
    container.run = run;
    container.probes = Default::default();
}
