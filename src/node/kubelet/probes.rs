//! Probes: startup, readiness and liveness. Models pkg/kubelet/prober/worker.go.

use super::{Stage, Task, Which, Worker};
use crate::api::clock::Millis;
use crate::api::container::{Container, Probe};
use crate::api::meta::IntOrString;
use crate::node::container::State;
use crate::node::images::Program;
use crate::node::runtime;
use serde_json::Value;

/// Which of the three probes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeKind {
    Startup,
    Readiness,
    Liveness,
}

/// How often in a row each probe has succeeded (positive) or failed (negative).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probes {
    startup: i32,
    readiness: i32,
    liveness: i32,
}

impl Probes {
    /// Whether a probe has said the same so often that it is not news any more.
    pub fn is_settled(&self, kind: ProbeKind) -> bool {
        const OFTEN: i32 = 3;
        let count = match kind {
            ProbeKind::Startup => self.startup,
            ProbeKind::Readiness => self.readiness,
            ProbeKind::Liveness => self.liveness,
        };
        count >= OFTEN || count <= -OFTEN && kind == ProbeKind::Readiness
    }

    fn of(&mut self, kind: ProbeKind) -> &mut i32 {
        match kind {
            ProbeKind::Startup => &mut self.startup,
            ProbeKind::Readiness => &mut self.readiness,
            ProbeKind::Liveness => &mut self.liveness,
        }
    }
}

/// The prober starts to look a moment after the kubelet has reported that the container runs.
const AFTER_REPORT: i64 = 100;

