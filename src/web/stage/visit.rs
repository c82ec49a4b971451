//! The dot of a visit, on its way through a lane.

use super::place;
use crate::web::browser;
use crate::web::lab::Lab;
use leptos::prelude::*;

/// The dot, while a visit travels through this lane.
pub fn view(lab: Lab, lane: usize) -> AnyView {
    let journey = Memo::new(move |_| {
        lab.journey.with(|journey| journey.clone().filter(|journey| journey.lane == lane))
    });
    let dot = move || {
        journey.get().map(|journey| {
            let unit = browser::root_font() / 16.0;
            let path = format!("path(\"{}\")", place::polyline(&journey.points, unit));
            view! { <span class="dot" aria-hidden="true" style:offset-path=path></span> }
        })
    };
    (dot).into_any()
}
