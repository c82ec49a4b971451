//! The dots of visits, on their way through a lane, and the place that one of them has reached.

use super::place::{self, at, rem};
use crate::web::browser;
use crate::web::lab::{Journey, Lab};
use crate::web::legs::Place;
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
    let here = move || lab.ring.get().filter(|place| place.lane == lane);
    let style = move || {
        let Place { area, round, .. } = here().unwrap_or_default();
        let (place, round) = (at(area), rem(round));
        let (width, height) = (rem(area.width), rem(area.height));
        format!("translate:{place};width:{width};height:{height};border-radius:{round}")
    };
    view! {
        <span class="ring" aria-hidden="true" hidden=move || here().is_none() style=style></span>
    }
    .into_any()
}
