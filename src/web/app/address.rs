//! The address of the page as state: what it asks for, and going elsewhere without loading anew.

use super::{Chapterly, Opened};
use crate::chapters::{self, CHAPTERS};
use crate::i18n::Lang;
use crate::lesson::{Chapter, SEED};
use crate::web::browser;
use crate::web::lab::Lab;
use crate::web::later::Supply;
use crate::web::list::{self, Found};
use crate::web::route::{Address, ClockMode, Theme, language_of};
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;

/// Under which name the theme is kept.
const THEME: &str = "state-lab.theme";
/// Under which name the chapters and challenges are kept that are done: their slugs, with spaces
/// between.
const DONE: &str = "state-lab.done";
/// Under which name the chapter is kept that was read last.
const HERE: &str = "state-lab.chapter";

/// The state of the whole site. A copy is a handle to the same state.
#[derive(Clone, Copy)]
pub struct Site {
    /// What the address asks for.
    pub address: RwSignal<Address>,
    /// What of it nobody understands, until the reader has taken note.
    pub unknown: RwSignal<Vec<String>>,
    /// The look.
    pub theme: RwSignal<Theme>,
    /// The slugs of the chapters and challenges that are done.
    pub done: RwSignal<Vec<String>>,
    /// What loads later.
    supply: Supply,
    /// The chapter that an address without one opens.
    resumed: Chapterly,
}

impl Site {
    /// Reads the address, and reads it again when the reader goes back or forth.
    pub fn open(supply: Supply) -> Site {
        let address = current();
        let kept = || browser::recall(THEME).and_then(|code| Theme::from_code(&code));
        let theme = address.theme.or_else(kept).unwrap_or_default();
        let last = browser::recall(HERE).and_then(|slug| chapters::find(&slug));
        let site = Site {
            done: RwSignal::new(kept_as_done()),
            supply,
            resumed: Chapterly(last.unwrap_or(CHAPTERS[0])),
            unknown: RwSignal::new(address.unknown.clone()),
            address: RwSignal::new(address),
            theme: RwSignal::new(theme),
        };
        let listening = window_event_listener(ev::popstate, move |_| site.arrive(current()));
        on_cleanup(move || listening.remove());
        Effect::new(move |_| {
            let asked = site.address.with(|address| address.chapter.clone());
            if let Some(slug) = asked.filter(|slug| list::find(slug, supply) == Found::Nowhere) {
                site.unknown.update(|unknown| unknown.push(format!("chapter={slug}")));
            }
        });
        Effect::new(move |_| {
            if let Some(root) = document().document_element() {
                // Should this fail, the page keeps the look of the reader's system.
                let _ = root.set_attribute("data-theme", site.theme.get().code());
            }
        });
        site
    }

    /// The language of the page.
    pub fn lang(self) -> Lang {
        let asked = self.address.with(|address| address.lang);
        asked.unwrap_or_else(|| language_of(&browser::language()))
    }

    /// What the address opens.
    pub fn opened(self) -> Opened {
        self.address.with(|address| Opened {
            chapter: match address.chapter.as_deref().map(|slug| list::find(slug, self.supply)) {
                Some(Found::There(chapter)) => Some(chapter),
                Some(Found::NotYet) => None,
                Some(Found::Nowhere) => Some(Chapterly(CHAPTERS[0])),
                None => Some(self.resumed),
            },
            clock: address.clock.unwrap_or(if browser::still() {
                ClockMode::Instant
            } else {
                ClockMode::Realtime
            }),
            seed: address.seed.unwrap_or(SEED),
        })
    }

    /// The address of a chapter, with all else as it is.
    pub fn to_chapter(self, chapter: &Chapter) -> String {
        let mut address = self.address.get();
        address.chapter = Some(chapter.slug.to_owned());
        address.query()
    }

    /// The address of the same page in another language.
    pub fn to_language(self, lang: Lang) -> String {
        let mut address = self.address.get();
        address.lang = Some(lang);
        address.query()
    }

    /// Goes to an address of this site.
    pub fn go(self, query: &str) {
        if let Ok(history) = window().history() {
            // Where there is no history the page changes all the same.
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(query));
        }
        self.arrive(Address::parse(query));
    }

    /// Keeps where the reader is, to go on there.
    pub fn keep_here(self, slug: &str) {
        if chapters::find(slug).is_some() {
            browser::remember(HERE, slug);
        }
    }

    /// Keeps that a chapter or a challenge is done.
    pub fn keep_done(self, slug: &str) {
        if self.done.with_untracked(|done| done.iter().any(|other| other == slug)) {
            return;
        }
        // In another tab, more may have been done meanwhile.
        let all = kept_as_done().into_iter().chain([slug.to_owned()]);
        self.done.update(|done| {
            for slug in all {
                if !done.contains(&slug) {
                    done.push(slug);
                }
            }
        });
        browser::remember(DONE, &self.done.with_untracked(|done| done.join(" ")));
    }

    /// Forgets what is done and where the reader is.
    pub fn forget(self) {
        self.done.set(Vec::new());
        browser::remember(DONE, "");
        browser::remember(HERE, "");
    }

    /// Chooses a look and keeps the choice.
    pub fn choose_theme(self, theme: Theme) {
        browser::remember(THEME, theme.code());
        self.theme.set(theme);
        self.address.update(|address| address.theme = address.theme.map(|_| theme));
    }

    /// Goes to the moment that the end of the address tells of, if there is any.
    pub fn arrive_at_moment(self, lab: Lab) {
        let fragment = window().location().hash().unwrap_or_default();
        if fragment.len() < 2 {
            return;
        }
        lab.when_ready(move |lab| {
            let arrive = self.supply.get_untracked().map(|later| (later.arrive)(lab, &fragment));
            if let Some(Err(part)) = arrive {
                self.unknown.update(|unknown| unknown.push(part));
            }
        });
    }

    fn arrive(self, address: Address) {
        self.unknown.set(address.unknown.clone());
        if let Some(theme) = address.theme {
            self.theme.set(theme);
        }
        self.address.set(address);
    }
}

/// Follows a link within the site, unless the reader wants it elsewhere.
pub fn follow(site: Site, event: &ev::MouseEvent, query: &str) {
    let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.button() == 0 && !elsewhere {
        event.prevent_default();
        site.go(query);
    }
}

/// The slugs of what is kept as done.
fn kept_as_done() -> Vec<String> {
    let kept = browser::recall(DONE).unwrap_or_default();
    kept.split_whitespace().map(str::to_owned).collect()
}

fn current() -> Address {
    Address::parse(&window().location().search().unwrap_or_default())
}