impl Worker<'_> {
    /// Plans the first try of each probe of a container that was just started.
    pub(super) fn plan_probes(&mut self, which: Which, now: Millis) {
        let spec = self.spec(which).clone();
        for (kind, probe) in [
            (ProbeKind::Startup, &spec.startup_probe),
            (ProbeKind::Readiness, &spec.readiness_probe),
            (ProbeKind::Liveness, &spec.liveness_probe),
        ] {
            let Some(probe) = probe else { continue };
            let reported = self.durations.notice() + AFTER_REPORT;
            let delay = i64::from(probe.initial_delay_seconds) * 1000;
            self.state.plan(now + delay.max(reported), Task::Probe(which, kind));
        }
    }

    /// Tries a probe once and heeds what it says.
    pub(super) fn probe(&mut self, which: Which, kind: ProbeKind, now: Millis) {
        let spec = self.spec(which).clone();
        let State::Running { started, ends } = self.state.at(which).state else { return };
        let probe = match kind {
            ProbeKind::Startup => &spec.startup_probe,
            ProbeKind::Readiness => &spec.readiness_probe,
            ProbeKind::Liveness => &spec.liveness_probe,
        };
        let Some(probe) = probe.as_ref().filter(|_| self.state.stage == Stage::Active) else {
            return;
        };
        let period = i64::from(probe.period_seconds.max(1)) * 1000;
        let again = Task::Probe(which, kind);
        if kind != ProbeKind::Startup && !self.state.at(which).started {
            self.state.plan(now + period, again);
            return;
        }
        if ends.is_some_and(|(moment, _)| moment <= now) {
            return;
        }
        let outcome = self.try_probe(which, probe, &spec, now);
        let is_steady = outcome.is_ok() && self.is_without_effect(which, probe);
        let count = self.state.at_mut(which).probes.of(kind);
        *count = if outcome.is_ok() { (*count).max(0) + 1 } else { (*count).min(0) - 1 };
        let (good, bad) = (probe.success_threshold.max(1), probe.failure_threshold.max(1));
        let (holds, fails) = (*count >= good, *count <= -bad);
        if let Err(message) = outcome {
            self.unhealthy(which, kind, message, now);
        }
        let changes = match kind {
            ProbeKind::Startup if holds => self.set_started(which, &spec),
            ProbeKind::Readiness if holds => self.set_ready(which, true),
            ProbeKind::Readiness if fails => self.set_ready(which, false),
            ProbeKind::Startup | ProbeKind::Liveness if fails => {
                self.kill_unhealthy(which, kind, &spec, now);
                return;
            }
            _ => false,
        };
        if changes {
            self.report(now);
        }
        let is_over = holds && (is_steady || kind == ProbeKind::Startup);
        if !is_over {
            self.state.plan(now.max(started) + period, again);
        }
    }

    /// Whether a probe that has succeeded once need not be tried again: it changes nothing, and a
    /// server that has answered goes on answering.
    fn is_without_effect(&self, which: Which, probe: &Probe) -> bool {
        let run = self.state.at(which).run.as_ref();
        let counts = run.is_some_and(|run| run.image.program == Program::Visits);
        match &probe.http_get {
            Some(action) => !counts || action.path == "/healthz",
            None => probe.exec.is_none(),
        }
    }

    fn set_started(&mut self, which: Which, spec: &Container) -> bool {
        let container = self.state.at_mut(which);
        container.ready = spec.readiness_probe.is_none();
        !std::mem::replace(&mut container.started, true)
    }

    fn set_ready(&mut self, which: Which, ready: bool) -> bool {
        std::mem::replace(&mut self.state.at_mut(which).ready, ready) != ready
    }

    fn unhealthy(&mut self, which: Which, kind: ProbeKind, message: String, now: Millis) {
        let kind = match kind {
            ProbeKind::Startup => "Startup",
            ProbeKind::Readiness => "Readiness",
            ProbeKind::Liveness => "Liveness",
        };
        self.tell(which, now, true, "Unhealthy", format!("{kind} probe failed: {message}"));
    }

    /// Stops a container whose probe has failed too often; it is then started again.
    fn kill_unhealthy(&mut self, which: Which, kind: ProbeKind, spec: &Container, now: Millis) {
        let kind = if kind == ProbeKind::Startup { "startup" } else { "liveness" };
        let text = format!("Container {} failed {kind} probe, will be restarted", spec.name);
        self.tell(which, now, false, "Killing", text);
        let grace = self.pod.spec.termination_grace_period_seconds.unwrap_or(30);
        let done = self.stop(which, grace, now);
        self.state.plan(done + self.durations.notice(), Task::Sync);
    }

    fn try_probe(
        &mut self,
        which: Which,
        probe: &Probe,
        spec: &Container,
        now: Millis,
    ) -> Result<(), String> {
        let ip = self.state.ip.clone();
        let Some(run) = &mut self.state.at_mut(which).run else { return Ok(()) };
        if let Some(action) = &probe.http_get {
            let port = action.port.as_ref().and_then(|port| number(port, spec)).unwrap_or(0);
            let path = if action.path.is_empty() { "/" } else { action.path.as_str() };
            let slash = if path.starts_with('/') { "" } else { "/" };
            return match runtime::answer_to_probe(run, self.disks, port, path) {
                Some(status) if (200..400).contains(&status) => Ok(()),
                Some(status) => Err(format!("HTTP probe failed with statuscode: {status}")),
                None => Err(format!(
                    "Get \"http://{ip}:{port}{slash}{path}\": dial tcp {ip}:{port}: connect: \
                     connection refused"
                )),
            };
        }
        if let Some(socket) = &probe.tcp_socket {
            let port = match socket.get("port") {
                Some(Value::Number(port)) => port.as_i64().unwrap_or(0) as i32,
                Some(Value::String(name)) => named_port(name, spec).unwrap_or(0),
                _ => 0,
            };
            let refused = || format!("dial tcp {ip}:{port}: connect: connection refused");
            return runtime::listens(run, port).then_some(()).ok_or_else(refused);
        }
        if let Some(command) = probe.exec.as_ref().and_then(|exec| exec.get("command")) {
            let words = command.as_array().into_iter().flatten().filter_map(Value::as_str);
            let words: Vec<String> = words.map(str::to_owned).collect();
            let patience = i64::from(probe.timeout_seconds.max(1)) * 1000;
            let (text, code) = (self.commands.probe)(run, self.disks, &words, now, patience);
            return if code == 0 { Ok(()) } else { Err(text) };
        }
        Ok(())
    }
}

fn number(port: &IntOrString, spec: &Container) -> Option<i32> {
    match port {
        IntOrString::Int(number) => Some(*number),
        IntOrString::String(name) => named_port(name, spec),
    }
}

fn named_port(name: &str, spec: &Container) -> Option<i32> {
    let port = spec.ports.iter().find(|port| port.name == name);
    port.map(|port| port.container_port)
}
