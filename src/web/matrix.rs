//! What survives what: the table, filled row by row by running the model. Every row can be played
//! on the page's own cluster.

use super::lab::Lab;
use super::survived;
use crate::chapters::beyond::MATRIX;
use crate::i18n::{Localized, Words};
use crate::lesson::matrix::{Action, TRAITS};
use crate::lesson::survival::{Row, Trait, Verdict};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

const TITLE: Localized<&str> =
    Localized { en: "What survives what", id: "Apa yang bertahan, dan dari apa" };
const SHOW: Localized<&str> = Localized { en: "Show", id: "Tampilkan" };
const COMPLETE: Localized<&str> =
    Localized { en: "The table is complete.", id: "Tabelnya sudah lengkap." };

/// The table, which begins to fill itself.
pub fn table(lab: Lab) -> AnyView {
    let (words, lang, rows) = (lab.words(), lab.lang(), lab.matrix);
    spawn_local(fill(lab));
    let head = TRAITS.map(|what| view! { <th scope="col">{survived::name(words, what)}</th> });
    let body = MATRIX.actions.iter().enumerate().map(|(at, action)| {
        let cells = move || {
            let cell = |place: usize, what: Trait| {
                rows.with(|rows| cell(words, what, rows.get(at).and_then(|row| row.get(place))))
            };
            TRAITS.into_iter().enumerate().map(|(place, what)| cell(place, what)).collect_view()
        };
        view! { <tr>{header(lab, action)} {cells}</tr> }
    });
    view! {
        <div class="survived matrix">
            <table
                aria-label=*TITLE.get(lang)
                aria-busy=move || (rows.with(Vec::len) < MATRIX.actions.len()).to_string()
            >
                <thead>
                    <tr>
                        <td></td>
                        {head.into_iter().collect_view()}
                    </tr>
                </thead>
                <tbody>{body.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Finds out the rows that are not known yet. They are the same in every language.
async fn fill(lab: Lab) {
    let rows = lab.matrix;
    while let Some(known) = rows.try_with_untracked(Vec::len)
        && let Some(action) = MATRIX.actions.get(known)
    {
        let row = MATRIX.compute(action, lab.lang(), lab.seed());
        rows.update(|rows| rows.push(row));
        if known + 1 == MATRIX.actions.len() {
            lab.say(COMPLETE.get(lab.lang()));
        }
        // Between two rows the page answers its reader.
        TimeoutFuture::new(0).await;
    }
}

/// What happens, and the button that lets it happen.
fn header(lab: Lab, action: &'static Action) -> AnyView {
    let (name, show) = (*action.name.get(lab.lang()), *SHOW.get(lab.lang()));
    view! {
        <th scope="row">
            {name}
            <button
                type="button"
                class="button"
                aria-label=format!("{show}: {name}")
                on:click=move |_| lab.play([MATRIX.before, action.events], MATRIX.pod)
            >
                {show}
            </button>
        </th>
    }
    .into_any()
}

fn cell(words: Words, what: Trait, row: Option<&Row>) -> AnyView {
    let (mark, sign, said) = match row {
        None => ("none", "", "…"),
        Some(row) if row.verdict != Verdict::None => survived::mark(words, row.verdict),
        Some(Row { before: None, .. }) => ("none", "", words.none()),
        Some(_) => ("yet", "…", words.not_yet()),
    };
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| words.none().to_owned());
    let values = row.map(|row| format!("{} → {}", value(&row.before), value(&row.after)));
    view! {
        <td data-mark=mark data-lane=survived::name(words, what) title=values>
            <span class="sign" aria-hidden="true">{sign}</span>
            {said}
        </td>
    }
    .into_any()
}
