//! Pods that have just gone fade out where they stood.

use super::card::animal;
use super::place::{at, rem};
use crate::diagram::scene::Shape;
use crate::web::icons;
use crate::web::lab::Lab;
use leptos::prelude::*;

/// The pods that have just gone from a lane. They are there for the eye alone.
pub fn view(lab: Lab, lane: usize) -> AnyView {
    let leaving = Memo::new(move |_| {
        let all = lab.leaving.get().into_iter();
        all.filter(|(at, _)| *at == lane).map(|(_, shape)| shape).collect::<Vec<Shape>>()
    });
    (move || leaving.get().into_iter().map(|shape| card(lab, shape)).collect_view()).into_any()
}

fn card(lab: Lab, shape: Shape) -> AnyView {
    let Some(pod) = shape.pod() else { return ().into_any() };
    let tail = pod.label.tail.clone();
    let state = if pod.is_ghost { "ghost" } else { "ending" };
    let identity = shape.identity.map(|at| (at % 5).to_string());
    let glyph = icons::identity(shape.identity);
    let (place, rect, small) = (at(shape.rect), shape.rect, shape.small);
    view! {
        <div
            class="object pod leaving"
            aria-hidden="true"
            data-state=state
            data-identity=identity
            data-small=small.then_some("true")
            style:translate=place
            style:width=rem(rect.width)
            style:height=rem(rect.height)
        >
            {animal(lab, Memo::new(move |_| shape.clone()))}
            <span class="open">
                <span class="who">{glyph} <b class="id">{tail}</b></span>
            </span>
        </div>
    }
    .into_any()
}
