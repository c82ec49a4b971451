//! The dots of visits, on their way through a lane.

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
