//! The session behind the page, with the commands that still wait and what of it was shown last.

mod history;
mod languages;
mod replay;
mod rest;

pub use self::history::History;

use self::history::Ahead;
use self::languages::Languages;
use super::jobs::{Ended, Jobs, Print, SharedFiles};
use super::journey::Journey;
use crate::api::clock::Millis;
use crate::api::order;
use crate::apiserver::snapshot::Snapshot;
use crate::diagram::geometry::within;
use crate::diagram::scene::Shape;
use crate::diagram::{LaneSpec, Room, Scene, Slots, layout_in};
use crate::i18n::{Lang, Words};
use crate::kubectl::shell::files::Files;
use crate::lesson::prediction::Guess;
use crate::lesson::progress::Progress;
use crate::lesson::session::Session;
use crate::lesson::{Begun, Chapter, Equipment, LONGEST_SETTLING, Lane, Played, Setup};
use crate::web::changes::{deleted, visited};
use crate::web::later::Later;
use crate::web::moment::{Act, Done};
use crate::web::panic;
use crate::web::survived::{Deleted, Fate};
use std::rc::Rc;

/// The most real time that one tick stands for: a page that was asleep does not catch up.
const LONGEST_TICK: f64 = 1000.0;

/// The session behind the page.
pub struct Core {
    chapter: &'static Chapter,
    languages: Languages,
    seed: u64,
    /// What loads later, if it has loaded.
    later: Option<Later>,
    session: Session,
    files: SharedFiles,
    jobs: Jobs,
    slots: Slots,
    room: Room,
    scene: Scene,
    shown: Rc<Snapshot>,
    /// What was shown when a change was told last.
    told: Rc<Snapshot>,
    /// How many visits have travelled.
    travelled: u64,
    /// The pod of each lane that was deleted last.
    deleted: Vec<Option<Deleted>>,
    /// The name of the pod that counts as the last of those that go until the next look.
    followed: &'static str,
    progress: Progress,
    /// The commands that had ended at the last look.
    ended: Vec<Ended>,
    /// When the chapter began, and what the reader is taken to have done since.
    before: (Millis, Vec<Played>),
    /// When the reader began themselves.
    began: Millis,
    /// What was done since then, as far as it is kept.
    done: Vec<Done>,
    /// What came after the moment to which the reader has gone back, if they have.
    ahead: Option<Ahead>,
    /// The reader has looked at something there since the last look at the cluster.
    looked_back: bool,
    /// How much had been done, and the end of the log, when nothing was under way.
    rested: Option<(usize, usize)>,
    /// How far the log of the API server had been read at the last look.
    seen: usize,
    last_tick: f64,
}

impl Core {
    /// A chapter's cluster, set up and settled.
    /// The commands may come later; see [`Core::learn`].
    pub fn new(chapter: &'static Chapter, lang: Lang, seed: u64, later: Option<Later>) -> Core {
        let equipment = later.map_or(Equipment::SETUP, |later| later.equipment);
        panic::about(chapter.slug, lang, seed);
        let files = SharedFiles::new(chapter.directory(lang));
        let begun = chapter.begin_as_reader(equipment, seed, Box::new(files.clone()));
        let Begun { session, progress, start, played } = begun;
        let shown = Rc::new(session.cluster.snapshot());
        let mut core = Core {
            chapter,
            languages: Languages::all(lang),
            seed,
            later,
            jobs: Jobs::new(equipment.programs, Box::new(files.clone())),
            files,
            slots: Slots::default(),
            room: Room::default(),
            scene: Scene::default(),
            progress,
            ended: Vec::new(),
            told: shown.clone(),
            shown,
            travelled: 0,
            deleted: vec![None; chapter.lanes.len()],
            followed: "",
            before: (start, played),
            began: session.cluster.now(),
            done: Vec::new(),
            ahead: None,
            looked_back: false,
            rested: None,
            seen: session.cluster.api().log_end(),
            last_tick: crate::web::browser::now(),
            session,
        };
        core.scene = core.draw();
        core
    }

