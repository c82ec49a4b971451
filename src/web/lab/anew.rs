//! Beginning the cluster anew, and going from there to something that can be told: a moment, or
//! what happens to a pod.

use super::Lab;
use super::core::{Core, History};
use crate::api::sorted::SortedMap;
use crate::lesson::Setup;
use crate::web::moment::Moment;
use crate::web::route::ClockMode;
use crate::web::screen::Screen;
use leptos::prelude::*;

impl Lab {
    /// Begins the chapter anew, as it was when it was opened.
    pub fn reset(self) {
        self.begin_anew(false);
        self.say(self.words().begun_anew());
    }

    /// This moment, so that it can be told; none if too much was done in it.
    pub fn moment(self) -> Option<Moment> {
        self.core.try_with_value(Core::moment).flatten()
    }

    /// Begins anew and goes to a moment, in which the clock stands.
    pub fn replay(self, moment: Moment) {
        self.said.set(String::new());
        self.begin_anew(false);
        self.keep_running(false);
        self.update(|core| core.replay(moment));
        self.arrive();
    }

    /// Begins the cluster anew and lets these things happen, one list after the other, at once;
    /// then it is told what became of this pod.
    pub fn play(self, parts: [&'static [Setup]; 2], pod: &'static str) {
        self.said.set(String::new());
        self.begin_anew(true);
        for events in parts {
            self.update(|core| core.play(events, pod));
            self.arrive();
        }
    }

    /// All that has been; none if it is too much to live through again.
    pub fn history(self) -> Option<History> {
        self.core.try_with_value(Core::history).flatten()
    }

    /// Goes to a moment of what has been, in which the clock stands.
    pub fn revisit(self, at: i64) {
        self.said.set(String::new());
        self.go_to(|core| core.revisit(at));
    }

    /// Goes back to just before what was done last; the clock stands there.
    pub fn undo(self) {
        if let Some(line) = self.history().and_then(|history| history.undo) {
            self.go_to(Core::undo);
            self.say(&self.words().undone(&line));
        }
    }

    fn go_to(self, action: impl FnOnce(&mut Core)) {
        let held = self.running.get_untracked() || self.held.get_value();
        self.keep_running(false);
        self.held.set_value(held);
        self.restart(action);
        self.arrive();
    }

    fn begin_anew(self, keeps_steps: bool) {
        self.drafts.set(SortedMap::new());
        self.keep_running(self.clock == ClockMode::Realtime);
        self.restart(|core| core.reset(keeps_steps));
    }

    /// Does something after which the cluster is one that has begun anew.
    fn restart(self, action: impl FnOnce(&mut Core)) {
        self.begun.update(|times| *times += 1);
        self.arrival.set_value(None);
        self.journeys.set(Vec::new());
        let awaiting = self.awaiting.try_update_value(std::mem::take).unwrap_or_default();
        awaiting.into_iter().for_each(|(_, then)| then(None));
        self.screen.set(Screen::default());
        self.page.set(None);
        // The files are those of that moment, too.
        self.applied.set(SortedMap::new());
        self.update(action);
    }
}
