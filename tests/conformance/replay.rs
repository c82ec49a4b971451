//! Replaying a recording: every command at its own moment of virtual time, and the watches beside
//! the commands that ran meanwhile.

use crate::recording::{Recording, Step};
use crate::setup;
use state_lab::api::clock::Millis;
use state_lab::cluster::Cluster;
use state_lab::compare::names::Names;
use state_lab::compare::volumes::Volumes;
use state_lab::compare::{Difference, compare, order};
use state_lab::kubectl::output::Output;
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::kubectl::shell::programs::Programs;
use state_lab::kubectl::shell::{Job, Shell};
use state_lab::lesson::session::Session;
use std::path::Path;

/// What became of a step.
pub struct Outcome {
    /// The step's number.
    pub number: usize,
    /// Its command.
    pub command: String,
    /// What was expected and what came, by shape, if they differ.
    pub difference: Option<Difference>,
}

/// Replays a recording in the directory of its manifests.
///
/// At which moments the binder of volumes comes round again, every fifteen seconds, shows only in
/// how often it has told of a claim that it cannot bind. So where it did, several are tried.
pub fn replay(recording: &Recording, manifests: &Path) -> Vec<Outcome> {
    const PHASES: [i64; 5] = [0, 3_000, 6_000, 9_000, 12_000];
    let failed = |outcomes: &[Outcome]| {
        outcomes.iter().filter(|outcome| outcome.difference.is_some()).count()
    };
    let waits = ["FailedBinding", "ProvisioningFailed"];
    let waits = waits.iter().any(|reason| recording.text.contains(reason));
    let phases = if waits { &PHASES[..] } else { &PHASES[..1] };
    let mut best: Option<Vec<Outcome>> = None;
    for phase in phases {
        let outcomes = replay_at(recording, manifests, *phase);
        let matters = outcomes.iter().any(concerns_binding);
        let is_better = best.as_ref().is_none_or(|best| failed(&outcomes) < failed(best));
        if is_better {
            best = Some(outcomes);
        }
        if !matters {
            break;
        }
    }
    best.unwrap_or_default()
}

/// Whether a step went wrong in a way that another moment of binding may mend.
fn concerns_binding(outcome: &Outcome) -> bool {
    let signs = |text: &String| text.contains("FailedBinding") || text.contains("Pending");
    outcome.difference.as_ref().is_some_and(|(expected, actual)| signs(expected) || signs(actual))
}

fn replay_at(recording: &Recording, manifests: &Path, phase: i64) -> Vec<Outcome> {
    let first = recording.steps.iter().find_map(|step| step.time).map_or(0.0, |time| time.0);
    let files = files(manifests);
    let mut happenings = setup::happenings(recording, &files).into_iter().peekable();
    let scenario = setup::scenario(recording, milliseconds(first), phase);
    let files = MemoryFiles::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let mut session = Session::new(&scenario, 1, Box::new(files));
    let mut watches: Vec<Watch> = Vec::new();
    let mut names = Names::default();
    let mut nodes = setup::Nodes::default();
    let mut volumes = Volumes::default();
    let mut outcomes = Vec::new();
    for (index, step) in recording.steps.iter().enumerate() {
        // A watch went on until the next command.
        if let Some(moment) = recording.steps[index..].iter().find_map(moment) {
            while let Some(happening) = happenings.next_if(|happening| happening.at <= moment) {
                follow(&mut session.cluster, &mut watches, happening.at);
                happening.happen(&mut session, &mut nodes);
            }
            follow(&mut session.cluster, &mut watches, moment);
        }
        if step.time.is_none() && order::is_watch(&step.command) {
            outcomes.push(conclude(step, &mut watches, &mut session.cluster, &mut names, &volumes));
            continue;
        }
        let wanted =
            recording.steps[index..].iter().filter(|later| order::is_watch(&later.command));
        for command in wanted.map(|later| later.command.as_str()) {
            if !watches.iter().any(|watch| watch.index == index && watch.command == command) {
                watches.push(Watch::begin(command, index, &mut session.cluster));
            }
        }
        let command = volumes.translate(&nodes.translate(&names.translate(&step.command)));
        let actual = nodes.translate_output(session.run(&command).output.plain());
        volumes.learn(&step.expected, session.cluster.api().store());
        let actual = volumes.translate_output(&step.command, actual);
        outcomes.push(outcome(step, compared(step, &actual, &mut names)));
    }
    outcomes
}

