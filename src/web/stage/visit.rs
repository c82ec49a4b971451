//! The dots of visits, on their way through a lane, and the place that one of them has reached.

use super::place;
use crate::web::browser;
use crate::web::lab::{Journey, Lab};
use leptos::prelude::*;

/// The dots, while visits travel through this lane.
pub fn view(lab: Lab, lane: usize) -> AnyView {
    let here = Memo::new(move |_| {
        let of_lane = |journey: &&Journey| journey.lane == lane;
        lab.journeys.with(|all| all.iter().filter(of_lane).cloned().collect::<Vec<_>>())
    });
    view! {
        <For each=move || here.get() key=|journey| journey.number children=dot />
    }
    .into_any()
}

fn dot(journey: Journey) -> AnyView {
    let unit = browser::root_font() / 16.0;
    let path = format!("path(\"{}\")", place::polyline(&journey.points, unit));
    let delay = format!("{}ms", journey.delay);
    view! {
        <span
            class="dot"
            aria-hidden="true"
            style:offset-path=path
            style:animation-delay=delay
        ></span>
    }
    .into_any()
}

/// The ring around the place that a visit has reached which is followed step by step.
pub fn ring(lab: Lab, lane: usize) -> AnyView {
    let (of, style) = lab.ring;
    let hidden = move || of.get() != lane || style.with(String::is_empty);
    view! { <span class="ring" aria-hidden="true" hidden=hidden style=style></span> }.into_any()
}
