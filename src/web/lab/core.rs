//! The session behind the page, with the commands that still wait and what of it was shown last.

use super::journey::Journey;
use crate::api::Kind;
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::apiserver::request::Change;
use crate::apiserver::snapshot::Snapshot;
use crate::cluster::Scenario;
use crate::diagram::{LaneSpec, Room, Scene, Slots, layout_in};
use crate::i18n::{Lang, Words};
use crate::kubectl::command::Progress as Waits;
use crate::kubectl::output::{Output, Segment};
use crate::kubectl::shell::files::{Files, MemoryFiles};
use crate::kubectl::shell::{Job, Shell};
use crate::lesson::progress::Progress;
use crate::lesson::session::Session;
use crate::lesson::survival::Survival;
use crate::lesson::{Chapter, Lane, Setting};
use crate::web::changes::{Visited, deleted, visited};
use crate::web::panic;
use crate::web::screen::Screen;
use crate::web::survived::Fate;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Milliseconds after which a cluster that does not come to rest is shown as it is.
const LONGEST_SETTLING: i64 = 600_000;
/// Milliseconds for which a command may wait without anything happening.
const PATIENCE: i64 = 120_000;
/// Moments that one step of the clock may pass over, because nothing changes in them.
const MOST_STEPS: usize = 1000;
/// The most real time that one tick stands for: a page that was asleep does not catch up.
const LONGEST_TICK: f64 = 1000.0;

/// The session behind the page.
pub struct Core {
    chapter: &'static Chapter,
    session: Session,
    /// Clicks have a shell of their own, for whoever types may be inside of a container.
    clicks: Shell,
    jobs: Vec<Running>,
    /// Lines typed while another command still waits.
    queued: VecDeque<String>,
    printed: Vec<Print>,
    next_block: u64,
    slots: Slots,
    room: Room,
    scene: Scene,
    shown: Rc<Snapshot>,
    journeys: u64,
    /// The pod of each lane that was deleted last.
    deleted: Vec<Option<Deleted>>,
    progress: Progress,
    began: Millis,
    /// How far the log of the API server had been read at the last look.
    seen: usize,
    last_tick: f64,
}

/// A command that has not ended.
struct Running {
    job: Job,
    out: Output,
    block: u64,
    typed: bool,
    line: String,
    text: String,
}

/// A pod that was deleted.
#[derive(Clone)]
struct Deleted {
    uid: String,
    /// The cluster as it was shown last before that.
    before: Rc<Snapshot>,
}

/// What the browser pane shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What curl printed.
    pub text: String,
    /// The pod that answered; none if nobody did.
    pub pod: Option<String>,
}

impl Answer {
    /// The name of the pod that was visited.
    pub fn pod(snapshot: &Snapshot, visit: &Visited) -> Option<String> {
        let mut pods = snapshot.objects.list::<Pod>();
        pods.find(|pod| pod.metadata.uid == visit.uid).map(|pod| pod.metadata.name.clone())
    }
}

/// Something for the terminal's screen.
pub enum Print {
    /// A command begins.
    Begin { block: u64, prompt: String, line: String },
    /// A command has printed.
    Text { block: u64, segments: Vec<Segment> },
}

impl Print {
    /// Puts it on the screen.
    pub fn onto(self, screen: &mut Screen) {
        match self {
            Print::Begin { block, prompt, line } => screen.begin(block, &prompt, &line),
            Print::Text { block, segments } => screen.print(block, segments),
        }
    }
}

