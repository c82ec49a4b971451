//! A session: a cluster and a shell at it, and how commands and time go together.

use crate::api::Kind;
use crate::api::clock::Millis;
use crate::cluster::{Cluster, Parts, Scenario};
use crate::kubectl::command::Progress;
use crate::kubectl::output::Output;
use crate::kubectl::shell::files::Files;
use crate::kubectl::shell::programs::Programs;
use crate::kubectl::shell::{INTERRUPTED, Job, Shell};

/// Milliseconds for which a command may wait without anything happening. It would wait for ever:
/// on a real cluster somebody would interrupt it.
const PATIENCE: i64 = 120_000;

/// What a session is made with.
#[derive(Clone, Copy)]
pub struct Equipment {
    /// What its shell understands.
    pub programs: Programs,
    /// The parts of its cluster.
    pub parts: Parts,
}

impl Equipment {
    /// Everything.
    pub const ALL: Equipment = Equipment { programs: Programs::ALL, parts: Parts::ALL };
    /// Enough to set up a chapter that is no challenge, and for its first clicks.
    pub const SETUP: Equipment = Equipment { programs: Programs::SETUP, parts: Parts::NONE };
}

/// A cluster and the shell that works with it.
pub struct Session {
    /// The cluster.
    pub cluster: Cluster,
    /// The shell.
    pub shell: Shell,
}

/// What a command came to.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    /// What it printed.
    pub output: Output,
    /// Its exit status.
    pub code: i32,
}

impl Session {
    /// A new cluster with a shell in a directory with those files.
    pub fn new(scenario: &Scenario, seed: u64, files: Box<dyn Files>) -> Session {
        Session::with(Equipment::ALL, scenario, seed, files)
    }

    /// The same, made with other equipment.
    pub fn with(
        equipment: Equipment,
        scenario: &Scenario,
        seed: u64,
        files: Box<dyn Files>,
    ) -> Session {
        let Equipment { programs, parts } = equipment;
        let shell = Shell::new(programs, files);
        Session { cluster: Cluster::with(parts, scenario, seed), shell }
    }

    /// Goes on with other equipment.
    pub fn take(&mut self, equipment: Equipment) {
        self.cluster.take(equipment.parts);
        self.shell.learn(equipment.programs);
    }

    /// Runs a command line to its end. Time passes only as far as the command waits for something:
    /// a watch ends when nothing changes any more, and what would wait for ever is interrupted.
    pub fn run(&mut self, line: &str) -> Ran {
        let mut output = Output::new();
        let mut job = self.start(line);
        let begun = self.cluster.now();
        let mut idle_since = begun;
        let follower = self.cluster.client().api.follow();
        loop {
            let (until, ends_when_quiet) = match self.poll(&mut job, &mut output) {
                Progress::Done(code) => return Ran { output, code },
                Progress::Waiting { until, ends_when_quiet } => (until, ends_when_quiet),
            };
            if ends_when_quiet && self.cluster.is_settled() {
                return Ran { output, code: 0 };
            }
            let since = if job.repeats() { begun } else { idle_since };
            if (until.is_none() || job.repeats()) && self.cluster.now() - since > PATIENCE {
                // The `^C` that a terminal echoes is nobody's output.
                self.shell.interrupt(job, &mut Output::new());
                return Ran { output, code: INTERRUPTED };
            }
            self.wait(until);
            let mut changes = self.cluster.api().unread(&follower);
            if changes.any(|change| change.object().kind() != Kind::Event) {
                idle_since = self.cluster.now();
            }
        }
    }

    /// Lets time pass until something is due, or until a moment if that comes first.
    fn wait(&mut self, until: Option<Millis>) {
        match (self.cluster.next_due(), until) {
            (Some(due), Some(until)) if until < due => self.cluster.advance_to(until),
            (None, Some(until)) => self.cluster.advance_to(until),
            _ => {
                self.cluster.step();
            }
        }
    }

    /// Begins a command line; nothing has run yet.
    pub fn start(&mut self, line: &str) -> Job {
        self.shell.start(line)
    }

