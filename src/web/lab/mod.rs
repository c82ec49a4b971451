//! The state of a chapter's page: the session with its cluster, what of it is shown, and what the
//! reader can do. Everything that is shown is a signal here or derived from one.

mod anew;
mod answer;
mod asked;
mod commands;
mod core;
mod jobs;
mod journey;
mod manifests;
mod show;
mod sleep;

pub use self::answer::Answer;
pub use self::asked::{About, Asked};
pub use self::core::{Core, History, same_slot};
pub use self::journey::Journey;

use self::commands::Awaiting;
use super::app::Opened;
use super::changes::visited;
use super::later::Supply;
use super::recall::Recall;
use super::route::ClockMode;
use super::screen::Screen;
use super::survived::Fate;
use crate::api::Kind;
use crate::api::sorted::SortedMap;
use crate::apiserver::snapshot::Snapshot;
use crate::diagram::scene::{ObjectData, Shape};
use crate::diagram::{Room, Scene};
use crate::i18n::{Lang, Words};
use crate::kubectl::shell::quote;
use crate::lesson::prediction::Guess;
use crate::lesson::survival::Row;
use crate::lesson::{Chapter, Lane};
use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use std::rc::Rc;

/// How often the clock is looked at.
const TICK_MS: u32 = 100;

/// The state of a chapter's page. A copy is a handle to the same state.
#[derive(Clone, Copy)]
pub struct Lab {
    /// The chapter.
    pub chapter: &'static Chapter,
    /// How time passes.
    pub clock: ClockMode,
    /// What is drawn.
    pub scene: RwSignal<Scene>,
    /// The moment that is shown.
    pub snapshot: RwSignal<Rc<Snapshot>, LocalStorage>,
    /// The shape whose path is highlighted.
    pub lit: RwSignal<Option<String>>,
    /// What the reader has asked to be explained, in a card beside it.
    pub asked: RwSignal<Option<Asked>, LocalStorage>,
    /// The lane in which a visit is followed step by step, and where it marks the place that is
    /// reached: the style of the ring; empty where nothing is marked.
    pub ring: (RwSignal<usize>, RwSignal<String>),
    /// The visits that are on their way.
    pub journeys: RwSignal<Vec<Journey>>,
    /// Pods that have just gone, with the lanes that they stood in.
    pub leaving: RwSignal<Vec<(usize, Shape)>>,
    /// What the terminal shows.
    pub screen: RwSignal<Screen, LocalStorage>,
    /// What stands before the line that is being typed.
    pub prompt: RwSignal<String>,
    /// A command that was typed still waits.
    pub busy: RwSignal<bool>,
    /// Seconds of virtual time since the chapter began.
    pub elapsed: RwSignal<i64>,
    /// The clock runs.
    pub running: RwSignal<bool>,
    /// How many times faster than on the wall.
    pub speed: RwSignal<i64>,
    /// What a screen reader says about the last change.
    pub said: RwSignal<String>,
    /// How many steps of the chapter are done.
    pub done: RwSignal<usize>,
    /// How the predictions of the steps stand.
    pub guesses: RwSignal<Vec<Guess>>,
    /// What became of the pods that were deleted last, lane by lane.
    pub fates: RwSignal<Vec<Fate>>,
    /// The uids of the pods that the table of what survived is about.
    pub compared: StoredValue<Vec<String>>,
    /// What the browser pane shows.
    pub page: RwSignal<Option<Answer>>,
    /// The tab of the dock that is chosen.
    pub tab: RwSignal<usize>,
    /// How often the terminal has been asked to come into sight.
    pub reveal: RwSignal<u32>,
    /// The address in the browser pane.
    pub address: RwSignal<String>,
    /// The line that is being typed into the terminal.
    pub line: RwSignal<String>,
    /// The lines typed before it.
    pub recall: StoredValue<Recall, LocalStorage>,
    /// Which of the chapter's files the manifest pane shows.
    pub file: RwSignal<usize>,
    /// Manifests that the reader has changed and not applied, by their names.
    pub drafts: RwSignal<SortedMap<&'static str, String>>,
    /// What kubectl has answered to manifests that were applied from their pane, by their names.
    pub applied: RwSignal<SortedMap<&'static str, String>>,
    /// How often the cluster has begun anew.
    pub begun: RwSignal<u32>,
    /// What survives what, as far as it has been found out.
    pub matrix: RwSignal<Vec<Vec<Row>>>,
    /// What loads later.
    pub supply: Supply,
    /// Nobody sees anything of the page: time stands still once nothing is under way.
    pub asleep: RwSignal<bool>,
    lang: RwSignal<Lang>,
    core: StoredValue<Core, LocalStorage>,
    awaiting: StoredValue<Vec<(u64, Awaiting)>, LocalStorage>,
    arrival: StoredValue<Option<Timeout>, LocalStorage>,
    farewell: StoredValue<Option<Timeout>, LocalStorage>,
    /// The clock stands since the reader went back while it ran.
    held: StoredValue<bool>,
}

