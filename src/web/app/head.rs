//! The head of the page: where the reader is, and in which language and look.

use super::Arrival;
use super::address::{Site, follow};
use crate::i18n::{Lang, Words};
use crate::web::icons;
use crate::web::lab::Lab;
use crate::web::list;
use crate::web::route::Theme;
use leptos::html;
use leptos::prelude::*;

/// Tells the browser the page's language and title.
pub fn describe(title: &str, lang: Lang) {
    document().set_title(&format!("{title} · State Lab"));
    if let Some(root) = document().document_element() {
        // An attribute that cannot be set leaves the page usable.
        let _ = root.set_attribute("lang", lang.code());
    }
}

/// The head.
pub fn view(site: Site, lab: Lab, arrival: Arrival) -> AnyView {
    let words = lab.words();
    let progress = move || lab.supply.get().map(|later| (later.progress)(site, lab));
    view! {
        <header class="top">
            <span class="brand">"State Lab"</span>
            <span class="where">{list::where_among(lab)}</span>
            {share(lab)}
            <div class="settings">
                {theme(site, words)}
                {languages(site, lab, arrival)}
            </div>
            {progress}
        </header>
    }
    .into_any()
}

/// The button that tells how to have this in another page.
fn share(lab: Lab) -> AnyView {
    let open = RwSignal::new(false);
    let close = Callback::new(move |()| {
        // The page may have gone on to another chapter.
        let _ = open.try_set(false);
    });
    let dialog = move || {
        let later = open.get().then(|| lab.supply.get_untracked()).flatten();
        later.map(|later| untrack(|| (later.share)(lab, close)))
    };
    // A file on disk has no address that others could name.
    let is_local = window().location().protocol().is_ok_and(|protocol| protocol == "file:");
    let ask = move |_| lab.when_ready(move |_| open.set(true));
    view! {
        <button
            type="button"
            class="embed-this"
            aria-haspopup="dialog"
            hidden=is_local
            on:click=ask
        >
            {icons::code()}
            <span class="word">{lab.words().embed_this()}</span>
        </button>
        {dialog}
    }
    .into_any()
}

fn languages(site: Site, lab: Lab, arrival: Arrival) -> AnyView {
    let followed = NodeRef::<html::A>::new();
    Effect::new(move |_| {
        if let Some(followed) = followed.get()
            && arrival == Arrival::Language
        {
            // A link that cannot be focused leaves the focus at the start of the page.
            let _ = followed.focus();
        }
    });
    let links = Lang::ALL.map(|lang| {
        let is_here = lang == lab.lang();
        let here = is_here.then_some("true");
        let node = if is_here { followed } else { NodeRef::new() };
        let to = move || site.to_language(lang);
        view! {
            <a
                href=to
                lang=lang.code()
                hreflang=lang.code()
                aria-current=here
                node_ref=node
                on:click=move |event| {
                    follow(site, &event, &untrack(to));
                }
            >
                {lang.native_name()}
            </a>
        }
    });
    view! {
        <nav class="languages" aria-label=lab.words().languages()>
            {links.into_iter().collect_view()}
        </nav>
    }
    .into_any()
}

fn theme(site: Site, words: Words) -> AnyView {
    let options = Theme::ALL.map(|theme| {
        let name = match theme {
            Theme::Auto => words.theme_auto(),
            Theme::Light => words.theme_light(),
            Theme::Dark => words.theme_dark(),
        };
        let chosen = move || site.theme.get() == theme;
        view! { <option value=theme.code() selected=chosen>{name}</option> }
    });
    let choose = move |event| {
        if let Some(theme) = Theme::from_code(&event_target_value(&event)) {
            site.choose_theme(theme);
        }
    };
    view! {
        <label class="theme">
            <span class="said">{words.theme()}</span>
            <select on:change=choose>{options.into_iter().collect_view()}</select>
        </label>
    }
    .into_any()
}

/// What of the address nobody understood.
pub fn notice(site: Site, words: Words) -> AnyView {
    let text = move || words.unknown_in_address(&site.unknown.get().join(", "));
    view! {
        <Show when=move || site.unknown.with(|unknown| !unknown.is_empty())>
            <p class="notice" role="status">
                <span>{text}</span>
                <button
                    type="button"
                    class="button quiet"
                    on:click=move |_| site.unknown.set(Vec::new())
                >
                    {icons::cross()}
                    {words.close()}
                </button>
            </p>
        </Show>
    }
    .into_any()
}
