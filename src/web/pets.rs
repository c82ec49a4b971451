//! Pods as livestock and pets: the switch between the two drawings, and the animal in a card.

use super::browser;
use super::lab::Lab;
use crate::diagram::animals::{Animal, Mood, VIEW_BOX};
use crate::diagram::scene::Shape;
use leptos::prelude::*;

/// A paw.
const PAW: &str = "\
    M8 7.4c2.4 0 4.8 2.5 4.8 4.6 0 1.5-1.1 2.4-2.4 2.4-.9 0-1.5-.4-2.4-.4s-1.5.4-2.4.4\
    c-1.3 0-2.4-.9-2.4-2.4 0-2.1 2.4-4.6 4.8-4.6Z\
    M.9 7.6a1.4 1.9 0 1 0 2.8 0a1.4 1.9 0 1 0-2.8 0ZM4 3.9a1.5 2 0 1 0 3 0a1.5 2 0 1 0-3 0Z\
    M9 3.9a1.5 2 0 1 0 3 0a1.5 2 0 1 0-3 0ZM12.3 7.6a1.4 1.9 0 1 0 2.8 0a1.4 1.9 0 1 0-2.8 0Z";
/// Left and right exchanged.
const MIRROR: &str = "matrix(-1 0 0 1 56 0)";

/// The switch.
pub fn switch(lab: Lab) -> AnyView {
    let words = lab.words();
    let on = lab.supply.animals;
    let turn = move |_| {
        on.update(|on| *on = !*on);
        browser::remember(browser::ANIMALS, if on.get_untracked() { "on" } else { "off" });
    };
    view! {
        <button
            type="button"
            class="button quiet animals"
            aria-pressed=move || on.get().to_string()
            title=words.drawing_animals()
            on:click=turn
        >
            <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=PAW></path></svg>
            <span class="word">{words.drawing_animals()}</span>
        </button>
    }
    .into_any()
}

/// The animal that a pod is.
pub fn animal(shape: Memo<Shape>) -> AnyView {
    let look = Memo::new(move |_| {
        shape.with(|shape| Some((Animal::of(shape.identity), Mood::of(shape.pod()?))))
    });
    (move || look.get().map(|(animal, mood)| draw(animal, mood))).into_any()
}

fn draw(animal: Animal, mood: Mood) -> AnyView {
    let parts = animal.parts(mood).into_iter().map(|part| {
        let transform = part.mirrored.then_some(MIRROR);
        view! { <path class=part.paint d=part.d transform=transform></path> }
    });
    view! {
        <svg
            class="animal"
            viewBox=VIEW_BOX
            aria-hidden="true"
            data-animal=animal.name()
            data-coat=animal.coat()
            data-mood=mood.name()
        >
            {parts.collect_view()}
        </svg>
    }
    .into_any()
}
