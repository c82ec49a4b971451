//! The chapter's manifests, to read and to take along.

use crate::web::lab::Lab;
use leptos::prelude::*;

/// The pane.
pub fn view(lab: Lab, _here: Signal<bool>) -> AnyView {
    let words = lab.words();
    let files = lab.chapter.files;
    let chosen = RwSignal::new(0_usize);
    let file = move || files.get(chosen.get());
    let name = move || file().map(|file| file.name);
    let text = move || file().map(|file| *file.contents.get(lab.lang()));
    let options = files.iter().enumerate().map(|(at, file)| {
        view! { <option value=at.to_string()>{file.name}</option> }
    });
    let choose = move |event| {
        if let Ok(at) = event_target_value(&event).parse() {
            chosen.set(at);
        }
    };
    view! {
        <div class="manifest-head">
            <label>
                <span class="said">{words.manifest_file()}</span>
                <select on:change=choose>{options.collect_view()}</select>
            </label>
            <a download href=move || name().map(|name| lab.manifest_address(name))>
                {move || name().map(|name| words.download_file(name))}
            </a>
        </div>
        <textarea
            class="sheet"
            aria-label=words.manifest()
            readonly
            spellcheck="false"
            wrap="off"
            prop:value=text
        ></textarea>
    }
    .into_any()
}
