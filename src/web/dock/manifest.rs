//! The chapter's manifests, to read, to change and apply, and to take along.

use crate::web::browser;
use crate::web::lab::Lab;
use leptos::html;
use leptos::prelude::*;

/// The pane.
pub fn view(lab: Lab, here: Signal<bool>) -> AnyView {
    let words = lab.words();
    let chosen = lab.file;
    let name = move || lab.chapter.files.get(chosen.get()).map_or("", |file| file.name);
    // The file may have been written in the terminal while the pane was out of sight.
    let stored = Memo::new(move |_| {
        here.get();
        lab.applied.get();
        lab.read_file(name())
    });
    let draft = move || lab.drafts.with(|drafts| drafts.get(name()).cloned());
    let text = move || draft().unwrap_or_else(|| stored.get());
    let changed = Memo::new(move |_| draft().is_some_and(|draft| draft != stored.get()));
    let edit = move |event| lab.edit(name(), Some(event_target_value(&event)));
    let apply = move |_| {
        let (name, text) = untrack(|| (name(), text()));
        lab.apply(name, text);
    };
    let sheet = NodeRef::<html::Textarea>::new();
    let discard = move |_| {
        lab.edit(untrack(name), None);
        // The button goes, and whoever pressed it with a key must not lose their place.
        if let Some(sheet) = sheet.get_untracked() {
            // Where it cannot be focused, the focus is at the start of the page.
            let _ = sheet.focus();
        }
    };
    let answer = move || lab.applied.with(|all| all.get(name()).cloned());
    Effect::new(move |before: Option<Option<String>>| {
        let answer = answer();
        if answer.is_some() && before.is_some_and(|before| before != answer) {
            request_animation_frame(|| browser::show_tool(".answer", true));
        }
        answer
    });
    view! {
        <div class="manifest-head">
            {choice(lab, chosen)}
            <a download href=move || lab.manifest_address(name())>
                {move || words.download_file(name())}
            </a>
        </div>
        <textarea
            class="sheet"
            aria-label=words.manifest()
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            wrap="off"
            prop:value=text
            on:input=edit
            node_ref=sheet
        ></textarea>
        <div class="manifest-foot">
            <button type="button" class="button main" on:click=apply>
                {words.apply()}
            </button>
            <button
                type="button"
                class="button"
                hidden=move || !changed.get()
                on:click=discard
            >
                {words.discard()}
            </button>
            <span class="label" hidden=move || !changed.get()>
                {words.not_applied_yet()}
            </span>
        </div>
        <pre class="answer" role="status" aria-label=words.answer()>
            {answer}
        </pre>
    }
    .into_any()
}

/// The choice among the chapter's manifests.
fn choice(lab: Lab, chosen: RwSignal<usize>) -> AnyView {
    let options = lab.chapter.files.iter().enumerate().map(|(at, file)| {
        view! { <option value=at.to_string()>{file.name}</option> }
    });
    let choose = move |event| {
        if let Ok(at) = event_target_value(&event).parse() {
            chosen.set(at);
        }
    };
    view! {
        <label>
            <span class="said">{lab.words().manifest_file()}</span>
            <select on:change=choose>{options.collect_view()}</select>
        </label>
    }
    .into_any()
}