impl Core {
    /// A chapter's cluster, set up and settled.
    pub fn new(chapter: &'static Chapter, lang: Lang, seed: u64) -> Core {
        panic::about(chapter.slug, lang, seed);
        let scenario = match chapter.setting {
            Setting::Lab => Scenario::lab(),
            Setting::Seed => Scenario::seed(),
        };
        let named = chapter.files.iter().map(|file| (file.name, *file.contents.get(lang)));
        let files = SharedFiles(Rc::new(RefCell::new(MemoryFiles::new(named))));
        let mut session = Session::new(&scenario, seed, Box::new(files.clone()));
        for line in chapter.setup {
            session.run(line);
        }
        session.cluster.settle(LONGEST_SETTLING);
        let shown = Rc::new(session.cluster.snapshot());
        let mut core = Core {
            chapter,
            clicks: Shell::new(Box::new(files)),
            jobs: Vec::new(),
            queued: VecDeque::new(),
            printed: Vec::new(),
            next_block: 0,
            slots: Slots::default(),
            room: Room::default(),
            scene: Scene::default(),
            progress: Progress::new(&shown),
            shown,
            journeys: 0,
            deleted: vec![None; chapter.lanes.len()],
            began: session.cluster.now(),
            seen: session.cluster.api().log_end(),
            last_tick: crate::web::browser::now(),
            session,
        };
        core.scene = core.draw();
        core
    }

    /// The moment that was looked at last.
    pub fn shown(&self) -> Rc<Snapshot> {
        self.shown.clone()
    }

    /// The drawing of that moment.
    pub fn scene(&self) -> Scene {
        self.scene.clone()
    }

    /// What stands before the line that is being typed.
    pub fn prompt(&self) -> String {
        self.session.shell.prompt()
    }

    /// Whether a command that was typed still waits.
    pub fn is_busy(&self) -> bool {
        self.jobs.iter().any(|running| running.typed)
    }

    /// Seconds since the chapter began.
    pub fn elapsed(&self) -> i64 {
        (self.session.cluster.now() - self.began) / 1000
    }

    /// The address of a lane's service.
    pub fn url(&self, lane: &Lane) -> Option<String> {
        let key = lane.service_key();
        self.session.cluster.address_of(&key.namespace, &key.name)
    }

    /// The address that the browser pane begins with.
    pub fn first_address(&self) -> String {
        self.chapter.lanes.last().and_then(|lane| self.url(lane)).unwrap_or_default()
    }

    /// Takes note that the reader was shown a text outside of the terminal.
    pub fn showed(&mut self, text: &str) {
        self.progress.shown("", text);
    }

    /// Begins a command line and goes on as far as it comes; `to_the_end` lets time jump until it
    /// has ended, and `settle` until nothing changes any more. Returns what it has printed.
    pub fn act(&mut self, line: &str, typed: bool, to_the_end: bool, settle: bool) -> String {
        if typed && self.is_busy() {
            self.queued.push_back(line.to_owned());
            return String::new();
        }
        self.slots.mark();
        let block = self.begin(line, typed);
        if to_the_end {
            self.run_out(block);
        }
        if settle {
            self.session.cluster.settle(LONGEST_SETTLING);
            self.poll();
        }
        let printed = self.printed.iter().filter_map(|print| match print {
            Print::Text { block: other, segments } if *other == block => Some(segments),
            _ => None,
        });
        printed.flatten().map(|segment| segment.text.as_str()).collect()
    }

    fn begin(&mut self, line: &str, typed: bool) -> u64 {
        panic::did(line);
        let block = self.next_block;
        self.next_block += 1;
        let shell = if typed { &mut self.session.shell } else { &mut self.clicks };
        let prompt = shell.prompt();
        let job = shell.start(line);
        self.printed.push(Print::Begin { block, prompt, line: line.to_owned() });
        self.jobs.push(Running {
            job,
            out: Output::new(),
            block,
            typed,
            line: line.to_owned(),
            text: String::new(),
        });
        self.poll();
        block
    }

