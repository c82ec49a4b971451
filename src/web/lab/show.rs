//! Showing what has become of the cluster: what time brings, what commands print, visits on their
//! way, pods that go.

use super::core::Core;
use super::jobs::Ended;
use super::{Journey, Lab};
use crate::diagram::Scene;
use crate::diagram::geometry::Point;
use crate::diagram::scene::Shape;
use crate::web::browser;
use crate::web::route::ClockMode;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// How long a visit travels; the style has the same in `--travel`.
const TRAVEL_MS: u32 = 1000;
/// How long a pod fades that has gone; the style has the same in `--calm`.
const FADE_MS: u32 = 420;

impl Lab {
    pub(super) fn tick(self) {
        let runs = self.running.get_untracked() && self.journeys.with_untracked(Vec::is_empty);
        let speed = if runs && !self.sleeps() { self.speed.get_untracked() } else { 0 };
        let now = browser::now();
        let changed = self.core.try_update_value(|core| core.tick(now, speed));
        if changed == Some(true) {
            self.update(|_| ());
        }
        if let Some(elapsed) = self.core.try_with_value(Core::elapsed)
            && self.elapsed.get_untracked() != elapsed
        {
            self.elapsed.set(elapsed);
        }
    }

    /// Does something with the session and shows what has come of it.
    pub(super) fn update(self, action: impl FnOnce(&mut Core)) {
        let later = self.supply.get_untracked();
        let Some((printed, busy, prompt)) = self.core.try_update_value(|core| {
            later.into_iter().for_each(|later| core.learn(later));
            action(core);
            (core.take_printed(), core.is_busy(), core.prompt())
        }) else {
            return;
        };
        if !printed.is_empty() {
            self.screen.update(|screen| printed.into_iter().for_each(|print| print.onto(screen)));
        }
        if self.busy.get_untracked() != busy {
            self.busy.set(busy);
        }
        if self.prompt.with_untracked(|old| *old != prompt) {
            self.prompt.set(prompt);
        }
        let moves = self.moves();
        let journeys = self.core.try_update_value(Core::journeys).filter(|_| moves);
        match journeys.filter(|journeys| !journeys.is_empty()) {
            Some(journeys) => {
                self.depart(journeys);
            }
            None => self.show(),
        }
    }

    /// Whether visits are seen to travel.
    fn moves(self) -> bool {
        self.clock != ClockMode::Instant && !browser::still()
    }

    fn depart(self, journeys: Vec<Journey>) {
        let last = journeys.iter().map(|journey| journey.delay).max().unwrap_or(0);
        self.journeys.set(journeys);
        let arrival = Timeout::new(last + TRAVEL_MS, move || self.arrive());
        self.arrival.set_value(Some(arrival));
    }

    /// Lets a dot travel a way through a lane, if it can be seen.
    pub fn travel(self, lane: usize, points: Vec<Point>) {
        self.arrive();
        let number = self.core.try_update_value(Core::travel).unwrap_or(0);
        if self.moves() {
            self.depart(vec![Journey { lane, number, delay: 0, points }]);
        }
    }

    /// The visits have reached their ends: what they wrote is shown.
    pub fn arrive(self) {
        if self.journeys.try_with_untracked(Vec::is_empty) == Some(false) {
            self.arrival.set_value(None);
            self.journeys.set(Vec::new());
            self.show();
        }
    }

    /// Keeps the pods that the next scene no longer has for as long as they fade.
    fn see_off(self, next: &Scene) {
        let gone = self.scene.with_untracked(|scene| gone_pods(scene, next));
        if gone.is_empty() || browser::still() {
            return;
        }
        self.leaving.set(gone);
        let end = Timeout::new(FADE_MS, move || {
            // The page may have gone on to another chapter.
            let _ = self.leaving.try_set(Vec::new());
        });
        self.farewell.set_value(Some(end));
    }

    /// Shows the present.
    fn show(self) {
        let words = self.words();
        let later = self.supply.get_untracked();
        let Some((scene, after, done, guesses, fates, ended, told)) =
            self.core.try_update_value(|core| {
                let scene = core.look();
                let (done, guesses) = (core.steps_done(), core.guesses());
                let (fates, ended) = (core.fates(words), core.take_ended());
                let told = later.map(|later| (later, core.tell()));
                (scene, core.shown(), done, guesses, fates, ended, told)
            })
        else {
            return;
        };
        if self.fates.with_untracked(|known| *known != fates) {
            self.fates.set(fates);
        }
        let done_before = self.done.get_untracked();
        if done_before != done {
            self.done.set(done);
        }
        if let Some((later, before)) = told {
            let said = (later.tell)(self, [&before, &after], done_before..done, &guesses);
            if !said.is_empty() {
                self.say(&said);
            }
        }
        if self.guesses.with_untracked(|known| *known != guesses) {
            self.guesses.set(guesses);
        }
        if let Some(later) = later {
            (later.keep_focus)(&scene);
        }
        self.see_off(&scene);
        self.scene.set(scene);
        self.snapshot.set(after);
        self.tell(ended);
    }

    /// Tells those who wait for these commands that they have ended.
    fn tell(self, ended: Vec<Ended>) {
        for ended in ended {
            let awaiting = self.awaiting.try_update_value(|all| {
                let at = all.iter().position(|(block, _)| *block == ended.block)?;
                Some(all.swap_remove(at).1)
            });
            if let Some(then) = awaiting.flatten() {
                then(Some(ended));
            }
        }
    }
}

fn gone_pods(before: &Scene, after: &Scene) -> Vec<(usize, Shape)> {
    let lanes = before.lanes.iter().enumerate();
    let pods = lanes.flat_map(|(at, lane)| lane.shapes.iter().map(move |shape| (at, shape)));
    let gone = pods.filter(|(_, shape)| shape.pod().is_some() && after.find(&shape.id).is_none());
    gone.map(|(at, shape)| (at, shape.clone())).collect()
}
