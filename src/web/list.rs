//! The chapters and the challenges as lists: where a page stands in its own, the ways to others.

use super::app::{Chapterly, Site, follow};
use super::icons;
use super::lab::Lab;
use super::later::Supply;
use crate::chapters::{self, CHAPTERS};
use crate::i18n::Words;
use crate::lesson::Chapter;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;

/// What is known of a slug.
#[derive(Clone, Copy, PartialEq)]
pub enum Found {
    /// It names this chapter or challenge.
    There(Chapterly),
    /// It names no chapter, and the challenges have not loaded.
    NotYet,
    /// It names nothing.
    Nowhere,
}

/// Looks a slug up.
pub fn find(slug: &str, supply: Supply) -> Found {
    if let Some(chapter) = chapters::find(slug) {
        return Found::There(Chapterly(chapter));
    }
    let Some(later) = supply.get() else { return Found::NotYet };
    let mut challenges = later.challenges.iter();
    let found = challenges.find(|challenge| challenge.chapter.slug == slug);
    found.map_or(Found::Nowhere, |found| Found::There(Chapterly(&found.chapter)))
}

/// The page while what it shows has not loaded.
pub fn loading(supply: Supply, words: Words) -> AnyView {
    let text = RwSignal::new(words.loading());
    supply.when_ready(move |later| {
        if later.is_none() {
            text.set(words.not_loaded());
        }
    });
    view! { <p class="notice" role="status">{text}</p> }.into_any()
}

/// The list that a page stands in, and its place there.
struct Standing {
    is_challenge: bool,
    all: Vec<&'static Chapter>,
    at: usize,
}

impl Standing {
    fn of(lab: Lab) -> Standing {
        let here = |chapter: &&'static Chapter| chapter.slug == lab.chapter.slug;
        if let Some(at) = CHAPTERS.iter().position(here) {
            return Standing { is_challenge: false, all: CHAPTERS.to_vec(), at };
        }
        let later = lab.supply.get_untracked();
        let challenges = later.map_or(&[][..], |later| later.challenges);
        let all: Vec<_> = challenges.iter().map(|challenge| &challenge.chapter).collect();
        let at = all.iter().position(here).unwrap_or(0);
        Standing { is_challenge: true, all, at }
    }
}

/// *Chapter 3 of 7*
pub fn where_among(lab: Lab) -> String {
    let Standing { is_challenge, all, at } = Standing::of(lab);
    match is_challenge {
        true => lab.words().challenge_of(at + 1, all.len()),
        false => lab.words().chapter_of(at + 1, all.len()),
    }
}

/// *Chapter 3*
pub fn number(lab: Lab) -> String {
    let Standing { is_challenge, at, .. } = Standing::of(lab);
    match is_challenge {
        true => lab.words().challenge_number(at + 1),
        false => lab.words().chapter_number(at + 1),
    }
}

/// The ways to the pages before and after, and to the chapter's worksheet.
pub fn turn(site: Site, lab: Lab) -> AnyView {
    let words = lab.words();
    let Standing { is_challenge, all, at } = Standing::of(lab);
    let (back, on) = match is_challenge {
        true => (words.previous_challenge(), words.next_challenge()),
        false => (words.previous_chapter(), words.next_chapter()),
    };
    let link = |at: Option<usize>, class: &'static str, text: &'static str| {
        at.and_then(|at| all.get(at)).map(|chapter| {
            view! { <div>{anchor(site, chapter, class, None, text.into_any())}</div> }
        })
    };
    let sheet = (!is_challenge).then(|| {
        let to = words.worksheet_address(lab.chapter.slug);
        view! { <p class="version"><a href=to>{words.worksheet()}</a></p> }
    });
    view! {
        <div class="turn">
            {link(at.checked_sub(1), "button", back)} {link(Some(at + 1), "button main", on)}
        </div>
        {sheet}
    }
    .into_any()
}

/// The navigation between chapters, and the way to begin as a new reader.
pub fn chapters(site: Site, lab: Lab) -> AnyView {
    let words = lab.words();
    let links = CHAPTERS.iter().map(|chapter| item(site, lab, chapter, words.step_done()));
    let asked = RwSignal::new(false);
    let forget = move |event: MouseEvent| {
        if asked.get_untracked() {
            site.forget();
            let list = event_target::<HtmlElement>(&event).previous_element_sibling();
            if let (Some(later), Some(list)) = (lab.supply.get_untracked(), list) {
                (later.hand_over)(list);
            }
        }
        asked.update(|asked| *asked = !*asked);
    };
    view! {
        <nav class="chapters" aria-label=words.chapters()>
            <ol>{links.collect_view()}</ol>
        </nav>
        <button
            type="button"
            class="button quiet"
            hidden=move || site.done.with(Vec::is_empty)
            on:click=forget
            on:blur=move |_| asked.set(false)
        >
            {move || if asked.get() { words.forget_surely() } else { words.forget_progress() }}
        </button>
    }
    .into_any()
}

/// The navigation between challenges, once they have loaded.
pub fn challenges(site: Site, lab: Lab) -> AnyView {
    let words = lab.words();
    let list = move || {
        lab.supply.get().map(|later| {
            let challenges = later.challenges.iter();
            challenges.map(|it| item(site, lab, &it.chapter, words.solved())).collect_view()
        })
    };
    view! {
        <nav class="chapters" aria-label=words.challenges()>
            <h2>{words.challenges()}</h2>
            <ol>{list}</ol>
        </nav>
    }
    .into_any()
}

/// A line of a navigation; `word` says that it is done, once it is.
fn item(site: Site, lab: Lab, chapter: &'static Chapter, word: &'static str) -> AnyView {
    let done = move || site.done.with(|done| done.iter().any(|slug| slug == chapter.slug));
    let mark = move || {
        done().then(|| {
            view! {
                {icons::done()}
                <span class="said">{word}</span>
            }
        })
    };
    let text = view! { <span>{chapter.title(lab.lang())} " " {mark}</span> };
    let to = anchor(site, chapter, "", here(lab, chapter), text.into_any());
    view! { <li>{to}</li> }.into_any()
}

fn here(lab: Lab, chapter: &Chapter) -> Option<&'static str> {
    (chapter.slug == lab.chapter.slug).then_some("page")
}

fn anchor(
    site: Site,
    chapter: &'static Chapter,
    class: &'static str,
    here: Option<&'static str>,
    text: AnyView,
) -> AnyView {
    let to = move || site.to_chapter(chapter);
    view! {
        <a
            class=class
            href=to
            aria-current=here
            on:click=move |event| {
                follow(site, &event, &untrack(to));
            }
        >
            {text}
        </a>
    }
    .into_any()
}