    /// Lets time jump until a command has ended. A watch ends when nothing changes any more, and
    /// what would wait for ever is interrupted.
    fn run_out(&mut self, block: u64) {
        let mut idle_since = self.session.cluster.now();
        loop {
            let Some(at) = self.jobs.iter().position(|running| running.block == block) else {
                return;
            };
            let (until, ends_when_quiet) = match self.poll_one(at) {
                Waits::Done(_) => return,
                Waits::Waiting { until, ends_when_quiet } => (until, ends_when_quiet),
            };
            let cluster = &mut self.session.cluster;
            if ends_when_quiet && cluster.is_settled() {
                return self.finish(at);
            }
            if until.is_none() && cluster.now() - idle_since > PATIENCE {
                return self.stop(at);
            }
            let seen = cluster.api().log_end();
            match (cluster.next_due(), until) {
                (Some(due), Some(until)) if until < due => cluster.advance_to(until),
                (None, Some(until)) => cluster.advance_to(until),
                (None, None) => return self.stop(at),
                _ => {
                    cluster.step();
                }
            }
            if cluster.api().changes_since(seen).iter().any(|change| !is_event(change)) {
                idle_since = cluster.now();
            }
        }
    }

    /// Asks every command that waits to go on.
    pub fn poll(&mut self) {
        let mut at = 0;
        while at < self.jobs.len() {
            let block = self.jobs[at].block;
            self.poll_one(at);
            at += usize::from(self.jobs.get(at).is_some_and(|running| running.block == block));
        }
        if !self.is_busy()
            && let Some(line) = self.queued.pop_front()
        {
            self.begin(&line, true);
        }
    }

    fn poll_one(&mut self, at: usize) -> Waits {
        let running = &mut self.jobs[at];
        let shell = if running.typed { &mut self.session.shell } else { &mut self.clicks };
        let waits =
            shell.poll(&mut running.job, &mut self.session.cluster.client(), &mut running.out);
        match waits {
            Waits::Done(_) => self.finish(at),
            Waits::Waiting { .. } => self.collect(at),
        }
        waits
    }

    /// Shows what a command has printed.
    fn collect(&mut self, at: usize) {
        let running = &mut self.jobs[at];
        let segments = running.out.take();
        if !segments.is_empty() {
            running.text.extend(segments.iter().map(|segment| segment.text.as_str()));
            self.printed.push(Print::Text { block: running.block, segments });
        }
    }

    /// A command has ended.
    fn finish(&mut self, at: usize) {
        self.collect(at);
        let ended = self.jobs.remove(at);
        self.progress.shown(&ended.line, &ended.text);
    }

    /// Ends a command that waits, as Ctrl-C does.
    fn stop(&mut self, at: usize) {
        let mut running = self.jobs.remove(at);
        let shell = if running.typed { &mut self.session.shell } else { &mut self.clicks };
        shell.interrupt(running.job, &mut running.out);
        let segments = running.out.take();
        running.text.extend(segments.iter().map(|segment| segment.text.as_str()));
        self.printed.push(Print::Text { block: running.block, segments });
        self.progress.shown(&running.line, &running.text);
    }

    /// Ends the command that was typed and still waits, or gives up the line that is being typed.
    pub fn interrupt(&mut self, line: &str) {
        self.queued.clear();
        match self.jobs.iter().position(|running| running.typed) {
            Some(at) => self.stop(at),
            None => {
                let block = self.next_block;
                self.next_block += 1;
                let (prompt, line) = (self.prompt(), format!("{line}^C"));
                self.printed.push(Print::Begin { block, prompt, line });
            }
        }
    }

    /// What a command prints now that shows something and changes nothing.
    pub fn look_up(&mut self, line: &str) -> String {
        let mut out = Output::new();
        let mut job = self.clicks.start(line);
        self.clicks.poll(&mut job, &mut self.session.cluster.client(), &mut out);
        out.plain()
    }

    /// Goes to the next moment at which something changes.
    pub fn step(&mut self) {
        for _ in 0..MOST_STEPS {
            let before = self.session.cluster.api().log_end();
            if !self.session.cluster.step() || self.session.cluster.api().log_end() != before {
                break;
            }
        }
        self.poll();
    }

    /// Lets time pass as it has passed on the wall, `speed` times. Whether there is news.
    pub fn tick(&mut self, now: f64, speed: i64) -> bool {
        let passed = (now - self.last_tick).clamp(0.0, LONGEST_TICK) as i64 * speed;
        self.last_tick = now;
        if speed == 0 {
            return false;
        }
        let until = self.session.cluster.now() + passed;
        self.session.cluster.advance_to(until);
        self.poll();
        let news = self.session.cluster.api().log_end() != self.seen;
        news || !self.printed.is_empty()
    }

