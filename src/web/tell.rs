//! What a screen reader says of a change: what became of pods and files, which steps are done, and
//! whether it is as the reader predicted.

use super::changes::{changes, sentences};
use super::lab::Lab;
use super::predict::verdict;
use super::prose::Piece;
use crate::apiserver::snapshot::Snapshot;
use crate::lesson::Step;
use crate::lesson::prediction::Guess;
use crate::lesson::text::plain;
use std::ops::Range;

/// What has come from one moment to another, with the steps that have been done meanwhile and how
/// the predictions stand; empty if there is nothing to tell.
pub fn tell(
    lab: Lab,
    [before, after]: [&Snapshot; 2],
    done: Range<usize>,
    guesses: &[Guess],
) -> String {
    let said = sentences(&changes(before, after), lab.words());
    [said, steps_done(lab, done, guesses)].join(" ").trim().to_owned()
}

/// The sentences that say which steps have been done, and whether what was predicted came.
fn steps_done(lab: Lab, done: Range<usize>, guesses: &[Guess]) -> String {
    let words = lab.words();
    let pieces = lab.supply.text(lab.chapter.slug, lab.lang());
    let text_of = |step: &Step| {
        pieces.iter().find_map(|piece| match piece {
            Piece::Step(text) if text.id == step.id => Some(text),
            _ => None,
        })
    };
    let steps = lab.chapter.steps.iter().zip(guesses);
    let done = steps.skip(done.start).take(done.len()).filter_map(|(step, guess)| {
        let text = text_of(step)?;
        let verdict = step.prediction.map(|it| verdict(lab, it, text, *guess));
        let said = words.say_step_done(&plain(&text.task));
        Some([said, verdict.unwrap_or_default()].join(" ").trim_end().to_owned())
    });
    done.collect::<Vec<_>>().join(" ")
}