/// A command reaches the server some time after it starts; what it prints is of then.
fn moment(step: &Step) -> Option<Millis> {
    let (start, seconds) = step.time?;
    Some(milliseconds(start + (seconds * 0.7).min(0.12)))
}

/// A watch that may be the recorded one: the recording tells when a watch was printed, but not
/// when it had begun, so one is begun before every command.
struct Watch {
    index: usize,
    command: String,
    shell: Shell,
    job: Job,
    output: Output,
}

impl Watch {
    fn begin(command: &str, index: usize, cluster: &mut Cluster) -> Watch {
        let mut shell = Shell::new(Programs::ALL, Box::new(MemoryFiles::default()));
        let job = shell.start(command);
        let command = command.to_owned();
        let mut watch = Watch { index, command, shell, job, output: Output::new() };
        watch.poll(cluster);
        watch
    }

    fn poll(&mut self, cluster: &mut Cluster) {
        self.shell.poll(&mut self.job, &mut cluster.client(), &mut self.output);
    }
}

/// Lets time pass until a moment, with the watches seeing every change when it happens.
fn follow(cluster: &mut Cluster, watches: &mut [Watch], moment: Millis) {
    while cluster.next_due().is_some_and(|due| due <= moment) {
        cluster.step();
        for watch in watches.iter_mut() {
            watch.poll(cluster);
        }
    }
    cluster.advance_to(moment);
}

/// A recorded watch must be one of those that were begun since the last of the same command.
fn conclude(
    step: &Step,
    watches: &mut Vec<Watch>,
    cluster: &mut Cluster,
    names: &mut Names,
    volumes: &Volumes,
) -> Outcome {
    let mut closest: Option<Difference> =
        Some((step.expected.clone(), "no watch of this command had begun".to_owned()));
    let mut is_first = true;
    for watch in watches.iter_mut().filter(|watch| watch.command == step.command) {
        watch.poll(cluster);
        let text = volumes.translate_output(&step.command, watch.output.plain());
        match compared(step, &text, names) {
            None => {
                closest = None;
                break;
            }
            Some(difference) => {
                let is_closer = |known: &Difference| distance(&difference) < distance(known);
                if is_first || closest.as_ref().is_none_or(is_closer) {
                    closest = Some(difference);
                }
                is_first = false;
            }
        }
    }
    watches.retain(|watch| watch.command != step.command);
    outcome(step, closest)
}

/// How many lines differ.
fn distance((expected, actual): &Difference) -> usize {
    let lacks = |text: &str, line: &str| !text.lines().any(|other| other == line);
    expected.lines().filter(|line| lacks(actual, line)).count()
        + actual.lines().filter(|line| lacks(expected, line)).count()
        + expected.lines().count().abs_diff(actual.lines().count())
}

/// The manifests of the recordings, with the paths by which the commands name them.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(folder, "", &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("the folder of manifests").flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
        } else {
            found.push((name, std::fs::read_to_string(entry.path()).expect("a manifest")));
        }
    }
}

fn milliseconds(seconds: f64) -> Millis {
    Millis((seconds * 1000.0) as i64)
}

fn outcome(step: &Step, difference: Option<Difference>) -> Outcome {
    Outcome { number: step.number, command: step.command.clone(), difference }
}

fn compared(step: &Step, actual: &str, names: &mut Names) -> Option<Difference> {
    compare(&step.command, &step.expected, actual, names)
}
