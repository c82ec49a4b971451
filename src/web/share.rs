//! *Embed this*: what to paste to have the moment on the stage in another page, and the way back
//! from a link to that moment.

use super::embed::asked::CONTROLS;
use super::embed::snippet::{Form, Shared, chosen};
use super::icons;
use super::lab::Lab;
use super::moment::{MOST, Moment};
use crate::chapters;
use crate::i18n::Words;
use crate::lesson::SEED;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// The parts that are chosen at first: the first four.
const USUAL: [bool; CONTROLS.len()] = [true, true, true, true, false, false, false, false, false];

/// Goes to the moment that the end of an address tells of, if it tells of one.
///
/// # Errors
/// The part of it that makes no sense.
pub fn arrive(lab: Lab, fragment: &str) -> Result<(), String> {
    if let Some(moment) = Moment::read(fragment)? {
        lab.replay(moment);
    }
    Ok(())
}

/// What the reader has chosen in the dialog.
#[derive(Clone, Copy)]
struct Choice {
    lab: Lab,
    form: RwSignal<Form>,
    controls: RwSignal<[bool; CONTROLS.len()]>,
    /// The moment as it was when the dialog was opened.
    moment: StoredValue<String>,
    /// Whether it begins there.
    here: RwSignal<bool>,
}

impl Choice {
    fn with<T>(self, make: impl FnOnce(Shared) -> T) -> T {
        let chapter = self.lab.chapter;
        let site = document().base_uri().ok().flatten().unwrap_or_default();
        let site = site.split(['?', '#']).next().unwrap_or_default();
        let site = site.rfind('/').map_or(site, |end| &site[..=end]);
        let (seed, moment) = (self.lab.seed(), self.moment.get_value());
        make(Shared {
            site,
            chapter: chapter.slug,
            title: chapter.title(self.lab.lang()),
            lang: self.lab.lang(),
            seed: (seed != SEED).then_some(seed),
            controls: &chosen(&self.controls.get()),
            moment: if self.here.get() { &moment } else { "" },
            has_picture: chapters::find(chapter.slug).is_some(),
        })
    }
}

/// The dialog, open.
pub fn dialog(lab: Lab, close: Callback<()>) -> AnyView {
    let words = lab.words();
    let moment = lab.moment();
    let too_much = moment.is_none();
    let begun = moment.as_ref().is_some_and(|moment| !moment.done.is_empty());
    let choice = Choice {
        lab,
        form: RwSignal::new(Form::Element),
        controls: RwSignal::new(USUAL),
        moment: StoredValue::new(moment.as_ref().map_or_else(String::new, Moment::write)),
        here: RwSignal::new(begun),
    };
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(node) = node.get() {
            // A dialog that cannot be shown over the page stays closed.
            let _ = node.show_modal();
        }
    });
    let here = move |event| choice.here.set(event_target_checked(&event));
    view! {
        <dialog class="share" aria-labelledby="share" node_ref=node on:close=move |_| close.run(())>
            <h2 id="share">{words.embed_this()}</h2>
            <p>{words.about_embedding()}</p>
            {forms(choice)}
            <label
                class="option"
                hidden=move || !begun || choice.form.get() == Form::File
            >
                <input type="checkbox" checked=begun on:change=here />
                {words.at_this_moment()}
            </label>
            <p hidden=!too_much>{words.too_much_for_a_link(MOST)}</p>
            {controls(choice)}
            {snippet(choice)}
            {preview(choice)}
            <form method="dialog">
                <button class="button">{words.close()}</button>
            </form>
        </dialog>
    }
    .into_any()
}

fn form_name(form: Form, words: Words) -> &'static str {
    match form {
        Form::Element => words.form_element(),
        Form::Frame => words.form_frame(),
        Form::Link => words.form_link(),
        Form::Markdown => words.form_markdown(),
        Form::File => words.form_file(),
    }
}

fn forms(choice: Choice) -> AnyView {
    let words = choice.lab.words();
    let options = Form::ALL.map(|form| {
        view! {
            <label class="option">
                <input
                    type="radio"
                    name="form"
                    checked=form == Form::Element
                    on:change=move |_| choice.form.set(form)
                />
                {form_name(form, words)}
            </label>
        }
    });
    view! {
        <fieldset>
            <legend>{words.embed_as()}</legend>
            {options.into_iter().collect_view()}
        </fieldset>
    }
    .into_any()
}

fn controls(choice: Choice) -> AnyView {
    let words = choice.lab.words();
    let names = [
        words.delete_pod_short(),
        words.visit(),
        words.clock(),
        words.what_survived(),
        words.tab_terminal(),
        words.tab_browser(),
        words.tab_files(),
        words.tab_manifest(),
        words.tab_events(),
    ];
    let options = names.into_iter().enumerate().map(|(at, name)| {
        let change = move |event| {
            choice.controls.update(|controls| controls[at] = event_target_checked(&event));
        };
        view! {
            <label class="option">
                <input type="checkbox" checked=USUAL[at] on:change=change />
                {name}
            </label>
        }
    });
    view! {
        <fieldset hidden=move || !choice.form.get().has_controls()>
            <legend>{words.embed_parts()}</legend>
            {options.collect_view()}
        </fieldset>
    }
    .into_any()
}

/// The text to paste, and the button that copies it.
fn snippet(choice: Choice) -> AnyView {
    let words = choice.lab.words();
    let text = Memo::new(move |_| choice.with(|shared| shared.snippet(choice.form.get())));
    let node = NodeRef::<html::Textarea>::new();
    let copied = RwSignal::new("");
    Effect::new(move |_| {
        text.track();
        copied.set("");
    });
    let copy = move |_| {
        let Some(node) = node.get_untracked() else { return };
        node.select();
        spawn_local(async move {
            let clipboard = window().navigator().clipboard();
            let done = JsFuture::from(clipboard.write_text(&text.get_untracked())).await;
            // The dialog may have been closed meanwhile.
            let _ = copied.try_set(match done {
                Ok(_) => words.copied(),
                Err(_) => words.copy_by_hand(),
            });
        });
    };
    view! {
        <textarea
            readonly
            rows="4"
            class="sheet"
            aria-label=words.snippet()
            prop:value=text
            node_ref=node
        ></textarea>
        <p>
            <button type="button" class="button main" on:click=copy>
                {words.copy()}
            </button>
            <span class="label" role="status">
                {copied}
            </span>
        </p>
    }
    .into_any()
}

/// The embed itself, once it is asked for: it is a second cluster.
fn preview(choice: Choice) -> AnyView {
    let words = choice.lab.words();
    let shown = RwSignal::new(false);
    let frame = move || {
        let wanted = shown.get() && choice.form.get().has_controls();
        wanted.then(|| {
            let source = choice.with(|shared| shared.frame());
            view! { <iframe src=source title=words.preview()></iframe> }
        })
    };
    view! {
        <p hidden=move || !choice.form.get().has_controls()>
            <button
                type="button"
                class="button quiet"
                aria-expanded=move || shown.get().to_string()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {icons::play()}
                {words.preview()}
            </button>
        </p>
        {frame}
    }
    .into_any()
}
