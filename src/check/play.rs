//! The commands of notes, played: time goes on between them as far as what they print asks for.

use super::Verdict;
use super::block::Typed;
use super::diff::{self, Mismatch};
use super::prompt;
use crate::api::core::Service;
use crate::cluster::{Cluster, Scenario};
use crate::compare::compare;
use crate::compare::names::Names;
use crate::compare::volumes::Volumes;
use crate::kubectl::shell::INTERRUPTED;
use crate::kubectl::shell::files::Files;
use crate::lesson::challenge;
use crate::lesson::session::{Ran, Session};

/// Milliseconds for which the cluster may go on until it prints what is shown.
const PATIENCE: i64 = 600_000;
/// Milliseconds after which an author who changes something has waited long enough.
const PAUSE: i64 = 120_000;
/// How often a command is tried: a bound for clusters in which something happens all the time.
const TRIES: usize = 600;
/// How many requests a reader may have sent in a browser, which notes have no command for.
const VISITS: usize = 60;
/// The exit status of a program that there is not.
const NOT_FOUND: i32 = 127;

/// The session in which notes are played, and what is known of names.
pub struct Player {
    session: Session,
    names: Names,
    volumes: Volumes,
    /// The block and the prompt of the command that has opened a container's shell.
    opened: (usize, String),
}

/// What came of one try.
struct Try {
    mismatches: Vec<Mismatch>,
    /// How far it is from what is shown.
    distance: usize,
    ran: Ran,
    cluster: Cluster,
    names: Names,
    volumes: Volumes,
}

impl Player {
    /// A new cluster, with a shell in a directory with those files.
    pub fn new(scenario: &Scenario, seed: u64, files: Box<dyn Files>) -> Player {
        Player {
            session: Session::new(scenario, seed, files),
            names: Names::default(),
            volumes: Volumes::default(),
            opened: (0, String::new()),
        }
    }

    /// Puts a file into the directory.
    pub fn put(&mut self, name: &str, text: String) {
        // What is kept in memory can be written.
        let _ = self.session.shell.files_mut().write(name, text);
    }

    /// Runs a command, at the first moment at which it prints what is shown below it.
    pub fn play(&mut self, typed: &Typed) -> Verdict {
        if self.session.shell.is_in_container() && self.has_left(typed) {
            self.session.run("exit");
        }
        let was_outside = !self.session.shell.is_in_container();
        let best = self.best(typed);
        if was_outside && self.session.shell.is_in_container() {
            self.opened = (typed.block, typed.prompt.clone());
        }
        self.session.shell.forget_line();
        if was_outside && let Some(program) = unknown(&best.ran) {
            return Verdict::NotRun(program);
        }
        self.session.cluster = best.cluster;
        self.names = best.names;
        self.volumes = best.volumes;
        match (best.mismatches.is_empty(), typed.shown.is_empty()) {
            (false, _) => Verdict::Differs(best.mismatches),
            (true, false) => Verdict::AsPrinted,
            (true, true) => Verdict::Ran,
        }
    }

    /// Whether the container's shell was left without the notes showing it: the command stands at
    /// the prompt behind which the shell was opened, or is one for kubectl.
    fn has_left(&self, typed: &Typed) -> bool {
        let (block, mark) = &self.opened;
        let is_same = typed.prompt == *mark;
        let is_told_apart = *block != typed.block || !prompt::is_bare(mark) && !mark.is_empty();
        typed.names_kubectl() || is_same && is_told_apart
    }

    /// The first try that matches, or the first of those that come closest.
    fn best(&mut self, typed: &Typed) -> Try {
        let before = self.session.cluster.clone();
        let mut best: Option<Try> = None;
        // Who changes something has looked at what there is, and waited for it.
        if challenge::changes(&typed.command) > 0 && !self.session.shell.is_in_container() {
            self.session.cluster.settle(PAUSE);
            if self.attempt(typed, &mut best) {
                return best.expect("it has matched");
            }
        }
        let deadline = before.now() + PATIENCE;
        let mut now = before;
        for _ in 0..TRIES {
            self.session.cluster = now.clone();
            if self.attempt(typed, &mut best) {
                return best.expect("it has matched");
            }
            if now.now() > deadline || now.is_settled() || !now.step() {
                break;
            }
        }
        if self.reads_files(typed) {
            self.visit(typed, &now, &mut best);
        }
        best.expect("there was a try")
    }

    /// What is in a pod's files may be the work of a reader with a browser.
    fn visit(&mut self, typed: &Typed, now: &Cluster, best: &mut Option<Try>) {
        let services: Vec<(String, String)> = now
            .api()
            .store()
            .list::<Service>()
            .filter(|service| service.spec.ports.iter().any(|port| port.node_port != 0))
            .map(|service| (service.metadata.namespace.clone(), service.metadata.name.clone()))
            .collect();
        for (namespace, service) in services {
            let mut visited = now.clone();
            for _ in 0..VISITS {
                if visited.visit(&namespace, &service).is_err() {
                    break;
                }
                self.session.cluster = visited.clone();
                if self.attempt(typed, best) {
                    return;
                }
            }
        }
    }