    /// What commands have printed since this was last asked for.
    pub fn take_printed(&mut self) -> Vec<Print> {
        std::mem::take(&mut self.printed)
    }

    /// The way of a visit that has been answered since the last look, through the drawing of then.
    pub fn journey(&mut self) -> Option<Journey> {
        let now = self.session.cluster.snapshot();
        let visit = visited(&self.shown, &now).into_iter().next()?;
        self.journeys += 1;
        Journey::to(&self.scene, &visit.uid, self.journeys)
    }

    /// Looks at the cluster: from now on its present is what is shown.
    pub fn look(&mut self) -> Scene {
        self.seen = self.session.cluster.api().log_end();
        let before = std::mem::replace(&mut self.shown, Rc::new(self.session.cluster.snapshot()));
        for uid in deleted(&before, &self.shown) {
            if let Some((lane, _)) = self.scene.find(&uid) {
                self.deleted[lane] = Some(Deleted { uid, before: before.clone() });
            }
        }
        self.progress.observe(&self.shown);
        self.progress.check(self.chapter, &self.shown);
        self.scene = self.draw();
        self.scene()
    }

    /// What became of the pods that were deleted last, lane by lane.
    pub fn fates(&self, words: Words) -> Vec<Fate> {
        let lanes = self.chapter.lanes.iter().zip(&self.deleted);
        let fates = lanes.filter_map(|(lane, deleted)| {
            let Deleted { uid, before } = deleted.as_ref()?;
            let survival = Survival::of(before, &self.shown, &lane.workload_key(), uid)?;
            let visits = self.progress.visits(lane.workload);
            Some(Fate::of((lane.name)(words), &survival, visits, words))
        });
        fates.collect()
    }

    /// How many steps of the chapter are done.
    pub fn steps_done(&self) -> usize {
        self.progress.done()
    }

    /// Lays the drawing out for other room; none if nothing changes.
    pub fn resize(&mut self, room: Room) -> Option<Scene> {
        if room == self.room {
            return None;
        }
        self.room = room;
        self.scene = self.draw();
        Some(self.scene())
    }

    fn draw(&mut self) -> Scene {
        let lanes: Vec<LaneSpec> = self.chapter.lanes.iter().map(spec).collect();
        layout_in(&self.shown, &lanes, &mut self.slots, self.room)
    }

    /// Completes a line before the cursor. What it could become is printed if that is several.
    pub fn complete(&mut self, _line: &str, _cursor: usize) -> Option<String> {
        None
    }
}

fn is_event(change: &Change) -> bool {
    change.object().kind() == Kind::Event
}

fn spec(lane: &Lane) -> LaneSpec {
    LaneSpec { id: lane.id, workload: lane.workload_key(), service: lane.service_key() }
}

/// The names of the pods in the same place of every lane: the second, or the first where some
/// lane has only one.
pub fn same_slot(scene: &Scene) -> Vec<String> {
    let in_slot = |slot: usize| -> Vec<String> {
        let lanes = scene.lanes.iter().filter_map(|lane| {
            lane.shapes.iter().find(|shape| {
                shape.slot == Some(slot) && shape.pod().is_some_and(|pod| !pod.is_leaving)
            })
        });
        lanes.filter_map(|shape| Some(shape.object.as_ref()?.name.clone())).collect()
    };
    let second = in_slot(1);
    if second.len() == scene.lanes.len() { second } else { in_slot(0) }
}

/// Files that both shells see.
#[derive(Clone)]
struct SharedFiles(Rc<RefCell<MemoryFiles>>);

impl Files for SharedFiles {
    fn read(&self, path: &str) -> Option<String> {
        self.0.borrow().read(path)
    }

    fn write(&mut self, path: &str, text: String) -> Result<(), String> {
        self.0.borrow_mut().write(path, text)
    }

    fn list(&self) -> Vec<String> {
        self.0.borrow().list()
    }
}
