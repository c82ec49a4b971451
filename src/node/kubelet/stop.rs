//! Ending a pod: the signal, the grace period, the last reports and its removal.
//! Models pkg/kubelet/kubelet.go SyncTerminatingPod and SyncTerminatedPod.

use super::{PodState, Stage, Task, Which, Worker};
use crate::api::clock::Millis;
use crate::apiserver::request::Request;
use crate::node::container::{Ended, Run, State};
use crate::node::process::Heeds;

/// The exit code of a process that was killed.
const KILLED: i32 = 137;

impl Worker<'_> {
    /// Begins to stop the pod when its deletion has been asked for.
    pub(super) fn heed_deletion(&mut self, now: Millis) {
        if !self.pod.metadata.is_terminating() {
            return;
        }
        let grace = self.pod.metadata.deletion_grace_period_seconds.unwrap_or(0);
        match self.state.stage {
            Stage::Active | Stage::Finished => self.stop_all(grace, now),
            Stage::Terminating { grace: before } if grace < before => self.hurry(grace, now),
            _ => {}
        }
    }

    fn stop_all(&mut self, grace: i64, now: Millis) {
        self.state.stage = Stage::Terminating { grace };
        self.state.agenda.clear();
        self.state.observe(now);
        // Nothing is started any more, so what hindered a start is not told any more.
        for container in self.state.containers.iter_mut().chain(&mut self.state.init) {
            container.trouble = None;
        }
        self.report(now);
        let mut done = now;
        let running: Vec<Which> = (0..self.state.containers.len())
            .map(|index| Which { init: false, index })
            .chain((0..self.state.init.len()).map(|index| Which { init: true, index }))
            .filter(|which| self.state.at(*which).is_running())
            .collect();
        for which in running {
            let text = format!("Stopping container {}", self.state.at(which).name);
            self.tell(which, now, false, "Killing", text);
            done = done.max(self.stop(which, grace, now));
        }
        self.state.plan(done, Task::Killed);
    }

    /// Signals a container and returns when it will have ended.
    pub(super) fn stop(&mut self, which: Which, grace: i64, now: Millis) -> Millis {
        let grace = grace.saturating_mul(1000);
        let container = self.state.at_mut(which);
        let heeds = container.run.as_mut().map_or(Heeds::AtOnce, Run::tell);
        if heeds == Heeds::AtOnce && self.durations.stop <= grace {
            container.end_at(now + self.durations.stop, 0);
        } else {
            container.end_at(now + grace, KILLED);
        }
        match container.state {
            State::Running { ends: Some((moment, _)), .. } => moment,
            _ => now,
        }
    }

    /// A second deletion with a shorter grace period shortens the first.
    fn hurry(&mut self, grace: i64, now: Millis) {
        self.state.stage = Stage::Terminating { grace };
        for container in self.state.containers.iter_mut().chain(&mut self.state.init) {
            container.end_at(now + grace.saturating_mul(1000), KILLED);
        }
        self.state.plan_killed(now);
    }

    /// All containers have ended: the last phase is reported.
    pub(super) fn killed(&mut self, now: Millis) {
        self.state.observe(now);
        self.state.stage = Stage::Terminated;
        for container in &mut self.state.containers {
            if container.state == State::Waiting {
                container.state = State::Ended(Ended::unknown());
            }
        }
        self.report(now);
        self.state.plan(now + self.durations.remove, Task::Swept);
    }

    /// The sandbox is gone. A pod that is being deleted may now be removed from the API.
    pub(super) fn swept(&mut self, now: Millis) {
        self.state.sandbox = false;
        if self.state.stage == Stage::Terminated {
            self.state.stage = Stage::Removed;
            self.requests.push(Request::delete_now(&*self.pod));
        } else {
            self.report(now);
        }
    }
}

impl PodState {
    /// Goes on with the end of a pod when the last of its containers has ended.
    pub(super) fn plan_killed(&mut self, now: Millis) {
        self.agenda.retain(|(_, task)| *task != Task::Killed);
        let ends = self.containers.iter().chain(&self.init).filter_map(|it| match it.state {
            State::Running { ends: Some((moment, _)), .. } => Some(moment),
            _ => None,
        });
        let done = ends.max().map_or(now, |last| last.max(now));
        self.plan(done, Task::Killed);
    }
}

impl Ended {
    /// The end of a container that was never seen to run.
    /// Models pkg/kubelet/status/status_manager.go TerminatePod.
    fn unknown() -> Ended {
        let id = String::new();
        Ended { started: None, finished: None, code: KILLED, id, error: None, message: None }
    }
}
