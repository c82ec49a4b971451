//! Commands of containers that go on step by step, as time passes.
//!
//! Only their face is known here: what they are made of is the shell's, which a page needs only
//! once somebody asks for more than images do by themselves.

use super::container::{Container, Run};
use super::runtime::{Runtime, find};
use crate::api::Key;
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::apiserver::ApiServer;
use std::fmt;
use std::rc::Rc;

/// The process of a container.
pub trait Process: fmt::Debug {
    /// A copy that goes on independently.
    fn copy(&self) -> Box<dyn Process>;

    /// When it goes on; none if it waits for ever.
    fn due(&self) -> Option<Millis>;

    /// Whether it goes round and round, or waits for ever: it is not about to end by itself.
    fn is_steady(&self) -> bool;

    /// Sends it SIGTERM. Whether it will take notice: the kernel keeps from the first process of a
    /// container what that has not asked for.
    fn tell(&mut self) -> bool;

    /// Goes on at a moment as far as it gets. Its exit code if that is to its end.
    fn resume(&mut self, place: Place<'_>, now: Millis) -> Option<i32>;
}

/// Where a process runs.
pub struct Place<'a> {
    /// All nodes, with the files of the container.
    pub runtime: &'a mut Runtime,
    /// The cluster, whose services it finds.
    pub api: &'a mut ApiServer,
    /// Its pod.
    pub pod: &'a Rc<Pod>,
    /// Its container.
    pub container: &'a str,
}

impl Clone for Box<dyn Process> {
    fn clone(&self) -> Box<dyn Process> {
        (**self).copy()
    }
}

impl Run {
    /// Sends SIGTERM to the process. Whether it will end by itself then, and if so whether at once.
    pub(super) fn tell(&mut self) -> Heeds {
        if self.process.as_mut().is_some_and(|process| process.tell()) {
            return Heeds::Later;
        }
        if self.is_own && !self.image.ignores_term { Heeds::AtOnce } else { Heeds::Never }
    }
}

/// What comes of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heeds {
    /// The process ends.
    AtOnce,
    /// It does what it has said it would do.
    Later,
    /// It goes on as if nothing had been.
    Never,
}

impl Container {
    /// When its process goes on.
    pub(super) fn due(&self) -> Option<Millis> {
        let run = self.run.as_ref().filter(|_| self.is_running())?;
        run.process.as_ref()?.due()
    }

    /// Whether its process is not about to end by itself, or is none that goes on step by step.
    pub(super) fn is_steady(&self) -> bool {
        let process = self.run.as_ref().and_then(|run| run.process.as_ref());
        !self.is_running() || process.is_none_or(|process| process.is_steady())
    }
}

impl Runtime {
    /// Lets the processes of a pod go on as far as they get.
    pub fn run_processes(&mut self, key: &Key, api: &mut ApiServer, now: Millis) {
        // Where a kubelet was gone for long there may be much to catch up with.
        const MOST: usize = 20_000;
        let Some(pod) = api.store().at::<Pod>(key).cloned() else { return };
        for _ in 0..MOST {
            let Some(state) = self.pods.get(key).filter(|state| state.uid == pod.metadata.uid)
            else {
                return;
            };
            let containers = state.init.iter().chain(&state.containers);
            let dues = containers.filter_map(|it| Some((it.due()?, &it.name)));
            let Some((due, name)) = dues.min_by_key(|(due, _)| *due) else { return };
            if due > now {
                return;
            }
            let (name, moment) = (name.clone(), if due == Millis(i64::MIN) { now } else { due });
            self.go_on(&pod, &name, api, moment);
        }
    }

    fn go_on(&mut self, pod: &Rc<Pod>, name: &str, api: &mut ApiServer, now: Millis) {
        let notice = self.durations.notice();
        let state = find(&mut self.pods, pod).map(Rc::make_mut);
        let container = state.and_then(|state| state.container_mut(name));
        let is_alive = container.as_ref().is_some_and(|container| container.is_alive(now));
        let run = container.and_then(|container| container.run.as_mut());
        let Some(mut process) = run.and_then(|run| run.process.take()).filter(|_| is_alive) else {
            return;
        };
        let place = Place { runtime: self, api, pod, container: name };
        let code = process.resume(place, now);
        let message = code.and_then(|code| self.message(pod, name, code));
        let Some(state) = find(&mut self.pods, pod).map(Rc::make_mut) else { return };
        let container = state.container_mut(name);
        if let Some(run) = container.and_then(|container| container.run.as_mut()) {
            run.message = message;
            run.process = if code.is_none() { Some(process) } else { None };
        }
        if let Some(code) = code {
            state.process_ended(name, code, now, notice);
        }
    }

    /// What a container has left to be told of its end: in a file made for that, or, if it asks
    /// for that and has failed, at the end of its log.
    /// Models pkg/kubelet/kuberuntime/kuberuntime_container.go getTerminationMessage.
    fn message(&mut self, pod: &Pod, name: &str, code: i32) -> Option<Rc<str>> {
        /// Models pkg/kubelet/container MaxContainerTerminationMessageLength and its kin.
        const LONGEST: usize = 4096;
        const LONGEST_LOG: usize = 2048;
        const LINES: usize = 80;
        let spec = pod.spec.every_container().find(|spec| spec.name == name)?;
        let falls_back = code != 0 && spec.termination_message_policy == "FallbackToLogsOnError";
        let (run, disks) = self.run_mut(pod, name)?;
        let text = run.read(disks, &spec.termination_message_path).unwrap_or_default();
        if !text.is_empty() {
            return Some(text[..text.floor_char_boundary(LONGEST)].into());
        }
        let log = run.log.text();
        let tail = &log[log.ceil_char_boundary(log.len().saturating_sub(LONGEST_LOG))..];
        let lines: Vec<&str> = tail.split_inclusive('\n').collect();
        let last = lines[lines.len().saturating_sub(LINES)..].concat();
        Some(last.into()).filter(|_| falls_back && !tail.is_empty())
    }

    /// Sends SIGTERM to the first process of a container, whether the kubelet wants that or not.
    /// Whether it has ended then.
    pub(super) fn terminate(&mut self, pod: &Pod, container: &str, now: Millis) -> bool {
        let state = find(&mut self.pods, pod).map(Rc::make_mut);
        let container = state.and_then(|state| state.container_mut(container));
        let Some(container) = container else { return false };
        match container.run.as_mut().map_or(Heeds::Never, Run::tell) {
            Heeds::AtOnce => {
                container.end_at(now, 0);
                self.wake(pod, now);
                true
            }
            Heeds::Later => {
                self.woken.insert(Key::of(pod));
                false
            }
            Heeds::Never => false,
        }
    }
}