    /// Lets both shells run something else.
    pub fn learn(&mut self, later: Later) {
        self.later = Some(later);
        self.session.take(later.equipment);
        self.jobs.learn(later.equipment.programs);
    }

    /// Whether a click can run that line with what has been learnt.
    pub fn understands(&self, line: &str) -> bool {
        self.jobs.understands(line)
    }

    /// The seed of the cluster.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The moment that was looked at last.
    pub fn shown(&self) -> Rc<Snapshot> {
        self.shown.clone()
    }

    /// The present.
    pub fn now(&self) -> Snapshot {
        self.session.cluster.snapshot()
    }

    /// The names of the files in the terminal's directory.
    pub fn directory(&self) -> Vec<String> {
        self.session.shell.files().list()
    }

    /// The text of a file in the terminal's directory.
    pub fn read_file(&self, name: &str) -> Option<String> {
        self.files.read(name)
    }

    /// Writes a file in the terminal's directory.
    pub fn write_file(&mut self, name: &str, text: String) {
        self.note(Act::Write(name.to_owned(), text.clone()));
        // A name without folders can always be written.
        self.files.write(name, text).expect("a file in memory");
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
        self.jobs.is_busy()
    }

    /// Seconds since the chapter began.
    pub fn elapsed(&self) -> i64 {
        (self.session.cluster.now() - self.began) / 1000
    }

