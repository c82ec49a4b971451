//! Predictions: what a reader expects of a step, and what the model then did.
//!
//! A step may ask what will come of it. Nobody has written the answer down: each outcome is a
//! question to the cluster as it was before and as it is once the step is done.

use super::progress::{Progress, pods};
use super::{Chapter, Step};
use crate::api::core::Event;
use crate::api::pod::Pod;
use crate::api::time::Time;
use crate::apiserver::snapshot::Snapshot;
use std::rc::Rc;

/// A question about the cluster before something decisive and about the cluster after it.
pub type Question = fn(before: &Snapshot, after: &Snapshot, progress: &Progress) -> bool;

/// What a step lets the reader predict. The texts stand in the chapter's text.
pub struct Prediction {
    /// What may come of the step. Whatever the reader does, exactly one of them holds after it.
    pub outcomes: &'static [Outcome],
    /// Whether the model has begun to answer. Until then the prediction can be changed, and the
    /// cluster of the moment is the one before.
    pub begun: Question,
}

/// Something that may come of a step.
pub struct Outcome {
    /// Its name, unique in the prediction.
    pub id: &'static str,
    /// Whether it is this that has come.
    pub holds: Question,
    /// The wrong belief of those who expect it: a number of [`super::beliefs`].
    pub belief: Option<u8>,
}

/// How a prediction stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guess {
    /// The outcome that the reader expects, if any was chosen.
    pub predicted: Option<&'static str>,
    /// The model has begun to answer.
    pub begun: bool,
    /// The outcome that has come, once the step is done.
    pub held: Option<&'static str>,
}

impl Prediction {
    /// The belief that has misled whoever guessed so.
    pub fn misled_by(&self, guess: Guess) -> Option<u8> {
        let predicted = guess.predicted.filter(|_| guess.held.is_some());
        let wrong = predicted.filter(|_| guess.predicted != guess.held)?;
        self.outcomes.iter().find(|outcome| outcome.id == wrong)?.belief
    }
}

/// What is kept of a step that lets the reader predict.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    step: &'static str,
    /// The cluster before the answer.
    before: Rc<Snapshot>,
    guess: Guess,
}

impl Progress {
    /// How the prediction of a step stands.
    pub fn guess(&self, step: &str) -> Guess {
        let kept = self.kept.iter().find(|kept| kept.step == step);
        kept.map(|kept| kept.guess).unwrap_or_default()
    }

    /// Takes note of what the reader expects of a step, unless its answer has begun to show.
    pub fn predict(&mut self, step: &'static Step, outcome: &str) {
        let outcomes = step.prediction.map_or(&[][..], |prediction| prediction.outcomes);
        let outcome = outcomes.iter().find(|it| it.id == outcome);
        let guess = &mut self.kept_of(step.id).guess;
        if let Some(outcome) = outcome.filter(|_| !guess.begun && guess.held.is_none()) {
            guess.predicted = Some(outcome.id);
        }
    }

    /// Keeps the cluster of this moment for the steps whose answers have not begun to show. Steps
    /// that are not due take part, since the reader may do what they ask before they are.
    pub(super) fn follow(&mut self, chapter: &Chapter, now: &Snapshot) {
        let mut moment = None;
        for step in chapter.steps.iter().skip(self.done()) {
            let Some(prediction) = step.prediction else { continue };
            let before = self.kept_of(step.id).before.clone();
            let begun = (prediction.begun)(&before, now, self);
            let kept = self.kept_of(step.id);
            kept.guess.begun = begun;
            if !begun {
                kept.before = moment.get_or_insert_with(|| Rc::new(now.clone())).clone();
            }
        }
    }

    /// Sees what has come of a step that is done now.
    pub(super) fn judge(&mut self, step: &'static Step, now: &Snapshot) {
        let held = self.holding(step, now).next();
        if held.is_some() {
            self.kept_of(step.id).guess.held = held;
        }
    }

    /// The outcomes of a step that hold if it is done now.
    pub fn holding(&self, step: &Step, now: &Snapshot) -> impl Iterator<Item = &'static str> {
        let kept = self.kept.iter().find(|kept| kept.step == step.id);
        let before = kept.map_or(&self.start, |kept| &kept.before);
        let outcomes = step.prediction.map_or(&[][..], |prediction| prediction.outcomes).iter();
        let held = outcomes.filter(|outcome| (outcome.holds)(before, now, self));
        held.map(|outcome| outcome.id)
    }

    fn kept_of(&mut self, step: &'static str) -> &mut Kept {
        let place = self.kept.iter().position(|kept| kept.step == step);
        let place = place.unwrap_or_else(|| {
            let (before, guess) = (self.start.clone(), Guess::default());
            self.kept.push(Kept { step, before, guess });
            self.kept.len() - 1
        });
        &mut self.kept[place]
    }
}

/// The pods of a workload that one moment has and another has not, those that are ending left out:
/// those that have gone, or with the moments exchanged those that have come.
pub fn only_in<'a>(one: &'a Snapshot, other: &Snapshot, app: &'a str) -> Vec<&'a Pod> {
    let is_in_other = |pod: &&Pod| pods(other, app).any(|it| it.metadata.uid == pod.metadata.uid);
    pods(one, app).filter(|pod| !is_in_other(pod)).collect()
}

/// Whether a pod of a workload has gone.
pub fn has_lost(before: &Snapshot, now: &Snapshot, app: &str) -> bool {
    !only_in(before, now, app).is_empty()
}

/// When the containers of the pods that have gone were told to stop.
pub fn stops(before: &Snapshot, now: &Snapshot, app: &str) -> Vec<Time> {
    let gone = only_in(before, now, app);
    let events = now.objects.list::<Event>().filter(|event| {
        let uid = &event.involved_object.uid;
        event.reason == "Killing" && gone.iter().any(|pod| pod.metadata.uid == *uid)
    });
    events.filter_map(|event| event.first_timestamp).collect()
}

/// Whether there was a pod of that name.
pub fn had(before: &Snapshot, app: &str, pod: &Pod) -> bool {
    pods(before, app).any(|it| it.metadata.name == pod.metadata.name)
}