    fn reads_files(&self, typed: &Typed) -> bool {
        let words = || typed.command.split_whitespace();
        let reads = words().any(|word| matches!(word, "exec" | "logs" | "curl" | "wget"));
        !typed.shown.is_empty() && (reads || self.session.shell.is_in_container())
    }

    /// Runs the command in the cluster as it is, and keeps what came of it if it is the best so
    /// far. Whether it matches.
    fn attempt(&mut self, typed: &Typed, best: &mut Option<Try>) -> bool {
        let (mut names, mut volumes) = (self.names.clone(), self.volumes.clone());
        let command = volumes.translate(&names.translate(&typed.command));
        let ran = self.session.run(&command);
        let mut mismatches = if self.session.shell.wants_more() {
            self.session.shell.forget_line();
            failure(typed, "a command that goes on: a quote or a document is never closed")
        } else if typed.shown.is_empty() {
            complaint(typed, &ran)
        } else {
            let shown = expected(typed);
            let text: Vec<&str> = shown.iter().map(|(_, line)| *line).collect();
            let text = text.join("\n");
            volumes.learn(&text, self.session.cluster.api().store());
            let actual = volumes.translate_output(&typed.command, ran.output.plain());
            let actual = without_elided(typed, &shown, trimmed(&actual));
            match compare(&typed.command, &text, &actual, &mut names) {
                None => Vec::new(),
                Some(_) => diff::lines(&shown, &actual, typed.line),
            }
        };
        mismatches.iter_mut().for_each(explain);
        let matches = mismatches.is_empty();
        let distance = mismatches.iter().map(Mismatch::distance).sum();
        if best.as_ref().is_none_or(|best| distance < best.distance) {
            let cluster = self.session.cluster.clone();
            *best = Some(Try { mismatches, distance, ran, cluster, names, volumes });
        }
        matches
    }
}

/// The program that the shell does not know, or the command that kubectl does not.
fn unknown(ran: &Ran) -> Option<String> {
    let text = ran.output.plain();
    if ran.code == NOT_FOUND {
        let line = text.lines().find_map(|line| line.strip_suffix(": command not found"))?;
        return Some(line.strip_prefix("bash: ").unwrap_or(line).to_owned());
    }
    let after = text.strip_prefix("error: unknown command \"")?;
    Some(format!("kubectl {}", after.split('"').next()?))
}

/// That a command without output should have succeeded, if it has not.
fn complaint(typed: &Typed, ran: &Ran) -> Vec<Mismatch> {
    let errors = ran.output.segments().iter().filter(|segment| segment.stderr);
    let errors: String = errors.map(|segment| segment.text.as_str()).collect();
    match errors.lines().next() {
        Some(error) if ran.code != 0 && ran.code != INTERRUPTED => failure(typed, error),
        _ => Vec::new(),
    }
}

fn failure(typed: &Typed, got: &str) -> Vec<Mismatch> {
    let expected = Some("that it succeeds".to_owned());
    vec![Mismatch { line: typed.line, expected, got: Some(got.to_owned()), note: "" }]
}

/// Says where files are looked for, if that is what is wrong.
fn explain(mismatch: &mut Mismatch) {
    let got = mismatch.got.as_deref().unwrap_or_default();
    if got.starts_with("error: the path \"") && got.ends_with("does not exist") {
        mismatch.note = "neither the notes nor the directory has it";
    }
}

/// The lines to expect, without those that say that some are left out, and without the `^C` that
/// ends a watch.
fn expected(typed: &Typed) -> Vec<(usize, &str)> {
    let lines = typed.shown.iter().map(|(number, line)| (*number, line.as_str()));
    let mut lines: Vec<(usize, &str)> = lines.filter(|(_, line)| !is_elision(line)).collect();
    if watches(typed)
        && let Some((_, last)) = lines.last_mut()
    {
        *last = last.strip_suffix("^C").unwrap_or(last);
        if last.is_empty() {
            lines.pop();
        }
    }
    lines
}

fn watches(typed: &Typed) -> bool {
    typed.command.split_whitespace().any(|word| matches!(word, "-w" | "--watch" | "-f" | "watch"))
}

fn is_elision(line: &str) -> bool {
    matches!(line.trim(), "..." | "…" | "[...]" | "[…]")
}

/// What is printed, without as many lines as the notes leave out where they say so.
fn without_elided(typed: &Typed, shown: &[(usize, &str)], actual: String) -> String {
    let Some(head) = typed.shown.iter().position(|(_, line)| is_elision(line)) else {
        return actual;
    };
    let lines: Vec<&str> = actual.lines().collect();
    let tail = shown.len() - head;
    if lines.len() <= head + tail {
        return actual;
    }
    [&lines[..head], &lines[lines.len() - tail..]].concat().join("\n")
}

/// The text without blanks at the ends of lines, which editors drop.
fn trimmed(text: &str) -> String {
    text.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
