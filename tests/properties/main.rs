//! What holds whatever is done to a cluster: random commands, failures and pauses, and after each
//! of them the same questions.
//!
//! `STATELAB_SEEDS` asks for that many seeds instead of the usual number, and `STATELAB_SEED` for
//! one alone. A seed that fails prints the commands that reproduce it; the files that they apply
//! are printed as well.
#![cfg(not(target_arch = "wasm32"))]

mod deeds;
mod dice;
mod invariants;
mod manifests;
mod nonsense;

use deeds::{Deed, User};
use dice::Dice;
use invariants::Memory;
use state_lab::api::Object;
use state_lab::cluster::Scenario;
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// How many seeds a usual run takes.
const SEEDS: u64 = 2_000;
/// How many things are done to each cluster.
const DEEDS: usize = 10;
/// Virtual milliseconds in which every cluster must have come to rest: longer than the deadline of
/// a Deployment's progress, which is the longest that anything waits for.
const PATIENCE: i64 = 1_500_000;
/// The longest that a control loop waits before it tries again what has failed.
const LONGEST_BACKOFF: i64 = 1_000_000;
/// Every so many seeds are played twice.
const REPEATED: u64 = 40;

thread_local! {
    /// What was done to the cluster of this thread, for the report about a bug.
    static DONE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// One cluster and what is done to it.
struct Play {
    session: Session,
    memory: Memory,
    transcript: String,
}

impl Play {
    fn new(dice: &mut Dice) -> (Play, Vec<(String, String)>) {
        let files = manifests::files(dice);
        let borrowed = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let mut session =
            Session::new(&Scenario::lab(), dice.next(), Box::new(MemoryFiles::new(borrowed)));
        session.cluster.settle(PATIENCE);
        (Play { session, memory: Memory::default(), transcript: String::new() }, files)
    }

    /// Does one thing and asks the questions that hold at any moment.
    fn perform(&mut self, deed: &Deed) -> Result<(), String> {
        DONE.with(|done| done.borrow_mut().push(deed.to_string()));
        match deed {
            Deed::Command(line) => {
                let ran = self.session.run(line);
                self.transcript.push_str(&format!("$ {line}\n{}", ran.output.plain()));
            }
            Deed::Visit(service) => match self.session.cluster.visit("default", service) {
                Ok(visit) => {
                    self.transcript.push_str(&format!("{} {}\n", visit.pod.name(), visit.body));
                    self.memory.writes_are_new(&self.session.cluster);
                }
                Err(error) => self.transcript.push_str(&format!("{error}\n")),
            },
            Deed::Machine { node, runs } => self.session.cluster.set_node_running(node, *runs),
        }
        self.memory.note(deed);
        self.memory.check(&self.session.cluster)
    }

    /// Lets the cluster come to rest and asks what holds then.
    fn rest(&mut self) -> Result<(), String> {
        DONE.with(|done| done.borrow_mut().push("# until nothing changes".to_owned()));
        if !self.session.cluster.settle(PATIENCE) {
            // A kubelet never stops trying to pull an image that there is not.
            if invariants::somebody_tries_again(&self.session.cluster) {
                return self.memory.check(&self.session.cluster);
            }
            return Err(format!("the cluster does not come to rest:\n{}", self.unrest()));
        }
        self.memory.check(&self.session.cluster)?;
        if invariants::at_rest(&self.session.cluster).is_err() {
            // What has failed for minutes has its next turn after a quarter of an hour.
            let later = self.session.cluster.now() + LONGEST_BACKOFF;
            self.session.cluster.advance_to(later);
            self.session.cluster.settle(PATIENCE);
            self.memory.check(&self.session.cluster)?;
        }
        invariants::at_rest(&self.session.cluster)
    }

    /// What still changes.
    fn unrest(&mut self) -> String {
        const WHILE: i64 = 20_000;
        let cluster = &mut self.session.cluster;
        let follower = cluster.client().api.follow();
        let until = cluster.now() + WHILE;
        cluster.advance_to(until);
        let changes = cluster.api().unread(&follower);
        let last = changes.map(|change| {
            let key = change.object().key();
            let about = match change.object() {
                Object::Event(event) => format!(" {}: {}", event.reason, event.message),
                _ => String::new(),
            };
            format!("  {:?} {}{about}", key.kind, key.name())
        });
        last.take(12).collect::<Vec<_>>().join("\n")
    }

    /// Everything that could be seen, for comparing two plays.
    fn bytes(&self) -> String {
        let objects = self.session.cluster.api().store().objects().all();
        let objects: Vec<String> = objects.map(|object| object.to_json().to_string()).collect();
        format!("{}\n{}", self.transcript, objects.join("\n"))
    }
}

/// Plays a seed to its end.
fn play(seed: u64) -> Result<Play, String> {
    DONE.with(|done| done.borrow_mut().clear());
    let mut dice = Dice::new(seed);
    let (mut play, files) = Play::new(&mut dice);
    for (name, text) in &files {
        DONE.with(|done| done.borrow_mut().push(format!("cat > {name} <<'END'\n{text}\nEND")));
    }
    let mut user = User::default();
    let opening: Vec<Deed> = files.iter().map(|(name, _)| Deed::apply(name)).collect();
    for deed in &opening {
        play.perform(deed)?;
    }
    if dice.chance(70) {
        play.rest()?;
    }
    for _ in 0..DEEDS {
        let deed = user.next(&mut dice, &play.session.cluster);
        play.perform(&deed)?;
        if dice.chance(15) {
            play.rest()?;
        }
    }
    play.rest()?;
    Ok(play)
}

/// Plays a seed, twice if it is its turn; what goes wrong is told with what reproduces it.
fn check(seed: u64) -> Result<(), String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let first = play(seed)?;
        if seed.is_multiple_of(REPEATED) && play(seed)?.bytes() != first.bytes() {
            return Err("the same seed gives other bytes the second time".to_owned());
        }
        Ok(())
    }));
    let why = match outcome {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(why)) => why,
        Err(_) => "a panic; its message stands above".to_owned(),
    };
    let done = DONE.with(|done| done.borrow().join("\n"));
    Err(format!("STATELAB_SEED={seed}: {why}\n{done}\n"))
}

/// The number in a variable of the environment.
fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

#[test]
fn whatever_is_done_the_cluster_keeps_its_promises() {
    let (first, end) = match number("STATELAB_SEED") {
        Some(seed) => (seed, seed + 1),
        None => (0, number("STATELAB_SEEDS").unwrap_or(SEEDS)),
    };
    let next = Arc::new(AtomicU64::new(first));
    let failures = Arc::new(Mutex::new(Vec::new()));
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let enough = failures.lock().is_ok_and(|failures| failures.len() > 2);
                    if seed >= end || enough {
                        break;
                    }
                    if let Err(failure) = check(seed)
                        && let Ok(mut failures) = failures.lock()
                    {
                        failures.push(failure);
                    }
                }
            });
        }
    });
    let failures = failures.lock().expect("no worker has died").join("\n");
    assert!(failures.is_empty(), "\n{failures}");
}
