//! What has been: back to any moment of it, and back to before the last thing that was done.

use super::bar::minutes;
use super::icons;
use super::lab::{History, Lab};
use leptos::prelude::*;

/// The slider over what has been, and the button that takes back.
pub fn view(lab: Lab) -> AnyView {
    let words = lab.words();
    let history = Memo::new(move |_| {
        lab.elapsed.track();
        lab.snapshot.track();
        lab.history()
    });
    let undo = move || history.read().as_ref().and_then(|it| it.undo.clone());
    let seconds = move || history.read().as_ref().map_or((0, 0), History::seconds);
    let go = move |event| {
        let Ok(second) = event_target_value(&event).parse::<i64>() else { return };
        if let Some(history) = history.get_untracked() {
            lab.revisit(history.moment(second));
        }
    };
    let deeds = move || {
        let history = history.read();
        let places = history.iter().flat_map(|it| it.places());
        places.map(|place| view! { <i style=format!("--place:{place:.3}")></i> }).collect_view()
    };
    view! {
        <span class="timeline">
            <span class="deeds" aria-hidden="true">
                {deeds}
            </span>
            <input
                type="range"
                min="0"
                max=move || seconds().1.to_string()
                prop:value=move || seconds().0.to_string()
                disabled=move || seconds().1 == 0
                aria-label=words.history()
                aria-valuetext=move || {
                    let (at, end) = seconds();
                    words.moment_of(&minutes(at), &minutes(end))
                }
                on:input=go
            />
        </span>
        <button
            type="button"
            class="button quiet undo"
            aria-label=words.undo()
            aria-disabled=move || undo().is_none().to_string()
            title=move || undo().map(|line| words.undo_of(&line))
            on:click=move |_| lab.undo()
        >
            {icons::undo()}
            <span class="word">{words.undo()}</span>
        </button>
    }
    .into_any()
}
