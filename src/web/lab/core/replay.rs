//! What was done, so that it can be done again: a moment is told by it, and comes back by it.

use super::Core;
use crate::api::clock::Millis;
use crate::kubectl::shell::INTERRUPTED;
use crate::lesson::{Played, Setup};
use crate::web::moment::{Act, Done, LONGEST, MOST, Moment};

impl Core {
    /// Keeps what is done now. What has been after this moment is no more.
    pub(super) fn note(&mut self, act: Act) {
        self.ahead = None;
        let at = self.session.cluster.now() - self.began;
        // One more than can be told says that it cannot be told any more.
        if self.done.len() <= MOST {
            self.note_language();
            self.done.push(Done { at, act });
        }
    }

    /// This moment, so that it can be told; none if too much was done in it or too long ago. What
    /// the reader is taken to have done before belongs to it: elsewhere nobody has.
    pub fn moment(&self) -> Option<Moment> {
        let Moment { at, lang, done } = self.lately()?;
        let (start, played) = &self.before;
        let since = self.began - *start;
        let mut all: Vec<Done> = played.iter().flat_map(|it| again(it, *start)).collect();
        all.extend(done.into_iter().map(|Done { at, act }| Done { at: at + since, act }));
        let at = at + since;
        (at <= LONGEST && all.len() <= MOST).then_some(Moment { at, lang, done: all })
    }

    /// The same since the reader began themselves.
    pub(super) fn lately(&self) -> Option<Moment> {
        let at = self.session.cluster.now() - self.began;
        let can_be_told = at <= LONGEST && self.done.len() <= MOST;
        let lang = Some(self.languages.made);
        can_be_told.then(|| Moment { at, lang, done: self.done.clone() })
    }

    /// Does what was done in a moment, each at its time, and goes on to that moment. Its cluster is
    /// made as it was then.
    pub fn replay(&mut self, moment: Moment) {
        if let Some(made) = moment.lang.filter(|lang| *lang != self.languages.made) {
            self.begin_in(made, false);
        }
        for Done { at, act } in moment.done {
            self.pass(self.began + at);
            self.redo(act);
            self.look();
        }
        self.pass(self.began + moment.at);
        self.show_files();
        // Nobody has to hear how the past came to be.
        self.look();
        self.tell();
    }

    /// Does something again.
    pub(super) fn redo(&mut self, act: Act) {
        let ahead = self.ahead.take();
        self.restore_files();
        match act {
            Act::Run(line) => drop(self.act(&line, false, false, false)),
            Act::Type(line) => drop(self.act(&line, true, false, false)),
            Act::Interrupt(line) => self.interrupt(&line),
            Act::End => {
                self.note(Act::End);
                self.jobs.end_last();
            }
            Act::Speak(lang) => self.respeak(lang),
            Act::Write(name, text) => self.write_file(&name, text),
            Act::StopNodeOf(pod) => {
                Setup::stop_node_of(&pod, &mut self.session);
                self.note(Act::StopNodeOf(pod));
            }
        }
        self.ahead = ahead;
    }

    /// Lets time pass until a moment; a command that waits goes on as soon as it can.
    pub(super) fn pass(&mut self, until: Millis) {
        while let Some(due) = self.jobs.next_due(&mut self.session).filter(|due| *due <= until) {
            self.session.cluster.advance_to(due);
            self.jobs.poll(&mut self.session);
        }
        self.session.cluster.advance_to(until);
        self.jobs.poll(&mut self.session);
    }
}

/// What brings about again what a command did that was run to its end.
fn again(played: &Played, start: Millis) -> [Done; 2] {
    let end = match played.code {
        INTERRUPTED => Act::Interrupt(String::new()),
        // One that has ended by itself is not there any more.
        _ => Act::End,
    };
    let begin = Act::Type(played.line.clone());
    [(played.from, begin), (played.until, end)].map(|(at, act)| Done { at: at - start, act })
}
