//! A browser inside of the page, which reaches the cluster's services.

use crate::web::icons;
use crate::web::lab::Lab;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

/// The pane.
pub fn view(lab: Lab, here: Signal<bool>) -> AnyView {
    let words = lab.words();
    let bar = NodeRef::<html::Input>::new();
    let open = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(bar) = bar.get_untracked()
            && !bar.value().trim().is_empty()
        {
            lab.open(bar.value().trim());
        }
    };
    // Where nothing was deployed when the chapter began, there was no address to offer.
    Effect::new(move |_| {
        lab.snapshot.track();
        let typed = bar.get_untracked().is_some_and(|bar| !bar.value().is_empty());
        if here.get() && !typed {
            lab.suggest_address();
        }
    });
    view! {
        <div class="browser">
            <form class="address" on:submit=open>
                <input
                    type="text"
                    inputmode="url"
                    autocapitalize="off"
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=words.address()
                    prop:value=lab.address
                    node_ref=bar
                />
                <button type="submit" class="button">
                    {icons::reset()}
                    {words.reload()}
                </button>
            </form>
            <div class="viewport">{move || answer(lab)}</div>
        </div>
    }
    .into_any()
}

fn answer(lab: Lab) -> AnyView {
    let words = lab.words();
    let Some(page) = lab.page.get() else {
        return view! { <p class="label">{words.no_page_yet()}</p> }.into_any();
    };
    match page.pod {
        Some(pod) => view! {
            <pre>{page.text}</pre>
            <p class="by">{words.answered_by(&pod)}</p>
        }
        .into_any(),
        None => view! {
            <h3>{words.page_unreachable()}</h3>
            <pre class="by">{page.text}</pre>
        }
        .into_any(),
    }
}
