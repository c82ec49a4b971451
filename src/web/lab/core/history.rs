//! Going back in what has been, and on again from there.

use super::Core;
use crate::api::clock::Millis;
use crate::web::moment::{Act, Done, Moment};
use std::collections::VecDeque;

/// Moments that one step of the clock may pass over, because nothing changes in them.
const MOST_STEPS: usize = 1000;

/// What has been after the moment that is shown, since the reader has gone back.
#[derive(Clone, Debug)]
pub(super) struct Ahead {
    /// What was done, in its order.
    coming: VecDeque<Done>,
    /// The last moment that has been, in milliseconds since the chapter began.
    end: i64,
    /// The reader has taken something back: it does not happen again when time passes.
    taken_back: bool,
}

/// What does not change by looking: the time, the end of the log, the prompt of the terminal, and
/// whether something waits in it.
type Standing = (Millis, usize, String, bool);

/// All that has been, and where in it the reader is. Times are milliseconds since the chapter
/// began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The moment that is shown.
    pub at: i64,
    /// The last moment that has been.
    pub end: i64,
    /// When something was done.
    pub acts: Vec<i64>,
    /// The line that can be taken back: the last that did more than look.
    pub undo: Option<String>,
}

impl History {
    /// The second that is shown, and the last one.
    pub fn seconds(&self) -> (i64, i64) {
        let last = (self.end + 999) / 1000;
        (if self.at == self.end { last } else { self.at / 1000 }, last)
    }

    /// The moment at a second of it.
    pub fn moment(&self, second: i64) -> i64 {
        (second * 1000).clamp(0, self.end)
    }

    /// Where in it something was done, from 0 to 1.
    pub fn places(&self) -> impl Iterator<Item = f64> {
        let last = self.seconds().1.max(1) as f64 * 1000.0;
        self.acts.iter().map(move |at| *at as f64 / last)
    }
}

impl Core {
    /// All that has been; none if it is too much to live through again.
    pub fn history(&self) -> Option<History> {
        let Moment { at, done, .. } = self.lately()?;
        let undo = last_deed(&done).map(|place| done[place].act.told().to_owned());
        let coming = self.ahead.iter().flat_map(|ahead| &ahead.coming);
        let acts = done.iter().chain(coming).filter(|done| done.act.is_deed());
        let end = self.ahead.as_ref().map_or(at, |ahead| ahead.end.max(at));
        Some(History { at, end, acts: acts.map(|done| done.at).collect(), undo })
    }

    /// Goes to a moment of what has been, before what was done at it; to the last one, after all.
    /// What comes after it happens again when time passes, until something else is done.
    pub fn revisit(&mut self, at: i64) {
        let Some(History { end, .. }) = self.history() else { return };
        let coming = self.ahead.iter().flat_map(|ahead| &ahead.coming);
        let all = self.done.iter().chain(coming);
        let acts = all.take_while(|done| done.at < at || at == end).count();
        self.go_to(at, acts, false);
    }

    /// Goes back to just before what was done last and did more than look.
    pub fn undo(&mut self) {
        if let Some(place) = last_deed(&self.done) {
            self.go_to(self.done[place].at, before_deed(&self.done, place), true);
        }
    }

    /// Leaves what has been after this moment, since something else is done at it. What it may
    /// come back with, if that only looks.
    pub(super) fn leave(&mut self, act: &Act) -> Option<(Ahead, Standing)> {
        let ahead = self.ahead.take().filter(|_| !act.is_deed())?;
        Some((ahead, self.standing()))
    }

    /// Comes back to what has been after this moment, if what was done meanwhile has only looked.
    pub(super) fn come_back(&mut self, left: Option<(Ahead, Standing)>) {
        if let Some((ahead, before)) = left
            && self.standing() == before
        {
            self.ahead = Some(ahead);
            self.looked_back = true;
        }
    }

    fn standing(&self) -> Standing {
        let cluster = &self.session.cluster;
        let prompt = self.prompt();
        (cluster.now(), cluster.api().log_end(), prompt, self.is_busy())
    }

    /// Goes to a moment at which so many acts have been done. What the reader has learnt stays.
    fn go_to(&mut self, at: i64, acts: usize, taken_back: bool) {
        let mut done = self.done.clone();
        let ahead = self.ahead.take();
        let now = self.session.cluster.now() - self.began;
        let end = ahead.as_ref().map_or(now, |ahead| ahead.end.max(now));
        done.extend(ahead.into_iter().flat_map(|ahead| ahead.coming));
        let coming = done.split_off(acts).into();
        let lang = self.languages.made;
        self.begin_in(lang, true);
        self.ahead = Some(Ahead { coming, end, taken_back });
        self.replay(Moment { at, lang: Some(lang), done });
    }

    /// Lets time pass until a moment. What has been meanwhile already happens again, and time stops
    /// at its end.
    pub fn go_on(&mut self, until: Millis) {
        if until > self.session.cluster.now() {
            self.forget_ahead();
        }
        while let Some(next) = self.next_act().filter(|at| *at <= until) {
            let coming = self.ahead.as_mut().and_then(|ahead| ahead.coming.pop_front());
            self.pass(next);
            coming.into_iter().for_each(|Done { act, .. }| self.redo(act));
        }
        let end = self.ahead.as_ref().map(|ahead| self.began + ahead.end);
        self.pass(end.map_or(until, |end| until.min(end)));
        self.show_files();
    }

    /// Goes to the next moment at which something changes or is done again; where nothing will
    /// change but that old events are forgotten, a second further.
    pub fn step(&mut self) {
        self.forget_ahead();
        if self.next_act().is_none() && self.session.cluster.is_settled() {
            return self.go_on(self.session.cluster.now() + 1000);
        }
        for _ in 0..MOST_STEPS {
            let due = self.session.cluster.next_due();
            if let Some(act) = self.next_act().filter(|act| due.is_none_or(|due| *act <= due)) {
                return self.go_on(act);
            }
            let before = self.session.cluster.api().log_end();
            if !self.session.cluster.step() || self.session.cluster.api().log_end() != before {
                break;
            }
        }
        self.jobs.poll(&mut self.session);
    }

    /// Forgets what has been, where another time begins.
    fn forget_ahead(&mut self) {
        let now = self.session.cluster.now();
        let is_over = |ahead: &Ahead| ahead.taken_back || now >= self.began + ahead.end;
        if self.ahead.as_ref().is_some_and(is_over) {
            self.ahead = None;
        }
    }

    /// When something is done again.
    fn next_act(&self) -> Option<Millis> {
        let ahead = self.ahead.as_ref().filter(|ahead| !ahead.taken_back)?;
        ahead.coming.front().map(|done| self.began + done.at)
    }
}

/// Where the last act stands that did more than look.
fn last_deed(done: &[Done]) -> Option<usize> {
    done.iter().rposition(|done| done.act.is_deed())
}

/// How many acts there were before that one; what is applied is written just before.
fn before_deed(done: &[Done], deed: usize) -> usize {
    let is_part = |it: &&Done| it.at == done[deed].at && matches!(it.act, Act::Write(..));
    deed - done[..deed].iter().rev().take_while(is_part).count()
}
