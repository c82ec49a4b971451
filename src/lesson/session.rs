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

/// Milliseconds for which time jumps at most for one command: a day. More would keep the reader
/// waiting, too.
const LONGEST: i64 = 86_400_000;

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
    /// Milliseconds for which time jumps at most for one command; a day, unless it is said.
    pub longest: i64,
}

/// How far a command is, and when the others want to be asked again that go on meanwhile.
pub type Polled = (Progress, Option<Millis>);

/// How a command has come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with that exit code.
    Done(i32),
    /// It only watched, and nothing happens any more.
    Quiet,
    /// It has not, and has to be interrupted.
    Interrupted,
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
        Session { cluster: Cluster::with(parts, scenario, seed), shell, longest: LONGEST }
    }

    /// Goes on with other equipment.
    pub fn take(&mut self, equipment: Equipment) {
        self.cluster.take(equipment.parts);
        self.shell.learn(equipment.programs);
    }

    /// Runs a command line to its end. Time passes only as far as the command waits for something,
    /// as [`Session::drive`] lets it pass.
    pub fn run(&mut self, line: &str) -> Ran {
        let mut output = Output::new();
        let mut job = self.start(line);
        let first = (self.poll(&mut job, &mut output), None);
        let end =
            self.drive(job.repeats(), first, |session| (session.poll(&mut job, &mut output), None));
        let code = match end {
            End::Done(code) => code,
            End::Quiet => 0,
            End::Interrupted => {
                // The `^C` that a terminal echoes is nobody's output.
                self.shell.interrupt(job, &mut Output::new());
                INTERRUPTED
            }
        };
        Ran { output, code }
    }

    /// Lets time jump until a command has ended that has come so far, and that may go on for ever
    /// if it `repeats`. A watch ends when nothing changes any more; what would wait for ever, or
    /// longer than is waited for, has to be interrupted. To `poll` is to go on with it and with all
    /// else that goes on meanwhile.
    pub fn drive(
        &mut self,
        repeats: bool,
        first: Polled,
        mut poll: impl FnMut(&mut Session) -> Polled,
    ) -> End {
        let begun = self.cluster.now();
        let mut idle_since = begun;
        let follower = self.cluster.client().api.follow();
        let (mut progress, mut others) = first;
        loop {
            let (until, ends_when_quiet) = match progress {
                Progress::Done(code) => return End::Done(code),
                Progress::Waiting { until, ends_when_quiet } => (until, ends_when_quiet),
            };
            if ends_when_quiet && self.cluster.is_settled() {
                return End::Quiet;
            }
            let now = self.cluster.now();
            let since = if repeats { begun } else { idle_since };
            let is_endless = (until.is_none() || repeats) && now - since > PATIENCE;
            let last = begun + self.longest;
            // A moment that has passed has had its chance.
            let moments = [until, others].into_iter().flatten().filter(|moment| *moment > now);
            let Some(next) = moments.chain(self.cluster.next_due()).min() else {
                return End::Interrupted;
            };
            if is_endless || now > last {
                return End::Interrupted;
            }
            self.cluster.advance_to(next.min(last + 1));
            let has_changed = {
                let mut changes = self.cluster.api().unread(&follower);
                changes.any(|change| change.object().kind() != Kind::Event)
            };
            if has_changed {
                idle_since = self.cluster.now();
            }
            (progress, others) = poll(self);
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
    fn nothing_is_waited_for_longer_than_a_day() {
        let mut session = Session::new(&Scenario::lab(), 1, Box::<MemoryFiles>::default());
        session.run("kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web");
        let begun = session.cluster.now();
        let line = "kubectl wait --for=condition=Never pod/web --timeout=9223372036s";
        assert_eq!(session.run(line).code, INTERRUPTED);
        let passed = session.cluster.now() - begun;
        assert!((LONGEST..LONGEST + 3_600_000).contains(&passed), "{passed}");
        let wrong = session.run(&line.replace("36s", "37s")).output.plain();
        assert!(wrong.contains("time: invalid duration \"9223372037s\""), "{wrong}");
        session.longest = 10_000;
        assert_eq!(session.run("sleep 10").code, 0);
        assert_eq!(session.run("kubectl exec web -- sleep 86000").code, INTERRUPTED);
    }

    #[test]
    fn others_go_on_at_their_moments_while_time_jumps_for_one() {
        let mut session = Session::new(&Scenario::lab(), 1, Box::<MemoryFiles>::default());
        let (mut one, mut other) = (session.start("sleep 100"), session.start("sleep 7; echo a"));
        let (mut out, mut told) = (Output::new(), None);
        session.poll(&mut other, &mut out);
        let begun = session.cluster.now();
        let first = (session.poll(&mut one, &mut out), Some(begun + 7_000));
        let end = session.drive(one.repeats(), first, |session| {
            let next = match session.poll(&mut other, &mut out) {
                Progress::Done(_) => {
                    told.get_or_insert(session.cluster.now() - begun);
                    None
                }
                Progress::Waiting { until, .. } => until,
            };
            (session.poll(&mut one, &mut out), next)
        });
        assert_eq!((end, out.plain().as_str()), (End::Done(0), "a\n"));
        assert_eq!((told, session.cluster.now() - begun), (Some(7_000), 100_000));
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
