//! The question of a step: the reader chooses what will come of it, and then reads what has.

use super::lab::Lab;
use super::prose::Step;
use crate::lesson::prediction::{Guess, Prediction};
use crate::lesson::text::plain;
use leptos::prelude::*;

/// The question of the step in that place, if it asks one.
pub fn view(lab: Lab, place: usize, text: &Step) -> AnyView {
    let Some(prediction) = lab.chapter.steps.get(place).and_then(|step| step.prediction) else {
        return ().into_any();
    };
    let words = lab.words();
    let closed = move || lab.done.get() != place || guess(lab, place).begun;
    let outcomes = prediction.outcomes.iter().zip(&text.options);
    let options = outcomes.map(|(outcome, text)| option(lab, place, outcome.id, text.clone()));
    let options = options.collect::<Vec<_>>();
    let texts = text.clone();
    let said = move || match guess(lab, place) {
        Guess { held: None, .. } => words.predict().to_owned(),
        Guess { predicted: None, .. } => words.not_predicted().to_owned(),
        guess => verdict(lab, prediction, &texts, guess),
    };
    view! {
        <fieldset class="predict" disabled=closed>
            <legend inner_html=text.question.clone()></legend>
            {options}
            <p>{said}</p>
        </fieldset>
    }
    .into_any()
}

/// How the prediction of the step in that place stands.
fn guess(lab: Lab, place: usize) -> Guess {
    lab.guesses.with(|guesses| guesses.get(place).copied().unwrap_or_default())
}

/// An outcome to choose. Afterwards it says whether it was right, or that it is what happened.
fn option(lab: Lab, place: usize, id: &'static str, text: String) -> AnyView {
    let words = lab.words();
    let mark = move || {
        let Guess { predicted, held, .. } = guess(lab, place);
        match (predicted == Some(id), held.map(|held| held == id)) {
            (true, Some(true)) => ("right", words.predicted_right()),
            (true, Some(false)) => ("wrong", words.predicted_wrong()),
            (false, Some(true)) => ("right", words.happened()),
            _ => ("", ""),
        }
    };
    view! {
        <label>
            <input
                type="radio"
                name=lab.chapter.steps[place].id
                prop:checked=move || guess(lab, place).predicted == Some(id)
                on:change=move |_| lab.predict(place, id)
            />
            <span>
                <span inner_html=text></span> " "
                <span class=move || mark().0>{move || mark().1}</span>
            </span>
        </label>
    }
    .into_any()
}

/// The sentence that compares what was predicted with what has happened; empty if nothing was.
pub fn verdict(lab: Lab, of: &Prediction, text: &Step, guess: Guess) -> String {
    let words = lab.words();
    let (Some(predicted), Some(held)) = (guess.predicted, guess.held) else {
        return String::new();
    };
    if predicted == held {
        return words.say_predicted_right().to_owned();
    }
    let name = |id: &str| {
        let option = of.outcomes.iter().zip(&text.options).find(|(outcome, _)| outcome.id == id);
        option.map(|(_, text)| plain(text)).unwrap_or_default()
    };
    match of.misled_by(guess).zip(lab.supply.get_untracked()) {
        Some((number, later)) => {
            words.say_believed(&name(predicted), (later.belief)(number, words.lang()))
        }
        None => words.say_predicted_wrong(&name(predicted), &name(held)),
    }
}