    /// The address of a lane's service.
    pub fn url(&self, lane: &Lane) -> Option<String> {
        let key = lane.service_key();
        self.session.cluster.address_of(key.namespace(), key.name())
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
    /// has ended, and `settle` until nothing changes any more. Returns its number, if it has begun,
    /// and what it has printed.
    pub fn act(
        &mut self,
        line: &str,
        typed: bool,
        to_the_end: bool,
        settle: bool,
    ) -> (Option<u64>, String) {
        self.slots.mark();
        let act = if typed { Act::Type(line.to_owned()) } else { Act::Run(line.to_owned()) };
        let stays = self.leave(&act);
        self.note(act);
        let Some(block) = self.jobs.begin(&mut self.session, line, typed) else {
            return Default::default();
        };
        if to_the_end && !self.jobs.run_out(&mut self.session, block) {
            self.note(Act::End);
        }
        if settle {
            self.session.cluster.settle(LONGEST_SETTLING);
            self.jobs.poll(&mut self.session);
        }
        self.come_back(stays);
        (Some(block), self.jobs.text_of(block))
    }

    /// Lets these things happen, each when the cluster has settled after the one before. Of the
    /// pods that go meanwhile, what became of this one is told.
    pub fn play(&mut self, events: &[Setup], pod: &'static str) {
        self.followed = pod;
        for event in events {
            match event {
                Setup::Run(line) => drop(self.act(line, false, true, true)),
                Setup::StopNodeOf(pod) => {
                    self.note(Act::StopNodeOf((*pod).to_owned()));
                    event.happen(&mut self.session);
                    self.session.cluster.settle(LONGEST_SETTLING);
                }
            }
        }
    }

    /// Ends the command that was typed and still waits, or gives up the line that is being typed.
    pub fn interrupt(&mut self, line: &str) {
        self.note(Act::Interrupt(line.to_owned()));
        self.jobs.interrupt(&mut self.session, line);
    }

    /// What a command prints now that shows something and changes nothing.
    pub fn look_up(&mut self, line: &str) -> String {
        self.jobs.look_up(&mut self.session, line)
    }

    /// Lets time pass as it has passed on the wall, `speed` times. Whether there is news.
    pub fn tick(&mut self, now: f64, speed: i64) -> bool {
        let passed = within(now - self.last_tick, 0.0, LONGEST_TICK) as i64 * speed;
        self.last_tick = now;
        if speed == 0 {
            return false;
        }
        let until = self.session.cluster.now() + passed;
        match self.later.filter(|_| self.ahead.is_some()) {
            Some(later) => (later.go_on)(self, until),
            None => self.pass(until),
        }
        let news = self.session.cluster.api().log_end() != self.seen;
        news || self.jobs.has_printed()
    }

    /// What commands have printed since this was last asked for.
    pub fn take_printed(&mut self) -> Vec<Print> {
        self.jobs.take_printed()
    }

    /// The ways of the visits that have been answered since the last look, through the drawing of
    /// then.
    pub fn journeys(&mut self) -> Vec<Journey> {
        let now = self.session.cluster.snapshot();
        let journeys = Journey::all(&self.scene, &visited(&self.shown, &now), self.travelled);
        self.travelled += journeys.len() as u64;
        journeys
    }

    /// The number of one more journey.
    pub fn travel(&mut self) -> u64 {
        self.travelled += 1;
        self.travelled
    }

    /// Looks at the cluster: from now on its present is what is shown.
    pub fn look(&mut self) -> Scene {
        self.seen = self.session.cluster.api().log_end();
        let before = std::mem::replace(&mut self.shown, Rc::new(self.session.cluster.snapshot()));
        let followed = std::mem::take(&mut self.followed);
        let is_followed =
            |shape: &Shape| shape.object.as_ref().is_some_and(|object| object.name == followed);
        // The one that is followed comes last, and so it stays.
        let mut gone = deleted(&before, &self.shown);
        order::by_key(&mut gone, |uid| self.scene.find(uid).is_some_and(|(_, it)| is_followed(it)));
        for uid in gone {
            if let Some((lane, _)) = self.scene.find(&uid) {
                self.deleted[lane] = Some(Deleted::new(uid, before.clone()));
            }
        }
        self.ended = self.jobs.take_ended();
        // What is seen again teaches nothing new.
        let is_present = self.ahead.is_none();
        if is_present || std::mem::take(&mut self.looked_back) {
            for ended in &self.ended {
                self.progress.ran(&ended.line, &ended.text, ended.code);
            }
            if is_present {
                self.progress.observe(&self.shown);
            }
            self.progress.check(self.chapter, &self.shown);
        }
        self.scene = self.draw();
        self.scene()
    }

    /// What is shown now has been told; what had been before.
    pub fn tell(&mut self) -> Rc<Snapshot> {
        std::mem::replace(&mut self.told, self.shown.clone())
    }

    /// The commands that had ended at the last look.
    pub fn take_ended(&mut self) -> Vec<Ended> {
        std::mem::take(&mut self.ended)
    }

    /// What became of the pods that were deleted last, lane by lane.
    pub fn fates(&mut self, words: Words) -> Vec<Fate> {
        let lanes = self.chapter.lanes.iter().zip(&mut self.deleted);
        let fates = lanes.filter_map(|(lane, deleted)| {
            let visits = self.progress.visits(lane.workload);
            deleted.as_mut()?.fate(lane, (&self.shown, visits), self.later, words)
        });
        fates.collect()
    }

    /// How many steps of the chapter are done.
    pub fn steps_done(&self) -> usize {
        self.progress.done()
    }

    /// Whether what a step asks for has come while one before it is still to do.
    pub fn is_early(&self, place: usize) -> bool {
        self.progress.is_early(place)
    }

    /// How many commands the reader has run that change something.
    pub fn commands_used(&self) -> usize {
        self.progress.changed()
    }

    /// How the predictions of the steps stand.
    pub fn guesses(&self) -> Vec<Guess> {
        self.chapter.steps.iter().map(|step| self.progress.guess(step.id)).collect()
    }

    /// Takes note of what the reader expects of a step; how the predictions stand then.
    pub fn predict(&mut self, place: usize, outcome: &str) -> Vec<Guess> {
        if let Some(step) = self.chapter.steps.get(place) {
            self.progress.predict(step, outcome);
        }
        self.guesses()
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

    /// See [`Jobs::complete`].
    pub fn complete(&mut self, line: &str, cursor: usize, again: bool) -> (String, usize) {
        self.jobs.complete(&mut self.session, line, cursor, again)
    }
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
