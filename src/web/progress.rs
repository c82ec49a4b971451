//! How far the reader is: a thin line along the head of the page, a part for every chapter.
//!
//! It lies on the line that the head has anyway, so nothing moves when it comes.

use super::app::Site;
use super::lab::Lab;
use crate::chapters::CHAPTERS;
use leptos::prelude::*;

/// The line.
pub fn view(site: Site, lab: Lab) -> AnyView {
    let words = lab.words();
    let is_done = move |slug: &str| site.done.with(|done| done.iter().any(|it| it == slug));
    let chapters = move || CHAPTERS.iter().filter(|chapter| is_done(chapter.slug)).count();
    let steps = lab.chapter.steps.len();
    let said = move || {
        let course = words.chapters_done(chapters(), CHAPTERS.len());
        format!("{course}; {}", words.steps_done(lab.done.get(), steps))
    };
    let parts = CHAPTERS.iter().map(|chapter| {
        let is_here = chapter.slug == lab.chapter.slug;
        let part = move || match is_done(chapter.slug) {
            true => 100,
            false if is_here => 100 * lab.done.get() / steps.max(1),
            false => 0,
        };
        view! {
            <span data-here=is_here.then_some("true")>
                <i style:width=move || format!("{}%", part())></i>
            </span>
        }
    });
    view! {
        <div
            class="progress"
            role="progressbar"
            aria-label=words.progress()
            aria-valuemin="0"
            aria-valuemax=CHAPTERS.len()
            aria-valuenow=chapters
            aria-valuetext=said
            title=said
        >
            {parts.collect_view()}
        </div>
    }
    .into_any()
}
