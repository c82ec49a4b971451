//! The hints of a challenge, one after the other as the reader asks for them, and how many commands
//! it takes.

use super::lab::Lab;
use leptos::prelude::*;

/// The hints; nothing where a step has none.
pub fn view(lab: Lab, hints: Vec<String>) -> AnyView {
    let later = lab.supply.get_untracked();
    let challenge = later.and_then(|later| {
        let mut challenges = later.challenges.iter();
        challenges.find(|challenge| challenge.chapter.slug == lab.chapter.slug)
    });
    let Some(challenge) = challenge else { return ().into_any() };
    let words = lab.words();
    let total = hints.len();
    let shown = RwSignal::new(0);
    let hints = StoredValue::new(hints);
    let each = move || {
        let shown = hints.with_value(|hints| hints[..shown.get().min(total)].to_vec());
        shown.into_iter().map(|hint| view! { <li inner_html=hint></li> }).collect_view()
    };
    let solved = move || lab.done.get() > 0;
    let next = move || words.show_hint((shown.get() + 1).min(total), total);
    let count = move || solved().then(|| words.your_commands(lab.commands_used()));
    view! {
        <ol class="hints" aria-live="polite">{each}</ol>
        <button
            type="button"
            class="button quiet"
            hidden=move || solved() || total <= shown.get()
            on:click=move |_| shown.update(|shown| *shown += 1)
        >
            {next}
        </button>
        <p class="par">{words.par(challenge.par())} " " <span>{count}</span></p>
    }
    .into_any()
}
