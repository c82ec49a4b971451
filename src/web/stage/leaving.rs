//! Pods that have just gone fade out where they stood.

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
    (move || leaving.get().into_iter().map(card).collect_view()).into_any()
}

fn card(shape: Shape) -> AnyView {
    let Some(pod) = shape.pod() else { return ().into_any() };
    let tail = pod.label.tail.clone();
    let state = if pod.is_ghost { "ghost" } else { "ending" };
    view! {
        <div
            class="object pod leaving"
            aria-hidden="true"
            data-state=state
            data-small=shape.small.then_some("true")
            style:translate=at(shape.rect)
            style:width=rem(shape.rect.width)
            style:height=rem(shape.rect.height)
        >
            <span class="who">{icons::identity(shape.identity)} <b class="id">{tail}</b></span>
        </div>
    }
    .into_any()
}