impl Lab {
    /// The page of a chapter, its cluster set up.
    pub fn new(supply: Supply, opened: Opened, chapter: &'static Chapter, lang: Lang) -> Lab {
        let Opened { clock, seed, .. } = opened;
        let core = Core::new(chapter, lang, seed, supply.get_untracked());
        let (snapshot, scene) = (core.shown(), core.scene());
        let (prompt, address) = (core.prompt(), core.first_address());
        let lab = Lab {
            chapter,
            clock,
            scene: RwSignal::new(scene),
            snapshot: RwSignal::new_local(snapshot),
            lit: RwSignal::new(None),
            asked: RwSignal::new_local(None),
            ring: (RwSignal::new(0), RwSignal::new(String::new())),
            journeys: RwSignal::new(Vec::new()),
            leaving: RwSignal::new(Vec::new()),
            screen: RwSignal::new_local(Screen::default()),
            prompt: RwSignal::new(prompt),
            busy: RwSignal::new(false),
            elapsed: RwSignal::new(0),
            running: RwSignal::new(clock == ClockMode::Realtime),
            speed: RwSignal::new(1),
            said: RwSignal::new(String::new()),
            done: RwSignal::new(0),
            guesses: RwSignal::new(Vec::new()),
            fates: RwSignal::new(Vec::new()),
            compared: StoredValue::new(Vec::new()),
            page: RwSignal::new(None),
            tab: RwSignal::new(0),
            reveal: RwSignal::new(0),
            address: RwSignal::new(address),
            line: RwSignal::new(String::new()),
            recall: StoredValue::new_local(Recall::default()),
            file: RwSignal::new(0),
            drafts: RwSignal::new(SortedMap::new()),
            applied: RwSignal::new(SortedMap::new()),
            begun: RwSignal::new(0),
            matrix: RwSignal::new(Vec::new()),
            supply,
            asleep: RwSignal::new(false),
            lang: RwSignal::new(lang),
            core: StoredValue::new_local(core),
            awaiting: StoredValue::new_local(Vec::new()),
            arrival: StoredValue::new_local(None),
            farewell: StoredValue::new_local(None),
            held: StoredValue::new(false),
        };
        // What became of a pod may be told later than it has become so.
        Effect::new(move |_| supply.get().is_some().then(|| lab.update(|_| ())));
        let ticking = Interval::new(TICK_MS, move || lab.tick());
        let ticking = StoredValue::new_local(Some(ticking));
        on_cleanup(move || drop(ticking.try_update_value(Option::take)));
        lab
    }

    /// The language of the page.
    pub fn lang(self) -> Lang {
        self.lang.get_untracked()
    }

    /// The seed of the cluster.
    pub fn seed(self) -> u64 {
        self.core.with_value(Core::seed)
    }

    /// The words of the interface.
    pub fn words(self) -> Words {
        self.lang().words()
    }

    /// Goes on in another language, with the cluster and the terminal as they are.
    pub fn speak(self, lang: Lang) {
        if lang == self.lang() {
            return;
        }
        self.lang.set(lang);
        self.said.set(String::new());
        let words = self.words();
        let fates = self.core.try_update_value(|core| {
            core.speak(lang);
            core.fates(words)
        });
        self.fates.set(fates.unwrap_or_default());
    }

    /// Shows in the terminal what kubectl says about an object.
    pub fn describe(self, object: &ObjectData) {
        let kind = Kind::ALL.iter().find(|kind| kind.info().kind == object.kind);
        let kind = match kind.map(|kind| kind.info()) {
            Some(info) if info.kind != "Pod" => info.short_names.first().unwrap_or(&info.singular),
            _ => "pod",
        };
        self.tab.set(0);
        self.run(&format!("kubectl describe {kind} {}", object.name));
        self.reveal.update(|times| *times += 1);
    }

    /// Visits the service of a lane.
    pub fn visit(self, lane: &Lane) {
        if let Some(url) = self.url(lane) {
            self.open(&url);
        }
    }