    /// Goes on with a command as far as it comes without waiting.
    pub fn poll(&mut self, job: &mut Job, output: &mut Output) -> Progress {
        self.shell.poll(job, &mut self.cluster.client(), output)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubectl::output::CLEAR;
    use crate::kubectl::shell::files::MemoryFiles;

    #[test]
    fn what_never_ends_is_ended_and_what_is_odd_is_refused() {
        let files = Box::<MemoryFiles>::default();
        let mut session = Session::new(&Scenario::lab(), 1, files);
        for line in [
            "while true; do :; done",
            "for i in {1..10000}; do for j in {1..10000}; do :; done; done",
        ] {
            assert_eq!(session.run(line).code, INTERRUPTED, "{line}");
        }
        let mut prints = |line: &str| session.run(line).output.plain();
        assert_eq!(prints("echo a\u{a0}b \u{3000}c"), "a\u{a0}b \u{3000}c\n");
        assert_eq!(prints("wget -\u{e9} http://x"), "wget: invalid option -- '\u{e9}'\n");
        assert_eq!(
            prints("sleep 9223372036854775"),
            "sleep: this cluster waits for a day at most\n"
        );
        assert_eq!(prints("echo err 1>&2; echo out >&1"), "err\nout\n");
        assert_eq!(prints("ls x 2> f; ls y 2>> f; wc -l < f"), "2\n");
    }

    #[test]
    fn watch_shows_a_line_again_and_again_on_a_cleared_screen_until_nothing_happens() {
        let mut session = Session::new(&Scenario::lab(), 1, Box::<MemoryFiles>::default());
        session.run("kubectl run web --image=nginx");
        let ran = session.run("watch -n 1 'kubectl get pods --no-headers | grep web'");
        let text = ran.output.plain();
        let screens: Vec<&str> = text.split(CLEAR).skip(1).collect();
        assert!(screens.len() > 2, "{text}");
        let title = "Every 1.0s: kubectl get pods --no-headers | grep web";
        assert!(screens.iter().all(|screen| screen.starts_with(title)), "{text}");
        assert!(screens[0].contains("Pending"), "{text}");
        assert!(screens[1].contains("ContainerCreating"), "{text}");
        assert_eq!(session.run("watch").code, 1);
        let refused = session.run("watch -z ls").output.plain();
        assert_eq!(refused, "watch: unrecognized option '-z'\n");
    }

    #[test]
    fn whoever_looks_only_when_the_cluster_has_settled_has_missed_no_change() {
        let mut session = Session::new(&Scenario::large(3), 1, Box::new(MemoryFiles::default()));
        let looked = session.cluster.api().log_end();
        let follower = session.cluster.client().api.follow();
        session.run("kubectl create deployment web --image=nginx --replicas=300");
        assert!(session.cluster.settle(600_000));
        let all = session.cluster.api().log_end() - looked;
        assert!(all > 2_000, "a rollout of so many pods is long: {all}");
        assert_eq!(session.cluster.api().unread(&follower).len(), all);
    }

    #[test]
    fn a_forwarded_port_leads_to_its_pod_until_that_is_gone() {
        let mut session = Session::new(&Scenario::lab(), 1, Box::<MemoryFiles>::default());
        session
            .run("kubectl run web --image=visits:1.0; kubectl wait --for=condition=Ready pod/web");
        let mut job = session.start("kubectl port-forward web 9000:8080");
        let mut told = |session: &mut Session| {
            let mut output = Output::new();
            let progress = session.poll(&mut job, &mut output);
            (output.plain(), progress)
        };
        let begun = "Forwarding from 127.0.0.1:9000 -> 8080\nForwarding from [::1]:9000 -> 8080\n";
        assert_eq!(told(&mut session).0, begun);
        assert!(session.run("curl -s localhost:9000").output.plain().contains("web"));
        assert_eq!(told(&mut session).0, "Handling connection for 9000\n");
        session.run("kubectl delete pod web; kubectl run web --image=visits:1.0");
        assert_eq!(session.run("curl -s localhost:9000").code, 52, "it is another pod");
        let (text, progress) = told(&mut session);
        assert_eq!(text, "Handling connection for 9000\nerror: lost connection to pod\n");
        assert_eq!(progress, Progress::Done(1));
        drop(job);
        assert_eq!(session.run("curl -s localhost:9000").code, 7, "nobody listens any more");
    }
}
