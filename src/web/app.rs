//! The page as a whole: its address, its head, and one chapter at a time.

mod address;
mod head;

pub use self::address::{Site, follow};

use super::lab::Lab;
use super::{bar, chapter, dock, outline, panic, stage, survived};
use crate::chapters::{CHAPTERS, find};
use crate::i18n::Lang;
use crate::lesson::Chapter;
use crate::web::route::ClockMode;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;

/// Mounts the page in an element.
pub fn mount(parent: HtmlElement) {
    panic::watch();
    mount_to(parent, view).forget();
}

/// What makes a page another page: its cluster begins anew when one of these changes.
#[derive(Clone, Copy, PartialEq)]
pub struct Opened {
    /// The chapter.
    pub chapter: Chapterly,
    /// The language.
    pub lang: Lang,
    /// How time passes.
    pub clock: ClockMode,
    /// The seed.
    pub seed: u64,
}

/// A chapter, told from others by its slug.
#[derive(Clone, Copy)]
pub struct Chapterly(pub &'static Chapter);

impl PartialEq for Chapterly {
    fn eq(&self, other: &Chapterly) -> bool {
        self.0.slug == other.0.slug
    }
}

fn view() -> AnyView {
    let site = Site::open();
    let opened = Memo::new(move |_| site.opened());
    let mut first = true;
    (move || page(site, opened.get(), std::mem::take(&mut first))).into_any()
}

fn page(site: Site, opened: Opened, first: bool) -> AnyView {
    let chapter = opened.chapter.0;
    let lab = Lab::new(chapter, opened.lang, opened.clock, opened.seed);
    let words = lab.words();
    head::describe(chapter.title(opened.lang), opened.lang);
    view! {
        <a class="skip" href="#stage">{words.skip_to_stage()}</a>
        {head::view(site, lab)}
        {head::notice(site, words)}
        <main class="page" data-lanes=chapter.lanes.len()>
            {chapter::view(site, lab, first)}
            {stage::view(lab, bar::view(lab))}
            <div class="lower">{survived::view(lab)} {dock::view(lab)} {outline::view(lab)}</div>
        </main>
        <p class="said" role="status" aria-live="polite">{move || lab.said.get()}</p>
    }
    .into_any()
}

/// The chapter with that slug, or the first.
pub fn chapter_or_first(slug: Option<&str>) -> &'static Chapter {
    slug.and_then(find).unwrap_or(CHAPTERS[0])
}