    /// The address of a lane's service; none if there is no such service.
    pub fn url(self, lane: &Lane) -> Option<String> {
        self.core.with_value(|core| core.url(lane))
    }

    /// Offers an address in the browser pane, if somebody may answer there.
    pub fn suggest_address(self) {
        let address = self.core.with_value(Core::first_address);
        if !address.is_empty() {
            self.address.set(address);
        }
    }

    /// The present, which is not shown yet while a visit is on its way.
    pub fn present(self) -> Snapshot {
        self.core.with_value(Core::now)
    }

    /// Opens an address in the browser pane.
    pub fn open(self, url: &str) {
        self.address.set(url.to_owned());
        let (line, url) = (format!("curl {}", quote(url)), url.to_owned());
        self.when_understood(&line, move |lab, line| lab.ask(&url, line));
    }

    fn ask(self, url: &str, line: &str) {
        let before = self.core.with_value(Core::shown);
        let text = self.act(line, false);
        let after = self.core.with_value(Core::now);
        let pod = visited(&before, &after).first().and_then(|visit| Answer::pod(&after, visit));
        if pod.is_none() {
            self.say(&self.words().say_no_answer(url));
        }
        self.page.set(Some(Answer { text, pod }));
    }

    /// Lets a screen reader say something: the same once more, too.
    pub fn say(self, text: &str) {
        const NOTHING_TO_HEAR: char = '\u{a0}';
        self.said.update(|said| {
            let mut next = text.to_owned();
            if *said == next {
                next.push(NOTHING_TO_HEAR);
            }
            *said = next;
        });
    }

    /// Takes note of what the reader expects of the step in that place.
    pub fn predict(self, place: usize, outcome: &str) {
        let guesses = self.core.try_update_value(|core| core.predict(place, outcome));
        self.guesses.set(guesses.unwrap_or_default());
    }

    /// Whether what a step asks for has come while one before it is still to do.
    pub fn is_early(self, place: usize) -> bool {
        self.snapshot.track();
        self.core.try_with_value(|core| core.is_early(place)).unwrap_or_default()
    }

    /// Deletes the pod in the same place of every lane.
    pub fn delete_everywhere(self) {
        let pods = self.scene.with_untracked(same_slot);
        if !pods.is_empty() {
            self.run(&format!("kubectl delete pod {}", pods.join(" ")));
        }
    }

    /// Ends the command that was typed last, or gives up the line that is being typed.
    pub fn interrupt(self, line: &str) {
        self.update(|core| core.interrupt(line));
    }

    /// Wipes the terminal's screen.
    pub fn clear(self) {
        self.screen.update(Screen::clear);
    }

    /// What a command prints now that shows something and changes nothing; the terminal does not
    /// tell of it.
    pub fn look_up(self, line: &str) -> String {
        let Some(later) = self.supply.get() else { return String::new() };
        let looked = self.core.try_update_value(|core| {
            core.learn(later);
            core.look_up(line)
        });
        looked.unwrap_or_default()
    }

    /// Takes note that the reader was shown a text outside of the terminal.
    pub fn showed(self, text: &str) {
        // A step may be done by it.
        self.update(|core| core.showed(text));
    }

    /// The names of the files in the terminal's directory.
    pub fn directory(self) -> Vec<String> {
        self.core.try_with_value(Core::directory).unwrap_or_default()
    }

    /// How many commands the reader has run that change something.
    pub fn commands_used(self) -> usize {
        self.core.try_with_value(Core::commands_used).unwrap_or_default()
    }

    /// Lets the clock run, or stops it.
    pub fn keep_running(self, running: bool) {
        self.held.set_value(false);
        self.running.set(running);
    }

    /// Goes to the next thing that happens.
    pub fn step(self) {
        self.keep_running(false);
        self.when_ready(|lab| {
            if let Some(later) = lab.supply.get_untracked() {
                lab.update(later.step);
            }
        });
    }

    /// Lays the scene out for lanes with other room.
    pub fn resize(self, room: Room) {
        let scene = self.core.try_update_value(|core| core.resize(room)).flatten();
        if let Some(scene) = scene {
            self.scene.set(scene);
        }
    }

    /// Completes the word before the cursor, as far as that is clear: the line, and where the
    /// cursor is then. What it could become else is shown if the reader asks `again`.
    pub fn complete(self, line: &str, cursor: usize, again: bool) -> Option<(String, usize)> {
        let mut completed = None;
        self.update(|core| completed = Some(core.complete(line, cursor, again)));
        completed
    }
}
