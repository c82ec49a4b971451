//! Small drawings. Each says with a shape what a colour beside it says, too.

use leptos::prelude::*;

fn icon(path: &'static str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=path></path></svg>
    }
    .into_any()
}

/// Who a pod is: a shape for each number, a tag for those that are only counted.
pub fn identity(identity: Option<usize>) -> AnyView {
    let path = match identity.map(|identity| identity % 5) {
        Some(0) => "M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1Z",
        Some(1) => "M1.5 1.5h13v13h-13Z",
        Some(2) => "M8 1 15.5 14.5H.5Z",
        Some(3) => "M8 .5 15.5 8 8 15.5.5 8Z",
        Some(_) => "M5.5 1h5v4.5H15v5h-4.5V15h-5v-4.5H1v-5h4.5Z",
        None => "M1 3h9l5 5-5 5H1Z",
    };
    view! {
        <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d=path></path></svg>
    }
    .into_any()
}

/// How a pod is.
pub fn status(status: &str, ready: bool, leaving: bool) -> AnyView {
    icon(match status {
        _ if leaving => "M3 7h10v2H3Z",
        "Running" if ready => "M6.4 11.6 2.9 8.1l1.2-1.2 2.3 2.3 5.5-5.5 1.2 1.2Z",
        _ => {
            "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6A5.4 5.4 0 1 1 8 13.4 5.4 5.4 0 0 1 8 2.6Z\
             M7.2 4h1.6v3.7l2.3 2.3L10 11.1 7.2 8.3Z"
        }
    })
}

/// Delete, where there is no room for the word.
pub fn cross() -> AnyView {
    icon("M4.2 3 8 6.8 11.8 3 13 4.2 9.2 8 13 11.8 11.8 13 8 9.2 4.2 13 3 11.8 6.8 8 3 4.2Z")
}

/// The clock runs.
pub fn pause() -> AnyView {
    icon("M4 3h3v10H4Zm5 0h3v10H9Z")
}

/// The clock stands.
pub fn play() -> AnyView {
    icon("M4 2.5 13 8l-9 5.5Z")
}

/// One step of the clock.
pub fn step() -> AnyView {
    icon("M3 2.5 10 8l-7 5.5ZM11 3h2v10h-2Z")
}

/// Begin anew.
pub fn reset() -> AnyView {
    icon("M8 2.5a5.5 5.5 0 1 1-5.3 7l1.5-.4A4 4 0 1 0 5 5.3L7 7H2V2l1.9 2.1A5.5 5.5 0 0 1 8 2.5Z")
}

/// Take back.
pub fn undo() -> AnyView {
    icon("M6.5 2.2v3h2.8a4.3 4.3 0 0 1 0 8.6H5v-1.6h4.3a2.7 2.7 0 0 0 0-5.4H6.5v3L1.8 6Z")
}

/// A step of the lesson is done.
pub fn done() -> AnyView {
    icon("M6.4 12.4 2.2 8.2l1.4-1.4 2.8 2.8 6-6 1.4 1.4Z")
}

/// What is to be pasted: brackets as of an element.
pub fn code() -> AnyView {
    icon("M5.2 3.2 1 8l4.2 4.8 1.1-1L3 8l3.3-3.8ZM10.8 3.2 15 8l-4.2 4.8-1.1-1L13 8 9.7 4.2Z")
}
