//! The dock: tabs under the stage.

mod browser;
mod events;
mod files;
mod manifest;
mod terminal;

use super::lab::Lab;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// The tabs. Their order is that of [`view`].
const TABS: usize = 5;

/// The dock.
pub fn view(lab: Lab) -> AnyView {
    let words = lab.words();
    let names = [
        words.tab_terminal(),
        words.tab_browser(),
        words.tab_files(),
        words.tab_manifest(),
        words.tab_events(),
    ];
    let chosen = lab.tab;
    let panes: [fn(Lab, Signal<bool>) -> AnyView; TABS] =
        [terminal::view, browser::view, files::view, manifest::view, events::view];
    let tabs: Vec<AnyView> =
        names.into_iter().enumerate().map(|(at, name)| tab(chosen, at, name)).collect();
    let panes = panes.into_iter().enumerate().map(|(at, pane)| {
        let here = Signal::derive(move || chosen.get() == at);
        view! {
            <div
                class="pane"
                role="tabpanel"
                id=format!("pane-{at}")
                aria-labelledby=format!("tab-{at}")
                hidden=move || !here.get()
            >
                {pane(lab, here)}
            </div>
        }
        .into_any()
    });
    let panes: Vec<AnyView> = panes.collect();
    view! {
        <section class="dock" aria-label=words.tools()>
            <div class="tabs" role="tablist" aria-label=words.tools()>
                {tabs}
            </div>
            {panes}
        </section>
    }
    .into_any()
}

fn tab(chosen: RwSignal<usize>, at: usize, name: &'static str) -> AnyView {
    let here = move || chosen.get() == at;
    let keys = move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % TABS,
            "ArrowLeft" => (at + TABS - 1) % TABS,
            "Home" => 0,
            "End" => TABS - 1,
            _ => return,
        };
        event.prevent_default();
        chosen.set(to);
        if let Some(tab) = document().get_element_by_id(&format!("tab-{to}"))
            && let Ok(tab) = tab.dyn_into::<HtmlElement>()
        {
            // A tab that cannot be focused is chosen all the same.
            let _ = tab.focus();
        }
    };
    view! {
        <button
            type="button"
            role="tab"
            id=format!("tab-{at}")
            aria-controls=format!("pane-{at}")
            aria-selected=move || here().to_string()
            tabindex=move || if here() { "0" } else { "-1" }
            on:click=move |_| chosen.set(at)
            on:keydown=keys
        >
            {name}
        </button>
    }
    .into_any()
}
