//! The dock: tabs under the stage.

mod browser;
mod events;
mod files;
pub mod line;
mod manifest;
pub mod terminal;

use super::lab::Lab;
use super::list;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// The tabs. Their order is that of [`view`].
const TABS: usize = 5;
/// All of them.
pub const ALL: [usize; TABS] = [0, 1, 2, 3, 4];

/// What a pane shows; it knows whether the reader sees it.
pub type Pane = fn(Lab, Signal<bool>) -> AnyView;

/// The panes behind the terminal.
pub const LATER: [Pane; TABS - 1] = [browser::view, files::view, manifest::view, events::view];

/// The dock with some of its tabs.
pub fn view(lab: Lab, shown: Vec<usize>) -> AnyView {
    let words = lab.words();
    let names = [
        words.tab_terminal(),
        words.tab_browser(),
        words.tab_files(),
        words.tab_manifest(),
        words.tab_events(),
    ];
    let shown = StoredValue::new(shown);
    // A click may choose a tab that is not shown.
    let chosen = Signal::derive(move || {
        let chosen = lab.tab.get();
        shown.with_value(|shown| if shown.contains(&chosen) { chosen } else { shown[0] })
    });
    let each = shown.get_value().into_iter();
    let tabs = each.clone().map(|at| {
        let choose = move |by: Step| {
            let to = shown.with_value(|shown| by.from(at, shown));
            lab.tab.set(to);
            to
        };
        tab(chosen, at, names[at], choose)
    });
    let tabs: Vec<AnyView> = tabs.collect();
    let panes = each.map(|at| {
        let here = Signal::derive(move || chosen.get() == at);
        view! {
            <div
                class="pane"
                role="tabpanel"
                id=format!("pane-{at}")
                aria-labelledby=format!("tab-{at}")
                hidden=move || !here.get()
            >
                {pane(lab, at, here)}
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

/// The inside of a pane: what is in another than the terminal loads later.
fn pane(lab: Lab, at: usize, here: Signal<bool>) -> AnyView {
    match at.checked_sub(1) {
        None => terminal::view(lab),
        Some(at) => (move || match lab.supply.get() {
            Some(later) => (later.panes[at])(lab, here),
            // Whoever chooses the tab again asks again.
            None if here.get() => list::loading(lab.supply, lab.words()),
            None => ().into_any(),
        })
        .into_any(),
    }
}

/// From one tab to another.
#[derive(Clone, Copy)]
enum Step {
    Here,
    Next,
    Previous,
    First,
    Last,
}

impl Step {
    fn from(self, at: usize, shown: &[usize]) -> usize {
        let (place, count) = (shown.iter().position(|it| *it == at).unwrap_or(0), shown.len());
        let to = match self {
            Step::Here => place,
            Step::Next => (place + 1) % count,
            Step::Previous => (place + count - 1) % count,
            Step::First => 0,
            Step::Last => count - 1,
        };
        shown[to]
    }
}

fn tab(
    chosen: Signal<usize>,
    at: usize,
    name: &'static str,
    choose: impl Fn(Step) -> usize + Copy + 'static,
) -> AnyView {
    let here = move || chosen.get() == at;
    let keys = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => Step::Next,
            "ArrowLeft" => Step::Previous,
            "Home" => Step::First,
            "End" => Step::Last,
            _ => return,
        };
        event.prevent_default();
        let to = choose(step);
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
            on:click=move |_| {
                choose(Step::Here);
            }
            on:keydown=keys
        >
            {name}
        </button>
    }
    .into_any()
}
