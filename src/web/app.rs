//! The page as a whole: its address, its head, and one chapter at a time.

mod address;
mod head;

pub use self::address::{Site, follow};

use super::lab::Lab;
use super::later::Supply;
use super::{bar, browser, chapter, dock, list, outline, panic, stage, still, survived};
use crate::lesson::Chapter;
use crate::web::route::ClockMode;
use leptos::ev;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::web_sys::{Element, HtmlElement};

/// Where the page has a single column; `page.css` says the same.
const ONE_COLUMN: &str = "(max-width: 55.99rem), (min-width: 75rem) and (max-height: 35.99rem)";

/// Mounts the page in an element.
pub fn mount(parent: HtmlElement) {
    panic::watch();
    // What stood there until now is the same page as a still, and its text is still needed.
    let stills = still::take(&parent);
    mount_to(parent, move || view(stills)).forget();
}

/// What makes a page another page: its cluster begins anew when one of these changes.
#[derive(Clone, Copy, PartialEq)]
pub struct Opened {
    /// The chapter or challenge; none while what would know it has not loaded.
    pub chapter: Option<Chapterly>,
    /// How time passes.
    pub clock: ClockMode,
    /// The seed.
    pub seed: u64,
}

/// How the reader has come to what is shown, which decides where the focus goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// The page was opened: the focus stays where the browser has it.
    Opened,
    /// From another chapter: to the heading.
    Chapter,
    /// From another language: to the link that was followed.
    Language,
}

/// A chapter, told from others by its slug.
#[derive(Clone, Copy)]
pub struct Chapterly(pub &'static Chapter);

impl PartialEq for Chapterly {
    fn eq(&self, other: &Chapterly) -> bool {
        self.0.slug == other.0.slug
    }
}

fn view(stills: Option<Element>) -> AnyView {
    let supply = Supply::open(stills);
    let site = Site::open(supply);
    let opened = Memo::new(move |_| site.opened());
    let lang = Memo::new(move |_| site.lang());
    let first = StoredValue::new(true);
    let chapter = move || {
        let opened = opened.get();
        let Some(Chapterly(chapter)) = opened.chapter else {
            return list::loading(supply, lang.get_untracked().words());
        };
        let lab = Lab::new(supply, opened, chapter, lang.get_untracked());
        let is_first = first.try_update_value(std::mem::take).unwrap_or(false);
        // Who has gone back to a chapter finds in the address what they once came to it with.
        site.arrive_at_moment(lab);
        let moved = window_event_listener(ev::hashchange, move |_| site.arrive_at_moment(lab));
        on_cleanup(move || moved.remove());
        let mut arrival = if is_first { Arrival::Opened } else { Arrival::Chapter };
        // The same cluster goes on in another language.
        let translated = move || {
            lab.speak(lang.get());
            page(site, lab, std::mem::replace(&mut arrival, Arrival::Language))
        };
        translated.into_any()
    };
    chapter.into_any()
}

fn page(site: Site, lab: Lab, arrival: Arrival) -> AnyView {
    let chapter = lab.chapter;
    let words = lab.words();
    head::describe(chapter.title(lab.lang()), lab.lang());
    let card = move || {
        let asked = lab.asked.get()?;
        Some((lab.supply.get_untracked()?.card)(lab, asked))
    };
    // Where all stands in one column, the other chapters come after the tools for this one.
    let one_column = browser::fits(ONE_COLUMN);
    let others = move |at_the_end: bool| {
        move || (one_column.get() == at_the_end).then(|| chapter::others(site, lab))
    };
    view! {
        <a class="skip" href="#stage">{words.skip_to_stage()}</a>
        {head::view(site, lab, arrival)}
        {head::notice(site, words)}
        <main class="page" data-lanes=chapter.lanes.len()>
            {chapter::view(site, lab, arrival, others(false))}
            {stage::view(lab, bar::view(lab), stage::in_high_window)}
            <div class="lower">
                {survived::view(lab)} {dock::view(lab, dock::ALL.to_vec())} {outline::view(lab)}
            </div>
            {others(true)}
        </main>
        {card}
        <p class="said" role="status" aria-live="polite">{move || lab.said.get()}</p>
    }
    .into_any()
}
