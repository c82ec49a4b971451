//! The bar under the stage: the act in every lane, and the clock.

use super::icons;
use super::lab::{Lab, same_slot};
use leptos::prelude::*;

/// The speeds that the reader can choose.
const SPEEDS: [i64; 5] = [1, 2, 5, 10, 60];

/// The bar.
pub fn view(lab: Lab) -> AnyView {
    let words = lab.words();
    let several = lab.chapter.lanes.len() > 1;
    let none = move || lab.scene.with(|scene| same_slot(scene).is_empty());
    let history = move || lab.supply.get().map(|later| (later.history)(lab));
    view! {
        <div class="bar">
            <button
                type="button"
                class="button main"
                hidden=!several
                aria-disabled=move || none().to_string()
                on:click=move |_| lab.delete_everywhere()
            >
                {words.delete_in_every_lane()}
            </button>
            <div class="clock" role="group" aria-label=words.clock()>
                <span class="history">{history}</span>
                {play(lab)}
                <button type="button" class="button quiet" on:click=move |_| lab.step()>
                    {icons::step()}
                    <span class="word">{words.step()}</span>
                </button>
                {speed(lab)}
                <button type="button" class="button quiet" on:click=move |_| lab.reset()>
                    {icons::reset()}
                    <span class="word">{words.reset()}</span>
                </button>
                <span class="elapsed">{move || minutes(lab.elapsed.get())}</span>
            </div>
        </div>
    }
    .into_any()
}

/// `1:52`, and with hours `1:01:52`.
pub fn minutes(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

fn play(lab: Lab) -> AnyView {
    let words = lab.words();
    let inside = move || {
        let (icon, word) = if lab.running.get() {
            (icons::pause(), words.pause())
        } else {
            (icons::play(), words.play())
        };
        view! {
            {icon}
            <span class="word">{word}</span>
        }
    };
    view! {
        <button
            type="button"
            class="button quiet"
            on:click=move |_| lab.keep_running(!lab.running.get_untracked())
        >
            {inside}
        </button>
    }
    .into_any()
}

fn speed(lab: Lab) -> AnyView {
    let words = lab.words();
    let choose = move |event| {
        if let Ok(speed) = event_target_value(&event).parse() {
            lab.speed.set(speed);
        }
    };
    let options = SPEEDS.map(|speed| {
        let text = speed.to_string();
        view! { <option value=text.clone()>{words.speed_times(&text)}</option> }
    });
    view! {
        <select aria-label=words.speed() on:change=choose>
            {options.into_iter().collect_view()}
        </select>
    }
    .into_any()
}
