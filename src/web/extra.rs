//! What stands in a text and is more than text: it loads when the reader asks for it.

use super::Changing;
use super::lab::Lab;
use crate::lesson::text::Extra;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;

/// The button that asks for it, until it has been asked for.
pub fn view(lab: Lab, extra: Extra) -> AnyView {
    let label = extra.label(lab.words());
    // What is known of the table is shown in another language as well.
    let known = matches!(extra, Extra::Matrix) && !lab.matrix.with_untracked(Vec::is_empty);
    let asked = RwSignal::new(known);
    let ask = move |event: MouseEvent| {
        // The button goes, and whoever pressed it with a key goes on from the text before it.
        let line = event_target::<HtmlElement>(&event).parent_element();
        let before = line.and_then(|line| line.previous_element_sibling());
        lab.when_ready(move |lab| {
            // The text may have been drawn anew in another language.
            let _ = asked.try_set(true);
            if let (Some(later), Some(before)) = (lab.supply.get_untracked(), before) {
                (later.hand_over)(before);
            }
        });
    };
    let content: Changing =
        Box::new(move || match asked.get().then(|| lab.supply.get_untracked()).flatten() {
            Some(later) => match extra {
                Extra::Matrix => (later.matrix)(lab),
                Extra::Interleave => (later.interleave)(lab),
                Extra::Path => (later.path)(lab),
            },
            None => view! {
                <p>
                    <button type="button" class="button" on:click=ask>
                        {label}
                    </button>
                </p>
            }
            .into_any(),
        });
    content.into_any()
}
